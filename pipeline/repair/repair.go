// Package repair turns the characters of a report into clean text.
//
// It undoes what the way through a PDF does to Arabic: kashida of justified lines, unmapped glyphs, ligatures whose letters
// come out in reverse, mirrored brackets, lines whose parts stand in reverse order, percent signs and full stops on the wrong
// side. What damage a report has is learned from the report itself, so that a sound one comes out as it went in; only its
// normal form becomes NFC. It corrects no spelling: the author's errors stay. Afterwards line i of the text is line i of the source
// and each byte leads back to the character it came from.
package repair

import (
	"context"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
	"mahdar/pipeline/wordlist"
)

// Settings of the stage.
type Settings struct {
	Vocabulary []string // words of the field that general text holds too seldom
}

// Stage repairs reports. It is safe for concurrent use.
type Stage struct {
	words      *wordlist.List
	vocabulary map[string]bool // by fold
}

// New returns the stage.
func New(cfg Settings) *Stage {
	s := &Stage{words: wordlist.New(), vocabulary: make(map[string]bool, len(cfg.Vocabulary))}
	for _, w := range cfg.Vocabulary {
		s.vocabulary[arabic.Fold(w)] = true
	}
	return s
}

// Name returns "repair".
func (*Stage) Name() string { return "repair" }

// Run fills d.Text from d.Source.
func (s *Stage) Run(ctx context.Context, d *document.Document) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.Text = s.Repair(&d.Source)
	return nil
}

// Repair repairs src with the default settings.
func Repair(src *document.Source) document.Text { return New(Settings{}).Repair(src) }

// Repair returns the repaired text of src, indexed.
func (s *Stage) Repair(src *document.Source) document.Text {
	p := newProfile(src.Runes)
	w := &work{src: src.Runes, profile: p, changed: make([]bool, len(src.Runes))}
	if p.arabic {
		w.channel = newChannel(s, src.Runes, p)
	}
	w.text.Content, w.text.Origin = "", nil
	w.out = make([]byte, 0, len(src.Read())+64)
	w.origin = make([]int32, 0, len(src.Read())+64)
	for start := 0; start < len(src.Runes); {
		end := start
		for end < len(src.Runes) && src.Runes[end] != '\n' {
			end++
		}
		w.line(start, end)
		if end < len(src.Runes) {
			w.emit(item{'\n', int32(end)})
		}
		start = end + 1
	}
	w.text.Content, w.text.Origin, w.text.Changed = string(w.out), w.origin, w.changed
	w.text.Index(len(src.Runes))
	return w.text
}

// item is a character of the text on its way, and the source character it came from.
type item struct {
	r rune
	o int32
}

// work is the repair of one report.
type work struct {
	src     []rune
	profile *profile
	channel *channel
	items   []item // of the current line
	spare   []item
	changed []bool
	out     []byte
	origin  []int32
	text    document.Text
}

// line repairs the characters src[start:end], which hold no line end, and emits them.
func (w *work) line(start, end int) {
	w.items = w.items[:0]
	for i := start; i < end; i++ {
		w.items = append(w.items, item{w.src[i], int32(i)})
	}
	if w.profile.damaged() || w.channel.live() {
		w.expand()
		w.order()
		w.stops()
		w.percent()
		w.mirror()
		w.swaps()
		w.marks()
		w.stretches()
	}
	w.compose()
	for _, it := range w.items {
		w.emit(it)
	}
}

func (w *work) emit(it item) {
	n := len(w.out)
	w.out = utf8.AppendRune(w.out, it.r)
	for range len(w.out) - n {
		w.origin = append(w.origin, it.o)
	}
}

// record notes an edit of the items from..to, which stood in the source as they are now, and became after.
func (w *work) record(class string, before, after []item, posterior float64) {
	lo, hi := before[0].o, before[0].o
	from := make([]rune, len(before))
	for i, it := range before {
		lo, hi = min(lo, it.o), max(hi, it.o)
		from[i] = it.r
		w.changed[it.o] = true
	}
	to := make([]rune, len(after))
	for i, it := range after {
		to[i] = it.r
	}
	w.text.Edits = append(w.text.Edits, document.Edit{
		Class: class, Start: int(lo), End: int(hi) + 1, From: string(from), To: string(to), Posterior: posterior, Status: "applied",
	})
}

// expand writes the presentation forms of letters as the letters.
func (w *work) expand() {
	if w.profile.presentation == 0 {
		return
	}
	w.spare = w.spare[:0]
	for i, it := range w.items {
		if !isForm(it.r) {
			w.spare = append(w.spare, it)
			continue
		}
		n := len(w.spare)
		for _, r := range norm.NFKC.String(string(it.r)) {
			w.spare = append(w.spare, item{r, it.o})
		}
		w.record("form", w.items[i:i+1], w.spare[n:], 1)
	}
	w.items, w.spare = w.spare, w.items
}

// isForm reports whether r is the presentation form of letters, and no mark or sign.
func isForm(r rune) bool {
	return r >= 0xFE80 && r <= 0xFEFC || r >= 0xFB50 && r <= 0xFBB1 || r >= 0xFBD3 && r <= 0xFC5D || r >= 0xFC64 && r <= 0xFCF1 || r >= 0xFCF5 && r <= 0xFD3B
}

// compose brings the line into NFC.
func (w *work) compose() {
	plain := true
	for _, it := range w.items {
		if it.r >= 0x300 && (it.r < 0x621 || it.r > 0x64A) {
			plain = false
			break
		}
	}
	if plain {
		return
	}
	line := make([]byte, 0, 2*len(w.items))
	for _, it := range w.items {
		line = utf8.AppendRune(line, it.r)
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
		j := i + utf8.RuneCount(line[at:at+n])
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
