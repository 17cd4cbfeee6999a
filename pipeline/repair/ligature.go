package repair

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// Numbers of the ligature channel.
const (
	floor       = 2e-9 // share of a word that neither the lexicon nor the report knows
	firstRate   = 0.3  // rate of swaps that the first round starts from
	rounds      = 6
	leastSwaps  = 3.0  // expected swaps of a pair, below which it stays closed
	leastWords  = 3    // distinct words of them
	leastRate   = 0.08 // rate below which a pair stays closed
	looseSwaps  = 0.9  // the same where the report swaps several other pairs in the same position
	looseWords  = 1
	provenWords = 6    // distinct words of those other pairs
	leastPlain  = 2.0  // plainly damaged words that show a report to be so however short it is
	plainShare  = 400  // one of them in so many words at least
	plainSwaps  = 0.5  // expected swaps of a pair in such a report, below which it stays closed
	otherWords  = 2    // distinct words of other pairs, joined or not as it is, that open one in a report that is damaged otherwise
	pairWeight  = 2    // how many words the rate of the pair counts for in that of the class
	sampleForms = 4000 // different words from which the rates are learned
	maxSites    = 4    // doubtful pairs in one word; a word with more is left alone
	plainWord   = 1e-6 // share from which a word is common
	knownShare  = 1e-8 // share from which a word counts as known
	reportPart  = 0.3  // weight of the report's own words beside the lexicon

	phrased       = 0.01 // posterior from which an expression of the field decides for a reading
	typicalWeight = 3    // how many words the rate of all proven pairs counts for in that of one
)

// rate is what the report shows of a class: a kind of ligature, by its letters, whether a letter joins it from before, whether it ends
// the word and whether the word is stretched. Swaps are as frequent as its rate says.
type rate struct {
	theta         float64
	log           float64 // the logarithm of theta, and of next to nothing where that is 0
	swaps, sounds float64
	words         int
	pair          int32 // number of the class's pair
}

// pair is what the classes of two letters show together, at the end of a word and before it.
type pair struct {
	rate
	at    position
	back  int32   // the pair of the same letters in reverse, -1 where the report has none
	plain float64 // plainly damaged words that it makes right
}

// form is one word of the report, without marks and stretches.
type form struct {
	word      int32 // number of the word that stands there
	stretched bool
	count     int
	sites     []site // where two letters may be swapped
	known     bool   // it is a known word, so the report's plain words, themselves in doubt, say nothing against it
	choices   []choice
	best      int // the choice made, 0 for none
	suggested int // where none is made, the one that may be right, 0 for none
}

// site is a pair at letters[at], letters[at+1] that may be a ligature in reverse.
type site struct{ at, class int }

// choice is one reading of a form: some of its sites swapped.
type choice struct {
	mask      int
	word      int32   // number of the word read
	share     float64 // of the word in general text
	weight    float64 // its share, the report's own words counted in
	prior     float64 // the logarithm of its weight
	score     float64 // with the rates of the swaps
	posterior float64
}

// channel is the model by which ligatures were damaged, and the words it was learned from.
type channel struct {
	stage   *memory
	total   float64 // words of the report
	list    []form  // in the order of the report
	sample  []form  // the first of them, from which the rates are learned
	sites   []site  // of all forms
	choices []choice
	rates   []rate
	classes [ligatures * 8]int16 // numbers of the rates, and one
	pairs   []pair               // of the classes
	pairOf  [ligatures * 4]int16 // numbers of the pairs, and one
	doubted []int32              // the forms of the sample with more than one reading
	sounds  []float64            // by class, how often ligatures stand as they should
	plain   [4]float64           // words that are plainly damaged, by the position of their swaps
	damaged bool                 // the report is, in other ways than its ligatures
	post    []float64
	stems   map[uint64]int
	open    bool
	key     []rune
}

