package schemas

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestPlainTextIsSound goes through all pairs of characters that the quick look takes for sound, and some bytes that are no text.
func TestPlainTextIsSound(t *testing.T) {
	var plainRunes []rune
	for r := rune(0); r <= 0xffff; r++ {
		s := string(r)
		if !plain(s) || r == utf8.RuneError {
			continue
		}
		plainRunes = append(plainRunes, r)
		if !utf8.ValidString(s) || r < 0x20 && r != '\n' && r != '\t' || r == 0x7f {
			t.Errorf("%q passes", s)
		}
	}
	for _, want := range "aZ9é«»–’ ،؛؟ءيـ٠٩٪٫٬" {
		if !plain(string(want)) {
			t.Errorf("%q has to take the slow way", want)
		}
	}
	for _, a := range plainRunes {
		for _, b := range plainRunes {
			if s := string([]rune{a, b}); !norm.NFC.IsNormalString(s) {
				t.Errorf("%+q passes and is not normal", s)
			}
		}
	}
	for _, s := range []string{"\xd8", "\xd9a", "a\xd8\x20", "\xff", "\u0627\u0653", "لً", "\x00", "\x7f", "\u200f", "e\u0301", "\u2000"} {
		if plain(s) {
			t.Errorf("%+q passes the quick look", s)
		}
	}
}
