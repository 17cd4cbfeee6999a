package repair_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/document"
	"mahdar/pipeline/ingest"
	"mahdar/pipeline/repair"
)

func source(text string) document.Source {
	src := document.Source{Bytes: []byte(text)}
	for i, r := range text {
		src.Runes = append(src.Runes, r)
		src.Offsets = append(src.Offsets, int32(i))
	}
	src.Offsets = append(src.Offsets, int32(len(text)))
	return src
}

// check holds for every repair: its tables fit, no letter or digit of a line is lost or made, a second repair changes nothing.
func check(t *testing.T, s *repair.Stage, src document.Source) document.Text {
	t.Helper()
	text := s.Repair(&src)
	if !utf8.ValidString(text.Content) || !norm.NFC.IsNormalString(text.Content) {
		t.Errorf("%q is no UTF-8 in NFC", text.Content)
	}
	if len(text.Origin) != len(text.Content) || len(text.Changed) != len(src.Runes) {
		t.Fatalf("%d origins for %d bytes, %d changes for %d characters", len(text.Origin), len(text.Content), len(text.Changed), len(src.Runes))
	}
	before, after := strings.Split(string(src.Runes), "\n"), strings.Split(text.Content, "\n")
	if len(before) != len(after) {
		t.Fatalf("%d lines become %d", len(before), len(after))
	}
	// Only headers of pages and Persian forms of letters go.
	lossy := slices.ContainsFunc(text.Edits, func(e document.Edit) bool { return e.Class == "furniture" || e.Class == "persian" })
	for i := range before {
		if a, b := bag(before[i]), bag(after[i]); !lossy && !slices.Equal(a, b) {
			t.Errorf("line %d: letters and digits %q become %q", i+1, string(a), string(b))
		}
	}
	again := source(text.Content)
	if second := s.Repair(&again); second.Content != text.Content {
		t.Errorf("a second repair turns\n%q into\n%q", text.Content, second.Content)
	}
	d := document.Document{Source: src, Text: text}
	for start := 0; start < len(text.Content); start += 1 + len(text.Content)/40 {
		for start > 0 && start < len(text.Content) && !utf8.RuneStart(text.Content[start]) {
			start++
		}
		end := min(start+30, len(text.Content))
		for end < len(text.Content) && !utf8.RuneStart(text.Content[end]) {
			end++
		}
		loc := d.Locate(document.Span{Start: start, End: end})
		if loc.ByteStart > loc.ByteEnd || loc.ByteEnd > len(src.Bytes) {
			t.Fatalf("span %d to %d lies at bytes %d to %d of %d", start, end, loc.ByteStart, loc.ByteEnd, len(src.Bytes))
		}
		part := string(src.Bytes[loc.ByteStart:loc.ByteEnd])
		if a, b := bag(part), bag(loc.Quote); !lossy && !slices.Equal(a, b) {
			t.Errorf("the bytes %q are quoted as %q", part, loc.Quote)
		}
	}
	return text
}

// bag returns the letters and digits of s decomposed, sorted.
func bag(s string) []rune {
	var out []rune
	for _, r := range norm.NFKD.String(s) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && r != '\u0640' {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	s := repair.New(repair.Settings{})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil || len(ar.Files) != 2 {
				t.Fatalf("%s: want the parts in and want, error %v", file, err)
			}
			got := check(t, s, source(string(ar.Files[0].Data))).Content
			if os.Getenv("UPDATE_GOLDEN") != "" {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := strings.Split(string(ar.Files[1].Data), "\n")
			for i, line := range strings.Split(got, "\n") {
				if i < len(want) && line != want[i] {
					t.Errorf("line %d is\n%q, want\n%q", i+1, line, want[i])
				}
			}
			if strings.Count(got, "\n")+1 != len(want) {
				t.Errorf("%d lines, want %d", strings.Count(got, "\n")+1, len(want))
			}
		})
	}
}

