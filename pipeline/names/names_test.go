package names_test

import (
	"os"
	"path/filepath"
	"strings"
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
	given := map[string]bool{"حسن": true, "حسين": true, "سالم": true, "سليم": true, "salim": true}
	tests := map[string][][]string{ // each inner list is one bearer
		"spellings":                  {{"قاسم جومارت توكاييف", "توكايف", "قاسم توكاييف", "Kassym-Jomart Tokayev"}},
		"two of one family":          {{"سعاد القليبي"}, {"نزار القليبي"}},
		"given names alike":          {{"علي حسن"}, {"علي حسين"}},
		"joined and parted":          {{"عبد القادر بن قرينة", "بنقرينة", "بن قرينة"}},
		"a name within another":      {{"جمعة علي حسن", "جمعة علي"}},
		"middle names differ":        {{"محمد سعيد الكافي"}, {"محمد نزار الكافي"}},
		"other transliteration":      {{"Sviatlana Tsikhanouskaya", "Tikhanovskaya"}},
		"the nearer of a couple":     {{"Sergei Kolyanovsky"}, {"Svetlana Kolyanovskaya", "Kolyanouskaya"}},
		"a given name in a family's": {{"Andrei Salimov"}, {"Salim"}},
		"nearly a first name":        {{"أحمد الطيب"}, {"أحمدو"}},
		"letters of another script":  {{"Шевченко"}, {"Иванов"}},
		"nothing":                    {{""}},
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

// TestAuthority makes sure that judgements and lists say which names are one, and that what they cannot mean is refused.
func TestAuthority(t *testing.T) {
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	list := write("list.csv", "id,names,name_en,wikidata_id\np1,منير السالمي|Abu Fadi,Munir Salimi,Q1\n")
	judged := write("own.yaml", "judgements:\n  - {names: [علي حسن, علي حسين], verdict: different, why: w, by: b}\n  - {names: [Ann Bell, A. B. Cee], verdict: same, why: w, by: b}\n")
	a, err := names.LoadAuthority([]string{judged}, []string{list})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		x, y        string
		same, known bool
	}{
		{"علي حسن", "علي حسين", false, true},
		{"علي حسين", "علي حسن", false, true},
		{"Ann Bell", "A. B. Cee", true, true},
		{"منير السالمي", "Abu Fadi", true, true},
		{"Ann Bell", "Abu Fadi", true, false},
		{"x", "y", true, false},
	} {
		if same, known := a.Verdict(tt.x, tt.y); known != tt.known || known && same != tt.same {
			t.Errorf("Verdict(%q, %q) = %v, %v, want %v, %v", tt.x, tt.y, same, known, tt.same, tt.known)
		}
	}
	if a.Key("علي حسن") == a.Key("علي حسين") {
		t.Error("names judged different have one key")
	}
	if a.Key("Ann Bell") != a.Key("A. B. Cee") || a.Key("Abu Fadi") != a.Key("منير السالمي") || a.Key("Abu Fadi") != "id:p1" {
		t.Error("names judged the same have two keys")
	}
	if c, en, q := a.Record("Abu Fadi"); c != "منير السالمي" || en != "Munir Salimi" || q != "Q1" {
		t.Errorf("Record = %q, %q, %q", c, en, q)
	}
	for name, tt := range map[string]struct{ judgements, list, want string }{
		"unknown key":     {"judgements: [{name: [a]}]", "", "own.yaml: [1:15] unknown field"},
		"one name":        {"judgements: [{names: [a], verdict: same, why: w, by: b}]", "", "judgements[0]: names: want two or more"},
		"no reason":       {"judgements: [{names: [a, b], verdict: same}]", "", "judgements[0]: want why and by"},
		"unknown verdict": {"judgements: [{names: [a, b], verdict: maybe, why: w, by: b}]", "", `judgements[0]: verdict: unknown "maybe" (want same or different)`},
		"both":            {"judgements: [{names: [Ann, Bob], verdict: same, why: w, by: b}, {names: [Ann, Bob], verdict: different, why: w, by: b}]", "", `"ann" and "bob" are judged both the same and different`},
		"unknown column":  {"", "id,name\n1,a\n", `line 1: unknown column "name"`},
		"no name":         {"", "id,names\n1,\n", "line 2: no name"},
		"empty list":      {"", "", "list.csv: read the header: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			var j, l []string
			if tt.judgements != "" {
				j = []string{write("own.yaml", tt.judgements)}
			} else {
				l = []string{write("list.csv", tt.list)}
			}
			if _, err := names.LoadAuthority(j, l); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}
