// Package schemas holds the tables: one Table Schema file per table, the only definition of its columns.
//
// Names, types, keys, constraints and titles in two languages are read from the files; Parquet and Arrow schemas, CSV
// headers, the descriptor of a data package and the validation are derived from them. The files keep to what versions 1 and
// 2 of the Table Schema standard share. What the standard has no word for stands in an object called "mahdar".
//
// Source: https://datapackage.org/standard/table-schema/
package schemas

import (
	"embed"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.json
var files embed.FS

// names lists the embedded tables in the order of the data model.
func names() []string {
	return []string{
		"reports", "elections", "results", "polls", "election_figures", "timeline", "biography", "observer_missions",
		"observer_findings", "entities", "entity_names", "evidence", "discrepancies", "violations", "unclaimed",
	}
}

// Set is a set of tables that belong together. It does not change once loaded and may be shared.
type Set struct {
	tables []*Table
}

// Tables returns the tables in the order of the data model, then the user's own, sorted by name.
func (s *Set) Tables() []*Table { return slices.Clone(s.tables) }

// Table returns the named table, or nil.
func (s *Set) Table(name string) *Table {
	for _, t := range s.tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Load returns the embedded tables.
func Load() (*Set, error) { return load(nil, files, names()) }

// LoadFS returns the embedded tables and those of fsys: every file at its top whose name ends in ".json", sorted by name.
//
// A file with the name of an embedded table stands in for it; it may add columns behind the embedded ones, but lose, rename
// or retype none. A broken file is an [*Error] that names file and line.
func LoadFS(fsys fs.FS) (*Set, error) {
	base, err := Load()
	if err != nil {
		return nil, err
	}
	found, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	for i, f := range found {
		found[i] = strings.TrimSuffix(f, ".json")
	}
	slices.Sort(found)
	return load(base, fsys, found)
}

func load(base *Set, fsys fs.FS, names []string) (*Set, error) {
	set := &Set{}
	if base != nil {
		set.tables = slices.Clone(base.tables)
	}
	lines := make(map[string]*lines, len(names))
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name+".json")
		if err != nil {
			return nil, err
		}
		t, at, err := parse(name, raw)
		if err != nil {
			return nil, err
		}
		lines[name] = at
		if err := set.add(t, at); err != nil {
			return nil, err
		}
	}
	for _, t := range set.tables {
		if at := lines[t.Name]; at != nil {
			if err := set.link(t, at); err != nil {
				return nil, err
			}
		}
	}
	return set, nil
}

// add puts t behind the other tables, or in the place of the one that it extends.
func (s *Set) add(t *Table, at *lines) error {
	for i, old := range s.tables {
		if old.Name != t.Name {
			continue
		}
		for j, f := range old.Fields {
			if j >= len(t.Fields) || t.Fields[j].Name != f.Name || t.Fields[j].Type != f.Type {
				return at.errorf(at.fields, "table %q: want the embedded columns first, here %s of type %s", t.Name, f.Name, f.Type)
			}
		}
		s.tables[i] = t
		return nil
	}
	s.tables = append(s.tables, t)
	return nil
}

// link checks what t says about other tables.
func (s *Set) link(t *Table, at *lines) error {
	for i, k := range t.ForeignKeys {
		to := s.Table(k.Table)
		if to == nil {
			return at.errorf(at.foreign[i], "foreignKeys[%d]: unknown table %q (want one of %s)", i, k.Table, s.list())
		}
		for j, c := range k.References {
			f := to.Field(c)
			if f == nil {
				return at.errorf(at.foreign[i], "foreignKeys[%d]: table %s has no column %q (want one of %s)", i, k.Table, c, to.list())
			}
			if own := t.Field(k.Columns[j]); own.Type != f.Type {
				return at.errorf(at.foreign[i], "foreignKeys[%d]: column %s is %s and refers to one of type %s", i, own.Name, own.Type, f.Type)
			}
		}
	}
	return nil
}

func (s *Set) list() string {
	var list []string
	for _, t := range s.tables {
		list = append(list, t.Name)
	}
	return strings.Join(list, ", ")
}

// Descriptor returns the schema as it is written into a data package, one JSON object.
func (t *Table) Descriptor() json.RawMessage { return slices.Clone(t.raw) }
