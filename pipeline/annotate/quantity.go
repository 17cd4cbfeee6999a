package annotate

import (
	"slices"
	"strings"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// typePoints is the type of percentage points, which are no percentage.
const typePoints = "points"

// quantities returns the numbers of a document and what they measure: percentages, percentage points, sums of money,
// durations, times of day, counts, ordinals and, for digits and number words that are none of these, bare numbers.
//
// An annotation covers the number and its unit; a hedge before it (about, at least) only sets the flags of the Quantity. The
// Unit of a count is a class of the word lists, empty for a noun that has none; the Value of a time of day is HH:MM, that
// of a fraction 1/3. Bare numbers, ordinals and counts of unlisted nouns that belong to a date are left to dates.
func quantities(r *reader) []document.Annotation {
	q := &quantifier{reader: r}
	q.run()
	return q.withoutDates()
}

// quantifier finds quantities from the first token to the last.
type quantifier struct {
	*reader
	weak []bool // for each annotation found: a date may take its tokens
}

func (q *quantifier) add(a document.Annotation, weak bool) int {
	a.Entity = -1
	q.out = append(q.out, a)
	q.weak = append(q.weak, weak)
	return a.Last
}

func (q *quantifier) run() {
	for i := 0; i < len(q.toks); {
		next := q.at(i)
		if next <= i {
			next = i + 1
		}
		i = next
	}
}

// at reads a quantity that starts at token i and returns the token after it, or i where there is none.
func (q *quantifier) at(i int) int {
	t := &q.toks[i]
	switch t.Kind {
	case document.Punct:
		if end := q.bracketed(i); end > i {
			return end
		}
		return q.signFirst(i)
	case document.Number:
		return q.number(i)
	default: // the others need nothing done
	}
	e := q.tags[i].e
	if e == none {
		return q.hyphened(i)
	}
	if q.terms[i].Kind != numeral.None {
		if end := q.number(i); end > i {
			return end
		}
	}
	if e.ordinal != 0 {
		if end := q.clock(i, i); end > i {
			return end
		}
		if end := q.ordinal(i); end > i {
			return end
		}
	}
	if e.role == hourWord {
		return q.clock(i, i+1)
	}
	if u, n := q.unitAt(i); n > 0 && u.dual {
		return q.dual(i, n, u)
	}
	return i
}

// bracketed reads a number whose digits stand in brackets, as official texts write them: (21) million and (404) thousand voters. Behind a
// word that leads to a figure it needs no unit.
func (q *quantifier) bracketed(i int) int {
	group := func(k int) bool {
		return q.is(k, "(") && q.tok(k+1).Kind == document.Number && q.is(k+2, ")") && k+2 < q.stop(i)
	}
	if q.is(i, "(") && q.tok(i+1).Kind == document.Number && leadsToFigure(q.tok(i-1).Fold) {
		if n, ok := q.scan(i + 1); ok && !n.Words {
			j := i + 1 + n.Terms
			p := q.percent(j)
			switch {
			case !q.is(j+p, ")"):
			case p > 0:
				return q.add(document.Annotation{Type: document.TypePercent, First: i, Last: j + p + 1, Quantity: q.quantity(n.Fraction, n.Fraction, i, j+p+1)}, false)
			case n.Value.Cmp(numeral.Int(100)) > 0:
				if _, _, k := q.unitBehind(j+1, n); k == 0 && q.terms0(j+1).Kind == numeral.None {
					return q.add(document.Annotation{Type: document.TypeNumber, First: i, Last: j + 1, Quantity: q.quantity(n.Value, n.Value, i, j+1)}, true)
				}
			}
		}
	}
	if !group(i) {
		return i
	}
	var terms []numeral.Term
	ends := []int{i}
	for k := i; k < q.stop(i); {
		switch {
		case group(k):
			terms, k = append(terms, q.terms[k+1]), k+3
		case q.terms[k].Kind != numeral.None:
			terms, k = append(terms, q.terms[k]), k+1
		default:
			k = q.stop(i)
			continue
		}
		ends = append(ends, k)
	}
	n, ok := numeral.Scan(terms)
	if !ok {
		return i
	}
	j := ends[n.Terms]
	u, at, k := q.unitBehind(j, n)
	if k == 0 || q.datedYear(i+1) {
		return i
	}
	return q.united(i, j, at, k, u, n, n)
}

// leadsToFigure reports words that a figure stands behind at once.
func leadsToFigure(fold string) bool {
	switch fold {
	case "نسبته", "نسبتها", "نسبتهم", "بنسبه", "نسبه", "بلغ", "بلغت", "منهم", "عددهم", "عدده", "عددها", "وعددهم", "وعددها", "بعدد", "الي", "علي", "ب", "ل":
		return true
	}
	return false
}

// signFirst reads a number behind its sign: %69,44 or $3.5 million.
func (q *quantifier) signFirst(i int) int {
	switch q.toks[i].Text {
	case "%", "٪":
		if q.tok(i+1).Kind != document.Number || q.tok(i-1).Kind == document.Number || q.tok(i+1).Break {
			return i
		}
		n, ok := q.scan(i + 1)
		if !ok || n.Words || q.percent(i+2) > 0 && q.tok(i+1).Space {
			return i
		}
		return q.add(document.Annotation{Type: document.TypePercent, First: i, Last: i + 2, Quantity: q.quantity(n.Fraction, n.Fraction, i, i+2)}, false)
	case "$", "€", "£", "¥", "₺", "₽":
		n, ok := q.scan(i + 1)
		if !ok {
			return i
		}
		unit := map[string]string{"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan", "₺": "lira", "₽": "rouble"}[q.toks[i].Text]
		last := i + 1 + n.Terms
		return q.add(document.Annotation{Type: document.TypeMoney, First: i, Last: last, Unit: unit, Quantity: q.quantity(n.Value, n.Value, i, last)}, false)
	}
	return i
}

// scan reads the number at token i, never across the end of the sentence.
func (q *quantifier) scan(i int) (numeral.Number, bool) {
	if i >= len(q.toks) || q.terms[i].Kind == numeral.None {
		return numeral.Number{}, false
	}
	if n, ok := q.spaced(i); ok {
		return n, true
	}
	n, ok := numeral.Scan(q.terms[i:q.stop(i)])
	if !ok {
		return n, false
	}
	if n.Terms == 1 && !n.Words {
		q.gluedScale(i, &n)
	}
	return n, true
}

// spaced joins groups of three digits that single spaces part: 1 234 567.
func (q *quantifier) spaced(i int) (numeral.Number, bool) {
	t := &q.toks[i]
	if t.Kind != document.Number || len(t.Text) > 3 || t.Text[0] == '0' || i+1 >= len(q.toks) || q.toks[i+1].Kind != document.Number {
		return numeral.Number{}, false
	}
	if p := q.tok(i - 1); p.Kind == document.Number || q.is(i-1, "+") {
		return numeral.Number{}, false
	}
	var digits strings.Builder
	digits.WriteString(t.Text)
	j := i + 1
	for j < len(q.toks) && q.toks[j].Kind == document.Number && len(q.toks[j].Text) == 3 && !q.toks[j].Break && q.oneSpace(j) {
		digits.WriteString(q.toks[j].Text)
		j++
	}
	if j == i+1 || j < len(q.toks) && q.toks[j].Kind == document.Number && !q.toks[j].Break {
		return numeral.Number{}, false
	}
	for _, c := range []byte(digits.String()) {
		if c < '0' || c > '9' {
			return numeral.Number{}, false
		}
	}
	v, err := numeral.Parse(digits.String())
	return numeral.Number{Value: v, Fraction: v, Terms: j - i}, err == nil
}

func (q *quantifier) oneSpace(j int) bool {
	switch q.d.Text.Content[q.toks[j-1].End:q.toks[j].Start] {
	case " ", "\u00a0", "\u202f", "\u2009":
		return true
	}
	return false
}

// gluedScale reads a letter for a scale right behind digits: 1.2m, 3bn.
func (q *quantifier) gluedScale(i int, n *numeral.Number) {
	t := q.tok(i + 1)
	if t.Kind != document.Word || t.Space {
		return
	}
	zeros := 0
	switch t.Fold {
	case "k":
		zeros = 3
	case "m", "mn":
		zeros = 6
	case "bn", "b":
		zeros = 9
	default:
		return
	}
	v := n.Fraction
	for range zeros {
		if v.Scale > 0 {
			v = numeral.New(v.Coef, v.Scale-1)
		} else if v.Coef < 1<<58 {
			v.Coef *= 10
		}
	}
	n.Value, n.Fraction, n.Ambiguous, n.Scaled, n.Terms = v, v, false, true, 2
}

// number reads what the number at token i measures.
func (q *quantifier) number(i int) int {
	t := &q.toks[i]
	if t.Kind == document.Number {
		if q.partOfName(i) {
			return i + 1
		}
		if end := q.colonTime(i); end > i {
			return end
		}
		if end := q.suffixed(i); end > i {
			return end
		}
	}
	n, ok := q.scan(i)
	if !ok {
		return i
	}
	j := i + n.Terms
	if t.Fold == "الفا" && n.Terms == 1 && q.percent(j) == 0 {
		if _, _, k := q.unitBehind(j, n); k == 0 {
			return i // a name of West Africa, which is written as two thousand of something
		}
	}
	if end := q.rangeAt(i, j, n); end > i {
		return end
	}
	return q.measure(i, j, n, n, false)
}

// partOfName reports digits that belong to a word or to a chain such as 08/10/2024.
func (q *quantifier) partOfName(i int) bool {
	t, p := &q.toks[i], q.tok(i-1)
	if i > 0 && !t.Space {
		if p.Kind == document.Word && !p.Arabic {
			return true
		}
		if q.dash(i-1) && !p.Space && q.tok(i-2).Kind == document.Word && !q.tok(i-2).Arabic && q.ent(i-2).month == 0 {
			return true
		}
		if p.Text == "/" && q.tok(i-2).Kind == document.Number {
			return true
		}
	}
	n := q.tok(i + 1)
	return n.Text == "/" && !n.Space && q.tok(i+2).Kind == document.Number && !q.tok(i+2).Space
}

// suffixed reads digits with letters right behind them: 2nd is an ordinal, 1930s is nothing.
func (q *quantifier) suffixed(i int) int {
	s := q.tok(i + 1)
	if s.Kind != document.Word || s.Space || s.Arabic {
		return i
	}
	switch s.Fold {
	case "st", "nd", "rd", "th":
		if n, ok := numeral.Scan(q.terms[i : i+1]); ok && n.Value.IsInt() {
			return q.add(document.Annotation{
				Type: document.TypeOrdinal, First: i, Last: i + 2, Quantity: numeral.Quantity{Low: n.Value, High: n.Value},
			}, true)
		}
	case "k", "m", "mn", "bn", "b", "am", "pm", "p.m", "a.m", "mln", "p", "a":
		return i
	}
	if q.ent(i+1).month != 0 || q.ent(i+1).unit.kind != noUnit {
		return i
	}
	return i + 2
}

// rangeAt reads a second number behind the first: 82,2 - 85,52 %, between 20 and 25 percent, من 10 إلى 20 مراقبا.
func (q *quantifier) rangeAt(i, j int, n numeral.Number) int {
	signed := q.percent(j)
	k := j + signed
	opened := q.opened(i)
	plain := false // 20 % to 22 %, of which nothing says that it rose
	switch {
	case q.dash(k) && (!n.Words || signed > 0):
	case opened == betweenWord && (q.terms0(k).Kind == numeral.And || q.role(k) == toWord):
	case opened == betweenWord && q.terms0(k).And:
		k--
	case (opened == fromWord || opened == betweenWord || q.tok(k).Arabic || signed == 0) && q.role(k) == toWord:
		plain = opened == noRole && signed > 0 && q.tok(i-1).Fold != "ب"
	default:
		return i
	}
	k++
	if q.is(k, "ال") {
		k++
	}
	if k >= q.stop(i) {
		return i
	}
	m, ok := q.scan(k)
	if !ok {
		return i
	}
	end := k + m.Terms
	if signed > 0 && (q.percent(end) == 0 || opened != betweenWord && !q.dash(k-1) && (!plain || n.Value.Cmp(m.Value) >= 0)) {
		return i // each figure stands for itself: it rose from 5 % to 7 %
	}
	if q.percent(end) == 0 && (opened == noRole && !q.dash(k-1) || n.Value.Cmp(m.Value) >= 0 && !m.Scaled) {
		return i
	}
	if q.percent(end) > 0 {
		if n.Value.Cmp(numeral.Int(100)) > 0 && m.Value.Cmp(numeral.Int(100)) <= 0 { // a count, and the share that it makes
			return i
		}
		low, high := n.Fraction, m.Fraction
		if low.Cmp(high) > 0 {
			low, high = high, low
		}
		n.Fraction, m.Fraction = low, high
	}
	if e := q.measure(i, end, n, m, true); e > end {
		return e
	}
	return i
}

func (q *quantifier) terms0(i int) numeral.Term {
	if i < 0 || i >= len(q.terms) {
		return numeral.Term{}
	}
	return q.terms[i]
}

// opened returns fromWord or betweenWord where one stands before the number, perhaps behind the article.
func (q *quantifier) opened(i int) role {
	j := i - 1
	if q.is(j, "ال") {
		j--
	}
	if r := q.role(j); r == fromWord || r == betweenWord {
		return r
	}
	return noRole
}

// percent returns how many tokens at i are a percent sign or its words.
func (q *quantifier) percent(i int) int {
	t := q.tok(i)
	if t.Text == "%" || t.Text == "٪" {
		return 1
	}
	if t.Kind != document.Word {
		return 0
	}
	hundred := func(k int) bool {
		f := q.terms0(k)
		return f.Kind == numeral.Hundred && !f.Latin
	}
	switch {
	case q.role(i) == percentWord:
		return 1
	case q.role(i) == perWord && q.role(i+1) == centWord:
		return 2
	case q.role(i) == inWord && t.Arabic && hundred(i+1):
		return 2
	case hundred(i) && strings.HasPrefix(t.Fold, "ب"):
		return 1
	}
	return 0
}

// points returns how many tokens at i say percentage points.
func (q *quantifier) points(i int) int {
	switch {
	case q.role(i) == percentAdj && q.role(i+1) == pointWord, q.role(i) == pointWord && q.role(i+1) == percentAdj:
		return 2
	}
	if p := q.percent(i); p > 0 && q.role(i+p) == pointWord && !q.tok(i+p).Arabic {
		return p + 1
	}
	return 0
}

// measure adds the annotation of the number (or of the range from n to m) in tokens i to j and its unit. A range without a
// unit is none.
func (q *quantifier) measure(i, j int, n, m numeral.Number, ranged bool) int {
	if k := q.points(j); k > 0 {
		return q.add(document.Annotation{Type: typePoints, First: i, Last: j + k, Quantity: q.quantity(n.Fraction, m.Fraction, i, j+k)}, false)
	}
	if k := q.percent(j); k > 0 {
		return q.add(document.Annotation{Type: document.TypePercent, First: i, Last: j + k, Quantity: q.quantity(n.Fraction, m.Fraction, i, j+k)}, false)
	}
	if n.Part != "" {
		return q.fraction(i, j, n)
	}
	if !ranged {
		if end := q.dayPart(i, j, n); end > i {
			return end
		}
		if end := q.compound(i, j, n); end > i {
			return end
		}
	}
	if u, at, k := q.unitBehind(j, n); k > 0 && !q.datedYear(i) {
		return q.united(i, j, at, k, u, n, m)
	}
	if ranged {
		return i
	}
	if end := q.nounBefore(i, j, n); end > i {
		return end
	}
	if n.Words && n.Value.Cmp(numeral.Int(1)) == 0 {
		return i // one, واحد: no number without a noun
	}
	if q.unlisted(i, j, n) {
		return q.add(document.Annotation{Type: document.TypeCount, First: i, Last: j + 1, Quantity: q.quantity(n.Value, n.Value, i, j+1)}, true)
	}
	v := n.Value
	if n.Ambiguous && n.Point && q.latinAround(i) {
		v = n.Fraction
	}
	return q.add(document.Annotation{Type: document.TypeNumber, First: i, Last: j, Quantity: q.quantity(v, v, i, j)}, true)
}

// united adds a count, a duration or a sum of money whose unit is the k tokens at at.
func (q *quantifier) united(i, j, at, k int, u unit, n, m numeral.Number) int {
	last := at + k
	a := document.Annotation{Type: document.TypeCount, First: i, Last: last, Unit: u.name}
	low, high := n.Value, m.Value
	switch u.kind {
	case timeUnit:
		a.Type = document.TypeDuration
	case moneyUnit:
		a.Type = document.TypeMoney
	default: // the others need nothing done
	}
	if n.Long && at == j && u.kind != timeUnit { // ألفا ناخب is two thousand
		low.Coef, high.Coef = low.Coef*2, high.Coef*2
	}
	a.Quantity = q.quantity(low, high, i, last)
	return q.add(a, false)
}

// fraction adds a part of a whole, unless the word has another use: the first half of a year, the third one.
func (q *quantifier) fraction(i, j int, n numeral.Number) int {
	if q.tags[i].definite || q.ent(j).ordinal != 0 || q.is(i-1, "the") || q.ent(i-1).ordinal != 0 {
		return i
	}
	if q.tok(j).Kind != document.Word || !q.tok(j).Arabic && q.role(j) != ofWord {
		return i
	}
	a := document.Annotation{Type: document.TypeNumber, First: i, Last: j, Value: n.Part, Quantity: q.quantity(n.Value, n.Value, i, j)}
	a.Quantity.Approx = a.Quantity.Approx || n.Inexact
	return q.add(a, true)
}

// dayPart reads a time of day in digits or words: 8 مساء, 8 p.m., seven in the morning.
func (q *quantifier) dayPart(i, j int, n numeral.Number) int {
	if !n.Value.IsInt() || n.Value.Coef < 1 || n.Value.Coef > 12 {
		return i
	}
	hour := int(n.Value.Coef)
	if pm, k := q.half(j); k > 0 {
		return q.addTime(i, j+k, hour, 0, pm)
	}
	return i
}

// half returns the tokens at i that name a half of the day, and whether it is the second.
func (q *quantifier) half(i int) (pm bool, n int) {
	switch q.role(i) {
	case morningWord:
		return false, q.dotted(i, 1)
	case eveningWord:
		return true, q.dotted(i, 1)
	default: // the others need nothing done
	}
	if q.is(i+1, ".") && q.is(i+2, "m") && (q.is(i, "a") || q.is(i, "p")) && !q.tok(i+2).Space {
		return q.is(i, "p"), q.dotted(i, 3)
	}
	if q.role(i) == inWord && q.role(i+1) == theWord {
		switch q.tok(i + 2).Fold {
		case "morning":
			return false, 3
		case "afternoon", "evening":
			return true, 3
		}
	}
	return false, 0
}

// dotted adds the full stop of an abbreviation to n, where it does not end the sentence.
func (q *quantifier) dotted(i, n int) int {
	if q.is(i+n, ".") && !q.tok(i+n).Space && !q.tok(i).Arabic && i+n+1 < q.stop(i) {
		return n + 1
	}
	return n
}

func (q *quantifier) addTime(first, last, hour, minute int, pm bool) int {
	if pm && hour < 12 {
		hour += 12
	}
	v := [5]byte{byte('0' + hour/10), byte('0' + hour%10), ':', byte('0' + minute/10), byte('0' + minute%10)}
	return q.add(document.Annotation{Type: document.TypeTime, First: first, Last: last, Value: string(v[:])}, false)
}

// colonTime reads 10:30, with or without a half of the day.
func (q *quantifier) colonTime(i int) int {
	c, m := q.tok(i+1), q.tok(i+2)
	if c.Text != ":" || c.Space || m.Kind != document.Number || m.Space || len(m.Text) != 2 || len(q.toks[i].Text) > 2 {
		return i
	}
	h, okH := small(q.toks[i].Text)
	min, okM := small(m.Text)
	if !okH || !okM || h > 24 || min > 59 {
		return i
	}
	pm, k := q.half(i + 3)
	return q.addTime(i, i+3+k, h, min, pm)
}

func small(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || n > 999 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}

// clock reads an Arabic time of day whose hour is an ordinal or digits at token h: الساعة السابعة, الثامنة والنصف مساء.
func (q *quantifier) clock(i, h int) int {
	named := h > i
	hour := 0
	e := q.ent(h)
	switch {
	case h >= len(q.toks):
		return i
	case e.ordinal > 0 && q.tags[h].definite && strings.HasSuffix(q.toks[h].Fold, "ه"):
		hour = int(e.ordinal)
	case named && q.terms[h].Kind == numeral.Unit && q.tags[h].definite:
		hour = int(q.terms[h].Value)
	case named && q.toks[h].Kind == document.Number:
		if end := q.colonTime(h); end > h {
			a := &q.out[len(q.out)-1]
			a.First = i
			return end
		}
		v, ok := small(q.toks[h].Text)
		if !ok || v > 24 {
			return i
		}
		hour = v
	default:
		return i
	}
	j := h + 1
	if q.terms0(j).Kind == numeral.Teen && hour <= 2 {
		hour += 10
		j++
	}
	minute := 0
	if f := q.terms0(j); f.Kind == numeral.Fraction && f.And && f.Definite && f.Over > 0 {
		minute = int(60 * f.Value / f.Over)
		j++
	}
	pm, k := q.half(j)
	if !named && k == 0 || hour > 24 {
		return i
	}
	return q.addTime(i, j+k, hour, minute, pm)
}

// unitAt returns the unit whose words stand at token i, and how many they are.
func (q *quantifier) unitAt(i int) (unit, int) {
	e := q.ent(i)
	for _, p := range e.phrases {
		ok := true
		for k, w := range p.rest {
			if t := q.tok(i + 1 + k); t.Fold != w && !hasStem(t, w) {
				ok = false
				break
			}
		}
		if ok {
			return p.unit, 1 + len(p.rest)
		}
	}
	if e.unit.kind != noUnit {
		return e.unit, 1
	}
	return unit{}, 0
}

func hasStem(t *document.Token, s string) bool {
	return slices.Contains(t.Stems, s)
}

// unitBehind looks for the unit of a number that ends before token j: right there, behind "of (the)", or in English
// behind one or two other words. It returns where the unit begins and how many tokens it takes.
func (q *quantifier) unitBehind(j int, n numeral.Number) (u unit, at, k int) {
	if j >= len(q.toks) || q.toks[j].Sentence != q.toks[j-1].Sentence { // the row below in a table
		return u, j, 0
	}
	end := q.stop(j)
	if !q.toks[j].Arabic {
		return q.latinUnit(j, end, n)
	}
	if q.role(j) == fromWord && !q.tags[j].led && j+1 < end && (q.tags[j+1].definite || strings.HasSuffix(q.toks[j+1].Fold, "ين")) {
		if u, k = q.unitAt(j + 1); k > 0 && u.kind == countUnit && u.name != "" && n.Value.Cmp(numeral.Int(1)) > 0 {
			return u, j + 1, k
		}
		return unit{}, j, 0
	}
	if u, k = q.unitAt(j); k > 0 && !u.dual && !q.tags[j].led {
		if u.kind == timeUnit && q.yearLike(j-1) && k == 1 {
			return unit{}, j, 0
		}
		return u, j, k
	}
	return unit{}, j, 0
}

func (q *quantifier) latinUnit(j, end int, n numeral.Number) (u unit, at, k int) {
	if q.role(j) == ofWord && n.Value.Cmp(numeral.Int(1)) > 0 {
		j++
		for q.role(j) == theWord || q.is(j, "its") || q.is(j, "their") {
			j++
		}
	}
	for skipped := 0; skipped < 3 && j < end; skipped++ {
		t := &q.toks[j]
		if t.Kind != document.Word || t.Arabic || t.Break && t.Capital && skipped == 0 {
			break
		}
		if strings.HasSuffix(t.Fold, "'s") || strings.HasSuffix(t.Fold, "’s") {
			break
		}
		if u, k = q.unitAt(j); k > 0 {
			if q.yearLike(j-1) && u.kind == timeUnit || skipped > 0 && u.kind != countUnit {
				return unit{}, j, 0
			}
			// The head of a compound is its last noun: observer missions, women candidates.
			for j+k < end && u.kind == countUnit {
				v, m := q.unitAt(j + k)
				if m == 0 || v.kind != countUnit || q.tags[j+k].e.stop {
					break
				}
				u, j, k = v, j+k, m
			}
			return u, j, k
		}
		if e := q.tags[j].e; e.stop && (!e.adjective || q.yearLike(j-1)) || e.role != noRole || e.month != 0 || e.weekday != 0 || q.terms[j].Kind != numeral.None {
			break
		}
		j++
	}
	return unit{}, j, 0
}

// compound reads the English hyphenated forms with digits: a 12-hour count, a 43-strong team.
func (q *quantifier) compound(i, j int, n numeral.Number) int {
	if !q.dash(j) || q.toks[j].Space || q.tok(j+1).Space || q.tok(j+1).Kind != document.Word {
		return i
	}
	first, _, _ := strings.Cut(q.toks[j+1].Fold, "-")
	if measuresTeam(first) && !q.yearLike(i) {
		return q.united(i, j, j+1, 1, unit{kind: countUnit, name: "team"}, n, n)
	}
	e := words()[first]
	switch {
	case e == nil:
		return i
	case e.role == percentWord:
		return q.add(document.Annotation{Type: document.TypePercent, First: i, Last: j + 2, Quantity: q.quantity(n.Fraction, n.Fraction, i, j+2)}, false)
	case e.unit.kind == noUnit || q.yearLike(i):
		return i
	}
	return q.united(i, j, j+1, 1, e.unit, n, n)
}

// measuresTeam reports what stands behind a number that says how many people make up a team: 43-strong, 12-member.
func measuresTeam(word string) bool {
	switch word {
	case "strong", "member", "person", "man", "woman", "people", "delegate", "observer", "expert":
		return true
	}
	return false
}

// hyphened reads the same in words: a five-year term, the five-percent threshold, a twenty-five-member team.
func (q *quantifier) hyphened(i int) int {
	t := &q.toks[i]
	if t.Arabic || !strings.Contains(t.Fold, "-") {
		return i
	}
	if k := strings.LastIndexByte(t.Fold, '-'); measuresTeam(t.Fold[k+1:]) || t.Fold[k+1:] == "seat" {
		u := unit{kind: countUnit, name: "team"}
		if t.Fold[k+1:] == "seat" {
			u.name = "seat"
		}
		var terms []numeral.Term
		for part := range strings.SplitSeq(t.Fold[:k], "-") {
			e := words()[part]
			if e == nil {
				return i
			}
			terms = append(terms, e.term)
		}
		if n, ok := numeral.Scan(terms); ok && n.Part == "" && n.Terms == len(terms) {
			return q.united(i, i, i, 1, u, n, n)
		}
		return i
	}
	a, b, _ := strings.Cut(t.Fold, "-")
	b, _, _ = strings.Cut(b, "-")
	v := words()
	x, y := v[a], v[b]
	if x == nil || y == nil {
		return i
	}
	n, ok := numeral.Scan([]numeral.Term{x.term})
	if !ok || n.Part != "" {
		return i
	}
	switch {
	case y.role == percentWord || y.role == perWord && strings.HasSuffix(t.Fold, "-cent"):
		return q.add(document.Annotation{Type: document.TypePercent, First: i, Last: i + 1, Quantity: q.quantity(n.Value, n.Value, i, i+1)}, false)
	case y.unit.kind == timeUnit:
		return q.united(i, i, i, 1, y.unit, n, n)
	}
	return i
}

// dual adds a noun that means two of a thing by itself.
func (q *quantifier) dual(i, n int, u unit) int {
	two := numeral.Int(2)
	if t := q.terms0(i + n); t.Kind == numeral.Unit && t.Value == 2 && !t.And {
		n++ // مرشحان اثنان
	}
	return q.united(i, i+1, i, n, u, numeral.Number{Value: two, Fraction: two}, numeral.Number{Value: two, Fraction: two})
}

// nounBefore reads a definite number behind its noun, and one behind its noun: المرشحون الثلاثة, مرشح واحد.
func (q *quantifier) nounBefore(i, j int, n numeral.Number) int {
	if !n.Words || !q.toks[i].Arabic {
		return i
	}
	single := n.Value.Cmp(numeral.Int(1)) == 0 && !q.tags[i].led
	if !q.tags[i].definite && !single {
		return i
	}
	start := q.start(i)
	for k := i - 1; k >= start && k >= i-2; k-- {
		if q.toks[k].Kind != document.Word || q.tags[k].e.stop && !strings.HasPrefix(q.toks[k].Fold, "ال") || single && k < i-1 {
			break
		}
		u, m := q.unitAt(k)
		if m == 0 || m > i-k || u.kind == moneyUnit || !q.tags[k].definite && !single {
			continue
		}
		if len(q.out) > 0 && q.out[len(q.out)-1].Last > k {
			break
		}
		a := document.Annotation{Type: document.TypeCount, First: k, Last: j, Unit: u.name, Quantity: q.quantity(n.Value, n.Value, k, j)}
		if u.kind == timeUnit {
			a.Type = document.TypeDuration
		}
		return q.add(a, false)
	}
	return i
}

// unlisted reports whether the token at j is a noun that the number counts although no list holds it.
func (q *quantifier) unlisted(i, j int, n numeral.Number) bool {
	if j >= q.stop(i) || !n.Value.IsInt() || q.yearLike(i) || q.tags[i].definite {
		return false
	}
	t, g := &q.toks[j], &q.tags[j]
	if t.Kind != document.Word || g.e.stop || g.e.role != noRole || g.e.month != 0 || len(g.e.months) > 0 || g.e.weekday != 0 || q.terms[j].Kind != numeral.None || g.e.ordinal != 0 {
		return false
	}
	if !t.Arabic {
		return !t.Capital && len(t.Text) > 2
	}
	// A word that may carry a proclitic is left alone.
	return len(t.Stems) == 1 && len(t.Fold) >= 6
}

// datedYear reports four digits that the word before them makes a year: a month, the word year, in English also "in".
func (q *quantifier) datedYear(i int) bool {
	if !q.yearLike(i) {
		return false
	}
	p := q.ent(i - 1)
	switch p.role {
	case yearWord, yearsWord:
		return true
	case inWord, sinceWord:
		return !q.tok(i-1).Arabic && q.year(i)%100 != 0
	default: // the others need nothing done
	}
	return p.month != 0 && !p.weak || p.month != 0 && q.terms0(i-2).Kind == numeral.Digits || len(q.ent(i-2).months) > 0
}

// yearLike reports whether token i is four plain digits that can be a year.
func (q *reader) yearLike(i int) bool {
	return q.year(i) != 0
}

func (q *quantifier) latinAround(i int) bool {
	for k := i - 1; k >= 0 && k > i-6; k-- {
		if q.toks[k].Kind == document.Word {
			return !q.toks[k].Arabic
		}
	}
	t := q.tok(i + 1)
	return t.Kind == document.Word && !t.Arabic
}

// ordinal reads an ordinal: الثاني, ثانيا, الحادي عشر, second, twenty-first.
func (q *quantifier) ordinal(i int) int {
	t, g := &q.toks[i], &q.tags[i]
	v := int64(g.e.ordinal)
	j := i + 1
	if t.Arabic {
		if len(q.ent(i-1).months) > 0 { // كانون الثاني
			return i
		}
		f := q.terms0(j)
		switch {
		case f.Kind == numeral.Teen && !f.And && (g.definite || v < 0):
			v, j = max(v, 1)+10, j+1
		case f.Kind == numeral.Tens && f.And && f.Definite:
			v, j = max(v, 1)+f.Value, j+1
		case v < 0:
			return i
		case v == 1 && strings.HasSuffix(t.Fold, "اولي") && !strings.HasSuffix(t.Text, "ى"): // preliminary
			return i
		}
	} else if q.is(i, "second") && (q.terms0(i-1).Kind == numeral.Digits || q.is(i+1, "thoughts")) {
		return i
	}
	d := numeral.Int(v)
	return q.add(document.Annotation{Type: document.TypeOrdinal, First: i, Last: j, Quantity: numeral.Quantity{Low: d, High: d}}, true)
}

// quantity returns the quantity with the flags that the words around tokens i to j set.
func (q *quantifier) quantity(low, high numeral.Decimal, i, j int) numeral.Quantity {
	out := numeral.Quantity{Low: low, High: high}
	q.hedge(&out, i)
	q.hedgeBehind(&out, j)
	return out
}

// hedge reads the words before token i. Between a hedge and its number only fillers stand, except that a verb such as
// "exceeds" may have its subject there.
func (q *quantifier) hedge(out *numeral.Quantity, i int) {
	start := max(q.start(i), i-6)
	far := false
	than := false
	for k := i - 1; k >= start; k-- {
		t := &q.toks[k]
		if t.Kind != document.Word {
			if t.Text == "," || t.Text == "،" || t.Kind == document.Number || t.Text == "(" {
				return
			}
			continue
		}
		switch r := q.tags[k].e.role; {
		case r == exceedVerb:
			if q.negated(k, start) {
				out.AtMost = true
			} else {
				out.AtLeast = true
			}
			return
		case r == fallVerb && than:
			if q.negated(k, start) {
				out.AtLeast = true
			} else {
				out.AtMost = true
			}
			return
		case far:
			if q.terms[k].Kind == numeral.Digits {
				return
			}
		case r == approxWord:
			out.Approx = true
			return
		case r == moreWord || r == lessWord:
			if t.Arabic && r == moreWord && !than && q.is(k, "اكثر") || q.is(k-1, "spread") {
				return
			}
			if (r == moreWord) == !q.negated(k, start) {
				out.AtLeast = true
			} else {
				out.AtMost = true
			}
			return
		case r == leastWord && q.is(k-1, "at"):
			out.AtLeast = true
			return
		case r == mostWord && q.is(k-1, "at"):
			out.AtMost = true
			return
		case r == reachVerb:
			out.AtMost = out.AtMost || q.role(k-1) == mayWord
			return
		case r == toWord:
			if q.role(k-1) == upWord {
				out.AtMost = true
				return
			}
		case r == filler || r == fromWord || r == ofWord:
			than = true
		case r == inWord:
			return
		default:
			far = true
		}
	}
}

// negated reports whether a negation stands right before token k.
func (q *quantifier) negated(k, start int) bool {
	for p := k - 1; p >= start-1 && p >= k-2; p-- {
		if q.role(p) == negation {
			return true
		}
		if q.role(p) != mayWord {
			return false
		}
	}
	return false
}

// hedgeBehind reads تقريبا, على الأقل, or more, at least behind the number.
func (q *quantifier) hedgeBehind(out *numeral.Quantity, j int) {
	switch {
	case q.is(j, "تقريبا") || q.is(j, "approximately"):
		out.Approx = true
	case q.role(j) == moreWord && q.tags[j].and: // ونيف
		out.AtLeast = true
	case q.is(j, "علي") && q.is(j+1, "الاقل") || q.is(j, "at") && q.is(j+1, "least") || q.is(j, "or") && q.is(j+1, "more"):
		out.AtLeast = true
	case q.is(j, "علي") && q.is(j+1, "الاكثر") || q.is(j, "at") && q.is(j+1, "most") || q.is(j, "or") && q.is(j+1, "less"):
		out.AtMost = true
	}
}

// withoutDates drops what is weak and belongs to a date.
func (q *quantifier) withoutDates() []document.Annotation {
	strong := make([]bool, len(q.toks))
	for k := range q.out {
		if !q.weak[k] {
			for i := q.out[k].First; i < q.out[k].Last; i++ {
				strong[i] = true
			}
		}
	}
	dated := make([]bool, len(q.toks))
	for _, x := range findDates(q.reader, func(i int) bool { return strong[i] }) {
		for i := x.first; i < x.last; i++ {
			dated[i] = true
		}
	}
	kept := q.out[:0]
	for k := range q.out {
		a := q.out[k]
		drop := false
		for i := a.First; i < a.Last && q.weak[k] && !drop; i++ {
			drop = dated[i]
		}
		if !drop {
			kept = append(kept, a)
		}
	}
	return kept
}
