package emit

import (
	"os"

	"mahdar/schemas"
)

// Redirect sends the CSV file of a table to another path.
func (w *Writer) Redirect(table, path string) (err error) {
	f := w.byName[table].encoder("csv").output()
	if err := f.f.Close(); err != nil {
		return err
	}
	f.f, err = os.OpenFile(path, os.O_WRONLY, 0)
	return err
}

// Misremember counts a row that was not written.
func (w *Writer) Misremember(table string) error {
	t := w.byName[table]
	t.rows++
	_, err := t.encoder("parquet").(*parquetFile).spool.Write(schemas.AppendKey(nil, nil))
	return err
}

// LimitSheets makes sheets hold fewer rows.
func (w *Writer) LimitSheets(rows int) {
	for _, v := range w.volumes {
		if x, ok := v.(*xlsxFile); ok {
			x.limit = rows
		}
	}
}

// encoder returns the writer of a table in the named format.
func (w *tableWriter) encoder(format string) encoder {
	for _, e := range w.encoders {
		if e.output().format == format {
			return e
		}
	}
	return nil
}
