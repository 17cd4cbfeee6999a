package override_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/override"
	"mahdar/schemas"
)

const good = `
overrides:
  - {id: share, report: r, table: results, where: {candidate_name: سعاد}, column: vote_share_pct, stated: 64.5, value: 65.4, reason: slip, source: book, by: A. B.}
`

func tables(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func write(tb testing.TB, text string) []string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "own.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return []string{path}
}

// report returns a document with two results and a discrepancy about the first.
func report(set *schemas.Set) *document.Document {
	results, found := set.Table("results"), set.Table("discrepancies")
	row := func(id, name string, share numeral.Decimal) document.Row {
		r := document.Row{Values: make([]any, len(results.Fields)), Evidence: []document.Evidence{
			{Rule: "rule", Span: document.Span{End: 9}}, {Column: "vote_share_pct", Rule: "rule", Span: document.Span{Start: 4, End: 8}},
		}}
		r.Values[results.Index("result_id")], r.Values[results.Index("candidate_name")], r.Values[results.Index("vote_share_pct")] = id, name, share
		return r
	}
	d := document.Row{Values: make([]any, len(found.Fields))}
	d.Values[found.Index("check_id")], d.Values[found.Index("row_ids")] = "share", []string{"one"}
	d.Values[found.Index("stated")], d.Values[found.Index("resolution")] = []string{"400", "64.5"}, "none"
	return &document.Document{ID: "r", Tables: []document.Table{
		{Name: "results", Columns: results.Columns(), Rows: []document.Row{row("one", "سعاد", numeral.New(645, 1)), row("two", "منير", numeral.New(355, 1))}},
		{Name: "discrepancies", Columns: found.Columns(), Rows: []document.Row{d}},
	}}
}

func cells(d *document.Document, table string, columns ...string) [][]string {
	t := d.Table(table)
	var out [][]string
	for _, r := range t.Rows {
		var row []string
		for _, c := range columns {
			row = append(row, schemas.Format(r.Values[t.Column(c)]))
		}
		out = append(out, row)
	}
	return out
}

// TestRun makes sure that the cell, its evidence and the discrepancies tell of a correction, and nothing else changes.
func TestRun(t *testing.T) {
	set := tables(t)
	list, err := override.Load(write(t, good), set)
	if err != nil {
		t.Fatal(err)
	}
	d := report(set)
	if err := override.New(set, list).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"one", "65.4"}, {"two", "35.5"}}, cells(d, "results", "result_id", "vote_share_pct")); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	want := [][]string{
		{"share", `["one"]`, `["400","64.5"]`, "override", "share", ""},
		{"override", `["one"]`, `["64.5"]`, "override", "share", "vote_share_pct: 64.5 is stated, 65.4 is right: slip (book; A. B.)"},
	}
	if diff := cmp.Diff(want, cells(d, "discrepancies", "check_id", "row_ids", "stated", "resolution", "override_id", "message")); diff != "" {
		t.Errorf("discrepancies (-want +got):\n%s", diff)
	}
	evidence := d.Table("results").Rows[0].Evidence
	last := evidence[len(evidence)-1]
	if len(evidence) != 3 || last.Rule != "override:share" || last.Column != "vote_share_pct" {
		t.Errorf("evidence %v, want one more piece, of the override", evidence)
	}
	if len(d.Table("results").Rows[1].Evidence) != 2 {
		t.Error("the other row has new evidence")
	}
}

// TestRunRefuses makes sure that a correction made for another reading fails the report and leaves its rows as they are.
func TestRunRefuses(t *testing.T) {
	set := tables(t)
	tests := map[string]struct{ old, new, want string }{
		"another value stands there": {"stated: 64.5", "stated: 64.6", "override share: vote_share_pct is 64.5, not 64.6 as when it was reviewed"},
		"no row":                     {"سعاد", "هدى", "override share: where: no row fits"},
		"two rows":                   {"{candidate_name: سعاد}", "{affiliation: null}", "override share: where: more than one row fits"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			list, err := override.Load(write(t, strings.Replace(good, tt.old, tt.new, 1)), set)
			if err != nil {
				t.Fatal(err)
			}
			d := report(set)
			err = override.New(set, list).Run(t.Context(), d)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if diff := cmp.Diff(cells(report(set), "results", "vote_share_pct"), cells(d, "results", "vote_share_pct")); diff != "" {
				t.Errorf("results changed (-before +after):\n%s", diff)
			}
		})
	}
	list, err := override.Load(write(t, strings.Replace(good, "report: r,", "report: other,", 1)), set)
	if err != nil {
		t.Fatal(err)
	}
	if err := override.New(set, list).Run(t.Context(), report(set)); err != nil {
		t.Errorf("a correction of another report: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	set := tables(t)
	tests := map[string]struct{ text, want string }{
		"unknown key":     {"overrides: [{idd: a}]", "own.yaml: [1:14] unknown field"},
		"nothing said":    {"overrides: [{table: results}]", "own.yaml: override 1: id: missing\nreport: missing\nreason: missing\nsource: missing\nby: missing"},
		"unknown table":   {strings.Replace(good, "table: results", "table: resluts", 1), `override share: table: unknown "resluts"`},
		"unknown column":  {strings.Replace(good, "column: vote_share_pct", "column: share", 1), `override share: stated: table results has no column "share"`},
		"a key":           {strings.Replace(good, "column: vote_share_pct", "column: result_id", 1), "override share: column: result_id names the row"},
		"no number":       {strings.Replace(good, "value: 65.4", "value: most", 1), "override share: value: "},
		"nothing changes": {strings.Replace(good, "value: 65.4", "value: 64.50", 1), "override share: value: the same as stated"},
		"twice":           {good + strings.TrimPrefix(good, "\noverrides:\n"), "override share: the id is taken in "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := override.Load(write(t, tt.text), set)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := override.Load([]string{"no-such-file.yaml"}, set); err == nil {
		t.Error("a file that is not there: no error")
	}
}
