package extract

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// The pattern language. A pattern is a sequence of elements over tokens:
//
//	word            a word as the lexicon writes words (=word, word*, *word)
//	@class          a form of a lexicon class
//	@class:value    a form of a lexicon class with that value
//	<type>          an annotation; <type:unit> one of that unit; <a|b> one of several types; <type:unit+class> one whose
//	                words hold a form of the class
//	"x"             the token x and no other, for marks
//	.               any token
//	..N             at most N tokens, as few as possible
//	_N              at most N tokens without a comma, semicolon or colon among them, as few as possible
//	#               any word
//	!x              here is no x, where x is a word, a class, an annotation or a mark; it takes no token
//	[a b | c]       one of several sequences
//	{name}          the pattern that the key patterns of a rule file gives this name
//	(name: a b)     a capture
//	^ and $         the sentence's start and end
//	~ل              here a word begins with these letters; it takes no token
//	~A              here a word begins with a capital; it takes no token
//	~N              here a word may be a part of a person's name; it takes no token
//	&               here a word begins with a conjunction that is no letter of it; it takes no token
//
// An element may be followed by ? (may be missing).
type pattern struct {
	id    int // among the patterns of its rules
	src   string
	code  []instr
	names []string // of captures; 0 is the whole match

	first     []feature // what a match starts with
	any       bool      // it may start with any token
	atStart   bool      // it may start with the start of the stretch that is searched
	asksTypes bool      // it may start with an annotation
	needs     []feature // words that every match holds
	holds     []want    // what every match holds, where it stands
	start     int32     // what a match starts with as a want, by number among those of the rules; -1 for any token
	wants     []int32   // what every match holds, by number
}

type opcode uint8

const (
	opSym opcode = iota
	opText
	opClass
	opAnn
	opAny
	opNoStop
	opSplit // go on at x, then at y
	opSave
	opStart
	opEnd
	opBegins
	opWord
	opNot // the instruction behind it must not match here
	opJoined
	opMatch
)

type instr struct {
	op   opcode
	x, y int
	n    int32 // symbol, class or capture slot
	text string
	anns []annSpec
}

// annSpec is one of the annotations that an element names: its type, its unit, and a class of which it holds a form.
type annSpec struct {
	typ, unit string
	holds     int32 // -1 for any words
}

const maxCaptures = 8

// node is the parsed form of an element.
type node struct {
	op       opcode
	sym      int32
	text     string
	anns     []annSpec
	seq      []*node   // for groups with one branch and captures
	branches [][]*node // for alternatives
	capture  string
	gap      int
	kind     string // atom, gap, stopgap, alt, capture
	optional bool
	not      bool
}

type patternParser struct {
	src    string
	pos    int
	lex    *lexicon.Lexicon
	pieces map[string]string // patterns with a name
	within []string          // names of the pieces around
}

// compile reads a pattern, which may hold pieces by their names. Its words become symbols of the lexicon; its classes must exist
// there.
func compile(src string, lex *lexicon.Lexicon, pieces map[string]string) (*pattern, error) {
	p := &patternParser{src: src, lex: lex, pieces: pieces}
	seq, err := p.sequence("")
	if err != nil {
		return nil, fmt.Errorf("pattern %q at character %d: %w", src, utf8.RuneCountInString(src[:min(p.pos, len(src))])+1, err)
	}
	out := &pattern{src: src, names: []string{""}, needs: needs(nil, seq)}
	if err := out.emit(seq); err != nil {
		return nil, fmt.Errorf("pattern %q: %w", src, err)
	}
	out.code = append(out.code, instr{op: opMatch})
	out.findFirst()
	wants(&out.holds, seq, offset{})
	out.holds = slices.DeleteFunc(out.holds, out.startsWith)
	return out, nil
}

func (p *patternParser) skip() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\n' || p.src[p.pos] == '\t') {
		p.pos++
	}
}