// reset makes the channel empty, for another report.
func (c *channel) reset(m *memory) {
	stems := c.stems
	clear(stems)
	if stems == nil {
		stems = make(map[uint64]int)
	}
	clear(c.list) // holds slices
	*c = channel{
		stage: m, list: c.list[:0], sites: c.sites[:0], choices: c.choices[:0], rates: c.rates[:0], pairs: c.pairs[:0], doubted: c.doubted[:0],
		sounds: c.sounds[:0], post: c.post[:0], stems: stems, key: c.key[:0],
	}
}

func (c *channel) live() bool { return c != nil && c.open }

// isLigature reports whether typesetters draw the two letters as one glyph.
func isLigature(first, second rune) bool {
	switch second {
	case 'ا', 'أ', 'إ', 'آ':
		return first == 'ل'
	case 'ر', 'ز':
		return isTooth(first) || first == 'س' || first == 'ش' || first == 'ص' || first == 'ض'
	case 'ن':
		return isTooth(first)
	case 'ي', 'ى':
		return first == 'ل' || first == 'ف' || first == 'س' || first == 'ش' || first == 'ص' || first == 'ض' || isTooth(first) && first != 'ي'
	case 'م':
		return first == 'ل' || isTooth(first)
	case 'ج', 'ح', 'خ':
		return first == 'ل' || first == 'م' || isTooth(first)
	case 'ه':
		return first == 'ل'
	}
	return false
}

// ligatures is more than there are kinds of ligatures by their letters, from 1 on.
const ligatures = 128

const (
	firstLetter = 'ء'
	letterRange = 'ي' - firstLetter + 1
)

// ligatureTable holds the number of the ligature of two letters, 0 for none, and reverse, by number, that of the same letters in
// reverse.
var ligatureTable, reverse = func() (table [letterRange * letterRange]uint8, reverse [ligatures]uint8) {
	numbers := map[[2]rune]uint8{}
	for a := range rune(letterRange) {
		for b := range rune(letterRange) {
			if !isLigature(firstLetter+a, firstLetter+b) {
				continue
			}
			k := [2]rune{firstLetter + a, family(firstLetter + b)}
			if numbers[k] == 0 {
				numbers[k] = uint8(len(numbers) + 1)
			}
			table[a*letterRange+b] = numbers[k]
		}
	}
	for k, n := range numbers {
		reverse[n] = numbers[[2]rune{k[1], k[0]}]
	}
	return table, reverse
}()

// ligatureOf returns the number of the ligature of two letters, 0 when typesetters draw none.
func ligatureOf(first, second rune) uint8 {
	a, b := uint32(first-firstLetter), uint32(second-firstLetter)
	if a >= letterRange || b >= letterRange {
		return 0
	}
	return ligatureTable[a*letterRange+b]
}

// family returns the letter that stands for all that are drawn alike in a ligature.
func family(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ':
		return 'ا'
	case 'ز':
		return 'ر'
	}
	return r
}

func isTooth(r rune) bool {
	return r == 'ي' || r == 'ب' || r == 'ت' || r == 'ن' || r == 'ث' || r == 'ئ'
}

// position is the part of a class that does not depend on the letters.
type position struct{ joined, stretched bool }

// number returns the number of the position, from 0 to 3.
func (p position) number() int {
	n := 0
	if p.joined {
		n++
	}
	if p.stretched {
		n += 2
	}
	return n
}

