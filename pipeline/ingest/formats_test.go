package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"mahdar/pipeline/ingest"
)

// pack returns a ZIP file of parts, given as name, content, name, content.
func pack(tb testing.TB, parts ...string) string {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// word returns a DOCX file with the body and further parts.
func word(tb testing.TB, body string, parts ...string) string {
	tb.Helper()
	return pack(tb, append([]string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`,
	}, parts...)...)
}

// para returns a paragraph with the properties and the text.
func para(props, text string) string {
	return `<w:p><w:pPr>` + props + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

// book returns an EPUB file whose spine has the chapters in their order; they lie in the file in the reverse one.
func book(tb testing.TB, chapters ...string) string {
	tb.Helper()
	items, refs := "", ""
	var files []string
	for i, c := range chapters {
		items += fmt.Sprintf(`<item id="c%d" href="text/c%%20%d.xhtml" media-type="application/xhtml+xml"/>`, i, i)
		refs += fmt.Sprintf(`<itemref idref="c%d"/>`, i)
		files = append([]string{fmt.Sprintf("OPS/text/c %d.xhtml", i), c}, files...)
	}
	files = append([]string{
		"mimetype", "application/epub+zip",
		"META-INF/container.xml", `<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>`,
		"OPS/book.opf", `<package><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>` + items +
			`</manifest><spine><itemref idref="n"/>` + refs + `</spine></package>`,
		"OPS/nav.xhtml", "<html><body><p>Contents of the book</p></body></html>",
	}, files...)
	return pack(tb, files...)
}

func TestHTML(t *testing.T) {
	long := strings.Repeat("The commission counted the votes of the district and announced them. ", 6)
	tests := map[string]struct{ page, want string }{
		"blocks, breaks and white space": {
			"<!DOCTYPE html><html><body><h1>The\n vote</h1><p>One <b>two</b>\n three.</p><p>Four<br>five<br><br>six</p></body></html>",
			"The vote\n\nOne two three.\n\nFour\nfive\n\nsix\n",
		},
		"entities": {"<p>10&nbsp;000 &lt; 5&#37; &amp; &eacute;t&eacute; &#1606;</p>", "10 000 < 5% & été ن\n"},
		"lists": {
			"<p>List:</p><ul><li>one</li><li><p>two</p></li><li></li></ul><ol start=3><li>c<ol><li>deep</li></ol></li><li value=9>i</li></ol><p>end</p>",
			"List:\n\n- one\n- two\n\n3. c\n1. deep\n9. i\n\nend\n",
		},
		"terms": {"<dl><dt>Turnout:</dt><dd>61%</dd><dt>Seats</dt><dd>4</dd><dd>5</dd></dl>", "- Turnout: 61%\n- Seats: 4; 5\n"},
		"a table": {
			"<table><caption>Results</caption><thead><tr><th>Name<th>Votes</tr></thead><tr><td>A. <a href=x>Bell</a><td>1,200<tr><td>C<td></table><p>x",
			"Results\n\nName | Votes\nA. Bell | 1,200\nC\n\nx\n",
		},
		"a table with an empty column, wide and tall cells": {
			"<table><tr><th colspan=2>Party<th>Votes<th>Seats<tr><td class=swatch><td>Oak<td>10<td>1<tr><td><td>Elm<td rowspan=2>7<td>2<tr><td><td>Fir<td>3</table>",
			"Party | Votes | Seats\nOak | 10 | 1\nElm | 7 | 2\nFir | | 3\n",
		},
		"a table that lays out the page": {"<table><tr><td><table><tr><td>Menu</table><td><h2>Vote</h2><p>One.</p><p>Two.</p></table>", "Menu\n\nVote\n\nOne.\n\nTwo.\n"},
		"what is not shown": {
			"<p>a<script>b</script><style>c</style><!-- d --><span hidden>e</span><span style='display: none'>f</span> vote</p><template>g</template><noscript>h</noscript><p aria-hidden=true>i",
			"a vote\n",
		},
		"note marks": {"<p>In all 1200<sup>3</sup> votes<sup><a href=#n>[a]</a></sup> on the 5<sup>th</sup>.</p>", "In all 1200 votes on the 5th.\n"},
		"frames by element, role and name": {
			"<html><head><title>Vote – The Site</title></head><body class='with-sidebar'><header><a href=/>The Site</a></header><nav>Home</nav>" +
				"<div id=cookieConsent>We use cookies.</div><div role=search>Search</div><div class='left-col'><h1>Vote</h1><p>" + long + "</p>" +
				"<div class=share-buttons>Share</div><div class='comments'><p>A comment of a reader</p></div></div><div class=sideBar>Weather</div>" +
				"<aside>More</aside><footer>© The Site</footer></body></html>",
			"Vote\n\n" + strings.TrimSpace(long) + "\n",
		},
		"the article, its title and date stand elsewhere": {
			"<body><h1>Vote</h1><time>5 May 2020</time><div><p>teaser</p></div><article><p>" + long + "</p></article><div>x</div></body>",
			"Vote\n\n5 May 2020\n\n" + strings.TrimSpace(long) + "\n",
		},
		"the title of a page without headings": {"<title>The vote | The Site</title><p>Counted.</p>", "The vote\n\nCounted.\n"},
		"lists of links": {
			"<ul><li><a href=1>World</a><li><a href=2>Sport</a><li><a href=3>Arts</a><li><a href=4>Money</a></ul><p>" + long + "</p>",
			strings.TrimSpace(long) + "\n",
		},
		"linked names within the article stay, headlines go": {
			"<article><p>" + long + "</p><ul><li><a href=1>A. Bell</a><li><a href=2>C. Dorn</a><li><a href=3>E. Fox</a><li><a href=4>G. Hill</a></ul>" +
				"<ul>" + strings.Repeat("<li><a href=1>Another long headline of the same newspaper</a>", 4) + "</ul></article>",
			strings.TrimSpace(long) + "\n\n- A. Bell\n- C. Dorn\n- E. Fox\n- G. Hill\n",
		},
		"a name that the main thing has too": {"<div class='page no-sidebar comments-open'><p>Counted.</p></div>", "Counted.\n"},
		"comments before the first element":  {"\uFEFF\n<!-- x -->\n<html><p>Counted.", "Counted.\n"},
		"xhtml":                              {"<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"x\"><body><p>Counted.<br/>Twice.</p></body></html>", "Counted.\nTwice.\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src, err := ingest.Read("a.txt", strings.NewReader(tt.page), 0)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(src.Extract)); diff != "" || src.Format != "html" {
				t.Errorf("Read: format %s, text (-want +got):\n%s", src.Format, diff)
			}
		})
	}
}

func TestHTMLEncodings(t *testing.T) {
	const text = "أعلنت لجنة الانتخابات الوطنية نتائج الفرز"
	in := func(m *charmap.Charmap, s string) string {
		t.Helper()
		out, err := m.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tests := map[string]struct{ page, want string }{
		"utf-8, declared otherwise":         {"<html><meta charset=windows-1252><p>" + text, text},
		"utf-16":                            {wide("<html><p>"+text, false, true), text},
		"windows-1256, not declared":        {in(charmap.Windows1256, "<html><p>"+text), text},
		"iso-8859-6, declared":              {in(charmap.ISO8859_6, "<html><meta charset=iso-8859-6><p>"+text), text},
		"windows-1256, declared as english": {in(charmap.Windows1256, "<html><meta charset=iso-8859-1><p>"+text), text},
		"windows-1252, not declared":        {in(charmap.Windows1252, "<html><p>The “vote” of Zoë"), "The “vote” of Zoë"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src, err := ingest.Read("a.html", strings.NewReader(tt.page), 0)
			if err != nil || strings.TrimSpace(string(src.Extract)) != tt.want {
				t.Errorf("Read gives %q, error %v, want %q", src.Extract, err, tt.want)
			}
		})
	}
}

func TestDOCX(t *testing.T) {
	styles := `<w:styles ` + wordSpace + `><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>` +
		`<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H"/></w:style>` +
		`<w:style w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style></w:styles>`
	numbering := `<w:numbering ` + wordSpace + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`
	notes := `<w:footnotes ` + wordSpace + `><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>rule</w:t></w:r></w:p></w:footnote>` +
		`<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t> As of noon.</w:t></w:r></w:p></w:footnote></w:footnotes>`
	item := func(num, level, text string) string {
		return para(`<w:numPr><w:ilvl w:val="`+level+`"/><w:numId w:val="`+num+`"/></w:numPr>`, text)
	}
	tests := map[string]struct {
		body, want string
		parts      []string
	}{
		"paragraphs and runs": {
			body: `<w:p><w:r><w:t xml:space="preserve">One </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>two</w:t><w:tab/><w:t>three</w:t><w:br/><w:t>four</w:t><w:noBreakHyphen/><w:t>five</w:t></w:r></w:p>` + para("", "Six."),
			want: "One two three\nfour-five\n\nSix.\n",
		},
		"headings": {
			body:  para(`<w:pStyle w:val="Mine"/><w:numPr><w:numId w:val="1"/></w:numPr>`, "Results") + para(`<w:pStyle w:val="Ring"/>`, "Text.") + para(`<w:outlineLvl w:val="1"/>`, "More"),
			want:  "Results\n\nText.\n\nMore\n",
			parts: []string{"word/styles.xml", styles, "word/numbering.xml", numbering},
		},
		"lists": {
			body: para("", "List:") + item("1", "0", "a") + item("1", "1", "b") + item("1", "1", "c") + item("1", "0", "d") + para("", "Then:") +
				item("2", "0", "e") + item("3", "0", "f") + item("9", "0", "g"),
			want:  "List:\n\n1. a\n- 1.i) b\n- 1.ii) c\n2. d\n\nThen:\n\n- e\n7. f\n- g\n",
			parts: []string{"word/numbering.xml", numbering},
		},
		"tracked changes": {
			body: `<w:p><w:r><w:t>It was </w:t></w:r><w:del><w:r><w:delText>40</w:delText><w:t>41</w:t></w:r></w:del><w:ins><w:r><w:t>42</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> votes</w:t></w:r></w:moveTo></w:p>` +
				para(`<w:rPr><w:del/></w:rPr>`, "Joined") + para("", "lines."),
			want: "It was 42 votes\n\nJoined lines.\n",
		},
		"hidden text and fields": {
			body: `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>`,
			want: "shown\n",
		},
		"a table with merged cells, a deleted row and a note": {
			body: `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + para("", "Name") + `</w:tc><w:tc>` + para("", "Votes") + `</w:tc></w:tr>` +
				`<w:tr><w:tc>` + para("", "North") + `</w:tc><w:tc>` + para("", "A") + para("", "Bell") + `</w:tc><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>12</w:t><w:footnoteReference w:id="2"/></w:r></w:p></w:tc></w:tr>` +
				`<w:tr><w:tc>` + para("", "South") + `</w:tc><w:tc>` + para("", "C") + `</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>` + para("", "") + `</w:tc></w:tr>` +
				`<w:tr><w:trPr><w:del/></w:trPr><w:tc>` + para("", "gone") + `</w:tc><w:tc>` + para("", "0") + `</w:tc></w:tr></w:tbl>` + para("", "End."),
			want:  "Name | | Votes\nNorth | A Bell | 12\nSouth | C\n\nAs of noon.\n\nEnd.\n",
			parts: []string{"word/footnotes.xml", notes},
		},
		"text boxes are told once": {
			body: `<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>` + para("", "Box.") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + para("", "Box.") + `</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>Text.</w:t></w:r></w:p>`,
			want: "Text.\n\nBox.\n",
		},
		"the part that the relations name": {
			body:  para("", "Old."),
			want:  "New text.\n",
			parts: []string{"_rels/.rels", `<Relationships><Relationship Type="x/officeDocument" Target="/word/main.xml"/></Relationships>`, "word/main.xml", `<w:document ` + wordSpace + `>` + para("", "New text.") + `</w:document>`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src, err := ingest.Read("a.txt", strings.NewReader(word(t, tt.body, tt.parts...)), 0)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(src.Extract)); diff != "" || src.Format != "docx" {
				t.Errorf("Read: format %s, text (-want +got):\n%s", src.Format, diff)
			}
			if got := string(src.Runes); got != tt.want {
				t.Errorf("the characters are %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEPUB(t *testing.T) {
	raw := book(t, "<html><body><nav>x</nav><h1>One</h1><p>First.</p></body></html>", "<html><body><header><p>Second &eacute;.</p></header><aside>A note.</aside></body></html>")
	src, err := ingest.Read("a.zip", strings.NewReader(raw), 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := "One\n\nFirst.\n\nSecond é.\n\nA note.\n"; string(src.Extract) != want || src.Format != "epub" {
		t.Errorf("Read: format %s, text %q, want %q", src.Format, src.Extract, want)
	}
}

func TestHostile(t *testing.T) {
	bomb := strings.Repeat("<w:p>words</w:p>", 1<<15)
	deep := strings.Repeat("<w:x>", 300) + strings.Repeat("</w:x>", 300)
	doctype := `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>`
	sealed := bytes.ReplaceAll([]byte(word(t, para("", "Text."))), []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00"), []byte("PK\x01\x02\x14\x00\x14\x00\x09\x00"))
	tests := map[string]struct {
		raw  string
		want error
		text string
	}{
		"docx that unpacks to too much": {word(t, bomb), ingest.ErrUnpacked, "a DOCX file: the file unpacks to too much: more than 100000 bytes (97.7 KiB); raise ingest.max_unpacked_bytes"},
		"docx whose parts together do":  {word(t, strings.Repeat(" ", 60000), "word/styles.xml", "<x>"+strings.Repeat(" ", 60000)+"</x>"), ingest.ErrUnpacked, ""},
		"docx of many elements":         {word(t, strings.Repeat("<w:p/>", 10000)), ingest.ErrElements, "raise ingest.max_unpacked_bytes"},
		"html of many elements":         {"<html>" + strings.Repeat("<p>", 10000) + "text", ingest.ErrElements, ""},
		"zip of many files":             {"PK\x03\x04" + strings.Repeat("PK\x01\x02", 30000), ingest.ErrUnpacked, "30000 files"},
		"docx nested too deeply":        {word(t, deep), ingest.ErrDepth, "more than 256 elements within each other; raise ingest.max_depth"},
		"docx with entities":            {pack(t, "[Content_Types].xml", "", "word/document.xml", doctype), ingest.ErrDoctype, "a DOCX file: the part word/document.xml: the file declares entities"},
		"docx with an unknown entity":   {word(t, para("", "&xxe;")), ingest.ErrBroken, ""},
		"docx that ends early":          {word(t, "<w:p>"), ingest.ErrBroken, ""},
		"docx without its main part":    {pack(t, "[Content_Types].xml", "", "word/other.xml", "<a/>"), ingest.ErrBroken, "the part word/document.xml is missing"},
		"docx with a password":          {string(sealed), ingest.ErrEncrypted, ""},
		"docx without text":             {word(t, "<w:p/>"), ingest.ErrNoText, "a DOCX file: the file holds no text of a report"},
		"zip cut short":                 {word(t, para("", "Text."))[:300], ingest.ErrBroken, ""},
		"epub with entities":            {pack(t, "META-INF/container.xml", doctype), ingest.ErrDoctype, "an EPUB file"},
		"epub without a book":           {pack(t, "META-INF/container.xml", "<container/>"), ingest.ErrBroken, ""},
		"epub whose chapter is missing": {pack(t, "META-INF/container.xml", `<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>`, "b.opf", `<p><item id="a" href="../../../etc/passwd" media-type="text/html"/><itemref idref="a"/></p>`), ingest.ErrBroken, "the part etc/passwd is missing"},
		"epub with protection":          {pack(t, "META-INF/container.xml", "<a/>", "META-INF/encryption.xml", `<encryption><CipherReference URI="OPS/c1.xhtml"/></encryption>`), ingest.ErrEncrypted, ""},
		"html nested too deeply":        {"<html>" + strings.Repeat("<div>", 300) + "text", ingest.ErrDepth, "more than 256 elements"},
		"html nested far too deeply":    {"<html>" + strings.Repeat("<div>", 3000) + "text", ingest.ErrDepth, "more than 256 elements"},
		"html without text":             {"<html><nav>Home and more</nav><script>x</script>", ingest.ErrNoText, "an HTML page"},
		"xml":                           {"<?xml version=\"1.0\"?><feed/>", ingest.ErrFormat, "an XML file"},
		"xlsx":                          {pack(t, "[Content_Types].xml", "", "xl/workbook.xml", ""), ingest.ErrFormat, "an XLSX file"},
		"odt":                           {pack(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", ""), ingest.ErrFormat, "an OpenDocument file"},
		"other zip":                     {pack(t, "a.txt", "text"), ingest.ErrFormat, "a ZIP file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ingest.Settings{MaxUnpacked: 100000}.Read("a.bin", strings.NewReader(tt.raw))
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("Read: error %v, want %v with %q", err, tt.want, tt.text)
			}
		})
	}
	for name, s := range map[string]ingest.Settings{"unpacked": {MaxUnpacked: 1 << 20}, "depth": {MaxUnpacked: 1 << 20, MaxDepth: 512}} {
		raw := word(t, bomb+para("", "Text."))
		if name == "depth" {
			raw = word(t, deep+para("", "Text."))
		}
		if _, err := s.Read("a", strings.NewReader(raw)); err != nil {
			t.Errorf("a higher limit of %s: %v", name, err)
		}
	}
}

// TestLinear reads what a careless reader would take a square of the time for.
func TestLinear(t *testing.T) {
	const n = 30_000
	tests := map[string]string{
		"deleted ends of paragraphs": word(t, strings.Repeat(para("<w:rPr><w:del/></w:rPr>", "ab"), n)),
		"rows and columns":           "<html><table><tr>" + strings.Repeat("<td colspan=99>ab", n) + strings.Repeat("<tr><td rowspan=999>ab", n) + "</table>",
		"open formatting":            "<html>" + strings.Repeat("<p><b><i>ab", n),
		"lists":                      "<html><dl>" + strings.Repeat("<dt>ab<dd>cd", n),
		"attributes":                 "<html><p " + strings.Repeat("class=share ", n) + ">ab",
		"names":                      "<html><div class='" + strings.Repeat("a-b ", n) + "'>ab",
	}
	for name, raw := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if _, err := ingest.Read("a", strings.NewReader(raw), 0); err != nil && !errors.Is(err, ingest.ErrDepth) {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%d of them take %v", n, took)
			}
		})
	}
}

// TestArabicBytes tells the encodings of single bytes apart by what the words are.
func TestArabicBytes(t *testing.T) {
	for _, text := range []string{
		"أعلنت اللجنة النتائج", "Turnout: نسبة المشاركة 61%", "انتخابات عامة انطلقت اليوم", "فاز مرشح الحزب في دائرة الشرق، وخسر منافسه",
		strings.Repeat("قال رئيس اللجنة إن الفرز انتهى. ", 50),
	} {
		for name, m := range map[string]*charmap.Charmap{"windows-1256": charmap.Windows1256, "iso-8859-6": charmap.ISO8859_6} {
			raw, err := m.NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			src, err := ingest.Read("a", strings.NewReader(raw), 0)
			if err != nil || src.Encoding != name || string(src.Runes) != text {
				t.Errorf("%s is read as %s, %q, error %v, want %s, %q", raw, src.Encoding, string(src.Runes), err, name, text)
				continue
			}
			checkOffsets(t, src)
		}
	}
	src, err := ingest.Read("a", strings.NewReader("The \x93final\x94 count of Zo\xeb \x96 61%"), 0)
	if want := "The “final” count of Zoë – 61%"; err != nil || src.Encoding != "windows-1252" || string(src.Runes) != want {
		t.Errorf("Read gives %s, %q, error %v, want %q", src.Encoding, string(src.Runes), err, want)
	}
}

// fuzzed holds for every file that is read: the text is sound, and no line of it is white at its ends.
func fuzzed(t *testing.T, raw []byte) {
	t.Helper()
	src, err := ingest.Settings{MaxBytes: 1 << 18, MaxUnpacked: 1 << 20}.Read("a", bytes.NewReader(raw))
	if err != nil {
		if _, ok := errors.AsType[*ingest.Error](err); !ok {
			t.Fatalf("Read: error %v names no file", err)
		}
		return
	}
	if src.Extract == nil {
		return
	}
	if !utf8.Valid(src.Extract) {
		t.Fatalf("the text is no UTF-8: %q", src.Extract)
	}
	for line := range strings.Lines(string(src.Extract)) {
		if l := strings.TrimSuffix(line, "\n"); strings.TrimSpace(l) != l || strings.Contains(l, "  ") {
			t.Fatalf("the line %q of %q has white space to spare", l, src.Extract)
		}
	}
	if len(src.Offsets) != len(src.Runes)+1 || int(src.Offsets[len(src.Runes)]) != len(src.Extract) {
		t.Fatalf("%d offsets for %d characters of %d bytes", len(src.Offsets), len(src.Runes), len(src.Extract))
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<table><tr><td colspan=9 rowspan=3>a<td>b<tr><td>c</table>", "<ul><li><ol start=-3><li>a</ul><dl><dd>x<dt>y", "<p>a<br>b<pre>c\n d</pre><q>e",
		"<article><h1>a</h1></article><main>b</main>", "<div class='a-share sideBar'>x</div><sup>1</sup>", "<svg><table><a href=x>y",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) { fuzzed(t, []byte("<html>"+page)) })
}

func FuzzDOCX(f *testing.F) {
	for _, s := range []string{
		para(`<w:numPr><w:ilvl w:val="-1"/><w:numId w:val="1"/></w:numPr>`, "a"), `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr></w:tc></w:tr></w:tbl>`,
		`<w:p><w:r><w:footnoteReference w:id="1"/><w:txbxContent>` + para("", "b") + `</w:txbxContent></w:r></w:p>`, "&#0;", "<!DOCTYPE a>",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, body, part string) {
		fuzzed(t, []byte(word(t, body, "word/numbering.xml", part, "word/footnotes.xml", part, "word/styles.xml", part)))
	})
}

func FuzzZIP(f *testing.F) {
	f.Add([]byte(book(f, "<p>Text</p>")))
	f.Add([]byte(word(f, para("", "Text."))))
	f.Fuzz(func(t *testing.T, raw []byte) { fuzzed(t, raw) })
}
