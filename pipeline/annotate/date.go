package annotate

import (
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// dates returns the dates of a document: days, months, years, halves and quarters of a year, and ranges of them. Tokens for
// which taken reports true belong to other annotations and are never read as dates.
//
// The text of a date leaves out prepositions before it and words such as "late" or "early", which do not change its bounds.
//
// What the text leaves open is completed in this order:
//
//   - "last", "next", "this" count from the reference date ([referenceDate]), basis relative;
//   - "of the same year" takes the year of the date before it, basis inferred;
//   - a year that follows in the same list or range ("3 and 17 March 2019") is shared; that is still stated;
//   - a day or month without a year goes to a date with a year earlier in its sentence, when that date lies more than a year
//     before the reference date: the first such day on or after it;
//   - otherwise to the year that puts it nearest the reference date, at most two months ahead of it, or ten where
//     the sentence speaks of the future: reports tell what has happened, and name the year when it is long ago.
//
// A date whose year stays unknown has no EDTF.
func dates(r *reader, taken func(token int) bool) []document.Annotation {
	found := findDates(r, taken)
	ref := reference(r, found)
	return resolve(r, addStory(r, found, r.d.Annotations), ref)
}

// referenceDate returns the ISO day that relative dates of the document count from: the one in its settings, else its
// dateline, else the latest day that the text states in full; empty when there is none.
func referenceDate(r *reader) string {
	ref := reference(r, findDates(r, func(int) bool { return false }))
	if !ref.known {
		return ""
	}
	return ref.day.String()
}

// dateExpr is a date as the words state it.
type dateExpr struct {
	first, last int
	p           calendar.Partial
	end         calendar.Partial // of a range
	ranged      bool
	rel         calendar.Relation
	relMonth    bool // rel or same is about the month: the 28th of this month
	same        bool // the year, or with relMonth the month, is that of the date before
	shared      bool // the year comes from another date of the same list
	week        bool // a week, by rel
	shift       int  // days from the reference, with shifted
	shifted     bool
	weekday     int8 // from 1 for Sunday
	hijri       bool
	story       storyUnit // it counts from the date told before, by count
	count       int
	off         offset // from another date
}

// dateScanner finds date expressions from the first token to the last.
type dateScanner struct {
	*reader
	taken   func(int) bool
	found   []dateExpr
	lengths map[int]*document.Annotation // durations, by their first token
}

func findDates(r *reader, taken func(int) bool) []dateExpr {
	s := &dateScanner{reader: r, taken: taken, lengths: map[int]*document.Annotation{}}
	for k := range r.d.Annotations {
		if a := &r.d.Annotations[k]; a.Type == document.TypeDuration {
			s.lengths[a.First] = a
		}
	}
	for i := 0; i < len(s.toks); {
		if s.offsetAt(i) || s.clockAt(i) {
			i = s.found[len(s.found)-1].last
			continue
		}
		if !s.begins(i) {
			i++
			continue
		}
		n := len(s.found)
		if s.at(i) && len(s.found) > n {
			i = s.found[len(s.found)-1].last
			continue
		}
		s.found = s.found[:n]
		i++
	}
	s.merge()
	return s.found
}

// begins reports whether a date can begin at token i; it keeps the scan fast.
func (s *dateScanner) begins(i int) bool {
	switch s.toks[i].Kind {
	case document.Number:
		return !s.taken(i)
	case document.Punct:
		return false
	default: // the others need nothing done
	}
	if s.firstDay(i) {
		return !s.taken(i)
	}
	e := s.tags[i].e
	if e == none || s.taken(i) {
		return false
	}
	return e.month != 0 || len(e.months) > 0 || e.weekday != 0 || e.ordinal != 0 || e.role >= detached || s.is(i, "اول") || s.is(i, "الليله") || s.terms[i].Kind == numeral.Tens
}

func (s *dateScanner) put(x dateExpr) bool {
	for i := x.first; i < x.last; i++ {
		if s.taken(i) {
			return false
		}
	}
	s.found = append(s.found, x)
	return true
}

// at reads the date that begins at token i.
func (s *dateScanner) at(i int) bool {
	if shift, j, ok := s.dayWord(i); ok {
		n := len(s.found)
		if s.withWeekday(j) || s.core(j) {
			x := &s.found[n]
			x.first, x.shift, x.shifted = i, shift, true
			return true
		}
		if s.is(i, "اليوم") {
			return false // the day: a date only with the name of the day behind it
		}
		return s.put(dateExpr{first: i, last: j, shift: shift, shifted: true})
	}
	return s.withWeekday(i) || s.core(i)
}

// dayWord reads yesterday, أول من أمس, and اليوم before the name of a day.
func (s *dateScanner) dayWord(i int) (shift, next int, ok bool) {
	switch {
	case s.role(i) == todayWord, s.is(i, "اليوم") && s.ent(s.comma(i+1)).weekday != 0:
		return 0, s.comma2(i + 1), true
	case s.role(i) == yesterdayWord:
		return -1, s.comma2(i + 1), true
	case s.role(i) == tomorrowWord:
		return 1, s.comma2(i + 1), true
	case s.is(i, "اول") && s.role(i+1) == fromWord && s.role(i+2) == yesterdayWord:
		return -2, s.comma2(i + 3), true
	case s.is(i, "اول") && s.role(i+1) == yesterdayWord:
		return -2, s.comma2(i + 2), true
	case s.is(i, "الليله") && s.is(i+1, "الماضيه"), s.is(i, "last") && s.is(i+1, "night"):
		return -1, i + 2, true
	}
	return 0, i, false
}

// comma skips a comma at i; comma2 only where the name of a day follows.
func (s *dateScanner) comma(i int) int {
	if s.is(i, "،") || s.is(i, ",") {
		return i + 1
	}
	return i
}

func (s *dateScanner) comma2(i int) int {
	if j := s.comma(i); s.ent(j).weekday != 0 {
		return j
	}
	return i
}

// withWeekday reads a date that begins with the name of a day, or that name alone.
func (s *dateScanner) withWeekday(i int) bool {
	w := s.ent(i).weekday
	if w == 0 || s.taken(i) || s.ent(i).latin && !s.tok(i).Capital {
		return false
	}
	j := s.comma(i + 1)
	if s.is(i+1, ".") && s.ent(i).latin && len(s.toks[i].Fold) <= 5 {
		j = i + 2
	}
	for s.role(j) == dayPart {
		j = s.comma(j + 1)
	}
	if s.role(j) == theWord || s.role(j) == dayWord && !s.tags[j].led {
		j++
	}
	if s.ent(j).weekday != 0 && !s.ent(j).latin && s.tag(j).and { // Tuesday and Wednesday, the 22nd and 23rd
		j = s.comma(j + 1)
	}
	if s.is(j, "الموافق") || s.is(j, "المصادف") || s.is(j, "الموافقه") {
		if j++; s.is(j, "ل") {
			j++
		}
	}
	n := len(s.found)
	if (s.tok(j).Kind == document.Number || s.ent(j).month != 0 && s.ent(j).latin || s.ent(j).ordinal != 0) && s.core(j) {
		if x := &s.found[n]; x.p.Day != 0 || x.relMonth {
			x.first, x.weekday = i, w
			return true
		}
		s.found = s.found[:n]
	}
	x := dateExpr{first: i, last: i + 1, weekday: w}
	if rel, ok := s.adjective(i + 1); ok {
		x.rel, x.last = rel, i+2
		return s.put(x)
	}
	prev := s.role(i - 1)
	if s.ent(i).latin {
		switch prev {
		case lastWord:
			x.rel = calendar.Last
			return s.put(x)
		case nextWord:
			x.rel = calendar.Next
			return s.put(x)
		case sameWord:
			return false
		case onWord, thisWord, whenWord, sinceWord, toWord:
			return s.put(x)
		default: // the others need nothing done
		}
		if p := s.tok(i - 1); p.Kind == document.Word && !p.Capital && p.Sentence == s.tok(i).Sentence && !s.taken(i-1) {
			return s.put(x) // voted Sunday
		}
		return s.toks[i].Fold != s.toks[i].Stems[len(s.toks[i].Stems)-1] && s.put(x) || s.role(i+1) == dayPart && s.put(x)
	}
	if prev == dayWord || prev == dayPart || prev == eveningWord || prev == morningWord || s.is(i-1, "اليوم") || prev == yesterdayWord || s.bareDay(i) {
		return s.put(x)
	}
	return false
}

// bareDay reports the name of a day with its article and no word for a day before it, as newspapers write it: جرت الأحد. The
// names of markets, villages, prayers and men hold such words too, and الاثنين is any two.
func (s *dateScanner) bareDay(i int) bool {
	t, p := s.tok(i), s.tok(i-1)
	if !strings.HasPrefix(t.Fold, "ال") || t.Fold == "الاثنين" || p.Sentence != t.Sentence || p.Kind != document.Word || !p.Arabic {
		return false
	}
	if n := s.tok(i + 1); strings.HasPrefix(n.Fold, "عشر") {
		return false
	}
	for _, stem := range p.Stems {
		switch stem {
		case "سوق", "قريه", "حي", "مدينه", "بلده", "شارع", "ساحه", "منطقه", "جبل", "صلاه", "خطبه", "بن", "ابن", "ابو", "ال", "واحد", "دوري", "جمعه", "خط", "نادي", "باب", "بني":
			return false
		}
	}
	return true
}

// adjective reads الماضي, المقبل, الجاري behind a noun.
func (s *dateScanner) adjective(i int) (calendar.Relation, bool) {
	if !s.tok(i).Arabic || !s.tag(i).definite {
		return 0, false
	}
	switch s.role(i) {
	case lastWord:
		return calendar.Last, true
	case nextWord:
		return calendar.Next, true
	case thisWord:
		return calendar.This, true
	default: // the others need nothing done
	}
	return 0, false
}

// core reads a date without the name of a day before it.
func (s *dateScanner) core(i int) bool {
	return s.numeric(i) || s.dayMonth(i) || s.monthFirst(i) || s.part(i) || s.relativeUnit(i) || s.yearAlone(i)
}

// spaced reads 5 - 4 - 2024, as some agencies write datelines.
func (s *dateScanner) spaced(i int) bool {
	if i+4 >= len(s.toks) || !s.dash(i+1) || !s.dash(i+3) || s.dash(i-1) && s.tok(i-1).Kind == document.Number {
		return false
	}
	d, ok1 := small4(s.tok(i).Text)
	m, ok2 := small4(s.tok(i + 2).Text)
	y, ok3 := small4(s.tok(i + 4).Text)
	x := dateExpr{first: i, last: i + 5, p: calendar.Partial{Year: y, Month: m, Day: d}}
	return ok1 && ok2 && ok3 && y >= 1900 && y < 2100 && s.valid(x)
}

// numeric reads 21/11/2022, 2022-11-21, 21.11.2022.
func (s *dateScanner) numeric(i int) bool {
	if s.spaced(i) {
		return true
	}
	t := s.tok(i)
	if t.Kind != document.Number || s.taken(i) {
		return false
	}
	if len(t.Text) >= 8 {
		if p, ok := dotted(t.Text); ok {
			return s.put(dateExpr{first: i, last: i + 1, p: p})
		}
	}
	a, b := s.tok(i+1), s.tok(i+2)
	if a.Space || b.Space || b.Kind != document.Number || a.Text != "/" && !s.dash(i+1) {
		return false
	}
	x, okX := small4(t.Text)
	y, okY := small4(b.Text)
	if !okX || !okY {
		return false
	}
	if s.daySpan(i, x, y) || s.withoutYear(i, x, y) {
		return true
	}
	c, z := s.tok(i+3), s.tok(i+4)
	if c.Text == a.Text && !c.Space && !z.Space && z.Kind == document.Number {
		v, ok := small4(z.Text)
		switch {
		case !ok:
			return false
		case len(z.Text) == 4:
			if y > 12 { // month first
				x, y = y, x
			}
			return s.valid(dateExpr{first: i, last: i + 5, p: calendar.Partial{Year: v, Month: y, Day: x}})
		case len(t.Text) == 4:
			return s.valid(dateExpr{first: i, last: i + 5, p: calendar.Partial{Year: x, Month: y, Day: v}})
		}
		return false
	}
	if len(t.Text) == 4 && len(b.Text) == 2 && s.dash(i+1) && s.year(i) != 0 {
		if y >= 1 && y <= 12 && x%100+1 != y {
			return s.valid(dateExpr{first: i, last: i + 3, p: calendar.Partial{Year: x, Month: y}})
		}
		if e := x/100*100 + y; e > x && y > 12 || x%100+1 == y {
			return s.put(dateExpr{first: i, last: i + 3, p: calendar.Partial{Year: x}, end: calendar.Partial{Year: e}, ranged: true})
		}
	}
	return false
}

// daySpan reads 6-8/10/2020: days x to y of one month.
func (s *dateScanner) daySpan(i, x, y int) bool {
	if !s.dash(i+1) || x >= y || y > 31 || s.tok(i+3).Text != "/" || s.tok(i+5).Text != "/" {
		return false
	}
	m, okM := small4(s.tok(i + 4).Text)
	v := s.year(i + 6)
	if !okM || v == 0 || m > 12 || s.tok(i+3).Space || s.tok(i+4).Space || s.tok(i+5).Space || s.tok(i+6).Space {
		return false
	}
	e := dateExpr{first: i, last: i + 7, p: calendar.Partial{Year: v, Month: m, Day: x}, end: calendar.Partial{Year: v, Month: m, Day: y}, ranged: true}
	return s.real(e) && s.put(e)
}

// withoutYear reads the 6/10 of "from 6/10 to 8/11/2020": day x of month y, whose year stands with the end of the range.
func (s *dateScanner) withoutYear(i, x, y int) bool {
	if s.tok(i+1).Text != "/" || y < 1 || y > 12 || s.opens(i) == noRole || s.role(i+3) != toWord && !s.dash(i+3) {
		return false
	}
	if k := i + 4; s.tok(k+1).Text != "/" || s.tok(k+3).Text != "/" || s.year(k+4) == 0 {
		return false
	}
	e := dateExpr{first: i, last: i + 3, p: calendar.Partial{Month: y, Day: x}}
	return s.real(e) && s.put(e)
}

func (s *dateScanner) valid(x dateExpr) bool {
	if _, _, ok := x.p.Bounds(); !ok {
		return false
	}
	return s.put(x)
}

func small4(t string) (int, bool) {
	n, ok := small(t)
	return n, ok && len(t) <= 4
}

// dotted reads 21.11.2022 and 2022.11.21.
func dotted(t string) (calendar.Partial, bool) {
	var f [3]int
	k, width := 0, 0
	var widths [3]int
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c == '.' && k < 2 && width > 0:
			k, width = k+1, 0
		case c >= '0' && c <= '9' && width < 4:
			f[k] = f[k]*10 + int(c-'0')
			width++
			widths[k] = width
		default:
			return calendar.Partial{}, false
		}
	}
	if k != 2 {
		return calendar.Partial{}, false
	}
	p := calendar.Partial{Year: f[2], Month: f[1], Day: f[0]}
	if widths[0] == 4 {
		p = calendar.Partial{Year: f[0], Month: f[1], Day: f[2]}
	}
	_, _, ok := p.Bounds()
	return p, ok && p.Year >= 1800
}

