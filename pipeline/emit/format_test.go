package emit_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/google/go-cmp/cmp"

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
	"jsonl": readJSONLines,
	"arrow": readArrow,
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
		if readers[f] == nil && !slices.Contains([]string{"csv", "json", "parquet"}, f) {
			t.Errorf("format %s is read back by no test", f)
		}
	}
}