func TestSound(t *testing.T) {
	tests := map[string]string{
		"empty":               "",
		"english":             "The turnout was 61.5% (see below).\nName   Votes   Share\n",
		"one ornament":        "مرحبـا بكم في المركز.\n",
		"hijra and proclitic": "عام 1445هـ وبـ 8 مقاعد و«الحزب» (الأول).\n",
		"table":               "الحزب   الأصوات   المقاعد\nالأمل   12   3\n",
		"digits stay":         "٢٠٢٢ و 2022 و ۲۰۲۲\n",
		"percent before":      "بلغت النسبة %45 في المدينة\n",
		"one broken glyph":    "كلمة � هنا\n",
		"marks":               "يعُدّ هذا الحزبُ حزباً كبيرًا\n",
	}
	s := repair.New(repair.Settings{})
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			got := check(t, s, source(in))
			if got.Content != norm.NFC.String(in) || len(got.Edits) != 0 {
				t.Errorf("%q becomes %q", in, got.Content)
			}
		})
	}
}

func TestNormalForm(t *testing.T) {
	got := check(t, repair.New(repair.Settings{}), source("ا\u0654ي و e\u0301 ثم"))
	if want := "أي و é ثم"; got.Content != want {
		t.Errorf("%q, want %q", got.Content, want)
	}
}

func TestStage(t *testing.T) {
	src, err := ingest.Read("a.txt", strings.NewReader("فاز المرشح"), 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &document.Document{Source: src}
	s := repair.New(repair.Settings{Vocabulary: []string{"مرشح"}})
	if err := s.Run(context.Background(), d); err != nil || s.Name() != "repair" || d.Text.Content != "فاز المرشح" {
		t.Errorf("Run: %v, %q", err, d.Text.Content)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Run(ctx, d); err == nil {
		t.Error("Run goes on when it is cancelled")
	}
}

// damaged is a report as a justified PDF gives it, from the golden file.
func damaged(tb testing.TB) string {
	tb.Helper()
	ar, err := txtar.ParseFile("testdata/justified.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	return string(ar.Files[0].Data)
}

func FuzzRepair(f *testing.F) {
	f.Add(damaged(f))
	for _, s := range []string{"", "a\uFFFDb", "ـ", "شـ\uFFFDب\u064f", "»ا«", "ﻻ ﷲ", "ا\u0654\u064b", ".اب", "\u0301", "ی٢٢٠٢ک", "a\u00ad\nb", "\u202bنم ةنجللا\u202c", "ﻢﻜﺤﻟا", "تش4رين", "- 1 -\n"} {
		f.Add(s)
		f.Add(strings.Repeat("كـبـر شـعـب\n", 6) + s)
	}
	s := repair.New(repair.Settings{})
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || !utf8.ValidString(text) {
			return
		}
		check(t, s, source(text))
	})
}

func benchmark(b *testing.B, text string) {
	b.Helper()
	src := source(text)
	s := repair.New(repair.Settings{})
	s.Repair(&src)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		s.Repair(&src)
	}
}

// varied returns about size bytes of text with a large vocabulary: the words of the sample with all that may be attached to them.
func varied(tb testing.TB, size int) string {
	tb.Helper()
	src := source(damaged(tb))
	words := strings.FieldsFunc(repair.Repair(&src).Content, func(r rune) bool { return !unicode.Is(unicode.Arabic, r) || r == '،' })
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 2 })
	before := []string{"", "و", "ب", "ل", "ف", "ال", "وال", "بال", "لل", "ك"}
	after := []string{"", "", "ها", "هم", "ات", "ين", "ية", "ه", "نا", "وا"}
	rng := rand.New(rand.NewPCG(3, 5))
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		w := words[rng.IntN(len(words))]
		if rng.IntN(4) == 0 { // as many different words as other texts of the length have
			w = before[rng.IntN(len(before))] + w + after[rng.IntN(len(after))]
		}
		b.WriteString(w)
		switch {
		case n%90 == 89:
			b.WriteString(".\n\n")
		case n%14 == 13:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func BenchmarkSound(b *testing.B) { benchmark(b, varied(b, 1<<20)) }

// BenchmarkDamaged shows that the time grows with the length of the report and no faster.
func BenchmarkDamaged(b *testing.B) {
	for _, size := range []int{10 << 10, 100 << 10, 1 << 20, 10 << 20} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			benchmark(b, damage.Apply(varied(b, size), damage.Options{Seed: 1, Classes: damage.Justified()}))
		})
	}
}