// settle sets the rate of each class from what the last round expects. A class that has little to show leans on its pair. A
// pair is open when the report swaps it in several words, or in one where it is known to swap other pairs in that position.
func (c *channel) settle(round int) {
	var (
		proven  [4]int
		joined  [2]int  // words of all pairs that no letter joins, and that one joins
		typical [4]rate // of the proven pairs together
	)
	for i := range c.pairs {
		p := &c.pairs[i]
		p.swaps, p.sounds, p.words = 0, 0, 0
	}
	for i := range c.rates {
		r := &c.rates[i]
		p := &c.pairs[r.pair]
		p.swaps += r.swaps
		p.sounds += r.sounds
		p.words += r.words
	}
	isProven := func(p *pair) bool { return p.swaps >= leastSwaps && p.words >= leastWords && p.theta >= leastRate }
	for i := range c.pairs {
		p := &c.pairs[i]
		p.theta = p.swaps / (p.swaps + p.sounds + 1)
		joined[p.at.number()&1] += p.words
		if isProven(p) {
			proven[p.at.number()] += p.words
		}
	}
	for i := range c.rates {
		if r := &c.rates[i]; isProven(&c.pairs[r.pair]) {
			all := &typical[c.pairs[r.pair].at.number()]
			all.swaps += r.swaps
			all.sounds += r.sounds
		}
	}
	for i := range c.pairs { // a typesetter that has the ligature sets it as often as others
		p := &c.pairs[i]
		if all := &typical[p.at.number()]; all.swaps > 0 {
			p.theta = (p.swaps + typicalWeight*all.swaps/(all.swaps+all.sounds)) / (p.swaps + p.sounds + 1 + typicalWeight)
		}
	}
	for i := range c.rates {
		r := &c.rates[i]
		p := &c.pairs[r.pair]
		open := p.swaps >= leastSwaps && p.words >= leastWords ||
			p.swaps >= looseSwaps && p.words >= looseWords && (proven[p.at.number()]-p.words >= provenWords || c.damaged && joined[p.at.number()&1]-p.words >= otherWords) ||
			p.swaps >= plainSwaps && p.plain > 0 && c.plain[p.at.number()] >= max(leastPlain, float64(len(c.sample))/plainShare)
		r.theta = (r.swaps + pairWeight*p.theta) / (r.swaps + r.sounds + pairWeight)
		if p.back >= 0 && c.pairs[p.back].theta > p.theta {
			open = false // a typesetter reverses ين or ني, not both
		}
		if round >= 1 && (!open || p.theta < leastRate || r.theta < leastRate/2) {
			r.theta = 0
		}
		r.weigh()
	}
}

// weigh sets the logarithm of the rate.
func (r *rate) weigh() { r.log = math.Log(r.theta + 1e-12) }

// newChannel learns the channel of the report.
func newChannel(w *work) *channel {
	c := &w.stage.room.channel
	c.reset(w.stage)
	c.damaged = w.profile.damaged()
	for i := 0; i < len(w.all); {
		if !arabic.IsLetter(w.all[i].r) {
			i++
			continue
		}
		j := i
		for j < len(w.all) && isPart(w.all[j].r) {
			j++
		}
		if !torn(w.all, i, j) {
			c.count(w.all[i:j], w.facts)
		}
		i = j
	}
	if w.profile.words < 20 {
		return c
	}
	for i := range c.list {
		f := &c.list[i]
		c.total += float64(f.count)
		c.findSites(f, i < sampleForms)
		if f.stretched {
			c.stage.uses[f.word].shown += float64(f.count)
		}
	}
	c.sample = c.list[:min(len(c.list), sampleForms)]
	for i := range c.sample {
		if c.findChoices(&c.sample[i]); len(c.sample[i].choices) > 1 {
			c.doubted = append(c.doubted, int32(i))
		}
	}
	c.learn()
	c.decide()
	return c
}

// spell sets c.key to the letters of a word, and reports whether it shows their true order, as one that is stretched or whose glyphs
// are known does.
func (c *channel) spell(word []item, facts []document.Fact) (shown bool) {
	c.key = c.key[:0]
	for _, it := range word {
		switch {
		case arabic.IsLetter(it.r):
			c.key = append(c.key, it.r)
		case it.r == arabic.Tatweel || it.r == unicode.ReplacementChar:
			shown = true
		}
	}
	if facts != nil && !shown {
		shown = settled(word, facts)
	}
	return shown
}

