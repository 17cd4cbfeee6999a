package evaluate

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// sameCell reports whether got is what gold asks for.
//
// A list in gold means any of its items. Null equals null, the empty string and the empty list. Numbers are compared as
// numbers, ISO dates by their first ten characters, all else as texts or, in a name column, as names.
func (c *comparer) sameCell(gold, got any, name bool) bool {
	if list, ok := gold.([]any); ok {
		for _, item := range list {
			if c.sameCell(item, got, name) {
				return true
			}
		}
		return false
	}
	if isEmpty(got) {
		got = nil
	}
	if gold == nil || got == nil {
		return gold == nil && got == nil
	}
	switch gold := gold.(type) {
	case bool:
		return strings.ToLower(plainString(got)) == strconv.FormatBool(gold)
	case json.Number:
		want, err := gold.Float64()
		value, ok := number(got)
		return err == nil && ok && math.Abs(value-want) < 1e-6
	case string:
		if isDate(gold) {
			return firstRunes(plainString(got), 10) == gold
		}
		if name {
			return c.sameName(gold, plainString(got))
		}
		return c.sameText(gold, plainString(got))
	default:
		return false
	}
}

// isEmpty reports whether a cell holds nothing.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	default:
		return false
	}
}

// number reads a cell as a number; package files may write exact decimals as strings.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case string:
		s := strings.TrimFunc(v, unicode.IsSpace)
		if strings.ContainsAny(s, "xXpP_") {
			return 0, false
		}
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	default:
		return 0, false
	}
}

func isDate(s string) bool {
	if len(s) != len("2006-01-02") {
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// isNameColumn reports whether the column holds a person's name.
func isNameColumn(column string) bool {
	return strings.HasSuffix(column, "_name")
}
