package numeral

import "math"

// Number is a number that [Scan] found.
type Number struct {
	Value     Decimal // the number; for ambiguous digits the reading before a counted noun
	Fraction  Decimal // the reading before a percent sign; equal to Value unless Ambiguous
	Ambiguous bool    // digits with one separator and three digits behind it
	Point     bool    // and that separator is a full stop
	Inexact   bool    // the decimal cannot hold the value: a third
	Words     bool    // begins with a number word
	Scaled    bool    // holds a scale word
	Long      bool    // a lone ألفا or مليونا, which before a noun is two thousand or two million
	Part      string  // "1/2" for a fraction of no scale
	Terms     int     // terms it takes
}

// Scan reads the longest number at the start of terms and reports whether there is one.
//
// Arabic joins the parts of a number with the conjunction, units before tens: ثلاثمائة وخمسة وعشرون; English does not:
// three hundred (and) twenty-five. Digits and words mix: 6 ملايين و456.392. Each part must be smaller than the scale of
// the part before it, so that "1 و2 و3" and "بين مليون و2 مليون" are numbers of their own.
func Scan(terms []Term) (Number, bool) {
	if len(terms) == 0 {
		return Number{}, false
	}
	s := scanner{t: terms, limit: math.MaxInt64, latin: terms[0].Latin}
	if n, ok := s.plainFraction(); ok {
		return n, true
	}
	if !s.part(true) {
		return Number{}, false
	}
	for s.limit > 1 && s.next() {
	}
	s.half()
	n := s.n
	n.Terms = s.i
	n.Words = terms[0].Kind != Digits
	if !n.Ambiguous {
		n.Fraction = n.Value
	}
	return n, true
}

// scanner walks over terms; everything before i is read.
type scanner struct {
	t     []Term
	i     int
	limit int64 // scale of the last part: the next one must be smaller
	latin bool
	n     Number
}

func (s *scanner) at(i int) Term {
	if i < len(s.t) && i >= 0 {
		return s.t[i]
	}
	return Term{}
}

// joined reports whether the term at i goes on with the number by the conjunction, and where its own word stands.
func (s *scanner) joined(i int) (int, bool) {
	t := s.at(i)
	switch {
	case t.Kind == And && t.Latin == s.latin:
		return i + 1, true
	case t.And && !t.Latin:
		return i, true
	}
	return i, false
}

// next reads one more part of the number.
func (s *scanner) next() bool {
	i, and := s.joined(s.i)
	if !and && !s.latin && s.at(i).Kind != None {
		return false
	}
	k := s.at(i).Kind
	if s.latin && (k == Digits || k == Article || !s.at(i).Latin) {
		return false
	}
	save := *s
	s.i = i
	if !s.part(false) {
		*s = save
		return false
	}
	return true
}

// part reads a group below a thousand or digits, with its scale, or a scale alone, and adds it.
func (s *scanner) part(first bool) bool {
	r, n := s.group(s.i, first)
	t := s.at(s.i + n)
	joined := n > 0 && t.And
	scale := int64(1)
	value := r.Value
	fits := true
	switch {
	case n > 0 && !joined && (t.Kind == Scale || t.Kind == Plural):
		scale = t.Value
		value, fits = times(r.scaled(t.Latin), scale)
		r.Ambiguous = false
		n++
		// A hundred million, a thousand billion: a scale may stand on a smaller one.
		if u := s.at(s.i + n); u.Kind == Scale && !u.And && u.Value > scale && fits {
			value, fits = times(value, u.Value)
			scale = u.Value
			n++
		}
	case n == 0 && t.Kind == Article && (s.at(s.i+1).Kind == Scale) && first:
		scale = s.at(s.i + 1).Value
		value, n = Int(scale), 2
	case n == 0 && t.Kind == Scale:
		scale = t.Value
		value, n = Int(scale), 1
		s.n.Long = t.Long && first
		if u := s.at(s.i + 1); u.Kind == Scale && !u.And && u.Value > scale {
			value, fits = times(value, u.Value)
			scale, n = u.Value, 2
		}
	case n == 0 && t.Kind == Dual:
		scale = t.Value
		value, n = Int(2*scale), 1
	case n == 0:
		return false
	}
	if !fits || s.limit != math.MaxInt64 && value.Cmp(Int(s.limit)) >= 0 {
		return false
	}
	sum, ok := s.n.Value.Add(value)
	if !ok {
		return false
	}
	s.n.Value = sum
	s.i += n
	if first {
		s.n.Ambiguous, s.n.Point, s.n.Fraction = r.Ambiguous, r.Point, r.Fraction
	} else {
		s.n.Ambiguous, s.n.Long = false, false
	}
	s.n.Scaled = s.n.Scaled || scale > 1
	s.limit = scale
	return true
}

// scaled returns the reading before a scale word: 10.33 thousand, 7.125 million, but 1,234 million in English.
func (r Reading) scaled(latin bool) Decimal {
	if latin && !r.Point {
		return r.Value
	}
	return r.Fraction
}

