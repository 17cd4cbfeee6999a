package reconcile

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

func TestJudge(t *testing.T) {
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	results := &draft{schema: set.Table("results"), spec: TableSpec{Name: "results", Derive: []Derive{{Column: "rank"}, {Column: "elected"}}}}
	span := func(a, b int) document.Span { return document.Span{Start: a, End: b} }
	w := &row{
		first: span(10, 50),
		cells: map[string]any{"votes": int64(5), "candidate_name": "A", "vote_share_pct": 1, "rank": int64(1), "status": "final"},
		evidence: []document.Evidence{
			{Rule: "r", Span: span(10, 50)},
			{Column: "votes", Rule: "r", Span: span(12, 14)},
			{Column: "votes", Rule: "s", Span: span(80, 84)},
			{Column: "candidate_name", Rule: "r", Span: span(15, 20)},
			{Column: "candidate_name", Rule: "s", Span: span(16, 20)}, // the same words once more
			{Column: "vote_share_pct", Rule: "r", Span: span(30, 34)},
			{Column: "status", Rule: "r", Span: span(2, 8)},
		},
		contested: map[string]bool{"vote_share_pct": true},
	}
	type verdict struct {
		Column, Status string
		Score          int
	}
	var got []verdict
	for _, e := range results.judge(w) {
		got = append(got, verdict{e.Column, e.Status, e.Score})
	}
	want := []verdict{
		{"", "", 0},
		{"votes", "agreed", scoreAgreed},
		{"votes", "agreed", scoreAgreed},
		{"candidate_name", "single", scores["name"][0]},
		{"candidate_name", "single", scores["name"][0]},
		{"vote_share_pct", "conflict", scoreConflict},
		{"status", "single", scores["code"][1]},
		{"rank", "derived", scoreDerived},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("judge (-want +got):\n%s", diff)
	}
}
