package ingest

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// readEPUB returns the text of a book in the order of its spine.
func (s Settings) readEPUB(p *parcel) (string, error) {
	if p.has("META-INF/encryption.xml") {
		if err := p.protected(); err != nil {
			return "", err
		}
	}
	container, err := p.tree("META-INF/container.xml")
	if err != nil {
		return "", err
	}
	name := container.child("container", "rootfiles", "rootfile").attribute("full-path")
	if name == "" {
		return "", fmt.Errorf("its container names no book: %w", ErrBroken)
	}
	opf, err := p.tree(name)
	if err != nil {
		return "", err
	}
	type item struct{ href, media, properties string }
	items := map[string]item{}
	opf.each("item", func(e *element) {
		items[e.get("id")] = item{e.get("href"), e.get("media-type"), e.get("properties")}
	})
	var chapters []string
	opf.each("itemref", func(e *element) {
		it, ok := items[e.get("idref")]
		if !ok || !strings.Contains(it.media, "html") || strings.Contains(" "+it.properties+" ", " nav ") {
			return
		}
		if href, err := url.PathUnescape(it.href); err == nil {
			chapters = append(chapters, strings.TrimPrefix(path.Join("/", path.Dir(name), href), "/"))
		}
	})
	var l lines
	for _, chapter := range chapters {
		raw, err := p.read(chapter)
		if err != nil {
			return "", err
		}
		text, err := decodePage(raw)
		if err == nil {
			err = s.page(text, &l, true)
		}
		if err != nil {
			return "", fmt.Errorf("the part %s: %w", chapter, err)
		}
	}
	return l.String(), nil
}

// attribute returns the value of an attribute; that of nil is empty.
func (e *element) attribute(name string) string {
	if e == nil {
		return ""
	}
	return e.get(name)
}

// protected refuses a book whose text is encrypted. Fonts may be.
func (p *parcel) protected() error {
	root, err := p.tree("META-INF/encryption.xml")
	if err != nil {
		return err
	}
	root.each("CipherReference", func(e *element) {
		if uri := strings.ToLower(e.get("URI")); strings.HasSuffix(uri, "html") || strings.HasSuffix(uri, ".htm") || strings.HasSuffix(uri, ".xml") {
			err = ErrEncrypted
		}
	})
	return err
}
