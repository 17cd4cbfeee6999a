package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
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
//   - marks that belong behind a number or a Latin line come out before it: they are moved;
//   - the glyph that stretches a word may carry the character of a digit or a mark: it becomes a filler, which repair drops;
//   - what runs along the top and the foot of the pages is dropped;
//   - a digit whose glyph the file maps to no character for sure may be any digit: the digits of its number become U+FFFD, so that no number
//     is made of them.

// What a PDF file may cost.
const (
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

// readPDF returns the text of a PDF file with what its glyphs tell of the characters; pages are parted by form feeds. PDFium cannot be
// interrupted within a page: where one takes too long it is left alone with it.
func (s Settings) readPDF(raw []byte) (text []rune, facts []document.Fact, pages int, err error) {
	limit := time.Duration(s.MaxSeconds) * time.Second
	done := make(chan struct{})
	var (
		read    []pdfPage
		readErr error
	)
	go func() {
		defer close(done)
		read, readErr = s.pdfPages(raw, time.Now().Add(limit)) //nolint:forbidigo // a limit: a file is read whole or refused
	}()
	timer := time.NewTimer(limit + time.Second)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		return nil, nil, 0, s.tooSlow()
	}
	if readErr != nil {
		return nil, nil, 0, readErr
	}
	for i := range read {
		read[i].doubt()
	}
	markFillers(read)
	dropRunning(read)
	letters := false
	for i, p := range read {
		if i > 0 {
			text, facts = append(text, '\f'), append(facts, 0)
		}
		letters = letters || slices.ContainsFunc(p.text, unicode.IsLetter)
		text, facts = append(text, p.text...), append(facts, p.facts...)
	}
	if !letters {
		return nil, nil, 0, errImageOnly
	}
	return text, facts, len(read), nil
}

func (s Settings) tooSlow() error {
	return fmt.Errorf("%w: reading it takes more than %d seconds; raise ingest.max_seconds in the settings or MAHDAR_INGEST_MAX_SECONDS "+
		"if you trust it", ErrTooLarge, s.MaxSeconds)
}

// pdfPages reads the pages one by one.
func (s Settings) pdfPages(raw []byte, deadline time.Time) (pages []pdfPage, err error) {
	pool, err := pdfPool()
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDF files: %w", err)
	}
	instance, err := pool.GetInstance(pdfWait)
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDF files: %w", err)
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
		return nil, ErrEncrypted
	case err != nil:
		return nil, fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	if count.PageCount > s.MaxPages {
		return nil, fmt.Errorf("%w: %d pages; raise ingest.max_pages (%d) in the settings or MAHDAR_INGEST_MAX_PAGES, "+
			"or cut the report into parts", ErrTooLarge, count.PageCount, s.MaxPages)
	}
	r := pdfReader{instance: instance, limit: int(s.MaxUnpacked), deadline: deadline}
	for i := range count.PageCount {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		r.pdfPage = pdfPage{}
		err := r.page(page)
		switch {
		case errors.Is(err, errSlow):
			return nil, s.tooSlow()
		case err != nil:
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		pages = append(pages, r.pdfPage)
	}
	return pages, nil
}

// errSlow ends a page that takes too long.
var errSlow = errors.New("too slow")

// pdfReader gathers the characters of a file.
type pdfReader struct {
	instance pdfium.Pdfium
	pdfPage      // the page being read
	size     int // bytes in UTF-8, of all pages
	limit    int
	deadline time.Time
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
		if i%256 == 0 && time.Now().After(r.deadline) { //nolint:forbidigo // as above
			return errSlow
		}
		c, err := r.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: p, Index: i})
		if err != nil {
			return fmt.Errorf("%w (%w)", ErrBroken, err)
		}
		chars[i] = rune(c.Unicode)
	}
	for i := 0; i < len(chars); {
		if r.size > r.limit {
			return unpacked(int64(r.limit))
		}
		if i%256 == 0 && time.Now().After(r.deadline) { //nolint:forbidigo // as above
			return errSlow
		}
		n, at := r.char(p, chars, i), r.placeOf(p, chars, i)
		for len(r.places) < len(r.text) {
			r.places = append(r.places, at)
		}
		i += n
	}
	r.arrange()
	if len(r.text) > 0 && r.text[len(r.text)-1] != '\n' {
		r.put('\n', 0) // the last word of a page is not the first of the next
	}
	r.settle()
	return nil
}

