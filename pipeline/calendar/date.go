// Package calendar turns the dates of reports into EDTF and bounds.
package calendar

// Date is a date as a report states it, resolved as far as the text allows.
//
// Source: ISO 8601-2:2019 (EDTF), levels 1 and 2.
type Date struct {
	EDTF  string // 2022-11-21, 2022-11, 2003/2007, 2023-40, 2006/.., empty when no year is known
	Start string // first day, ISO; empty for an open bound
	End   string // last day, ISO, inclusive; empty for an open bound
	Basis string // stated, inferred, relative
	// Weekday is the day of the week that the text names with the date, 0 for Sunday to 6, and -1 when it names none.
	Weekday int
}
