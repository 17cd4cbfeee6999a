package extract

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/numeral"
)

// found is a value that a slot took: tokens first to last.
type found struct {
	first, last int
	value       any // set when the slot does not take the value of its words
}

// draft is a record in the making.
type draft struct {
	cells       []document.Cell
	lo, hi      int // where the row's own slots look: from its match of the slot that takes each to the next such match
	before      int // where the first such match begins
	first, last int // the words that the row rests on
}

// records fills the slots of one item and returns the records that come of it: none when a required slot stays empty, more
// than one when a slot takes each of its matches.
func (e *run) records(r *rule, it *item) []document.Record {
	taken := map[int]bool{}
	rows := []draft{{lo: it.lo, hi: it.hi, before: it.lo, first: it.first(), last: it.last()}}
	e.carried.next(r, it.sentence)
	for i := range r.slots {
		s := &r.slots[i]
		if s.Own && len(rows) > 0 && rows[0].before > it.lo {
			all := rows
			if rows = e.fillOwn(s, it, rows); len(rows) == 0 && len(all) > 0 {
				e.refuse(r, it, reasonMissing+slotName(s.slotSpec), "slot "+slotName(s.slotSpec), all[0].cells)
			}
			continue
		}
		if s.Given != "" && (e.carried.rows || !hasAny(rows[0].cells, []string{s.Given})) {
			continue
		}
		if len(s.nearClasses) > 0 && filled(rows[0].cells, s.targets) {
			continue
		}
		it.rowFirst, it.rowLast = rows[0].first, rows[0].last
		it.refused = false
		hits := e.fill(r, s, it, taken)
		if it.refused {
			e.refuse(r, it, reasonExcluded, "slot "+slotName(s.slotSpec), rows[0].cells)
			return nil
		}
		if len(hits) == 0 {
			if s.Default != nil {
				hits = []found{{value: s.Default, first: it.first(), last: it.last()}}
			} else if s.Required && !filled(rows[0].cells, s.targets) {
				reason := reasonMissing + slotName(s.slotSpec)
				if s.As == "subject" {
					reason = reasonSubject
				}
				e.refuse(r, it, reason, "slot "+slotName(s.slotSpec), rows[0].cells)
				return nil
			} else {
				continue
			}
		}
		if s.List {
			hits = []found{e.gather(s, hits)}
		}
		var next []draft
		for _, row := range rows {
			for k, h := range hits {
				d := row.with(e, s, it, h)
				if s.Each {
					d.lo, d.hi, d.before = h.first, it.hi, hits[0].first
					if k+1 < len(hits) {
						d.hi = hits[k+1].first
					}
				}
				next = append(next, d)
			}
		}
		rows = next
	}
	if r.spec.Join != "" && e.carried.borrowed && e.carried.now[r.spec.Join] == e.carried.values[r.spec.Join] {
		e.refuseContext(r, it, reasonJoin, r.spec.Join)
		return nil // it only goes on with what the item before said
	}
	var out []document.Record
	for _, row := range rows {
		cells := row.cells
		if len(r.spec.Any) > 0 && !hasAny(cells, r.spec.Any) {
			e.refuse(r, it, reasonMissing+strings.Join(r.spec.Any, "+"), "any", cells)
			continue
		}
		for _, c := range r.sets {
			cells = append(cells, document.Cell{Column: c.column, Value: constantValue(c.value), Span: e.span(it.first(), it.last())})
		}
		out = append(out, document.Record{
			Table: r.spec.Table, Rule: r.spec.ID, Span: e.span(row.first, row.last), Sentence: it.sentence,
			Complement: r.spec.Complement, Cells: cells,
		})
	}
	e.carried.made = len(out) > 0
	return out
}

// with returns the draft with the cells of one more find.
func (d draft) with(e *run, s *slot, it *item, h found) draft {
	cells := append([]document.Cell(nil), d.cells...)
	for _, t := range s.targets {
		if v := e.value(s, t, h); v != nil {
			cells = append(cells, document.Cell{Column: t.column, Value: v, Span: e.span(h.first, h.last)})
		}
	}
	d.cells = cells
	if h.first >= it.lo && h.last <= it.hi && !s.List { // a list gathers what stands by, the row does not rest on it
		d.first, d.last = min(d.first, h.first), max(d.last, h.last)
	}
	return d
}

