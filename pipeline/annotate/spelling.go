package annotate

import (
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
)

// A word alone is taken for another spelling of a name from so many consonants, or with one letter changed from so many letters.
const (
	minSpelling = 4
	minLetters  = 7
)

// otherSpellings finds mentions of persons by their last name in another spelling: بيزشكيان where the report has مسعود بزشكيان, Tsikhanouskaya for
// Tikhanovskaya. mayBe tells whether a token that no list of words holds may be a name.
func (t *text) otherSpellings(mayBe func(i int) bool) {
	known := map[byte][]string{} // last names by their first consonant
	seen := map[string]bool{}
	for i := range t.found {
		a := &t.found[i]
		if a.Type != document.TypePerson {
			continue
		}
		words := strings.Fields(a.Text)
		last := words[len(words)-1]
		if len(words) > 2 && t.lex.Holds(fold(words[len(words)-2]), t.class.particle) {
			last = words[len(words)-2] + " " + last // بن قرينة
		}
		bones := names.Skeleton(strings.ReplaceAll(last, " ", ""))
		if seen[last] || bones == "" || len(bones) < minSpelling && utf8.RuneCountInString(last) < minLetters || t.given(fold(last)) {
			continue
		}
		seen[last] = true
		known[bones[0]] = append(known[bones[0]], last)
	}
	if len(known) == 0 {
		return
	}
	near := names.Matcher{Given: t.given}
	for i := range t.tokens {
		tok := &t.tokens[i]
		if t.person[i] != 0 || t.body[i] != 0 || t.claimed[i] || tok.Kind != document.Word || !mayBe(i) {
			continue
		}
		for _, cut := range []int{1, 0} { // a skeleton has no waw: a conjunction must go first
			if cut == 1 && (!tok.Arabic || !strings.ContainsRune("ولبف", []rune(tok.Fold)[0])) {
				continue
			}
			word := string([]rune(tok.Text)[cut:])
			bones := names.Skeleton(word)
			letters := utf8.RuneCountInString(word)
			if bones == "" || len(bones) < minSpelling && letters < minLetters || letters < 5 {
				continue
			}
			n := names.Parse(word)
			found := false
			for _, last := range known[bones[0]] {
				if min(len(bones), len(names.Skeleton(last))) < minSpelling && levenshtein.Distance(fold(last), fold(word), nil) > 1 {
					continue
				}
				if c, ok := near.Distance(names.Parse(last), n); ok && c <= 2 && (c > 0 || cut == 1) {
					found = true
					break
				}
			}
			if found {
				t.addPerson(i, i+1, cut)
				break
			}
		}
	}
}
