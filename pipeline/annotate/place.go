package annotate

import (
	"strings"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

func fold(s string) string { return arabic.Fold(s) }

// places finds countries, and towns and regions by the lexicon or by the noun before them: the city of X.
func (t *text) places() {
	for i := 0; i < len(t.tokens); i++ {
		if t.claimed[i] || t.person[i] != 0 || t.tokens[i].Kind != document.Word || t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypePlace {
			continue
		}
		if h, ok := t.hit(i, t.class.country); ok {
			t.add(document.TypeCountry, i, int(h.Last), t.words(i, int(h.Last)), t.m.Value(h), "")
			t.add(document.TypePlace, i, int(h.Last), t.words(i, int(h.Last)), "", "country")
			i = int(h.Last) - 1
			continue
		}
		if h, ok := t.hit(i, t.class.demonym); ok {
			t.add("demonym", i, int(h.Last), t.words(i, int(h.Last)), t.m.Value(h), "")
			continue
		}
		if h, ok := t.hit(i, t.class.place); ok && t.properPlace(i) {
			t.add(document.TypePlace, i, int(h.Last), t.words(i, int(h.Last)), t.m.Value(h), "town")
			i = int(h.Last) - 1
			continue
		}
		if h, ok := t.hit(i, t.class.region); ok && int(h.Last) < len(t.tokens) {
			k := int(h.Last)
			if n := &t.tokens[k]; n.Kind == document.Word && n.Arabic && !t.claimed[k] && !t.stopsPhrase(k) && n.Sentence == t.tokens[i].Sentence && !strings.HasPrefix(n.Fold, "و") {
				end := k + 1
				if _, isOrg := t.hit(k, t.class.orgHead); !isOrg && !t.is(k, t.class.office) && t.placeLike(k) {
					t.add(document.TypePlace, k, end, t.words(k, end), "", "region")
				}
			}
		}
	}
}

// properPlace guards Latin place names, which have a capital, and Arabic ones behind a preposition against words that are commoner
// than they are: باكرا is early, not in Accra.
func (t *text) properPlace(i int) bool {
	tok := &t.tokens[i]
	if !tok.Arabic || t.lex.Holds(tok.Fold, t.class.place) {
		return tok.Arabic || tok.Capital
	}
	z, listed := t.zipf(tok.Fold)
	if !listed {
		return true
	}
	for _, p := range []string{"ب", "ل", "ك", "و", "ف"} {
		if rest, ok := strings.CutPrefix(tok.Fold, p); ok && t.lex.Holds(rest, t.class.place) {
			own, _ := t.zipf(rest)
			return own >= z
		}
	}
	return true
}

// placeLike reports a word that may be the name of a place: none of the common words of the language.
func (t *text) placeLike(i int) bool {
	z, ok := t.common(t.tokens[i].Fold)
	return !ok || z < 4.2
}
