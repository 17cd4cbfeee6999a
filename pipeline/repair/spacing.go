package repair

import (
	"math"
	"unicode"

	"mahdar/pipeline/arabic"
)

// Numbers of spaces inside words and of words without a space between them. In a report that has neither, the bars are so high
// that what its author wrote stays.
const (
	rareWord     = 3e-7  // share below which a word may be a part of one, in a report that is not yet known to have such
	splitSure    = 14.0  // logarithm of how much likelier one word must be than two
	splitOpen    = 6.0   // the same once the report is known to have spaces inside words
	splitWords   = 2     // different words by which it is known
	sampleWords  = 10000 // by which it is known in a long report
	splitShare   = 300   // one place in so many words
	leastSpaced  = 20    // words of a report that is judged
	unknownShare = 0.01  // of words that no list holds
)

// The classes of edits of spaces.
const (
	classSpace = "space" // taken out of a word
	classGlue  = "glue"  // put between two
)

// token is a word of the text, all Arabic letters.
type token struct {
	span
	word  int32 // its number
	share float64
}

// spacing takes out spaces inside words and puts them between words where the report as a whole shows that they are misplaced.
type spacing struct {
	w         *work
	tokens    []token
	different []int32 // the numbers of the words, each once
	total     float64
	letters   []rune
}

// spaces mends the gaps between the words of all items, which are otherwise repaired.
func (w *work) spaces() {
	s := &w.room.spacing
	s.w = w
	defer func() { s.w = nil }()
	s.read(sampleWords)
	if len(s.tokens) < leastSpaced {
		return
	}
	joins := s.joins(false)
	glued := s.gluedEnough()
	if len(joins) > 0 && s.proven(joins, splitWords, splitShare) {
		s.read(len(w.all))
		s.join(s.joins(true))
	}
	if glued {
		s.read(len(w.all))
		s.split()
	}
}

// use returns what the report shows of a word.
func (s *spacing) use(n int32) *use { return &s.w.stage.uses[n] }

// read finds the words, up to the limit, and looks each different one up.
func (s *spacing) read(limit int) {
	m := s.w.stage
	for _, n := range s.different {
		u := s.use(n)
		u.count, u.listed, u.glued = 0, false, false
	}
	s.tokens, s.different = s.tokens[:0], s.different[:0]
	all := s.w.all
	for i := 0; i < len(all) && len(s.tokens) < limit; {
		if !arabic.IsLetter(all[i].r) {
			i++
			continue
		}
		j := i
		s.letters = s.letters[:0]
		glued := false
		for ; j < len(all) && isPart(all[j].r); j++ {
			r := all[j].r
			if !arabic.IsLetter(r) {
				continue
			}
			s.letters = append(s.letters, r)
			if (r == 'ة' || r == 'ى') && j+1 < len(all) && arabic.IsLetter(all[j+1].r) {
				glued = true
			}
		}
		n := m.number(s.letters)
		if u := s.use(n); !u.listed {
			u.listed, u.glued = true, glued
			s.different = append(s.different, n)
		}
		if !torn(all, i, j) {
			s.use(n).count++
			s.tokens = append(s.tokens, token{span{i, j}, n, m.shareOf(n)})
		}
		i = j
	}
	s.total = float64(len(s.tokens))
}

// log returns the logarithm of the probability of a word with this share in general text, which stands n times in the report.
func (s *spacing) log(word int32, share float64, n int32) float64 {
	if share > floor || n > 0 {
		return math.Log(share - floor + reportPart*float64(n)/s.total + 1e-12)
	}
	return math.Log(unknownShare) + s.w.stage.logOf(word)
}

// place is a space that may be wrong: behind token i.
type place struct {
	token int
	word  int32 // that the two are
	gain  float64
}

// joins returns the places where one word is much likelier than two.
func (s *spacing) joins(open bool) []place {
	bar, rare := splitSure, rareWord
	if open {
		bar, rare = splitOpen, 1
	}
	var out []place
	for i := 0; i+1 < len(s.tokens); i++ {
		p, ok := s.joinable(i, rare)
		if !ok || p.gain <= bar {
			continue
		}
		if n := len(out); n > 0 && out[n-1].token == i-1 { // both want the word between them
			if out[n-1].gain >= p.gain {
				continue
			}
			out = out[:n-1]
		}
		out = append(out, p)
	}
	return out
}

// joinable returns how much likelier the tokens i and i+1 are one word than two, and whether that can be said.
func (s *spacing) joinable(i int, rare float64) (place, bool) {
	a, b := s.tokens[i], s.tokens[i+1]
	if b.start != a.end+1 || s.w.all[a.end].r != ' ' || min(a.share, b.share) > rare && a.end-a.start > 1 && b.end-b.start > 1 {
		return place{}, false
	}
	m := s.w.stage
	s.letters = append(append(s.letters[:0], m.spelling(a.word)...), m.spelling(b.word)...)
	word, split := s.letters, len(m.spelling(a.word))
	if len(word) < 4 || split == 1 && (word[0] == 'و' || word[0] == 'ف') || len(word) == split+1 && word[split] == 'و' {
		return place{}, false
	}
	number := m.number(word)
	share, n := m.shareOf(number), s.use(number).count
	if share < 10*floor && n == 0 {
		return place{}, false
	}
	one := s.log(number, share, n)
	two := s.log(a.word, s.fragment(a.share, split), 0) + s.log(b.word, s.fragment(b.share, len(word)-split), 0)
	return place{i, number, one - two}, true
}

// fragment returns the share of a word less what the web's own broken words make of a short one.
func (s *spacing) fragment(share float64, letters int) float64 {
	if letters == 1 {
		return min(share, 1e-8)
	}
	return share
}

func (s *spacing) proven(places []place, words, share int) bool {
	different := make(map[int32]bool, len(places))
	for _, p := range places {
		different[p.word] = true
	}
	return len(different) >= words && len(places)*share >= len(s.tokens)
}

// join takes the spaces out.
func (s *spacing) join(places []place) {
	w := s.w
	out := make([]item, 0, len(w.all))
	at := 0
	for _, p := range places {
		a, b := s.tokens[p.token], s.tokens[p.token+1]
		out = append(out, w.all[at:a.end]...)
		before := w.all[a.start:b.end]
		after := append(append([]item(nil), w.all[a.start:a.end]...), w.all[b.start:b.end]...)
		w.note(classSpace, before, after, 1/(1+math.Exp(splitOpen-p.gain)))
		w.changed[w.all[a.end].o] = true
		at = b.start
	}
	w.all = append(out, w.all[at:]...)
}

// isBlank reports whether r is white space. Letters, of which there are most, are told apart at once.
func isBlank(r rune) bool {
	if r > ' ' && r < 0x85 || r > 0xA0 && r < 0x1680 {
		return false
	}
	return unicode.IsSpace(r)
}
