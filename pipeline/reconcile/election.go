package reconcile

import (
	"sort"

	"mahdar/pipeline/document"
)

// mention is one place where the report names an election.
type mention struct {
	claim
	row *row // nil when no row uses it
}

// elections reads the mentions of elections and decides which one the report is about: what the settings say, else the
// latest election whose day the report gives, else the one named most.
func (r *reconciler) elections() {
	sc := r.set.Table("elections")
	t := &draft{schema: sc, spec: r.spec.table("elections")}
	r.tables["elections"] = t
	for _, rec := range r.d.Records {
		if rec.Table == "elections" {
			r.mentions = append(r.mentions, mention{claim: r.claimOf(sc, rec)})
		}
	}
	kind := r.mainType()
	best := r.mainMention(kind)
	main := &row{cells: map[string]any{"report_id": r.d.ID}, spans: map[string]document.Span{}, all: map[string][]any{}}
	if kind != "" {
		main.cells["election_type"] = kind
	}
	if best != nil {
		main.take(&best.claim)
		best.row = main
		main.first = best.Span
	}
	if r.d.Info.ElectionType != "" {
		main.cells["election_type"] = r.d.Info.ElectionType
	}
	if code, name := r.country(); code != "" {
		main.cells["country_code"], main.cells["country_name"] = code, name
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.row != nil {
			continue
		}
		if r.isMain(main, m) {
			m.row = main
			c := m.claim
			main.take(&c)
		}
	}
	if main.cells["election_type"] == nil {
		return
	}
	r.main = main
	t.rows = append(t.rows, main)
	r.number(t)
}

// mainType returns the type of election named in the heading of the report, else the one named most.
func (r *reconciler) mainType() string {
	if r.d.Info.ElectionType != "" {
		return r.d.Info.ElectionType
	}
	count := map[string]int{}
	best := ""
	for i := range r.mentions {
		m := &r.mentions[i]
		k, _ := m.cells["election_type"].(string)
		if k == "" {
			continue
		}
		n := 1
		if m.Sentence < 6 {
			n = 6 - m.Sentence
		}
		count[k] += n
		if best == "" || count[k] > count[best] {
			best = k
		}
	}
	return best
}

// precision grades how exact an EDTF date is: 3 for days, 2 for months, 1 for years.
func precision(edtf string) int {
	switch {
	case len(edtf) >= 10:
		return 3
	case len(edtf) >= 7:
		return 2
	case edtf != "":
		return 1
	}
	return 0
}

func (r *reconciler) mainMention(kind string) *mention {
	count := map[string]int{}
	for i := range r.mentions {
		if e, _ := r.mentions[i].cells["date_edtf"].(string); e != "" {
			count[e]++
		}
	}
	limit := r.d.Info.ReferenceDate
	var best *mention
	better := func(a, b *mention) bool {
		da, db := a.str("date_edtf"), b.str("date_edtf")
		if pa, pb := precision(da), precision(db); pa != pb {
			return pa > pb
		}
		if limit != "" {
			if fa, fb := a.str("date_start") > limit, b.str("date_start") > limit; fa != fb {
				return fb
			}
		}
		if ta, tb := a.str("date_start"), b.str("date_start"); ta != tb {
			if len(ta) > 4 && len(tb) > 4 && ta[:4] == tb[:4] && count[da] != count[db] {
				return count[da] > count[db]
			}
			return ta > tb
		}
		return false
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.str("date_edtf") == "" {
			continue
		}
		if k := m.str("election_type"); k != "" && kind != "" && k != kind {
			continue
		}
		if best == nil || better(m, best) {
			best = m
		}
	}
	return best
}

func (m *mention) str(c string) string {
	s, _ := m.cells[c].(string)
	return s
}

// isMain reports whether a mention is one of the election the report is about.
func (r *reconciler) isMain(main *row, m *mention) bool {
	if k := m.str("election_type"); k != "" && main.str("election_type") != "" && k != main.str("election_type") {
		return false
	}
	start, end := m.str("date_start"), m.str("date_end")
	if start == "" {
		return true
	}
	a, b := main.str("date_start"), main.str("date_end")
	return a == "" || start <= b && (end == "" || end >= a)
}

// country returns the country whose name or adjective the report uses most, its first lines counting more.
func (r *reconciler) country() (code, name string) {
	count := map[string]int{}
	names := map[string]string{}
	var codes []string
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		if a.Type != document.TypeCountry && a.Type != "demonym" || a.Value == "" {
			continue
		}
		if count[a.Value] == 0 {
			codes = append(codes, a.Value)
		}
		n := 1
		if a.First < len(r.d.Tokens)/12 {
			n = 2
		}
		if r.d.Tokens[a.First].Sentence < 3 {
			n = 5
		}
		count[a.Value] += n
		if a.Type == document.TypeCountry && names[a.Value] == "" {
			names[a.Value] = a.Text
		}
	}
	if c := r.d.Info.ElectionCountry; c != "" {
		return c, names[c]
	}
	sort.SliceStable(codes, func(i, j int) bool { return count[codes[i]] > count[codes[j]] })
	if len(codes) == 0 {
		return "", ""
	}
	return codes[0], names[codes[0]]
}

// electionFor returns the id of the election that a claim belongs to: the last other election named in its sentence before
// it, or, where the claim says that it speaks of that one, in the sentence before; else the one the report is about.
func (r *reconciler) electionFor(c *claim) any {
	if r.main == nil {
		return nil
	}
	var near *mention
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.Sentence != c.Sentence {
			continue
		}
		if near == nil || m.Span.Start <= c.Span.Start || m.Span.Start < c.Span.End {
			if near == nil || m.Span.Start <= c.Span.End {
				near = m
			}
		}
	}
	if near == nil || near.row == r.main {
		return r.main.id
	}
	if near.row == nil {
		near.row = r.other(near)
	}
	if near.row == nil {
		return r.main.id
	}
	return near.row.id
}

// other makes the row of an election that is not the main one, or finds it.
func (r *reconciler) other(m *mention) *row {
	t := r.tables["elections"]
	if m.str("election_type") == "" {
		m.cells["election_type"] = r.main.str("election_type")
	}
	if m.cells["country_code"] == nil && r.main.cells["country_code"] != nil {
		m.cells["country_code"], m.cells["country_name"] = r.main.cells["country_code"], r.main.cells["country_name"]
	}
	for _, w := range t.rows[1:] {
		if r.agrees(t, w, &m.claim, false) {
			w.take(&m.claim)
			return w
		}
	}
	if m.str("date_start") == "" && m.str("election_type") == r.main.str("election_type") {
		return nil
	}
	w := &row{cells: map[string]any{"report_id": r.d.ID}, spans: map[string]document.Span{}, all: map[string][]any{}, first: m.Span}
	for _, c := range []string{"election_type", "country_code", "country_name"} {
		if m.cells[c] != nil {
			w.cells[c] = m.cells[c]
		}
	}
	w.take(&m.claim)
	t.rows = append(t.rows, w)
	w.id = t.schema.RowID(r.d.ID, w.values(t.schema))
	w.cells[t.schema.ID] = w.id
	return w
}
