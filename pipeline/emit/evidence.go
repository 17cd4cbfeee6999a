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
	at    evidenceColumns
}

// evidenceColumns are the places of the columns of the table evidence, -1 for one that it lacks.
type evidenceColumns struct {
	id, report, table, row, column, lineStart, lineEnd, page, byteStart, byteEnd, quote, rule, repaired, status, score int
}

func columnsOf(t *schemas.Table) evidenceColumns {
	return evidenceColumns{
		id: t.Index(t.ID), report: t.Index("report_id"), table: t.Index("table_name"), row: t.Index("row_id"), column: t.Index("column_name"),
		lineStart: t.Index("line_start"), lineEnd: t.Index("line_end"), page: t.Index("page"), byteStart: t.Index("byte_start"), byteEnd: t.Index("byte_end"),
		quote: t.Index("quote"), rule: t.Index("rule_id"), repaired: t.Index("repaired"), status: t.Index("status"), score: t.Index("score"),
	}
}

func newProver(d *document.Document, table *schemas.Table) *prover {
	p := &prover{d: d, table: table, seen: map[string]bool{}, boxes: map[string]any{}}
	if table != nil {
		p.at = columnsOf(table)
	}
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
	name := p.box(t.Name)
	for _, e := range row.Evidence {
		if e.Column != "" && t.Field(e.Column) == nil {
			return fmt.Errorf("evidence for the unknown column %q", e.Column)
		}
		if s := e.Span; s.Start < 0 || s.End < s.Start || s.End > len(p.d.Text.Content) {
			return fmt.Errorf("evidence at bytes %d to %d of a text of %d", s.Start, s.End, len(p.d.Text.Content))
		}
		values := p.values(name, ref, e)
		id := p.table.RowID(p.d.ID, values)
		if p.seen[id] {
			continue
		}
		p.seen[id] = true
		set(values, p.at.id, id)
		p.rows = append(p.rows, values)
	}
	return nil
}

func (p *prover) values(table, ref any, e document.Evidence) []any {
	at := p.d.Locate(e.Span)
	values := make([]any, len(p.table.Fields))
	set(values, p.at.report, p.box(p.d.ID))
	set(values, p.at.table, table)
	set(values, p.at.row, ref)
	if e.Column != "" {
		set(values, p.at.column, p.box(e.Column))
	}
	set(values, p.at.lineStart, int64(max(1, at.LineStart)))
	set(values, p.at.lineEnd, int64(max(1, at.LineEnd)))
	if p.d.Source.Pages > 0 {
		page := 1 + sort.Search(len(p.pages), func(i int) bool { return int(p.pages[i]) >= at.ByteStart })
		set(values, p.at.page, int64(min(page, p.d.Source.Pages)))
	}
	set(values, p.at.byteStart, int64(at.ByteStart))
	set(values, p.at.byteEnd, int64(at.ByteEnd))
	if q := quote(at.Quote, p.d.Info.Quotes); q != "" {
		set(values, p.at.quote, q)
	}
	set(values, p.at.rule, p.box(e.Rule))
	set(values, p.at.repaired, at.Repaired)
	if e.Status != "" {
		set(values, p.at.status, p.box(e.Status))
		set(values, p.at.score, int64(e.Score))
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

func set(values []any, column int, v any) {
	if column >= 0 {
		values[column] = v
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
