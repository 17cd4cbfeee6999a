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

// famousZipf is the same for the names of many countries: texts that the frequencies come from speak of people who bear them.
const famousZipf = 4.6

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
	t.d.Namelike = make([]bool, len(t.tokens))
	for i := range t.tokens {
		grades[i] = t.grade(i)
	}
	t.givenOfTwo(grades)
	t.sonOf(grades)
	titled := t.titled(grades)
	for i := range t.tokens {
		switch {
		case grades[i] == noName:
		case titled[t.tokens[i].Fold]:
			grades[i] = max(grades[i], oddName)
		case grades[i] == weakName && t.enclosed(i, grades):
			grades[i] = rareName
		}
		t.d.Namelike[i] = grades[i] >= rareName
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
	t.settleProclitics()
	t.repeats(grades)
	t.otherSpellings(func(i int) bool { return grades[i] >= rareName })
}

// sonOf grades the word behind "son of" in a name, which may look like a word of grammar behind a conjunction, and the one behind
// "servant of": both are of the name.
func (t *text) sonOf(grades []nameness) {
	for i := 2; i < len(grades); i++ {
		tok := &t.tokens[i]
		if t.tokens[i-1].Fold == "عبد" && grades[i] < oddName && t.definite(i) && tok.Kind == document.Word && !t.claimed[i] && tok.Sentence == t.tokens[i-1].Sentence {
			grades[i] = oddName
		}
		if grades[i] == noName && grades[i-2] == sureName && t.tokens[i-1].Fold == "بن" && tok.Kind == document.Word && !t.claimed[i] &&
			tok.Sentence == t.tokens[i-2].Sentence && !t.lex.Word(tok.Fold) {
			grades[i] = oddName
		}
	}
}

// givenOfTwo grades the further words of a given name of several, the glory of the faith, as the first.
func (t *text) givenOfTwo(grades []nameness) {
	for i := range grades {
		if h, ok := t.hit(i, t.class.given); ok && grades[i] == sureName {
			for k := i + 1; k < int(h.Last); k++ {
				if !t.claimed[k] && t.body[k] == 0 {
					grades[k] = sureName
				}
			}
		}
	}
}

// titled returns the words that no list holds as they stand and that the report keeps using, behind a title too: they are no words of the
// language, though ones with other endings may be.
func (t *text) titled(grades []nameness) map[string]bool {
	behind := map[string]int{}
	for i := range t.tokens {
		f := t.tokens[i].Fold
		if (grades[i] != weakName && grades[i] != rareName) || t.count[f] < 4 || t.definite(i) {
			continue
		}
		if _, listed := t.zipf(f); !listed && t.behindTitle(i) {
			behind[f]++
		}
	}
	words := map[string]bool{}
	for f, n := range behind {
		words[f] = n >= 2
	}
	return words
}

// grade says how like a name token i is by itself.
func (t *text) grade(i int) nameness {
	tok := &t.tokens[i]
	if tok.Kind != document.Word || !tok.Arabic || t.claimed[i] || utf8.RuneCountInString(tok.Fold) < 2 || verbWithPronoun(tok.Fold) || futurePlural(tok.Fold) || nounsWithPronoun(tok.Fold) {
		return noName
	}
	if rest, and := strings.CutPrefix(tok.Fold, "و"); and && strings.HasSuffix(tok.Text, "ي") && t.lex.Holds(rest, t.class.given) && t.besideName(i) {
		return sureName // "and Ali", which the fold writes as "and on"
	}
	if t.grammar(i) {
		return noName
	}
	if t.bareGiven(i) && !t.withinOffice(i) {
		return sureName
	}
	if t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOrg && t.found[t.body[i]-1].Unit != "" {
		return noName
	}
	if t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOffice && t.definite(i) {
		return noName
	}
	switch {
	case t.is(i, t.class.particle) && !t.definite(i):
		return sureName
	case t.is(i, t.class.timeUnit), t.is(i, t.class.countUnit):
		return noName
	case t.is(i, t.class.function), t.is(i, t.class.preposition), t.is(i, t.class.relative), t.is(i, t.class.verb), t.is(i, t.class.title),
		t.is(i, t.class.candidate), t.is(i, t.class.state), t.is(i, t.class.office), t.is(i, t.class.orgHead), t.is(i, t.class.country), t.is(i, t.class.demonym),
		t.is(i, t.class.region), t.is(i, t.class.electionNoun), t.is(i, t.class.kin), t.is(i, t.class.kind),
		t.is(i, t.class.win), t.is(i, t.class.follow):
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
	case z < rareZipf, z < rareZipf+0.7 && t.count[tok.Fold] >= 4 && !t.definite(i):
		return rareName // a rare word, or a none too common one that the report keeps using
	case z < famousZipf && t.freq != nil && t.freq.Name([]byte(tok.Text)):
		return rareName
	}
	return weakName
}

