// Package wordlist knows how frequent an Arabic word is in general text.
//
// It holds the small Arabic list of wordfreq 3.1.1 by Robyn Speer, unmodified, under its own licence; see the files
// LICENSE and NOTICE beside this one. The list is drawn from the web and holds the web's errors: a word that it knows
// may still be a damaged one, and a name that it does not know is none the less a word.
package wordlist

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the list is part of the program
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"sync"

	"mahdar/pipeline/arabic"
)

//go:embed small_ar.msgpack.gz
var packed []byte

// List is a word list with frequencies. It unpacks itself at the first question and is then safe for concurrent use.
type List struct {
	data  []byte // gzip of the msgpack file
	once  sync.Once
	err   error
	words table
	folds table

	nameOnce sync.Once
	names    table // 1 for each

	raw     []byte // the unpacked list, from which letters learns
	letters Letters
}

// New returns the built-in list.
func New() *List { return newList(packed) }

func newList(data []byte) *List {
	l := &List{data: data}
	l.letters.list = l
	return l
}

// NewFrom returns a list in the same format as the built-in one, for a larger list that the user names: gzip of a msgpack array
// whose element i > 0 holds the words of frequency 10^(-(i-1)/100). It reports a list that cannot be read at once.
func NewFrom(r io.Reader) (*List, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read word list: %w", err)
	}
	l := newList(data)
	l.load()
	if l.err != nil {
		return nil, fmt.Errorf("read word list: %w", l.err)
	}
	return l, nil
}

// Freq returns the share of word among the words of general text, 0 when it is unknown. The word is looked up as it is,
// without marks and tatweel.
func (l *List) Freq(word string) float64 {
	l.load()
	return float64(l.words.get(word))
}

// FreqFold returns the summed share of all words whose [arabic.Fold] is fold, 0 when there is none.
func (l *List) FreqFold(fold string) float64 {
	l.load()
	return float64(l.folds.get(fold))
}

// FreqBytes is [List.Freq] of UTF-8 in a slice.
func (l *List) FreqBytes(word []byte) float64 {
	l.load()
	return float64(l.words.getBytes(word))
}

// FreqFoldBytes is [List.FreqFold] of UTF-8 in a slice.
func (l *List) FreqFoldBytes(fold []byte) float64 {
	l.load()
	return float64(l.folds.getBytes(fold))
}

// Name reports whether a word is among the names of many countries that the package knows.
func (l *List) Name(word []byte) bool {
	l.nameOnce.Do(func() {
		l.names = newTable(bytes.Count(names, []byte(" ")) + bytes.Count(names, []byte("\n")))
		for name := range bytes.FieldsSeq(names) {
			l.names.add(name, 1)
		}
	})
	return l.names.getBytes(word) != 0
}

// Known reports whether a word with this [arabic.Fold] is in the list, and its rank on the Zipf scale: the logarithm to base ten
// of its occurrences in a billion words, about 1 for the rarest words and above 6 for the words of grammar.
func (l *List) Known(fold string) (rank float64, ok bool) {
	f := l.FreqFold(fold)
	if f == 0 {
		return 0, false
	}
	return math.Log10(f) + 9, true
}

// Len returns the number of words.
func (l *List) Len() int {
	l.load()
	return l.words.used
}

func frequency(bucket int) float64 { return math.Pow(10, -float64(bucket)/100) }

func (l *List) load() {
	l.once.Do(func() {
		if l.err = l.unpack(); l.err != nil {
			l.words, l.folds, l.raw = table{}, table{}, nil
		}
		l.data = nil
	})
}

var errShape = errors.New("no word list of the expected shape")

func (l *List) unpack() error {
	z, err := gzip.NewReader(bytes.NewReader(l.data))
	if err != nil {
		return err
	}
	size := int(binary.LittleEndian.Uint32(l.data[len(l.data)-4:])) // of the content, by the gzip trailer
	if size > 1<<28 {
		return errShape
	}
	raw := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := raw.ReadFrom(z); err != nil {
		return err
	}
	l.raw = raw.Bytes()
	c := cursor{data: l.raw}
	buckets, ok := c.array()
	if !ok || buckets < 1 || !c.header() {
		return errShape
	}
	expected := len(c.data)/9 + 16 // an Arabic word of four letters takes nine bytes, and few are shorter
	l.words = newTable(expected)
	l.folds = newTable(expected)
	var fold []byte
	for b := range buckets - 1 {
		n, ok := c.array()
		if !ok {
			return errShape
		}
		f := float32(frequency(b))
		for range n {
			word, ok := c.text()
			fold = arabic.AppendFold(fold[:0], word)
			if !ok || !l.words.add(word, f) || !l.folds.add(fold, f) {
				return errShape
			}
		}
	}
	return nil
}

