package check

import (
	"context"
	"fmt"
	"slices"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// TryExamples runs the examples of every check and returns what came out differently, one error each.
func (l *Library) TryExamples(set *schemas.Set) []error {
	var errs []error
	for _, c := range l.checks {
		for i, ex := range c.spec.Examples {
			found, faults := l.Only(c.spec.ID).find(context.Background(), "example", inputs(set, ex.document(set)))
			errs = append(errs, faults...)
			var got [][]string
			for _, f := range found {
				got = append(got, f.Stated)
			}
			if !slices.EqualFunc(got, ex.Found, slices.Equal[[]string]) {
				errs = append(errs, &Error{c.file, c.spec.ID, fmt.Errorf("example %d: found %q, want %q", i+1, got, ex.Found)})
			}
		}
	}
	return errs
}

// document returns a document whose tables hold the rows of the example.
func (ex *Example) document(set *schemas.Set) *document.Document {
	d := &document.Document{ID: "example"}
	for name, rows := range ex.Rows {
		t := document.Table{Name: name}
		if schema := set.Table(name); schema != nil {
			t.Columns = schema.Columns()
		} else if columns, ok := facts[name]; ok {
			t.Columns = columns
		} else {
			for _, r := range rows {
				for c := range r {
					if t.Column(c) < 0 {
						t.Columns = append(t.Columns, c)
					}
				}
			}
		}
		for _, r := range rows {
			row := document.Row{Values: make([]any, len(t.Columns))}
			for c, v := range r {
				if i := t.Column(c); i >= 0 {
					row.Values[i] = written(v)
				}
			}
			t.Rows = append(t.Rows, row)
		}
		if set.Table(name) != nil {
			d.Tables = append(d.Tables, t)
		} else {
			d.Facts = append(d.Facts, t)
		}
	}
	return d
}

// written gives a value of a YAML file the type that it has in a table.
func written(v any) any {
	switch v := v.(type) {
	case uint64:
		return int64(v)
	case float64:
		d, _ := numeral.Parse(text(v))
		return d
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = text(x)
		}
		return list
	}
	return v
}
