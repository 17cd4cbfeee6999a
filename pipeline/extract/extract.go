// Package extract runs rules over annotated tokens and makes records of what they claim.
//
// A rule finds its anchors, each anchor opens an item that reaches to the next anchor or the end of the rule's scope, and
// slots look for the other cells inside the item. The package knows no table, no report and no country: what to look for
// stands in the rule files, what words mean in the lexicons. Every record says which rule made it and from which words.
package extract

import (
	"context"
	"slices"
	"sort"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/numeral"
)

// Stage is the extract stage.
type Stage struct {
	lex     *lexicon.Lexicon
	rules   map[string]*Rules // by language
	tracing bool
}

// New returns the extract stage with the rules of each language.
func New(lex *lexicon.Lexicon, rules map[string]*Rules) *Stage { return &Stage{lex: lex, rules: rules} }

// Name returns "extract".
func (*Stage) Name() string { return "extract" }

// Run fills the document's Records and Refusals with what the rules of its language claim.
func (s *Stage) Run(_ context.Context, d *document.Document) error {
	r := s.rules[d.Info.Language]
	if r == nil {
		r = s.rules["ar"]
	}
	if r != nil {
		d.Records = r.extract(d, s.tracing)
	}
	return nil
}

// Extract returns the records that the rules claim, in text order. It adds the annotations that rules define to the
// document.
func (r *Rules) Extract(d *document.Document) []document.Record { return r.extract(d, false) }

func (r *Rules) extract(d *document.Document, tracing bool) []document.Record {
	e := newRun(r, d)
	defer func() { r.spent.Put(e.lookup.spent()) }()
	e.tracing = tracing
	e.classifySections()
	e.number()
	var out []document.Record
	// Marks and annotations first: the rules for tables build on them.
	for phase := range 3 {
		anchors := make([][]anchor, len(r.rules)) // all of them are found before a rule adds to the document
		for i, ru := range r.rules {
			if phaseOf(ru) == phase {
				anchors[i] = e.findAnchors(ru)
			}
		}
		for i, ru := range r.rules {
			if phaseOf(ru) == phase {
				out = append(out, e.apply(ru, anchors[i])...)
			}
		}
	}
	out = r.yield(out)
	if tracing {
		e.traceSections()
	}
	d.Refusals = e.refusals
	sort.SliceStable(out, func(a, b int) bool { return out[a].Span.Start < out[b].Span.Start })
	return out
}

// yield drops the records of rules that give way where a record of certain tables has one of their numbers.
func (r *Rules) yield(records []document.Record) []document.Record {
	way := map[string][]string{}
	for _, ru := range r.rules {
		if len(ru.spec.Yields) > 0 {
			way[ru.spec.ID] = ru.spec.Yields
		}
	}
	if len(way) == 0 {
		return records
	}
	type use struct {
		table string
		span  document.Span
	}
	used := map[use]bool{}
	numbers := func(rec *document.Record, visit func(document.Span) bool) bool {
		for _, c := range rec.Cells {
			if _, ok := c.Value.(numeral.Decimal); ok && visit(c.Span) {
				return true
			}
		}
		return false
	}
	for i := range records {
		numbers(&records[i], func(s document.Span) bool {
			used[use{records[i].Table, s}] = true
			return false
		})
	}
	return slices.DeleteFunc(records, func(rec document.Record) bool {
		tables := way[rec.Rule]
		return len(tables) > 0 && numbers(&rec, func(s document.Span) bool {
			return slices.ContainsFunc(tables, func(t string) bool { return used[use{t, s}] })
		})
	})
}

func phaseOf(r *rule) int {
	switch {
	case r.spec.Mark != "":
		return 1
	case r.spec.Annotate != "":
		return 0
	}
	return 2
}

// run is one pass of the rules over one document.
type run struct {
	*Rules
	*view
	classes  [][]string // of each sentence's section
	sets     []int      // of each sentence the number of its set of classes
	openTo   *rule      // the rule that opened is about
	opened   []int8     // by set of classes: 1 where the rule may look, -1 where it may not, 0 where that is not known yet
	searched map[searchKey]bool
	carried  carried
	subjects about
	scopes   [2][]stretch // by sentence, of paragraphs and of sections, once they are asked for
	refusals []document.Refusal
	tracing  bool             // note also what costs much to note
	capitals map[string][]int // tokens with a capital, by fold, once they are asked for
	parties  map[string]bool  // names of parties that were looked for everywhere
	ledBy    []int            // by sentence, the one that governs its list, once they are asked for

	candidates []candidate // of the rule in hand
}

