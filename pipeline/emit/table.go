package emit

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"

	"mahdar/schemas"
)

// bufferSize is that of each open file, in bytes.
const bufferSize = 64 << 10

// file is a file being written, with its hash and length.
type file struct {
	path   string // inside the package, with slashes
	format string
	f      *os.File
	buf    *bufio.Writer
	sum    hash.Hash
	bytes  int64
}

func createFile(dir, path, format string) (*file, error) {
	f, err := os.Create(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	out := &file{path: path, format: format, f: f, sum: sha256.New()}
	out.buf = bufio.NewWriterSize(counter{out}, bufferSize)
	return out, nil
}

// counter passes bytes on to the file and its hash.
type counter struct{ to *file }

func (c counter) Write(b []byte) (int, error) {
	n, err := c.to.f.Write(b)
	c.to.sum.Write(b[:n])
	c.to.bytes += int64(n)
	return n, err
}

func (f *file) Write(b []byte) (int, error) { return f.buf.Write(b) }

func (f *file) close() error { return errors.Join(f.buf.Flush(), f.f.Sync(), f.f.Close()) }

func (f *file) output() *file { return f }

// abandon closes a file that is given up. Its errors do not matter any more.
func (f *file) abandon() { _ = f.f.Close() }

func (f *file) hash() string { return "sha256:" + hex.EncodeToString(f.sum.Sum(nil)) }

// encoder writes the rows of one table in one format.
type encoder interface {
	write(values []any) error
	close(meta []pair) error // ends the file and forces it to disk
	abandon()
	output() *file
}

// readBacker is an encoder that can compare what it wrote with what it was given.
type readBacker interface {
	readBack(rows int64) error
}

// tableWriter writes one table in every format.
type tableWriter struct {
	schema   *schemas.Table
	columns  []string
	quotes   int // column that the choice of quotes applies to, or -1
	rows     int64
	encoders []encoder
}

func openTable(dir string, t *schemas.Table, formats []string) (*tableWriter, error) {
	w := &tableWriter{schema: t, columns: t.Columns(), quotes: t.Index("quote")}
	for _, format := range tableFormats() {
		if !slices.Contains(formats, format.name) {
			continue
		}
		e, err := format.open(dir, t)
		if err != nil {
			w.abandon()
			return nil, err
		}
		w.encoders = append(w.encoders, e)
	}
	return w, nil
}

// files returns the files of the table, the one that carries the schema first.
func (w *tableWriter) files() []*file {
	var list []*file
	for _, e := range w.encoders {
		list = append(list, e.output())
	}
	return list
}

// fit returns the row as it is written, or what does not fit the schema.
func (w *tableWriter) fit(values []any, quotes string) ([]any, error) {
	if len(values) != len(w.columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(values), len(w.columns))
	}
	if w.quotes >= 0 && quotes != "" && quotes != "full" {
		if s, ok := values[w.quotes].(string); ok {
			values = slices.Clone(values)
			values[w.quotes] = quote(s, quotes)
		}
	}
	for i := range values {
		if rule, message := w.schema.Fields[i].Check(values[i]); rule != "" {
			return nil, fmt.Errorf("column %s: %s: %s", w.columns[i], rule, message)
		}
	}
	return values, nil
}

func (w *tableWriter) write(values []any) error {
	w.rows++
	for _, e := range w.encoders {
		if err := e.write(values); err != nil {
			return err
		}
	}
	return nil
}

// close finishes every file.
func (w *tableWriter) close(meta []pair) error {
	var errs []error
	for _, e := range w.encoders {
		errs = append(errs, e.close(meta))
	}
	return errors.Join(errs...)
}

func (w *tableWriter) readBack() error {
	for _, e := range w.encoders {
		if r, ok := e.(readBacker); ok {
			if err := r.readBack(w.rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// abandon closes the files of a package that is given up.
func (w *tableWriter) abandon() {
	for _, e := range w.encoders {
		e.abandon()
	}
}
