package annotate

import (
	"slices"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// Dates that count from the one told before: the next day, three days later, وبعد أسبوع, في العام التالي.

// storyUnit is what such a date counts in.
type storyUnit uint8

const (
	noStory storyUnit = iota
	storyDay
	storyWeek
	storyMonth
	storyYear
)

// The words for units: behind a preposition, before what says which one, in English, and as durations have them.
var (
	unitsBehind  = map[string]storyUnit{"يوم": storyDay, "اسبوع": storyWeek, "شهر": storyMonth, "عام": storyYear, "سنه": storyYear}
	unitsBefore  = map[string]storyUnit{"اليوم": storyDay, "العام": storyYear, "السنه": storyYear, "الشهر": storyMonth, "الاسبوع": storyWeek}
	unitsEnglish = map[string]storyUnit{"day": storyDay, "morning": storyDay, "evening": storyDay, "year": storyYear, "month": storyMonth, "week": storyWeek}
	unitsCounted = map[string]storyUnit{"day": storyDay, "week": storyWeek, "month": storyMonth, "year": storyYear}
)

// storyReach is how many tokens the date told before may lie back.
const storyReach = 150

// storySentences is how many sentences it may lie back for the name of a day.
const storySentences = 4

// addStory puts the expressions that count from the date told before among the others. durations are those found in the text.
func addStory(r *reader, found []dateExpr, durations []document.Annotation) []dateExpr {
	var more []dateExpr
	for i := range r.toks {
		if x, ok := r.storyWord(i); ok {
			more = append(more, x)
		}
	}
	for i := range durations {
		if a := &durations[i]; a.Type == document.TypeDuration {
			if x, ok := r.storySpan(a); ok {
				more = append(more, x)
			}
		}
	}
	if len(more) == 0 {
		return found
	}
	taken := make([]bool, len(r.toks)+1)
	for _, m := range more {
		for i := m.first; i < min(m.last, len(taken)); i++ {
			taken[i] = true
		}
	}
	found = slices.DeleteFunc(found, func(x dateExpr) bool {
		return slices.Contains(taken[min(x.first, len(taken)):min(x.last, len(taken))], true)
	})
	found = append(found, more...)
	slices.SortStableFunc(found, func(a, b dateExpr) int { return a.first - b.first })
	return found
}

// sameDay reports the word for "same" behind a day.
func sameDay(fold string) bool { return fold == "نفسه" || fold == "ذاته" || fold == "عينه" }

// heldThen reports that what was held on the day at token i is a vote beside another: its day is that of the vote, not of what was told last.
func (r *reader) heldThen(i int) bool {
	if r.is(i-1, "في") {
		i--
	}
	switch r.tok(i - 1).Fold {
	case "جرت", "جرى", "اجريت", "اجري", "نظمت", "نظم", "اقيمت", "اقيم":
		return r.is(i-2, "التي") || r.is(i-2, "الذي")
	}
	return false
}

// storyWord reads the next day, the same day, the following year, and the like.
func (r *reader) storyWord(i int) (dateExpr, bool) {
	x := dateExpr{first: i, last: i + 2}
	bare := strings.TrimPrefix(r.tok(i).Fold, "و")
	if r.tok(i).Arabic && bare == "بعد" && r.leads(i) {
		x.story = unitsBehind[r.tok(i+1).Fold]
		x.count = 1
		if r.is(i+2, "واحد") || r.is(i+2, "واحده") {
			x.last++
		}
		return x, x.story != noStory && r.role(x.last) != fromWord
	}
	if r.tok(i).Arabic {
		x.story = unitsBefore[bare]
		if x.story == noStory {
			return x, false
		}
		switch next := r.tok(i + 1).Fold; {
		case following(next):
			x.count = 1
		case x.story == storyDay && sameDay(next) && !r.heldThen(i):
			x.count = 0
		case x.story == storyDay && next == "السابق":
			x.count = -1
		case x.story == storyDay && next == "الذي" && (r.is(i+2, "تلا") || r.is(i+2, "يلي") || r.is(i+2, "اعقب")):
			x.count, x.last = 1, i+3
			if n := r.tok(x.last); n.Kind == document.Word && strings.HasPrefix(n.Fold, "ال") {
				x.last++ // what it came after
			}
		default:
			return x, false
		}
		return x, !r.votes(x.last) // the day after the vote is an offset
	}
	if i+1 >= len(r.toks) || r.tok(i+1).Sentence != r.tok(i).Sentence {
		return x, false
	}
	if f := r.tok(i).Fold; f == "a" || f == "one" {
		x.story, x.count = unitsEnglish[r.tok(i+1).Fold], 1
		if r.is(i+1, "fortnight") {
			x.story, x.count = storyWeek, 2
		}
		if (x.story == storyYear || x.story == storyMonth) && r.is(x.last, "earlier") {
			return x, false // mostly a comparison: more than a year earlier
		}
		return r.away(x)
	}
	unit := unitsEnglish[r.tok(i+1).Fold]
	if unit == noStory {
		return x, false
	}
	x.story = unit
	before := r.tok(i - 1).Fold
	switch r.tok(i).Fold {
	case "following":
		x.count = 1
	case "next":
		if before != "the" {
			return x, false // next year: from the day of the report
		}
		x.count = 1
	case "same":
		if unit != storyDay {
			return x, false
		}
	case "previous", "preceding":
		if unit != storyDay {
			return x, false
		}
		x.count = -1
	default:
		return x, false
	}
	return x, true
}

func following(fold string) bool {
	switch fold {
	case "التالي", "التاليه", "الموالي", "المواليه", "اللاحق", "اللاحقه":
		return true
	}
	return false
}

// storySpan reads a duration with the words that make a date of it: وبعد ثلاثة أيام at the head of a clause, three days later.
func (r *reader) storySpan(a *document.Annotation) (dateExpr, bool) {
	x := dateExpr{first: a.First, last: a.Last}
	x.story = unitsCounted[a.Unit]
	if x.story == noStory || !a.Quantity.Low.IsInt() || a.Quantity.Low.Cmp(a.Quantity.High) != 0 || a.Quantity.Low.Cmp(numeral.Int(60)) > 0 || a.Quantity.Approx {
		return x, false
	}
	x.count = int(a.Quantity.Low.Coef)
	if !r.tok(a.First).Arabic && r.tok(a.First).Kind == document.Word || r.tok(a.Last-1).Kind == document.Word && !r.tok(a.Last-1).Arabic {
		return r.away(x)
	}
	k := a.First - 1
	if r.role(a.Last) == fromWord {
		return x, false // an offset
	}
	if k < 0 || r.tok(k).Sentence != r.tok(a.First).Sentence || !r.leads(k) {
		return x, false
	}
	x.first = k
	return x, true
}

// away reads the English word behind a length of time that tells what it counts from: later, earlier, ago. It counts for no more
// than the day that a comma behind it gives: a week earlier, on 4 May.
func (r *reader) away(x dateExpr) (dateExpr, bool) {
	switch word := r.tok(x.last); {
	case x.story == noStory || word.Sentence != r.tok(x.first).Sentence:
		return x, false
	case word.Fold == "later" || word.Fold == "afterwards":
	case word.Fold == "earlier":
		x.count = -x.count
	case word.Fold == "ago":
		x.off = offset{base: fromReport}
		switch x.story {
		case storyYear:
			x.off.year = -x.count
		case storyMonth:
			x.off.months = -x.count
		case storyWeek:
			x.off.days = -7 * x.count
		default:
			x.off.days = -x.count
		}
		x.story, x.count = noStory, 0
	default:
		return x, false
	}
	x.last++
	k := x.last
	if r.is(k, ",") {
		k++
	}
	if r.role(k) == onWord || r.role(k) == inWord {
		k++
	}
	if k > x.last && (r.tok(k).Kind == document.Number || r.tags[min(k, len(r.toks)-1)].e.month != 0) {
		return x, false // the day is told
	}
	return x, true
}

// leads reports whether the word for "after" at token k opens a clause of the story: it is joined to what was told, or begins a sentence.
func (r *reader) leads(k int) bool {
	switch r.tok(k).Fold {
	case "وبعد", "فبعد":
		return true
	case "بعد":
		return r.start(k) == k || r.is(k-1, "ثم") || r.is(k-1, "و")
	}
	return false
}

// storyDate counts from the last day told before expression k, or for years and months from the last year or month.
func (s *resolver) storyDate(k int) (calendar.Date, bool) {
	x := &s.found[k]
	for j := k - 1; j >= 0 && x.first-s.found[j].last <= storyReach; j-- {
		p := s.done[j]
		if p.Year == 0 || s.found[j].hijri || x.story <= storyWeek && p.Day == 0 || x.story == storyMonth && p.Month == 0 {
			continue
		}
		if x.story == storyYear {
			s.done[k] = calendar.Partial{Year: p.Year + x.count}
			return s.done[k].Date(calendar.Relative), true
		}
		if x.story == storyMonth {
			m := p.Month - 1 + x.count
			s.done[k] = calendar.Partial{Year: p.Year + m/12, Month: m%12 + 1}
			return s.done[k].Date(calendar.Relative), true
		}
		d, ok := calendar.NewDay(p.Year, p.Month, p.Day)
		if !ok {
			return calendar.Date{}, false
		}
		n := x.count
		if x.story == storyWeek {
			n *= 7
		}
		return s.single(k, d+calendar.Day(n))
	}
	return calendar.Date{}, false
}

// storyWeekday returns the first day of the name on or after the last day told before expression k, where the story is told of days
// gone by: that day must lie more than a week before the reference date.
func (s *resolver) storyWeekday(k, weekday int) (calendar.Day, bool) {
	x := &s.found[k]
	for j := k - 1; j >= 0 && x.first-s.found[j].last <= storyReach; j-- {
		p := s.done[j]
		if p.Year == 0 || p.Day == 0 || s.found[j].ranged {
			continue
		}
		d, ok := calendar.NewDay(p.Year, p.Month, p.Day)
		if !ok || s.ref.day-d <= 7 || s.toks[x.first].Sentence-s.toks[s.found[j].first].Sentence > storySentences {
			return 0, false
		}
		return d + calendar.Day((weekday-d.Weekday()+7)%7), true
	}
	return 0, false
}
