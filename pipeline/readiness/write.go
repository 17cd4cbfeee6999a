package readiness

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// WriteText writes the report for people: by profile, what must be mended before what should be, and a last line with the counts.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) } //nolint:errcheck // Flush returns it
	for _, p := range r.Profiles {
		word := "ready"
		if !p.Ready {
			word = "not ready"
		}
		line("%s: %s", p.Profile, word)
		for _, f := range p.Findings {
			line("  %-6s  %s  %s", f.Severity, f.ID, f.Where())
			line("          %s", f.Found)
			line("          mend: %s", f.Mend)
		}
		for _, n := range p.Notes {
			line("  note    %s", n)
		}
		line("")
	}
	ready := 0
	for _, p := range r.Profiles {
		if p.Ready {
			ready++
		}
	}
	line("%d must, %d should; ready for %d of %d profiles", r.Must, r.Should, ready, len(r.Profiles))
	return b.Flush()
}

// WriteJSON writes the report as one JSON object.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
