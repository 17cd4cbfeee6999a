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
	vocabularyShare = 2e-5
)

// suffixes are the endings that may be attached to a word, folded, the longer before the shorter.
var suffixes = [...]string{"ها", "هم", "نا", "ات", "ين", "ان", "ون", "وا", "يه", "ه", "ي", "ا", "ك"}

// share returns the estimated share of a word in general text, at least floor. Spelling variants, proclitics and suffixes are
// looked through.
func (s *Stage) share(letters []rune) float64 {
	fold := arabic.Fold(string(letters))
	best := floor
	weight := 1.0
	for i, stem := range arabic.Stems(fold) {
		if i > 0 {
			weight = procliticWeight
			if utf8.RuneCountInString(stem) < 3 {
				break
			}
		}
		best = max(best, weight*s.known(stem))
		for _, end := range suffixes {
			if base, ok := strings.CutSuffix(stem, end); ok && utf8.RuneCountInString(base) >= 3 {
				best = max(best, weight*suffixWeight*max(s.known(base), s.known(base+"ه")))
			}
		}
	}
	return best
}

func (s *Stage) known(fold string) float64 {
	f := s.words.FreqFold(fold)
	if s.vocabulary[fold] {
		f = max(f, vocabularyShare)
	}
	return f
}
