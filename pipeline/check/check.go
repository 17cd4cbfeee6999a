// Package check finds where a report contradicts itself.
//
// A check is data: a file of config/checks says over which rows it looks and which expression must not hold. Each time it
// holds, a row of the table discrepancies is made, with the values that the report states, the rows concerned and a message
// in two languages. Nothing is corrected, and no other table is touched.
//
// Expressions are those of github.com/expr-lang/expr; docs/checks.md says what they see.
package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// discrepancies is the table of what the checks found.
const discrepancies = "discrepancies"

// Stage is the stage of a run that checks the rows of a report.
type Stage struct {
	set *schemas.Set
	lib *Library
}

// New returns the stage with the checks of a library.
func New(set *schemas.Set, lib *Library) *Stage { return &Stage{set: set, lib: lib} }

// Name returns "check".
func (*Stage) Name() string { return "check" }

// Run fills the document's table of discrepancies. A check that cannot be worked out for some rows becomes an issue of the
// report, and goes on with the next rows.
func (s *Stage) Run(ctx context.Context, d *document.Document) error {
	schema := s.set.Table(discrepancies)
	out := d.Table(discrepancies)
	if schema == nil || out == nil {
		return nil
	}
	found, faults := s.lib.find(ctx, d.ID, inputs(s.set, d))
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, f := range faults {
		d.AddIssue("check/failed", document.Error, document.Span{}, f.Error())
	}
	seen := map[string]bool{}
	stating := map[string][]*Finding{} // findings by each value that they state
	for i := range found {
		f := &found[i]
		if len(f.Stated) > 0 && slices.ContainsFunc(stating[f.Stated[0]], f.repeats) {
			continue
		}
		for _, v := range f.Stated {
			stating[v] = append(stating[v], f)
		}
		row := f.row(schema, d.ID)
		id, _ := row.Values[schema.Index(schema.ID)].(string)
		if !seen[id] {
			seen[id] = true
			out.Rows = append(out.Rows, row)
		}
	}
	return nil
}

// Finding is a contradiction.
type Finding struct {
	Check, Severity string
	Table           string   // of the first row concerned
	Rows            []string // ids of the rows concerned
	Stated          []string // the values in conflict, in canonical form
	Message         [2]string
	evidence        []document.Evidence
}

// repeats reports whether another finding, made before, states all that this one states, from the same words of the report: several
// checks may come upon one contradiction, which is listed once.
func (f *Finding) repeats(earlier *Finding) bool {
	all := !slices.ContainsFunc(f.Stated, func(s string) bool { return !slices.Contains(earlier.Stated, s) })
	return all && slices.ContainsFunc(f.evidence, func(a document.Evidence) bool {
		return slices.ContainsFunc(earlier.evidence, func(b document.Evidence) bool { return a.Span.Start < b.Span.End && b.Span.Start < a.Span.End })
	})
}

// row returns the finding as a row of the table discrepancies. Its evidence is that of the cells in conflict.
func (f *Finding) row(schema *schemas.Table, report string) document.Row {
	values := make([]any, len(schema.Fields))
	set := func(column string, v any) {
		if i := schema.Index(column); i >= 0 {
			values[i] = v
		}
	}
	set("report_id", report)
	set("check_id", f.Check)
	set("severity", f.Severity)
	if f.Table != "" {
		set("table_name", f.Table)
	}
	if len(f.Rows) > 0 {
		set("row_ids", f.Rows)
	}
	set("message", f.Message[0])
	set("message_ar", f.Message[1])
	set("stated", f.Stated)
	set("resolution", "none")
	set(schema.ID, schema.RowID(report, values))
	return document.Row{Values: values, Evidence: f.evidence}
}

// runner is one pass of the checks over one report.
type runner struct {
	data
	report string
	vm     vm.VM
	env    map[string]any
	found  []Finding
	faults []error
}

// find runs every check. It returns what was found in the order of the checks, and each check that could not be worked out,
// once.
func (l *Library) find(ctx context.Context, report string, in data) ([]Finding, []error) {
	r := &runner{data: in, report: report}
	for _, c := range l.checks {
		if ctx.Err() != nil {
			break
		}
		r.run(c)
	}
	return r.found, r.faults
}

// run looks at every combination of rows that a check asks for.
func (r *runner) run(c *check) {
	r.env = map[string]any{"report": r.about}
	if len(c.spec.By) > 0 {
		r.groups(c)
		return
	}
	first := r.rows(c.vars[0].table)
	if len(c.vars) == 1 {
		for _, a := range first {
			r.env[c.vars[0].name] = a.cells
			if !r.test(c, []*entry{a}) {
				return
			}
		}
		return
	}
	second := r.rows(c.vars[1].table)
	if len(first) == 0 || len(second) == 0 {
		return
	}
	same := c.vars[0].table == c.vars[1].table
	keyed := map[string][]*entry{}
	for _, b := range second {
		k, err := r.key(c.second, b)
		if err != nil {
			r.fault(c, err)
			return
		}
		keyed[k] = append(keyed[k], b)
	}
	out := r.ruledOut(c, first, second)
	for _, a := range first {
		k, err := r.key(c.same, a)
		if err != nil {
			r.fault(c, err)
			return
		}
		if out[0][a] {
			continue
		}
		pairs := 0
		for _, b := range keyed[k] {
			if same && b.index <= a.index {
				continue
			}
			if pairs++; pairs > maxPairs {
				break
			}
			if out[1][b] {
				continue
			}
			r.env[c.vars[0].name], r.env[c.vars[1].name] = a.cells, b.cells
			if !r.test(c, []*entry{a, b}) {
				return
			}
		}
	}
}

