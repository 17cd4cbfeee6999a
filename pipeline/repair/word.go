package repair

import (
	"unicode"

	"mahdar/pipeline/arabic"
)

// isPart reports whether r may stand inside a damaged Arabic word.
func isPart(r rune) bool {
	if uint32(r) < uint32(len(parts)) {
		return parts[r]
	}
	return isPartFar(r)
}

// parts holds the answer of isPart for each character that Arabic texts are made of.
var parts = func() (t [0x700]bool) {
	for i := range t {
		t[i] = isPartFar(rune(i))
	}
	return t
}()

func isPartFar(r rune) bool {
	return arabic.IsLetter(r) || arabic.IsMark(r) || r == arabic.Tatweel || r == unicode.ReplacementChar
}
