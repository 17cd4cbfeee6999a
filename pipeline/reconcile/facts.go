package reconcile

import (
	"slices"
	"sort"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// statement is a number that a claim gave a cell.
type statement struct {
	column string
	value  any
	span   document.Span
}

// facts fills the document's Facts: what the report says beside the rows of its tables.
func (r *reconciler) facts() {
	r.d.Facts = append([]document.Table{r.reportFacts(), r.dateFacts(), r.valueFacts(), r.numberFacts(), r.nameFacts()}, r.ruleFacts()...)
}

func (r *reconciler) reportFacts() document.Table {
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	var id any
	if r.main != nil {
		id = text(r.main.id)
	}
	return document.Table{
		Name: document.FactReport, Columns: []string{"language", "reference_date", "main_election_id"},
		Rows: []document.Row{{Values: []any{text(r.d.Info.Language), text(r.d.Info.ReferenceDate), id}}},
	}
}

// dateFacts lists the days that stand beside a day of the week, each with the row that happened then.
func (r *reconciler) dateFacts() document.Table {
	t := document.Table{
		Name:    document.FactDates,
		Columns: []string{"date_edtf", "date_start", "date_end", "date_basis", "weekday", "weekday_word", "text", "row_id", "table_name"},
	}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		if a.Type != document.TypeDate || a.Date.Weekday < 0 || len(a.Date.Start) != 10 || a.Date.Start != a.Date.End || a.Date.Basis == "relative" {
			continue
		}
		word := r.weekdayWord(a)
		if word == "" {
			continue
		}
		values := []any{a.Date.EDTF, a.Date.Start, a.Date.End, a.Date.Basis, int64(a.Date.Weekday), word, a.Text, nil, nil}
		for _, name := range []string{"timeline", "elections"} {
			if w := r.rowOn(name, a.Date.Start); w != nil && values[7] == nil {
				values[7], values[8] = w.id, name
			}
		}
		t.Rows = append(t.Rows, document.Row{Values: values, Evidence: []document.Evidence{{Column: "date_start", Rule: ruleDates, Span: r.spanOf(a)}}})
	}
	return t
}

// Rules of the facts that no rule file makes.
const (
	ruleDates   = "annotate.date"
	ruleNames   = "annotate.person"
	ruleNumbers = "annotate.quantity"
)

func (r *reconciler) spanOf(a *document.Annotation) document.Span {
	return document.Span{Start: r.d.Tokens[a.First].Start, End: r.d.Tokens[a.Last-1].End}
}

// rowOn returns the first row of a table that begins on a day.
func (r *reconciler) rowOn(table, day string) *row {
	if t := r.tables[table]; t != nil {
		for _, w := range t.rows {
			if w.cells["date_start"] == day {
				return w
			}
		}
	}
	return nil
}

// weekdayWord returns the report's word for the day of the week in or right before a date.
func (r *reconciler) weekdayWord(a *document.Annotation) string {
	for i := max(0, a.First-3); i < a.Last; i++ {
		t := &r.d.Tokens[i]
		if t.Kind == document.Word && isWeekday(t) {
			return t.Text
		}
	}
	return ""
}

func isWeekday(t *document.Token) bool {
	for _, s := range t.Stems {
		switch s {
		case "احد", "اثنين", "ثلاثاء", "ثلاثا", "اربعاء", "اربعا", "خميس", "جمعه", "سبت", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday":
			return true
		}
	}
	return false
}

// valueFacts lists every number that a claim gave a cell, also where the row kept another, and what the words say of it.
func (r *reconciler) valueFacts() document.Table {
	t := document.Table{Name: document.FactStatements, Columns: []string{"table_name", "row_id", "column_name", "value", "bound"}}
	bounds := r.bounds()
	for _, sc := range r.set.Tables() {
		draft := r.tables[sc.Name]
		if draft == nil {
			continue
		}
		for _, w := range draft.rows {
			for _, s := range w.said {
				var bound any
				if b := bounds[s.span]; b != "" {
					bound = b
				}
				t.Rows = append(t.Rows, document.Row{
					Values:   []any{sc.Name, w.id, s.column, s.value, bound},
					Evidence: []document.Evidence{{Column: "value", Rule: w.evidence[0].Rule, Span: s.span}},
				})
			}
		}
	}
	return t
}

