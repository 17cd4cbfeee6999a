package emit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"mahdar/pipeline/document"
)

// profile is the published profile that descriptors name.
const profile = "https://datapackage.org/profiles/2.0/datapackage.json"

// schemaVersion is the version of the data model; a lost or renamed column makes a new one.
const schemaVersion = "1"

// descriptor types follow the standard; keys that it does not know are grouped under "mahdar".
type (
	packageDescriptor struct {
		Schema    string     `json:"$schema"`
		Name      string     `json:"name"`
		Title     string     `json:"title,omitempty"`
		Version   string     `json:"version,omitempty"`
		Licenses  []licence  `json:"licenses,omitempty"`
		Sources   []source   `json:"sources,omitempty"`
		Resources []resource `json:"resources"`
	}
	licence struct {
		Name  string `json:"name,omitempty"`
		Path  string `json:"path,omitempty"`
		Title string `json:"title,omitempty"`
	}
	source struct {
		Title  string       `json:"title"`
		Mahdar sourceRemark `json:"mahdar"`
	}
	sourceRemark struct {
		Report  string `json:"report_id"`
		File    string `json:"file,omitempty"`
		SHA256  string `json:"sha256,omitempty"`
		Licence string `json:"licence,omitempty"`
	}
	resource struct {
		Name        string          `json:"name"`
		Type        string          `json:"type,omitempty"`
		Path        string          `json:"path"`
		Title       string          `json:"title,omitempty"`
		Description string          `json:"description,omitempty"`
		Format      string          `json:"format"`
		MediaType   string          `json:"mediatype"`
		Encoding    string          `json:"encoding,omitempty"`
		Bytes       int64           `json:"bytes"`
		Hash        string          `json:"hash"`
		Schema      json.RawMessage `json:"schema,omitempty"`
	}
)

// sourceOf describes the report as a source of the package.
func sourceOf(d *document.Document) source {
	title := d.Info.Title
	if t := d.Table("reports"); t != nil && title == "" && len(t.Rows) > 0 && t.Column("title") >= 0 {
		title, _ = t.Rows[0].Values[t.Column("title")].(string)
	}
	if title == "" {
		title = d.ID
	}
	return source{Title: title, Mahdar: sourceRemark{Report: d.ID, File: d.Source.Name, SHA256: d.Source.SHA256, Licence: d.Info.Licence}}
}

// metadata returns what every Parquet file says about the package, sorted by key.
func (w *Writer) metadata() []pair {
	hashes := make([]string, 0, len(w.sources))
	for _, s := range w.sources {
		hashes = append(hashes, s.Mahdar.SHA256)
	}
	return []pair{
		{"licence", w.o.Licence},
		{"schema_version", schemaVersion},
		{"source_sha256", strings.Join(hashes, " ")},
		{"title", w.o.Title},
	}
}

// descriptor returns datapackage.json. It names no time: the same reports give the same bytes.
func (w *Writer) descriptor() ([]byte, error) {
	p := packageDescriptor{
		Schema: profile, Name: w.o.Name, Title: w.o.Title, Version: w.o.Version,
		Licenses: licences(w.o.Licence), Sources: w.sources,
	}
	for _, t := range w.tables {
		for i, f := range t.files() {
			p.Resources = append(p.Resources, t.resource(f, i == 0))
		}
	}
	p.Resources = append(p.Resources, w.extras...)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, fmt.Errorf("encode %s: %w", descriptorName, err)
	}
	return b.Bytes(), nil
}

// formatNames holds the names by which the descriptor calls formats that are not called by the extension of their files. Under that name,
// frictionless-py reads the file as a table and fails, on columns of lists in Parquet and on JSON Lines without a line; the media type
// says what it is.
var formatNames = map[string]string{"parquet": "apache-parquet", "jsonl": "jsonlines"}

// resource describes one file. The first of a table carries the table's name, which foreign keys refer to, and its schema.
func (w *tableWriter) resource(f *file, first bool) resource {
	format := formatOf(f.format)
	r := resource{
		Name: w.schema.Name + "-" + f.format, Path: f.path, Format: cmp.Or(formatNames[f.format], f.format), MediaType: format.mediaType,
		Title: w.schema.Title, Bytes: f.bytes, Hash: f.hash(),
	}
	if !format.binary {
		r.Encoding = "utf-8"
	}
	if first {
		r.Name, r.Schema, r.Description = w.schema.Name, w.schema.Descriptor(), w.schema.Description
		if !format.binary && r.Format == f.format {
			r.Type = "table"
		}
	}
	return r
}

func licences(s string) []licence {
	switch {
	case s == "":
		return nil
	case strings.Contains(s, "://"):
		return []licence{{Path: s}}
	case regexp.MustCompile(`^[-a-zA-Z0-9._]+$`).MatchString(s):
		return []licence{{Name: s}}
	}
	slug := strings.Trim(regexp.MustCompile(`[^-a-zA-Z0-9._]+`).ReplaceAllString(s, "-"), "-")
	if slug == "" {
		slug = "other"
	}
	return []licence{{Name: slug, Title: s}}
}
