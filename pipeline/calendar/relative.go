package calendar

// Relation says how a date stands to the day it is counted from.
type Relation uint8

// The relations.
const (
	Unrelated Relation = iota
	Last               // last January, يناير الماضي
	This               // this year, العام الجاري
	Next               // next year, العام المقبل
)

// Resolve completes p, which has a month without a year, a part without a year, or nothing, from the day ref.
//
// A month or a day of a month goes to the last one before ref's month, to the next one after it, or to ref's own year.
// With loose, the last one may be ref's own month: for a reference day that the text only suggests.
func Resolve(p Partial, rel Relation, ref Day, loose bool) Partial {
	y, m, d := ref.Date()
	if p.Year != 0 || rel == Unrelated {
		return p
	}
	p.Year = y
	switch {
	case rel == This:
	case p.Month == 0 && rel == Last:
		p.Year--
	case p.Month == 0 && rel == Next:
		p.Year++
	case rel == Last:
		if p.Month > m || p.Month == m && !loose && (p.Day == 0 || p.Day >= d) {
			p.Year--
		}
	case rel == Next:
		if p.Month < m || p.Month == m && (p.Day == 0 || p.Day <= d) {
			p.Year++
		}
	}
	return p
}

// Nearest completes p, a month or a day of a month, with the year that brings it closest to ref: at most ahead days after
// it, else before it.
func Nearest(p Partial, ref Day, ahead int) Partial {
	y, _, _ := ref.Date()
	for _, p.Year = range [3]int{y + 1, y, y - 1} {
		if first, _, ok := p.Bounds(); ok && int(first-ref) <= ahead {
			return p
		}
	}
	return p
}

// OnWeekday returns the day with the given weekday before ref (Last), after it (Next), or the last one that is not after
// ref.
func OnWeekday(weekday int, rel Relation, ref Day) Day {
	back := (ref.Weekday() - weekday + 7) % 7
	switch rel {
	case Last:
		if back == 0 {
			back = 7
		}
	case Next:
		return ref + Day(7-back)
	default: // the others need nothing done
	}
	return ref - Day(back)
}
