package validate_test

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/validate"
	"mahdar/schemas"
)

// newPackage writes a package with some rows of every type of column and returns its folder.
func newPackage(tb testing.TB, set *schemas.Set) string {
	tb.Helper()
	happening := map[string]any{
		"event_id": "t", "event_type": "election", "label": "اقتراع, \"أول\"\nوثان", "date_edtf": "2024-10-20", "date_start": "2024-10-20",
		"date_end": "2024-10-20", "date_basis": "stated", "actors": []string{"سالم"},
	}
	second := map[string]any{}
	maps.Copy(second, happening)
	second["event_id"], second["actors"] = "u", []string{}
	d := newDocument(tb, set,
		result("1", map[string]any{"vote_share_pct": numeral.New(1234, 2), "elected": true}),
		result("2", map[string]any{"votes": int64(12)}),
		row{"timeline", happening}, row{"timeline", second},
	)
	d.Source = document.Source{Name: "a.txt", SHA256: strings.Repeat("0", 64), Runes: []rune("نص"), Offsets: []int32{0, 2, 4}}
	d.Text = document.Text{Content: "نص", Origin: []int32{0, 0, 1, 1}}
	d.Text.Index(2)
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

func TestPackage(t *testing.T) {
	set := mustLoad(t)
	type change struct {
		file, old, text string
		open            bool // leave the descriptor as it was
	}
	tests := map[string]struct {
		change change
		want   []string // the beginnings of the problems
	}{
		"whole":             {},
		"size":              {change{"data/polls.csv", "poll_id", "poll_id_", true}, []string{"data/polls.csv: bytes: the file has", "data/polls.csv: hash:", "data/polls.csv:1: schema: the header is"}},
		"hash":              {change{"data/timeline.json", "سالم", "مالم", true}, []string{"data/timeline.json: hash:", "data/timeline.json: row 1: actors: formats:"}},
		"another value":     {change{"data/results.json", "12.34", "12.35", false}, []string{`data/results.json: row 1: vote_share_pct: formats: "12.35" stands here, and "12.34" in data/results.csv`}},
		"value in CSV":      {change{"data/results.csv", "12.34", "123.4", false}, []string{"data/results.json: row 1: vote_share_pct: formats", "data/results.parquet: row 1: vote_share_pct: formats", "data/results.csv:2: row 1: vote_share_pct: maximum: 123.4 is more than 100"}},
		"enum":              {change{"data/results.csv", "final", "fatal", false}, []string{"data/results.json: row 1: status: formats", "data/results.parquet: row 1: status: formats", `data/results.csv:2: row 1: status: enum: unknown value "fatal"`}},
		"no number":         {change{"data/results.csv", "12.34", "1x.34", false}, []string{`data/results.csv:2: row 1: vote_share_pct: type: no number "1x.34"`}},
		"needless zero":     {change{"data/results.csv", "12.34", "12.30", false}, []string{`data/results.csv:2: row 1: vote_share_pct: type: no number "12.30"`}},
		"primary key":       {change{"data/results.csv", "\n2,a", "\n1,a", false}, []string{"data/results.json: row 2: result_id: formats", "data/results.parquet: row 2: result_id: formats", "data/results.csv:3: row 2: result_id: primary_key: the key is that of row 1"}},
		"foreign key":       {change{"data/elections.csv", "\ne,", "\nf,", false}, []string{"data/elections.json: row 1: election_id: formats", "data/elections.parquet: row 1: election_id: formats", `data/results.csv:2: row 1: election_id: foreign_key: no row of elections has the election_id "e"`}},
		"date":              {change{"data/timeline.csv", ",2024-10-20,stated", ",2024-10-19,stated", false}, []string{"data/timeline.json: row 1: date_end", "data/timeline.parquet: row 1: date_end", "data/timeline.csv:2: row 1: date_end: order: 2024-10-19 lies before date_start 2024-10-20"}},
		"cut JSON":          {change{"data/reports.json", "\n]", "\n ", false}, []string{"data/reports.json: row 2: form: the file ends early"}},
		"JSON key":          {change{"data/reports.json", `"pages"`, `"page_"`, false}, []string{"data/reports.json: row 1: pages: columns: the row has no such key"}},
		"broken Parquet":    {change{"data/polls.parquet", "PAR1", "PARX", false}, []string{"data/polls.parquet: form:"}},
		"broken descriptor": {change{"datapackage.json", `"resources"`, `resources"`, true}, []string{"datapackage.json: descriptor: invalid character"}},
		"path leads out":    {change{"datapackage.json", `"data/polls.csv"`, `"../../polls.csv"`, true}, []string{`datapackage.json: descriptor: resources[`, "data/polls.csv: unlisted"}},
		"unknown table":     {change{"datapackage.json", `"name": "polls-json"`, `"name": "pols-json"`, true}, []string{`datapackage.json: unlisted: resources[`}},
		"schema":            {change{"datapackage.json", `"title": "Sample size"`, `"title": "Sample"`, true}, []string{"datapackage.json: schema: the schema differs from that of the table polls"}},
		"file gone":         {change{"datapackage.json", `"data/polls.json"`, `"data/gone.json"`, true}, []string{"data/gone.json: missing:", "data/polls.json: unlisted:"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := newPackage(t, set)
			if c := tt.change; c.file != "" {
				edit(t, dir, c.file, c.old, c.text, !c.open)
			}
			problems, err := validate.Package(dir, set)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			ok := len(got) == len(tt.want)
			for i := 0; ok && i < len(got); i++ {
				ok = strings.HasPrefix(got[i], tt.want[i])
			}
			if !ok {
				t.Errorf("problems\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestNoPackage(t *testing.T) {
	if _, err := validate.Package(t.TempDir(), mustLoad(t)); err == nil || !strings.Contains(err.Error(), "is no data package") {
		t.Errorf("error %v", err)
	}
}

func TestEveryFormatIsRead(t *testing.T) {
	set := mustLoad(t)
	dir := newPackage(t, set)
	for _, format := range []string{"csv", "json", "parquet"} {
		if err := os.Remove(filepath.Join(dir, "data", "unclaimed."+format)); err != nil {
			t.Fatal(err)
		}
	}
	problems, err := validate.Package(dir, set)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, p := range problems {
		if p.Rule == validate.RuleMissing {
			files = append(files, p.File)
		}
	}
	if want := []string{"data/unclaimed.csv", "data/unclaimed.json", "data/unclaimed.parquet"}; !slices.Equal(files, want) {
		t.Errorf("missing %v, want %v", files, want)
	}
}
