package emit_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mahdar/config"
	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// rich returns a document with a cell of every kind that a format may spoil.
func rich(tb testing.TB, id string) *document.Document {
	tb.Helper()
	d := fixture(tb, id)
	addRow(tb, d, "timeline", event("سطر \"أول\"\nو<سطر> & 'ثان'\t_x0041_", []string{"a,b", `c"d`, ""}))
	election := addRow(tb, d, "elections", map[string]any{
		"country_code": "TN", "country_name": "تونس", "election_type": "presidential", "is_early": true, "date_edtf": "1923-09-15/..",
		"date_start": "1923-09-15", "date_basis": "stated", "round": int64(1),
	}).Values[0]
	addRow(tb, d, "results", map[string]any{
		"election_id": election, "option_type": "candidate", "candidate_name": "=1+1", "votes": int64(9007199254740993), "vote_share_pct": numeral.New(125, 1),
		"elected": true, "status": "final",
	})
	addRow(tb, d, "results", map[string]any{"election_id": election, "option_type": "against_all", "candidate_name": "0012", "elected": false, "status": "preliminary"})
	addRow(tb, d, "election_figures", share(numeral.Int(11953465), "count"))
	addRow(tb, d, "election_figures", share(numeral.New(1, 4), "percent"))
	return d
}

// texts returns the cells of a table as [schemas.Format] writes them, null as "∅".
type texts [][]string

func (t *texts) add(values []any) {
	row := make([]string, len(values))
	for i, v := range values {
		if row[i] = schemas.Format(v); schemas.Null(v) {
			row[i] = "∅"
		}
	}
	*t = append(*t, row)
}

// given returns the rows that the documents hold of a table.
func given(table *schemas.Table, docs ...*document.Document) texts {
	var out texts
	for _, d := range docs {
		if t := d.Table(table.Name); t != nil {
			for _, r := range t.Rows {
				out.add(r.Values)
			}
		}
	}
	return out
}

// readers read a table out of a package, by format. The cells of Parquet are compared by emit itself.
var readers = map[string]func(testing.TB, string, *schemas.Table) texts{
	"jsonl":  readJSONLines,
	"arrow":  readArrow,
	"sqlite": readSQLite,
	"xlsx":   readXLSX,
}

func readJSONLines(tb testing.TB, dir string, table *schemas.Table) texts {
	tb.Helper()
	var out texts
	for line := range strings.Lines(read(tb, filepath.Join(dir, "data", table.Name+".jsonl"))) {
		var cells map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &cells); err != nil {
			tb.Fatal(err)
		}
		if got, want := slices.Sorted(maps.Keys(cells)), slices.Sorted(slices.Values(table.Columns())); !slices.Equal(got, want) {
			tb.Errorf("keys %v, want %v", got, want)
		}
		values := make([]any, len(table.Fields))
		for i := range table.Fields {
			values[i] = fromJSON(tb, &table.Fields[i], cells[table.Fields[i].Name])
		}
		out.add(values)
	}
	return out
}