// char takes over the character at i, or the letters of the ligature that begins there, and returns how many they are.
func (r *pdfReader) char(p references.FPDF_TEXTPAGE, chars []rune, i int) int {
	c := chars[i]
	switch {
	case c == '\r' || c == '\uFEFF' || unicode.Is(unicode.Bidi_Control, c):
		return 1
	case c == 2: // a hyphen at the end of a line
		r.put('-', 0)
		return 1
	case c == 0 || c == 0xFFFE || c == unicode.ReplacementChar || c < ' ' && c != '\n' && c != '\t' || !utf8.ValidRune(c):
		f := document.Doubtful
		if i > 0 && i+1 < len(chars) && (arabicLetter(chars[i-1]) || chars[i-1] == c) && (arabicLetter(chars[i+1]) || chars[i+1] == c) {
			f = 0 // within a word it may be a stretch, which repair can tell
		}
		r.put(unicode.ReplacementChar, f)
		return 1
	case isAlef(c) && i+1 < len(chars) && chars[i+1] == 'ل' && r.oneGlyph(p, i, i+1):
		r.put('ل', 0)
		r.put(c, document.Ligature)
		return 2
	case c == 'ه' && i+2 < len(chars) && chars[i+1] == 'ل' && chars[i+2] == 'ل' && r.oneGlyph(p, i, i+2):
		r.put('ل', 0)
		r.put('ل', document.Ligature)
		r.put('ه', document.Ligature)
		return 3
	case unicode.IsDigit(c) && r.unmapped(p, i):
		r.put(unicode.ReplacementChar, document.Doubtful)
		return 1
	}
	r.put(c, 0)
	return 1
}

func isAlef(c rune) bool { return c == 'ا' || c == 'أ' || c == 'إ' || c == 'آ' || c == 'ٱ' }

// placeOf returns where a character stands.
func (r *pdfReader) placeOf(p references.FPDF_TEXTPAGE, chars []rune, i int) place {
	if chars[i] < ' ' {
		return place{}
	}
	ink, err := r.instance.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p, Index: i})
	if err != nil {
		return place{}
	}
	advance, err := r.instance.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: p, Index: i})
	if err != nil {
		return place{}
	}
	left, right := advance.Rect.Left, advance.Rect.Right
	if right <= left { // a mark over a letter
		left, right = float32(ink.Left), float32(ink.Right)
	}
	if right <= left {
		return place{}
	}
	at, err := r.instance.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p, Index: i})
	if err != nil {
		return place{}
	}
	size, err := r.instance.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p, Index: i})
	if err != nil {
		return place{}
	}
	return place{
		left: left, right: right, inkLeft: float32(ink.Left), inkRight: float32(ink.Right),
		origin: float32(at.X), base: float32(at.Y), size: float32(size.FontSize),
	}
}

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

// settle puts the marks behind a number that PDFium lists before it: in a line from right to left, 2,22%، comes out as ،%2,22. The last
// mark of a Latin line that stands in such a paragraph comes out at its beginning.
func (p *pdfPage) settle() {
	arabic := slices.ContainsFunc(p.text, arabicLetter)
	for _, l := range p.lines() {
		line := p.text[l.start:l.end]
		if !slices.ContainsFunc(line, arabicLetter) && (!arabic || slices.ContainsFunc(line, unicode.IsLetter)) {
			p.settleLatin(l.start, l.end)
			continue
		}
		for start, i := l.start, l.start; i <= l.end; i++ {
			if i < l.end && !unicode.IsSpace(p.text[i]) {
				continue
			}
			p.settleWord(start, i)
			start = i + 1
		}
	}
}

// settleWord turns a word of marks and a number behind them. A proclitic may stand before and a percent sign behind: و،1984 and .2,12%.
func (p *pdfPage) settleWord(start, end int) {
	if end-start > 2 && strings.ContainsRune("وفبلك", p.text[start]) {
		start++
	}
	n := start
	for n < end && trailing(p.text[n]) {
		n++
	}
	last := end
	if last > n && (p.text[last-1] == '%' || p.text[last-1] == '٪') {
		last--
	}
	if n == start || n == last || !unicode.IsDigit(p.text[n]) || !unicode.IsDigit(p.text[last-1]) {
		return
	}
	for i := n; i < last; i++ {
		if !numeric(p.text[i]) {
			return
		}
	}
	p.toEnd(start, n, end)
}

// settleLatin puts the mark at the beginning of a Latin line at its end.
func (p *pdfPage) settleLatin(start, end int) {
	for end > start && unicode.IsSpace(p.text[end-1]) {
		end--
	}
	if end-start < 3 || !strings.ContainsRune(".:,;?!", p.text[start]) || !unicode.IsLetter(p.text[start+1]) {
		return
	}
	if c := p.text[end-1]; unicode.IsLetter(c) || unicode.IsDigit(c) {
		p.toEnd(start, start+1, end)
	}
}

// toEnd moves what stands from start to n behind what stands from n to end, turned.
func (p *pdfPage) toEnd(start, n, end int) {
	marks, facts := slices.Clone(p.text[start:n]), slices.Clone(p.facts[start:n])
	slices.Reverse(marks)
	slices.Reverse(facts)
	copy(p.text[start:], p.text[n:end])
	copy(p.facts[start:], p.facts[n:end])
	copy(p.text[end-len(marks):], marks)
	copy(p.facts[end-len(marks):], facts)
}

// trailing reports the marks that follow a number, never lead it.
func trailing(c rune) bool { return strings.ContainsRune("،؛%٪؟!:.", c) }
