package evaluate_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/evaluate"
)

// TestScoreEqualsReference compares the counts with those of the reference scorer on packages made from golds by
// random mutations.
func TestScoreEqualsReference(t *testing.T) {
	script := filepath.Join("..", "..", "..", "shared", "tools", "score.py")
	if _, err := os.Stat(script); err != nil {
		t.Skip("the reference scorer ../shared/tools/score.py (beside the repository) is not there")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	golds := []string{filepath.Join("testdata", "small", "gold", "sample-1.json")}
	shared, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "gold", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	golds = append(golds, shared...)
	samples, err := filepath.Glob(filepath.Join("..", "..", "docs", "samples", "gold", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	golds = append(golds, samples...)
	rounds := 8
	if testing.Short() {
		rounds = 1
	}
	for _, path := range golds {
		for seed := range rounds {
			t.Run(fmt.Sprintf("%s/%d", filepath.Base(path), seed), func(t *testing.T) {
				gold, err := evaluate.LoadGold(path)
				if err != nil {
					t.Fatal(err)
				}
				folder := t.TempDir()
				newMutator(uint64(seed)).writePackage(t, gold, folder)
				var stderr strings.Builder
				reference := exec.CommandContext(t.Context(), python, script, path, folder, "--json")
				reference.Stderr = &stderr
				out, err := reference.Output()
				if err != nil {
					t.Fatalf("run the reference scorer: %v\n%s", err, stderr.String())
				}
				pkg, err := evaluate.LoadPackage(folder)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(referenceCounts(t, out), ownCounts(evaluate.Score(gold, pkg))); diff != "" {
					t.Errorf("counts (-reference +own):\n%s", diff)
				}
			})
		}
	}
}

type tableCounts struct {
	Gold, Rows int
	Row, Cell  [3]int
	Grounded   float64
	Recall     float64
}

func referenceCounts(t *testing.T, raw []byte) map[string]tableCounts {
	t.Helper()
	var tables map[string]struct {
		Gold, Rows       int
		Grounded, Recall float64
		Counts           struct{ Row, Cell [3]int }
	}
	if err := json.Unmarshal(raw, &tables); err != nil {
		t.Fatal(err)
	}
	out := map[string]tableCounts{}
	for name, r := range tables {
		out[name] = tableCounts{r.Gold, r.Rows, r.Counts.Row, r.Counts.Cell, r.Grounded, r.Recall}
	}
	return out
}

func ownCounts(r evaluate.Result) map[string]tableCounts {
	out := map[string]tableCounts{}
	for _, t := range r.Tables {
		out[t.Table] = tableCounts{
			t.Gold, t.Rows,
			[3]int{t.Row.Right, t.Row.Wrong, t.Row.Missed},
			[3]int{t.Cell.Right, t.Cell.Wrong, t.Cell.Missed},
			t.GroundedShare(), 0,
		}
	}
	if c := r.Contradictions; c != nil {
		out["discrepancies"] = tableCounts{Gold: c.Gold, Rows: c.Rows, Recall: c.Recall()}
	}
	return out
}

// mutator makes the package that a faulty extraction of a gold would write.
type mutator struct {
	*rand.Rand
	evidence []evaluate.Row
}

func newMutator(seed uint64) *mutator {
	return &mutator{Rand: rand.New(rand.NewPCG(seed, 7))}
}

func (m *mutator) writePackage(t *testing.T, gold evaluate.Gold, folder string) {
	t.Helper()
	tables := map[string][]evaluate.Row{}
	for _, table := range append(evaluate.Tables(), "discrepancies") {
		for _, part := range [][]evaluate.Row{gold.Tables[table], gold.OptionalRows[table]} {
			for _, row := range part {
				for range m.copies() {
					tables[table] = append(tables[table], m.row(gold.Report, table, row, len(tables[table])))
				}
			}
		}
		for _, span := range gold.Optional[table] {
			if _, ok := span["_lines"]; ok && len(gold.Tables[table]) > 0 {
				row := evaluate.Row{"_lines": span["_lines"]}
				tables[table] = append(tables[table], m.row(gold.Report, table, row, len(tables[table])))
			}
		}
		m.Shuffle(len(tables[table]), func(i, j int) { tables[table][i], tables[table][j] = tables[table][j], tables[table][i] })
	}
	tables["evidence"] = append([]evaluate.Row{}, m.evidence...)
	if err := os.MkdirAll(filepath.Join(folder, "data"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, rows := range tables {
		raw, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "data", name+".json"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (m *mutator) copies() int {
	return []int{0, 1, 1, 1, 1, 2}[m.IntN(6)]
}

// row returns a mutated copy of a gold row and records evidence for it.
func (m *mutator) row(report, table string, gold evaluate.Row, number int) evaluate.Row {
	id := fmt.Sprintf("%s-%d", table, number)
	row := evaluate.Row{"row_id": id, "report_id": report}
	if m.IntN(10) == 0 {
		row["report_id"] = "another"
	}
	names := make([]string, 0, len(gold))
	for name := range gold {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch value := gold[name].(type) {
		case []any:
			switch {
			case name == "_lines":
				m.addEvidence(row["report_id"], table, id, value)
			case table == "discrepancies":
				row[name] = value
				row["message"] = m.text(strings.TrimSpace(fmt.Sprintln(value...)))
			default:
				row[name] = m.value(value[m.IntN(len(value))])
			}
		default:
			if !strings.HasPrefix(name, "_") {
				row[name] = m.value(value)
			}
		}
	}
	return row
}

func (m *mutator) addEvidence(report any, table, id string, lines []any) {
	var first, last int
	if _, err := fmt.Sscan(fmt.Sprintln(lines...), &first, &last); err != nil {
		return
	}
	for range m.IntN(3) {
		shift := []int{0, 0, 0, 1, 2, -1, 30}[m.IntN(7)]
		e := evaluate.Row{
			"report_id": report, "table_name": table, "row_id": id,
			"line_start": first + shift, "line_end": last + shift + []int{0, 0, 1, 9}[m.IntN(4)], "column_name": nil,
		}
		if m.IntN(2) == 0 {
			e["column_name"] = "label"
		}
		m.evidence = append(m.evidence, e)
	}
}

// value returns v, or something else now and then.
func (m *mutator) value(v any) any {
	if m.IntN(8) == 0 {
		return []any{nil, "", []any{}, "x", json.Number("7"), true, []any{v, "x"}}[m.IntN(7)]
	}
	switch v := v.(type) {
	case json.Number:
		return []any{v, v, v.String(), json.Number("1" + v.String())}[m.IntN(4)]
	case bool:
		return []any{v, fmt.Sprint(v), !v}[m.IntN(3)]
	case string:
		return m.text(v)
	default:
		return v
	}
}

// text returns s, or s with words, marks or letters changed.
func (m *mutator) text(s string) string {
	words := strings.Fields(s)
	switch m.IntN(9) {
	case 0:
		return "الرئيس " + s
	case 1:
		return strings.Join(words[:len(words)/2], " ")
	case 2:
		return strings.ReplaceAll(s, "ة", "ه")
	case 3:
		return "«" + strings.ToUpper(s) + "»ـ\u0651 ½ e\u0301 ß"
	case 4:
		m.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return strings.Join(words, "\u00a0")
	case 5:
		return s + "T00:00:00"
	default:
		return s
	}
}
