package describe

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"mahdar/schemas"
)

// country returns the English name of a country's code, by the Unicode CLDR.
func country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.English.Regions().Name(region)
}

// dictionary writes dictionary.md and dictionary.html: every table and column in English and Arabic.
func dictionary(p *Package) ([]Document, error) {
	var md strings.Builder
	fmt.Fprintf(&md, "# %s: data dictionary\n", p.title())
	for _, t := range p.Tables {
		s := t.Schema
		fmt.Fprintf(&md, "\n## %s\n\n%s: %s\n\n%s: %s\n\n", s.Name, s.Title, s.Description, s.TitleAr, s.DescriptionAr)
		fmt.Fprintf(&md, "Primary key: %s.", strings.Join(s.PrimaryKey, ", "))
		for _, k := range s.ForeignKeys {
			fmt.Fprintf(&md, " %s leads to %s.%s.", strings.Join(k.Columns, ", "), k.Table, strings.Join(k.References, ", "))
		}
		md.WriteString("\n\n| Column | Type | Required | Meaning | العنوان | المعنى |\n|---|---|---|---|---|---|\n")
		for i := range s.Fields {
			f := &s.Fields[i]
			fmt.Fprintf(&md, "| `%s` | %s | %s | %s | %s | %s |\n", f.Name, kind(f), yes(f.Required), meaning(f, f.Title, f.Description), f.TitleAr, f.DescriptionAr)
		}
	}
	var html bytes.Buffer
	if err := page2.Execute(&html, p); err != nil {
		return nil, err
	}
	return []Document{{"dictionary.md", []byte(md.String())}, {"dictionary.html", html.Bytes()}}, nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// kind returns the type of a column for people, with its limits.
func kind(f *schemas.Field) string {
	s := string(f.Type)
	if f.Type == schemas.Array {
		s = "list of strings"
	}
	switch {
	case f.Minimum != nil && f.Maximum != nil:
		s += fmt.Sprintf(", %s to %s", f.Minimum, f.Maximum)
	case f.Minimum != nil:
		s += fmt.Sprintf(", at least %s", f.Minimum)
	case f.Maximum != nil:
		s += fmt.Sprintf(", at most %s", f.Maximum)
	}
	return s
}

func meaning(f *schemas.Field, title, description string) string {
	s := title + ". " + description
	if len(f.Enum) > 0 {
		s += " One of: " + strings.Join(f.Enum, ", ") + "."
	}
	return strings.ReplaceAll(s, "|", "\\|")
}

var page2 = template.Must(template.New("dictionary").Funcs(template.FuncMap{
	"kind": kind, "yes": yes, "title": func(p *Package) string { return p.title() }, "join": func(s []string) string { return strings.Join(s, ", ") },
}).Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title .}}: data dictionary</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1d2430; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border: 1px solid #c9d1dc; padding: .35rem .6rem; text-align: start; vertical-align: top; }
th { background: #eef2f7; }
code { font-size: .95em; }
[lang=ar] { font-family: "Noto Naskh Arabic", "Amiri", "Geeza Pro", serif; font-size: 1.05em; }
</style>
</head>
<body>
<h1>{{title .}}: data dictionary <span lang="ar" dir="rtl">معجم البيانات</span></h1>
<ul>{{range .Tables}}<li><a href="#{{.Schema.Name}}"><code>{{.Schema.Name}}</code></a> {{.Schema.Title}} <span lang="ar" dir="rtl">{{.Schema.TitleAr}}</span></li>{{end}}</ul>
{{range .Tables}}<h2 id="{{.Schema.Name}}"><code>{{.Schema.Name}}</code> {{.Schema.Title}} <span lang="ar" dir="rtl">{{.Schema.TitleAr}}</span></h2>
<p>{{.Schema.Description}}</p>
<p lang="ar" dir="rtl">{{.Schema.DescriptionAr}}</p>
<p>Primary key: <code>{{join .Schema.PrimaryKey}}</code>. Rows: {{.Rows}}.</p>
<table>
<thead><tr><th>Column</th><th>Type</th><th>Required</th><th>Meaning</th><th lang="ar" dir="rtl">المعنى</th></tr></thead>
<tbody>
{{range .Schema.Fields}}<tr id="{{.Name}}"><td><code>{{.Name}}</code></td><td>{{kind .}}</td><td>{{yes .Required}}</td><td><strong>{{.Title}}.</strong> {{.Description}}{{if .Enum}} One of: {{join .Enum}}.{{end}}</td><td lang="ar" dir="rtl"><strong>{{.TitleAr}}.</strong> {{.DescriptionAr}}</td></tr>
{{end}}</tbody>
</table>
{{end}}</body>
</html>
`))

// readme writes README.md of the dataset, in English and Arabic.
func readme(p *Package) ([]Document, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n\n## Tables\n\n| Table | Rows | One row is | |\n|---|---|---|---|\n", p.title(), p.about("en"), p.about("ar"))
	for _, t := range p.Tables {
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", t.Schema.Name, t.Rows, t.Schema.Description, t.Schema.DescriptionAr)
	}
	b.WriteString(`
Each table lies in ` + "`data/`" + ` once per format, with the same rows. ` + "`datapackage.json`" + ` names all files with their hashes and the types of their
columns; ` + "`dictionary.md`" + ` explains every column in English and Arabic.
`)
	for i, f := range p.Files {
		if i == 0 {
			b.WriteString("\n| File | What it is |\n|---|---|\n")
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Path, strings.ReplaceAll(f.Title, "|", "\\|"))
	}
	b.WriteString(`
## What the values are

A value is what a report states, also where the report is wrong: contradictions stand in ` + "`discrepancies`" + `. What a report does not say is null.
` + "`evidence`" + ` leads from a row (` + "`table_name`, `row_id`" + `) and a column to the lines and bytes of the report that the cell rests on.

## Sources

`)
	for _, s := range p.Sources {
		fmt.Fprintf(&b, "- %s (`%s`", s.Title, s.ID)
		if s.SHA256 != "" {
			fmt.Fprintf(&b, ", SHA-256 `%s`", s.SHA256)
		}
		b.WriteString(")")
		if s.Licence != "" {
			fmt.Fprintf(&b, ", licence %s", s.Licence)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Licence\n\n")
	if p.Licence == "" {
		b.WriteString("No licence is set for this package.\n")
	} else {
		fmt.Fprintf(&b, "%s\n", p.Licence)
	}
	fmt.Fprintf(&b, "\n## Citation\n\n```bibtex\n%s\n```\n", p.cite())
	return []Document{{"README.md", []byte(b.String())}}, nil
}

// citation writes CITATION.cff.
//
// Source: Citation File Format 1.2.0.
func citation(p *Package) ([]Document, error) {
	type person struct {
		Name    string `yaml:"name"`
		Website string `yaml:"website,omitempty"`
	}
	type file struct {
		Version  string   `yaml:"cff-version"`
		Message  string   `yaml:"message"`
		Type     string   `yaml:"type"`
		Title    string   `yaml:"title"`
		Abstract string   `yaml:"abstract"`
		Authors  []person `yaml:"authors"`
		Release  string   `yaml:"version,omitempty"`
		Date     string   `yaml:"date-released,omitempty"`
		Licence  string   `yaml:"license,omitempty"`
		LURL     string   `yaml:"license-url,omitempty"`
		URL      string   `yaml:"url,omitempty"`
		Keywords []string `yaml:"keywords,omitempty"`
	}
	c := file{
		Version: "1.2.0", Message: "If you use this dataset, please cite it as below.", Type: "dataset", Title: p.title(), Abstract: p.about("en"), Release: p.Version,
		Date: p.Published, URL: p.URL, Keywords: p.Keywords,
	}
	if strings.Contains(p.Licence, "://") {
		c.LURL = p.Licence
	} else {
		c.Licence = p.Licence
	}
	for _, a := range p.Creators {
		c.Authors = append(c.Authors, person{a.Name, a.URL})
	}
	if len(c.Authors) == 0 {
		c.Authors = []person{{Name: text(p.publisher()["foaf:name"])}}
	}
	raw, err := yaml.Marshal(c)
	return []Document{{"CITATION.cff", raw}}, err
}

// checksums writes SHA256SUMS, which sha256sum --check reads: every file of the package but itself.
func checksums(p *Package, docs []Document) Document {
	type sum struct{ path, hash string }
	var sums []sum
	for _, t := range p.Tables {
		for _, f := range t.Files {
			sums = append(sums, sum{f.Path, f.SHA256})
		}
	}
	for _, f := range p.Files {
		sums = append(sums, sum{f.Path, f.SHA256})
	}
	for _, d := range docs {
		h := sha256.Sum256(d.Data)
		sums = append(sums, sum{d.Path, hex.EncodeToString(h[:])})
	}
	slices.SortFunc(sums, func(a, b sum) int { return cmp.Compare(a.path, b.path) })
	var b strings.Builder
	for _, s := range sums {
		fmt.Fprintf(&b, "%s  %s\n", s.hash, s.path)
	}
	return Document{"SHA256SUMS", []byte(b.String())}
}