// carried is what the last item of a sentence said.
type carried struct {
	rule     *rule
	sentence int
	values   map[string]any // by column, of the item before
	now      map[string]any // of the item in hand
	loose    map[string]any // by column, of the items since the last that made a row
	made     bool           // the item in hand made a row
	rows     bool           // an item before it made one
	borrowed bool           // the item in hand took a value from the one before
}

func newRun(r *Rules, d *document.Document) *run {
	e := &run{Rules: r, view: newView(d, r.lex), searched: map[searchKey]bool{}}
	old, _ := r.spent.Get().(*starts)
	e.lookup = newStarts(e.view, r, old)
	return e
}

// next begins another item.
func (c *carried) next(r *rule, sentence int) {
	if c.rule != r || c.sentence != sentence {
		*c = carried{rule: r, sentence: sentence, values: map[string]any{}, loose: map[string]any{}}
	} else {
		if c.made {
			c.loose, c.rows = map[string]any{}, true
		}
		for k, v := range c.now {
			c.values[k] = v
			if !c.made {
				c.loose[k] = v
			}
		}
	}
	c.now, c.borrowed, c.made = map[string]any{}, false, false
}

type searchKey struct {
	p      *pattern
	lo, hi int
}

// anchor is a match of a rule's anchor pattern.
type anchor struct {
	match
	p        *pattern
	sentence int
}

// reach is how many paragraphs a class goes on behind the one whose sentences show it: a report that has lost its headings
// is one section, and not all of it is about what a paragraph is about.
const reach = 3

// datelined reports a section whose heading is no more than a place and a day.
func (e *run) datelined(s document.Section) bool {
	h := e.d.Sentences[s.First]
	if !h.Heading || h.Last-h.First > 9 {
		return false
	}
	return slices.ContainsFunc(e.d.Annotations, func(a document.Annotation) bool {
		return a.Type == document.TypeDate && a.First >= h.First && a.Last <= h.Last && a.Last >= h.Last-1 && len(a.Date.EDTF) == 10
	})
}

// classifySections gives every sentence the classes of its section. A dateline that stands as
// a heading of its own below the title opens nothing where no other heading follows: the text behind it is the title's.
func (e *run) classifySections() {
	e.classes = make([][]string, len(e.d.Sentences))
	title := true // the sections so far are headings without a text
	titles := e.titleClasses()
	for k, s := range e.d.Sections {
		title = title && (k == 0 || e.d.Sections[k-1].Last-e.d.Sections[k-1].First == 1)
		for i := s.First; i < s.Last; i++ {
			e.classes[i] = append(e.classes[i], titles...)
		}
		for _, w := range e.sections {
			if w.of == ofTitle {
				continue
			}
			until := -1 // the paragraph that the class goes on to
			if title && w.of == ofHeading && k > 0 && k == len(e.d.Sections)-1 && e.datelined(s) && slices.Contains(e.classes[e.d.Sections[k-1].First], w.class) {
				until = 1 << 30
			}
			for i := s.First; i < s.Last; i++ {
				h := e.d.Sentences[i]
				if (w.of == ofBody || i == s.First && s.Title != "") && e.anyIn(w.patterns, h.First, h.Last) {
					until = h.Paragraph + reach
					if w.of == ofHeading {
						until = 1 << 30
					}
				}
				if h.Paragraph <= until && !slices.Contains(e.classes[i], w.class) {
					e.classes[i] = append(e.classes[i], w.class)
				}
			}
		}
	}
}

// titleClasses returns the classes that the headings before the first sentence of text give the whole report.
func (e *run) titleClasses() []string {
	var out []string
	for _, h := range e.d.Sentences {
		if !h.Heading {
			break
		}
		for _, w := range e.sections {
			if w.of == ofTitle && !slices.Contains(out, w.class) && e.anyIn(w.patterns, h.First, h.Last) {
				out = append(out, w.class)
			}
		}
	}
	return out
}

// number gives the sentences with the same classes the same number.
func (e *run) number() {
	known := map[string]int{}
	e.sets = make([]int, len(e.classes))
	for i, c := range e.classes {
		key := strings.Join(c, " ")
		n, ok := known[key]
		if !ok {
			n = len(known)
			known[key] = n
		}
		e.sets[i] = n
	}
	e.opened = make([]int8, len(known))
}

