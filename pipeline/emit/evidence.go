package emit

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// shortQuote is the length, in characters, of a quote where the settings ask for short ones.
const shortQuote = 120

// prover makes the evidence rows of one report.
type prover struct {
	d     *document.Document
	table *schemas.Table
	pages []int32 // bytes of the source at which a page ends
	seen  map[string]bool
	rows  [][]any
	boxes map[string]any // strings as values, each once: evidence repeats them
}

func newProver(d *document.Document, table *schemas.Table) *prover {
	p := &prover{d: d, table: table, seen: map[string]bool{}, boxes: map[string]any{}}
	if d.Source.Pages == 0 {
		return p
	}
	for i, r := range d.Source.Runes {
		if r == '\f' {
			p.pages = append(p.pages, d.Source.Offsets[i])
		}
	}
	return p
}

// prove adds the evidence of one row. The same piece named twice is one row.
func (p *prover) prove(t *schemas.Table, row *document.Row) error {
	if p.table == nil || t.Name == p.table.Name {
		return nil
	}
	var ref any = t.RowRef(row.Values)
	for _, e := range row.Evidence {
		if e.Column != "" && t.Field(e.Column) == nil {
			return fmt.Errorf("evidence for the unknown column %q", e.Column)
		}
		if s := e.Span; s.Start < 0 || s.End < s.Start || s.End > len(p.d.Text.Content) {
			return fmt.Errorf("evidence at bytes %d to %d of a text of %d", s.Start, s.End, len(p.d.Text.Content))
		}
		values := p.values(t.Name, ref, e)
		id := p.table.RowID(p.d.ID, values)
		if p.seen[id] {
			continue
		}
		p.seen[id] = true
		p.set(values, p.table.ID, id)
		p.rows = append(p.rows, values)
	}
	return nil
}

func (p *prover) values(table string, ref any, e document.Evidence) []any {
	at := p.d.Locate(e.Span)
	values := make([]any, len(p.table.Fields))
	p.set(values, "report_id", p.box(p.d.ID))
	p.set(values, "table_name", p.box(table))
	p.set(values, "row_id", ref)
	if e.Column != "" {
		p.set(values, "column_name", p.box(e.Column))
	}
	p.set(values, "line_start", int64(max(1, at.LineStart)))
	p.set(values, "line_end", int64(max(1, at.LineEnd)))
	if p.d.Source.Pages > 0 {
		page := 1 + sort.Search(len(p.pages), func(i int) bool { return int(p.pages[i]) >= at.ByteStart })
		p.set(values, "page", int64(min(page, p.d.Source.Pages)))
	}
	p.set(values, "byte_start", int64(at.ByteStart))
	p.set(values, "byte_end", int64(at.ByteEnd))
	if q := quote(at.Quote, p.d.Info.Quotes); q != "" {
		p.set(values, "quote", q)
	}
	p.set(values, "rule_id", p.box(e.Rule))
	p.set(values, "repaired", at.Repaired)
	if e.Status != "" {
		p.set(values, "status", p.box(e.Status))
		p.set(values, "score", int64(e.Score))
	}
	return values
}

// box returns s as a value, the same for equal strings.
func (p *prover) box(s string) any {
	v, ok := p.boxes[s]
	if !ok {
		v = s
		p.boxes[s] = v
	}
	return v
}

func (p *prover) set(values []any, column string, v any) {
	if i := p.table.Index(column); i >= 0 {
		values[i] = v
	}
}

// quote returns as much of s as the settings allow: all of it, at most the first 120 characters cut at a word, or nothing.
func quote(s, choice string) string {
	switch choice {
	case "none":
		return ""
	case "short":
		return shorten(s, shortQuote)
	}
	return s
}

func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	n, end, word := 0, 0, 0
	for i, r := range s {
		if r == ' ' {
			word = i
		}
		if n == limit {
			end = i
			break
		}
		n++
	}
	if word > 0 {
		return s[:word]
	}
	return s[:end]
}