// formOf returns where the number of the form of a word stands, and the word.
func (c *channel) formOf(word []item, facts []document.Fact) (form *int32, number int32, shown bool) {
	shown = c.spell(word, facts)
	number = c.stage.number(c.key)
	form = &c.stage.uses[number].forms[0]
	if shown {
		form = &c.stage.uses[number].forms[1]
	}
	return form, number, shown
}

// settled reports whether the order of all letters of the word is known from its glyphs.
func settled(word []item, facts []document.Fact) bool {
	for i := 1; i < len(word); i++ {
		if !fixed(word[i-1], word[i], facts) {
			return false
		}
	}
	return true
}

// fixed reports whether the order of two neighbours is known from their glyphs.
func fixed(a, b item, facts []document.Fact) bool {
	if facts == nil || a.o < 0 || b.o < 0 {
		return false
	}
	return (facts[a.o]|facts[b.o])&document.Ligature != 0 || facts[a.o]&facts[b.o]&document.Single != 0
}

func (c *channel) count(word []item, facts []document.Fact) {
	if facts != nil {
		for _, it := range word {
			if facts[it.o]&document.Doubtful != 0 {
				return
			}
		}
	}
	at, number, shown := c.formOf(word, facts)
	if *at == 0 {
		c.list = append(c.list, form{word: number, stretched: shown})
		*at = int32(len(c.list))
	}
	c.list[*at-1].count++
}

// classOf returns the number of the class of a ligature.
func (c *channel) classOf(l *ligature, stretched bool) int {
	at := position{l.joined, stretched}
	place := int(l.pair)*8 + at.number()*2
	if l.final {
		place++
	}
	if c.classes[place] == 0 {
		r := rate{theta: firstRate, pair: c.pairNumber(l.pair, at)}
		r.weigh()
		c.rates = append(c.rates, r)
		c.sounds = append(c.sounds, 0)
		c.classes[place] = int16(len(c.rates))
	}
	return int(c.classes[place]) - 1
}

// pairNumber returns the number of the pair of a ligature.
func (c *channel) pairNumber(ligature uint8, at position) int32 {
	place := int(ligature)*4 + at.number()
	if c.pairOf[place] == 0 {
		n := int32(len(c.pairs))
		c.pairs = append(c.pairs, pair{at: at, back: -1})
		c.pairOf[place] = int16(n) + 1
		if reverse[ligature] > 0 {
			if back := int32(c.pairOf[int(reverse[ligature])*4+at.number()]) - 1; back >= 0 {
				c.pairs[n].back, c.pairs[back].back = back, n
			}
		}
	}
	return int32(c.pairOf[place]) - 1
}

// findSites finds where letters of f may be swapped, and counts the ligatures of a sample that stand as they should.
func (c *channel) findSites(f *form, sample bool) {
	list := c.stage.ligaturesOf(f.word)
	from := len(c.sites)
	for i := range list {
		class := c.classOf(&list[i], f.stretched)
		switch {
		case list[i].reversed:
			c.sites = append(c.sites, site{int(list[i].at), class})
		case sample:
			c.sounds[class] += float64(f.count)
		}
	}
	f.sites = c.sites[from:len(c.sites):len(c.sites)]
}

// findChoices lists the readings of f with what the lexicon says for each.
func (c *channel) findChoices(f *form) {
	if len(f.sites) == 0 || len(f.sites) > maxSites {
		if !f.stretched {
			c.stage.uses[f.word].expect += float64(f.count)
		}
		return
	}
	own := c.stage.shareOf(f.word)
	f.known = own > knownShare
	from := len(c.choices)
	c.choices = append(c.choices, choice{word: f.word, share: own})
	for _, r := range c.stage.readingsOf(f.word, f.sites) {
		share := c.stage.shareOf(r.word)
		c.choices = append(c.choices, choice{mask: int(r.mask), word: r.word, share: share})
		if own <= floor && share > plainWord && !f.stretched {
			c.countPlain(f, int(r.mask), share)
		}
	}
	f.choices = c.choices[from:len(c.choices):len(c.choices)]
}

