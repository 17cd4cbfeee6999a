package arabic_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/arabic"
)

func TestFold(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"empty":                    {"", ""},
		"latin":                    {"Turnout", "turnout"},
		"latin with an accent":     {"Évora", "évora"},
		"no change":                {"مرشح", "مرشح"},
		"alef forms":               {"أإآٱا", "ااااا"},
		"ya and hamza carriers":    {"على رئيس مؤتمر", "علي رييس موتمر"},
		"ta marbuta":               {"لجنة", "لجنه"},
		"lone hamza stays":         {"استفتاء", "استفتاء"},
		"marks and tatweel":        {"مُرَشَّـحٌ", "مرشح"},
		"persian letters":          {"کمیته", "كميته"},
		"presentation forms":       {"ﺍﻻﻧﺘﺨﺎﺑﺎﺕ", "الانتخابات"},
		"ligature of a whole word": {"\ufdf2", "الله"},
		"spacing mark":             {"م\ufe76ن", "من"},
		"controls":                 {"\u200fحزب\u200c", "حزب"},
		"digits stay":              {"٢٠٢٢ 2022", "٢٠٢٢ 2022"},
		"broken bytes":             {"م\xffن", "م\ufffdن"},
		"hamza as a mark":          {"ا\u0654", "ا"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := arabic.Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldCopiesNothing(t *testing.T) {
	for _, s := range []string{"", "turnout", "مرشح", "2022"} {
		if n := testing.AllocsPerRun(10, func() { arabic.Fold(s) }); n != 0 {
			t.Errorf("Fold(%q) allocates %v times, want 0", s, n)
		}
	}
}

func TestStripMarks(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"empty":   {"", ""},
		"nothing": {"أمة", "أمة"},
		"all":     {"\u200fأُمَّـة", "أمة"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := arabic.StripMarks(tt.in); got != tt.want {
				t.Errorf("StripMarks(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestStems(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []string
	}{
		"empty":                       {"", []string{""}},
		"bare":                        {"مرشح", []string{"مرشح"}},
		"article":                     {"المرشح", []string{"المرشح", "مرشح"}},
		"conjunction and article":     {"والمرشحه", []string{"والمرشحه", "المرشحه", "مرشحه"}},
		"preposition and article":     {"بالمرشح", []string{"بالمرشح", "المرشح", "مرشح"}},
		"all three":                   {"وبالمرشح", []string{"وبالمرشح", "بالمرشح", "المرشح", "مرشح"}},
		"lam and article":             {"للمرشح", []string{"للمرشح", "لمرشح", "مرشح"}},
		"conjunction and lam article": {"وللمرشح", []string{"وللمرشح", "للمرشح", "لمرشح", "مرشح"}},
		"kaf":                         {"كمرشح", []string{"كمرشح", "مرشح"}},
		"future":                      {"سيفوز", []string{"سيفوز", "يفوز"}},
		"no future":                   {"سفير", []string{"سفير"}},
		"conjunction and future":      {"وستفوز", []string{"وستفوز", "ستفوز", "تفوز"}},
		"fa":                          {"فالحزب", []string{"فالحزب", "الحزب", "حزب"}},
		"two letters are left":        {"فاز", []string{"فاز", "از"}},
		"one letter is not":           {"لم", []string{"لم"}},
		"latin":                       {"wins", []string{"wins"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, arabic.Stems(tt.in)); diff != "" {
				t.Errorf("Stems(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestClasses(t *testing.T) {
	for r := range rune(0x10000) {
		switch {
		case arabic.IsLetter(r) && (arabic.IsMark(r) || arabic.IsControl(r) || !unicode.IsLetter(r) || !unicode.Is(unicode.Arabic, r)):
			t.Errorf("%U is a letter and is not", r)
		case arabic.IsMark(r) && !arabic.IsPresentation(r) && !unicode.Is(unicode.Mn, r):
			t.Errorf("%U is a mark and is not", r)
		case unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Arabic, r) && !arabic.IsMark(r):
			t.Errorf("%U is a mark, but IsMark denies it", r)
		case r != 0xFE73 && unicode.Is(unicode.Lo, r) && unicode.Is(unicode.Arabic, r) && !arabic.IsLetter(r) && !arabic.IsMark(r):
			t.Errorf("%U is a letter, but IsLetter denies it", r)
		}
	}
	for _, r := range "بتثجحخسشصضطظعغفقكلمنهيى" {
		if !arabic.JoinsAfter(r) || !arabic.JoinsBefore(r) {
			t.Errorf("%c joins on both sides", r)
		}
	}
	for _, r := range "اأإآدذرزوؤة" {
		if arabic.JoinsAfter(r) || !arabic.JoinsBefore(r) {
			t.Errorf("%c joins only the letter before", r)
		}
	}
	if arabic.JoinsAfter('ء') || arabic.JoinsBefore('ء') || !arabic.JoinsAfter(arabic.Tatweel) {
		t.Error("the hamza joins nothing, tatweel everything")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "المُرشَّـح", "ﺍﻻ\ufdfa", "Ab\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := arabic.Fold(s)
		if !utf8.ValidString(once) && utf8.ValidString(s) {
			t.Errorf("Fold(%q) = %q is no UTF-8", s, once)
		}
		if twice := arabic.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if got := string(arabic.AppendFold([]byte("x"), []byte(s))); got != "x"+once && utf8.ValidString(s) {
			t.Errorf("AppendFold(x, %q) = %q, want x%q", s, got, once)
		}
		stems := arabic.Stems(once)
		for i, stem := range stems {
			if !strings.HasSuffix(once, stem) || i > 0 && len(stem) >= len(stems[i-1]) {
				t.Errorf("Stems(%q) = %q", once, stems)
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	s := strings.Repeat("وأعلنت اللجنة الانتخابية المركزية نتائج التصويت ", 100)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		arabic.Fold(s)
	}
}
