package validate

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// formError is a fault in the form of a file.
type formError struct {
	line, row     int
	column, value string
	rule          string
	err           error
}

func (e *formError) Error() string { return e.err.Error() }

func (e *formError) Unwrap() error { return e.err }

func problemOf(path string, err error) Problem {
	p := Problem{File: path, Rule: RuleForm, Message: err.Error()}
	if form, ok := errors.AsType[*formError](err); ok {
		p.Line, p.Row, p.Column, p.Value, p.Rule = form.line, form.row, form.column, form.value, form.rule
	}
	return p
}

// tableSource reads the rows of a table from a file.
type tableSource struct {
	path   string
	row    int // number of the row read last, from 1
	broken bool
	file   *os.File
	read   func() (values []any, line int, err error) // with a *formError, values tells whether rows can follow
}

func (s *tableSource) next() ([]any, int, error) {
	values, line, err := s.read()
	if !errors.Is(err, io.EOF) {
		s.row++
	}
	if form, ok := errors.AsType[*formError](err); ok {
		form.row, form.line = s.row, line
	}
	return values, line, err
}

func (s *tableSource) close() error { return s.file.Close() }

func openSource(dir string, r resource, t *schemas.Table) (*tableSource, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(r.Path)))
	if err != nil {
		return nil, err
	}
	s := &tableSource{path: r.Path, file: f}
	switch r.Format {
	case "csv":
		err = s.openCSV(t)
	case "json":
		err = s.openJSON(t)
	default:
		err = s.openParquet(t)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

func schemaError(line int, format string, args ...any) error {
	return &formError{line: line, rule: RuleSchema, err: fmt.Errorf(format, args...)}
}

func (s *tableSource) openCSV(t *schemas.Table) error {
	r := csv.NewReader(bufio.NewReader(s.file))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	header, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if want := t.Columns(); !slices.Equal(header, want) {
		return schemaError(1, "the header is %q (want %q)", strings.Join(header, ","), strings.Join(want, ","))
	}
	values := make([]any, len(t.Fields))
	s.read = func() ([]any, int, error) {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		if err != nil {
			line := 0
			if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
				line = syntax.Line
			}
			return nil, line, &formError{rule: RuleForm, err: err}
		}
		line, _ := r.FieldPos(0)
		if len(cells) != len(t.Fields) {
			return values, line, &formError{rule: RuleColumns, err: fmt.Errorf("%d cells for %d columns", len(cells), len(t.Fields))}
		}
		for i := range t.Fields {
			if values[i], err = t.Fields[i].Parse(strings.Clone(cells[i])); err != nil {
				return values, line, &formError{column: t.Fields[i].Name, value: cells[i], rule: schemas.RuleType, err: err}
			}
		}
		return values, line, nil
	}
	return nil
}

func (s *tableSource) openJSON(t *schemas.Table) error {
	dec := json.NewDecoder(bufio.NewReader(s.file))
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return errors.Join(errors.New("no array of rows"), err)
	}
	values := make([]any, len(t.Fields))
	s.read = func() ([]any, int, error) {
		if !dec.More() {
			if _, err := dec.Token(); err != nil {
				return nil, 0, &formError{rule: RuleForm, err: fmt.Errorf("the file ends early: %w", noEOF(err))}
			}
			return nil, 0, io.EOF
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, 0, &formError{rule: RuleForm, err: noEOF(err)}
		}
		return values, 0, decodeRow(raw, t, values)
	}
	return nil
}

// noEOF keeps a file that is cut from passing for one that ends.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func decodeRow(raw []byte, t *schemas.Table, values []any) error {
	var cells map[string]json.RawMessage
	if err := json.Unmarshal(raw, &cells); err != nil {
		return &formError{rule: RuleForm, err: fmt.Errorf("no row object: %w", err)}
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		cell, ok := cells[f.Name]
		if !ok {
			return &formError{column: f.Name, rule: RuleColumns, err: errors.New("the row has no such key")}
		}
		v, err := decodeCell(cell, f)
		if err != nil {
			return &formError{column: f.Name, value: string(cell), rule: schemas.RuleType, err: err}
		}
		values[i] = v
	}
	if len(cells) != len(t.Fields) {
		return &formError{rule: RuleColumns, err: fmt.Errorf("%d keys for %d columns", len(cells), len(t.Fields))}
	}
	return nil
}

