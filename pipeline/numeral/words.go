package numeral

import (
	"iter"
	"strings"
)

// Kind tells what a word or a run of digits does in a number.
type Kind uint8

// The kinds of term.
const (
	None     Kind = iota
	Digits        // 456.392
	Unit          // 1 to 9
	Bound         // the first half of 11 and 12, of 21 and 22, and nothing alone: أحد, اثنا
	Teen          // 10, or the second half of 11 to 19: عشر
	Small         // 11 to 99 in one word: eleven, forty-two
	Tens          // 20 to 90
	Hundred       // 100, multiplied by a unit before it
	Hundreds      // 200 to 900 in one word: مئتان, ثلاثمائة
	Scale         // a thousand and above: ألف, million
	Plural        // a scale that needs a number before it: آلاف
	Dual          // two of a scale: ألفان
	Fraction      // a half, a third, two thirds, a quarter
	Parts         // a fraction that needs a number before it: أرباع, thirds
	And           // the conjunction as a word of its own: و, and
	Article       // a, an: one before a hundred, a scale, a half
	Of            // of, between a fraction and its scale
)

// Term is one word or one run of digits within a number.
type Term struct {
	Kind     Kind
	And      bool   // the word carries the conjunction: وخمسة
	Latin    bool   // an English word
	Definite bool   // the word carries the article: المليون
	Long     bool   // ألفا, مليونا: one in the accusative, but two before a noun
	Value    int64  // the value, of a fraction the numerator, of a scale the factor
	Over     int64  // the denominator of a fraction
	Text     string // digits as written
}

type entry struct {
	term  Term
	forms string // separated by spaces
}

func ar(k Kind, v int64, forms string) entry { return entry{Term{Kind: k, Value: v}, forms} }
func en(k Kind, v int64, forms string) entry {
	return entry{Term{Kind: k, Value: v, Latin: true}, forms}
}

func part(n, d int64, k Kind, latin bool, forms string) entry {
	return entry{Term{Kind: k, Value: n, Over: d, Latin: latin}, forms}
}

