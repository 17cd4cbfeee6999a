package reconcile

import (
	"math"
	"sort"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// register holds the persons of a report, and then the bodies and places that its rows name, under their ids.
type register struct {
	ids   []string       // by entity number
	names [][]namedCount // by entity number, in order of first mention
	kinds []string
	codes []string          // of a known body or a country, which every spelling has
	used  []bool            // some row names it
	index map[string]string // folded name → id of a person
	taken map[string]int    // id → entity number
}

type namedCount struct {
	name  string
	count int
	first document.Span // of the first mention
}

// entities gives every person of the document an id made from the canonical name: the longest of the spellings used most.
func (r *reconciler) entities() {
	reg := &register{index: map[string]string{}, taken: map[string]int{}}
	r.people = reg
	for i := range r.d.Annotations {
		if a := &r.d.Annotations[i]; a.Type == document.TypePerson && a.Entity >= 0 {
			for len(reg.names) <= a.Entity {
				reg.grow("person", "")
			}
			reg.mention(a.Entity, a.Text, r.spanOf(a))
		}
	}
	for i := range reg.names {
		if len(reg.names[i]) == 0 {
			continue
		}
		reg.ids[i] = r.entityID(i)
		for _, n := range reg.names[i] {
			if reg.index[fold(n.name)] == "" {
				reg.index[fold(n.name)] = reg.ids[i]
			}
		}
	}
}

func (r *register) grow(kind, code string) int {
	r.ids, r.names, r.kinds = append(r.ids, ""), append(r.names, nil), append(r.kinds, kind)
	r.codes, r.used = append(r.codes, code), append(r.used, false)
	return len(r.ids) - 1
}

// mention counts a mention of an entity under one of its names.
func (r *register) mention(i int, name string, at document.Span) {
	for k := range r.names[i] {
		if r.names[i][k].name == name {
			r.names[i][k].count++
			return
		}
	}
	r.names[i] = append(r.names[i], namedCount{name, 1, at})
}

// entityID returns the id of an entity: a short hash of its type and of what all spellings of its name share, so that it is the same in
// every report. Two entities of one report never share an id.
func (r *reconciler) entityID(i int) string {
	reg := r.people
	name := reg.canonical(i)
	key := reg.codes[i]
	if key == "" {
		key = r.authority.Key(name)
	}
	if key == "" {
		key = fold(name)
	}
	sc := r.set.Table("entities")
	values := make([]any, len(sc.Fields))
	values[sc.Index("entity_type")] = reg.kinds[i]
	for {
		values[sc.Index("canonical_name")] = key
		id := sc.RowID("", values)
		if _, ok := reg.taken[id]; !ok {
			reg.taken[id] = i
			return id
		}
		key += "#" + fold(name)
	}
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

// bodies adds the organizations and places that rows name, and marks the persons that they name.
func (r *reconciler) bodies() {
	at := make(map[document.Span]int, len(r.d.Annotations))
	for i := range r.d.Annotations {
		switch a := &r.d.Annotations[i]; a.Type {
		case document.TypeOrg, document.TypePlace, document.TypeCountry:
			at[r.spanOf(a)] = i
		}
	}
	known := map[string]int{}
	for _, sc := range r.set.Tables() {
		t := r.tables[sc.Name]
		if t == nil {
			continue
		}
		for _, w := range t.rows {
			for _, e := range w.evidence {
				if e.Column == "" {
					continue
				}
				if k, ok := r.index[e.Span]; ok {
					r.people.used[k] = true
				} else if i, ok := at[e.Span]; ok {
					r.body(&r.d.Annotations[i], known)
					delete(at, e.Span) // a mention counts once
				}
			}
			for i := range sc.Fields {
				if id, ok := w.cells[sc.Fields[i].Name].(string); ok && sc.Fields[i].Entity != "" {
					if k, ok := r.people.taken[id]; ok {
						r.people.used[k] = true
					}
				}
			}
		}
	}
}

// body counts a mention of an organization or a place.
func (r *reconciler) body(a *document.Annotation, known map[string]int) {
	kind, code := "organization", ""
	switch {
	case a.Type == document.TypeCountry:
		kind, code = "place", "country:"+a.Value
	case a.Type == document.TypePlace:
		kind = "place"
	case a.Value != "":
		code = "body:" + a.Value
	}
	key := kind + "\x00" + code
	if code == "" {
		key += fold(strings.TrimPrefix(a.Text, "ال"))
	}
	k, ok := known[key]
	if !ok {
		k = r.people.grow(kind, code)
		r.people.used[k] = true
		known[key] = k
	}
	r.people.mention(k, a.Text, r.spanOf(a))
	if !ok {
		r.people.ids[k] = r.entityID(k)
	}
}

func (r *reconciler) indexPeople() {
	r.index = make(map[document.Span]int, len(r.d.Annotations)/4)
	for i := range r.d.Annotations {
		if a := &r.d.Annotations[i]; a.Type == document.TypePerson && a.Entity >= 0 {
			r.index[r.spanOf(a)] = a.Entity
		}
	}
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
					t.Rows = append(t.Rows, document.Row{Values: w.values(sc), Evidence: draft.judge(w)})
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
	if damage := d.Text.Damage; damage.Verdict != "" {
		cells["damage_score"] = numeral.New(int64(math.Round(damage.Score()*1e4)), 4)
		cells["damage_verdict"] = string(damage.Verdict)
	}
	w := row{cells: cells}
	return []document.Row{{Values: w.values(sc), Evidence: ev}}
}

// ruleEntities is the name under which the names of entities are proven.
const ruleEntities = "reconcile.entities"

func (r *reconciler) entityRows(sc *schemas.Table) []document.Row {
	var rows []document.Row
	for i, id := range r.people.ids {
		if id == "" || !r.people.used[i] {
			continue
		}
		name := r.people.canonical(i)
		w := row{cells: map[string]any{"entity_id": id, "entity_type": r.people.kinds[i], "canonical_name": name}}
		if r.d.Info.Language == "en" {
			w.cells["canonical_name_en"] = name
		} else if english := countryName(r.people.codes[i]); english != "" {
			w.cells["canonical_name_en"] = english
		}
		canonical, english, wikidata := r.authority.Record(name)
		for column, v := range map[string]string{"canonical_name": canonical, "canonical_name_en": english, "wikidata_id": wikidata} {
			if v != "" {
				w.cells[column] = v
			}
		}
		var evidence []document.Evidence
		for _, n := range r.people.names[i] {
			if n.name == name {
				evidence = append(evidence, document.Evidence{Column: "canonical_name", Rule: ruleEntities, Span: n.first})
			}
		}
		rows = append(rows, document.Row{Values: w.values(sc), Evidence: evidence})
	}
	return rows
}

// countryName returns the English name of a country's code, by the Unicode CLDR.
func countryName(code string) string {
	iso, ok := strings.CutPrefix(code, "country:")
	if !ok {
		return ""
	}
	region, err := language.ParseRegion(iso)
	if err != nil {
		return ""
	}
	return display.English.Regions().Name(region)
}

func (r *reconciler) nameRows(sc *schemas.Table) []document.Row {
	var rows []document.Row
	for i, id := range r.people.ids {
		if id == "" || !r.people.used[i] {
			continue
		}
		for _, n := range r.people.names[i] {
			w := row{cells: map[string]any{"entity_id": id, "name": n.name, "mentions": int64(n.count)}}
			rows = append(rows, document.Row{Values: w.values(sc), Evidence: []document.Evidence{{Column: "name", Rule: ruleEntities, Span: n.first}}})
		}
	}
	return rows
}
