package annotate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// latinNames finds names in text that has capitals: runs of capitalized words, sorted by what stands in and before them.
func (t *text) latinNames() {
	for i := 0; i < len(t.tokens); i++ {
		if t.claimed[i] || t.tokens[i].Kind != document.Word || t.body[i] != 0 {
			continue
		}
		if !t.startsLatin(i) {
			continue
		}
		end := t.capitalRun(i)
		t.sortRun(i, end)
		i = max(i, end-1)
	}
	t.townsAgain()
	t.acronyms()
	t.shortParties()
	t.partiesWithoutHead()
	t.latinRepeats()
	t.otherSpellings(func(i int) bool { return t.tokens[i].Capital && !t.tokens[i].Arabic && t.mayBeName(i) })
}

// acronyms gives the short form of a body the kind of the body that the report introduces with it: the Union of Farmers
// (UF). A name whose words give the letters of its short form, and that nothing else tells the kind of, is a party's.
func (t *text) acronyms() {
	kind := map[string]string{}
	for k := range t.found {
		a := &t.found[k]
		if a.Type != document.TypeOrg && a.Type != document.TypePerson || a.Last+2 >= len(t.tokens) || t.tokens[a.Last].Text != "(" || t.tokens[a.Last+2].Text != ")" {
			continue
		}
		short := &t.tokens[a.Last+1]
		if short.Kind != document.Word || !isShortForm(short.Text) {
			continue
		}
		switch {
		case a.Type == document.TypePerson && t.spells(a.First, a.Last, short.Text):
			a.Type, a.Unit = document.TypeOrg, "party"
			for i := a.First; i < a.Last; i++ {
				t.person[i], t.body[i] = 0, k+1
			}
			kind[short.Fold] = a.Unit
		case a.Type == document.TypeOrg && a.Unit != "acronym":
			kind[short.Fold] = a.Unit
		}
	}
	if len(kind) == 0 {
		return
	}
	for i := range t.tokens {
		tok := &t.tokens[i]
		unit, ok := kind[tok.Fold]
		if !ok || tok.Kind != document.Word || !isShortForm(tok.Text) || t.claimed[i] {
			continue
		}
		switch b := t.body[i]; {
		case b == 0 && t.person[i] == 0:
			t.addBody(document.TypeOrg, i, i+1, unit, "")
		case b != 0 && t.found[b-1].Unit == "acronym":
			t.found[b-1].Unit = unit
		}
	}
}

// shortParties finds parties by their name without the word for a party: Forward for the Forward Party, where one capitalized
// word stands alone.
func (t *text) shortParties() {
	short := map[string]bool{}
	for k := range t.found {
		a := &t.found[k]
		if a.Type != document.TypeOrg || a.Unit != "party" || a.Last-a.First != 2 || !t.is(a.Last-1, t.class.orgHead) {
			continue
		}
		i := a.First
		if !t.is(i, t.class.demonym) && !t.is(i, t.class.function) && !t.is(i, t.class.orgHead) && !t.is(i, t.class.kind) {
			short[t.tokens[i].Fold] = true
		}
	}
	if len(short) == 0 {
		return
	}
	capital := func(i int) bool {
		return i >= 0 && i < len(t.tokens) && t.tokens[i].Kind == document.Word && t.tokens[i].Capital && t.tokens[i].Sentence >= 0
	}
	for i := range t.tokens {
		tok := &t.tokens[i]
		if !short[tok.Fold] || !tok.Capital || t.claimed[i] || t.body[i] != 0 || t.person[i] != 0 || capital(i+1) || capital(i-1) && !t.opensSentence(i-1) {
			continue
		}
		t.addBody(document.TypeOrg, i, i+1, "party", "")
	}
}

// partiesWithoutHead finds parties of two words and more by their name without the word for a party: the National Renewal candidate.
func (t *text) partiesWithoutHead() {
	names := map[string][][]string{} // by first word
	for k := range t.found {
		a := &t.found[k]
		if a.Type != document.TypeOrg || a.Unit != "party" || a.Last-a.First < 3 || !t.is(a.Last-1, t.class.orgHead) || t.tokens[a.First].Arabic {
			continue
		}
		var words []string
		for i := a.First; i < a.Last-1; i++ {
			if w := t.tokens[i].Fold; w != "the" || len(words) > 0 {
				words = append(words, w)
			}
		}
		if len(words) > 1 {
			names[words[0]] = append(names[words[0]], words)
		}
	}
	for i := 0; len(names) > 0 && i < len(t.tokens); i++ {
		if !t.tokens[i].Capital || t.claimed[i] || t.body[i] != 0 {
			continue
		}
		for _, words := range names[t.tokens[i].Fold] {
			end := t.sequence(i, words)
			if end == 0 || end < len(t.tokens) && t.tokens[end].Capital && t.tokens[end].Sentence == t.tokens[i].Sentence && t.tokens[end].Kind == document.Word {
				continue
			}
			if !t.personIsParty(i, end) {
				t.addBody(document.TypeOrg, i, end, "party", "")
			}
			i = end - 1
			break
		}
	}
}

