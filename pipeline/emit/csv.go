package emit

import (
	"errors"
	"strings"

	"mahdar/schemas"
)

// csvFile writes a table as CSV with a header.
type csvFile struct {
	*file
	line []byte // reused for each row
}

func openCSV(dir string, t *schemas.Table) (encoder, error) {
	f, err := createFile(dir, "data/"+t.Name+".csv", "csv")
	if err != nil {
		return nil, err
	}
	c := &csvFile{file: f}
	if _, err := c.Write([]byte(strings.Join(t.Columns(), ",") + "\n")); err != nil {
		return nil, errors.Join(err, f.f.Close())
	}
	return c, nil
}

func (c *csvFile) write(values []any) error {
	c.line = appendCSV(c.line[:0], values)
	_, err := c.Write(c.line)
	return err
}

func (c *csvFile) close([]pair) error { return c.file.close() }

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
