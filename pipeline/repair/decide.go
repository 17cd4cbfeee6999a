package repair

import (
	"math"
	"slices"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
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
	var post []float64
	stems := c.newStems()
	clear(c.expect)
	for i, f := range c.list {
		c.narrow(f)
		if i >= len(c.sample) && len(f.choices) > 1 { // nothing was expected of it yet
			c.weighReport(f)
			post = c.posteriors(f, post)
			for k := range post {
				f.choices[k].posterior = post[k]
			}
		}
	}
	for _, f := range c.list {
		switch {
		case f.stretched:
		case len(f.choices) < 2:
			c.expect[f.word] += float64(f.count)
		default:
			for _, ch := range f.choices {
				c.expect[ch.word] += ch.posterior * float64(f.count)
			}
		}
	}
	for _, f := range c.list {
		if len(f.choices) < 2 {
			continue
		}
		least := c.weigh(f, stems)
		post = c.posteriors(f, post)
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
	open := f.sites[:0:0]
	for _, s := range f.sites {
		if c.rates[s.class].theta > 0 {
			open = append(open, s)
		}
	}
	if len(open) == 0 || len(open) > maxSites {
		f.sites, f.choices = nil, nil
		return
	}
	if len(open) < len(f.sites) || len(f.choices) < 2 {
		was := f.sites
		f.sites = open
		list := []choice{{word: f.word, share: c.stage.share(f.letters)}}
		for mask := 1; mask < 1<<len(open); mask++ {
			word := swapped(f, mask)
			if word == nil {
				continue
			}
			ch := choice{mask: mask, word: c.number(word)}
			for _, old := range f.choices { // which says the same with the closed sites as they are
				if sameSites(was, old.mask, open, mask) {
					ch.share, ch.posterior = old.share, old.posterior
				}
			}
			if ch.share == 0 {
				ch.share = c.stage.share(word)
			}
			list = append(list, ch)
		}
		f.known = list[0].share > knownShare
		rest := 1.0
		for _, ch := range list[1:] {
			rest -= ch.posterior
		}
		list[0].posterior = max(0, rest)
		f.choices = list
	}
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
func (c *channel) weigh(f *form, stems *stems) (least float64) {
	least = decidedNew
	logs := make([]float64, len(f.choices))
	words := make([][]rune, len(f.choices))
	for i, ch := range f.choices {
		words[i] = swapped(f, ch.mask)
		logs[i] = c.stage.words.Letters().Log(words[i])
	}
	top := slices.Max(logs)
	for i := range f.choices {
		ch := &f.choices[i]
		n := c.seen(f, i)
		n += stemPart * stems.near(words[i], n)
		if ch.share > floor || n > 0 {
			least = decided
		}
		ch.prior = math.Log(ch.share - floor + reportPart*n/c.total + floor*math.Exp(lettersPart*(logs[i]-top)))
	}
	if f.known {
		return decidedKnown
	}
	return least
}

// stems counts the words of a report that show the true order of their letters, for they are stretched, without their particles.
type stems struct{ counts map[string]int }

func (c *channel) newStems() *stems {
	st := &stems{counts: make(map[string]int)}
	for _, f := range c.list {
		if !f.stretched {
			continue
		}
		for _, stem := range arabic.Stems(string(f.letters)) {
			if utf8.RuneCountInString(stem) >= leastStem {
				st.counts[stem] += f.count
			}
		}
	}
	return st
}

// near returns how often the report has the stem of the word stretched, less the known times that the word itself is.
func (st *stems) near(word []rune, itself float64) float64 {
	best := 0
	for _, stem := range arabic.Stems(string(word)) {
		if utf8.RuneCountInString(stem) >= leastStem {
			best = max(best, st.counts[stem])
		}
	}
	return max(0, float64(best)-itself)
}
