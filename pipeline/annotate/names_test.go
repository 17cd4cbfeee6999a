package annotate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/segment"
	"mahdar/pipeline/wordlist"
)

// names makes the stage with the lexicons and word lists of the program.
func namesIn(tb testing.TB) *Stage {
	tb.Helper()
	lex := lexicon.New()
	if err := lex.Load(config.Files, "lexicon"); err != nil {
		tb.Fatal(err)
	}
	return New(lex, wordlist.New())
}

// annotateText runs the stage over a text.
func annotateText(tb testing.TB, s *Stage, text string) *document.Document {
	tb.Helper()
	d := &document.Document{ID: "r"}
	d.Text.Content = text
	segment.Segment(d)
	if err := s.Run(tb.Context(), d); err != nil {
		tb.Fatal(err)
	}
	return d
}

// named writes the names of a document as the case file does: type/unit=value words #entity.
func named(d *document.Document) []string {
	var out []string
	for _, a := range d.Annotations {
		switch a.Type {
		case document.TypePerson, document.TypeOrg, document.TypeOffice, document.TypeCountry, document.TypePlace, "demonym":
		default:
			continue
		}
		s := a.Type
		if a.Unit != "" {
			s += "/" + a.Unit
		}
		if a.Value != "" {
			s += "=" + a.Value
		}
		s += " " + a.Text
		if a.Type == document.TypePerson {
			s += fmt.Sprintf(" #%d", a.Entity)
		}
		out = append(out, s)
	}
	return out
}

// TestNames runs the case file; with UPDATE_GOLDEN it rewrites it. Each case is a text of its own.
func TestNames(t *testing.T) {
	stage := namesIn(t)
	head, list := cases(t, "names.txt")
	var file strings.Builder
	file.WriteString(head)
	for _, c := range list {
		got := named(annotateText(t, stage, c.text))
		fmt.Fprintf(&file, "> %s\n", c.text)
		for _, g := range got {
			file.WriteString(g + "\n")
		}
		if diff := cmp.Diff(c.want, got); diff != "" && os.Getenv("UPDATE_GOLDEN") == "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(filepath.Join("testdata", "names.txt"), []byte(file.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// wellFormed says what is wrong with the annotations of a document, nothing when they are as promised.
func wellFormed(d *document.Document) string {
	persons := map[int]bool{}
	for i, a := range d.Annotations {
		switch {
		case a.First < 0 || a.Last <= a.First || a.Last > len(d.Tokens):
			return fmt.Sprintf("annotation %d covers tokens %d to %d of %d", i, a.First, a.Last, len(d.Tokens))
		case d.Tokens[a.First].Sentence != d.Tokens[a.Last-1].Sentence && a.Type == document.TypePerson:
			return fmt.Sprintf("person %q stands in two sentences", a.Text)
		case a.Type == document.TypePerson && strings.TrimSpace(a.Text) == "":
			return fmt.Sprintf("annotation %d is a person without a name", i)
		case a.Type == document.TypePerson && a.Entity < 0:
			return fmt.Sprintf("person %q is no entity", a.Text)
		}
		if i > 0 {
			b := d.Annotations[i-1]
			if b.First > a.First || b.First == a.First && b.Last < a.Last {
				return fmt.Sprintf("annotations %d and %d are out of order", i-1, i)
			}
		}
		if a.Type == document.TypePerson {
			for k := a.First; k < a.Last; k++ {
				if persons[k] {
					return fmt.Sprintf("token %d is in two persons' names", k)
				}
				persons[k] = true
			}
		}
	}
	return ""
}

func FuzzNames(f *testing.F) {
	raw, err := os.ReadFile(filepath.Join("testdata", "names.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if s, ok := strings.CutPrefix(line, "> "); ok {
			f.Add(s)
		}
	}
	stage := namesIn(f)
	f.Fuzz(func(t *testing.T, text string) {
		if problem := wellFormed(annotateText(t, stage, text)); problem != "" {
			t.Errorf("%q: %s", text, problem)
		}
	})
}
