package extract

import (
	"math/bits"
	"slices"

	"mahdar/pipeline/document"
)

// Where a pattern can start is worked out once for each document, so that no pattern is tried where it cannot match.

// feature is what a token must offer for a match to start there.
type feature struct {
	kind opcode
	n    int32  // symbol or class, or the number of the text or annotation among those of the rules
	role int32  // where a unit is asked for, the number of the annotations of the type that may have any role
	text string // annotation type, token, or letters that a word begins with
	unit string // of the annotation, a date's precision or a role; empty for any
}

// bitset holds a bit for each token.
type bitset []uint64

func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) add(i int) { b[i>>6] |= 1 << (i & 63) }

// addAll sets the bits from lo on and below hi.
func (b bitset) addAll(lo, hi int) {
	if lo >= hi {
		return
	}
	first, last := lo>>6, (hi-1)>>6
	head, tail := ^uint64(0)<<(lo&63), ^uint64(0)>>(63-(hi-1)&63)
	if first == last {
		b[first] |= head & tail
		return
	}
	b[first] |= head
	for w := first + 1; w < last; w++ {
		b[w] = ^uint64(0)
	}
	b[last] |= tail
}

// keep takes the bits out that are not among others, and reports whether any is left.
func (b bitset) keep(others bitset) bool {
	left := uint64(0)
	for i, w := range others {
		b[i] &= w
		left |= b[i]
	}
	return left != 0
}

// next returns the first bit set from i on and below end, or end.
func (b bitset) next(i, end int) int {
	if i >= end {
		return end
	}
	w := i >> 6
	word := b[w] >> (i & 63) << (i & 63)
	for word == 0 {
		w++
		if w<<6 >= end {
			return end
		}
		word = b[w]
	}
	return min(w<<6+bits.TrailingZeros64(word), end)
}

// last returns the last bit set below i and from lo on, or a number below lo.
func (b bitset) last(i, lo int) int {
	if i <= lo {
		return lo - 1
	}
	i--
	w := i >> 6
	word := b[w] << (63 - i&63) >> (63 - i&63)
	for word == 0 {
		w--
		if w < lo>>6 {
			return lo - 1
		}
		word = b[w]
	}
	return w<<6 + bits.Len64(word) - 1
}

// starts is what is known of a document's tokens, by what they offer.
type starts struct {
	v        *view
	rules    *Rules
	symbols  postings
	classes  postings
	begins   []int32            // for each token the first of its sentence
	letters  map[string][]int32 // the tokens that begin with them
	texts    [][]int32          // by number
	types    [][]int32          // by number, of annotations, the added ones too
	added    []addition         // what annotations offer, in the order in which they came
	patterns []patternStarts    // by number
	wants    []wantStarts       // by number
	all      bitset             // of union
	firsts   bitset             // the first tokens of sentences
	every    bitset             // all tokens
	none     bitset             // no tokens
	spare    bitset             // for sets to come
}

// addition is what an annotation offers: its number among those that the rules ask for, and its first token.
type addition struct{ n, token int32 }

// annotationKey is what is asked of an annotation: its type, and its unit where one is asked for.
type annotationKey struct{ typ, unit string }

// anyRole is the unit under which the annotations of a type stand that may have any role.
const anyRole = "*"

// wantStarts is the tokens at which a match can start that holds what is wanted.
type wantStarts struct {
	set  bitset
	upTo int // of starts.added the part that it knows
}

type patternStarts struct {
	set    bitset
	rarest int16 // of the words that the pattern needs the rarest in the document, by number from 1; 0 where it needs none
	lost   bool  // that word is not there
}

// postings lists the tokens of each number, those of number n at list[from[n]:from[n+1]].
type postings struct{ from, list []int32 }

func (p *postings) of(n int32) []int32 {
	if int(n)+1 >= len(p.from) {
		return nil
	}
	return p.list[p.from[n]:p.from[n+1]]
}

