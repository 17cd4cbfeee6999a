package annotate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/document"
)

// both runs the two annotators as the stage does.
func both(d *document.Document) (qs, ds []document.Annotation) {
	qs = quantities(newReader(d))
	d.Annotations = qs
	taken := make([]bool, len(d.Tokens))
	for _, a := range qs {
		if a.Type != document.TypeOrdinal {
			for i := a.First; i < a.Last; i++ {
				taken[i] = true
			}
		}
	}
	d.Annotations = slices.Clone(qs)
	return qs, dates(newReader(d), func(i int) bool { return taken[i] })
}

// show writes an annotation as the case files do: type value [unit] [flags] | words.
func show(d *document.Document, a document.Annotation) string {
	var b strings.Builder
	b.WriteString(a.Type)
	switch a.Type {
	case document.TypeDate:
		fmt.Fprintf(&b, " %s %s", a.Date.EDTF, a.Date.Basis)
		if a.Date.Weekday >= 0 {
			fmt.Fprintf(&b, " day%d", a.Date.Weekday)
		}
	case document.TypeTime:
		b.WriteString(" " + a.Value)
	default:
		b.WriteString(" " + a.Quantity.Low.String())
		if a.Quantity.Low != a.Quantity.High {
			b.WriteString(".." + a.Quantity.High.String())
		}
		if a.Unit != "" {
			b.WriteString(" " + a.Unit)
		}
		if a.Value != "" {
			b.WriteString(" =" + a.Value)
		}
		for _, f := range []struct {
			on   bool
			name string
		}{{a.Quantity.Approx, "approx"}, {a.Quantity.AtLeast, "atleast"}, {a.Quantity.AtMost, "atmost"}} {
			if f.on {
				b.WriteString(" " + f.name)
			}
		}
	}
	words := d.Text.Content[d.Tokens[a.First].Start:d.Tokens[a.Last-1].End]
	return b.String() + " | " + strings.Join(strings.Fields(words), " ")
}

// cases reads a case file: a sentence behind "> ", then one line for each annotation.
func cases(t *testing.T, name string) (head string, list []testCase) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "> "):
			list = append(list, testCase{text: line[2:]})
		case len(list) == 0:
			head += line + "\n"
		case line != "":
			c := &list[len(list)-1]
			c.want = append(c.want, line)
		}
	}
	return head, list
}

type testCase struct {
	text string
	want []string
}

// check compares what find makes of each case with the file, or with UPDATE_GOLDEN rewrites the file.
func check(t *testing.T, name string, find func(*document.Document) []document.Annotation) {
	t.Helper()
	head, list := cases(t, name)
	var out strings.Builder
	out.WriteString(head)
	for _, c := range list {
		d := read(c.text)
		var got []string
		for _, a := range find(d) {
			got = append(got, show(d, a))
		}
		fmt.Fprintf(&out, "> %s\n", c.text)
		for _, g := range got {
			out.WriteString(g + "\n")
		}
		if diff := cmp.Diff(c.want, got); diff != "" && os.Getenv("UPDATE_GOLDEN") == "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(filepath.Join("testdata", name), []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestQuantities(t *testing.T) {
	check(t, "quantities.txt", func(d *document.Document) []document.Annotation { return quantities(newReader(d)) })
}

func TestVocabulary(t *testing.T) {
	if _, err := newVocabulary(config.Files); err != nil {
		t.Error(err)
	}
}

func seed(f *testing.F) {
	f.Helper()
	for _, name := range []string{"quantities.txt", "dates.txt"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if s, ok := strings.CutPrefix(line, "> "); ok {
				f.Add(s)
			}
		}
	}
}

func FuzzQuantitiesAndDates(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := read(text)
		qs, ds := both(d)
		for _, list := range [][]document.Annotation{qs, ds} {
			for _, a := range list {
				if a.First < 0 || a.Last <= a.First || a.Last > len(d.Tokens) {
					t.Fatalf("%q: span %d to %d of %d tokens", text, a.First, a.Last, len(d.Tokens))
				}
				if a.Date.End != "" && a.Date.Start > a.Date.End {
					t.Fatalf("%q: date %+v", text, a.Date)
				}
			}
		}
	})
}

func BenchmarkQuantitiesAndDates(b *testing.B) {
	_, list := benchText()
	d := read(list)
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		both(d)
	}
}

// benchText joins the sentences of the case files into a text, several times over.
func benchText() (n int, text string) {
	var s strings.Builder
	for _, name := range []string{"quantities.txt", "dates.txt"} {
		raw, _ := os.ReadFile(filepath.Join("testdata", name))
		for line := range strings.Lines(string(raw)) {
			if l, ok := strings.CutPrefix(line, "> "); ok {
				n++
				s.WriteString("قال رئيس اللجنة في مؤتمر صحفي عقده في العاصمة إن " + strings.TrimSpace(l) + " وفق ما جاء في بيان الهيئة المشرفة على العملية.\n")
			}
		}
	}
	return n, strings.Repeat(s.String(), 5)
}
