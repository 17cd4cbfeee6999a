package config

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// Suggest returns a note that names the known word nearest to the unknown one, or all of them when none is near.
func Suggest(unknown string, known []string) string {
	best, score := "", 0.0
	for _, k := range known {
		if s := levenshtein.Similarity(strings.ToLower(unknown), strings.ToLower(k), nil); s > score {
			best, score = k, s
		}
	}
	if score >= 0.5 {
		return fmt.Sprintf(" (did you mean %q?)", best)
	}
	return fmt.Sprintf(" (want one of %s)", strings.Join(known, ", "))
}
