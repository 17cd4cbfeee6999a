// Package damage spoils clean Arabic text the way that the text layer of a typeset PDF is spoiled.
//
// It is the inverse of the repair stage and serves its tests and the sample reports: what a clean text looked like is then
// known to the letter. It invents no kind of damage that typesetters and extractors do not make, and it changes only lines
// with Arabic letters. The same text, seed and classes give the same result.
package damage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Class is a kind of damage.
type Class string

// The classes of damage.
const (
	Kashida  Class = "kashida"  // tatweel U+0640 inside words, by justification
	Unmapped Class = "unmapped" // U+FFFD in place of that tatweel, on the last lines of paragraphs
	Swap     Class = "swap"     // the two letters of a ligature in reverse order
	Mirror   Class = "mirror"   // « for », ( for ) and the reverse
	Order    Class = "order"    // the words of a line in reverse order, with wide gaps
	Stop     Class = "stop"     // the full stop of a last line at its start
	Percent  Class = "percent"  // the percent sign before its number, at the end of a line
	Mark     Class = "mark"     // a vowel mark one letter late
	Blank    Class = "blank"    // a blank line before the last line of a paragraph

	LamAlef Class = "lamalef" // every lam with an alef in reverse order, isolated ones too
	Initial Class = "initial" // the lam and the letter it is set over, at the start of a word or behind an alef, in reverse
	Forms   Class = "forms"   // presentation forms in place of letters
	Visual  Class = "visual"  // all lines as they are seen from left to right
	Lines   Class = "lines"   // one line in three as it is seen from left to right
	Split   Class = "split"   // spaces inside words
	Glue    Class = "glue"    // no space between words
	Digits  Class = "digits"  // Arabic-Indic numbers in reverse
	Control Class = "control" // marks that steer direction
	Persian Class = "persian" // the Persian forms of ya and kaf
	Soft    Class = "soft"    // soft hyphens in Latin words
	Pages   Class = "pages"   // headers, footers and numbers of pages between the lines
	Glyph   Class = "glyph"   // a digit or quotation mark in place of the tatweel, which cannot be told from the letters that it hides
)

// Classes returns every class in the order of the constants.
func Classes() []Class {
	return append(Justified(), LamAlef, Initial, Forms, Visual, Lines, Split, Glue, Digits, Control, Persian, Soft, Pages, Glyph)
}

// Justified returns the classes that come together in the text layer of a justified page.
func Justified() []Class {
	return []Class{Kashida, Unmapped, Swap, Mirror, Order, Stop, Percent, Mark, Blank}
}

// ParseClasses reads a comma-separated list of classes.
func ParseClasses(list string) ([]Class, error) {
	var out []Class
	for name := range strings.SplitSeq(list, ",") {
		c := Class(strings.TrimSpace(name))
		if !slices.Contains(Classes(), c) {
			return nil, fmt.Errorf("unknown class %q (want one of %v)", name, Classes())
		}
		out = append(out, c)
	}
	return out, nil
}

// Options says how a text is spoiled.
type Options struct {
	Seed    uint64  // of the random choices
	Classes []Class // the kinds of damage that may occur
	Keep    int     // lines at the start that stay as they are
}

// Apply returns the spoiled text. Without the classes Blank and Pages, line i of the result is line i of the text.
func Apply(text string, o Options) string {
	s := spoiler{rng: rand.New(rand.NewPCG(o.Seed, 0)), live: map[Class]bool{}}
	for _, c := range o.Classes {
		s.live[c] = true
	}
	lines := strings.Split(text, "\n")
	var out []string
	for i, line := range lines {
		if i < o.Keep || !hasArabic(line) {
			out = append(out, line)
			continue
		}
		first := i == 0 || strings.TrimSpace(lines[i-1]) == ""
		last := i+1 == len(lines) || strings.TrimSpace(lines[i+1]) == "" && (first || strings.HasSuffix(line, "."))
		if last && !first && s.live[Blank] && s.chance(0.8) {
			out = append(out, "")
		}
		out = append(out, s.line(line, last))
	}
	if s.live[Pages] {
		out = s.pages(out)
	}
	return strings.Join(out, "\n")
}

type spoiler struct {
	rng  *rand.Rand
	live map[Class]bool
}

func (s *spoiler) chance(p float64) bool {
	return s.rng.Float64() < p
}

// line spoils one line; last tells that it ends a paragraph and so is not justified.
func (s *spoiler) line(line string, last bool) string {
	stretch := rune(0)
	rate := 0.0 // of words that are stretched
	switch long := utf8.RuneCountInString(line) > 45; {
	case last && !strings.HasSuffix(line, "."): // a heading
	case last && s.live[Unmapped] && s.chance(0.6):
		stretch, rate = '\ufffd', 0.8
	case s.live[Glyph] && long:
		stretch, rate = glyphs[s.rng.IntN(len(glyphs))], 0.15
	case s.live[Kashida] && (long || last && s.chance(0.4)):
		stretch, rate = '\u0640', 0.55+0.35*s.rng.Float64()
	}
	words := strings.Split(line, " ")
	if s.live[Glue] {
		words = s.glued(words)
	}
	for i, w := range words {
		words[i] = s.word(w, stretch, rate)
	}
	if s.live[Percent] && len(words) > 0 {
		words[len(words)-1] = signFirst(words[len(words)-1])
	}
	if s.live[Order] && !last && len(words) > 5 && s.chance(0.08) {
		line = reversed(words)
	} else {
		line = strings.Join(words, " ")
	}
	if s.live[Stop] && last && strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "..") && s.chance(0.12) {
		line = ". " + strings.TrimSuffix(line, ".")
	}
	if s.live[Mirror] {
		line = mirrored(line)
	}
	return s.whole(line)
}

