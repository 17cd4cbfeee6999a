package config

import (
	"strings"
	"time"
)

// isEDTF tells whether s is a date, month, season, quarter, half-year or year of ISO 8601-2 level 0 to 2, a qualified one
// (2004-06?), or an interval of two such dates of which one may be open.
func isEDTF(s string) bool {
	from, to, interval := strings.Cut(s, "/")
	if !interval {
		return isPoint(s)
	}
	open := func(v string) bool { return v == "" || v == ".." }
	switch {
	case open(from):
		return isPoint(to)
	case open(to):
		return isPoint(from)
	}
	// Dates of one shape compare as text; a month stands before its days, so equal beginnings are in order.
	n := min(len(from), len(to))
	return isPoint(from) && isPoint(to) && from[:n] <= to[:n]
}

// isPoint tells whether s is one EDTF date without an interval.
func isPoint(s string) bool {
	s = strings.TrimRight(s, "?~%")
	switch len(s) {
	case len("2006"):
		_, err := time.Parse("2006", s)
		return err == nil
	case len("2006-01"):
		if _, err := time.Parse("2006-01", s); err == nil {
			return true
		}
		year, part := s[:4], s[4:]
		_, err := time.Parse("2006", year)
		return err == nil && part >= "-21" && part <= "-41" && part[2] >= '0' && part[2] <= '9'
	case len(time.DateOnly):
		return isDay(s)
	}
	return false
}
