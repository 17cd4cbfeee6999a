package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
)

// setter places characters as a typesetter does, each as wide as half the size of the font.
type setter struct {
	pdfPage
	size float32
}

// right sets a piece of an Arabic line whose right end is at x; numbers within run from left to right, and a space is half as
// wide as a letter.
func (t *setter) right(x, base float32, s string) {
	runes := []rune(s)
	for i := 0; i < len(runes); {
		if runes[i] == ' ' {
			t.add(' ', place{})
			x -= t.size / 4
			i++
			continue
		}
		end := i + 1
		for numeric(runes[i]) && end < len(runes) && numeric(runes[end]) {
			end++
		}
		left := x - float32(end-i)*t.size/2
		for k := range end - i {
			from := left + float32(k)*t.size/2
			t.add(runes[i+k], place{left: from, right: from + t.size/2, inkLeft: from + t.size/20, inkRight: from + t.size/2 - t.size/20, origin: from, base: base, size: t.size})
		}
		x, i = left, end
	}
}

func (t *setter) add(c rune, at place) {
	t.text, t.facts, t.places = append(t.text, c), append(t.facts, 0), append(t.places, at)
}

func (t *setter) end() { t.add('\n', place{}) }

func TestArrange(t *testing.T) {
	tests := map[string]struct {
		set  func(t *setter)
		want string
	}{
		"a line broken within a word, its left part first": {func(t *setter) {
			t.right(472.5, 700, "شح (وفق")
			t.end()
			t.right(500, 700.1, "وكل مر")
			t.end()
		}, "وكل مرشح (وفق\n"},
		"lines below each other": {func(t *setter) {
			t.right(500, 700, "بيان اللجنة")
			t.end()
			t.right(500, 685, "عن النتائج")
			t.end()
		}, "بيان اللجنة\nعن النتائج\n"},
		"a paragraph": {func(t *setter) {
			for i, s := range []string{"بيان اللجنة", "عن النتائج", "الأولية", "وقال"} {
				t.right(500, 700-float32(i)*15-float32(i/3)*12, s)
				t.end()
			}
		}, "بيان اللجنة\nعن النتائج\nالأولية\n\nوقال\n"},
		"a table with a cell of two lines": {func(t *setter) {
			t.right(500, 700, "المرشح")
			t.right(400, 700, "الحزب")
			t.right(300, 700, "الأصوات")
			t.end()
			t.right(500, 680, "سليم")
			t.end()
			t.right(400, 687, "حزب الوفاق")
			t.end()
			t.right(400, 674, "الوطني")
			t.end()
			t.right(300, 680, "1,204")
			t.end()
			t.right(500, 660, "نادية")
			t.right(400, 660, "مستقلة")
			t.right(300, 660, "702")
			t.end()
		}, "المرشح | الحزب | الأصوات\nسليم | حزب الوفاق الوطني | 1,204\nنادية | مستقلة | 702\n"},
		"a table with an empty cell": {func(t *setter) {
			for i, row := range [][3]string{{"المرشح", "الحزب", "الأصوات"}, {"سليم", "", "1,204"}, {"نادية", "الوفاق", "702"}} {
				for k, c := range row {
					t.right(500-100*float32(k), 700-20*float32(i), c)
				}
				t.end()
			}
		}, "المرشح | الحزب | الأصوات\nسليم |  | 1,204\nنادية | الوفاق | 702\n"},
		"two columns of prose line by line": {func(t *setter) {
			for i := range 6 {
				t.right(500, 700-15*float32(i), "وهذا سطر من العمود الأول"+strings.Repeat("ا", i))
				t.right(250, 700-15*float32(i), "وذاك سطر من العمود الثاني"+strings.Repeat("ا", i))
				t.end()
			}
		}, "وهذا سطر من العمود الأول\nوهذا سطر من العمود الأولا\nوهذا سطر من العمود الأولاا\nوهذا سطر من العمود الأولااا\nوهذا سطر من العمود الأولاااا\nوهذا سطر من العمود الأولااااا\n" +
			"وذاك سطر من العمود الثاني\nوذاك سطر من العمود الثانيا\nوذاك سطر من العمود الثانياا\nوذاك سطر من العمود الثانيااا\nوذاك سطر من العمود الثانياااا\nوذاك سطر من العمود الثانيااااا\n"},
		"a wide gap in one line": {func(t *setter) {
			t.right(500, 700, "وقال رئيس")
			t.right(400, 700, "اللجنة")
			t.end()
			t.right(500, 685, "إن الاقتراع جرى في هدوء تام")
			t.end()
		}, "وقال رئيس اللجنة\nإن الاقتراع جرى في هدوء تام\n"},
		"a false space and a missing one": {func(t *setter) {
			t.right(500, 700, "الان")
			t.add(' ', place{})
			t.right(480, 700, "تخاب")
			t.right(455, 700, "جرى")
			t.end()
		}, "الانتخاب جرى\n"},
		"a number whose separator comes first": {func(t *setter) {
			t.right(500, 700, "نال ")
			at := func(x float32) place { // a character at x, as wide as the others
				return place{left: x, right: x + 5, inkLeft: x + 1, inkRight: x + 4, origin: x, base: 700, size: 10}
			}
			t.add(',', at(470))
			t.add(' ', place{})
			t.add('4', at(475))
			t.add('5', at(480))
			t.add(' ', place{})
			t.add('%', at(455))
			t.add('8', at(460))
			t.add('2', at(465))
			t.end()
		}, "نال 82,45%\n"},
		"a range": {func(t *setter) {
			t.right(500, 700, "بين ")
			for i, c := range "22-20" {
				x := 460 + 5*float32(i)
				t.add(c, place{left: x, right: x + 5, inkLeft: x + 1, inkRight: x + 4, origin: x, base: 700, size: 10})
			}
			t.end()
		}, "بين 20-22\n"},
		"a vowel before its letter": {func(t *setter) {
			t.right(500, 700, "ص")
			t.add('\u0651', place{left: 491, right: 494, inkLeft: 491, inkRight: 494, origin: 491, base: 700, size: 10})
			t.right(495, 700, "وت")
			t.end()
		}, "صوّت\n"},
		"a stop that another font has lent": {func(t *setter) {
			t.add('.', place{left: 475, right: 480, inkLeft: 476, inkRight: 478, origin: 475, base: 700, size: 10})
			t.add(' ', place{})
			t.right(500, 700, "جرىن")
			t.add(' ', place{})
			t.right(472, 700, "وقال")
			t.end()
		}, "جرىن. وقال\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := setter{size: 10}
			tt.set(&s)
			s.arrange()
			if diff := cmp.Diff(tt.want, string(s.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(s.facts) != len(s.text) {
				t.Errorf("%d facts of %d characters", len(s.facts), len(s.text))
			}
		})
	}
}

// FuzzArrange sets characters at random and looks that none is lost or made up but spaces, line breaks and marks of cells.
func FuzzArrange(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03"), "سليم 12 | 3,4% نال\nصوتا")
	f.Add([]byte{200, 10, 3, 90, 7}, "حزب\nالوفاق\n1,204\n53.2%\nسليم")
	f.Fuzz(func(t *testing.T, where []byte, text string) {
		text = strings.ToValidUTF8(text, "")
		var p pdfPage
		for i, c := range []rune(text) {
			at := place{}
			if len(where) > 0 && c > ' ' {
				b := where[i%len(where)]
				x, y := float32(b)*3, float32(where[(i*7+3)%len(where)]/16)*12
				at = place{left: x, right: x + float32(b%9), inkLeft: x, inkRight: x + float32(b%7), origin: x, base: y, size: float32(b % 20)}
			}
			p.text, p.facts, p.places = append(p.text, c), append(p.facts, document.Fact(0)), append(p.places, at)
		}
		p.arrange()
		if len(p.facts) != len(p.text) {
			t.Fatalf("%d facts of %d characters", len(p.facts), len(p.text))
		}
		count := func(s string) map[rune]int {
			m := map[rune]int{}
			for _, c := range s {
				if !unicode.IsSpace(c) && c != '|' {
					m[c]++
				}
			}
			return m
		}
		if diff := cmp.Diff(count(text), count(string(p.text))); diff != "" {
			t.Errorf("%q at %v: characters (-before +after)\n%s", text, where, diff)
		}
	})
}

// TestPlacedPDF reads files that a browser has typeset: a table whose cells have several lines, and two columns.
func TestPlacedPDF(t *testing.T) {
	for name, want := range map[string]string{
		"table.pdf": "1 | سليم الكرواني | حزب النهضة الوطنية للعدالة والتنمية المستدامة والحرية | 1,204,331 | 53.20%\n" +
			"2 | نادية بنت عبد الرحمن المرساوي الإدريسية | حزب الوفاق والتقدم الديمقراطي من أجل غد أفضل | 702,118 | 31.02%\n",
		"columns.pdf": "نشرت بعثة الاتحاد الأفريقي لمراقبة الانتخابات فريقا أساسيا من\n12 خبيرا، و40 مراقبا طويل الأمد، و120 مراقبا قصير الأمد\n",
	} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		src, err := Read(name, bytes.NewReader(raw), 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(src.Extract), want) {
			t.Errorf("%s: %s\nlacks %s", name, src.Extract, want)
		}
	}
}
