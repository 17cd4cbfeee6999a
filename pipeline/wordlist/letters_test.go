package wordlist_test

import (
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/wordlist"
)

// TestLettersPrefer gives each a word that the list may lack, and the same with two letters in reverse.
func TestLettersPrefer(t *testing.T) {
	tests := map[string]struct{ word, reversed string }{
		"slavic name":   {"غروزدمير", "غروزدمري"},
		"plural":        {"المتسكعين", "المتسكعني"},
		"final ya":      {"القمنجلي", "القمنجيل"},
		"lam and alef":  {"بتلابيب", "بتالبيب"},
		"with particle": {"وميروسلاف", "ومريوسالف"},
	}
	m := wordlist.New().Letters()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			right, wrong := m.Log([]rune(tt.word)), m.Log([]rune(tt.reversed))
			if math.IsNaN(right) || right >= 0 || right <= wrong {
				t.Errorf("%s has %.2f, %s has %.2f", tt.word, right, tt.reversed, wrong)
			}
		})
	}
}

// TestLettersSum adds up all words of up to two letters: with the longer ones they make one.
func TestLettersSum(t *testing.T) {
	m := wordlist.New().Letters()
	alphabet := []rune("x")
	for r := 'ء'; r <= 'ي'; r++ {
		if (r <= 'غ' || r >= 'ف') && r != 'أ' && r != 'إ' && r != 'آ' { // those count as alef
			alphabet = append(alphabet, r)
		}
	}
	sum := math.Exp(m.Log(nil))
	for _, a := range alphabet {
		sum += math.Exp(m.Log([]rune{a}))
		for _, b := range alphabet {
			sum += math.Exp(m.Log([]rune{a, b}))
		}
	}
	if sum <= 0.001 || sum >= 0.1 {
		t.Errorf("short words have a share of %v, want about one in a hundred", sum)
	}
	if a, b := m.Log([]rune("أمل")), m.Log([]rune("امل")); a != b {
		t.Errorf("a hamza on an alef changes %v to %v", b, a)
	}
}

func TestLettersOfEmptyList(t *testing.T) {
	l, err := wordlist.NewFrom(pack(t, "\x91\x82\xa6format\xa2cB\xa7version\x01"))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := l.Letters().Log([]rune("ميلوسلاف")), l.Letters().Log([]rune("ميلوسالف")); math.IsInf(a, 0) || a <= b {
		t.Errorf("without a list the names alone give %v and %v", a, b)
	}
}

func TestName(t *testing.T) {
	l := wordlist.New()
	for word, want := range map[string]bool{
		"ليوبومير": true, "ليوبومري": false, "": false,
		"غوميز": true, "غوميس": true, "أرسلان": true, "أرسالن": false, "كالادزه": true, "كالادزي": true, "رازافيندرا": true,
		"انتخابات": false, "السلامة": false,
	} {
		if got := l.Name([]byte(word)); got != want {
			t.Errorf("Name(%q) = %v, want %v", word, got, want)
		}
	}
}

// TestNamesSorted keeps the file of names free of repetitions, and of what is no Arabic letter.
func TestNamesSorted(t *testing.T) {
	data, err := os.ReadFile("names_ar.txt")
	if err != nil {
		t.Fatal(err)
	}
	before := ""
	for name := range strings.FieldsSeq(string(data)) {
		if name <= before {
			t.Errorf("%s does not belong after %s", name, before)
		}
		if i := strings.IndexFunc(name, func(r rune) bool { return !arabic.IsLetter(r) }); i >= 0 {
			t.Errorf("%s holds %q", name, name[i:])
		}
		before = name
	}
}

func TestLettersConcurrent(t *testing.T) {
	m := wordlist.New().Letters()
	var wg sync.WaitGroup
	out := make([]float64, 8)
	for i := range out {
		wg.Go(func() { out[i] = m.Log([]rune("بيروفسكايا")) })
	}
	wg.Wait()
	for _, v := range out {
		if v != out[0] {
			t.Fatalf("answers differ: %v", out)
		}
	}
}

func BenchmarkLearnLetters(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		l := wordlist.New()
		l.Len()
		b.StartTimer()
		l.Letters().Log(nil)
	}
}

func BenchmarkFirstName(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		wordlist.New().Name([]byte("ليوبومير"))
	}
}