// ruledOut returns of two lists of rows those with which no pair is meant, by what the check wants of each alone; none where that cannot
// be worked out, since then the whole expression must tell.
func (r *runner) ruledOut(c *check, lists ...[]*entry) (out [2]map[*entry]bool) {
	for i, rows := range lists {
		if c.alone[i] == nil {
			continue
		}
		out[i] = map[*entry]bool{}
		for _, a := range rows {
			r.env[c.vars[i].name] = a.cells
			ok, err := r.vm.Run(c.alone[i], r.env)
			if err != nil {
				return [2]map[*entry]bool{}
			}
			if ok != true {
				out[i][a] = true
			}
		}
	}
	return out
}

// maxPairs is with how many others of the same key, the next in the report first, a row is compared: no report says one thing more
// often, and one that is long must not take time that grows with the square of its length.
const maxPairs = 400

// groups looks at the rows of each table that agree on the keys of a check.
func (r *runner) groups(c *check) {
	type group struct{ members [][]*entry }
	byKey := map[string]*group{}
	var order []*group
	for i, v := range c.vars {
		for _, a := range r.rows(v.table) {
			k, err := r.key(c.by[i], a)
			if err != nil {
				r.fault(c, err)
				return
			}
			g := byKey[k]
			if g == nil {
				if i > 0 {
					continue // groups are those of the first table
				}
				g = &group{members: make([][]*entry, len(c.vars))}
				byKey[k] = g
				order = append(order, g)
			}
			g.members[i] = append(g.members[i], a)
		}
	}
	for _, g := range order {
		for i, v := range c.vars {
			list := make([]any, len(g.members[i]))
			for k, a := range g.members[i] {
				list[k] = a.cells
			}
			r.env[v.name] = list
		}
		if !r.test(c, g.members[0]) {
			return
		}
	}
}

// key returns what a row has for the given expressions, as one text.
func (r *runner) key(by []keyExpr, a *entry) (string, error) {
	var b []byte
	for _, k := range by {
		v := a.cells[k.column]
		if k.program != nil {
			var err error
			if v, err = r.vm.Run(k.program, a.cells); err != nil {
				return "", err
			}
		}
		b = schemas.AppendKey(b, text(v))
	}
	return string(b), nil
}

// test works out a check for the rows in the environment and keeps what it finds. It reports false when the check is broken.
func (r *runner) test(c *check, concerned []*entry) bool {
	if err := r.tryTest(c, concerned); err != nil {
		r.fault(c, err)
		return false
	}
	return true
}

func (r *runner) tryTest(c *check, concerned []*entry) error {
	if c.where != nil {
		ok, err := r.vm.Run(c.where, r.env)
		if err != nil || ok != true {
			return err
		}
	}
	if err := r.let(c, false); err != nil {
		return err
	}
	ok, err := r.vm.Run(c.fails, r.env)
	if err != nil || ok != true {
		return err
	}
	if err := r.let(c, true); err != nil {
		return err
	}
	f := Finding{Check: c.spec.ID, Severity: c.spec.Severity}
	if c.concerns != nil {
		v, err := r.vm.Run(c.concerns, r.env)
		if err != nil {
			return err
		}
		concerned = entriesOf(v)
	}
	for _, p := range c.stated {
		v, err := r.vm.Run(p, r.env)
		if err != nil {
			return err
		}
		f.state(v)
	}
	for i, m := range c.message {
		if f.Message[i], err = r.write(m); err != nil {
			return err
		}
	}
	f.concern(concerned, c.spec.Columns)
	r.found = append(r.found, f)
	return nil
}

// let works out the names of a check, those that it needs late or the others.
func (r *runner) let(c *check, late bool) error {
	for _, l := range c.lets {
		if l.late != late {
			continue
		}
		v, err := r.vm.Run(l.program, r.env)
		if err != nil {
			return err
		}
		r.env[l.name] = v
	}
	return nil
}

// state adds a value, or each of a list, to those in conflict; none twice.
func (f *Finding) state(v any) {
	if list, ok := v.([]any); ok {
		for _, x := range list {
			f.state(x)
		}
		return
	}
	if s := text(v); s != "" && !slices.Contains(f.Stated, s) {
		f.Stated = append(f.Stated, s)
	}
}

// concern names the published rows and takes over the evidence of the given columns of all rows.
func (f *Finding) concern(rows []*entry, columns []string) {
	for _, a := range rows {
		for _, e := range a.evidence {
			if len(columns) > 0 && !slices.Contains(columns, e.Column) || len(columns) == 0 && e.Column == "" {
				continue
			}
			e.Column = "stated"
			f.evidence = append(f.evidence, e)
		}
		if a.id == "" || slices.Contains(f.Rows, a.id) {
			continue
		}
		if f.Table == "" {
			f.Table = a.table
		}
		f.Rows = append(f.Rows, a.id)
	}
}

// write fills the expressions of a message in.
func (r *runner) write(m message) (string, error) {
	var b strings.Builder
	for _, p := range m {
		if p.program == nil {
			b.WriteString(p.text)
			continue
		}
		v, err := r.vm.Run(p.program, r.env)
		if err != nil {
			return "", err
		}
		b.WriteString(text(v))
	}
	return b.String(), nil
}

func (r *runner) fault(c *check, err error) {
	r.faults = append(r.faults, fmt.Errorf("check %s in %s: %w", c.spec.ID, c.file, err))
}
