package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// maxBodyWords bounds the name of a body or an office.
const maxBodyWords = 12

// bodies finds organizations and offices: a head noun of the lexicon and the words that belong to it. Bodies that are known
// by name come first.
func (t *text) bodies() {
	for i := 0; i < len(t.tokens); i++ {
		if t.claimed[i] || t.tokens[i].Kind != document.Word || t.body[i] != 0 {
			continue
		}
		if h, ok := t.hit(i, t.class.observer); ok && !t.longerNext(i, int(h.Last)) {
			t.addBody(document.TypeOrg, i, int(h.Last), "observer", t.m.Value(h))
		} else if h, ok := t.hit(i, t.class.pollster); ok {
			t.addBody(document.TypeOrg, i, int(h.Last), "pollster", t.m.Value(h))
		} else if h, ok := t.hit(i, t.class.agency); ok {
			t.addBody(document.TypeOrg, i, int(h.Last), "agency", t.m.Value(h))
		} else if h, ok := t.hit(i, t.class.party); ok && t.properPlace(i) && !t.headBehind(int(h.Last)) {
			t.addBody(document.TypeOrg, i, int(h.Last), "party", "")
		}
	}
	for i := 0; i < len(t.tokens); i++ {
		if t.claimed[i] || t.tokens[i].Kind != document.Word || !t.tokens[i].Arabic {
			continue
		}
		if h, ok := t.hit(i, t.class.office); ok && t.body[i] == 0 && !t.before(i) && !t.school(i) {
			end := t.nounPhrase(i, int(h.Last), true)
			t.addBody(document.TypeOffice, i, end, "", t.m.Value(h))
			// The body inside an office is a body of its own: the chair of the election commission.
			for k := i + 1; k < end; k++ {
				if o, ok := t.hit(k, t.class.orgHead); ok && (k >= int(h.Last) || t.m.Value(o) == "party") {
					t.addBody(document.TypeOrg, k, end, t.m.Value(o), "")
					break
				}
			}
			i = end - 1
			continue
		}
		if t.body[i] != 0 {
			continue
		}
		if h, ok := t.hit(i, t.class.orgHead); ok {
			end := t.nounPhrase(i, int(h.Last), false)
			if end == int(h.Last) && !t.definite(i) {
				continue // a bare noun names no body
			}
			t.addBody(document.TypeOrg, i, end, t.m.Value(h), "")
			i = end - 1
		}
	}
}

// before reports the preposition أمام, which the fold makes look like an imam, an office.
func (t *text) before(i int) bool {
	return strings.HasPrefix(t.tokens[i].Text, "أ") && t.is(i, t.class.preposition)
}

// school reports the noun for a school behind a preposition, which is also written as that for a teacher.
func (t *text) school(i int) bool {
	f := t.tokens[i].Fold
	return f == "بمدرسه" || f == "بالمدرسه" || (f == "مدرسه" || f == "المدرسه") && i > 0 && t.is(i-1, t.class.preposition) && t.tokens[i-1].Sentence == t.tokens[i].Sentence
}

// headBehind reports a capitalized head noun of bodies at token i, which makes a longer name of the words before it.
func (t *text) headBehind(i int) bool {
	return t.is(i, t.class.orgHead) && t.tokens[i].Capital
}

// longerNext reports whether a longer name begins at the next word: the Commonwealth is also the beginning of another body.
func (t *text) longerNext(i, end int) bool {
	h, ok := t.hit(i+1, t.class.observer)
	return ok && i+1 < end && int(h.Last) > end
}

func (t *text) addBody(typ string, first, last int, unit, value string) {
	t.add(typ, first, last, withoutPossessive(t.words(first, last)), value, unit)
	for k := first; k < last; k++ {
		t.body[k] = len(t.found)
	}
}

// definite reports whether a word has the article, or a preposition fused with it. Foreign names that begin with the same
// letters are told by the rest, which is no word then.
func (t *text) definite(i int) bool {
	f := t.tokens[i].Fold
	for _, p := range []string{"ال", "لل"} {
		if strings.HasPrefix(f, p) && utf8.RuneCountInString(f) > utf8.RuneCountInString(p)+1 {
			return true
		}
	}
	for _, p := range []string{"وال", "بال", "فال", "كال", "ولل", "وبال"} {
		rest, ok := strings.CutPrefix(f, p)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		if utf8.RuneCountInString(rest) < 3 || t.m.Knows(rest) || t.m.Knows("ال"+rest) {
			return true
		}
		if _, known := t.common(rest); known {
			return true
		}
		_, known := t.zipf("ال" + rest)
		return known
	}
	return false
}