// day reads the number of a day: 16, 16th, الأول, الحادي والعشرين, the ninth.
func (s *dateScanner) day(i int) (day, next int, ok bool) {
	t := s.tok(i)
	if i >= len(s.toks) || s.taken(i) {
		return 0, i, false
	}
	if t.Kind == document.Number {
		n, okN := small(t.Text)
		if !okN || n < 1 || n > 31 || len(t.Text) > 2 {
			return 0, i, false
		}
		switch f := s.tok(i + 1); f.Fold {
		case "st", "nd", "rd", "th":
			if !f.Space {
				return n, i + 2, true
			}
		}
		return n, i + 1, true
	}
	g := s.tag(i)
	v := int(g.e.ordinal)
	switch {
	case t.Kind != document.Word:
		return 0, i, false
	case s.firstDay(i):
		return 1, i + 1, true
	case t.Arabic && g.definite && v != 0:
		f := s.term(i + 1)
		switch {
		case f.Kind == numeral.Teen && !f.And:
			return max(v, 1) + 10, i + 2, true
		case f.Kind == numeral.Tens && f.And && f.Definite:
			if d := max(v, 1) + int(f.Value); d <= 31 {
				return d, i + 2, true
			}
		case v > 0:
			return v, i + 1, true
		}
	case t.Arabic && g.definite && s.terms[i].Kind == numeral.Tens && s.terms[i].Value <= 30:
		return int(s.terms[i].Value), i + 1, true
	case !t.Arabic && v > 0 && t.Fold != "second" || !t.Arabic && v == 2 && s.role(i+1) == ofWord:
		return v, i + 1, true
	}
	return 0, i, false
}

