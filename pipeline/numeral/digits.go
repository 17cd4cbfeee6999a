package numeral

import (
	"strings"
	"unicode/utf8"
)

// Reading is what a run of digits can mean. Digits with one separator and three digits behind it have two meanings.
type Reading struct {
	Value     Decimal // before a counted noun: 456.392 is 456392
	Fraction  Decimal // before a percent sign or a scale word: 456.392 is 456.392
	Ambiguous bool    // Value and Fraction differ
	Point     bool    // the separator of an ambiguous reading is a full stop
}

// ReadDigits reads ASCII digits with single separators between them, as reports write them. It reports false for what is
// no number, such as 21.11.2022, and for more digits than an int64 holds.
//
// The separators: the point and the comma stand for thousands or decimals, U+066B for decimals, U+066C and the apostrophe
// for thousands. The letter ra, a decimal mark of news agencies, turns the order of the groups round: 8ر28 is 28.8 and
// 931ر777ر2 is 2777931.
func ReadDigits(s string) (Reading, bool) {
	var groups [8]string
	var seps [8]rune
	n := 0
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= '0' && c <= '9' {
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(s[i:])
		if !separator(r) || i == start || n >= len(groups)-1 {
			return Reading{}, false
		}
		groups[n], seps[n] = s[start:i], r
		n++
		i += w
		start = i
	}
	if start >= len(s) {
		return Reading{}, false
	}
	groups[n] = s[start:]
	return readGroups(groups[:n+1], seps[:n])
}

func separator(r rune) bool {
	switch r {
	case '.', ',', '٫', '٬', 'ر', '\'', '’':
		return true
	}
	return false
}

func readGroups(groups []string, seps []rune) (Reading, bool) {
	if len(seps) == 0 {
		return exact(join(groups))
	}
	if seps[0] == 'ر' {
		for _, r := range seps {
			if r != 'ر' {
				return Reading{}, false
			}
		}
		for i, j := 0, len(groups)-1; i < j; i, j = i+1, j-1 {
			groups[i], groups[j] = groups[j], groups[i]
		}
	}
	last := seps[len(seps)-1]
	mixed := false
	for _, r := range seps[:len(seps)-1] {
		mixed = mixed || r != last
	}
	whole, frac := groups[:len(groups)-1], groups[len(groups)-1]
	switch {
	case mixed: // 1.234,5: the last mark is the decimal mark, all before it are one kind
		for _, r := range seps[:len(seps)-1] {
			if r != seps[0] {
				return Reading{}, false
			}
		}
		if !grouped(whole) || last == '٬' || last == '\'' || last == '’' {
			return Reading{}, false
		}
		return exact(join(whole) + "." + frac)
	case len(seps) > 1:
		if grouped(groups) || last == ',' && southAsian(groups) {
			return exact(join(groups))
		}
		if last == 'ر' && grouped(whole) {
			return exact(join(whole) + "." + frac)
		}
		return Reading{}, false
	case last == '٫':
		return exact(whole[0] + "." + frac)
	case last == '٬' || last == '\'' || last == '’':
		if !grouped(groups) {
			return Reading{}, false
		}
		return exact(join(groups))
	case !grouped(groups):
		return exact(whole[0] + "." + frac)
	}
	v, ok := exact(whole[0] + frac)
	f, okF := exact(whole[0] + "." + frac)
	return Reading{Value: v.Value, Fraction: f.Value, Ambiguous: true, Point: last == '.'}, ok && okF
}

// grouped reports whether the groups can be thousands: one to three digits without a leading zero, then threes.
func grouped(groups []string) bool {
	if len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

// southAsian reports the groups of lakhs and crores: 1,52,513 is 152513.
func southAsian(groups []string) bool {
	n := len(groups) - 1
	if len(groups[n]) != 3 || len(groups[0]) > 2 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:n] {
		if len(g) != 2 {
			return false
		}
	}
	return true
}

func exact(s string) (Reading, bool) {
	d, err := Parse(s)
	return Reading{Value: d, Fraction: d}, err == nil
}

func join(groups []string) string {
	if len(groups) == 1 {
		return groups[0]
	}
	return strings.Join(groups, "")
}
