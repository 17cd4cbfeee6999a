// Package segment cuts repaired text into tokens, sentences and sections.
//
// It looks at letters, punctuation and the layout of lines, never at what words mean. Afterwards every character of the
// text that is not white space belongs to exactly one token, every token to one sentence, every sentence to one section.
//
// A blank line alone is no paragraph break: PDF text layers put blank lines before the last line of a paragraph. A
// paragraph ends where a line that closes a sentence is followed by a blank line or is clearly shorter than its neighbours.
package segment

import (
	"context"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"mahdar/pipeline/document"
)

// maxHeadingWords is the length beyond which a line is taken for running text.
const maxHeadingWords = 12

// shortLine is the share of the usual line width below which a closed line ends its paragraph.
const shortLine = 0.7

// headLine is the share of the usual line width below which lines at the head of a text are titles of several lines.
const headLine = 0.6

// titleLine is that share for the first line.
const titleLine = 0.85

// textWidth is the width from which the lines of a text tell short ones from it.
const textWidth = 40

// headedWidth is the width in characters that the line right below a heading has at least.
const headedWidth = 60

// wrapped is the width in characters beyond which lines are not cut to fit a page: each that closes a sentence ends its paragraph.
const wrapped = 140

// wideLine is the share of the usual line width from which a line within a page is taken for running text.
const wideLine = 0.92

// cells is what stands between the cells of a table's row.
const cells = " | "

// Stage is the segment stage.
type Stage struct{}

// New returns the segment stage.
func New() *Stage { return &Stage{} }

// Name returns "segment".
func (*Stage) Name() string { return "segment" }

// Run fills the document's Tokens, Sentences and Sections.
func (*Stage) Run(_ context.Context, d *document.Document) error {
	Segment(d)
	return nil
}

// Segment fills d.Tokens, d.Sentences and d.Sections from d.Text.Content.
func Segment(d *document.Document) {
	lines := readLines(d.Text.Content)
	d.Tokens = markCells(d.Text.Content, tokenize(d.Text.Content), lines)
	for i := range d.Tokens {
		if t := &d.Tokens[i]; t.Space && t.Kind == document.Punct && t.Text == lines[t.Line-1].parted {
			t.Text, t.Fold = cellMark, cellMark
		}
	}
	d.Sentences = sentences(d.Tokens, lines)
	d.Sections = sections(d, lines)
}

// line is one line of the text and what its layout says.
type line struct {
	start, end int  // trimmed
	blank      bool // no characters but white space
	closed     bool // ends as a sentence does
	heading    bool
	paragraph  int    // number of the paragraph that the line belongs to
	indent     int    // spaces before it
	item       bool   // begins with a bullet or an item number, or is a row of a table
	row        bool   // is a row of a table set in columns
	parted     string // of a row whose cells a sign parts: that sign
}

func readLines(text string) []line {
	var lines []line
	for start := 0; start <= len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		s := text[start:end]
		l := line{start: start + len(s) - len(strings.TrimLeft(s, " \t\u00a0\u200f\u200e"))}
		l.indent = l.start - start
		l.end = max(l.start, start+len(strings.TrimRight(s, " \t\u00a0\u200f\u200e")))
		l.blank = l.start == l.end
		l.closed = closes(text[l.start:l.end])
		l.item = isItem(text[l.start:l.end]) || strings.Contains(text[l.start:l.end], cells)
		lines = append(lines, l)
		start = end + 1
	}
	columns(text, lines)
	parted(text, lines)
	numberedHeadings(text, lines)
	layout(text, lines)
	return lines
}

// closes reports whether a line ends as a sentence or a heading does.
func closes(s string) bool {
	for {
		at := strings.LastIndexByte(s, '[')
		if at < 0 || at+noteMark(s, at) != len(s) {
			break
		}
		s = s[:at]
	}
	s = strings.TrimRight(s, " \"'”»)]")
	r, _ := utf8.DecodeLastRuneInString(s)
	switch r {
	case '.', '!', '?', '؟', ':', '…', '۔':
		return true
	}
	return false
}

