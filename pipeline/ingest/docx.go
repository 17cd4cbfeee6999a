package ingest

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// readDOCX returns the text of a word processor's document.
func (p *parcel) readDOCX() (string, error) {
	name, err := p.mainPart()
	if err != nil {
		return "", err
	}
	body, err := p.tree(name)
	if err != nil {
		return "", err
	}
	d := &wordReader{notes: map[string]*element{}}
	folder := path.Dir(name)
	for _, part := range [...]struct {
		name string
		read func(*element)
	}{
		{"styles.xml", d.readStyles},
		{"numbering.xml", d.readNumbering},
		{"footnotes.xml", func(e *element) { d.readNotes(e, "footnote") }},
		{"endnotes.xml", func(e *element) { d.readNotes(e, "endnote") }},
	} {
		if !p.has(folder + "/" + part.name) {
			continue
		}
		e, err := p.tree(folder + "/" + part.name)
		if err != nil {
			return "", err
		}
		part.read(e)
	}
	d.blocks(body, &d.lines)
	d.lines.text(d.rest())
	return d.lines.String(), nil
}

// mainPart returns the name of the part that holds the text.
func (p *parcel) mainPart() (string, error) {
	const usual = "word/document.xml"
	if !p.has("_rels/.rels") {
		return usual, nil
	}
	rels, err := p.tree("_rels/.rels")
	if err != nil {
		return "", err
	}
	name := usual
	rels.each("Relationship", func(e *element) {
		if strings.HasSuffix(e.get("Type"), "/officeDocument") && e.get("TargetMode") != "External" {
			name = strings.TrimPrefix(path.Join("/", e.get("Target")), "/")
		}
	})
	return name, nil
}

// wordReader reads one document.
type wordReader struct {
	lines   lines
	styles  map[string]style
	levels  map[string][]level // by the id of a numbering
	counts  map[string][]int   // by the id of a numbering: how far each level is
	notes   map[string]*element
	pending []*element // notes whose marks stand in the block being read
	boxes   []*element // text boxes in the paragraph being read
	open    *lines     // text of paragraphs whose end was deleted: the next goes on with it; nil for none
	item    bool       // the paragraph before is an item of a list
	tables  int        // that the text being read stands in
	noting  bool       // a note is being written: the marks in it lead nowhere
}

// style is what a style of paragraphs says of headings and lists.
type style struct {
	base, name string
	outline    bool
	number     *element
}

// level is how the items of a list are marked.
type level struct {
	format, text string
	start        int
}

func (d *wordReader) readStyles(root *element) {
	d.styles = map[string]style{}
	root.each("style", func(e *element) {
		outline := e.child("pPr", "outlineLvl")
		d.styles[e.get("styleId")] = style{
			base: e.child("basedOn").attribute("val"), name: strings.ToLower(e.child("name").attribute("val")),
			outline: outline != nil && outline.get("val") != bodyLevel, number: e.child("pPr", "numPr"),
		}
	})
}

// bodyLevel is the outline level of what is no heading.
const bodyLevel = "9"

// heading reports whether paragraphs of the style are headings.
func (d *wordReader) heading(id string) bool {
	for range 10 { // styles may be based on each other in a ring
		s, ok := d.styles[id]
		switch {
		case !ok:
			return false
		case s.outline, s.name == "title", s.name == "subtitle", strings.HasPrefix(s.name, "heading "):
			return true
		}
		id = s.base
	}
	return false
}

// numbering returns what the style says of lists, or nil.
func (d *wordReader) numbering(id string) *element {
	for range 10 {
		s, ok := d.styles[id]
		if !ok || s.number != nil {
			return s.number
		}
		id = s.base
	}
	return nil
}

