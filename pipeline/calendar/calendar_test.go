package calendar_test

import (
	"testing"
	"time"

	"mahdar/pipeline/calendar"
)

func TestDay(t *testing.T) {
	at := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC)
	for at.Year() < 2110 {
		y, m, d := at.Date()
		day, ok := calendar.NewDay(y, int(m), d)
		if !ok || day.String() != at.Format(time.DateOnly) || day.Weekday() != int(at.Weekday()) {
			t.Fatalf("NewDay(%d, %d, %d) = %s, weekday %d; want weekday %d", y, m, d, day, day.Weekday(), at.Weekday())
		}
		back, err := calendar.ParseDay(day.String())
		if err != nil || back != day {
			t.Fatalf("ParseDay(%s) = %s, %v", day, back, err)
		}
		at = at.AddDate(0, 0, 1)
	}
	for _, bad := range [][3]int{{2023, 2, 29}, {2023, 13, 1}, {2023, 0, 1}, {2023, 4, 31}, {0, 1, 1}, {2023, 1, 0}} {
		if d, ok := calendar.NewDay(bad[0], bad[1], bad[2]); ok {
			t.Errorf("NewDay(%v) = %s", bad, d)
		}
	}
}

func TestParse(t *testing.T) {
	tests := map[string]struct{ start, end string }{
		"2022":                  {"2022-01-01", "2022-12-31"},
		"2022-11":               {"2022-11-01", "2022-11-30"},
		"2024-02":               {"2024-02-01", "2024-02-29"},
		"2022-11-21":            {"2022-11-21", "2022-11-21"},
		"2003/2007":             {"2003-01-01", "2007-12-31"},
		"2023-40":               {"2023-01-01", "2023-06-30"},
		"2023-41":               {"2023-07-01", "2023-12-31"},
		"2023-34":               {"2023-04-01", "2023-06-30"},
		"2006/..":               {"2006-01-01", ""},
		"../1990":               {"", "1990-12-31"},
		"199X":                  {"1990-01-01", "1999-12-31"},
		"2022~":                 {"2022-01-01", "2022-12-31"},
		"2019-04-20/2019-04-22": {"2019-04-20", "2019-04-22"},
		"2022-13":               {}, "2022-11-31": {}, "22": {}, "": {}, "../..": {}, "2007/2003": {}, "2022-1": {}, "..": {},
	}
	for in, want := range tests {
		t.Run(in, func(t *testing.T) {
			d, err := calendar.Parse(in)
			if (err != nil) != (want.start == "" && want.end == "") || d.Start != want.start || d.End != want.end {
				t.Errorf("Parse(%q) = %+v, %v; want %v", in, d, err, want)
			}
		})
	}
}

func TestFromHijri(t *testing.T) {
	tests := map[string]struct {
		y, m, d     int
		first, last string
	}{
		"new year 1446": {1446, 1, 1, "2024-07-07", "2024-07-07"},
		"ramadan 1444":  {1444, 9, 0, "2023-03-23", "2023-04-20"},
		"the year 1445": {1445, 0, 0, "2023-07-19", "2024-07-06"},
		"out of range":  {1200, 1, 1, "", ""},
		"no such day":   {1444, 9, 30, "", ""},
		"no such month": {1444, 13, 1, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, b, ok := calendar.FromHijri(tt.y, tt.m, tt.d)
			if ok != (tt.first != "") || ok && (a.String() != tt.first || b.String() != tt.last) {
				t.Errorf("FromHijri(%d, %d, %d) = %s to %s, %v; want %s to %s", tt.y, tt.m, tt.d, a, b, ok, tt.first, tt.last)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	ref, _ := calendar.ParseDay("2022-11-21")
	tests := map[string]struct {
		p    calendar.Partial
		rel  calendar.Relation
		want string
	}{
		"last January":       {calendar.Partial{Month: 1}, calendar.Last, "2022-01"},
		"last December":      {calendar.Partial{Month: 12}, calendar.Last, "2021-12"},
		"last November":      {calendar.Partial{Month: 11}, calendar.Last, "2021-11"},
		"16 March last":      {calendar.Partial{Month: 3, Day: 16}, calendar.Last, "2022-03-16"},
		"next year":          {calendar.Partial{}, calendar.Next, "2023"},
		"last year":          {calendar.Partial{}, calendar.Last, "2021"},
		"first half of next": {calendar.Partial{Part: 40}, calendar.Next, "2023-40"},
		"next December":      {calendar.Partial{Month: 12}, calendar.Next, "2022-12"},
		"this year":          {calendar.Partial{}, calendar.This, "2022"},
		"with a year":        {calendar.Partial{Year: 2019, Month: 1}, calendar.Last, "2019-01"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := calendar.Resolve(tt.p, tt.rel, ref, false).EDTF(); got != tt.want {
				t.Errorf("Resolve = %s, want %s", got, tt.want)
			}
		})
	}
	if got := calendar.Nearest(calendar.Partial{Month: 12}, ref, 60).EDTF(); got != "2022-12" {
		t.Errorf("Nearest December = %s", got)
	}
	if got := calendar.Nearest(calendar.Partial{Month: 3, Day: 16}, ref, 60).EDTF(); got != "2022-03-16" {
		t.Errorf("Nearest 16 March = %s", got)
	}
	for rel, want := range map[calendar.Relation]string{calendar.Last: "2022-11-14", calendar.Next: "2022-11-28", calendar.This: "2022-11-21"} {
		if got := calendar.OnWeekday(1, rel, ref).String(); got != want {
			t.Errorf("OnWeekday(Monday, %d) = %s, want %s", rel, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2022", "2022-11/..", "199X", "2023-40"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := calendar.Parse(s); err == nil && d.Start > d.End && d.End != "" {
			t.Errorf("Parse(%q) = %+v", s, d)
		}
	})
}