func fromJSON(tb testing.TB, f *schemas.Field, raw json.RawMessage) any {
	tb.Helper()
	text := string(raw)
	if text == "null" {
		return nil
	}
	if f.Type == schemas.String || f.Type == schemas.Date {
		if err := json.Unmarshal(raw, &text); err != nil {
			tb.Fatal(err)
		}
	}
	v, err := f.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func readArrow(tb testing.TB, dir string, table *schemas.Table) texts {
	tb.Helper()
	f, err := os.Open(filepath.Join(dir, "data", table.Name+".arrow"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	r, err := ipc.NewFileReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	var out texts
	for n := range r.NumRecords() {
		batch, err := r.RecordBatch(n)
		if err != nil {
			tb.Fatal(err)
		}
		for i := range int(batch.NumRows()) {
			values := make([]any, batch.NumCols())
			for j, column := range batch.Columns() {
				values[j] = arrowCell(tb, column, i)
			}
			out.add(values)
		}
	}
	for i, f := range r.Schema().Fields() {
		want := &table.Fields[i]
		if title, _ := f.Metadata.GetValue("title_ar"); f.Name != want.Name || f.Nullable == want.Required || title != want.TitleAr {
			tb.Errorf("column %d is %v", i, f)
		}
	}
	return out
}

func arrowCell(tb testing.TB, column arrow.Array, i int) any {
	tb.Helper()
	if column.IsNull(i) {
		return nil
	}
	switch a := column.(type) {
	case *array.String:
		return a.Value(i)
	case *array.Int64:
		return a.Value(i)
	case *array.Boolean:
		return a.Value(i)
	case *array.Date32:
		return a.Value(i).ToTime().Format(time.DateOnly)
	case *array.Decimal128:
		d, err := numeral.Parse(a.ValueStr(i))
		if err != nil {
			tb.Fatal(err)
		}
		return d
	case *array.List:
		list := []string{}
		start, end := a.ValueOffsets(i)
		for j := start; j < end; j++ {
			list = append(list, a.ListValues().(*array.String).Value(int(j)))
		}
		return list
	}
	tb.Fatalf("a column of type %s", column.DataType())
	return nil
}

func openDatabase(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: "mode=ro"}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

func readSQLite(tb testing.TB, dir string, table *schemas.Table) texts {
	tb.Helper()
	db := openDatabase(tb, filepath.Join(dir, "data", "all", "elections.sqlite"))
	rows, err := db.Query(`SELECT * FROM "` + table.Name + `" ORDER BY rowid`)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	if names, _ := rows.Columns(); !slices.Equal(names, table.Columns()) {
		tb.Errorf("columns %v, want %v", names, table.Columns())
	}
	var out texts
	for rows.Next() {
		cells := make([]any, len(table.Fields))
		to := make([]any, len(cells))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			tb.Fatal(err)
		}
		for i := range cells {
			cells[i] = fromSQLite(tb, &table.Fields[i], cells[i])
		}
		out.add(cells)
	}
	if rows.Err() != nil {
		tb.Fatal(rows.Err())
	}
	return out
}

func fromSQLite(tb testing.TB, f *schemas.Field, v any) any {
	tb.Helper()
	text := ""
	switch v := v.(type) {
	case nil:
		return v
	case int64:
		if f.Type == schemas.Boolean {
			return v == 1
		}
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		text = v.Format(time.DateOnly)
	case string:
		if f.Type != schemas.String && f.Type != schemas.Array {
			tb.Errorf("column %s of type %s holds the text %q", f.Name, f.Type, v)
		}
		text = v
	}
	value, err := f.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

func openBook(tb testing.TB, dir string) *excelize.File {
	tb.Helper()
	book, err := excelize.OpenFile(filepath.Join(dir, "data", "all", "elections.xlsx"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { book.Close() })
	return book
}

// readXLSX reads the sheets of a table. What is written as a number must not come back as a text.
func readXLSX(tb testing.TB, dir string, table *schemas.Table) texts {
	tb.Helper()
	book := openBook(tb, dir)
	var out texts
	for part := 1; ; part++ {
		name := table.Name
		if part > 1 {
			name = fmt.Sprintf("%s (%d)", table.Name, part)
		}
		if i, _ := book.GetSheetIndex(name); i < 0 {
			return out
		}
		rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			tb.Fatal(err)
		}
		for i, row := range rows {
			cells := make([]any, len(table.Fields))
			for j := range table.Fields {
				f := &table.Fields[j]
				if i == 0 {
					if want := f.Title + "\n" + f.TitleAr; row[j] != want {
						tb.Errorf("header %q, want %q", row[j], want)
					}
					continue
				}
				if j < len(row) && row[j] != "" {
					cells[j] = fromXLSX(tb, book, name, f, i+1, j+1, row[j])
				}
			}
			if i > 0 {
				out.add(cells)
			}
		}
	}
}

func fromXLSX(tb testing.TB, book *excelize.File, sheet string, f *schemas.Field, row, column int, text string) any {
	tb.Helper()
	at, _ := excelize.CoordinatesToCellName(column, row)
	kind, _ := book.GetCellType(sheet, at)
	asText := kind == excelize.CellTypeInlineString
	switch f.Type {
	case schemas.Boolean:
		text = map[string]string{"0": "false", "1": "true"}[text]
		asText = kind != excelize.CellTypeBool
	case schemas.Date:
		if !asText {
			serial, err := strconv.ParseFloat(text, 64)
			if err != nil {
				tb.Fatal(err)
			}
			day, _ := excelize.ExcelDateToTime(serial, false)
			text = day.Format(time.DateOnly)
		}
	default: // stands as it is
	}
	if want := f.Type == schemas.String || f.Type == schemas.Array || text == "9007199254740993"; asText != want {
		tb.Errorf("%s!%s holds %q as a text: %v", sheet, at, text, asText)
	}
	v, err := f.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// TestXLSX makes sure that a workbook is laid out for people.
func TestXLSX(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Formats = []string{"xlsx"}
	write(t, o, rich(t, "a"))
	book := openBook(t, o.Dir)
	var want []string
	for _, table := range o.Schemas.Tables() {
		want = append(want, table.Name)
	}
	if got := book.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("sheets %v, want %v", got, want)
	}
	for _, sheet := range []string{"timeline", "polls"} {
		panes, _ := book.GetPanes(sheet)
		view, _ := book.GetSheetView(sheet, -1)
		if !panes.Freeze || panes.YSplit != 1 || view.RightToLeft == nil || !*view.RightToLeft {
			t.Errorf("%s: panes %+v, view %+v", sheet, panes, view)
		}
	}
	filters := 0
	for _, n := range book.GetDefinedName() {
		if strings.HasPrefix(n.RefersTo, "'timeline'!$A$1:$K$5") || strings.HasPrefix(n.RefersTo, "'polls'!$A$1:$O$1") {
			filters++
		}
	}
	if filters != 2 {
		t.Errorf("filters %+v", book.GetDefinedName())
	}
	order := func(cell string) uint64 {
		id, _ := book.GetCellStyle("timeline", cell)
		style, err := book.GetStyle(id)
		if err != nil || style.Alignment == nil {
			t.Fatalf("style of %s: %+v, error %v", cell, style, err)
		}
		return style.Alignment.ReadingOrder
	}
	if label, kind := order("D2"), order("C2"); label != 2 || kind != 1 {
		t.Errorf("reading order of Arabic %d and English %d, want 2 and 1", label, kind)
	}
	if day, _ := book.GetCellValue("timeline", "G2"); day != "2024-10-20" {
		t.Errorf("day is shown as %q", day)
	}
	if formula, _ := book.GetCellFormula("results", "F2"); formula != "" {
		t.Errorf("a name became the formula %q", formula)
	}
	props, err := book.GetDocProps()
	if err != nil || props.Title != "انتخابات" || props.Created != "" || props.Creator != "" {
		t.Errorf("properties %+v, error %v", props, err)
	}
}

// TestXLSXEnglish makes sure that sheets run from left to right when the report does.
func TestXLSXEnglish(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Formats = []string{"xlsx"}
	d := rich(t, "a")
	reports := d.Table("reports")
	reports.Rows[0].Values[reports.Column("language")] = "en"
	write(t, o, d)
	if view, _ := openBook(t, o.Dir).GetSheetView("timeline", -1); view.RightToLeft != nil && *view.RightToLeft {
		t.Error("sheets run from right to left")
	}
}

// TestXLSXLostWrite makes sure that a failed write of a part is told, though the library goes on with the next part.
func TestXLSXLostWrite(t *testing.T) {
	if err := emit.LoseWrite(t.TempDir()); err == nil || !strings.Contains(err.Error(), "write") {
		t.Errorf("error %v", err)
	}
}

// TestManySheets makes sure that a table goes on where a sheet is full, and no row is lost.
func TestManySheets(t *testing.T) {
	for _, limit := range []int{2, 3, 4, 5} {
		o := options(t, filepath.Join(t.TempDir(), "out"))
		o.Formats = []string{"xlsx"}
		w, err := emit.Open(o)
		if err != nil {
			t.Fatal(err)
		}
		w.LimitSheets(limit)
		d := rich(t, "a") // with four rows of the timeline
		if err := errors.Join(w.Add(d), w.Close()); err != nil {
			t.Fatal(err)
		}
		table := o.Schemas.Table("timeline")
		if diff := cmp.Diff(given(table, d), readXLSX(t, o.Dir, table)); diff != "" {
			t.Errorf("with %d rows a sheet (-given +read):\n%s", limit, diff)
		}
	}
}

// TestSQLite makes sure that the database says what its tables are, keeps its keys, and that Datasette is told the titles.
func TestSQLite(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "50% #1 & ملف")) // what an address of a file must escape
	o.Formats = []string{"sqlite"}
	write(t, o, rich(t, "a"))
	db := openDatabase(t, filepath.Join(o.Dir, "data", "all", "elections.sqlite"))
	for query, want := range map[string]string{
		`PRAGMA integrity_check`:                                                                            "ok",
		`SELECT count(*) FROM pragma_foreign_key_check`:                                                     "0",
		`SELECT count(*) FROM sqlite_master WHERE type = 'table'`:                                           "17",
		`SELECT "table" || '.' || "to" FROM pragma_foreign_key_list('polls') WHERE "from" = 'candidate_id'`: "entities.entity_id",
		`SELECT name FROM pragma_table_info('results') WHERE pk = 1`:                                        "result_id",
		`SELECT type FROM pragma_table_info('timeline') WHERE name = 'date_start'`:                          "DATE",
		`SELECT title_ar FROM _tables WHERE table_name = 'polls'`:                                           mustLoad(t).Table("polls").TitleAr,
		`SELECT count(*) FROM _columns WHERE table_name = 'polls'`:                                          strconv.Itoa(len(mustLoad(t).Table("polls").Fields)),
		`SELECT group_concat(DISTINCT typeof(value)) FROM election_figures`:                                 "real,integer",
		`SELECT typeof(date_start) || typeof(actors) FROM timeline LIMIT 1`:                                 "texttext",
		`SELECT count(*) FROM timeline, json_each(actors) WHERE json_each.value = 'سالم'`:                   "1",
	} {
		var got string
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s\ngives %q, error %v, want %q", query, got, err, want)
		}
	}
	for _, want := range []string{`"license": "CC-BY-4.0"`, `"databases": {` + "\n    " + `"elections": {`, `"title": "Polls"`, `"share_low_pct": "Lower bound`} {
		if meta := read(t, filepath.Join(o.Dir, "data", "all", "datasette-metadata.json")); !strings.Contains(meta, want) {
			t.Errorf("metadata lacks %q", want)
		}
	}
}

