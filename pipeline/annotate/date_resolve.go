package annotate

import (
	"slices"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
)

// origin is the day that relative dates count from.
type origin struct {
	day   calendar.Day
	known bool
	exact bool // stated as the day of the report, not only the latest day that it names
}

// A date without a year may lie this many days ahead of the reference date, without and with words for the future.
const (
	aheadLatest = 20 // of a month, and from a reference date that is only the latest day in the text
	aheadPlain  = 60
	aheadFuture = 300
	// One behind a day to come lies this many days ahead of that at most.
	aheadPlanned = 120
)

// reference finds the reference date of the document.
func reference(r *reader, found []dateExpr) origin {
	if d, err := calendar.ParseDay(r.d.Info.ReferenceDate); err == nil {
		return origin{d, true, true}
	}
	for k := range found {
		if d, ok := dayOf(&found[k]); ok && !found[k].ranged && !found[k].shifted && r.dateline(&found[k]) {
			return origin{d, true, true}
		}
	}
	for k := len(found) - 1; k >= 0; k-- {
		if d, ok := dayOf(&found[k]); ok && !found[k].ranged && !found[k].shifted && r.signedOff(&found[k]) {
			return origin{d, true, true}
		}
	}
	for k := range found {
		if d, ok := dayOf(&found[k]); ok && found[k].shifted {
			return origin{d - calendar.Day(found[k].shift), true, true}
		}
	}
	ref := latest(r, found)
	// A report may give no more than the month in its head; then it is no older than that month.
	for k := range found {
		if x := &found[k]; x.p.Year != 0 && x.p.Month != 0 && x.p.Day == 0 && !x.ranged && !x.hijri && !x.shifted && r.dateline(x) {
			if _, last, ok := x.p.Bounds(); ok && (!ref.known || ref.day < last) {
				ref = origin{last, true, false}
			}
			break
		}
	}
	for k := range found {
		if x := &found[k]; x.p.Year == 0 && x.p.Month != 0 && x.p.Day != 0 && !x.ranged && !x.shifted && !x.relMonth && x.rel == calendar.Unrelated && x.first > 0 && !r.toks[x.first].Break && r.dateline(x) {
			if d, ok := r.yearOfReport(found, x.p, ref); ok {
				return origin{d, true, true}
			}
			break
		}
	}
	for k := range found { // yesterday, the 24th of June: the day is known once the year is
		if x := &found[k]; ref.known && x.shifted && x.p.Day != 0 && x.p.Month != 0 && !x.ranged {
			if d, _, ok := calendar.Nearest(x.p, ref.day, aheadPlain).Bounds(); ok {
				return origin{d - calendar.Day(x.shift), true, true}
			}
		}
	}
	return ref
}

// yearOfReport returns the day of a dateline that names no year: the first such day on or after the latest day that the text
// states, or that day in the year after, where the text names that year.
func (r *reader) yearOfReport(found []dateExpr, p calendar.Partial, latest origin) (calendar.Day, bool) {
	last := 0
	for k := range found {
		if x := &found[k]; x.p.Year > last && !x.ranged && !x.hijri && !r.future(x.first) && (!latest.known || x.p.Year <= yearOf(latest.day)+1) {
			last = x.p.Year
		}
	}
	if last == 0 {
		return 0, false
	}
	d, ok := calendar.NewDay(last, p.Month, p.Day)
	if ok && latest.known && d < latest.day {
		d, ok = calendar.NewDay(last+1, p.Month, p.Day)
	}
	return d, ok
}

func yearOf(d calendar.Day) int {
	y, _, _ := d.Date()
	return y
}

// dayOf returns the day that an expression states in full, the last one of a range.
func dayOf(x *dateExpr) (calendar.Day, bool) {
	if x.p.Day == 0 || x.p.Year == 0 || x.hijri {
		return 0, false
	}
	if x.ranged {
		e := x.end
		if e.Month == 0 {
			e.Month = x.p.Month
		}
		if e.Year == 0 {
			e.Year = x.p.Year
		}
		return calendar.NewDay(e.Year, e.Month, e.Day)
	}
	return calendar.NewDay(x.p.Year, x.p.Month, x.p.Day)
}

