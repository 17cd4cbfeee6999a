// Package numeral reads and writes numbers as reports write them.
//
// It knows digits and number words and nothing else: no units, no dates, no report. Values are exact decimals, never
// floating point.
package numeral

import (
	"fmt"
	"strconv"
	"strings"
)

// Decimal is an exact number, Coef × 10^-Scale. The canonical form, which every function of this package returns, has no
// trailing zeros behind the point (Scale is as small as it can be). The zero value is 0.
type Decimal struct {
	Coef  int64
	Scale uint8
}

// Int returns n as a decimal.
func Int(n int64) Decimal { return Decimal{Coef: n} }

// New returns coef × 10^-scale in canonical form.
func New(coef int64, scale uint8) Decimal {
	for scale > 0 && coef%10 == 0 {
		coef /= 10
		scale--
	}
	return Decimal{Coef: coef, Scale: scale}
}

// Parse reads plain decimal notation: an optional sign, ASCII digits, an optional point with digits behind it.
func Parse(s string) (Decimal, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(frac) > 18 {
		return Decimal{}, fmt.Errorf("read number %q: more than 18 decimal places", s)
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return Decimal{}, fmt.Errorf("read number %q: %w", s, err)
	}
	return New(n, uint8(len(frac))), nil
}

// String returns plain notation without an exponent: "81.31", "12000000", "-0.5".
func (d Decimal) String() string {
	s := strconv.FormatInt(d.Coef, 10)
	if d.Scale == 0 {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for len(s) <= int(d.Scale) {
		s = "0" + s
	}
	cut := len(s) - int(d.Scale)
	return sign + s[:cut] + "." + s[cut:]
}

// IsInt reports whether d is a whole number.
func (d Decimal) IsInt() bool { return New(d.Coef, d.Scale).Scale == 0 }

// Rescale returns d's coefficient at the given scale, and whether it can be held there exactly in 64 bits.
func (d Decimal) Rescale(scale uint8) (int64, bool) {
	c := New(d.Coef, d.Scale)
	if c.Scale > scale {
		return 0, false
	}
	n := c.Coef
	for range scale - c.Scale {
		if n > (1<<63-1)/10 || n < -(1<<63-1)/10 {
			return 0, false
		}
		n *= 10
	}
	return n, true
}

// Cmp returns -1, 0 or 1 as d is less than, equal to or greater than e.
func (d Decimal) Cmp(e Decimal) int {
	s := max(d.Scale, e.Scale)
	a, okA := d.Rescale(s)
	b, okB := e.Rescale(s)
	if !okA || !okB { // one is beyond 64 bits at the common scale: compare as floats, exact enough to order them
		x, _ := strconv.ParseFloat(d.String(), 64)
		y, _ := strconv.ParseFloat(e.String(), 64)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Add returns d + e, and false when the sum does not fit 64 bits.
func (d Decimal) Add(e Decimal) (Decimal, bool) {
	s := max(d.Scale, e.Scale)
	a, okA := d.Rescale(s)
	b, okB := e.Rescale(s)
	sum := a + b
	if !okA || !okB || (a > 0) == (b > 0) && (sum > 0) != (a > 0) && a != 0 {
		return Decimal{}, false
	}
	return New(sum, s), true
}

// Float returns the nearest float64, for checks with a tolerance; published values stay decimals.
func (d Decimal) Float() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64)
	return f
}
