package wordlist

import (
	"math"
	"sync"
)

// Letters knows how the letters of Arabic words follow each other, and so how likely a word is that no list holds. It learns at
// the first question from the words of its list, each counted once however frequent it is: names and rare words teach it as
// much as words of grammar. It is safe for concurrent use.
type Letters struct {
	list *List
	once sync.Once
	two  []uint16 // how often a letter follows one other
	tri  []uint16 // two others
	four []uint16 // three others
	one  [symbols]uint32
	all  float64
}

// The alphabet of the model: the edge of a word, the letters U+0621 to U+064A without the six places
// between them that hold none of Arabic, and all others as one.
const (
	edge       = 0
	hamza, yeh = 'ء', 'ي'
	ghain, feh = 'غ', 'ف' // the six places lie between them
	other      = ghain - hamza + 1 + yeh - feh + 1 + 1
	symbols    = other + 1
)

// symbol returns the number of a letter. The alefs count as one, for what carries a hamza says nothing about what follows.
func symbol(r rune) int {
	switch {
	case r == 'أ' || r == 'إ' || r == 'آ':
		return 'ا' - hamza + 1
	case r >= hamza && r <= ghain:
		return int(r-hamza) + 1
	case r >= feh && r <= yeh:
		return int(r-feh) + ghain - hamza + 2
	}
	return other
}

// Letters returns the model of the list's words.
func (l *List) Letters() *Letters { return &l.letters }

func (m *Letters) learn() {
	m.once.Do(func() {
		m.two = make([]uint16, symbols*symbols)
		m.tri = make([]uint16, symbols*symbols*symbols)
		m.four = make([]uint16, symbols*symbols*symbols*symbols)
		m.list.load()
		c := cursor{data: m.list.raw}
		buckets, _ := c.array()
		c.header()
		for range buckets - 1 {
			n, _ := c.array()
			for range n {
				word, ok := c.text()
				if !ok {
					return
				}
				m.count(word)
			}
		}
		for _, n := range m.one {
			m.all += float64(n)
		}
	})
}

func (m *Letters) count(word []byte) {
	a, b, c := edge, edge, edge
	for i := 0; i <= len(word); {
		d, size := edge, 1
		if i < len(word) {
			d = other
			if size = runeLen(word[i]); size == 2 && i+1 < len(word) {
				d = symbol(rune(word[i]&0x1F)<<6 | rune(word[i+1]&0x3F))
			}
		}
		m.one[d]++
		bump(&m.two[c*symbols+d])
		bump(&m.tri[(b*symbols+c)*symbols+d])
		bump(&m.four[((a*symbols+b)*symbols+c)*symbols+d])
		a, b, c = b, c, d
		i += size
	}
}

// runeLen returns the length of the UTF-8 sequence that starts with b.
func runeLen(b byte) int {
	switch {
	case b < 0xC0:
		return 1
	case b < 0xE0:
		return 2
	case b < 0xF0:
		return 3
	}
	return 4
}

func bump(n *uint16) {
	if *n < math.MaxUint16 {
		*n++
	}
}

// Log returns the natural logarithm of the probability that a word drawn from the model is this one.
func (m *Letters) Log(word []rune) float64 {
	m.learn()
	v := 0.0
	a, b, c := edge, edge, edge
	for i := 0; i <= len(word); i++ {
		d := edge
		if i < len(word) {
			d = symbol(word[i])
		}
		p := (float64(m.one[d]) + 1) / (m.all + symbols)
		p = blend(m.two[c*symbols:][:symbols], d, p)
		p = blend(m.tri[(b*symbols+c)*symbols:][:symbols], d, p)
		p = blend(m.four[((a*symbols+b)*symbols+c)*symbols:][:symbols], d, p)
		v += math.Log(p)
		a, b, c = b, c, d
	}
	return v
}

// blend returns the probability of d after a history with the counts next, given its probability after a shorter history.
//
// Source: the smoothing of Witten and Bell, 1991: the shorter history counts as often as different letters were seen.
func blend(next []uint16, d int, shorter float64) float64 {
	sum, kinds := 0, 0
	for _, n := range next {
		sum += int(n)
		if n > 0 {
			kinds++
		}
	}
	if sum == 0 {
		return shorter
	}
	return (float64(next[d]) + float64(kinds)*shorter) / float64(sum+kinds)
}
