package reconcile

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
)

// mention is one place where the report names an election.
type mention struct {
	claim
	row   *row // nil when no row uses it
	token int  // the mention's first token
	end   int  // the token after its last
	of    int  // the mention whose date it has, for one without a date
}

// has reports whether the mention's rule gave it the hint.
func (m *mention) has(hint string) bool { return m.extra[hint] != nil }

// str returns a text cell, empty for null.
func (c *claim) str(col string) string {
	s, _ := c.cells[col].(string)
	return s
}

// elections reads the mentions of elections and decides which one the report is about: what the settings say, else the
// latest election whose day the report gives, else the one named most.
func (r *reconciler) elections() {
	sc := r.set.Table("elections")
	t := &draft{schema: sc, spec: r.spec.table("elections")}
	r.tables["elections"] = t
	for _, rec := range r.d.Records {
		if rec.Table != "elections" {
			continue
		}
		m := mention{claim: r.claimOf(sc, rec)}
		m.token, m.end = r.tokenAt(m.Span.Start), r.tokenAt(m.Span.End-1)+1
		m.until()
		r.mentions = append(r.mentions, m)
	}
	r.saying = make([][]int, len(r.d.Sentences))
	for i := range r.mentions {
		n := r.mentions[i].Sentence
		r.saying[n] = append(r.saying[n], i)
	}
	r.inherit()
	kind := r.mainType()
	ref := r.d.Info.ReferenceDate
	best := r.mainMention(kind, false)
	if best == nil || ref != "" && far(best.str("date_start"), ref) {
		if won := r.mainMention(kind, true); won != nil && (best == nil || !far(won.str("date_start"), ref)) {
			best = won
		}
	}
	if best == nil || ref != "" && far(best.str("date_start"), ref) {
		if told := r.toldMention(kind); told != nil {
			best = told
		}
	}
	if best != nil && r.bygone(best, kind) {
		best, r.undated = nil, true
	}
	main := &row{cells: map[string]any{"report_id": r.d.ID}, spans: map[string]document.Span{}}
	if code, name := r.country(kind); code != "" {
		main.cells["country_code"] = code
		if name != "" {
			main.cells["country_name"] = name
		}
	}
	if best != nil {
		main.take(best.without("country_code", "country_name"), r)
		best.row = main
		main.first = best.Span
	}
	if kind != "" {
		main.cells["election_type"] = kind
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.row != nil || m.has("back") || m.has("now") || m.has("weak") || m.has("of_round") {
			continue
		}
		if m.has("second") {
			if main.cells["round"] == nil && m.Sentence < 6 {
				main.cells["round"], main.spans["round"] = int64(2), m.Span
				main.evidence = append(main.evidence, document.Evidence{Column: "round", Rule: m.Rule, Span: m.Span})
			}
			continue
		}
		if r.isMain(main, m) {
			m.row = main
			main.take(m.without("country_code", "country_name", "round"), r)
			r.extend(main, m)
		}
	}
	r.rounds(main)
	r.runoff(main)
	for i := range r.mentions {
		m := &r.mentions[i]
		switch {
		case m.has("now"):
			m.row = main
		case m.has("back"):
			m.row = r.named(i)
		}
	}
	if main.cells["election_type"] == nil {
		return
	}
	r.main = main
	t.rows = append(t.rows, main)
	r.number(t)
	for i := range r.mentions {
		if m := &r.mentions[i]; m.row == nil && m.has("given") {
			m.row = r.other(m)
		}
	}
}

