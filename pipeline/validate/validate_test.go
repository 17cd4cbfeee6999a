package validate_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/validate"
	"mahdar/schemas"
)

func mustLoad(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// row is a table's name and what its columns hold.
type row struct {
	table string
	set   map[string]any
}

// newDocument returns a report with its row in reports, an election and the given rows.
func newDocument(tb testing.TB, set *schemas.Set, rows ...row) *document.Document {
	tb.Helper()
	d := &document.Document{ID: "a"}
	rows = append([]row{
		{"reports", map[string]any{
			"language": "ar", "source_name": "a.txt", "source_sha256": strings.Repeat("0", 64), "source_bytes": int64(1), "lines": int64(1),
		}},
		{"elections", map[string]any{"election_id": "e", "election_type": "local"}},
	}, rows...)
	for _, r := range rows {
		schema := set.Table(r.table)
		if d.Table(r.table) == nil {
			d.Tables = append(d.Tables, document.Table{Name: r.table, Columns: schema.Columns()})
		}
		values := make([]any, len(schema.Fields))
		if i := schema.Index("report_id"); i >= 0 {
			values[i] = d.ID
		}
		for c, v := range r.set {
			values[schema.Index(c)] = v
		}
		to := d.Table(r.table)
		to.Rows = append(to.Rows, document.Row{Values: values, Evidence: []document.Evidence{{Rule: "r", Span: document.Span{End: 1}}}})
	}
	return d
}

// result returns a good row of results with some columns changed.
func result(id string, change map[string]any) row {
	set := map[string]any{
		"result_id": id, "election_id": "e", "option_type": "candidate", "candidate_name": "سالم", "status": "final",
	}
	maps.Copy(set, change)
	return row{"results", set}
}

// summary returns the rows of the table violations as "table row column rule value".
func summary(d *document.Document) []string {
	t := d.Table("violations")
	if t == nil {
		return nil
	}
	var list []string
	for _, r := range t.Rows {
		var parts []string
		for _, c := range []string{"table_name", "row_id", "column_name", "rule", "value"} {
			parts = append(parts, schemas.Format(r.Values[t.Column(c)]))
		}
		list = append(list, strings.Join(parts, " "))
	}
	return list
}

func TestRules(t *testing.T) {
	const broken = "x\xffy"
	decomposed := "\u0627\u0653" // alef and madda, which have a letter of their own together
	tests := map[string]struct {
		rows []row
		want []string
		kept int // rows of the first of rows' table
	}{
		"good":             {[]row{result("1", nil)}, nil, 1},
		"required":         {[]row{result("1", map[string]any{"status": nil})}, []string{"results 1 status required "}, 0},
		"empty string":     {[]row{result("1", map[string]any{"status": ""})}, []string{"results 1 status required "}, 0},
		"type":             {[]row{result("1", map[string]any{"votes": "12"})}, []string{"results 1 votes type 12"}, 0},
		"float":            {[]row{result("1", map[string]any{"votes": 1.5})}, []string{"results 1 votes type 1.5"}, 0},
		"boolean":          {[]row{result("1", map[string]any{"elected": int64(1)})}, []string{"results 1 elected type 1"}, 0},
		"enum":             {[]row{result("1", map[string]any{"status": "late"})}, []string{"results 1 status enum late"}, 0},
		"minimum":          {[]row{result("1", map[string]any{"votes": int64(-1)})}, []string{"results 1 votes minimum -1"}, 0},
		"maximum":          {[]row{result("1", map[string]any{"vote_share_pct": numeral.New(1001, 1)})}, []string{"results 1 vote_share_pct maximum 100.1"}, 0},
		"upper bound":      {[]row{result("1", map[string]any{"vote_share_pct": numeral.Int(100)})}, nil, 1},
		"whole number":     {[]row{result("1", map[string]any{"vote_share_pct": int64(50)})}, nil, 1},
		"precision":        {[]row{result("1", map[string]any{"vote_share_pct": numeral.New(12345, 5)})}, []string{"results 1 vote_share_pct precision 0.12345"}, 0},
		"encoding":         {[]row{result("1", map[string]any{"affiliation": broken})}, []string{"results 1 affiliation encoding x\ufffdy"}, 0},
		"nfc":              {[]row{result("1", map[string]any{"affiliation": decomposed})}, []string{"results 1 affiliation nfc \u0622"}, 0},
		"character":        {[]row{result("1", map[string]any{"affiliation": "a\x00"})}, []string{"results 1 affiliation character a\ufffd"}, 0},
		"two rules":        {[]row{result("1", map[string]any{"votes": int64(-1), "rank": int64(0)})}, []string{"results 1 votes minimum -1", "results 1 rank minimum 0"}, 0},
		"primary key":      {[]row{result("1", nil), result("1", nil), result("2", nil)}, []string{"results 1 result_id primary_key 1"}, 2},
		"foreign key":      {[]row{result("1", map[string]any{"election_id": "no"})}, []string{"results 1 election_id foreign_key no"}, 0},
		"optional foreign": {[]row{result("1", map[string]any{"candidate_id": "no"})}, []string{"results 1 candidate_id foreign_key no"}, 1},
		"dependent row": {
			[]row{
				{"observer_findings", map[string]any{"finding_id": "f", "mission_id": "m", "topic": "media", "polarity": "neutral", "finding": "x"}},
				{"observer_missions", map[string]any{"mission_id": "m", "organization": "x", "assessment": "good"}},
			},
			[]string{"observer_missions m assessment enum good", "observer_findings f mission_id foreign_key m"},
			0,
		},
		"order of dates": {
			[]row{{"polls", map[string]any{
				"poll_id": "p", "poll_type": "unknown", "candidate_name": "x", "share_low_pct": numeral.Int(5), "share_high_pct": numeral.Int(5),
				"date_start": "2022-11-20", "date_end": "2022-11-19",
			}}},
			[]string{"polls p date_end order 2022-11-19"},
			0,
		},
		"order of numbers": {
			[]row{{"polls", map[string]any{
				"poll_id": "p", "poll_type": "unknown", "candidate_name": "x", "share_low_pct": numeral.Int(10), "share_high_pct": numeral.Int(9),
			}}},
			[]string{"polls p share_high_pct order 9"},
			0,
		},
		"open bound": {
			[]row{{"polls", map[string]any{
				"poll_id": "p", "poll_type": "unknown", "candidate_name": "x", "share_low_pct": numeral.Int(5), "share_high_pct": numeral.Int(5),
				"date_start": "2022-11-20", "date_edtf": "2022-11-20/..",
			}}}, nil, 1,
		},
		"no day of the calendar": {
			[]row{{"elections", map[string]any{"election_id": "f", "election_type": "local", "date_start": "2022-11-31"}}},
			[]string{"elections f date_start type 2022-11-31"},
			1,
		},
		"pattern": {
			[]row{{"elections", map[string]any{"election_id": "f", "election_type": "local", "country_code": "kz"}}},
			[]string{"elections f country_code pattern kz"},
			1,
		},
	}
	set := mustLoad(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDocument(t, set, tt.rows...)
			if err := validate.New(set).Run(context.Background(), d); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, summary(d)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
			if got := len(d.Table(tt.rows[0].table).Rows); got != tt.kept {
				t.Errorf("%d rows kept, want %d", got, tt.kept)
			}
			again := len(summary(d))
			if err := validate.New(set).Run(context.Background(), d); err != nil || len(summary(d)) != again {
				t.Errorf("a second run found more: %v, error %v", summary(d), err)
			}
		})
	}
}

