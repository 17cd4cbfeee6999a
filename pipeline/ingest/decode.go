package ingest

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// The encodings, as in document.Source.
const (
	encodingUTF8    = "utf-8"
	encodingLE      = "utf-16le"
	encodingBE      = "utf-16be"
	encodingWindows = "windows-1256"
	encodingISO     = "iso-8859-6"
	encodingLatin   = "windows-1252"
)

// Decode returns the characters of raw with their places. It fills Encoding, Runes, Offsets and Lines of the Source.
//
// A byte that cannot be decoded counts as one U+FFFD. Decode returns [ErrEmpty], [ErrBinary], [ErrLanguage] or [ErrEncoding]
// when raw is no report.
func Decode(raw []byte) (document.Source, error) {
	if len(raw) == 0 {
		return document.Source{}, ErrEmpty
	}
	src := document.Source{Encoding: guess(raw)}
	var bad int
	switch src.Encoding {
	case encodingUTF8:
		bad = decodeUTF8(raw, &src)
	case encodingLE, encodingBE:
		bad = decodeUTF16(raw, &src)
	default:
		bad = decodeBytes(raw, charmaps[src.Encoding], &src)
	}
	if err := judge(raw, &src, bad); err != nil {
		return document.Source{}, err
	}
	return src, nil
}

// guess returns the encoding of raw: what its byte order mark says, else UTF-16 by the regular place of its high bytes, else UTF-8
// unless so much of it is broken that the letters of an encoding of single bytes explain it better.
func guess(raw []byte) string {
	if bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")) {
		return encodingUTF8
	}
	if e := guessUTF16(raw); e != "" {
		return e
	}
	if utf8.Valid(raw) {
		return encodingUTF8
	}
	broken, whole := 0, 0 // bytes above ASCII outside and characters inside UTF-8
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			broken++
		} else {
			whole++
		}
		i += n
	}
	if broken <= whole/4 {
		return encodingUTF8
	}
	return guessBytes(raw)
}

// charmaps are the encodings of single bytes.
var charmaps = map[string]*charmap.Charmap{
	encodingWindows: charmap.Windows1256, encodingISO: charmap.ISO8859_6, encodingLatin: charmap.Windows1252,
}

// commonness says how often a letter occurs in Arabic text, in steps of a factor of two below the commonest. The letters of one
// encoding are other letters in the other, so that a few words tell them apart.
var commonness = map[rune]int{
	'ا': 0, 'ل': 0, 'ي': 1, 'م': 1, 'و': 1, 'ن': 1, 'ر': 2, 'ت': 1, 'ب': 2, 'ع': 2, 'د': 2, 'ه': 2, 'س': 2, 'ف': 2, 'ة': 2, 'ق': 2,
	'ك': 3, 'أ': 2, 'ح': 3, 'ج': 3, 'ش': 3, 'ط': 4, 'ص': 3, 'ى': 3, 'خ': 4, 'إ': 4, 'ض': 4, 'ذ': 4, 'ز': 4, 'ث': 4, 'غ': 5, 'ئ': 5,
	'ء': 5, 'ظ': 6, 'آ': 6, 'ؤ': 6, 'ـ': 6, '،': 3, '؛': 6, '؟': 6,
}

// What the steps of commonness add to, for what is no letter: marks and Latin letters occur, what is not encoded does not.
const (
	rareSteps   = 7
	absentSteps = 20
)

// The bytes of the article, with which every other word begins, and the steps that it is worth.
const (
	alef         = 0xC7 // in both encodings
	lamWindows   = 0xE1
	lamISO       = 0xE4
	articleSteps = 8
)

// trust is how many steps ISO-8859-6, which is rare, must be ahead of Windows-1256.
const trust = 6

// guessBytes returns the encoding of single bytes that raw is in: one of those for Arabic when its bytes above ASCII stand
// together in words, Windows-1252 when they are Latin letters and marks among ASCII, else UTF-8, broken.
func guessBytes(raw []byte) string {
	var high, together, arabicLetters, isoLetters, latin, windows, iso int
	cost := func(r rune) int {
		if c, ok := commonness[r]; ok {
			return c
		}
		if r == utf8.RuneError {
			return absentSteps
		}
		return rareSteps
	}
	for i, b := range raw {
		if b < utf8.RuneSelf {
			continue
		}
		high++
		if i > 0 && raw[i-1] >= utf8.RuneSelf {
			together++
		} else if i+2 < len(raw) && b == alef && raw[i+2] >= utf8.RuneSelf {
			switch raw[i+1] {
			case lamWindows:
				windows -= articleSteps
			case lamISO:
				iso -= articleSteps
			}
		}
		w, s := charmap.Windows1256.DecodeByte(b), charmap.ISO8859_6.DecodeByte(b)
		windows += cost(w)
		iso += cost(s)
		if isArabic(w) {
			arabicLetters++
		}
		if isArabic(s) {
			isoLetters++
		}
		if r := charmap.Windows1252.DecodeByte(b); unicode.IsLetter(r) || b >= 0x91 && b <= 0x97 || b == 0x85 || b == 0xA0 || b == 0xAB || b == 0xBB {
			latin++
		}
	}
	switch {
	case together*3 < high && latin*10 >= high*9:
		return encodingLatin
	case isoLetters*10 >= high*6 && iso+trust < windows:
		return encodingISO
	case arabicLetters*10 >= high*6:
		return encodingWindows
	}
	return encodingUTF8
}

