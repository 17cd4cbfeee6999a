package damage_test

import (
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/damage"
)

const clean = `عنوان التقرير
افتتحت مراكز التصويت في السابعة صباحا، وأدلى الناخبون في «الحي القديم» (وسط المدينة) بأصواتهم 62,5%
وقال رئيس اللجنة إن غير المسجلين لن يشاركوا في التصويت على تعديل قانون البلاد يوم 12 نوفمبر 2031، في بيان نُشر
وانتهى الاقتراع بلا شكاوى.

An English line (as it is) 5%.`

func TestApplyKeepsLettersOfEachLine(t *testing.T) {
	for seed := range uint64(50) {
		classes := slices.DeleteFunc(damage.Justified(), func(c damage.Class) bool { return c == damage.Blank })
		got := strings.Split(damage.Apply(clean, damage.Options{Seed: seed, Classes: classes, Keep: 1}), "\n")
		want := strings.Split(clean, "\n")
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d lines, want %d", seed, len(got), len(want))
		}
		for i := range want {
			if letters(got[i]) != letters(want[i]) {
				t.Errorf("seed %d line %d: letters of %q differ from those of %q", seed, i, got[i], want[i])
			}
		}
		if got[0] != want[0] || got[5] != want[5] {
			t.Errorf("seed %d: kept line or English line changed: %q %q", seed, got[0], got[5])
		}
	}
}

// letters returns the letters and digits of a line in order of their code.
func letters(line string) string {
	var runes []rune
	for _, r := range line {
		if r != '\u0640' && r != '\ufffd' && r != ' ' && !strings.ContainsRune("«»()", r) {
			runes = append(runes, r)
		}
	}
	slices.Sort(runes)
	return string(runes)
}

func TestApplySingleClasses(t *testing.T) {
	tests := map[string]struct {
		class    damage.Class
		in, want string
	}{
		"mirrors change sides":                {damage.Mirror, "قال «نعم» (أمس)", "قال »نعم« )أمس("},
		"a sign goes before its number":       {damage.Percent, "بنسبة 62,5%.", "بنسبة %62,5."},
		"a sign inside a line stays":          {damage.Percent, "بنسبة 62,5% أمس", "بنسبة 62,5% أمس"},
		"a word of several signs is left":     {damage.Percent, "بنسبة س%", "بنسبة س%"},
		"nothing happens to an empty line":    {damage.Kashida, "", ""},
		"nothing happens to a Latin line":     {damage.Mirror, "said (yes)", "said (yes)"},
		"a short heading is not stretched":    {damage.Unmapped, "عنوان\nنص", "عنوان\nنص"},
		"a blank line needs a longer passage": {damage.Blank, "سطر\n\nسطر", "سطر\n\nسطر"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := damage.Options{Classes: []damage.Class{tt.class}}
			if tt.class == damage.Unmapped {
				o.Classes = nil
			}
			if got := damage.Apply(tt.in, o); got != tt.want {
				t.Errorf("Apply(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestLigatures(t *testing.T) {
	tests := map[string]struct {
		word string
		want []int
	}{
		"joined before the pair":            {"غير", []int{1}},
		"not joined before the pair":        {"واريد", nil},
		"yeh noon at the end":               {"ملايين", []int{1, 4}},
		"yeh noon inside is no ligature":    {"بينهم", nil},
		"lam alef joined":                   {"البلاد", []int{3}},
		"lam alef at the start is isolated": {"لا", nil},
		"marks after the pair do not count": {"فضلاً", []int{2}},
		"empty":                             {"", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := damage.Ligatures([]rune(tt.word)); !slices.Equal(got, tt.want) {
				t.Errorf("Ligatures(%q) = %v, want %v", tt.word, got, tt.want)
			}
		})
	}
}

func TestParseClasses(t *testing.T) {
	got, err := damage.ParseClasses("swap, mirror")
	if err != nil || !slices.Equal(got, []damage.Class{damage.Swap, damage.Mirror}) {
		t.Errorf("ParseClasses gave %v, %v", got, err)
	}
	if _, err := damage.ParseClasses("rust"); err == nil {
		t.Error("an unknown class gave no error")
	}
}
