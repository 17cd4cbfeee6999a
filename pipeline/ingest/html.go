package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// readHTML returns the text of a page: what the page says, without what stands around it.
func (s Settings) readHTML(raw []byte) (string, error) {
	text, err := decodePage(raw)
	if err != nil {
		return "", err
	}
	var l lines
	if err := s.page(text, &l, false); err != nil {
		return "", err
	}
	return l.String(), nil
}

// decodePage returns a page as UTF-8. What the bytes show stands over what the page declares of itself, except between encodings
// of one script.
func decodePage(raw []byte) (string, error) {
	encoding := guess(raw)
	declared, name, _ := charset.DetermineEncoding(raw[:min(len(raw), 1024)], "")
	arabicPage := encoding == encodingWindows || encoding == encodingISO
	switch {
	case encoding == encodingUTF8 && !utf8.Valid(raw), arabicPage && (name == encodingWindows || name == encodingISO):
		out, err := declared.NewDecoder().Bytes(raw)
		if err != nil {
			return "", fmt.Errorf("an HTML page in %s: %w", name, ErrEncoding)
		}
		return string(out), nil
	case encoding == encodingUTF8:
		return string(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))), nil
	}
	src, err := Decode(raw)
	return string(src.Runes), err
}

// page adds the text of an HTML page. Of a book's chapter all is text but its navigation.
func (s Settings) page(text string, l *lines, chapter bool) error {
	if strings.Count(text, "<") > elements(s.MaxUnpacked) {
		return ErrElements
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		if strings.Contains(err.Error(), "exceeds") { // the library has no error to compare with
			return tooDeep(s.MaxDepth)
		}
		return errors.Join(ErrBroken, err)
	}
	p := &pageReader{lines: l, sizes: map[*html.Node]extent{}, chapter: chapter, maxDepth: s.MaxDepth}
	if err := p.prune(root, 0); err != nil {
		return err
	}
	p.measure(root)
	body := find(root, atom.Body)
	if body == nil {
		return nil
	}
	p.dropNamed(body, p.sizes[body].text)
	p.measure(root)
	top := body
	if !chapter {
		top = p.content(body)
		p.dropLists(top, top != body)
		p.title(root, body, top)
	}
	p.flow(top)
	l.block()
	return nil
}

// pageReader reads one page.
type pageReader struct {
	lines    *lines
	sizes    map[*html.Node]extent
	chapter  bool
	maxDepth int
	fresh    bool // the mark of an item has just been written
	pre      bool
	items    int // items of lists that the text being read stands in
}

// extent says how much text an element holds, in characters that are no white space.
type extent struct {
	text  int
	links int // of that in links
	count int // of links
}

// unseen are elements that hold no text of the page, or that frame it.
var unseen = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Math: true,
	atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Canvas: true, atom.Audio: true, atom.Video: true, atom.Map: true,
	atom.Nav: true, atom.Aside: true, atom.Footer: true, atom.Button: true, atom.Select: true, atom.Input: true,
	atom.Textarea: true, atom.Dialog: true, atom.Menu: true, atom.Datalist: true, atom.Noframes: true, atom.Rp: true, atom.Rt: true,
}

// frameRoles are the roles of what frames the text.
var frameRoles = regexp.MustCompile(`^(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|menu|menubar|toolbar|tablist)$`)

// frameWords are the words in the classes and ids of what frames the text.
var frameWords = regexp.MustCompile(`^(?:cookies?|consent|gdpr|comments?|respond|disqus|sidebar|related|share|sharing|social|breadcrumbs?|menu|` +
	`nav|navbar|navigation|navbox|footer|masthead|topbar|newsletter|subscribe|subscription|advert|adverts|advertisement|ads?|promo|popup|` +
	`modal|overlay|pagination|pager|recommended|recommendations|trending|skip|login|signup|toc|catlinks|editsection|noprint|` +
	`printfooter|hatnote|reflist|references|sponsored|outbrain|taboola|jump|banner)$`)

