package document

import (
	"strings"
	"testing"
)

func FuzzInOneLine(f *testing.F) {
	for _, s := range []string{"", " ", "a", "a b", "a  b", " a", "a ", "a\nb", "a\u00a0b", "أ ب", "أ\u2003ب", "a\u3000", "\u1680x", "«a» – b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := inOneLine(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("inOneLine(%q) = %q, want %q", s, got, want)
		}
	})
}
