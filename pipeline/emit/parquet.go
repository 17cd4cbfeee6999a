package emit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"time"
	"unsafe"

	"github.com/parquet-go/parquet-go"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// rowsPerGroup bounds the rows of a row group, and with them the memory of a writer.
const rowsPerGroup = 32768

// rowsAtOnce is how many rows are handed to the library together: each handing over costs as much as several rows.
const rowsAtOnce = 256

// pageBytes is the size of a data page before compression.
const pageBytes = 64 << 10

// indexBytes keeps bounds of pages from being cut: names in Arabic share long beginnings, and a cut may fall into a letter.
const indexBytes = 256

// intPrecision is the largest precision that 32 bits hold.
const intPrecision = 9

// pair is an entry of a file's key-value metadata.
type pair struct{ key, value string }

// parquetFile writes a table as Parquet, and beside it the cells as they were given, to compare them with what is read back.
type parquetFile struct {
	*file
	schema *schemas.Table
	full   string          // path of the file
	out    *parquet.Writer //nolint:staticcheck // the generic writer cannot take a schema known only at run time row by row
	spool  *file
	rows   []parquet.Row // that are still to be written
	filled int           // how many of them there are
	cells  []byte
}

func openParquet(dir string, t *schemas.Table) (encoder, error) {
	f, err := createFile(dir, "data/"+t.Name+".parquet", "parquet")
	if err != nil {
		return nil, err
	}
	spool, err := createFile(dir, spoolFolder+"/"+t.Name, "")
	if err != nil {
		return nil, errors.Join(err, f.f.Close())
	}
	return &parquetFile{
		file: f, schema: t, full: f.f.Name(), spool: spool, rows: make([]parquet.Row, rowsAtOnce),
		out: parquet.NewWriter(f, parquetSchema(t),
			parquet.Compression(&parquet.Zstd),
			parquet.CreatedBy("mahdar", "1", "none"),
			parquet.MaxRowsPerRowGroup(rowsPerGroup),
			parquet.PageBufferSize(pageBytes),
			parquet.ColumnIndexSizeLimit(func([]string) int { return indexBytes }),
		),
	}, nil
}

// record is a group whose columns keep their order; parquet.Group sorts them by name.
type record struct {
	parquet.Group
	columns []parquet.Field
}

func (r *record) Fields() []parquet.Field { return r.columns }

// column is a named node of a record.
type column struct {
	parquet.Node
	name string
}

func (c *column) Name() string { return c.name }

func (c *column) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(c.name))
}

func parquetSchema(t *schemas.Table) *parquet.Schema {
	root := &record{Group: parquet.Group{}}
	for i := range t.Fields {
		f := &t.Fields[i]
		node := leaf(f)
		if f.Type == schemas.Array {
			node = parquet.List(node)
		}
		if !f.Required {
			node = parquet.Optional(node)
		}
		root.Group[f.Name] = node
		root.columns = append(root.columns, &column{Node: node, name: f.Name})
	}
	return parquet.NewSchema(t.Name, root)
}

// leaf returns the node of a column's values. Values are written plainly: dictionaries come out in another order on another
// processor, and compression makes up for them.
func leaf(f *schemas.Field) parquet.Node {
	var node parquet.Node
	switch f.Type {
	case schemas.Integer:
		node = parquet.Int(64)
	case schemas.Number:
		kind := parquet.Int64Type
		if f.Precision <= intPrecision {
			kind = parquet.Int32Type
		}
		node = parquet.Decimal(f.Scale, f.Precision, kind)
	case schemas.Boolean:
		return parquet.Leaf(parquet.BooleanType)
	case schemas.Date:
		node = parquet.Date()
	default:
		node = parquet.String()
	}
	return parquet.Encoded(node, &parquet.Plain)
}

func (p *parquetFile) write(values []any) error {
	p.cells = p.cells[:0]
	row := p.rows[p.filled][:0]
	for i, v := range values {
		p.cells = schemas.AppendKey(p.cells, v)
		row = appendValues(row, &p.schema.Fields[i], i, v)
	}
	p.rows[p.filled] = row
	if p.filled++; p.filled == len(p.rows) {
		if err := p.flush(); err != nil {
			return err
		}
	}
	_, err := p.spool.Write(p.cells)
	return err
}

// flush writes the rows that are still to be written.
func (p *parquetFile) flush() error {
	_, err := p.out.WriteRows(p.rows[:p.filled])
	p.filled = 0
	return err
}

// appendValues appends a cell with its levels: repetition 0 but for the later items of a list; definition counts the optional
// and repeated ancestors that are there.
func appendValues(row parquet.Row, f *schemas.Field, index int, v any) parquet.Row {
	level := 1
	if f.Required {
		level = 0
	}
	if schemas.Null(v) {
		return append(row, parquet.NullValue().Level(0, 0, index))
	}
	if f.Type != schemas.Array {
		return append(row, value(f, v).Level(0, level, index))
	}
	list := v.([]string)
	if len(list) == 0 {
		return append(row, parquet.NullValue().Level(0, level, index))
	}
	for i, s := range list {
		row = append(row, text(s).Level(min(i, 1), level+1, index))
	}
	return row
}

// value returns a cell that fits its column.
func value(f *schemas.Field, v any) parquet.Value {
	switch v := v.(type) {
	case bool:
		return parquet.BooleanValue(v)
	case int64:
		if f.Type == schemas.Number {
			return decimal(f, numeral.Int(v))
		}
		return parquet.Int64Value(v)
	case numeral.Decimal:
		return decimal(f, v)
	case string:
		if f.Type == schemas.Date {
			return parquet.Int32Value(days(v))
		}
		return text(v)
	}
	return parquet.NullValue()
}

// text returns a string as a value without a copy: the library copies it into a page and never writes to it.
func text(s string) parquet.Value {
	return parquet.ByteArrayValue(unsafe.Slice(unsafe.StringData(s), len(s)))
}

func decimal(f *schemas.Field, d numeral.Decimal) parquet.Value {
	n, _ := f.Unscaled(d)
	if f.Precision <= intPrecision {
		return parquet.Int32Value(int32(n))
	}
	return parquet.Int64Value(n)
}

const secondsPerDay = 24 * 60 * 60

// days counts from 1970-01-01. The date has been checked.
func days(iso string) int32 {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return 0
	}
	return int32(t.Unix() / secondsPerDay)
}

func (p *parquetFile) close(meta []pair) error {
	for _, m := range meta {
		p.out.SetKeyValueMetadata(m.key, m.value)
	}
	return errors.Join(p.flush(), p.out.Close(), p.file.close(), p.spool.close())
}

func (p *parquetFile) abandon() {
	p.file.abandon()
	p.spool.abandon()
}

// spoolFolder holds the cells as given, inside the temporary folder.
const spoolFolder = ".cells"

func (p *parquetFile) readBack(rows int64) error {
	cells, err := os.Open(p.spool.f.Name())
	if err != nil {
		return err
	}
	err = compare(p.full, p.schema, cells, rows)
	err = errors.Join(err, cells.Close(), os.Remove(cells.Name()))
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(p.full), err)
	}
	return nil
}
