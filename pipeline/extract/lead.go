package extract

import (
	"mahdar/pipeline/document"
)

// mark is how a list tells its items apart.
type mark uint8

const (
	noMark mark = iota
	bullet
	numbered
	lettered
)

// markOf returns the mark that a sentence begins with, a bullet, or a number or a single letter before a bracket or full stop, and
// the token behind it.
func (e *run) markOf(s document.Sentence) (mark, int) {
	k := s.First
	if e.tokens[k].Text == "(" {
		k++
	}
	if k+1 >= s.Last {
		return noMark, s.First
	}
	closed := e.tokens[k+1].Text == ")" || e.tokens[k+1].Text == "." && k == s.First
	switch t := &e.tokens[k]; {
	case t.Kind == document.Punct && k == s.First:
		switch t.Text {
		case "-", "–", "—", "•", "*", "▪", "●", "◦", "·":
			return bullet, k + 1
		}
	case closed && t.Kind == document.Number:
		return numbered, k + 2
	case closed && t.Kind == document.Word && (len([]rune(t.Text)) == 1 || isRoman(t.Text)):
		return lettered, k + 2
	}
	return noMark, s.First
}

// isRoman reports a small Roman number below forty, in small letters.
func isRoman(s string) bool {
	for _, r := range s {
		if r != 'i' && r != 'v' && r != 'x' {
			return false
		}
	}
	return len(s) <= 5
}

// leadOf returns the sentence that governs the list whose item holds the given one, -1 where none does: the one above the list's
// first item, if it ends with a colon or is a heading.
func (e *run) leadOf(sentence int) int {
	if e.ledBy == nil {
		e.ledBy = e.findLeads()
	}
	return e.ledBy[sentence]
}

// leads reports whether a sentence governs a list.
func (e *run) leads(sentence int) bool {
	return sentence+1 < len(e.d.Sentences) && e.leadOf(sentence+1) == sentence
}

func (e *run) findLeads() []int {
	all := e.d.Sentences
	leads := make([]int, len(all))
	above := noMark // how the paragraph above begins
	for first := 0; first < len(all); {
		end := first + 1
		for end < len(all) && all[end].Paragraph == all[first].Paragraph {
			end++
		}
		lead := -1
		m, _ := e.markOf(all[first])
		if first > 0 && m != noMark {
			before := first - 1
			switch {
			case e.tokens[all[before].Last-1].Text == ":" || all[before].Heading:
				lead = before
			case m == above:
				lead = leads[before]
			}
		}
		for i := first; i < end; i++ {
			leads[i] = lead
		}
		first, above = end, m
	}
	return leads
}

// led fills a slot from the sentence that governs the item's list: from its last clause, else from all of it.
func (e *run) led(r *rule, s *slot, it *item) (found, bool) {
	lead := e.leadOf(it.sentence)
	if lead < 0 {
		return found{}, false
	}
	all := e.d.Sentences[lead]
	part := *it
	part.scopeLo, part.scopeHi = all.First, all.Last
	cuts := e.cuts(r, all)
	for _, lo := range []int{cuts[len(cuts)-2], all.First} {
		part.lo, part.hi = lo, all.Last
		if f, ok := e.elect(s, &part); ok {
			return f, true
		}
	}
	return found{}, false
}

// judged reports whether the sentence that governs an item's list gives one of the rule's cells.
func (e *run) judged(r *rule, it *item) bool {
	for i := range r.slots {
		if s := &r.slots[i]; s.Lead {
			if _, ok := e.led(r, s, it); ok {
				return true
			}
		}
	}
	return false
}

// headed finds a slot's value in the heading of the item's section.
func (e *run) headed(s *slot, it *item) (found, bool) {
	h := e.d.Sentences[e.d.Sections[e.d.Sentences[it.sentence].Section].First]
	if !h.Heading {
		return found{}, false
	}
	for i := h.First; i < h.Last; i++ {
		if f, _, ok := e.tryFind(s, i, h.First, h.Last, nil); ok {
			return f, true
		}
	}
	return found{}, false
}
