package names

import "github.com/agext/levenshtein"

// Register gathers names under numbers, one for each bearer, in the order in which they come.
type Register struct {
	Matcher Matcher
	// Verdict tells what somebody has decided about two names: true for one bearer, false for two. It may be nil.
	Verdict func(a, b string) (same, known bool)

	bearers []bearer
	exact   map[string]int // name as written → bearer
}

type bearer struct {
	names []Name
	texts []string
}

// Add returns the number of the bearer of a name: the one whose names are nearest, else a new one.
func (r *Register) Add(text string) int {
	if k, ok := r.exact[text]; ok {
		return k
	}
	n := Parse(text)
	best, cost, apart, ties := -1, 0, 0, 0
	for k := range r.bearers {
		c, letters, ok := r.match(&r.bearers[k], text, n)
		if ok && c == cost && best >= 0 {
			ties++
		}
		if ok && (best < 0 || c < cost || c == cost && letters < apart) {
			if c < cost {
				ties = 0
			}
			best, cost, apart = k, c, letters
		}
	}
	if best < 0 || cost == byFirst && ties > 0 { // several go by this first word: it names none of them
		best = len(r.bearers)
		r.bearers = append(r.bearers, bearer{})
	}
	b := &r.bearers[best]
	b.texts = append(b.texts, text)
	known := false
	for _, have := range b.names {
		known = known || have.Same(n)
	}
	if !known {
		b.names = append(b.names, n)
	}
	if r.exact == nil {
		r.exact = map[string]int{}
	}
	r.exact[text] = best
	return best
}

// match returns how far a name is from the nearest of a bearer's, in how many letters their last words differ, and whether it is near
// enough. What somebody has decided stands over what the letters say.
func (r *Register) match(b *bearer, text string, n Name) (best, letters int, ok bool) {
	if r.Verdict != nil {
		for _, t := range b.texts {
			if same, known := r.Verdict(t, text); known {
				return -1, 0, same
			}
		}
	}
	for _, have := range b.names {
		c, near := r.Matcher.Distance(have, n)
		if !near || ok && c > best {
			continue
		}
		apart := levenshtein.Distance(have.last(), n.last(), nil)
		if !ok || c < best || apart < letters {
			best, letters, ok = c, apart, true
		}
	}
	return best, letters, ok
}