// withinOffice reports a word with the article that an office has within it: the secretary of "the secretary general" is no name.
func (t *text) withinOffice(i int) bool {
	return t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOffice && t.found[t.body[i]-1].Last > i+1 && strings.HasPrefix(t.tokens[i].Fold, "ال")
}

// grammar reports a word of grammar that the fold makes look like a name: على is no علي, أنا is no آنا. A form that is both is a
// name only where it is written as one and stands beside another name.
func (t *text) grammar(i int) bool {
	if t.is(i, t.class.verb) && !t.is(i, t.class.function) && t.bareGiven(i) {
		return !t.besideName(i)
	}
	if !t.is(i, t.class.function) && !t.is(i, t.class.preposition) {
		return false
	}
	if !t.bareGiven(i) || !strings.HasSuffix(t.tokens[i].Text, "ي") && !strings.HasPrefix(t.tokens[i].Text, "آ") {
		return true
	}
	return !t.besideName(i)
}

// besideName reports a given name or a title right before or behind token i, or "son of" behind it.
func (t *text) besideName(i int) bool {
	beside := func(k int) bool {
		return k >= 0 && k < len(t.tokens) && t.tokens[k].Sentence == t.tokens[i].Sentence && (t.bareGiven(k) || t.is(k, t.class.title)) && !t.is(k, t.class.function)
	}
	sonOf := i+2 < len(t.tokens) && t.tokens[i+2].Sentence == t.tokens[i].Sentence && t.is(i+1, t.class.particle) && !t.is(i+1, t.class.function)
	return beside(i-1) || beside(i+1) || sonOf
}

// isGiven reports a given name, alone or behind a proclitic.
func (t *text) isGiven(i int) bool {
	return t.is(i, t.class.given) && (!t.definite(i) || t.bareGiven(i))
}

// verbWithPronoun reports the shape of a verb in the present with an object: "she helps him".
func verbWithPronoun(fold string) bool {
	if !strings.HasPrefix(fold, "ي") && !strings.HasPrefix(fold, "ت") || utf8.RuneCountInString(fold) < 5 {
		return false
	}
	for _, p := range []string{"ها", "هم", "هما", "هن"} {
		if strings.HasSuffix(fold, p) {
			return true
		}
	}
	return false
}

// futurePlural reports the shape of a verb of many in the future: they will vote.
func futurePlural(fold string) bool {
	return strings.HasPrefix(fold, "سي") && strings.HasSuffix(fold, "ون") && utf8.RuneCountInString(fold) >= 6
}