func (d *wordReader) readNumbering(root *element) {
	d.levels, d.counts = map[string][]level{}, map[string][]int{}
	abstract := map[string][]level{}
	read := func(e *element, into []level) []level {
		e.each("lvl", func(l *element) {
			i, err := strconv.Atoi(l.get("ilvl"))
			if err != nil || i < 0 || i > 8 {
				return
			}
			for len(into) <= i {
				into = append(into, level{start: 1})
			}
			into[i] = level{format: l.child("numFmt").attribute("val"), text: l.child("lvlText").attribute("val"), start: number(l.child("start"), 1)}
		})
		return into
	}
	root.each("abstractNum", func(e *element) { abstract[e.get("abstractNumId")] = read(e, nil) })
	root.each("num", func(e *element) {
		levels := slices.Clone(abstract[e.child("abstractNumId").attribute("val")])
		e.each("lvlOverride", func(o *element) {
			levels = read(o, levels)
			if i, err := strconv.Atoi(o.get("ilvl")); err == nil && i >= 0 && i < len(levels) {
				levels[i].start = number(o.child("startOverride"), levels[i].start)
			}
		})
		d.levels[e.get("numId")] = levels
	})
}

func number(e *element, otherwise int) int {
	if i, err := strconv.Atoi(e.attribute("val")); err == nil {
		return i
	}
	return otherwise
}

func (d *wordReader) readNotes(root *element, kind string) {
	root.each(kind, func(e *element) {
		if t := e.get("type"); t == "" || t == "normal" { // others are rules and notices
			d.notes[kind+e.get("id")] = e
		}
	})
}

// on reports whether a property is there and not switched off.
func on(e *element) bool {
	if e == nil {
		return false
	}
	switch e.get("val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// blocks writes the paragraphs and tables in e, and after each the notes that it refers to.
func (d *wordReader) blocks(e *element, l *lines) {
	for _, c := range e.children {
		switch c.name {
		case "p":
			d.paragraph(c, l)
		case "tbl":
			d.table(c, l)
		case "del", "moveFrom", "Fallback", "sectPr", "sdtPr":
			continue
		default:
			d.blocks(c, l)
			continue
		}
		d.writeNotes(l)
	}
}

func (d *wordReader) writeNotes(l *lines) {
	if d.noting || d.tables > 0 || d.open != nil {
		return
	}
	notes := d.pending
	d.noting = true
	for _, n := range notes {
		l.block()
		d.blocks(n, l)
		l.block()
	}
	d.pending, d.noting = nil, false
}

// paragraph writes a paragraph as a block, or as a line when it is an item of a list, and the text boxes that hang on it.
func (d *wordReader) paragraph(p *element, l *lines) {
	props := p.child("pPr")
	id := props.child("pStyle").attribute("val")
	outline := props.child("outlineLvl")
	heading := d.heading(id) || outline != nil && outline.get("val") != bodyLevel
	outer := d.boxes
	d.boxes = nil
	own := d.open
	if own == nil {
		own = &lines{}
	}
	d.runs(p, own, heading)
	if props.child("rPr", "del") != nil {
		own.space = true
		d.open, d.boxes = own, append(outer, d.boxes...)
		return
	}
	text := own.String()
	boxes := d.boxes
	d.open, d.boxes = nil, outer
	if text != "" {
		list := props.child("numPr")
		if list == nil {
			list = d.numbering(id)
		}
		mark := d.mark(list)
		item := mark != "" && !heading // the number of a heading would make it one of a list
		if item && d.item {
			l.end()
		} else {
			l.block()
		}
		if item {
			l.text(mark)
		}
		for line := range strings.Lines(text) {
			l.text(line)
			l.end()
		}
		l.gap = !item
		d.item = item
	}
	for _, b := range boxes {
		l.block()
		d.blocks(b, l)
		l.block()
	}
}

// rest returns the text of paragraphs that nothing follows.
func (d *wordReader) rest() string {
	if d.open == nil {
		return ""
	}
	text := d.open.String()
	d.open = nil
	return text
}

// runs writes the text of a paragraph. A break within a heading is a space.
func (d *wordReader) runs(e *element, l *lines, heading bool) {
	for _, c := range e.children {
		switch c.name {
		case "t":
			for _, s := range c.children {
				l.text(s.text)
			}
		case "tab", "ptab":
			l.text(" ")
		case "br", "cr":
			if heading {
				l.text(" ")
			} else {
				l.end()
			}
		case "noBreakHyphen":
			l.text("-")
		case "footnoteReference", "endnoteReference":
			if n := d.notes[strings.TrimSuffix(c.name, "Reference")+c.get("id")]; n != nil && !d.noting {
				d.pending = append(d.pending, n)
			}
		case "txbxContent":
			d.boxes = append(d.boxes, c)
		case "del", "moveFrom", "pPr", "rPr", "Fallback", "rt", "sdtPr":
		case "r":
			if !on(c.child("rPr", "vanish")) {
				d.runs(c, l, heading)
			}
		default:
			d.runs(c, l, heading)
		}
	}
}

// mark counts an item of a list and returns what stands before it; nothing for what is none.
func (d *wordReader) mark(list *element) string {
	id := list.child("numId").attribute("val")
	if id == "" || id == "0" {
		return ""
	}
	levels := d.levels[id]
	at := number(list.child("ilvl"), 0)
	if at < 0 || at >= len(levels) {
		return "- "
	}
	for len(d.counts[id]) < len(levels) {
		d.counts[id] = append(d.counts[id], levels[len(d.counts[id])].start-1)
	}
	counts := d.counts[id]
	counts[at]++
	for i := at + 1; i < len(counts); i++ {
		counts[i] = levels[i].start - 1
	}
	switch levels[at].format {
	case "bullet":
		return "- "
	case "none":
		return ""
	}
	text := levels[at].text
	for i := range levels {
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), numeralIn(levels[i].format, max(counts[i], levels[i].start)))
	}
	if n := strings.TrimRight(text, ".)"); len(n) == len(text)-1 && n != "" && len(n) < 3 && strings.Trim(n, "0123456789") == "" {
		return text + " "
	}
	return "- " + text + " "
}

