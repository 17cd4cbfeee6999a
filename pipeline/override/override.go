// Package override puts reviewed corrections into rows.
//
// A correction is a file that people write: which report, which row and column, the value that the report states, the value
// that is right, why, from what source and by whom. The cell then holds the right value, its row keeps the id that it had as
// stated, the evidence names the correction beside the words of the report, and the table discrepancies tells both values. A
// correction whose stated value does not stand in the row any more is an error: somebody has to look at it again.
package override

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// Stage is the stage of a run that applies corrections.
type Stage struct {
	set  *schemas.Set
	list *List
}

// New returns the stage with the corrections of a list.
func New(set *schemas.Set, list *List) *Stage { return &Stage{set: set, list: list} }

// Name returns "override".
func (*Stage) Name() string { return "override" }

// Run applies the corrections of the report to its tables. It returns all that do not fit, as joined [Error] errors; the report
// is then not to be used.
func (s *Stage) Run(_ context.Context, d *document.Document) error {
	var errs []error
	for i := range s.list.overrides {
		if o := &s.list.overrides[i]; o.Report == d.ID {
			if err := s.apply(o, d); err != nil {
				errs = append(errs, &Error{File: o.file, Override: o.ID, Err: err})
			}
		}
	}
	return errors.Join(errs...)
}

func (s *Stage) apply(o *entry, d *document.Document) error {
	schema, t := s.set.Table(o.Table), d.Table(o.Table)
	if t == nil {
		return fmt.Errorf("the report has no table %s", o.Table)
	}
	column := schema.Index(o.Column)
	var row *document.Row
	for i := range t.Rows {
		if !o.names(schema, t.Rows[i].Values) {
			continue
		}
		if row != nil {
			return errors.New("where: more than one row fits; name more columns")
		}
		row = &t.Rows[i]
	}
	if row == nil {
		return errors.New("where: no row fits")
	}
	if have := row.Values[column]; !equal(have, o.stated) {
		return fmt.Errorf("%s is %s, not %s as when it was reviewed: look at it again, then change or drop the override", o.Column, show(have), show(o.stated))
	}
	row.Values[column] = o.value
	o.prove(row)
	s.tell(o, d, schema.RowRef(row.Values), row)
	return nil
}

// names reports whether a row has all the values that the override names it by.
func (o *entry) names(schema *schemas.Table, values []any) bool {
	for i := range o.where {
		if w := &o.where[i]; !equal(values[schema.Index(w.column)], w.value) {
			return false
		}
	}
	return true
}

// prove adds the override to the evidence of the cell: the words of the report stay, and with them the override's name.
func (o *entry) prove(row *document.Row) {
	for _, e := range row.Evidence {
		if e.Column == o.Column || e.Column == "" {
			row.Evidence = append(row.Evidence, document.Evidence{Column: o.Column, Rule: "override:" + o.ID, Span: e.Span})
			return
		}
	}
}

// tell marks the discrepancies that the override settles, and adds one that tells the stated and the right value.
func (s *Stage) tell(o *entry, d *document.Document, id string, row *document.Row) {
	schema, t := s.set.Table("discrepancies"), d.Table("discrepancies")
	if schema == nil || t == nil {
		return
	}
	at := func(column string) int { return schema.Index(column) }
	stated := schemas.Format(o.stated)
	for _, r := range t.Rows {
		rows, _ := r.Values[at("row_ids")].([]string)
		values, _ := r.Values[at("stated")].([]string)
		if slices.Contains(rows, id) && slices.Contains(values, stated) {
			r.Values[at("resolution")], r.Values[at("override_id")] = "override", o.ID
		}
	}
	note := document.Row{Values: make([]any, len(schema.Fields))}
	set := func(column string, v any) {
		if i := at(column); i >= 0 {
			note.Values[i] = v
		}
	}
	set("report_id", d.ID)
	set("check_id", "override")
	set("severity", "info")
	set("table_name", o.Table)
	set("row_ids", []string{id})
	set("message", fmt.Sprintf("%s: %s is stated, %s is right: %s (%s; %s)", o.Column, show(o.stated), show(o.value), o.Reason, o.Source, o.By))
	set("message_ar", fmt.Sprintf("%s: المذكور %s والصحيح %s: %s (%s؛ %s)", o.Column, show(o.stated), show(o.value), o.Reason, o.Source, o.By))
	if stated != "" {
		set("stated", []string{stated})
	}
	set("resolution", "override")
	set("override_id", o.ID)
	set(schema.ID, schema.RowID(d.ID, note.Values))
	for _, e := range row.Evidence {
		if e.Column == o.Column && !strings.HasPrefix(e.Rule, "override:") {
			note.Evidence = append(note.Evidence, document.Evidence{Column: "stated", Rule: e.Rule, Span: e.Span})
		}
	}
	t.Rows = append(t.Rows, note)
}

func equal(a, b any) bool {
	return string(schemas.AppendKey(nil, a)) == string(schemas.AppendKey(nil, b))
}

// show names a value in a message.
func show(v any) string {
	if s := schemas.Format(v); s != "" {
		return s
	}
	return "nothing"
}
