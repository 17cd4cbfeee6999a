package calendar

import (
	"iter"
	"strings"
)

// MonthName is one name of a month.
type MonthName struct {
	Form  string // one or two words, in full spelling
	Month int    // from 1
	Hijri bool   // a month of the Islamic calendar
	Weak  bool   // the word also means something else: مارس, May, صفر
	Latin bool
}

// Months yields the names of the months: the international ones of Egypt and the Gulf, the Syriac ones of the Levant and
// Iraq, those of Tunisia and Algeria, of Morocco, English ones with their abbreviations, and the Islamic months.
func Months() iter.Seq[MonthName] {
	return func(yield func(MonthName) bool) {
		for i, forms := range [12]string{
			"يناير|كانون الثاني|جانفي", "فبراير|شباط|فيفري", "آذار|?مارس", "أبريل|ابريل|نيسان|أفريل", "مايو|أيار|?ماي",
			"يونيو|يونيه|حزيران|?جوان", "يوليو|يوليه|يوليوز|جويلية|?تموز", "أغسطس|غشت|?آب|?أوت", "سبتمبر|أيلول|شتنبر", "أكتوبر|تشرين الأول",
			"نوفمبر|تشرين الثاني|نونبر", "ديسمبر|كانون الأول|دجنبر",
		} {
			if !yieldForms(yield, forms, MonthName{Month: i + 1}) {
				return
			}
		}
		for i, forms := range [12]string{
			"January|Jan", "February|Feb", "?March|?Mar", "April|Apr", "?May", "June|Jun", "July|Jul", "August|Aug", "September|Sept|Sep",
			"October|Oct", "November|Nov", "December|Dec",
		} {
			if !yieldForms(yield, forms, MonthName{Month: i + 1, Latin: true}) {
				return
			}
		}
		for i, forms := range [12]string{
			"?محرم", "?صفر", "ربيع الأول", "ربيع الآخر|ربيع الثاني", "جمادى الأولى|جمادى الأول", "جمادى الآخرة|جمادى الثانية|جمادى الثاني", "?رجب", "?شعبان",
			"?رمضان", "?شوال", "ذو القعدة|ذي القعدة", "ذو الحجة|ذي الحجة",
		} {
			if !yieldForms(yield, forms, MonthName{Month: i + 1, Hijri: true}) {
				return
			}
		}
	}
}

func yieldForms(yield func(MonthName) bool, forms string, m MonthName) bool {
	for f := range strings.SplitSeq(forms, "|") {
		m.Form, m.Weak = strings.CutPrefix(f, "?")
		if !yield(m) {
			return false
		}
	}
	return true
}

// Weekdays yields the names of the days of the week, 0 for Sunday to 6. The Arabic ones carry the article.
func Weekdays() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for i, forms := range [7]string{
			"الأحد|Sunday|Sun", "الاثنين|الإثنين|Monday|Mon", "الثلاثاء|Tuesday|Tue|Tues", "الأربعاء|Wednesday|Wed", "الخميس|Thursday|Thu|Thurs",
			"الجمعة|Friday|Fri", "السبت|Saturday|Sat",
		} {
			for f := range strings.SplitSeq(forms, "|") {
				if !yield(f, i) {
					return
				}
			}
		}
	}
}
