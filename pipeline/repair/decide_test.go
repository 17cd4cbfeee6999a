package repair_test

import (
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/repair"
)

// TestNames adds lines with names that no list knows to a report with reversed ligatures.
func TestNames(t *testing.T) {
	tests := map[string]struct{ lines, want string }{
		"letters tell":          {"فاز غروزدمري هنا", "فاز غروزدمير هنا"},
		"particle and letters":  {"هنا وغروزدمري", "هنا وغروزدمير"},
		"sound name stays":      {"فاز غروزدمير هنا", "فاز غروزدمير هنا"},
		"letters do not tell":   {"فاز كيربوتيش هنا", "فاز كيربوتيش هنا"},
		"stretched tells":       {"فاز كيربوتيش هنا\nثم كيـبروتيش", "فاز كيبروتيش هنا\nثم كيبروتيش"},
		"stretched is no other": {"فاز كيربوتيش هنا\nثم كيـربوتيش", "فاز كيربوتيش هنا\nثم كيربوتيش"},
		"stretched particle":    {"فاز كيربوتيش هنا\nثم وكيـبروتيش", "فاز كيبروتيش هنا\nثم وكيبروتيش"},
		"other particle":        {"فاز وكيربوتيش هنا\nثم بكيـبروتيش", "فاز وكيبروتيش هنا\nثم بكيبروتيش"},
		"broken glyph tells":    {"فاز كيربوتيش هنا\nثم كي�بروتيش", "فاز كيبروتيش هنا\nثم كيبروتيش"},
		"stretched stays":       {"فاز غروزدمــري هنا", "فاز غروزدمري هنا"},
	}
	s := repair.New(repair.Settings{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := check(t, s, source(damaged(t)+"\n"+tt.lines)).Content
			if !strings.HasSuffix(got, "\n"+tt.want) {
				t.Errorf("%q becomes %q, want %q", tt.lines, got[len(got)-min(len(got), len(tt.want)+10):], tt.want)
			}
		})
	}
}

// TestNamesOfSoundReport keeps a report without damage from being judged by its letters.
func TestNamesOfSoundReport(t *testing.T) {
	src := source(damaged(t))
	s := repair.New(repair.Settings{})
	clean := s.Repair(&src).Content + "\nفاز غروزدمري وكيربوتيش والقمنجيل هنا\n"
	if got := check(t, s, source(clean)); got.Content != clean {
		t.Errorf("%d edits in a sound report, first %+v", len(got.Edits), got.Edits[0])
	}
}

// TestExpressions lets the expressions of the field decide between two words that are sound both.
func TestExpressions(t *testing.T) {
	known := []string{"ادي اليمين", "ادي الرييس اليمين"}
	s := repair.New(repair.Settings{Expression: func(words ...string) bool {
		return slices.Contains(known, strings.TrimPrefix(strings.Join(words, " "), "و"))
	}})
	for lines, want := range map[string]string{
		"أدى اليمني هنا":        "أدى اليمين هنا",
		"وأدى الرئيس اليمني":    "وأدى الرئيس اليمين",
		"زار الرئيس اليمني هنا": "زار الرئيس اليمني هنا",
		"أدى، اليمني هنا":       "أدى، اليمني هنا",
		"أدى اليمين هنا":        "أدى اليمين هنا",
	} {
		got := check(t, s, source(damaged(t)+"\n"+lines)).Content
		if !strings.HasSuffix(got, "\n"+want) {
			t.Errorf("%q becomes %q, want %q", lines, got[len(got)-min(len(got), len(want)+10):], want)
		}
	}
	src := source(damaged(t))
	clean := s.Repair(&src).Content + "\nأدى اليمني هنا\n"
	if got := check(t, s, source(clean)); got.Content != clean {
		t.Errorf("%d edits in a sound report", len(got.Edits))
	}
}