func (p *patternParser) sequence(until string) ([]*node, error) {
	var seq []*node
	for {
		p.skip()
		if p.pos >= len(p.src) {
			if until != "" {
				return nil, fmt.Errorf("missing %q", until)
			}
			return seq, nil
		}
		if until != "" && strings.IndexByte(until, p.src[p.pos]) >= 0 {
			return seq, nil
		}
		n, err := p.element()
		if err != nil {
			return nil, err
		}
		if p.pos < len(p.src) && p.src[p.pos] == '?' {
			n.optional = true
			p.pos++
		}
		seq = append(seq, n)
	}
}

func (p *patternParser) element() (*node, error) {
	switch c := p.src[p.pos]; c {
	case '[':
		n := &node{kind: "alt"}
		for {
			p.pos++
			seq, err := p.sequence("|]")
			if err != nil {
				return nil, err
			}
			n.branches = append(n.branches, seq)
			if p.src[p.pos] == ']' {
				p.pos++
				return n, nil
			}
		}
	case '(':
		colon := strings.IndexByte(p.src[p.pos:], ':')
		if colon < 0 {
			return nil, errors.New("a capture is written (name: …)")
		}
		name := strings.TrimSpace(p.src[p.pos+1 : p.pos+colon])
		if name == "" || strings.ContainsAny(name, " \n\t()[]<>|?\"") {
			return nil, errors.New("a capture is written (name: …)")
		}
		p.pos += colon + 1
		seq, err := p.sequence(")")
		if err != nil {
			return nil, err
		}
		p.pos++
		return &node{kind: "capture", capture: name, seq: seq}, nil
	case '<':
		end := strings.IndexByte(p.src[p.pos:], '>')
		if end < 0 {
			return nil, errors.New("missing \">\"")
		}
		n := &node{kind: "atom", op: opAnn}
		for alt := range strings.SplitSeq(p.src[p.pos+1:p.pos+end], "|") {
			typ, unit, _ := strings.Cut(strings.TrimSpace(alt), ":")
			unit, class, with := strings.Cut(unit, "+")
			holds := int32(-1)
			if with {
				c, ok := p.lex.Class(class)
				if !ok {
					return nil, fmt.Errorf("unknown class %q", class)
				}
				holds = int32(c)
			}
			if typ == "" {
				return nil, errors.New("an annotation has no type")
			}
			n.anns = append(n.anns, annSpec{typ, unit, holds})
		}
		p.pos += end + 1
		return n, nil
	case '"':
		end := strings.IndexByte(p.src[p.pos+1:], '"')
		if end < 0 {
			return nil, errors.New("missing closing quote")
		}
		n := &node{kind: "atom", op: opText, text: p.src[p.pos+1 : p.pos+1+end]}
		p.pos += end + 2
		return n, nil
	case '{':
		return p.piece()
	case '^':
		p.pos++
		return &node{kind: "atom", op: opStart}, nil
	case '$':
		p.pos++
		return &node{kind: "atom", op: opEnd}, nil
	case '#':
		p.pos++
		return &node{kind: "atom", op: opWord}, nil
	case '!':
		p.pos++
		if p.pos >= len(p.src) {
			return nil, errors.New("a ! stands before nothing")
		}
		n, err := p.element()
		if err != nil {
			return nil, err
		}
		switch {
		case n.kind != "atom":
			return nil, errors.New("a ! stands before a word, a class, an annotation or a mark")
		case n.op != opSym && n.op != opText && n.op != opClass && n.op != opAnn && n.op != opBegins && n.op != opJoined:
			return nil, errors.New("a ! stands before a word, a class, an annotation or a mark")
		}
		n.not = true
		return n, nil
	case '&':
		p.pos++
		return &node{kind: "atom", op: opJoined}, nil
	case '|', ']', ')', '>', '?':
		return nil, fmt.Errorf("unexpected %q", c)
	}
	word := p.word()
	switch {
	case word == "":
		return nil, errors.New("an element is missing")
	case word == ".":
		return &node{kind: "atom", op: opAny}, nil
	case strings.HasPrefix(word, ".."):
		n, err := strconv.Atoi(word[2:])
		if err != nil || n < 1 || n > 60 {
			return nil, fmt.Errorf("a gap is written ..N with N from 1 to 60, not %q", word)
		}
		return &node{kind: "gap", op: opAny, gap: n}, nil
	case word[0] == '_':
		n, err := strconv.Atoi(word[1:])
		if err != nil || n < 1 || n > 60 {
			return nil, fmt.Errorf("a gap is written _N with N from 1 to 60, not %q", word)
		}
		return &node{kind: "gap", op: opNoStop, gap: n}, nil
	case word[0] == '~' && len(word) > 1:
		return &node{kind: "atom", op: opBegins, text: word[1:]}, nil
	case word[0] == '@':
		name, value, _ := strings.Cut(word[1:], ":")
		c, ok := p.lex.Class(name)
		if !ok {
			return nil, fmt.Errorf("unknown class @%s", name)
		}
		return &node{kind: "atom", op: opClass, sym: int32(c), text: value}, nil
	}
	s, err := p.lex.Symbol(word)
	if err != nil {
		return nil, err
	}
	return &node{kind: "atom", op: opSym, sym: int32(s)}, nil
}

