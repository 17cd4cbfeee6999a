package repair

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// The classes of edits that bring a text into the documented normal form. They are no damage.
const (
	classControl = "control" // an invisible character that steers direction or joining
	classHyphen  = "hyphen"  // a soft hyphen: shown at the end of a line, else not
)

// lay takes the characters of the source as items, without those that carry no text.
func (w *work) lay() {
	w.all = slices.Grow(w.all, len(w.src))
	embedded := w.showsEmbeddings()
	run := -1 // where a run from left to right begins in w.all
	for i, r := range w.src {
		if embedded {
			switch {
			case r == leftToRight:
				run = len(w.all)
			case run >= 0 && (r == endOfRun || r == '\n'):
				w.embedded(run)
				run = -1
			}
		}
		switch {
		case r < 0xAD || r > 0x61C && r < 0x6A9:
		case r == '\u00ad':
			w.softHyphen(i)
			continue
		case arabic.IsControl(r):
			w.drop(classControl, item{r, int32(i)})
			continue
		case isForm(r):
			w.forms++
		case r == 'ی' || r == 'ک':
			w.persian++
		case r == 'پ' || r == 'چ' || r == 'ژ' || r == 'گ':
			w.persianOnly++
		}
		if w.facts != nil && w.facts[i]&document.Filler != 0 {
			w.drop("kashida", item{r, int32(i)})
			continue
		}
		if r == 'ة' {
			w.marbuta++
		}
		w.all = append(w.all, item{r, int32(i)})
	}
}

// The marks between which a run stands from left to right, and from right to left (UAX #9).
const (
	leftToRight = '\u202a'
	rightToLeft = '\u202b'
	endOfRun    = '\u202c'
)

// showsEmbeddings reports a text whose lines are embedded from right to left, with runs in them embedded from left to right: a reader of
// PDF files wrote it so (pdftotext does), and lists the characters of such a run as they are seen.
func (w *work) showsEmbeddings() bool {
	if !slices.Contains(w.src, leftToRight) {
		return false
	}
	lines, embedded := 0, 0
	start := true
	for _, r := range w.src {
		switch {
		case r == '\n':
			start = true
			continue
		case start && r == rightToLeft:
			embedded++
			lines++
		case start && unicode.Is(unicode.Arabic, r):
			lines++
		case start && (unicode.IsSpace(r) || arabic.IsControl(r)):
			continue
		}
		start = false
	}
	return embedded*5 >= lines*4
}

// embedded puts the characters of a run from left to right, which begins at w.all[from] and ends with it, into reading order, that of
// a line from right to left: the words on the right first, and what stands on the left of a number behind it. Of Latin words only the
// marks at the left are moved.
func (w *work) embedded(from int) {
	before := slices.Clone(w.all[from:])
	var after []item
	if slices.ContainsFunc(before, func(it item) bool { return unicode.IsLetter(it.r) }) {
		n := slices.IndexFunc(before, func(it item) bool {
			return unicode.IsLetter(it.r) || unicode.IsDigit(it.r) || unicode.In(it.r, unicode.Ps, unicode.Pi)
		})
		after = slices.Clone(before[n:])
		for _, it := range slices.Backward(before[:n]) {
			after = append(after, it)
		}
	} else {
		for end := len(before); end > 0; {
			start := end - 1 // of a space, a hyphen, or a group of others
			for start > 0 && !divides(before[end-1].r) && !divides(before[start-1].r) {
				start--
			}
			after = append(after, inReadingOrder(before[start:end])...)
			end = start
		}
	}
	if !slices.Equal(before, after) {
		copy(w.all[from:], after)
		w.record("embedding", before, after, 1)
	}
}

// divides reports what stands between two numbers.
func divides(r rune) bool { return r == ' ' || r == '-' || r == '\u00a0' }

// inReadingOrder returns a number with the marks around it: those on its right, it, a percent sign, those on its left.
func inReadingOrder(group []item) []item {
	digit := func(it item) bool { return unicode.IsDigit(it.r) }
	first := slices.IndexFunc(group, digit)
	if first < 0 {
		out := slices.Clone(group)
		slices.Reverse(out)
		return out
	}
	last := len(group)
	for !digit(group[last-1]) {
		last--
	}
	var out, percent []item
	for _, it := range slices.Backward(group[last:]) {
		if it.r == '%' || it.r == '٪' {
			percent = append(percent, it)
		} else {
			out = append(out, it)
		}
	}
	out = append(append(out, group[first:last]...), percent...)
	for _, it := range slices.Backward(group[:first]) {
		out = append(out, it)
	}
	return out
}

// softHyphen drops the soft hyphen at i. One that divides a word at the end of a line becomes a hyphen, by which later stages know
// that the word goes on.
func (w *work) softHyphen(i int) {
	it := item{'\u00ad', int32(i)}
	if i == 0 || i+1 >= len(w.src) || w.src[i+1] != '\n' || !isLeft(w.src[i-1]) {
		w.drop(classHyphen, it)
		return
	}
	w.all = append(w.all, item{'-', int32(i)})
	w.record(classHyphen, []item{it}, w.all[len(w.all)-1:], 1)
}

