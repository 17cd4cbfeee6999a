package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"mahdar/pipeline/document"
)

// PDFium lists the characters of a page in the order of its content and breaks lines where it sees fit. Where the glyphs stand tells more:
// what of a line it has torn apart, where a space stands between words, and which pieces of text are the cells of a table's row.

// place is where a character stands, in points from the left and the foot of the page. Without a size it stands nowhere, as
// the spaces and line breaks that PDFium makes up do.
type place struct {
	left, right       float32 // of its advance, so that the letters of a word touch; of its ink where the file does not say
	inkLeft, inkRight float32
	origin, base      float32
	size              float32
}

// inkOnly reports that the file does not say how far the character reaches.
func (at place) inkOnly() bool { return at.left == at.inkLeft && at.right == at.inkRight }

// How far apart characters stand, in parts of the size of the font.
const (
	wordGap  = 0.08 // from here on a space parts them
	inkGap   = 0.17 // the same where nothing but the ink is known
	closeInk = 0.06 // up to here the ink of the letters of a word stands apart, whatever their advance
	clearGap = 0.15 // from here on a space is missing where none stands
	narrow   = 0.3  // from here on they may be in two cells of a table with numbers
	wide     = 0.85 // from here on they may be in two cells of any
	sameBase = 0.3  // up to here two baselines are one
	overlap  = 0.3  // up to here the ends of two pieces of a line may lie over each other
	sideLine = 1.1  // up to here two baselines may be of cells side by side
)

// paragraphGap is how much further apart than the lines of a paragraph two paragraphs stand.
const paragraphGap = 1.3

// spread is how much wider than the spaces of the page a gap between cells is at least.
const spread = 1.7

// What makes a table.
const (
	minTableRows = 2
	minColumns   = 2
	proseRunes   = 24 // characters of a piece, from which on average columns are of prose
	proseRows    = 5
)

// What costs more than its length is done for as many as pages of reports have at most.
const (
	maxPieces = 400  // of one table, or of one line
	maxLine   = 4000 // characters of a line
)

// piece is a stretch of characters of one line, without a wide gap.
type piece struct {
	text        []rune
	facts       []document.Fact
	places      []place
	left, right float32
	base, size  float32
	seg         int // the line that it is of
	column      int
	behind      bool // a wide gap is before it
}

// arrange puts the characters of a page into lines by where they stand.
func (p *pdfPage) arrange() {
	if len(p.places) != len(p.text) || len(p.text) == 0 {
		return
	}
	rtl := p.rightToLeft()
	segs := attachMarks(p.segments())
	if rtl {
		for i := range segs {
			segs[i].putMarks()
			segs[i].putPunctuation()
			segs[i].putNumbers()
		}
		reach := advances(segs)
		for i := range segs {
			segs[i].space(reach)
		}
	}
	space := spaceOf(segs)
	segs = join(segs, rtl, space)
	var pieces []piece
	for i := range segs {
		segs[i].seg = i
		pieces = append(pieces, segs[i].split(rtl, space)...)
	}
	out := pdfPage{}
	leading := leadingOf(segs)
	for i := 0; i < len(pieces); {
		if k := pieces[i].seg; k > 0 && segs[k-1].base-segs[k].base > paragraphGap*leading && leading > 0 && segs[k-1].placed() && segs[k].placed() {
			out.text, out.facts = append(out.text, '\n'), append(out.facts, 0)
		}
		end, columns := block(pieces, i)
		if columns < minColumns || !out.table(pieces[i:end], columns, rtl) {
			end = i + 1
			for end < len(pieces) && pieces[end].seg == pieces[i].seg {
				end++
			}
			out.line(&segs[pieces[i].seg])
		}
		i = end
	}
	p.text, p.facts, p.places = out.text, out.facts, nil
}

// leadingOf returns how far the lines of most paragraphs are apart.
func leadingOf(segs []piece) float32 {
	var down []float32
	for i := 1; i < len(segs); i++ {
		if a, b := &segs[i-1], &segs[i]; a.placed() && b.placed() && a.base-b.base > b.size/2 && a.base-b.base < 4*b.size {
			down = append(down, a.base-b.base)
		}
	}
	if len(down) == 0 {
		return 0
	}
	slices.Sort(down)
	return down[len(down)/2]
}