// signedOff reports whether a date stands below the text, as agencies and letters have it: it ends one of the last lines, alone or behind
// a few words, the first of which says that this was issued where they are more than two.
func (r *reader) signedOff(x *dateExpr) bool {
	const lines = 4
	first := x.first
	for first > 0 && !r.toks[first].Break {
		if first--; x.first-first > 12 {
			return false
		}
	}
	if x.last < len(r.toks) && !r.toks[x.last].Break && (r.toks[x.last].Kind != document.Punct || x.last+1 < len(r.toks) && !r.toks[x.last+1].Break) {
		return false
	}
	after := 0
	for i := x.first + 1; i < len(r.toks) && after <= lines; i++ {
		if r.toks[i].Break {
			after++
		}
	}
	if after <= 2 && first < x.first && r.entitled(first, x.first) && !r.birth(x.first) {
		return true
	}
	words := 0
	for i := first; i < x.first; i++ {
		switch t := &r.toks[i]; {
		case t.Kind == document.Word:
			words++
		case t.Text != "،" && t.Text != "," && t.Text != "/":
			return false // an item of a list
		}
	}
	switch r.toks[first].Fold {
	case "صدر", "حرر", "issued", "done", "signed":
		return after <= lines
	}
	return words <= 2 && after <= 1 && (first == x.first || r.toks[first].Kind == document.Word)
}

// dateline reports whether a date stands at the head of the document as datelines do: within the first lines, near the
// beginning of its line, in no clause.
func (r *reader) dateline(x *dateExpr) bool {
	const lines, reach = 8, 11
	line, first := 0, x.first
	for i := 0; i <= x.first; i++ {
		if r.toks[i].Break {
			line++
			first = i
		}
		if line > lines {
			return false
		}
	}
	if r.chronicle(x, first) {
		return false
	}
	if r.placed(x, first) {
		return true
	}
	if x.first-first > reach {
		return false
	}
	if n := r.tok(x.last); x.last < len(r.toks) && !n.Break && (n.Kind != document.Punct || n.Text == "," || n.Text == "،" || n.Text == "." && r.toks[first].Arabic) {
		return false // a clause goes on
	}
	// A line that holds no more than a kind of paper and a month: Background note, May 2020.
	alone := x.p.Day == 0 && x.first-first <= 4 && (x.last >= len(r.toks) || r.toks[x.last].Break)
	for i := first; i < x.first; i++ {
		if t := &r.toks[i]; t.Kind == document.Word && !t.Arabic && !t.Capital && !alone || t.Kind == document.Number && (x.p.Day != 0 || t.Arabic) {
			return false // a clause: "on 19 March"
		}
	}
	// In Arabic a place, a desk or a name leads; a clause has more words than that.
	words := 0
	for i := first; i < x.first; i++ {
		if r.toks[i].Kind != document.Punct {
			words++
		}
	}
	return !r.toks[first].Arabic || words <= 5
}

// chronicle reports a date that begins its line with a mark and text behind it, where another line is like it.
func (r *reader) chronicle(x *dateExpr, first int) bool {
	if x.first-first > 1 || x.first > first && r.toks[first].Kind != document.Punct || !r.is(x.last, ":") && !r.dash(x.last) {
		return false
	}
	if x.first > first {
		return true // behind a bullet
	}
	for i := range len(r.toks) - 1 {
		if i != x.first && r.toks[i].Break && r.toks[i].Kind == document.Number && r.tags[i+1].e.month != 0 {
			return true
		}
	}
	return false
}

// placed reports a date that ends its line and paragraph behind a place between commas: By our correspondent, Lima, 5 May 2031.
func (r *reader) placed(x *dateExpr, first int) bool {
	if x.last < len(r.toks) && (!r.toks[x.last].Break || r.toks[x.last].Sentence == r.toks[x.first].Sentence) || !r.is(x.first-1, ",") {
		return false
	}
	i := x.first - 2
	for ; i > first && i > x.first-6 && r.toks[i].Kind == document.Word && r.toks[i].Capital; i-- {
		continue
	}
	return i > first && i < x.first-2 && r.is(i, ",")
}

// entitled reports that tokens lo to hi are no clause: no more than names, places and words for publishing.
func (r *reader) entitled(lo, hi int) bool {
	const reach = 8
	if hi-lo > reach || r.toks[lo].Kind != document.Word || lo > 0 && r.toks[lo-1].Sentence == r.toks[lo].Sentence {
		return false
	}
	for i := lo; i < hi; i++ {
		t := &r.toks[i]
		if t.Kind == document.Number || t.Arabic {
			return false
		}
		if t.Kind == document.Word && !t.Capital && t.Fold != "at" && t.Fold != "this" && t.Fold != "on" && t.Fold != "in" && t.Fold != "the" {
			return false
		}
	}
	return true
}

