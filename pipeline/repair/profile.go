package repair

import (
	"unicode"

	"mahdar/pipeline/arabic"
)

// profile is what a report shows of its damage as a whole. It says which steps are open.
type profile struct {
	arabic    bool // there is Arabic script
	words     int
	stretched int // words with a tatweel between two of their letters
	broken    int // words with a U+FFFD between or after two of their letters

	quotes, brackets  pairs
	percentAfter      int // percent signs behind their number, within a line
	percentBefore     int
	lateMarks, marked int // a short vowel on the second letter of a verb where the first should have it, and on the first
}

// Shares of words from which a damage counts as one of the report and not as an author's ornament.
const (
	leastStretched = 5
	stretchedShare = 200 // one word in
	leastBroken    = 2
	leastLate      = 1 // late marks of a report that is damaged otherwise
	leastMirrored  = 2 // brackets or quotation marks
)

func (p *profile) kashida() bool {
	return p.stretched >= leastStretched && p.stretched*stretchedShare >= p.words
}

func (p *profile) replacement() bool { return p.broken >= leastBroken }

func (p *profile) damaged() bool {
	return p.kashida() || p.replacement() || p.quotes.mirrored(false) || p.brackets.mirrored(false)
}

func newProfile(items []item) *profile {
	p := &profile{}
	inWord, tatweel := false, false
	at := func(i int) rune {
		if i < 0 || i >= len(items) {
			return '\n'
		}
		return items[i].r
	}
	for i, it := range items {
		r := it.r
		if r < utf8Self {
			inWord = false
			switch r {
			case '(':
				p.brackets.count(side(at(i-1), at(i+1)))
			case ')':
				p.brackets.count(-side(at(i-1), at(i+1)))
			case '%':
				p.sign(at, i)
			}
			continue
		}
		switch {
		case arabic.IsLetter(r):
			p.arabic = true
			if !inWord {
				p.words++
				inWord, tatweel = true, false
			}
		case r == arabic.Tatweel:
			if inWord && !tatweel && (arabic.IsLetter(at(i-1)) || arabic.IsMark(at(i-1))) && (arabic.IsLetter(at(i+1)) || arabic.IsMark(at(i+1))) {
				p.stretched++
				tatweel = true
			}
		case r == unicode.ReplacementChar:
			if inWord && (arabic.IsLetter(at(i-1)) || arabic.IsMark(at(i-1))) && (arabic.IsLetter(at(i+1)) || arabic.IsMark(at(i+1))) {
				p.broken++
			}
		case arabic.IsMark(r):
			p.mark(at, i)
		case r == '«':
			inWord = false
			p.quotes.count(side(at(i-1), at(i+1)))
		case r == '»':
			inWord = false
			p.quotes.count(-side(at(i-1), at(i+1)))
		case r == '٪':
			p.sign(at, i)
		default:
			inWord = false
		}
	}
	return p
}

// pairs counts opening and closing signs that stand right or are mirrored.
type pairs struct{ right, wrong int }

func (p *pairs) count(side int) {
	switch {
	case side > 0:
		p.right++
	case side < 0:
		p.wrong++
	}
}

// mirrored reports whether the report has the signs the wrong way round. One that is damaged otherwise needs less to show it.
func (p *pairs) mirrored(damaged bool) bool {
	if damaged {
		return p.wrong > p.right
	}
	return p.wrong >= leastMirrored && p.wrong > 3*p.right
}

const utf8Self = 0x80

// side returns 1 where an opening sign belongs between the two neighbours, -1 where a closing one does, 0 where it cannot be told.
func side(before, after rune) int {
	open := isBlank(before) && !isBlank(after) && !unicode.IsPunct(after)
	closed := (isBlank(after) || unicode.IsPunct(after)) && !isBlank(before)
	switch {
	case open && !closed:
		return 1
	case closed && !open:
		return -1
	}
	return 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || arabic.IsDigit(r) }

// sign counts the percent sign at i, unless its number stands at the end of the line.
func (p *profile) sign(at func(int) rune, i int) {
	before := isDigit(at(i-1)) || at(i-1) == ' ' && isDigit(at(i-2))
	switch {
	case before:
		p.percentAfter++
	case isDigit(at(i + 1)):
		for j := i + 1; ; j++ {
			switch r := at(j); {
			case r == '\n':
				return
			case arabic.IsLetter(r):
				p.percentBefore++
				return
			}
		}
	}
}

// isVerbPrefix reports whether the imperfect of a verb starts with r.
func isVerbPrefix(r rune) bool { return r == 'ي' || r == 'ت' || r == 'ن' || r == 'أ' }

const damma = '\u064f'

// mark counts a damma at i that stands on the first or, one letter late, on the second letter of what looks like a passive.
func (p *profile) mark(at func(int) rune, i int) {
	if at(i) != damma {
		return
	}
	switch {
	case isVerbPrefix(at(i-1)) && !arabic.IsLetter(at(i-2)):
		p.marked++
	case arabic.IsLetter(at(i-1)) && isVerbPrefix(at(i-2)) && !arabic.IsLetter(at(i-3)) && !arabic.IsMark(at(i-3)):
		p.lateMarks++
	}
}

// late reports whether the marks of the report come one letter late.
func (p *profile) late() bool { return p.lateMarks >= 3 && p.lateMarks > 2*p.marked }
