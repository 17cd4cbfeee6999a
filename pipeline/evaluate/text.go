package evaluate

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// comparer compares texts and remembers what it has folded: a gold cell meets every row of its table.
type comparer struct {
	caser  cases.Caser
	folded map[string]string
	words  map[string]wordSet
}

// wordSet holds the words of a text that carry meaning.
type wordSet struct {
	total    int      // words, repetitions included
	distinct []string // sorted
}

func newComparer() *comparer {
	return &comparer{caser: cases.Fold(), folded: map[string]string{}, words: map[string]wordSet{}}
}

// fold returns s without case, marks, tatweel, punctuation and the spelling differences of Arabic letters, its words
// separated by single spaces.
func (c *comparer) fold(s string) string {
	if f, ok := c.folded[s]; ok {
		return f
	}
	var b strings.Builder
	gap := false
	for _, r := range c.caser.String(norm.NFKC.String(s)) {
		if r == '\u0640' || norm.NFKC.PropertiesString(string(r)).CCC() != 0 {
			continue
		}
		r = foldLetter(r)
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	c.folded[s] = b.String()
	return b.String()
}

// foldLetter maps the spellings of one Arabic letter to one of them.
func foldLetter(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ئ', 'ی':
		return 'ي'
	case 'ؤ':
		return 'و'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	default:
		return r
	}
}

// tokens returns the words of s without articles and function words.
func (c *comparer) tokens(s string) wordSet {
	if w, ok := c.words[s]; ok {
		return w
	}
	var w wordSet
	for word := range strings.FieldsSeq(c.fold(s)) {
		word = trimArticle(word)
		if !isFunctionWord(word) {
			w.distinct = append(w.distinct, word)
		}
	}
	w.total = len(w.distinct)
	slices.Sort(w.distinct)
	w.distinct = slices.Compact(w.distinct)
	c.words[s] = w
	return w
}

// trimArticle drops the Arabic article and the particles written together with it, if two letters remain.
func trimArticle(word string) string {
	for _, prefix := range []string{"وال", "بال", "كال", "فال", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok && len([]rune(rest)) >= 2 {
			return rest
		}
	}
	return word
}

func isFunctionWord(word string) bool {
	switch word {
	case "في", "من", "علي", "الي", "عن", "ال", "و", "the", "of", "and", "for", "in", "to", "a":
		return true
	default:
		return false
	}
}

// sameText reports whether two texts say the same: most words in common, or one a shortening of the other.
func (c *comparer) sameText(gold, got string) bool {
	g, p := c.tokens(gold), c.tokens(got)
	if g.total == 0 || p.total == 0 {
		return c.fold(gold) == c.fold(got)
	}
	common := g.common(p)
	ng, np := len(g.distinct), len(p.distinct)
	if float64(2*common)/float64(ng+np) >= 0.7 {
		return true
	}
	return common == ng && p.total <= 2*g.total+2 || common == np && np*2 >= ng
}

// sameName reports whether two names are one: a name may lack or add one word (a title, a patronymic), no more.
func (c *comparer) sameName(gold, got string) bool {
	g, p := c.tokens(gold), c.tokens(got)
	if g.total == 0 || p.total == 0 {
		return c.fold(gold) == c.fold(got)
	}
	common := g.common(p)
	ng, np := len(g.distinct), len(p.distinct)
	if common == ng && common == np {
		return true
	}
	return (common == ng || common == np) && max(g.total-p.total, p.total-g.total) <= 1
}

func (w wordSet) common(other wordSet) int {
	n := 0
	for _, word := range w.distinct {
		if _, ok := slices.BinarySearch(other.distinct, word); ok {
			n++
		}
	}
	return n
}

// plainString returns a JSON value as one text: a list as its items between brackets, a number in its shortest form.
func plainString(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return "False"
	case json.Number:
		return shortNumber(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = plainString(item)
			if s, ok := item.(string); ok {
				items[i] = "'" + s + "'"
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	default:
		return compactJSON(v)
	}
}

// shortNumber writes integers as they stand and other numbers with the fewest digits that keep the value.
func shortNumber(n json.Number) string {
	s := n.String()
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	f, err := n.Float64()
	if err != nil {
		return s
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// compactJSON writes a JSON value on one line with a space after commas and colons, letters unescaped.
func compactJSON(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return shortNumber(v)
	case string:
		return quoteJSON(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = compactJSON(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		items := make([]string, 0, len(v))
		for _, k := range sortedKeys(v) {
			items = append(items, quoteJSON(k)+": "+compactJSON(v[k]))
		}
		return "{" + strings.Join(items, ", ") + "}"
	default:
		return ""
	}
}

func quoteJSON(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 0x20:
			b.WriteString(`\u00` + strconv.FormatInt(int64(r)+0x100, 16)[1:])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