// latest returns the latest day that the text states in full. A day whose year no other date shares, and which lies more
// than a year after the next latest, is taken for a slip, unless that next is as lonely: a life is told in such days.
func latest(r *reader, found []dateExpr) origin {
	var best origin
	for limit := calendar.Day(1 << 30); ; {
		best = origin{}
		var next calendar.Day
		for k := range found {
			d, ok := dayOf(&found[k])
			if !ok || d >= limit || r.future(found[k].first) || r.birth(found[k].first) {
				continue
			}
			switch {
			case !best.known || d > best.day:
				next, best = best.day, origin{d, true, false}
			case d > next && d != best.day:
				next = d
			}
		}
		if !best.known || alone(found, best.day) <= 1 && next != 0 && best.day-next > 366 && alone(found, next) > 1 {
			if best.known {
				limit = best.day
				continue
			}
			break
		}
		return best
	}
	for k := range found { // no day: the latest month
		x := &found[k]
		if x.p.Year == 0 || x.p.Month == 0 || x.ranged || x.hijri || r.future(x.first) {
			continue
		}
		if _, last, ok := x.p.Bounds(); ok && (!best.known || last > best.day) {
			best = origin{last, true, false}
		}
	}
	return best
}

// alone returns how many dates share the year of d.
func alone(found []dateExpr, d calendar.Day) int {
	y, _, _ := d.Date()
	n := 0
	for k := range found {
		if found[k].p.Year == y && found[k].p.Month != 0 {
			n++
		}
	}
	return n
}

// birth reports whether a word for being born stands before token i in its sentence: such a day is no report's.
func (r *reader) birth(i int) bool {
	for k := i - 1; k >= r.start(i) && k > i-16; k-- {
		if r.is(k, "born") || r.is(k, "birth") {
			return true
		}
		if r.is(k, "died") || r.is(k, ";") || r.year(k) != 0 {
			return false
		}
	}
	return false
}

// future reports whether words for the future stand before token i in its sentence.
func (r *reader) future(i int) bool {
	for k := i - 1; k >= r.start(i) && k > i-16; k-- {
		if r.tags[k].e.role == futureWord {
			return true
		}
		if r.is(k, "to") && (r.is(k+1, "be") || r.is(k-1, "is") || r.is(k-1, "are")) {
			return true
		}
	}
	return false
}

// resolver completes the dates in the order of the text.
type resolver struct {
	*reader
	ref   origin
	found []dateExpr
	done  []calendar.Partial // the completed date of each expression, its end for ranges
	heads []int              // the tokens of years that stand alone on their lines
	// of each expression whether it is told as the day of a vote, where one counts from that
	ballots []bool
}

func resolve(r *reader, found []dateExpr, ref origin) []document.Annotation {
	s := &resolver{reader: r, ref: ref, found: found, done: make([]calendar.Partial, len(found)), heads: r.yearLines()}
	out := make([]document.Annotation, 0, len(found))
	if slices.ContainsFunc(found, func(x dateExpr) bool { return x.off.base == fromBallot }) {
		for k := range found {
			s.date(k)
		}
		s.ballots = s.voteDays()
	}
	for k := range found {
		x := &found[k]
		d, ok := s.date(k)
		if !ok {
			continue
		}
		if x.weekday > 0 {
			d.Weekday = int(x.weekday - 1)
		}
		out = append(out, document.Annotation{Type: document.TypeDate, First: x.first, Last: x.last, Date: d, Entity: -1})
	}
	return out
}

// date completes expression k. It reports false for what only a reference date could resolve when there is none.
func (s *resolver) date(k int) (calendar.Date, bool) {
	x := &s.found[k]
	switch {
	case x.story != noStory:
		return s.storyDate(k)
	case x.off.base != noBase:
		return s.offset(k)
	case x.hijri:
		return s.hijri(x)
	case x.shifted && x.p.Month == 0:
		return s.shifted(k)
	case x.week:
		return s.week(x)
	case x.weekday > 0 && x.p == (calendar.Partial{}):
		return s.weekdayAlone(k)
	}
	p, basis := s.complete(k)
	s.done[k] = p
	if !x.ranged {
		return p.Date(basis), true
	}
	e := x.end
	if e.Month == 0 && e.Day != 0 {
		e.Month = p.Month
	}
	if e.Year == 0 && p.Year != 0 {
		e.Year = p.Year
		if e.Month < p.Month && e.Month != 0 {
			e.Year++
		}
	}
	if d, ok := calendar.Interval(p, e, basis); ok {
		s.done[k] = e
		return d, true
	}
	return p.Date(basis), true
}

