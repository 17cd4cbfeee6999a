package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// tokenize cuts the text into words, numbers and single marks.
func tokenize(text string) []document.Token {
	tokens := make([]document.Token, 0, len(text)/8)
	at := 0 // line of the current position, from 0
	space, brk := true, true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			at++
			space, brk = true, true
			i += n
			continue
		case unicode.IsSpace(r) || isControl(r):
			space = true
			i += n
			continue
		case r == '[' && !space:
			if k := noteMark(text, i); k > 0 {
				i += k
				continue
			}
		}
		t := document.Token{Span: document.Span{Start: i}, Space: space, Break: brk, Line: at + 1}
		space, brk = false, false
		end := i + n
		switch {
		case isDigit(r):
			t.Kind = document.Number
			end = scanNumber(text, i)
			t.Text = asciiDigits(text[i:end])
			t.Fold = t.Text
		case isArabicLetter(r):
			t.Kind, t.Arabic = document.Word, true
			end = scanArabic(text, i)
			t.Text = arabic.StripMarks(text[i:end])
			t.Fold = arabic.Fold(t.Text)
			t.Stems = arabic.Stems(t.Fold)
		case unicode.IsLetter(r):
			t.Kind, t.Capital = document.Word, unicode.IsUpper(r)
			var joined bool
			end, joined = scanLatin(text, i)
			t.Text = text[i:end]
			if joined {
				t.Text = joinHyphen(t.Text)
				at += strings.Count(text[i:end], "\n")
			}
			t.Fold = arabic.Fold(t.Text)
			t.Stems = latinStems(t.Fold)
		default:
			t.Kind = document.Punct
			t.Text = text[i:end]
			t.Fold = t.Text
		}
		t.End = end
		tokens = append(tokens, t)
		i = end
	}
	return tokens
}

// noteMark returns the length of the mark of a note at i, which encyclopedias set right behind a word or its full stop and which is no
// part of the text: [3], [١٢]. It is 0 where there is none.
func noteMark(text string, i int) int {
	end := i + 1
	for digits := 0; end < len(text); digits++ {
		r, n := utf8.DecodeRuneInString(text[end:])
		switch {
		case r == ']' && digits > 0:
			return end + n - i
		case !isDigit(r) || digits == 3:
			return 0
		}
		end += n
	}
	return 0
}

// cellMark is the token that stands between the cells of a table's row.
const cellMark = "|"

// markCells puts a mark between the cells of rows that only wide gaps or rows of dots set apart, so that they read like rows whose
// cells are marked. Its span is the gap, or the dots.
func markCells(text string, tokens []document.Token, lines []line) []document.Token {
	var out []document.Token // nil until the first mark
	for i := 0; i < len(tokens); {
		t := &tokens[i]
		end := i
		mark := document.Token{Kind: document.Punct, Text: cellMark, Fold: cellMark, Space: true, Line: t.Line}
		if lines[t.Line-1].row && !t.Break {
			for end < len(tokens) && (tokens[end].Text == "." || tokens[end].Text == "…") && (end == i || !tokens[end].Break) {
				end++
			}
			switch {
			case end-i >= fewestDots || end > i && tokens[i].Text == "…":
				mark.Span = document.Span{Start: t.Start, End: tokens[end-1].End}
			case isGap(text[tokens[i-1].End:t.Start]) && tokens[i-1].Text != cellMark && t.Text != cellMark:
				mark.Span = document.Span{Start: tokens[i-1].End, End: t.Start}
				end = i
			}
		}
		if mark.End > 0 {
			if out == nil {
				out = append(make([]document.Token, 0, len(tokens)+len(tokens)/8), tokens[:i]...)
			}
			if n := len(out); n == 0 || out[n-1].Text != cellMark || out[n-1].Line != t.Line {
				out = append(out, mark)
			}
			if end > i {
				i = end
				continue
			}
		}
		if out != nil {
			out = append(out, *t)
		}
		i++
	}
	if out == nil {
		return tokens
	}
	return out
}

