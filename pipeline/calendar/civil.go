package calendar

import "fmt"

// Day is a day of the proleptic Gregorian calendar, counted from 1970-01-01.
type Day int32

// NewDay returns the day of a civil date, and false when there is no such date in the years 1 to 9999.
func NewDay(year, month, day int) (Day, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, false
	}
	return civil(year, month, day), true
}

// civil counts days with years that begin in March.
//
// Source: Howard Hinnant, chrono-compatible low-level date algorithms, days_from_civil.
func civil(y, m, d int) Day {
	if m <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*((m+9)%12)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Day(era*146097 + doe - 719468)
}

// Date returns the year, the month from 1 and the day of the month.
func (d Day) Date() (year, month, day int) {
	z := int(d) + 719468
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = (mp+2)%12 + 1
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// Weekday returns 0 for Sunday to 6 for Saturday.
func (d Day) Weekday() int { return ((int(d)+4)%7 + 7) % 7 }

// String returns the ISO date.
func (d Day) String() string {
	y, m, n := d.Date()
	return iso(y, m, n)
}

func iso(y, m, d int) string {
	b := [10]byte{4: '-', 7: '-'}
	put(b[0:4], y)
	put(b[5:7], m)
	put(b[8:10], d)
	return string(b[:])
}

func put(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// DaysIn returns the length of a month.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// ParseDay reads an ISO date.
func ParseDay(s string) (Day, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, okY := digits(s[:4])
		m, okM := digits(s[5:7])
		n, okD := digits(s[8:])
		if d, ok := NewDay(y, m, n); ok && okY && okM && okD {
			return d, nil
		}
	}
	return 0, fmt.Errorf("read date %q: no ISO date (want YYYY-MM-DD)", s)
}

func digits(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}
