package repair

import (
	"slices"
	"unicode"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// Numbers of the verdict, as shares of all words.
const (
	doubtfulShare   = 0.01 // words that stay damaged or undecided, from which a text is doubtful
	unreadableShare = 0.3  // the same from which it is unreadable
	foreignShare    = 0.45 // Arabic words that neither lexicon nor letters explain, from which a text is doubtful
	noTextShare     = 0.7  // the same from which it is unreadable
	leastJudged     = 40   // Arabic words that such shares are taken of
	oddWord         = -3.2 // logarithm of the probability of a letter, on average, below which a word is no word
)

// odd lists the words that hold a character which cannot be theirs: a digit, quotation mark or sign between two joined letters, as
// stretching glyphs without a right name leave them, and unmapped glyphs that stand for more than a stretch.
func (w *work) odd() {
	all := w.all
	for i := 1; i+1 < len(all); i++ {
		r := all[i].r
		if uint32(r) < uint32(len(parts)) && parts[r] {
			continue
		}
		if r == unicode.ReplacementChar {
			if isPart(all[i-1].r) || isPart(all[i+1].r) {
				w.leave("glyph", i)
			}
			continue
		}
		if !isStranger(r) || !arabic.IsLetter(all[i-1].r) || !arabic.IsLetter(all[i+1].r) || !arabic.JoinsAfter(all[i-1].r) {
			continue
		}
		w.leave("glyph", i)
	}
}

// isStranger reports whether r never stands between two letters of a word.
func isStranger(r rune) bool {
	switch {
	case isDigit(r):
		return true
	case r >= 0x600 && r < 0x1D00: // no other script has such signs
		return false
	case r < utf8Self:
		return r == '"' || r == '\'' || r == '!' || r == '#' || r == '$' || r == '&' || r == '*' || r == '+' || r == '<' || r == '=' || r == '>' ||
			r == '?' || r == '@' || r == '\\' || r == '^' || r == '`' || r == '|' || r == '~' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	return r >= 0xE000 && r <= 0xF8FF || r >= 0x2018 && r <= 0x201F || unicode.Is(unicode.Latin, r)
}

// torn reports whether all[i:j] is a piece of a word that a stranger stands in.
func torn(all []item, i, j int) bool {
	return i > 1 && isStranger(all[i-1].r) && arabic.IsLetter(all[i-2].r) && arabic.JoinsAfter(all[i-2].r) ||
		j+1 < len(all) && isStranger(all[j].r) && arabic.IsLetter(all[j+1].r) && arabic.JoinsAfter(all[j-1].r)
}

// leave lists the word around item i as damaged beyond repair, with what it may have been.
func (w *work) leave(class string, i int) {
	all := w.all
	start, end := i, i+1
	for start > 0 && isPart(all[start-1].r) {
		start--
	}
	for end < len(all) && (isPart(all[end].r) || isStranger(all[end].r) && end+1 < len(all) && isPart(all[end+1].r)) {
		end++
	}
	var rest []item
	for _, it := range all[start:end] {
		if isPart(it.r) && it.r != unicode.ReplacementChar {
			rest = append(rest, it)
		}
	}
	w.consider(class, all[start:end], all[start:end], 0, document.Left, string(appendItems(nil, rest)))
}

// judge counts the damaged words and gives the verdict.
func (w *work) judge() {
	d := &w.text.Damage
	mend := slices.Grow(w.room.mend[:0], len(w.src))[:len(w.src)] // characters of damage that was put right
	left := slices.Grow(w.room.left[:0], len(w.src))[:len(w.src)]
	w.room.mend, w.room.left = mend, left
	clear(mend)
	clear(left)
	for i := range w.text.Edits {
		e := &w.text.Edits[i]
		if e.End <= e.Start {
			continue
		}
		mark := left
		if e.Status == document.Applied {
			if e.Class == classControl || e.Class == classHyphen {
				continue
			}
			mark = mend
		}
		for o := e.Start; o < e.End; o++ {
			mark[o] = mark[o] || e.Status != document.Applied || e.Class == classSpace || e.Class == classGlue || w.changed[o]
		}
	}
	for i := 0; i < len(w.src); {
		if isBlank(w.src[i]) {
			i++
			continue
		}
		m, l, word := false, false, false
		for ; i < len(w.src) && !isBlank(w.src[i]); i++ {
			m, l = m || mend[i], l || left[i] || w.facts != nil && w.facts[i]&document.Doubtful != 0
			word = word || w.src[i] >= 'A' && w.src[i] != arabic.Tatweel
		}
		if !word && !m && !l {
			continue
		}
		d.Words++
		switch {
		case l:
			d.Left++
		case m:
			d.Repaired++
		}
	}
	strange := w.strange()
	share := 0.0
	if d.Words > 0 {
		share = float64(d.Left) / float64(d.Words)
	}
	switch {
	case share >= unreadableShare || strange >= noTextShare:
		d.Verdict = document.VerdictUnreadable
	case share >= doubtfulShare || strange >= foreignShare:
		d.Verdict = document.VerdictDoubtful
	case d.Repaired+d.Left > 0:
		d.Verdict = document.VerdictRepaired
	default:
		d.Verdict = document.VerdictClean
	}
}

// strange returns the share of the Arabic words that are none: neither the lexicon knows them nor do their letters follow each
// other as those of words do. Of few words it is 0.
func (w *work) strange() float64 {
	if w.channel == nil {
		return 0
	}
	all, none := 0, 0
	for i := range w.channel.sample {
		f := &w.channel.sample[i]
		word := f.word
		if f.best > 0 {
			word = f.choices[f.best].word
		}
		n := len(w.stage.spelling(word))
		if n < 3 {
			continue
		}
		all += f.count
		if w.stage.shareOf(word) <= floor && w.stage.logOf(word) < oddWord*float64(n) {
			none += f.count
		}
	}
	if all < leastJudged {
		return 0
	}
	return float64(none) / float64(all)
}
