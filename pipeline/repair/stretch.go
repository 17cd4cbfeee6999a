package repair

import (
	"slices"
	"unicode"

	"mahdar/pipeline/arabic"
)

// stretches drops the kashida of justified lines and the unmapped glyphs that stand for it.
func (w *work) stretches() {
	kashida, broken := w.profile.kashida(), w.profile.replacement()
	if !kashida && !broken {
		return
	}
	out := w.items[:0]
	for i := 0; i < len(w.items); i++ {
		it := w.items[i]
		drop := kashida && it.r == arabic.Tatweel && !w.attaches(out, i) ||
			broken && it.r == unicode.ReplacementChar && (i > 0 && isPart(w.src[it.o]) && w.touches(i))
		if !drop {
			out = append(out, it)
			continue
		}
		w.record("kashida", []item{it}, nil, 0.99)
	}
	w.items = out
}

// touches reports whether a part of an Arabic word stands on either side of item i. Items before i may be dropped already, so
// the source tells.
func (w *work) touches(i int) bool {
	o := int(w.items[i].o)
	return o > 0 && isWordRune(w.src[o-1]) || o+1 < len(w.src) && isWordRune(w.src[o+1])
}

func isWordRune(r rune) bool { return arabic.IsLetter(r) || arabic.IsMark(r) || r == arabic.Tatweel }

// attaches reports whether the tatweel at i is the author's: it ties a proclitic to a number, a quotation or a Latin word (بـ8),
// or ends the ha of the Hijra (1445هـ). out holds what stands before it.
func (w *work) attaches(out []item, i int) bool {
	n := len(out)
	if n == 0 || !arabic.IsLetter(out[n-1].r) {
		return false
	}
	j := i
	for j < len(w.items) && w.items[j].r == arabic.Tatweel {
		j++
	}
	if j < len(w.items) && isPart(w.items[j].r) {
		return false
	}
	start := n
	for start > 0 && isWordRune(out[start-1].r) {
		start--
	}
	if !isProclitic(out[start:n]) {
		return false
	}
	if n-start == 1 && out[start].r == 'ه' {
		return true
	}
	for j < len(w.items) && w.items[j].r == ' ' {
		j++
	}
	if j == len(w.items) {
		return false
	}
	r := w.items[j].r
	return isDigit(r) || r < utf8Self && unicode.IsLetter(r) || slices.Contains([]rune("«»\"“”'(["), r)
}

// isProclitic reports whether the word is made of proclitics alone.
func isProclitic(word []item) bool {
	switch len(word) {
	case 1:
		return slices.Contains([]rune("بلكوفه"), word[0].r)
	case 2, 3:
		return word[len(word)-1].r == 'ل' && word[len(word)-2].r == 'ا' && (len(word) == 2 || slices.Contains([]rune("بكوف"), word[0].r)) ||
			len(word) == 2 && slices.Contains([]rune("وف"), word[0].r) && slices.Contains([]rune("بلك"), word[1].r)
	}
	return false
}