// isItem reports whether a line begins as a list item does.
func isItem(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '-', '–', '—', '•', '*', '▪', '●', '◦', '·':
		return len(s) > n && s[n] == ' '
	}
	if lettered(s) || clockLeads(s) {
		return true
	}
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == 4 {
		return yearsLead(s)
	}
	if i == 0 || i > 2 || i+1 >= len(s) {
		return false
	}
	return (s[i] == ')' || s[i] == '.') && s[i+1] == ' '
}

// clockLeads reports whether a time of day and a dash or bar begin a line, as in reports of a day minute by minute.
func clockLeads(s string) bool {
	hour, rest, ok := strings.Cut(s, ":")
	if !ok || len(hour) == 0 || len(hour) > 2 || len(rest) < 4 || strings.Trim(hour+rest[:2], "0123456789") != "" {
		return false
	}
	rest = strings.TrimLeft(rest[2:], " ")
	for _, mark := range []string{"- ", "– ", "— ", "| "} {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return false
}

// lettered reports whether a line begins with one letter or a small Roman number and a closing bracket, a number in brackets, or an
// Arabic letter and a dash or full stop: أ) ب- c) (iv) (2). A joiner may stand between.
func lettered(s string) bool {
	s, opened := strings.CutPrefix(s, "(")
	if word, rest, ok := strings.Cut(s, ")"); ok && strings.HasPrefix(rest, " ") && len(word) > 0 && len(word) <= 5 &&
		(strings.Trim(word, "ivx") == "" || opened && len(word) <= 2 && strings.Trim(word, "0123456789") == "") {
		return true
	}
	if word, rest, ok := strings.Cut(s, "."); ok && !opened && strings.HasPrefix(rest, " ") && len(word) > 0 && len(word) <= 5 && strings.Trim(word, "ivx") == "" {
		return true
	}
	r, n := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(r) {
		return false
	}
	rest := strings.TrimLeft(s[n:], "\u200c\u200d\u0640")
	if rest == "" || !strings.HasPrefix(rest[1:], " ") {
		return false
	}
	return rest[0] == ')' || (rest[0] == '-' || rest[0] == '.') && unicode.Is(unicode.Arabic, r)
}

// columns marks the rows of tables whose cells are set apart by wide gaps: a name and figures, on two lines at least, and
// the line of column names right above them. Lines of names with figures behind a colon or dash, two at least, are items, and so
// are three lines or more of a name with a colon and what it names.
func columns(text string, lines []line) {
	// Each line is looked at by itself and as the neighbour of others; what it is like is found once.
	once := func(like func(string) bool) func(int) bool {
		known := make([]int8, len(lines))
		return func(i int) bool {
			if i < 0 || i >= len(lines) || lines[i].blank {
				return false
			}
			if known[i] == 0 {
				known[i] = -1
				if like(text[lines[i].start:lines[i].end]) {
					known[i] = 1
				}
			}
			return known[i] > 0
		}
	}
	row, labelled, formed := once(isRow), once(isLabelled), once(isField)
	field := func(i int) bool { return i >= 0 && i < len(lines) && !lines[i].blank && (lines[i].item || formed(i)) }
	bare := unmarked(text, lines)
	beside := func(i, step int) int {
		for i += step; i >= 0 && i < len(lines) && lines[i].blank; i += step {
		}
		return i
	}
	for i := range lines {
		if lines[i].blank {
			continue
		}
		switch {
		case bare[i]:
			lines[i].item = true
		case labelled(i) && (labelled(i-1) || labelled(i+1)):
			lines[i].item = true
		case formed(i) && (field(i-1) && (field(i-2) || field(i+1)) || field(i+1) && field(i+2)):
			lines[i].item = true
		case row(i):
			if row(beside(i, -1)) || row(beside(i, 1)) {
				lines[i].item, lines[i].row = true, true
			}
		case row(i + 1):
			if n := len(cellsOf(text[lines[i].start:lines[i].end])); n > 1 && n <= maxCells {
				lines[i].item, lines[i].row = true, true
			}
		}
	}
}

// parted marks the rows of tables whose cells are parted by slashes or dashes: three lines or more of as many cells, three at least,
// where dashes part them a name and figures.
func parted(text string, lines []line) {
	for _, sign := range []string{"/", "-", "–", "—"} {
		cells := func(i int) int {
			if i >= len(lines) || lines[i].parted != "" {
				return 0
			}
			s := text[lines[i].start:lines[i].end]
			n := strings.Count(s, " "+sign+" ")
			if n > 1 && sign != "/" {
				last := s[strings.LastIndex(s, " "+sign+" ")+len(sign)+2:]
				if first, _, _ := strings.Cut(s, " "+sign+" "); !isFigure(last) || strings.IndexFunc(first, unicode.IsLetter) < 0 {
					return 0
				}
			}
			return n
		}
		for i := 0; i < len(lines); {
			n, end := cells(i), i+1
			for n > 1 && cells(end) == n {
				end++
			}
			if n > 1 && end-i > 2 {
				for ; i < end; i++ {
					lines[i].item, lines[i].parted = true, sign
				}
			}
			i = end
		}
	}
}

// unmarked tells the lines of lists without bullets: several in a block that is indented below a line that is not.
func unmarked(text string, lines []line) []bool {
	out := make([]bool, len(lines))
	for first := 0; first < len(lines); {
		end, n := first+1, 0
		for end < len(lines) && !lines[end].blank && !lines[first].blank && lines[end].indent == lines[first].indent {
			end++
		}
		for i := first; i < end; i++ {
			if indented(text, &lines[i]) {
				n++
			}
		}
		if n > 1 && first > 0 && !lines[first-1].blank && lines[first-1].indent < lines[first].indent {
			for i := first; i < end; i++ {
				out[i] = indented(text, &lines[i])
			}
		}
		first = end
	}
	return out
}

// indented reports an indented line that begins with a capital and ends without a mark, as those of a list without bullets do.
func indented(text string, l *line) bool {
	s := text[l.start:l.end]
	if l.blank || l.indent < 2 || l.closed || !opensUpper(s) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(last) || unicode.IsDigit(last) || last == ')'
}

// isField reports a short line of a few words, a colon and more words, as a form has them.
func isField(s string) bool {
	name, rest, ok := strings.Cut(s, ":")
	rest = strings.TrimSpace(rest)
	if label, aside, found := strings.Cut(name, " ("); found && strings.HasSuffix(aside, ")") {
		name = label
	}
	return ok && rest != "" && len(strings.Fields(name)) <= 3 && len(strings.Fields(rest)) <= 12 && !strings.ContainsFunc(name, unicode.IsDigit) &&
		strings.ContainsFunc(name, unicode.IsLetter)
}

// numberedHeadings tells short lines that a number begins from items: blank lines stand around them, and the lines behind those are no
// items; or they end in a colon, and the items of another kind that they announce follow.
func numberedHeadings(text string, lines []line) {
	beside := func(i, step int) (item, blank bool) {
		for i += step; i >= 0 && i < len(lines); i += step {
			if !lines[i].blank {
				return lines[i].item, blank
			}
			blank = true
		}
		return step > 0, blank // nothing stands below the last line
	}
	for i := range lines {
		s := text[lines[i].start:lines[i].end]
		if !lines[i].item || lines[i].row || s[0] < '0' || s[0] > '9' || strings.Contains(s, cells) {
			continue
		}
		rest := strings.TrimLeft(s, "0123456789.) ")
		if strings.HasSuffix(s, ":") && looksLikeHeading(rest) && i+1 < len(lines) && lines[i+1].item && !numbered(text[lines[i+1].start:lines[i+1].end]) {
			lines[i].item = false
			continue
		}
		if lines[i].closed {
			continue
		}
		before, above := beside(i, -1)
		after, below := beside(i, 1)
		if !before && !after && above && below && !strings.ContainsFunc(rest, unicode.IsDigit) && looksLikeHeading(rest) && len(strings.Fields(rest)) <= 8 {
			lines[i].item = false
		}
	}
}

func numbered(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// isLabelled reports a short line that begins with a few words, goes on with a colon or dash, and has figures right behind it.
func isLabelled(s string) bool {
	at := strings.IndexAny(s, ":–—")
	if at < 0 {
		if at = strings.Index(s, " - "); at < 0 {
			return false
		}
	}
	name, rest := s[:at], strings.TrimLeft(s[at:], " :–—-")
	if last, _ := utf8.DecodeLastRuneInString(name); s[at] != ':' && unicode.IsDigit(last) {
		return false // from one figure to the next
	}
	first, _ := utf8.DecodeRuneInString(rest)
	opens, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	return unicode.IsDigit(first) && unicode.IsLetter(opens) && len(strings.Fields(name)) <= 8 && len(strings.Fields(s)) <= 16
}

// maxCells is how many cells a row set in columns has at most: of more, it is a line of text with wide gaps between its words.
const maxCells = 9

// isRow reports whether a line has a cell of words and behind it only cells of figures.
func isRow(s string) bool {
	c := cellsOf(s)
	if len(c) == 1 {
		return nameAndFigures(s)
	}
	if len(c) < 2 || len(c) > maxCells || strings.IndexFunc(c[0], unicode.IsLetter) < 0 {
		return false
	}
	for k, cell := range c[1:] {
		if !isFigure(cell) && (k > 0 || len(c) < 3) {
			return false
		}
	}
	last := len(c) - 1
	for last > 1 && strings.Trim(c[last], "-–—+/") == "" { // no seats, no change
		last--
	}
	return strings.ContainsFunc(c[last], unicode.IsDigit) || last > 1 && strings.ContainsFunc(c[last-1], unicode.IsDigit)
}

// isFigure reports a cell of figures, with one word behind them at most that says what they count, or of a word for none.
func isFigure(s string) bool {
	i := strings.IndexFunc(s, unicode.IsLetter)
	if i < 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	return len(strings.Fields(s[i:])) == 1 && (unicode.IsDigit(first) || strings.EqualFold(s, "nil") || strings.EqualFold(s, "none"))
}

// nameAndFigures reports a short line of a few words that begins with a capital and ends in figures: Ann Oak 37.2%.
func nameAndFigures(s string) bool {
	if !opensUpper(s) || len(s) > 60 || strings.ContainsAny(s, ";:") {
		return false
	}
	i := strings.IndexFunc(s, unicode.IsDigit)
	return i > 1 && s[i-1] == ' ' && strings.Trim(s[i:], "0123456789.,% |-") == "" && len(strings.Fields(s[:i])) <= 6 && !strings.ContainsAny(s[:i], ".,!?")
}

var gaps = strings.NewReplacer("  ", "\t", "...", "\t", "…", "\t", ". . .", "\t")

// cellsOf cuts a line at gaps of two spaces and more, at tabs, and at rows of dots.
func cellsOf(s string) []string {
	var out []string
	for _, f := range strings.FieldsFunc(gaps.Replace(s), func(r rune) bool { return r == '\t' }) {
		if f = strings.Trim(f, " ."); f != "" {
			out = append(out, f)
		}
	}
	return out
}

// yearsLead reports whether a year or a span of years with a colon, or a dash and a word, begins a line, as in the lists of a career.
func yearsLead(s string) bool {
	rest := s[4:]
	for _, dash := range []string{"-", "–", "—", "/"} {
		if after, ok := strings.CutPrefix(rest, dash); ok {
			rest = strings.TrimLeft(after, "0123456789")
			break
		}
	}
	if strings.HasPrefix(strings.TrimLeft(rest, " "), ":") {
		return true
	}
	for _, dash := range []string{" - ", " – ", " — "} {
		if after, ok := strings.CutPrefix(rest, dash); ok {
			r, _ := utf8.DecodeRuneInString(after)
			return unicode.IsLetter(r)
		}
	}
	return false
}

// headLines returns the number of lines that the head of the text ends at: blocks of two or three lines that close no sentence,
// each with a blank line behind it. In the first block a line below the first may hold a day or figure only where it is short, or
// below capitals not wide; in the blocks below all lines are short but a first line in capitals. Short lines that the text follows
// without a blank line are a head too. It is 0 where the text begins otherwise.
func headLines(text string, lines []line, width int) int {
	shorter := func(l *line, share float64) bool {
		s := text[l.start:l.end]
		return len(strings.Fields(s)) <= maxHeadingWords && float64(utf8.RuneCountInString(s)) < share*float64(width)
	}
	short := func(l *line) bool { return shorter(l, headLine) }
	end, blocks, first, n, brief := 0, 0, 0, 0, true
	title := func(l *line) bool {
		return short(l) || shouted(text[lines[first].start:lines[first].end]) && shorter(l, shortLine)
	}
	for i := range lines {
		l := &lines[i]
		switch {
		case l.blank && n == 0:
			first = i + 1
		case l.blank:
			if n > 1 {
				end = first + n
			}
			blocks, first, n, brief = blocks+1, i+1, 0, true
		case blocks == 0 && n > 0 && brief && width >= textWidth && !l.item && !title(l):
			return first + n
		case l.closed || l.item || n == mostHeadLines || n == 3 && !shouted(text[lines[first].start:l.end]):
			return end
		default:
			brief = brief && (short(l) || n == 0 && (blocks == 0 || shouted(text[l.start:l.end])) && shorter(l, titleLine))
			digits := strings.ContainsFunc(text[l.start:l.end], unicode.IsDigit)
			if blocks == 0 && n > 0 && digits && !title(l) || blocks > 0 && n > 0 && !brief {
				return end
			}
			n++
		}
	}
	return end
}

// mostHeadLines is how many lines a block at the head of a text has at most, when they are in capitals.
const mostHeadLines = 6

// shouted reports words in capitals throughout.
func shouted(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }

func layout(text string, lines []line) {
	width := usualWidth(text, lines)
	title := headLines(text, lines, width)
	closed := true // the text so far ends a sentence
	short := false
	blank := true
	list := false // the line belongs to an item
	afterRow := false
	paragraph := 0
	for i := range lines {
		l := &lines[i]
		if l.blank {
			blank = true
			l.paragraph = paragraph
			continue
		}
		// A dash that begins a line inside a running sentence opens no list.
		if l.item && !closed && !short && !blank && !list && !l.row {
			l.item = false
		}
		// Behind a list, a line that begins with a capital starts anew, unless the line above is wide enough to go on in it, and one of a
		// script without capitals that a blank line parts from a short item.
		ended := list && !l.item && ((blank || afterRow || short) && opensUpper(text[l.start:l.end]) || blank && short && opensArabic(text[l.start:l.end]))
		closed = closed || ended
		list = l.item || list && !closed && !blank
		afterRow = l.row
		next := i + 1
		follows := next >= len(lines) || lines[next].blank
		colon := strings.HasSuffix(text[l.start:l.end], ":")
		head := i < title
		// A line as wide as the text that only a page's end cuts off from what follows is no heading.
		wide := !blank && !colon && float64(utf8.RuneCountInString(text[l.start:l.end])) >= wideLine*float64(width)
		l.heading = head && looksLikeHeading(text[l.start:l.end]) || closed && !wide && (blank || short || colon) && !l.item && (follows && (!l.closed || blank && isQuestion(text[l.start:l.end])) || colon) && looksLikeHeading(text[l.start:l.end])
		l.heading = l.heading || closed && blank && !l.item && !l.closed && next < len(lines) && headsText(text, l, &lines[next])
		if i > 0 && (closed && (blank || short || ended) || l.heading || l.item) {
			paragraph++
		}
		l.paragraph = paragraph
		closed = l.closed || l.heading
		short = l.heading || width > wrapped || float64(utf8.RuneCountInString(text[l.start:l.end])) < shortLine*float64(width)
		blank = false
	}
}

// headsText reports a line of a few words, without figures, that a line of text of more than twice its width follows at once, both with
// a capital first: the first line of a paragraph is as wide as its second.
func headsText(text string, l, next *line) bool {
	s, below := text[l.start:l.end], text[next.start:next.end]
	n, m := utf8.RuneCountInString(s), utf8.RuneCountInString(below)
	return !next.item && m > 2*n && m > headedWidth && len(strings.Fields(s)) <= 7 && opensUpper(s) && opensUpper(below) && !strings.ContainsFunc(s, unicode.IsDigit) &&
		looksLikeHeading(s)
}

// opensUpper reports whether a line begins with a capital letter, or a quotation of one.
func opensUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘«("))
	return unicode.IsUpper(r)
}

// opensArabic reports whether a line begins with an Arabic letter, or a quotation of one.
func opensArabic(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"“«("))
	return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r)
}

