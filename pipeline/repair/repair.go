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
	"context"
	"math"
	"slices"
	"strings"
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
	w := &work{
		stage: m, room: &m.room, src: src.Runes, facts: src.Facts, changed: make([]bool, len(src.Runes)),
		all: m.room.all[:0], items: m.room.items, edits: m.room.edits[:0],
	}
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
		w.pieces()
	}
	w.furniture()
	w.profile = newProfile(w.all)
	w.edits = slices.Grow(w.edits, w.profile.stretched+w.profile.broken)
	if arabicText {
		w.channel = newChannel(w)
	}
	w.repairLines()
	if arabicText {
		w.spaces()
		w.odd()
	}
	w.finish()
	m.forget()
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
	room    *room
	src     []rune
	facts   []document.Fact
	all     []item // of the report
	profile *profile
	channel *channel
	items   []item // of the current line
	start   int    // of the current line in all
	end     int
	changed []bool
	edits   []document.Edit
	text    document.Text

	markings  map[string]int // how often the report has a word with these marks
	lateMarks int            // how strongly marks show that they come one letter late
	turned    bool           // lines stood in visual order

	forms, persian, persianOnly, marbuta int // presentation forms, letters that are Persian, and ta marbuta
}

// repairLines repairs each line by itself, now that it is known how the report is damaged.
func (w *work) repairLines() {
	live := w.profile.damaged() || w.channel.live() || w.turned
	out := slices.Grow(w.room.out[:0], len(w.all))
	for start := 0; start < len(w.all); {
		end := start
		for end < len(w.all) && w.all[end].r != '\n' {
			end++
		}
		switch line := w.all[start:end]; {
		case !live && isComposed(line):
			out = append(out, line...)
		default:
			w.items, w.start, w.end = append(w.items[:0], line...), start, end
			if live {
				w.line()
			}
			w.compose()
			out = append(out, w.items...)
		}
		if end < len(w.all) {
			out = append(out, w.all[end])
		}
		start = end + 1
	}
	w.all, w.room.out = out, w.all
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
func (w *work) finish() {
	size := 0
	for _, it := range w.all {
		size += utf8.RuneLen(it.r)
	}
	var content strings.Builder
	content.Grow(size)
	origin := make([]int32, size)
	n := 0
	for _, it := range w.all {
		content.WriteRune(it.r)
		for ; n < content.Len(); n++ {
			origin[n] = it.o
		}
	}
	w.text.Content, w.text.Origin, w.text.Changed = content.String(), origin, w.changed
	w.text.Edits = w.inOrder()
	w.judge()
	w.text.Index(len(w.src))
	w.room.all, w.room.items = w.all, w.items
}

// inOrder returns the edits in the order of the source, those of one place as they were made.
func (w *work) inOrder() []document.Edit {
	if len(w.edits) == 0 {
		return nil
	}
	order := w.room.order[:0]
	for i := range w.edits {
		order = append(order, uint64(w.edits[i].Start)<<32|uint64(i))
	}
	slices.Sort(order)
	out := make([]document.Edit, len(w.edits))
	for i, k := range order {
		out[i] = w.edits[uint32(k)]
	}
	clear(w.edits)
	w.room.order, w.room.edits = order, w.edits
	return out
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
	from, to := w.spellBoth(before, after)
	w.edits = append(w.edits, document.Edit{
		Class: class, Start: int(lo), End: int(hi) + 1, From: from, To: to, Posterior: posterior, Status: status, Alternatives: alternatives,
	})
}

// spellBoth returns what stood and what became of it as text, without a copy for the two characters that are dropped most.
func (w *work) spellBoth(before, after []item) (from, to string) {
	if len(before) == 1 && len(after) == 0 {
		switch before[0].r {
		case arabic.Tatweel:
			return "\u0640", ""
		case unicode.ReplacementChar:
			return "\ufffd", ""
		}
	}
	b := appendItems(w.room.bytes[:0], before)
	n := len(b)
	b = appendItems(b, after)
	w.room.bytes = b
	both := string(b)
	return both[:n], both[n:]
}

func appendItems(dst []byte, items []item) []byte {
	for _, it := range items {
		dst = utf8.AppendRune(dst, it.r)
	}
	return dst
}