// entries lists every number word of both languages in full spelling; variants of alef, hamza and final letters that
// change more than folding undoes are listed too.
func entries() []entry {
	const (
		thousand = 1_000
		million  = 1_000_000
		billion  = 1_000_000_000
		trillion = 1_000_000_000_000
	)
	long := func(v int64, form string) entry { return entry{Term{Kind: Scale, Value: v, Long: true}, form} }
	return []entry{
		ar(Unit, 1, "واحد واحدة واحدا"), ar(Bound, 1, "أحد إحدى"),
		ar(Unit, 2, "اثنان اثنين اثنتان اثنتين"), ar(Bound, 2, "اثنا اثني اثنتا اثنتي"),
		ar(Unit, 3, "ثلاثة ثلاث"), ar(Unit, 4, "أربعة أربع"), ar(Unit, 5, "خمسة خمس"), ar(Unit, 6, "ستة ست"),
		ar(Unit, 7, "سبعة سبع"), ar(Unit, 8, "ثمانية ثماني ثمان"), ar(Unit, 9, "تسعة تسع"), ar(Teen, 10, "عشرة عشر"),
		ar(Tens, 20, "عشرون عشرين"), ar(Tens, 30, "ثلاثون ثلاثين"), ar(Tens, 40, "أربعون أربعين"), ar(Tens, 50, "خمسون خمسين"),
		ar(Tens, 60, "ستون ستين"), ar(Tens, 70, "سبعون سبعين"), ar(Tens, 80, "ثمانون ثمانين"), ar(Tens, 90, "تسعون تسعين"),
		ar(Hundred, 100, "مئة مائة مية ماية"),
		ar(Hundreds, 200, "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي"),
		ar(Hundreds, 300, "ثلاثمائة ثلاثمئة ثلثمائة ثلاثماية"), ar(Hundreds, 400, "أربعمائة أربعمئة أربعماية"),
		ar(Hundreds, 500, "خمسمائة خمسمئة خمسماية"), ar(Hundreds, 600, "ستمائة ستمئة ستماية"),
		ar(Hundreds, 700, "سبعمائة سبعمئة سبعماية"), ar(Hundreds, 800, "ثمانمائة ثمانمئة ثمانيمائة ثمانماية"),
		ar(Hundreds, 900, "تسعمائة تسعمئة تسعماية"),
		ar(Scale, thousand, "ألف"), long(thousand, "ألفا"), ar(Plural, thousand, "آلاف"), ar(Dual, thousand, "ألفان ألفين ألفي"),
		ar(Scale, million, "مليون"), long(million, "مليونا"), ar(Plural, million, "ملايين"), ar(Dual, million, "مليونان مليونين مليوني"),
		ar(Scale, billion, "مليار بليون"), long(billion, "مليارا بليونا"), ar(Plural, billion, "مليارات بلايين"), ar(Dual, billion, "ملياران مليارين ملياري"),
		ar(Scale, trillion, "تريليون ترليون"), long(trillion, "تريليونا ترليونا"), ar(Plural, trillion, "تريليونات ترليونات"), ar(Dual, trillion, "تريليونان تريليونين"),
		part(1, 2, Fraction, false, "نصف"), part(1, 3, Fraction, false, "ثلث"), part(1, 4, Fraction, false, "ربع"),
		part(2, 3, Fraction, false, "ثلثان ثلثين ثلثا ثلثي"),
		part(1, 3, Parts, false, "أثلاث"), part(1, 4, Parts, false, "أرباع"), part(1, 5, Parts, false, "أخماس"),
		ar(And, 0, "و"),

		en(Unit, 1, "one"), en(Unit, 2, "two"), en(Unit, 3, "three"), en(Unit, 4, "four"), en(Unit, 5, "five"), en(Unit, 6, "six"),
		en(Unit, 7, "seven"), en(Unit, 8, "eight"), en(Unit, 9, "nine"), en(Small, 10, "ten"), en(Small, 11, "eleven"),
		en(Small, 12, "twelve dozen"), en(Small, 13, "thirteen"), en(Small, 14, "fourteen"), en(Small, 15, "fifteen"),
		en(Small, 16, "sixteen"), en(Small, 17, "seventeen"), en(Small, 18, "eighteen"), en(Small, 19, "nineteen"),
		en(Tens, 20, "twenty"), en(Tens, 30, "thirty"), en(Tens, 40, "forty forty"), en(Tens, 50, "fifty"), en(Tens, 60, "sixty"),
		en(Tens, 70, "seventy"), en(Tens, 80, "eighty"), en(Tens, 90, "ninety"), en(Hundred, 100, "hundred"),
		en(Scale, thousand, "thousand"), en(Scale, 100*thousand, "lakh lakhs"), en(Scale, 10*million, "crore crores"), en(Scale, million, "million mln"), en(Scale, billion, "billion bn"), en(Scale, trillion, "trillion"),
		part(1, 2, Fraction, true, "half"), part(1, 4, Fraction, true, "quarter"), part(1, 4, Parts, true, "quarters fourths"),
		part(1, 3, Parts, true, "thirds"), part(1, 5, Parts, true, "fifths"),
		part(2, 3, Fraction, true, "two-thirds"), part(1, 3, Fraction, true, "one-third"), part(3, 4, Fraction, true, "three-quarters"),
		part(1, 4, Fraction, true, "one-quarter"), part(1, 2, Fraction, true, "one-half"),
		part(2, 5, Fraction, true, "two-fifths"), part(3, 5, Fraction, true, "three-fifths"),
		en(And, 0, "and"), en(Article, 1, "a an"), en(Of, 0, "of"),
	}
}

// Words yields every number word, in full spelling and without clitics, with what it does in a number. Tens and units
// that English joins with a hyphen are among them.
func Words() iter.Seq2[string, Term] {
	return func(yield func(string, Term) bool) {
		list := entries()
		for _, e := range list {
			for f := range strings.FieldsSeq(e.forms) {
				if !yield(f, e.term) {
					return
				}
			}
		}
		for _, t := range list {
			for _, u := range list {
				if t.term.Kind != Tens || u.term.Kind != Unit || !t.term.Latin || !u.term.Latin {
					continue
				}
				for f := range strings.FieldsSeq(t.forms) {
					if !yield(f+"-"+u.forms, Term{Kind: Small, Latin: true, Value: t.term.Value + u.term.Value}) {
						return
					}
				}
			}
		}
	}
}
