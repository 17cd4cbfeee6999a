package repair

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
)

// Weights of a word that the lexicon knows only without what is attached to it.
const (
	procliticWeight = 0.1
	suffixWeight    = 0.03
	variantWeight   = 0.1 // of the spelling variants of a word
	vocabularyShare = 2e-5
)

// suffixes are the endings that may be attached to a word, the longer before the shorter.
var suffixes = [...]string{"ها", "هم", "نا", "ات", "ين", "ان", "ون", "وا", "ية", "ه", "ة", "ي", "ا", "ك"}

// share returns the estimated share of a word in general text, at least floor. Proclitics and suffixes are looked through, and
// at a price spelling variants.
func (s *Stage) share(letters []rune) float64 {
	best := floor
	weight := 1.0
	for i, stem := range arabic.Stems(string(letters)) {
		if i > 0 {
			weight = procliticWeight
			if utf8.RuneCountInString(stem) < 3 {
				break
			}
		}
		best = max(best, weight*s.known(stem))
		for _, end := range suffixes {
			if base, ok := strings.CutSuffix(stem, end); ok && utf8.RuneCountInString(base) >= 3 {
				best = max(best, weight*suffixWeight*max(s.known(base), s.known(base+"ة")))
			}
		}
	}
	return best
}

func (s *Stage) known(word string) float64 {
	fold := arabic.Fold(word)
	f := (1-variantWeight)*s.words.Freq(word) + variantWeight*s.words.FreqFold(fold)
	if s.vocabulary[fold] {
		f = max(f, vocabularyShare)
	}
	return f
}
