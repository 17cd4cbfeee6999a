package extract

import (
	"slices"
	"sort"

	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
)

// people finds the persons among a document's annotations without a walk over all of them. It keeps up with the annotations
// that rules add and drop; nobody else may change their types or names.
type people struct {
	v       *view
	longest int       // number of tokens of the longest annotation
	bearers []int     // by entity the number of its mentions
	order   []*called // in the order in which names first came
	byText  map[string]*called
	edits   int                // how often a person was added or dropped
	sorted  []int32            // mentions with an entity, by first token, then in the order of the annotations
	made    int                // edits when sorted was made, -1 before
	unknown map[string][]int32 // the tokens that begin no form of the lexicon, by their text
}

// called is one spelling of a name with the annotations that are written so, in their order.
type called struct {
	text     string
	name     *names.Name
	mentions []int32
}

// parsed returns the name.
func (c *called) parsed() names.Name {
	if c.name == nil {
		n := names.Parse(c.text)
		c.name = &n
	}
	return *c.name
}

// first returns the first annotation that still is a person's, -1 where there is none.
func (c *called) first(v *view) int {
	for len(c.mentions) > 0 && v.d.Annotations[c.mentions[0]].Type != document.TypePerson {
		c.mentions = c.mentions[1:]
	}
	if len(c.mentions) == 0 {
		return -1
	}
	return int(c.mentions[0])
}

func newPeople(v *view) *people { return &people{v: v, byText: map[string]*called{}, made: -1} }

// add takes note of annotation i.
func (p *people) add(i int) {
	a := &p.v.d.Annotations[i]
	p.longest = max(p.longest, a.Last-a.First)
	if a.Type != document.TypePerson || a.Entity < 0 {
		return
	}
	p.edits++
	for len(p.bearers) <= a.Entity {
		p.bearers = append(p.bearers, 0)
	}
	p.bearers[a.Entity]++
	c := p.byText[a.Text]
	if c == nil {
		c = &called{text: a.Text}
		p.byText[a.Text] = c
		p.order = append(p.order, c)
	}
	c.mentions = append(c.mentions, int32(i))
}

// most returns the person with the most mentions, the first of them on a tie; -1 where there is nobody.
func (p *people) most() int {
	best := -1
	for who, n := range p.bearers {
		if n > 0 && (best < 0 || n > p.bearers[best]) {
			best = who
		}
	}
	return best
}

// drop makes the person of annotation i none.
func (p *people) drop(i int) {
	a := &p.v.d.Annotations[i]
	if a.Entity >= 0 {
		p.edits++
		p.bearers[a.Entity]--
	}
	a.Type = ""
}

// next returns the number of the next new entity.
func (p *people) next() int {
	n := len(p.bearers)
	for n > 0 && p.bearers[n-1] == 0 {
		n--
	}
	return n
}

