// Package describe tells the world what a data package holds: for portals, search engines, validators and people.
//
// Everything is derived from the schemas of the tables, the files as they were written and what the settings say of the package;
// nothing is asked of a clock or a network. One file of this package is one descriptor.
package describe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mahdar/schemas"
)

// Package is a data package as its descriptors see it.
type Package struct {
	Name, Title, Description, Version string
	Licence                           string // SPDX id such as CC-BY-4.0, or a URL; empty for none
	URL                               string // where the package is published, without a slash at the end; empty when nobody knows yet
	Published                         string // ISO date; empty for none
	Publisher                         Agent
	Creators                          []Agent
	Contact                           string // mail address
	Keywords                          []string
	Languages                         []string // BCP 47, of the reports
	Countries                         []string // ISO 3166-1 alpha-2, of the elections
	From, To                          string   // ISO dates that the elections lie between; empty for none
	Tables                            []Table
	Files                             []File // that are no table's, such as one that holds all tables
	Sources                           []Source
}

// Agent is a person or an organization.
type Agent struct{ Name, URL string }

// Table is a table with its files.
type Table struct {
	Schema *schemas.Table
	Rows   int64
	Files  []File
}

// File is one file of the package.
type File struct {
	Name, Title             string // of a file that is no table's; the name holds lower-case letters, digits and hyphens
	Path, Format, MediaType string
	Bytes                   int64
	SHA256                  string // lower-case hexadecimal
}

// Source is a report that the package was made from.
type Source struct{ ID, Title, File, SHA256, Licence string }

// Document is a descriptor ready to be written.
type Document struct {
	Path string
	Data []byte
}

// Names returns the descriptors that there are, in the order in which they are written.
func Names() []string {
	return []string{"csvw", "dcat", "croissant", "schema-org", "dictionary", "readme", "citation", "checksums"}
}

// Paths returns the names of all files that descriptors may have, chosen or not.
func Paths() []string {
	return []string{
		"csv-metadata.json", "dcat.jsonld", "catalog.jsonld", "croissant.json", "schema-org.json", "dictionary.md", "dictionary.html", "README.md", "CITATION.cff", "SHA256SUMS",
	}
}

// Documents returns the descriptors named. The checksums are those of every file of the package and of the other descriptors;
// more are descriptors made elsewhere, such as datapackage.json.
func Documents(p *Package, names []string, more ...Document) ([]Document, error) {
	makers := map[string]func(*Package) ([]Document, error){
		"csvw": csvw, "dcat": dcat, "croissant": croissant, "schema-org": schemaOrg, "dictionary": dictionary, "readme": readme, "citation": citation,
	}
	var out []Document
	for _, name := range Names() {
		maker := makers[name]
		if maker == nil || !slices.Contains(names, name) {
			continue
		}
		docs, err := maker(p)
		if err != nil {
			return nil, fmt.Errorf("describe as %s: %w", name, err)
		}
		out = append(out, docs...)
	}
	if slices.Contains(names, "checksums") {
		out = append(out, checksums(p, append(slices.Clone(more), out...)))
	}
	return out, nil
}

// title returns the title of the package, or its name.
func (p *Package) title() string {
	if p.Title != "" {
		return p.Title
	}
	return p.Name
}

// about returns what the package is, in English and Arabic, fifty characters at least, as search engines want it.
func (p *Package) about(lang string) string {
	if p.Description != "" {
		return p.Description
	}
	var titles []string
	for _, s := range p.Sources {
		titles = append(titles, s.Title)
	}
	if len(titles) == 0 {
		titles = []string{"no report"}
	}
	list := strings.Join(titles[:min(3, len(titles))], lang2(lang, ", ", "، "))
	if n := len(titles) - 3; n > 0 {
		list += lang2(lang, fmt.Sprintf(" and %d more", n), fmt.Sprintf(" و%d غيرها", n))
	}
	return lang2(lang,
		"Results, events, lives and observer missions as narrative election reports state them, each cell with the words it rests on. Read from: "+list+".",
		"النتائج والأحداث والسير وبعثات المراقبة كما وردت في تقارير الانتخابات، ولكل خلية الكلمات التي تستند إليها. المصادر: "+list+".")
}

func lang2(lang, en, ar string) string {
	if lang == "ar" {
		return ar
	}
	return en
}

// licenceURL returns the address of a licence: itself, or its page at SPDX.
func (p *Package) licenceURL() string {
	if p.Licence == "" || strings.Contains(p.Licence, "://") {
		return p.Licence
	}
	return "https://spdx.org/licenses/" + p.Licence
}

// at returns the address of a file of the package: below its URL where that is known, else its path.
func (p *Package) at(path string) string {
	if p.URL == "" {
		return path
	}
	return p.URL + "/" + path
}

// encode writes v as indented JSON without HTML escapes.
//
// Keys of empty lists are left out.
func encode(path string, v object) ([]Document, error) {
	for key, value := range v {
		delete(v, key)
		put(v, key, value)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return []Document{{path, b.Bytes()}}, nil
}

// object is a JSON object whose keys are written in order of their names.
type object = map[string]any

// texts returns a text in both languages as JSON-LD has it; the Arabic one only where there is one.
func texts(en, ar string) []any {
	list := []any{object{"@value": en, "@language": "en"}}
	if ar != "" {
		list = append(list, object{"@value": ar, "@language": "ar"})
	}
	return list
}

// put sets a key unless the value is empty.
func put(o object, key string, v any) {
	switch x := v.(type) {
	case string:
		if x == "" {
			return
		}
	case []string:
		if len(x) == 0 {
			return
		}
	case []any:
		if len(x) == 0 {
			return
		}
	case object:
		if len(x) == 0 {
			return
		}
	}
	o[key] = v
}
