package reconcile

import (
	"slices"
	"sort"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// Reasons why no row holds what a report states, besides those of refusals.
const (
	reasonNoRule     = "no_rule"         // no rule began to claim it
	reasonYear       = "missing:year"    // a date that nothing gives its year
	reasonMissing    = "missing:"        // and the column without which there is no row
	reasonConflict   = "anchor_conflict" // the row that it was claimed for holds another value
	reasonOutOfRange = "out_of_range"    // the column that it was claimed for holds no such values
	reasonUnit       = "unit_unknown"    // a number that nothing says the unit of
	reasonRepeated   = "repeated"        // a further mention of a name that a row holds
)

// lose notes why a claim gave no cell of its words.
func (r *reconciler) lose(span document.Span, reason string) {
	if span.End <= span.Start {
		return
	}
	if r.lost == nil {
		r.lost = map[document.Span]string{}
	}
	if r.lost[span] == "" {
		r.lost[span] = reason
	}
}

// loseRow notes for all words that a row rests on which column kept it from being one.
func (r *reconciler) loseRow(w *row, column string) {
	for _, e := range w.evidence {
		if e.Column != "" {
			r.lose(e.Span, reasonMissing+column)
		}
	}
}

// reasons returns for each byte of the text the refusal or the loss that tells most of the words there: what went wrong last,
// that is a loss, else a refusal that had found most.
func (r *reconciler) reasons() func(document.Span) string {
	type found struct {
		reason string
		weight int
	}
	at := map[document.Span]found{}
	put := func(s document.Span, f found) {
		if s.End > s.Start && f.weight > at[s].weight {
			at[s] = f
		}
	}
	var anchors []document.Refusal
	for _, ref := range r.d.Refusals {
		if ref.Context || strings.HasPrefix(ref.Table, document.FactPrefix) { // what checks look at is no row
			continue
		}
		for _, s := range ref.Words {
			put(s, found{ref.Reason, 1 + len(ref.Words)})
		}
		if ref.Table != "" && ref.Anchor.End > ref.Anchor.Start {
			anchors = append(anchors, ref)
		}
	}
	for s, reason := range r.lost {
		put(s, found{reason, 1 << 20})
	}
	spans := make([]document.Span, len(r.d.Annotations)) // of annotations, by the byte that they start at
	for i := range r.d.Annotations {
		spans[i] = r.spanOf(&r.d.Annotations[i])
	}
	slices.SortStableFunc(spans, func(a, b document.Span) int { return a.Start - b.Start })
	for _, ref := range anchors { // what stands within the match of an anchor
		first := sort.Search(len(spans), func(i int) bool { return spans[i].Start >= ref.Anchor.Start })
		for _, s := range spans[first:] {
			if s.Start >= ref.Anchor.End {
				break
			}
			if s.End <= ref.Anchor.End {
				put(s, found{ref.Reason, 1})
			}
		}
	}
	return func(s document.Span) string { return at[s].reason }
}

// kindOf returns under which type an annotation is listed, empty when it is not.
func kindOf(a *document.Annotation) string {
	switch a.Type {
	case document.TypePercent, document.TypeDate, document.TypeNumber, document.TypeCount, document.TypeMoney, document.TypeDuration, "points":
		return a.Type
	case document.TypePerson:
		return "name"
	case document.TypeOrg:
		return "organization"
	case document.TypePlace, document.TypeCountry:
		return "place"
	}
	return ""
}

// isQuantity reports a type of annotation with a Quantity.
func isQuantity(a *document.Annotation) bool {
	switch a.Type {
	case document.TypePercent, document.TypeNumber, document.TypeCount, document.TypeMoney, document.TypeDuration, "points":
		return true
	}
	return false
}

// unclaimed lists the quantities, dates and names that no row uses, and why.
func (r *reconciler) unclaimed(sc *schemas.Table) []document.Row {
	used := make([]bool, len(r.d.Text.Content)+1)
	for _, t := range r.tables {
		for _, w := range t.rows {
			for _, e := range w.evidence {
				if e.Column == "" {
					continue
				}
				for i := e.Span.Start; i < e.Span.End; i++ {
					used[i] = true
				}
			}
		}
	}
	why := r.reasons()
	r.held = map[string]bool{}
	for i, used := range r.people.used {
		for _, n := range r.people.names[i] {
			if used {
				r.held[fold(n.name)] = true
			}
		}
	}
	var rows []document.Row
	seen := map[string]bool{}
	place := make(map[string]int, len(sc.Fields))
	for i := range sc.Fields {
		place[sc.Fields[i].Name] = i
	}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		kind := kindOf(a)
		if kind == "" {
			continue
		}
		s := r.spanOf(a)
		if used[s.Start] || used[s.End-1] {
			continue
		}
		loc := r.d.Locate(s)
		values := make([]any, len(sc.Fields))
		set := func(column string, v any) {
			if at, ok := place[column]; ok {
				values[at] = v
			}
		}
		set("report_id", r.d.ID)
		set("type", kind)
		set("text", loc.Quote)
		set("reason", r.reason(a, why(s)))
		set("line_start", int64(loc.LineStart))
		set("line_end", int64(loc.LineEnd))
		set("byte_start", int64(loc.ByteStart))
		set("byte_end", int64(loc.ByteEnd))
		if r.d.Info.Quotes != "none" {
			set("quote", loc.Quote)
		}
		switch {
		case a.Type == document.TypeDate && a.Date.EDTF != "":
			set("value", a.Date.EDTF)
		case isQuantity(a):
			set("value", a.Quantity.Low.String())
		}
		id := sc.RowID(r.d.ID, values)
		if seen[id] {
			continue
		}
		seen[id] = true
		set(sc.ID, id)
		rows = append(rows, document.Row{Values: values})
	}
	return rows
}

// reason returns why no row holds an annotation; known is what its words themselves tell.
func (r *reconciler) reason(a *document.Annotation, known string) string {
	switch {
	case a.Type == document.TypeDate && a.Date.EDTF == "":
		return reasonYear
	case a.Type == document.TypePerson && a.Entity >= 0 && a.Entity < len(r.people.used) && r.people.used[a.Entity]:
		return reasonRepeated
	case !isQuantity(a) && a.Type != document.TypeDate && r.held[fold(a.Text)]:
		return reasonRepeated
	case known != "":
		return known
	case a.Type == document.TypeNumber, a.Type == document.TypeCount && a.Unit == "":
		return reasonUnit
	}
	return reasonNoRule
}
