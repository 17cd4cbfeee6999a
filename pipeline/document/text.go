package document

import (
	"slices"
	"sort"
	"strings"
)

// Source is a report as it was read.
type Source struct {
	Name     string  // base name of the file
	Bytes    []byte  // the file as ingested
	SHA256   string  // of Bytes, lower-case hexadecimal
	Extract  []byte  // the text that ingest extracted, UTF-8; nil when Bytes are text themselves. Offsets count its bytes
	Format   string  // text, pdf, docx, html, epub
	Encoding string  // utf-8, utf-16le, utf-16be, windows-1256, iso-8859-6, windows-1252
	Runes    []rune  // the characters; U+FFFD for what cannot be decoded. Line ends are LF (a CR before it is dropped)
	Offsets  []int32 // Offsets[i] is the byte where Runes[i] starts; one more entry for the end
	Facts    []Fact  // nil, or what is known of each of Runes beyond the character
	Pages    int     // 0 when the format has none
	Lines    int     // number of lines
}

// Read returns the bytes that Offsets count: the text extracted, or the file where it is text itself.
func (s *Source) Read() []byte {
	if s.Extract != nil {
		return s.Extract
	}
	return s.Bytes
}

// Text is the repaired text. Line i of it is line i of the source.
type Text struct {
	Content string  // UTF-8, NFC, lines end in LF
	Origin  []int32 // for each byte of Content the index in Source.Runes of its character; -1 for a character that repair put in
	Edits   []Edit  // what repair did, in source order
	Changed []bool  // for each rune of the source: repair moved, changed or dropped it
	Damage  Damage  // how much was damaged, and what to think of the text

	lines   []int32 // start of each line in Content
	inverse []int32 // for each rune of the source its byte in Content, -1 when dropped
}

// Edit is one change that repair made or considered.
type Edit struct {
	Class        string // kashida, ligature, order, mirror, …
	Start, End   int    // source runes concerned, half-open
	From, To     string
	Posterior    float64  // how likely To is right, 0 to 1
	Alternatives []string // other readings of From, the likelier first
	Status       string   // Applied, Suggested or Left
}

// What became of an edit.
const (
	Applied   = "applied"
	Suggested = "suggested" // too doubtful to be made
	Left      = "left"      // damage that nothing in the text can mend
)

// Verdict says how far a text can be trusted after its repair.
type Verdict string

// The verdicts.
const (
	VerdictClean      Verdict = "clean"      // nothing was damaged
	VerdictRepaired   Verdict = "repaired"   // what was damaged was put right, as far as can be seen
	VerdictDoubtful   Verdict = "doubtful"   // more than one word in a hundred stays damaged or undecided
	VerdictUnreadable Verdict = "unreadable" // most of it is no text
)

// Damage sums up what repair found.
type Damage struct {
	Words    int // of the source
	Repaired int // words that were changed, but for invisible characters
	Left     int // words that stay damaged or undecided
	Verdict  Verdict
}

// Score returns the share of words that were or are damaged, 0 to 1.
func (d Damage) Score() float64 {
	if d.Words == 0 {
		return 0
	}
	return min(1, float64(d.Repaired+d.Left)/float64(d.Words))
}

// Index builds the look-up tables that Locate and Line need. Repair calls it once the text is whole.
func (t *Text) Index(sourceRunes int) {
	t.lines = append(t.lines[:0], 0)
	for i := 0; i < len(t.Content); i++ {
		if t.Content[i] == '\n' {
			t.lines = append(t.lines, int32(i+1))
		}
	}
	t.inverse = make([]int32, sourceRunes)
	for i := range t.inverse {
		t.inverse[i] = -1
	}
	for i, v := range slices.Backward(t.Origin) {
		if o := v; o >= 0 {
			t.inverse[o] = int32(i)
		}
	}
}

// Line returns the line, from 1, that holds the byte at offset of Content.
func (t *Text) Line(offset int) int {
	return sort.Search(len(t.lines), func(i int) bool { return int(t.lines[i]) > offset })
}

// Location is a span led back to its source.
type Location struct {
	ByteStart, ByteEnd int // half-open, bytes of the source as ingested
	LineStart, LineEnd int // from 1, both inclusive
	Repaired           bool
	Quote              string // the repaired words, line ends as single spaces
}

// Locate leads a span of Content back to the bytes it came from. Where repair re-ordered a line, the span is first widened
// to whole source stretches, so that the quote is exactly the repaired text of the bytes located.
func (d *Document) Locate(s Span) Location {
	t := &d.Text
	lo, hi := int32(-1), int32(-1)
	start, end := s.Start, s.End
	for a, b := start, end; ; {
		grew := false
		for i := a; i < b; i++ {
			o := t.Origin[i]
			if o < 0 {
				continue
			}
			if lo < 0 || o < lo {
				lo, grew = o, true
			}
			if o >= hi {
				hi, grew = o+1, true
			}
		}
		if !grew || lo < 0 {
			break
		}
		for o := lo; o < hi; o++ {
			p := int(t.inverse[o])
			if p < 0 {
				continue
			}
			if p < start {
				start = p
			}
			for p < len(t.Origin) && t.Origin[p] == o {
				p++
			}
			if p > end {
				end = p
			}
		}
		if start == a && end == b {
			break
		}
		a, b = start, end
	}
	loc := Location{LineStart: t.Line(start), LineEnd: t.Line(max(start, end-1))}
	if lo < 0 {
		return loc
	}
	loc.ByteStart, loc.ByteEnd = int(d.Source.Offsets[lo]), int(d.Source.Offsets[hi])
	for o := lo; o < hi && !loc.Repaired; o++ {
		loc.Repaired = t.Changed != nil && t.Changed[o]
	}
	loc.Quote = inOneLine(t.Content[start:end])
	return loc
}

// inOneLine returns s with single spaces between its words, most often s itself.
func inOneLine(s string) string {
	space := true // a space, or the start, stands before
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' && !space:
			space = true
		case c <= ' ' || c == 0xc2 || c >= 0xe1 && c <= 0xe3: // another space, or a rune that may be one
			return strings.Join(strings.Fields(s), " ")
		default:
			space = false
		}
	}
	if space {
		return strings.TrimSuffix(s, " ")
	}
	return s
}