// layoutWords are the words beside such a word in a name that says what the page has, as in with-sidebar or comments-open.
var layoutWords = regexp.MustCompile(`^(?:no|not|has|have|with|without|open|closed|on|off|enabled|disabled|left|right|content|main)$`)

// hiding matches a style that keeps an element from being shown.
var hiding = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)`)

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// prune takes out what is never text, and refuses a page that is nested too deeply.
func (p *pageReader) prune(n *html.Node, depth int) error {
	if depth > p.maxDepth {
		return tooDeep(p.maxDepth)
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode, c.Type == html.ElementNode && p.hidden(c):
			n.RemoveChild(c)
		default:
			if err := p.prune(c, depth+1); err != nil {
				return err
			}
		}
		c = next
	}
	return nil
}

func (p *pageReader) hidden(n *html.Node) bool {
	if unseen[n.DataAtom] && (!p.chapter || n.DataAtom != atom.Aside) { // a note in a book is an aside
		return true
	}
	if _, ok := attribute(n, "hidden"); ok {
		return true
	}
	if v, _ := attribute(n, "aria-hidden"); v == "true" {
		return true
	}
	if v, _ := attribute(n, "style"); hiding.MatchString(v) {
		return true
	}
	if v, _ := attribute(n, "role"); frameRoles.MatchString(v) {
		return true
	}
	if n.DataAtom == atom.Sup {
		return noteMark(n)
	}
	return false
}

// noteMark reports whether raised text refers to a note: it would join the number before it.
func noteMark(n *html.Node) bool {
	text := strings.Trim(strings.TrimSpace(content(n)), "[]()* ")
	return strings.Trim(text, "0123456789٠١٢٣٤٥٦٧٨٩") == "" || find(n, atom.A) != nil
}

// content returns the text below n.
func content(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(content(c))
	}
	return b.String()
}

// find returns the first element of the kind at or below n, or nil.
func find(n *html.Node, kind atom.Atom) *html.Node {
	if n.DataAtom == kind && n.Type == html.ElementNode {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := find(c, kind); found != nil {
			return found
		}
	}
	return nil
}

// measure fills sizes for n and all below it.
func (p *pageReader) measure(n *html.Node) extent {
	var e extent
	if n.Type == html.TextNode {
		for _, r := range n.Data {
			if !unicode.IsSpace(r) {
				e.text++
			}
		}
		return e
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		inner := p.measure(c)
		e.text += inner.text
		e.links += inner.links
		e.count += inner.count
	}
	if href, ok := attribute(n, "href"); ok && n.DataAtom == atom.A && href != "" {
		e.links, e.count = e.text, 1
	}
	p.sizes[n] = e
	return e
}

// dropNamed takes out what its class or id calls a frame, unless it holds two fifths of the whole or more: a class such as
// with-sidebar may stand on everything.
func (p *pageReader) dropNamed(n *html.Node, whole int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			switch {
			case p.sizes[c].text*5 < whole*2 && (named(c) || c.DataAtom == atom.Header && !p.chapter && pageHeader(c)):
				n.RemoveChild(c)
			default:
				p.dropNamed(c, whole)
			}
		}
		c = next
	}
}

// pageHeader reports whether a header is that of the page and not of an article.
func pageHeader(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.DataAtom == atom.Article || up.DataAtom == atom.Main {
			return false
		}
	}
	return find(n, atom.H1) == nil
}

func named(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.Article, atom.H1, atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.P:
		return false
	default: // the others may be
	}
	for _, key := range [...]string{"class", "id"} {
		v, _ := attribute(n, key)
		for name := range strings.FieldsSeq(v) {
			frame, layout := false, false
			for word := range strings.FieldsFuncSeq(camel(name), func(r rune) bool { return r == '-' || r == '_' }) {
				frame = frame || frameWords.MatchString(word)
				layout = layout || layoutWords.MatchString(word)
			}
			if frame && !layout && find(n, atom.H1) == nil {
				return true
			}
		}
	}
	return false
}

// camel writes sideBar and SideBar as side_bar, and joins side-bar.
func camel(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.NewReplacer("side-bar", "sidebar", "side_bar", "sidebar", "nav-bar", "navbar", "nav_bar", "navbar").Replace(b.String())
}

// content returns the element that the text of the page stands in: main, else the article, else what is marked as the body of an
// article, where it holds half of the text at least; else everything.
func (p *pageReader) content(body *html.Node) *html.Node {
	top := body
	for _, is := range [...]func(*html.Node) bool{
		func(n *html.Node) bool {
			role, _ := attribute(n, "role")
			return n.DataAtom == atom.Main || role == "main"
		},
		func(n *html.Node) bool { return n.DataAtom == atom.Article },
		func(n *html.Node) bool {
			prop, _ := attribute(n, "itemprop")
			return prop == "articleBody"
		},
	} {
		if best := p.largest(top, is); best != nil && p.sizes[best].text*2 >= p.sizes[top].text {
			top = best
		}
	}
	return top
}

// largest returns the element below n for which is holds and that has the most text, or nil.
func (p *pageReader) largest(n *html.Node, is func(*html.Node) bool) *html.Node {
	var best *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		found := c
		if !is(c) {
			found = p.largest(c, is)
		}
		if found != nil && (best == nil || p.sizes[found].text > p.sizes[best].text) {
			best = found
		}
	}
	return best
}

// What makes a list one of links and no text: so many links, that hold so much of it, of so many characters each. Lists of names
// within the text are linked as well, but are shorter than headlines.
const (
	manyLinks    = 4
	linkedTenths = 8
	headline     = 25
)

// dropLists takes out lists of links. Within the text only lists of headlines are such.
func (p *pageReader) dropLists(n *html.Node, within bool) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			e := p.sizes[c]
			if isBlock(c.DataAtom) && c.DataAtom != atom.Tr && e.count >= manyLinks && e.links*10 >= e.text*linkedTenths &&
				(!within || e.links >= e.count*headline) {
				n.RemoveChild(c)
			} else {
				p.dropLists(c, within)
			}
		}
		c = next
	}
}

// title adds the title and the date of the page where the text has none of its own.
func (p *pageReader) title(root, body, top *html.Node) {
	title := ""
	if find(top, atom.H1) == nil {
		if h := find(body, atom.H1); h != nil {
			title = content(h)
		} else if h := find(root, atom.Title); h != nil {
			title = content(h)
			for _, sep := range [...]string{" | ", " – ", " — ", " - "} { // the name of the site
				if i := strings.LastIndex(title, sep); i > 0 {
					title = title[:i]
					break
				}
			}
		}
	}
	p.lines.text(title)
	p.lines.block()
	if find(top, atom.Time) == nil {
		if t := find(body, atom.Time); t != nil {
			p.lines.text(content(t))
			p.lines.block()
		}
	}
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Main, atom.Ol, atom.P, atom.Pre, atom.Section,
		atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	default:
		return false
	}
}

// flow writes n and all below it.
func (p *pageReader) flow(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		p.write(n.Data)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Head, atom.Title:
		return
	case atom.Br:
		if next := n.NextSibling; next != nil && next.DataAtom == atom.Br {
			p.lines.block()
		} else {
			p.lines.end()
		}
		return
	case atom.Ul, atom.Ol:
		p.list(n)
		return
	case atom.Dt, atom.Dd:
		p.term(n)
		return
	case atom.Table:
		p.table(n)
		return
	case atom.Pre:
		p.pre = true
		p.block(n)
		p.pre = false
		return
	case atom.Q:
		p.write("\"")
		p.children(n)
		p.write("\"")
		return
	default: // the others need nothing done
	}
	if isBlock(n.DataAtom) {
		p.block(n)
		return
	}
	p.children(n)
}

func (p *pageReader) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.flow(c)
	}
}

func (p *pageReader) block(n *html.Node) {
	if !p.fresh { // the first block of an item stands beside its mark
		p.lines.block()
	}
	p.children(n)
	p.lines.block()
}

func (p *pageReader) write(s string) {
	if p.fresh && strings.TrimSpace(s) != "" {
		p.fresh = false
	}
	if !p.pre {
		p.lines.text(s)
		return
	}
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			p.lines.end()
		}
		p.lines.text(part)
	}
}

// list writes the items of a list, each on lines of its own.
func (p *pageReader) list(n *html.Node) {
	if p.items == 0 {
		p.lines.block()
	}
	number, step := 1, 1
	if v, ok := attribute(n, "start"); ok {
		if i, err := strconv.Atoi(v); err == nil {
			number = i
		}
	}
	if _, ok := attribute(n, "reversed"); ok {
		step = -1
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			p.flow(c)
			continue
		}
		if p.sizes[c].text == 0 {
			continue
		}
		p.lines.end()
		if n.DataAtom == atom.Ol {
			if v, ok := attribute(c, "value"); ok {
				if i, err := strconv.Atoi(v); err == nil {
					number = i
				}
			}
			p.lines.text(label(number))
			number += step
		} else {
			p.lines.text("- ")
		}
		p.fresh = true
		p.items++
		p.children(c)
		p.items--
		p.fresh = false
		p.lines.end()
		p.lines.gap = false
	}
	if p.items == 0 {
		p.lines.block()
	}
}

// label returns the mark of an item with a number. Beyond two digits it is a dash: a longer number is most often a figure.
func label(n int) string {
	if n < 0 || n > 99 {
		return "- "
	}
	return strconv.Itoa(n) + ". "
}

// term writes a term and what is said of it as one line.
func (p *pageReader) term(n *html.Node) {
	if n.DataAtom == atom.Dt {
		p.lines.end()
		p.lines.text("- ")
		p.lines.text(strings.TrimRight(strings.TrimSpace(content(n)), ":") + ": ")
		return
	}
	p.fresh = true
	p.children(n)
	p.fresh = false
	for next := n.NextSibling; next != nil; next = next.NextSibling {
		if next.DataAtom == atom.Dd {
			p.lines.text("; ")
			return
		}
		if next.Type == html.ElementNode {
			break
		}
	}
	p.lines.end()
}

// wordyCell is how long the text of a cell is, in characters, that lays out the page and belongs to no table of figures.
const wordyCell = 400

// table writes a table as rows, or what stands in one that only lays out the page.
func (p *pageReader) table(n *html.Node) {
	var rows [][]*html.Node
	layout := false
	wide := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Tr:
				rows = append(rows, nil)
				walk(c)
				wide = max(wide, len(rows[len(rows)-1]))
			case atom.Td, atom.Th:
				if len(rows) == 0 {
					rows = append(rows, nil)
				}
				rows[len(rows)-1] = append(rows[len(rows)-1], c)
				layout = layout || p.sizes[c].text > wordyCell || find(c, atom.Table) != nil || find(c, atom.H1) != nil || find(c, atom.H2) != nil
			case atom.Caption:
				p.block(c)
			default:
				walk(c)
			}
		}
	}
	p.lines.block()
	walk(n)
	if role, _ := attribute(n, "role"); role == "presentation" || role == "none" || layout || wide < 2 {
		for _, row := range rows {
			for _, c := range row {
				p.block(c)
			}
		}
		return
	}
	g := make(grid, len(rows))
	for i, row := range rows {
		for _, c := range row {
			g[i] = append(g[i], cell{text: p.flat(c), cols: span(c, "colspan"), rows: span(c, "rowspan")})
		}
	}
	g.write(p.lines)
	p.lines.block()
}

// flat returns what stands in n as one line.
func (p *pageReader) flat(n *html.Node) string {
	return flat(func(l *lines) {
		inner := *p
		inner.lines = l
		inner.children(n)
	})
}

func span(n *html.Node, key string) int {
	v, _ := attribute(n, key)
	i, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil || i < 1 {
		return 1
	}
	return i
}
