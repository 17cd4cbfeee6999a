// Package ingest turns the bytes of a report into characters whose places in the file are known.
//
// It finds the encoding (UTF-8, UTF-16, Windows-1256), drops a byte order mark and the CR of a CR LF, and keeps everything else
// as it stands, damage included. It refuses what is no report: an empty or binary file, one that is too large, one without a
// word of Arabic or English. Afterwards every character of the [document.Source] leads to its byte.
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

// DefaultMaxBytes is the size up to which a report is read when the settings do not say otherwise: 64 MiB.
const DefaultMaxBytes = 64 << 20

// Settings of the stage.
type Settings struct {
	MaxBytes int64 // bytes; a larger report is refused. 0 stands for DefaultMaxBytes
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
	limit := s.settings.MaxBytes
	if d.Source.Runes != nil { // read already
		return nil
	}
	if d.Source.Bytes != nil {
		src, err := Read(d.Source.Name, bytes.NewReader(d.Source.Bytes), limit)
		if err == nil {
			d.Source = src
		}
		return err
	}
	src, err := ReadFile(d.Source.Name, limit)
	if err == nil {
		d.Source = src
	}
	return err
}

// ReadFile reads the report at path. The Source is named by the base name of path.
func ReadFile(path string, limit int64) (document.Source, error) {
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
	if limit = effective(limit); info.Mode().IsRegular() && info.Size() > limit {
		return document.Source{}, tooLarge(filepath.Base(path), limit)
	}
	return Read(path, f, limit)
}

// Read reads a report of at most limit bytes, [DefaultMaxBytes] for 0. It reads no more than one byte beyond the limit, and no
// more than the first kilobytes of a file that is not text. What is wrong with the report is an [*Error] around one of the
// package's sentinel errors; an error of r is returned as it is, with the name.
//
// Offsets are bytes from 0 of the file as it is, byte order mark and CR included.
func Read(name string, r io.Reader, limit int64) (document.Source, error) {
	name = filepath.Base(name)
	limit = effective(limit)
	head := make([]byte, 8192)
	n, err := io.ReadFull(r, head)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return document.Source{}, fmt.Errorf("read report %s: %w", name, err)
	}
	head = head[:n]
	if err := sniff(head); err != nil {
		return document.Source{}, &Error{Name: name, Err: err}
	}
	raw := head
	if !whole {
		b := bytes.NewBuffer(head)
		if _, err := b.ReadFrom(io.LimitReader(r, limit-int64(n)+1)); err != nil {
			return document.Source{}, fmt.Errorf("read report %s: %w", name, err)
		}
		raw = b.Bytes()
	}
	if int64(len(raw)) > limit {
		return document.Source{}, tooLarge(name, limit)
	}
	src, err := Decode(raw)
	if err != nil {
		return document.Source{}, &Error{Name: name, Err: err}
	}
	sum := sha256.Sum256(raw)
	src.Name, src.Bytes, src.SHA256, src.Format = name, raw, hex.EncodeToString(sum[:]), "text"
	return src, nil
}

// effective returns the limit that holds: offsets are 32-bit, so none is above 2 GiB.
func effective(limit int64) int64 {
	if limit <= 0 {
		return DefaultMaxBytes
	}
	return min(limit, math.MaxInt32-1)
}