// newStarts indexes a document. Room for what is as large as the rules comes from an index that is done with, if there is one.
func newStarts(v *view, r *Rules, old *starts) *starts {
	symbols, classes := r.lex.Symbols(), len(r.lex.Classes())
	s := &starts{}
	if old != nil && old.fits(r) {
		s.patterns, s.wants, s.symbols, s.classes, s.texts, s.types = old.patterns, old.wants, old.symbols, old.classes, old.texts, old.types
		s.added = old.added[:0]
		clear(s.patterns)
		clear(s.wants)
		clear(s.symbols.from)
		clear(s.classes.from)
		empty(s.texts)
		empty(s.types)
	} else {
		s.patterns = make([]patternStarts, len(r.patterns))
		s.wants = make([]wantStarts, len(r.wants))
		s.symbols.from = make([]int32, symbols+2)
		s.classes.from = make([]int32, classes+2)
		s.texts = make([][]int32, len(r.texts))
		s.types = make([][]int32, len(r.types))
	}
	s.v, s.rules, s.letters, s.none = v, r, map[string][]int32{}, make(bitset, len(v.tokens)/64+1)
	s.begins = make([]int32, len(v.tokens))
	for i := range v.d.Sentences {
		for k := v.d.Sentences[i].First; k < v.d.Sentences[i].Last; k++ {
			s.begins[k] = int32(v.d.Sentences[i].First)
		}
	}
	last := make([]int32, classes+1) // the token at which a class was counted last, plus one
	for i := range v.tokens {
		for _, sym := range v.lex.Symbols[i] {
			s.symbols.from[sym+2]++
		}
		for _, h := range v.lex.At(i) {
			if last[h.Class] != int32(i+1) {
				last[h.Class] = int32(i + 1)
				s.classes.from[h.Class+2]++
			}
		}
		if n, ok := r.texts[v.tokens[i].Text]; ok {
			s.texts[n] = append(s.texts[n], int32(i))
		}
	}
	s.symbols.sum()
	s.classes.sum()
	clear(last)
	for i := range v.tokens {
		for _, sym := range v.lex.Symbols[i] {
			s.symbols.put(int32(sym), i)
		}
		for _, h := range v.lex.At(i) {
			if last[h.Class] != int32(i+1) {
				last[h.Class] = int32(i + 1)
				s.classes.put(int32(h.Class), i)
			}
		}
	}
	for i := range v.d.Annotations {
		s.annotated(&v.d.Annotations[i])
	}
	return s
}

// fits reports whether an index has the size of the rules.
func (s *starts) fits(r *Rules) bool {
	return len(s.patterns) == len(r.patterns) && len(s.wants) == len(r.wants) && len(s.symbols.from) == r.lex.Symbols()+2 &&
		len(s.classes.from) == len(r.lex.Classes())+2 && len(s.texts) == len(r.texts) && len(s.types) == len(r.types)
}

// empty takes the tokens out of lists and leaves their room.
func empty(lists [][]int32) {
	for i := range lists {
		lists[i] = lists[i][:0]
	}
}

// spent returns what the index of the next document can use again, without the document.
func (s *starts) spent() *starts {
	return &starts{patterns: s.patterns, wants: s.wants, symbols: s.symbols, classes: s.classes, texts: s.texts, types: s.types, added: s.added}
}

// sum turns counts, kept two places on, into the places where each number's list begins, kept one place on; put moves them to theirs.
func (p *postings) sum() {
	for i := 1; i < len(p.from); i++ {
		p.from[i] += p.from[i-1]
	}
	n := int(p.from[len(p.from)-1])
	p.list = slices.Grow(p.list[:0], n)[:n]
}

func (p *postings) put(n int32, token int) {
	p.list[p.from[n+1]] = int32(token)
	p.from[n+1]++
}

// annotated takes note of an annotation.
func (s *starts) annotated(a *document.Annotation) {
	add := func(unit string) {
		if n, ok := s.rules.types[annotationKey{a.Type, unit}]; ok {
			s.types[n] = append(s.types[n], int32(a.First))
			s.added = append(s.added, addition{n, int32(a.First)})
		}
	}
	add("")
	if a.Unit != "" {
		add(a.Unit)
	}
	if a.Type == document.TypeDate {
		if unit := precision(a.Date); unit != a.Unit && unit != "" {
			add(unit)
		}
	}
	if a.Entity >= 0 {
		add(anyRole)
	}
}

