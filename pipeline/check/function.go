package check

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/numeral"
)

// functions is what expressions can call beside the functions of the library.
func functions() []expr.Option {
	return []expr.Option{
		expr.Function("text", func(a ...any) (any, error) { return text(a[0]), nil }, new(func(any) string)),
		expr.Function("total", func(a ...any) (any, error) { return total(a[0]) }, new(func(any) float64)),
		expr.Function("unit", func(a ...any) (any, error) { return unit(a[0]) }, new(func(any) float64)),
		expr.Function("bound", func(a ...any) (any, error) { return boundOf(a[0], a[1]) }, new(func(any, string) any)),
		expr.Function("gap", gap, new(func(any, string, any, string) any)),
		expr.Function("beside", beside, new(func(any, string, string, string) any)),
		expr.Function("weekday", onDay(func(d calendar.Day) any { return float64(d.Weekday()) }), new(func(any) float64)),
		expr.Function("day", onDay(func(d calendar.Day) any { _, _, n := d.Date(); return float64(n) }), new(func(any) float64)),
		expr.Function("days", days, new(func(any, any) float64)),
		expr.Function("days_apart", daysApart, new(func(any, any) float64)),
		expr.Function("min_date", earlier(-1), new(func(any, any) any)),
		expr.Function("max_date", earlier(1), new(func(any, any) any)),
		expr.Function("slip", func(a ...any) (any, error) { return slip(text(a[0]), text(a[1])), nil }, new(func(any, any) bool)),
		expr.Function("day_name", dayName, new(func(any, string) string)),
		expr.Function("year", func(a ...any) (any, error) { return prefix(a[0], 4), nil }, new(func(any) string)),
		expr.Function("month", func(a ...any) (any, error) { return prefix(a[0], 7), nil }, new(func(any) string)),
		expr.Function("fold", func(a ...any) (any, error) { return foldName(text(a[0])), nil }, new(func(any) string)),
		expr.Function("similar", func(a ...any) (any, error) { return similar(text(a[0]), text(a[1])), nil }, new(func(any, any) bool)),
		expr.Function("spellings", func(a ...any) (any, error) { return spellings(a[0]), nil }, new(func(any) []any)),
	}
}

// text returns a value in canonical form: numbers plain, without separators and exponents, null as nothing.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = text(x)
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

var errNumbers = errors.New("total: want a list of numbers")

// total adds numbers up exactly, as decimals; nulls are left out.
func total(v any) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, errNumbers
	}
	sum := numeral.Decimal{}
	for _, x := range list {
		if x == nil {
			continue
		}
		d, err := numeral.Parse(text(x))
		if err != nil {
			return nil, errNumbers
		}
		if sum, ok = sum.Add(d); !ok {
			return nil, errors.New("total: the sum is beyond 64 bits")
		}
	}
	return sum.Float(), nil
}

// unit returns the value of a number's last stated digit: 1 for a whole number, 0.01 for 7.25.
func unit(v any) (any, error) {
	d, err := numeral.Parse(text(v))
	if err != nil {
		return nil, fmt.Errorf("unit: %w", err)
	}
	return math.Pow10(-int(d.Scale)), nil
}

// boundOf returns what the words of a numeric cell say of it: at_least, at_most, about, or null for an exact number.
func boundOf(row, column any) (any, error) {
	h := handleOf(row)
	if h == nil {
		return nil, errors.New("bound: want a row and the name of a column")
	}
	if b, ok := h.in.bounds[cellKey{h.id, text(column)}]; ok {
		return b, nil
	}
	return nil, nil //nolint:nilnil // null is the answer for an exact number
}

// gap returns how many bytes lie between the words that two cells rest on, null where one of them rests on none.
func gap(a ...any) (any, error) {
	one, other := handleOf(a[0]), handleOf(a[2])
	if one == nil || other == nil {
		return nil, errors.New("gap: want a row and the name of a column, and again")
	}
	least := -1
	for _, x := range one.evidence {
		for _, y := range other.evidence {
			if x.Column == text(a[1]) && y.Column == text(a[3]) {
				if d := max(0, x.Span.Start-y.Span.End, y.Span.Start-x.Span.End); least < 0 || d < least {
					least = d
				}
			}
		}
	}
	if least < 0 {
		return nil, nil //nolint:nilnil // null is the answer where the words are not known
	}
	return float64(least), nil
}

// beside returns a column of the first row of a table of facts that rests on the same words as a cell, or null.
func beside(a ...any) (any, error) {
	h := handleOf(a[0])
	if h == nil {
		return nil, errors.New("beside: want a row, the name of a column, a table of facts and its column")
	}
	for _, cell := range h.evidence {
		if cell.Column != text(a[1]) {
			continue
		}
		for _, fact := range h.in.rows(text(a[2])) {
			for _, e := range fact.evidence {
				if e.Span.Start < cell.Span.End && cell.Span.Start < e.Span.End {
					if v := fact.cells[text(a[3])]; v != nil {
						return v, nil
					}
				}
			}
		}
	}
	return nil, nil //nolint:nilnil // null is the answer where the facts do not speak of it
}

func onDay(f func(calendar.Day) any) func(...any) (any, error) {
	return func(a ...any) (any, error) {
		d, err := calendar.ParseDay(text(a[0]))
		if err != nil {
			return nil, err
		}
		return f(d), nil
	}
}