// firstDay reports a noun for the first day of a month: غرة رمضان, فاتح شتنبر.
func (s *dateScanner) firstDay(i int) bool {
	return s.is(i, "غره") || s.is(i, "فاتح") || s.is(i, "الفاتح")
}

func (s *dateScanner) term(i int) numeral.Term {
	if i < 0 || i >= len(s.terms) {
		return numeral.Term{}
	}
	return s.terms[i]
}

// monthName is a month that stands in the text.
type monthName struct {
	month int
	hijri bool
	weak  bool
	latin bool
}

// month reads the name of a month, also a double one: يونيو/حزيران.
func (s *dateScanner) month(i int) (m monthName, next int, ok bool) {
	m, next, ok = s.oneMonth(i)
	if !ok {
		return m, i, false
	}
	if s.is(next, "/") || s.is(next, "(") {
		if k, j, ok := s.oneMonth(next + 1); ok && k.month == m.month && k.hijri == m.hijri {
			if s.is(next, "(") && s.is(j, ")") {
				j++
			}
			m.weak = false
			return m, j, true
		}
	}
	return m, next, true
}

func (s *dateScanner) oneMonth(i int) (monthName, int, bool) {
	if i < 0 || i >= len(s.toks) || s.taken(i) {
		return monthName{}, i, false
	}
	e := s.tags[i].e
	for _, p := range e.months {
		if s.is(i+1, p.second) {
			return monthName{month: int(p.month), hijri: p.hijri}, i + 2, true
		}
	}
	if e.month == 0 || e.latin && !s.toks[i].Capital || s.tags[i].definite {
		return monthName{}, i, false
	}
	if e.latin && s.is(i-1, "(") && s.is(i+1, ")") {
		return monthName{}, i, false // a party's short form
	}
	m := monthName{month: int(e.month), hijri: e.hijri, weak: e.weak, latin: e.latin}
	next := i + 1
	if e.latin && s.is(next, ".") && !s.toks[next].Space && abbreviated(s.toks[i].Fold) {
		next++
	}
	return m, next, true
}