// piece reads the name of a pattern, which stands for it as a group.
func (p *patternParser) piece() (*node, error) {
	end := strings.IndexByte(p.src[p.pos:], '}')
	if end < 0 {
		return nil, errors.New("missing \"}\"")
	}
	name := p.src[p.pos+1 : p.pos+end]
	src, ok := p.pieces[name]
	switch {
	case !ok:
		return nil, fmt.Errorf("unknown pattern {%s}", name)
	case slices.Contains(p.within, name):
		return nil, fmt.Errorf("the pattern {%s} holds itself", name)
	}
	inner := &patternParser{src: src, lex: p.lex, pieces: p.pieces, within: append(slices.Clone(p.within), name)}
	seq, err := inner.sequence("")
	if err != nil {
		return nil, fmt.Errorf("{%s}: %w", name, err)
	}
	p.pos += end + 1
	return &node{kind: "alt", branches: [][]*node{seq}}, nil
}

func (p *patternParser) word() string {
	start := p.pos
	for p.pos < len(p.src) && strings.IndexByte(" \n\t[]()<>|?\"", p.src[p.pos]) < 0 {
		p.pos++
	}
	return p.src[start:p.pos]
}

func (p *pattern) emit(seq []*node) error {
	for _, n := range seq {
		at := -1
		if n.optional {
			at = len(p.code)
			p.code = append(p.code, instr{op: opSplit, x: at + 1})
		}
		switch n.kind {
		case "atom":
			if n.not {
				p.code = append(p.code, instr{op: opNot})
			}
			p.code = append(p.code, instr{op: n.op, n: n.sym, text: n.text, anns: n.anns})
		case "gap":
			var splits []int
			for range n.gap { // lazy: leave first, then take one more
				splits = append(splits, len(p.code))
				p.code = append(p.code, instr{op: opSplit, y: len(p.code) + 1}, instr{op: n.op})
			}
			for _, s := range splits {
				p.code[s].x = len(p.code)
			}
		case "capture":
			slot := len(p.names)
			if slot >= maxCaptures {
				return fmt.Errorf("more than %d captures", maxCaptures-1)
			}
			p.names = append(p.names, n.capture)
			p.code = append(p.code, instr{op: opSave, n: int32(2 * slot)})
			if err := p.emit(n.seq); err != nil {
				return err
			}
			p.code = append(p.code, instr{op: opSave, n: int32(2*slot + 1)})
		case "alt":
			var jumps []int
			for i, b := range n.branches {
				split := -1
				if i < len(n.branches)-1 {
					split = len(p.code)
					p.code = append(p.code, instr{op: opSplit, x: split + 1})
				}
				if err := p.emit(b); err != nil {
					return err
				}
				if i < len(n.branches)-1 {
					jumps = append(jumps, len(p.code))
					p.code = append(p.code, instr{op: opSplit})
					p.code[split].y = len(p.code)
				}
			}
			for _, j := range jumps {
				p.code[j].x, p.code[j].y = len(p.code), len(p.code)
			}
		}
		if at >= 0 {
			p.code[at].y = len(p.code)
		}
	}
	return nil
}

