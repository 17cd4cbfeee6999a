package repair

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mahdar/pipeline/arabic"
)

// Numbers of what repeats on every page.
const (
	leastPages     = 3  // pages on which a header or footer must stand
	pageLines      = 8  // lines that a page has at least
	furnitureRunes = 90 // characters that a header or footer has at most
	proseRunes     = 35 // characters that a line of prose has at least
)

// furniture drops the headers, footers and numbers of pages that stand between the lines of the text: short lines that come
// again, or count up, every page, and interrupt sentences. The line that held one stays as an empty line.
func (w *work) furniture() {
	lines := w.lines()
	if len(lines) < leastPages*pageLines {
		return
	}
	f := furniture{w: w, lines: lines, drop: make([]bool, len(lines)), maybe: make([]bool, len(lines))}
	f.numbers()
	f.repeated()
	f.numbers() // again, for those that stand beside what repeats
	f.remove()
}

type furniture struct {
	w     *work
	lines []span
	drop  []bool
	maybe []bool // repeats as a header does
}

// key returns a line as it is compared: its numbers are alike; and the last of these numbers, -1 for none.
func (f *furniture) key(l span) (key string, number int) {
	var b strings.Builder
	number = f.compare(l, func(r rune) { b.WriteRune(r) })
	return b.String(), number
}

// compare gives the characters of the key of a line to each, and returns the last number in it, -1 for none.
func (f *furniture) compare(l span, each func(rune)) (number int) {
	number = -1
	digits, value, space, empty := 0, 0, false, true
	for _, it := range f.w.all[l.start:l.end] {
		r := it.r
		if isDigit(r) {
			if digits == 0 {
				if space && !empty {
					each(' ')
				}
				space, empty = false, false
				each('#')
				value = 0
			}
			digits++
			if digits < 8 {
				value = value*10 + digitValue(r)
			}
			number = value
			continue
		}
		digits = 0
		switch {
		case isBlank(r):
			space = true
		case r == arabic.Tatweel || r == unicode.ReplacementChar:
		default:
			if space && !empty {
				each(' ')
			}
			space, empty = false, false
			each(r)
		}
	}
	return number
}

