package extract

import (
	"fmt"
	"strings"
	"testing"

	"mahdar/config"
	"mahdar/pipeline/annotate"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/segment"
	"mahdar/pipeline/wordlist"
)

// TestExamples runs every example of every rule: the rule must make its rows, with these values in the named columns, and no
// others. The stages before the rules and the other rules of the language run as in a report.
func TestExamples(t *testing.T) {
	lex := lexicon.New()
	if err := lex.Load(config.Files, "lexicon"); err != nil {
		t.Fatal(err)
	}
	languages, err := config.Files.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Rules{}
	for _, l := range languages {
		if !l.IsDir() {
			continue
		}
		if all[l.Name()], err = LoadRules(config.Files, "rules/"+l.Name(), lex); err != nil {
			t.Fatal(err)
		}
	}
	stage := annotate.New(lex, wordlist.New())
	for _, language := range sortedKeys(all) {
		rules := all[language]
		for _, r := range rules.rules {
			for i, ex := range r.spec.Examples {
				t.Run(fmt.Sprintf("%s %d", r.spec.ID, i+1), func(t *testing.T) {
					d := exampleDocument(ex, language)
					if err := stage.Run(t.Context(), d); err != nil {
						t.Fatal(err)
					}
					for _, problem := range ex.Problems(rules.Extract(d), r.spec.ID) {
						t.Errorf("%s: rule %s: %s\nin %q", r.file, r.spec.ID, problem, ex.Text)
					}
				})
			}
		}
	}
}

// exampleDocument cuts an example's text. What stands under no heading is no heading, however short.
func exampleDocument(ex Example, language string) *document.Document {
	d := &document.Document{ID: "example", Info: document.Info{Language: language, ReferenceDate: "2024-06-30"}}
	d.Text.Content = ex.Text + "\n"
	if ex.Head != "" {
		d.Text.Content = strings.TrimSuffix(ex.Head, ":") + ":\n\n" + ex.Text + "\n"
	}
	segment.Segment(d)
	for i := range d.Sentences {
		if ex.Head == "" || i > 0 {
			d.Sentences[i].Heading = false
		}
	}
	return d
}