// word spoils one word. A stretched word keeps its letters in order: it is set without ligatures.
func (s *spoiler) word(word string, stretch rune, rate float64) string {
	runes := []rune(word)
	if !hasArabic(word) || slices.Contains(runes, '\u0640') {
		return word
	}
	if s.live[Mark] && s.chance(0.3) {
		lateMark(runes)
	}
	if stretch != 0 && s.chance(rate) {
		if at := s.joint(runes); at > 0 {
			return string(slices.Insert(runes, at, stretch))
		}
	}
	if s.live[Persian] {
		for i, r := range runes {
			switch r {
			case 'ي', 'ى':
				runes[i] = 'ی'
			case 'ك':
				runes[i] = 'ک'
			}
		}
	}
	swapPairs(runes, func(word []rune, i int) bool {
		return s.live[LamAlef] && word[i] == 'ل' && isAlef(word[i+1]) || s.live[Initial] && isInitial(word, i)
	})
	if s.live[Split] && s.chance(0.04) {
		runes = s.splitAt(runes)
	}
	if s.live[Swap] {
		for _, at := range Ligatures(runes) {
			if s.chance(0.7) {
				runes[at], runes[at+1] = runes[at+1], runes[at]
			}
		}
	}
	return string(runes)
}

// joint returns the index before which a word is stretched, or 0 when it has no such place.
func (s *spoiler) joint(runes []rune) int {
	var joints []int
	for i := 1; i < len(runes); i++ {
		if joinsNext(runes[i-1]) && isLetter(runes[i]) && (runes[i-1] != 'ل' || !isAlef(runes[i])) {
			joints = append(joints, i)
		}
	}
	switch {
	case len(joints) == 0 || countLetters(runes) < 3:
		return 0
	case s.chance(0.7):
		return joints[len(joints)-1]
	default:
		return joints[s.rng.IntN(len(joints))]
	}
}

// Ligatures returns the indexes of the letter pairs that are set as one glyph and may come out in reverse order.
//
// Such a pair follows a letter that joins it; some pairs are ligatures only at the end of a word.
func Ligatures(word []rune) []int {
	var at []int
	for i := 1; i+1 < len(word); i++ {
		if joinsNext(word[i-1]) && isLigature(word[i], word[i+1], endsAt(word, i+2)) {
			at = append(at, i)
			i++
		}
	}
	return at
}

func isLigature(a, b rune, end bool) bool {
	switch string([]rune{a, b}) {
	case "لا", "ير", "بر", "شر", "صر", "ضر":
		return true
	case "ين", "لي":
		return end
	default:
		return false
	}
}

func endsAt(word []rune, i int) bool {
	return !slices.ContainsFunc(word[i:], isLetter)
}

// lateMark moves a damma or shadda behind the letter that follows it.
func lateMark(runes []rune) {
	for i := 1; i+1 < len(runes); i++ {
		if (runes[i] == '\u064f' || runes[i] == '\u0651') && isLetter(runes[i+1]) {
			runes[i], runes[i+1] = runes[i+1], runes[i]
			return
		}
	}
}

// signFirst moves a percent sign before its number.
func signFirst(word string) string {
	number, rest, ok := strings.Cut(word, "%")
	if !ok || number == "" || strings.ContainsFunc(number, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' && r != ',' }) {
		return word
	}
	return "%" + number + rest
}

// reversed returns the words in reverse order with two spaces between them; a clause mark goes before its number.
func reversed(words []string) string {
	out := slices.Clone(words)
	slices.Reverse(out)
	for i, w := range out {
		if number, ok := strings.CutSuffix(w, "،"); ok && number != "" && !strings.ContainsFunc(number, func(r rune) bool { return r < '0' || r > '9' }) {
			out[i] = "،" + number
		}
	}
	return strings.Join(out, "  ")
}

func mirrored(line string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '«':
			return '»'
		case '»':
			return '«'
		case '(':
			return ')'
		case ')':
			return '('
		default:
			return r
		}
	}, line)
}

func hasArabic(s string) bool {
	return strings.ContainsFunc(s, isLetter)
}

func countLetters(runes []rune) int {
	n := 0
	for _, r := range runes {
		if isLetter(r) {
			n++
		}
	}
	return n
}

// isLetter reports whether r is an Arabic letter, tatweel not being one.
func isLetter(r rune) bool {
	return r >= '\u0620' && r <= '\u064a' && r != '\u0640' || r == 'ی' || r == 'ک' || r == 'ٱ'
}

func isAlef(r rune) bool {
	return r == 'ا' || r == 'أ' || r == 'إ' || r == 'آ'
}

// joinsNext reports whether a letter is written together with the one after it.
func joinsNext(r rune) bool {
	return isLetter(r) && !isAlef(r) && !strings.ContainsRune("ءٱدذرزوؤةى", r)
}

// Stretch returns word with a stretching rune before its last joined letter, or word itself when it has no such place.
func Stretch(word string, stretch rune) string {
	runes := []rune(word)
	for i := len(runes) - 1; i > 0; i-- {
		if joinsNext(runes[i-1]) && isLetter(runes[i]) && (runes[i-1] != 'ل' || !isAlef(runes[i])) {
			return string(slices.Insert(runes, i, stretch))
		}
	}
	return word
}

// Swapped returns every spelling of word that reversed ligatures give, word itself first.
func Swapped(word string) []string {
	out := []string{word}
	for _, at := range Ligatures([]rune(word)) {
		for _, w := range slices.Clone(out) {
			runes := []rune(w)
			runes[at], runes[at+1] = runes[at+1], runes[at]
			out = append(out, string(runes))
		}
	}
	return out
}