// days returns how many days the second date is behind the first.
func days(a ...any) (any, error) {
	from, err := calendar.ParseDay(text(a[0]))
	if err != nil {
		return nil, err
	}
	to, err := calendar.ParseDay(text(a[1]))
	return float64(to - from), err
}

// The days of the week, Sunday first.
var (
	daysEn = [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	daysAr = [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"}
)

// daysApart returns how many days lie between two dates, whichever comes first.
func daysApart(a ...any) (any, error) {
	n, err := days(a...)
	if err != nil {
		return nil, err
	}
	return math.Abs(n.(float64)), nil
}

// earlier returns the earlier of two ISO dates, or with 1 the later.
func earlier(sign int) func(...any) (any, error) {
	return func(a ...any) (any, error) {
		if strings.Compare(text(a[0]), text(a[1]))*sign > 0 {
			return a[0], nil
		}
		return a[1], nil
	}
}

// slip reports two numbers that one slip of the hand turns into each other: one digit wrong, missing or too many, two
// neighbours exchanged, or in numbers of six digits and more three neighbours in another order.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if i := strings.IndexByte(a, '.'); i >= 0 && len(a) == len(b) && b[i] == '.' {
		a, b = a[:i]+a[i+1:], b[:i]+b[i+1:] // 61.7 and 67.1
	}
	if len(a) < 3 || len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	}
	for _, n := range []int{2, 3} {
		if n == 3 && len(a) < 6 || i+n > len(a) || a[i+n:] != b[i+n:] {
			continue
		}
		x, y := []byte(a[i:i+n]), []byte(b[i:i+n])
		slices.Sort(x)
		slices.Sort(y)
		if string(x) == string(y) {
			return true
		}
	}
	return false
}

// dayName returns the name of a date's day of the week in English (en) or Arabic (ar).
func dayName(a ...any) (any, error) {
	d, err := calendar.ParseDay(text(a[0]))
	if err != nil {
		return nil, err
	}
	if text(a[1]) == "ar" {
		return daysAr[d.Weekday()], nil
	}
	return daysEn[d.Weekday()], nil
}

// prefix returns the first n bytes of an ISO date: its year or its month.
func prefix(v any, n int) string {
	s := text(v)
	return s[:min(n, len(s))]
}

// foldName is the key under which two spellings of a text are one: marks, article and letter variants aside.
func foldName(s string) string { return arabic.Fold(strings.ReplaceAll(s, "-", " ")) }

// similar reports whether two texts share most of their words: two thirds of the shorter one's.
func similar(a, b string) bool {
	x, y := strings.Fields(foldName(owner(a))), strings.Fields(foldName(owner(b)))
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	hits := 0
	for _, w := range x {
		if slices.ContainsFunc(y, func(o string) bool { return strings.TrimPrefix(o, "ال") == strings.TrimPrefix(w, "ال") }) {
			hits++
		}
	}
	return 3*hits >= 2*len(x)
}

// owner takes the ending of the English possessive off a name.
func owner(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s") }

// spellings returns the words in which names of one person or body differ though they spell the same: توكاييف and توكايف. A name
// that only lacks words of another is no second spelling.
func spellings(v any) []any {
	list, _ := v.([]any)
	words := map[string]string{}
	var order, folded []string
	for _, name := range list {
		folded = append(folded, " "+foldName(text(name))+" ")
		for w := range strings.FieldsSeq(text(name)) {
			w = owner(w)
			k := foldName(w)
			if _, have := words[k]; !have {
				words[k] = w
				order = append(order, k)
			}
		}
	}
	out := []any{}
	put := func(k string) {
		if w := words[k]; !slices.Contains(out, any(w)) {
			out = append(out, w)
		}
	}
	for i, a := range order {
		for _, b := range order[i+1:] {
			// Two words that stand in one name are two words.
			one := slices.ContainsFunc(folded, func(n string) bool { return strings.Contains(n, " "+a+" ") && strings.Contains(n, " "+b+" ") })
			if !one && alike(a, b) {
				put(a)
				put(b)
			}
		}
	}
	return out
}

// alike reports two words that spell one name: most of their letters in the same order.
func alike(a, b string) bool {
	a, b = strings.TrimPrefix(a, "ال"), strings.TrimPrefix(b, "ال")
	x, y := []rune(a), []rune(b)
	if len(x) < 3 || len(y) < 3 || a == b || proclitic(a, b) || proclitic(b, a) {
		return false
	}
	share := float64(2*subsequence(x, y)) / float64(len(x)+len(y))
	return share >= 0.75 || share >= 0.6 && x[0] == y[0]
}

// proclitic reports whether a is b behind a conjunction or a preposition of one letter.
func proclitic(a, b string) bool {
	rest, ok := strings.CutSuffix(a, b)
	return ok && slices.Contains([]string{"و", "ف", "ب", "ل", "ك"}, rest)
}

// subsequence returns the length of the longest common subsequence.
func subsequence(a, b []rune) int {
	prev := make([]int, len(b)+1)
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := prev[j+1]
			if x == y {
				prev[j+1] = diag + 1
			} else {
				prev[j+1] = max(up, prev[j])
			}
			diag = up
		}
	}
	return prev[len(b)]
}
