package reconcile

import (
	"sort"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// register holds the persons of a report under their ids.
type register struct {
	ids   []string       // by entity number
	names [][]namedCount // by entity number, in order of first mention
	kinds []string
	index map[string]string // folded name → id
}

type namedCount struct {
	name  string
	count int
	first document.Span // of the first mention
}

// entities gives every person of the document an id made from the canonical name: the longest of the spellings used most.
func entities(d *document.Document, set *schemas.Set) *register {
	reg := &register{index: map[string]string{}}
	for i := range d.Annotations {
		a := &d.Annotations[i]
		if a.Type != document.TypePerson || a.Entity < 0 {
			continue
		}
		for len(reg.names) <= a.Entity {
			reg.names = append(reg.names, nil)
			reg.kinds = append(reg.kinds, "person")
		}
		list := reg.names[a.Entity]
		found := false
		for k := range list {
			if list[k].name == a.Text {
				list[k].count++
				found = true
				break
			}
		}
		if !found {
			list = append(list, namedCount{a.Text, 1, document.Span{Start: d.Tokens[a.First].Start, End: d.Tokens[a.Last-1].End}})
		}
		reg.names[a.Entity] = list
	}
	sc := set.Table("entities")
	reg.ids = make([]string, len(reg.names))
	for i := range reg.names {
		if len(reg.names[i]) == 0 {
			continue
		}
		values := make([]any, len(sc.Fields))
		values[sc.Index("entity_type")] = reg.kinds[i]
		values[sc.Index("canonical_name")] = reg.canonical(i)
		reg.ids[i] = sc.RowID(d.ID, values)
		for _, n := range reg.names[i] {
			if reg.index[fold(n.name)] == "" {
				reg.index[fold(n.name)] = reg.ids[i]
			}
		}
	}
	return reg
}

// canonical returns the name that stands for an entity: of the names with the most words the one used most.
func (r *register) canonical(i int) string {
	best := namedCount{}
	for _, n := range r.names[i] {
		a, b := len(strings.Fields(n.name)), len(strings.Fields(best.name))
		if best.name == "" || min(a, 3) > min(b, 3) || min(a, 3) == min(b, 3) && n.count > best.count {
			best = n
		}
	}
	return best.name
}

func indexPeople(d *document.Document) map[document.Span]int {
	out := make(map[document.Span]int, len(d.Annotations)/4)
	for i := range d.Annotations {
		a := &d.Annotations[i]
		if a.Type == document.TypePerson && a.Entity >= 0 {
			out[document.Span{Start: d.Tokens[a.First].Start, End: d.Tokens[a.Last-1].End}] = a.Entity
		}
	}
	return out
}

// entityAt returns the id of the person that a cell names.
func (r *reconciler) entityAt(s document.Span, v any) string {
	if k, ok := r.index[s]; ok && k < len(r.people.ids) {
		return r.people.ids[k]
	}
	name, _ := v.(string)
	return r.people.index[fold(name)]
}

// finish turns the drafts into the document's tables.
func (r *reconciler) finish() {
	for _, sc := range r.set.Tables() {
		if sc.Name == "evidence" || sc.Name == "violations" {
			continue
		}
		t := document.Table{Name: sc.Name, Columns: sc.Columns()}
		switch sc.Name {
		case "reports":
			t.Rows = r.report(sc)
		case "entities":
			t.Rows = r.entityRows(sc)
		case "entity_names":
			t.Rows = r.nameRows(sc)
		case "discrepancies": // found by checks
		case "unclaimed":
			t.Rows = r.unclaimed(sc)
		default:
			if draft := r.tables[sc.Name]; draft != nil {
				rows := draft.rows
				sort.SliceStable(rows, func(i, j int) bool { return rows[i].first.Start < rows[j].first.Start })
				for _, w := range rows {
					t.Rows = append(t.Rows, document.Row{Values: w.values(sc), Evidence: w.evidence})
				}
			}
		}
		r.d.Tables = append(r.d.Tables, t)
	}
}

func (r *reconciler) report(sc *schemas.Table) []document.Row {
	d := r.d
	cells := map[string]any{
		"report_id": d.ID, "language": d.Info.Language, "source_name": d.Source.Name, "source_sha256": d.Source.SHA256,
		"source_bytes": int64(len(d.Source.Bytes)), "lines": int64(d.Source.Lines),
	}
	var ev []document.Evidence
	text := func(c, v string) {
		if v != "" {
			cells[c] = v
		}
	}
	text("title", d.Info.Title)
	text("author", d.Info.Author)
	text("publisher", d.Info.Publisher)
	text("reference_date", d.Info.ReferenceDate)
	if d.Source.Pages > 0 {
		cells["pages"] = int64(d.Source.Pages)
	}
	w := row{cells: cells}
	return []document.Row{{Values: w.values(sc), Evidence: ev}}
}

func (r *reconciler) entityRows(sc *schemas.Table) []document.Row {
	var rows []document.Row
	seen := map[string]bool{}
	for i, id := range r.people.ids {
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		w := row{cells: map[string]any{"entity_id": id, "entity_type": r.people.kinds[i], "canonical_name": r.people.canonical(i)}}
		if r.d.Info.Language == "en" {
			w.cells["canonical_name_en"] = r.people.canonical(i)
		}
		rows = append(rows, document.Row{Values: w.values(sc)})
	}
	return rows
}

func (r *reconciler) nameRows(sc *schemas.Table) []document.Row {
	var rows []document.Row
	seen := map[string]bool{}
	for i, id := range r.people.ids {
		for _, n := range r.people.names[i] {
			if key := id + "\x00" + n.name; id != "" && !seen[key] {
				seen[key] = true
				w := row{cells: map[string]any{"entity_id": id, "name": n.name, "mentions": int64(n.count)}}
				rows = append(rows, document.Row{Values: w.values(sc)})
			}
		}
	}
	return rows
}

// unclaimed lists the quantities, dates and names that no row uses.
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
	var rows []document.Row
	seen := map[string]bool{}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		var kind string
		switch a.Type {
		case document.TypePercent, document.TypeDate, document.TypeNumber, document.TypeCount:
			kind = a.Type
		case document.TypePerson:
			kind = "name"
		default:
			continue
		}
		s := document.Span{Start: r.d.Tokens[a.First].Start, End: r.d.Tokens[a.Last-1].End}
		if used[s.Start] || used[s.End-1] {
			continue
		}
		loc := r.d.Locate(s)
		w := row{cells: map[string]any{
			"report_id": r.d.ID, "type": kind, "text": loc.Quote, "reason": "no_rule",
			"line_start": int64(loc.LineStart), "line_end": int64(loc.LineEnd), "byte_start": int64(loc.ByteStart), "byte_end": int64(loc.ByteEnd),
		}}
		if r.d.Info.Quotes != "none" {
			w.cells["quote"] = loc.Quote
		}
		if a.Type == document.TypeDate {
			if a.Date.EDTF == "" {
				w.cells["reason"] = "missing:year"
			} else {
				w.cells["value"] = a.Date.EDTF
			}
		} else if kind != "name" {
			w.cells["value"] = a.Quantity.Low.String()
		}
		id := sc.RowID(r.d.ID, w.values(sc))
		if seen[id] {
			continue
		}
		seen[id] = true
		w.cells[sc.ID] = id
		rows = append(rows, document.Row{Values: w.values(sc)})
	}
	return rows
}