// rounds gives a mention of a round without a date the date of that round, where the report has one, and an election of which the
// report names the first round only that round.
func (r *reconciler) rounds(main *row) {
	dated := map[int64]*mention{}
	for i := range r.mentions {
		m := &r.mentions[i]
		n, _ := m.cells["round"].(int64)
		if n == 0 && m.has("round_one") {
			n = 1
		}
		if o := dated[n]; n > 0 && m.str("date_start") != "" && (o == nil || r.past(o) && !r.past(m)) {
			dated[n] = m
		}
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		n := int64(0)
		switch m.extra["of_round"] {
		case "first":
			n = 1
		case "second":
			n = 2
		default:
			continue
		}
		if n == 1 && main.cells["round"] == nil {
			main.cells["round"], main.spans["round"] = n, m.Span
			main.evidence = append(main.evidence, document.Evidence{Column: "round", Rule: m.Rule, Span: m.Span})
		}
		if o := dated[n]; o != nil && main.cells["round"] != n {
			m.cells, m.spans, m.order, m.row = o.cells, o.spans, o.order, o.row
		} else {
			m.row = main
		}
	}
}

// runoff makes the election that the report is about the second round where a first one of months before has a day of its own.
func (r *reconciler) runoff(main *row) {
	const most = 200 // days between two rounds
	day, err := calendar.ParseDay(main.str("date_start"))
	if err != nil || main.cells["round"] != nil {
		return
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		first, err := calendar.ParseDay(m.str("date_start"))
		if err != nil || m.row != nil || !m.has("round_one") || precision(m.str("date_edtf")) != 3 || first >= day || day-first > most {
			continue
		}
		span := m.Span
		main.cells["round"], main.spans["round"] = int64(2), span
		main.evidence = append(main.evidence, document.Evidence{Column: "round", Rule: m.Rule, Span: span})
		return
	}
}

// bygone reports whether the election of a mention that has a year only is an earlier one: it lies back more than a year, and
// the report speaks of one of that kind without a date before.
func (r *reconciler) bygone(best *mention, kind string) bool {
	ref := r.d.Info.ReferenceDate
	if ref == "" || precision(best.str("date_edtf")) != 1 || best.str("date_end") == "" {
		return false
	}
	if year(ref)-year(best.str("date_end")) < 2 {
		return false
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.token >= best.token {
			break
		}
		if m.str("date_edtf") == "" && kind != "" && m.str("election_type") == kind && !m.has("back") && (m.of == i || best.Sentence-m.Sentence > 3) {
			return true
		}
	}
	return false
}

// inherit gives a mention of a kind without a date, the referendum, the date of the last such mention with one, no farther
// back than three sentences and with no election of another date between.
func (r *reconciler) inherit() {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.str("election_type") == "" || m.str("date_edtf") != "" || m.has("weak") {
			continue
		}
		m.of = i
		for k := i - 1; k >= 0 && m.Sentence-r.mentions[k].Sentence <= 3; k-- {
			if o := &r.mentions[k]; o.str("date_edtf") != "" && (o.str("election_type") == "" || o.str("election_type") == m.str("election_type")) {
				m.of = k
				break
			}
		}
	}
}

// without returns the mention's claim less some cells.
func (m *mention) without(columns ...string) *claim {
	c := m.claim
	c.order = nil
	for _, col := range m.order {
		if !contains(columns, col) {
			c.order = append(c.order, col)
		}
	}
	return &c
}

// until makes one range of a first day and a last day that stand apart in the sentence: opened on the 3rd … until the 5th.
func (m *mention) until() {
	last, ok := m.extra["until"].(calendar.Date)
	start := m.str("date_start")
	if !ok || len(last.EDTF) != 10 || len(start) != 10 || m.str("date_edtf") != start || last.EDTF <= start || last.EDTF[:7] > start[:4]+"-12" {
		return
	}
	m.cells["date_end"] = last.End
	m.cells["date_edtf"] = start + "/" + last.EDTF
}

// extend takes the bounds of a longer vote into an election whose one day is among its days.
func (r *reconciler) extend(main *row, m *mention) {
	if !m.has("told") || m.has("abroad") || !strings.Contains(m.str("date_edtf"), "/") || len(main.str("date_edtf")) != 10 {
		return
	}
	for _, c := range []string{"date_edtf", "date_start", "date_end"} {
		main.cells[c], main.spans[c] = m.cells[c], m.spans[c]
	}
}