// touching returns the annotations that share a token with tokens first to last, in their order.
func (p *people) touching(first, last int) []int32 {
	var out []int32
	for k := max(0, first-p.longest); k < last; k++ {
		for _, i := range p.v.annAt[k] {
			if p.v.d.Annotations[i].Last > first {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
}

// written returns the tokens that are written in one of the ways and begin no form of the lexicon, in text order.
func (p *people) written(ways ...string) []int32 {
	if p.unknown == nil {
		p.unknown = map[string][]int32{}
		for i := range p.v.tokens {
			if len(p.v.lex.At(i)) == 0 {
				p.unknown[p.v.tokens[i].Text] = append(p.unknown[p.v.tokens[i].Text], int32(i))
			}
		}
	}
	var out []int32
	for _, w := range ways {
		out = append(out, p.unknown[w]...)
	}
	slices.Sort(out)
	return out
}

// index brings sorted up to date.
func (p *people) index() {
	if p.made == p.edits {
		return
	}
	p.made = p.edits
	p.sorted = p.sorted[:0]
	for i := range p.v.d.Annotations {
		if a := &p.v.d.Annotations[i]; a.Type == document.TypePerson && a.Entity >= 0 {
			p.sorted = append(p.sorted, int32(i))
		}
	}
	slices.SortStableFunc(p.sorted, func(a, b int32) int { return p.v.d.Annotations[a].First - p.v.d.Annotations[b].First })
}

// from returns where in sorted the first mention at token i or behind it stands.
func (p *people) from(i int) int {
	return sort.Search(len(p.sorted), func(k int) bool { return p.v.d.Annotations[p.sorted[k]].First >= i })
}

// within returns the mentions within tokens lo to hi, in the order of the annotations.
func (p *people) within(lo, hi int) []int32 {
	p.index()
	var out []int32
	for _, i := range p.sorted[p.from(lo):p.from(hi)] {
		if p.v.d.Annotations[i].Last <= hi {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// before returns the last mention that begins before token i, -1 where there is none.
func (p *people) before(i int) int {
	p.index()
	if k := p.from(i); k > 0 {
		return int(p.sorted[k-1])
	}
	return -1
}

// fewMentions is the weight below which somebody named in a part of a report is less than who is named in its title.
const fewMentions = 5

// about is what subject has worked out for a part of the document: it asks for the same part again and again.
type about struct {
	rule   *rule
	edits  int // people.edits when it was worked out
	a, b   int // sentences
	found  []found
	behind []int // of each find the first token of the earliest from it on
}

// subject returns a mention of the person that the item's section, or the part of it that the rule looks at, is about: the
// one in the heading, else the one in the report's title, else the one who is named most often, relatives aside; the last mention
// before the item, else the first.
func (e *run) subject(r *rule, it *item) (found, bool) {
	s := &e.subjects
	if s.rule != r || s.edits != e.people.edits || it.sentence < s.a || it.sentence >= s.b {
		*s = e.aboutWhom(r, it.sentence)
	}
	if len(s.found) == 0 {
		return found{}, false
	}
	n := sort.Search(len(s.behind), func(k int) bool { return s.behind[k] >= it.first() })
	return s.found[max(n-1, 0)], true
}

// aboutWhom works out whom the part of a section around a sentence that the rule looks at is about, and where it is named.
func (e *run) aboutWhom(r *rule, sentence int) about {
	sec := e.d.Sections[e.d.Sentences[sentence].Section]
	a, b := sentence, sentence+1
	for a > sec.First && e.open(r, a-1) {
		a--
	}
	for b < sec.Last && e.open(r, b) {
		b++
	}
	if from, until := e.headedByName(a, b, sentence); from > a || until < b {
		a, b = from, until
	}
	out := about{rule: r, edits: e.people.edits, a: a, b: b}
	first := a // who is named where the paragraph begins
	for first > sec.First && e.namedFirst(a) < 0 && e.d.Sentences[first-1].Paragraph == e.d.Sentences[a].Paragraph {
		first--
	}
	lo, hi := e.d.Sentences[first].First, e.d.Sentences[b-1].Last
	// A part that begins with a pronoun is about somebody named before it.
	switch e.tokens[lo].Fold {
	case "he", "she", "his", "her":
		for start := e.d.Sentences[sec.First].First; lo > start && len(e.people.within(lo, e.d.Sentences[a].First)) == 0; {
			lo = e.d.Sentences[e.tokens[lo-1].Sentence].First
		}
	default: // it names its person itself
	}
	mentions := e.people.within(lo, hi)
	// A list of posts under its own heading may name nobody: then it is about whom the sections before speak of.
	for len(mentions) == 0 && lo > 0 {
		at := e.people.before(lo)
		if at < 0 {
			break
		}
		lo = e.d.Sentences[e.d.Sections[e.d.Sentences[e.tokens[e.d.Annotations[at].First].Sentence].Section].First].First
		mentions = e.people.within(lo, hi)
	}
	count := map[int]int{}
	titled := -1
	inTitle := append(e.people.within(0, e.titleEnd()), e.profiled()...)
	for _, i := range inTitle {
		count[e.d.Annotations[i].Entity] += 500
	}
	for _, i := range inTitle {
		who := e.d.Annotations[i].Entity
		if e.people.bearers[who] > count[who]/500 && (titled < 0 || count[who] > count[titled]) { // a byline is named once
			titled = who
		}
	}
	best := -1
	var relatives []int // the ends of the relatives' names
	for _, i := range mentions {
		a := &e.d.Annotations[i]
		weight := 1
		switch {
		case e.d.Sentences[e.tokens[a.First].Sentence].Heading, a.First == e.namedFirst(first):
			weight = 1000
		case e.relative(a.First), e.apposedRelative(a.Last), e.listed(relatives, a.First):
			weight = 0
			relatives = append(relatives, a.Last)
		}
		if count[a.Entity] == 0 && weight > 0 {
			weight++ // ties go to the one named first
		}
		count[a.Entity] += weight
		if weight > 0 && (best < 0 || count[a.Entity] > count[best]) {
			best = a.Entity
		}
	}
	if titled >= 0 && (best < 0 || count[best] < fewMentions) { // the text goes on without the name that the title has
		best, mentions = titled, e.people.within(0, hi)
	}
	if most := e.people.most(); most >= 0 && titled < 0 && (best < 0 || count[best] < fewMentions) && e.people.bearers[most] >= fewMentions && (best < 0 || e.people.bearers[most] > 2*e.people.bearers[best]) {
		best, mentions = most, e.people.within(0, hi) // nor does it name whom the report speaks of all along
	}
	surname := ""
	for _, i := range mentions {
		a := &e.d.Annotations[i]
		if a.Entity != best {
			continue
		}
		// A relative may pass for the person: the surname must be the one of the first mention.
		last := e.tokens[a.Last-1].Stems
		if len(out.found) == 0 {
			surname = last[len(last)-1]
		} else if !slices.Contains(last, surname) {
			continue
		}
		out.found = append(out.found, found{first: a.First, last: a.Last})
	}
	out.behind = make([]int, len(out.found))
	for i, f := range slices.Backward(out.found) {
		out.behind[i] = f.first
		if i+1 < len(out.found) {
			out.behind[i] = min(f.first, out.behind[i+1])
		}
	}
	return out
}

// namedFirst returns the first token of the name that a sentence begins with, behind the number or the mark of a list too, where a colon
// follows it, as in the parts of a list of portraits; brackets may stand between, with what the person stands for. -1 where there is none.
func (e *run) namedFirst(sentence int) int {
	s := e.d.Sentences[sentence]
	at := s.First
	for at < s.Last && at < s.First+3 && e.tokens[at].Kind != document.Word {
		at++
	}
	for _, i := range e.annAt[at] {
		a := &e.d.Annotations[i]
		if a.Type != document.TypePerson || a.First != at {
			continue
		}
		k := a.Last
		if k < s.Last && e.tokens[k].Text == "(" {
			for k < s.Last && k < a.Last+12 && e.tokens[k].Text != ")" {
				k++
			}
			k++
		}
		if k < s.Last && e.tokens[k].Text == ":" {
			return at
		}
	}
	return -1
}

// headedByName returns the sentences of the portrait around a sentence among sentences a to b, where a name and a colon begin it.
func (e *run) headedByName(a, b, sentence int) (from, until int) {
	from, until = a, b
	for i := a; i < b; i++ {
		switch {
		case e.namedFirst(i) < 0:
		case i <= sentence:
			from = i
		default:
			return from, i
		}
	}
	return from, until
}

// titleEnd returns the first token behind the headings at the top of the report.
func (e *run) titleEnd() int {
	for _, s := range e.d.Sentences {
		if !s.Heading {
			return s.First
		}
	}
	return 0
}

// profiled returns the persons in the first sentences whom words such as a profile of name.
func (e *run) profiled() []int32 {
	const sentences = 6
	last := min(sentences, len(e.d.Sentences))
	if last == 0 {
		return nil
	}
	var out []int32
	for _, i := range e.people.within(e.titleEnd(), e.d.Sentences[last-1].Last) {
		at := e.d.Annotations[i].First
		if at < 2 || e.tokens[at-1].Fold != "of" {
			continue
		}
		switch e.tokens[at-2].Fold {
		case "profile", "portrait", "biography", "obituary", "life", "story":
			out = append(out, i)
		}
	}
	return out
}

// relative reports a word of kinship among the three words before token i, in its sentence.
func (e *run) relative(i int) bool {
	for _, name := range []string{"kinship", "kin"} {
		class, ok := e.Rules.lex.Class(name)
		for k := max(i-3, e.d.Sentences[e.tokens[i].Sentence].First); ok && k < i; k++ {
			if _, hit := e.view.lex.Longest(k, class); hit {
				return true
			}
		}
	}
	return false
}

// apposedRelative reports a word of kinship behind a name that ends before token i: Ann Oak, a nurse who was her mother.
func (e *run) apposedRelative(i int) bool {
	end := e.d.Sentences[e.tokens[min(i, len(e.tokens)-1)].Sentence].Last
	if i >= end || e.tokens[i].Text != "," {
		return false
	}
	class, ok := e.Rules.lex.Class("kinship")
	for k := i + 1; ok && k+1 < min(i+7, end); k++ {
		switch e.tokens[k].Fold {
		case "and", "with", "of", "for", "to", "by", "from", ",":
			return false
		case "his", "her", "the":
			if _, hit := e.view.lex.Longest(k+1, class); hit {
				return true
			}
		}
	}
	return false
}

// listed reports a name from token i on that "and" joins to a relative's, few words behind it: the child of Ann Oak, a nurse, and Ben Oak.
func (e *run) listed(ends []int, i int) bool {
	if i == 0 || e.tokens[i-1].Fold != "and" {
		return false
	}
	return slices.ContainsFunc(ends, func(end int) bool {
		return end < i && i-end <= 6 && e.tokens[end-1].Sentence == e.tokens[i].Sentence
	})
}
