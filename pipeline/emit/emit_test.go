package emit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

const text = "نتائج الاقتراع\nحصل سالم على 12.34 في المئة\n"

var load = sync.OnceValues(schemas.Load)

func mustLoad(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := load()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func options(tb testing.TB, dir string) emit.Options {
	tb.Helper()
	return emit.Options{
		Dir: dir, Formats: []string{"parquet", "csv", "json"}, Schemas: mustLoad(tb),
		Name: "elections", Title: "انتخابات", Licence: "CC-BY-4.0", Version: "1.0.0",
	}
}

// newDocument returns a document with one row of the reports table.
func newDocument(tb testing.TB, id string) *document.Document {
	tb.Helper()
	d := &document.Document{ID: id}
	d.Source = document.Source{Name: id + ".txt", Bytes: []byte(text), SHA256: strings.Repeat("0f", 32), Runes: []rune(text)}
	d.Text.Content = text
	at := int32(0)
	for i, r := range d.Source.Runes {
		d.Source.Offsets = append(d.Source.Offsets, at)
		at += int32(utf8.RuneLen(r))
		for range utf8.RuneLen(r) {
			d.Text.Origin = append(d.Text.Origin, int32(i))
		}
	}
	d.Source.Offsets = append(d.Source.Offsets, at)
	d.Text.Index(len(d.Source.Runes))
	addRow(tb, d, "reports", map[string]any{
		"report_id": id, "language": "ar", "source_name": id + ".txt", "source_sha256": d.Source.SHA256,
		"source_bytes": int64(len(text)), "lines": int64(2), "reference_date": "2024-10-20",
	})
	return d
}

// addRow adds a row with evidence in its name, and returns it.
func addRow(tb testing.TB, d *document.Document, table string, set map[string]any) *document.Row {
	tb.Helper()
	schema := mustLoad(tb).Table(table)
	if d.Table(table) == nil {
		d.Tables = append(d.Tables, document.Table{Name: table, Columns: schema.Columns()})
	}
	values := make([]any, len(schema.Fields))
	for c, v := range set {
		if schema.Index(c) < 0 {
			tb.Fatalf("table %s has no column %s", table, c)
		}
		values[schema.Index(c)] = v
	}
	if i := schema.Index("report_id"); i >= 0 && values[i] == nil {
		values[i] = d.ID
	}
	if i := schema.Index(schema.ID); i >= 0 && values[i] == nil {
		values[i] = schema.RowID(d.ID, values)
	}
	to := d.Table(table)
	to.Rows = append(to.Rows, document.Row{Values: values})
	return &to.Rows[len(to.Rows)-1]
}

func event(label string, actors []string) map[string]any {
	return map[string]any{
		"event_type": "election", "label": label, "date_edtf": "2024-10-20", "date_start": "2024-10-20", "date_end": "2024-10-20",
		"date_basis": "stated", "actors": actors,
	}
}

func share(value numeral.Decimal, unit string) map[string]any {
	return map[string]any{"figure": "turnout_pct", "value": value, "unit": unit, "is_approximate": false}
}

// write writes the documents into dir.
func write(tb testing.TB, o emit.Options, docs ...*document.Document) {
	tb.Helper()
	w, err := emit.Open(o)
	if err != nil {
		tb.Fatal(err)
	}
	for _, d := range docs {
		if err := w.Add(d); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
}

func fixture(tb testing.TB, id string) *document.Document {
	tb.Helper()
	d := newDocument(tb, id)
	addRow(tb, d, "timeline", event("اقتراع \"عام\", أول", []string{"سالم", "ليلى"}))
	addRow(tb, d, "timeline", event("بلا فاعلين", []string{}))
	addRow(tb, d, "timeline", event("فاعلون مجهولون", nil))
	row := addRow(tb, d, "election_figures", share(numeral.New(1234, 2), "percent"))
	start := strings.Index(text, "12.34")
	row.Evidence = []document.Evidence{
		{Column: "value", Rule: "figures.turnout", Span: document.Span{Start: start, End: start + 5}},
		{Column: "value", Rule: "figures.turnout", Span: document.Span{Start: start, End: start + 5}},
		{Rule: "figures.turnout", Span: document.Span{Start: start, End: len(text)}},
	}
	return d
}

func read(tb testing.TB, path string) string {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// hashes returns the hash of every file below dir.
func hashes(tb testing.TB, dir string) map[string]string {
	tb.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			sum := sha256.Sum256([]byte(read(tb, path)))
			rel, _ := filepath.Rel(dir, path)
			out[rel] = hex.EncodeToString(sum[:])
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// names returns what stands in dir.
func names(tb testing.TB, dir string) []string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestText(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	id, _, _ := strings.Cut(strings.Split(read(t, filepath.Join(dir, "data", "timeline.csv")), "\n")[1], ",")
	wantCSV := id + `,a,election,"اقتراع ""عام"", أول",,2024-10-20,2024-10-20,2024-10-20,stated,"[""سالم"",""ليلى""]",`
	if got := strings.Split(read(t, filepath.Join(dir, "data", "timeline.csv")), "\n")[1]; got != wantCSV {
		t.Errorf("CSV row\n%s\nwant\n%s", got, wantCSV)
	}
	wantJSON := `{"event_id":"` + id + `","report_id":"a","event_type":"election","label":"اقتراع \"عام\", أول","label_en":null,` +
		`"date_edtf":"2024-10-20","date_start":"2024-10-20","date_end":"2024-10-20","date_basis":"stated","actors":["سالم","ليلى"],"place":null},`
	if got := strings.Split(read(t, filepath.Join(dir, "data", "timeline.json")), "\n")[1]; got != wantJSON {
		t.Errorf("JSON row\n%s\nwant\n%s", got, wantJSON)
	}
	if got := read(t, filepath.Join(dir, "data", "polls.json")); got != "[\n]\n" {
		t.Errorf("empty JSON table %q", got)
	}
	if got := read(t, filepath.Join(dir, "data", "election_figures.json")); !strings.Contains(got, `"value":12.34,`) {
		t.Errorf("decimal in JSON: %s", got)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"data", "datapackage.json"}) {
		t.Errorf("package holds %v", got)
	}
	if got := names(t, filepath.Dir(dir)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("beside the package stand %v", got)
	}
}

func TestEvidence(t *testing.T) {
	long := strings.Repeat("كلمة ", 60)
	tests := map[string]struct {
		quotes string
		want   []any
	}{
		"full":  {"full", []any{"12.34", "12.34 في المئة", strings.TrimSpace(long)}},
		"short": {"short", []any{"12.34", "12.34 في المئة", strings.TrimSpace(strings.Repeat("كلمة ", 24))}},
		"none":  {"none", []any{nil, nil, nil}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			d := fixture(t, "a")
			d.Info.Quotes = tt.quotes
			addRow(t, d, "unclaimed", map[string]any{
				"type": "number", "text": "9", "reason": "no rule", "line_start": int64(1), "line_end": int64(1),
				"byte_start": int64(0), "byte_end": int64(1), "quote": strings.TrimSpace(long),
			})
			write(t, options(t, dir), d)
			var rows, unclaimed []map[string]any
			for table, to := range map[string]*[]map[string]any{"evidence": &rows, "unclaimed": &unclaimed} {
				if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "data", table+".json"))), to); err != nil {
					t.Fatal(err)
				}
			}
			if len(rows) != 2 || len(unclaimed) != 1 {
				t.Fatalf("%d rows of evidence and %d unclaimed, want 2 and 1", len(rows), len(unclaimed))
			}
			got := []any{rows[0]["quote"], rows[1]["quote"], unclaimed[0]["quote"]}
			if !slices.Equal(got, tt.want) {
				t.Errorf("quotes %q, want %q", got, tt.want)
			}
			first := rows[0]
			start, end := int(first["byte_start"].(float64)), int(first["byte_end"].(float64))
			if text[start:end] != "12.34" || first["line_start"] != 2.0 || first["table_name"] != "election_figures" ||
				first["column_name"] != "value" || rows[1]["column_name"] != nil || first["repaired"] != false {
				t.Errorf("evidence %v", first)
			}
		})
	}
}

