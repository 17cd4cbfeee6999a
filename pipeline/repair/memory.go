package repair

import (
	"iter"
	"math/bits"
	"slices"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// memory holds words by numbers, and what was found out about each: the steps of a report's repair ask the same of the same words, and
// so do other reports.
type memory struct {
	*Stage
	entries  []entry
	slots    []int32    // the number of a word and one by the hash of its letters, 0 where there is none
	letters  []rune     // of all words
	sites    []ligature // of all words
	readings []reading  // of all words
	uses     []use      // of all words, in the report at hand
	key      []rune
	room     room
}

// entry is what holds for a word in any report.
type entry struct {
	hash              uint64
	letters, end      int32 // its letters
	sites, sitesEnd   int32 // the ligatures in it, -1 before they were asked for
	reads, readsEnd   int32 // its readings, -1 before they were asked for
	share, likelihood float64
	stems             uint16 // a bit for each letter that a stem may start with; 0 before they were asked for
}

// use is what the report at hand shows of a word.
type use struct {
	shown  float64  // how often it stands where its order is shown
	expect float64  // how often it is expected elsewhere
	forms  [2]int32 // the number of the form and one: as it is, stretched
	count  int32    // how often it stands in the text when spaces are mended
	listed bool     // it stands there
	glued  bool     // a letter stands in it that ends a word
}

// ligature is a pair of letters at letters[at], letters[at+1] that typesetters draw as one glyph, or would if it stood in reverse.
type ligature struct {
	at            int32
	pair          uint8 // see ligatureOf
	joined, final bool
	reversed      bool
}

// reading is a word that another may be: the ligatures of mask, which counts those in reverse, are turned.
type reading struct{ mask, word int32 }

// What a memory keeps from one report for the next at most: some ten megabytes for the words, and thirty for a report of that length.
const (
	maxWords = 1 << 16
	maxRoom  = 1 << 20 // characters of a report
)

// remember returns a memory that nobody else has in use.
func (s *Stage) remember() *memory {
	m, ok := s.memories.Get().(*memory)
	if !ok {
		m = &memory{Stage: s, slots: make([]int32, 1<<11)}
	}
	clear(m.uses)
	return m
}

// forget gives the memory back.
func (m *memory) forget() {
	if len(m.entries) <= maxWords && cap(m.room.all) <= maxRoom {
		m.memories.Put(m)
	}
}

func hashOf(letters []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range letters {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h ^ h>>29
}

// number returns the number of a word.
func (m *memory) number(letters []rune) int32 {
	n, h, slot := m.find(letters)
	if n >= 0 {
		return n
	}
	n = int32(len(m.entries))
	m.slots[slot] = n + 1
	at := int32(len(m.letters))
	m.letters = append(m.letters, letters...)
	m.entries = append(m.entries, entry{hash: h, letters: at, end: int32(len(m.letters)), sites: -1, reads: -1})
	m.uses = append(m.uses, use{})
	if 2*len(m.entries) > len(m.slots) {
		m.grow()
	}
	return n
}

// find returns the number of a word, or -1 with the hash of its letters and the slot where its number belongs.
func (m *memory) find(letters []rune) (n int32, hash uint64, slot int) {
	h := hashOf(letters)
	mask := len(m.slots) - 1
	i := int(h) & mask
	for ; m.slots[i] != 0; i = (i + 1) & mask {
		n := m.slots[i] - 1
		if m.entries[n].hash == h && slices.Equal(m.spelling(n), letters) {
			return n, h, i
		}
	}
	return -1, h, i
}

func (m *memory) grow() {
	m.slots = make([]int32, 4*len(m.slots))
	mask := len(m.slots) - 1
	for n := range m.entries {
		i := int(m.entries[n].hash) & mask
		for m.slots[i] != 0 {
			i = (i + 1) & mask
		}
		m.slots[i] = int32(n) + 1
	}
}

// spelling returns the letters of a word.
func (m *memory) spelling(n int32) []rune {
	w := &m.entries[n]
	return m.letters[w.letters:w.end:w.end]
}

// share returns the estimated share of a word in general text.
func (m *memory) share(letters []rune) float64 { return m.shareOf(m.number(letters)) }

func (m *memory) shareOf(n int32) float64 {
	w := &m.entries[n]
	if w.share == 0 {
		w.share = m.Stage.share(m.spelling(n))
	}
	return w.share
}

// logOf returns the logarithm of how likely the letters of a word are to follow each other.
func (m *memory) logOf(n int32) float64 {
	w := &m.entries[n]
	if w.likelihood == 0 {
		w.likelihood = m.words.Letters().Log(m.spelling(n))
	}
	return w.likelihood
}

// ligaturesOf returns the ligatures of a word, in the order of its letters.
func (m *memory) ligaturesOf(n int32) []ligature {
	w := &m.entries[n]
	if w.sites < 0 {
		w.sites = int32(len(m.sites))
		letters := m.spelling(n)
		for i := 0; i+1 < len(letters); i++ {
			a, b := letters[i], letters[i+1]
			l := ligature{at: int32(i), joined: i > 0 && arabic.JoinsAfter(letters[i-1]), final: i+2 == len(letters)}
			if l.pair = ligatureOf(a, b); l.pair > 0 {
				m.sites = append(m.sites, l)
			}
			if l.pair = ligatureOf(b, a); l.pair > 0 {
				l.reversed = true
				m.sites = append(m.sites, l)
			}
		}
		w.sitesEnd = int32(len(m.sites))
	}
	return m.sites[w.sites:w.sitesEnd]
}

// readingsOf returns the other words that a word may be, whose places for ligatures in reverse these are.
func (m *memory) readingsOf(n int32, sites []site) []reading {
	if w := &m.entries[n]; w.reads >= 0 {
		return m.readings[w.reads:w.readsEnd]
	}
	at := int32(len(m.readings))
	for mask := 1; mask < 1<<len(sites); mask++ {
		if other, ok := m.swapped(n, sites, mask); ok {
			m.readings = append(m.readings, reading{int32(mask), other})
		}
	}
	w := &m.entries[n]
	w.reads, w.readsEnd = at, int32(len(m.readings))
	return m.readings[at:]
}

// swapped returns the word n with the sites of mask swapped, and whether that can be: no two of them overlap.
func (m *memory) swapped(n int32, sites []site, mask int) (int32, bool) {
	out := append(m.key[:0], m.spelling(n)...)
	m.key = out
	last := -2
	for i, s := range sites {
		if mask&(1<<i) == 0 {
			continue
		}
		if s.at < last+2 {
			return 0, false
		}
		last = s.at
		out[s.at], out[s.at+1] = out[s.at+1], out[s.at]
	}
	return m.number(out), true
}

// stemsOf yields the places of the letters at which a stem of the word may start, as [arabic.Stems] has them.
func (m *memory) stemsOf(n int32) iter.Seq[int] {
	w := &m.entries[n]
	if w.stems == 0 {
		cuts, k := arabic.StemCuts(string(m.spelling(n)))
		for _, cut := range cuts[:k] {
			w.stems |= 1 << (cut / 2) // all proclitics are letters of two bytes
		}
	}
	return func(yield func(int) bool) {
		for rest := w.stems; rest != 0; rest &= rest - 1 {
			if !yield(bits.TrailingZeros16(rest)) {
				return
			}
		}
	}
}

// room holds what the repair of one report leaves for the next to use.
type room struct {
	all, out, items, spare, clone []item
	before                        []span // words before the one at hand
	lines, chunks                 []span
	mend, left                    []bool
	order                         []uint64
	edits                         []document.Edit
	bytes                         []byte
	channel                       channel
	spacing                       spacing
}