// abbreviated reports the names of months that a full stop may end.
func abbreviated(fold string) bool {
	return len(fold) == 3 && fold != "may" || fold == "sept"
}

// year returns the year that token i can be, or 0.
func (r *reader) year(i int) int {
	t := r.tok(i)
	if t.Kind != document.Number || len(t.Text) != 4 {
		return 0
	}
	n := 0
	for _, c := range []byte(t.Text) {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n < 1800 || n > 2100 {
		return 0
	}
	if f := r.tok(i + 1); f.Kind == document.Word && !f.Arabic && !f.Space && len(f.Fold) <= 2 {
		return 0 // the 1930s
	}
	return n
}

// yearRef is what follows a month or "of": a year or a reference to one.
type yearRef struct {
	year int
	rel  calendar.Relation
	same bool
}

// yearAt reads the year of a month or of a part of a year at token j: 2022, عام 2022, من العام نفسه, الماضي, of last year.
func (s *dateScanner) yearAt(j int, m monthName) (ref yearRef, next int, ok bool) {
	if m.hijri {
		return s.hijriYear(j)
	}
	k := s.comma(j)
	if y := s.year(k); y != 0 && !s.taken(k) && (k == j || s.tok(k).Arabic || m.latin || !s.tok(k).Break) {
		return yearRef{year: y}, k + 1, true
	}
	if rel, ok := s.adjective(j); ok {
		return yearRef{rel: rel}, j + 1, true
	}
	if (s.role(k) == fromWord || s.role(k) == ofWord) && !s.tag(k).led {
		k++
	} else {
		k = j
	}
	if y := s.year(k); k > j && y != 0 && !s.taken(k) {
		return yearRef{year: y}, k + 1, true
	}
	if s.role(k) == yearWord && s.tok(k).Arabic && !s.taken(k) {
		if y := s.year(k + 1); y != 0 && !s.taken(k+1) {
			return yearRef{year: y}, k + 2, true
		}
	}
	if unit, ref, next, ok := s.unitRef(k); ok && unit == yearWord {
		return ref, next, true
	}
	return yearRef{}, j, false
}

func (s *dateScanner) hijriYear(j int) (yearRef, int, bool) {
	if s.role(j) == yearWord || s.role(j) == fromWord {
		j++
	}
	if n, ok := small4(s.tok(j).Text); ok && s.tok(j).Kind == document.Number && n >= 1300 && n < 1500 && !s.taken(j) {
		next := j + 1
		if s.role(next) == hijriMark {
			next++
		}
		return yearRef{year: n}, next, true
	}
	return yearRef{}, j, false
}

// unitRef reads a year, month or week that is given by its relation: العام الماضي, هذا الشهر, last week, the same year.
func (s *dateScanner) unitRef(i int) (unit role, ref yearRef, next int, ok bool) {
	if i >= len(s.toks) || s.taken(i) {
		return 0, ref, i, false
	}
	is := func(k int) bool {
		r := s.role(k)
		return (r == yearWord || r == monthWord || r == weekWord) && !s.taken(k)
	}
	if s.toks[i].Arabic {
		switch {
		case is(i) && s.tags[i].definite:
			if rel, ok := s.adjective(i + 1); ok {
				return s.role(i), yearRef{rel: rel}, i + 2, true
			}
			if s.role(i+1) == sameWord {
				return s.role(i), yearRef{same: true}, i + 2, true
			}
		case (s.is(i, "هذا") || s.is(i, "هذه")) && is(i+1) && s.tags[i+1].definite:
			return s.role(i + 1), yearRef{rel: calendar.This}, i + 2, true
		case (s.role(i) == sameWord || s.role(i) == thatWord) && is(i+1) && s.tags[i+1].definite:
			return s.role(i + 1), yearRef{same: true}, i + 2, true
		}
		return 0, ref, i, false
	}
	j := i
	if s.role(j) == theWord {
		j++
	}
	if !is(j+1) || s.tok(j+1).Arabic || s.is(j+1, "years") {
		return 0, ref, i, false
	}
	switch s.role(j) {
	case lastWord:
		if s.is(j, "last") && j == i {
			return s.role(j + 1), yearRef{rel: calendar.Last}, j + 2, true
		}
	case nextWord:
		if s.is(j, "next") && j == i {
			return s.role(j + 1), yearRef{rel: calendar.Next}, j + 2, true
		}
	case thisWord:
		return s.role(j + 1), yearRef{rel: calendar.This}, j + 2, true
	case sameWord, thatWord:
		return s.role(j + 1), yearRef{same: true}, j + 2, true
	default: // the others need nothing done
	}
	return 0, ref, i, false
}

// dayMonth reads dates that begin with a day: 16 مارس 2022, 1 و2 و3 ديسمبر, the ninth of November, 28 من الجاري.
func (s *dateScanner) dayMonth(i int) bool {
	if s.is(i, "ال") {
		i++
	}
	type item struct{ day, at, next int }
	var list [8]item
	n := 0
	through := s.opens(i) == betweenWord
	at := i
	var m monthName
	var j int
	for {
		d, next, ok := s.day(at)
		if !ok || n == len(list) || n > 0 && d <= list[n-1].day {
			return false
		}
		list[n] = item{d, at, next}
		n++
		k := next
		if (s.role(k) == fromWord || s.role(k) == ofWord) && !s.tag(k).led {
			k++
		}
		if s.role(k) == monthWord && !s.tag(k).definite {
			k++
			if s.role(k) == ofWord {
				k++
			}
		}
		if m, j, ok = s.month(k); ok {
			break
		}
		if s.relativeMonth(list[0].at, next, list[0].day, d, n) {
			return true
		}
		sep, isRange := s.separator(next)
		if sep == next {
			return false
		}
		through = through || isRange
		at = sep
	}
	ref, last, known := s.yearAt(j, m)
	if !known {
		last = j
	}
	if m.hijri && !known {
		return false
	}
	part := func(d int) calendar.Partial { return calendar.Partial{Year: ref.year, Month: m.month, Day: d} }
	base := dateExpr{rel: ref.rel, same: ref.same, hijri: m.hijri}
	if n > 1 && !through {
		through = true
		for k := 1; k < n; k++ {
			through = through && list[k].day == list[k-1].day+1
		}
	}
	if n == 1 || through {
		x := base
		x.first, x.last, x.p = list[0].at, last, part(list[0].day)
		if n > 1 {
			x.end, x.ranged = part(list[n-1].day), true
		}
		return s.real(x) && s.put(x)
	}
	for k := range list[:n] {
		x := base
		x.first, x.last, x.p = list[k].at, list[k].next, part(list[k].day)
		if k == n-1 {
			x.last = last
		}
		if !s.real(x) || !s.put(x) {
			return false
		}
	}
	return true
}

// real reports whether the day exists in its month; an unknown year may be a leap year.
func (s *dateScanner) real(x dateExpr) bool {
	if x.hijri {
		return x.p.Day <= 30
	}
	y := x.p.Year
	if y == 0 {
		y = 2000
	}
	return x.p.Day <= calendar.DaysIn(y, x.p.Month) && (!x.ranged || x.end.Day <= calendar.DaysIn(y, x.p.Month))
}

// separator reads what stands between two days of one month and returns the token after it.
func (s *dateScanner) separator(i int) (next int, isRange bool) {
	switch {
	case s.dash(i), s.role(i) == toWord:
		if i++; s.role(i) == dayWord && !s.tag(i).definite {
			i++ // من يوم 2 إلى يوم 9 أوت
		}
		return i, true
	case s.term(i).Kind == numeral.And, s.is(i, "،"), s.is(i, ","):
		if s.term(i+1).Kind == numeral.And && s.term(i).Kind != numeral.And {
			return i + 2, false
		}
		return i + 1, false
	case s.tag(i).and && s.ent(i).ordinal != 0:
		return i, false
	}
	return i, false
}

// opens returns fromWord or betweenWord where one stands right before token i.
func (s *dateScanner) opens(i int) role {
	j := i - 1
	for s.role(j) == dayWord || s.role(j) == daysWord || s.role(j) == yearsWord || s.role(j) == yearWord || s.role(j) == monthWord || s.is(j, "ال") || s.role(j) == theWord {
		j--
	}
	if r := s.role(j); r == fromWord || r == betweenWord || r == sinceWord {
		return r
	}
	return noRole
}

// relativeMonth reads the end of 28 من الجاري, 13 من الشهر نفسه, the 5th of this month.
func (s *dateScanner) relativeMonth(first, i, from, to, n int) bool {
	j := i
	if s.is(j, "منه") { // the 20th of it
		x := dateExpr{first: first, last: j + 1, p: calendar.Partial{Day: from}, relMonth: true, same: true}
		if n > 1 {
			x.end, x.ranged = calendar.Partial{Day: to}, true
		}
		return s.put(x)
	}
	if (s.role(j) != fromWord && s.role(j) != ofWord) || s.tag(j).led {
		return false
	}
	j++
	x := dateExpr{first: first, p: calendar.Partial{Day: from}, relMonth: true}
	if n > 1 {
		x.end, x.ranged = calendar.Partial{Day: to}, true
	}
	if rel, ok := s.adjective(j); ok {
		x.rel, x.last = rel, j+1
		return s.put(x)
	}
	if s.is(j, "الشهر") { // the 26th of the month
		if _, _, _, ok := s.unitRef(j); !ok {
			x.rel, x.last = calendar.This, j+1
			return s.put(x)
		}
	}
	if unit, ref, next, ok := s.unitRef(j); ok && unit == monthWord {
		x.rel, x.same, x.last = ref.rel, ref.same, next
		return s.put(x)
	}
	return false
}

// monthFirst reads dates that begin with a month: نوفمبر 2022, يناير الماضي, November 4, 2022, last January.
func (s *dateScanner) monthFirst(i int) bool {
	m, j, ok := s.month(i)
	if !ok {
		return false
	}
	if m.latin && s.latinDays(i, j, m) {
		return true
	}
	x := dateExpr{first: i, last: j, p: calendar.Partial{Month: m.month}, hijri: m.hijri}
	if ref, next, ok := s.yearAt(j, m); ok {
		x.p.Year, x.rel, x.same, x.last = ref.year, ref.rel, ref.same, next
		return s.put(x)
	}
	if m.hijri {
		return false
	}
	prev := s.role(i - 1)
	if m.latin {
		switch {
		case s.is(i-1, "last"):
			x.rel, x.first = calendar.Last, i-1
			return s.put(x)
		case s.is(i-1, "next"):
			x.rel, x.first = calendar.Next, i-1
			return s.put(x)
		case s.is(i-1, "this"):
			x.rel, x.first = calendar.This, i-1
			return s.put(x)
		}
	}
	if m.weak {
		switch prev {
		case inWord, sinceWord, whenWord, monthWord, toWord, beforeWord:
		case fromWord, ofWord, betweenWord:
			if !m.latin && s.role(j) != toWord {
				return false
			}
		default:
			return false
		}
	}
	return s.put(x)
}

// latinDays reads the days behind an English month: November 4, 2022; August 1 and 2; October 5 to 8, 2014.
func (s *dateScanner) latinDays(i, j int, m monthName) bool {
	k := j
	if s.role(k) == theWord {
		k++
	}
	d, next, ok := s.day(k)
	if !ok || s.tok(k).Kind != document.Number && k == j {
		return false
	}
	x := dateExpr{first: i, p: calendar.Partial{Month: m.month, Day: d}}
	var second dateExpr
	sep := next
	if s.dash(next) || s.role(next) == toWord || s.is(next, "and") {
		sep = next + 1
	}
	if e, after, ok := s.day(sep); ok && sep > next && s.tok(sep).Kind == document.Number && e > d && s.ent(after).month == 0 && !s.percentAfter(after) {
		switch {
		case s.is(next, "and") && e != d+1 && s.opens(i) != betweenWord:
			second = dateExpr{first: sep, last: after, p: calendar.Partial{Month: m.month, Day: e}}
		default:
			x.end, x.ranged = calendar.Partial{Month: m.month, Day: e}, true
		}
		if second.last == 0 {
			next = after
		}
	}
	tail := max(next, second.last)
	ref, last, known := s.yearAt(tail, m)
	if !known {
		last = tail
	}
	x.last = last
	if second.last > 0 {
		x.last, second.last = next, last
		second.p.Year, second.rel, second.same = ref.year, ref.rel, ref.same
	}
	x.p.Year, x.rel, x.same = ref.year, ref.rel, ref.same
	if x.ranged {
		x.end.Year = ref.year
	}
	if !s.real(x) || !s.put(x) {
		return false
	}
	if second.last > 0 {
		return s.put(second)
	}
	return true
}

func (s *dateScanner) percentAfter(i int) bool {
	return s.is(i, "%") || s.role(i) == percentWord || s.role(i) == perWord
}

// part reads halves and quarters: النصف الأول من العام المقبل, the second quarter of 2023.
func (s *dateScanner) part(i int) bool {
	var r role
	var n, j int
	if s.tok(i).Arabic {
		r = s.role(i)
		n, j = int(s.ent(i+1).ordinal), i+2
		if !s.tag(i).definite || !s.tag(i+1).definite {
			return false
		}
	} else {
		n = int(s.ent(i).ordinal)
		r, j = s.role(i+1), i+2
	}
	code := 0
	switch {
	case r == halfWord && (n == 1 || n == 2):
		code = calendar.FirstHalf + n - 1
	case r == quarterWord && n >= 1 && n <= 4:
		code = calendar.FirstQuarter + n - 1
	default:
		return false
	}
	if s.role(j) != fromWord && s.role(j) != ofWord {
		return false
	}
	ref, last, ok := s.yearAt(j, monthName{})
	if !ok {
		return false
	}
	return s.put(dateExpr{first: i, last: last, p: calendar.Partial{Year: ref.year, Part: code}, rel: ref.rel, same: ref.same})
}

// relativeUnit reads a year, month or week by its relation.
func (s *dateScanner) relativeUnit(i int) bool {
	unit, ref, last, ok := s.unitRef(i)
	if !ok {
		return false
	}
	x := dateExpr{first: i, last: last, rel: ref.rel, same: ref.same, relMonth: unit == monthWord, week: unit == weekWord}
	if x.week && (x.same || s.is(last, "of")) {
		return false // the last week of a month: the month says when
	}
	return s.put(x)
}

// yearAlone reads a year that a word before it announces, and ranges of years.
func (s *dateScanner) yearAlone(i int) bool {
	y := s.year(i)
	if y == 0 || s.taken(i) || !s.announced(i) {
		return false
	}
	x := dateExpr{first: i, last: i + 1, p: calendar.Partial{Year: y}}
	k := i + 2
	for s.role(k) == yearWord {
		k++
	}
	e := s.year(k)
	if e > y && !s.taken(k) && s.ent(k+1).month == 0 {
		switch {
		case s.dash(i + 1), s.role(i+1) == toWord, s.is(i+1, "/") && e == y+1,
			s.opens(i) == betweenWord && (s.term(i+1).Kind == numeral.And):
			x.last, x.end, x.ranged = k+1, calendar.Partial{Year: e}, true
		}
	}
	return s.put(x)
}

// announced reports whether the four digits at i are a year by the words around them.
func (s *dateScanner) announced(i int) bool {
	p := s.role(i - 1)
	switch p {
	case inWord, sinceWord, yearWord, yearsWord, whenWord, fromWord, toWord, betweenWord, ofWord, beforeWord, thisWord, lastWord, dayPart:
		return true
	case theWord:
		return s.tok(i+1).Kind == document.Word
	default: // the others need nothing done
	}
	switch {
	case s.is(i-1, "("):
		return s.is(i+1, ")") || s.dash(i+1) || s.is(i+1, "،") || s.is(i+1, ",")
	case s.dash(i+1) && s.year(i+2) > s.year(i):
		return true
	case s.role(i+1) == whenWord && !s.tag(i+1).led:
		return true
	case (s.is(i+1, ":") || s.dash(i+1) && s.tok(i+2).Kind == document.Word && s.tok(i+2).Space) &&
		(i == 0 || s.toks[i].Break || s.toks[i-1].Kind == document.Punct && (i == 1 || s.toks[i-1].Break)):
		return true // the head of an item: 1991: …, 1991 - …
	}
	// عامي 1995 و2005: a year goes on from the year before it.
	if n := len(s.found); n > 0 && i >= 2 {
		l := &s.found[n-1]
		if l.last == i-1 && l.p.Month == 0 && l.p.Year != 0 && (s.term(i-1).Kind == numeral.And || s.is(i-1, ",") || s.is(i-1, "،")) {
			return true
		}
	}
	return s.is(i-1, "for") || s.is(i-1, "born") || s.is(i-1, "مواليد") || s.is(i-1, "ال") && s.role(i-2) == inWord
}

// merge joins two dates with a word for "until" between them into a range, and shares a year that only the later of two
// listed dates has.
func (s *dateScanner) merge() {
	out := s.found[:0]
	for k := 0; k < len(s.found); k++ {
		x := s.found[k]
		for k+1 < len(s.found) {
			y := s.found[k+1]
			if !s.joins(&x, &y) {
				break
			}
			x.end, x.ranged, x.last = y.p, true, y.last
			if x.p.Year == 0 && y.p.Year != 0 {
				x.p.Year = y.p.Year
				if x.p.Month > y.p.Month && y.p.Month != 0 {
					x.p.Year--
				}
				x.shared = true
			}
			x.rel, x.same = y.rel, y.same
			k++
		}
		out = append(out, x)
	}
	s.found = out
	for k := len(out) - 2; k >= 0; k-- {
		x, y := &out[k], &out[k+1]
		if x.p.Year == 0 && x.rel == 0 && !x.same && !x.shifted && x.p.Month != 0 && y.p.Year != 0 && y.p.Month != 0 && !x.hijri && !y.hijri && s.listed(x.last, y.first) {
			x.p.Year, x.shared = y.p.Year, true
			if x.ranged {
				x.end.Year = y.p.Year
			}
		}
	}
}

// listed reports whether only a conjunction, a comma or an article stands between tokens a and b.
func (s *dateScanner) listed(a, b int) bool {
	if b-a > 2 || b == a && !s.tag(b).and {
		return false
	}
	for i := a; i < b; i++ {
		if s.term(i).Kind != numeral.And && s.role(i) != toWord && !s.dash(i) {
			return false
		}
	}
	return true
}

func (s *dateScanner) joins(x, y *dateExpr) bool {
	if x.off.base != noBase || y.off.base != noBase {
		return false
	}
	if x.ranged || y.ranged || x.hijri != y.hijri || x.hijri || x.week || y.week || x.relMonth || y.relMonth || x.shifted || y.shifted {
		return false
	}
	if x.p.Month == 0 && x.p.Year == 0 || y.p.Month == 0 && y.p.Year == 0 {
		return false
	}
	if (x.p.Day != 0) != (y.p.Day != 0) && (x.p.Year == 0 || y.p.Year == 0 || x.p.Month == 0 || y.p.Month == 0 || s.opens(x.first) == noRole) {
		return false
	}
	if x.p.Year != 0 && y.p.Year == 0 || x.rel != 0 || x.same {
		return false
	}
	open := s.opens(x.first)
	i := x.last
	switch {
	case s.dash(i), s.role(i) == toWord && (open != noRole || s.is(i, "الي") || s.is(i, "to")):
		i++
	case open == betweenWord && s.term(i).Kind == numeral.And:
		i++
	case open == betweenWord && s.tag(y.first).and:
	default:
		return false
	}
	for i < y.first && (s.role(i) == dayWord || s.role(i) == yearWord || s.role(i) == monthWord || s.role(i) == dayPart || s.is(i, "منتصف") || s.is(i, "ليل") || s.is(i, "غايه")) {
		i++
	}
	if i != y.first {
		return false
	}
	a, b := x.p, y.p
	if a.Year == 0 {
		a.Year = b.Year
		if a.Month > b.Month && b.Month != 0 {
			a.Year--
		}
	}
	if b.Year == 0 {
		return x.p.Month < y.p.Month || x.p.Month == y.p.Month && x.p.Day < y.p.Day
	}
	_, ok := calendar.Interval(a, b, calendar.Stated)
	return ok
}
