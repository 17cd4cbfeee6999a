package repair

import (
	"slices"
	"unicode"

	"mahdar/pipeline/arabic"
)

// isClause reports whether r is a mark that ends a clause and so never starts one.
func isClause(r rune) bool {
	return r == '،' || r == '.' || r == '؛' || r == ',' || r == ':' || r == '؟'
}

// order puts the parts of a line into order that stand in reverse. Wide gaps are the sign of such a line; they become single
// spaces.
func (w *work) order() {
	if !w.profile.kashida() || w.facts != nil && w.placed(w.items) {
		return
	}
	chunks, gaps := w.chunks()
	if len(chunks) == 1 && gaps == 1 { // two words: each is a part
		ch := chunks[0]
		at := ch.start + slices.IndexFunc(w.items[ch.start:ch.end], func(it item) bool { return isBlank(it.r) })
		chunks = []span{{ch.start, at}, {at + 1, ch.end}}
		if !w.brokenEnd(chunks, gaps) {
			return
		}
	}
	wide := len(chunks) - 1
	if wide < 1 || !w.mostlyArabic() && (wide < gaps || !w.spaced(chunks) || w.besideRow(wide)) {
		return
	}
	lone := wide == 1 && gaps == 1 && chunks[1].start-chunks[0].end >= 3 && isClause(w.items[chunks[0].end-1].r)
	if !lone && !w.brokenEnd(chunks, gaps) && (wide < 3 || wide*5 < gaps*2 || !w.spaced(chunks)) {
		return
	}
	before := slices.Clone(w.items)
	out := append(w.room.spare[:0], w.items[:chunks[0].start]...)
	for i, ch := range slices.Backward(chunks) {
		part := w.items[ch.start:ch.end]
		if i != len(chunks)-1 {
			out = append(out, w.items[ch.end]) // the first space of the gap behind it
		}
		n := len(out)
		out = append(out, part...)
		turnChunk(out[n:], i == 0)
	}
	for i := range len(chunks) - 1 {
		for k := chunks[i].end; k < chunks[i+1].start; k++ {
			w.changed[w.items[k].o] = true
		}
	}
	out = append(out, w.items[chunks[len(chunks)-1].end:]...)
	w.items, w.room.spare = out, w.items
	w.record("order", before, w.items, 0.95)
}

// brokenEnd reports whether the line is two words of which the first ends in a full stop and the second in no mark: the last
// line of a justified paragraph, in reverse, for no other is as short.
func (w *work) brokenEnd(chunks []span, gaps int) bool {
	if gaps != 1 || len(chunks) != 2 {
		return false
	}
	first, second := w.items[chunks[0].end-1].r, w.items[chunks[1].end-1].r
	return first == '.' && isPart(second) && chunks[0].end-chunks[0].start > 2
}

// spaced reports whether all wide gaps are of two spaces or hardly more, as in lines that come out in reverse; those between the
// columns of a table are as wide as they must be.
func (w *work) spaced(chunks []span) bool {
	for i := range len(chunks) - 1 {
		if chunks[i+1].start-chunks[i].end > 3 {
			return false
		}
	}
	return true
}

// besideRow reports whether the line before or behind the current one has as many wide gaps, as rows of a table have.
func (w *work) besideRow(wide int) bool {
	before, behind := w.start-1, w.end+1
	for before > 0 && w.all[before-1].r != '\n' {
		before--
	}
	return before >= 0 && wideGaps(w.all[before:]) == wide || behind < len(w.all) && wideGaps(w.all[behind:]) == wide
}

// wideGaps counts the gaps of two spaces or more in the first line of the items.
func wideGaps(items []item) int {
	n, blanks := 0, -len(items) // those at the start are none
	for _, it := range items {
		switch {
		case it.r == '\n':
			return n
		case isBlank(it.r):
			blanks++
			continue
		case blanks >= 2:
			n++
		}
		blanks = 0
	}
	return n
}

type span struct{ start, end int }

// chunks returns the parts between wide gaps, and the number of all gaps.
func (w *work) chunks() (chunks []span, gaps int) {
	chunks = w.room.chunks[:0]
	end := len(w.items)
	for end > 0 && isBlank(w.items[end-1].r) {
		end--
	}
	i := 0
	for i < end && isBlank(w.items[i].r) {
		i++
	}
	start := i
	for i < end {
		if !isBlank(w.items[i].r) {
			i++
			continue
		}
		j := i
		for isBlank(w.items[j].r) {
			j++
		}
		gaps++
		if j-i >= 2 {
			chunks = append(chunks, span{start, i})
			start = j
		}
		i = j
	}
	if start < end {
		chunks = append(chunks, span{start, end})
	}
	w.room.chunks = chunks
	return chunks, gaps
}