// nounPhrase returns the end of the Arabic noun phrase whose head is tokens first to head. An indefinite head takes the
// nouns that follow it up to the first definite one; after that only words with the article belong to the phrase, since
// Arabic adjectives agree with their noun. A name in quotation marks behind the head belongs to it too.
func (t *text) nounPhrase(first, head int, office bool) int {
	i := head
	definite := t.definite(first)
	loose := 0 // indefinite nouns taken so far
	for i < len(t.tokens) && i-first < maxBodyWords && t.tokens[i].Sentence == t.tokens[first].Sentence {
		tok := &t.tokens[i]
		if tok.Kind == document.Punct {
			end, ok := t.quoted(i)
			if !ok {
				break
			}
			i = end
			definite = true
			continue
		}
		if tok.Kind != document.Word || !tok.Arabic || t.claimed[i] || t.stopsPhrase(i) && !t.verbNames(i, head) {
			break
		}
		if strings.HasPrefix(tok.Fold, "و") && !t.stemDefinite(tok.Fold) && definite {
			break
		}
		if (tok.Fold == "سنه" || tok.Fold == "عام") && i+1 < len(t.tokens) && t.claimed[i+1] {
			break // the year in which somebody went there
		}
		if t.definite(i) {
			if t.definite(first) && i >= head && t.object(i) {
				break // what the body announces, not what it is called
			}
			if strings.HasPrefix(tok.Fold, "و") && t.startsBody(i) {
				break // a body of its own, joined by "and"
			}
			definite = true
			i++
			continue
		}
		_, isOrg := t.hit(i, t.class.orgHead)
		switch {
		case office && strings.HasPrefix(tok.Fold, "ل") && !definite && loose == 0 && i == head: // نائبا لوزير, رئيسا لمجلس
		case definite:
			return i
		case t.isGiven(i) && !isOrg:
			return i
		}
		loose++
		if loose > 4 {
			break
		}
		if h, ok := t.hit(i, t.class.country); ok {
			definite = true
			i = int(h.Last)
			continue
		}
		i++
	}
	return i
}

// verbNames reports a word that may be a verb right behind the head, with a figure, a mark or a preposition of one letter behind it: it is
// what the body is called, the party of Progress.
func (t *text) verbNames(i, head int) bool {
	if i != head || !t.is(i, t.class.verb) || t.is(i, t.class.function) || i+1 >= len(t.tokens) {
		return false
	}
	h, ok := t.hit(i-1, t.class.orgHead)
	next := &t.tokens[i+1]
	return ok && t.m.Value(h) == "party" && (t.claimed[i+1] || next.Kind == document.Number || next.Kind == document.Punct && next.Text != "«" && next.Text != "\"" || utf8.RuneCountInString(next.Fold) == 1)
}

// object reports a noun with the article that no adjective of a body's name can be: a plural in -at, a result, an election. Behind a
// preposition it may belong to the name: the commission for elections.
func (t *text) object(i int) bool {
	f := t.tokens[i].Fold
	return strings.HasPrefix(f, "ال") && (strings.HasSuffix(f, "ات") || t.is(i, t.class.electionNoun) || t.is(i, t.class.result))
}

// stemDefinite reports whether the word behind a conjunction has the article.
func (t *text) stemDefinite(fold string) bool {
	return strings.HasPrefix(fold, "وال") || strings.HasPrefix(fold, "ولل")
}

// startsBody reports whether a body or an office begins at token i.
func (t *text) startsBody(i int) bool {
	_, a := t.hit(i, t.class.orgHead)
	_, b := t.hit(i, t.class.office)
	_, c := t.hit(i, t.class.observer)
	return a || b || c
}

// stopsPhrase reports the words that end a noun phrase.
func (t *text) stopsPhrase(i int) bool {
	return t.isBare(i, t.class.function) || t.isBare(i, t.class.preposition) || t.is(i, t.class.relative) || (t.is(i, t.class.verb) || t.is(i, t.class.title)) && !t.definite(i) ||
		t.is(i, t.class.leads) || t.is(i, t.class.belongs)
}