// complete returns expression k with its year, and the basis.
func (s *resolver) complete(k int) (calendar.Partial, string) {
	x := &s.found[k]
	p := x.p
	switch {
	case p.Year != 0:
		return p, calendar.Stated
	case x.relMonth:
		return s.relativeMonth(k)
	case x.same:
		if c, ok := s.before(k); ok {
			p.Year = c.Year
		}
		return p, calendar.Inferred
	case x.rel != calendar.Unrelated:
		if s.ref.known {
			p = calendar.Resolve(p, x.rel, s.ref.day, !s.ref.exact)
		}
		return p, calendar.Relative
	case x.shifted:
		if s.ref.known {
			p = calendar.Nearest(p, s.ref.day, 31)
		}
		return p, calendar.Inferred
	}
	return s.infer(k), calendar.Inferred
}

// relativeMonth completes a day of a month that is given by its relation, or that month.
func (s *resolver) relativeMonth(k int) (calendar.Partial, string) {
	x := &s.found[k]
	p := x.p
	if x.same {
		if c, ok := s.before(k); ok {
			p.Year, p.Month = c.Year, c.Month
		}
		if p.Month == 0 {
			return calendar.Partial{}, calendar.Inferred
		}
		return p, calendar.Inferred
	}
	if !s.ref.known {
		return calendar.Partial{}, calendar.Relative
	}
	y, m, _ := s.ref.day.Date()
	switch x.rel {
	case calendar.Last:
		m--
	case calendar.Next:
		m++
	default: // the others need nothing done
	}
	switch {
	case m < 1:
		y, m = y-1, 12
	case m > 12:
		y, m = y+1, 1
	}
	p.Year, p.Month = y, m
	return p, calendar.Relative
}

// before returns the last completed date before expression k.
func (s *resolver) before(k int) (calendar.Partial, bool) {
	for k--; k >= 0; k-- {
		if s.done[k].Year != 0 && s.found[k].rel == calendar.Unrelated {
			return s.done[k], true
		}
	}
	return calendar.Partial{}, false
}

// infer finds the year of a month or of a day of a month. See [dates] for the rule.
func (s *resolver) infer(k int) calendar.Partial {
	x := &s.found[k]
	p := x.p
	if y := s.headed(k); y != 0 {
		p.Year = y
		return p
	}
	if y := s.beside(k); y != 0 {
		p.Year = y
		return p
	}
	if k > 0 && s.headsItem(x) && s.headsItem(&s.found[k-1]) {
		// The items of a chronology follow each other.
		if c := s.done[k-1]; c.Year != 0 && c.Month != 0 {
			p.Year = c.Year
			if p.Month < c.Month {
				p.Year++
			}
			return p
		}
	}
	if k > 0 {
		if c := s.done[k-1]; c.Year != 0 && s.leads(&s.found[k-1], x) {
			after := c.Month != 0 && (p.Month < c.Month || p.Month == c.Month && p.Day != 0 && p.Day < c.Day)
			q := p
			q.Year = c.Year
			if after {
				q.Year++
			}
			_, last, _ := q.Bounds()
			if !s.ref.known || s.ref.day-last > 366 || s.is(x.first-1, "for") {
				return q
			}
		}
	}
	if y, ok := s.goesOn(k); ok {
		p.Year = y
		return p
	}
	if d, ahead, ok := s.planned(k); ok {
		return calendar.Nearest(p, d, ahead)
	}
	if s.ref.known {
		ahead := aheadPlain
		switch {
		case s.future(x.first):
			ahead = aheadFuture
		case !s.ref.exact || p.Day == 0:
			ahead = aheadLatest
		}
		q := calendar.Nearest(p, s.ref.day, ahead)
		if first, _, ok := q.Bounds(); ok && first > s.ref.day && !s.future(x.first) {
			if told, ok := s.told(k); ok {
				return told
			}
		}
		return q
	}
	if c, ok := s.before(k); ok {
		p.Year = c.Year
		return p
	}
	for j := k + 1; j < len(s.found); j++ {
		if y := s.found[j].p.Year; y != 0 {
			p.Year = y
			return p
		}
	}
	return p
}