// personIsParty makes the person within tokens first to last the party that these name, and reports whether one stood there.
func (t *text) personIsParty(first, last int) bool {
	for k := first; k < last; k++ {
		p := t.person[k]
		if p == 0 || t.found[p-1].First < first || t.found[p-1].Last > last {
			continue
		}
		a := &t.found[p-1]
		a.Type, a.Unit, a.First, a.Last, a.Text = document.TypeOrg, "party", first, last, t.words(first, last)
		for i := first; i < last; i++ {
			t.person[i], t.body[i] = 0, p
		}
		return true
	}
	return false
}

// isShortForm reports a word of two capitals or more.
func isShortForm(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2 && len(s) <= 12
}

// spells reports whether the capitals of a short form begin the words of tokens first to last in their order.
func (t *text) spells(first, last int, short string) bool {
	var initials []rune
	for i := first; i < last; i++ {
		r, _ := utf8.DecodeRuneInString(t.tokens[i].Text)
		initials = append(initials, unicode.ToUpper(r))
	}
	k, n := 0, 0
	for _, r := range short {
		if !unicode.IsUpper(r) {
			continue
		}
		n++
		for k < len(initials) && initials[k] != r {
			k++
		}
		if k == len(initials) {
			return false
		}
		k++
	}
	return n >= 2
}

// startsLatin reports whether a name may start at token i: a capitalized word that is no word of grammar.
func (t *text) startsLatin(i int) bool {
	tok := &t.tokens[i]
	if tok.Arabic || !tok.Capital || t.claimed[i] {
		return false
	}
	return !t.is(i, t.class.function) && (!t.is(i, t.class.verb) || !t.opensSentence(i)) && !t.is(i, t.class.preposition)
}

// capitalRun returns the end of the run of capitalized words from i, small words of names among them included.
func (t *text) capitalRun(i int) int {
	end := i + 1
	for end < len(t.tokens) && end-i < 10 {
		tok := &t.tokens[end]
		if tok.Sentence != t.tokens[i].Sentence || t.claimed[end] || t.tokens[end-1].Line == tok.Line && tok.Start-t.tokens[end-1].End > 1 {
			break // another sentence, or another cell of a table
		}
		if tok.Line > t.tokens[end-1].Line+1 {
			break // a blank line stands between
		}
		if tok.Kind == document.Punct {
			// An initial: John D. Mahama.
			if tok.Text == "." && !tok.Space && len(t.tokens[end-1].Text) == 1 && end+1 < len(t.tokens) && t.tokens[end+1].Capital {
				end++
				continue
			}
			// The genitive of many, in a body's name: the Pensioners' League.
			if (tok.Text == "'" || tok.Text == "’") && !tok.Space && strings.HasSuffix(t.tokens[end-1].Fold, "s") && end+1 < len(t.tokens) && t.tokens[end+1].Space &&
				t.tokens[end+1].Capital && (t.is(end+1, t.class.orgHead) || t.orgAhead(end+1)) {
				end++
				continue
			}
			break
		}
		if tok.Kind == document.Word && tok.Capital && !t.is(end, t.class.function) {
			end++
			continue
		}
		// of, and, for … between capitalized words of a body's name; de, van, bin … within a person's
		if tok.Kind == document.Word && t.linksNames(tok.Fold) && end+1 < len(t.tokens) && t.tokens[end+1].Kind == document.Word &&
			(t.tokens[end+1].Capital && !t.claimed[end+1] || t.tokens[end+1].Fold == "the" && end+2 < len(t.tokens) && t.tokens[end+2].Capital && !t.claimed[end+2]) {
			if !t.is(end, t.class.particle) && !t.hasOrgWord(i, end) && !t.orgAhead(end+1) {
				break
			}
			if tok.Fold == "for" && t.endsPollster(i, end) {
				break // for whom the survey is
			}
			if tok.Fold == "and" && t.tokens[end+1].Fold == "the" && t.is(end+2, t.class.orgHead) && t.hasOrgWord(i, end) {
				break // two bodies
			}
			if tok.Fold == "and" && !t.hasOrgWord(end+1, end+2) && t.orgClosed(i, end) || tok.Fold == "of" && t.orgClosed(i, end) && t.personAhead(end+1) {
				break
			}
			end++
			if t.tokens[end].Fold == "the" {
				end++
			}
			continue
		}
		break
	}
	return end
}

