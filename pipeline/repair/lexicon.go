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

// suffixTable holds the suffixes by the last byte of their last letter.
var suffixTable = func() (t [64][]string) {
	for _, s := range suffixes {
		k := s[len(s)-1] & 63
		t[k] = append(t[k], s)
	}
	return t
}()

// suffixesBy returns the suffixes that the word may end in.
func suffixesBy(word []byte) []string {
	return suffixTable[word[len(word)-1]&63]
}

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
		for _, end := range suffixesBy(stem) {
			base := len(stem) - len(end)
			if base < 6 || string(stem[base:]) != end { // three letters of two bytes
				continue
			}
			v := s.listed(stem[:base], key[:min(base, len(key))])
			with := append(l.with[:0], stem[:base]...)
			with = append(with, "ة"...)
			withKey := append(l.withKey[:0], key[:min(base, len(key))]...)
			withKey = append(withKey, "ه"...)
			best = max(best, weight*suffixWeight*max(v, s.listed(with, withKey)))
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

// known returns the share of a word, by the list, the names and the vocabularies.
func (s *Stage) known(word, fold []byte) float64 {
	f := s.listed(word, fold)
	if f < vocabularyShare && (s.vocabulary[string(fold)] || s.further != nil && s.further(string(fold))) {
		f = vocabularyShare
	}
	if f < nameShare && s.words.Name(word) {
		f = nameShare
	}
	return f
}

// listed returns the share of a word by the list alone.
func (s *Stage) listed(word, fold []byte) float64 {
	f := s.words.FreqFoldBytes(fold)
	if f > 0 { // else it is no word of the list either
		f = (1-variantWeight)*s.words.FreqBytes(word) + variantWeight*f
	}
	return f
}
