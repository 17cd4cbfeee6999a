// Package ingest turns the bytes of a report into characters whose places in the file are known.
//
// What a file is, its content tells, never its name. Of plain text it finds the encoding (UTF-8, UTF-16, Windows-1256,
// ISO-8859-6, Windows-1252), drops a byte order mark and the CR of a CR LF, and keeps everything else as it stands, damage
// included. Of PDF, HTML, DOCX and EPUB it extracts the text of the report: a line for each paragraph, heading, item and row of a
// table, without what stands around the text of a page. It refuses what is no report: an empty or binary file, one that is or
// unpacks too large or is nested too deeply, one without a word of Arabic or English. Afterwards every character of the
// [document.Source] leads to its byte in the file, or in the text extracted from it.
package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"mahdar/pipeline/document"
)

// What is read when the settings do not say otherwise.
const (
	DefaultMaxBytes    = 64 << 20 // of a file: 64 MiB
	DefaultMaxUnpacked = 64 << 20 // of what is read of a packed file, unpacked: 64 MiB
	DefaultMaxDepth    = 256      // of elements within each other
	DefaultMaxPages    = 5000     // of a PDF file
	DefaultMaxSeconds  = 300      // for a PDF file
)

// Settings of the stage. 0 stands for the default.
type Settings struct {
	MaxBytes    int64 // bytes; a larger report is refused
	MaxUnpacked int64 // bytes; a DOCX, EPUB or PDF file whose text unpacks to more is refused
	MaxDepth    int   // elements; an HTML, DOCX or EPUB file with more within each other is refused
	MaxPages    int   // a PDF file with more is refused
	MaxSeconds  int   // a PDF file that takes longer is refused
}

// defaults returns s with the limits that hold: offsets are 32-bit, so none is above 2 GiB.
func (s Settings) defaults() Settings {
	if s.MaxBytes <= 0 {
		s.MaxBytes = DefaultMaxBytes
	}
	if s.MaxUnpacked <= 0 {
		s.MaxUnpacked = DefaultMaxUnpacked
	}
	if s.MaxDepth <= 0 {
		s.MaxDepth = DefaultMaxDepth
	}
	if s.MaxPages <= 0 {
		s.MaxPages = DefaultMaxPages
	}
	if s.MaxSeconds <= 0 {
		s.MaxSeconds = DefaultMaxSeconds
	}
	s.MaxBytes, s.MaxUnpacked = min(s.MaxBytes, math.MaxInt32-1), min(s.MaxUnpacked, math.MaxInt32-1)
	return s
}

// Stage reads reports.
type Stage struct{ settings Settings }

// New returns the stage.
func New(cfg Settings) *Stage { return &Stage{settings: cfg} }

// Name returns "ingest".
func (*Stage) Name() string { return "ingest" }

// Run fills d.Source from the file that d.Source.Name names, or from d.Source.Bytes where a caller has put them already. It returns
// an [*Error] when the file is no report.
func (s *Stage) Run(ctx context.Context, d *document.Document) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.Source.Runes != nil { // read already
		return nil
	}
	if d.Source.Bytes != nil {
		src, err := s.settings.Read(d.Source.Name, bytes.NewReader(d.Source.Bytes))
		if err == nil {
			d.Source = src
		}
		return err
	}
	src, err := s.settings.ReadFile(d.Source.Name)
	if err == nil {
		d.Source = src
	}
	return err
}

// ReadFile reads the report at path of at most limit bytes with the default settings, as [Settings.ReadFile] does.
func ReadFile(path string, limit int64) (document.Source, error) {
	return Settings{MaxBytes: limit}.ReadFile(path)
}

// Read reads a report of at most limit bytes with the default settings, as [Settings.Read] does.
func Read(name string, r io.Reader, limit int64) (document.Source, error) {
	return Settings{MaxBytes: limit}.Read(name, r)
}

// ReadFile reads the report at path. The Source is named by the base name of path.
func (s Settings) ReadFile(path string) (document.Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return document.Source{}, fmt.Errorf("read report: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return document.Source{}, fmt.Errorf("read report: %w", err)
	}
	if info.IsDir() {
		return document.Source{}, &Error{Name: filepath.Base(path), Err: ErrFolder}
	}
	if limit := s.defaults().MaxBytes; info.Mode().IsRegular() && info.Size() > limit {
		return document.Source{}, tooLarge(filepath.Base(path), limit)
	}
	return s.Read(path, f)
}

// Read reads a report. It reads no more than one byte beyond the limit, and no more than the first kilobytes of a file that
// is of no format it knows. What is wrong with the report is an [*Error] around one of the package's sentinel errors; an error
// of r is returned as it is, with the name.
//
// Offsets are bytes from 0 of the file as it is, byte order mark and CR included, or of the text extracted from it.
func (s Settings) Read(name string, r io.Reader) (document.Source, error) {
	s = s.defaults()
	name = filepath.Base(name)
	head := make([]byte, 8192)
	n, err := io.ReadFull(r, head)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return document.Source{}, fmt.Errorf("read report %s: %w", name, err)
	}
	head = head[:n]
	format, err := sniff(head)
	if err != nil {
		return document.Source{}, &Error{Name: name, Err: err}
	}
	raw := head
	if !whole {
		b := bytes.NewBuffer(head)
		if _, err := b.ReadFrom(io.LimitReader(r, s.MaxBytes-int64(n)+1)); err != nil {
			return document.Source{}, fmt.Errorf("read report %s: %w", name, err)
		}
		raw = b.Bytes()
	}
	if int64(len(raw)) > s.MaxBytes {
		return document.Source{}, tooLarge(name, s.MaxBytes)
	}
	src, err := s.source(format, raw)
	if err != nil {
		return document.Source{}, &Error{Name: name, Err: err}
	}
	sum := sha256.Sum256(raw)
	src.Name, src.Bytes, src.SHA256 = name, raw, hex.EncodeToString(sum[:])
	return src, nil
}

// sourcePDF reads the text of a PDF file.
func (s Settings) sourcePDF(raw []byte) (document.Source, error) {
	text, facts, pages, err := s.readPDF(raw)
	if err != nil {
		return document.Source{}, fmt.Errorf("%s: %w", formatNames[formatPDF], err)
	}
	src := document.Source{Format: formatPDF, Encoding: encodingUTF8, Extract: []byte(string(text)), Pages: pages}
	bad := decodeUTF8(src.Extract, &src)
	if len(src.Runes) == len(facts) {
		src.Facts = facts
	}
	src.Pages = pages
	return src, judge(src.Extract, &src, bad)
}

// source reads the text of a file in the format that its first bytes tell.
func (s Settings) source(format string, raw []byte) (document.Source, error) {
	var (
		text string
		err  error
	)
	switch format {
	case formatHTML:
		text, err = s.readHTML(raw)
	case formatPDF:
		return s.sourcePDF(raw)
	case formatZIP:
		format, text, err = s.readZIP(raw)
	default:
		src, err := Decode(raw)
		src.Format = formatText
		return src, err
	}
	if err != nil {
		return document.Source{}, err
	}
	if text == "" {
		return document.Source{}, fmt.Errorf("%s: %w", formatNames[format], ErrNoText)
	}
	src := document.Source{Format: format, Encoding: encodingUTF8, Extract: []byte(text)}
	bad := decodeUTF8(src.Extract, &src)
	return src, judge(src.Extract, &src, bad)
}