// match is one match of a pattern: captures as token ranges, the whole match first.
type match struct {
	caps [2 * maxCaptures]int32
}

func (m *match) first() int { return int(m.caps[0]) }
func (m *match) last() int  { return int(m.caps[1]) }

// frame is a choice left open: where to go on, or, with a slot, what to put back into it on the way there.
type frame struct {
	pc, pos   int32
	slot, old int32
}

// at tries to match at token pos, within tokens lo to hi of which pos is one.
func (p *pattern) at(v *view, pos, lo, hi int) (match, bool) {
	var caps [2 * maxCaptures]int32
	for i := range 2 * len(p.names) {
		caps[i] = -1
	}
	stack := append(v.stack[:0], frame{pos: int32(pos), slot: -1})
	code := p.code
	for steps := 0; len(stack) > 0; {
		f := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if f.slot >= 0 {
			caps[f.slot] = f.old
			continue
		}
		if steps == maxSteps {
			break
		}
		steps++
		pc, at := int(f.pc), int(f.pos)
	run:
		for {
			in := &code[pc]
			switch in.op {
			case opMatch:
				v.stack = stack
				m := match{caps: caps}
				m.caps[0], m.caps[1] = int32(pos), int32(at)
				for i := 2 * len(p.names); i < len(m.caps); i++ {
					m.caps[i] = -1
				}
				return m, true
			case opSplit:
				if in.x != in.y {
					if v.refuses(&code[in.x], at, hi) {
						pc = in.y
						continue
					}
					stack = append(stack, frame{pc: int32(in.y), pos: int32(at), slot: -1})
				}
				pc = in.x
				continue
			case opSave:
				stack = append(stack, frame{slot: in.n, old: caps[in.n]})
				caps[in.n] = int32(at)
				pc++
				continue
			case opStart:
				if at != lo {
					break run
				}
				pc++
				continue
			case opEnd:
				if at != hi {
					break run
				}
				pc++
				continue
			case opNot:
				if at >= hi { // nothing stands here
					pc += 2
					continue
				}
			default: // the others need a token
			}
			if at >= hi {
				break run
			}
			switch in.op {
			case opBegins:
				if !v.begins(at, in.text) {
					break run
				}
			case opNot:
				if v.matches(&code[pc+1], at, hi) {
					break run
				}
				pc++
			case opWord:
				if v.tokens[at].Kind != document.Word {
					break run
				}
				at++
			case opJoined:
				if !v.joined(at) {
					break run
				}
			case opSym:
				if !v.hasSymbol(at, in.n) {
					break run
				}
				at++
			case opText:
				if v.tokens[at].Text != in.text {
					break run
				}
				at++
			case opAny:
				at++
			case opNoStop:
				if isClauseMark(v.tokens[at].Text) {
					break run
				}
				at++
			case opClass, opAnn:
				var ends []int
				if in.op == opClass {
					ends = v.classEnds(at, in.n, in.text, hi)
				} else {
					ends = v.annEnds(at, in.anns, hi)
				}
				if len(ends) == 0 {
					break run
				}
				for i := len(ends) - 1; i > 0; i-- {
					stack = append(stack, frame{pc: int32(pc + 1), pos: int32(ends[i]), slot: -1})
				}
				at = ends[0]
			default: // the others need nothing done
			}
			pc++
		}
	}
	v.stack = stack
	return match{}, false
}

// maxSteps bounds the work of one match attempt, so that no pattern can cost more than a fixed amount at a token.
const maxSteps = 4000

func isClauseMark(s string) bool {
	switch s {
	case "،", ",", ";", "؛", ":", "–", "—", "(", ")":
		return true
	}
	return false
}
