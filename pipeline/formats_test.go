package pipeline_test

import (
	"archive/zip"
	"bytes"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/document"
)

// asPage writes a text as an HTML page with what frames pages around it.
func asPage(t *testing.T, text string) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><body><nav><a href=/>Home</a></nav><div class=sidebar>Weather: 21 degrees</div><article>")
	for _, block := range blocks(text) {
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(block), "\n", "<br>") + "</p>\n")
	}
	b.WriteString("</article><footer>All rights reserved 2020</footer></body></html>")
	return []byte(b.String())
}

// asDOCX writes a text as a word processor does.
func asDOCX(t *testing.T, text string) []byte {
	t.Helper()
	var body strings.Builder
	for _, block := range blocks(text) {
		body.WriteString(`<w:p><w:r><w:t xml:space="preserve">` + strings.ReplaceAll(html.EscapeString(block), "\n", "</w:t><w:br/><w:t>") + `</w:t></w:r></w:p>`)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, part := range map[string]string{
		"[Content_Types].xml": "<Types/>",
		"word/document.xml":   `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`,
	} {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(part))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

func blocks(text string) []string { return blankLines.Split(strings.TrimSpace(text), -1) }

// TestFormatsGiveTheSameRows reads the samples as a page and as a document: no row may differ from those of the text.
func TestFormatsGiveTheSameRows(t *testing.T) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	rows := func(t *testing.T, raw []byte) map[string][][]any {
		t.Helper()
		kept := &keeper{}
		sum, err := pipeline.Run(t.Context(), pipeline.Stages(cfg, know), []pipeline.Input{{ID: "sample", Path: "sample", Bytes: raw}}, kept, pipeline.Options{Workers: 1})
		if err != nil || len(sum.Failures) > 0 {
			t.Fatal(err, sum.Failures)
		}
		out := map[string][][]any{}
		for i := range kept.docs[0].Tables {
			table := &kept.docs[0].Tables[i]
			if table.Name == "reports" || table.Name == "unclaimed" { // which tell of the file and of bytes
				continue
			}
			for _, row := range table.Rows {
				out[table.Name] = append(out[table.Name], row.Values)
				for _, e := range row.Evidence {
					checkPlace(t, kept.docs[0], e)
				}
			}
		}
		return out
	}
	for _, name := range []string{"election-ar.clean.txt", "election-en.txt"} {
		raw, err := os.ReadFile("../docs/samples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(blocks(string(raw)), "\n\n") + "\n"
		want := rows(t, []byte(text))
		if len(want["results"]) == 0 {
			t.Fatalf("%s gives no results", name)
		}
		for format, made := range map[string][]byte{"html": asPage(t, text), "docx": asDOCX(t, text)} {
			t.Run(name+" as "+format, func(t *testing.T) {
				if diff := cmp.Diff(want, rows(t, made)); diff != "" {
					t.Errorf("rows (-text +%s):\n%s", format, diff)
				}
			})
		}
	}
}

// checkPlace wants the bytes of a piece of evidence to be within the text that offsets count in.
func checkPlace(t *testing.T, d *document.Document, e document.Evidence) {
	t.Helper()
	at := d.Locate(e.Span)
	if at.ByteStart < 0 || at.ByteEnd <= at.ByteStart || at.ByteEnd > len(d.Source.Read()) {
		t.Errorf("bytes %d to %d of a text of %d", at.ByteStart, at.ByteEnd, len(d.Source.Read()))
	}
}