// fewestDots is how many dots lead from a name to its figures at least.
const fewestDots = 3

// isGap reports white space that sets cells apart.
func isGap(s string) bool { return len(s) > 1 && strings.ContainsAny(s, " \t") || s == "\t" }

// isControl reports the invisible direction and joining marks.
func isControl(r rune) bool {
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff' || r == '\u061c' || r == '\u00ad'
}

func isDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= '٠' && r <= '٩' || r >= '۰' && r <= '۹'
}

// isArabicLetter takes letters, marks, tatweel and the replacement character, which stands for an unknown one.
func isArabicLetter(r rune) bool {
	switch {
	case r >= '\u0620' && r <= '\u065f', r >= '\u066e' && r <= '\u06d3', r == '\u06d5', r >= '\u06fa' && r <= '\u06ff',
		r >= '\u0750' && r <= '\u077f', r >= '\u08a0' && r <= '\u08ff', r >= '\ufb50' && r <= '\ufdfc', r >= '\ufe70' && r <= '\ufefc', r == '\ufffd':
		return true
	}
	return false
}

func scanArabic(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isArabicLetter(r) && r != '\u200c' && r != '\u200d' {
			break
		}
		i += n
	}
	return i
}

// scanNumber takes digits and single separators that have a digit on both sides.
func scanNumber(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if isDigit(r) {
			i += n
			continue
		}
		if !isSeparator(r) {
			break
		}
		next, _ := utf8.DecodeRuneInString(text[i+n:])
		if !isDigit(next) {
			break
		}
		i += n
	}
	return i
}

// isSeparator reports the marks that may stand inside a number; the letter ra is a decimal mark in agency style.
func isSeparator(r rune) bool {
	switch r {
	case '.', ',', '٫', '٬', 'ر', '\'', '’':
		return true
	}
	return false
}

func asciiDigits(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				switch {
				case r >= '٠' && r <= '٩':
					return '0' + r - '٠'
				case r >= '۰' && r <= '۹':
					return '0' + r - '۰'
				}
				return r
			}, s)
		}
	}
	return s
}

// scanLatin takes letters, inner apostrophes and hyphens, and goes on over a hyphen at a line's end when the next line
// goes on in lower case.
func scanLatin(text string, i int) (end int, joined bool) {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsLetter(r) && !isArabicLetter(r) || unicode.IsMark(r) {
			i += n
			continue
		}
		if r != '-' && r != '\'' && r != '’' && r != '‑' && r != '\u00ad' {
			break
		}
		j := i + n
		if r == '-' || r == '\u00ad' {
			for j < len(text) && (text[j] == ' ' || text[j] == '\r') {
				j++
			}
			if j < len(text) && text[j] == '\n' {
				next, _ := utf8.DecodeRuneInString(text[j+1:])
				if unicode.IsLower(next) {
					i, joined = j+1, true
					continue
				}
				break
			}
			j = i + n
		}
		next, _ := utf8.DecodeRuneInString(text[j:])
		if !unicode.IsLetter(next) || isArabicLetter(next) {
			break
		}
		i = j
	}
	return i, joined
}

// joinHyphen removes a hyphen at a line's end together with the break.
func joinHyphen(s string) string {
	for {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			return s
		}
		s = strings.TrimRight(strings.TrimRight(s[:i], " \r"), "-\u00ad") + s[i+1:]
	}
}

// latinStems returns the word and, where it has a possessive or plural ending, the word without it.
func latinStems(fold string) []string {
	stems := []string{fold}
	base := strings.TrimSuffix(strings.TrimSuffix(fold, "'s"), "’s")
	if base != fold {
		stems = append(stems, base)
	}
	if len(base) > 4 && strings.HasSuffix(base, "s") && !strings.HasSuffix(base, "ss") {
		stems = append(stems, base[:len(base)-1])
	}
	return stems
}
