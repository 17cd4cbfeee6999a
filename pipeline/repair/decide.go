package repair

import (
	"math"
	"slices"
)

// Numbers of the decision. They are set so that what is sound stays sound in other texts, clean ones and such as were spoiled on
// purpose, and a name is put right only where its letters leave little doubt.
const (
	decided        = 0.6  // posterior from which a swap is made
	decidedKnown   = 0.65 // the same of a form that is itself a known word
	decidedNew     = 0.75 // the same where neither the lexicon nor the report knows a reading
	suggestion     = 0.25 // posterior from which a swap that is not made is listed
	lettersPart    = 0.75 // weight of the letters of an unknown word, whose probabilities a model of few letters overstates
	leastPosterior = 0.05 // of a reading that is listed as an alternative
	leastStem      = 5    // letters of a stem that is looked for elsewhere
	stemPart       = 0.3  // weight of the report's words that differ in what is attached
)

// decide chooses the reading of each form, now that the rates of the ligatures are known. Sites of closed classes are out of
// question by now, so that words with many sites are judged too. A reading that no list knows is as likely as its letters are to
// follow each other, and as often as the report shows its stem with other particles attached.
func (c *channel) decide() {
	if !slices.ContainsFunc(c.rates, func(r rate) bool { return r.theta > 0 }) {
		return
	}
	uses := c.stage.uses
	for i := range uses {
		uses[i].expect = 0
	}
	for i := range c.list {
		f := &c.list[i]
		c.narrow(f)
		if i >= len(c.sample) && len(f.choices) > 1 { // nothing was expected of it yet
			c.weighReport(f)
			for k, p := range c.posteriors(f) {
				f.choices[k].posterior = p
			}
		}
	}
	uses = c.stage.uses
	for i := range c.list {
		f := &c.list[i]
		switch {
		case f.stretched:
		case len(f.choices) < 2:
			uses[f.word].expect += float64(f.count)
		default:
			for k := range f.choices {
				uses[f.choices[k].word].expect += f.choices[k].posterior * float64(f.count)
			}
		}
	}
	c.countStems()
	for i := range c.list {
		f := &c.list[i]
		if len(f.choices) < 2 {
			continue
		}
		least := c.weigh(f)
		post := c.posteriors(f)
		for i := 1; i < len(post); i++ {
			switch {
			case post[i] > least && post[i] > post[f.best]:
				f.best = i
			case post[i] > suggestion && (f.suggested == 0 || post[i] > post[f.suggested]):
				f.suggested = i
			}
		}
		for i := range post {
			f.choices[i].posterior = post[i]
		}
		c.open = c.open || f.best > 0
	}
}

// narrow leaves f the sites of open classes, and their readings.
func (c *channel) narrow(f *form) {
	from := len(c.sites)
	for _, s := range f.sites {
		if c.rates[s.class].theta > 0 {
			c.sites = append(c.sites, s)
		}
	}
	open := c.sites[from:len(c.sites):len(c.sites)]
	if len(open) == 0 || len(open) > maxSites {
		f.sites, f.choices = nil, nil
		return
	}
	if len(open) == len(f.sites) && len(f.choices) > 1 {
		return
	}
	was := f.sites
	f.sites = open
	list := len(c.choices)
	c.choices = append(c.choices, choice{word: f.word, share: c.stage.shareOf(f.word)})
	rest := 1.0
	for mask := 1; mask < 1<<len(open); mask++ {
		word, ok := c.stage.swapped(f.word, open, mask)
		if !ok {
			continue
		}
		ch := choice{mask: mask, word: word, share: c.stage.shareOf(word)}
		for i := range f.choices { // which says the same with the closed sites as they are
			if old := &f.choices[i]; sameSites(was, old.mask, open, mask) {
				ch.posterior = old.posterior
			}
		}
		rest -= ch.posterior
		c.choices = append(c.choices, ch)
	}
	f.choices = c.choices[list:len(c.choices):len(c.choices)]
	f.known = f.choices[0].share > knownShare
	f.choices[0].posterior = max(0, rest)
}

// sameSites reports whether two masks over two lists of sites mean the same places.
func sameSites(a []site, maskA int, b []site, maskB int) bool {
	places := func(list []site, mask int) (bits uint64) {
		for i, s := range list {
			if mask&(1<<i) != 0 {
				bits |= 1 << min(s.at, 63)
			}
		}
		return bits
	}
	return places(a, maskA) == places(b, maskB)
}

// weigh sets how likely each reading of f is by what lexicon, report and letters say, and returns the posterior that a swap needs.
func (c *channel) weigh(f *form) (least float64) {
	least = decidedNew
	top := math.Inf(-1)
	for i := range f.choices {
		top = max(top, c.stage.logOf(f.choices[i].word))
	}
	for i := range f.choices {
		ch := &f.choices[i]
		n := c.seen(f, i)
		n += stemPart * c.near(ch.word, n)
		if ch.share > floor || n > 0 {
			least = decided
		}
		letters := 1.0 // as the power of 0 is
		if v := c.stage.logOf(ch.word); v != top {
			letters = math.Exp(lettersPart * (v - top))
		}
		ch.prior = math.Log(ch.share - floor + reportPart*n/c.total + floor*letters)
	}
	if f.known {
		return decidedKnown
	}
	return least
}

// countStems counts the words of the report that show the true order of their letters, for they are stretched, without their
// particles, by the hash of what is left.
func (c *channel) countStems() {
	for i := range c.list {
		f := &c.list[i]
		if !f.stretched {
			continue
		}
		letters := c.stage.spelling(f.word)
		for at := range c.stage.stemsOf(f.word) {
			if len(letters)-at >= leastStem {
				c.stems[hashOf(letters[at:])] += f.count
			}
		}
	}
}

// near returns how often the report has the stem of the word stretched, less the known times that the word itself is.
func (c *channel) near(word int32, itself float64) float64 {
	best := 0
	letters := c.stage.spelling(word)
	for at := range c.stage.stemsOf(word) {
		if len(letters)-at >= leastStem {
			best = max(best, c.stems[hashOf(letters[at:])])
		}
	}
	return max(0, float64(best)-itself)
}
