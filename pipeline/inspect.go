package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/pipeline/validate"
	"mahdar/schemas"
)

// Fault is one thing that is wrong with a data package.
type Fault struct {
	Where   string // a path within the package, or table, row and column
	Message string
}

// String returns the fault as one line.
func (f Fault) String() string { return f.Where + ": " + f.Message }

// descriptor is the part of datapackage.json that leads to the files.
type descriptor struct {
	Resources []resource `json:"resources"`
}

type resource struct {
	Path   string          `json:"path"`
	Format string          `json:"format"`
	Bytes  int64           `json:"bytes"`
	Hash   string          `json:"hash"`
	Schema json.RawMessage `json:"schema"`
}

// Inspect returns everything that is wrong with the data package in dir: files that are missing, changed or not listed,
// tables that the formats tell differently, and rows that break the schemas of set. Binary files are held against their
// hashes alone; those of Parquet were taken when each cell had been read back. The whole package is held in memory. An error means that
// there is no package to inspect.
func Inspect(ctx context.Context, dir string, set *schemas.Set) ([]Fault, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "datapackage.json"))
	if info, other := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && other == nil && info.IsDir() {
		return nil, fmt.Errorf("read package %s: no data package: it holds no datapackage.json", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read package %s: %w", dir, cause(err))
	}
	var d descriptor
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("read package %s: datapackage.json: %w", dir, err)
	}
	if len(d.Resources) == 0 {
		return nil, fmt.Errorf("read package %s: datapackage.json lists no resources", dir)
	}
	in := inspector{dir: dir, set: set, doc: &document.Document{ID: filepath.Base(dir)}}
	seen := map[string]bool{}
	for _, r := range d.Resources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if seen[r.Path] {
			in.fault("datapackage.json", "the path %q stands twice", r.Path)
			continue
		}
		seen[r.Path] = true
		in.file(r)
	}
	in.unlisted(d.Resources)
	return in.faults, in.rows(ctx)
}

type inspector struct {
	dir    string
	set    *schemas.Set
	doc    *document.Document
	faults []Fault
}

func (in *inspector) fault(where, format string, args ...any) {
	in.faults = append(in.faults, Fault{where, fmt.Sprintf(format, args...)})
}

// file checks one file of the package and reads its rows when it is text.
func (in *inspector) file(r resource) {
	if !filepath.IsLocal(r.Path) {
		in.fault("datapackage.json", "the path %q leads out of the package", r.Path)
		return
	}
	raw, err := os.ReadFile(filepath.Join(in.dir, filepath.FromSlash(r.Path)))
	if err != nil {
		in.fault(r.Path, "%v", cause(err))
		return
	}
	if int64(len(raw)) != r.Bytes {
		in.fault(r.Path, "%d bytes, the descriptor says %d", len(raw), r.Bytes)
	}
	if sum := sha256.Sum256(raw); r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
		in.fault(r.Path, "the content is not the one that the descriptor has the hash of")
	}
	read := tableReaders[r.Format]
	if read == nil || strings.Count(r.Path, "/") > 1 { // what lies deeper is no single table
		return
	}
	name := strings.TrimSuffix(filepath.Base(r.Path), filepath.Ext(r.Path))
	schema := in.set.Table(name)
	if schema == nil {
		in.fault(r.Path, "unknown table %q (name the folder of its schema with --schemas)", name)
		return
	}
	if r.Schema != nil && !sameJSON(r.Schema, schema.Descriptor()) {
		in.fault("datapackage.json", "the schema of %s is not that of the table %s", r.Path, name)
	}
	table, err := read(raw, schema)
	if err != nil {
		in.fault(r.Path, "%v", err)
		return
	}
	if other := in.doc.Table(name); other != nil {
		if !reflect.DeepEqual(other.Rows, table.Rows) {
			in.fault(r.Path, "the rows are not those of the other format")
		}
		return
	}
	in.doc.Tables = append(in.doc.Tables, table)
}

func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// unlisted reports files among the data that no resource names.
func (in *inspector) unlisted(resources []resource) {
	listed := make(map[string]bool, len(resources))
	for _, r := range resources {
		listed[r.Path] = true
	}
	err := fs.WalkDir(os.DirFS(in.dir), "data", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !listed[path] {
			in.fault(path, "the descriptor does not list this file")
		}
		return err
	})
	if err != nil {
		in.fault("data", "%v", cause(err))
	}
}