// nounsWithPronoun reports the shape of a plural with whose it is: her conclusions.
func nounsWithPronoun(fold string) bool {
	if utf8.RuneCountInString(fold) < 6 {
		return false
	}
	for _, p := range []string{"اتها", "اتهم", "اتهما"} {
		if strings.HasSuffix(fold, p) {
			return true
		}
	}
	return false
}

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
	if grades[i] == noName || t.is(i, t.class.particle) && !startingParticle(t.tokens[i].Fold) && !t.bareGiven(i) {
		return i, 0
	}
	if t.definite(i) && i+1 < len(t.tokens) && t.bareGiven(i+1) && !t.bareGiven(i) {
		return i, 0 // an adjective before the name
	}
	if end := t.headingName(i, grades); end > i {
		return end, 0
	}
	if end := t.apposed(i, grades); end > i {
		return end, t.proclitic(i)
	}
	if t.definite(i) && grades[i] == weakName && i+3 < len(grades) && t.definite(i+1) && !t.definite(i+2) && grades[i+2] >= oddName && grades[i+3] >= oddName {
		return i, 0 // what the candidate stands for, then the name
	}
	if grades[i] == weakName && !t.isGiven(i) && i+3 < len(grades) && t.definite(i+1) && grades[i+1] <= weakName && t.behindTitle(i) && grades[i+2] >= oddName && grades[i+3] >= oddName {
		return i, 0 // the wing that somebody stands for, then the name
	}
	behind := t.behindTitle(i) && (!t.and(i) || t.bareGiven(i))
	j := i + 1
	for j < len(t.tokens) && j-i < maxNameWords && t.joins(i, j, grades) {
		j++
	}
	// A particle cannot end a name.
	for j > i+1 && t.is(j-1, t.class.particle) && !t.bareGiven(j-1) && !endingParticle(t.tokens[j-1].Fold) {
		j--
	}
	n := j - i
	strong := 0
	for k := i; k < j; k++ {
		if grades[k] >= oddName {
			strong++
		}
	}
	given := t.isGiven(i) || t.compound(i)
	switch {
	case n == 1 && behind && grades[i] >= oddName && utf8.RuneCountInString(t.tokens[i].Fold) >= 3 && t.lone(i, grades):
	case n == 1:
		return i, 0
	case behind && strong > 0 && (!t.definite(i) || !t.definite(j-1)):
	case behind && !t.definite(i) && grades[i] >= rareName:
	case t.definite(i) && (strong < n || t.definite(j-1)):
		return i, 0
	case given && (strong >= 2 || t.definite(j-1) || grades[j-1] >= rareName):
	case given && t.bounded(j):
	case !t.definite(i) && grades[j-1] == sureName && t.is(j-1, t.class.suffix) && t.rareEnough(i) && t.afterListMark(i) && !t.commonBehindAnd(i):
	case strong == n:
	case strong > 0 && weakest(grades[i:j]) >= rareName && (n >= 3 || t.framed(i)):
	case strong >= 2 && strong == n-1 && t.leadsName(i, grades):
	case strong > 0 && n > 1 && i > 0 && !t.definite(i) && t.is(i-1, t.class.verb) && t.beforeOffice(j):
	default:
		return i, 0
	}
	return j, t.proclitic(i)
}

// headingName returns the end of a heading of two to five words that is a name as a whole: it begins with a given name, and no word
// of grammar, body or verb stands in it; i when it is none.
func (t *text) headingName(i int, grades []nameness) int {
	s := &t.d.Sentences[t.tokens[i].Sentence]
	last := s.Last
	if last > s.First && t.tokens[last-1].Kind == document.Punct {
		last--
	}
	if !s.Heading || i != s.First || last-i < 2 || last-i > 5 || !t.bareGiven(i) && !t.compound(i) {
		return i
	}
	for k := i; k < last; k++ {
		if grades[k] == noName && !t.is(k, t.class.title) || t.tokens[k].Kind != document.Word {
			return i
		}
	}
	return last
}