// isBare reports a form of a class that has no article before it: "alone" is a word of grammar, the unity that is written like
// it is none.
func (t *text) isBare(i int, class lexicon.Class) bool {
	f := t.tokens[i].Fold
	return t.is(i, class) && (!strings.HasPrefix(f, "ال") || t.lex.Holds(f, class))
}

// quoted returns the end of a quotation that opens at token i and holds at most six words, with a dash among them at most.
func (t *text) quoted(i int) (int, bool) {
	switch t.tokens[i].Text {
	case "«", "\"", "“", "»":
	default:
		return 0, false
	}
	for k := i + 1; k < len(t.tokens) && k < i+9; k++ {
		switch t.tokens[k].Text {
		case "«", "»", "\"", "”", "“":
			if k > i+1 {
				return k + 1, true
			}
			return 0, false
		case ".", "،", ",":
			return 0, false
		}
	}
	return 0, false
}

// words returns the text of tokens first to last without the proclitic of the first and without quotation marks at the end.
func (t *text) words(first, last int) string {
	var b strings.Builder
	for i := first; i < last; i++ {
		tok := &t.tokens[i]
		s := tok.Text
		if i == first && tok.Arabic {
			s = t.withoutProclitic(i)
		}
		switch s {
		case "«", "»", "\"", "“", "”":
			continue
		}
		if b.Len() > 0 && (tok.Space || t.tokens[i-1].Kind == document.Punct && i > first && t.tokens[i-1].Space) {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	s := strings.TrimSpace(b.String())
	if last > first && !t.tokens[last-1].Arabic {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
	}
	return s
}

// withoutProclitic returns the word at i without the conjunction or preposition that the lexicon's form shows to be none of
// its letters. لل loses its first lam and takes its alef back: للجنة is اللجنة.
func (t *text) withoutProclitic(i int) string {
	tok := &t.tokens[i]
	best := 0
	for _, h := range t.m.At(i) {
		switch h.Class {
		case t.class.orgHead, t.class.office, t.class.observer, t.class.country, t.class.place, t.class.agency, t.class.pollster:
		default:
			continue
		}
		if n := t.procliticLength(i); n > best {
			best = n
		}
	}
	if best == 0 {
		return tok.Text
	}
	runes := []rune(tok.Text)
	if best >= len(runes) {
		return tok.Text
	}
	rest := string(runes[best:])
	if strings.HasPrefix(tok.Fold[len(string([]rune(tok.Fold)[:best-1])):], "لل") && best >= 1 && runes[best-1] == 'ل' {
		return "ا" + rest
	}
	return rest
}

// procliticLength returns how many letters stand before the article, or before the word where it has none.
func (t *text) procliticLength(i int) int {
	f := t.tokens[i].Fold
	for _, p := range []struct {
		prefix string
		drop   int
	}{{"وال", 1}, {"فال", 1}, {"بال", 1}, {"كال", 1}, {"ولل", 2}, {"وبال", 2}, {"لل", 1}, {"ال", 0}} {
		if strings.HasPrefix(f, p.prefix) {
			return p.drop
		}
	}
	// Without an article: the shortest stem that the lexicon knows as a head tells where the word begins.
	for _, s := range t.tokens[i].Stems {
		if t.headWord(s) {
			return utf8.RuneCountInString(f) - utf8.RuneCountInString(s)
		}
	}
	if _, listed := t.zipf(f); listed {
		return 0
	}
	for _, s := range t.tokens[i].Stems[1:] {
		if _, ok := t.zipf(s); ok && utf8.RuneCountInString(s) >= 3 {
			return utf8.RuneCountInString(f) - utf8.RuneCountInString(s)
		}
	}
	return 0
}

// headWord reports whether a folded word alone is a head noun, a country or a place.
func (t *text) headWord(fold string) bool {
	return t.lex.Holds(fold, t.class.orgHead) || t.lex.Holds(fold, t.class.office) || t.lex.Holds(fold, t.class.country) || t.lex.Holds(fold, t.class.place)
}

// zipf returns how common a folded word is.
func (t *text) zipf(fold string) (float64, bool) {
	if t.freq == nil {
		return 0, false
	}
	return t.freq.Known(fold)
}