// goesOn returns the year of expression k where it goes on with a story of days: one that lies not long after the day told before it,
// near it in the text. From a day long before the reference date the story goes on in its sentence and the next of the paragraph, from a
// later one where no day of the report is stated.
func (s *resolver) goesOn(k int) (int, bool) {
	const near, days = 60, 120
	x := &s.found[k]
	for j := k - 1; j >= 0 && x.first-s.found[j].last <= near; j-- {
		c := s.done[j]
		if s.found[j].hijri || c.Year == 0 || c.Day == 0 {
			continue
		}
		p := x.p
		p.Year = c.Year
		day, ok := calendar.NewDay(c.Year, c.Month, c.Day)
		first, _, valid := p.Bounds()
		if !ok || !valid || first <= day || first-day > days {
			return 0, false
		}
		if s.ref.known && (s.ref.exact || day > s.ref.day) && s.ref.day-day <= 366 {
			return 0, false
		}
		from, to := s.toks[s.found[j].first].Sentence, s.toks[x.first].Sentence
		next := to-from <= 1 && to < len(s.d.Sentences) && s.d.Sentences[from].Paragraph == s.d.Sentences[to].Paragraph
		return c.Year, next || s.ref.known && s.ref.day-day <= 366
	}
	return 0, false
}

// told returns expression k in the year that the story has reached: that of the day told just before, where it comes out as a later
// day that is over by the day of the report.
func (s *resolver) told(k int) (calendar.Partial, bool) {
	const near = 60
	if k == 0 || s.done[k-1].Day == 0 || s.found[k].first-s.found[k-1].last > near {
		return calendar.Partial{}, false
	}
	c, p := s.done[k-1], s.found[k].p
	p.Year = c.Year
	if p.Month < c.Month || p.Month == c.Month && p.Day != 0 && p.Day < c.Day {
		p.Year++
	}
	_, last, ok := p.Bounds()
	return p, ok && last < s.ref.day
}

// planned returns the day that a timetable has reached before expression k, and how far ahead of it the next may lie: one that lies
// well ahead of the day of the report, with expression k near behind it or at the head of an item, or a nearer one in its sentence.
func (s *resolver) planned(k int) (day calendar.Day, ahead int, ok bool) {
	const near = 12
	if k == 0 || !s.ref.exact || s.done[k-1].Month == 0 {
		return 0, 0, false
	}
	_, last, ok := s.done[k-1].Bounds()
	x := &s.found[k]
	switch {
	case !ok:
	case last-s.ref.day > aheadPlain:
		return last, aheadPlain, s.headsItem(x) || x.first-s.found[k-1].last <= near
	case last > s.ref.day && x.p.Month >= s.done[k-1].Month:
		return last, aheadPlanned, s.toks[x.first].Sentence == s.toks[s.found[k-1].first].Sentence
	}
	return 0, 0, false
}

// beside returns the year of expression k behind words that tell on which side of the date before it the day lies: a fortnight
// earlier, on 4 February; 0 where there are none.
func (s *resolver) beside(k int) int {
	x := &s.found[k]
	i := x.first - 1
	if s.role(i) == onWord || s.role(i) == inWord {
		i--
	}
	if s.is(i, ",") {
		i--
	}
	earlier := s.is(i, "earlier")
	if !earlier && !s.is(i, "later") || s.tok(i).Sentence != s.tok(x.first).Sentence {
		return 0
	}
	c, ok := s.before(k)
	if !ok || c.Month == 0 {
		return 0
	}
	p := x.p
	p.Year = c.Year
	first, last, ok := p.Bounds()
	from, to, valid := c.Bounds()
	switch {
	case !ok || !valid:
		return 0
	case earlier && first > to:
		return c.Year - 1
	case !earlier && last < from:
		return c.Year + 1
	}
	return c.Year
}

// headed returns the year that stands alone on a line above expression k in its section, or heads it; 0 where there is none.
func (s *resolver) headed(k int) int {
	section := s.d.Sentences[s.toks[s.found[k].first].Sentence].Section
	n, _ := slices.BinarySearch(s.heads, s.found[k].first)
	if n == 0 || s.d.Sentences[s.toks[s.heads[n-1]].Sentence].Section != section {
		return 0
	}
	return s.year(s.heads[n-1])
}