func TestEmptiedCell(t *testing.T) {
	set := mustLoad(t)
	d := newDocument(t, set, result("1", map[string]any{"candidate_id": "no"}))
	if err := validate.New(set).Run(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	results := d.Table("results")
	if v := results.Rows[0].Values[results.Column("candidate_id")]; v != nil {
		t.Errorf("candidate_id %v, want null", v)
	}
	if got := d.Table("violations").Rows[0].Evidence; len(got) != 1 || got[0].Rule != "r" {
		t.Errorf("evidence of the violation %v", got)
	}
}

func TestUncapped(t *testing.T) {
	set := mustLoad(t)
	var rows []row
	for i := range 5000 {
		rows = append(rows, result(fmt.Sprint(i), map[string]any{"votes": int64(-1)}))
	}
	d := newDocument(t, set, rows...)
	if err := validate.New(set).Run(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if got := len(summary(d)); got != 5000 {
		t.Errorf("%d violations, want 5000", got)
	}
}

func TestUnknownInput(t *testing.T) {
	set := mustLoad(t)
	tests := map[string]struct {
		table document.Table
		want  string
	}{
		"table":   {document.Table{Name: "x"}, `unknown table "x"`},
		"columns": {document.Table{Name: "reports", Columns: []string{"x"}}, "table reports has the columns x (want report_id, "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := validate.New(set).Run(context.Background(), &document.Document{Tables: []document.Table{tt.table}})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func BenchmarkRun(b *testing.B) {
	set := mustLoad(b)
	var rows []row
	for i := range 1000 {
		rows = append(rows, result(fmt.Sprint(i), nil))
	}
	d := newDocument(b, set, rows...)
	stage := validate.New(set)
	b.ReportAllocs()
	for b.Loop() {
		if err := stage.Run(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}
