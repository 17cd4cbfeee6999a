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

// class is a kind of ligature: swaps are as frequent as its rate says.
type class struct {
	first, second            rune // as they should stand
	joined, final, stretched bool
}

// rate is what the report shows of a class.
type rate struct {
	theta         float64
	log           float64 // the logarithm of theta, and of next to nothing where that is 0
	swaps, sounds float64
	words         int
	pair          int // number of the class's pair
}

// pair is what the classes of two letters show together, at the end of a word and before it.
type pair struct {
	rate
	at   position
	back int // the pair of the same letters in reverse, -1 where the report has none
}

// form is one word of the report, without marks and stretches.
type form struct {
	letters   []rune
	stretched bool
	count     int
	sites     []site // where two letters may be swapped
	sound     []int  // classes of the ligatures that stand as they should
	word      int    // number of the word that stands there
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
	word      int     // number of the word read
	share     float64 // of the word in general text
	weight    float64 // its share, the report's own words counted in
	prior     float64 // the logarithm of its weight
	posterior float64
}

// channel is the model by which ligatures were damaged, and the words it was learned from.
type channel struct {
	forms   map[string]*form
	words   map[string]int // numbers of all words that are read, by their letters
	shown   []float64      // how often each stands where its order is shown
	expect  []float64      // how often each is expected elsewhere
	total   float64        // words of the report
	list    []*form        // in the order of the report
	sample  []*form        // the first of them, from which the rates are learned
	classes map[class]int
	rates   []rate
	kinds   []class       // of the rates
	pairs   []pair        // of the classes
	pairOf  map[class]int // numbers of the pairs, as classes that are not final
	doubted []*form       // the forms of the sample with more than one reading
	stage   *memory
	plain   map[position]float64 // words that are plainly damaged, by the position of their swaps
	plainOf map[class]float64    // the same by pair
	damaged bool                 // the report is, in other ways
	open    bool
	key     []rune
	bytes   []byte
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
	for i, k := range c.kinds {
		r := &c.rates[i]
		p := &c.pairs[r.pair]
		k.final = false
		open := p.swaps >= leastSwaps && p.words >= leastWords ||
			p.swaps >= looseSwaps && p.words >= looseWords && (proven[p.at.number()]-p.words >= provenWords || c.damaged && joined[p.at.number()&1]-p.words >= otherWords) ||
			p.swaps >= plainSwaps && c.plainOf[k] > 0 && c.plain[p.at] >= max(leastPlain, float64(len(c.sample))/plainShare)
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
	c := &channel{
		stage: w.stage, damaged: w.profile.damaged(), forms: make(map[string]*form, 1024), words: make(map[string]int, 1024), classes: make(map[class]int), pairOf: make(map[class]int),
		plain: make(map[position]float64), plainOf: make(map[class]float64),
	}
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
	for _, f := range c.list {
		c.total += float64(f.count)
		c.findSites(f)
		f.word = c.number(f.letters)
		if f.stretched {
			c.shown[f.word] += float64(f.count)
		}
	}
	c.sample = c.list[:min(len(c.list), sampleForms)]
	for _, f := range c.sample {
		c.findChoices(f)
	}
	c.learn()
	c.decide()
	return c
}

// number returns the number of a word.
func (c *channel) number(word []rune) int {
	c.bytes = c.bytes[:0]
	for _, r := range word {
		c.bytes = append(c.bytes, byte(r>>8), byte(r))
	}
	n, ok := c.words[string(c.bytes)]
	if !ok {
		n = len(c.shown)
		c.words[string(c.bytes)] = n
		c.shown = append(c.shown, 0)
		c.expect = append(c.expect, 0)
	}
	return n
}

// spell sets c.bytes to the key of a word: its letters, behind a mark for a word that shows their true order, as one that is
// stretched or whose glyphs are known does.
func (c *channel) spell(word []item, facts []document.Fact) (shown bool) {
	c.bytes = append(c.bytes[:0], '_')
	c.key = c.key[:0]
	for _, it := range word {
		switch {
		case arabic.IsLetter(it.r):
			c.key = append(c.key, it.r)
			c.bytes = append(c.bytes, byte(it.r>>8), byte(it.r))
		case it.r == arabic.Tatweel || it.r == unicode.ReplacementChar:
			shown = true
		}
	}
	if facts != nil && !shown {
		shown = settled(word, facts)
	}
	if !shown {
		c.bytes = c.bytes[1:]
	}
	return shown
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
	shown := c.spell(word, facts)
	if f := c.forms[string(c.bytes)]; f != nil {
		f.count++
		return
	}
	f := &form{letters: slices.Clone(c.key), stretched: shown, count: 1}
	c.forms[string(c.bytes)] = f
	c.list = append(c.list, f)
}

func (c *channel) classOf(k class) int {
	n, ok := c.classes[k]
	if !ok {
		n = len(c.rates)
		c.classes[k] = n
		r := rate{theta: firstRate, pair: c.pairNumber(k)}
		r.weigh()
		c.rates = append(c.rates, r)
		c.kinds = append(c.kinds, k)
	}
	return n
}

// pairNumber returns the number of the pair of a class.
func (c *channel) pairNumber(k class) int {
	k.final = false
	n, ok := c.pairOf[k]
	if !ok {
		n = len(c.pairs)
		c.pairOf[k] = n
		c.pairs = append(c.pairs, pair{at: position{k.joined, k.stretched}, back: -1})
		k.first, k.second = k.second, k.first
		if back, ok := c.pairOf[k]; ok {
			c.pairs[n].back, c.pairs[back].back = back, n
		}
	}
	return n
}

func (c *channel) findSites(f *form) {
	for i := 0; i+1 < len(f.letters); i++ {
		a, b := f.letters[i], f.letters[i+1]
		k := class{joined: i > 0 && arabic.JoinsAfter(f.letters[i-1]), final: i+2 == len(f.letters), stretched: f.stretched}
		if isLigature(a, b) {
			k.first, k.second = a, family(b)
			f.sound = append(f.sound, c.classOf(k))
		}
		if isLigature(b, a) {
			k.first, k.second = b, family(a)
			f.sites = append(f.sites, site{i, c.classOf(k)})
		}
	}
}

// findChoices lists the readings of f with what the lexicon says for each.
func (c *channel) findChoices(f *form) {
	f.choices = append(f.choices[:0], choice{word: f.word})
	if len(f.sites) == 0 || len(f.sites) > maxSites || len(f.letters) < 2 {
		if !f.stretched {
			c.expect[f.word] += float64(f.count)
		}
		return
	}
	own := c.stage.share(f.letters)
	f.known = own > knownShare
	f.choices[0].share = own
	for mask := 1; mask < 1<<len(f.sites); mask++ {
		other := swapped(f, mask)
		if other == nil {
			continue
		}
		share := c.stage.share(other)
		f.choices = append(f.choices, choice{mask: mask, word: c.number(other), share: share})
		if own <= floor && share > plainWord && !f.stretched {
			c.countPlain(f, mask, share)
		}
	}
	c.weighReport(f)
}

// seen returns how often the report has the word of choice i elsewhere: showing its order, or else as far as the words there are
// expected to be it.
func (c *channel) seen(f *form, i int) float64 {
	ch := &f.choices[i]
	n := c.shown[ch.word]
	if f.stretched && i == 0 {
		n -= float64(f.count)
	}
	if i > 0 && !f.known {
		n += max(0, c.expect[ch.word]-ch.posterior*float64(f.count))
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
	seen := make(map[position]bool, 2)
	for i, s := range f.sites {
		if mask&(1<<i) == 0 {
			continue
		}
		k := c.kinds[s.class]
		k.final = false
		c.plainOf[k] += weight
		if at := (position{k.joined, k.stretched}); !seen[at] {
			seen[at] = true
			c.plain[at] += weight
		}
	}
}

// swapped returns the letters of f with the sites of mask swapped, nil when two of them overlap.
func swapped(f *form, mask int) []rune {
	out := slices.Clone(f.letters)
	last := -2
	for i, s := range f.sites {
		if mask&(1<<i) == 0 {
			continue
		}
		if s.at < last+2 {
			return nil
		}
		last = s.at
		out[s.at], out[s.at+1] = out[s.at+1], out[s.at]
	}
	return out
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

// posteriors returns the probability of each choice of f.
func (c *channel) posteriors(f *form, dst []float64) []float64 {
	dst = dst[:0]
	top := math.Inf(-1)
	for i := range f.choices {
		v := c.score(f, &f.choices[i])
		dst = append(dst, v)
		top = max(top, v)
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
	var post []float64
	sounds := make([]float64, len(c.rates))
	for _, f := range c.sample {
		for _, k := range f.sound {
			sounds[k] += float64(f.count)
		}
		if len(f.choices) > 1 {
			c.doubted = append(c.doubted, f)
		}
	}
	for round := range rounds {
		for i := range c.rates {
			c.rates[i].swaps, c.rates[i].sounds, c.rates[i].words = 0, sounds[i], 0
		}
		for _, f := range c.doubted {
			c.weighReport(f)
			post = c.posteriors(f, post)
			for i := range f.choices {
				ch := &f.choices[i]
				if !f.stretched {
					c.expect[ch.word] += (post[i] - ch.posterior) * float64(f.count)
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
	var before []string // the words before, right as far as they could be put right
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
		w.channel.spell(word, w.facts)
		if f := w.channel.forms[string(w.channel.bytes)]; f != nil && len(f.choices) > 1 {
			if ch := w.phrase(f, before); ch > 0 {
				w.swap(word, f, ch, document.Applied)
			} else if f.best > 0 {
				w.swap(word, f, f.best, document.Applied)
			} else if f.suggested > 0 {
				w.swap(word, f, f.suggested, document.Suggested)
			}
		}
		if w.stage.expression != nil {
			before = append(before, spelling(word))
		}
		i = j
	}
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
func (w *work) phrase(f *form, before []string) int {
	if w.stage.expression == nil || len(before) == 0 || f.best > 0 {
		return 0
	}
	made := func(letters []rune) bool {
		last := arabic.Fold(string(letters))
		for n := 1; n <= min(2, len(before)); n++ {
			if w.stage.expression(append(slices.Clone(before[len(before)-n:]), last)...) {
				return true
			}
		}
		return false
	}
	if made(f.letters) {
		return 0
	}
	for i := 1; i < len(f.choices); i++ {
		if f.choices[i].posterior >= phrased && made(swapped(f, f.choices[i].mask)) {
			return i
		}
	}
	return 0
}

// swap reverses the sites of a choice of f in the word, or only lists that it might. The marks between the two letters stay
// between them.
func (w *work) swap(word []item, f *form, ch int, status string) {
	before := slices.Clone(word)
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
	w.consider("ligature", before, after, f.choices[ch].posterior, status, f.others(ch)...)
}

// others returns the other readings that are not out of question, the likelier first.
func (f *form) others(than int) []string {
	var list []choice
	for i, ch := range f.choices {
		if i != than && ch.posterior >= leastPosterior {
			list = append(list, ch)
		}
	}
	slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(b.posterior, a.posterior) })
	var out []string
	for _, ch := range list {
		out = append(out, string(swapped(f, ch.mask)))
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
