package repair

import (
	"math"
	"slices"
	"unicode/utf8"

	"mahdar/pipeline/arabic"
)

// decide chooses the reading of each form, now that the rates of the ligatures are known. Sites of closed classes are out of
// question by now, so that words with many sites are judged too. A reading that no list knows is as likely as its letters are to
// follow each other, and as often as the report shows its stem with other particles attached.
func (c *channel) decide(s *Stage, total float64) {
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
		known := c.weigh(s, f, stems, total)
		least := decided
		if !known {
			least = guessed
		}
		post = c.posteriors(f, post)
		for i := 1; i < len(post); i++ {
			if post[i] > least && post[i] > post[f.best] {
				f.best = i
			}
		}
		f.posterior = post[f.best]
		c.open = c.open || f.best > 0
	}
}

// weigh lists the readings of f with what lexicon, report and letters say for each, and reports whether one of them is known.
func (c *channel) weigh(s *Stage, f *form, stems *stems, total float64) (known bool) {
	own := s.share(f.letters)
	sure := own > knownShare // the plain words of the report, themselves in doubt, say nothing against a known word
	var shares, logs []float64
	for mask := range 1 << len(f.sites) {
		word := swapped(f, mask)
		if word == nil {
			continue
		}
		n := c.seen(word, mask == 0 || sure)
		n += stemPart * stems.near(word, n)
		share := s.share(word)
		known = known || share > floor || n > 0
		f.choices = append(f.choices, choice{mask: mask})
		shares = append(shares, share+reportPart*n/total)
		logs = append(logs, s.words.Letters().Log(word))
	}
	top := slices.Max(logs)
	for i := range f.choices {
		f.choices[i].prior = math.Log(shares[i] - floor + floor*math.Exp(lettersPart*(logs[i]-top)))
	}
	return known
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
