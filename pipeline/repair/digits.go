package repair

import (
	"slices"
	"strings"

	"mahdar/pipeline/document"
)

// digitSet is one of the kinds of digits; an extractor reverses all numbers of a kind or none.
type digitSet struct{ zero rune }

// Numbers of reversed digits.
const (
	leastReversed = 2 // numbers that can only be in reverse
	reversedTimes = 4 // how many times more they must be than those that can only be right
)

// run is a number in all items.
type run struct {
	span
	value string // ASCII digits and separators
}

// digits reverses the Arabic-Indic numbers of a report in which they come out in reverse, as years, thousands and zeros show.
func (w *work) digits() {
	for _, set := range []digitSet{{'٠'}, {'۰'}} {
		runs := w.runs(set)
		right, wrong := 0, map[string]bool{}
		var odd []run
		for _, r := range runs {
			switch sense(r.value) {
			case 1:
				right++
			case -1:
				wrong[r.value] = true
				odd = append(odd, r)
			}
		}
		if len(wrong) < leastReversed {
			continue
		}
		apply := len(odd) > reversedTimes*right
		if apply {
			odd = runs
		}
		for _, r := range odd {
			part := w.all[r.start:r.end]
			before := slices.Clone(part)
			if !apply {
				slices.Reverse(before)
				w.consider("digits", part, before, 0.5, document.Suggested)
				continue
			}
			slices.Reverse(part)
			w.record("digits", before, part, 0.95)
		}
	}
}

// runs returns the numbers of more than one digit of the set.
func (w *work) runs(set digitSet) []run {
	var out []run
	is := func(r rune) bool { return r >= set.zero && r <= set.zero+9 }
	for i := 0; i < len(w.all); i++ {
		if w.all[i].r < set.zero || !is(w.all[i].r) {
			continue
		}
		j := i
		var b strings.Builder
		for j < len(w.all) && (is(w.all[j].r) || isSeparator(w.all[j].r) && j+1 < len(w.all) && is(w.all[j+1].r)) {
			if is(w.all[j].r) {
				b.WriteByte(byte('0' + w.all[j].r - set.zero))
			} else {
				b.WriteByte(',')
			}
			j++
		}
		if j-i > 1 {
			out = append(out, run{span{i, j}, b.String()})
		}
		i = j
	}
	return out
}

// sense returns 1 where a number can only be right, -1 where it can only be in reverse, else 0.
func sense(s string) int {
	back := []byte(s)
	slices.Reverse(back)
	a, b := shape(s), shape(string(back))
	switch {
	case a && !b:
		return 1
	case b && !a:
		return -1
	}
	return 0
}

// shape reports whether s looks like a year of the last or this century, a number in thousands or one that ends in zeros.
func shape(s string) bool {
	parts := strings.Split(s, ",")
	if len(parts) == 1 {
		return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") || len(s) > 2 && len(s) != 4 && s[0] != '0' && strings.HasSuffix(s, "0")
	}
	if len(parts[0]) > 3 || parts[0][0] == '0' {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return len(parts[0]) < 3 || len(parts) > 2
}