// and reports a word that begins with a conjunction: with a waw that is no letter of a name of many countries, as that of Widodo is.
func (t *text) and(i int) bool {
	rest, ok := strings.CutPrefix(t.tokens[i].Text, "و")
	if !ok {
		return strings.HasPrefix(t.tokens[i].Fold, "و")
	}
	if t.freq == nil || !t.freq.Name([]byte(t.tokens[i].Text)) || t.freq.Name([]byte(rest)) || t.lex.Holds(fold(rest), t.class.given) || t.count[fold(rest)] > 0 {
		return true
	}
	_, known := t.zipf(fold(rest))
	return known
}

// commonBehindAnd reports "and" with a common word: the start of a clause, not of a name.
func (t *text) commonBehindAnd(i int) bool {
	rest, ok := strings.CutPrefix(t.tokens[i].Fold, "و")
	if !ok {
		rest = t.tokens[i].Fold
	}
	z, known := t.zipf(rest)
	return known && z >= 3.5
}

// alone reports whether no other part of a name stands beside token i.
func (t *text) alone(i int, grades []nameness) bool {
	beside := func(k int) bool {
		return k >= 0 && k < len(t.tokens) && t.tokens[k].Sentence == t.tokens[i].Sentence && (t.person[k] != 0 || grades[k] >= oddName)
	}
	return !beside(i-1) && (!beside(i+1) || t.and(i+1))
}

// weakest returns the lowest grade of a run.
func weakest(grades []nameness) nameness {
	low := sureName
	for _, g := range grades {
		low = min(low, g)
	}
	return low
}

// framed reports a place where names stand: behind a verb, a victory, or a mark of a list.
func (t *text) framed(i int) bool {
	return i > 0 && t.tokens[i-1].Sentence == t.tokens[i].Sentence && (t.is(i-1, t.class.verb) || t.is(i-1, t.class.win) || t.afterListMark(i))
}

// lone reports whether one word alone behind a title is a name: it looks like one by itself, it stands elsewhere too, or
// the title has the article.
func (t *text) lone(i int, grades []nameness) bool {
	return grades[i] == sureName || t.count[t.tokens[i].Fold] > 1 || !t.definite(i) && t.definite(i-1)
}

// compound reports a first name of two words: the servant of …, the father of ….
func (t *text) compound(i int) bool {
	return startingParticle(t.tokens[i].Fold) || strings.HasPrefix(t.tokens[i].Fold, "و") && startingParticle(strings.TrimPrefix(t.tokens[i].Fold, "و"))
}

// startingParticle reports the particles that a name may start with.
func startingParticle(fold string) bool {
	switch fold {
	case "عبد", "ابو", "ابي", "ابا", "ام", "ال", "وعبد", "وابو", "لعبد", "بعبد", "فعبد", "لابو", "لابي":
		return true
	}
	return false
}

// endingParticle reports the particles that a name may end with.
func endingParticle(fold string) bool {
	switch fold {
	case "اوغلو", "اوغلي", "زاده", "خان", "بك", "باشا":
		return true
	}
	return false
}

// bounded reports whether nothing that could belong to a name stands at token j: a mark, a number, a word of grammar, a verb,
// an office.
func (t *text) bounded(j int) bool {
	if j >= len(t.tokens) || t.tokens[j].Kind != document.Word || t.claimed[j] || t.tokens[j].Sentence != t.tokens[j-1].Sentence {
		return true
	}
	return t.stopsPhrase(j) || t.is(j, t.class.office) || t.is(j, t.class.orgHead) || t.is(j, t.class.state) || t.is(j, t.class.candidate) || t.and(j)
}