// bounds returns what the words of each number say of it: at_least, at_most or about.
func (r *reconciler) bounds() map[document.Span]string {
	out := map[document.Span]string{}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		switch q := &a.Quantity; {
		case q.AtLeast:
			out[r.spanOf(a)] = "at_least"
		case q.AtMost:
			out[r.spanOf(a)] = "at_most"
		case q.Approx:
			out[r.spanOf(a)] = "about"
		}
	}
	return out
}

// numberFacts lists every exact number of the text that counts something or is bare.
func (r *reconciler) numberFacts() document.Table {
	t := document.Table{Name: document.FactNumbers, Columns: []string{"value", "unit", "sentence", "paragraph", "section"}}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		q := &a.Quantity
		if a.Type != document.TypeNumber && a.Type != document.TypeCount || q.Low != q.High || q.Approx || q.AtLeast || q.AtMost {
			continue
		}
		var unit any
		if a.Unit != "" {
			unit = a.Unit
		}
		at := sort.Search(len(r.d.Sentences), func(k int) bool { return r.d.Sentences[k].Last > a.First })
		if at == len(r.d.Sentences) {
			continue
		}
		t.Rows = append(t.Rows, document.Row{
			Values:   append([]any{q.Low, unit}, r.whereabouts(at)...),
			Evidence: []document.Evidence{{Column: "value", Rule: ruleNumbers, Span: r.spanOf(a)}},
		})
	}
	return t
}

// nameFacts lists the names of the report's persons.
func (r *reconciler) nameFacts() document.Table {
	t := document.Table{Name: document.FactNames, Columns: []string{"entity_id", "entity_type", "name", "mentions", "row_id", "table_name"}}
	for i, id := range r.people.ids {
		if id == "" || r.people.kinds[i] != "person" {
			continue
		}
		for _, n := range r.people.names[i] {
			t.Rows = append(t.Rows, document.Row{
				Values:   []any{id, r.people.kinds[i], n.name, int64(n.count), id, "entities"},
				Evidence: []document.Evidence{{Column: "name", Rule: ruleNames, Span: n.first}},
			})
		}
	}
	return t
}

// Columns of every table that rules make for checks, before those of their slots.
var ruleFactColumns = []string{"election_id", "sentence", "paragraph", "section"}

// ruleFacts makes tables of the records that rules make for checks alone. Their columns are the slots of the rules, the election
// that each is about, and where it stands: the numbers of the sentence, the paragraph and the section, from 0.
func (r *reconciler) ruleFacts() []document.Table {
	var tables []document.Table
	for i := range r.d.Records {
		rec := &r.d.Records[i]
		if !strings.HasPrefix(rec.Table, document.FactPrefix) {
			continue
		}
		k := 0
		for k < len(tables) && tables[k].Name != rec.Table {
			k++
		}
		if k == len(tables) {
			tables = append(tables, document.Table{Name: rec.Table, Columns: slices.Clone(ruleFactColumns)})
		}
		t := &tables[k]
		c := claim{Record: *rec, cells: map[string]any{}, spans: map[string]document.Span{}}
		row := document.Row{Values: make([]any, len(t.Columns))}
		put := func(column string, v any, span document.Span) {
			at := t.Column(column)
			if at < 0 {
				at = len(t.Columns)
				t.Columns = append(t.Columns, column)
				for n := range t.Rows {
					t.Rows[n].Values = append(t.Rows[n].Values, nil)
				}
				row.Values = append(row.Values, nil)
			}
			if row.Values[at] != nil {
				return
			}
			row.Values[at] = v
			c.spans[column] = span
			row.Evidence = append(row.Evidence, document.Evidence{Column: column, Rule: rec.Rule, Span: span})
		}
		for _, cell := range rec.Cells {
			switch v := cell.Value.(type) {
			case string, bool, int64, numeral.Decimal, []string:
				put(cell.Column, v, cell.Span)
			case calendar.Date:
				for k, part := range []string{v.EDTF, v.Start, v.End, v.Basis} {
					put(cell.Column+[]string{"_edtf", "_start", "_end", "_basis"}[k], part, cell.Span)
				}
			}
		}
		row.Values[0] = r.electionFor(&c)
		copy(row.Values[1:], r.whereabouts(rec.Sentence))
		t.Rows = append(t.Rows, row)
	}
	return tables
}

// whereabouts returns the numbers of a sentence, its paragraph and its section.
func (r *reconciler) whereabouts(sentence int) []any {
	s := r.d.Sentences[sentence]
	return []any{int64(sentence), int64(s.Paragraph), int64(s.Section)}
}
