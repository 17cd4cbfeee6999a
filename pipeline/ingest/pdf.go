package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"

	"mahdar/pipeline/document"
)

// PDFium, compiled to WebAssembly, reads PDF files in a sandbox without files and network. Its characters are taken in its own order; what
// it gets wrong about Arabic is put right by what the glyphs show:
//
//   - one glyph for two letters (lam-alef) comes out in the order of the page, alef first: characters with one origin that stand so are
//     turned;
//   - a digit whose glyph the file maps to no character for sure may be any digit: it becomes U+FFFD, so that no number is made of it.

// What a PDF file may cost.
const (
	maxPDFPages  = 5000
	pdfMemory    = 16384 // pages of 64 KiB: 1 GiB
	pdfWait      = 2 * time.Minute
	maxPageRunes = 1 << 20
)

// pdfPool starts PDFium when the first PDF file is met. Each reader has an instance of its own.
var pdfPool = sync.OnceValues(func() (pdfium.Pool, error) {
	cfg := wazero.NewRuntimeConfig().WithMemoryLimitPages(pdfMemory)
	if dir, err := os.UserCacheDir(); err == nil { // compiling takes seconds, once for each machine
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "mahdar", "wazero")); err == nil {
			cfg = cfg.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxTotal: runtime.GOMAXPROCS(0) + 1, MaxIdle: runtime.GOMAXPROCS(0) + 1, FSConfig: wazero.NewFSConfig(), RuntimeConfig: cfg, ReuseWorkers: true,
		Stdout: nothing{}, Stderr: nothing{},
	})
})

// nothing takes what PDFium has to say to itself.
type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }

// readPDF returns the text of a PDF file with what its glyphs tell of the characters; pages are parted by form feeds.
func (s Settings) readPDF(raw []byte) (text []rune, facts []document.Fact, pages int, err error) {
	pool, err := pdfPool()
	if err != nil {
		return nil, nil, 0, fmt.Errorf("start the reader of PDF files: %w", err)
	}
	instance, err := pool.GetInstance(pdfWait)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("start the reader of PDF files: %w", err)
	}
	defer func() {
		if v := recover(); v != nil { // a file that breaks the sandbox breaks no more than that
			err = fmt.Errorf("%w (%v)", ErrBroken, v)
			_ = instance.Kill()
			return
		}
		err = errors.Join(err, instance.Close())
	}()
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &raw})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return nil, nil, 0, ErrEncrypted
	case err != nil:
		return nil, nil, 0, fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, nil, 0, fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	if count.PageCount > maxPDFPages {
		return nil, nil, 0, fmt.Errorf("%w: %d pages, at most %d are read; cut the report into parts", ErrTooLarge, count.PageCount, maxPDFPages)
	}
	r := pdfReader{instance: instance, limit: int(s.MaxUnpacked)}
	for i := range count.PageCount {
		if i > 0 {
			r.put('\f', 0)
		}
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		if err := r.page(page); err != nil {
			return nil, nil, 0, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	if !r.letters {
		return nil, nil, 0, errImageOnly
	}
	return r.text, r.facts, count.PageCount, nil
}

// pdfReader gathers the characters of a file.
type pdfReader struct {
	instance pdfium.Pdfium
	text     []rune
	facts    []document.Fact
	size     int // bytes in UTF-8
	limit    int
	letters  bool
}

func (r *pdfReader) put(c rune, f document.Fact) {
	r.text, r.facts = append(r.text, c), append(r.facts, f)
	r.size += utf8.RuneLen(c)
}

func (r *pdfReader) page(page requests.Page) error {
	loaded, err := r.instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	p := loaded.TextPage
	defer r.instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: p}) //nolint:errcheck // the instance goes with it
	n, err := r.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p})
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	if n.Count > maxPageRunes {
		return fmt.Errorf("%w: %d characters on one page", ErrTooLarge, n.Count)
	}
	chars := make([]rune, n.Count)
	for i := range chars {
		c, err := r.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: p, Index: i})
		if err != nil {
			return fmt.Errorf("%w (%w)", ErrBroken, err)
		}
		chars[i] = rune(c.Unicode)
	}
	start := len(r.text)
	for i := 0; i < len(chars); {
		if r.size > r.limit {
			return unpacked(int64(r.limit))
		}
		i += r.char(p, chars, i)
	}
	r.settle(start)
	return nil
}