// named returns the row of the election that a word like then points back to: the last one with a date named before it, in
// its sentence or in the one before.
func (r *reconciler) named(i int) *row {
	b := &r.mentions[i]
	for k := i - 1; k >= 0; k-- {
		m := &r.mentions[k]
		if b.Sentence-m.Sentence > 1 {
			break
		}
		if m.has("back") || m.has("now") || m.str("date_start") == "" {
			continue
		}
		b.cells, b.spans, b.order = m.cells, m.spans, m.order
		return m.row
	}
	return nil
}

// tokenAt returns the token that covers a byte of the text, or the first one after it.
func (r *reconciler) tokenAt(at int) int {
	return sort.Search(len(r.d.Tokens), func(i int) bool { return r.d.Tokens[i].End > at })
}

// mainType returns the type of election that the report names most, its first sentences counting more.
func (r *reconciler) mainType() string {
	if r.d.Info.ElectionType != "" {
		return r.d.Info.ElectionType
	}
	count, best := r.typesNamed(func(m *mention) bool { return !m.has("weak") && !r.past(m) })
	weak, likely := r.typesNamed(func(m *mention) bool { return m.has("weak") })
	named := best != ""
	if !named {
		count, best = weak, likely
	}
	if best == "" {
		count, best = r.typesNamed(func(*mention) bool { return true })
	}
	// Rounds in which persons get votes are those of a president.
	found, persons := r.typeOfResults()
	if best != "" && best != "presidential" && found == "presidential" {
		for i := range r.mentions {
			if m := &r.mentions[i]; m.cells["round"] != nil && m.str("election_type") == "" && !r.past(m) {
				count[found] += weight(m)
			}
		}
		if count[found] > count[best] {
			best = found
		}
	}
	// A report that gives persons or parties votes tells of a referendum only in passing, however often.
	if best == "" || best == "referendum" && found != "" {
		delete(count, "referendum")
		best = found
		for _, k := range []string{"presidential", "parliamentary", "local"} {
			if count[k] > count[best] {
				best = k
			}
		}
	}
	// One that speaks of a president throughout names the election of a parliament in passing too.
	if named && best == "parliamentary" && persons > 0 && weak["presidential"] > count[best]+weak[best] {
		return "presidential"
	}
	return best
}

// typesNamed counts the types of the mentions that count, and returns the one named most.
func (r *reconciler) typesNamed(counts func(*mention) bool) (count map[string]int, best string) {
	count = map[string]int{}
	for i := range r.mentions {
		m := &r.mentions[i]
		k := m.str("election_type")
		if k == "" || !counts(m) {
			continue
		}
		count[k] += weight(m)
		if best == "" || count[k] > count[best] {
			best = k
		}
	}
	return count, best
}

// weight returns how much a mention counts: more in the first sentences.
func weight(m *mention) int {
	return max(1, 6-m.Sentence)
}

// past reports a mention of an election that was held well before the day of the report: its kind tells little about the one
// that the report is about.
func (r *reconciler) past(m *mention) bool {
	ref, end := r.d.Info.ReferenceDate, m.str("date_end")
	return ref != "" && end != "" && end < ref && far(end, ref)
}

// typeOfResults tells the type of an election that the report names nowhere from who stands in its results and polls:
// persons for one office, or parties for seats. It also returns how many rows of persons there are.
func (r *reconciler) typeOfResults() (kind string, persons int) {
	parties := 0
	for _, rec := range r.d.Records {
		if rec.Complement {
			continue
		}
		for _, c := range rec.Cells {
			switch {
			case rec.Table == "results" && c.Column == "option_type" && c.Value == "candidate", rec.Table == "polls" && c.Column == "candidate_name" && r.isPerson(c.Span):
				persons++
			case rec.Table == "results" && c.Column == "option_type" && c.Value == "party", rec.Table == "polls" && c.Column == "candidate_name":
				parties++
			}
		}
	}
	switch {
	case persons > parties:
		return "presidential", persons
	case parties > 0:
		return "parliamentary", persons
	}
	return "", persons
}

