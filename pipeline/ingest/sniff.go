package ingest

import (
	"bytes"
	"fmt"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// The formats, as in document.Source. What kind of ZIP file one is shows inside.
const (
	formatText = "text"
	formatHTML = "html"
	formatDOCX = "docx"
	formatEPUB = "epub"
	formatZIP  = "zip"
	formatPDF  = "pdf"
)

// formatNames names the formats for people.
var formatNames = map[string]string{formatPDF: "a PDF file", formatHTML: "an HTML page", formatDOCX: "a DOCX file", formatEPUB: "an EPUB file"}

// magic is how the files of other formats start.
var magic = [...]struct {
	prefix string
	err    error
}{
	{"PK\x05\x06", fmt.Errorf("an empty ZIP file: %w", ErrFormat)},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", fmt.Errorf("an old Word or Excel file, or one with a password: %w", ErrFormat)},
	{"{\\rtf", fmt.Errorf("an RTF file: %w", ErrFormat)},
	{"\x1F\x8B", fmt.Errorf("a gzip file: %w", ErrFormat)},
	{"7z\xBC\xAF\x27\x1C", fmt.Errorf("a 7z file: %w", ErrFormat)},
	{"Rar!\x1A\x07", fmt.Errorf("a RAR file: %w", ErrFormat)},
	{"PAR1", fmt.Errorf("a Parquet file: %w", ErrFormat)},
	{"SQLite format 3\x00", fmt.Errorf("an SQLite file: %w", ErrFormat)},
	{"\x89PNG\r\n\x1A\n", errImage},
	{"\xFF\xD8\xFF", errImage},
	{"GIF87a", errImage},
	{"GIF89a", errImage},
	{"II*\x00", errImage},
	{"MM\x00*", errImage},
	{"\x7FELF", ErrBinary},
}

// unmappedText reports UTF-8 with a few zero bytes among its letters: some readers of PDF files write one for each glyph that the file
// maps to no character.
func unmappedText(head []byte) bool {
	letters, zeros, runes := 0, 0, 0
	for i := 0; i < len(head); {
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 && len(head)-i >= utf8.UTFMax {
			return false
		}
		switch {
		case r == 0:
			zeros++
		case unicode.IsLetter(r):
			letters++
		}
		runes++
		i += n
	}
	return zeros*50 <= runes && letters*2 >= runes
}

// page matches the start of an HTML page: a document type, or an element that text does not begin with.
var page = regexp.MustCompile(`(?i)^(?:<!--(?s:.*?)-->\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|script|style|div|table|article|section|main|h[1-6]|p|ul|ol|dl|a|br|b|font|center|span)[\s>/])`)

// sniff returns the format that a file which starts with head is in, or why it is of none that is read.
func sniff(head []byte) (string, error) {
	if len(head) == 0 {
		return "", ErrEmpty
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return formatZIP, nil
	}
	if bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) { // a few bytes may stand before it
		return formatPDF, nil
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return "", m.err
		}
	}
	if bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12 && string(head[8:12]) == "WEBP" {
		return "", errImage
	}
	text := bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	if guessUTF16(head) != "" {
		text = bytes.ReplaceAll(bytes.TrimLeft(head, "\xFF\xFE"), []byte{0}, nil) // leaves ASCII as it is
	} else if bytes.IndexByte(head, 0) >= 0 && !unmappedText(head) {
		return "", ErrBinary
	}
	text = bytes.TrimLeft(text, " \t\r\n\f")
	xml := bytes.HasPrefix(text, []byte("<?xml"))
	if xml {
		if i := bytes.IndexByte(text, '>'); i > 0 {
			text = bytes.TrimLeft(text[i+1:], " \t\r\n\f")
		}
	}
	switch {
	case page.Match(text):
		return formatHTML, nil
	case xml:
		return "", fmt.Errorf("an XML file: %w", ErrFormat)
	}
	return formatText, nil
}
