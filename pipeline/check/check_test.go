package check_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/check"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

func tables(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// TestExamples runs the examples of the checks that come with the program.
func TestExamples(t *testing.T) {
	set := tables(t)
	lib, err := check.Load(config.Files, "checks", set)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range lib.TryExamples(set) {
		t.Error(err)
	}
}

// TestLoadRefuses makes sure that what is wrong with a file of checks is named with its place, all at once.
func TestLoadRefuses(t *testing.T) {
	whole := func(more string) string {
		return "checks:\n  - id: a\n    severity: info\n    title: {en: t, ar: t}\n    message: {en: m, ar: m}\n" + more
	}
	tests := map[string]struct{ file, want string }{
		"unknown key":      {"checks: [{idd: a}]", "checks/own.yaml: [1:11] unknown field"},
		"nothing said":     {"checks: [{id: A}]", `checks/own.yaml: check A: id: "A" (want lower-case letters, digits and underscores)`},
		"unknown severity": {"checks: [{id: a, severity: grave}]", `checks/own.yaml: check a: severity: unknown "grave" (want one of error, warning, info)`},
		"unknown table":    {whole("    rows: [r: resluts]\n    fails: true\n    stated: [1]"), `checks/own.yaml: check a: rows: unknown table "resluts" (want a table of the data package`},
		"unknown column":   {whole("    rows: [r: results]\n    fails: r.vote > 3\n    stated: [1]"), `checks/own.yaml: check a: fails: "r.vote > 3": unknown field vote`},
		"no condition":     {whole("    rows: [r: results]\n    fails: r.votes\n    stated: [1]"), ""},
		"three rows":       {whole("    rows: [a: results, b: results, c: results]\n    fails: true\n    stated: [1]"), "checks/own.yaml: check a: rows: want one table, two of them"},
		"open bracket":     {strings.Replace(whole("    rows: [r: results]\n    fails: true\n    stated: [1]"), "{en: m,", "{en: \"m {r.votes\",", 1), `checks/own.yaml: check a: message: "m {r.votes": missing }`},
		"twice":            {whole("    rows: [r: results]\n    fails: true\n    stated: [1]") + "\n" + strings.TrimPrefix(whole("    rows: [r: results]\n    fails: true\n    stated: [1]"), "checks:\n"), "checks/own.yaml: check a: the id is taken by another check"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := check.Load(fstest.MapFS{"checks/own.yaml": {Data: []byte(tt.file)}}, "checks", tables(t))
			if tt.want == "" && err == nil {
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// TestRun makes sure that a finding becomes a row with its rows, its evidence and a message in both languages, that a check that
// cannot be worked out is an issue, and that the other checks go on.
func TestRun(t *testing.T) {
	set := tables(t)
	lib, err := check.Load(fstest.MapFS{"checks/own.yaml": {Data: []byte(`
checks:
  - {id: broken, severity: error, title: {en: t, ar: t}, rows: [r: results], fails: r.votes > r.candidate_name, stated: [1], message: {en: m, ar: m}}
  - id: many
    severity: warning
    title: {en: t, ar: t}
    rows: [r: results]
    fails: (r.votes ?? 0) > 100
    stated: [r.votes]
    columns: [votes]
    message: {en: "{r.votes} votes", ar: "{r.votes} صوتا"}
`)}}, "checks", set)
	if err != nil {
		t.Fatal(err)
	}
	results, found := set.Table("results"), set.Table("discrepancies")
	row := func(id, name string, votes any) document.Row {
		r := document.Row{Values: make([]any, len(results.Fields)), Evidence: []document.Evidence{{Span: document.Span{End: 9}}, {Column: "votes", Rule: "r", Span: document.Span{Start: 3, End: 5}}}}
		r.Values[results.Index("result_id")], r.Values[results.Index("candidate_name")], r.Values[results.Index("votes")] = id, name, votes
		return r
	}
	d := &document.Document{ID: "x", Tables: []document.Table{
		{Name: "results", Columns: results.Columns(), Rows: []document.Row{row("one", "ا", int64(7)), row("two", "ب", int64(1234567)), row("three", "ج", nil)}},
		{Name: "discrepancies", Columns: found.Columns()},
	}}
	if err := check.New(set, lib).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Issues) != 1 || !strings.HasPrefix(d.Issues[0].Message, "check broken in checks/own.yaml: ") {
		t.Errorf("issues %v, want one about the check that is broken", d.Issues)
	}
	rows := d.Table("discrepancies").Rows
	if len(rows) != 1 {
		t.Fatalf("%d discrepancies, want 1", len(rows))
	}
	got := map[string]any{}
	for i, c := range found.Columns() {
		got[c] = rows[0].Values[i]
	}
	delete(got, "discrepancy_id")
	want := map[string]any{
		"report_id": "x", "check_id": "many", "severity": "warning", "table_name": "results", "row_ids": []string{"two"}, "message": "1234567 votes",
		"message_ar": "1234567 صوتا", "stated": []string{"1234567"}, "resolution": "none", "override_id": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("discrepancy (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]document.Evidence{{Column: "stated", Rule: "r", Span: document.Span{Start: 3, End: 5}}}, rows[0].Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

// TestRepeats makes sure that a contradiction which two checks come upon is listed once, and one of other words twice.
func TestRepeats(t *testing.T) {
	set := tables(t)
	lib, err := check.Load(fstest.MapFS{"checks/own.yaml": {Data: []byte(`
checks:
  - {id: first, severity: info, title: {en: t, ar: t}, rows: [n: stated_numbers], by: [unit], fails: len(n) > 1, concerns: n, stated: ["map(n, .value)"], message: {en: m, ar: m}}
  - {id: second, severity: info, title: {en: t, ar: t}, rows: [n: stated_numbers], fails: n.value == 7, stated: [n.value], message: {en: m, ar: m}}
`)}}, "checks", set)
	if err != nil {
		t.Fatal(err)
	}
	number := func(v int64, unit any, start int) document.Row {
		return document.Row{Values: []any{numeral.Int(v), unit, nil, nil, nil}, Evidence: []document.Evidence{{Column: "value", Rule: "r", Span: document.Span{Start: start, End: start + 2}}}}
	}
	found := set.Table("discrepancies")
	d := &document.Document{
		ID:     "x",
		Tables: []document.Table{{Name: "discrepancies", Columns: found.Columns()}},
		Facts: []document.Table{{
			Name: document.FactNumbers, Columns: []string{"value", "unit", "sentence", "paragraph", "section"},
			Rows: []document.Row{number(7, "vote", 0), number(8, "vote", 10), number(7, nil, 20)},
		}},
	}
	if err := check.New(set, lib).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range d.Tables[0].Rows {
		got = append(got, r.Values[found.Index("check_id")].(string)+" "+strconv.Itoa(r.Evidence[0].Span.Start))
	}
	if diff := cmp.Diff([]string{"first 0", "second 20"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestBeside makes sure that a check sees what rules found of the words of a cell, and nothing of other words.
func TestBeside(t *testing.T) {
	set := tables(t)
	lib, err := check.Load(fstest.MapFS{"checks/own.yaml": {Data: []byte(`
checks:
  - {id: told, severity: info, title: {en: t, ar: t}, rows: [f: election_figures], fails: 'beside(f, "value", "checks.standings", "status") == "final"', stated: [f.value], message: {en: m, ar: m}}
`)}}, "checks", set)
	if err != nil {
		t.Fatal(err)
	}
	figures, found := set.Table("election_figures"), set.Table("discrepancies")
	figure := func(v int64, start int) document.Row {
		r := document.Row{Values: make([]any, len(figures.Fields)), Evidence: []document.Evidence{{Column: "value", Rule: "r", Span: document.Span{Start: start, End: start + 2}}}}
		r.Values[figures.Index("value")] = numeral.Int(v)
		return r
	}
	d := &document.Document{
		ID: "x",
		Tables: []document.Table{
			{Name: "election_figures", Columns: figures.Columns(), Rows: []document.Row{figure(61, 0), figure(62, 10)}},
			{Name: "discrepancies", Columns: found.Columns()},
		},
		Facts: []document.Table{{
			Name: "checks.standings", Columns: []string{"v", "status"},
			Rows: []document.Row{{Values: []any{numeral.Int(62), "final"}, Evidence: []document.Evidence{{Column: "v", Rule: "r", Span: document.Span{Start: 10, End: 12}}}}},
		}},
	}
	if err := check.New(set, lib).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	rows := d.Table("discrepancies").Rows
	if len(rows) != 1 || !cmp.Equal(rows[0].Values[found.Index("stated")], []string{"62"}) {
		t.Errorf("discrepancies %v, want one of 62", rows)
	}
}

// BenchmarkRows measures all checks over a report of 100,000 rows.
func BenchmarkRows(b *testing.B) {
	set := tables(b)
	lib, err := check.Load(config.Files, "checks", set)
	if err != nil {
		b.Fatal(err)
	}
	results, figures := set.Table("results"), set.Table("election_figures")
	d := &document.Document{ID: "x", Tables: []document.Table{{Name: "results", Columns: results.Columns()}, {Name: "election_figures", Columns: figures.Columns()}}}
	put := func(t *document.Table, schema *schemas.Table, cells map[string]any) {
		r := document.Row{Values: make([]any, len(schema.Fields))}
		for c, v := range cells {
			r.Values[schema.Index(c)] = v
		}
		t.Rows = append(t.Rows, r)
	}
	for i := range 50000 {
		e := strconv.Itoa(i / 5)
		put(&d.Tables[0], results, map[string]any{
			"result_id": strconv.Itoa(i), "election_id": e, "option_type": "candidate", "candidate_name": "c" + strconv.Itoa(i%5), "votes": int64(i),
			"rank_stated": int64(i%5 + 1), "vote_share_pct": numeral.New(int64(4000-500*(i%5)), 2), "status": "final",
		})
		put(&d.Tables[1], figures, map[string]any{"figure_id": strconv.Itoa(i), "election_id": e, "figure": "polling_stations", "scope": strconv.Itoa(i % 5), "value": numeral.Int(int64(i)), "unit": "count"})
	}
	d.Tables = append(d.Tables, document.Table{Name: "discrepancies", Columns: set.Table("discrepancies").Columns()})
	stage := check.New(set, lib)
	b.ReportAllocs()
	for b.Loop() {
		d.Tables[2].Rows = nil
		if err := stage.Run(b.Context(), d); err != nil || len(d.Issues) > 0 {
			b.Fatal(err, d.Issues)
		}
	}
}

// TestManyPairs compares each row with the next of its key in the report, not with all of a report that goes on and on.
func TestManyPairs(t *testing.T) {
	set := tables(t)
	lib, err := check.Load(fstest.MapFS{"checks/own.yaml": {Data: []byte(`
checks:
  - {id: pair, severity: info, title: {en: t, ar: t}, rows: [a: election_figures, b: election_figures], fails: a.value == 1 and b.value > 1, stated: [b.value], message: {en: m, ar: m}}
`)}}, "checks", set)
	if err != nil {
		t.Fatal(err)
	}
	figures, found := set.Table("election_figures"), set.Table("discrepancies")
	d := &document.Document{ID: "x", Tables: []document.Table{{Name: "election_figures", Columns: figures.Columns()}, {Name: "discrepancies", Columns: found.Columns()}}}
	for i := range 1000 {
		r := document.Row{Values: make([]any, len(figures.Fields)), Evidence: []document.Evidence{{Column: "value", Rule: "r", Span: document.Span{Start: 10 * i, End: 10*i + 2}}}}
		r.Values[figures.Index("value")] = numeral.Int(int64(i + 1))
		d.Tables[0].Rows = append(d.Tables[0].Rows, r)
	}
	if err := check.New(set, lib).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if n := len(d.Tables[1].Rows); n != 400 {
		t.Errorf("%d pairs found, want those of the first row and the 400 behind it", n)
	}
}
