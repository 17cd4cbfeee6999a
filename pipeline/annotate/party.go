package annotate

import (
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/document"
)

// partyNames finds the parties that a report names in full once and by their bare name elsewhere: حزب الاستقلال, then فالاستقلال and
// للاستقلال. A bare name of one word may be a word of the language: it counts only beside a figure.
func (t *text) partyNames() {
	type bare struct {
		words []string // folded
		value string
	}
	byFirst := map[string][]bare{}
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypeOrg || a.Unit != "party" || !t.tokens[a.First].Arabic {
			continue
		}
		var words []string
		for k := a.First + 1; k < a.Last; k++ {
			if t.tokens[k].Kind == document.Word {
				words = append(words, t.tokens[k].Fold)
			}
		}
		if len(words) == 0 {
			continue
		}
		known := false
		for _, b := range byFirst[words[0]] {
			known = known || strings.Join(b.words, " ") == strings.Join(words, " ")
		}
		if !known {
			byFirst[words[0]] = append(byFirst[words[0]], bare{words, a.Value})
		}
	}
	if len(byFirst) == 0 {
		return
	}
	for i := 0; i < len(t.tokens); i++ {
		if t.body[i] != 0 || t.person[i] != 0 || t.claimed[i] || t.tokens[i].Kind != document.Word || !t.tokens[i].Arabic {
			continue
		}
		first, cut := bareFirst(t.tokens[i].Fold)
		for _, form := range []struct {
			fold string
			cut  int
		}{{t.tokens[i].Fold, 0}, {first, cut}} {
			end := 0
			var value string
			for _, b := range byFirst[form.fold] {
				if n := t.sequence(i, b.words); n > end {
					end, value = n, b.value
				}
			}
			if end == i+1 && !t.besideFigure(i) {
				end = 0
			}
			if end > i {
				t.addParty(i, end, form.cut, value)
				i = end - 1
				break
			}
		}
	}
}

// besideFigure reports a figure right behind token i, in brackets or behind a preposition of one letter too, or right before it.
func (t *text) besideFigure(i int) bool {
	figure := func(k int) bool {
		return k >= 0 && k < len(t.tokens) && t.tokens[k].Sentence == t.tokens[i].Sentence && (t.tokens[k].Kind == document.Number || t.claimed[k])
	}
	if figure(i+1) || figure(i-1) {
		return true
	}
	if i+2 >= len(t.tokens) {
		return false
	}
	next := t.tokens[i+1].Text
	return (next == "(" || next == ":" || utf8.RuneCountInString(next) == 1 && t.tokens[i+1].Kind == document.Word) && figure(i+2)
}

// bareFirst takes a conjunction or preposition of one letter off a word, and how many letters that are; لل becomes ال.
func bareFirst(fold string) (string, int) {
	if rest, ok := strings.CutPrefix(fold, "لل"); ok {
		return "ال" + rest, 1
	}
	_, n := utf8.DecodeRuneInString(fold)
	switch fold[:n] {
	case "و", "ف", "ب", "ل":
		if rest, ok := strings.CutPrefix(fold[n:], "لل"); ok {
			return "ال" + rest, 2
		}
		return fold[n:], 1
	}
	return "", 0
}

// sequence returns the end of the words at token i, the first of which has been compared; 0 when they do not stand there.
func (t *text) sequence(i int, words []string) int {
	k := i + 1
	for _, w := range words[1:] {
		if k >= len(t.tokens) || t.tokens[k].Fold != w || t.tokens[k].Sentence != t.tokens[i].Sentence || t.body[k] != 0 {
			return 0
		}
		k++
	}
	return k
}

func (t *text) addParty(first, last, cut int, value string) {
	s := t.tokens[first].Text
	if cut > 0 {
		s = string([]rune(s)[cut:])
		if rest, ok := strings.CutPrefix(s, "ل"); ok && !strings.HasPrefix(s, "ال") && strings.HasPrefix(t.tokens[first].Fold, "لل") {
			s = "ال" + rest
		}
	}
	if last > first+1 {
		s += " " + t.words(first+1, last)
	}
	t.add(document.TypeOrg, first, last, s, value, "party")
	for k := first; k < last; k++ {
		t.body[k] = len(t.found)
	}
}
