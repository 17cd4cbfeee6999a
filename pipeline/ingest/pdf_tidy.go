package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mahdar/pipeline/document"
)

// pdfPage is the text of a page with what is known of each character.
type pdfPage struct {
	text  []rune
	facts []document.Fact

	places []place // of the characters, until they are arranged
}

// doubt makes a number doubtful as a whole: where one digit may be any other, or where a decimal or thousands separator has come loose
// from its digits, as when a second font has to lend it, the rest read alone would be a wrong number.
func (p *pdfPage) doubt() {
	for i := 0; i < len(p.text); {
		if !numeric(p.text[i]) {
			i++
			continue
		}
		end, loose, bad := i, false, false
		for end < len(p.text) && (numeric(p.text[end]) || p.text[end] == ' ' && end+1 < len(p.text) && numeric(p.text[end+1])) {
			if c := p.text[end]; c == '٫' || c == '٬' {
				loose = loose || end == i || !unicode.IsDigit(p.text[end-1]) || end+1 == len(p.text) || !unicode.IsDigit(p.text[end+1])
			}
			end++
		}
		for start, k := i, i; k <= end; k++ {
			if k < end && p.text[k] != ' ' {
				bad = bad || p.facts[k]&document.Doubtful != 0
				continue
			}
			if bad || loose {
				p.spoil(start, k)
			}
			start, bad = k+1, false
		}
		i = end
	}
}

func (p *pdfPage) spoil(from, to int) {
	for i := from; i < to; i++ {
		if unicode.IsDigit(p.text[i]) {
			p.text[i], p.facts[i] = unicode.ReplacementChar, document.Doubtful
		}
	}
}

func numeric(c rune) bool {
	return unicode.IsDigit(c) || c == '.' || c == ',' || c == '٫' || c == '٬' || c == unicode.ReplacementChar
}

// How often a file must write a character within words before it is taken for a stretching glyph: a mark that abbreviations have
// within them more often than others.
const (
	minFiller     = 3
	minFillerMark = 12
)

// fillerMarks are the marks that may stand between letters: ش.م.ل, نعم/لا.
const fillerMarks = ".,:;!?-/%"

// markFillers marks the characters that stretch words: where the glyph of a kashida has the wrong character in the file's map, that
// character, a digit or a mark, stands between letters that join each other. Once may be a slip of the pen; again and again is a font.
func markFillers(pages []pdfPage) {
	words := map[rune]int{}
	for _, p := range pages {
		for i := range p.text {
			if p.stretches(i) {
				words[p.text[i]]++
			}
		}
	}
	for _, p := range pages {
		for i, c := range p.text {
			least := minFiller
			if strings.ContainsRune(fillerMarks, c) {
				least = minFillerMark
			}
			if p.stretches(i) && words[c] >= least {
				p.facts[i] |= document.Filler
			}
		}
	}
}

// stretches reports whether the character, or the run of the same that it is of, stands between letters that join each other.
func (p *pdfPage) stretches(i int) bool {
	c := p.text[i]
	if c > unicode.MaxASCII || unicode.IsSpace(c) {
		return false
	}
	from, to := i, i+1
	for from > 0 && p.text[from-1] == c {
		from--
	}
	for to < len(p.text) && p.text[to] == c {
		to++
	}
	if from == 0 || to == len(p.text) {
		return false
	}
	if strings.ContainsRune(fillerMarks, c) && p.lettersFrom(from-1, -1)+p.lettersFrom(to, 1) < 3 {
		return false // an abbreviation
	}
	return arabicLetter(p.text[from-1]) && !strings.ContainsRune("اأإآٱءدذرزوؤةى", p.text[from-1]) && arabicLetter(p.text[to]) && p.text[to] != 'ء'
}

// lettersFrom counts the Arabic letters from i on in a direction, up to four.
func (p *pdfPage) lettersFrom(i, step int) int {
	n := 0
	for ; i >= 0 && i < len(p.text) && n < 4 && arabicLetter(p.text[i]); i += step {
		n++
	}
	return n
}

