package repair

import (
	"unicode"

	"mahdar/pipeline/arabic"
)

// isPart reports whether r may stand inside a damaged Arabic word.
func isPart(r rune) bool {
	return r > utf8Self && (arabic.IsLetter(r) || arabic.IsMark(r) || r == arabic.Tatweel || r == unicode.ReplacementChar)
}
