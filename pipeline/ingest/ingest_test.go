package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"mahdar/pipeline/document"
	"mahdar/pipeline/ingest"
)

const sample = "أعلنت اللجنة النتائج.\nVotes: 12\n"

func wide(s string, big, mark bool) string {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	var b strings.Builder
	for _, u := range units {
		if big {
			b.WriteByte(byte(u >> 8))
			b.WriteByte(byte(u))
		} else {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
	}
	return b.String()
}

func windows(t *testing.T, s string) string {
	t.Helper()
	out, err := charmap.Windows1256.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodings(t *testing.T) {
	tests := map[string]struct{ raw, encoding, want string }{
		"utf-8":                  {sample, "utf-8", sample},
		"utf-8 with a mark":      {"\uFEFF" + sample, "utf-8", sample},
		"utf-16le with a mark":   {wide(sample, false, true), "utf-16le", sample},
		"utf-16be with a mark":   {wide(sample, true, true), "utf-16be", sample},
		"utf-16le":               {wide(sample, false, false), "utf-16le", sample},
		"utf-16be":               {wide(sample, true, false), "utf-16be", sample},
		"utf-16le, english":      {wide("Votes cast", false, false), "utf-16le", "Votes cast"},
		"utf-16, surrogates":     {wide(sample+"\U0001F5F3", true, true), "utf-16be", sample + "\U0001F5F3"},
		"windows-1256":           {windows(t, sample), "windows-1256", sample},
		"windows-1256, one word": {windows(t, "Votes: صوت"), "windows-1256", "Votes: صوت"},
		"cr lf":                  {strings.ReplaceAll(sample, "\n", "\r\n"), "utf-8", sample},
		"one broken byte":        {sample + sample + "\xff", "utf-8", sample + sample + "\uFFFD"},
		"glyphs not mapped":      {strings.Repeat(sample, 4) + "مرشح\x00ين", "utf-8", strings.Repeat(sample, 4) + "مرشح\uFFFDين"},
		"english only":           {"Turnout was 60%", "utf-8", "Turnout was 60%"},
		"no line end":            {"فاز", "utf-8", "فاز"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src, err := ingest.Read("dir/a.txt", strings.NewReader(tt.raw), 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(src.Runes); got != tt.want || src.Encoding != tt.encoding {
				t.Errorf("Read gives %s %q, want %s %q", src.Encoding, got, tt.encoding, tt.want)
			}
			if src.Name != "a.txt" || src.Format != "text" || len(src.SHA256) != 64 || string(src.Bytes) != tt.raw {
				t.Errorf("Read gives name %q, format %q, hash %q", src.Name, src.Format, src.SHA256)
			}
			if want := strings.Count(strings.TrimSuffix(tt.want, "\n"), "\n") + 1; src.Lines != want {
				t.Errorf("Read counts %d lines, want %d", src.Lines, want)
			}
			checkOffsets(t, src)
		})
	}
}

// checkOffsets holds for every source: the places rise, and lead to the bytes of their character.
func checkOffsets(t *testing.T, src document.Source) {
	t.Helper()
	if len(src.Offsets) != len(src.Runes)+1 || int(src.Offsets[len(src.Runes)]) != len(src.Bytes) {
		t.Fatalf("%d offsets for %d characters, the last %d of %d bytes", len(src.Offsets), len(src.Runes), src.Offsets[len(src.Offsets)-1], len(src.Bytes))
	}
	for i, r := range src.Runes {
		from, to := src.Offsets[i], src.Offsets[i+1]
		if from >= to {
			t.Fatalf("character %d stands at %d to %d", i, from, to)
		}
		if src.Encoding == "utf-8" && r != '\uFFFD' && !bytes.HasPrefix(src.Bytes[from:], []byte(string(r))) {
			t.Fatalf("character %d is %q, but its bytes are %q", i, r, src.Bytes[from:to])
		}
	}
}

func TestOffsets(t *testing.T) {
	src, err := ingest.Read("a", strings.NewReader("\uFEFFab\r\nف\r\r\n"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int32{3, 4, 6, 7, 9, 11, 12}, src.Offsets); diff != "" {
		t.Errorf("offsets of %q (-want +got):\n%s", src.Runes, diff)
	}
}

func TestRefused(t *testing.T) {
	tests := map[string]struct {
		raw   string
		limit int64
		want  error
		text  string // part of the message
	}{
		"empty":       {"", 0, ingest.ErrEmpty, "read report a.bin: the file is empty"},
		"mark alone":  {"\uFEFF", 0, ingest.ErrLanguage, ""},
		"pdf":         {"%PDF-1.7\n", 0, ingest.ErrBroken, "a PDF file: the file is broken"},
		"cut zip":     {"PK\x03\x04....", 0, ingest.ErrBroken, "DOCX"},
		"png":         {"\x89PNG\r\n\x1A\n", 0, ingest.ErrBinary, "an image"},
		"nuls":        {"abc\x00\x00\x00\x01def\x00", 0, ingest.ErrBinary, ""},
		"only nuls":   {strings.Repeat("\x00", 100), 0, ingest.ErrBinary, ""},
		"controls":    {strings.Repeat("ab\x01\x02", 100), 0, ingest.ErrBinary, ""},
		"numbers":     {"1 2 3 4\n", 0, ingest.ErrLanguage, "no word of Arabic or English"},
		"chinese":     {"選挙の結果は発表されました a", 0, ingest.ErrLanguage, ""},
		"broken":      {strings.Repeat("ab\xa4\xb0\xb1", 50), 0, ingest.ErrEncoding, "save the report as UTF-8"},
		"too large":   {sample, 10, ingest.ErrTooLarge, "more than 10 bytes (10 bytes); raise ingest.max_bytes in the settings or MAHDAR_INGEST_MAX_BYTES"},
		"far too big": {strings.Repeat(sample, 1000), 20 << 10, ingest.ErrTooLarge, "20.0 KiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ingest.Read("a.bin", strings.NewReader(tt.raw), tt.limit)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("Read: error %v, want %v with %q", err, tt.want, tt.text)
			}
			var e *ingest.Error
			if !errors.As(err, &e) || e.Name != "a.bin" {
				t.Errorf("Read: error %#v names no file", err)
			}
		})
	}
}

// endless counts what is read of a text without an end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestLimitIsStreamed(t *testing.T) {
	r := &endless{}
	if _, err := ingest.Read("a", r, 1<<20); !errors.Is(err, ingest.ErrTooLarge) {
		t.Errorf("Read: error %v, want %v", err, ingest.ErrTooLarge)
	}
	if r.read > 4<<20 {
		t.Errorf("Read takes %d bytes to refuse more than %d", r.read, 1<<20)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestReaderError(t *testing.T) {
	if _, err := ingest.Read("a", failing{}, 0); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read: error %v, want %v", err, io.ErrClosedPipe)
	}
}

func TestStage(t *testing.T) {
	s := ingest.New(ingest.Settings{MaxBytes: 1000})
	d := &document.Document{Source: document.Source{Name: "a.txt", Bytes: []byte(sample)}}
	if err := s.Run(context.Background(), d); err != nil || s.Name() != "ingest" || d.Source.Lines != 2 {
		t.Errorf("Run: error %v, source %+v", err, d.Source)
	}
	missing := &document.Document{Source: document.Source{Name: "testdata/missing.txt"}}
	if err := s.Run(context.Background(), missing); err == nil {
		t.Error("Run finds a file that is missing")
	}
	folder := &document.Document{Source: document.Source{Name: t.TempDir()}}
	if err := s.Run(context.Background(), folder); !errors.Is(err, ingest.ErrFolder) {
		t.Errorf("Run on a folder: error %v, want %v", err, ingest.ErrFolder)
	}
}

func FuzzIngest(f *testing.F) {
	for _, s := range []string{sample, "\uFEFF" + sample, wide(sample, false, false), wide(sample, true, true), "\xC7\xE1\xE4\r\n", "%PDF-", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		src, err := ingest.Read("a", bytes.NewReader(raw), 1<<16)
		if err != nil {
			if _, ok := errors.AsType[*ingest.Error](err); !ok {
				t.Fatalf("Read: %v is no *Error", err)
			}
			return
		}
		checkOffsets(t, src)
	})
}

func BenchmarkRead(b *testing.B) {
	raw := []byte(strings.Repeat(sample, 20000))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ingest.Read("a", bytes.NewReader(raw), 0); err != nil {
			b.Fatal(err)
		}
	}
}
