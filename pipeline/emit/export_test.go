package emit

import (
	"archive/zip"
	"errors"
	"io"
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

// LoseWrite makes a workbook of two parts, the first write to one of which fails and is passed over, and returns what closing it says.
func LoseWrite(spool string) error {
	z := &sortedZip{out: zip.NewWriter(io.Discard), spool: spool}
	for _, name := range []string{"a", "b"} {
		if _, err := z.Create(name); err != nil {
			return err
		}
	}
	whole := z.parts[0].f
	readable, err := os.Open(whole.Name()) // takes no writes
	if err != nil {
		return err
	}
	z.parts[0].f = readable
	_, _ = z.parts[0].Write([]byte("lost"))
	return errors.Join(z.Close(), whole.Close())
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
