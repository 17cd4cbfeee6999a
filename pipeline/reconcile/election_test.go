package reconcile

import (
	"testing"

	"mahdar/pipeline/document"
)

func TestHeaded(t *testing.T) {
	d := &document.Document{
		Sentences: []document.Sentence{{Heading: true, Section: 0}, {Section: 0}, {Heading: true, Section: 1}, {Section: 1}},
		Sections:  []document.Section{{First: 1, Last: 2}, {First: 2, Last: 4}},
	}
	r := &reconciler{d: d, saying: [][]int{{0}, {1}, nil, {2}}}
	for range 3 {
		r.mentions = append(r.mentions, mention{claim: claim{extra: map[string]any{"of_round": "first"}}})
	}
	for sentence, want := range map[int]*mention{1: &r.mentions[0], 3: nil} {
		c := &claim{}
		c.Sentence = sentence
		if got := r.headed(c); got != want {
			t.Errorf("sentence %d: the mention in its heading is %p, want %p", sentence, got, want)
		}
	}
}