// TestBeyondAFormat makes sure that a report is refused when a format cannot hold a cell, and nothing of it written.
func TestBeyondAFormat(t *testing.T) {
	tests := map[string]struct {
		format string
		change func(d *document.Document)
		want   string
	}{
		"digits": {"sqlite", func(d *document.Document) {
			addRow(t, d, "election_figures", share(numeral.New(123456789012345671, 4), "count"))
		}, "12345678901234.5671 has more digits than a number of SQLite holds"},
		"length": {"xlsx", func(d *document.Document) { addRow(t, d, "timeline", event(strings.Repeat("ط", 32768), nil)) }, "column label: a text of 32768 characters"},
		"list": {"xlsx", func(d *document.Document) {
			addRow(t, d, "timeline", event("x", []string{strings.Repeat("ط", 32767)}))
		}, "column actors: a text of 32771 characters"},
		"character": {"xlsx", func(d *document.Document) { addRow(t, d, "timeline", event("a\uffffb", nil)) }, "column label: a character that XML cannot hold"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(t, filepath.Join(t.TempDir(), "out"))
			o.Formats = []string{"csv", tt.format}
			w, err := emit.Open(o)
			if err != nil {
				t.Fatal(err)
			}
			bad := rich(t, "bad")
			tt.change(bad)
			if err := w.Add(bad); !errors.Is(err, emit.ErrRefused) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err := errors.Join(w.Add(rich(t, "good")), w.Close()); err != nil {
				t.Fatal(err)
			}
			if reports := read(t, filepath.Join(o.Dir, "data", "reports.csv")); strings.Contains(reports, "bad") {
				t.Error("a row of the refused report was written")
			}
		})
	}
}

