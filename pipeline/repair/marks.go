package repair

import (
	"slices"
	"strings"
	"unicode"

	"mahdar/pipeline/arabic"
)

const shadda = '\u0651'

// marks moves marks back that stand one letter late: the damma of passives, a damma or shadda on a letter that cannot bear it
// there, and any of a word that the report elsewhere has with the mark one letter earlier.
func (w *work) marks() {
	if !w.profile.kashida() && !w.profile.late() {
		return
	}
	if w.markings == nil {
		w.countMarkings()
	}
	if !w.profile.late() && w.profile.lateMarks+w.lateMarks < leastLate {
		return
	}
	for i := 2; i < len(w.items); i++ {
		r := w.items[i].r
		if r != damma && r != shadda {
			continue
		}
		to := letterBefore(w.items, letterBefore(w.items, i))
		if to < 0 {
			continue
		}
		start, end := i, wordEnd(w.items, i)
		for start > 0 && isPart(w.items[start-1].r) {
			start--
		}
		word := w.items[start:end]
		if (r != damma || !isLatePassive(word, i-start)) && w.misplaced(word, i-start) == 0 && !w.elsewhereEarlier(word, i-start, to-start) {
			continue
		}
		before := slices.Clone(w.items[to+1 : i+1])
		moved := w.items[i]
		copy(w.items[to+2:i+1], w.items[to+1:i])
		w.items[to+1] = moved
		w.record("mark", before, w.items[to+1:i+1], 0.8)
	}
}

// letterBefore returns the index of the letter before item i, with nothing but stretches between them, -1 where there is none.
func letterBefore(items []item, i int) int {
	for i--; i >= 0; i-- {
		switch r := items[i].r; {
		case arabic.IsLetter(r):
			return i
		case r != arabic.Tatweel && r != unicode.ReplacementChar:
			return -1
		}
	}
	return -1
}

// spelled returns the letters of the word, and which of them the mark at i stands on.
func spelled(word []item, i int, room []rune) (letters []rune, k int) {
	letters = room
	for n, it := range word {
		if n == i {
			k = len(letters) - 1
		}
		if arabic.IsLetter(it.r) {
			letters = append(letters, it.r)
		}
	}
	return letters, k
}

// isLatePassive reports whether the damma at i of the word stands one letter behind that of a passive: on the second letter of a
// verb, perhaps behind a conjunction or the s of the future, or on the fourth of one like اُحتُسب.
func isLatePassive(word []item, i int) bool {
	var room [32]rune
	letters, k := spelled(word, i, room[:0])
	if letters[0] == 'و' || letters[0] == 'ف' {
		switch {
		case k > 1:
			letters, k = letters[1:], k-1
		case len(word) > 4: // the conjunction before a passive that is right
			return false
		}
	}
	if k+1 >= len(letters) || letters[k+1] == 'و' { // a long vowel is no passive's
		return false
	}
	return k == 1 && letters[0] != 'ا' || k == 2 && letters[0] == 'س' && isVerbPrefix(letters[1]) || k == 3 && letters[0] == 'ا'
}

// How strongly a mark speaks for marks that come one letter late.
const (
	likelyLate  = 1
	certainLate = leastLate
)

// misplaced returns how certainly the damma or shadda at i of the word belongs to the letter before the one that it stands on, 0
// where it may be right. A short u before an alef is none, and neither an alef nor a ta marbuta is doubled. A shadda on the last
// letter of a stem is right where the stem's last two letters are one, as in مرّ, استقلّ or اهتمّ; in صرحّ or توقفّ it belongs to the
// second last.
func (w *work) misplaced(word []item, i int) int {
	var room [32]rune
	letters, k := spelled(word, i, room[:0])
	bearer, rest := letters[k], letters[k+1:]
	if word[i].r == damma {
		if len(rest) > 0 && rest[0] == 'ا' && k > 0 && bearer != 'ا' {
			return certainLate
		}
		if lead := letters[0]; (lead == 'و' || lead == 'ف') && k > 1 {
			letters, k = letters[1:], k-1
		}
		if len(rest) > 0 && rest[0] != 'و' && (k == 3 && letters[0] == 'ا' && letters[2] == 'ت' || k == 2 && letters[0] == 'س' && isVerbPrefix(letters[1])) {
			return likelyLate
		}
		return 0
	}
	switch bearer {
	case 'ا', 'ة', 'ى':
		return certainLate
	case 'ي', 'و', 'أ', 'إ', 'آ', 'ء', 'ؤ', 'ئ':
		return 0
	}
	if k < 2 || !endsStem(string(rest)) || strings.ContainsRune("اىةأإآ", letters[k-1]) {
		return 0
	}
	const width = len("و") // of every letter that may be in front
	cuts, n := arabic.StemCuts(string(letters))
	for _, cut := range cuts[:n] {
		from := cut / width
		if from <= k && doubled(letters[from:k+1]) && (from != 1 || w.stage.share(letters[from:]) > knownShare) {
			return 0
		}
	}
	return likelyLate
}

