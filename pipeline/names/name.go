package names

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
)

// Name is a name ready to be compared.
type Name struct {
	words, bones []string // without particles
	written      int      // words, particles too
	whole        string   // the bones of all words, particles too, in one
}

// Parse splits a name into its words.
func Parse(s string) Name {
	var n Name
	var whole strings.Builder
	for w := range strings.FieldsSeq(fold(s)) {
		bone := Skeleton(w)
		whole.WriteString(bone)
		n.written++
		switch w {
		case "بن", "ابن", "ال", "ولد", "بنت", "bin", "ibn", "al", "el", "ben", "ould", "van", "von", "de":
			continue
		}
		n.words = append(n.words, w)
		n.bones = append(n.bones, bone)
	}
	n.whole = whole.String()
	return n
}

// Key returns a text that spellings of the same words share, in either script: the skeletons of the words, parted by spaces.
func (n Name) Key() string { return strings.Join(n.bones, " ") }

// last returns the last word, folded.
func (n Name) last() string {
	if len(n.words) == 0 {
		return ""
	}
	return n.words[len(n.words)-1]
}

// Same reports whether two names have the same words letter for letter.
func (n Name) Same(o Name) bool { return strings.Join(n.words, " ") == strings.Join(o.words, " ") }

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', '‑', '.', ',', '،', '(', ')', '«', '»', '"', '“', '”':
			return ' '
		case '\'', '’', 'ʼ', '‘', '`':
			return -1
		}
		return r
	}, strings.ReplaceAll(arabic.Fold(s), "عبد ال", "عبدال"))
}

// Matcher compares names.
type Matcher struct {
	// Given reports a word that is known to be a given name of its own: two of these with the same consonants, such as حسن and حسين, are
	// two names. It may be nil.
	Given func(word string) bool
}

// Distance returns how far two names are apart, 0 for none, and whether they are near enough to be one.
//
// The words that both have must agree letter for letter, or nearly so by their skeletons; a name of one word is the last word of the
// other; a middle name may be missing; a name may be the beginning or the end of the other.
func (m Matcher) Distance(n, o Name) (int, bool) {
	if len(n.words) == 0 || len(o.words) == 0 {
		return 0, false
	}
	a, b := n, o
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	if len(a.whole) >= 4 && a.whole == b.whole && a.written != b.written {
		return 1, true // one spelling joins what the other parts
	}
	if len(a.words) == 1 {
		return m.single(a, b)
	}
	last := len(a.words) - 1
	end := len(b.words) - 1
	first, ok1 := m.near(a.words[0], b.words[0], a.bones[0], b.bones[0])
	final, ok2 := m.near(a.words[last], b.words[end], a.bones[last], b.bones[end])
	if ok1 && ok2 && (len(a.words) != len(b.words) || m.middle(a, b)) {
		return first + final, true
	}
	if len(a.words) < len(b.words) {
		for off := 0; off+len(a.words) <= len(b.words); off++ {
			all, cost := true, 1
			for k := range a.words {
				c, ok := m.near(a.words[k], b.words[off+k], a.bones[k], b.bones[off+k])
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

// middle reports whether the words between the first and the last agree, in names of equally many words.
func (m Matcher) middle(a, b Name) bool {
	for k := 1; k < len(a.words)-1; k++ {
		if _, ok := m.near(a.words[k], b.words[k], a.bones[k], b.bones[k]); !ok {
			return false
		}
	}
	return true
}

// byFirst is the distance of a name of one word from a name that begins with it.
const byFirst = 3

// single compares a name of one word with the last word of another, with its last words in one, or with its first word.
func (m Matcher) single(a, b Name) (int, bool) {
	last := len(b.words) - 1
	c, ok := m.near(a.words[0], b.words[last], a.bones[0], b.bones[last])
	if ok && (len(b.words) == 1 || c == 0 || utf8.RuneCountInString(a.words[0]) > 4) {
		return c, true
	}
	if len(a.bones[0]) >= 4 && strings.HasSuffix(b.whole, a.bones[0]) && len(b.bones[last]) < len(a.bones[0]) {
		return 1, true // بنقرينة of عبد القادر بن قرينة
	}
	// The first word alone, as where people go by it; a given name that many bear names nobody.
	if c, ok := m.near(a.words[0], b.words[0], a.bones[0], b.bones[0]); ok && c == 0 && last > 0 && utf8.RuneCountInString(a.words[0]) > 3 && (m.Given == nil || !m.Given(a.words[0])) {
		return byFirst, true
	}
	return 0, false
}

// near reports whether two words spell one name: the same letters, the same skeleton, or skeletons of the same first letter that are
// one letter apart, in words of five letters or more.
func (m Matcher) near(a, b, boneA, boneB string) (int, bool) {
	if strings.TrimPrefix(a, "ال") == strings.TrimPrefix(b, "ال") {
		return 0, true
	}
	if m.Given != nil && m.Given(a) && m.Given(b) {
		return 0, false
	}
	if boneA == boneB && len(boneA) >= 2 {
		return 1, true
	}
	if boneA == "" || boneB == "" || boneA[0] != boneB[0] {
		return 0, false
	}
	if m.Given != nil && (m.Given(a) || m.Given(b)) {
		return 0, false // Dmitry is no Dmitriyev
	}
	if utf8.RuneCountInString(a) >= 5 && utf8.RuneCountInString(b) >= 5 && min(len(boneA), len(boneB)) >= 3 && max(len(boneA), len(boneB)) >= 4 && oneApart(boneA, boneB) {
		return 2, true
	}
	return 0, false
}

// oneApart reports two words that one letter more, less or other parts.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
