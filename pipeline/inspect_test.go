package pipeline_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mahdar/pipeline"
	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// newPackage writes a package with some rows of every type of column and returns its folder.
func newPackage(tb testing.TB, set *schemas.Set) string {
	tb.Helper()
	d := &document.Document{ID: "a"}
	d.Source = document.Source{Name: "a.txt", SHA256: strings.Repeat("0", 64), Runes: []rune("نص"), Offsets: []int32{0, 2, 4}}
	d.Text = document.Text{Content: "نص", Origin: []int32{0, 0, 1, 1}}
	d.Text.Index(2)
	for _, r := range []struct {
		table string
		cells map[string]any
	}{
		{"reports", map[string]any{"language": "ar", "source_name": "a.txt", "source_sha256": d.Source.SHA256, "source_bytes": int64(1), "lines": int64(1)}},
		{"elections", map[string]any{"election_id": "e", "election_type": "local"}},
		{"results", map[string]any{"result_id": "1", "election_id": "e", "option_type": "candidate", "candidate_name": "سالم", "status": "final", "vote_share_pct": numeral.New(1234, 2), "elected": true}},
		{"results", map[string]any{"result_id": "2", "election_id": "e", "option_type": "candidate", "candidate_name": "سالم", "status": "final", "votes": int64(12)}},
		{"timeline", map[string]any{
			"event_id": "t", "event_type": "election", "label": "اقتراع, \"أول\"\nوثان", "date_edtf": "2024-10-20", "date_start": "2024-10-20",
			"date_end": "2024-10-20", "date_basis": "stated", "actors": []string{"سالم"},
		}},
	} {
		schema := set.Table(r.table)
		if d.Table(r.table) == nil {
			d.Tables = append(d.Tables, document.Table{Name: r.table, Columns: schema.Columns()})
		}
		values := make([]any, len(schema.Fields))
		values[schema.Index("report_id")] = d.ID
		for c, v := range r.cells {
			values[schema.Index(c)] = v
		}
		to := d.Table(r.table)
		to.Rows = append(to.Rows, document.Row{Values: values, Evidence: []document.Evidence{{Rule: "r", Span: document.Span{End: 1}}}})
	}
	dir := filepath.Join(tb.TempDir(), "out")
	w, err := emit.Open(emit.Options{Dir: dir, Formats: []string{"parquet", "csv", "json"}, Schemas: set, Name: "x"})
	if err != nil {
		tb.Fatal(err)
	}
	if err := w.Add(d); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// edit replaces text in a file of the package; with seal the descriptor gets the new size and hash.
func edit(t *testing.T, dir, file, old, text string, seal bool) {
	t.Helper()
	path := filepath.Join(dir, file)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), old) {
		t.Fatalf("%s holds no %q", file, old)
	}
	changed := strings.Replace(string(raw), old, text, 1)
	if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	if !seal {
		return
	}
	sum := func(s string) string {
		h := sha256.Sum256([]byte(s))
		return hex.EncodeToString(h[:])
	}
	edit(t, dir, "datapackage.json", sum(string(raw)), sum(changed), false)
	if len(changed) != len(raw) {
		t.Fatal("the test must keep the size of the file")
	}
}

func TestInspect(t *testing.T) {
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	const other = "the rows are not those of the other format"
	tests := map[string]struct {
		file, old, text string
		open            bool     // leave the descriptor as it was
		want            []string // the beginnings of the faults
	}{
		"whole":          {},
		"size":           {"data/polls.csv", "poll_id", "poll_id_", true, []string{"data/polls.csv: ", "data/polls.csv: the content", "data/polls.csv: the columns are"}},
		"hash":           {"data/timeline.json", "سالم", "مالم", true, []string{"data/timeline.json: the content", "data/timeline.json: " + other}},
		"another value":  {"data/results.json", "12.34", "12.35", false, []string{"data/results.json: " + other}},
		"value in CSV":   {"data/results.csv", "12.34", "123.4", false, []string{"data/results.json: " + other, "results 1 vote_share_pct: maximum: "}},
		"enum":           {"data/results.csv", "final", "fatal", false, []string{"data/results.json: " + other, "results 1 status: enum: "}},
		"no number":      {"data/results.csv", "12.34", "1x.34", false, []string{"data/results.csv: row 1: column vote_share_pct: "}},
		"primary key":    {"data/results.csv", "\n2,a", "\n1,a", false, []string{"data/results.json: " + other, "results 1 result_id: primary_key: "}},
		"foreign key":    {"data/elections.csv", "\ne,", "\nf,", false, []string{"data/elections.json: " + other, "results 1 election_id: foreign_key: ", "results 2 election_id: foreign_key: "}},
		"date":           {"data/timeline.csv", ",2024-10-20,stated", ",2024-10-19,stated", false, []string{"data/timeline.json: " + other, "timeline t date_end: order: "}},
		"cut JSON":       {"data/reports.json", "\n]", "\n ", false, []string{"data/reports.json: unexpected end"}},
		"JSON key":       {"data/reports.json", `"pages"`, `"page_"`, false, []string{"data/reports.json: row 1: column pages: the column is missing"}},
		"broken Parquet": {"data/polls.parquet", "PAR1", "PARX", true, []string{"data/polls.parquet: the content"}},
		"path leads out": {"datapackage.json", `"data/polls.csv"`, `"../../polls.csv"`, true, []string{"datapackage.json: the path", "data/polls.csv: the descriptor does not list"}},
		"path twice":     {"datapackage.json", `"data/polls.json"`, `"data/polls.csv"`, true, []string{"datapackage.json: the path", "data/polls.json: the descriptor does not list"}},
		"schema":         {"datapackage.json", `"title": "Sample size"`, `"title": "Sample"`, true, []string{"datapackage.json: the schema of data/polls.csv is not"}},
		"file gone":      {"datapackage.json", `"data/polls.json"`, `"data/gone.json"`, true, []string{"data/gone.json: no such file", "data/polls.json: the descriptor does not list"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := newPackage(t, set)
			if tt.file != "" {
				edit(t, dir, tt.file, tt.old, tt.text, !tt.open)
			}
			faults, err := pipeline.Inspect(t.Context(), dir, set)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range faults {
				got = append(got, f.String())
			}
			ok := len(got) == len(tt.want)
			for i := 0; ok && i < len(got); i++ {
				ok = strings.HasPrefix(got[i], tt.want[i])
			}
			if !ok {
				t.Errorf("faults\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
	if _, err := pipeline.Inspect(t.Context(), t.TempDir(), set); err == nil || !strings.Contains(err.Error(), "no data package") {
		t.Errorf("a folder that is no package: error %v", err)
	}
	dir := newPackage(t, set)
	edit(t, dir, "datapackage.json", `"resources"`, `resources"`, false)
	if _, err := pipeline.Inspect(t.Context(), dir, set); err == nil || !strings.Contains(err.Error(), "datapackage.json: invalid character") {
		t.Errorf("a broken descriptor: error %v", err)
	}
}