// usualWidth returns the width in characters that nine lines of ten do not exceed.
func usualWidth(text string, lines []line) int {
	var w []int
	for _, l := range lines {
		if !l.blank {
			w = append(w, utf8.RuneCountInString(text[l.start:l.end]))
		}
	}
	if len(w) == 0 {
		return 0
	}
	sort.Ints(w)
	return w[len(w)*9/10]
}

func looksLikeHeading(s string) bool {
	words := strings.Fields(s)
	if len(words) > maxHeadingWords {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " :"))
	switch r {
	case '.', '،', ',', '؛', ';', '!', '-', '–', '—':
		return false
	}
	return true
}

// isQuestion reports whether a line is a short question, as headings are.
func isQuestion(s string) bool {
	return len(strings.Fields(s)) <= 10 && (strings.HasSuffix(s, "؟") || strings.HasSuffix(s, "?"))
}

// sentences cuts the tokens at sentence marks, headings, items and paragraphs.
func sentences(tokens []document.Token, lines []line) []document.Sentence {
	var out []document.Sentence
	first := 0
	flush := func(end int) {
		if end > first {
			l := lines[tokens[first].Line-1]
			out = append(out, document.Sentence{First: first, Last: end, Paragraph: l.paragraph, Heading: l.heading})
			for i := first; i < end; i++ {
				tokens[i].Sentence = len(out) - 1
			}
			first = end
		}
	}
	for i := range tokens {
		if i > first && tokens[i].Break {
			a, b := lines[tokens[i-1].Line-1], lines[tokens[i].Line-1]
			if a.paragraph != b.paragraph || a.heading != b.heading {
				flush(i)
			}
		}
		if i > first && endsSentence(tokens, i) && !numbersItem(tokens, lines, first, i) && !datesEntry(tokens, first, i) {
			for i+1 < len(tokens) && isCloser(&tokens[i+1]) && !tokens[i+1].Space {
				i++
			}
			flush(i + 1)
		}
	}
	flush(len(tokens))
	return mergeClosers(out, tokens)
}

