package reconcile

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// finding is a contradiction that a check found.
type finding struct {
	check, severity, table string
	rows                   []string
	message                string
	stated                 []string
}

func (r *reconciler) contradict(check, severity, table, message string, rows []*row, stated ...string) {
	f := finding{check: check, severity: severity, table: table, message: message, stated: stated}
	for _, w := range rows {
		f.rows = append(f.rows, w.id)
	}
	r.found = append(r.found, f)
}

// checks looks for the contradictions that reports have.
func (r *reconciler) checks() {
	r.checkWeekdays()
	r.checkEventDates()
	r.checkRanks()
	r.checkSums()
	r.checkCounts()
	r.checkFigures()
	r.checkTurnout()
	r.checkSpellings()
}

// checkWeekdays compares a day of the week with the date that it stands beside.
func (r *reconciler) checkWeekdays() {
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		if a.Type != document.TypeDate || a.Date.Weekday < 0 || len(a.Date.Start) != 10 || a.Date.Start != a.Date.End || a.Date.Basis == "relative" {
			continue
		}
		day, err := time.Parse(time.DateOnly, a.Date.Start)
		if err != nil || int(day.Weekday()) == a.Date.Weekday {
			continue
		}
		word := r.weekdayWord(a)
		var rows []*row
		table := ""
		for _, name := range []string{"timeline", "elections"} {
			if t := r.tables[name]; t != nil && table == "" {
				for _, w := range t.rows {
					if w.cells["date_start"] == a.Date.Start {
						rows, table = append(rows, w), name
					}
				}
			}
		}
		r.contradict("weekday", "warning", table, fmt.Sprintf("%s was a %s, the report says %s %d", a.Date.Start, day.Weekday(), word, day.Day()), rows, word, strconv.Itoa(day.Day()), a.Date.Start)
	}
}

// weekdayWord returns the report's word for the day of the week in or right before a date.
func (r *reconciler) weekdayWord(a *document.Annotation) string {
	for i := max(0, a.First-3); i < a.Last; i++ {
		t := &r.d.Tokens[i]
		if t.Kind == document.Word && isWeekday(t) {
			return t.Text
		}
	}
	return time.Weekday(a.Date.Weekday).String()
}

func isWeekday(t *document.Token) bool {
	for _, s := range t.Stems {
		switch s {
		case "احد", "اثنين", "ثلاثاء", "ثلاثا", "اربعاء", "اربعا", "خميس", "جمعه", "سبت", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday":
			return true
		}
	}
	return false
}

// checkEventDates compares the dates of happenings of a kind that the report takes for one: the vote itself, or a referendum
// of one year.
func (r *reconciler) checkEventDates() {
	t := r.tables["timeline"]
	if t == nil {
		return
	}
	for _, kind := range []string{"election", "referendum"} {
		byYear := map[string][]*row{}
		var years []string
		for _, w := range t.rows {
			if w.str("event_type") != kind || len(w.str("date_edtf")) < 7 || strings.Contains(w.str("date_edtf"), "/") || precisionSeason(w.str("date_edtf")) {
				continue
			}
			y := w.str("date_start")[:4]
			if byYear[y] == nil {
				years = append(years, y)
			}
			byYear[y] = append(byYear[y], w)
		}
		for _, y := range years {
			if kind == "referendum" {
				r.compareDates(kind, byYear[y])
			}
		}
		if kind == "election" && r.main != nil {
			start := r.main.str("date_start")
			for _, y := range years {
				for _, w := range byYear[y] {
					if start == "" || w.str("date_start") == start {
						continue
					}
					// The same month of another year: one vote under two years.
					if len(start) == 10 && w.str("date_edtf")[:4] != start[:4] && w.str("date_start")[5:7] == start[5:7] && abs(year(w.str("date_start"))-year(start)) == 1 {
						r.contradict("event_date", "error", "timeline", "one election under two dates: "+w.str("date_edtf")+" and "+r.main.str("date_edtf"), []*row{w}, w.str("date_edtf"), r.main.str("date_edtf"))
					}
				}
			}
		}
	}
}

func precisionSeason(edtf string) bool {
	return len(edtf) == 7 && edtf[5:] > "12"
}

