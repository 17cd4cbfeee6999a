package repair

import (
	"unicode/utf8"

	"mahdar/pipeline/arabic"
)

// Weights of a word that the lexicon knows only without what is attached to it.
const (
	procliticWeight = 0.1
	suffixWeight    = 0.03
	variantWeight   = 0.1 // of the spelling variants of a word
	vocabularyShare = 2e-5
	nameShare       = 1e-6
)

// suffixes are the endings that may be attached to a word, the longer before the shorter.
var suffixes = [...]string{"تهما", "هما", "تها", "تهم", "تين", "تان", "يات", "يون", "يين", "كما", "كم", "هن", "ته", "ها", "هم", "نا", "ات", "ين", "ان", "ون", "وا", "ية", "ه", "ة", "ي", "ا", "ك"}

// share returns the estimated share of a word in general text, at least floor. Proclitics and suffixes are looked through, and
// at a price spelling variants.
func (s *Stage) share(letters []rune) float64 {
	l := look{stage: s}
	word := l.word[:0]
	for _, r := range letters {
		word = utf8.AppendRune(word, r)
	}
	fold := arabic.AppendFold(l.fold[:0], word)
	same := len(fold) == len(word) // each letter has its place in the fold
	best := floor
	weight := 1.0
	cuts, n := arabic.StemCuts(string(word))
	for i, cut := range cuts[:n] {
		if i > 0 {
			weight = procliticWeight
			if utf8.RuneCount(word[cut:]) < 3 {
				break
			}
		}
		stem := word[cut:]
		var key []byte
		if same {
			key = fold[cut:]
		} else {
			key = arabic.AppendFold(nil, stem)
		}
		best = max(best, weight*s.known(stem, key))
		for _, end := range suffixes {
			base := len(stem) - len(end)
			if base < 6 || string(stem[base:]) != end { // three letters of two bytes
				continue
			}
			v := s.known(stem[:base], key[:min(base, len(key))])
			with := append(l.with[:0], stem[:base]...)
			with = append(with, "ة"...)
			withKey := append(l.withKey[:0], key[:min(base, len(key))]...)
			withKey = append(withKey, "ه"...)
			best = max(best, weight*suffixWeight*max(v, s.known(with, withKey)))
		}
	}
	return best
}

// look holds the room that one look-up needs.
type look struct {
	stage                     *Stage
	word, fold, with, withKey [64]byte
}

// exact returns the share of a word as it is, without anything attached.
func (s *Stage) exact(letters []rune) float64 {
	word := []byte(string(letters))
	return s.known(word, arabic.AppendFold(nil, word))
}

func (s *Stage) known(word, fold []byte) float64 {
	f := (1-variantWeight)*s.words.FreqBytes(word) + variantWeight*s.words.FreqFoldBytes(fold)
	if f < vocabularyShare && (s.vocabulary[string(fold)] || s.further != nil && s.further(string(fold))) {
		f = vocabularyShare
	}
	if f < nameShare && s.words.Name(word) {
		f = nameShare
	}
	return f
}
