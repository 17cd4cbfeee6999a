package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
)

// minSurname is the number of letters from which a surname alone is looked for.
const minSurname = 4

// annotatePerson adds a person whose name a frame shows: tokens first to last, the first behind a proclitic of one letter
// where joined. A name that is recognized within it gives way to it, one that covers it stays.
func (e *run) annotatePerson(first, last int, joined bool) {
	for first < last-1 && (trimmed(e.tokens[last-1].Text) || utf8.RuneCountInString(e.tokens[last-1].Text) == 1) {
		last-- // a mark, or a preposition of one letter before a number
	}
	if last-first == 1 && (len(e.lexAt(first)) > 0 || strings.HasPrefix(e.tokens[first].Fold, "لل")) {
		return
	}
	last = e.whole(first, last)
	entity := -1
	for _, i := range e.people.touching(first, last) {
		a := &e.d.Annotations[i]
		switch {
		case a.Type == document.TypePerson && (a.First <= first && a.Last >= last || a.Last == last && a.Last-a.First > 1 && e.adjectives(first, a.First)):
			return
		case a.Type == document.TypePerson && a.First >= first && a.Last <= last:
			if a.Last == last {
				entity = a.Entity
			}
			e.people.drop(int(i))
		case a.Type == document.TypePerson || a.Type == document.TypeOrg && a.First >= first:
			return
		}
	}
	name := e.text(first, last)
	if joined || last-first > 1 && e.attached(e.tokens[first].Fold) {
		name = withoutJoined(name)
	}
	if entity < 0 {
		entity = e.entityOf(name)
	}
	e.addPerson(first, last, name, entity)
	e.surnames(name, entity)
	e.giveBack(name)
}

// adjectives reports words with the article, none of which is a given name: what a person stands for, before the name.
func (e *run) adjectives(first, last int) bool {
	for i := first; i < last; i++ {
		if fold := e.tokens[i].Fold; !strings.HasPrefix(fold, "ال") || e.given(fold) || e.given(strings.TrimPrefix(fold, "ال")) {
			return false
		}
	}
	return first < last
}

// attached reports a given name behind a preposition or conjunction of one letter, in a word that is no given name itself.
func (e *run) attached(fold string) bool {
	letter, n := utf8.DecodeRuneInString(fold)
	return strings.ContainsRune("ولبف", letter) && !e.given(fold) && e.given(fold[n:])
}

// giveBack gives a letter that was taken for a preposition back to the names that begin with it: the name of a person begins with the
// consonants of the whole word and ends as they do.
func (e *run) giveBack(name string) {
	head, _, more := strings.Cut(name, " ")
	if !more {
		return
	}
	bones, n, near := names.Skeleton(head), names.Parse(name), names.Matcher{Given: e.given}
	for _, c := range slices.Clone(e.people.order) {
		own, rest, more := strings.Cut(c.text, " ")
		i := c.first(e.view)
		if !more || i < 0 {
			continue
		}
		a := e.d.Annotations[i]
		whole := e.tokens[a.First].Text
		if own == whole || !strings.HasSuffix(whole, own) || names.Skeleton(whole) != bones || names.Skeleton(own) == bones {
			continue
		}
		full := whole + " " + rest
		if _, ok := near.Distance(n, names.Parse(full)); ok {
			e.people.drop(i)
			e.addPerson(a.First, a.Last, full, a.Entity)
		}
	}
}

// maxName is the number of words of the longest name.
const maxName = 6

// whole returns the end of a name of two words or more with the words that go on with it: a frame may show no more than its beginning.
func (e *run) whole(first, last int) int {
	for last-first >= 2 && last-first < maxName && last < len(e.d.Namelike) && e.d.Namelike[last] && e.tokens[last].Sentence == e.tokens[first].Sentence &&
		!strings.HasPrefix(e.tokens[last].Fold, "و") && len(e.annAt[last]) == 0 {
		last++
	}
	return last
}

// withoutJoined takes a preposition or conjunction of one letter off a name.
func withoutJoined(name string) string {
	_, n := utf8.DecodeRuneInString(name)
	rest := name[n:]
	if strings.HasPrefix(name, "لل") {
		return "ا" + rest
	}
	return rest
}

// given reports a word that the lexicon knows as a given name.
func (e *run) given(word string) bool {
	c, ok := e.Rules.lex.Class("given_name")
	return ok && e.Rules.lex.Holds(word, c)
}

// entityOf returns the number of the person of that name in one of its spellings, a new one where there is none.
func (e *run) entityOf(name string) int {
	if c := e.people.byText[name]; c != nil {
		if i := c.first(e.view); i >= 0 {
			return e.d.Annotations[i].Entity
		}
	}
	near, n := names.Matcher{Given: e.given}, names.Parse(name)
	best, cost := -1, 0 // annotation
	for _, c := range e.people.order {
		i := c.first(e.view)
		if i < 0 {
			continue
		}
		if far, ok := near.Distance(c.parsed(), n); ok && (best < 0 || far < cost || far == cost && i < best) {
			best, cost = i, far
		}
	}
	if best >= 0 {
		return e.d.Annotations[best].Entity
	}
	return e.people.next()
}

func (e *run) addPerson(first, last int, name string, entity int) {
	e.d.Annotations = append(e.d.Annotations, document.Annotation{Type: document.TypePerson, First: first, Last: last, Text: name, Entity: entity})
	e.put(len(e.d.Annotations) - 1)
}

// surnames finds the other places where the last word of a name stands alone, where it is no word of the lexicon.
func (e *run) surnames(name string, entity int) {
	words := strings.Fields(name)
	last := words[len(words)-1]
	if len(words) < 2 || utf8.RuneCountInString(last) < minSurname {
		return
	}
	for _, i := range e.people.written(last, "و"+last, "ل"+last, "ب"+last, "ف"+last) {
		if !e.partOfName(int(i)) {
			e.addPerson(int(i), int(i)+1, last, entity)
		}
	}
}

// partOfName reports whether token i belongs to a name.
func (e *run) partOfName(i int) bool {
	return slices.ContainsFunc(e.people.touching(i, i+1), func(k int32) bool {
		t := e.d.Annotations[k].Type
		return t == document.TypePerson || t == document.TypeOrg
	})
}

// dropPersons takes away the persons recognized within tokens first to last: their frame shows them to be none.
func (e *run) dropPersons(first, last int) {
	for _, i := range e.people.touching(first, last) {
		if a := &e.d.Annotations[i]; a.Type == document.TypePerson && a.First >= first && a.Last <= last {
			e.people.drop(int(i))
		}
	}
}