// of returns the tokens at which a match of p can start; one that begins with the start of a stretch can start at its first token, too.
func (s *starts) of(p *pattern) bitset {
	ps := &s.patterns[p.id]
	switch {
	case ps.set == nil:
		least := 0
		for i, f := range p.needs {
			if n := len(s.having(f)); i == 0 || n < least {
				ps.rarest, least = int16(i+1), n
			}
		}
		switch ps.lost = ps.rarest > 0 && least == 0; {
		case ps.lost:
			ps.set = s.none
		case p.any:
			ps.set = s.everywhere()
		default:
			ps.set = s.wanted(p.start)
		}
	case p.asksTypes && !ps.lost:
		s.wanted(p.start) // which is the same set, brought up to date
	}
	return ps.set
}

// everywhere returns all tokens.
func (s *starts) everywhere() bitset {
	if s.every == nil {
		s.every = s.room()
		s.every.addAll(0, len(s.v.tokens))
	}
	return s.every
}

// since visits what annotations offer of the features since a part of them was seen.
func (s *starts) since(seen int, features []feature, visit func(token int)) {
	for _, a := range s.added[seen:] {
		for i := range features {
			if f := &features[i]; f.kind == opAnn && (f.n == a.n || f.role == a.n) {
				visit(int(a.token))
				break
			}
		}
	}
}

// within sets into to the tokens at which a match of p that stays within a sentence can start, and reports whether there are any.
func (s *starts) within(p *pattern, into bitset) bool {
	copy(into, s.everywhere())
	for _, n := range p.wants {
		if !into.keep(s.wanted(n)) {
			return false
		}
	}
	if p.any {
		return true
	}
	first := s.wanted(p.start)
	if !p.atStart {
		return into.keep(first)
	}
	left := uint64(0)
	for i, w := range s.sentenceStarts() {
		into[i] &= w | first[i]
		left |= into[i]
	}
	return left != 0
}

// sentenceStarts returns the first tokens of sentences.
func (s *starts) sentenceStarts() bitset {
	if s.firsts == nil {
		s.firsts = s.room()
		for i := range s.v.d.Sentences {
			if t := &s.v.d.Sentences[i]; t.First < t.Last {
				s.firsts.add(t.First)
			}
		}
	}
	return s.firsts
}

// wanted returns the tokens at which a match within a sentence can start that holds what want n asks for.
func (s *starts) wanted(n int32) bitset {
	ws, w := &s.wants[n], &s.rules.wants[n]
	if ws.set == nil {
		ws.set, ws.upTo = s.room(), len(s.added)
		for _, n := range w.symbols {
			for _, at := range s.symbols.of(n) {
				s.reached(ws.set, w, int(at))
			}
		}
		for i := range w.others {
			f := &w.others[i]
			for _, at := range s.having(*f) {
				s.reached(ws.set, w, int(at))
			}
			if f.role >= 0 {
				for _, at := range s.types[f.role] {
					s.reached(ws.set, w, int(at))
				}
			}
		}
	} else if w.asksTypes && ws.upTo < len(s.added) {
		s.since(ws.upTo, w.others, func(token int) { s.reached(ws.set, w, token) })
		ws.upTo = len(s.added)
	}
	return ws.set
}

// reached adds to a set the tokens of a sentence from which the token at is as far away as w wants it.
func (s *starts) reached(set bitset, w *want, at int) {
	lo := int(s.begins[at])
	if w.far != endless {
		lo = max(lo, at-w.far)
	}
	set.addAll(lo, at-w.near+1)
}

// having returns the tokens that offer a feature, in text order but for annotations. Annotations that may have any role are left out
// where a unit is asked for.
func (s *starts) having(f feature) []int32 {
	switch f.kind {
	case opSym:
		return s.symbols.of(f.n)
	case opClass:
		return s.classes.of(f.n)
	case opText:
		return s.texts[f.n]
	case opBegins:
		return s.beginning(f.text)
	case opAnn:
		return s.types[f.n]
	default: // there is no other feature
		return nil
	}
}

