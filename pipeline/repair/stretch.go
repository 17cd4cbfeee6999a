package repair

import (
	"slices"
	"strings"
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
	start := n
	for start > 0 && isWordRune(out[start-1].r) {
		start--
	}
	j := i
	for j < len(w.items) && w.items[j].r == arabic.Tatweel {
		j++
	}
	if j < len(w.items) && isPart(w.items[j].r) {
		return false
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

const shadda = '\u0651'

// marks moves marks back that stand one letter late: the damma of passives, where the report shows several so, and any damma or
// shadda of a word that the report elsewhere has with the mark one letter earlier.
func (w *work) marks() {
	late := w.profile.late() || w.profile.kashida() && w.profile.lateMarks >= leastLate
	if !late {
		return
	}
	if w.markings == nil {
		w.countMarkings()
	}
	for i := 2; i < len(w.items); i++ {
		r := w.items[i].r
		if r != damma && r != shadda || !arabic.IsLetter(w.items[i-1].r) || !arabic.IsLetter(w.items[i-2].r) {
			continue
		}
		start, end := i, i
		for start > 0 && isPart(w.items[start-1].r) {
			start--
		}
		for end < len(w.items) && isPart(w.items[end].r) {
			end++
		}
		if (r != damma || !isLatePassive(w.items[start:end], i-start)) && !w.elsewhereEarlier(start, end, i) {
			continue
		}
		before := slices.Clone(w.items[i-1 : i+1])
		w.items[i-1], w.items[i] = w.items[i], w.items[i-1]
		w.record("mark", before, w.items[i-1:i+1], 0.8)
	}
}

// isLatePassive reports whether the damma at i of the word stands one letter behind that of a passive: on the second letter of a
// verb, behind a conjunction, or on the fourth of one like اُحتُسب.
func isLatePassive(word []item, i int) bool {
	n := 0 // letters before the damma
	for _, it := range word[:i] {
		if arabic.IsLetter(it.r) {
			n++
		}
	}
	first := word[0].r
	if first == 'و' || first == 'ف' {
		switch {
		case n > 2:
			n--
			first = word[1].r
		case len(word) > 4: // the conjunction before a passive that is right
			return false
		}
	}
	if i+1 >= len(word) || word[i+1].r == 'و' { // a long vowel is no passive's
		return false
	}
	return n == 2 && first != 'ا' || n == 4 && first == 'ا'
}

// countMarkings counts how the report marks its words.
func (w *work) countMarkings() {
	w.markings = make(map[string]int)
	for i := 0; i < len(w.all); {
		if !arabic.IsLetter(w.all[i].r) {
			i++
			continue
		}
		j, marked := i, false
		for j < len(w.all) && isPart(w.all[j].r) {
			marked = marked || w.all[j].r == damma || w.all[j].r == shadda
			j++
		}
		if marked {
			w.markings[unstretched(w.all[i:j])]++
		}
		i = j
	}
}

func unstretched(word []item) string {
	var b strings.Builder
	for _, it := range word {
		if it.r != arabic.Tatweel && it.r != unicode.ReplacementChar {
			b.WriteRune(it.r)
		}
	}
	return b.String()
}

// elsewhereEarlier reports whether the report has the word items[start:end] more often with the mark at i one letter earlier.
func (w *work) elsewhereEarlier(start, end, i int) bool {
	word := slices.Clone(w.items[start:end])
	here := w.markings[unstretched(word)]
	k := i - start
	word[k-1], word[k] = word[k], word[k-1]
	return w.markings[unstretched(word)] > here
}
