package ingest_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mahdar/pipeline/document"
	"mahdar/pipeline/ingest"
)

func samplePDF(tb testing.TB) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "samples", "election-ar.pdf"))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// TestPDF compares the words of a PDF file with those of the text that it was set from; marks may stand elsewhere before repair.
func TestPDF(t *testing.T) {
	src, err := ingest.Read("a.pdf", bytes.NewReader(samplePDF(t)), 0)
	if err != nil {
		t.Fatal(err)
	}
	if src.Format != "pdf" || src.Pages != 5 || len(src.Facts) != len(src.Runes) {
		t.Errorf("format %s, %d pages, %d facts for %d characters", src.Format, src.Pages, len(src.Facts), len(src.Runes))
	}
	want, err := os.ReadFile(filepath.Join("..", "..", "docs", "samples", "election-ar.clean.txt"))
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]int{}
	for w := range strings.FieldsSeq(string(src.Extract)) {
		have[w]++
	}
	missed, n := 0, 0
	for w := range strings.FieldsSeq(string(want)) {
		n++
		if have[w] == 0 {
			missed++
			continue
		}
		have[w]--
	}
	if missed*20 > n {
		t.Errorf("%d of %d words are not in the PDF file's text", missed, n)
	}
	if text := string(src.Extract); !strings.Contains(text, "»أويل«") || strings.Contains(text, " و يعرض") {
		t.Error("a false space stands within a word")
	}
	for i, f := range src.Facts {
		if f&document.Doubtful != 0 {
			t.Errorf("character %d is doubtful", i)
		}
	}
}

// FuzzPDF makes sure that a broken file is refused and breaks nothing.
func FuzzPDF(f *testing.F) {
	raw := samplePDF(f)
	f.Add(raw[:2000])
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 99999999>>endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		src, err := ingest.Read("a.pdf", bytes.NewReader(append([]byte("%PDF-1.7\n"), raw...)), 1<<20)
		var refused *ingest.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("error %v of another kind", err)
		}
		if err == nil && len(src.Facts) > 0 && len(src.Facts) != len(src.Runes) {
			t.Errorf("%d facts for %d characters", len(src.Facts), len(src.Runes))
		}
	})
}
