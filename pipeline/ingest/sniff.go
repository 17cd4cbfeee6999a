package ingest

import (
	"bytes"
	"fmt"
)

// magic is how the files of other formats start.
var magic = [...]struct {
	prefix string
	err    error
}{
	{"%PDF-", fmt.Errorf("a PDF file: %w", ErrFormat)},
	{"PK\x03\x04", fmt.Errorf("a DOCX, ODT, XLSX or ZIP file: %w", ErrFormat)},
	{"PK\x05\x06", fmt.Errorf("an empty ZIP file: %w", ErrFormat)},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", fmt.Errorf("an old Word or Excel file: %w", ErrFormat)},
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

// sniff reports why a file that starts with head is no text.
func sniff(head []byte) error {
	if len(head) == 0 {
		return ErrEmpty
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.err
		}
	}
	if bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12 && string(head[8:12]) == "WEBP" {
		return errImage
	}
	if guessUTF16(head) == "" && bytes.IndexByte(head, 0) >= 0 {
		return ErrBinary
	}
	return nil
}
