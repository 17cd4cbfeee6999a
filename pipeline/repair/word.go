package repair

import (
	"unicode"

	"mahdar/pipeline/arabic"
)

// isPart reports whether r may stand inside a damaged Arabic word.
func isPart(r rune) bool {
	return r > utf8Self && (arabic.IsLetter(r) || arabic.IsMark(r) || r == arabic.Tatweel || r == unicode.ReplacementChar)
}

// letters appends to dst the letters of a word without marks and stretches, and reports whether it is stretched.
func letters(dst []rune, n int, at func(int) rune) (_ []rune, stretched bool) {
	for i := range n {
		r := at(i)
		switch {
		case arabic.IsLetter(r):
			dst = append(dst, r)
		case r == arabic.Tatweel || r == unicode.ReplacementChar:
			stretched = true
		}
	}
	return dst, stretched
}
