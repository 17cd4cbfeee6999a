package emit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mahdar/schemas"
)

// evidenceRows makes rows of the table evidence as reports have them: many columns of few rows, quotes of a sentence in Arabic.
func evidenceRows(t *schemas.Table, n int) [][]any {
	quote := strings.Fields("أعلنت اللجنة العليا للانتخابات النتائج النهائية للاقتراع الذي جرى يوم الأحد وحصل فيه المرشح على نسبة من أصوات الناخبين المسجلين في القوائم")
	columns := []any{"candidate_name", "votes", "vote_share_pct", "rank_stated", "status", "announced_by"}
	rules := []any{"results.ar.name_first", "election_figures.ar.turnout", "timeline.ar.dated_event", "reconcile.derive"}
	set := func(row []any, column string, v any) {
		if i := t.Index(column); i >= 0 {
			row[i] = v
		}
	}
	rows := make([][]any, n)
	for i := range rows {
		row := make([]any, len(t.Fields))
		start := i * 37 % 90000
		set(row, "evidence_id", fmt.Sprintf("%012x", uint64(i)*2654435761%(1<<48)))
		set(row, "report_id", fmt.Sprintf("report-%d", i/400))
		set(row, "table_name", "results")
		set(row, "row_id", fmt.Sprintf("%012x", uint64(i/7)*40503%(1<<48)))
		set(row, "column_name", columns[i%len(columns)])
		set(row, "line_start", int64(1+start/90))
		set(row, "line_end", int64(1+start/90))
		set(row, "byte_start", int64(start))
		set(row, "byte_end", int64(start+40))
		set(row, "quote", strings.Join(quote[i%9:i%9+3+i%8], " "))
		set(row, "rule_id", rules[i%len(rules)])
		set(row, "repaired", i%5 == 0)
		set(row, "status", "single")
		set(row, "score", int64(70+i%30))
		rows[i] = row
	}
	return rows
}

// BenchmarkEvidence writes rows of evidence in each format, and reads Parquet back as every package is. With WRITING the files are
// kept there.
func BenchmarkEvidence(b *testing.B) {
	set, err := schemas.Load()
	if err != nil {
		b.Fatal(err)
	}
	t := set.Table("evidence")
	rows := evidenceRows(t, 100_000)
	for _, format := range []string{"parquet", "csv", "json"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dir := b.TempDir()
				if kept := os.Getenv("WRITING"); kept != "" {
					dir = kept
				}
				if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
					b.Fatal(err)
				}
				if err := os.MkdirAll(filepath.Join(dir, spoolFolder), 0o755); err != nil {
					b.Fatal(err)
				}
				w, err := openTable(dir, t, []string{format})
				if err != nil {
					b.Fatal(err)
				}
				for range 10 {
					for _, row := range rows {
						if err := w.write(row); err != nil {
							b.Fatal(err)
						}
					}
				}
				if err := w.close(nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/row")
		})
	}
}