func TestParquet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	d := fixture(t, "a")
	prefix := strings.Repeat("المركز الوطني للدراسات ", 4)
	for i := range 3000 {
		addRow(t, d, "observer_findings", map[string]any{
			"mission_id": "m", "topic": "media", "polarity": "neutral", "finding": fmt.Sprint(prefix, i),
		})
	}
	write(t, options(t, dir), d)
	open := func(table string) *parquet.File {
		raw := read(t, filepath.Join(dir, "data", table+".parquet"))
		f, err := parquet.OpenFile(strings.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := open("timeline")
	if got := f.Metadata().CreatedBy; !strings.HasPrefix(got, "mahdar ") {
		t.Errorf("created by %q", got)
	}
	if v, _ := f.Lookup("title"); v != "انتخابات" {
		t.Errorf("title %q", v)
	}
	if v, _ := f.Lookup("source_sha256"); v != strings.Repeat("0f", 32) {
		t.Errorf("source %q", v)
	}
	wantSchema := `message timeline {
	required binary event_id (STRING);
	required binary report_id (STRING);
	required binary event_type (STRING);
	required binary label (STRING);
	optional binary label_en (STRING);
	required binary date_edtf (STRING);
	required int32 date_start (DATE);
	required int32 date_end (DATE);
	required binary date_basis (STRING);
	optional group actors (LIST) {
		repeated group list {
			required binary element (STRING);
		}
	}
	optional binary place (STRING);
}`
	if got := f.Schema().String(); got != wantSchema {
		t.Errorf("schema %s", got)
	}
	rows := make([]parquet.Row, 4)
	n, err := f.RowGroups()[0].Rows().ReadRows(rows)
	if n != 3 || err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%d rows, error %v", n, err)
	}
	if got := rows[0][6].Int32(); got != 20016 {
		t.Errorf("2024-10-20 is day %d, want 20016", got)
	}
	if full, empty, null := rows[0][9], rows[1][9], rows[2][9]; full.DefinitionLevel() != 2 || empty.DefinitionLevel() != 1 || null.DefinitionLevel() != 0 {
		t.Errorf("lists: full %+v, empty %+v, null %+v", full, empty, null)
	}
	figures := open("election_figures")
	if n, _ := figures.RowGroups()[0].Rows().ReadRows(rows[:1]); n != 1 || rows[0][5].Int64() != 123400 {
		t.Errorf("12.34 is written as %v", rows[0][5])
	}
	index, err := open("observer_findings").RowGroups()[0].ColumnChunks()[5].ColumnIndex()
	if err != nil {
		t.Fatal(err)
	}
	if index.NumPages() < 2 {
		t.Errorf("%d pages, want several", index.NumPages())
	}
	for i := range index.NumPages() {
		low, high := index.MinValue(i).String(), index.MaxValue(i).String()
		if !utf8.ValidString(low) || !utf8.ValidString(high) || low == high || !strings.HasPrefix(low, prefix) {
			t.Errorf("bounds of page %d: %q to %q", i, low, high)
		}
	}
}

