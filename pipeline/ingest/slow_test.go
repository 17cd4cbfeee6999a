package ingest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestPDFTime leaves a file alone that takes more time than it may.
func TestPDFTime(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "table.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read("a.pdf", bytes.NewReader(raw), 0); err != nil { // starts the reader, which is not what is limited
		t.Fatal(err)
	}
	s := Settings{MaxBytes: 1 << 20, MaxUnpacked: 1 << 20, MaxPages: 10}
	if _, _, _, err := s.readPDF(raw); !errors.Is(err, ErrTooLarge) {
		t.Errorf("no time at all: error %v", err)
	}
}
