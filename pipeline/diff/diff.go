// Package diff compares two data packages row by row.
//
// Rows are paired by the primary key of their table, as the descriptor of the newer package says it; cells are compared as they
// stand in the files. Tables are read from CSV, else from JSON or JSON Lines: every format of a package holds the same rows.
package diff

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Result is what differs, table by table in the order of the newer package; tables without a difference are left out.
type Result struct {
	Tables []Table `json:"tables"`
}

// Table is what differs in one table.
type Table struct {
	Name    string   `json:"table"`
	Added   []Row    `json:"added"`   // in the order of the newer package
	Removed []Row    `json:"removed"` // in the order of the older package
	Changed []Change `json:"changed"` // in the order of the newer package
}

// Row is a row that only one of the packages has, its empty cells left out.
type Row struct {
	Key   string            `json:"key"` // the values of the primary key, parted by slashes
	Cells map[string]string `json:"cells"`
}

// Change is a row that both packages have with different cells.
type Change struct {
	Key   string `json:"key"`
	Cells []Cell `json:"cells"` // in the order of the columns
}

// Cell is a cell that differs; empty is null.
type Cell struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

// Packages compares the data packages in two folders. It returns an error when one of them is none or cannot be read.
func Packages(older, newer string) (Result, error) {
	a, err := describe(older)
	if err != nil {
		return Result{}, err
	}
	b, err := describe(newer)
	if err != nil {
		return Result{}, err
	}
	names := slices.Clone(b.names)
	for _, n := range a.names { // a table that is gone
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	var out Result
	for _, name := range names {
		key := b.keys[name]
		if key == nil {
			key = a.keys[name]
		}
		before, err := a.rows(name, key)
		if err != nil {
			return Result{}, err
		}
		after, err := b.rows(name, key)
		if err != nil {
			return Result{}, err
		}
		if t := compare(name, before, after); len(t.Added)+len(t.Removed)+len(t.Changed) > 0 {
			out.Tables = append(out.Tables, t)
		}
	}
	return out, nil
}

// table is the rows of a table in order.
type table struct {
	columns []string
	rows    []Row
	byKey   map[string]int
}

func compare(name string, before, after table) Table {
	t := Table{Name: name, Added: []Row{}, Removed: []Row{}, Changed: []Change{}}
	columns := slices.Clone(after.columns)
	for _, c := range before.columns {
		if !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	for _, r := range after.rows {
		i, ok := before.byKey[r.Key]
		if !ok {
			t.Added = append(t.Added, r)
			continue
		}
		change := Change{Key: r.Key}
		for _, c := range columns {
			if old := before.rows[i].Cells[c]; old != r.Cells[c] {
				change.Cells = append(change.Cells, Cell{c, old, r.Cells[c]})
			}
		}
		if len(change.Cells) > 0 {
			t.Changed = append(t.Changed, change)
		}
	}
	for _, r := range before.rows {
		if _, ok := after.byKey[r.Key]; !ok {
			t.Removed = append(t.Removed, r)
		}
	}
	return t
}

// descriptor is what is needed of datapackage.json.
type descriptor struct {
	folder string
	names  []string            // of the tables, in order
	keys   map[string][]string // primary key by table
	files  map[string][]string // paths by table
}

func describe(folder string) (*descriptor, error) {
	raw, err := os.ReadFile(filepath.Join(folder, "datapackage.json"))
	if err != nil {
		return nil, fmt.Errorf("read package %s: %w", folder, err)
	}
	var d struct {
		Resources []struct {
			Name   string `json:"name"`
			Path   string `json:"path"`
			Schema struct {
				PrimaryKey []string `json:"primaryKey"`
			} `json:"schema"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("read package %s: datapackage.json: %w", folder, err)
	}
	out := &descriptor{folder: folder, keys: map[string][]string{}, files: map[string][]string{}}
	for _, r := range d.Resources {
		if strings.Count(r.Path, "/") > 1 { // what lies deeper is no single table
			continue
		}
		base := filepath.Base(filepath.FromSlash(r.Path))
		name := strings.TrimSuffix(base, filepath.Ext(base))
		if out.files[name] == nil {
			out.names = append(out.names, name)
		}
		out.files[name] = append(out.files[name], r.Path)
		if len(r.Schema.PrimaryKey) > 0 {
			out.keys[name] = r.Schema.PrimaryKey
		}
	}
	return out, nil
}

// rows reads a table; one that the package lacks has no rows.
func (d *descriptor) rows(name string, key []string) (table, error) {
	files := d.files[name]
	if files == nil {
		return table{}, nil
	}
	best := slices.MinFunc(files, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	if rank(best) == len(readers) {
		return table{}, fmt.Errorf("read package %s: table %s has no CSV, JSON or JSON Lines file", d.folder, name)
	}
	path := filepath.Join(d.folder, filepath.FromSlash(best))
	f, err := os.Open(path)
	if err != nil {
		return table{}, fmt.Errorf("read package: %w", err)
	}
	t, err := readers[rank(best)].read(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return table{}, fmt.Errorf("read %s: %w", path, err)
	}
	t.byKey = make(map[string]int, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		parts := make([]string, len(key))
		for k, c := range key {
			parts[k] = r.Cells[c]
		}
		r.Key = strings.Join(parts, "/")
		t.byKey[r.Key] = i
	}
	return t, nil
}

// readers are the formats that are read, the preferred one first.
var readers = []struct {
	suffix string
	read   func(io.Reader) (table, error)
}{{".csv", readCSV}, {".json", readJSON}, {".jsonl", readJSONLines}}

func rank(path string) int {
	for i, r := range readers {
		if strings.HasSuffix(path, r.suffix) {
			return i
		}
	}
	return len(readers)
}

func readCSV(f io.Reader) (table, error) {
	r := csv.NewReader(f)
	r.ReuseRecord = true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return table{}, nil
	}
	if err != nil {
		return table{}, err
	}
	t := table{columns: slices.Clone(header)}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		row := Row{Cells: map[string]string{}}
		for i, c := range t.columns {
			if record[i] != "" {
				row.Cells[c] = strings.Clone(record[i])
			}
		}
		t.rows = append(t.rows, row)
	}
}

func readJSON(f io.Reader) (table, error) {
	dec := json.NewDecoder(f)
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return table{}, errors.Join(errors.New("no array of rows"), err)
	}
	return readObjects(dec, dec.More)
}

func readJSONLines(f io.Reader) (table, error) {
	return readObjects(json.NewDecoder(f), func() bool { return true })
}

// readObjects reads objects until there is no more, or the file ends.
func readObjects(dec *json.Decoder, more func() bool) (table, error) {
	var t table
	for more() {
		var cells map[string]json.RawMessage
		err := dec.Decode(&cells)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		if t.columns == nil {
			t.columns = slices.Sorted(maps.Keys(cells))
		}
		row := Row{Cells: map[string]string{}}
		for c, raw := range cells {
			var s string
			switch {
			case string(raw) == "null":
				continue
			case json.Unmarshal(raw, &s) != nil:
				s = string(raw)
			}
			if s != "" {
				row.Cells[c] = s
			}
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}
