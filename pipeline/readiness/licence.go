package readiness

import (
	"strings"

	"github.com/agext/levenshtein"
	"github.com/github/go-spdx/v2/spdxexp/spdxlicenses"
)

// isSPDX tells whether s is the id of a licence in the list of SPDX, in any case.
func isSPDX(s string) bool {
	known, _ := spdxlicenses.IsActiveLicense(s)
	old, _ := spdxlicenses.IsDeprecatedLicense(s)
	return known || old
}

// nearest returns the id of SPDX that is nearest to s, empty when none is near.
func nearest(s string) string {
	best, score := "", 0.6
	for _, id := range spdxlicenses.GetLicenses() {
		if n := levenshtein.Similarity(strings.ToLower(s), strings.ToLower(id), nil); n > score {
			best, score = id, n
		}
	}
	return best
}

// mendLicence says how a licence that nobody knows is mended.
func mendLicence(s string) string {
	if id := nearest(s); id != "" {
		return "set emit.licence to an id of SPDX (" + id + "?)" + runAgain
	}
	return "set emit.licence to an id of SPDX such as CC-BY-4.0" + runAgain
}
