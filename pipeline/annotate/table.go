package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/numeral"
)

// cellMark stands between the cells of a table's row.
const cellMark = "|"

// tableCell is a cell of a row: tokens first to last.
type tableCell struct{ first, last int }

// tables gives the bare numbers in the rows of tables the units that the heads of their columns name: below Votes a number counts
// votes, below Share it is a percentage.
func (t *text) tables(list []document.Annotation) {
	at := map[tableCell]*document.Annotation{} // bare numbers
	for i := range list {
		a := &list[i]
		if a.Type == document.TypeNumber || a.Type == document.TypeCount && a.Unit == "" {
			at[tableCell{a.First, a.Last}] = a
		}
	}
	var heads []columnHead
	above := false // only rows of heads have been seen
	line := 0      // of the row before
	for i := 0; i < len(t.tokens); {
		end := i + 1
		for end < len(t.tokens) && t.tokens[end].Line == t.tokens[i].Line {
			end++
		}
		cells, marked := t.cells(i, end)
		if len(cells) > 1 {
			if heads == nil || t.tokens[i].Line > line+2 { // a blank line may stand between rows
				heads = t.columnHeads(cells)
				above = len(heads) > 0
			} else if more := t.columnHeads(cells); above && len(more) > 0 && marked {
				heads = merged(heads, more)
			} else {
				above = false
				for k, c := range cells {
					h := t.headOf(heads, k, c, len(cells), marked)
					if h == nil {
						continue
					}
					if a := at[c]; a != nil {
						h.give(a)
					} else if c = t.bare(c); h.holds != "" && c.last > c.first {
						t.add(document.TypeCell, c.first, c.last, t.words(c.first, c.last), "", h.holds)
					}
				}
			}
			line = t.tokens[i].Line
		}
		i = end
	}
}

// cells cuts the tokens of a line at the marks between cells; what is no row has one. marked tells the marks of the report from those
// that stand for wide gaps.
func (t *text) cells(first, last int) (out []tableCell, marked bool) {
	start := first
	for i := first; i < last; i++ {
		if tok := &t.tokens[i]; tok.Text == cellMark && (i == first || tok.Space) {
			marked = marked || t.d.Text.Content[tok.Start:tok.End] == cellMark
			if i > first {
				out = append(out, tableCell{start, i})
			} else {
				out = append(out, tableCell{i, i})
			}
			start = i + 1
		}
	}
	return append(out, tableCell{start, last}), marked
}

// bare returns a cell without dashes around it, what stands in brackets at its end, and the mark at the end of its row.
func (t *text) bare(c tableCell) tableCell {
	mark := func(i int) bool { return t.tokens[i].Kind == document.Punct && t.tokens[i].Text != ")" }
	for c.last > c.first && mark(c.last-1) {
		c.last--
	}
	for c.first < c.last && mark(c.first) {
		c.first++
	}
	if c.last > c.first && t.tokens[c.last-1].Text == ")" {
		for i := c.first + 1; i < c.last; i++ {
			if t.tokens[i].Text == "(" {
				c.last = i
			}
		}
	}
	return c
}

// headOf returns the head above cell k of a row of n, nil where it has none. The empty cells at a row's end are not written where
// cells are marked; between gaps none are, and the place in the line tells the column.
func (t *text) headOf(heads []columnHead, k int, c tableCell, n int, marked bool) *columnHead {
	if n == len(heads) || marked && n < len(heads) {
		return &heads[k]
	}
	if marked || c.first == c.last {
		return nil
	}
	first, last := t.place(c)
	var best *columnHead
	reach := 3
	for i := range heads {
		h := &heads[i]
		if gap := max(h.first-last, first-h.last); gap < reach {
			best, reach = h, gap
		}
	}
	return best
}

// place returns where a cell begins and ends in its line, in characters.
func (t *text) place(c tableCell) (first, last int) {
	start := t.tokens[c.first].Start
	line := strings.LastIndexByte(t.d.Text.Content[:start], '\n') + 1
	first = utf8.RuneCountInString(t.d.Text.Content[line:start])
	return first, first + utf8.RuneCountInString(t.d.Text.Content[start:t.tokens[c.last-1].End])
}

// columnHead is what the head of a column says of the numbers below it.
type columnHead struct {
	unit        string
	percent     bool
	holds       string // what its words are: candidate, party, place
	first, last int    // where it stands in its line
}

// merged joins two rows of heads, the upper of which may span columns.
func merged(a, b []columnHead) []columnHead {
	if len(a) < len(b) {
		a, b = b, a
	}
	for k := range b {
		if a[k].unit == "" {
			a[k].unit = b[k].unit
		}
		if a[k].holds == "" {
			a[k].holds = b[k].holds
		}
		a[k].percent = a[k].percent || b[k].percent
	}
	return a
}

var hundred = numeral.Int(100)

// give gives a bare number its unit.
func (h columnHead) give(a *document.Annotation) {
	switch {
	case h.percent:
		if a.Quantity.High.Cmp(hundred) <= 0 {
			a.Type, a.Unit = document.TypePercent, ""
		}
	case h.unit != "":
		a.Type, a.Unit = document.TypeCount, h.unit
	}
}

// within reports whether a form of the class starts at token i and ends in the cell.
func (t *text) within(i int, c tableCell, class lexicon.Class) bool {
	hit, ok := t.hit(i, class)
	return ok && int(hit.Last) <= c.last
}

// columnHeads reads the first row of a table; one that holds numbers heads nothing.
func (t *text) columnHeads(cells []tableCell) []columnHead {
	out := make([]columnHead, len(cells))
	for k, c := range cells {
		if c.last > c.first {
			out[k].first, out[k].last = t.place(c)
		}
		for i := c.first; i < c.last; i++ {
			if t.tokens[i].Kind == document.Number {
				return []columnHead{}
			}
			if t.tokens[i].Text == "%" || t.tokens[i].Text == "٪" || t.within(i, c, t.class.share) {
				out[k].percent = true
			}
			if hit, ok := t.hit(i, t.class.column); ok && out[k].holds == "" && int(hit.Last) <= c.last {
				out[k].holds = t.m.Value(hit)
			}
			if hit, ok := t.hit(i, t.class.countUnit); ok && out[k].unit == "" && int(hit.Last) <= c.last {
				if v := t.m.Value(hit); v != "other" {
					out[k].unit = v
				}
			}
		}
	}
	return out
}
