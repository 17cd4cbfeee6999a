// Package extract runs rules over annotated tokens and makes records of what they claim.
//
// A rule finds its anchors, each anchor opens an item that reaches to the next anchor or the end of the rule's scope, and
// slots look for the other cells inside the item. The package knows no table, no report and no country: what to look for
// stands in the rule files, what words mean in the lexicons. Every record says which rule made it and from which words.
package extract

import (
	"context"
	"sort"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// Stage is the extract stage.
type Stage struct {
	lex   *lexicon.Lexicon
	rules map[string]*Rules // by language
}

// New returns the extract stage with the rules of each language.
func New(lex *lexicon.Lexicon, rules map[string]*Rules) *Stage { return &Stage{lex: lex, rules: rules} }

// Name returns "extract".
func (*Stage) Name() string { return "extract" }

// Run fills the document's Records with what the rules of its language claim.
func (s *Stage) Run(_ context.Context, d *document.Document) error {
	r := s.rules[d.Info.Language]
	if r == nil {
		r = s.rules["ar"]
	}
	if r != nil {
		d.Records = r.Extract(d)
	}
	return nil
}

// Extract returns the records that the rules claim, in text order. It adds the annotations that rules define to the
// document.
func (r *Rules) Extract(d *document.Document) []document.Record {
	e := &run{Rules: r, view: newView(d, r.lex), searched: map[searchKey]bool{}}
	e.classifySections()
	var out []document.Record
	// Marks and annotations first: the rules for tables build on them.
	for phase := range 3 {
		anchors := e.findAnchors(phase)
		for i, ru := range r.rules {
			if phaseOf(ru) != phase {
				continue
			}
			out = append(out, e.apply(ru, anchors[i])...)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Span.Start < out[b].Span.Start })
	return out
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
	classes  [][]string // of each section
	searched map[searchKey]bool
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

func (e *run) classifySections() {
	e.classes = make([][]string, len(e.d.Sections))
	for i, s := range e.d.Sections {
		if s.Title == "" || s.First >= len(e.d.Sentences) {
			continue
		}
		h := e.d.Sentences[s.First]
		for _, w := range e.sections {
			for _, p := range w.patterns {
				if e.contains(p, h.First, h.Last) {
					e.classes[i] = append(e.classes[i], w.class)
					break
				}
			}
		}
	}
}

func (e *run) inSection(r *rule, section int) bool {
	has := func(names []string) bool {
		for _, c := range e.classes[section] {
			for _, n := range names {
				if c == n {
					return true
				}
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
	key := searchKey{p, lo, hi}
	if found, ok := e.searched[key]; ok {
		return found
	}
	found := false
	for i := lo; i < hi && !found; i++ {
		if e.couldStart(p, i) {
			_, found = p.at(e.view, i, lo, hi)
		}
	}
	e.searched[key] = found
	return found
}

// couldStart is a cheap test whether a match of p can start at token i.
func (e *run) couldStart(p *pattern, i int) bool {
	if p.any {
		return true
	}
	for _, f := range p.first {
		switch f.kind {
		case opSym:
			if e.hasSymbol(i, f.n) {
				return true
			}
		case opClass:
			for _, h := range e.lexAt(i) {
				if int32(h.Class) == f.n {
					return true
				}
			}
		case opAnn:
			for _, a := range e.annAt[i] {
				if e.d.Annotations[a].Type == f.text {
					return true
				}
			}
		}
	}
	return false
}

func (e *run) lexAt(i int) []lexicon.Hit { return e.view.lex.At(i) }

// findAnchors finds the anchors of all rules of a phase in one walk over the tokens.
func (e *run) findAnchors(phase int) [][]anchor {
	out := make([][]anchor, len(e.rules))
	busy := make([]int, len(e.rules)) // the token before which the rule's last anchor ends
	try := func(c entry, i, si int, s document.Sentence) {
		ru := e.rules[c.rule]
		if busy[c.rule] > i || phaseOf(ru) != phase || !e.inSection(ru, s.Section) {
			return
		}
		p := ru.anchors[c.pattern]
		if m, ok := p.at(e.view, i, s.First, s.Last); ok && m.last() > m.first() && !e.vetoed(ru, &m, s) {
			out[c.rule] = append(out[c.rule], anchor{m, p, si})
			busy[c.rule] = m.last()
		}
	}
	for si, s := range e.d.Sentences {
		for i := s.First; i < s.Last; i++ {
			for _, c := range e.always {
				try(c, i, si, s)
			}
			for _, sym := range e.view.lex.Symbols[i] {
				for _, c := range e.index[feature{kind: opSym, n: int32(sym)}] {
					try(c, i, si, s)
				}
			}
			last := lexicon.Class(-1)
			for _, h := range e.lexAt(i) {
				if h.Class == last {
					continue
				}
				last = h.Class
				for _, c := range e.index[feature{kind: opClass, n: int32(h.Class)}] {
					try(c, i, si, s)
				}
			}
			typ := ""
			for _, a := range e.annAt[i] {
				t := e.d.Annotations[a].Type
				if t == typ {
					continue
				}
				typ = t
				for _, c := range e.index[feature{kind: opAnn, text: t}] {
					try(c, i, si, s)
				}
			}
		}
	}
	return out
}

// vetoed reports whether a pattern that the rule excludes begins within an anchor's match.
func (e *run) vetoed(r *rule, m *match, s document.Sentence) bool {
	for _, p := range r.unless {
		for i := m.first(); i < m.last(); i++ {
			if e.couldStart(p, i) {
				if _, ok := p.at(e.view, i, s.First, s.Last); ok {
					return true
				}
			}
		}
	}
	return false
}

// bounds returns the tokens of a rule's scope around a sentence.
func (e *run) bounds(sc scope, sentence int) (lo, hi int) {
	s := e.d.Sentences[sentence]
	first, last := sentence, sentence
	same := func(i int) bool {
		o := e.d.Sentences[i]
		return o.Section == s.Section && (sc == scopeSection || o.Paragraph == s.Paragraph) && o.Heading == s.Heading
	}
	if sc == scopeParagraph || sc == scopeSection {
		for first > 0 && same(first-1) {
			first--
		}
		for last+1 < len(e.d.Sentences) && same(last+1) {
			last++
		}
	}
	return e.d.Sentences[first].First, e.d.Sentences[last].Last
}

// item is what one anchor has to itself: tokens lo to hi.
type item struct {
	anchor
	lo, hi           int
	scopeLo, scopeHi int
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
			return false
		}
	}
	for _, p := range r.forbid {
		if e.contains(p, it.scopeLo, it.scopeHi) {
			return false
		}
	}
	for _, p := range r.has {
		if !e.contains(p, it.lo, it.hi) {
			return false
		}
	}
	for _, p := range r.without {
		if e.contains(p, it.lo, it.hi) {
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
				if e.couldStart(p, k) {
					if _, ok := p.at(e.view, k, it.scopeLo, it.scopeHi); ok {
						it.hi = k
					}
				}
			}
			for k := a.first() - 1; k >= it.lo; k-- {
				if e.couldStart(p, k) {
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

// clauseItems cuts every sentence that the rule looks at into items, at each match of its split patterns.
func (e *run) clauseItems(r *rule) []item {
	var items []item
	for si, s := range e.d.Sentences {
		if s.Heading || !e.inSection(r, s.Section) {
			continue
		}
		it := item{anchor: anchor{sentence: si}}
		it.scopeLo, it.scopeHi = e.bounds(r.scope, si)
		ok := true
		for _, p := range r.need {
			ok = ok && e.contains(p, it.scopeLo, it.scopeHi)
		}
		if !ok {
			continue
		}
		start := s.First
		for k := s.First + 1; k <= s.Last; k++ {
			cut := k == s.Last
			for _, p := range r.split {
				if !cut && e.couldStart(p, k) {
					_, cut = p.at(e.view, k, s.First, s.Last)
				}
			}
			if !cut {
				continue
			}
			if k > start {
				c := it
				c.lo, c.hi = start, k
				c.caps[0], c.caps[1] = int32(start), int32(k)
				for i := 2; i < len(c.caps); i++ {
					c.caps[i] = -1
				}
				items = append(items, c)
			}
			start = k
		}
	}
	return items
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
	a := document.Annotation{Type: r.spec.Annotate, Unit: r.spec.Unit, First: first, Last: last, Entity: -1}
	a.Text = e.text(first, last)
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
	e.d.Annotations = append(e.d.Annotations, a)
	e.put(len(e.d.Annotations) - 1)
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
