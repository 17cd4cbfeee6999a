package check

import (
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// data is what the checks look at: the tables of a report and the facts beside them.
type data struct {
	tables map[string]*document.Table
	set    *schemas.Set
	cache  map[string][]*entry
	about  map[string]any     // the report itself
	bounds map[cellKey]string // what a numeric cell's words say of it: at_least, at_most, about
}

type cellKey struct{ row, column string }

// entry is a row as expressions see it.
type entry struct {
	table    string // of the schemas; empty for a fact
	id       string // empty for a fact that is about no row
	index    int
	cells    map[string]any // float64 for numbers, string, bool, []any of strings, nil
	evidence []document.Evidence
}

// self is the key under which the cells of a row lead back to it.
const self = "\x00"

func inputs(set *schemas.Set, d *document.Document) data {
	in := data{set: set, tables: map[string]*document.Table{}, cache: map[string][]*entry{}, about: map[string]any{}, bounds: map[cellKey]string{}}
	for i := range d.Tables {
		in.tables[d.Tables[i].Name] = &d.Tables[i]
	}
	for i := range d.Facts {
		in.tables[d.Facts[i].Name] = &d.Facts[i]
	}
	for _, c := range reportColumns {
		in.about[c] = nil
	}
	for _, a := range in.rows(document.FactReport) {
		in.about = a.cells
	}
	for _, a := range in.rows(document.FactStatements) {
		if b, ok := a.cells["bound"].(string); ok {
			row, _ := a.cells["row_id"].(string)
			column, _ := a.cells["column_name"].(string)
			in.bounds[cellKey{row, column}] = b
		}
	}
	return in
}

// rows returns the rows of a table, none when the report has no such table.
func (in *data) rows(table string) []*entry {
	if list, ok := in.cache[table]; ok {
		return list
	}
	t := in.tables[table]
	if t == nil {
		return nil
	}
	schema := in.set.Table(table)
	list := make([]*entry, len(t.Rows))
	for i := range t.Rows {
		row := &t.Rows[i]
		a := &entry{index: i, cells: make(map[string]any, len(t.Columns)+1), evidence: row.Evidence}
		for k, c := range t.Columns {
			a.cells[c] = plain(row.Values[k])
		}
		if schema != nil {
			a.table, a.id = table, schema.RowRef(row.Values)
		} else if id, ok := a.cells["row_id"].(string); ok {
			a.id = id
			a.table, _ = a.cells["table_name"].(string)
		}
		a.cells[self] = &handle{a, in}
		list[i] = a
	}
	in.cache[table] = list
	return list
}

// handle leads from the cells of a row to the row and to what is known beside it.
type handle struct {
	*entry
	in *data
}

// plain returns a cell as expressions see it.
func plain(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case numeral.Decimal:
		return v.Float()
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list
	}
	return v
}

// handleOf returns the row that an expression's value is, or nil.
func handleOf(v any) *handle {
	m, _ := v.(map[string]any)
	h, _ := m[self].(*handle)
	return h
}

// entriesOf returns the rows in a value: a row or a list of rows and lists.
func entriesOf(v any) []*entry {
	if list, ok := v.([]any); ok {
		var out []*entry
		for _, x := range list {
			out = append(out, entriesOf(x)...)
		}
		return out
	}
	if h := handleOf(v); h != nil {
		return []*entry{h.entry}
	}
	return nil
}