// rows holds all rows against the schemas.
func (in *inspector) rows(ctx context.Context) error {
	const violations = "violations"
	known := 0
	if t := in.doc.Table(violations); t != nil {
		known = len(t.Rows)
	}
	if err := validate.New(in.set).Run(ctx, in.doc); err != nil {
		return err
	}
	t := in.doc.Table(violations)
	if t == nil {
		return nil
	}
	text := func(row document.Row, column string) string {
		if i := t.Column(column); i >= 0 && row.Values[i] != nil {
			return schemas.Format(row.Values[i])
		}
		return ""
	}
	for _, row := range t.Rows[min(known, len(t.Rows)):] {
		parts := []string{text(row, "table_name"), text(row, "row_id"), text(row, "column_name")}
		where := slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		in.fault(strings.Join(where, " "), "%s: %s", text(row, "rule"), text(row, "message"))
	}
	return nil
}

// tableReaders read the formats whose rows are inspected.
var tableReaders = map[string]func([]byte, *schemas.Table) (document.Table, error){"csv": readCSV, "json": readJSON, "jsonlines": readJSONLines}

// readCSV returns the rows of a CSV file.
func readCSV(raw []byte, schema *schemas.Table) (document.Table, error) {
	t := document.Table{Name: schema.Name, Columns: schema.Columns()}
	r := csv.NewReader(bytes.NewReader(raw))
	r.ReuseRecord = true
	for line := 0; ; line++ {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && line > 0:
			return t, nil
		case errors.Is(err, io.EOF):
			return t, errors.New("no header row")
		case err != nil:
			return t, err
		case line == 0:
			if !slices.Equal(record, t.Columns) {
				return t, fmt.Errorf("the columns are %v (want %v)", record, t.Columns)
			}
			continue
		}
		if err := addRow(&t, schema, func(i int) (string, error) { return record[i], nil }); err != nil {
			return t, fmt.Errorf("row %d: %w", line, err)
		}
	}
}

// readJSON returns the rows of a JSON file.
func readJSON(raw []byte, schema *schemas.Table) (document.Table, error) {
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &rows); err != nil {
		return document.Table{}, err
	}
	return fromObjects(rows, schema)
}

// readJSONLines returns the rows of a file of one object a line.
func readJSONLines(raw []byte, schema *schemas.Table) (document.Table, error) {
	var rows []map[string]json.RawMessage
	for line := range bytes.Lines(raw) {
		var row map[string]json.RawMessage
		if err := json.Unmarshal(line, &row); err != nil {
			return document.Table{}, fmt.Errorf("line %d: %w", len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	return fromObjects(rows, schema)
}

func fromObjects(rows []map[string]json.RawMessage, schema *schemas.Table) (document.Table, error) {
	t := document.Table{Name: schema.Name, Columns: schema.Columns()}
	for i, row := range rows {
		if len(row) != len(t.Columns) {
			return t, fmt.Errorf("row %d: %d columns (want %v)", i+1, len(row), t.Columns)
		}
		err := addRow(&t, schema, func(j int) (string, error) {
			v, ok := row[t.Columns[j]]
			if !ok {
				return "", errors.New("the column is missing")
			}
			return cellText(v)
		})
		if err != nil {
			return t, fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return t, nil
}

// cellText returns a JSON value as a CSV cell has it.
func cellText(v json.RawMessage) (string, error) {
	switch {
	case string(v) == "null":
		return "", nil
	case len(v) > 0 && v[0] == '"':
		var s string
		err := json.Unmarshal(v, &s)
		return s, err
	default:
		return string(v), nil
	}
}

func addRow(t *document.Table, schema *schemas.Table, cell func(i int) (string, error)) error {
	values := make([]any, len(schema.Fields))
	for i := range schema.Fields {
		text, err := cell(i)
		if err == nil && text != "" {
			values[i], err = schema.Fields[i].Parse(text)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", schema.Fields[i].Name, err)
		}
	}
	t.Rows = append(t.Rows, document.Row{Values: values})
	return nil
}