// open is inSection with a memory.
func (e *run) open(r *rule, sentence int) bool {
	if e.openTo != r {
		e.openTo = r
		clear(e.opened)
	}
	o := &e.opened[e.sets[sentence]]
	if *o == 0 {
		*o = -1
		if e.inSection(r, sentence) {
			*o = 1
		}
	}
	return *o > 0
}

func (e *run) anyIn(patterns []*pattern, lo, hi int) bool {
	for _, p := range patterns {
		if e.contains(p, lo, hi) {
			return true
		}
	}
	return false
}

// inSection reports whether a rule may look at a sentence, by the classes of its section.
func (e *run) inSection(r *rule, sentence int) bool {
	has := func(names []string) bool {
		for _, c := range e.classes[sentence] {
			if slices.Contains(names, c) {
				return true
			}
		}
		return false
	}
	if len(r.spec.Section) > 0 && !has(r.spec.Section) {
		return false
	}
	return !has(r.spec.NotSection)
}

// contains reports whether the pattern matches anywhere in tokens lo to hi.
func (e *run) contains(p *pattern, lo, hi int) bool {
	first := e.next(p, lo, lo, hi)
	if first >= hi && !p.asksTypes || e.lookup.lacks(p, lo, hi) {
		return false // and will be so whatever rules add
	}
	key := searchKey{p, lo, hi}
	if found, ok := e.searched[key]; ok {
		return found
	}
	found := false
	for i := first; i < hi && !found; i = e.next(p, i+1, lo, hi) {
		_, found = p.at(e.view, i, lo, hi)
	}
	e.searched[key] = found
	return found
}

func (e *run) lexAt(i int) []lexicon.Hit { return e.view.lex.At(i) }

// candidate is a pattern and the tokens at which it can match.
type candidate struct {
	p  *pattern
	at bitset
}

// findAnchors finds the anchors of a rule, in text order: at each token the first of its patterns that matches there.
func (e *run) findAnchors(r *rule) []anchor {
	cs := e.candidates[:0]
	for _, p := range r.anchors {
		if n := len(cs); n == cap(cs) {
			cs = append(cs, candidate{at: e.lookup.room()})
		} else if cs = cs[:n+1]; cs[n].at == nil {
			cs[n].at = e.lookup.room()
		}
		c := &cs[len(cs)-1]
		if c.p = p; !e.lookup.within(p, c.at) {
			cs = cs[:len(cs)-1]
		}
	}
	e.candidates = cs
	if len(cs) == 0 {
		return nil
	}
	all := cs[0].at
	if len(cs) > 1 {
		all = e.lookup.union(cs)
	}
	var out []anchor
	for i := all.next(0, len(e.tokens)); i < len(e.tokens); {
		si := e.tokens[i].Sentence
		s := &e.d.Sentences[si]
		if !e.open(r, si) {
			i = all.next(s.Last, len(e.tokens))
			continue
		}
		after := i + 1
		for k := range cs {
			if !cs[k].at.has(i) {
				continue
			}
			p := cs[k].p
			if m, ok := p.at(e.view, i, s.First, s.Last); ok && m.last() > m.first() && !e.vetoed(r, p, &m, si) {
				out = append(out, anchor{m, p, si})
				after = m.last()
				break
			}
		}
		i = all.next(after, len(e.tokens))
	}
	return out
}

// vetoed reports whether a pattern that the rule excludes begins within an anchor's match, or one that it wants does not.
func (e *run) vetoed(r *rule, by *pattern, m *match, sentence int) bool {
	s := e.d.Sentences[sentence]
	begins := func(p *pattern) bool {
		for i := m.first(); i < m.last(); i++ {
			if e.can(p, i, s.First) {
				if _, ok := p.at(e.view, i, s.First, s.Last); ok {
					return true
				}
			}
		}
		return false
	}
	for _, p := range r.unless {
		if begins(p) {
			e.refuse(r, &item{anchor: anchor{*m, by, sentence}}, excluded(p), "unless: "+p.src, nil)
			return true
		}
	}
	for _, p := range r.inside {
		if !begins(p) {
			e.refuseContext(r, &item{anchor: anchor{*m, by, sentence}}, reasonInside, p.src)
			return true
		}
	}
	return false
}

// stretch is tokens lo to hi.
type stretch struct{ lo, hi int }