func arabicLetter(c rune) bool {
	return unicode.Is(unicode.Arabic, c) && unicode.IsLetter(c) && c != 'ـ'
}

// Running lines: how many lines at the top and at the foot of a page may be, and on how many pages one must stand.
const (
	edgeLines  = 3
	minRunning = 3
)

// dropRunning drops what stands at the top or the foot of many pages, the same each time or but for a number that grows with the pages.
// The first of the lines at the top that are the same stays: it may be a title, or the heading of a table.
func dropRunning(pages []pdfPage) {
	seen := map[string]int{}
	lines := make([][]pdfLine, len(pages))
	for n := range pages {
		lines[n] = pages[n].lines()
		keys := map[string]bool{}
		for _, l := range edges(lines[n]) {
			for _, k := range runningKeys(pages[n].text[l.start:l.end], n) {
				keys[k] = true
			}
		}
		for k := range keys {
			seen[k]++
		}
	}
	kept := map[string]bool{}
	for n := range pages {
		p, page := &pages[n], lines[n]
		running := func(l pdfLine) (is, same bool, key string) {
			for i, k := range runningKeys(p.text[l.start:l.end], n) {
				if c := seen[k]; c >= minRunning && c*3 >= len(pages) {
					return true, i == 0, k
				}
			}
			return false, false, ""
		}
		drop := make([]bool, len(page))
		for i := 0; i < min(edgeLines, len(page)); i++ {
			is, same, key := running(page[i])
			if !is {
				break
			}
			drop[i] = !same || kept[key]
			kept[key] = true
		}
		for i := len(page) - 1; i >= max(0, len(page)-edgeLines) && !drop[i]; i-- {
			is, _, key := running(page[i])
			if !is || len(page) <= edgeLines && kept[key] {
				break
			}
			drop[i] = true
		}
		for i, l := range slices.Backward(page) {
			if drop[i] {
				end := min(l.end+1, len(p.text))
				p.text, p.facts = slices.Delete(p.text, l.start, end), slices.Delete(p.facts, l.start, end)
			}
		}
	}
}

// pdfLine is a line with text, without its line break.
type pdfLine struct{ start, end int }

func (p *pdfPage) lines() []pdfLine {
	var out []pdfLine
	start := 0
	for i := 0; i <= len(p.text); i++ {
		if i < len(p.text) && p.text[i] != '\n' {
			continue
		}
		if strings.TrimSpace(string(p.text[start:i])) != "" {
			out = append(out, pdfLine{start, i})
		}
		start = i + 1
	}
	return out
}

func edges(l []pdfLine) []pdfLine {
	if len(l) <= 2*edgeLines {
		return l
	}
	return append(slices.Clone(l[:edgeLines]), l[len(l)-edgeLines:]...)
}

// runningKeys returns the line as it is, and for each of its first numbers the line with that number counted from the page.
func runningKeys(line []rune, page int) []string {
	fields := strings.Fields(string(line))
	keys := []string{strings.Join(fields, " ")}
	s := []rune(keys[0])
	if len(s) > 200 {
		return keys
	}
	for i, found := 0, 0; i < len(s) && found < 3; {
		if !unicode.IsDigit(s[i]) {
			i++
			continue
		}
		end, n := i, 0
		for ; end < len(s) && unicode.IsDigit(s[end]) && end-i < 6; end++ {
			n = n*10 + digit(s[end])
		}
		keys = append(keys, string(s[:i])+"\x00"+strconv.Itoa(n-page)+"\x00"+string(s[end:]))
		i, found = end, found+1
	}
	return keys
}

// digit returns the value of a decimal digit, Arabic-Indic and Persian ones included.
func digit(c rune) int {
	switch {
	case c >= '٠' && c <= '٩':
		return int(c - '٠')
	case c >= '۰' && c <= '۹':
		return int(c - '۰')
	}
	return int(c - '0')
}