func isArabic(r rune) bool {
	return arabic.IsLetter(r) || arabic.IsMark(r) || r == '،' || r == '؛' || r == '؟'
}

// guessUTF16 returns the kind of UTF-16 that raw is in, or "". Without a byte order mark it counts the bytes on each side that are
// the high byte of ASCII, Arabic or general punctuation: nearly all are on the one, few on the other.
func guessUTF16(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return encodingLE
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return encodingBE
	}
	sample := raw[:min(len(raw), 4096)&^1]
	if len(sample) < 4 {
		return ""
	}
	var high [2]int
	for i, b := range sample {
		switch b {
		case 0x00, 0x06, 0x20, 0xFB, 0xFD, 0xFE:
			if other := sample[i^1]; b == 0x20 && (other < 0x07 || other > 0x3F) || b == 0 && other == 0 {
				continue // a space in the low byte of something else; two NULs are no text
			}
			high[i&1]++
		}
	}
	units := len(sample) / 2
	switch {
	case high[1]*10 >= units*9 && high[0]*2 < high[1]:
		return encodingLE
	case high[0]*10 >= units*9 && high[1]*2 < high[0]:
		return encodingBE
	}
	return ""
}

// lay appends a character that starts at the byte offset.
func lay(src *document.Source, r rune, offset int) {
	src.Runes = append(src.Runes, r)
	src.Offsets = append(src.Offsets, int32(offset))
}

// seal ends the tables of src after the last byte and counts the lines.
func seal(src *document.Source, end int) {
	src.Offsets = append(src.Offsets, int32(end))
	src.Lines = 1
	for i, r := range src.Runes {
		if r == '\n' && i < len(src.Runes)-1 {
			src.Lines++
		}
	}
}

func room(src *document.Source, n int) {
	src.Runes = make([]rune, 0, n)
	src.Offsets = make([]int32, 0, n+1)
}

// dropReturn takes back the CR that stands before a LF about to be laid.
func dropReturn(src *document.Source) {
	if n := len(src.Runes); n > 0 && src.Runes[n-1] == '\r' {
		src.Runes, src.Offsets = src.Runes[:n-1], src.Offsets[:n-1]
	}
}

func decodeUTF8(raw []byte, src *document.Source) (bad int) {
	room(src, utf8.RuneCount(raw))
	i := 0
	if bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")) {
		i = 3
	}
	for i < len(raw) {
		r, n := rune(raw[i]), 1
		if r >= utf8.RuneSelf {
			if r, n = utf8.DecodeRune(raw[i:]); r == utf8.RuneError && n == 1 {
				bad++
			}
		}
		switch r {
		case '\n':
			dropReturn(src)
		case 0: // a glyph that a reader of PDF files could not map
			r = utf8.RuneError
			bad++
		}
		lay(src, r, i)
		i += n
	}
	seal(src, len(raw))
	return bad
}

func decodeUTF16(raw []byte, src *document.Source) (bad int) {
	room(src, len(raw)/2+1)
	low, high := 0, 1
	if src.Encoding == encodingBE {
		low, high = 1, 0
	}
	unit := func(i int) rune { return rune(raw[i+high])<<8 | rune(raw[i+low]) }
	i := 0
	if len(raw) >= 2 && unit(0) == 0xFEFF {
		i = 2
	}
	for i+1 < len(raw) {
		r, n := unit(i), 2
		switch {
		case r >= 0xD800 && r < 0xDC00 && i+3 < len(raw) && unit(i+2)>>10 == 0xDC00>>10:
			r, n = 0x10000+(r-0xD800)<<10+(unit(i+2)-0xDC00), 4
		case r >= 0xD800 && r < 0xE000:
			r = utf8.RuneError
			bad++
		}
		if r == '\n' {
			dropReturn(src)
		}
		lay(src, r, i)
		i += n
	}
	if i < len(raw) {
		lay(src, utf8.RuneError, i)
		bad++
	}
	seal(src, len(raw))
	return bad
}

func decodeBytes(raw []byte, encoding *charmap.Charmap, src *document.Source) (bad int) {
	room(src, len(raw))
	for i, b := range raw {
		r := encoding.DecodeByte(b)
		if r == '\n' {
			dropReturn(src)
		}
		if r == utf8.RuneError {
			bad++
		}
		lay(src, r, i)
	}
	seal(src, len(raw))
	return bad
}

// judge reports why the decoded text is no report. Of bytes that could not be decoded it stands a few, not one in twenty.
func judge(raw []byte, src *document.Source, bad int) error {
	var letters, foreign, controls int
	for _, r := range src.Runes {
		switch {
		case r < utf8.RuneSelf:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				letters++
			} else if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' {
				controls++
			}
		case arabic.IsLetter(r):
			letters++
		case unicode.IsLetter(r):
			foreign++
		}
	}
	switch {
	case controls*20 > len(src.Runes):
		return ErrBinary
	case bad*20 > len(src.Runes):
		if bad == 1 && src.Encoding != encodingUTF8 && len(raw)%2 == 1 {
			return errTruncated
		}
		return ErrEncoding
	case letters < 2 || letters*4 < foreign:
		return ErrLanguage
	}
	return nil
}
