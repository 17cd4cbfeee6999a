package repair

import (
	"math"
	"strings"

	"mahdar/pipeline/arabic"
)

// Numbers of words without a space between them. The gain is the logarithm of how much likelier two words are than one.
const (
	glueSure   = 10.0 // gain of a word that shows a report to be so
	glueOpen   = 6.0  // the same from which a space is put into a word of a report that is known to be so
	glueWords  = 2    // different words by which it is known
	glueShare  = 300  // one place in so many words
	leastGlued = 5    // letters
	leastKept  = 4    // letters of a word behind its particles by which it is known
)

// gluedEnough reports whether the report has words without a space between them: ones with a letter inside that only ends words, with
// an article that only starts them, or very much likelier two words than one.
func (s *spacing) gluedEnough() bool {
	different, places := 0, 0
	for _, n := range s.different {
		if s.w.stage.shareOf(n) > floor || len(s.w.stage.spelling(n)) < leastGlued || s.use(n).count == 0 {
			continue
		}
		if s.showsGlue(n) {
			different++
			places += int(s.use(n).count)
		}
	}
	return different >= glueWords && places*glueShare >= len(s.tokens)
}

func (s *spacing) showsGlue(n int32) bool {
	word := string(s.w.stage.spelling(n))
	if s.use(n).glued || s.gluedArticle(word) {
		return true
	}
	k, gain := s.best(n)
	if gain < glueSure {
		return false
	}
	letters := s.w.stage.spelling(n)
	return !isCompound(string(letters[:k]), string(letters[k:]))
}

// gluedArticle reports whether an unknown word is a particle or a known word and a known word with its article.
func (s *spacing) gluedArticle(word string) bool {
	for at := 4; ; {
		k := strings.Index(word[at:], "ال")
		if k < 0 {
			return false
		}
		at += k
		head, tail := []rune(word[:at]), []rune(word[at:])
		if len(tail) >= 5 && !isCompound(word[:at], word[at:]) && s.w.stage.exact(head) > 1e-5 && s.w.stage.exact(tail) > 1e-6 {
			return true
		}
		at += 2
		if at >= len(word) {
			return false
		}
	}
}

// isCompound reports whether the two are a name that many write as one word.
func isCompound(head, tail string) bool {
	switch {
	case strings.HasSuffix(head, "عبد"), strings.HasSuffix(head, "أبو"), strings.HasSuffix(head, "ابو"), strings.HasSuffix(head, "بن"):
		return true
	}
	return tail == "الدين" || tail == "الله" || tail == "الحق" || tail == "الإسلام"
}

// split puts a space where two words are likelier than the one that stands there.
func (s *spacing) split() {
	w := s.w
	var out []item
	at := 0
	memo := map[int32]int{}
	for _, t := range s.tokens {
		if t.share > floor {
			continue
		}
		if len(w.stage.spelling(t.word)) < leastGlued {
			continue
		}
		k, ok := memo[t.word]
		if !ok {
			if at, gain := s.best(t.word); gain > glueOpen {
				k = at
			}
			memo[t.word] = k
		}
		if k == 0 {
			continue
		}
		if out == nil {
			out = make([]item, 0, len(w.all)+64)
		}
		i := t.start
		for n := 0; ; i++ {
			if arabic.IsLetter(w.all[i].r) {
				if n == k {
					break
				}
				n++
			}
		}
		out = append(out, w.all[at:i]...)
		out = append(out, item{' ', -1})
		before := w.all[t.start:t.end]
		after := append(append(append([]item(nil), w.all[t.start:i]...), item{' ', -1}), w.all[i:t.end]...)
		w.note(classGlue, before, after, 0.9)
		w.changed[w.all[i].o] = true
		at = i
	}
	if out != nil {
		w.all = append(out, w.all[at:]...)
	}
}

// best returns how many letters of the word are the first of two, and what is gained by that: 0 and less where it can only be one.
func (s *spacing) best(n int32) (letters int, gain float64) {
	word := s.w.stage.spelling(n)
	one := math.Log(s.whole(n))
	gain = math.Inf(-1)
	for k := 2; k+2 <= len(word); k++ {
		if next := word[k]; next == 'ة' || next == 'ى' || next == 'ئ' || next == 'ؤ' || next == 'ء' {
			continue
		}
		first := s.part(word[:k])
		if first == 0 {
			continue
		}
		second := s.part(word[k:])
		if second == 0 {
			continue
		}
		if g := math.Log(first*second) - one; g > gain {
			letters, gain = k, g
		}
	}
	return letters, gain
}

// whole returns how likely an unknown word is one: by its letters, by how often the report has it elsewhere, and the word without its
// particles.
func (s *spacing) whole(n int32) float64 {
	m := s.w.stage
	word := m.spelling(n)
	seen := float64(s.use(n).count - 1)
	for at := range m.stemsOf(n) {
		if at > 0 && len(word)-at >= leastKept {
			if stem, _, _ := m.find(word[at:]); stem >= 0 {
				seen += procliticWeight * float64(s.use(stem).count)
			}
		}
	}
	return unknownShare*math.Exp(m.logOf(n)) + reportPart*max(0, seen)/s.total
}

// part returns the share of a word that may be one of two, 0 when it is none. Short words must be words of grammar.
func (s *spacing) part(word []rune) float64 {
	m := s.w.stage
	switch {
	case len(word) == 2 && m.exact(word) < 2e-4, len(word) == 3 && m.exact(word) < 1e-5:
		return 0
	}
	number := m.number(word)
	share, n := m.shareOf(number), s.use(number).count
	if share <= 10*floor && n == 0 {
		return 0
	}
	return share + reportPart*float64(n)/s.total
}
