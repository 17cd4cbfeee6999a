// Package names tells when two spellings are one name.
//
// A name is written in many ways: with other vowels, with letters that a transliteration confuses, in Arabic or Latin script, with
// a word more or fewer. Words are compared by their consonants, in one alphabet for both scripts. Nothing here knows a person.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/arabic"
)

// Skeleton returns the consonants of a word in one alphabet for Arabic and Latin script: توكاييف, توكايف and Tokayev are tkf.
//
// Long and short vowels, w, y and a final h or ta marbuta are dropped; letters that transliterations confuse are one; a letter that
// follows itself is written once.
func Skeleton(word string) string {
	s := strip(word)
	var b strings.Builder
	var prev byte
	for i := 0; i < len(s); {
		c, n := letter(s[i:])
		i += n
		if c == 0 || c == 'h' && i == len(s) || c == prev {
			continue
		}
		b.WriteByte(c)
		prev = c
	}
	return b.String()
}

// strip returns a word in lower case without marks and without the Arabic article.
func strip(word string) string {
	s := arabic.Fold(word)
	if !bare(s) {
		s = lettersOf(s)
	}
	if rest := strings.TrimPrefix(s, "ال"); len(rest) >= 4 {
		return rest
	}
	return s
}

// bare reports a word of small Latin letters and of Arabic letters that carry nothing, which is stripped already.
func bare(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
		case c == 0xd8 && i+1 < len(s) && s[i+1] >= 0xa7 && s[i+1] <= 0xba, // U+0627 to U+063A
			c == 0xd9 && i+1 < len(s) && s[i+1] >= 0x81 && s[i+1] <= 0x8a: // U+0641 to U+064A
			i++
		default:
			return false
		}
	}
	return true
}

// lettersOf returns the letters of a word, small and without marks.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case !unicode.IsLetter(r):
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

type digraph struct {
	signs string
	c     byte
}

// digraphs are letters written with two signs, longest first.
var digraphs = []digraph{
	{"tsch", 'c'},
	{"sch", 'S'},
	{"shch", 'S'},
	{"sh", 'S'},
	{"ch", 'c'},
	{"kh", 'h'},
	{"gh", 'g'},
	{"zh", 'g'},
	{"dj", 'g'},
	{"dzh", 'g'},
	{"ph", 'f'},
	{"th", 's'},
	{"dh", 'd'},
	{"ck", 'k'},
	{"ts", 't'},
	{"tz", 't'},
	{"qu", 'k'},
	{"تش", 'c'},
	{"دج", 'g'},
	{"تس", 't'},
	{"كس", 'x'},
	{"ks", 'x'},
}

// letter returns the consonant that s starts with, 0 for a sound that is dropped, and how many bytes it takes.
func letter(s string) (byte, int) {
	for _, d := range digraphsBy[s[0]] {
		if strings.HasPrefix(s, d.signs) {
			return d.c, len(d.signs)
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	if int(r) >= len(consonantsBy) {
		return 0, n
	}
	return consonantsBy[r], n
}

// digraphsBy holds the digraphs by their first byte, in their order.
var digraphsBy = func() (by [256][]digraph) {
	for _, d := range digraphs {
		by[d.signs[0]] = append(by[d.signs[0]], d)
	}
	return by
}()

// consonantsBy holds the consonants by letter, 0 for none.
var consonantsBy = func() (by [0x700]byte) {
	for r, c := range consonants {
		by[r] = c
	}
	return by
}()

var consonants = map[rune]byte{
	'b': 'b', 'p': 'b', 'c': 'k', 'd': 'd', 'f': 'f', 'v': 'f', 'g': 'g', 'h': 'h', 'j': 'g', 'k': 'k', 'q': 'k', 'l': 'l', 'm': 'm', 'n': 'n', 'r': 'r', 's': 's', 't': 't', 'x': 'x', 'z': 'z',
	'ß': 's', 'đ': 'd', 'ł': 'l', 'ı': 0,
	'ب': 'b', 'پ': 'b', 'ت': 't', 'ط': 't', 'ث': 's', 'س': 's', 'ص': 's', 'ج': 'g', 'غ': 'g', 'ژ': 'g', 'چ': 'c', 'ح': 'h', 'خ': 'h', 'ه': 'h', 'د': 'd', 'ض': 'd', 'ذ': 'z', 'ز': 'z', 'ظ': 'z',
	'ر': 'r', 'ش': 'S', 'ف': 'f', 'ڤ': 'f', 'ق': 'k', 'ك': 'k', 'گ': 'g', 'ل': 'l', 'م': 'm', 'ن': 'n',
}