// fillOwn fills a slot of each row from the part of the item that is the row's alone, else from the part before the first
// row's, which governs all.
func (e *run) fillOwn(s *slot, it *item, rows []draft) []draft {
	var next []draft
	for _, row := range rows {
		part := *it
		part.lo, part.hi = row.lo, row.hi
		f, ok := e.first(s, &part, row.lo, row.hi, nil)
		if ok && s.As == "head" {
			f, ok = e.head(f.first)
		}
		if !ok {
			f, ok = it.captured(s.Capture)
		}
		if !ok {
			f, ok = e.first(s, &part, it.first(), row.before, nil)
		}
		switch {
		case ok:
			next = append(next, row.with(e, s, it, f))
		case s.Default != nil:
			next = append(next, row.with(e, s, it, found{value: s.Default, first: it.first(), last: it.last()}))
		case !s.Required:
			next = append(next, row)
		}
	}
	return next
}

// captured returns what the anchor captured under a name.
func (it *item) captured(name string) (found, bool) {
	if name == "" || it.p == nil {
		return found{}, false
	}
	for k, n := range it.p.names {
		if k > 0 && n == name && it.caps[2*k] >= 0 && it.caps[2*k+1] > it.caps[2*k] {
			return found{first: int(it.caps[2*k]), last: int(it.caps[2*k+1])}, true
		}
	}
	return found{}, false
}

// first returns the first match of a slot's patterns in tokens lo to hi.
func (e *run) first(s *slot, it *item, lo, hi int, taken map[int]bool) (found, bool) {
	for i := e.nextOf(s, it, lo, lo, hi); i < hi; i = e.nextOf(s, it, i+1, lo, hi) {
		if e.stops(s, i, it) {
			break
		}
		if f, _, ok := e.tryFind(s, i, lo, hi, taken); ok {
			return f, true
		}
	}
	return found{}, false
}

// nextOf returns the first token from i on and below hi at which one of the slot's patterns can match within a stretch from lo, or hi.
func (e *run) nextOf(s *slot, it *item, i, lo, hi int) int {
	next := e.nextFound(s, i, lo, hi)
	for _, p := range s.stop {
		next = min(next, e.next(p, i, it.scopeLo, hi))
	}
	return next
}

// nextFound is nextOf without the patterns that stop.
func (e *run) nextFound(s *slot, i, lo, hi int) int {
	next := hi
	for _, p := range s.find {
		next = min(next, e.next(p, i, lo, hi))
	}
	return next
}

// lastOf returns the last token below i and from lo on at which one of the slot's patterns can match, or a number below lo.
func (e *run) lastOf(s *slot, it *item, i, lo int) int {
	last := e.last(s.find, i, lo)
	for _, p := range s.stop {
		last = max(last, e.lookup.of(p).last(i, lo))
		if p.atStart && it.scopeLo >= lo && it.scopeLo < i {
			last = max(last, it.scopeLo)
		}
	}
	return last
}