// yearLines returns the tokens of the years that stand alone on their lines, with at most a bullet, a colon or the word for a year.
func (r *reader) yearLines() []int {
	var out []int
	for i := range r.toks {
		if r.toks[i].Kind != document.Number || r.year(i) == 0 {
			continue
		}
		if n := r.tok(i + 1); i+1 < len(r.toks) && !n.Break && (n.Text != ":" || i+2 < len(r.toks) && !r.toks[i+2].Break) {
			continue
		}
		k := i
		for k > 0 && !r.toks[k].Break && i-k < 3 {
			k--
		}
		if k > 0 && !r.toks[k].Break {
			continue
		}
		for ; k < i && (r.toks[k].Kind == document.Punct || r.is(k, "the") || r.is(k, "in") || r.is(k, "year") || r.role(k) == yearWord); k++ {
			continue
		}
		if k == i {
			out = append(out, i)
		}
	}
	return out
}

// headsItem reports a date that begins its line, behind no more than a bullet, with a mark behind it.
func (s *resolver) headsItem(x *dateExpr) bool {
	i := x.first
	if i > 0 && !s.toks[i].Break && s.toks[i-1].Kind == document.Punct {
		i--
	}
	return (i == 0 || s.toks[i].Break) && (s.is(x.last, ":") || s.dash(x.last))
}

// leads reports whether the date c is near enough before x, in its sentence, to give it the year. "Since 1991" is no
// moment of the story.
func (s *resolver) leads(c, x *dateExpr) bool {
	if s.toks[c.first].Sentence != s.toks[x.first].Sentence || x.first-c.last > 15 {
		return false
	}
	if c.p.Month != 0 {
		return true
	}
	for i := c.first - 1; i >= 0 && i >= c.first-4; i-- {
		if s.role(i) == sinceWord {
			return false
		}
	}
	return true
}

func (s *resolver) hijri(x *dateExpr) (calendar.Date, bool) {
	a, b, ok := calendar.FromHijri(x.p.Year, x.p.Month, x.p.Day)
	if x.ranged && ok {
		_, b, ok = calendar.FromHijri(x.end.Year, x.end.Month, x.end.Day)
	}
	if !ok || b < a {
		return calendar.Date{}, false
	}
	return span(a, b, calendar.Stated), true
}

func span(a, b calendar.Day, basis string) calendar.Date {
	d := calendar.Date{EDTF: a.String(), Start: a.String(), End: b.String(), Basis: basis, Weekday: -1}
	if b > a {
		d.EDTF = d.Start + "/" + d.End
	}
	return d
}

func (s *resolver) single(k int, d calendar.Day) (calendar.Date, bool) {
	y, m, n := d.Date()
	s.done[k] = calendar.Partial{Year: y, Month: m, Day: n}
	return span(d, d, calendar.Relative), true
}

func (s *resolver) shifted(k int) (calendar.Date, bool) {
	if !s.ref.known || !s.ref.exact {
		return calendar.Date{}, false
	}
	return s.single(k, s.ref.day+calendar.Day(s.found[k].shift))
}

// week returns the week from Sunday to Saturday.
func (s *resolver) week(x *dateExpr) (calendar.Date, bool) {
	if !s.ref.known || !s.ref.exact {
		return calendar.Date{}, false
	}
	a := s.ref.day - calendar.Day(s.ref.day.Weekday())
	switch x.rel {
	case calendar.Last:
		a -= 7
	case calendar.Next:
		a += 7
	default: // the others need nothing done
	}
	return span(a, a+6, calendar.Relative), true
}

// weekdayAlone finds the day that is only named: the last or the next one, else a day of that name that the text has
// elsewhere within the six weeks before the reference date, else the last one.
func (s *resolver) weekdayAlone(k int) (calendar.Date, bool) {
	x := &s.found[k]
	if !s.ref.known || !s.ref.exact {
		return calendar.Date{}, false
	}
	w := int(x.weekday - 1)
	if x.rel == calendar.Unrelated {
		for j := k - 1; j >= 0; j-- {
			c := s.done[j]
			if d, ok := calendar.NewDay(c.Year, c.Month, c.Day); ok && d.Weekday() == w && d <= s.ref.day && s.ref.day-d <= 42 && s.ref.day-d >= 7 {
				return s.single(k, d)
			}
		}
		if s.future(x.first) || s.is(x.first-1, "by") {
			return s.single(k, calendar.OnWeekday(w, calendar.Next, s.ref.day))
		}
		if d, ok := s.storyWeekday(k, w); ok {
			return s.single(k, d)
		}
	}
	return s.single(k, calendar.OnWeekday(w, x.rel, s.ref.day))
}
