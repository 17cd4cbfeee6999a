package annotate

import (
	"fmt"
	"strings"

	"mahdar/pipeline/document"
)

// both runs the two annotators as the stage does.
func both(d *document.Document) (qs, ds []document.Annotation) {
	qs = quantities(d)
	taken := make([]bool, len(d.Tokens))
	for _, a := range qs {
		if a.Type != document.TypeOrdinal {
			for i := a.First; i < a.Last; i++ {
				taken[i] = true
			}
		}
	}
	return qs, dates(d, func(i int) bool { return taken[i] })
}

// show writes an annotation as the case files do: type value [unit] [flags] | words.
func show(d *document.Document, a document.Annotation) string {
	var b strings.Builder
	b.WriteString(a.Type)
	switch a.Type {
	case document.TypeDate:
		fmt.Fprintf(&b, " %s %s", a.Date.EDTF, a.Date.Basis)
		if a.Date.Weekday >= 0 {
			fmt.Fprintf(&b, " day%d", a.Date.Weekday)
		}
	case document.TypeTime:
		b.WriteString(" " + a.Value)
	default:
		b.WriteString(" " + a.Quantity.Low.String())
		if a.Quantity.Low != a.Quantity.High {
			b.WriteString(".." + a.Quantity.High.String())
		}
		if a.Unit != "" {
			b.WriteString(" " + a.Unit)
		}
		if a.Value != "" {
			b.WriteString(" =" + a.Value)
		}
		for _, f := range []struct {
			on   bool
			name string
		}{{a.Quantity.Approx, "approx"}, {a.Quantity.AtLeast, "atleast"}, {a.Quantity.AtMost, "atmost"}} {
			if f.on {
				b.WriteString(" " + f.name)
			}
		}
	}
	words := d.Text.Content[d.Tokens[a.First].Start:d.Tokens[a.Last-1].End]
	return b.String() + " | " + strings.Join(strings.Fields(words), " ")
}
