package extract

import (
	"math/bits"
	"slices"
	"strings"

	"mahdar/pipeline/document"
)

// Where a pattern can start is worked out once for each document, so that no pattern is tried where it cannot match.

// feature is what a token must offer for a match to start there.
type feature struct {
	kind opcode
	n    int32  // symbol or class
	text string // annotation type, token, or letters that a word begins with
}

// bitset holds a bit for each token.
type bitset []uint64

func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) add(i int) { b[i>>6] |= 1 << (i & 63) }

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
	symbols  postings
	classes  postings
	begins   map[string][]int32 // by letters
	texts    map[string][]int32
	types    map[string][]int32 // of annotations, the added ones too
	changed  int32              // how often annotations were added
	patterns []patternStarts    // by number
	all      bitset             // of union
	none     bitset             // no tokens
	spare    bitset             // for sets to come
}

type patternStarts struct {
	set     bitset
	changed int32 // starts.changed when it was made
	rarest  int16 // of the words that the pattern needs the rarest in the document, by number from 1; 0 where it needs none
	lost    bool  // that word is not there
}

// postings lists the tokens of each number, those of number n at list[from[n]:from[n+1]].
type postings struct{ from, list []int32 }

func (p *postings) of(n int32) []int32 {
	if int(n)+1 >= len(p.from) {
		return nil
	}
	return p.list[p.from[n]:p.from[n+1]]
}

// newStarts indexes a document. texts are the tokens that patterns ask for as they stand. Room for what is as large as the rules comes
// from an index that is done with, if there is one.
func newStarts(v *view, patterns, symbols, classes int, texts map[string]bool, old *starts) *starts {
	s := &starts{v: v, begins: map[string][]int32{}, texts: map[string][]int32{}, types: map[string][]int32{}, none: make(bitset, len(v.tokens)/64+1)}
	if old != nil && len(old.patterns) == patterns && len(old.symbols.from) == symbols+2 && len(old.classes.from) == classes+2 {
		s.patterns, s.symbols, s.classes = old.patterns, old.symbols, old.classes
		clear(s.patterns)
		clear(s.symbols.from)
		clear(s.classes.from)
	} else {
		s.patterns = make([]patternStarts, patterns)
		s.symbols.from = make([]int32, symbols+2)
		s.classes.from = make([]int32, classes+2)
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
		if t := v.tokens[i].Text; texts[t] {
			s.texts[t] = append(s.texts[t], int32(i))
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

// spent returns what the index of the next document can use again, without the document.
func (s *starts) spent() *starts {
	return &starts{patterns: s.patterns, symbols: s.symbols, classes: s.classes}
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
	s.types[a.Type] = append(s.types[a.Type], int32(a.First))
	s.changed++
}

// of returns the tokens at which a match of p can start; one that begins with the start of a stretch can start at its first token, too.
func (s *starts) of(p *pattern) bitset {
	ps := &s.patterns[p.id]
	if ps.set != nil && (ps.changed == s.changed || !p.asksTypes) {
		return ps.set
	}
	ps.changed = s.changed
	if ps.set == nil {
		least := 0
		for i, f := range p.needs {
			if n := len(s.having(f)); i == 0 || n < least {
				ps.rarest, least = int16(i+1), n
			}
		}
		if ps.lost = ps.rarest > 0 && least == 0; ps.lost {
			ps.set = s.none
		} else {
			ps.set = s.room()
		}
	}
	if ps.lost {
		return ps.set
	}
	if p.any {
		for i := range ps.set {
			ps.set[i] = ^uint64(0)
		}
		return ps.set
	}
	for _, f := range p.first {
		for _, i := range s.having(f) {
			ps.set.add(int(i))
		}
	}
	return ps.set
}

// having returns the tokens that offer a feature, in text order but for annotations.
func (s *starts) having(f feature) []int32 {
	switch f.kind {
	case opSym:
		return s.symbols.of(f.n)
	case opClass:
		return s.classes.of(f.n)
	case opText:
		return s.texts[f.text]
	case opBegins:
		return s.beginning(f.text)
	case opAnn:
		return s.types[f.text]
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

// union returns the tokens at which a match of one of the patterns can start within a sentence. It is good until the next call.
func (s *starts) union(patterns []*pattern, sentences []document.Sentence) bitset {
	if s.all == nil {
		s.all = make(bitset, len(s.v.tokens)/64+1)
	}
	clear(s.all)
	atStart := false
	for _, p := range patterns {
		set := s.of(p)
		if s.patterns[p.id].lost {
			continue
		}
		atStart = atStart || p.atStart
		for w, bits := range set {
			s.all[w] |= bits
		}
	}
	for i := range sentences {
		if atStart && sentences[i].First < sentences[i].Last {
			s.all.add(sentences[i].First)
		}
	}
	return s.all
}

// beginning returns the tokens that begin with some letters, or as the pattern language says of ^ and A.
func (s *starts) beginning(letters string) []int32 {
	list, ok := s.begins[letters]
	if !ok {
		for i := range s.v.tokens {
			if s.v.begins(i, letters) {
				list = append(list, int32(i))
			}
		}
		s.begins[letters] = list
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
			p.first = append(p.first, feature{kind: in.op, n: in.n})
		case opText, opBegins:
			p.first = append(p.first, feature{kind: in.op, text: in.text})
		case opAnn:
			p.asksTypes = true
			for _, a := range in.anns {
				p.first = append(p.first, feature{kind: opAnn, text: a.typ})
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
				to = append(to, feature{kind: n.op, n: n.sym})
			default: // others are no words, or hardly rare
			}
		case "capture":
			to = needs(to, n.seq)
		default: // a gap holds nothing, and of alternatives one is enough
		}
	}
	return to
}

// texts returns the tokens that the pattern asks for as they stand, where a match can start with them.
func (p *pattern) texts(into map[string]bool) {
	for _, f := range p.first {
		if f.kind == opText && !strings.Contains(f.text, " ") {
			into[f.text] = true
		}
	}
}