// personAhead reports a title or an office at token i with a capitalized word right behind it, or a given name with one: the List of
// Minister Oak, the List of Ann Oak.
func (t *text) personAhead(i int) bool {
	next := i + 1
	if h, ok := t.hit(i, t.class.office); ok {
		next = int(h.Last)
	} else if !t.is(i, t.class.title) && !t.isGiven(i) {
		return false
	}
	return next < len(t.tokens) && t.tokens[next].Kind == document.Word && t.tokens[next].Capital && t.tokens[next].Sentence == t.tokens[i].Sentence
}

// orgAhead reports whether the capitalized words from i lead to a body's head noun: … and Boundaries Commission.
func (t *text) orgAhead(i int) bool {
	for k := i; k < len(t.tokens) && k < i+4 && t.tokens[k].Capital && t.tokens[k].Sentence == t.tokens[i].Sentence; k++ {
		if t.is(k, t.class.orgHead) {
			return k > i
		}
	}
	return false
}

func (t *text) linksNames(fold string) bool {
	switch fold {
	case "of", "for", "and", "on", "de", "da", "do", "la", "le", "van", "von", "bin", "al", "el", "ag", "ould", "den", "der", "di", "y", "e":
		return true
	}
	return false
}

// hasOrgWord reports a body's head noun among the tokens.
func (t *text) hasOrgWord(first, last int) bool {
	for k := first; k < last; k++ {
		if t.is(k, t.class.orgHead) {
			return true
		}
	}
	return false
}

// endsPollster reports a run that ends in a word for those who make surveys.
func (t *text) endsPollster(first, last int) bool {
	h, ok := t.hit(last-1, t.class.orgHead)
	return ok && last-first > 1 && t.m.Value(h) == "pollster"
}

// orgClosed reports whether the run already ends in its head noun, as English names of bodies mostly do.
func (t *text) orgClosed(first, last int) bool {
	return t.is(last-1, t.class.orgHead) && last-first > 1
}

// sortRun decides what a run of capitalized words is.
func (t *text) sortRun(i, end int) {
	if t.shouted(i, end) {
		return
	}
	if k := t.ownerOfBody(i, end); k > 0 {
		t.sortRun(i, k)
		t.sortRun(k, end)
		return
	}
	if _, office := t.hit(i, t.class.office); !office && !t.is(i, t.class.title) && end-i > 1 {
		if unit := t.orgUnit(i, end); unit != "" {
			t.addBody(document.TypeOrg, i, end, unit, "")
			return
		}
	}
	start := i
	for start < end && (t.is(start, t.class.title) || t.is(start, t.class.state)) {
		start++
	}
	start = t.behindPortfolio(start, end)
	if h, ok := t.hit(start, t.class.office); ok && int(h.Last) <= end {
		stop := int(h.Last)
		for stop < end && (t.tokens[stop].Fold == "of" || t.is(stop, t.class.office)) {
			stop++
		}
		t.addBody(document.TypeOffice, start, stop, "", t.m.Value(h))
		start = stop
	}
	if start >= end {
		return
	}
	if unit := t.orgUnit(start, end); unit != "" {
		t.addBody(document.TypeOrg, start, end, unit, "")
		return
	}
	// The country of an office stands before the name: the Prime Minister of X, A B.
	if h, ok := t.hit(start, t.class.country); ok && start > 0 && t.tokens[start-1].Fold == "of" && (start > i || t.officeBefore(start-1)) {
		start = int(h.Last)
	}
	for k := start; k < end; k++ {
		if _, ok := t.hit(k, t.class.country); ok {
			return
		}
	}
	if t.latinRegion(start, end) {
		return
	}
	// A town's name behind a title and before a family name is a given name: Judge Florence Lind.
	named := end-start == 2 && (start > i || t.behindTitle(start))
	if t.is(start, t.class.place) && !named || t.is(start, t.class.demonym) && end-start == 1 {
		return
	}
	for start < end && t.is(start, t.class.demonym) {
		start++
	}
	if start >= end {
		return
	}
	given := t.isGiven(start)
	if start == i && (t.latinTown(start, end) || !given && t.portfolio(start)) {
		return
	}
	afterTitle := start > i || t.behindTitle(start)
	if afterTitle && !given && t.possessive(start-1) { // the President's Life
		return
	}
	switch {
	case end-start >= 2 && (given || afterTitle || !t.opensSentence(start)):
	case end-start >= 2 && t.opensSentence(start) && t.properWord(start):
	case end-start == 1 && afterTitle:
	default:
		return
	}
	t.addLatinPerson(start, end)
}

