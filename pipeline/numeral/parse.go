package numeral

import "strings"

// ParseWords reads one whole number in words, digits or both, as in "ستة ملايين و456.392" or "two hundred and five". It
// reports false when words are left over. It reads folded and unfolded spellings that [Words] lists.
func ParseWords(s string) (Number, bool) {
	var terms []Term
	for f := range strings.FieldsSeq(s) {
		t, ok := term(f)
		if !ok {
			return Number{}, false
		}
		terms = append(terms, t...)
	}
	n, ok := Scan(terms)
	return n, ok && n.Terms == len(terms)
}

// term returns what one written word is, with a conjunction before digits as a term of its own.
func term(w string) ([]Term, bool) {
	if w[0] >= '0' && w[0] <= '9' {
		return []Term{{Kind: Digits, Text: w}}, true
	}
	for _, and := range [...]bool{false, true} {
		if and {
			rest, ok := strings.CutPrefix(w, "و")
			if !ok || rest == "" {
				return nil, false
			}
			if rest[0] >= '0' && rest[0] <= '9' {
				return []Term{{Kind: And}, {Kind: Digits, Text: rest}}, true
			}
			w = rest
		}
		for _, definite := range [...]bool{false, true} {
			form := w
			if definite {
				form = strings.TrimPrefix(w, "ال")
			}
			for f, t := range Words() {
				if plain(f) == plain(form) {
					t.And, t.Definite = and, definite && form != w
					return []Term{t}, true
				}
			}
		}
	}
	return nil, false
}

// plain undoes the spellings of alef, ya and ta marbuta and drops short vowels.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'أ' || r == 'إ' || r == 'آ':
			return 'ا'
		case r == 'ى' || r == 'ئ':
			return 'ي'
		case r == 'ة':
			return 'ه'
		case r >= 'ً' && r <= 'ْ' || r == 'ـ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