func year(s string) int {
	n, _ := strconv.Atoi(s[:min(4, len(s))])
	return n
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// compareDates reports rows of one happening whose dates exclude each other.
func (r *reconciler) compareDates(kind string, rows []*row) {
	var months []string
	var hit []*row
	for _, w := range rows {
		m := w.str("date_edtf")[:7]
		if !contains(months, m) {
			months = append(months, m)
			hit = append(hit, w)
		}
	}
	if len(months) > 1 {
		sort.Strings(months)
		stated := append([]string(nil), months...)
		for _, w := range rows {
			if e := w.str("date_edtf"); !contains(stated, e) {
				stated = append(stated, e)
			}
		}
		r.contradict("event_date", "error", "timeline", "one "+kind+" under several dates: "+strings.Join(stated, ", "), hit, stated...)
	}
}

// checkRanks compares the ranks that the report states with the shares or votes it gives.
func (r *reconciler) checkRanks() {
	t := r.tables["results"]
	if t == nil {
		return
	}
	for i, a := range t.rows {
		for _, b := range t.rows[i+1:] {
			if groupKey(a, []string{"election_id", "status"}) != groupKey(b, []string{"election_id", "status"}) {
				continue
			}
			ra, okA := decimal(a.cells["rank_stated"])
			rb, okB := decimal(b.cells["rank_stated"])
			if !okA && !okB {
				continue
			}
			for _, by := range []string{"vote_share_pct", "votes"} {
				va, ok1 := decimal(a.cells[by])
				vb, ok2 := decimal(b.cells[by])
				if !ok1 || !ok2 {
					continue
				}
				switch {
				case okA && okB && ra.Cmp(rb) != 0 && (ra.Cmp(rb) < 0) == (va.Cmp(vb) < 0) && va.Cmp(vb) != 0:
					r.contradict("rank", "error", "results", fmt.Sprintf("rank %s with %s, rank %s with %s", ra, va, rb, vb), []*row{a, b}, ra.String(), va.String(), rb.String(), vb.String())
				case okA != okB:
					r.rankAgainst(a, b, okA, by)
				}
				break
			}
		}
	}
}

// rankAgainst reports a row that is stated to be last, by its rank among the rows of its group, although another row has less.
func (r *reconciler) rankAgainst(a, b *row, first bool, by string) {
	ranked, other := a, b
	if !first {
		ranked, other = b, a
	}
	n := 0
	for _, w := range r.tables["results"].rows {
		if groupKey(w, []string{"election_id", "status"}) == groupKey(ranked, []string{"election_id", "status"}) {
			n++
		}
	}
	rank, _ := decimal(ranked.cells["rank_stated"])
	mine, _ := decimal(ranked.cells[by])
	theirs, _ := decimal(other.cells[by])
	if rank.Coef == int64(n) && mine.Cmp(theirs) > 0 {
		r.contradict("rank", "error", "results", fmt.Sprintf("rank %s of %d with %s although another has %s", rank, n, mine, theirs), []*row{ranked, other}, rank.String(), mine.String(), theirs.String())
	}
}

// checkSums adds up the shares of an announcement. Half a point around 100 is rounding.
func (r *reconciler) checkSums() {
	t := r.tables["results"]
	if t == nil {
		return
	}
	groups := map[string][]*row{}
	var order []string
	for _, w := range t.rows {
		if _, ok := decimal(w.cells["vote_share_pct"]); !ok {
			continue
		}
		k := groupKey(w, []string{"election_id", "status"})
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], w)
	}
	for _, k := range order {
		rows := groups[k]
		if len(rows) < 3 {
			continue
		}
		sum := numeral.Decimal{}
		names := map[any]bool{}
		double := false
		for _, w := range rows {
			v, _ := decimal(w.cells["vote_share_pct"])
			sum, _ = sum.Add(v)
			n := w.cells["candidate_id"]
			double = double || n != nil && names[n]
			names[n] = true
		}
		f := sum.Float()
		if double || f >= 99.5 && f <= 100.5 || f < 80 {
			continue
		}
		severity := "warning"
		if f > 100.5 {
			severity = "error"
		}
		r.contradict("sum", severity, "results", "the shares sum to "+sum.String()+" %", rows, sum.String())
	}
}

