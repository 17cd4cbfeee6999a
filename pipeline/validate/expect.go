package validate

import (
	"fmt"
	"slices"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// checkExpect is the check under which a broken expectation stands in the table discrepancies.
const checkExpect = "expect"

// expect holds the tables against what the settings expect of the report: too little is an error, too much a warning.
func (c *checker) expect() {
	for i := range c.d.Info.Expect {
		e := &c.d.Info.Expect[i]
		t, schema := c.d.Table(e.Table), c.set.Table(e.Table)
		if t == nil || schema == nil {
			c.miss(e, document.Error, fmt.Sprintf("expected of table %s: there is no such table", e.Table), fmt.Sprintf("متوقع من الجدول %s: لا وجود له", e.Table))
			continue
		}
		rows, ok := c.chosen(e, t, schema)
		if !ok {
			continue
		}
		n := len(rows)
		count := func(bad bool, severity document.Severity, words, wordsAr string, want int) {
			if bad {
				c.miss(e, severity, fmt.Sprintf("table %s%s has %d rows, expected are %s %d", e.Table, where(e), n, words, want),
					fmt.Sprintf("في الجدول %s%s عدد الصفوف %d، والمتوقع %s %d", e.Table, where(e), n, wordsAr, want))
			}
		}
		if e.AtLeast != nil {
			count(n < *e.AtLeast, document.Error, "at least", "على الأقل", *e.AtLeast)
		}
		if e.AtMost != nil {
			count(n > *e.AtMost, document.Warning, "at most", "على الأكثر", *e.AtMost)
		}
		if e.Exactly != nil {
			count(n < *e.Exactly, document.Error, "exactly", "بالضبط", *e.Exactly)
			count(n > *e.Exactly, document.Warning, "exactly", "بالضبط", *e.Exactly)
		}
		if e.Column != "" {
			c.expectCells(e, rows, schema.Index(e.Column))
		}
	}
}

// expectCells holds the cells of one column against what is expected.
func (c *checker) expectCells(e *document.Expectation, rows []*document.Row, column int) {
	if column < 0 {
		c.miss(e, document.Error, fmt.Sprintf("expected of table %s: it has no column %s", e.Table, e.Column), fmt.Sprintf("متوقع من الجدول %s: لا عمود فيه باسم %s", e.Table, e.Column))
		return
	}
	for _, want := range e.Holds {
		if !slices.ContainsFunc(rows, func(r *document.Row) bool { return schemas.Format(r.Values[column]) == want }) {
			c.miss(e, document.Error, fmt.Sprintf("no row of table %s%s has %s %s", e.Table, where(e), e.Column, want), fmt.Sprintf("لا صف في الجدول %s%s فيه %s %s", e.Table, where(e), e.Column, want), want)
		}
	}
	if e.FilledPct == nil || len(rows) == 0 {
		return
	}
	filled := 0
	for _, r := range rows {
		if !schemas.Null(r.Values[column]) {
			filled++
		}
	}
	if share := 100 * float64(filled) / float64(len(rows)); share < *e.FilledPct {
		c.miss(e, document.Error, fmt.Sprintf("%s is filled in %d of %d rows of table %s%s, expected in %v %%", e.Column, filled, len(rows), e.Table, where(e), *e.FilledPct),
			fmt.Sprintf("العمود %s مملوء في %d من %d صفوف من الجدول %s%s، والمتوقع %v %%", e.Column, filled, len(rows), e.Table, where(e), *e.FilledPct))
	}
}

// chosen returns the rows that an expectation is about.
func (c *checker) chosen(e *document.Expectation, t *document.Table, schema *schemas.Table) ([]*document.Row, bool) {
	for column := range e.Where {
		if schema.Index(column) < 0 {
			c.miss(e, document.Error, fmt.Sprintf("expected of table %s: it has no column %s", e.Table, column), fmt.Sprintf("متوقع من الجدول %s: لا عمود فيه باسم %s", e.Table, column))
			return nil, false
		}
	}
	var rows []*document.Row
	for i := range t.Rows {
		fits := true
		for column, want := range e.Where {
			fits = fits && schemas.Format(t.Rows[i].Values[schema.Index(column)]) == want
		}
		if fits {
			rows = append(rows, &t.Rows[i])
		}
	}
	return rows, true
}

// where names the rows that an expectation is about, in the order of the columns' names.
func where(e *document.Expectation) string {
	var parts []string
	for column, want := range e.Where {
		parts = append(parts, column+" "+want)
	}
	if len(parts) == 0 {
		return ""
	}
	slices.Sort(parts)
	return " (" + strings.Join(parts, ", ") + ")"
}

// miss adds a broken expectation to the discrepancies.
func (c *checker) miss(e *document.Expectation, severity document.Severity, message, messageAr string, stated ...string) {
	t, schema := c.d.Table("discrepancies"), c.set.Table("discrepancies")
	if t == nil || schema == nil {
		return
	}
	row := document.Row{Values: make([]any, len(schema.Fields))}
	set := func(column string, v any) {
		if i := schema.Index(column); i >= 0 {
			row.Values[i] = v
		}
	}
	set("report_id", c.d.ID)
	set("check_id", checkExpect)
	set("severity", string(severity))
	set("table_name", e.Table)
	set("message", message)
	set("message_ar", messageAr)
	if len(stated) > 0 {
		set("stated", stated)
	}
	set("resolution", "none")
	set(schema.ID, schema.RowID(c.d.ID, row.Values))
	t.Rows = append(t.Rows, row)
}