// behindPortfolio returns the first token of an office whose field stands before it, in the run of tokens first to last: Economy Minister
// Ann Oak. It is first where the run begins with a given name or no given name stands behind an office.
func (t *text) behindPortfolio(first, last int) int {
	if t.isGiven(first) || t.is(first, t.class.title) {
		return first
	}
	for k := first + 1; k+1 < last && k < first+4; k++ {
		if _, ok := t.hit(k, t.class.office); ok && t.isGiven(k+1) && !t.isGiven(k) {
			return k
		}
	}
	return first
}

// latinTown adds the place that one or two capitalized words behind in or near name, where nothing marks them as a person.
func (t *text) latinTown(first, last int) bool {
	if first == 0 || last-first > 3 || t.isGiven(first) || t.is(first, t.class.demonym) || t.tokens[first-1].Sentence != t.tokens[first].Sentence {
		return false
	}
	switch t.tokens[first-1].Fold {
	case "in", "near", "outside", "throughout":
	default:
		return false
	}
	if t.possessive(last-1) || t.is(last-1, t.class.title) {
		return false
	}
	t.towns[t.words(first, last)] = true
	t.addBody(document.TypePlace, first, last, "town", "")
	return true
}

// portfolio reports capitalized words behind an office: the Minister of Public Works, the mayor of X.
func (t *text) portfolio(first int) bool {
	if first < 2 || t.tokens[first-1].Fold != "of" && t.tokens[first-1].Fold != "for" {
		return false
	}
	return t.body[first-2] != 0 && t.found[t.body[first-2]-1].Type == document.TypeOffice || t.is(first-2, t.class.office)
}

// townsAgain makes places of names that stood as persons where the report names a place by the same words.
func (t *text) townsAgain() {
	for k := range t.found {
		a := &t.found[k]
		if a.Type != document.TypePerson || a.Last-a.First < 2 || !t.towns[a.Text] {
			continue
		}
		a.Type, a.Unit = document.TypePlace, "town"
		for i := a.First; i < a.Last; i++ {
			t.person[i], t.body[i] = 0, k+1
		}
	}
}

// ownerOfBody returns where the body begins whose owner a run of capitalized words names before it: Ann Oak's Dawn Party. A genitive of
// many or of a common noun belongs to the name: People's Party.
func (t *text) ownerOfBody(i, end int) int {
	for k := i; k+2 < end; k++ {
		if t.possessive(k) && !t.is(k, t.class.genitive) && t.orgUnit(k+1, end) != "" {
			return k + 1
		}
	}
	return 0
}

// withoutPossessive takes the ending 's off a name.
func withoutPossessive(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
}

// possessive reports a word that ends in 's.
func (t *text) possessive(k int) bool {
	w := t.tokens[k].Text
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s")
}

// officeBefore reports an office whose last word is at k-1.
func (t *text) officeBefore(k int) bool {
	return k > 0 && (t.is(k-1, t.class.title) || t.body[k-1] != 0 && t.found[t.body[k-1]-1].Type == document.TypeOffice)
}

// latinRegion adds the place that capitalized words name by the noun beside them: the region of X, X Province, X county.
func (t *text) latinRegion(first, last int) bool {
	switch {
	case last-first > 1 && t.is(last-1, t.class.region):
	case last < len(t.tokens) && t.tokens[last].Kind == document.Word && !t.tokens[last].Capital && t.is(last, t.class.region) && !t.claimed[last] && !t.is(first, t.class.demonym):
	case first > 1 && t.tokens[first-1].Fold == "of" && t.is(first-2, t.class.region) && t.tokens[first-2].Fold != "state" && t.tokens[first-2].Fold != "area":
	default:
		return false
	}
	if t.opensSentence(first) && t.is(first, t.class.verb) {
		return false
	}
	t.addBody(document.TypePlace, first, last, "region", "")
	return true
}