// joins reports whether token j goes on with the name that started at i.
func (t *text) joins(i, j int, grades []nameness) bool {
	tok := &t.tokens[j]
	if tok.Kind != document.Word || !tok.Arabic || tok.Sentence != t.tokens[i].Sentence || grades[j] == noName {
		return false
	}
	if t.and(j) && !t.bareGiven(j) && !t.is(j, t.class.particle) {
		return false // "and": the next of a list
	}
	if tok.Fold == "النور" && i > 0 && sawLight(t.tokens[i-1].Fold) {
		return false // who saw the light of the world
	}
	if !t.bareGiven(j) && t.prefixed(tok.Fold) && (t.freq == nil || !t.freq.Name([]byte(tok.Text))) {
		return false
	}
	afterParticle := t.is(j-1, t.class.particle) && grades[j-1] == sureName && !t.bareGiven(j-1) || j-1 == i && t.compound(i)
	first := t.isGiven(i) || t.compound(i)
	if t.definite(j) {
		return afterParticle || grades[j] >= oddName || grades[j] >= rareName && first || first && t.looksNisba(j) || first && j == i+1 && (t.labels(j+1) || t.behindTheTitle(i, j) || t.paired(i, j))
	}
	if grades[j] == weakName {
		k := j - i
		if t.compound(i) {
			k--
		}
		return afterParticle || first && k == 1 && t.rareEnough(j) || k == 2 && t.twoGiven(i, j, grades) && t.rareEnough(j) && t.bounded(j+1)
	}
	return true
}

// sawLight reports a verb for seeing the light of the world.
func sawLight(fold string) bool {
	switch strings.TrimPrefix(fold, "و") {
	case "ابصر", "ابصرت", "راي", "رات":
		return true
	}
	return false
}

// enclosed reports a none too common word between two rare ones of which a list holds one at most: it is as foreign as they are.
func (t *text) enclosed(j int, grades []nameness) bool {
	if j == 0 || j+1 >= len(grades) || min(grades[j-1], grades[j+1]) < rareName || max(grades[j-1], grades[j+1]) < oddName || t.and(j+1) {
		return false
	}
	z, listed := t.zipf(t.tokens[j].Fold)
	return !listed || z < famousZipf-0.6
}

// leadsName reports a none too common word behind a victory with words of no list behind it: who won has a name that begins there.
func (t *text) leadsName(i int, grades []nameness) bool {
	if i == 0 || t.definite(i) || grades[i] != weakName || grades[i+1] < oddName || !t.is(i-1, t.class.win) || t.tokens[i-1].Sentence != t.tokens[i].Sentence {
		return false
	}
	z, known := t.zipf(t.tokens[i].Fold)
	return known && z < famousZipf-0.4
}

// beforeOffice reports a comma at token j with an office behind it: who is named before it holds it.
func (t *text) beforeOffice(j int) bool {
	if j+1 >= len(t.tokens) || t.tokens[j].Text != "،" && t.tokens[j].Text != "," || t.body[j+1] == 0 {
		return false
	}
	return t.found[t.body[j+1]-1].Type == document.TypeOffice && t.tokens[j].Sentence == t.tokens[j-1].Sentence
}

// labels reports a colon or bracket at token j, which shows that a name ends before it.
func (t *text) labels(j int) bool {
	return j < len(t.tokens) && t.tokens[j].Sentence == t.tokens[j-1].Sentence && (t.tokens[j].Text == ":" || t.tokens[j].Text == "(")
}

// paired reports a given name and a word with the article that the report keeps naming together, behind a title or a verb once, and the
// second by itself too: the name of somebody whom the report is about, though lists hold the word.
func (t *text) paired(i, j int) bool {
	first, last := t.tokens[i].Fold, t.tokens[j].Fold
	if !t.bareGiven(i) || t.count[first] < 2 || t.count[last] <= t.count[first] || t.is(j, t.class.demonym) || t.is(j, t.class.state) || t.is(j, t.class.title) {
		return false
	}
	together, framed := 0, false
	for k := 1; k+1 < len(t.tokens); k++ {
		if t.tokens[k].Fold == first && t.tokens[k+1].Fold == last {
			together++
			framed = framed || t.behindTitle(k) || t.is(k-1, t.class.verb)
		}
	}
	return together == t.count[first] && framed
}

