package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxParts bounds the files within a packed file.
const maxParts = 20000

// parcel is a packed file. Reading its parts draws on one budget.
type parcel struct {
	parts    map[string]*zip.File
	left     int64 // bytes that may still be unpacked
	limit    int64
	maxDepth int
}

// readZIP returns the format and the text of a packed file.
func (s Settings) readZIP(raw []byte) (format, text string, err error) {
	if n := bytes.Count(raw, []byte("PK\x01\x02")); n > maxParts { // before the list of them takes its room
		return "", "", fmt.Errorf("a ZIP file of %d files: %w", n, ErrUnpacked)
	}
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", "", fmt.Errorf("a DOCX, EPUB or other ZIP file: %w", ErrBroken)
	}
	p := &parcel{parts: make(map[string]*zip.File, len(r.File)), left: s.MaxUnpacked, limit: s.MaxUnpacked, maxDepth: s.MaxDepth}
	for _, f := range r.File {
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, "\\", "/")), "/"))
		if p.parts[name] == nil {
			p.parts[name] = f
		}
	}
	switch {
	case p.parts["meta-inf/container.xml"] != nil:
		text, err = s.readEPUB(p)
		return formatEPUB, text, p.explain(formatEPUB, err)
	case p.parts["[content_types].xml"] != nil && p.holds("word/"):
		text, err = p.readDOCX()
		return formatDOCX, text, p.explain(formatDOCX, err)
	case p.holds("xl/"):
		return "", "", fmt.Errorf("an XLSX file: %w", ErrFormat)
	case p.holds("ppt/"):
		return "", "", fmt.Errorf("a PPTX file: %w", ErrFormat)
	case p.parts["mimetype"] != nil && p.parts["content.xml"] != nil:
		return "", "", fmt.Errorf("an OpenDocument file: %w", ErrFormat)
	}
	return "", "", fmt.Errorf("a ZIP file: %w", ErrFormat)
}

// explain names the format in an error.
func (p *parcel) explain(format string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", formatNames[format], err)
}

func (p *parcel) holds(folder string) bool {
	for name := range p.parts {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return false
}

// has reports whether there is such a part.
func (p *parcel) has(name string) bool { return p.parts[strings.ToLower(name)] != nil }

// read unpacks a part.
func (p *parcel) read(name string) ([]byte, error) {
	f := p.parts[strings.ToLower(name)]
	if f == nil {
		return nil, fmt.Errorf("the part %s is missing: %w", name, ErrBroken)
	}
	if f.Flags&1 != 0 {
		return nil, ErrEncrypted
	}
	if f.UncompressedSize64 > uint64(p.left) {
		return nil, unpacked(p.limit)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("the part %s: %w", name, ErrBroken)
	}
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(r, p.left+1)) // whatever size the part says it has
	if int64(b.Len()) > p.left {
		return nil, unpacked(p.limit)
	}
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("the part %s: %w", name, ErrBroken)
	}
	p.left -= int64(b.Len())
	return b.Bytes(), nil
}

// element is an XML element with what stands in it.
type element struct {
	name     string // without its name space
	attr     []xml.Attr
	children []*element
	text     string // of an element without a name: character data
}

// tree reads a part as XML. Nothing is looked up: entities of its own and document types are refused, and so is what is nested
// too deeply.
func (p *parcel) tree(name string) (*element, error) {
	raw, err := p.read(name)
	if err != nil {
		return nil, err
	}
	root, err := parseXML(raw, p.maxDepth, elements(p.limit))
	if err != nil {
		return nil, fmt.Errorf("the part %s: %w", name, err)
	}
	return root, nil
}

// bytesPerElement is how many bytes a file has for each element at least, over all: an element takes as much memory as some
// hundred bytes of text.
const bytesPerElement = 32

// elements returns how many elements may be read where so many bytes may be unpacked.
func elements(maxUnpacked int64) int { return int(maxUnpacked/bytesPerElement) + 1000 }

func parseXML(raw []byte, maxDepth, maxElements int) (*element, error) {
	d := xml.NewDecoder(transform.NewReader(bytes.NewReader(raw), unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // UTF-8 by now, or broken
	root := &element{}
	stack := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w (%w)", ErrBroken, err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.Directive:
			return nil, ErrDoctype
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, tooDeep(maxDepth)
			}
			if maxElements--; maxElements < 0 {
				return nil, ErrElements
			}
			e := &element{name: t.Name.Local, attr: t.Attr}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 1 {
				top.children = append(top.children, &element{text: string(t)})
			}
		}
	}
}

// get returns the value of an attribute, whatever its name space.
func (e *element) get(name string) string {
	for _, a := range e.attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// child returns the first child of a name, or nil; that of nil is nil.
func (e *element) child(names ...string) *element {
	for _, name := range names {
		var found *element
		if e != nil {
			for _, c := range e.children {
				if c.name == name {
					found = c
					break
				}
			}
		}
		e = found
	}
	return e
}

// each calls f for the elements of a name below e, not those within one another.
func (e *element) each(name string, f func(*element)) {
	for _, c := range e.children {
		if c.name == name {
			f(c)
		} else {
			c.each(name, f)
		}
	}
}
