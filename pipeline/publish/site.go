package publish

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The files of a site beside its packages.
const (
	pageName    = "index.html"
	catalogName = "catalog.jsonld"
	pageMark    = `<meta name="generator" content="mahdar">`
)

// page is a file of the site.
type page struct {
	name string
	data []byte
}

// pages returns the files of the site as they are once p is in it.
func (f *folder) pages(p *Package) ([]page, error) {
	packages := []*Package{p}
	entries, err := os.ReadDir(f.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		dir := filepath.Join(f.dir, e.Name())
		if _, err := os.Stat(filepath.Join(dir, descriptorName)); err != nil || e.Name() == p.Name || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		other, err := list(dir)
		if err != nil {
			return nil, fmt.Errorf("the package %s in it: %w", e.Name(), err)
		}
		other.Name = e.Name() // where its files are
		packages = append(packages, other)
	}
	slices.SortFunc(packages, func(a, b *Package) int { return cmp.Compare(a.Name, b.Name) })
	html, err := sitePage(packages)
	if err != nil {
		return nil, err
	}
	catalog, err := siteCatalog(packages)
	return []page{{pageName, html}, {catalogName, catalog}}, err
}

// sitePage returns the page that lists the tables of all packages.
func sitePage(packages []*Package) ([]byte, error) {
	type shown struct {
		*Package
		Data any // what search engines read
	}
	var list []shown
	for _, p := range packages {
		s := shown{Package: p}
		if p.page != nil {
			if err := json.Unmarshal(p.page, &s.Data); err != nil {
				return nil, fmt.Errorf("%s: schema-org.json: %w", p.Name, err)
			}
			below(s.Data, "contentUrl", p.Name)
		}
		list = append(list, s)
	}
	var b bytes.Buffer
	err := siteTemplate.Execute(&b, list)
	return b.Bytes(), err
}

// below puts the folder before all addresses under the key that are paths.
func below(v any, key, folder string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			below(x, key, folder)
		}
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && k == key && !strings.Contains(s, ":") {
				v[k] = folder + "/" + s
				continue
			}
			below(x, key, folder)
		}
	}
}

// siteCatalog returns a DCAT catalog of all packages that describe themselves in DCAT.
//
// Source: DCAT-AP 3.0.1, SEMIC.
func siteCatalog(packages []*Package) ([]byte, error) {
	type object = map[string]any
	context := object{}
	var graph, datasets []any
	var publisher any = object{"@type": "foaf:Agent", "foaf:name": "mahdar"}
	var titles []string
	for _, p := range packages {
		raw, err := os.ReadFile(filepath.Join(p.Dir, "dcat.jsonld"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // emit.descriptors leaves it out
		}
		if err != nil {
			return nil, err
		}
		var d struct {
			Context object   `json:"@context"`
			Graph   []object `json:"@graph"`
		}
		if err := json.Unmarshal(raw, &d); err != nil {
			return nil, fmt.Errorf("%s: dcat.jsonld: %w", p.Name, err)
		}
		for k, v := range d.Context {
			if old := context[k]; old != nil && old != v {
				return nil, fmt.Errorf("%s: dcat.jsonld: the prefix %s is %v here and %v elsewhere", p.Name, k, v, old)
			}
			context[k] = v
		}
		for _, o := range d.Graph {
			below(o, "@id", p.Name)
			if o["@type"] == "dcat:Dataset" {
				datasets = append(datasets, object{"@id": o["@id"]})
				if who := o["dct:publisher"]; who != nil && len(datasets) == 1 {
					publisher = who
				}
			}
			graph = append(graph, o)
		}
		titles = append(titles, p.Title)
	}
	text := func(en, ar string) []any {
		return []any{object{"@value": en, "@language": "en"}, object{"@value": ar, "@language": "ar"}}
	}
	catalog := object{
		"@id": "urn:mahdar:catalog", "@type": "dcat:Catalog", "dcat:dataset": datasets, "dct:publisher": publisher,
		"dct:title":       text("Election datasets", "مجموعات بيانات الانتخابات"),
		"dct:description": text("The datasets of this site: "+strings.Join(titles, ", ")+".", "مجموعات البيانات في هذا الموقع: "+strings.Join(titles, "، ")+"."),
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(object{"@context": context, "@graph": append([]any{catalog}, graph...)})
	return b.Bytes(), err
}

var siteTemplate = template.Must(template.New(pageName).Funcs(template.FuncMap{
	"size": func(n int64) string {
		switch {
		case n < 1<<10:
			return fmt.Sprintf("%d B", n)
		case n < 1<<20:
			return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
		}
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	},
	"extra": func(p *Package) []File { return p.Files[p.resources:] },
}).Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
` + pageMark + `
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Election datasets</title>
<link rel="alternate" type="application/ld+json" href="` + catalogName + `" title="DCAT catalog">
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1d2430; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border: 1px solid #c9d1dc; padding: .35rem .6rem; text-align: start; vertical-align: top; }
th { background: #eef2f7; }
td a { margin-inline-end: .8rem; white-space: nowrap; }
[lang=ar] { font-family: "Noto Naskh Arabic", "Amiri", "Geeza Pro", serif; font-size: 1.05em; }
</style>
{{range .}}{{if .Data}}<script type="application/ld+json">{{.Data}}</script>
{{end}}{{end}}</head>
<body>
<h1>Election datasets <span lang="ar" dir="rtl">مجموعات بيانات الانتخابات</span></h1>
<p><a href="` + catalogName + `">Catalog (DCAT)</a></p>
{{range .}}{{$name := .Name}}<section id="{{.Name}}">
<h2>{{.Title}}</h2>
{{with .Description}}<p>{{.}}</p>
{{end}}<p>{{with .Version}}Version {{.}}. {{end}}{{with .Licence}}Licence: {{.}}. {{end}}{{range extra .Package}}<a href="{{$name}}/{{.Path}}">{{.Path}}</a> {{end}}</p>
<table>
<thead><tr><th>Table</th><th lang="ar" dir="rtl">الجدول</th><th>One row is</th><th>Files</th></tr></thead>
<tbody>
{{range .Tables}}<tr><td>{{.Title}}</td><td lang="ar" dir="rtl">{{.TitleAr}}</td><td>{{.Description}}</td><td>{{range .Files}}<a href="{{$name}}/{{.Path}}">{{.Format}} ({{size .Bytes}})</a> {{end}}</td></tr>
{{end}}</tbody>
</table>
</section>
{{end}}</body>
</html>
`))