// rightToLeft reports whether most letters of the page are Arabic.
func (p *pdfPage) rightToLeft() bool {
	n := 0
	for _, c := range p.text {
		switch {
		case arabicLetter(c):
			n++
		case unicode.IsLetter(c):
			n--
		}
	}
	return n > 0
}

// segments cuts the page at its line breaks.
func (p *pdfPage) segments() []piece {
	var out []piece
	start := 0
	for i := 0; i <= len(p.text); i++ {
		if i < len(p.text) && p.text[i] != '\n' {
			continue
		}
		s := piece{text: p.text[start:i:i], facts: p.facts[start:i:i], places: p.places[start:i:i]}
		s.measure()
		if i < len(p.text) || i > start {
			out = append(out, s)
		}
		start = i + 1
	}
	return out
}

// measure works out where the piece stands: its ends, and the baseline and size of most of its characters.
func (s *piece) measure() {
	s.left, s.right, s.base, s.size = 0, 0, 0, 0
	var bases, sizes []float32
	for i, at := range s.places {
		if at.size == 0 || unicode.IsSpace(s.text[i]) {
			continue
		}
		if len(bases) == 0 {
			s.left, s.right = at.left, at.right
		}
		s.left, s.right = min(s.left, at.left), max(s.right, at.right)
		bases, sizes = append(bases, at.base), append(sizes, at.size)
	}
	if len(bases) > 0 {
		slices.Sort(bases)
		slices.Sort(sizes)
		s.base, s.size = bases[len(bases)/2], sizes[len(sizes)/2]
	}
}

// placed reports whether anything of the piece stands somewhere.
func (s *piece) placed() bool { return s.size > 0 }

// onLine reports whether two pieces stand on one line, beside each other.
func (s *piece) onLine(o *piece) bool {
	size := max(s.size, o.size)
	return s.placed() && o.placed() && abs(s.base-o.base) <= sameBase*size && s.gap(o) >= -overlap*size
}

// gap returns how far apart two pieces of a line stand, below zero where they lie over each other.
func (s *piece) gap(o *piece) float32 { return max(s.left, o.left) - min(s.right, o.right) }

func abs(f float32) float32 { return float32(math.Abs(float64(f))) }

// move takes the character at from to the place of the one at to.
func (s *piece) move(from, to int) {
	c, f, at := s.text[from], s.facts[from], s.places[from]
	s.text = slices.Insert(slices.Delete(s.text, from, from+1), to, c)
	s.facts = slices.Insert(slices.Delete(s.facts, from, from+1), to, f)
	s.places = slices.Insert(slices.Delete(s.places, from, from+1), to, at)
}

// putMarks puts vowels and the like behind the letter that they stand over; PDFium lists many before it.
func (s *piece) putMarks() {
	for i := 0; i < len(s.text); i++ {
		if !unicode.Is(unicode.Mn, s.text[i]) || s.places[i].size == 0 {
			continue
		}
		middle := (s.places[i].inkLeft + s.places[i].inkRight) / 2
		next := i + 1 // the letter behind
		for next < len(s.text) && (s.places[next].size == 0 && s.text[next] == ' ' || unicode.Is(unicode.Mn, s.text[next])) {
			next++
		}
		if next == len(s.text) || !arabicLetter(s.text[next]) || s.places[next].off(middle) > overlap*s.places[i].size {
			continue
		}
		before := i - 1
		for before >= 0 && unicode.Is(unicode.Mn, s.text[before]) {
			before--
		}
		if before >= 0 && arabicLetter(s.text[before]) && s.places[before].off(middle) <= s.places[next].off(middle) {
			continue
		}
		s.move(i, next)
		i--
		if next = i + 1; unicode.Is(unicode.Mn, s.text[next]) {
			continue // another over the same letter
		}
	}
}

// off returns how far a point of the line is from the ink of the character.
func (at place) off(x float32) float32 {
	if at.size == 0 {
		return math.MaxFloat32
	}
	return max(at.inkLeft-x, x-at.inkRight, 0)
}

