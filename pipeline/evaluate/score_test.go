package evaluate_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/evaluate"
)

func TestRunOnSmallPackage(t *testing.T) {
	results, err := evaluate.Run("testdata/small/gold", "testdata/small/package")
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 1 {
		t.Fatalf("%d results, want 1", len(results))
	}
	type counts struct {
		Row, Cell evaluate.Counts
		Grounded  int
	}
	got := map[string]counts{}
	for _, r := range results[0].Tables {
		got[r.Table] = counts{r.Row, r.Cell, r.Grounded}
	}
	want := map[string]counts{
		"elections":         {evaluate.Counts{Right: 1}, evaluate.Counts{Right: 3}, 0},
		"results":           {evaluate.Counts{Right: 2, Wrong: 1, Missed: 1}, evaluate.Counts{Right: 8, Wrong: 4, Missed: 4}, 1},
		"timeline":          {evaluate.Counts{Right: 1, Missed: 1, Wrong: 1}, evaluate.Counts{Right: 3, Wrong: 3, Missed: 3}, 1},
		"observer_missions": {evaluate.Counts{Right: 1}, evaluate.Counts{Right: 2, Wrong: 1, Missed: 1}, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if c := results[0].Contradictions; c == nil || c.Found != 1 || c.Gold != 2 {
		t.Errorf("contradictions %+v, want 1 of 2 found", c)
	}
}

func TestPoolAddsCounts(t *testing.T) {
	results, err := evaluate.Run("testdata/small/gold/sample-1.json", "testdata/small/package")
	if err != nil {
		t.Fatal(err)
	}
	pooled := evaluate.Pool([]evaluate.Result{results[0], results[0]})
	row, cell := results[0].Totals()
	row2, cell2 := pooled.Totals()
	if row2 != (evaluate.Counts{Right: 2 * row.Right, Wrong: 2 * row.Wrong, Missed: 2 * row.Missed}) || cell2.Right != 2*cell.Right {
		t.Errorf("pooled totals %+v %+v, want twice %+v %+v", row2, cell2, row, cell)
	}
	if empty := evaluate.Pool(nil); len(empty.Tables) != 0 {
		t.Errorf("pool of nothing has tables: %+v", empty.Tables)
	}
}

func TestWriteText(t *testing.T) {
	results, err := evaluate.Run("testdata/small/gold", "testdata/small/package")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := evaluate.WriteText(&b, results, true); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "small", "want.txt")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestWriteJSONHoldsPooledCounts(t *testing.T) {
	results, err := evaluate.Run("testdata/small/gold", "testdata/small/package")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := evaluate.WriteJSON(&b, results); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Reports []evaluate.Result
		Pooled  evaluate.Result
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Reports) != 1 || len(got.Pooled.Tables) != 4 {
		t.Errorf("JSON has %d reports and %d pooled tables, want 1 and 4", len(got.Reports), len(got.Pooled.Tables))
	}
}

func TestLoadGoldErrors(t *testing.T) {
	tests := map[string]struct{ gold, want string }{
		"no JSON":         {"{", "decode gold"},
		"empty object":    {"{}", "report: missing\ntables: missing"},
		"unknown table":   {`{"report":"a","tables":{"winners":[]}}`, "tables.winners: unknown table"},
		"missing column":  {`{"report":"a","tables":{"polls":[{}]}}`, "tables.polls[0].share_low_pct: missing"},
		"lines no pair":   {`{"report":"a","tables":{"elections":[{"_lines":[1]}]}}`, "tables.elections[0]._lines: want [first, last]"},
		"stated no list":  {`{"report":"a","tables":{"discrepancies":[{"stated":"x"}]}}`, "stated: want a list"},
		"optional unsure": {`{"report":"a","tables":{},"optional":{"polls":[{"_lines":3}]}}`, "optional.polls[0]._lines"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "gold.json")
			if err := os.WriteFile(path, []byte(tt.gold), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := evaluate.LoadGolds(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("LoadGolds(%s) error %v, want %q in it", tt.gold, err, tt.want)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	if _, err := evaluate.LoadGolds(t.TempDir()); err == nil {
		t.Error("an empty folder of golds gave no error")
	}
	if _, err := evaluate.LoadGolds("testdata/none"); err == nil {
		t.Error("a missing gold gave no error")
	}
	if _, err := evaluate.LoadPackage(t.TempDir()); err == nil {
		t.Error("a folder without data gave no error")
	}
}