// drop records that it leaves the text.
func (w *work) drop(class string, it item) {
	w.note(class, []item{it}, nil, 1)
}

// isForm reports whether r is the presentation form of letters or of a mark, and no sign.
func isForm(r rune) bool {
	return r >= 0xFB00 && (r <= 0xFB06 || r >= 0xFB50 && r <= 0xFBB1 || r >= 0xFBD3 && r <= 0xFD3D || r >= 0xFD50 && r <= 0xFDC7 || r == 0xFDF2 ||
		r >= 0xFE70 && r <= 0xFEFC && r != 0xFE75)
}

// formLetters returns the letters and marks that a presentation form stands for.
func formLetters(r rune) string {
	formOnce.Do(func() {
		forms = make(map[rune]string, 1000)
		for r := rune(0xFB00); r <= 0xFEFC; r++ {
			if isForm(r) { // the form of a lone mark holds a space to carry it
				forms[r] = strings.TrimSpace(norm.NFKC.String(string(r)))
			}
		}
	})
	return forms[r]
}

var (
	formOnce sync.Once
	forms    map[rune]string
)

// expand writes the presentation forms of letters as the letters.
func (w *work) expand() {
	if w.forms == 0 {
		return
	}
	out := make([]item, 0, len(w.all)+w.forms/2)
	for i, it := range w.all {
		if !isForm(it.r) {
			out = append(out, it)
			continue
		}
		n := len(out)
		for _, r := range formLetters(it.r) {
			out = append(out, item{r, it.o})
		}
		w.record("form", w.all[i:i+1], out[n:], 1)
	}
	w.all = out
}

// persianForms writes the Persian forms of ya and kaf as the Arabic letters, in a text that is Arabic and not Persian: one with
// more ta marbuta than letters that only Persian has. At the end of a word the Persian ya may be an alef maksura: the lexicon tells.
func (w *work) persianForms() {
	if w.persian == 0 || w.persianOnly >= w.marbuta {
		return
	}
	for i := range w.all {
		it := w.all[i]
		to := 'ك'
		switch {
		case it.r == 'ی':
			to = w.yehFor(i)
		case it.r != 'ک':
			continue
		}
		w.all[i].r = to
		w.record("persian", []item{it}, w.all[i:i+1], 0.95)
	}
}

// yehFor returns the Arabic letter for the Persian ya at i.
func (w *work) yehFor(i int) rune {
	j := i + 1
	for j < len(w.all) && isPart(w.all[j].r) {
		if arabic.IsLetter(w.all[j].r) {
			return 'ي'
		}
		j++
	}
	start := i
	for start > 0 && isPart(w.all[start-1].r) {
		start--
	}
	word := make([]rune, 0, 16)
	for _, it := range w.all[start:i] {
		if arabic.IsLetter(it.r) {
			word = append(word, it.r)
		}
	}
	if len(word) == 0 {
		return 'ي'
	}
	if yeh, maksura := w.stage.share(append(word, 'ي')), w.stage.share(append(word, 'ى')); maksura > yeh {
		return 'ى'
	}
	return 'ي'
}

func isLower(r rune) bool { return r >= 'a' && r <= 'z' || r >= 0xDF && unicode.IsLower(r) }

// isComposed reports a line of such characters only as are in NFC wherever they stand.
func isComposed(line []item) bool {
	for _, it := range line {
		if it.r >= 0x300 && (it.r < 0x621 || it.r > 0x64A) && (it.r < 0x660 || it.r > 0x66D) && it.r != '،' {
			return false
		}
	}
	return true
}

// compose brings the line into NFC.
func (w *work) compose() {
	if isComposed(w.items) {
		return
	}
	line := appendItems(w.room.bytes[:0], w.items)
	w.room.bytes = line
	if norm.NFC.IsNormal(line) {
		return
	}
	w.room.spare = w.room.spare[:0]
	at := 0
	for i := 0; i < len(w.items); {
		n := norm.NFC.NextBoundary(line[at:], true)
		if n <= 0 {
			n = len(line) - at
		}
		j := i + len([]rune(string(line[at:at+n])))
		w.composeRun(w.items[i:j], norm.NFC.Bytes(line[at:at+n]))
		i, at = j, at+n
	}
	w.items, w.room.spare = w.room.spare, w.items
}

// composeRun appends the normal form of the items, each character with the source of its equal, or else of the first.
func (w *work) composeRun(items []item, normal []byte) {
	used := make([]bool, len(items))
	for k, r := range []rune(string(normal)) {
		o := items[0].o
		if k < len(items) && items[k].r == r {
			used[k], o = true, items[k].o
		} else {
			for m, it := range items {
				if !used[m] && it.r == r {
					used[m], o = true, it.o
					break
				}
			}
			for _, it := range items {
				w.changed[it.o] = true
			}
		}
		w.room.spare = append(w.room.spare, item{r, o})
	}
}