// putPunctuation puts marks that another font has lent, which PDFium lists at the wrong end of the words around, where they stand: behind
// the letter to the right of them.
func (s *piece) putPunctuation() {
	if len(s.text) > maxLine {
		return
	}
	for i := 0; i < len(s.text); i++ {
		at := s.places[i]
		if at.size == 0 || !strings.ContainsRune("،؛؟.:", s.text[i]) || s.near(i, i-1) {
			continue
		}
		right := -1
		for k, o := range s.places {
			if k != i && o.size > 0 && !unicode.IsSpace(s.text[k]) && !unicode.Is(unicode.Mn, s.text[k]) && o.left >= at.right-overlap*at.size &&
				(right < 0 || o.left <= s.places[right].left) {
				right = k
			}
		}
		if right < 0 || right == i-1 || !arabicLetter(s.text[right]) || !s.touches(i, right) {
			continue
		}
		to := right + 1
		if s.text[right] == 'ل' && to < len(s.text) && isAlef(s.text[to]) {
			to++ // its stem may lean back over the lam
		}
		for to < len(s.text) && unicode.Is(unicode.Mn, s.text[to]) {
			to++
		}
		if to > i {
			to--
		}
		s.move(i, to)
		if to > i {
			i-- // another has come here
		}
	}
}

// near reports whether two characters stand no further apart than a letter and a space.
func (s *piece) near(i, k int) bool {
	for k >= 0 && s.places[k].size == 0 {
		k--
	}
	return k >= 0 && abs(s.places[i].base-s.places[k].base) <= sameBase*s.places[i].size && apart(s.places[i], s.places[k]) < s.places[i].size
}

// touches reports whether two characters stand right beside each other.
func (s *piece) touches(i, k int) bool {
	if k < 0 || s.places[k].size == 0 {
		return false
	}
	a, b := s.places[i], s.places[k]
	return abs(a.base-b.base) <= sameBase*a.size && apart(a, b) < 2*inkGap*a.size
}

// putNumbers puts the digits and separators of numbers in their order from left to right, and the marks on their left behind them, where
// PDFium lists them in another, as it does where another font has lent a separator.
func (s *piece) putNumbers() {
	part := func(i int) bool {
		return s.places[i].size > 0 && (numeric(s.text[i]) || strings.ContainsRune("%٪،؛-/:", s.text[i]))
	}
	for i := 0; i < len(s.text); i++ {
		if !part(i) {
			continue
		}
		var list []int // the parts, in PDFium's order
		end := i
		for k := i; k < len(s.text) && (part(k) || s.text[k] == ' ' && s.places[k].size == 0); k++ {
			if part(k) {
				list = append(list, k)
				end = k + 1
			}
		}
		if read := s.numbers(list); !slices.Equal(slices.DeleteFunc(slices.Clone(read), func(k int) bool { return k < 0 }), list) {
			one := piece{}
			for _, k := range read {
				if k < 0 {
					one.blank()
					continue
				}
				one.text, one.facts, one.places = append(one.text, s.text[k]), append(one.facts, s.facts[k]), append(one.places, s.places[k])
			}
			s.text, s.facts, s.places = slices.Replace(s.text, i, end, one.text...), slices.Replace(s.facts, i, end, one.facts...), slices.Replace(s.places, i, end, one.places...)
			end = i + len(read)
		}
		i = end - 1
	}
}

// numbers returns the parts of numbers of a line in reading order, with -1 between numbers: these from right to left, each from left to
// right. A hyphen parts two numbers: behind Arabic letters, 20-22 is set with the 20 on the right (UAX #9, W2 and W4: digits
// there are Arabic numbers, which a hyphen does not join).
func (s *piece) numbers(list []int) []int {
	visual := slices.Clone(list)
	slices.SortStableFunc(visual, func(a, b int) int { return cmp.Compare(s.places[a].left, s.places[b].left) })
	var out []int
	for end := len(visual); end > 0; {
		start := end - 1
		for start > 0 {
			a, b := s.places[visual[start-1]], s.places[visual[start]]
			if b.left-a.right >= inkGap*b.size || abs(a.base-b.base) > sameBase*b.size || s.text[visual[start]] == '-' || s.text[visual[start-1]] == '-' {
				break
			}
			start--
		}
		group := visual[start:end]
		digit := func(k int) bool { return unicode.IsDigit(s.text[k]) }
		first := slices.IndexFunc(group, digit)
		if first < 0 {
			first = len(group) // marks alone
		}
		last := len(group)
		for last > first && !digit(group[last-1]) {
			last--
		}
		if end < len(visual) {
			if right, left := s.places[visual[end]], s.places[group[len(group)-1]]; right.left-left.right >= inkGap*right.size {
				out = append(out, -1)
			}
		}
		percent := func(k int) bool { return first < len(group) && (s.text[k] == '%' || s.text[k] == '٪') } // it stands on either side, and is said last
		for _, k := range slices.Backward(group[last:]) {
			if !percent(k) {
				out = append(out, k)
			}
		}
		out = append(out, group[first:last]...)
		for _, k := range group[last:] {
			if percent(k) {
				out = append(out, k)
			}
		}
		for _, k := range slices.Backward(group[:first]) {
			out = append(out, k)
		}
		end = start
	}
	return out
}