// char takes over the character at i, or the letters of the ligature that begins there, and returns how many they are.
func (r *pdfReader) char(p references.FPDF_TEXTPAGE, chars []rune, i int) int {
	c := chars[i]
	switch {
	case c == '\r':
		return 1
	case c == 2: // a hyphen at the end of a line
		r.put('-', 0)
		return 1
	case c == 0 || c == 0xFFFE || c == unicode.ReplacementChar || c < ' ' && c != '\n' && c != '\t' || !utf8.ValidRune(c):
		r.put(unicode.ReplacementChar, document.Doubtful)
		return 1
	case isAlef(c) && i+1 < len(chars) && chars[i+1] == 'ل' && r.oneGlyph(p, i, i+1):
		r.letters = true
		r.put('ل', 0)
		r.put(c, document.Ligature)
		return 2
	case c == 'ه' && i+2 < len(chars) && chars[i+1] == 'ل' && chars[i+2] == 'ل' && r.oneGlyph(p, i, i+2):
		r.letters = true
		r.put('ل', 0)
		r.put('ل', document.Ligature)
		r.put('ه', document.Ligature)
		return 3
	case unicode.IsDigit(c) && r.unmapped(p, i):
		r.put(unicode.ReplacementChar, document.Doubtful)
		return 1
	}
	r.letters = r.letters || unicode.IsLetter(c)
	r.put(c, 0)
	return 1
}

func isAlef(c rune) bool { return c == 'ا' || c == 'أ' || c == 'إ' || c == 'آ' || c == 'ٱ' }

// oneGlyph reports whether two characters stand at the same place of the page: they come from one glyph.
func (r *pdfReader) oneGlyph(p references.FPDF_TEXTPAGE, i, k int) bool {
	a, err := r.instance.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p, Index: i})
	if err != nil {
		return false
	}
	b, err := r.instance.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p, Index: k})
	return err == nil && a.X == b.X && a.Y == b.Y
}

// unmapped reports a glyph that the file maps to no character for sure.
func (r *pdfReader) unmapped(p references.FPDF_TEXTPAGE, i int) bool {
	e, err := r.instance.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: p, Index: i})
	return err != nil || e.HasUnicodeMapError
}

// settle puts the marks behind a number that PDFium lists before it: in a line from right to left, 2,22%، comes out as ،%2,22.
func (r *pdfReader) settle(from int) {
	arabic := false
	for start, i := from, from; i <= len(r.text); i++ {
		if i < len(r.text) && !unicode.IsSpace(r.text[i]) {
			arabic = arabic || unicode.Is(unicode.Arabic, r.text[i]) && unicode.IsLetter(r.text[i])
			continue
		}
		if arabic {
			r.settleWord(start, i)
		}
		start = i + 1
	}
}

// settleWord turns a word of marks and a number behind them.
func (r *pdfReader) settleWord(start, end int) {
	n := start
	for n < end && trailing(r.text[n]) {
		n++
	}
	if n == start || n == end || !unicode.IsDigit(r.text[n]) || !unicode.IsDigit(r.text[end-1]) {
		return
	}
	for i := n; i < end; i++ {
		if c := r.text[i]; !unicode.IsDigit(c) && c != ',' && c != '.' && c != '٫' && c != '٬' {
			return
		}
	}
	marks := slices.Clone(r.text[start:n])
	slices.Reverse(marks)
	facts := slices.Clone(r.facts[start:n])
	copy(r.text[start:], r.text[n:end])
	copy(r.facts[start:], r.facts[n:end])
	copy(r.text[end-len(marks):], marks)
	copy(r.facts[end-len(marks):], facts)
}

// trailing reports the marks that follow a number, never lead it.
func trailing(c rune) bool {
	switch c {
	case '،', '؛', '%', '٪', '؟', '!', ':':
		return true
	}
	return false
}
