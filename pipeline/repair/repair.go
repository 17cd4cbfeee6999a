// Package repair turns the characters of a report into clean text.
//
// It undoes what the way through a PDF does to Arabic: kashida of justified lines, unmapped glyphs, ligatures whose letters
// come out in reverse, mirrored brackets, lines in visual order or whose parts stand in reverse order, percent signs and full
// stops on the wrong side, presentation forms, spaces inside and none between words, reversed numerals, the headers and numbers of
// pages. What damage a report has is learned from the report itself, so that a sound one comes out as it went in; only its normal
// form becomes NFC, without invisible controls. It corrects no spelling: the author's errors stay. What cannot be put right is
// listed, and the text gets a verdict. Afterwards line i of the text is line i of the source and each byte leads back to the
// character it came from.
package repair

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
	"mahdar/pipeline/wordlist"
)

// Settings of the stage.
type Settings struct {
	Words      *wordlist.List         // how frequent words are; the built-in list when nil
	Vocabulary []string               // words of the field that general text holds too seldom
	Known      func(fold string) bool // further such words, by arabic.Fold; nil for none

	// Expression reports whether an expression of the field begins with these words, by arabic.Fold; nil for none.
	Expression func(words ...string) bool
}

// Stage repairs reports. It is safe for concurrent use.
type Stage struct {
	words      *wordlist.List
	vocabulary map[string]bool // by fold
	further    func(fold string) bool
	expression func(words ...string) bool
	memories   sync.Pool // of what was looked up
}

// New returns the stage.
func New(cfg Settings) *Stage {
	s := &Stage{words: cfg.Words, vocabulary: make(map[string]bool, len(cfg.Vocabulary)), further: cfg.Known, expression: cfg.Expression}
	if s.words == nil {
		s.words = wordlist.New()
	}
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
	m := s.remember()
	defer s.memories.Put(m)
	w := &work{stage: m, src: src.Runes, facts: src.Facts, changed: make([]bool, len(src.Runes))}
	w.lay()
	arabicText := slices.ContainsFunc(w.all, func(it item) bool { return it.r > utf8Self && arabic.IsLetter(it.r) })
	if arabicText {
		w.halfTurned()
		w.visual()
	}
	w.expand()
	if arabicText {
		w.persianForms()
		w.digits()
	}
	w.furniture()
	w.profile = newProfile(w.all)
	w.text.Edits = slices.Grow(w.text.Edits, w.profile.stretched+w.profile.broken)
	if arabicText {
		w.channel = newChannel(w)
	}
	w.repairLines()
	if arabicText {
		w.spaces()
		w.odd()
	}
	w.finish(len(src.Read()))
	return w.text
}

// item is a character of the text on its way, and the source character it came from, -1 for none.
type item struct {
	r rune
	o int32
}

// work is the repair of one report.
type work struct {
	stage   *memory
	src     []rune
	facts   []document.Fact
	all     []item // of the report
	profile *profile
	channel *channel
	items   []item // of the current line
	start   int    // of the current line in all
	end     int
	spare   []item
	changed []bool
	text    document.Text

	markings  map[string]int // how often the report has a word with these marks
	lateMarks int            // how strongly marks show that they come one letter late
	turned    bool           // lines stood in visual order

	forms, persian, persianOnly, marbuta int // presentation forms, letters that are Persian, and ta marbuta
}

// repairLines repairs each line by itself, now that it is known how the report is damaged.
func (w *work) repairLines() {
	live := w.profile.damaged() || w.channel.live() || w.turned
	out := make([]item, 0, len(w.all))
	for start := 0; start < len(w.all); {
		end := start
		for end < len(w.all) && w.all[end].r != '\n' {
			end++
		}
		w.items, w.start, w.end = append(w.items[:0], w.all[start:end]...), start, end
		if live {
			w.line()
		}
		w.compose()
		out = append(out, w.items...)
		if end < len(w.all) {
			out = append(out, w.all[end])
		}
		start = end + 1
	}
	w.all = out
}

// line repairs the characters of the current line.
func (w *work) line() {
	w.order()
	w.stops()
	w.percent()
	w.mirror()
	w.swaps()
	w.marks()
	w.stretches()
}

// finish makes the text of the items.
func (w *work) finish(size int) {
	out := make([]byte, 0, size+64)
	origin := make([]int32, 0, size+64)
	for _, it := range w.all {
		n := len(out)
		out = utf8.AppendRune(out, it.r)
		for range len(out) - n {
			origin = append(origin, it.o)
		}
	}
	w.text.Content, w.text.Origin, w.text.Changed = string(out), origin, w.changed
	slices.SortStableFunc(w.text.Edits, func(a, b document.Edit) int { return cmp.Compare(a.Start, b.Start) })
	w.judge()
	w.text.Index(len(w.src))
}

// record notes an edit that was made: before stood in the text, and became after. All of it counts as changed.
func (w *work) record(class string, before, after []item, posterior float64) {
	for _, it := range before {
		w.changed[it.o] = true
	}
	w.consider(class, before, after, posterior, document.Applied)
}

// note notes an edit that was made; only what before holds and after does not counts as changed.
func (w *work) note(class string, before, after []item, posterior float64) {
	if len(after) == 0 {
		for _, it := range before {
			w.changed[it.o] = true
		}
	}
	w.consider(class, before, after, posterior, document.Applied)
}

// consider lists an edit.
func (w *work) consider(class string, before, after []item, posterior float64, status string, alternatives ...string) {
	lo, hi := int32(math.MaxInt32), int32(-1)
	for _, it := range before {
		if it.o >= 0 {
			lo, hi = min(lo, it.o), max(hi, it.o)
		}
	}
	from := w.fromText(before)
	w.text.Edits = append(w.text.Edits, document.Edit{
		Class: class, Start: int(lo), End: int(hi) + 1, From: from, To: spell(after), Posterior: posterior, Status: status, Alternatives: alternatives,
	})
}

// fromText returns the items as text, without a copy for the two characters that are dropped most.
func (w *work) fromText(items []item) string {
	if len(items) == 1 {
		switch items[0].r {
		case arabic.Tatweel:
			return "\u0640"
		case unicode.ReplacementChar:
			return "\ufffd"
		}
	}
	return spell(items)
}

func appendRune(dst []byte, r rune) []byte { return utf8.AppendRune(dst, r) }
