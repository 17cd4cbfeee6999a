package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
)

// link gathers the mentions of one person under one entity number, kept in Annotation.Entity. Entities are numbered by
// their first mention.
//
// Two names are one person's when the words that both have agree letter for letter under the fold, or nearly so under a
// skeleton without long vowels; a name of one word joins the person whose last word it is. Every mention keeps its spelling.
func link(d *document.Document) {
	var people []entity
	add := func(a *document.Annotation) {
		n := newName(a.Text)
		best, bestCost := -1, 0
		for k := range people {
			cost, ok := people[k].match(n)
			if ok && (best < 0 || cost < bestCost) {
				best, bestCost = k, cost
			}
		}
		if best < 0 {
			best = len(people)
			people = append(people, entity{})
		}
		people[best].names = appendName(people[best].names, n)
		a.Entity = best
	}
	// Full names first, so that a surname alone finds its person even when it comes before the full name.
	for _, full := range []bool{true, false} {
		for i := range d.Annotations {
			a := &d.Annotations[i]
			if a.Type == document.TypePerson && strings.Contains(a.Text, " ") == full {
				add(a)
			}
		}
	}
}

type entity struct{ names []name }

type name struct {
	words, bones []string
}

func newName(s string) name {
	var n name
	for w := range strings.FieldsSeq(fold(s)) {
		switch w {
		case "بن", "ابن", "ال", "ولد", "bin", "al", "el":
			continue
		}
		n.words = append(n.words, w)
		n.bones = append(n.bones, skeleton(w))
	}
	return n
}

func appendName(names []name, n name) []name {
	for _, have := range names {
		if strings.Join(have.words, " ") == strings.Join(n.words, " ") {
			return names
		}
	}
	return append(names, n)
}

// match returns how far the name is from the entity's nearest name, 0 for none, and whether it is near enough.
func (e *entity) match(n name) (int, bool) {
	best, ok := 0, false
	for _, have := range e.names {
		if c, near := have.distance(n); near && (!ok || c < best) {
			best, ok = c, true
		}
	}
	return best, ok
}

// distance compares two names by their last and first words.
func (n name) distance(o name) (int, bool) {
	if len(n.words) == 0 || len(o.words) == 0 {
		return 0, false
	}
	a, b := n, o
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	if len(a.words) == 1 {
		last := len(b.words) - 1
		if c, ok := near(a.words[0], b.words[last], a.bones[0], b.bones[last]); ok && (len(b.words) == 1 || c == 0 || utf8.RuneCountInString(a.words[0]) > 4) {
			return c, true
		}
		return 0, false
	}
	// The first words agree, and so does the last: a middle name may be missing.
	first, ok1 := near(a.words[0], b.words[0], a.bones[0], b.bones[0])
	last, ok2 := near(a.words[len(a.words)-1], b.words[len(b.words)-1], a.bones[len(a.bones)-1], b.bones[len(b.bones)-1])
	if ok1 && ok2 {
		return first + last, true
	}
	// The shorter name is the longer one's beginning or end: Juma Ali of Juma Ali Hassan.
	if len(a.words) < len(b.words) {
		for off := 0; off+len(a.words) <= len(b.words); off++ {
			all, cost := true, 1
			for k := range a.words {
				c, ok := near(a.words[k], b.words[off+k], a.bones[k], b.bones[off+k])
				all = all && ok
				cost += c
			}
			if all {
				return cost, true
			}
		}
	}
	return 0, false
}

// near reports whether two words spell one name: the same letters, the same skeleton, or skeletons one letter apart in
// words of five letters or more.
func near(a, b, boneA, boneB string) (int, bool) {
	if strings.TrimPrefix(a, "ال") == strings.TrimPrefix(b, "ال") {
		return 0, true
	}
	if boneA == boneB && len(boneA) >= 2 {
		return 1, true
	}
	if utf8.RuneCountInString(a) >= 5 && utf8.RuneCountInString(b) >= 5 && editDistance([]rune(boneA), []rune(boneB)) <= 1 && utf8.RuneCountInString(boneA) >= 4 {
		return 2, true
	}
	return 0, false
}

// skeleton drops the long vowels and folds the letters that transliterations confuse.
func skeleton(w string) string {
	w = strings.TrimPrefix(w, "ال")
	var b strings.Builder
	var prev rune
	for _, r := range w {
		switch r {
		case 'ا', 'و', 'ي', 'ء', 'ع', 'ه', 'a', 'e', 'i', 'o', 'u', 'y', 'h', '-', '\'', '’':
			continue
		case 'ص', 'ث':
			r = 'س'
		case 'ط':
			r = 'ت'
		case 'ض':
			r = 'د'
		case 'ظ', 'ذ':
			r = 'ز'
		case 'ق':
			r = 'ك'
		case 'غ', 'چ', 'ژ':
			r = 'ج'
		case 'ڤ':
			r = 'ف'
		case 'پ':
			r = 'ب'
		}
		if r != prev {
			b.WriteRune(r)
		}
		prev = r
	}
	return b.String()
}

func editDistance(a, b []rune) int {
	prev := make([]int, len(b)+1)
	cur := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		cur[0] = i + 1
		for j := range b {
			c := prev[j]
			if a[i] != b[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
		}
		prev, cur = cur, prev
	}
	return prev[len(b)]
}
