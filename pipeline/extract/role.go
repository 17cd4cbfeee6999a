package extract

import (
	"strings"

	"mahdar/pipeline/arabic"
)

// roleOf returns an office without the accusative ending and without the ل that joins an indefinite noun to what it governs:
// رئيسا لمجلس النواب is رئيس مجلس النواب. Articles of English go too.
func roleOf(s string) string {
	words := strings.Fields(arabic.StripMarks(s))
	if len(words) == 0 {
		return s
	}
	switch strings.ToLower(words[0]) {
	case "a", "an", "the":
		if len(words) > 1 {
			return strings.Join(words[1:], " ")
		}
	}
	words[0] = kinship(words[0])
	n := 0
	for n < len(words) {
		bare, ok := withoutTanwin(words[n])
		if !ok {
			break
		}
		words[n] = bare
		n++
	}
	if n == 1 && n < len(words) {
		words[n] = withoutLam(words[n])
	}
	return strings.Join(words, " ")
}

// kinship cuts the letter before a word for a parent, which may belong to it elsewhere: وأمه, لأب.
func kinship(w string) string {
	for _, letter := range []string{"و", "ل", "ول"} {
		switch rest := strings.TrimPrefix(w, letter); rest {
		case "أمه", "أمها", "أبوه", "أبوها", "أب", "أم", "جده", "جدها", "والده", "والدها", "والدته", "والدتها":
			return rest
		}
	}
	return w
}

// withoutTanwin cuts the alef of the accusative from an indefinite noun.
func withoutTanwin(w string) (string, bool) {
	if w == "عضوا" {
		return "عضو", true
	}
	r := []rune(w)
	if len(r) < 4 || r[len(r)-1] != 'ا' || strings.HasPrefix(w, "ال") || strings.HasPrefix(w, "وال") {
		return w, false
	}
	switch r[len(r)-2] {
	case 'ي', 'و', 'ا', 'ه', 'ئ':
		if r[len(r)-2] != 'ي' || len(r) < 5 { // عليا is no accusative, كاتبا and مديرا are
			return w, false
		}
	}
	return string(r[:len(r)-1]), true
}

// withoutLam cuts the preposition ل from a word; للمكتب becomes المكتب.
func withoutLam(w string) string {
	r := []rune(w)
	switch {
	case len(r) > 3 && r[0] == 'ل' && r[1] == 'ل':
		return "ال" + string(r[2:])
	case len(r) > 3 && r[0] == 'ل':
		return string(r[1:])
	}
	return w
}

// withoutConjunction cuts a conjunction or preposition from a word with the article: والفرنسية is الفرنسية.
func withoutConjunction(s string) string {
	for _, p := range []string{"و", "ف", "ب", "ك"} {
		if strings.HasPrefix(s, p+"ال") {
			return strings.TrimPrefix(s, p)
		}
	}
	return s
}