// TestFormatsHoldRows reads every format back and wants the rows that were given.
func TestFormatsHoldRows(t *testing.T) {
	for format, reader := range readers {
		t.Run(format, func(t *testing.T) {
			o := options(t, filepath.Join(t.TempDir(), "out"))
			o.Formats = []string{format}
			docs := []*document.Document{rich(t, "a"), rich(t, "b")}
			write(t, o, docs...)
			for _, table := range o.Schemas.Tables() {
				got := reader(t, o.Dir, table)
				if table.Name == "evidence" { // made by emit
					if len(got) != 4 {
						t.Errorf("%d rows of evidence, want 4", len(got))
					}
					continue
				}
				if diff := cmp.Diff(given(table, docs...), got); diff != "" {
					t.Errorf("%s (-given +read):\n%s", table.Name, diff)
				}
			}
		})
	}
}

// TestManyBatches makes sure that no row is lost where a batch ends.
func TestManyBatches(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Formats = []string{"arrow"}
	d := newDocument(t, "a")
	for i := range 2*8192 + 1 {
		addRow(t, d, "unclaimed", map[string]any{
			"type": "number", "text": "9", "reason": "no rule", "line_start": int64(i + 1), "line_end": int64(i + 1), "byte_start": int64(i), "byte_end": int64(i + 1),
		})
	}
	write(t, o, d)
	table := o.Schemas.Table("unclaimed")
	if diff := cmp.Diff(given(table, d), readArrow(t, o.Dir, table)); diff != "" {
		t.Errorf("rows (-given +read):\n%s", diff)
	}
}

