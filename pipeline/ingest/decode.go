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
	case encodingWindows:
		bad = decodeWindows(raw, &src)
	}
	if err := judge(raw, &src, bad); err != nil {
		return document.Source{}, err
	}
	return src, nil
}

// guess returns the encoding of raw: what its byte order mark says, else UTF-16 by the regular place of its high bytes, else UTF-8
// unless so much of it is broken that the Arabic letters of Windows-1256 explain it better.
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
	if broken > whole/4 && windowsLetters(raw)*10 >= broken*6 {
		return encodingWindows
	}
	return encodingUTF8
}

// windowsLetters counts the bytes above ASCII that are Arabic letters or marks in Windows-1256.
func windowsLetters(raw []byte) int {
	n := 0
	for _, b := range raw {
		if b < utf8.RuneSelf {
			continue
		}
		if r := charmap.Windows1256.DecodeByte(b); arabic.IsLetter(r) || arabic.IsMark(r) || r == '،' || r == '؛' || r == '؟' {
			n++
		}
	}
	return n
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
		if r == '\n' {
			dropReturn(src)
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

func decodeWindows(raw []byte, src *document.Source) (bad int) {
	room(src, len(raw))
	for i, b := range raw {
		r := charmap.Windows1256.DecodeByte(b)
		if r == '\n' {
			dropReturn(src)
		}
		lay(src, r, i)
	}
	seal(src, len(raw))
	return 0
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