// lacks reports whether tokens lo to hi lack a word that p needs.
func (s *starts) lacks(p *pattern, lo, hi int) bool {
	s.of(p)
	ps := &s.patterns[p.id]
	if ps.rarest == 0 || ps.lost {
		return ps.lost
	}
	list := s.having(p.needs[ps.rarest-1])
	i, _ := slices.BinarySearch(list, int32(lo))
	return i == len(list) || int(list[i]) >= hi
}

// room returns a set without tokens.
func (s *starts) room() bitset {
	n := len(s.none)
	if len(s.spare) < n {
		s.spare = make(bitset, 64*n)
	}
	set := s.spare[:n:n]
	s.spare = s.spare[n:]
	return set
}

// union returns the tokens at which one of the candidates can match. It is good until the next call.
func (s *starts) union(cs []candidate) bitset {
	if s.all == nil {
		s.all = s.room()
	}
	copy(s.all, cs[0].at)
	for _, c := range cs[1:] {
		for i, w := range c.at {
			s.all[i] |= w
		}
	}
	return s.all
}

// beginning returns the tokens that begin with some letters, or as the pattern language says of ^ and A.
func (s *starts) beginning(letters string) []int32 {
	list, ok := s.letters[letters]
	if !ok {
		for i := range s.v.tokens {
			if s.v.begins(i, letters) {
				list = append(list, int32(i))
			}
		}
		s.letters[letters] = list
	}
	return list
}

// can reports whether a match of p within a stretch that begins at token lo can start at token i.
func (e *run) can(p *pattern, i, lo int) bool {
	return e.lookup.of(p).has(i) || p.atStart && i == lo
}

// next returns the first token from i on and below hi at which a match of p within a stretch from lo can start, or hi.
func (e *run) next(p *pattern, i, lo, hi int) int {
	if i == lo && p.atStart && i < hi {
		return i
	}
	return e.lookup.of(p).next(i, hi)
}

// last returns the last token below i and from lo on at which a match of one of the patterns within a stretch from lo can start, or
// a number below lo.
func (e *run) last(patterns []*pattern, i, lo int) int {
	best := lo - 1
	for _, p := range patterns {
		best = max(best, e.lookup.of(p).last(i, lo))
		if p.atStart && i > lo {
			best = max(best, lo)
		}
	}
	return best
}

// findFirst works out what a match can start with.
func (p *pattern) findFirst() {
	seen := make([]bool, len(p.code))
	stack := []int{0}
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		in := p.code[pc]
		switch in.op {
		case opSplit:
			stack = append(stack, in.x, in.y)
		case opSave, opJoined:
			stack = append(stack, pc+1)
		case opNot:
			stack = append(stack, pc+2)
		case opStart:
			p.atStart = true
		case opSym, opClass:
			p.first = append(p.first, feature{kind: in.op, n: in.n, role: -1})
		case opText, opBegins:
			p.first = append(p.first, feature{kind: in.op, text: in.text, role: -1})
		case opAnn:
			p.asksTypes = true
			for _, a := range in.anns {
				p.first = append(p.first, feature{kind: opAnn, text: a.typ, unit: a.unit, role: -1})
			}
		default:
			p.any = true
		}
	}
	if p.any {
		p.first, p.asksTypes = nil, false
	}
}

// needs adds the words and classes that every match of a sequence holds.
func needs(to []feature, seq []*node) []feature {
	for _, n := range seq {
		if n.optional || n.not {
			continue
		}
		switch n.kind {
		case "atom":
			switch n.op {
			case opSym, opClass:
				to = append(to, feature{kind: n.op, n: n.sym, role: -1})
			default: // others are no words, or hardly rare
			}
		case "capture":
			to = needs(to, n.seq)
		default: // a gap holds nothing, and of alternatives one is enough
		}
	}
	return to
}