// group reads digits or a number below a thousand at i and returns how many terms it takes.
func (s *scanner) group(i int, first bool) (Reading, int) {
	t := s.at(i)
	if t.Kind == Digits {
		r, ok := ReadDigits(t.Text)
		if !ok {
			return Reading{}, 0
		}
		return r, 1
	}
	if t.Latin != s.latin && !first {
		return Reading{}, 0
	}
	var v int64
	n := 0
	switch {
	case t.Kind == Hundreds || t.Kind == Hundred:
		v, n = t.Value, 1
	case t.Kind == Unit && s.at(i+1).Kind == Hundred && !s.at(i+1).And:
		v, n = t.Value*100, 2
	case t.Kind == Article && s.at(i+1).Kind == Hundred:
		v, n = 100, 2
	default:
		v, n = s.below(i)
		return Reading{Value: Int(v), Fraction: Int(v)}, n
	}
	j, and := s.joined(i + n)
	if and || s.latin {
		if w, m := s.below(j); m > 0 && (and || s.at(j).Latin) {
			v, n = v+w, j+m-i
		} else if d := s.at(j); and && d.Kind == Digits && len(d.Text) <= 2 {
			if r, ok := ReadDigits(d.Text); ok {
				v, n = v+r.Value.Coef, j+1-i
			}
		}
	}
	return Reading{Value: Int(v), Fraction: Int(v)}, n
}

// below reads a number word or words below a hundred.
func (s *scanner) below(i int) (int64, int) {
	t, u := s.at(i), s.at(i+1)
	switch t.Kind {
	case Unit, Bound:
		if u.Kind == Teen && !u.And && !t.Latin && t.Value < 10 {
			return t.Value + 10, 2
		}
		if !t.Latin {
			if j, ok := s.joined(i + 1); ok && s.at(j).Kind == Tens {
				return t.Value + s.at(j).Value, j + 1 - i
			}
		}
		if t.Kind == Unit {
			return t.Value, 1
		}
	case Teen, Small:
		return t.Value, 1
	case Tens:
		if t.Latin && u.Kind == Unit && u.Latin {
			return t.Value + u.Value, 2
		}
		return t.Value, 1
	case Article:
		if u.Kind == Small && u.Value == 12 { // a dozen
			return 12, 2
		}
	default: // the others need nothing done
	}
	return 0, 0
}

// half reads a half or a quarter of the last scale: مليون ونصف, مليون ونصف المليون, a million and a half.
func (s *scanner) half() {
	i, and := s.joined(s.i)
	if !and || s.limit == math.MaxInt64 {
		return
	}
	if s.at(i).Kind == Article {
		i++
	}
	f := s.at(i)
	if f.Kind != Fraction || f.Latin != s.latin {
		return
	}
	if s.limit == 1 && (f.Over != 2 && f.Over != 4 || f.Latin || s.n.Ambiguous || s.at(i+1).Kind == Scale) {
		return
	}
	i++
	if t := s.at(i); t.Kind == Scale && !t.And {
		if t.Value != s.limit {
			return
		}
		i++
	}
	add, exact := ratio(s.limit, f)
	if sum, ok := s.n.Value.Add(add); ok {
		s.n.Value, s.i = sum, i
		s.n.Inexact = s.n.Inexact || !exact
		s.n.Ambiguous, s.n.Long = false, false
	}
}

// plainFraction reads a fraction with or without a scale: نصف مليون, half a million, ثلاثة أرباع, ثلث.
func (s *scanner) plainFraction() (Number, bool) {
	i := 0
	if s.at(0).Kind == Article && s.at(1).Kind == Fraction {
		i = 1
	}
	f := s.at(i)
	switch {
	case f.Kind == Fraction:
		i++
	case f.Kind == Unit && s.at(1).Kind == Parts && !s.at(1).And && f.Value < s.at(1).Over:
		f = Term{Kind: Fraction, Value: f.Value, Over: s.at(1).Over, Latin: f.Latin}
		i = 2
	default:
		return Number{}, false
	}
	j := i
	if s.at(j).Kind == Of {
		j++
	}
	if s.at(j).Kind == Article {
		j++
	}
	n := Number{Words: true, Terms: i}
	scale := int64(1)
	if t := s.at(j); t.Kind == Scale && !t.And {
		scale, n.Terms, n.Scaled = t.Value, j+1, true
	} else {
		n.Part = Int(f.Value).String() + "/" + Int(f.Over).String()
	}
	v, exact := ratio(scale, f)
	n.Value, n.Fraction, n.Inexact = v, v, !exact
	return n, true
}

// ratio returns the fraction f of scale, and whether a decimal holds it exactly; otherwise it is cut behind six places.
func ratio(scale int64, f Term) (Decimal, bool) {
	if f.Over == 0 {
		return Decimal{}, false
	}
	const places = 6
	top := scale * f.Value
	if scale == 1 {
		top *= 1_000_000
		return New(top/f.Over, places), top%f.Over == 0
	}
	return Int(top / f.Over), top%f.Over == 0
}

// times returns d × n, and false when it does not fit 64 bits.
func times(d Decimal, n int64) (Decimal, bool) {
	for d.Scale > 0 && n%10 == 0 {
		d.Scale--
		n /= 10
	}
	if n != 0 && (d.Coef > math.MaxInt64/n || d.Coef < math.MinInt64/n) {
		return Decimal{}, false
	}
	return New(d.Coef*n, d.Scale), true
}
