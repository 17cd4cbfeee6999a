// Package validate holds rows against the schemas of their tables.
//
// A row that breaks its schema leaves its table, and each broken rule becomes a row of the table violations; rows that
// depend on it follow. Good rows stay as they are: nothing is corrected, but that an empty string becomes null and a
// reference that may be null is emptied when its row is gone. Afterwards every row fits its schema, keys are unique and
// references within the report lead to rows.
package validate

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// Rules of whole rows; [schemas.Field.Check] names those of cells.
const (
	RuleColumns    = "columns"     // another number of values than the table has columns
	RuleOrder      = "order"       // a bound behind its other bound
	RulePrimaryKey = "primary_key" // a second row with the key of an earlier one
	RuleForeignKey = "foreign_key" // a reference to no row
)

// violations is the table of the rows and cells that were refused.
const violations = "violations"

// Stage is the stage of a run that validates rows.
type Stage struct{ set *schemas.Set }

// New returns the stage for the given tables.
func New(set *schemas.Set) *Stage { return &Stage{set: set} }

// Name returns "validate".
func (s *Stage) Name() string { return "validate" }

// Run moves the rows of d that break a schema into the table violations. A table that no schema describes, or that has
// other columns than its schema, is an error.
func (s *Stage) Run(ctx context.Context, d *document.Document) error {
	c := &checker{set: s.set, d: d, out: s.set.Table(violations), seen: map[string]bool{}}
	for i := range d.Tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.cells(&d.Tables[i]); err != nil {
			return err
		}
	}
	for c.references() {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	c.finish()
	c.expect()
	return nil
}

// checker holds what is found in one report.
type checker struct {
	set   *schemas.Set
	d     *document.Document
	out   *schemas.Table
	found []document.Row
	seen  map[string]bool // ids of violations
}

// fault is a broken rule.
type fault struct{ column, rule, message string }

// cells removes the rows that are broken in themselves and those whose key stands in an earlier row.
func (c *checker) cells(t *document.Table) error {
	schema := c.set.Table(t.Name)
	if schema == nil {
		return fmt.Errorf("unknown table %q", t.Name)
	}
	if got, want := strings.Join(t.Columns, ", "), strings.Join(schema.Columns(), ", "); got != want {
		return fmt.Errorf("table %s has the columns %s (want %s)", t.Name, got, want)
	}
	keys := make(map[string]int, len(t.Rows))
	kept := t.Rows[:0]
	for i, row := range t.Rows {
		faults := rowFaults(schema, row.Values)
		if len(faults) == 0 {
			key := string(keyOf(schema, schema.PrimaryKey, row.Values))
			if first, ok := keys[key]; ok {
				faults = append(faults, fault{schema.PrimaryKey[0], RulePrimaryKey, fmt.Sprintf("the key is that of row %d", first)})
			} else {
				keys[key] = i + 1
			}
		}
		for _, f := range faults {
			c.report(schema, &row, i+1, f, "the row is left out")
		}
		if len(faults) == 0 {
			kept = append(kept, row)
		}
	}
	clear(t.Rows[len(kept):])
	t.Rows = kept
	return nil
}

