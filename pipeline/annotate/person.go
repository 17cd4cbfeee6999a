package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
)

// maxNameWords bounds a person's name.
const maxNameWords = 6

// rareZipf is the frequency below which a known word may still be a name.
const rareZipf = 3.2

// nameness grades how like a part of a name a word is.
type nameness uint8

const (
	noName   nameness = iota // a word of grammar, a common verb, a title, a body
	weakName                 // a word of the language that may also be a name
	rareName                 // a rare word of the language
	oddName                  // a word that no list holds
	sureName                 // a given name, a name particle, a family ending
)

// arabicPersons finds persons' names in Arabic text, which has no capitals. A name starts behind a title, an office or the
// word for a candidate, or with a given name, or where two words in a row are in no word list. Names found so are then
// looked for again, alone and by their last word, everywhere else.
func (t *text) arabicPersons() {
	grades := make([]nameness, len(t.tokens))
	for i := range t.tokens {
		grades[i] = t.grade(i)
	}
	for i := 0; i < len(t.tokens); i++ {
		if t.person[i] != 0 {
			continue
		}
		end, cut := t.nameAt(i, grades)
		if end > i {
			t.addPerson(i, end, cut)
			i = end - 1
		}
	}
	t.repeats(grades)
}

// grade says how like a name token i is by itself.
func (t *text) grade(i int) nameness {
	tok := &t.tokens[i]
	if tok.Kind != document.Word || !tok.Arabic || t.claimed[i] {
		return noName
	}
	if t.bareGiven(i) {
		return sureName
	}
	if t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOrg && t.found[t.body[i]-1].Unit != "" {
		return noName
	}
	switch {
	case t.is(i, t.class.particle):
		return sureName
	case t.is(i, t.class.function), t.is(i, t.class.preposition), t.is(i, t.class.relative), t.is(i, t.class.verb), t.is(i, t.class.title),
		t.is(i, t.class.candidate), t.is(i, t.class.state), t.is(i, t.class.office), t.is(i, t.class.orgHead), t.is(i, t.class.country), t.is(i, t.class.demonym),
		t.is(i, t.class.region), t.is(i, t.class.electionNoun), t.is(i, t.class.kin), t.is(i, t.class.kind):
		return noName
	case t.isGiven(i):
		return sureName
	case t.is(i, t.class.suffix) && !t.definite(i):
		if z, ok := t.zipf(tok.Fold); !ok || z < rareZipf {
			return sureName
		}
	}
	z, known := t.common(tok.Fold)
	switch {
	case !known:
		return oddName
	case z < rareZipf:
		return rareName
	}
	return weakName
}

// isGiven reports a given name, alone or behind a proclitic.
func (t *text) isGiven(i int) bool { return t.is(i, t.class.given) }

// bareGiven reports a given name that stands without a proclitic.
func (t *text) bareGiven(i int) bool {
	return t.class.given >= 0 && t.lex.Holds(t.tokens[i].Fold, t.class.given)
}

// endings are the pronouns and inflections that a word of the language may carry.
var endings = []string{"هما", "كما", "ها", "هم", "هن", "نا", "كم", "وا", "ون", "ين", "ان", "ات", "تها", "ته", "ه", "ي", "ا", "ت", "ن", "يه", "يا", "ياً"}

// common returns the frequency of the word of the language that a token may be, whatever clitics and endings it carries.
func (t *text) common(fold string) (float64, bool) {
	best, known := 0.0, false
	try := func(s string) {
		if utf8.RuneCountInString(s) < 3 {
			return
		}
		if z, ok := t.zipf(s); ok {
			known = true
			best = max(best, z)
		}
	}
	stems := []string{fold}
	for _, p := range []string{"وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س"} {
		if rest, ok := strings.CutPrefix(fold, p); ok && utf8.RuneCountInString(rest) >= 3 {
			stems = append(stems, rest)
			if p == "ال" || p == "لل" || len(p) > 4 {
				break
			}
		}
	}
	for _, s := range stems {
		try(s)
		if s == fold && known {
			continue
		}
		for _, e := range endings {
			if rest, ok := strings.CutSuffix(s, e); ok && utf8.RuneCountInString(rest) >= 3 {
				try(rest)
				try(rest + "ه")
			}
		}
	}
	return best, known
}

// nameAt returns the end of the name that starts at token i, and how many letters of a proclitic stand before it; end is i
// when none does.
func (t *text) nameAt(i int, grades []nameness) (end, cut int) {
	if grades[i] == noName {
		return i, 0
	}
	behind := t.behindTitle(i)
	j := i + 1
	for j < len(t.tokens) && j-i < maxNameWords && t.joins(i, j, grades) {
		j++
	}
	// A particle cannot end a name.
	for j > i+1 && t.is(j-1, t.class.particle) && !t.bareGiven(j-1) && t.tokens[j-1].Fold != "اوغلو" {
		j--
	}
	n := j - i
	strong := 0
	for k := i; k < j; k++ {
		if grades[k] >= oddName {
			strong++
		}
	}
	switch {
	case behind && (grades[i] >= oddName || n >= 2 && strong > 0 && !t.definite(i)):
	case behind && n >= 2 && !t.definite(i) && grades[i] >= rareName:
	case n >= 2 && t.isGiven(i) && !t.definite(i) && (strong >= 2 || t.definite(j-1) && grades[j-1] >= rareName):
	case n >= 2 && t.bareGiven(i) && grades[i+1] >= rareName:
	case n >= 2 && strong == n && !t.definite(i):
	default:
		return i, 0
	}
	return j, t.proclitic(i)
}

