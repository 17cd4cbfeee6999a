package extract

import (
	"math/rand/v2"
	"strings"
	"testing"

	"mahdar/pipeline/document"
)

// randomPattern writes a pattern of a few elements, groups to a depth.
func randomPattern(r *rand.Rand, depth int) string {
	atoms := []string{"فاز", "سالم", "ورق*", "صوتا", "@win", "@month", "@ballot:paper", "<person>", "<percent>", "<number|count:vote>", `"،"`, "#", ".", "..3", "_4", "~A", "^", "$", "~^"}
	nots := []string{"!فاز", "!@win", "!<person>", `!"،"`}
	var out []string
	for range 1 + r.IntN(4) {
		var e string
		switch n := r.IntN(10); {
		case n == 0:
			e = nots[r.IntN(len(nots))]
		case n <= 2 && depth > 0:
			var branches []string
			for range 1 + r.IntN(3) {
				branches = append(branches, randomPattern(r, depth-1))
			}
			e = "[" + strings.Join(branches, " | ") + "]"
		case n == 3 && depth > 0:
			e = "(c: " + randomPattern(r, depth-1) + ")"
		default:
			e = atoms[r.IntN(len(atoms))]
		}
		if e[0] != '!' && e[0] != '^' && e[0] != '$' && e[0] != '~' && r.IntN(4) == 0 {
			e += "?"
		}
		out = append(out, e)
	}
	return strings.Join(out, " ")
}

func randomText(r *rand.Rand) string {
	words := []string{"فاز", "فوزا", "كبيرا", "سالم", "ليلى", "منصور", "ورقة", "شاشة", "45", "%", "12", "صوتا", "يناير", "،", "ثم", "وفاز", "Party", "بسالم", ".", "\n"}
	var out []string
	for range r.IntN(40) {
		out = append(out, words[r.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

// TestSearchMissesNothing compares what is found with the indexes to what trying every pattern at every token finds.
func TestSearchMissesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	lex := words(t)
	matches := 0
	for round := range 300 {
		rules := newRules(lex)
		var patterns []*pattern
		for len(patterns) < 12 {
			p, err := rules.pattern(randomPattern(r, 2))
			if err != nil {
				t.Fatal(err) // too many captures are not among what randomPattern can write
			}
			patterns = append(patterns, p)
		}
		for range 3 { // the indexes of one document are used again for the next
			d := annotated(t, randomText(r), lex)
			e := newRun(rules, d)
			for _, s := range d.Sentences {
				for _, p := range patterns {
					found, within := false, e.lookup.room()
					e.lookup.within(p, within)
					for i := s.First; i < s.Last; i++ {
						m, ok := p.at(e.view, i, s.First, s.Last)
						found = found || ok
						if !ok || m.last() == m.first() {
							continue
						}
						matches++
						if !e.can(p, i, s.First) || e.lookup.lacks(p, i, s.Last) || !within.has(i) {
							t.Fatalf("round %d: pattern %q matches %q, and the index says that it cannot", round, p.src, spell(d, i, m.last()))
						}
					}
					if nonEmpty := !p.matchesNothing(); nonEmpty && e.contains(p, s.First, s.Last) != found {
						t.Fatalf("round %d: pattern %q in %q: contains says %v, trying says %v", round, p.src, spell(d, s.First, s.Last), !found, found)
					}
				}
			}
			rules.spent.Put(e.lookup.spent())
		}
	}
	if matches < 1000 {
		t.Errorf("only %d matches were compared", matches)
	}
}

// matchesNothing reports whether the pattern may match no token at all.
func (p *pattern) matchesNothing() bool {
	stack, seen := []int{0}, map[int]bool{}
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := p.code[pc]; in.op {
		case opMatch:
			return true
		case opSplit:
			stack = append(stack, in.x, in.y)
		case opSave, opJoined, opStart, opEnd, opBegins:
			stack = append(stack, pc+1)
		case opNot:
			stack = append(stack, pc+2)
		default: // it takes a token
		}
	}
	return false
}

func spell(d *document.Document, first, last int) string {
	var out []string
	for _, t := range d.Tokens[first:last] {
		out = append(out, t.Text)
	}
	return strings.Join(out, " ")
}
