package wordlist

import (
	"bytes"
	_ "embed" // the names are part of the program
	"math"
	"sync"
	"sync/atomic"
)

// Letters knows how the letters of Arabic words follow each other, and so how likely a word is that no list holds. It learns at
// the first question from the words of its list, each counted once however frequent it is, so that rare words teach it as much as
// words of grammar, and from names of many countries. It is safe for concurrent use.
type Letters struct {
	list  *List
	once  sync.Once
	ready atomic.Bool // it has learned
	two   follow      // how often a letter follows one other
	tri   follow      // two others
	four  follow      // three others
	one   [symbols]uint32
	all   float64
	lean  [symbols * symbols]float32 // see Forward
}

// follow counts the letters after each history.
type follow struct {
	next  []uint16 // by history, then letter
	sum   []uint32 // of next, by history
	kinds []uint8  // of letters that are in next, by history
}

func newFollow(histories int) follow {
	return follow{make([]uint16, histories*symbols), make([]uint32, histories), make([]uint8, histories)}
}

func (f *follow) count(history, letter int) {
	n := &f.next[history*symbols+letter]
	if *n == math.MaxUint16 {
		return
	}
	if *n == 0 {
		f.kinds[history]++
	}
	*n++
	f.sum[history]++
}

// blend returns the probability of a letter after a history, given its probability after a shorter history.
//
// Source: the smoothing of Witten and Bell, 1991: the shorter history counts as often as different letters were seen.
func (f *follow) blend(history, letter int, shorter float64) float64 {
	sum, kinds := float64(f.sum[history]), float64(f.kinds[history])
	if sum == 0 {
		return shorter
	}
	return (float64(f.next[history*symbols+letter]) + kinds*shorter) / (sum + kinds)
}

// names are names of persons and places of many countries in Arabic letters: lists of words hold few, and their letters follow
// each other by the rules of other languages.
//
//go:embed names_ar.txt
var names []byte

// nameWeight is how many words of the list a name counts for: the names are half as many as the words.
const nameWeight = 2

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
		m.two = newFollow(symbols)
		m.tri = newFollow(symbols * symbols)
		m.four = newFollow(symbols * symbols * symbols)
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
		for name := range bytes.FieldsSeq(names) {
			for range nameWeight {
				m.count(name)
			}
		}
		for _, n := range m.one {
			m.all += float64(n)
		}
		for a := range int(symbols) {
			for b := range int(symbols) {
				m.lean[a*symbols+b] = float32(math.Log(m.pair(a, b)) - math.Log(m.pair(b, a)))
			}
		}
		m.ready.Store(true)
	})
}

// pair returns the probability of b after a, smoothed.
func (m *Letters) pair(a, b int) float64 {
	return m.two.blend(a, b, (float64(m.one[b])+1)/(m.all+symbols))
}

// edges holds the answer of edgeOr for the characters from U+0600 to U+06FF, of which Arabic texts are made.
var edges = func() (t [0x100]uint8) {
	for i := range t {
		t[i] = uint8(edgeOrFar(rune(0x600 + i)))
	}
	return t
}()

// Forward returns by how much the natural logarithm of the probability that r follows before in a word exceeds that of the two
// in reverse, by pairs alone. What is no Arabic letter is the edge of a word. Summed over a line, it tells whether the line's
// letters stand in reading order.
func (m *Letters) Forward(before, r rune) float64 {
	if !m.ready.Load() {
		m.learn()
	}
	return float64(m.lean[edgeOr(before)*symbols+edgeOr(r)])
}

func edgeOr(r rune) int {
	if i := uint32(r) - 0x600; i < uint32(len(edges)) {
		return int(edges[i])
	}
	return edgeOrFar(r)
}

func edgeOrFar(r rune) int {
	if r < hamza || r > yeh && r < 0x671 {
		return edge
	}
	return symbol(r)
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
		m.two.count(c, d)
		m.tri.count(b*symbols+c, d)
		m.four.count((a*symbols+b)*symbols+c, d)
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
		p := m.tri.blend(b*symbols+c, d, m.pair(c, d))
		p = m.four.blend((a*symbols+b)*symbols+c, d, p)
		v += math.Log(p)
		a, b, c = b, c, d
	}
	return v
}