// mostlyArabic reports whether the line is Arabic text and no row of a table.
func (w *work) mostlyArabic() bool {
	letters, digits := 0, 0
	for _, it := range w.items {
		switch {
		case it.r == arabic.Tatweel:
		case arabic.IsLetter(it.r):
			letters++
		case unicode.IsLetter(it.r), isDigit(it.r):
			digits++
		}
	}
	return letters > 4*digits
}

// turnChunk turns the words of a chunk that is itself in reverse, as the mark at its start shows: ،1975 عام. Of a dash at the
// start of the line only the dash moves.
func turnChunk(chunk []item, first bool) {
	if len(chunk) > 1 && isClause(chunk[0].r) && !slices.ContainsFunc(chunk[1:], func(it item) bool { return !isDigit(it.r) && !isSeparator(it.r) }) {
		rotate(chunk, 1)
		return
	}
	if len(chunk) < 3 {
		return
	}
	space := slices.IndexFunc(chunk, func(it item) bool { return it.r == ' ' })
	switch r := chunk[0].r; {
	case first && space == 1 && (r == '-' || r == '–'):
		rotate(chunk, 2)
		rotate(chunk[len(chunk)-2:], 1)
	case isClause(r) && space > 1:
		rotate(chunk[:space], 1)
		rest := slices.Clone(chunk[space+1:])
		head := slices.Clone(chunk[:space])
		gap := chunk[space]
		n := copy(chunk, rest)
		chunk[n] = gap
		copy(chunk[n+1:], head)
	}
}

// rotate moves the first n items to the end.
func rotate(items []item, n int) {
	slices.Reverse(items[:n])
	slices.Reverse(items[n:])
	slices.Reverse(items)
}

// stops moves a clause mark from the start of a line to its end, where the line has none.
func (w *work) stops() {
	if !w.profile.kashida() {
		return
	}
	end := len(w.items)
	for end > 0 && isBlank(w.items[end-1].r) {
		end--
	}
	i := 0
	for i < end && isBlank(w.items[i].r) {
		i++
	}
	if end-i < 3 || w.items[i].r != '.' || !isPart(w.items[i+1].r) && w.items[i+1].r != ' ' || isClause(w.items[end-1].r) {
		return
	}
	before := slices.Clone(w.items[i:end])
	rotate(w.items[i:end], 1)
	w.record("stop", before, w.items[i:end], 0.9)
}

// percent moves a percent sign behind the number that ends the line, perhaps before a bracket or mark, where the report mostly
// writes it so elsewhere.
func (w *work) percent() {
	p := w.profile
	if !p.kashida() || p.percentAfter < 2 || p.percentAfter <= 3*p.percentBefore {
		return
	}
	end := len(w.items)
	for end > 0 && (isBlank(w.items[end-1].r) || isClause(w.items[end-1].r) || unicode.In(w.items[end-1].r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)) {
		end--
	}
	start := end
	for start > 0 && (isDigit(w.items[start-1].r) || isSeparator(w.items[start-1].r)) {
		start--
	}
	if start == end || start == 0 || w.items[start-1].r != '%' && w.items[start-1].r != '٪' || !isDigit(w.items[start].r) {
		return
	}
	before := slices.Clone(w.items[start-1 : end])
	rotate(w.items[start-1:end], 1)
	w.record("percent", before, w.items[start-1:end], 0.9)
}

func isSeparator(r rune) bool { return r == ',' || r == '.' || r == '٫' || r == '٬' || r == '،' }

// mirror turns quotation marks and brackets that the report has the wrong way round.
func (w *work) mirror() {
	p := w.profile
	other := p.kashida() || p.replacement() || w.channel.live() || w.turned
	quotes, brackets := p.quotes.mirrored(other), p.brackets.mirrored(other)
	if !quotes && !brackets {
		return
	}
	for i := range w.items {
		var to rune
		switch r := w.items[i].r; {
		case quotes && r == '«' && (i == 0 || w.items[i-1].r != arabic.Tatweel):
			to = '»'
		case quotes && r == '»':
			to = '«'
		case brackets && r == '(':
			to = ')'
		case brackets && r == ')':
			to = '('
		default:
			continue
		}
		was := w.items[i]
		w.items[i].r = to
		w.record("mirror", []item{was}, w.items[i:i+1], 0.95)
	}
}
