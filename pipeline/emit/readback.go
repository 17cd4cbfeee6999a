package emit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// readRows is how many rows are read back at a time.
const readRows = 4096

// compare reads a Parquet file with another library than the one that wrote it, and compares each cell with those given.
func compare(path string, t *schemas.Table, given io.Reader, rows int64) error {
	f, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return err
	}
	err = compareFile(f, t, bufio.NewReaderSize(given, bufferSize), rows)
	return errors.Join(err, f.Close())
}

func compareFile(f *pqfile.Reader, t *schemas.Table, given *bufio.Reader, rows int64) error {
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: readRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	s, err := r.Schema()
	if err != nil {
		return err
	}
	if err := compareSchema(s, t); err != nil {
		return err
	}
	if f.NumRows() != rows {
		return fmt.Errorf("%d rows were read and %d written", f.NumRows(), rows)
	}
	if rows == 0 {
		return nil
	}
	records, err := r.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return err
	}
	defer records.Release()
	c := comparer{table: t, given: given}
	for records.Next() {
		if err := c.batch(records.RecordBatch()); err != nil {
			return err
		}
	}
	if err := records.Err(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if c.row != rows {
		return fmt.Errorf("%d rows were read and %d written", c.row, rows)
	}
	return nil
}

func compareSchema(s *arrow.Schema, t *schemas.Table) error {
	if s.NumFields() != len(t.Fields) {
		return fmt.Errorf("%d columns were read and %d written", s.NumFields(), len(t.Fields))
	}
	for i, f := range s.Fields() {
		want := &t.Fields[i]
		if f.Name != want.Name || f.Nullable == want.Required || f.Type.ID() != arrowType(want) {
			return fmt.Errorf("column %d was read as %s (want %s, a %s)", i, f, want.Name, want.Type)
		}
	}
	return nil
}

func arrowType(f *schemas.Field) arrow.Type {
	switch f.Type {
	case schemas.Integer:
		return arrow.INT64
	case schemas.Number:
		return arrow.DECIMAL128
	case schemas.Boolean:
		return arrow.BOOL
	case schemas.Date:
		return arrow.DATE32
	case schemas.Array:
		return arrow.LIST
	default:
		return arrow.STRING
	}
}

type comparer struct {
	table *schemas.Table
	given *bufio.Reader
	row   int64
	read  []byte
	want  []byte
}

func (c *comparer) batch(b arrow.RecordBatch) error {
	for i := range int(b.NumRows()) {
		c.row++
		for j, column := range b.Columns() {
			c.read = schemas.AppendKey(c.read[:0], cell(column, i))
			c.want = append(c.want[:0], c.read...)
			n, err := io.ReadFull(c.given, c.want)
			if err != nil || !bytes.Equal(c.want[:n], c.read) {
				return fmt.Errorf("row %d, column %s: %q was read and %q written", c.row, c.table.Fields[j].Name, c.read, c.want[:n])
			}
		}
	}
	return nil
}

// cell returns a value as a row of a document holds it.
func cell(column arrow.Array, i int) any {
	if column.IsNull(i) {
		return nil
	}
	switch a := column.(type) {
	case *array.String:
		return a.Value(i)
	case *array.Int64:
		return a.Value(i)
	case *array.Boolean:
		return a.Value(i)
	case *array.Date32:
		return time.Unix(int64(a.Value(i))*secondsPerDay, 0).UTC().Format(time.DateOnly)
	case *array.Decimal128:
		n := a.Value(i)
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		return numeral.New(int64(n.LowBits()), uint8(scale))
	case *array.List:
		start, end := a.ValueOffsets(i)
		items := a.ListValues().(*array.String)
		list := make([]string, 0, end-start)
		for j := start; j < end; j++ {
			list = append(list, items.Value(int(j)))
		}
		return list
	}
	return nil
}