// checkCounts compares stated numbers of candidates with each other and with the list of results.
func (r *reconciler) checkCounts() {
	figures := r.tables["election_figures"]
	if figures == nil {
		return
	}
	for i := range r.d.Records {
		rec := &r.d.Records[i]
		if rec.Table != "checks.others" {
			continue
		}
		// "the other N candidates": one more than N take part.
		for _, c := range rec.Cells {
			n, ok := decimal(c.Value)
			if !ok {
				continue
			}
			for _, w := range figures.rows {
				if v, isNumber := decimal(w.cells["value"]); isNumber && w.str("figure") == "candidates" && w.cells["scope"] == nil && v.Coef != n.Coef+1 {
					r.contradict("count", "warning", "election_figures",
						fmt.Sprintf("%s candidates in all, so %d others, yet the report speaks of %s others", v, v.Coef-1, n), []*row{w}, v.String(), strconv.FormatInt(v.Coef-1, 10), n.String())
				}
			}
		}
	}
	results := r.tables["results"]
	if results == nil || r.main == nil {
		return
	}
	names := map[any]bool{}
	for _, w := range results.rows {
		if w.cells["election_id"] == r.main.id && w.str("option_type") == "candidate" && w.cells["candidate_id"] != nil {
			names[w.cells["candidate_id"]] = true
		}
	}
	for _, w := range figures.rows {
		v, ok := decimal(w.cells["value"])
		if ok && w.str("figure") == "candidates" && w.cells["scope"] == nil && w.cells["election_id"] == r.main.id && len(names) > int(v.Coef) && v.Coef > 1 {
			r.contradict("count", "warning", "election_figures", fmt.Sprintf("%s candidates stated, results of %d", v, len(names)), []*row{w}, v.String(), strconv.Itoa(len(names)))
		}
	}
}

// checkFigures finds two values for one quantity.
func (r *reconciler) checkFigures() {
	t := r.tables["election_figures"]
	if t != nil {
		for i, a := range t.rows {
			for _, b := range t.rows[i+1:] {
				cols := []string{"election_id", "figure", "scope"}
				if groupKey(a, cols) != groupKey(b, cols) {
					continue
				}
				va, _ := decimal(a.cells["value"])
				vb, _ := decimal(b.cells["value"])
				if va.Cmp(vb) == 0 {
					continue
				}
				if approx(a) != approx(b) && va.Float() > 0 && vb.Float()/va.Float() > 0.95 && vb.Float()/va.Float() < 1.05 {
					continue // a round number beside the exact one
				}
				r.contradict("figure", "warning", "election_figures", fmt.Sprintf("%s: %s and %s", a.str("figure"), va, vb), []*row{a, b}, va.String(), vb.String())
			}
		}
	}
	for _, name := range []string{"observer_missions", "results"} {
		t := r.tables[name]
		if t == nil {
			continue
		}
		for _, w := range t.rows {
			for i := range t.schema.Fields {
				f := &t.schema.Fields[i]
				if f.Type != schemas.Integer && f.Type != schemas.Number {
					continue
				}
				have, ok := decimal(w.cells[f.Name])
				for _, v := range w.all[f.Name] {
					if o, isNumber := decimal(v); ok && isNumber && o.Cmp(have) != 0 {
						r.contradict("figure", "warning", name, fmt.Sprintf("%s: %s and %s", f.Name, have, o), []*row{w}, have.String(), o.String())
					}
				}
			}
		}
	}
}

func approx(w *row) bool { return w.cells["is_approximate"] == true }

// checkTurnout holds voters, votes and turnout of one election together.
func (r *reconciler) checkTurnout() {
	t := r.tables["election_figures"]
	if t == nil {
		return
	}
	byElection := map[any]map[string]*row{}
	var order []any
	for _, w := range t.rows {
		if w.cells["scope"] != nil {
			continue
		}
		e := w.cells["election_id"]
		if byElection[e] == nil {
			byElection[e] = map[string]*row{}
			order = append(order, e)
		}
		if f := w.str("figure"); byElection[e][f] == nil {
			byElection[e][f] = w
		}
	}
	value := func(w *row) float64 {
		d, _ := decimal(w.get("value"))
		return d.Float()
	}
	for _, e := range order {
		f := byElection[e]
		reg, cast, turnout := f["registered_voters"], f["votes_cast"], f["turnout_pct"]
		if reg != nil && cast != nil && turnout != nil && value(reg) > 0 {
			computed := 100 * value(cast) / value(reg)
			if diff := computed - value(turnout); diff > 0.6 || diff < -0.6 {
				r.contradict("turnout", "error", "election_figures", fmt.Sprintf("%v of %v voters is %.2f %%, the report says %v %%", stated(cast), stated(reg), computed, stated(turnout)), []*row{reg, cast, turnout}, stated(cast), stated(reg), stated(turnout))
			}
		}
		valid, invalid := f["valid_votes"], f["invalid_votes"]
		if cast != nil && valid != nil && invalid != nil && value(valid)+value(invalid) != value(cast) && !approx(cast) {
			sum, _ := decimal(valid.get("value"))
			inv, _ := decimal(invalid.get("value"))
			total, _ := sum.Add(inv)
			r.contradict("ballots", "error", "election_figures", fmt.Sprintf("valid and invalid votes make %s, votes cast are %s", total, stated(cast)), []*row{valid, invalid, cast}, stated(valid), stated(invalid), stated(cast), total.String())
		}
		if reg != nil && cast != nil && value(cast) > value(reg) && value(reg) > 0 {
			r.contradict("turnout", "error", "election_figures", fmt.Sprintf("%s votes of %s voters", stated(cast), stated(reg)), []*row{reg, cast}, stated(cast), stated(reg))
		}
	}
	r.checkShares(byElection)
}

