package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// The bases of a date.
const (
	Stated   = "stated"   // complete in the text
	Inferred = "inferred" // a part, usually the year, comes from the context
	Relative = "relative" // counted from the report's reference date
)

// EDTF level 2 codes of parts of a year.
const (
	FirstQuarter = 33
	FirstHalf    = 40
)

// Partial is a date as far as it is known: a year, a month of it, a day of that, or a part of the year.
type Partial struct {
	Year, Month, Day int // 0 for unknown
	Part             int // 33 to 36 a quarter, 40 and 41 a half of the year; excludes Month
}

// Bounds returns the first and the last day, and false when there is no such date.
func (p Partial) Bounds() (first, last Day, ok bool) {
	a, b := p.Month, p.Month
	switch {
	case p.Part >= 33 && p.Part <= 36:
		a = (p.Part-33)*3 + 1
		b = a + 2
	case p.Part == 40 || p.Part == 41:
		a = (p.Part-40)*6 + 1
		b = a + 5
	case p.Part != 0:
		return 0, 0, false
	case p.Month == 0:
		a, b = 1, 12
	}
	if p.Year < 1 || p.Year > 9999 || a < 1 || b > 12 {
		return 0, 0, false
	}
	if p.Day != 0 {
		first, ok = NewDay(p.Year, p.Month, p.Day)
		return first, first, ok
	}
	return civil(p.Year, a, 1), civil(p.Year, b, DaysIn(p.Year, b)), true
}

// EDTF returns the expression, empty when the year is unknown.
func (p Partial) EDTF() string {
	switch {
	case p.Year == 0:
		return ""
	case p.Part != 0:
		return fmt.Sprintf("%04d-%02d", p.Year, p.Part)
	case p.Day != 0:
		return iso(p.Year, p.Month, p.Day)
	case p.Month != 0:
		return iso(p.Year, p.Month, 1)[:7]
	}
	return iso(p.Year, 1, 1)[:4]
}

// Date returns the date with its bounds. A partial without a year, or one that no calendar has, gives a date without EDTF.
func (p Partial) Date(basis string) Date {
	a, b, ok := p.Bounds()
	if !ok {
		return Date{Basis: basis, Weekday: -1}
	}
	return Date{EDTF: p.EDTF(), Start: a.String(), End: b.String(), Basis: basis, Weekday: -1}
}

// Interval returns the time from the first day of a to the last day of b as one date, and false when b ends before a
// begins or one of them is unknown.
func Interval(a, b Partial, basis string) (Date, bool) {
	first, _, okA := a.Bounds()
	_, last, okB := b.Bounds()
	if !okA || !okB || last < first {
		return Date{}, false
	}
	if a == b {
		return a.Date(basis), true
	}
	return Date{EDTF: a.EDTF() + "/" + b.EDTF(), Start: first.String(), End: last.String(), Basis: basis, Weekday: -1}, true
}

// Parse reads an EDTF expression: a year, month, day, quarter, half, season or decade, or an interval of two of them with one
// end perhaps open (..). The qualifiers ? ~ % are read and do not change the bounds.
func Parse(edtf string) (Date, error) {
	bad := fmt.Errorf("read date %q: no EDTF expression", edtf)
	from, to, interval := strings.Cut(edtf, "/")
	d := Date{EDTF: edtf, Weekday: -1, Basis: Stated}
	if from == ".." && (to == ".." || !interval) || from == "" {
		return Date{}, bad
	}
	if from != ".." {
		a, b, ok := bounds(from)
		if !ok {
			return Date{}, bad
		}
		d.Start = a.String()
		if !interval {
			d.End = b.String()
		}
	}
	if interval && to != ".." {
		_, b, ok := bounds(to)
		if !ok || d.Start > b.String() {
			return Date{}, bad
		}
		d.End = b.String()
	}
	return d, nil
}

func bounds(s string) (first, last Day, ok bool) {
	s = strings.TrimRight(s, "?~%")
	if len(s) == 4 && s[3] == 'X' {
		n, err := strconv.Atoi(s[:3])
		if err != nil || n < 1 {
			return 0, 0, false
		}
		return civil(n*10, 1, 1), civil(n*10+9, 12, 31), true
	}
	var p Partial
	f := strings.Split(s, "-")
	if len(f) > 3 || len(f[0]) != 4 {
		return 0, 0, false
	}
	var okF bool
	if p.Year, okF = digits(f[0]); !okF {
		return 0, 0, false
	}
	if len(f) > 1 {
		if p.Month, okF = digits(f[1]); !okF || len(f[1]) != 2 || p.Month == 0 {
			return 0, 0, false
		}
		switch m := p.Month; {
		case len(f) == 2 && m >= 21 && m <= 24: // a season: spring to winter, taken as quarters
			p.Month, p.Part = 0, m+12
		case len(f) == 2 && m > 24:
			p.Month, p.Part = 0, m
		}
	}
	if len(f) > 2 {
		if p.Day, okF = digits(f[2]); !okF || len(f[2]) != 2 || p.Day == 0 {
			return 0, 0, false
		}
	}
	return p.Bounds()
}