// gather makes one find of many, whose value is the list of theirs.
func (e *run) gather(s *slot, hits []found) found {
	out := found{first: hits[0].first, last: hits[len(hits)-1].last}
	var list []string
	for _, h := range hits {
		if v, ok := e.value(s, target{}, h).(string); ok && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	out.value = list
	return out
}

func constantValue(v any) any {
	switch x := v.(type) {
	case uint64:
		return int64(x)
	case int:
		return int64(x)
	case float64:
		d, err := numeral.Parse(fmt.Sprint(x))
		if err == nil {
			return d
		}
	}
	return v
}

// filled reports whether a slot before has given one of the targets its cell.
func filled(cells []document.Cell, targets []target) bool {
	for _, t := range targets {
		if hasAny(cells, []string{t.column}) {
			return true
		}
	}
	return false
}

func hasAny(cells []document.Cell, columns []string) bool {
	for _, c := range cells {
		if slices.Contains(columns, c.Column) {
			return true
		}
	}
	return false
}

// fill finds the value or values of one slot.
func (e *run) fill(r *rule, s *slot, it *item, taken map[int]bool) []found {
	claim := func(f found) {
		for i := f.first; i < f.last; i++ {
			taken[i] = true
		}
	}
	f, captured := it.captured(s.Capture)
	if typ, ok := strings.CutPrefix(s.As, "unit:"); ok {
		if a := e.annotation(f.first, f.last, typ); captured && a != nil && a.Unit != "" {
			first, last := e.beside(it, f.first, f.last)
			return []found{{first: first, last: last, value: a.Unit}}
		}
		return nil
	}
	if captured {
		claim(f)
		return []found{f}
	}
	switch {
	case s.As == "item":
		return []found{{first: it.lo, last: it.hi}}
	case s.As == "clause":
		a, b := e.clauseAround(it.first(), it.last(), it.scopeLo, it.scopeHi)
		return []found{{first: a, last: b}}
	case s.As == "around":
		a, b := e.around(it)
		if a == it.first() && b == it.last() && e.annotation(a, b, document.TypeDate) != nil {
			return nil // a day alone says nothing
		}
		return []found{{first: a, last: b}}
	case len(s.nearClasses) > 0:
		if f, ok := e.nearestOf(s, it); ok {
			return []found{f}
		}
		return nil
	case s.As == "subject":
		if f, ok := e.subject(r, it); ok {
			return []found{f}
		}
		return nil
	case s.Heading:
		if f, ok := e.headed(s, it); ok {
			return []found{f}
		}
		return nil
	case s.Lead:
		if f, ok := e.led(r, s, it); ok {
			e.carried.now[s.Column] = f.value
			return []found{f}
		}
		return nil
	case len(s.vote) > 0 || s.voteClass != "":
		if f, ok := e.elect(s, it); ok {
			if e.carried.now[s.Column] == nil {
				e.carried.now[s.Column] = f.value
			}
			return []found{f}
		}
		return nil
	case s.Carry && s.Loose:
		if v := e.carried.loose[s.Column]; v != nil && e.carried.now[s.Column] == nil {
			return []found{{first: it.first(), last: it.last(), value: v}}
		}
		return nil
	case s.Carry && len(s.find) > 0 && !e.matchesAny(s.find, it.lo, it):
		return nil
	case s.Carry:
		if v := e.carried.values[s.Column]; v != nil && e.carried.now[s.Column] == nil {
			e.carried.borrowed = true
			return []found{{first: it.first(), last: it.last(), value: v}}
		}
		return nil
	}
	if len(s.find) == 0 {
		return nil
	}
	if s.Each || s.List {
		var out []found
		lo, hi := it.lo, it.hi
		switch s.Side {
		case "", "after":
			lo = it.last()
		case "before":
			hi = it.first()
		case "scope":
			lo, hi = it.scopeLo, it.scopeHi
		}
		if s.Within > 0 {
			lo, hi = max(lo, it.first()-s.Within), min(hi, it.last()+s.Within)
		}
		for i := e.nextOf(s, it, lo, lo, hi); i < hi; {
			if e.stops(s, i, it) {
				break
			}
			f, end, ok := e.tryFind(s, i, lo, hi, taken)
			if ok {
				claim(f)
				out = append(out, f)
			}
			i = e.nextOf(s, it, max(end, i+1), lo, hi)
		}
		return out
	}
	f, ok := e.nearest(s, it, taken)
	if !ok && s.Inherit != "" {
		f, ok = e.inherit(r, s, it)
		if ok {
			return []found{f}
		}
	}
	if !ok {
		return nil
	}
	claim(f)
	return []found{f}
}

// nearest finds the slot's match that is nearest to the anchor on the slot's side.
func (e *run) nearest(s *slot, it *item, taken map[int]bool) (found, bool) {
	within := s.Within
	if within == 0 {
		within = 1 << 30
	}
	lo, hi := it.lo, it.hi
	after := func() (found, int, bool) {
		end := min(hi, it.last()+within)
		for i := e.nextOf(s, it, it.last(), lo, end); i < end; i = e.nextOf(s, it, i+1, lo, end) {
			if e.stops(s, i, it) {
				break
			}
			if f, _, ok := e.tryFind(s, i, lo, hi, taken); ok {
				return f, i - it.last(), true
			}
		}
		return found{}, 0, false
	}
	before := func() (found, int, bool) {
		begin := max(lo, it.first()-within)
		for i := e.lastOf(s, it, it.first(), begin); i >= begin; i = e.lastOf(s, it, i, begin) {
			if e.stops(s, i, it) {
				break
			}
			if f, end, ok := e.tryFind(s, i, lo, it.first(), taken); ok {
				return f, it.first() - end, true
			}
		}
		return found{}, 0, false
	}
	switch s.Side {
	case "", "after":
		f, _, ok := after()
		return f, ok
	case "before":
		f, _, ok := before()
		return f, ok
	case "item", "scope":
		if s.Side == "scope" {
			lo, hi = it.scopeLo, it.scopeHi
		}
		for i := e.nextFound(s, lo, lo, hi); i < hi; i = e.nextFound(s, i+1, lo, hi) {
			if f, _, ok := e.tryFind(s, i, lo, hi, taken); ok {
				return f, true
			}
		}
		return found{}, false
	}
	a, da, okA := after()
	b, db, okB := before()
	switch {
	case okA && (!okB || da <= db):
		return a, true
	case okB:
		return b, true
	}
	return found{}, false
}

// cellMark stands between the cells of a table's row.
const cellMark = "|"

// head returns the words in the head of the column that token i stands in: the cell of the same number in the first of the rows
// above that follow each other, where it has as many cells and no figures. A head of the class column_noun names nobody.
func (e *run) head(i int) (found, bool) {
	line := func(i int) (first, last int) {
		for first = i; first > 0 && e.tokens[first-1].Line == e.tokens[i].Line; first-- {
		}
		for last = i + 1; last < len(e.tokens) && e.tokens[last].Line == e.tokens[i].Line; last++ {
		}
		return first, last
	}
	marks := func(first, last int) (out []int) {
		for k := first; k < last; k++ {
			if e.tokens[k].Text == cellMark {
				out = append(out, k)
			}
		}
		return out
	}
	first, last := line(i)
	own := marks(first, last)
	column := 0
	for column < len(own) && own[column] < i {
		column++
	}
	top, end, cut := first, last, own
	for top > 0 && e.tokens[top].Line-e.tokens[top-1].Line <= 2 {
		a, b := line(top - 1)
		m := marks(a, b)
		if len(m) == 0 {
			break
		}
		top, end, cut = a, b, m
	}
	if top == first || len(cut) != len(own) {
		return found{}, false
	}
	cut = append(append([]int{top - 1}, cut...), end)
	f := found{first: cut[column] + 1, last: cut[column+1]}
	for f.last > f.first && e.tokens[f.last-1].Kind == document.Punct {
		f.last-- // a sign of per cent, or a bracket
		if e.tokens[f.last].Text == "(" {
			break
		}
	}
	nouns, _ := e.Rules.lex.Class("column_noun")
	for k := f.first; k < f.last; k++ {
		if e.tokens[k].Kind == document.Number {
			return found{}, false
		}
		if _, ok := e.view.lex.Longest(k, nouns); ok {
			return found{}, false
		}
	}
	return f, f.last > f.first
}

func (e *run) stops(s *slot, i int, it *item) bool { return e.matchesAny(s.stop, i, it) }

// matchesAny reports whether one of the patterns matches at token i.
func (e *run) matchesAny(patterns []*pattern, i int, it *item) bool {
	for _, p := range patterns {
		if e.can(p, i, it.scopeLo) {
			if _, ok := p.at(e.view, i, it.scopeLo, it.scopeHi); ok {
				return true
			}
		}
	}
	return false
}

// tryFind tries the slot's patterns at token i. The value is the capture named v, else the slot's column, else the match.
func (e *run) tryFind(s *slot, i, lo, hi int, taken map[int]bool) (f found, end int, ok bool) {
	for _, p := range s.find {
		if !e.can(p, i, lo) {
			continue
		}
		m, ok := p.at(e.view, i, lo, hi)
		if !ok || m.last() <= m.first() {
			continue
		}
		f := found{first: m.first(), last: m.last()}
		if len(p.names) > 1 && m.caps[2] >= 0 && m.caps[3] > m.caps[2] {
			f.first, f.last = int(m.caps[2]), int(m.caps[3])
		}
		free := true
		for k := f.first; k < f.last && free && !s.Shared; k++ {
			free = !taken[k]
		}
		if free {
			return f, m.last(), true
		}
	}
	return found{}, 0, false
}

// inherit looks backwards from the item for the last match of the slot's patterns, no farther than the slot allows.
func (e *run) inherit(r *rule, s *slot, it *item) (found, bool) {
	lo := 0
	switch s.Inherit {
	case "split":
		lo = e.d.Sentences[it.sentence].First
		for i := it.first() - 1; i > lo; i-- {
			if e.matchesAny(r.split, i, it) {
				lo = i
			}
		}
	case "sentence":
		lo = e.d.Sentences[it.sentence].First
	case "paragraph":
		lo, _ = e.bounds(scopeParagraph, it.sentence)
	case "section":
		lo = e.d.Sentences[e.d.Sections[e.d.Sentences[it.sentence].Section].First].First
	}
	for i := e.last(s.find, it.first(), lo); i >= lo; i = e.last(s.find, i, lo) {
		if f, _, ok := e.tryFind(s, i, lo, it.first(), nil); ok {
			return f, true
		}
	}
	return found{}, false
}

// skipped returns the tokens whose words have no vote.
func (e *run) skipped(s *slot, it *item) map[int]bool {
	var out map[int]bool
	for _, p := range s.skip {
		for i := e.next(p, it.lo, it.scopeLo, it.hi); i < it.hi; i = e.next(p, i+1, it.scopeLo, it.hi) {
			m, ok := p.at(e.view, i, it.scopeLo, it.scopeHi)
			if !ok {
				continue
			}
			if out == nil {
				out = map[int]bool{}
			}
			for k := m.first(); k < m.last(); k++ {
				out[k] = true
			}
		}
	}
	return out
}

// elect classifies the item by the words in it: the value with the most words wins, the first named on a tie.
func (e *run) elect(s *slot, it *item) (found, bool) {
	votes := map[string]int{}
	where := map[string][2]int{}
	var order []string
	vote := func(value string, first, last int) {
		if votes[value] == 0 {
			order = append(order, value)
			where[value] = [2]int{first, last}
		}
		votes[value] += last - first
	}
	skip := e.skipped(s, it)
	if s.voteClass != "" {
		class, _ := e.Rules.lex.Class(s.voteClass)
		for i := it.lo; i < it.hi; i++ {
			for _, h := range e.lexAt(i) {
				if h.Class == class && int(h.Last) <= it.hi && !skip[i] {
					vote(e.view.lex.Value(h), i, int(h.Last))
				}
			}
		}
	}
	for _, b := range s.vote {
		for _, p := range b.by {
			for i := e.next(p, it.lo, it.lo, it.hi); i < it.hi; i = e.next(p, i+1, it.lo, it.hi) {
				if skip[i] {
					continue
				}
				if m, ok := p.at(e.view, i, it.lo, it.hi); ok {
					vote(b.value, m.first(), m.last())
				}
			}
		}
	}
	best := ""
	for _, v := range order {
		if best == "" || votes[v] > votes[best] || votes[v] == votes[best] && where[v][0] < where[best][0] {
			best = v
		}
	}
	if best == "" {
		return found{}, false
	}
	return found{first: where[best][0], last: where[best][1], value: best}, true
}

// other is the value of what is no more than a happening: a form of it says less than any beside it.
const other = "other"

// nearestOf returns the value of the form of a class that is nearest to the anchor. A mark between clauses and another date
// on the way count for several words, a form's further words bring it nearer, one right at the anchor qualifies it, and one
// that the class weak_NAME holds too is farther. Words of a body's name or an office say nothing, and a form within a longer
// one neither. The value "none" refuses.
func (e *run) nearestOf(s *slot, it *item) (found, bool) {
	weak, hasWeak := e.Rules.lex.Class("weak_" + s.nearClasses[len(s.nearClasses)-1])
	lo, hi := it.lo, it.hi
	switch s.Side {
	case "scope":
		lo, hi = it.scopeLo, it.scopeHi
	case "before":
		hi = it.first()
	case "after":
		lo = it.last()
	}
	within := s.Within
	if within == 0 {
		within = 1 << 30
	}
	best, bestCost, covered := found{}, within+1, lo
	leads := it.last() < hi && e.tokens[it.last()].Text == ":" // the head of a chronology's line: what follows is what happened
	for i := lo; i < hi; i++ {
		h, ok := e.longestOf(i, s.nearClasses)
		last := int(h.Last)
		if !ok || last > hi || last <= covered || e.named(i, last) || e.dated(i, last) {
			continue
		}
		covered = last
		cost, before := 0, last <= it.first()
		switch {
		case i >= it.last():
			cost = e.distance(it.last(), i)
		case before:
			cost = e.distance(last, it.first())
		}
		head := leads && i >= it.last() && i-it.last() <= 2
		if hasWeak && !head && (!before && cost > 0 || cost > 1 || e.view.lex.Value(h) == other) {
			if w, ok := e.view.lex.Longest(i, weak); ok && w.Last == h.Last {
				cost += 4
			}
		}
		if before && cost == 0 {
			cost = -3
		}
		cost -= min(last-i-1, 2)
		if cost < bestCost {
			best, bestCost = found{first: i, last: last, value: e.view.lex.Value(h)}, cost
		}
	}
	it.refused = bestCost <= within && best.value == "none"
	return best, bestCost <= within && !it.refused
}

// longestOf returns the longest form of the classes at token i, of the first class where two are equally long.
func (e *run) longestOf(i int, classes []string) (lexicon.Hit, bool) {
	var best lexicon.Hit
	found := false
	for _, name := range classes {
		c, ok := e.Rules.lex.Class(name)
		if !ok {
			continue
		}
		if h, ok := e.view.lex.Longest(i, c); ok && (!found || h.Last > best.Last) {
			best, found = h, true
		}
	}
	return best, found
}

// distance is how far apart two places of a sentence are: the words between them, and more for marks and dates.
func (e *run) distance(from, to int) int {
	d := 0
	for i := from; i < to; i++ {
		d++
		if isClauseMark(e.tokens[i].Text) {
			d += 3
		}
		for _, a := range e.annAt[i] {
			if e.d.Annotations[a].Type == document.TypeDate {
				d += 8
				break
			}
		}
	}
	return d
}

// named reports whether tokens first to last are a part of a longer body, office or person's name.
func (e *run) named(first, last int) bool {
	for i := first; i >= 0 && i > first-14; i-- {
		for _, k := range e.annAt[i] {
			a := &e.d.Annotations[k]
			if a.Last < last || a.Last-a.First <= last-first {
				continue
			}
			switch a.Type {
			case document.TypeOrg, document.TypePerson:
				return true
			case document.TypeOffice: // what follows a definite office may belong to the verb
				if !strings.HasPrefix(e.tokens[a.First].Fold, "ال") {
					return true
				}
			}
		}
	}
	return false
}

// dated reports whether tokens first to last are a part of a date, not its beginning: three days after the vote.
func (e *run) dated(first, last int) bool {
	const longest = 8
	for i := first - 1; i >= max(first-longest, 0); i-- {
		for _, k := range e.annAt[i] {
			if a := &e.d.Annotations[k]; a.Type == document.TypeDate && a.Last >= last {
				return true
			}
		}
	}
	return false
}

// around returns the words that the row rests on so far with those next to them in their clauses, a title's length in all.
func (e *run) around(it *item) (int, int) {
	const more, most = 7, 22
	a, b := it.rowFirst, it.rowLast
	if b-a > most {
		a, b = it.first(), it.last()
	}
	if a == it.scopeLo && b+1 < it.scopeHi && closing(e.tokens[b].Text) {
		a, b = b+1, b+1 // a date leads the entry
	}
	for n := 0; n < more && b-a < most && b < it.scopeHi && !e.clauseBoundary(b) && !closing(e.tokens[b].Text); n++ {
		b++
	}
	for n := 0; n < more && b-a < most && a > it.scopeLo && !e.clauseBoundary(a-1) && !closing(e.tokens[a-1].Text); n++ {
		a--
	}
	return a, b
}

// beside returns tokens first to last with the clause before them, else the one behind, where they stand between marks.
func (e *run) beside(it *item, first, last int) (int, int) {
	const more = 8
	open := func(i int) bool {
		return i >= it.scopeLo && i < it.scopeHi && !e.clauseBoundary(i) && !closing(e.tokens[i].Text)
	}
	if open(first-1) || open(last) {
		return first, last
	}
	from, to := first-1, last+1
	for first-from <= more && open(from-1) {
		from--
	}
	for to-last <= more && open(to) {
		to++
	}
	switch {
	case from < first-1:
		return from, last
	case to > last+1:
		return first, to
	}
	return first, last
}

func closing(s string) bool { return s == "." || s == "!" || s == "؟" || s == "?" }

// value turns what a slot found into the value of one of its columns.
func (e *run) value(s *slot, t target, f found) any {
	if f.value != nil {
		return constantValue(f.value)
	}
	as := s.As
	if t.part != "" {
		as = t.part
	}
	kind, arg, _ := strings.Cut(as, ":")
	switch kind {
	case "text", "item", "clause", "around":
		return e.text(f.first, f.last)
	case "const":
		return arg
	case "value":
		if a := e.annotation(f.first, f.last, document.TypeOrg, document.TypeCountry, document.TypeOffice); a != nil && a.Value != "" {
			return a.Value
		}
		return nil
	case "role":
		if a := e.annotation(f.first, f.last, document.TypeOffice, document.TypeOrg); a != nil {
			return roleOf(a.Text)
		}
		return roleOf(e.bare(f.first, f.last))
	case "range":
		return e.dateRange(f.first, f.last)
	case "class":
		c, ok := e.Rules.lex.Class(arg)
		for i := f.first; ok && i < f.last; i++ {
			if h, hit := e.view.lex.Longest(i, c); hit {
				return e.view.lex.Value(h)
			}
		}
		return nil
	}
	for _, typ := range []string{document.TypePercent, document.TypeCount, document.TypeNumber, document.TypeOrdinal, document.TypeDate, document.TypeMoney, document.TypeDuration} {
		a := e.annotation(f.first, f.last, typ)
		if a == nil {
			continue
		}
		if typ == document.TypeDate {
			switch kind {
			case "annotation":
				return *a
			}
			return a.Date
		}
		switch {
		case kind == "votes" && e.looksLikeYear(a), kind == "decimal" && a.Type == document.TypeNumber && !strings.ContainsAny(e.text(a.First, a.Last), ".,"):
			return nil
		case kind == "decimal":
			kind = "share"
		}
		if (kind == "share" || kind == "votes") && a.Type == document.TypeNumber && e.countedBeside(a) {
			if kind == "share" || !a.Quantity.Low.IsInt() {
				return nil
			}
			return a.Quantity.Low
		}
		return number(a, kind)
	}
	if a := e.annotation(f.first, f.last, document.TypeCountry); a != nil && kind == "code" {
		return a.Value
	}
	if a := e.annotation(f.first, f.last, document.TypePerson, document.TypeOrg, document.TypePlace, document.TypeOffice); a != nil {
		return a.Text
	}
	return e.text(f.first, f.last)
}

// countedBeside reports whether a bare number stands in a sentence that has one of hundreds and more right behind a name: the figures
// behind names are all of one kind, so a small whole number counts votes there too.
func (e *run) countedBeside(a *document.Annotation) bool {
	s := e.d.Sentences[e.tokens[a.First].Sentence]
	for i := s.First; i < s.Last; i++ {
		for _, k := range e.annAt[i] {
			name := &e.d.Annotations[k]
			if name.Type != document.TypePerson || name.Last >= s.Last {
				continue
			}
			for _, m := range e.annAt[name.Last] {
				n := &e.d.Annotations[m]
				if n.Type == document.TypeNumber && n.Quantity.Low.IsInt() && n.Quantity.Low.Cmp(numeral.Int(100)) > 0 && !e.looksLikeYear(n) {
					return true
				}
			}
		}
	}
	return false
}

// looksLikeYear reports a bare number of four digits without a mark among them that may be a year of today.
func (e *run) looksLikeYear(a *document.Annotation) bool {
	return a.Type == document.TypeNumber && a.Last == a.First+1 && len(e.tokens[a.First].Text) == 4 && a.Quantity.Low.Cmp(numeral.Int(1900)) >= 0 && a.Quantity.Low.Cmp(numeral.Int(2100)) < 0
}

// number returns the part of a quantity that a column asks for.
func number(a *document.Annotation, part string) any {
	switch part {
	case "high":
		return a.Quantity.High
	case "approx":
		return a.Quantity.Approx || a.Quantity.AtLeast || a.Quantity.AtMost
	case "text":
		return a.Text
	case "unit":
		return a.Unit
	case "share":
		if a.Type == document.TypeCount || a.Quantity.Low.Cmp(numeral.Int(100)) > 0 {
			return nil
		}
	case "votes":
		if !a.Quantity.Low.IsInt() || a.Type == document.TypeNumber && a.Quantity.Low.Cmp(numeral.Int(100)) <= 0 || a.Type == document.TypePercent {
			return nil
		}
	case "seats":
		if a.Type == document.TypePercent || !a.Quantity.Low.IsInt() {
			return nil
		}
	case "annotation":
		return *a
	}
	return a.Quantity.Low
}

// bare returns the words of tokens first to last, the first without a proclitic of one letter where the lexicon knows the
// word only behind it.
func (e *run) bare(first, last int) string {
	s, word := e.text(first, last), &e.tokens[first]
	if !word.Arabic || first >= last {
		return s
	}
	_, n := utf8.DecodeRuneInString(word.Fold)
	joined := false
	for _, h := range e.lexAt(first) {
		if e.Rules.lex.Holds(word.Fold, h.Class) {
			return s
		}
		joined = joined || e.Rules.lex.Holds(word.Fold[n:], h.Class)
	}
	if joined {
		_, n := utf8.DecodeRuneInString(s)
		return s[n:]
	}
	return withoutConjunction(s)
}

// dateRange returns the period from the first to the last date in tokens first to last.
func (e *run) dateRange(first, last int) any {
	var from, to *document.Annotation
	for i := first; i < last; i++ {
		for _, k := range e.annAt[i] {
			if a := &e.d.Annotations[k]; a.Type == document.TypeDate && a.Last <= last && a.Date.EDTF != "" {
				if from == nil {
					from = a
				}
				to = a
				break
			}
		}
	}
	if from == nil {
		return nil
	}
	d := from.Date
	switch {
	case from == to && d.Start != "" && !strings.Contains(d.EDTF, "/") && e.since(from.First):
		d.EDTF, d.End, d.Weekday = d.EDTF+"/..", "", -1
		return d
	case from == to:
		return d
	}
	d.EDTF, d.End = from.Date.EDTF+"/"+to.Date.EDTF, to.Date.End
	if d.Start == "" || d.End == "" || d.Start > d.End || strings.Contains(from.Date.EDTF+to.Date.EDTF, "/") {
		return from.Date
	}
	if to.Date.Basis != "stated" {
		d.Basis = to.Date.Basis
	}
	d.Weekday = -1
	return d
}

// since reports a date from token i on as the beginning of what still lasts.
func (e *run) since(i int) bool {
	for k := i - 1; k >= max(i-2, e.d.Sentences[e.tokens[i].Sentence].First); k-- {
		switch e.tokens[k].Fold {
		case "since", "منذ", "ومنذ":
			return true
		}
	}
	return false
}