// often returns the lines that may be a header, whose keys several lines have, by the hashes of the keys.
func (f *furniture) often() []int {
	var hashes []uint64
	short := make([]uint64, len(f.lines)) // 0 for no short line
	for i, l := range f.lines {
		if n := l.end - l.start; n == 0 || n > furnitureRunes {
			continue
		}
		h := uint64(14695981039346656037)
		f.compare(l, func(r rune) { h = (h ^ uint64(r)) * 1099511628211 })
		short[i] = h
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	var out []int
	for i, h := range short {
		if k, ok := slices.BinarySearch(hashes, h); ok && k+leastPages <= len(hashes) && hashes[k+leastPages-1] == h {
			out = append(out, i)
		}
	}
	return out
}

func digitValue(r rune) int {
	switch {
	case r >= '۰':
		return int(r - '۰')
	case r >= '٠':
		return int(r - '٠')
	}
	return int(r - '0')
}

// standing is where a short line stands, and the number in it.
type standing struct{ line, number int }

// repeated finds lines that come again on several pages.
func (f *furniture) repeated() {
	places := map[string][]standing{}
	var order []string
	for _, i := range f.often() {
		k, number := f.key(f.lines[i])
		if !strings.ContainsFunc(k, unicode.IsLetter) {
			continue
		}
		if places[k] == nil {
			order = append(order, k)
		}
		places[k] = append(places[k], standing{i, number})
	}
	fits := func(k string) bool {
		list := places[k]
		return len(list) >= leastPages && f.spaced(list) && (!strings.Contains(k, "#") || rising(list) || same(list))
	}
	order = slices.DeleteFunc(order, func(k string) bool { return !fits(k) })
	for _, k := range order {
		for _, p := range places[k] {
			f.maybe[p.line] = true
		}
	}
	for _, k := range order {
		list := places[k]
		if f.interrupts(list)*4 >= len(list) || f.beside(list, f.drop) {
			for _, p := range list {
				f.drop[p.line] = true
			}
		}
	}
}

// numbers finds lines that hold nothing but the number of their page.
func (f *furniture) numbers() {
	var list []standing
	for i, l := range f.lines {
		if n := l.end - l.start; n == 0 || n > 24 {
			continue
		}
		if k, number := f.key(l); isPageNumber(k) {
			list = append(list, standing{i, f.first(l, number)})
		}
	}
	// The longest stretch of numbers that count up by one.
	for a := 0; a < len(list); {
		b := a + 1
		for b < len(list) && list[b].number == list[b-1].number+1 && list[b].line-list[b-1].line >= pageLines {
			b++
		}
		if run := list[a:b]; len(run) >= leastPages && (f.marked(run) || f.interrupts(run)*4 >= len(run) || f.beside(run, f.drop)) {
			for _, p := range run {
				f.drop[p.line] = true
			}
		}
		a = b
	}
}

// first returns the number of the page, the first of a line such as 3 / 12.
func (f *furniture) first(l span, last int) int {
	var b strings.Builder
	for _, it := range f.w.all[l.start:l.end] {
		if isDigit(it.r) {
			b.WriteString(strconv.Itoa(digitValue(it.r)))
		} else if b.Len() > 0 {
			break
		}
	}
	if n, err := strconv.Atoi(b.String()); err == nil {
		return n
	}
	return last
}

// isPageNumber reports whether a line with this key is the number of a page.
func isPageNumber(key string) bool {
	k := strings.ToLower(strings.Trim(key, "-–—|[]() ."))
	for _, word := range [...]string{"صفحة", "الصفحة", "page", "p.", "ص"} {
		if rest, ok := strings.CutPrefix(k, word); ok {
			k = strings.TrimLeft(rest, " .:")
			break
		}
	}
	switch strings.ReplaceAll(k, " ", "") {
	case "#", "#/#", "#من#", "#of#", "#|#":
		return true
	}
	return false
}

func (f *furniture) spaced(list []standing) bool {
	for i := 1; i < len(list); i++ {
		if list[i].line-list[i-1].line < pageLines {
			return false
		}
	}
	return true
}

func rising(list []standing) bool {
	for i := 1; i < len(list); i++ {
		if list[i].number <= list[i-1].number {
			return false
		}
	}
	return true
}

func same(list []standing) bool {
	for _, p := range list {
		if p.number != list[0].number {
			return false
		}
	}
	return true
}

// interrupts counts the lines that stand within a sentence: before them prose that no mark ends, behind them prose that goes on.
func (f *furniture) interrupts(list []standing) int {
	n := 0
	for _, p := range list {
		if f.open(p.line) && f.goesOn(p.line) {
			n++
		}
	}
	return n
}

// marked reports whether the lines say that they number pages: a dash on either side, or the word.
func (f *furniture) marked(list []standing) bool {
	for _, p := range list {
		if k, _ := f.key(f.trim(f.lines[p.line])); strings.HasPrefix(k, "#") && strings.HasSuffix(k, "#") {
			return false
		}
	}
	return true
}

// beside reports whether most of the lines stand next to one that is listed.
func (f *furniture) beside(list []standing, listed []bool) bool {
	n := 0
	for _, p := range list {
		for d := -3; d <= 3; d++ {
			if i := p.line + d; d != 0 && i >= 0 && i < len(listed) && listed[i] {
				n++
				break
			}
		}
	}
	return n*2 >= len(list)
}

// near returns the next line in the direction that is no blank and no such line itself, at most four lines off.
func (f *furniture) near(i, step int) (span, bool) {
	for range 4 {
		i += step
		if i < 0 || i >= len(f.lines) {
			return span{}, false
		}
		l := f.trim(f.lines[i])
		if l.start == l.end || f.drop[i] || f.maybe[i] {
			continue
		}
		if k, _ := f.key(l); l.end-l.start <= 24 && isPageNumber(k) {
			continue
		}
		return l, true
	}
	return span{}, false
}

func (f *furniture) trim(l span) span {
	for l.start < l.end && isBlank(f.w.all[l.start].r) {
		l.start++
	}
	for l.end > l.start && isBlank(f.w.all[l.end-1].r) {
		l.end--
	}
	return l
}

func (f *furniture) open(i int) bool {
	l, ok := f.near(i, -1)
	if !ok || l.end-l.start < proseRunes {
		return false
	}
	r := f.w.all[l.end-1].r
	return unicode.IsLetter(r) || isDigit(r) || r == '،' || r == ',' || r == arabic.Tatweel || arabic.IsMark(r) || r == unicode.ReplacementChar
}

func (f *furniture) goesOn(i int) bool {
	l, ok := f.near(i, 1)
	if !ok {
		return false
	}
	r := f.w.all[l.start].r
	letters := 0
	for _, it := range f.w.all[l.start:l.end] {
		if unicode.IsLetter(it.r) || it.r == ' ' {
			letters++
		}
	}
	return letters*10 >= (l.end-l.start)*7 && (arabic.IsLetter(r) || isLower(r) || isDigit(r))
}

func (f *furniture) remove() {
	w := f.w
	any := false
	for i, l := range f.lines {
		if f.drop[i] {
			any = true
			w.note("furniture", w.all[l.start:l.end], nil, 0.9)
			for _, it := range w.all[l.start:l.end] {
				w.changed[it.o] = true
			}
		}
	}
	if !any {
		return
	}
	out := w.all[:0]
	for i, l := range f.lines {
		if !f.drop[i] {
			out = append(out, w.all[l.start:l.end]...)
		}
		if l.end < len(w.all) {
			out = append(out, w.all[l.end])
		}
	}
	w.all = out
}