// seen returns how often the report has the word of choice i elsewhere: showing its order, or else as far as the words there are
// expected to be it.
func (c *channel) seen(f *form, i int) float64 {
	ch := &f.choices[i]
	u := &c.stage.uses[ch.word]
	n := u.shown
	if f.stretched && i == 0 {
		n -= float64(f.count)
	}
	if i > 0 && !f.known {
		n += max(0, u.expect-ch.posterior*float64(f.count))
	}
	return n
}

// weighReport sets how likely each choice of f is by lexicon and report.
func (c *channel) weighReport(f *form) {
	for i := range f.choices {
		ch := &f.choices[i]
		if w := ch.share + reportPart*c.seen(f, i)/c.total; w != ch.weight {
			ch.weight, ch.prior = w, math.Log(w)
		}
	}
}

// countPlain counts a word that is none as it stands and a common one with the sites of mask swapped. In sound reports there are
// next to none.
func (c *channel) countPlain(f *form, mask int, share float64) {
	weight := 1.0
	if share < 10*plainWord {
		weight = 0.5
	}
	var seen [4]bool
	for i, s := range f.sites {
		if mask&(1<<i) == 0 {
			continue
		}
		p := &c.pairs[c.rates[s.class].pair]
		p.plain += weight
		if at := p.at.number(); !seen[at] {
			seen[at] = true
			c.plain[at] += weight
		}
	}
}

// score returns the logarithm of how likely the form came from the choice.
func (c *channel) score(f *form, ch *choice) float64 {
	v := ch.prior
	for i, s := range f.sites {
		if ch.mask&(1<<i) != 0 {
			v += c.rates[s.class].log
		}
	}
	return v
}

// posteriors returns the probability of each choice of f, until it is asked again.
func (c *channel) posteriors(f *form) []float64 {
	dst := c.post[:0]
	top := math.Inf(-1)
	same := true // as it was before
	for i := range f.choices {
		ch := &f.choices[i]
		v := c.score(f, ch)
		same = same && v == ch.score
		ch.score = v
		dst = append(dst, v)
		top = max(top, v)
	}
	c.post = dst
	if same {
		for i := range f.choices {
			dst[i] = f.choices[i].posterior
		}
		return dst
	}
	sum := 0.0
	for i, v := range dst {
		dst[i] = 1 // as the power of 0 is
		if v != top {
			dst[i] = math.Exp(v - top)
		}
		sum += dst[i]
	}
	for i := range dst {
		dst[i] /= sum
	}
	return dst
}

// learn finds the rates by expectation and maximization, closes the classes without enough to show, and decides.
func (c *channel) learn() {
	for round := range rounds {
		for i := range c.rates {
			c.rates[i].swaps, c.rates[i].sounds, c.rates[i].words = 0, c.sounds[i], 0
		}
		for _, n := range c.doubted {
			f := &c.sample[n]
			c.weighReport(f)
			post := c.posteriors(f)
			for i := range f.choices {
				ch := &f.choices[i]
				if !f.stretched {
					c.stage.uses[ch.word].expect += (post[i] - ch.posterior) * float64(f.count)
				}
				ch.posterior = post[i]
				for j, s := range f.sites {
					if ch.mask&(1<<j) != 0 {
						r := &c.rates[s.class]
						r.swaps += post[i] * float64(f.count)
						if post[i] > 0.9 {
							r.words++
						}
					}
				}
			}
		}
		c.settle(round)
	}
}

