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
	line := 0 // of the row before
	for i := 0; i < len(t.tokens); {
		end := i + 1
		for end < len(t.tokens) && t.tokens[end].Line == t.tokens[i].Line {
			end++
		}
		cells := t.cells(i, end)
		if len(cells) > 1 {
			if heads == nil || t.tokens[i].Line > line+2 { // a blank line may stand between rows
				heads = t.columnHeads(cells)
			} else {
				for k, c := range cells {
					if a := at[c]; a != nil && k < len(heads) && len(heads) == len(cells) {
						heads[k].give(a)
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

// cells cuts the tokens of a line at the marks between cells, or where it has none at wide gaps. What is no row has one.
func (t *text) cells(first, last int) []tableCell {
	out := t.markedCells(first, last)
	if len(out) > 1 {
		return out
	}
	if out = t.gappedCells(first, last); len(out) > maxGapped {
		return nil
	}
	return out
}

func (t *text) gappedCells(first, last int) []tableCell {
	var out []tableCell
	start := first
	for i := first + 1; i < last; i++ {
		if gap := t.d.Text.Content[t.tokens[i-1].End:t.tokens[i].Start]; len(gap) > 1 && strings.ContainsAny(gap, " \t") || gap == "\t" {
			out = append(out, tableCell{start, i})
			start = i
		}
	}
	return append(out, tableCell{start, last})
}

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