// cursor reads the few types of msgpack that a word list uses.
//
// Source: the MessagePack specification, formats fixmap, fixarray, array, fixstr and str.
type cursor struct {
	data []byte
	at   int
}

// number reads an unsigned integer of n bytes.
func (c *cursor) number(n int) (int, bool) {
	if c.at+n > len(c.data) {
		return 0, false
	}
	v := 0
	for _, b := range c.data[c.at : c.at+n] {
		v = v<<8 | int(b)
	}
	c.at += n
	return v, true
}

func (c *cursor) array() (int, bool) {
	tag, ok := c.number(1)
	switch {
	case !ok:
		return 0, false
	case tag&0xF0 == 0x90:
		return tag & 0x0F, true
	case tag == 0xDC:
		return c.number(2)
	case tag == 0xDD:
		return c.number(4)
	}
	return 0, false
}

// header skips the map {format: "cB", version: 1} that starts a list, and reports whether it is that.
func (c *cursor) header() bool {
	const want = "\x82\xa6format\xa2cB\xa7version\x01"
	if !bytes.HasPrefix(c.data[c.at:], []byte(want)) {
		return false
	}
	c.at += len(want)
	return true
}

func (c *cursor) text() ([]byte, bool) {
	tag, ok := c.number(1)
	n := tag & 0x1F
	switch {
	case !ok:
		return nil, false
	case tag&0xE0 == 0xA0:
	case tag == 0xD9:
		n, ok = c.number(1)
	case tag == 0xDA:
		n, ok = c.number(2)
	default:
		return nil, false
	}
	if !ok || n == 0 || c.at+n > len(c.data) {
		return nil, false
	}
	c.at += n
	return c.data[c.at-n : c.at], true
}

// table maps words to numbers by a 64-bit hash of the word alone: a tenth of the memory and time of a map of strings. A word
// that is not in a list of 60,000 is taken for one that is once in a billion times.
type table struct {
	slots []slot
	used  int
	maybe []uint64 // a bit by the hash of each word: most words that are none are told here, in the processor's cache
}

type slot struct {
	key   uint32  // the upper half of the hash; the lower half says where to look
	value float32 // 0 in a free slot
}

// newTable returns a table for up to n words.
func newTable(n int) table {
	size := 1 << bits.Len(uint(n+n/2))
	return table{slots: make([]slot, size), maybe: make([]uint64, (size+15)/16)}
}

// bit returns the place of the word's bit in maybe.
func (t *table) bit(h uint64) (at int, bit uint64) {
	return int(h>>20) & (len(t.maybe) - 1), 1 << (h >> 58)
}

// find returns the slot of the word, or the free one where it belongs.
func (t *table) find(h uint64) *slot {
	mask := len(t.slots) - 1
	for i := int(h) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.value == 0 || s.key == uint32(h>>32) {
			return s
		}
	}
}

func (t *table) get(word string) float32 { return t.value(hash(word)) }

func (t *table) getBytes(word []byte) float32 { return t.value(hash(word)) }

func (t *table) value(h uint64) float32 {
	if len(t.slots) == 0 {
		return 0
	}
	if at, bit := t.bit(h); t.maybe[at]&bit == 0 {
		return 0
	}
	return t.find(h).value
}

// add adds f to the number of the word, and reports whether the table had room.
func (t *table) add(word []byte, f float32) bool {
	if t.used >= len(t.slots)*3/4 {
		return false
	}
	h := hash(word)
	s := t.find(h)
	if s.value == 0 {
		at, bit := t.bit(h)
		t.maybe[at] |= bit
		t.used++
	}
	s.key, s.value = uint32(h>>32), s.value+f
	return true
}

// hash is FNV-1a with a final mix.
func hash[T string | []byte](word T) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	return h ^ h>>29
}
