package annotate

import (
	"strings"

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
		cells := t.markedCells(i, end)
		marked := len(cells) > 1
		if !marked {
			cells = t.gappedCells(i, end)
		}
		if len(cells) > 1 {
			if heads == nil || t.tokens[i].Line > line+2 { // a blank line may stand between rows
				heads = t.columnHeads(cells)
				above = len(heads) > 0
			} else if more := t.columnHeads(cells); above && len(more) > 0 && marked {
				heads = merged(heads, more)
			} else {
				above = false
				// The empty cells at a row's end are not written; between gaps none are.
				if len(cells) == len(heads) || marked && len(cells) < len(heads) {
					for k, c := range cells {
						if a := at[c]; a != nil {
							heads[k].give(a)
						}
					}
				}
			}
			line = t.tokens[i].Line
		}
		i = end
	}
}

// maxGapped is how many cells a row set in columns has at most: of more, it is a line of text with wide gaps between its words.
const maxGapped = 8

// gappedCells cuts the tokens of a line at wide gaps. What is no row has one cell or none.
func (t *text) gappedCells(first, last int) []tableCell {
	var out []tableCell
	start := first
	for i := first + 1; i < last; i++ {
		if gap := t.d.Text.Content[t.tokens[i-1].End:t.tokens[i].Start]; len(gap) > 1 && strings.ContainsAny(gap, " \t") || gap == "\t" {
			out = append(out, tableCell{start, i})
			start = i
		}
	}
	if out = append(out, tableCell{start, last}); len(out) > maxGapped {
		return nil
	}
	return out
}

// markedCells cuts the tokens of a line at the marks between cells. What is no row has one.
func (t *text) markedCells(first, last int) []tableCell {
	var out []tableCell
	start := first
	for i := first; i < last; i++ {
		if t.tokens[i].Text == cellMark && (i == first || t.tokens[i].Space) {
			if i > first {
				out = append(out, tableCell{start, i})
			} else {
				out = append(out, tableCell{i, i})
			}
			start = i + 1
		}
	}
	return append(out, tableCell{start, last})
}

// columnHead is what the head of a column says of the numbers below it.
type columnHead struct {
	unit    string
	percent bool
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
		for i := c.first; i < c.last; i++ {
			if t.tokens[i].Kind == document.Number {
				return []columnHead{}
			}
			if t.tokens[i].Text == "%" || t.tokens[i].Text == "٪" || t.within(i, c, t.class.share) {
				out[k].percent = true
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