func stated(w *row) string {
	d, _ := decimal(w.get("value"))
	return d.String()
}

// checkShares compares each share with its votes, over the valid votes or all votes cast.
func (r *reconciler) checkShares(byElection map[any]map[string]*row) {
	t := r.tables["results"]
	if t == nil {
		return
	}
	for _, w := range t.rows {
		votes, ok1 := decimal(w.cells["votes"])
		share, ok2 := decimal(w.cells["vote_share_pct"])
		if !ok1 || !ok2 {
			continue
		}
		f := byElection[w.cells["election_id"]]
		best, base := 1e9, ""
		for _, name := range []string{"valid_votes", "votes_cast"} {
			if b := f[name]; b != nil {
				d, _ := decimal(b.get("value"))
				if d.Float() <= 0 {
					continue
				}
				diff := 100*votes.Float()/d.Float() - share.Float()
				if diff < 0 {
					diff = -diff
				}
				if diff < best {
					best, base = diff, d.String()
				}
			}
		}
		if base != "" && best > 0.6 {
			r.contradict("share", "error", "results", fmt.Sprintf("%s votes of %s are not %s %%", votes, base, share), []*row{w}, votes.String(), share.String())
		}
	}
}

// checkSpellings reports persons under several spellings. A name that only lacks words of another is no second spelling.
func (r *reconciler) checkSpellings() {
	for i, names := range r.people.names {
		if r.people.ids[i] == "" {
			continue
		}
		last := map[string]string{}
		var order []string
		for _, n := range names {
			w := strings.FieldsSeq(n.name)
			for x := range w {
				k := fold(x)
				if last[k] == "" {
					last[k] = x
					order = append(order, k)
				}
			}
		}
		var stated []string
		for a := range order {
			for b := a + 1; b < len(order); b++ {
				if alike(order[a], order[b]) {
					for _, s := range []string{last[order[a]], last[order[b]]} {
						if !contains(stated, s) {
							stated = append(stated, s)
						}
					}
				}
			}
		}
		if len(stated) > 1 {
			var full []string
			for _, n := range names {
				full = append(full, n.name)
			}
			f := finding{check: "spelling", severity: "info", table: "entities", message: "one name under several spellings: " + strings.Join(full, ", "), stated: stated, rows: []string{r.people.ids[i]}}
			r.found = append(r.found, f)
		}
	}
}

// alike reports two words that spell one name: most of their letters in the same order.
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 3 || len(y) < 3 {
		return false
	}
	common := lcs(x, y)
	return float64(2*common)/float64(len(x)+len(y)) >= 0.6 && x[0] == y[0] || float64(2*common)/float64(len(x)+len(y)) >= 0.75
}

func lcs(a, b []rune) int {
	prev := make([]int, len(b)+1)
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := prev[j+1]
			if x == y {
				prev[j+1] = diag + 1
			} else {
				prev[j+1] = max(up, prev[j])
			}
			diag = up
		}
	}
	return prev[len(b)]
}

func (r *reconciler) discrepancies(sc *schemas.Table) []document.Row {
	var rows []document.Row
	seen := map[string]bool{}
	for _, f := range r.found {
		w := row{cells: map[string]any{
			"report_id": r.d.ID, "check_id": f.check, "severity": f.severity, "message": f.message, "stated": f.stated, "resolution": "none",
		}}
		if f.table != "" {
			w.cells["table_name"] = f.table
		}
		if len(f.rows) > 0 {
			w.cells["row_ids"] = f.rows
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
