package annotate

import (
	"slices"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
)

// base is what the distance of a date counts from.
type base int8

const (
	noBase     base = iota
	fromBefore      // the date before it in the text
	fromBallot      // the day of the vote
	fromReport      // the reference date
	fromClock       // the day of the lines above, which times begin
)

// offset is a distance in time: of its numbers one at most is not zero.
type offset struct {
	base               base
	days, months, year int
	exact              bool // years and months count to the day
	clock              int  // minutes since midnight, with fromClock
}

// offsetAt reads an Arabic date that is told by its distance from another, beyond the steps of [addStory]: بعد ذلك بأسبوع,
// غداة الاقتراع, قبل تسعة أيام من التصويت, منذ عامين.
func (s *dateScanner) offsetAt(i int) bool {
	if !s.toks[i].Arabic {
		return false
	}
	put := func(last int, o offset) bool {
		s.found = append(s.found, dateExpr{first: i, last: last, off: o})
		return true
	}
	switch {
	case s.stem(i, "غداه"):
		if at := s.ballot(i+1, 2); at > 0 {
			return put(at, offset{base: fromBallot, days: 1})
		}
	case s.stem(i, "عشيه"):
		if at := s.ballot(i+1, 2); at > 0 {
			return put(at, offset{base: fromBallot, days: -1})
		}
	case s.stem(i, "ليله") && !s.tag(i).definite:
		if at := s.ballot(i+1, 1); at > 0 {
			return put(at, offset{base: fromBallot})
		}
	case s.stem(i, "يوم") && sameDay(s.tok(i+1).Fold) && s.heldThen(i):
		return put(i+2, offset{base: fromBallot})
	case s.stem(i, "يوم") && s.tag(i).definite:
		days := 1
		if s.is(i+1, "السابق") {
			days = -1
		} else if !following(s.tok(i + 1).Fold) {
			return false
		}
		if at := s.ballot(i+2, 2); at > 0 {
			return put(at, offset{base: fromBallot, days: days})
		}
	case s.stem(i, "بعد") || s.stem(i, "بعده") || s.stem(i, "بعدها"):
		return s.distance(i, 1)
	case s.stem(i, "قبل") || s.stem(i, "قبله") || s.stem(i, "قبلها"):
		return s.distance(i, -1)
	case s.role(i) == sinceWord:
		if o, last, ok := s.duration(i+1, -1); ok && o.days == 0 {
			o.base = fromReport
			return put(last, o)
		}
	}
	return false
}

// clockAt reads the time of day that begins a line of a report minute by minute: 20:15 – the stations close. It stands for its day.
func (s *dateScanner) clockAt(i int) bool {
	if !s.toks[i].Break && i > 0 || s.toks[i].Kind != document.Number || s.tok(i+1).Text != ":" || s.tok(i+1).Space || s.tok(i+2).Space {
		return false
	}
	hour, ok1 := small(s.toks[i].Text)
	minute, ok2 := small(s.tok(i + 2).Text)
	if !ok1 || !ok2 || hour > 24 || minute > 59 || len(s.tok(i+2).Text) != 2 || !s.dash(i+3) && s.tok(i+3).Text != "|" {
		return false
	}
	s.found = append(s.found, dateExpr{first: i, last: i + 3, off: offset{base: fromClock, clock: 60*hour + minute}})
	return true
}

// clockDay returns the day of expression k, a time of day: that of the line above, the next one where the time is earlier, else the day
// that stands alone on a line or begins one above.
func (s *resolver) clockDay(k int) (calendar.Partial, bool) {
	for j := k - 1; j >= 0; j-- {
		x, p := &s.found[j], s.done[j]
		if p.Day == 0 || p.Year == 0 {
			continue
		}
		if x.off.base == fromClock {
			day, ok := calendar.NewDay(p.Year, p.Month, p.Day)
			if s.found[k].off.clock < x.off.clock {
				y, m, d := (day + 1).Date()
				p = calendar.Partial{Year: y, Month: m, Day: d}
			}
			return p, ok
		}
		if s.toks[x.first].Break || x.last >= len(s.toks) || s.toks[x.last].Break {
			return p, true
		}
	}
	return calendar.Partial{}, false
}