// isPerson reports words that are annotated as a person.
func (r *reconciler) isPerson(s document.Span) bool {
	return r.annotatedAt(document.TypePerson, s) != nil
}

// annotatedAt returns the first annotation of a type that shares a word with a span, nil without one.
func (r *reconciler) annotatedAt(typ string, s document.Span) *document.Annotation {
	at, ok := r.covering[typ]
	if !ok {
		at = make([]int, len(r.d.Tokens))
		for i := range r.d.Annotations {
			a := &r.d.Annotations[i]
			if a.Type != typ {
				continue
			}
			for k := a.First; k < a.Last; k++ {
				if at[k] == 0 {
					at[k] = i + 1
				}
			}
		}
		if r.covering == nil {
			r.covering = map[string][]int{}
		}
		r.covering[typ] = at
	}
	first := 0
	for k := r.tokenAt(s.Start); k < len(at) && r.d.Tokens[k].Start < s.End; k++ {
		if at[k] > 0 && (first == 0 || at[k] < first) {
			first = at[k]
		}
	}
	if first == 0 {
		return nil
	}
	return &r.d.Annotations[first-1]
}

// precision grades how exact an EDTF date is: 3 for days, 2 for months, 1 for years and parts of years.
func precision(edtf string) int {
	first, _, _ := strings.Cut(edtf, "/")
	switch {
	case len(first) >= 10:
		return 3
	case len(first) >= 7 && first[5:] <= "12":
		return 2
	case first != "":
		return 1
	}
	return 0
}

