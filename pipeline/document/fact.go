package document

// Fact is what the reader of a format knows of one character beyond the character itself, a set of bits. A reader that sees
// glyphs, as that of PDF does, fills Source.Facts; repair takes a fact as certain, where it can only guess from the letters.
//
// A reader sets only what it knows: no bit means that nothing is known, and a Source without facts is plain text.
type Fact uint8

// The facts.
const (
	// Doubtful: the file does not say reliably which character the glyph is, as with a font without a map to Unicode. The
	// character is shown and never changed, is no evidence for anything, and counts as damage; no number may be made of it.
	Doubtful Fact = 1 << iota
	// Ligature: the character and the one before it are one glyph, and the reader has them in reading order. Repair never
	// turns the two, nor splits them from each other.
	Ligature
	// Single: the character has a glyph of its own. Of two such neighbours neither is part of a ligature, so repair never turns
	// them.
	Single
	// Filler: the glyph only fills a line, whatever character the file gives for it, as the stretching glyphs that some
	// programs write as digits or quotation marks. Repair drops it.
	Filler
	// Placed: the order of the character on its line comes from positions on the page. Repair turns no line that holds one, and
	// takes the width of spaces beside it for no sign.
	Placed
)

// Fact returns what is known of the source character at index i, 0 where nothing is.
func (s *Source) Fact(i int) Fact {
	if i < 0 || i >= len(s.Facts) {
		return 0
	}
	return s.Facts[i]
}

// Doubtful reports whether a character of the span comes from a glyph of which it is not certain what it is.
func (d *Document) Doubtful(s Span) bool {
	if d.Source.Facts == nil {
		return false
	}
	for _, o := range d.Text.Origin[s.Start:s.End] {
		if d.Source.Fact(int(o))&Doubtful != 0 {
			return true
		}
	}
	return false
}
