package emit

import (
	"errors"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// rowsPerBatch bounds the rows of a record batch, and with them the memory of a writer.
const rowsPerBatch = 8192

// arrowFile writes a table as an Arrow IPC file, uncompressed, so that readers map it into memory.
type arrowFile struct {
	*file
	schema *schemas.Table
	ipc    *ipc.FileWriter
	batch  *array.RecordBuilder
	rows   int // in the batch
}

func openArrow(dir string, t *schemas.Table) (encoder, error) {
	f, err := createFile(dir, "data/"+t.Name+".arrow", "arrow")
	if err != nil {
		return nil, err
	}
	schema := arrowSchema(t)
	w, err := ipc.NewFileWriter(f, ipc.WithSchema(schema))
	if err != nil {
		return nil, errors.Join(err, f.f.Close())
	}
	return &arrowFile{file: f, schema: t, ipc: w, batch: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, nil
}

// arrowSchema returns the columns with their titles. The metadata of a field is what readers show of it.
func arrowSchema(t *schemas.Table) *arrow.Schema {
	fields := make([]arrow.Field, len(t.Fields))
	for i := range t.Fields {
		f := &t.Fields[i]
		fields[i] = arrow.Field{
			Name: f.Name, Type: arrowData(f), Nullable: !f.Required,
			Metadata: arrow.NewMetadata([]string{"title", "title_ar", "description", "description_ar"}, []string{f.Title, f.TitleAr, f.Description, f.DescriptionAr}),
		}
	}
	meta := arrow.NewMetadata([]string{"title", "title_ar", "description", "description_ar", "schema_version"},
		[]string{t.Title, t.TitleAr, t.Description, t.DescriptionAr, schemaVersion})
	return arrow.NewSchema(fields, &meta)
}

func arrowData(f *schemas.Field) arrow.DataType {
	switch f.Type {
	case schemas.Integer:
		return arrow.PrimitiveTypes.Int64
	case schemas.Number:
		return &arrow.Decimal128Type{Precision: int32(f.Precision), Scale: int32(f.Scale)}
	case schemas.Boolean:
		return arrow.FixedWidthTypes.Boolean
	case schemas.Date:
		return arrow.FixedWidthTypes.Date32
	case schemas.Array:
		return arrow.ListOfField(arrow.Field{Name: "element", Type: arrow.BinaryTypes.String})
	default:
		return arrow.BinaryTypes.String
	}
}

func (a *arrowFile) write(values []any) error {
	for i, v := range values {
		appendArrow(a.batch.Field(i), &a.schema.Fields[i], v)
	}
	if a.rows++; a.rows < rowsPerBatch {
		return nil
	}
	return a.flush()
}

// appendArrow appends a cell that fits its column.
func appendArrow(to array.Builder, f *schemas.Field, v any) {
	if schemas.Null(v) {
		to.AppendNull()
		return
	}
	switch b := to.(type) {
	case *array.StringBuilder:
		b.Append(v.(string))
	case *array.Int64Builder:
		b.Append(v.(int64))
	case *array.BooleanBuilder:
		b.Append(v.(bool))
	case *array.Date32Builder:
		b.Append(arrow.Date32(days(v.(string))))
	case *array.Decimal128Builder:
		d, ok := v.(numeral.Decimal)
		if !ok {
			d = numeral.Int(v.(int64))
		}
		n, _ := f.Unscaled(d)
		b.Append(decimal128.FromI64(n))
	case *array.ListBuilder:
		b.Append(true)
		items := b.ValueBuilder().(*array.StringBuilder)
		for _, s := range v.([]string) {
			items.Append(s)
		}
	}
}

func (a *arrowFile) flush() error {
	a.rows = 0
	batch := a.batch.NewRecordBatch()
	defer batch.Release()
	return a.ipc.Write(batch)
}

func (a *arrowFile) close([]pair) error {
	var err error
	if a.rows > 0 {
		err = a.flush()
	}
	a.batch.Release()
	return errors.Join(err, a.ipc.Close(), a.file.close())
}