// rowFaults returns every rule that a row breaks in itself, in the order of the columns. It makes empty strings null.
func rowFaults(t *schemas.Table, values []any) []fault {
	if len(values) != len(t.Fields) {
		return []fault{{"", RuleColumns, fmt.Sprintf("%d values for %d columns", len(values), len(t.Fields))}}
	}
	var faults []fault
	for i := range t.Fields {
		if schemas.Null(values[i]) {
			values[i] = nil
		}
		if rule, message := t.Fields[i].Check(values[i]); rule != "" {
			faults = append(faults, fault{t.Fields[i].Name, rule, message})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	for _, pair := range t.Order {
		low, high := values[t.Index(pair[0])], values[t.Index(pair[1])]
		if low != nil && high != nil && compare(low, high) > 0 {
			faults = append(faults, fault{
				pair[1], RuleOrder,
				fmt.Sprintf("%s lies before %s %s", schemas.Format(high), pair[0], schemas.Format(low)),
			})
		}
	}
	return faults
}

// compare orders two values of one column type.
func compare(a, b any) int {
	if x, ok := a.(string); ok {
		return strings.Compare(x, b.(string))
	}
	return decimal(a).Cmp(decimal(b))
}

func decimal(v any) numeral.Decimal {
	switch v := v.(type) {
	case int64:
		return numeral.Int(v)
	case numeral.Decimal:
		return v
	}
	return numeral.Decimal{}
}

// keyOf returns the values of some columns in a form that can be compared, or nil when one of them is null.
func keyOf(t *schemas.Table, columns []string, values []any) []byte {
	var key []byte
	for _, c := range columns {
		v := values[t.Index(c)]
		if schemas.Null(v) {
			return nil
		}
		key = schemas.AppendKey(key, v)
	}
	return key
}

// references follows every foreign key once. It reports whether rows were removed, so that others may now refer to none.
func (c *checker) references() bool {
	removed := false
	for i := range c.d.Tables {
		t := &c.d.Tables[i]
		schema := c.set.Table(t.Name)
		for _, k := range schema.ForeignKeys {
			if c.follow(t, schema, k) {
				removed = true
			}
		}
	}
	return removed
}

// follow checks one foreign key. A reference to no row is emptied where the column may be null, else its row is removed.
func (c *checker) follow(t *document.Table, schema *schemas.Table, k schemas.ForeignKey) bool {
	targets := c.targets(k)
	kept := t.Rows[:0]
	for i, row := range t.Rows {
		key := keyOf(schema, k.Columns, row.Values)
		if key == nil || targets[string(key)] {
			kept = append(kept, row)
			continue
		}
		f := fault{k.Columns[0], RuleForeignKey, fmt.Sprintf("no row of %s has this %s", k.Table, strings.Join(k.References, ", "))}
		if column := nullable(schema, k.Columns); column != "" {
			c.report(schema, &row, i+1, f, "the cell is emptied")
			row.Values[schema.Index(column)] = nil
			kept = append(kept, row)
			continue
		}
		c.report(schema, &row, i+1, f, "the row is left out")
	}
	removed := len(kept) < len(t.Rows)
	clear(t.Rows[len(kept):])
	t.Rows = kept
	return removed
}

func (c *checker) targets(k schemas.ForeignKey) map[string]bool {
	set := map[string]bool{}
	to, schema := c.d.Table(k.Table), c.set.Table(k.Table)
	if to == nil {
		return set
	}
	for _, row := range to.Rows {
		if key := keyOf(schema, k.References, row.Values); key != nil {
			set[string(key)] = true
		}
	}
	return set
}

// nullable returns the first of the columns that may be null, or nothing.
func nullable(t *schemas.Table, columns []string) string {
	for _, c := range columns {
		if !t.Field(c).Required {
			return c
		}
	}
	return ""
}

// report adds a violation. Its evidence is that of the cell, or of the row where the cell has none.
func (c *checker) report(t *schemas.Table, row *document.Row, number int, f fault, done string) {
	if c.out == nil {
		return
	}
	values := make([]any, len(c.out.Fields))
	set := func(column string, v string) {
		if i := c.out.Index(column); i >= 0 && v != "" {
			values[i] = v
		}
	}
	set("report_id", c.d.ID)
	set("table_name", t.Name)
	set("column_name", f.column)
	set("rule", f.rule)
	set("message", clean(fmt.Sprintf("row %d: %s; %s", number, f.message, done)))
	if len(row.Values) == len(t.Fields) {
		set("row_id", clean(t.RowRef(row.Values)))
		if f.column != "" {
			set("value", clean(text(row.Values[t.Index(f.column)])))
		}
	}
	id := c.out.RowID(c.d.ID, values)
	if c.seen[id] {
		return
	}
	c.seen[id] = true
	set(c.out.ID, id)
	c.found = append(c.found, document.Row{Values: values, Evidence: evidenceOf(row, f.column)})
}

func evidenceOf(row *document.Row, column string) []document.Evidence {
	var own, whole []document.Evidence
	for _, e := range row.Evidence {
		if e.Column == column {
			own = append(own, document.Evidence{Rule: e.Rule, Span: e.Span})
		}
		whole = append(whole, document.Evidence{Rule: e.Rule, Span: e.Span})
	}
	if own != nil {
		return own
	}
	return whole
}

// text returns a refused value, which may be of any type.
func text(v any) string {
	switch v.(type) {
	case nil, string, int64, bool, numeral.Decimal, []string:
		return schemas.Format(v)
	}
	return fmt.Sprint(v)
}

// clean makes a refused value fit for the table of violations: U+FFFD for what cannot be written.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// finish puts the violations behind those that the report already has.
func (c *checker) finish() {
	if len(c.found) == 0 || c.out == nil {
		return
	}
	if t := c.d.Table(violations); t != nil {
		t.Rows = append(t.Rows, c.found...)
		return
	}
	c.d.Tables = append(c.d.Tables, document.Table{Name: violations, Columns: c.out.Columns(), Rows: c.found})
}
