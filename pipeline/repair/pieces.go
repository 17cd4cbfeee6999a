package repair

import (
	"slices"

	"mahdar/pipeline/arabic"
)

// Numbers of lines whose pieces stand as they are seen from the left.
const (
	leastPieces = 3 // lines that show it
	piecesTimes = 4 // how many times more they must be than those that show the contrary
)

// pieces puts the pieces of lines into order that stand, with the numbers between them, as they are seen from left to right, though each
// reads as it should: what readers of PDF files give that turn runs of letters and not lines. It shows in that words and numbers touch
// where they should not, and would not in reverse; a report has that in all its lines or in none.
func (w *work) pieces() {
	lines := w.lines()
	wrong, right := 0, 0
	var turned []span
	for _, l := range lines {
		line := w.all[l.start:l.end]
		if !slices.ContainsFunc(line, func(it item) bool { return isDigit(it.r) }) || w.placed(line) {
			continue
		}
		other := turnPieces(w.room.clone[:0], line)
		w.room.clone = other
		if len(other) == 0 {
			continue
		}
		switch as, reverse := touching(line), touching(other); {
		case as > reverse:
			wrong++
		case as < reverse:
			right++
			continue
		}
		turned = append(turned, l)
	}
	if wrong < leastPieces || wrong <= piecesTimes*right {
		return
	}
	for _, l := range turned {
		before := slices.Clone(w.all[l.start:l.end])
		after := w.all[l.start:l.end]
		if turnPieces(after[:0], before); !slices.Equal(before, after) {
			w.record("order", before, after, 0.95)
		}
	}
}

// turnPieces appends the line with its pieces in reverse order: the numbers, and what stands between them. A line without letters, with such
// as are written from left to right, or with a digit inside a word, has none. The space behind a piece, which stands before it, moves with its end.
func turnPieces(dst, line []item) []item {
	letters := false
	for i, it := range line {
		letters = letters || arabic.IsLetter(it.r)
		if isLeft(it.r) || isDigit(it.r) && i > 0 && i+1 < len(line) && arabic.JoinsAfter(line[i-1].r) && arabic.IsLetter(line[i+1].r) {
			return dst
		}
	}
	if !letters {
		return dst
	}
	for end := len(line); end > 0; {
		start := end
		if number := numberBefore(line[:end]); number > 0 {
			start -= number
			part := line[start:end]
			if isPercent(part[0].r) {
				dst, part = append(dst, part[1:]...), part[:1]
			}
			dst = append(dst, part...)
			end = start
			continue
		}
		for start > 0 && numberBefore(line[:start]) == 0 {
			start--
		}
		part := line[start:end]
		lead := 0
		for lead < len(part) && isBlank(part[lead].r) {
			lead++
		}
		kept := min(lead, 1)
		if lead < len(part) && (len(dst) == 0 || isClause(part[lead].r)) {
			kept = 0
		}
		dst = append(append(append(dst, part[:kept]...), part[lead:]...), part[kept:lead]...)
		end = start
	}
	return dst
}

// numberBefore returns the length of the number that the items end with, 0 where they end with none, with the percent sign on either side of
// it. One before it, behind a space or at the start, is not its own: what follows it in the line stands there.
func numberBefore(items []item) int {
	i := len(items)
	if i > 1 && isPercent(items[i-1].r) && isDigit(items[i-2].r) {
		i--
	}
	end := i
	for i > 0 && (isDigit(items[i-1].r) || i < end && i > 1 && isBetween(items[i-1].r) && isDigit(items[i-2].r)) {
		i--
	}
	if i == end {
		return 0
	}
	if end == len(items) && i > 1 && isPercent(items[i-1].r) && !isBlank(items[i-2].r) {
		i--
	}
	return len(items) - i
}

func isPercent(r rune) bool { return r == '%' || r == '٪' }

// isBetween reports whether r may stand between two digits of a number, date or range.
func isBetween(r rune) bool { return isSeparator(r) || r == '/' || r == ':' || r == '-' }

// touching counts the places where a number touches a word that it should not: any before it but proclitics, any behind it of more than one
// letter.
func touching(line []item) int {
	n := 0
	for i := 1; i < len(line); i++ {
		switch before, behind := line[i-1].r, line[i].r; {
		case isDigit(behind) && isPart(before):
			start := i
			for start > 0 && isPart(line[start-1].r) {
				start--
			}
			if !isProclitic(lettersOnly(line[start:i])) {
				n++
			}
		case isDigit(before) && isPart(behind) && len(lettersOnly(line[i:wordEnd(line, i)])) > 1:
			n++
		}
	}
	return n
}

// lettersOnly returns the letters of a word that is hardly longer than a proclitic; of a longer one, the word.
func lettersOnly(word []item) []item {
	if len(word) > 5 {
		return word
	}
	var out []item
	for _, it := range word {
		if arabic.IsLetter(it.r) {
			out = append(out, it)
		}
	}
	return out
}