// numeralIn writes the number of an item as the list has it.
func numeralIn(format string, n int) string {
	if n < 1 || n > 1000 {
		return strconv.Itoa(n)
	}
	switch format {
	case "upperLetter":
		return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
	case "lowerLetter":
		return strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range [...]struct {
		value int
		text  string
	}{
		{1000, "M"},
		{900, "CM"},
		{500, "D"},
		{400, "CD"},
		{100, "C"},
		{90, "XC"},
		{50, "L"},
		{40, "XL"},
		{10, "X"},
		{9, "IX"},
		{5, "V"},
		{4, "IV"},
		{1, "I"},
	} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

// table writes a table as rows, or what stands in one that only frames text.
func (d *wordReader) table(t *element, l *lines) {
	var g grid
	wide, wordy := 0, false
	d.tables++
	t.each("tr", func(tr *element) {
		if tr.child("trPr", "del") != nil {
			return
		}
		var row []cell
		tr.each("tc", func(tc *element) {
			props := tc.child("tcPr")
			if props.child("cellDel") != nil {
				return
			}
			c := cell{cols: number(props.child("gridSpan"), 1), rows: 1}
			if merge := props.child("vMerge"); merge == nil || merge.get("val") == "restart" {
				c.text = flat(func(l *lines) {
					d.blocks(tc, l)
					l.text(d.rest())
				})
			}
			wordy = wordy || len(c.text) > wordyCell*2
			row = append(row, c)
		})
		wide = max(wide, len(row))
		g = append(g, row)
	})
	d.tables--
	l.block()
	d.item = false
	if wide < 2 || wordy {
		for _, row := range g {
			for _, c := range row {
				l.text(c.text)
				l.block()
			}
		}
		return
	}
	g.write(l)
	l.block()
}