// behindTheTitle reports a given name behind a title or a victory and the word that ends the name, which may be one that lists hold: the
// ambassador Mahmoud the Dervish.
func (t *text) behindTheTitle(i, j int) bool {
	return t.bareGiven(i) && (t.behindTitle(i) || i > 0 && t.tokens[i-1].Sentence == t.tokens[i].Sentence && t.is(i-1, t.class.win)) && t.rareEnough(j) && !t.is(j, t.class.demonym) && !t.is(j, t.class.state) && t.bounded(j+1)
}

// twoGiven reports a name that begins with two given names: what ends it may be a word that lists hold, as those of families in the
// news are.
func (t *text) twoGiven(i, j int, grades []nameness) bool {
	return t.isGiven(i) && grades[j-1] == sureName && utf8.RuneCountInString(t.tokens[j].Fold) >= 4
}

// prefixed reports a common word behind a preposition.
func (t *text) prefixed(fold string) bool {
	for _, p := range []string{"ب", "ل", "ك"} {
		rest, ok := strings.CutPrefix(fold, p)
		if !ok || utf8.RuneCountInString(rest) < 3 {
			continue
		}
		z, known := t.zipf(rest)
		own, listed := t.zipf(fold)
		if known && z >= 3 && (!listed || own < z) {
			return true
		}
	}
	return false
}

// apposed returns the end of a name of two or three words that stands between marks, or before a clause of its own, behind
// a candidate or an office named before the mark: the candidate of the … party, A B, who won …; i when there is none. Here
// the frame says that it is a name, so its words need not look like one.
func (t *text) apposed(i int, grades []nameness) int {
	if !t.afterListMark(i) || t.definite(i) || t.and(i) {
		return i
	}
	lead := false
	for k := i - 1; k >= 0 && k > i-16 && t.tokens[k].Sentence == t.tokens[i].Sentence && !lead; k-- {
		if t.person[k] != 0 || t.is(k, t.class.verb) || k < i-1 && t.tokens[k].Kind == document.Punct && (t.tokens[k].Text == "،" || t.tokens[k].Text == ",") {
			return i
		}
		lead = t.is(k, t.class.candidate) || t.body[k] != 0 && t.found[t.body[k]-1].Type == document.TypeOffice
	}
	if !lead {
		return i
	}
	j := i
	for j < len(t.tokens) && j-i < 4 && t.tokens[j].Kind == document.Word && grades[j] != noName && t.rareEnough(j) && (t.bareGiven(j) || !t.everyday(j)) &&
		t.tokens[j].Sentence == t.tokens[i].Sentence && (j <= i || !t.and(j)) && (!t.definite(j) || j > i && grades[j] >= rareName) {
		j++
	}
	if j-i < 2 || j-i > 3 || !t.bounded(j) {
		return i
	}
	return j
}

// rareEnough keeps the commonest words of the language out of names.
func (t *text) rareEnough(j int) bool {
	f := t.tokens[j].Fold
	for _, e := range []string{"هم", "ها", "هما", "نا"} {
		if strings.HasSuffix(f, e) && !t.bareGiven(j) && utf8.RuneCountInString(f) > 4 {
			return false
		}
	}
	z, ok := t.zipf(f)
	return !ok || z < 4.9
}

// everyday reports a word of the language that is common, or is so without what is attached to it.
func (t *text) everyday(j int) bool {
	z, known := t.common(t.tokens[j].Fold)
	return known && z >= 5
}

// looksNisba reports a word with the article that ends as family names do.
func (t *text) looksNisba(j int) bool {
	f := t.tokens[j].Fold
	z, ok := t.zipf(f)
	return strings.HasSuffix(f, "ي") && (!ok || z < 5.6)
}

