package extract

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// Info is what people want to know of a rule.
type Info struct {
	ID, About string
	Makes     string // the table, or mark: ROLE, or annotate: TYPE
	File      string
	Examples  []Example
}

// List returns the rules in the order in which they run.
func (r *Rules) List() []Info {
	out := make([]Info, len(r.rules))
	for i, ru := range r.rules {
		makes := ru.spec.Table
		switch {
		case ru.spec.Mark != "":
			makes = "mark: " + ru.spec.Mark
		case ru.spec.Annotate != "":
			makes = "annotate: " + ru.spec.Annotate
		}
		out[i] = Info{ID: ru.spec.ID, About: ru.spec.About, Makes: makes, File: ru.file, Examples: ru.spec.Examples}
	}
	return out
}

// Problems returns what is wrong with the records that a rule made of the example: rows that are wanted and did not come, and
// others that came.
func (ex Example) Problems(records []document.Record, rule string) []string {
	return differences(ex.Rows, rowsOf(records, rule))
}

// rowsOf returns the cells that a rule claims, as text by column.
func rowsOf(records []document.Record, id string) []map[string]string {
	var out []map[string]string
	for _, rec := range records {
		if rec.Rule != id {
			continue
		}
		row := map[string]string{}
		put := func(column string, v any) {
			if _, have := row[column]; !have && v != nil && v != "" {
				row[column] = written(v)
			}
		}
		for _, c := range rec.Cells {
			if date, ok := c.Value.(calendar.Date); ok {
				put("date_edtf", date.EDTF)
				put("date_start", date.Start)
				put("date_end", date.End)
				put("date_basis", date.Basis)
				put(c.Column, date.EDTF)
				continue
			}
			put(c.Column, c.Value)
		}
		out = append(out, row)
	}
	return out
}

// written writes a value in the one way in which examples and cells are compared; numbers without trailing zeros.
func written(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case []any:
		var parts []string
		for _, p := range x {
			parts = append(parts, written(p))
		}
		return strings.Join(parts, "; ")
	case []string:
		return strings.Join(x, "; ")
	case numeral.Decimal:
		return numeral.New(x.Coef, x.Scale).String()
	case float64, uint64, int64, int:
		if d, err := numeral.Parse(fmt.Sprint(x)); err == nil {
			return written(d)
		}
	}
	return fmt.Sprint(v)
}

// differences pairs the rows that are wanted with those that came, in any order, and says what is left over.
func differences(want []map[string]any, got []map[string]string) []string {
	var problems []string
	for _, w := range want {
		k := slices.IndexFunc(got, func(g map[string]string) bool {
			for column, v := range w {
				if g[column] != written(v) {
					return false
				}
			}
			return true
		})
		if k < 0 {
			var cells []string
			for _, column := range sortedKeys(w) {
				cells = append(cells, column+"="+written(w[column]))
			}
			problems = append(problems, "no row "+strings.Join(cells, ", "))
			continue
		}
		got = slices.Delete(slices.Clone(got), k, k+1)
	}
	for _, g := range got {
		var cells []string
		for _, column := range sortedKeys(g) {
			cells = append(cells, column+"="+g[column])
		}
		problems = append(problems, "another row "+strings.Join(cells, ", "))
	}
	sort.Strings(problems)
	return problems
}
