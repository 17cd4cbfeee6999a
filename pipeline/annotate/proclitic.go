package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
)

// settleProclitics looks again at the first letters of names once all names of the report are known: a letter that belongs to no name is
// cut off, one that does is given back, and two persons that "and" joins are parted.
func (t *text) settleProclitics() {
	last, first := map[string]bool{}, map[string]bool{} // folded last words of names, and consonants of first words
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypePerson {
			continue
		}
		words := strings.Fields(a.Text)
		if len(words) > 1 {
			last[fold(words[len(words)-1])] = true
			first[fold(words[0])] = true
		}
	}
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypePerson || !t.tokens[a.First].Arabic {
			continue
		}
		t.partJoined(a, last)
		words := strings.Fields(a.Text)
		whole := t.tokens[a.First].Text
		switch rest, cut := strings.CutPrefix(whole, words[0]); {
		case cut && rest == "" && t.attached(fold(words[0]), len(words), first, last):
			_, n := utf8.DecodeRuneInString(a.Text)
			a.Text = a.Text[n:]
		case !cut && len(words) > 1 && strings.HasSuffix(whole, words[0]) && t.belongs(i, whole, words):
			a.Text = strings.Join(append([]string{whole}, words[1:]...), " ")
		}
	}
}

// partJoined ends a name before a word that is "and" with another's last name.
func (t *text) partJoined(a *document.Annotation, last map[string]bool) {
	words := strings.Fields(a.Text)
	if len(words) != a.Last-a.First {
		return
	}
	for k := 1; k < len(words); k++ {
		rest, and := strings.CutPrefix(fold(words[k]), "و")
		if !and || !last[rest] || last[fold(words[k])] && t.count[fold(words[k])] > 1 {
			continue
		}
		for n := a.First + k; n < a.Last; n++ {
			t.person[n] = 0
		}
		a.Last, a.Text = a.First+k, strings.Join(words[:k], " ")
		return
	}
}

// attached reports whether the first letter of a name's first word is a preposition or a conjunction: what is left is a given name, or in
// a name of one word the last name of somebody.
func (t *text) attached(word string, n int, first, last map[string]bool) bool {
	for _, p := range []string{"و", "ل", "ب", "ف"} {
		rest, ok := strings.CutPrefix(word, p)
		if !ok || utf8.RuneCountInString(rest) < 3 || t.given(word) {
			continue
		}
		if n > 1 && t.given(rest) && (!first[word] || t.count[word] == 1) || n == 1 && last[rest] {
			return true
		}
	}
	return false
}

// belongs reports whether a letter that was cut off is one of the name's: another person's name begins with the word's consonants and
// ends as this one does.
func (t *text) belongs(i int, whole string, words []string) bool {
	near := names.Matcher{Given: t.given}
	full := names.Parse(strings.Join(append([]string{whole}, words[1:]...), " "))
	for k := range t.found {
		b := &t.found[k]
		if k == i || b.Type != document.TypePerson || !strings.Contains(b.Text, " ") {
			continue
		}
		other := strings.Fields(b.Text)
		bones := names.Skeleton(other[0])
		if bones != names.Skeleton(whole) || bones == names.Skeleton(words[0]) {
			continue
		}
		if _, ok := near.Distance(names.Parse(b.Text), full); ok {
			return true
		}
	}
	return false
}
