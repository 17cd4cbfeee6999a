package reconcile

import "mahdar/pipeline/document"

// ruleCountry is the name under which the country of an election is proven: no rule claims it, it is the one named most.
const ruleCountry = "elections.country"

// prove gives the cells of elections that were settled over the whole report, or taken over from the election that it is
// about, the words that they rest on. What only the settings say has none.
func (r *reconciler) prove() {
	for _, w := range r.tables["elections"].rows {
		proven := map[string]bool{}
		for _, e := range w.evidence {
			proven[e.Column] = true
		}
		if kind := w.str("election_type"); kind != "" && !proven["election_type"] {
			r.proveType(w, kind)
		}
		for _, column := range []string{"country_code", "country_name"} {
			if w.cells[column] != nil && !proven[column] {
				r.proveCountry(w, column)
			}
		}
	}
}

// proveType names the first mention of an election of the row's type.
func (r *reconciler) proveType(w *row, kind string) {
	for i := range r.mentions {
		m := &r.mentions[i]
		if s := m.spans["election_type"]; m.str("election_type") == kind && s.End > s.Start {
			w.evidence = append(w.evidence, document.Evidence{Column: "election_type", Rule: m.Rule, Span: s})
			return
		}
	}
}

// proveCountry names the first mention of the row's country: for its name that of the same spelling.
func (r *reconciler) proveCountry(w *row, column string) {
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		named := a.Type == document.TypeCountry
		if !named && (a.Type != "demonym" || column == "country_name") || a.Value != w.str("country_code") {
			continue
		}
		if column == "country_name" && a.Text != w.str(column) {
			continue
		}
		span := document.Span{Start: r.d.Tokens[a.First].Start, End: r.d.Tokens[a.Last-1].End}
		w.evidence = append(w.evidence, document.Evidence{Column: column, Rule: ruleCountry, Span: span})
		return
	}
}