// shouted reports words of a heading that is in capitals throughout: there capitals say nothing.
func (t *text) shouted(first, last int) bool {
	if !t.d.Sentences[t.tokens[first].Sentence].Heading {
		return false
	}
	for k := first; k < last; k++ {
		if w := t.tokens[k].Text; strings.ToUpper(w) != w {
			return false
		}
	}
	return true
}

func (t *text) properWord(i int) bool {
	return t.count[t.tokens[i].Fold] > 0 && !t.is(i, t.class.function)
}

func (t *text) opensSentence(i int) bool { return t.d.Sentences[t.tokens[i].Sentence].First == i }

// orgUnit returns the class of body that a run names, by its head noun or its capitals.
func (t *text) orgUnit(first, last int) string {
	for k := first; k < last-1; k++ {
		if h, ok := t.hit(k, t.class.orgHead); ok && int(h.Last) == last && int(h.Last)-k > 1 {
			return t.m.Value(h) // the longest head says most: a people's congress is no congress
		}
	}
	for k := last - 1; k >= first; k-- {
		if h, ok := t.hit(k, t.class.orgHead); ok && (last-first > 1) {
			if t.partyCongress(first, k, last) {
				return "party"
			}
			return t.m.Value(h)
		}
	}
	if last-first == 1 {
		if s := t.tokens[first].Text; len(s) >= 3 && strings.ToUpper(s) == s {
			return "acronym"
		}
	}
	return ""
}

// partyCongress reports whether the congress at k of a run is a party's name: a Congress for Change, the Oak Unity Congress. The
// congress of a country, or a national one, is its parliament.
func (t *text) partyCongress(first, k, last int) bool {
	if t.tokens[k].Fold != "congress" {
		return false
	}
	if k+2 < last && t.tokens[k+1].Fold == "for" {
		return true
	}
	if k+1 != last || k == first || t.is(k-1, t.class.function) || t.is(k-1, t.class.orgHead) {
		return false
	}
	for i := first; i < k; i++ {
		_, country := t.hit(i, t.class.country)
		switch t.tokens[i].Fold {
		case "the", "national", "federal", "new", "us", "u.s.", "american":
			continue
		}
		if !country && !t.is(i, t.class.demonym) && !t.is(i, t.class.function) {
			return true
		}
	}
	return false
}

func (t *text) addLatinPerson(first, last int) {
	words := strings.Join(strings.Fields(t.d.Text.Content[t.tokens[first].Start:t.tokens[last-1].End]), " ")
	words = withoutPossessive(words)
	t.add(document.TypePerson, first, last, words, "", "")
	for k := first; k < last; k++ {
		t.person[k] = len(t.found)
	}
}

// firstNameUses is how often a report must call somebody by the first name alone before that counts as the name.
const firstNameUses = 3

// latinRepeats finds persons by their last word alone, and by their first where the report keeps calling one person so.
func (t *text) latinRepeats() {
	known := map[string]bool{}
	bearer := map[string]string{} // first word → last word of the only name that begins so
	for i := range t.found {
		if a := &t.found[i]; a.Type == document.TypePerson {
			w := strings.Fields(a.Text)
			known[fold(w[len(w)-1])] = true
			if len(w) > 1 {
				first, last := fold(w[0]), fold(w[len(w)-1])
				if old, ok := bearer[first]; ok && old != last {
					last = "" // two people share it
				}
				bearer[first] = last
			}
		}
	}
	free := func(i int) bool {
		tok := &t.tokens[i]
		return t.person[i] == 0 && tok.Capital && tok.Kind == document.Word && t.body[i] == 0
	}
	uses := map[string]int{}
	for i := range t.tokens {
		if !free(i) {
			continue
		}
		for _, s := range t.tokens[i].Stems {
			if known[s] {
				t.addLatinPerson(i, i+1)
				break
			}
			if bearer[s] != "" && (i+1 == len(t.tokens) || !free(i+1)) {
				uses[s]++
			}
		}
	}
	for i := range t.tokens {
		if !free(i) || i+1 < len(t.tokens) && free(i+1) {
			continue
		}
		for _, s := range t.tokens[i].Stems {
			if uses[s] >= firstNameUses && bearer[s] != "" {
				t.addLatinPerson(i, i+1)
				break
			}
		}
	}
}

// mayBeName reports a token that begins no form of the lexicon but those that names are made of.
func (t *text) mayBeName(i int) bool {
	return !slices.ContainsFunc(t.m.At(i), func(h lexicon.Hit) bool {
		return h.Class != t.class.suffix && h.Class != t.class.given && h.Class != t.class.particle
	})
}