func decodeCell(cell json.RawMessage, f *schemas.Field) (any, error) {
	if bytes.Equal(cell, []byte("null")) {
		return nil, nil
	}
	if f.Type == schemas.String || f.Type == schemas.Date {
		var s string
		if err := json.Unmarshal(cell, &s); err != nil {
			return nil, fmt.Errorf("no string %s", cell)
		}
		return s, nil
	}
	return f.Parse(string(cell))
}

// parquetRows is how many rows are read at a time.
const parquetRows = 1024

func (s *tableSource) openParquet(t *schemas.Table) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	f, err := parquet.OpenFile(s.file, info.Size())
	if err != nil {
		return err
	}
	if err := parquetFits(f.Schema(), t); err != nil {
		return err
	}
	groups := f.RowGroups()
	var rows parquet.Rows
	buffer := make([]parquet.Row, parquetRows)
	n, at := 0, 0
	values := make([]any, len(t.Fields))
	s.read = func() ([]any, int, error) {
		for at == n {
			if rows == nil {
				if len(groups) == 0 {
					return nil, 0, io.EOF
				}
				rows, groups = groups[0].Rows(), groups[1:]
			}
			var err error
			n, err = rows.ReadRows(buffer)
			at = 0
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, 0, &formError{rule: RuleForm, err: err}
			}
			if err != nil || n == 0 {
				if err := rows.Close(); err != nil {
					return nil, 0, &formError{rule: RuleForm, err: err}
				}
				rows = nil
			}
		}
		parquetRow(buffer[at], t, values)
		at++
		return values, 0, nil
	}
	return nil
}

// parquetFits checks names, order and types of the columns; the library itself would convert silently.
func parquetFits(s *parquet.Schema, t *schemas.Table) error {
	fields := s.Fields()
	if len(fields) != len(t.Fields) {
		return schemaError(0, "%d columns (want %d)", len(fields), len(t.Fields))
	}
	for i, f := range fields {
		want := &t.Fields[i]
		if f.Name() != want.Name || f.Optional() == want.Required || parquetType(f) != wantType(want) {
			return schemaError(0, "column %d is %s, %s, optional %v (want %s, %s, optional %v)",
				i+1, f.Name(), parquetType(f), f.Optional(), want.Name, wantType(want), !want.Required)
		}
	}
	return nil
}

// parquetType names the type of a column as wantType does.
func parquetType(n parquet.Node) string {
	if n.Leaf() {
		return n.Type().Kind().String() + " " + n.Type().String()
	}
	if inner := n.Fields(); len(inner) == 1 && len(inner[0].Fields()) == 1 && inner[0].Repeated() {
		return "LIST of " + parquetType(inner[0].Fields()[0])
	}
	return "group"
}

func wantType(f *schemas.Field) string {
	node := parquet.String()
	switch f.Type {
	case schemas.Integer:
		node = parquet.Int(64)
	case schemas.Number:
		kind := parquet.Int64Type
		if f.Precision <= 9 { // what 32 bits hold
			kind = parquet.Int32Type
		}
		node = parquet.Decimal(f.Scale, f.Precision, kind)
	case schemas.Boolean:
		node = parquet.Leaf(parquet.BooleanType)
	case schemas.Date:
		node = parquet.Date()
	case schemas.Array:
		return "LIST of " + parquetType(node)
	default: // the others need nothing done
	}
	return parquetType(node)
}

const secondsPerDay = 24 * 60 * 60

// parquetRow writes a row into values. Each column has one leaf, so that their numbers agree.
func parquetRow(row parquet.Row, t *schemas.Table, values []any) {
	clear(values)
	for _, v := range row {
		i := v.Column()
		f := &t.Fields[i]
		if f.Type == schemas.Array {
			list, _ := values[i].([]string)
			present := 1
			if f.Required {
				present = 0
			}
			if list == nil && v.DefinitionLevel() >= present {
				list = []string{}
			}
			if v.DefinitionLevel() > present {
				list = append(list, string(v.ByteArray()))
			}
			values[i] = list
			continue
		}
		if v.IsNull() {
			continue
		}
		switch f.Type {
		case schemas.Integer:
			values[i] = v.Int64()
		case schemas.Boolean:
			values[i] = v.Boolean()
		case schemas.Date:
			values[i] = time.Unix(int64(v.Int32())*secondsPerDay, 0).UTC().Format(time.DateOnly)
		case schemas.Number:
			n := int64(0)
			if v.Kind() == parquet.Int32 {
				n = int64(v.Int32())
			} else {
				n = v.Int64()
			}
			values[i] = numeral.New(n, uint8(f.Scale))
		default:
			values[i] = string(v.ByteArray())
		}
	}
}