// mainMention returns the dated mention that fits the election of the report best: a day before a month before a year, an election
// near the day of the report before one far from it, a sentence that tells of the voting before a name, the past before the
// future, and then the latest. A day on which somebody won counts only when won is set.
func (r *reconciler) mainMention(kind string, won bool) *mention {
	count := map[string]int{}
	for i := range r.mentions {
		if e := r.mentions[i].str("date_edtf"); e != "" && !r.mentions[i].has("given") {
			count[e]++
		}
	}
	// A report that tells of a second round in its first sentences is not about the first.
	second := slices.ContainsFunc(r.mentions, func(m mention) bool { return m.has("second") && m.Sentence < 6 })
	limit := r.d.Info.ReferenceDate
	better := func(a, b *mention) bool {
		da, db := a.str("date_edtf"), b.str("date_edtf")
		if pa, pb := precision(da), precision(db); pa != pb {
			return pa > pb
		}
		sa, sb := a.str("date_start"), b.str("date_start")
		if limit != "" {
			fa, fb := far(sa, limit), far(sb, limit)
			if fa != fb {
				return fb
			}
			if ra, rb := a.cells["round"] == int64(1), b.cells["round"] == int64(1); second && ra != rb {
				return rb
			}
			fa, fb = sa > limit, sb > limit
			if fa != fb && (a.cells["round"] == int64(2) || b.cells["round"] == int64(2)) {
				return fb // a second round to come
			}
			if ta, tb := a.has("told"), b.has("told"); !far(sa, limit) && ta != tb {
				return ta
			}
			if fa != fb {
				return fb
			}
			if fa && sa != sb {
				return sa < sb
			}
		}
		if year(sa) != year(sb) {
			return sa > sb
		}
		if ra, rb := a.cells["round"], b.cells["round"]; ra != nil && rb != nil && ra != rb && sa != sb {
			return sa > sb
		}
		if ta, tb := a.has("told"), b.has("told"); ta != tb {
			return ta
		}
		if sa != sb {
			if count[da] != count[db] {
				return count[da] > count[db]
			}
			return sa > sb
		}
		return len(da) > len(db)
	}
	var best *mention
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.str("date_edtf") == "" || m.has("abroad") || m.has("weak") || m.has("given") || m.has("won") && !won {
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

// toldMention returns the day near the reference date on which the timeline has an election, for where no mention of an election
// has one: the last before that date, else the first behind it; nil where there is none.
func (r *reconciler) toldMention(kind string) *mention {
	ref := r.d.Info.ReferenceDate
	var best *mention
	for _, rec := range r.d.Records {
		if rec.Table != "timeline" {
			continue
		}
		c := r.claimOf(r.set.Table("timeline"), rec)
		day := c.str("date_start")
		if e := c.str("event_type"); ref == "" || e != "election" && (e != "referendum" || kind != "referendum") || precision(c.str("date_edtf")) != 3 || far(day, ref) {
			continue
		}
		if best != nil {
			old := best.str("date_start")
			if before, was := day <= ref, old <= ref; before != was && was || before == was && (day < old) == before {
				continue
			}
		}
		m := mention{claim: r.dates(rec), token: r.tokenAt(rec.Span.Start), end: r.tokenAt(rec.Span.End-1) + 1}
		best = &m
	}
	return best
}

// dates returns the claim of the dates of a record for an election.
func (r *reconciler) dates(rec document.Record) claim {
	out := rec
	out.Cells = nil
	for _, c := range rec.Cells {
		if c.Column == "date" {
			out.Cells = append(out.Cells, c)
		}
	}
	return r.claimOf(r.set.Table("elections"), out)
}

// far reports a day of a year that is more than one away from that of the reference date.
func far(day, reference string) bool {
	d := year(reference) - year(day)
	return d < -1 || d > 1
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
	if a == "" && r.undated {
		return false
	}
	return a == "" || start <= b && (end == "" || end >= a)
}

// country returns the country whose name or adjective the report uses most, its first lines and the names of elections
// counting more.
func (r *reconciler) country(kind string) (code, name string) {
	count := map[string]int{}
	names := map[string]string{}
	var codes []string
	add := func(code string, n int) {
		if count[code] == 0 {
			codes = append(codes, code)
		}
		count[code] += n
	}
	namesakes := r.namesakes()
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		if a.Type != document.TypeCountry && a.Type != "demonym" || a.Value == "" || namesakes[a.First] {
			continue
		}
		if r.formerly(a.First) {
			add(a.Value, 1)
			continue
		}
		n := 1
		if a.First < len(r.d.Tokens)/12 {
			n = 2
		}
		if r.d.Tokens[a.First].Sentence < 3 {
			n = 5
		}
		add(a.Value, n)
		if a.Type == document.TypeCountry && names[a.Value] == "" {
			names[a.Value] = a.Text
		}
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		k, c := m.str("election_type"), m.str("country_code")
		switch {
		case c == "" || m.has("back") || m.has("now"):
		case m.has("weak"):
			if m.Sentence < 3 {
				add(c, 2)
			}
			add(c, 1)
		case k == "" || kind == "" || k == kind:
			add(c, 6)
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

// formerly reports whether the country at token i is where somebody held an office once: former governor-general of Belize.
func (r *reconciler) formerly(i int) bool {
	const reach = 6
	if i < 3 || r.d.Tokens[i-1].Fold != "of" || r.d.Tokens[i-2].Fold == "republic" {
		return false
	}
	for k := i - 2; k >= max(0, i-reach); k-- {
		if f := r.d.Tokens[k].Fold; f == "former" || f == "retired" {
			return true
		}
	}
	return false
}

// namesakes returns the tokens of countries that are also what a city of another country is called, which the report names elsewhere.
func (r *reconciler) namesakes() map[int]bool {
	named := map[string]bool{}
	country := map[int]string{}
	for i := range r.d.Annotations {
		if a := &r.d.Annotations[i]; a.Value != "" && (a.Type == document.TypeCountry || a.Type == "demonym") {
			named[a.Value] = true
			country[a.First] = a.Value
		}
	}
	out := map[int]bool{}
	for i := range r.mentions {
		m := &r.mentions[i]
		if c := m.str("country_code"); m.has("weak") && c != "" && named[c] && country[m.token] != "" && country[m.token] != c {
			out[m.token] = true
		}
	}
	return out
}

// electionFor returns the id of the election that a claim belongs to: the last election named before it in its sentence, or
// one right after it, as in 47 per cent in the election of 2014; else the one the report is about. An election that stands
// right after a figure has that figure only.
func (r *reconciler) electionFor(c *claim) any {
	if r.main == nil {
		return nil
	}
	near := r.nearMention(c)
	if near != nil && near.row == nil && strings.HasPrefix(c.Table, document.FactPrefix) {
		return nil // what checks look at makes no election a row
	}
	if c.str("figure") == "referendum_yes_pct" && r.main.str("election_type") != "referendum" && (near == nil || near.row == r.main) {
		return nil
	}
	if near == nil && c.Complement && c.cells["elected"] == true {
		return r.decidingRound().id
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

// decidingRound returns the election in whose round somebody won: the second round of the election that the report is about, where
// it has one of its own.
func (r *reconciler) decidingRound() *row {
	for _, w := range r.tables["elections"].rows[1:] {
		if r.main.cells["round"] == int64(1) && w.cells["round"] == int64(2) && w.str("election_type") == r.main.str("election_type") && w.str("date_start") > r.main.str("date_end") {
			return w
		}
	}
	return r.main
}

func (r *reconciler) nearMention(c *claim) *mention {
	at := c.Span
	for _, col := range []string{"value", "vote_share_pct", "votes", "seats"} {
		if s, ok := c.spans[col]; ok {
			at = s
			break
		}
	}
	first, end := r.tokenAt(at.Start), r.tokenAt(at.End-1)+1
	var before *mention
	for _, i := range r.saying[c.Sentence] {
		m := &r.mentions[i]
		if m.has("weak") || m.has("second") || before != nil && m.token < before.end && m.str("date_start") == "" {
			continue
		}
		if m.str("date_start") == "" && m.of < i && m.row != r.main && r.mentions[m.of].str("election_type") != "" {
			m = &r.mentions[m.of]
			if m.token < first {
				before = m
			}
			continue
		}
		if m.token >= end {
			if m.token-end <= 3 && !r.mark(end, m.token) {
				return m
			}
			continue
		}
		if m.token < first && !r.comparison(m, first) {
			before = m
		}
	}
	if before == nil {
		if m := r.itemMention(c); m != nil {
			return m
		}
		return r.headed(c)
	}
	return before
}

// itemMention returns the mention whose day heads the item of a chronology that a claim stands in, where an earlier sentence of
// the item names the election: 5 May: Referendum. Turnout was 41 per cent.
func (r *reconciler) itemMention(c *claim) *mention {
	for n := c.Sentence - 1; n >= 0 && r.d.Sentences[n].Paragraph == r.d.Sentences[c.Sentence].Paragraph; n-- {
		for _, i := range slices.Backward(r.saying[n]) {
			m := &r.mentions[i]
			if m.str("date_start") == "" || m.has("weak") || m.has("second") || m.has("back") || m.has("now") || m.has("of_round") {
				continue
			}
			if r.headsItem(m, r.d.Sentences[c.Sentence].First) {
				return m
			}
			return nil
		}
	}
	return nil
}

// headed returns the mention of a round in the heading of the section that a claim stands in, nil where the heading names none.
func (r *reconciler) headed(c *claim) *mention {
	if c.Sentence >= len(r.d.Sentences) || r.d.Sentences[c.Sentence].Section >= len(r.d.Sections) {
		return nil
	}
	head := r.d.Sections[r.d.Sentences[c.Sentence].Section].First
	if !r.d.Sentences[head].Heading && head > 0 {
		head--
	}
	if !r.d.Sentences[head].Heading {
		return nil
	}
	for _, i := range r.saying[head] {
		if m := &r.mentions[i]; m.has("of_round") {
			return m
		}
	}
	return nil
}

// headsItem reports a mention whose day begins its line, behind at most a bullet, with no other item between it and token end.
func (r *reconciler) headsItem(m *mention, end int) bool {
	at := r.tokenAt(m.spans["date_edtf"].Start)
	if at > 0 && !r.d.Tokens[at].Break {
		at--
	}
	if at > 0 && (!r.d.Tokens[at].Break || r.d.Tokens[at].Kind == document.Word) {
		return false
	}
	for k := at + 1; k <= end; k++ {
		if t := &r.d.Tokens[k]; t.Break && t.Kind == document.Punct {
			return false
		}
	}
	return true
}

// mark reports a mark between clauses among tokens lo to hi.
func (r *reconciler) mark(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		switch r.d.Tokens[i].Text {
		case "،", ",", ";", "؛", ":", ".":
			return true
		}
	}
	return false
}

// comparison reports a mention that stands right after a number of its own, with the claim's number behind the next comma.
func (r *reconciler) comparison(m *mention, first int) bool {
	if m.has("back") || m.has("now") || !r.mark(m.end, first) {
		return false
	}
	for i := range r.d.Annotations {
		a := &r.d.Annotations[i]
		if (a.Type == document.TypePercent || a.Type == document.TypeCount) && a.Last <= m.token && m.token-a.Last <= 2 && r.d.Tokens[a.First].Sentence == m.Sentence {
			return true
		}
	}
	return false
}

// place settles where a figure is of. The country of the election is no part of it, and stations in another country are
// stations abroad.
func (r *reconciler) place(c *claim) {
	own := r.main.str("country_code")
	if c.str("figure") == "polling_stations" {
		code := r.countryAt(c.spans["scope"])
		if hint, ok := c.extra["abroad_hint"]; ok && hint != nil || code != "" && code != own {
			c.cells["figure"] = "polling_stations_abroad"
		}
	}
	if code := r.countryAt(c.spans["scope"]); code != "" && code == own {
		delete(c.cells, "scope")
		order := c.order[:0]
		for _, col := range c.order {
			if col != "scope" {
				order = append(order, col)
			}
		}
		c.order = order
	}
}

// countryAt returns the code of the country that the words of a span name.
func (r *reconciler) countryAt(s document.Span) string {
	if s.End == 0 {
		return ""
	}
	if a := r.annotatedAt(document.TypeCountry, s); a != nil {
		return a.Value
	}
	return ""
}

// other makes the row of an election that is not the main one, or finds it.
func (r *reconciler) other(m *mention) *row {
	t := r.tables["elections"]
	if m.str("election_type") == "" {
		m.cells["election_type"] = r.main.str("election_type")
		if m.has("won") {
			m.cells["election_type"] = "presidential" // a person won it
		}
	}
	if m.cells["country_code"] == nil && r.main.cells["country_code"] != nil {
		m.cells["country_code"], m.cells["country_name"] = r.main.cells["country_code"], r.main.cells["country_name"]
	}
	if m.str("date_start") == "" {
		return nil
	}
	for _, w := range t.rows[1:] {
		if w.str("election_type") == m.str("election_type") && w.str("date_start") <= m.str("date_end") && w.str("date_end") >= m.str("date_start") {
			w.take(&m.claim, r)
			return w
		}
	}
	w := &row{cells: map[string]any{"report_id": r.d.ID}, spans: map[string]document.Span{}, first: m.Span}
	for _, c := range []string{"election_type", "country_code", "country_name"} {
		if m.cells[c] != nil {
			w.cells[c] = m.cells[c]
		}
	}
	w.take(&m.claim, r)
	if w.cells["round"] == nil && m.has("round_one") {
		w.cells["round"] = int64(1)
	}
	t.rows = append(t.rows, w)
	w.id = t.schema.RowID(r.d.ID, w.values(t.schema))
	w.cells[t.schema.ID] = w.id
	return w
}

// year returns the year of an ISO date, 0 where there is none.
func year(s string) int {
	n, _ := strconv.Atoi(s[:min(4, len(s))])
	return n
}