func TestTwiceSameBytes(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Formats = emit.Formats()
	write(t, o, rich(t, "a"), rich(t, "b"))
	first := hashes(t, o.Dir)
	write(t, o, rich(t, "a"), rich(t, "b"))
	second := hashes(t, o.Dir)
	if len(first) != 5*15+1+6 || len(second) != len(first) {
		t.Errorf("%d and %d files", len(first), len(second))
	}
	for f, h := range first {
		if second[f] != h {
			t.Errorf("%s differs", f)
		}
	}
}

func TestDescriptor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	var d struct {
		Schema    string `json:"$schema"`
		Licenses  []map[string]string
		Resources []struct {
			Name, Path, Hash, Type string
			Bytes                  int64
			Schema                 map[string]any
		}
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "datapackage.json"))), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Resources) != 45 || d.Licenses[0]["name"] != "CC-BY-4.0" {
		t.Errorf("%d resources, licences %v", len(d.Resources), d.Licenses)
	}
	for _, r := range d.Resources {
		raw := read(t, filepath.Join(dir, r.Path))
		sum := sha256.Sum256([]byte(raw))
		if r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || r.Bytes != int64(len(raw)) {
			t.Errorf("%s: hash or size is wrong", r.Name)
		}
		main := strings.HasSuffix(r.Path, ".csv")
		if (r.Type == "table") != main || (r.Schema != nil) != main || main == strings.Contains(r.Name, "-") {
			t.Errorf("resource %+v", r)
		}
	}
}

