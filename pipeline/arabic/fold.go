package arabic

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the key under which s is looked up, so that the common spellings of a word meet.
//
// The forms of alef become a bare alef, alef maksura and the hamza on ya become ya, the hamza on waw becomes waw, ta
// marbuta becomes ha, Persian ya, kaf and ha become the Arabic ones. Marks, tatweel and invisible controls are dropped,
// presentation forms become letters, letters of other scripts lower case. A lone hamza, digits and punctuation stay.
// Folding a folded string changes nothing. A string that needs no change is returned as it is, without a copy.
func Fold(s string) string {
	i := 0
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				break
			}
			i++
			continue
		}
		if i+1 < len(s) && c >= 0xd8 && c <= 0xdb && s[i+1]&0xc0 == 0x80 { // U+0600 to U+06FF
			r := rune(c&0x1f)<<6 | rune(s[i+1]&0x3f)
			if folds[r-0x600] != r {
				break
			}
			i += 2
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if foldRune(r) != r || IsPresentation(r) || r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	if i == len(s) {
		return s
	}
	return foldFrom(s, i)
}

// foldFrom folds s, whose first i bytes need no change.
func foldFrom(s string, i int) string {
	if strings.IndexFunc(s[i:], IsPresentation) >= 0 {
		s = s[:i] + expand(s[i:])
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	for _, r := range s[i:] {
		var f rune
		if r >= 0x600 && r <= 0x6ff {
			f = folds[r-0x600]
		} else {
			f = foldRune(r)
		}
		if f >= 0 {
			b.WriteRune(f)
		}
	}
	return b.String()
}

// AppendFold appends the [Fold] of the UTF-8 in s to dst and returns the longer dst.
func AppendFold(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		i += n
		if r >= 0x600 && r <= 0x6ff {
			if f := folds[r-0x600]; f >= 0 {
				dst = utf8.AppendRune(dst, f)
			}
			continue
		}
		if IsPresentation(r) {
			dst = append(dst, Fold(string(r))...)
		} else if f := foldRune(r); f >= 0 {
			dst = utf8.AppendRune(dst, f)
		}
	}
	return dst
}

// expand writes presentation forms as letters and leaves everything else.
func expand(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case !IsPresentation(r):
			b.WriteRune(r)
		case IsMark(r): // the compatibility form of these holds a space
		default:
			b.WriteString(norm.NFKC.String(string(r)))
		}
	}
	return b.String()
}

// foldRune returns the folded form of r, -1 when it is dropped. Presentation forms are not its business.
func foldRune(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	switch r {
	case 'آ', 'أ', 'إ', 'ٱ', 'ٲ', 'ٳ':
		return 'ا'
	case 'ى', 'ئ', 'ی', 'ې', 'ۍ':
		return 'ي'
	case 'ؤ':
		return 'و'
	case 'ة', 'ہ', 'ۀ', 'ۂ', 'ھ', 'ە', 'ۃ':
		return 'ه'
	case 'ک', 'ڪ':
		return 'ك'
	case Tatweel:
		return -1
	}
	if IsMark(r) || IsControl(r) {
		return -1
	}
	if r < 0x600 || r > 0x6FF {
		return unicode.ToLower(r)
	}
	return r
}

// folds holds foldRune of the characters U+0600 to U+06FF.
var folds = func() (to [0x100]rune) {
	for i := range to {
		to[i] = foldRune(0x600 + rune(i))
	}
	return to
}()

// StripMarks returns s without marks, tatweel and invisible controls, its letters as the author wrote them. A string
// without any is returned as it is, without a copy.
func StripMarks(s string) string {
	for i, r := range s {
		if !dropped(r) {
			continue
		}
		var b strings.Builder
		b.Grow(len(s))
		b.WriteString(s[:i])
		for _, r := range s[i:] {
			if !dropped(r) {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	return s
}

func dropped(r rune) bool {
	return r >= 0x80 && (r == Tatweel || IsMark(r) || IsControl(r))
}

// HasLetter reports whether s holds an Arabic letter.
func HasLetter(s string) bool {
	return strings.IndexFunc(s, IsLetter) >= 0
}
