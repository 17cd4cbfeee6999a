package ingest

import (
	"strings"
	"unicode"
)

// lines builds the extracted text: blocks parted by blank lines, and the items of a list and the rows of a table one below the
// other. White space within a line is a single space, and what goes into a block is joined to one line unless broken on
// purpose.
type lines struct {
	out   strings.Builder
	line  []byte // the line being written, without white space at its end
	space bool   // white space stands before what comes next
	gap   bool   // a blank line stands before what comes next
}

// text adds running text.
func (l *lines) text(s string) {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			l.space = true
		case unicode.IsControl(r) || r == '\uFEFF':
		default:
			if l.space && len(l.line) > 0 {
				l.line = append(l.line, ' ')
			}
			l.space = false
			l.line = append(l.line, string(r)...)
		}
	}
}

// end ends the line, if one has begun.
func (l *lines) end() {
	l.space = false
	if len(l.line) == 0 {
		return
	}
	if l.gap && l.out.Len() > 0 {
		l.out.WriteByte('\n')
	}
	l.gap = false
	l.out.Write(l.line)
	l.out.WriteByte('\n')
	l.line = l.line[:0]
}

// block ends the line and parts it from what follows.
func (l *lines) block() {
	l.end()
	l.gap = true
}

// String returns the text so far.
func (l *lines) String() string {
	l.end()
	return l.out.String()
}

// flat returns what write adds, as one line.
func flat(write func(*lines)) string {
	var l lines
	write(&l)
	return strings.Join(strings.Fields(l.String()), " ")
}

// cellMark stands between the cells of a row.
const cellMark = " | "

// What is more is an error of the page: columns that a cell spans, and columns of a table.
const (
	maxSpan    = 64
	maxColumns = 256
)

// cell is a cell of a table and the columns and rows that it covers, at least one.
type cell struct {
	text       string
	cols, rows int
}

// grid is a table as rows of cells.
type grid [][]cell

// write adds a line for each row with its cells in their columns. A column in which nothing stands is left out, and so are rows
// and the ends of rows.
func (g grid) write(l *lines) {
	place := make([][]string, len(g))
	var used []bool          // columns that hold text of their own
	var covered []int        // for each column the rows below that a cell from above still covers
	var spans []map[int]cell // for each row the cells that cover several columns, by the first
	for i, row := range g {
		col := 0
		spans = append(spans, nil)
		for _, c := range row {
			for col < len(covered) && covered[col] > 0 {
				covered[col]--
				col++
			}
			if col >= maxColumns {
				place[i] = append(place[i], c.text) // in no column that is known
				continue
			}
			width := min(max(c.cols, 1), maxSpan)
			for len(covered) < col+width {
				covered, used = append(covered, 0), append(used, false)
			}
			for len(place[i]) < len(covered) {
				place[i] = append(place[i], "")
			}
			if width == 1 {
				place[i][col] = c.text
				used[col] = used[col] || c.text != ""
			} else if c.text != "" {
				if spans[i] == nil {
					spans[i] = map[int]cell{}
				}
				spans[i][col] = cell{text: c.text, cols: width}
			}
			for j := range width {
				covered[col+j] = max(c.rows, 1) - 1
			}
			col += width
		}
		for ; col < len(covered); col++ {
			covered[col] = max(0, covered[col]-1)
		}
	}
	for i := range place { // a wide cell stands in the first of its columns that is kept
		for first, c := range spans[i] {
			at := first
			for at < first+c.cols-1 && !used[at] {
				at++
			}
			place[i][at] = c.text
		}
	}
	for i := range spans {
		for first, c := range spans[i] {
			for at := first; at < first+c.cols; at++ {
				used[at] = used[at] || place[i][at] != ""
			}
		}
	}
	for _, row := range place {
		last := -1
		for i, s := range row {
			if s != "" {
				last = i
			}
		}
		begun := false
		for i := 0; i <= last; i++ {
			if i < len(used) && !used[i] || i >= len(used) && row[i] == "" {
				continue
			}
			if begun {
				l.text(cellMark)
			}
			begun = true
			l.text(row[i])
		}
		l.end()
	}
}
