package twin_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/twin"
)

const report = "فـاز كريم سـلمانوف يوم الأحد 21 نوفمبر 2021 بنسـبة 81,25% وحصل على 12.345 صوتا.\n" +
	"وقال سلمان�وف إن 12 مليون ناخب شاركوا، ونال حزب »نخلة« %7,5"

const gold = `{"report": "a", "tables": {
 "results": [{"candidate_name": ["كريم سلمانوف"], "affiliation": "نخلة", "votes": 12345, "vote_share_pct": 81.25, "_lines": [1, 1]},
  {"candidate_name": "x", "vote_share_pct": 7.5, "_lines": [2, 2]}],
 "election_figures": [{"figure": "registered_voters", "value": 12000000, "unit": "count", "_lines": [2, 2]}],
 "timeline": [{"event_type": "election", "date_start": "2021-11-21", "_lines": [1, 1]}],
 "discrepancies": [{"kind": "weekday", "stated": ["الأحد", "21"]}, {"kind": "sum", "stated": ["88.75"]}]}}`

func TestMakeReplacesReportAndGoldAlike(t *testing.T) {
	for seed := range uint64(20) {
		got, err := twin.Make(twin.Pair{Report: report, Gold: []byte(gold)}, "b", seed)
		if err != nil {
			t.Fatal(err)
		}
		again, err := twin.Make(twin.Pair{Report: report, Gold: []byte(gold)}, "b", seed)
		if err != nil || again.Report != got.Report || string(again.Gold) != string(got.Gold) {
			t.Fatalf("seed %d: a second run differs", seed)
		}
		if strings.Contains(strings.ReplaceAll(got.Report, "ـ", ""), "سلمانوف") || strings.Contains(string(got.Gold), "كريم") {
			t.Errorf("seed %d: a name is left:\n%s", seed, got.Report)
		}
		var g struct {
			Report string
			Tables map[string][]map[string]any
		}
		if err := json.Unmarshal(got.Gold, &g); err != nil {
			t.Fatal(err)
		}
		date, _ := g.Tables["timeline"][0]["date_start"].(string)
		if g.Report != "b" || !strings.HasSuffix(date, "-11-21") || date == "2021-11-21" || !strings.Contains(got.Report, " "+date[:4]) {
			t.Errorf("seed %d: date %q in\n%s", seed, date, got.Report)
		}
		stated, _ := g.Tables["discrepancies"][0]["stated"].([]any)
		day, _ := stated[0].(string)
		if !slices.ContainsFunc(damage.Swapped(day), func(w string) bool { return strings.Contains(got.Report, w+" 21 نوفمبر") }) {
			t.Errorf("seed %d: weekday %v in\n%s", seed, stated, got.Report)
		}
		if !regexp.MustCompile(`\d\d,\d\d%.* \d\d\.\d{3} صوتا`).MatchString(got.Report) || !regexp.MustCompile(`%\d,\d`).MatchString(got.Report) {
			t.Errorf("seed %d: figures changed their form:\n%s", seed, got.Report)
		}
	}
}

func TestMakeRefusesBrokenGold(t *testing.T) {
	if _, err := twin.Make(twin.Pair{Gold: []byte("{")}, "b", 1); err == nil {
		t.Error("broken gold gave no error")
	}
}

// TestTwinsOfSharedReports checks that twins of the reports beside the repository keep their lines.
func TestTwinsOfSharedReports(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared")
	reports, err := filepath.Glob(filepath.Join(folder, "reports", "*.txt"))
	if err != nil || len(reports) == 0 {
		t.Skip("no reports in ../shared (beside the repository)")
	}
	for _, path := range reports {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := os.ReadFile(filepath.Join(folder, "gold", strings.TrimSuffix(filepath.Base(path), ".txt")+".json"))
		if err != nil {
			t.Skipf("no gold beside the report: %v", err)
		}
		for seed := range uint64(3) {
			got, err := twin.Make(twin.Pair{Report: string(text), Gold: facts}, "twin", seed)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(got.Report, "\n") != strings.Count(string(text), "\n") || got.Report == string(text) {
				t.Errorf("%s seed %d: the twin has other lines, or nothing changed", path, seed)
			}
		}
	}
}