// distance reads what stands behind a word for after (sign 1) or before (-1).
func (s *dateScanner) distance(i, sign int) bool {
	put := func(last int, o offset) bool {
		s.found = append(s.found, dateExpr{first: i, last: last, off: o})
		return true
	}
	if o, last, ok := s.duration(i+1, sign); ok {
		if s.tok(last).Fold == "واحد" || s.tok(last).Fold == "واحده" || s.tok(last).Fold == "فقط" || s.tok(last).Fold == "كامله" {
			last++
		}
		switch {
		case s.role(last) == fromWord || s.is(last, "علي"):
			o.base = fromBefore
			if at := s.ballot(last+1, 4); at > 0 {
				o.base, last = fromBallot, at
			}
			for k := last + 1; k < last+4; k++ {
				o.exact = o.exact || s.stem(k, "تاريخ") || s.stem(k, "يوم")
			}
			if s.role(last+1) == todayWord || s.stem(last+1, "ان") || s.stem(last+1, "الان") {
				o.base = fromReport
			}
			for k := last + 1; k < last+5 && k < len(s.toks); k++ {
				if s.ent(k).month != 0 || s.year(k) != 0 {
					return false // the date that it counts from stands behind it
				}
			}
			if o.base == fromBefore {
				if s.told(i) { // voted on the 5th, two days after the debate: the debate was on the 3rd
					o.days, o.months, o.year = -o.days, -o.months, -o.year
				}
				last = s.reference(last + 1)
			}
		case sign < 0:
			o.base = fromReport
		default:
			return false
		}
		return put(last, o)
	}
	// بعد ذلك بيومين, قبل صدور البيان بأسبوع: the distance follows.
	for k := i + 1; k <= i+4 && k < s.stop(i); k++ {
		if s.toks[k].Kind != document.Word {
			return false
		}
		if !strings.HasPrefix(s.toks[k].Fold, "ب") {
			continue
		}
		o, last, ok := s.duration(k, sign)
		if !ok {
			continue
		}
		o.base = fromBefore
		if s.ballot(i+1, k-i-1) > 0 {
			o.base = fromBallot
		}
		return put(last, o)
	}
	return false
}

// told reports whether the clause before token i has its own day, so that a distance behind it tells of something else: a day right before
// it, or a comma and before that a day in the same sentence.
func (s *dateScanner) told(i int) bool {
	const near = 12
	n := len(s.found)
	if n == 0 || s.tag(i).and || s.leads(i) {
		return false
	}
	x := &s.found[n-1]
	if x.p.Day != 0 && x.last == i {
		return true
	}
	if !s.is(i-1, "،") {
		return false
	}
	return (x.p.Day != 0 || x.shifted) && i-x.last <= near && s.start(i) <= x.first
}

// reference returns the end of what a distance counts from, which begins at token i: بعد يومين من إعلان النتائج. It is no more than a
// noun and the one that it governs.
func (s *dateScanner) reference(i int) int {
	noun := func(k int) bool {
		t := s.tok(k)
		return k < s.stop(i) && t.Kind == document.Word && t.Arabic && !s.taken(k)
	}
	if !noun(i) {
		return i
	}
	if noun(i+1) && !s.tag(i).definite && strings.HasPrefix(s.tok(i+1).Fold, "ال") {
		return i + 2
	}
	return i + 1
}

// duration reads a length of time at token i: a quantity, or one unit alone.
func (s *dateScanner) duration(i, sign int) (o offset, last int, ok bool) {
	n, unit := sign, ""
	if a := s.lengths[i]; a != nil {
		if !a.Quantity.Low.IsInt() || a.Quantity.Low != a.Quantity.High || a.Quantity.Low.Coef > 400 {
			return o, 0, false
		}
		n, unit, last = sign*int(a.Quantity.Low.Coef), a.Unit, a.Last
	} else {
		last = i + 1
		t := s.tok(i)
		if t.Kind != document.Word || s.tag(i).definite || s.taken(i) {
			return o, 0, false
		}
		switch strings.TrimPrefix(t.Fold, "ب") {
		case "يوم":
			unit = "day"
		case "اسبوع":
			unit = "week"
		case "شهر":
			unit = "month"
		case "عام", "سنه":
			unit = "year"
		}
		if s.year(last) != 0 || s.ent(last).month != 0 || s.tok(last).Kind == document.Number || s.ent(last).weekday != 0 || s.tag(last).definite || strings.HasPrefix(s.tok(last).Fold, "ال") {
			return o, 0, false // the year 2019, the month of May
		}
	}
	switch unit {
	case "day":
		o.days = n
	case "week":
		o.days = 7 * n
	case "month":
		o.months = n
	case "year":
		o.year = n
	default:
		return o, 0, false
	}
	return o, last, true
}

// ballot returns the end of a word for the vote among the n tokens from i, or 0.
func (s *dateScanner) ballot(i, n int) int {
	for k := i; k < i+n && k < len(s.toks) && s.toks[k].Kind == document.Word; k++ {
		if s.votes(k) {
			return k + 1
		}
	}
	return 0
}

// votes reports whether token i is a noun for the vote.
func (r *reader) votes(i int) bool {
	for _, stem := range r.tok(i).Stems {
		switch stem {
		case "اقتراع", "تصويت", "انتخابات", "استفتاء", "رئاسيات", "تشريعيات", "استحقاق", "انتخاب":
			return true
		}
	}
	return false
}

// stem reports whether token i is the folded word, also behind proclitics.
func (r *reader) stem(i int, word string) bool {
	return i >= 0 && i < len(r.toks) && (r.toks[i].Fold == word || slices.Contains(r.toks[i].Stems, word))
}

