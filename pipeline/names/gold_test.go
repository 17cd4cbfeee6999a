package names_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/names"
)

// TestGold measures the register on the spellings that readers of real reports wrote down, where these are at hand.
func TestGold(t *testing.T) {
	var files []string
	for _, pattern := range []string{"gold/*.json", "corpus/*.json", "corpus/news/*.json"} {
		found, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", pattern))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("no reports in ../shared")
	}
	var score bcubed
	for _, path := range files {
		score.report(t, spellings(t, path))
	}
	p, r := score.precision/float64(score.n), score.recall/float64(score.n)
	f := 2 * p * r / (p + r)
	t.Logf("%d spellings in %d reports: B-cubed precision %.4f, recall %.4f, F1 %.4f", score.n, len(files), p, r, f)
	if f < 0.97 {
		t.Errorf("B-cubed F1 %.4f, want 0.97", f)
	}
}

// spellings returns the spellings of each person of a report's gold facts, each list one person's.
func spellings(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Tables map[string][]map[string]any `json:"tables"`
	}
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	var groups [][]string
	for _, table := range []string{"results", "polls", "biography", "observer_missions"} {
		for _, row := range gold.Tables[table] {
			if table == "results" && row["option_type"] != "candidate" {
				continue
			}
			for _, column := range []string{"candidate_name", "person_name", "head_name"} {
				var list []string
				switch v := row[column].(type) {
				case string:
					list = []string{v}
				case []any:
					for _, x := range v {
						if s, ok := x.(string); ok {
							list = append(list, s)
						}
					}
				}
				if len(list) > 0 {
					groups = join(groups, list)
				}
			}
		}
	}
	return groups
}

// join adds a list of spellings to the groups, and makes one of all groups that share one with it.
func join(groups [][]string, list []string) [][]string {
	out := groups[:0:0]
	for _, g := range groups {
		if slices.ContainsFunc(g, func(s string) bool { return slices.Contains(list, s) }) {
			for _, s := range g {
				if !slices.Contains(list, s) {
					list = append(list, s)
				}
			}
			continue
		}
		out = append(out, g)
	}
	return append(out, list)
}

type bcubed struct {
	n                 int
	precision, recall float64
}

func (b *bcubed) report(t *testing.T, groups [][]string) {
	t.Helper()
	type item struct {
		text       string
		truth, got int
	}
	var items []item
	for k, g := range groups {
		for _, s := range g {
			items = append(items, item{text: s, truth: k})
		}
	}
	var r names.Register
	for _, full := range []bool{true, false} {
		for i := range items {
			if strings.Contains(items[i].text, " ") == full {
				items[i].got = r.Add(items[i].text)
			}
		}
	}
	for i := range items {
		both, truth, got := 0, 0, 0
		for k := range items {
			same, together := items[i].truth == items[k].truth, items[i].got == items[k].got
			if same {
				truth++
			}
			if together {
				got++
			}
			if same && together {
				both++
			} else if testing.Verbose() && k > i && same != together {
				t.Logf("%s ~ %s: one person %v, taken for one %v", items[i].text, items[k].text, same, together)
			}
		}
		b.precision += float64(both) / float64(got)
		b.recall += float64(both) / float64(truth)
		b.n++
	}
}
