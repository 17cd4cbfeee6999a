package annotate

import (
	"os"
	"path/filepath"
	"testing"

	"mahdar/pipeline/document"
	"mahdar/pipeline/segment"
)

func read(text string) *document.Document {
	d := &document.Document{}
	d.Text.Content = text
	segment.Segment(d)
	return d
}

// TestDump prints what is found in the texts named by the variable ANNOTATE; it helps to look at new material.
func TestDump(t *testing.T) {
	glob := os.Getenv("ANNOTATE")
	if glob == "" {
		t.Skip("ANNOTATE names no text")
	}
	files, _ := filepath.Glob(glob)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d := read(string(raw))
		t.Logf("== %s reference %s", filepath.Base(f), referenceDate(d))
		qs, ds := both(d)
		for _, a := range qs {
			t.Logf("%d\t%s", d.Tokens[a.First].Line, show(d, a))
		}
		for _, a := range ds {
			t.Logf("%d\t%s", d.Tokens[a.First].Line, show(d, a))
		}
	}
}
