package ingest

import (
	"errors"
	"fmt"
)

// What can be wrong with a report. Each message says what to do about it.
var (
	ErrEmpty     = errors.New("the file is empty; give a report with text")
	ErrFolder    = errors.New("this is a folder; give the files in it")
	ErrBinary    = errors.New("the file holds binary data and no text; export the report as plain text (UTF-8)")
	ErrFormat    = errors.New("this format is not read yet; convert it to plain text (UTF-8) first, with pdftotext or a word processor")
	ErrTooLarge  = errors.New("the file is too large")
	ErrUnpacked  = errors.New("the file unpacks to too much")
	ErrElements  = errors.New("the file has too many elements; raise ingest.max_unpacked_bytes in the settings if you trust it, or cut the report into parts")
	ErrDepth     = errors.New("the file is nested too deeply")
	ErrBroken    = errors.New("the file is broken; open it in the program that made it and save it anew, or export it as plain text (UTF-8)")
	ErrDoctype   = errors.New("the file declares entities or a document type, which no sound file of this kind does; save it anew with a word processor")
	ErrEncrypted = errors.New("the file is encrypted; remove the password or the protection first")
	ErrNoText    = errors.New("the file holds no text of a report; export the report as plain text (UTF-8)")
	ErrLanguage  = errors.New("the file holds no word of Arabic or English")
	ErrEncoding  = errors.New("the encoding is none of UTF-8, UTF-16, Windows-1256, ISO-8859-6 and Windows-1252; save the report as UTF-8")
	errImageOnly = fmt.Errorf("%w: its pages are pictures without a text layer; run OCR on it first, for example with ocrmypdf", ErrNoText)
	errImage     = fmt.Errorf("%w: an image", ErrBinary)
	errTruncated = fmt.Errorf("%w: UTF-16 cut in the middle of a character", ErrEncoding)
)

// Error is a report that cannot be read, and why.
type Error struct {
	Name string // of the file
	Err  error  // wraps one of the package's sentinel errors
}

// Error returns the name and the reason.
func (e *Error) Error() string { return fmt.Sprintf("read report %s: %v", e.Name, e.Err) }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

func tooLarge(name string, limit int64) error {
	return &Error{Name: name, Err: fmt.Errorf("%w: more than %d bytes (%s); raise ingest.max_bytes in the settings or MAHDAR_INGEST_MAX_BYTES, "+
		"or cut the report into parts", ErrTooLarge, limit, size(limit))}
}

func unpacked(limit int64) error {
	return fmt.Errorf("%w: more than %d bytes (%s); raise ingest.max_unpacked_bytes in the settings or MAHDAR_INGEST_MAX_UNPACKED_BYTES "+
		"if you trust it", ErrUnpacked, limit, size(limit))
}

func tooDeep(limit int) error {
	return fmt.Errorf("%w: more than %d elements within each other; raise ingest.max_depth in the settings or MAHDAR_INGEST_MAX_DEPTH "+
		"if you trust it", ErrDepth, limit)
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