// bounds returns the tokens of a rule's scope around a sentence.
func (e *run) bounds(sc scope, sentence int) (lo, hi int) {
	switch sc {
	case scopeParagraph:
		s := e.runOf(0, sentence, func(a, b document.Sentence) bool {
			return a.Section == b.Section && a.Paragraph == b.Paragraph && a.Heading == b.Heading
		})
		return s.lo, s.hi
	case scopeSection:
		s := e.runOf(1, sentence, func(a, b document.Sentence) bool { return a.Section == b.Section && a.Heading == b.Heading })
		return s.lo, s.hi
	default: // a clause is cut out of its sentence later
		s := e.d.Sentences[sentence]
		return s.First, s.Last
	}
}

// runOf returns the tokens of the sentences in a row around one that are all the same, as same has it.
func (e *run) runOf(kind, sentence int, same func(a, b document.Sentence) bool) stretch {
	if e.scopes[kind] == nil {
		all := e.d.Sentences
		e.scopes[kind] = make([]stretch, len(all))
		for first := 0; first < len(all); {
			end := first + 1
			for end < len(all) && same(all[first], all[end]) {
				end++
			}
			for i := first; i < end; i++ {
				e.scopes[kind][i] = stretch{all[first].First, all[end-1].Last}
			}
			first = end
		}
	}
	return e.scopes[kind][sentence]
}

// item is what one anchor has to itself: tokens lo to hi.
type item struct {
	anchor
	lo, hi            int
	scopeLo, scopeHi  int
	rowFirst, rowLast int  // the words that the row in the making rests on
	refused           bool // a word says that there is no row
}

// apply turns a rule's anchors into records.
func (e *run) apply(r *rule, anchors []anchor) []document.Record {
	var out []document.Record
	var items []item
	if r.spec.Clauses {
		items = e.clauseItems(r)
	} else {
		items = e.anchorItems(r, anchors)
	}
	for i := range items {
		it := &items[i]
		if !e.allow(r, it) {
			continue
		}
		switch {
		case r.spec.Mark != "":
			e.mark(r, it)
		case r.spec.Annotate != "":
			e.annotate(r, it)
		default:
			out = append(out, e.records(r, it)...)
		}
	}
	return out
}

func (e *run) allow(r *rule, it *item) bool {
	for _, p := range r.need {
		if !e.contains(p, it.scopeLo, it.scopeHi) {
			e.refuseContext(r, it, reasonNeed, p.src)
			return false
		}
	}
	for _, p := range r.forbid {
		if e.contains(p, it.scopeLo, it.scopeHi) {
			e.refuse(r, it, excluded(p), "forbid: "+p.src, nil)
			return false
		}
	}
	for _, p := range r.needAround {
		if lo, hi := e.bounds(scopeParagraph, it.sentence); !e.contains(p, lo, hi) {
			e.refuseContext(r, it, reasonNeed, p.src)
			return false
		}
	}
	for _, p := range r.has {
		if !e.contains(p, it.lo, it.hi) {
			e.refuseContext(r, it, reasonHas, p.src)
			return false
		}
	}
	for _, p := range r.without {
		if e.contains(p, it.lo, it.hi) {
			e.refuse(r, it, excluded(p), "without: "+p.src, nil)
			return false
		}
	}
	return true
}

func (e *run) anchorItems(r *rule, anchors []anchor) []item {
	items := make([]item, 0, len(anchors))
	prevEnd := 0
	for i, a := range anchors {
		it := item{anchor: a}
		it.scopeLo, it.scopeHi = e.bounds(r.scope, a.sentence)
		it.lo, it.hi = it.scopeLo, it.scopeHi
		if r.scope == scopeClause {
			it.lo, it.hi = e.clauseAround(a.first(), a.last(), it.scopeLo, it.scopeHi)
		}
		if i > 0 && prevEnd > it.lo {
			it.lo = prevEnd
		}
		if i+1 < len(anchors) && anchors[i+1].first() < it.hi {
			it.hi = anchors[i+1].first()
		}
		it.lo = min(it.lo, a.first())
		for _, p := range r.split {
			for k := a.last(); k < it.hi; k++ {
				if e.can(p, k, it.scopeLo) {
					if _, ok := p.at(e.view, k, it.scopeLo, it.scopeHi); ok {
						it.hi = k
					}
				}
			}
			for k := a.first() - 1; k >= it.lo; k-- {
				if e.can(p, k, it.scopeLo) {
					if m, ok := p.at(e.view, k, it.scopeLo, it.scopeHi); ok {
						it.lo = min(m.last(), a.first())
						break
					}
				}
			}
		}
		it.hi = max(it.hi, a.last())
		prevEnd = a.last()
		items = append(items, it)
	}
	return items
}

