package main

import (
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Measures of the picture in its own units, about one pixel each.
const (
	margin    = 16
	pad       = 10 // between the edge of a column and its words
	letter    = 8  // room for one letter, generous since every reader's fonts differ
	minColumn = 64
	titleLine = 40
	headLine  = 46
	rowLine   = 30
)

// rightToLeft is the invisible right-to-left mark, U+200F.
const rightToLeft = "&#x200f;"

// picture is a table to draw.
type picture struct {
	arabic  bool   // columns run from right to left
	title   string // of the table
	source  string // name of the report's file
	columns []column
}

// column is one column of the picture: its title for readers, its name in the data, and its cells, "" for null.
type column struct {
	title, name string
	cells       []string
}

// width is the room that the longest words of the column need.
func (c column) width() int {
	longest := max(utf8.RuneCountInString(c.title), utf8.RuneCountInString(c.name))
	for _, cell := range c.cells {
		longest = max(longest, utf8.RuneCountInString(cell))
	}
	return max(minColumn, longest*letter+2*pad)
}

// draw returns the picture as SVG. The same table gives the same bytes.
func (p *picture) draw() string {
	inner := 0
	for _, c := range p.columns {
		inner += c.width()
	}
	rows := len(p.columns[0].cells)
	width, height := inner+2*margin, titleLine+headLine+rows*rowLine+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title>%s: %s</title>\n", html.EscapeString(p.title), html.EscapeString(p.source))
	b.WriteString(`<style>
text { font: 14px "Noto Sans Arabic", "Segoe UI", Tahoma, "DejaVu Sans", sans-serif; fill: #1f2328 }
.title { font-size: 18px; font-weight: 600 }
.head { font-weight: 600 }
.name { font: 11px ui-monospace, "DejaVu Sans Mono", monospace; fill: #57606a }
.null { fill: #8c959f }
</style>
`)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", width, height)
	p.text(&b, "title", margin, inner, margin+22, p.title)
	p.far(&b, inner, margin+22)
	top := margin + titleLine
	fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#eaeef2"/>`+"\n", margin, top, inner, headLine)
	for i := 1; i < rows; i += 2 {
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#f6f8fa"/>`+"\n", margin, top+headLine+i*rowLine, inner, rowLine)
	}
	p.body(&b, inner, top)
	b.WriteString("</svg>\n")
	return b.String()
}

// body writes the columns, the first one where reading starts.
func (p *picture) body(b *strings.Builder, inner, top int) {
	before := 0
	for _, c := range p.columns {
		w := c.width()
		left := margin + before
		if p.arabic {
			left = margin + inner - before - w
		}
		p.text(b, "head", left, w, top+20, c.title)
		p.text(b, "name", left, w, top+37, c.name)
		for i, cell := range c.cells {
			class := "cell"
			if cell == "" {
				class, cell = "null", "—"
			}
			p.text(b, class, left, w, top+headLine+i*rowLine+20, cell)
		}
		before += w
	}
}

// text writes words into the column that starts at left, at the side where reading starts.
func (p *picture) text(b *strings.Builder, class string, left, width, y int, words string) {
	if p.arabic {
		element(b, class, left+width-pad, y, "end", words)
		return
	}
	element(b, class, left+pad, y, "start", words)
}

// far writes the name of the source at the side where reading ends.
func (p *picture) far(b *strings.Builder, inner, y int) {
	if p.arabic {
		element(b, "name", margin+pad, y, "start", p.source)
		return
	}
	element(b, "name", margin+inner-pad, y, "end", p.source)
}

// element writes one text element that starts or ends at x.
//
// Marks around words that run from right to left keep their order, also beside digits and brackets. The attribute
// "direction" would do so too, but it swaps start and end, and not every program that draws SVG knows it.
func element(b *strings.Builder, class string, x, y int, anchor, words string) {
	words = html.EscapeString(words)
	if strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
		words = rightToLeft + words + rightToLeft
	}
	fmt.Fprintf(b, `<text class="%s" x="%d" y="%d" text-anchor="%s">%s</text>`+"\n", class, x, y, anchor, words)
}
