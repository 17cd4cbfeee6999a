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
	decidedNew     = 0.9  // the same where neither the lexicon nor the report knows a reading
	suggestion     = 0.25 // posterior from which a swap that is not made is listed
	lettersPart    = 0.75 // weight of the letters of an unknown word, whose probabilities a model of few letters overstates
	leastPosterior = 0.05 // of a reading that is listed as an alternative
	leastStem      = 5    // letters of a stem that is looked for elsewhere
	stemPart       = 0.3  // weight of the report's words that differ in what is attached
)

// decide chooses the reading of each form, now that the rates of the ligatures are known. Sites of closed classes are out of
// question by now, so that words with many sites are judged too. A reading that no list knows is as likely as its letters are to
// follow each other, and as often as the report shows its stem with other particles attached.
func (c *channel) decide(total float64) {
	if !slices.ContainsFunc(c.rates, func(r rate) bool { return r.theta > 0 }) {
		return
	}
	var post []float64
	stems := c.newStems()
	for _, f := range c.list {
		f.sites = slices.DeleteFunc(f.sites, func(s site) bool { return c.rates[s.class].theta == 0 })
		f.choices = f.choices[:0]
		if len(f.sites) == 0 || len(f.sites) > maxSites {
			continue
		}
		least := c.weigh(f, stems, total)
		post = c.posteriors(f, post)
		for i := 1; i < len(post); i++ {
			f.choices[i].posterior = post[i]
			switch {
			case post[i] > least && post[i] > post[f.best]:
				f.best = i
			case post[i] > suggestion && (f.suggested == 0 || post[i] > post[f.suggested]):
				f.suggested = i
			}
		}
		f.choices[0].posterior = post[0]
		c.open = c.open || f.best > 0
	}
}

// weigh lists the readings of f with what lexicon, report and letters say for each, and returns the posterior that a swap needs.
func (c *channel) weigh(f *form, stems *stems, total float64) (least float64) {
	s := c.stage
	own := s.share(f.letters)
	sure := own > knownShare // the plain words of the report, themselves in doubt, say nothing against a known word
	least = decidedNew
	var shares, logs []float64
	for mask := range 1 << len(f.sites) {
		word := swapped(f, mask)
		if word == nil {
			continue
		}
		share, n := own, c.seen(word, mask == 0 || sure)
		if mask != 0 {
			share = s.share(word)
		}
		n += stemPart * stems.near(word, n)
		if share > floor || n > 0 {
			least = decided
		}
		f.choices = append(f.choices, choice{mask: mask})
		shares = append(shares, share-floor+reportPart*n/total)
		logs = append(logs, s.words.Letters().Log(word))
	}
	top := slices.Max(logs)
	for i := range f.choices {
		f.choices[i].prior = math.Log(shares[i] + floor*math.Exp(lettersPart*(logs[i]-top)))
	}
	if sure {
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
