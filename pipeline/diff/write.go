package diff

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// WriteJSON writes the result as one JSON object.
func (r Result) WriteJSON(w io.Writer) error {
	if r.Tables == nil {
		r.Tables = []Table{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// WriteText writes the result for people: a line for each table, then one for each row: + added, - removed, ~ changed.
func (r Result) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	say := func(format string, args ...any) { fmt.Fprintf(b, format, args...) } //nolint:errcheck // Flush returns it
	for _, t := range r.Tables {
		say("%s: %d added, %d removed, %d changed\n", t.Name, len(t.Added), len(t.Removed), len(t.Changed))
		for _, row := range t.Removed {
			say("  - %s%s\n", row.Key, cells(row))
		}
		for _, row := range t.Added {
			say("  + %s%s\n", row.Key, cells(row))
		}
		for _, c := range t.Changed {
			say("  ~ %s\n", c.Key)
			for _, x := range c.Cells {
				say("      %s: %s → %s\n", x.Column, shown(x.Old), shown(x.New))
			}
		}
	}
	return b.Flush()
}

func cells(r Row) string {
	var b strings.Builder
	for _, c := range slices.Sorted(maps.Keys(r.Cells)) {
		fmt.Fprintf(&b, " %s=%q", c, r.Cells[c])
	}
	return b.String()
}

func shown(s string) string {
	if s == "" {
		return "(null)"
	}
	return s
}
