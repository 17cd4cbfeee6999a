package repair

import (
	"math"
	"slices"
	"unicode"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// Numbers of visual order: the sum over a line of how much likelier its letters follow each other than in reverse.
const (
	visualLine = -8.0 // below which a line stands in visual order; no line of prose that is right comes near
	visualRest = 2.0  // the same in a report most of whose letters stand so
	earlyShare = 10   // one mark in so many that stands before a word shows that all stand before their letters
)

// visual puts lines into reading order whose characters stand as they are seen, from left to right: an extractor's, or of a report
// that was typed for a screen without Arabic. Numbers and Latin words in them stand right already.
func (w *work) visual() {
	lines := w.lines()
	scores := make([]float64, len(lines))
	wrong, all := 0, 0
	for i, l := range lines {
		var letters int
		scores[i], letters = w.direction(w.all[l.start:l.end])
		all += letters
		if scores[i] < visualLine {
			wrong += letters
		}
	}
	if wrong == 0 {
		return
	}
	limit := visualLine
	if 2*wrong > all {
		limit = visualRest
	}
	var turned []span
	for i, l := range lines {
		part := w.all[l.start:l.end]
		if scores[i] < -visualLine {
			scores[i] += w.readings(part)
		}
		if scores[i] >= limit || w.placed(part) {
			continue
		}
		before := slices.Clone(part)
		turnVisual(part)
		turned = append(turned, l)
		w.turned = true
		w.record("visual", before, part, 0.99)
	}
	w.settleTurned(turned)
}

// halfShare is one part in so many letters: of each kind, plain ones and presentation forms, there are as many at least in a text of
// which a reader has turned the plain ones alone.
const halfShare = 8

// halfTurned puts back into visual order what a reader of PDF files has turned that takes presentation forms for letters from left to
// right, as pdf.js does: runs of plain letters with what stands between them. What is better read in reverse after that was so.
func (w *work) halfTurned() {
	if w.forms == 0 {
		return
	}
	plain := 0
	for _, it := range w.all {
		if arabic.IsLetter(it.r) && !isForm(it.r) {
			plain++
		}
	}
	if w.forms*halfShare < plain || plain*halfShare < w.forms {
		return
	}
	lines := w.lines()
	before, after := 0.0, 0.0
	turned := slices.Clone(w.all)
	for _, l := range lines {
		part := turned[l.start:l.end]
		was, _ := w.direction(part)
		turnPlain(part)
		is, _ := w.direction(part)
		before += was
		after += is
	}
	if after >= before+visualLine && after >= before*1.05 || after > visualLine {
		return
	}
	for _, l := range lines {
		if part := w.all[l.start:l.end]; !slices.Equal(part, turned[l.start:l.end]) {
			w.record("visual", part, turned[l.start:l.end], 0.99)
		}
	}
	w.all = turned
}

// turnPlain reverses the runs of plain letters of a line with what stands between them, and with the clause mark at the end of the
// sentence that the line, as it is seen, begins with. Spaces before a run are of it where a clause mark is among them.
func turnPlain(line []item) {
	strong := func(i int) bool {
		return unicode.IsLetter(line[i].r) || isForm(line[i].r) || unicode.IsDigit(line[i].r)
	}
	plain := func(i int) bool { return arabic.IsLetter(line[i].r) && !isForm(line[i].r) }
	for i, begin := 0, 0; i < len(line); { // begin: behind the strong character before
		if !plain(i) {
			if strong(i) {
				begin = i + 1
			}
			i++
			continue
		}
		end := i + 1 // behind the last plain letter
		for k := end; k < len(line) && (plain(k) || !strong(k)); k++ {
			if plain(k) {
				end = k + 1
			}
		}
		if i == 0 && end < len(line) && isClause(line[end].r) {
			end++
		}
		if begin > 0 && slices.ContainsFunc(line[begin:i], func(it item) bool { return isClause(it.r) }) {
			i = begin
		}
		slices.Reverse(line[i:end])
		i, begin = end, end
	}
}

// readings returns how much likelier the words of a short line are as they stand than in reverse, by the lexicon.
func (w *work) readings(line []item) float64 {
	sum := 0.0
	var word []rune
	end := func() {
		if len(word) > 1 {
			right := math.Log(w.stage.share(word))
			slices.Reverse(word)
			sum += right - math.Log(w.stage.share(word))
		}
		word = word[:0]
	}
	for _, it := range line {
		switch {
		case isForm(it.r):
			for _, f := range formLetters(it.r) {
				word = append(word, f)
			}
		case arabic.IsLetter(it.r):
			word = append(word, it.r)
		case !arabic.IsMark(it.r) && it.r != arabic.Tatweel:
			end()
		}
	}
	end()
	return sum
}

// settleTurned puts right, in lines that were turned, what extractors do differently: brackets that were drawn for the other
// direction, and marks that stood behind their letters and so now stand before them.
func (w *work) settleTurned(lines []span) {
	var quotes, brackets pairs
	early, marks := 0, 0
	at := func(l span, i int) rune {
		if i < l.start || i >= l.end {
			return ' '
		}
		return w.all[i].r
	}
	for _, l := range lines {
		for i := l.start; i < l.end; i++ {
			switch r := w.all[i].r; r {
			case '(':
				brackets.count(side(at(l, i-1), at(l, i+1)))
			case ')':
				brackets.count(-side(at(l, i-1), at(l, i+1)))
			case '«':
				quotes.count(side(at(l, i-1), at(l, i+1)))
			case '»':
				quotes.count(-side(at(l, i-1), at(l, i+1)))
			default:
				if arabic.IsMark(r) {
					marks++
					if before := at(l, i-1); !arabic.IsLetter(before) && !arabic.IsMark(before) {
						early++
					}
				}
			}
		}
	}
	flip := func(p pairs, a, b rune) {
		if !p.mirrored(true) {
			return
		}
		for _, l := range lines {
			for i := l.start; i < l.end; i++ {
				switch w.all[i].r {
				case a:
					w.all[i].r = b
				case b:
					w.all[i].r = a
				}
			}
		}
	}
	flip(quotes, '«', '»')
	flip(brackets, '(', ')')
	if early*earlyShare < marks || early == 0 {
		return
	}
	for _, l := range lines {
		line := w.all[l.start:l.end]
		for i := 0; i < len(line); i++ {
			j := i
			for j < len(line) && arabic.IsMark(line[j].r) {
				j++
			}
			if j > i && j < len(line) && arabic.IsLetter(line[j].r) {
				slices.Reverse(line[i : j+1])
			}
			i = max(i, j)
		}
	}
}

// lines returns the lines of all items, without their ends, until it is asked again.
func (w *work) lines() []span {
	out := w.room.lines[:0]
	start := 0
	for i, it := range w.all {
		if it.r == '\n' {
			out = append(out, span{start, i})
			start = i + 1
		}
	}
	w.room.lines = append(out, span{start, len(w.all)})
	return w.room.lines
}

// direction returns how much likelier the letters of a line are in this order than in reverse, and how many there are.
func (w *work) direction(line []item) (score float64, letters int) {
	m := w.stage.words.Letters()
	before := ' '
	for _, it := range line {
		r := it.r
		if r >= 0xFB50 && isForm(r) {
			for _, f := range formLetters(r) {
				if arabic.IsLetter(f) {
					r = f
					break
				}
			}
		}
		switch {
		case arabic.IsLetter(r):
			letters++
		case r == arabic.Tatweel || r == unicode.ReplacementChar || arabic.IsMark(r):
			continue
		case before == ' ':
			continue
		default:
			r = ' '
		}
		score += m.Forward(before, r)
		before = r
	}
	if before != ' ' {
		score += m.Forward(before, ' ')
	}
	return score, letters
}

// placed reports whether the order of the line is known from the page.
func (w *work) placed(line []item) bool {
	if w.facts == nil {
		return false
	}
	for _, it := range line {
		if it.o >= 0 && w.facts[it.o]&document.Placed != 0 {
			return true
		}
	}
	return false
}

// turnVisual reverses a line, then its numbers and Latin words back.
func turnVisual(line []item) {
	slices.Reverse(line)
	for i := 0; i < len(line); {
		switch r := line[i].r; {
		case isDigit(r) || isLeft(r):
			j := i + 1
			for end := j; end < len(line); end++ {
				r := line[end].r
				switch {
				case isDigit(r) || isLeft(r):
					j = end + 1
					continue
				case isDigit(line[end-1].r) && (isSeparator(r) || r == '/' || r == ':'):
					continue
				case isLeft(line[j-1].r) && (r == ' ' || r < utf8Self && unicode.IsPunct(r)):
					continue
				}
				break
			}
			slices.Reverse(line[i:j])
			i = j
		default:
			i++
		}
	}
}

// isLeft reports whether r is a letter written from left to right.
func isLeft(r rune) bool {
	return unicode.IsLetter(r) && (r < 0x590 || r > 0x8FF) && !arabic.IsLetter(r)
}