// joins reports whether token j goes on with the name that started at i.
func (t *text) joins(i, j int, grades []nameness) bool {
	tok := &t.tokens[j]
	if tok.Kind != document.Word || !tok.Arabic || tok.Sentence != t.tokens[i].Sentence || grades[j] == noName {
		return false
	}
	if strings.HasPrefix(tok.Fold, "و") && grades[j] != sureName || strings.HasPrefix(tok.Fold, "و") && !t.bareGiven(j) {
		// "and": the next of a list, unless the word without it is no name
		return false
	}
	if t.definite(j) {
		return grades[j] >= rareName || t.is(j-1, t.class.particle) || j-i == 1 && t.bareGiven(i) && grades[j] >= weakName && t.looksNisba(j)
	}
	switch grades[j] {
	case weakName:
		return j-i == 1 && (t.bareGiven(i) || t.is(i, t.class.particle)) || t.is(j-1, t.class.particle)
	case rareName:
		return true
	}
	return true
}

// looksNisba reports a word with the article that ends as family names do.
func (t *text) looksNisba(j int) bool {
	return strings.HasSuffix(t.tokens[j].Fold, "ي") && !t.is(j, t.class.demonym)
}

// behindTitle reports whether a title, an office or the word for a candidate stands right before token i, with an adjective
// of state or of nationality between them at most.
func (t *text) behindTitle(i int) bool {
	k := i - 1
	for k >= 0 && k >= i-3 && t.tokens[k].Kind == document.Word && (t.is(k, t.class.state) || t.is(k, t.class.demonym)) {
		k--
	}
	if k < 0 || t.tokens[k].Sentence != t.tokens[i].Sentence {
		return false
	}
	if t.body[k] != 0 {
		a := &t.found[t.body[k]-1]
		return a.Type == document.TypeOffice
	}
	if t.tokens[k].Kind == document.Punct {
		return (t.tokens[k].Text == "،" || t.tokens[k].Text == ",") && k > 0 && t.body[k-1] != 0 && t.found[t.body[k-1]-1].Type == document.TypeOffice
	}
	for _, c := range []struct{ first int }{{k}, {k - 1}} {
		if h, ok := t.hit(c.first, t.class.title); ok && int(h.Last) == k+1 {
			return true
		}
		if h, ok := t.hit(c.first, t.class.candidate); ok && int(h.Last) == k+1 {
			return true
		}
		if h, ok := t.hit(c.first, t.class.office); ok && int(h.Last) == k+1 {
			return true
		}
	}
	return false
}

// proclitic returns how many letters of token i stand before the name. A conjunction or preposition is taken off when what is
// left is a given name, stands elsewhere in the report by itself, or is no worse a name than the whole.
func (t *text) proclitic(i int) int {
	f := t.tokens[i].Fold
	if t.bareGiven(i) {
		return 0
	}
	for _, p := range []string{"و", "ل", "ب", "ف", "ول", "وب", "ك"} {
		rest, ok := strings.CutPrefix(f, p)
		if !ok || utf8.RuneCountInString(rest) < 3 {
			continue
		}
		switch {
		case t.lex.Holds(rest, t.class.given), t.count[rest] > 0, p == "و" && t.afterListMark(i):
			return utf8.RuneCountInString(p)
		}
	}
	if rest, ok := strings.CutPrefix(f, "لل"); ok && t.count["ال"+rest] > 0 {
		return 1
	}
	return 0
}

// afterListMark reports a comma or the like before token i.
func (t *text) afterListMark(i int) bool {
	if i == 0 {
		return false
	}
	switch t.tokens[i-1].Text {
	case "،", ",", "؛", ";", ")", "»", "«", "\"", "”":
		return true
	}
	return false
}

func (t *text) addPerson(first, last, cut int) {
	var b strings.Builder
	for i := first; i < last; i++ {
		s := t.tokens[i].Text
		if i == first && cut > 0 {
			r := []rune(s)
			if cut < len(r) {
				s = string(r[cut:])
				if strings.HasPrefix(t.tokens[i].Fold, "لل") {
					s = "ا" + s
				}
			}
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	t.add(document.TypePerson, first, last, b.String(), "", "")
	for k := first; k < last; k++ {
		t.person[k] = len(t.found)
	}
}

// repeats finds further mentions of the persons found: by their last word, or by their first two.
func (t *text) repeats(grades []nameness) {
	known := map[string]bool{}
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypePerson {
			continue
		}
		words := strings.Fields(a.Text)
		last := words[len(words)-1]
		f := fold(last)
		if z, ok := t.common(f); utf8.RuneCountInString(f) >= 3 && (!ok || z < 4.3 || strings.HasPrefix(f, "ال")) && !t.lex.Holds(f, t.class.given) {
			known[f] = true
		}
	}
	for i := range t.tokens {
		if t.person[i] != 0 || grades[i] == noName || t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOrg {
			continue
		}
		f := t.tokens[i].Fold
		switch {
		case known[f]:
			t.addPerson(i, i+1, 0)
		case strings.HasPrefix(f, "لل") && known["ال"+strings.TrimPrefix(f, "لل")]:
			t.addPerson(i, i+1, 1)
		default:
			for _, p := range []string{"و", "ل", "ب", "ف", "ول", "وب", "ك"} {
				if rest, ok := strings.CutPrefix(f, p); ok && known[rest] {
					t.addPerson(i, i+1, utf8.RuneCountInString(p))
					break
				}
			}
		}
	}
}