// clauseAround returns the clause that holds tokens first to last.
func (e *run) clauseAround(first, last, lo, hi int) (int, int) {
	a, b := first, last
	for a > lo && !e.clauseBoundary(a-1) {
		a--
	}
	for b < hi && !e.clauseBoundary(b) {
		b++
	}
	return a, b
}

// clauseBoundary reports a mark between clauses at token i that is no part of an annotation.
func (e *run) clauseBoundary(i int) bool {
	switch e.tokens[i].Text {
	case "،", ",", ";", "؛", ":":
		return true
	}
	return false
}

// clauseItems cuts every sentence that the rule looks at into items, at each match of its split patterns. Where the rule
// says from and until, only the items between such matches of a paragraph are taken.
func (e *run) clauseItems(r *rule) []item {
	var items []item
	on, paragraph := len(r.from) == 0, -1
	after := map[int]bool{} // sentences behind which the rule goes on looking
	for si, s := range e.d.Sentences {
		if s.Heading || !e.open(r, si) {
			continue
		}
		if s.Paragraph != paragraph {
			lead := e.leadOf(si)
			on = len(r.from) == 0 || lead >= 0 && (after[lead] || e.d.Sentences[lead].Heading && e.judged(r, &item{anchor: anchor{sentence: si}}))
			paragraph = s.Paragraph
		}
		it := item{anchor: anchor{sentence: si}}
		it.scopeLo, it.scopeHi = e.bounds(r.scope, si)
		if !e.needs(r, &it) {
			continue
		}
		cuts := e.cuts(r, s)
		if e.judged(r, &it) {
			cuts = []int{cuts[0], s.Last}
		}
		open := e.opens(r, s, cuts, &on)
		after[si] = on
		for i := range len(cuts) - 1 {
			if !open[i] || i == len(cuts)-2 && e.leads(si) {
				continue // what only opens a list says nothing itself
			}
			c := it
			c.lo, c.hi = cuts[i], cuts[i+1]
			c.caps[0], c.caps[1] = int32(c.lo), int32(c.hi)
			for k := 2; k < len(c.caps); k++ {
				c.caps[k] = -1
			}
			items = append(items, c)
		}
	}
	return items
}

func (e *run) needs(r *rule, it *item) bool {
	for _, p := range r.need {
		if !e.contains(p, it.scopeLo, it.scopeHi) {
			return false
		}
	}
	return true
}

// cuts returns where the clauses of a sentence begin, and its end.
func (e *run) cuts(r *rule, s document.Sentence) []int {
	_, first := e.markOf(s)
	cuts := []int{min(first, s.Last-1)}
	for k := cuts[0] + 1; k < s.Last-1; k++ {
		if e.starts(r.split, k, s) {
			cuts = append(cuts, k)
		}
	}
	return append(cuts, s.Last)
}

// starts reports whether one of the patterns matches at token i of a sentence.
func (e *run) starts(patterns []*pattern, i int, s document.Sentence) bool {
	for _, p := range patterns {
		if e.can(p, i, s.First) {
			if _, ok := p.at(e.view, i, s.First, s.Last); ok {
				return true
			}
		}
	}
	return false
}

// opens reports for each clause of a sentence whether the rule looks at it, and leaves in on whether it goes on looking. Who
// says a sentence may stand in its last clause: then the clauses before it are meant too.
func (e *run) opens(r *rule, s document.Sentence, cuts []int, on *bool) []bool {
	open := make([]bool, len(cuts)-1)
	closed, opened := false, false
	for i := range open {
		opened = false
		for k := cuts[i]; k < cuts[i+1]; k++ {
			switch {
			case e.starts(r.until, k, s):
				*on, closed = false, true
			case !*on && e.starts(r.from, k, s):
				*on, opened = true, true
			}
		}
		open[i] = *on
	}
	if opened && !closed {
		for i := range open {
			open[i] = true
		}
	}
	return open
}

// mark gives the entity of the first capture, or of the whole match, a role.
func (e *run) mark(r *rule, it *item) {
	first, last := it.first(), it.last()
	if it.caps[2] >= 0 {
		first, last = int(it.caps[2]), int(it.caps[3])
	}
	a := e.annotation(first, last, document.TypePerson, document.TypeOrg)
	if a == nil || a.Entity < 0 {
		return
	}
	if e.roles[a.Entity] == nil {
		e.roles[a.Entity] = map[string]bool{}
	}
	e.roles[a.Entity][r.spec.Mark] = true
}