// voteDays notes which expressions are told as the day of a vote: those beside a word for it, unless what leads up to it stands between.
func (s *resolver) voteDays() []bool {
	const near = 5
	days := make([]bool, len(s.found))
	for k := range s.found {
		x, p := &s.found[k], s.done[k]
		if p.Day == 0 || p.Year == 0 || x.off.base != noBase || x.story != noStory {
			continue
		}
		for i := x.first - 1; i >= max(x.first-near, s.start(x.first)) && !s.leadsUp(i) && !days[k]; i-- {
			days[k] = s.votes(i) || s.voted(i)
		}
		for i := x.last; i < min(x.last+near, s.stop(x.first)) && !s.leadsUp(i) && s.tok(i).Kind == document.Word && !days[k]; i++ {
			days[k] = s.votes(i) || s.voted(i)
		}
		for i := max(x.first-2*near, s.start(x.first)); i < min(x.last+near, s.stop(x.first)); i++ {
			days[k] = days[k] && !s.leadsUp(i)
		}
	}
	return days
}

// voted reports a verb at token i that says that people voted.
func (r *reader) voted(i int) bool {
	for _, stem := range r.tok(i).Stems {
		switch stem {
		case "صوت", "صوتوا", "اقترع", "اقترعوا", "ادلي", "ادلوا", "توجه", "يتوجه", "انتخب", "انتخبت":
			return true
		}
	}
	return false
}

// leadsUp reports a word at token i for what leads up to a vote or follows from it.
func (r *reader) leadsUp(i int) bool {
	for _, stem := range r.tok(i).Stems {
		switch stem {
		case "حمله", "دعايه", "استدعاء", "دعوه", "دعا", "دعت", "ترشح", "مرسوم", "مرسوما", "امر", "امرا", "قرار", "قرارا", "حدد", "حددت", "نتائج", "نتيجه", "طعون", "قانون":
			return true
		}
	}
	return false
}

// voteDay returns the day of the vote that expression k counts from: the last told before it that is told twice or with the name of its
// day, else the last so told at all, else the first behind it. Votes long before the reference date are history.
func (s *resolver) voteDay(k int) (calendar.Partial, bool) {
	const history = 400
	if s.ballots == nil { // not yet known
		return calendar.Partial{}, false
	}
	count := map[calendar.Partial]int{}
	for j := range s.found {
		if s.ballots[j] {
			count[s.done[j]]++
		}
		if s.found[j].weekday > 0 {
			count[s.done[j]]++
		}
	}
	best, most := -1, 0
	look := func(j, enough int) {
		day, ok := calendar.NewDay(s.done[j].Year, s.done[j].Month, s.done[j].Day)
		if !s.ballots[j] || !ok || s.ref.known && s.ref.day-day > history || most >= enough {
			return
		}
		if n := min(count[s.done[j]], 2); n > most {
			best, most = j, n
		}
	}
	for j := k - 1; j >= 0; j-- {
		look(j, 2)
	}
	for j := k + 1; j < len(s.found); j++ {
		look(j, 1)
	}
	for j := k - 1; j >= 0 && best < 0; j-- {
		if s.ballots[j] {
			best = j
		}
	}
	if best < 0 {
		return calendar.Partial{}, false
	}
	return s.done[best], true
}

// offset completes a date that is told by its distance from another.
func (s *resolver) offset(k int) (calendar.Date, bool) {
	o := s.found[k].off
	var from calendar.Partial
	ok := false
	switch o.base {
	case fromBallot:
		from, ok = s.voteDay(k)
	case fromClock:
		from, ok = s.clockDay(k)
	case fromReport:
		if s.ref.known && (s.ref.exact || o.days == 0) {
			y, m, d := s.ref.day.Date()
			from, ok = calendar.Partial{Year: y, Month: m, Day: d}, true
		}
	default:
		from, ok = s.story(k)
	}
	if !ok {
		return calendar.Date{}, false
	}
	switch {
	case o.year != 0:
		from.Year += o.year
		if !o.exact {
			from.Month, from.Day = 0, 0
		}
	case o.months != 0:
		if from.Month == 0 {
			return calendar.Date{}, false
		}
		m := from.Year*12 + from.Month - 1 + o.months
		from.Year, from.Month = m/12, m%12+1
		if !o.exact {
			from.Day = 0
		}
	default:
		day, ok := calendar.NewDay(from.Year, from.Month, from.Day)
		if !ok {
			return calendar.Date{}, false
		}
		return s.single(k, day+calendar.Day(o.days))
	}
	s.done[k] = from
	return from.Date(calendar.Relative), true
}

// story returns the date that expression k continues: the last one before it, in its sentence or one near before it. A year in
// passing does not hide a day.
func (s *resolver) story(k int) (calendar.Partial, bool) {
	const reach = 3
	o := s.found[k].off
	at := s.toks[s.found[k].first].Sentence
	for j := k - 1; j >= 0; j-- {
		if o.base != fromBallot && at-s.toks[s.found[j].first].Sentence > reach {
			break
		}
		p := s.done[j]
		if p.Year == 0 || o.days != 0 && p.Day == 0 || o.year == 0 && o.months == 0 && p.Day == 0 {
			continue
		}
		return p, true
	}
	return calendar.Partial{}, false
}
