package names_test

import (
	"testing"

	"mahdar/pipeline/names"
)

func TestSkeleton(t *testing.T) {
	for _, same := range [][]string{
		{"توكاييف", "توكايف", "Tokayev", "Tokaev", "Toqayev"},
		{"لوكاشينكو", "Lukashenko", "لوكاشنكو"},
		{"أردوغان", "أردوجان", "Erdogan", "Erdoğan"},
		{"زيلينسكي", "Zelensky", "Zelenskyy"},
		{"رحمون", "Rahmon", "Rakhmon", "رخمون"},
		{"محمد", "Mohammed", "Muhammad"},
		{"عبدالله", "Abdullah", "Abdulla"},
	} {
		for _, w := range same[1:] {
			if a, b := names.Skeleton(same[0]), names.Skeleton(w); a != b {
				t.Errorf("Skeleton(%s) = %s, Skeleton(%s) = %s, want the same", same[0], a, w, b)
			}
		}
	}
	for w, want := range map[string]string{"": "", "ا": "", "ooo": "", "شش": "S", "Smith": "sms", "الهاشمي": "hSm", "123": ""} {
		if got := names.Skeleton(w); got != want {
			t.Errorf("Skeleton(%q) = %q, want %q", w, got, want)
		}
	}
}

func TestRegister(t *testing.T) {
	given := map[string]bool{"حسن": true, "حسين": true, "سالم": true, "سليم": true}
	tests := map[string][][]string{ // each inner list is one bearer
		"spellings":                 {{"قاسم جومارت توكاييف", "توكايف", "قاسم توكاييف", "Kassym-Jomart Tokayev"}},
		"two of one family":         {{"سعاد القليبي"}, {"نزار القليبي"}},
		"given names alike":         {{"علي حسن"}, {"علي حسين"}},
		"joined and parted":         {{"عبد القادر بن قرينة", "بنقرينة", "بن قرينة"}},
		"a name within another":     {{"جمعة علي حسن", "جمعة علي"}},
		"middle names differ":       {{"محمد سعيد الكافي"}, {"محمد نزار الكافي"}},
		"other transliteration":     {{"Sviatlana Tsikhanouskaya", "Tikhanovskaya"}},
		"letters of another script": {{"Шевченко"}, {"Иванов"}},
		"nothing":                   {{""}},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			r := names.Register{Matcher: names.Matcher{Given: func(w string) bool { return given[w] }}}
			seen := map[int]int{}
			for i, bearer := range want {
				first := -1
				for _, n := range bearer {
					k := r.Add(n)
					if first < 0 {
						first = k
						if other, ok := seen[k]; ok {
							t.Errorf("%q is taken for %q", n, want[other])
						}
						seen[k] = i
					}
					if k != first {
						t.Errorf("%q is not taken for %q", n, bearer[0])
					}
				}
			}
		})
	}
}

// TestVerdict makes sure that what somebody decided stands over what the letters say.
func TestVerdict(t *testing.T) {
	r := names.Register{Verdict: func(a, b string) (bool, bool) {
		switch a + "|" + b {
		case "منير السالمي|Abu Fadi":
			return true, true
		case "منير السالمي|السالمي":
			return false, true
		}
		return false, false
	}}
	a := r.Add("منير السالمي")
	if b := r.Add("Abu Fadi"); b != a {
		t.Error("names that are decided to be one are two")
	}
	if b := r.Add("السالمي"); b == a {
		t.Error("names that are decided to be two are one")
	}
}

func FuzzRegister(f *testing.F) {
	f.Add("قاسم جومارت توكاييف", "Tokayev")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		var r, s names.Register
		x, y := r.Add(a), r.Add(b)
		if r.Add(a) != x || r.Add(b) != y {
			t.Errorf("%q and %q: a second time another bearer", a, b)
		}
		v, w := s.Add(b), s.Add(a)
		if (x == y) != (v == w) {
			t.Errorf("%q and %q are one in one order, two in the other", a, b)
		}
	})
}