// numbersItem reports whether the full stop at i stands behind the number of a list item or a heading.
func numbersItem(tokens []document.Token, lines []line, first, i int) bool {
	l := lines[tokens[first].Line-1]
	return i == first+1 && (tokens[first].Kind == document.Number && (l.item || l.heading) || l.item && (utf8.RuneCountInString(tokens[first].Text) == 1 || strings.Trim(tokens[first].Text, "ivx") == ""))
}

// datesEntry reports the full stop at i behind a date that leads an entry of a chronology, with the entry on its line: 3 May 2031. They met.
func datesEntry(tokens []document.Token, first, i int) bool {
	if !tokens[first].Break || i-first < 3 || i-first > 5 || i+1 >= len(tokens) || tokens[i+1].Break || tokens[i].Text != "." {
		return false
	}
	words, numbers := 0, 0
	for k := first; k < i; k++ {
		switch t := &tokens[k]; {
		case t.Kind == document.Number:
			numbers++
		case t.Kind == document.Word && (t.Arabic || t.Capital):
			words++
		case t.Text != ",":
			return false
		}
	}
	return words > 0 && words <= 2 && numbers == 2 && tokens[i-1].Kind == document.Number && len(tokens[i-1].Text) == 4
}

// mergeClosers joins a sentence that holds nothing but punctuation to the one before it.
func mergeClosers(in []document.Sentence, tokens []document.Token) []document.Sentence {
	out := in[:0]
	for _, s := range in {
		only := true
		for i := s.First; i < s.Last && only; i++ {
			only = tokens[i].Kind == document.Punct
		}
		if only && len(out) > 0 {
			out[len(out)-1].Last = s.Last
		} else {
			out = append(out, s)
		}
		for i := s.First; i < s.Last; i++ {
			tokens[i].Sentence = len(out) - 1
		}
	}
	return out
}

