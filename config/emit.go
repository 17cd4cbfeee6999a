package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Emit sets what a run writes and where.
type Emit struct {
	Name    string   `mapstructure:"name"`    // of the package: lower-case ASCII letters, digits, '.', '_', '-'
	Title   string   `mapstructure:"title"`   // of the package; empty for none
	Licence string   `mapstructure:"licence"` // short name such as CC-BY-4.0, or a URL; empty for none
	Version string   `mapstructure:"version"` // of the package; empty for none
	Output  string   `mapstructure:"output"`  // folder of the data package
	Formats []string `mapstructure:"formats"` // some of FormatNames; docs/formats.md says what each is
	Texts   bool     `mapstructure:"texts"`   // keep the text extracted of PDF, DOCX, HTML and EPUB files in the package
	Quotes  string   `mapstructure:"quotes"`  // one of QuoteNames: how much of the report's words evidence repeats

	Descriptors []string `mapstructure:"descriptors"` // some of DescriptorNames
	Description string   `mapstructure:"description"` // of the package; empty for one made of its sources
	URL         string   `mapstructure:"url"`         // where the package is published
	Published   string   `mapstructure:"published"`   // ISO date
	Publisher   Agent    `mapstructure:"publisher"`
	Creators    []Agent  `mapstructure:"creators"`
	Contact     string   `mapstructure:"contact"`  // mail address
	Keywords    []string `mapstructure:"keywords"` // empty for those of the field
}

// Agent is a person or an organization that answers for a package.
type Agent struct {
	Name string `mapstructure:"name"`
	URL  string `mapstructure:"url"`
}

// DescriptorNames returns the descriptors that can be written beside datapackage.json.
func DescriptorNames() []string {
	return []string{"csvw", "dcat", "croissant", "schema-org", "dictionary", "readme", "citation", "checksums"}
}

// FormatNames returns the formats in which a package can be written.
func FormatNames() []string {
	return []string{"parquet", "csv", "json", "jsonl", "arrow", "sqlite", "xlsx", "nist", "popolo"}
}

// QuoteNames returns the ways in which evidence may repeat the report's words: all of them, the first few, or none.
func QuoteNames() []string { return []string{"full", "short", "none"} }

func defaultEmit() Emit {
	return Emit{Name: "mahdar", Output: "output", Formats: []string{"parquet", "csv", "json"}, Quotes: "full", Descriptors: DescriptorNames()}
}

func (e Emit) check(p *problems) {
	if e.Name == "" || strings.Trim(e.Name, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" {
		p.add("emit.name", "%q is no package name (want lower-case ASCII letters, digits, '.', '_' or '-')", e.Name)
	}
	if e.Output == "" {
		p.add("emit.output", "no folder is named")
	}
	if len(e.Formats) == 0 {
		p.add("emit.formats", "no format is named (want some of %s)", strings.Join(FormatNames(), ", "))
	}
	seen := make(map[string]bool, len(e.Formats))
	for i, f := range e.Formats {
		key := fmt.Sprintf("emit.formats[%d]", i)
		p.oneOf(key, "format", f, FormatNames())
		if seen[f] {
			p.add(key, "format %q is named twice", f)
		}
		seen[f] = true
	}
	p.oneOf("emit.quotes", "choice", e.Quotes, QuoteNames())
	for i, d := range e.Descriptors {
		p.oneOf(fmt.Sprintf("emit.descriptors[%d]", i), "descriptor", d, DescriptorNames())
	}
	if e.Published != "" && !isDay(e.Published) {
		p.add("emit.published", "%q is no ISO date (want year-month-day, for example 2024-03-17)", e.Published)
	}
	for key, s := range map[string]string{"emit.url": e.URL, "emit.publisher.url": e.Publisher.URL} {
		if s != "" && !isURL(s) {
			p.add(key, "%q is no web address (want for example https://example.org/data)", s)
		}
	}
	for i, c := range e.Creators {
		if c.Name == "" {
			p.add(fmt.Sprintf("emit.creators[%d].name", i), "every creator needs a name")
		}
	}
	if e.Contact != "" && !strings.Contains(e.Contact, "@") {
		p.add("emit.contact", "%q is no mail address", e.Contact)
	}
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}
