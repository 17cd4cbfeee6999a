package arabic

import (
	"strings"
	"unicode/utf8"
)

// Stems returns fold, then fold without each sequence of proclitics that it may start with, longest first.
//
// The sequences are a conjunction (و ف), then a preposition or the future (ب ل ك س), then the article (ال), each optional;
// لل stands for ل and the article. At least two letters are left. It is a list of possibilities, of which the caller's
// lexicon picks: والد gives والد and الد. The stems are substrings of fold, which must be folded already ([Fold]).
func Stems(fold string) []string {
	var cuts [6]int
	n := appendCuts(&cuts, fold)
	stems := make([]string, n)
	for i := range stems {
		stems[i] = fold[cuts[i]:]
	}
	return stems
}

// StemCuts returns the places where the [Stems] of fold start, in rising order: the first n of cuts.
func StemCuts(fold string) (cuts [6]int, n int) {
	n = appendCuts(&cuts, fold)
	return cuts, n
}

// appendCuts sets cuts to the places where a stem of fold may start, in rising order, and returns their number.
func appendCuts(cuts *[6]int, fold string) int {
	n := 1
	add := func(at int) {
		if rest := fold[at:]; at > cuts[n-1] && n < len(cuts) && utf8.RuneCountInString(rest) >= 2 {
			cuts[n] = at
			n++
		}
	}
	const width = len("و") // every letter concerned takes two bytes
	at := 0
	for range 2 {
		rest := fold[at:]
		next := rest
		if len(rest) >= width {
			next = rest[width:]
		}
		switch {
		case strings.HasPrefix(rest, "ال"):
			add(at + 2*width)
		case strings.HasPrefix(rest, "لل"):
			add(at + width)
			add(at + 2*width)
		case strings.HasPrefix(rest, "ب"), strings.HasPrefix(rest, "ك"):
			add(at + width)
			if strings.HasPrefix(next, "ال") {
				add(at + 3*width)
			}
		case strings.HasPrefix(rest, "ل"):
			add(at + width)
		case strings.HasPrefix(rest, "س"):
			if startsVerb(next) {
				add(at + width)
			}
		}
		if at > 0 || !strings.HasPrefix(fold, "و") && !strings.HasPrefix(fold, "ف") {
			break
		}
		at = width
		add(at)
	}
	return n
}

// startsVerb reports whether s starts with a letter that the imperfect, and so the future, starts with.
func startsVerb(s string) bool {
	for _, p := range [...]string{"ي", "ت", "ن", "ا"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