func isCloser(t *document.Token) bool {
	switch t.Text {
	case ".", "”", "\"", "»", ")", "]", "!", "؟", "?", "’":
		return t.Kind == document.Punct
	}
	return false
}

// endsSentence reports whether the mark at i ends a sentence. A full stop behind a Latin initial or a common
// abbreviation does not.
func endsSentence(tokens []document.Token, i int) bool {
	t := &tokens[i]
	if t.Kind != document.Punct {
		return false
	}
	switch t.Text {
	case "!", "?", "؟", "۔":
		return true
	case ".", "…":
	default:
		return false
	}
	if leaders(tokens, i) {
		return false
	}
	p := &tokens[i-1]
	if t.Text == "." && p.Kind == document.Word && !p.Arabic && !t.Space {
		if len(p.Text) == 1 && p.Capital || abbreviation(p.Text) {
			return false
		}
	}
	if i+1 < len(tokens) {
		n := &tokens[i+1]
		if !n.Space && n.Kind == document.Number && p.Kind != document.Word {
			return false
		}
		if n.Kind == document.Word && !n.Arabic && !n.Capital && !p.Arabic {
			return false // a lower-case word goes on with the sentence
		}
	}
	return true
}

// leaders reports a dot of a row of dots that leads from a word to its figure on the same line.
func leaders(tokens []document.Token, i int) bool {
	from, to := i, i
	for from > 0 && tokens[from-1].Text == "." && !tokens[from].Space {
		from--
	}
	for to+1 < len(tokens) && tokens[to+1].Text == "." && !tokens[to+1].Space {
		to++
	}
	return to > from && from > 0 && to+1 < len(tokens) && tokens[from-1].Kind == document.Word && tokens[to+1].Kind == document.Number && tokens[from-1].Line == tokens[to+1].Line
}

func abbreviation(s string) bool {
	switch s {
	case "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Col", "Lt", "Sen", "Rep", "Gov", "St", "No", "vs", "Hon", "Amb", "Jr", "Sr", "Inc", "Co", "approx", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec":
		return true
	}
	return false
}

// sections groups the sentences under their headings.
func sections(d *document.Document, _ []line) []document.Section {
	var out []document.Section
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Heading || len(out) == 0 {
			sec := document.Section{First: i}
			if s.Heading {
				a, b := d.Tokens[s.First].Start, d.Tokens[s.Last-1].End
				sec.Title = strings.TrimRight(strings.Join(strings.Fields(d.Text.Content[a:b]), " "), " :")
			}
			out = append(out, sec)
		}
		s.Section = len(out) - 1
		out[len(out)-1].Last = i + 1
	}
	return out
}
