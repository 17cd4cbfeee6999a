package repair

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// The classes of edits that bring a text into the documented normal form. They are no damage.
const (
	classControl = "control" // an invisible character that steers direction or joining
	classHyphen  = "hyphen"  // a Latin word divided at the end of a line, or a soft hyphen
)

// lay takes the characters of the source as items, without those that carry no text.
func (w *work) lay() {
	w.all = make([]item, 0, len(w.src))
	for i, r := range w.src {
		switch {
		case r < 0xAD || r > 0x61C && r < 0x6A9:
		case r == '\u00ad':
			w.drop(classHyphen, item{r, int32(i)})
			continue
		case arabic.IsControl(r):
			w.drop(classControl, item{r, int32(i)})
			continue
		case isForm(r):
			w.forms++
		case r == 'ی' || r == 'ک':
			w.persian++
		case r == 'پ' || r == 'چ' || r == 'ژ' || r == 'گ':
			w.persianOnly++
		}
		if w.facts != nil && w.facts[i]&document.Filler != 0 {
			w.drop("kashida", item{r, int32(i)})
			continue
		}
		if r == 'ة' {
			w.marbuta++
		}
		w.all = append(w.all, item{r, int32(i)})
	}
}

// drop records that it leaves the text.
func (w *work) drop(class string, it item) {
	w.note(class, []item{it}, nil, 1)
}

// isForm reports whether r is the presentation form of letters or of a mark, and no sign.
func isForm(r rune) bool {
	return r >= 0xFB00 && (r <= 0xFB06 || r >= 0xFB50 && r <= 0xFBB1 || r >= 0xFBD3 && r <= 0xFD3D || r >= 0xFD50 && r <= 0xFDC7 || r == 0xFDF2 ||
		r >= 0xFE70 && r <= 0xFEFC && r != 0xFE75)
}

// formLetters returns the letters and marks that a presentation form stands for.
func formLetters(r rune) string {
	formOnce.Do(func() {
		forms = make(map[rune]string, 1000)
		for r := rune(0xFB00); r <= 0xFEFC; r++ {
			if isForm(r) { // the form of a lone mark holds a space to carry it
				forms[r] = strings.TrimSpace(norm.NFKC.String(string(r)))
			}
		}
	})
	return forms[r]
}

var (
	formOnce sync.Once
	forms    map[rune]string
)

// expand writes the presentation forms of letters as the letters.
func (w *work) expand() {
	if w.forms == 0 {
		return
	}
	out := make([]item, 0, len(w.all)+w.forms/2)
	for i, it := range w.all {
		if !isForm(it.r) {
			out = append(out, it)
			continue
		}
		n := len(out)
		for _, r := range formLetters(it.r) {
			out = append(out, item{r, it.o})
		}
		w.record("form", w.all[i:i+1], out[n:], 1)
	}
	w.all = out
}

// persianForms writes the Persian forms of ya and kaf as the Arabic letters, in a text that is Arabic and not Persian: one with
// more ta marbuta than letters that only Persian has. At the end of a word the Persian ya may be an alef maksura: the lexicon tells.
func (w *work) persianForms() {
	if w.persian == 0 || w.persianOnly >= w.marbuta {
		return
	}
	for i := range w.all {
		it := w.all[i]
		to := 'ك'
		switch {
		case it.r == 'ی':
			to = w.yehFor(i)
		case it.r != 'ک':
			continue
		}
		w.all[i].r = to
		w.record("persian", []item{it}, w.all[i:i+1], 0.95)
	}
}

// yehFor returns the Arabic letter for the Persian ya at i.
func (w *work) yehFor(i int) rune {
	j := i + 1
	for j < len(w.all) && isPart(w.all[j].r) {
		if arabic.IsLetter(w.all[j].r) {
			return 'ي'
		}
		j++
	}
	start := i
	for start > 0 && isPart(w.all[start-1].r) {
		start--
	}
	word := make([]rune, 0, 16)
	for _, it := range w.all[start:i] {
		if arabic.IsLetter(it.r) {
			word = append(word, it.r)
		}
	}
	if len(word) == 0 {
		return 'ي'
	}
	if yeh, maksura := w.stage.share(append(word, 'ي')), w.stage.share(append(word, 'ى')); maksura > yeh {
		return 'ى'
	}
	return 'ي'
}