// TestFormatNames makes sure that the settings offer what emit can write.
func TestFormatNames(t *testing.T) {
	a, b := emit.Formats(), config.FormatNames()
	if !slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))) {
		t.Errorf("emit writes %v, and the settings offer %v", a, b)
	}
	for _, f := range a {
		if readers[f] == nil && !slices.Contains([]string{"csv", "json", "parquet", "nist", "popolo"}, f) {
			t.Errorf("format %s is read back by no test", f)
		}
	}
}

// TestExchange makes sure that the documents of other standards get the rows of all reports, and what each report calls its entities.
func TestExchange(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Formats = []string{"nist", "popolo"}
	var docs []*document.Document
	for _, id := range []string{"a", "b"} {
		d := rich(t, id)
		name := "حزب " + id
		result := &d.Table("results").Rows[0]
		result.Values[d.Table("results").Column("affiliation")] = name
		result.Values[d.Table("results").Column("candidate_id")] = "p1"
		election := d.Table("elections")
		election.Rows[0].Values[election.Column("date_end")] = "1923-09-15"
		addRow(t, d, "entities", map[string]any{"entity_id": "p1", "entity_type": "person", "canonical_name": "سالم"})
		addRow(t, d, "entities", map[string]any{"entity_id": "o" + id, "entity_type": "organization", "canonical_name": name})
		addRow(t, d, "entity_names", map[string]any{"entity_id": "o" + id, "name": name, "mentions": int64(1)})
		docs = append(docs, d)
	}
	write(t, o, docs...)
	for file, wants := range map[string][]string{
		"nist/election-results.json": {`"Value":"` + docs[0].Table("elections").Rows[0].Values[0].(string), `"Value":"` + docs[1].Table("elections").Rows[0].Values[0].(string), `"@id":"person-p1"`, `"Issuer":"انتخابات"`},
		"nist/losses.json":           {`{"report_id":"a","table":"results"`, `{"report_id":"b","table":"results"`},
		"popolo/popolo.json":         {`"on_behalf_of_id":"oa"`, `"on_behalf_of_id":"ob"`, `"note":"report b"`},
	} {
		raw := read(t, filepath.Join(o.Dir, "data", filepath.FromSlash(file)))
		if !json.Valid([]byte(raw)) {
			t.Errorf("%s is no JSON", file)
		}
		for _, want := range wants {
			if !strings.Contains(raw, want) {
				t.Errorf("%s does not hold %s:\n%s", file, want, raw)
			}
		}
	}
	if got := names(t, filepath.Dir(o.Dir)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("beside the package stand %v", got)
	}
}