// endsStem reports whether the letters behind the last one of a stem are an ending.
func endsStem(rest string) bool {
	return rest == "" || slices.Contains(suffixes[:], rest) || slices.Contains([]string{"ت", "ني", "تا", "تم"}, rest)
}

// stemStarts are what may stand before two root letters of which the second is doubled.
var stemStarts = []string{"است", "يست", "تست", "نست", "مست", "ان", "ين", "تن", "من", "ي", "ت", "ن", "أ", "ا", "م", "إ"}

// doubledMiddle are verbs of the second form whose first root letter could be one of a stemStart.
var doubledMiddle = []string{"أكد", "أسس", "أثر", "أجل", "أمن", "أهل", "أيد", "أخر", "أجج", "مثل", "مكن", "مول", "مهد", "مزق", "نظم", "نفذ", "نسق", "ندد", "نبه", "نقح", "نكس", "نشط"}

// doubled reports whether a stem, up to its last root letter, may have that letter twice: two letters (مر), with an alef between
// them (خاص), behind the letters of a verb form or a noun of place (استقل, محل), or with the t of the eighth form between them (اهتم,
// يمتد).
func doubled(stem []rune) bool {
	word := string(stem)
	switch {
	case slices.Contains(doubledMiddle, word):
		return false
	case len(stem) < 3 || len(stem) == 3 && stem[1] == 'ا' || word == "سجل" || word == "لكن":
		return true
	case len(stem) == 4 && strings.ContainsRune("ايتنأم", stem[0]) && strings.ContainsRune("تطد", stem[2]):
		return true
	}
	for _, p := range stemStarts {
		if root, ok := strings.CutPrefix(word, p); ok {
			if r := []rune(root); len(r) == 2 || len(r) == 3 && r[1] == 'ا' {
				return true
			}
		}
	}
	return false
}

// countMarkings counts how the report marks its words, and which marks are late.
func (w *work) countMarkings() {
	w.markings = make(map[string]int)
	for i := 0; i < len(w.all); {
		if !arabic.IsLetter(w.all[i].r) {
			i++
			continue
		}
		j, marked := i, false
		for j < len(w.all) && isPart(w.all[j].r) {
			if r := w.all[j].r; r == damma || r == shadda {
				marked = true
				if letterBefore(w.all, letterBefore(w.all, j)) >= i {
					w.lateMarks += w.misplaced(w.all[i:wordEnd(w.all, j)], j-i)
				}
			}
			j++
		}
		if marked {
			w.markings[unstretched(w.all[i:j])]++
		}
		i = j
	}
}

func wordEnd(items []item, i int) int {
	for i < len(items) && isPart(items[i].r) {
		i++
	}
	return i
}

func unstretched(word []item) string {
	var b strings.Builder
	for _, it := range word {
		if it.r != arabic.Tatweel && it.r != unicode.ReplacementChar {
			b.WriteRune(it.r)
		}
	}
	return b.String()
}

// elsewhereEarlier reports whether the report has the word more often with its mark at i behind the letter at to.
func (w *work) elsewhereEarlier(word []item, i, to int) bool {
	other := slices.Delete(slices.Clone(word), i, i+1)
	other = slices.Insert(other, to+1, word[i])
	return w.markings[unstretched(other)] > w.markings[unstretched(word)]
}