// hyphens joins Latin words that are divided at the end of a line: what stands on the next line comes up. A word keeps its
// hyphen where the report writes it so within a line, and where both of its parts are words of the report.
func (w *work) hyphens() {
	var ends []int // of lines that end in a hyphen behind a letter
	for i := 1; i+2 < len(w.all); i++ {
		if r := w.all[i].r; (r == '-' || r == '‐') && w.all[i+1].r == '\n' && isLower(w.all[i-1].r) && isLower(w.all[i+2].r) {
			ends = append(ends, i)
		}
	}
	if len(ends) == 0 {
		return
	}
	words := w.latinWords()
	out := make([]item, 0, len(w.all))
	at := 0
	for _, i := range ends {
		start, end := i, i+2
		for start > at && unicode.Is(unicode.Latin, w.all[start-1].r) {
			start--
		}
		for end < len(w.all) && unicode.Is(unicode.Latin, w.all[end].r) {
			end++
		}
		head, tail := spell(w.all[start:i]), spell(w.all[i+2:end])
		joined := words[strings.ToLower(head+tail)]
		kept := words[strings.ToLower(head+"-"+tail)]
		if !joined && !kept && words[strings.ToLower(head)] && words[strings.ToLower(tail)] {
			continue
		}
		for end < len(w.all) && !unicode.IsSpace(w.all[end].r) { // the marks behind the word come along
			end++
		}
		before := slices.Clone(w.all[start:end])
		out = append(out, w.all[at:i]...)
		if kept && !joined {
			out = append(out, w.all[i])
		}
		out = append(out, w.all[i+2:end]...)
		n := len(out) - (end - i - 2) - (i - start)
		if kept && !joined {
			n--
		}
		w.record(classHyphen, before, out[n:], 0.9)
		out = append(out, w.all[i+1])
		at = end
		if at < len(w.all) && w.all[at].r == ' ' {
			w.changed[w.all[at].o] = true
			at++
		}
	}
	w.all = append(out, w.all[at:]...)
}

func isLower(r rune) bool { return r >= 'a' && r <= 'z' || r >= 0xDF && unicode.IsLower(r) }

func spell(items []item) string {
	var b strings.Builder
	for _, it := range items {
		b.WriteRune(it.r)
	}
	return b.String()
}

// latinWords returns the Latin words of the report in lower case, those divided at the end of a line left out, and hyphenated ones
// whole.
func (w *work) latinWords() map[string]bool {
	words := make(map[string]bool)
	var b strings.Builder
	hyphen := 0
	for i := 0; i <= len(w.all); i++ {
		r := rune('\n')
		if i < len(w.all) {
			r = w.all[i].r
		}
		switch {
		case unicode.Is(unicode.Latin, r):
			b.WriteRune(unicode.ToLower(r))
			continue
		case r == '-' && b.Len() > 0 && i+1 < len(w.all):
			if w.all[i+1].r == '\n' {
				b.Reset()
				for i+2 < len(w.all) && unicode.Is(unicode.Latin, w.all[i+2].r) {
					i++
				}
				continue
			}
			if unicode.Is(unicode.Latin, w.all[i+1].r) {
				b.WriteByte('-')
				hyphen++
				continue
			}
		}
		if b.Len() > 0 {
			word := b.String()
			words[word] = true
			if hyphen > 0 {
				for part := range strings.SplitSeq(word, "-") {
					words[part] = true
				}
			}
			b.Reset()
			hyphen = 0
		}
	}
	return words
}

// compose brings the line into NFC.
func (w *work) compose() {
	plain := true
	for _, it := range w.items {
		if it.r >= 0x300 && (it.r < 0x621 || it.r > 0x64A) && (it.r < 0x660 || it.r > 0x66D) && it.r != '،' {
			plain = false
			break
		}
	}
	if plain {
		return
	}
	line := make([]byte, 0, 2*len(w.items))
	for _, it := range w.items {
		line = appendRune(line, it.r)
	}
	if norm.NFC.IsNormal(line) {
		return
	}
	w.spare = w.spare[:0]
	at := 0
	for i := 0; i < len(w.items); {
		n := norm.NFC.NextBoundary(line[at:], true)
		if n <= 0 {
			n = len(line) - at
		}
		j := i + len([]rune(string(line[at:at+n])))
		w.composeRun(w.items[i:j], norm.NFC.Bytes(line[at:at+n]))
		i, at = j, at+n
	}
	w.items, w.spare = w.spare, w.items
}

// composeRun appends the normal form of the items, each character with the source of its equal, or else of the first.
func (w *work) composeRun(items []item, normal []byte) {
	used := make([]bool, len(items))
	for k, r := range []rune(string(normal)) {
		o := items[0].o
		if k < len(items) && items[k].r == r {
			used[k], o = true, items[k].o
		} else {
			for m, it := range items {
				if !used[m] && it.r == r {
					used[m], o = true, it.o
					break
				}
			}
			for _, it := range items {
				w.changed[it.o] = true
			}
		}
		w.spare = append(w.spare, item{r, o})
	}
}