// behindTitle reports whether a title, an office or the word for a candidate stands right before token i, with an adjective
// of state or of nationality between them at most.
func (t *text) behindTitle(i int) bool {
	k := i - 1
	if k > 0 && t.tokens[k].Text == "/" && t.is(k-1, t.class.title) {
		k-- // as in letters: Mr/ Sami
	}
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
	if t.is(k, t.class.follow) {
		return true
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
	h, given := t.hit(i, t.class.given)
	several := given && int(h.Last) > i+1
	for _, p := range []string{"و", "ل", "ب", "ف", "ول", "وب", "ك"} {
		rest, ok := strings.CutPrefix(f, p)
		if ok && (startingParticle(rest) || several && !t.lex.Word(f) && t.lex.Expression(rest, t.tokens[i+1].Fold)) {
			return utf8.RuneCountInString(p)
		}
		if !ok || utf8.RuneCountInString(rest) < 3 || p == "و" && !t.and(i) {
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

// famous reports a word that texts hold often for the sake of those who bear it as a name: it never takes the article.
func (t *text) famous(fold string, z float64) bool {
	_, defined := t.zipf("ال" + fold)
	return z < famousZipf && !defined
}

// repeats finds further mentions of the persons found: by their last word, or by their first two.
func (t *text) repeats(grades []nameness) {
	known := map[string]bool{}
	given := map[string]bool{} // last words that are given names too
	sons := map[string]bool{}  // "son of" or the like and the last word
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypePerson {
			continue
		}
		words := strings.Fields(a.Text)
		last := words[len(words)-1]
		f := fold(last)
		if len(words) > 2 && familyParticle(fold(words[len(words)-2])) {
			sons[fold(words[len(words)-2])+" "+f] = true
		}
		if len(words) > 1 && t.lex.Holds(f, t.class.given) {
			given[f] = true
		}
		if utf8.RuneCountInString(f) < 3 || t.lex.Holds(f, t.class.given) {
			continue
		}
		if z, ok := t.common(f); !ok || z < 4.3 || strings.HasPrefix(f, "ال") || len(words) > 1 && t.famous(f, z) {
			known[f] = true
		}
	}
	for i := range t.tokens {
		if t.person[i] != 0 || grades[i] == noName && !t.is(i, t.class.particle) || t.body[i] != 0 && t.found[t.body[i]-1].Type == document.TypeOrg {
			continue
		}
		f := t.tokens[i].Fold
		if n := t.sonAgain(i, f, sons); n > 0 {
			t.addPerson(i, i+2, n-1)
			continue
		}
		switch {
		case known[f], given[f] && t.alone(i, grades):
			t.addPerson(i, i+1, 0)
		case strings.HasPrefix(f, "لل") && known["ال"+strings.TrimPrefix(f, "لل")]:
			t.addPerson(i, i+1, 1)
		default:
			for _, p := range []string{"و", "ل", "ب", "ف", "ول", "وب", "ك"} {
				if rest, ok := strings.CutPrefix(f, p); ok && (known[rest] || given[rest] && !t.bareGiven(i) && t.alone(i, grades)) {
					t.addPerson(i, i+1, utf8.RuneCountInString(p))
					break
				}
			}
		}
	}
}

// familyParticle reports the particles that stay with the last word of a name.
func familyParticle(fold string) bool {
	switch fold {
	case "بن", "ولد", "ابو", "بو":
		return true
	}
	return false
}

// sonAgain reports whether "son of" and the last word of a known name stand at token i, by how many letters of a proclitic stand before
// them and one; 0 when they do not.
func (t *text) sonAgain(i int, f string, sons map[string]bool) int {
	if i+1 >= len(t.tokens) || t.tokens[i+1].Sentence != t.tokens[i].Sentence || t.person[i+1] != 0 {
		return 0
	}
	for _, p := range []string{"", "و", "ل", "ب", "ف"} {
		if rest, ok := strings.CutPrefix(f, p); ok && sons[rest+" "+t.tokens[i+1].Fold] {
			return utf8.RuneCountInString(p) + 1
		}
	}
	return 0
}
