// Package arabic knows the Arabic script: what is a letter, a mark, a joiner, and how a word is folded for look-up.
//
// All functions are pure. They change no meaning and repair no damage; a folded word is a key, never output.
package arabic

// Tatweel is the stretching line inside Arabic words, also called kashida.
const Tatweel = '\u0640'

// What a character is, as a bit of its entry in kinds.
const (
	kindLetter = 1 << iota
	kindMark
)

// kinds holds what each character before U+0700 is: with it the questions that are asked of every character of every report are
// answered in place.
var kinds = func() (t [0x700]uint8) {
	for i := range t {
		r := rune(i)
		if isLetter(r) {
			t[i] |= kindLetter
		}
		if isMark(r) {
			t[i] |= kindMark
		}
	}
	return t
}()

// IsLetter reports whether r is a letter of the Arabic script, presentation forms included. Tatweel is none.
//
// Source: Unicode 15.0, Arabic blocks, general category Lo.
func IsLetter(r rune) bool {
	if uint32(r) < uint32(len(kinds)) {
		return kinds[r]&kindLetter != 0
	}
	return isLetter(r)
}

func isLetter(r rune) bool {
	switch {
	case r < 0x620:
		return false
	case r <= 0x64A:
		return r != Tatweel
	case r < 0x700:
		return r == 0x66E || r == 0x66F || r >= 0x671 && r <= 0x6D3 || r == 0x6D5 || r == 0x6EE || r == 0x6EF ||
			r >= 0x6FA && r <= 0x6FC || r == 0x6FF
	case r < 0x8D0:
		return r >= 0x750 && r <= 0x77F || r >= 0x870 && r <= 0x887 || r >= 0x889 && r <= 0x88E || r >= 0x8A0 && r <= 0x8C9
	case r < 0xFB50:
		return false
	}
	return r <= 0xFBB1 || r >= 0xFBD3 && r <= 0xFD3D || r >= 0xFD50 && r <= 0xFD8F || r >= 0xFD92 && r <= 0xFDC7 || r >= 0xFDF0 && r <= 0xFDFB || r >= 0xFE80 && r <= 0xFEFC
}

// IsMark reports whether r is a mark written on an Arabic letter: a short vowel, a nunation, a shadda, a Koranic sign.
//
// Source: Unicode 15.0, Arabic blocks, general category Mn, and the spacing forms in U+FE70–U+FE7F.
func IsMark(r rune) bool {
	if uint32(r) < uint32(len(kinds)) {
		return kinds[r]&kindMark != 0
	}
	return isMark(r)
}

func isMark(r rune) bool {
	switch {
	case r < 0x610:
		return false
	case r < 0x700:
		return r >= 0x64B && r <= 0x65F || r <= 0x61A || r == 0x670 || r >= 0x6D6 && r <= 0x6DC || r >= 0x6DF && r <= 0x6E4 ||
			r == 0x6E7 || r == 0x6E8 || r >= 0x6EA && r <= 0x6ED
	case r < 0x900:
		return r >= 0x898 && r <= 0x89F || r >= 0x8CA && r != 0x8E2
	}
	return r >= 0xFE70 && r <= 0xFE7F && r != 0xFE75
}

// IsControl reports whether r is an invisible character that steers direction or joining and carries no text itself.
func IsControl(r rune) bool {
	switch {
	case r < 0x61C:
		return r == 0xAD
	case r == 0x61C, r == 0xFEFF:
		return true
	}
	return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F
}

// IsPresentation reports whether r is a presentation form: a letter drawn in one of its joined shapes, or a ligature.
func IsPresentation(r rune) bool {
	return r >= 0xFB50 && r <= 0xFDFB && r != 0xFD3E && r != 0xFD3F || r >= 0xFE70 && r <= 0xFEFC
}

// IsDigit reports whether r is an Arabic-Indic digit, of the eastern or the Persian set.
func IsDigit(r rune) bool {
	return r >= 0x660 && r <= 0x669 || r >= 0x6F0 && r <= 0x6F9
}

// JoinsAfter reports whether r is drawn joined to a letter that follows it. Tatweel is.
//
// Source: Unicode 16.0, ArabicShaping.txt, joining types D and C.
func JoinsAfter(r rune) bool {
	switch {
	case r == Tatweel:
		return true
	case !IsLetter(r) || IsPresentation(r):
		return false
	case r < 0x671:
		switch r {
		case 0x621, 0x622, 0x623, 0x624, 0x625, 0x627, 0x629, 0x62F, 0x630, 0x631, 0x632, 0x648:
			return false
		}
		return true
	case r < 0x700:
		switch {
		case r <= 0x677, r >= 0x688 && r <= 0x699, r == 0x6C0, r >= 0x6C3 && r <= 0x6CB, r == 0x6CD, r == 0x6CF,
			r >= 0x6D2 && r <= 0x6D5, r == 0x6EE, r == 0x6EF:
			return false
		}
		return true
	case r < 0x780:
		switch r {
		case 0x759, 0x75A, 0x75B, 0x76B, 0x76C, 0x771, 0x773, 0x774, 0x778, 0x779:
			return false
		}
		return true
	}
	switch {
	case r >= 0x870 && r <= 0x885, r >= 0x8AA && r <= 0x8AC, r == 0x8AE, r == 0x8B1, r == 0x8B2, r == 0x8B9:
		return false
	}
	return true
}

// JoinsBefore reports whether r is drawn joined to a joining letter that precedes it. All letters are but the bare hamza.
func JoinsBefore(r rune) bool {
	return r == Tatweel || IsLetter(r) && r != 0x621 && r != 0x674 && !IsPresentation(r)
}
