package annotate

import (
	"strings"

	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
)

// link gathers the mentions of one person under one entity number, kept in Annotation.Entity. Every mention keeps its spelling.
func (s *Stage) link(d *document.Document) {
	people := names.Register{Matcher: names.Matcher{Given: s.given}, Verdict: s.names.Verdict}
	// Full names first, so that a surname alone finds its person even when it comes before the full name.
	for _, full := range []bool{true, false} {
		for i := range d.Annotations {
			a := &d.Annotations[i]
			if a.Type == document.TypePerson && strings.Contains(a.Text, " ") == full {
				a.Entity = people.Add(a.Text)
			}
		}
	}
}

// given reports a word that the lexicon knows as a given name.
func (s *Stage) given(word string) bool {
	return s.class.given >= 0 && s.lex.Holds(word, s.class.given)
}