// spaceOf returns how wide most spaces of the page are, in parts of the size of the font.
func spaceOf(segs []piece) float32 {
	var gaps []float32
	for i := range segs {
		s := &segs[i]
		last := -1
		for k, c := range s.text {
			if s.places[k].size == 0 || unicode.IsSpace(c) {
				continue
			}
			if last >= 0 && last < k-1 {
				if gap := apart(s.places[last], s.places[k]); gap > 0 {
					gaps = append(gaps, gap/s.places[k].size)
				}
			}
			last = k
		}
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// apart returns how far apart two characters stand.
func apart(a, b place) float32 { return max(a.left, b.left) - min(a.right, b.right) }

// shape is a letter in one of its forms, told by the width of its ink in hundredths of the size of the font.
type shape struct {
	letter rune
	ink    int
}

func shapeOf(c rune, at place) shape {
	return shape{c, int(math.Round(float64((at.inkRight - at.inkLeft) / at.size * 100)))}
}

// advances learns how far letters reach for which the file does not say so: as far as from their origin to that of the letter before
// them where no space is between. In parts of the size of the font.
func advances(segs []piece) map[shape]float32 {
	out := map[shape]float32{}
	for i := range segs {
		s := &segs[i]
		for k := 1; k < len(s.text); k++ {
			a, b := s.places[k-1], s.places[k]
			if a.size == 0 || b.size == 0 || !b.inkOnly() || !arabicLetter(s.text[k]) || !arabicLetter(s.text[k-1]) || a.origin <= b.origin {
				continue
			}
			key, d := shapeOf(s.text[k], b), (a.origin-b.origin)/b.size
			if least, ok := out[key]; !ok || d < least {
				out[key] = d
			}
		}
	}
	return out
}

// attachMarks puts vowels and the like that PDFium takes for lines of their own behind the letters that they stand over.
func attachMarks(segs []piece) []piece {
	mark := func(i int) bool {
		return segs[i].placed() && !slices.ContainsFunc(segs[i].text, func(c rune) bool { return !unicode.Is(unicode.Mn, c) && c != ' ' })
	}
	out := segs[:0:0]
	at := make([]int, len(segs)) // where each is in out, -1 for one that has been attached
	for i := range segs {
		at[i] = -1
		if !mark(i) {
			at[i] = len(out)
			out = append(out, segs[i])
		}
	}
	if len(out) == len(segs) {
		return segs
	}
	var lost []int
	for i := range segs {
		if at[i] >= 0 {
			continue
		}
		m := &segs[i]
		middle := (m.left + m.right) / 2
		best, letter, near := -1, -1, float32(math.MaxFloat32)
		for k := max(0, i-reach); k < min(len(segs), i+reach+1); k++ {
			if at[k] < 0 || abs(segs[k].base-m.base) > m.size {
				continue
			}
			o := &out[at[k]]
			for n, c := range o.text {
				if d := o.places[n].off(middle); arabicLetter(c) && d < near && d <= overlap*m.size {
					best, letter, near = at[k], n, d
				}
			}
		}
		if best < 0 {
			lost = append(lost, i)
			continue
		}
		o := &out[best]
		for n := range m.text {
			if m.text[n] != ' ' {
				letter++
				o.text, o.facts, o.places = slices.Insert(o.text, letter, m.text[n]), slices.Insert(o.facts, letter, m.facts[n]), slices.Insert(o.places, letter, m.places[n])
			}
		}
	}
	for _, i := range lost { // over no letter: it keeps a line to itself
		out = append(out, segs[i])
	}
	return out
}

// space drops the spaces that PDFium made up within words and numbers, and puts in those between Arabic letters that it missed.
func (s *piece) space(advances map[shape]float32) {
	var out piece
	last := -1 // the character before that stands somewhere and is no mark
	put := func(i int) {
		out.text, out.facts, out.places = append(out.text, s.text[i]), append(out.facts, s.facts[i]), append(out.places, s.places[i])
	}
	spaces := 0
	for i, c := range s.text {
		at := s.places[i]
		switch {
		case c == ' ' && at.size == 0:
			spaces++
			continue
		case at.size == 0 || unicode.Is(unicode.M, c):
			for range spaces {
				out.blank()
			}
			spaces = 0
			put(i)
			continue
		}
		if last >= 0 {
			before := s.places[last]
			both := arabicLetter(c) && arabicLetter(s.text[last])
			gap, least := before.left-at.right, float32(wordGap)
			known := true
			switch reach, learned := advances[shapeOf(c, at)]; {
			case !both:
				gap = apart(before, at)
			case at.inkOnly() && learned:
				gap = before.origin - at.origin - reach*at.size
			case at.inkOnly() || before.inkOnly():
				least, known = inkGap, false
			}
			near := gap < least*at.size || both && !at.inkOnly() && before.inkLeft-at.inkRight < closeInk*at.size
			switch {
			case abs(at.base-before.base) > sameBase*at.size:
			case spaces == 1 && near && gap > -overlap*at.size && (!both || before.right > at.right) && (both || numeric(c) && numeric(s.text[last]) || unicode.IsPunct(c)):
				spaces = 0
			case both && known && !at.inkOnly() && spaces == 0 && gap >= clearGap*at.size && last == i-1:
				spaces = 1
			}
		}
		for range spaces {
			out.blank()
		}
		spaces = 0
		put(i)
		last = i
	}
	for range spaces {
		out.blank()
	}
	s.text, s.facts, s.places = out.text, out.facts, out.places
}

func (s *piece) blank() {
	s.text, s.facts, s.places = append(s.text, ' '), append(s.facts, 0), append(s.places, place{})
}

// add appends another piece.
func (s *piece) add(o *piece) {
	s.text, s.facts, s.places = append(s.text, o.text...), append(s.facts, o.facts...), append(s.places, o.places...)
}

// join puts together what stands side by side on one line with no more than a space between, though PDFium broke the line there.
func join(segs []piece, rtl bool, space float32) []piece {
	var out []piece
	for i := 0; i < len(segs); {
		end := i + 1
		for end < len(segs) && end-i < maxPieces && slices.ContainsFunc(segs[i:end], func(s piece) bool {
			return s.onLine(&segs[end]) && s.gap(&segs[end]) < cellGap(space)*max(s.size, segs[end].size)
		}) && disjoint(segs[i:end], &segs[end]) {
			end++
		}
		parts := slices.Clone(segs[i:end])
		slices.SortStableFunc(parts, func(a, b piece) int { return order(&a, &b, rtl) })
		one := piece{}
		for k := range parts {
			if k > 0 && parts[k].gap(&parts[k-1]) >= wordGap*parts[k].size {
				one.blank()
			}
			one.add(&parts[k])
		}
		one.measure()
		out = append(out, one)
		i = end
	}
	return out
}

// disjoint reports whether a piece lies over none of the others.
func disjoint(others []piece, s *piece) bool {
	return !slices.ContainsFunc(others, func(o piece) bool { return !o.onLine(s) })
}

// order compares two pieces of a line in reading direction.
func order(a, b *piece, rtl bool) int {
	if rtl {
		return cmp.Compare(b.right, a.right)
	}
	return cmp.Compare(a.left, b.left)
}

// split cuts a line where a wide gap goes through it, and what stands on one side of it comes before what stands on the other.
func (s *piece) split(rtl bool, space float32) []piece {
	whole := *s
	if !s.placed() {
		return []piece{whole}
	}
	type span struct{ left, right float32 }
	var spans []span
	for i, at := range s.places {
		if at.size > 0 && !unicode.IsSpace(s.text[i]) {
			spans = append(spans, span{at.left, at.right})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.left, b.left) })
	var gaps []span // from left to right
	end := spans[0].right
	for _, sp := range spans[1:] {
		if sp.left-end >= cellGap(space)*s.size {
			gaps = append(gaps, span{end, sp.left})
		}
		end = max(end, sp.right)
	}
	if len(gaps) == 0 {
		return []piece{whole}
	}
	parts := make([]piece, len(gaps)+1)
	now, begun := -1, 0
	for i, at := range s.places {
		if at.size > 0 && !unicode.IsSpace(s.text[i]) {
			now = 0
			for now < len(gaps) && at.left >= gaps[now].right {
				now++
			}
		}
		if now < 0 {
			continue
		}
		q := &parts[now]
		if begun++; begun == 1 { // what stands nowhere goes with what follows it
			q.text, q.facts, q.places = slices.Clone(s.text[:i]), slices.Clone(s.facts[:i]), slices.Clone(s.places[:i])
		}
		q.text, q.facts, q.places = append(q.text, s.text[i]), append(q.facts, s.facts[i]), append(q.places, at)
	}
	for i := range parts {
		parts[i].trim()
		parts[i].measure()
		parts[i].seg = s.seg
	}
	if rtl {
		slices.Reverse(parts)
	}
	for i := 1; i < len(parts); i++ {
		parts[i].behind = parts[i].gap(&parts[i-1]) >= wide*s.size
	}
	return parts
}

// cellGap returns how far apart cells stand at least where spaces have a certain width.
func cellGap(space float32) float32 { return min(max(narrow, spread*space), wide) }

func (s *piece) trim() {
	start, end := 0, len(s.text)
	for start < end && unicode.IsSpace(s.text[start]) {
		start++
	}
	for end > start && unicode.IsSpace(s.text[end-1]) {
		end--
	}
	s.text, s.facts, s.places = s.text[start:end], s.facts[start:end], s.places[start:end]
}

// beside reports whether two pieces may be of cells side by side.
func (s *piece) beside(o *piece) bool {
	size := max(s.size, o.size)
	return s.placed() && o.placed() && abs(s.base-o.base) <= sideLine*size && s.gap(o) >= 0
}

// block returns the end of the table that may begin at a piece, and how many columns it has: pieces in a row, most of which have another beside
// them, and all of which keep to columns with a gap between. It marks the column of each, from the left.
func block(pieces []piece, from int) (end, columns int) {
	if !besideAny(pieces, from) {
		return from + 1, 0
	}
	end = from + 1
	for end < len(pieces) && end-from < maxPieces && pieces[end].placed() && (besideAny(pieces, end) || end+1 < len(pieces) && besideAny(pieces, end+1) || end+1 == len(pieces)) {
		end++
	}
	for ; end > from+1; end-- { // prose behind the table is as wide as several columns
		if end < len(pieces) && pieces[end].seg == pieces[end-1].seg {
			continue // lines are taken whole
		}
		if n := columnsOf(pieces[from:end]); n >= minColumns && besideAny(pieces[:end], end-1) || n >= minColumns && inColumn(pieces[from:end-1], &pieces[end-1]) {
			return end, n
		}
	}
	return from + 1, 0
}

// reach is how many pieces further on, or back, one may stand that is beside another: of a cell of several lines come all lines first.
const reach = 8

func besideAny(pieces []piece, i int) bool {
	for k := max(0, i-reach); k < min(len(pieces), i+reach+1); k++ {
		if k != i && pieces[i].beside(&pieces[k]) {
			return true
		}
	}
	return false
}

// inColumn reports whether a piece keeps within the width of one column of others.
func inColumn(others []piece, s *piece) bool {
	n := columnsOf(others)
	all := append(slices.Clone(others), *s)
	return n >= minColumns && columnsOf(all) == n
}

// columnsOf counts the columns that the pieces keep to, and marks each piece with its own.
func columnsOf(pieces []piece) int {
	byLeft := make([]int, len(pieces))
	for i := range byLeft {
		byLeft[i] = i
	}
	slices.SortStableFunc(byLeft, func(a, b int) int { return cmp.Compare(pieces[a].left, pieces[b].left) })
	n := 0
	var end float32
	for k, i := range byLeft {
		if k == 0 || pieces[i].left > end {
			n++
			end = pieces[i].right
		}
		end = max(end, pieces[i].right)
		pieces[i].column = n - 1
	}
	return n
}

// mergeColumns makes one column of two next to each other that no line has both of, as a head in the middle and numbers at the side
// of the same column, and returns how many are left.
func mergeColumns(pieces []piece, columns int) int {
	for c := 0; c+1 < columns && columns > minColumns; {
		both := false
		for i := range pieces {
			for k := i + 1; k < min(len(pieces), i+reach) && !both; k++ {
				a, b := &pieces[i], &pieces[k]
				both = (a.column == c && b.column == c+1 || a.column == c+1 && b.column == c) && a.beside(b)
			}
		}
		if both {
			c++
			continue
		}
		for i := range pieces {
			if pieces[i].column > c {
				pieces[i].column--
			}
		}
		columns--
	}
	return columns
}

// evident reports whether the gaps between the columns are wide, or one of the columns has mostly numbers.
func evident(pieces []piece, columns, rows int) bool {
	gaps := 0
	numbers := make([]int, columns)
	for i := range pieces {
		if pieces[i].behind {
			gaps++
		}
		if isNumber(pieces[i].text) {
			numbers[pieces[i].column]++
		}
	}
	return gaps*2 >= rows || slices.Max(numbers)*2 >= rows
}

// isNumber reports a number, a share or a sum.
func isNumber(text []rune) bool {
	digits, letters := 0, 0
	for _, c := range text {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			letters++
		}
	}
	return digits > 0 && letters == 0
}

