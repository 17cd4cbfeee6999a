package extract

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"mahdar/config"
	"mahdar/pipeline/annotate"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/segment"
	"mahdar/pipeline/wordlist"
)

// TestExamples runs every example of every rule: the rule must make its rows, with these values in the named columns, and no
// others. The stages before the rules and the other rules of the language run as in a report.
func TestExamples(t *testing.T) {
	lex := lexicon.New()
	if err := lex.Load(config.Files, "lexicon"); err != nil {
		t.Fatal(err)
	}
	languages, err := config.Files.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Rules{}
	for _, l := range languages {
		if !l.IsDir() {
			continue
		}
		if all[l.Name()], err = LoadRules(config.Files, "rules/"+l.Name(), lex); err != nil {
			t.Fatal(err)
		}
	}
	stage := annotate.New(lex, wordlist.New())
	for _, language := range sortedKeys(all) {
		rules := all[language]
		for _, r := range rules.rules {
			for i, ex := range r.spec.Examples {
				t.Run(fmt.Sprintf("%s %d", r.spec.ID, i+1), func(t *testing.T) {
					d := exampleDocument(ex, language)
					if err := stage.Run(t.Context(), d); err != nil {
						t.Fatal(err)
					}
					for _, problem := range differences(ex.Rows, rowsOf(rules.Extract(d), r.spec.ID)) {
						t.Errorf("%s: rule %s: %s\nin %q", r.file, r.spec.ID, problem, ex.Text)
					}
				})
			}
		}
	}
}

// exampleDocument cuts an example's text. What stands under no heading is no heading, however short.
func exampleDocument(ex Example, language string) *document.Document {
	d := &document.Document{ID: "example", Info: document.Info{Language: language, ReferenceDate: "2024-06-30"}}
	d.Text.Content = ex.Text + "\n"
	if ex.Head != "" {
		d.Text.Content = strings.TrimSuffix(ex.Head, ":") + ":\n\n" + ex.Text + "\n"
	}
	segment.Segment(d)
	for i := range d.Sentences {
		if ex.Head == "" || i > 0 {
			d.Sentences[i].Heading = false
		}
	}
	return d
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