// swaps reverses the ligatures of the line.
func (w *work) swaps() {
	if !w.channel.live() {
		return
	}
	before := w.room.before[:0] // the words before, right as far as they could be put right
	for i := 0; i < len(w.items); {
		if !arabic.IsLetter(w.items[i].r) {
			if w.items[i].r != ' ' {
				before = before[:0]
			}
			i++
			continue
		}
		j := i
		for j < len(w.items) && isPart(w.items[j].r) {
			j++
		}
		word := w.items[i:j]
		if at, _, _ := w.channel.formOf(word, w.facts); *at > 0 && len(w.channel.list[*at-1].choices) > 1 {
			f := &w.channel.list[*at-1]
			if ch := w.phrase(f, before); ch > 0 {
				w.swap(word, f, ch, document.Applied)
			} else if f.best > 0 {
				w.swap(word, f, f.best, document.Applied)
			} else if f.suggested > 0 {
				w.swap(word, f, f.suggested, document.Suggested)
			}
		}
		before = append(before, span{i, j})
		i = j
	}
	w.room.before = before
}

// spelling returns the fold of the letters of a word.
func spelling(word []item) string {
	letters := make([]rune, 0, 16)
	for _, it := range word {
		if arabic.IsLetter(it.r) {
			letters = append(letters, it.r)
		}
	}
	return arabic.Fold(string(letters))
}

// phrase returns the choice that makes an expression of the field with the one or two words before where what stands there makes none:
// of two words that are sound both, to take the oath decides. It returns 0 where that says nothing, or the report all but rules it out.
func (w *work) phrase(f *form, before []span) int {
	if w.stage.expression == nil || len(before) == 0 || f.best > 0 ||
		!slices.ContainsFunc(f.choices[1:], func(ch choice) bool { return ch.posterior >= phrased }) {
		return 0
	}
	var words []string
	for _, b := range before[max(0, len(before)-2):] {
		words = append(words, spelling(w.items[b.start:b.end]))
	}
	made := func(word int32) bool {
		last := arabic.Fold(string(w.stage.spelling(word)))
		for n := 1; n <= len(words); n++ {
			if w.stage.expression(append(slices.Clone(words[len(words)-n:]), last)...) {
				return true
			}
		}
		return false
	}
	if made(f.word) {
		return 0
	}
	for i := 1; i < len(f.choices); i++ {
		if f.choices[i].posterior >= phrased && made(f.choices[i].word) {
			return i
		}
	}
	return 0
}

// swap reverses the sites of a choice of f in the word, or only lists that it might. The marks between the two letters stay
// between them.
func (w *work) swap(word []item, f *form, ch int, status string) {
	before := append(w.room.clone[:0], word...)
	w.room.clone = before
	turn(word, f, f.choices[ch].mask, w.facts)
	a, b := 0, len(word)
	for a < b && word[a] == before[a] {
		a++
	}
	for b > a && word[b-1] == before[b-1] {
		b--
	}
	if a == b {
		return
	}
	after := word
	if status != document.Applied {
		after = slices.Clone(word)
		copy(word, before)
	} else {
		for _, it := range before[a:b] {
			w.changed[it.o] = true
		}
	}
	w.consider("ligature", before, after, f.choices[ch].posterior, status, w.channel.others(f, ch)...)
}

// others returns the other readings that are not out of question, the likelier first.
func (c *channel) others(f *form, than int) []string {
	var list []choice
	for i, ch := range f.choices {
		if i != than && ch.posterior >= leastPosterior {
			list = append(list, ch)
		}
	}
	slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(b.posterior, a.posterior) })
	var out []string
	for _, ch := range list {
		out = append(out, string(c.stage.spelling(ch.word)))
	}
	return out
}

// turn swaps the letters of the sites of mask, but not those whose order is known.
func turn(word []item, f *form, mask int, facts []document.Fact) {
	n := -1 // letter
	for i := range word {
		if !arabic.IsLetter(word[i].r) {
			continue
		}
		n++
		for k, s := range f.sites {
			if s.at != n || mask&(1<<k) == 0 {
				continue
			}
			j := i + 1
			for j < len(word) && !arabic.IsLetter(word[j].r) {
				j++
			}
			if j < len(word) && !fixed(word[i], word[j], facts) {
				slices.Reverse(word[i : j+1])
			}
		}
	}
}
