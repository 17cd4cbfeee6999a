package damage

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// glyphs are what programs write for a stretching glyph without a name of its own.
var glyphs = []rune{'4', '"', '٨', '&'}

// swapPairs reverses each pair that is a ligature.
func swapPairs(word []rune, is func(word []rune, i int) bool) {
	for i := 0; i+1 < len(word); i++ {
		if is(word, i) {
			word[i], word[i+1] = word[i+1], word[i]
			i++
		}
	}
}

// isInitial reports whether the lam at i, to which nothing joins, is set over the letter behind it.
func isInitial(word []rune, i int) bool {
	return word[i] == 'ل' && strings.ContainsRune("محجخ", word[i+1]) && (i == 0 || !joinsNext(word[i-1])) && i+2 < len(word)
}

// splitAt puts a space into a word: behind a letter that joins none after it, where there is one.
func (s *spoiler) splitAt(word []rune) []rune {
	var open, all []int
	for i := 2; i+1 < len(word); i++ {
		if !isLetter(word[i-1]) || !isLetter(word[i]) {
			continue
		}
		all = append(all, i)
		if !joinsNext(word[i-1]) {
			open = append(open, i)
		}
	}
	if len(all) == 0 || countLetters(word) < 5 {
		return word
	}
	if len(open) > 0 && s.chance(0.7) {
		all = open
	}
	return slices.Insert(slices.Clone(word), all[s.rng.IntN(len(all))], ' ')
}

// glued leaves out the space between some words of letters alone.
func (s *spoiler) glued(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && isWord(w) && isWord(words[i+1]) && s.chance(0.03) {
			w += words[i+1]
			i++
		}
		out = append(out, w)
	}
	return out
}

func isWord(w string) bool {
	return w != "" && !strings.ContainsFunc(w, func(r rune) bool { return !isLetter(r) }) && len([]rune(w)) > 1
}

// whole spoils a line as a whole: what an extractor does to it.
func (s *spoiler) whole(line string) string {
	if s.live[Digits] {
		line = reversedNumbers(line)
	}
	if s.live[Soft] {
		line = s.softened(line)
	}
	if s.live[Forms] {
		line = formed(line)
	}
	if s.live[Visual] || s.live[Lines] && s.chance(0.33) {
		line = Seen(line)
	}
	if s.live[Control] {
		line = "\u202b" + strings.ReplaceAll(line, "، ", "،\u200f ") + "\u202c"
	}
	return line
}

// reversedNumbers reverses the Arabic-Indic numbers.
func reversedNumbers(line string) string {
	runes := []rune(line)
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && (isIndic(runes[j]) || j > i && strings.ContainsRune("٫٬,.", runes[j]) && j+1 < len(runes) && isIndic(runes[j+1])) {
			j++
		}
		slices.Reverse(runes[i:j])
		i = max(j, i+1)
	}
	return string(runes)
}

func isIndic(r rune) bool { return r >= '٠' && r <= '٩' }

// softened puts soft hyphens into long Latin words.
func (s *spoiler) softened(line string) string {
	var b strings.Builder
	n := 0
	for _, r := range line {
		if unicode.Is(unicode.Latin, r) {
			n++
			if n%4 == 0 {
				b.WriteRune('\u00ad')
			}
		} else {
			n = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Seen returns a line as it is seen from left to right on a page written from right to left: numbers and Latin words stand as they
// are read, all else in reverse, and brackets look the other way.
func Seen(line string) string {
	runes := []rune(mirrored(line))
	slices.Reverse(runes)
	left := func(r rune) bool { return unicode.IsDigit(r) || unicode.Is(unicode.Latin, r) }
	for i := 0; i < len(runes); {
		if !left(runes[i]) {
			i++
			continue
		}
		j := i + 1
		for end := j; end < len(runes); end++ {
			r := runes[end]
			if left(r) {
				j = end + 1
			} else if inNumber, inLatin := unicode.IsDigit(runes[end-1]), unicode.Is(unicode.Latin, runes[j-1]); (!inNumber || !strings.ContainsRune(".,٫٬:/", r)) && (!inLatin || r != ' ' && r != '-' && r != '.') {
				break
			}
		}
		slices.Reverse(runes[i:j])
		i = j
	}
	return string(runes)
}

// shapes holds the isolated form of each letter; the final, initial and medial ones follow it, where it has them.
var shapes = map[rune]rune{
	'ء': 0xFE80, 'آ': 0xFE81, 'أ': 0xFE83, 'ؤ': 0xFE85, 'إ': 0xFE87, 'ئ': 0xFE89, 'ا': 0xFE8D, 'ب': 0xFE8F, 'ة': 0xFE93, 'ت': 0xFE95,
	'ث': 0xFE99, 'ج': 0xFE9D, 'ح': 0xFEA1, 'خ': 0xFEA5, 'د': 0xFEA9, 'ذ': 0xFEAB, 'ر': 0xFEAD, 'ز': 0xFEAF, 'س': 0xFEB1, 'ش': 0xFEB5,
	'ص': 0xFEB9, 'ض': 0xFEBD, 'ط': 0xFEC1, 'ظ': 0xFEC5, 'ع': 0xFEC9, 'غ': 0xFECD, 'ف': 0xFED1, 'ق': 0xFED5, 'ك': 0xFED9, 'ل': 0xFEDD,
	'م': 0xFEE1, 'ن': 0xFEE5, 'ه': 0xFEE9, 'و': 0xFEED, 'ى': 0xFEEF, 'ي': 0xFEF1,
}

// formed writes letters in their joined shapes, a lam with an alef as one.
func formed(line string) string {
	runes := []rune(line)
	var out []rune
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		base, ok := shapes[r]
		if !ok {
			out = append(out, r)
			continue
		}
		before := i > 0 && joinsNext(runes[i-1])
		if r == 'ل' && i+1 < len(runes) && isAlef(runes[i+1]) {
			form := map[rune]rune{'آ': 0xFEF5, 'أ': 0xFEF7, 'إ': 0xFEF9, 'ا': 0xFEFB}[runes[i+1]]
			if before {
				form++
			}
			out = append(out, form)
			i++
			continue
		}
		after := joinsNext(r) && i+1 < len(runes) && isLetter(runes[i+1]) && runes[i+1] != 'ء'
		switch {
		case before && after:
			base += 3
		case after:
			base += 2
		case before && r != 'ء':
			base++
		}
		out = append(out, base)
	}
	return string(out)
}

// pages puts a header, a footer and a number between the lines, every forty lines.
func (s *spoiler) pages(lines []string) []string {
	const long = 12
	var out []string
	n := 1
	for i, l := range lines {
		if i > 0 && i%long == 0 {
			out = append(out, fmt.Sprintf("- %d -", n), "تقرير المتابعة الميدانية")
			n++
		}
		out = append(out, l)
	}
	return out
}