// line adds a line as it is.
func (p *pdfPage) line(s *piece) {
	s.trim()
	p.text, p.facts = append(p.text, s.text...), append(p.facts, s.facts...)
	p.text, p.facts = append(p.text, '\n'), append(p.facts, 0)
}

// table adds the rows of a table, or the lines of two columns of prose one column after the other; it adds nothing and reports
// false where the pieces are neither.
func (p *pdfPage) table(pieces []piece, columns int, rtl bool) bool {
	columns = mergeColumns(pieces, columns)
	column := func(s *piece) int {
		if rtl {
			return columns - 1 - s.column
		}
		return s.column
	}
	// A row ends where the next piece stands in an earlier column, or in the same one further down than a line of the cell would.
	var rows [][]*piece
	var row []*piece
	for i := range pieces {
		s := &pieces[i]
		if n := len(row); n > 0 && (column(s) < column(row[n-1]) || column(s) == column(row[n-1]) && !goesOn(row, row[n-1], s)) {
			rows, row = append(rows, row), nil
		}
		row = append(row, s)
	}
	rows = append(rows, row)
	full, runes := 0, 0
	for _, r := range rows {
		if column(r[len(r)-1]) != column(r[0]) {
			full++
		}
	}
	for i := range pieces {
		runes += len(pieces[i].text)
	}
	filled := 0
	for _, r := range rows {
		for i := range r {
			if i == 0 || r[i].column != r[i-1].column {
				filled++
			}
		}
	}
	if full < minTableRows || filled*10 < len(rows)*columns*7 || len(rows) == minTableRows && filled < len(rows)*columns || !evident(pieces, columns, len(rows)) {
		return false
	}
	if columns == 2 && len(rows) >= proseRows && runes >= proseRunes*len(pieces) {
		for c := range columns {
			for i := range pieces {
				if column(&pieces[i]) == c {
					p.line(&pieces[i])
				}
			}
		}
		return true
	}
	for _, r := range rows {
		at := 0
		for i, s := range r {
			switch {
			case column(s) > at || i == 0 && column(s) > 0:
				for ; at < column(s); at++ {
					p.mark()
				}
			case i > 0:
				p.text, p.facts = append(p.text, ' '), append(p.facts, 0)
			}
			p.text, p.facts = append(p.text, s.text...), append(p.facts, s.facts...)
		}
		p.text, p.facts = append(p.text, '\n'), append(p.facts, 0)
	}
	return true
}

// mark adds what stands between the cells of a row.
func (p *pdfPage) mark() {
	for _, c := range cellMark {
		p.text, p.facts = append(p.text, c), append(p.facts, 0)
	}
}

// goesOn reports whether a piece is the next line of the cell that another is the last line of.
func goesOn(row []*piece, last, s *piece) bool {
	if d := last.base - s.base; d <= 0 || d > 2*s.size {
		return false
	}
	// In a column of cells with one line each the row has been begun by a cell further on, or is of this cell alone.
	return row[0] == last || len(row) > 1
}