// annotate adds an annotation over the rule's first capture, or the whole match.
func (e *run) annotate(r *rule, it *item) {
	first, last := it.first(), it.last()
	if it.caps[2] >= 0 {
		first, last = int(it.caps[2]), int(it.caps[3])
	}
	if r.spec.Annotate == document.TypePerson {
		e.annotatePerson(first, last, it.p != nil && len(it.p.names) > 1 && it.p.names[1] == "joined")
		return
	}
	a := document.Annotation{Type: r.spec.Annotate, Unit: r.spec.Unit, First: first, Last: last, Entity: -1}
	a.Text = e.text(first, last)
	if it.p != nil && len(it.p.names) > 1 && it.p.names[1] == "joined" {
		a.Text = withoutJoined(a.Text)
	}
	for _, rec := range e.records(r, it) {
		for _, c := range rec.Cells {
			switch v := c.Value.(type) {
			case document.Annotation:
				a.Date, a.Quantity = v.Date, v.Quantity
			case string:
				if c.Column == "value" {
					a.Value = v
				}
			}
		}
	}
	if a.Type == document.TypeOrg {
		a.Text = withoutGenitive(a.Text)
		e.dropPersons(first, last)
	}
	e.d.Annotations = append(e.d.Annotations, a)
	e.put(len(e.d.Annotations) - 1)
	if a.Type == document.TypeOrg && a.Unit == "party" {
		e.partyAgain(a)
	}
}

// partyAgain finds the other places where the name of a party that a frame showed stands, in capitals and with no capital beside it.
func (e *run) partyAgain(a document.Annotation) {
	if e.capitals == nil {
		e.capitals, e.parties = map[string][]int{}, map[string]bool{}
		for i := range e.tokens {
			if t := &e.tokens[i]; t.Capital && !t.Arabic {
				e.capitals[t.Fold] = append(e.capitals[t.Fold], i)
			}
		}
	}
	n := a.Last - a.First
	name := strings.Builder{}
	for k := range n {
		t := &e.tokens[a.First+k]
		name.WriteString(t.Fold)
		if name.WriteByte(' '); t.Capital {
			name.WriteByte('^')
		}
	}
	if e.parties[name.String()] {
		return // they have been found
	}
	e.parties[name.String()] = true
	for _, i := range e.capitals[e.tokens[a.First].Fold] {
		if i == a.First || i+n > len(e.tokens) || e.tokens[i].Sentence != e.tokens[i+n-1].Sentence {
			continue
		}
		same := true
		for k := 1; k < n; k++ {
			same = same && withoutGenitive(e.tokens[i+k].Fold) == withoutGenitive(e.tokens[a.First+k].Fold) && e.tokens[i+k].Capital == e.tokens[a.First+k].Capital
		}
		s := e.d.Sentences[e.tokens[i].Sentence]
		capital := func(k int) bool { return k >= s.First && k < s.Last && e.tokens[k].Capital }
		if !same || n == 1 && i == s.First || capital(i+n) || i-1 > s.First && capital(i-1) ||
			slices.ContainsFunc(e.people.touching(i, i+n), func(k int32) bool { return e.d.Annotations[k].Type == document.TypeOrg }) {
			continue
		}
		e.dropPersons(i, i+n)
		b := a
		b.First, b.Last = i, i+n
		e.d.Annotations = append(e.d.Annotations, b)
		e.put(len(e.d.Annotations) - 1)
	}
}

// withoutGenitive returns an English name without its ending in the genitive.
func withoutGenitive(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
}

// text returns the words of tokens first to last as a cell holds them: single spaces, no marks of quotation around them.
func (e *run) text(first, last int) string {
	for first < last && trimmed(e.tokens[first].Text) {
		first++
	}
	for last > first && trimmed(e.tokens[last-1].Text) {
		last--
	}
	var b strings.Builder
	for i := first; i < last; i++ {
		t := &e.tokens[i]
		if i > first && t.Space {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// trimmed reports the marks that are dropped at the ends of a text cell.
func trimmed(s string) bool {
	switch s {
	case "«", "»", "\"", "“", "”", "'", "‘", "’", "،", ",", ".", ":", ";", "؛", "-", "–", "—", "•":
		return true
	}
	return false
}
