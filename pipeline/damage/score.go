package damage

import "strings"

// Errors returns how many words must be put in, taken out or replaced to make want of got, and how many words want has. What
// space stands between words, and where lines end, does not count.
//
// Source: the edit distance of Levenshtein within a band that widens until it holds the answer, by Ukkonen, 1985.
func Errors(got, want string) (errors, words int) {
	a, b := strings.Fields(got), strings.Fields(want)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for band := 64 + abs(len(a)-len(b)); ; band *= 2 {
		if d := within(a, b, band); d <= band || band > len(a)+len(b) {
			return d, len(strings.Fields(want))
		}
	}
}

// within returns the distance of a and b when it is at most band, else a larger number.
func within(a, b []string, band int) int {
	far := len(a) + len(b) + 1
	row := make([]int, len(b)+1)
	next := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		lo, hi := max(0, i+1-band), min(len(b), i+1+band)
		if lo > 0 {
			next[lo-1] = far
		}
		for j := lo; j <= hi; j++ {
			if j == 0 {
				next[0] = i + 1
				continue
			}
			best := far
			if j-1 >= i-band {
				best = row[j-1]
				if a[i] != b[j-1] {
					best++
				}
			}
			if j <= i+band {
				best = min(best, row[j]+1)
			}
			if j > lo {
				best = min(best, next[j-1]+1)
			}
			next[j] = best
		}
		row, next = next, row
	}
	return row[len(b)]
}

func abs(n int) int { return max(n, -n) }
