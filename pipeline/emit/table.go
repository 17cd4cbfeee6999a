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

func (f *file) hash() string { return "sha256:" + hex.EncodeToString(f.sum.Sum(nil)) }

// tableWriter writes one table in every format.
type tableWriter struct {
	schema  *schemas.Table
	columns []string
	quotes  int // column that the choice of quotes applies to, or -1
	rows    int64

	csv, json *file
	parquet   *parquetFile
	line      []byte // reused for each row
}

func openTable(dir string, t *schemas.Table, formats []string) (*tableWriter, error) {
	w := &tableWriter{schema: t, columns: t.Columns(), quotes: t.Index("quote")}
	var err error
	if slices.Contains(formats, "csv") {
		if w.csv, err = createFile(dir, "data/"+t.Name+".csv", "csv"); err != nil {
			return nil, err
		}
		if _, err = w.csv.Write(w.header()); err != nil {
			w.abandon()
			return nil, err
		}
	}
	if slices.Contains(formats, "json") {
		if w.json, err = createFile(dir, "data/"+t.Name+".json", "json"); err != nil {
			w.abandon()
			return nil, err
		}
		if _, err = w.json.Write([]byte{'['}); err != nil {
			w.abandon()
			return nil, err
		}
	}
	if slices.Contains(formats, "parquet") {
		if w.parquet, err = openParquet(dir, t); err != nil {
			w.abandon()
			return nil, err
		}
	}
	return w, nil
}

// files returns the files of the table, the one that carries the schema first.
func (w *tableWriter) files() []*file {
	var list []*file
	for _, f := range []*file{w.csv, w.json} {
		if f != nil {
			list = append(list, f)
		}
	}
	if w.parquet != nil {
		list = append(list, w.parquet.file)
	}
	return list
}

func (w *tableWriter) header() []byte {
	var b []byte
	for i, c := range w.columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c...)
	}
	return append(b, '\n')
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
	if w.csv != nil {
		w.line = appendCSV(w.line[:0], values)
		if _, err := w.csv.Write(w.line); err != nil {
			return err
		}
	}
	if w.json != nil {
		w.line = w.appendObject(w.line[:0], values)
		if _, err := w.json.Write(w.line); err != nil {
			return err
		}
	}
	if w.parquet != nil {
		return w.parquet.write(values)
	}
	return nil
}

func (w *tableWriter) appendObject(b []byte, values []any) []byte {
	if w.rows > 1 {
		b = append(b, ',')
	}
	b = append(b, '\n', '{')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, w.columns[i]...)
		b = append(b, '"', ':')
		b = schemas.AppendJSON(b, v)
	}
	return append(b, '}')
}

// appendCSV appends one record.
//
// Source: RFC 4180, with LF for CRLF.
func appendCSV(b []byte, values []any) []byte {
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		start := len(b)
		b = schemas.AppendText(b, v)
		if mustQuote(b[start:]) {
			b = quoteCell(b, start)
		}
	}
	return append(b, '\n')
}

func mustQuote(cell []byte) bool {
	if len(cell) == 0 {
		return false
	}
	if first, last := cell[0], cell[len(cell)-1]; first == ' ' || first == '\t' || last == ' ' || last == '\t' {
		return true
	}
	for _, c := range cell {
		if c == '"' || c == ',' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

// quoteCell puts b[start:] into quotes, in place.
func quoteCell(b []byte, start int) []byte {
	extra := 2
	for _, c := range b[start:] {
		if c == '"' {
			extra++
		}
	}
	end := len(b)
	b = append(b, make([]byte, extra)...)
	to := len(b) - 1
	b[to] = '"'
	for i := end - 1; i >= start; i-- {
		to--
		b[to] = b[i]
		if b[i] == '"' {
			to--
			b[to] = '"'
		}
	}
	b[start] = '"'
	return b
}

// close finishes every file.
func (w *tableWriter) close(meta []pair) error {
	var errs []error
	if w.csv != nil {
		errs = append(errs, w.csv.close())
	}
	if w.json != nil {
		_, err := w.json.Write([]byte("\n]\n"))
		errs = append(errs, err, w.json.close())
	}
	if w.parquet != nil {
		errs = append(errs, w.parquet.close(meta))
	}
	return errors.Join(errs...)
}

func (w *tableWriter) readBack() error {
	if w.parquet == nil {
		return nil
	}
	return w.parquet.readBack(w.rows)
}

// abandon closes the files of a package that is given up. Its errors do not matter any more.
func (w *tableWriter) abandon() {
	for _, f := range w.files() {
		_ = f.f.Close()
	}
	if w.parquet != nil {
		_ = w.parquet.spool.f.Close()
	}
}
