package reconcile

import (
	"fmt"
	"sort"
	"strings"

	"mahdar/pipeline/numeral"
)

// derive computes the columns that depend on other rows. A derived cell has no evidence of its own.
func (r *reconciler) derive() {
	for _, spec := range r.spec.Tables {
		t := r.tables[spec.Name]
		if t == nil {
			continue
		}
		for _, d := range spec.Derive {
			switch d.Op {
			case "others_false":
				r.othersFalse(t, d)
			case "rank":
				r.rank(t, d)
			case "polarity":
				r.polarity(t, d)
			}
		}
	}
}

func groupKey(w *row, columns []string) string {
	var b strings.Builder
	for _, c := range columns {
		fmt.Fprintf(&b, "%v\x00", w.cells[c])
	}
	return b.String()
}

// othersFalse gives the rows of an election in which one row is true the value false where they have none. Where a parliament or councils
// are elected, more candidates than one win, and a party with seats is no loser.
func (r *reconciler) othersFalse(t *draft, d Derive) {
	declared := map[any]bool{}
	for _, w := range t.rows {
		if w.cells[d.Column] == true {
			declared[w.cells["election_id"]] = true
		}
	}
	for _, w := range t.rows {
		seats, _ := w.cells["seats"].(int64)
		if w.cells[d.Column] == nil && seats == 0 && declared[w.cells["election_id"]] && (w.cells["option_type"] != "candidate" || r.oneWinner(w.cells["election_id"])) {
			w.cells[d.Column] = false
		}
	}
}

// oneWinner reports whether the election of that id fills one office.
func (r *reconciler) oneWinner(id any) bool {
	for _, w := range r.tables["elections"].rows {
		if w.cells["election_id"] == id {
			return w.cells["election_type"] == "presidential"
		}
	}
	return true
}

// rank orders the rows of each group by the first of the columns that a row has, the largest first; equal values share a rank.
func (r *reconciler) rank(t *draft, d Derive) {
	groups := map[string][]*row{}
	var order []string
	for _, w := range t.rows {
		k := groupKey(w, d.Within)
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], w)
	}
	for _, k := range order {
		for _, by := range d.By {
			var rows []*row
			for _, w := range groups[k] {
				if _, ok := decimal(w.cells[by]); ok && w.cells["option_type"] != "blank" && w.cells["option_type"] != "invalid" {
					rows = append(rows, w)
				}
			}
			if len(rows) < 2 || len(rows)*2 < len(groups[k]) {
				continue
			}
			sort.SliceStable(rows, func(i, j int) bool {
				a, _ := decimal(rows[i].cells[by])
				b, _ := decimal(rows[j].cells[by])
				return a.Cmp(b) > 0
			})
			for i, w := range rows {
				w.cells[d.Column] = int64(i + 1)
				if i > 0 {
					a, _ := decimal(w.cells[by])
					b, _ := decimal(rows[i-1].cells[by])
					if a.Cmp(b) == 0 {
						w.cells[d.Column] = rows[i-1].cells[d.Column]
					}
				}
			}
			break
		}
	}
}

func decimal(v any) (numeral.Decimal, bool) {
	switch x := v.(type) {
	case numeral.Decimal:
		return x, true
	case int64:
		return numeral.Int(x), true
	}
	return numeral.Decimal{}, false
}

// polarity sums up the findings that point to a row: positive, negative, mixed, or none without findings.
func (r *reconciler) polarity(t *draft, d Derive) {
	from := r.tables[d.From]
	for _, w := range t.rows {
		pos, neg := false, false
		if from != nil && len(d.By) > 0 {
			for _, f := range from.rows {
				if f.cells[t.schema.ID] != w.id || f.cells["is_response"] == true {
					continue
				}
				pos = pos || f.cells[d.By[0]] == "positive"
				neg = neg || f.cells[d.By[0]] == "negative"
			}
		}
		switch {
		case pos && neg:
			w.cells[d.Column] = "mixed"
		case pos:
			w.cells[d.Column] = "positive"
		case neg:
			w.cells[d.Column] = "negative"
		default:
			w.cells[d.Column] = "none"
		}
	}
}