func TestRefusedReports(t *testing.T) {
	tests := map[string]struct {
		change func(d *document.Document)
		want   string
	}{
		"invalid UTF-8":  {func(d *document.Document) { d.Table("reports").Rows[0].Values[1] = "a\xff" }, "no valid UTF-8"},
		"float":          {func(d *document.Document) { d.Table("reports").Rows[0].Values[8] = 1.5 }, "type: a value of type float64"},
		"null required":  {func(d *document.Document) { d.Table("reports").Rows[0].Values[0] = nil }, "report_id: required"},
		"bad date":       {func(d *document.Document) { d.Table("reports").Rows[0].Values[5] = "2023-02-29" }, "no date"},
		"unknown table":  {func(d *document.Document) { d.Tables[0].Name = "report" }, `unknown table "report"`},
		"other columns":  {func(d *document.Document) { d.Tables[0].Columns = nil }, "has the columns"},
		"values missing": {func(d *document.Document) { d.Tables[0].Rows[0].Values = nil }, "0 values for 13 columns"},
		"twice":          {func(d *document.Document) { d.ID = "a" }, "in the package already"},
		"span out of text": {func(d *document.Document) {
			d.Tables[0].Rows[0].Evidence = []document.Evidence{{Span: document.Span{End: 999}}}
		}, "evidence at bytes"},
		"evidence nowhere":  {func(d *document.Document) { d.Tables[0].Rows[0].Evidence = []document.Evidence{{Column: "x"}} }, "unknown column"},
		"evidence no rules": {func(d *document.Document) { d.Tables[0].Rows[0].Evidence = []document.Evidence{{}} }, "rule_id: required"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			w, err := emit.Open(options(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Add(newDocument(t, "a")); err != nil {
				t.Fatal(err)
			}
			bad := newDocument(t, "b")
			tt.change(bad)
			if err := w.Add(bad); !errors.Is(err, emit.ErrRefused) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err := errors.Join(w.Add(newDocument(t, "c")), w.Close()); err != nil {
				t.Error(err)
			}
			if got := strings.Count(read(t, filepath.Join(dir, "data", "reports.csv")), "\n"); got != 3 {
				t.Errorf("%d lines, want the header and two reports", got)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	foreign := func(t *testing.T, dir string) {
		t.Helper()
		if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "thesis.txt"), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	file := func(t *testing.T, dir string) {
		t.Helper()
		if err := os.WriteFile(dir, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		prepare func(t *testing.T, dir string)
		change  func(o *emit.Options)
		want    string
	}{
		"foreign folder": {prepare: foreign, want: "holds thesis.txt and no datapackage.json"},
		"a file":         {prepare: file, want: "want a folder"},
		"no folder":      {change: func(o *emit.Options) { o.Dir = "" }, want: "no folder is named"},
		"bad name":       {change: func(o *emit.Options) { o.Name = "My data" }, want: "package name"},
		"no schemas":     {change: func(o *emit.Options) { o.Schemas = nil }, want: "no schemas"},
		"no format":      {change: func(o *emit.Options) { o.Formats = nil }, want: "no format"},
		"unknown format": {change: func(o *emit.Options) { o.Formats = []string{"csv", "xls"} }, want: `formats[1]: unknown format "xls"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			o := options(t, filepath.Join(parent, "out"))
			if tt.prepare != nil {
				tt.prepare(t, o.Dir)
			}
			if tt.change != nil {
				tt.change(&o)
			}
			before := names(t, parent)
			if _, err := emit.Open(o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if after := names(t, parent); !slices.Equal(before, after) {
				t.Errorf("left behind: %v", after)
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may write everywhere")
	}
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := emit.Open(options(t, filepath.Join(parent, "out"))); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("error %v", err)
	}
}

func TestAbortKeepsOldPackage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	before := hashes(t, dir)
	w, err := emit.Open(options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Add(fixture(t, "b")), w.Abort()); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(fixture(t, "c")); err == nil {
		t.Error("a report was added after Abort")
	}
	if w.Close() == nil {
		t.Error("Close after Abort is no error")
	}
	if got := names(t, filepath.Dir(dir)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("left behind: %v", got)
	}
	for f, h := range hashes(t, dir) {
		if before[f] != h {
			t.Errorf("%s has changed", f)
		}
	}
}

func TestForeignFilesStay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	note := filepath.Join(dir, "notes", "a.txt")
	if err := errors.Join(os.Mkdir(filepath.Dir(note), 0o755), os.WriteFile(note, []byte("kept"), 0o644)); err != nil {
		t.Fatal(err)
	}
	write(t, options(t, dir), fixture(t, "b"))
	if read(t, note) != "kept" {
		t.Error("the note is gone")
	}
}

// killed is set in the environment of a process that is to be killed.
const killed = "MAHDAR_EMIT_KILLED"

// TestHelperProcess writes without end; TestKill starts it in a process of its own.
func TestHelperProcess(t *testing.T) {
	dir := os.Getenv(killed)
	if dir == "" {
		t.Skip("only runs in a process of TestKill")
	}
	w, err := emit.Open(options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		if err := w.Add(fixture(t, fmt.Sprint("r", i))); err != nil {
			t.Fatal(err)
		}
		if i == 20 {
			fmt.Println("started")
		}
	}
}

func TestKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	before := hashes(t, dir)
	cmd := exec.Command(os.Args[0], "-test.run=^TestHelperProcess$")
	cmd.Env = append(os.Environ(), killed+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("started"))); err != nil {
		t.Fatal(err)
	}
	busy, err := emit.Open(options(t, dir)) // must leave the folder of the run at work alone
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(dir)); len(got) != 3 {
		t.Errorf("beside a run at work: %v", got)
	}
	if err := errors.Join(busy.Abort(), cmd.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for f, h := range hashes(t, dir) {
		if before[f] != h {
			t.Errorf("%s has changed", f)
		}
	}
	write(t, options(t, dir), fixture(t, "b"))
	if got := names(t, filepath.Dir(dir)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestFormats(t *testing.T) {
	for _, formats := range [][]string{{"csv"}, {"json"}, {"jsonl"}, {"parquet"}, {"arrow"}, {"json", "parquet"}} {
		t.Run(strings.Join(formats, "+"), func(t *testing.T) {
			o := options(t, filepath.Join(t.TempDir(), "out"))
			o.Formats = formats
			write(t, o, fixture(t, "a"))
			if got := len(names(t, filepath.Join(o.Dir, "data"))); got != 15*len(formats) {
				t.Errorf("%d files", got)
			}
			if raw := read(t, filepath.Join(o.Dir, "datapackage.json")); !bytes.Contains([]byte(raw), []byte(`"name": "results"`)) {
				t.Error("no resource carries the name of its table")
			}
		})
	}
}

func TestFullDisk(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("no " + full + " on this system")
	}
	dir := filepath.Join(t.TempDir(), "out")
	write(t, options(t, dir), fixture(t, "a"))
	before := hashes(t, dir)
	w, err := emit.Open(options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Redirect("timeline", full); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(fixture(t, "b")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want no space left", err)
	}
	for f, h := range hashes(t, dir) {
		if before[f] != h {
			t.Errorf("%s has changed", f)
		}
	}
	if got := names(t, filepath.Dir(dir)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestReadBackFindsDifference(t *testing.T) {
	w, err := emit.Open(options(t, filepath.Join(t.TempDir(), "out")))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(fixture(t, "a")); err != nil {
		t.Fatal(err)
	}
	if err := w.Misremember("timeline"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "read back table timeline: timeline.parquet: 3 rows were read and 4 written") {
		t.Errorf("error %v", err)
	}
}

func BenchmarkAdd(b *testing.B) {
	w, err := emit.Open(options(b, filepath.Join(b.TempDir(), "out")))
	if err != nil {
		b.Fatal(err)
	}
	d := newDocument(b, "x")
	for i := range 1000 {
		addRow(b, d, "timeline", event(fmt.Sprint("اقتراع ", i), []string{"سالم"}))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		d.ID = fmt.Sprint("r", i)
		i++
		if err := w.Add(d); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(1000*i), "ns/row")
	b.StopTimer()
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}
