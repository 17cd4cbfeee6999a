package calendar

import (
	"time"

	"github.com/hablullah/go-hijri"
)

// FromHijri returns the first and the last Gregorian day of a date of the Umm al-Qura calendar, with day 0 for a whole
// month and month 0 for a whole year. It reports false outside the years 1356 to 1500, for which tables exist, and for days
// that the month does not have.
func FromHijri(year, month, day int) (first, last Day, ok bool) {
	const firstYear, lastYear = 1356, 1500
	if year < firstYear || year >= lastYear || month < 0 || month > 12 || day < 0 || day > 30 {
		return 0, 0, false
	}
	if day > 0 {
		if month == 0 {
			return 0, 0, false
		}
		d := ummAlQura(year, month, day)
		next := startOfMonth(year, month+1)
		return d, d, d < next
	}
	if month == 0 {
		return startOfMonth(year, 1), startOfMonth(year+1, 1) - 1, true
	}
	return startOfMonth(year, month), startOfMonth(year, month+1) - 1, true
}

func startOfMonth(year, month int) Day {
	if month > 12 {
		year, month = year+1, 1
	}
	return ummAlQura(year, month, 1)
}

func ummAlQura(year, month, day int) Day {
	t := hijri.UmmAlQuraDate{Year: int64(year), Month: int64(month), Day: int64(day)}.ToGregorian()
	return Day(t.UTC().Truncate(24*time.Hour).Unix() / (24 * 60 * 60))
}
