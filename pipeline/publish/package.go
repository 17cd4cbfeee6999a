package publish

import (
	"crypto/md5" //nolint:gosec // Zenodo tells files apart by it; nothing is protected with it
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mahdar/pipeline/describe"
)

// descriptorName is the file that makes a folder a data package. It travels last: who finds it finds the rest.
const descriptorName = "datapackage.json"

// Package is a data package that is ready to be published.
type Package struct {
	Dir         string
	Name        string // the same for every version
	Title       string // the name where there is none
	Description string
	Version     string
	Licence     string // SPDX id or address; empty for none
	Published   string // ISO date; empty for none
	Creators    []string
	Publisher   string // empty for none
	Keywords    []string
	Languages   []string // BCP 47
	Files       []File   // tables, then descriptors, datapackage.json last
	Tables      []Table  // in the order of the descriptor

	resources int             // how many of the files are listed in the descriptor: the first ones
	page      json.RawMessage // schema-org.json, where there is one
}

// File is one file of a package.
type File struct {
	Path      string // within the package, with slashes
	Bytes     int64
	SHA256    string // lower-case hexadecimal
	MD5       string // lower-case hexadecimal
	Format    string // csv, json, parquet, md and the like
	MediaType string
	Title     string // what the file holds, for people
	Text      string // one sentence on what a row of the table is; empty for what is no table
}

// Table is a table of a package with the files that hold it.
type Table struct {
	Name, Title, TitleAr, Description string
	Files                             []File
}

type descriptor struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Version  string `json:"version"`
	Licenses []struct {
		Name string `json:"name"`
		Path string `json:"path"`
	} `json:"licenses"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Path        string `json:"path"`
	Title       string `json:"title"`
	Description string `json:"description"`
	MediaType   string `json:"mediatype"`
	Hash        string `json:"hash"`
	Schema      struct {
		Title   string `json:"title"`
		TitleAr string `json:"title_ar"`
	} `json:"schema"`
}

// Read returns the data package in dir with the hashes of its files: those that datapackage.json lists, and the descriptors
// beside it. Other files in the folder are not part of the package. A file that is not the one that the descriptor has the hash of, or
// that leads out of the folder, is an error.
func Read(dir string) (*Package, error) {
	p, err := list(dir)
	if err == nil {
		err = p.hash()
	}
	if err != nil {
		return nil, fmt.Errorf("read package %s: %w", dir, err)
	}
	return p, nil
}

// list returns the package in dir with the sizes of its files as they are and the hashes that the descriptor says.
func list(dir string) (*Package, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cause(err)
	}
	defer root.Close() //nolint:errcheck // it was read only
	raw, err := root.ReadFile(descriptorName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no data package: it holds no %s", descriptorName)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", descriptorName, cause(err))
	}
	var d descriptor
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", descriptorName, err)
	}
	if !isName(d.Name) {
		return nil, fmt.Errorf("%s: the package name %q (want lower-case ASCII letters, digits, '.', '_' or '-'; emit.name sets it)", descriptorName, d.Name)
	}
	if len(d.Resources) == 0 {
		return nil, fmt.Errorf("%s lists no resources", descriptorName)
	}
	p := &Package{Dir: dir, Name: d.Name, Title: d.Title, Version: d.Version}
	if p.Title == "" {
		p.Title = d.Name
	}
	if len(d.Licenses) > 0 {
		p.Licence = d.Licenses[0].Name
		if p.Licence == "" {
			p.Licence = d.Licenses[0].Path
		}
	}
	if err := p.tables(root, d.Resources); err != nil {
		return nil, err
	}
	for _, name := range append(describe.Paths(), descriptorName) {
		f, err := stat(root, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		f.Title = name
		p.Files = append(p.Files, f)
	}
	return p, p.learn(root)
}

// isName tells whether s can name a package and a folder.
func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return false
		}
	}
	return s != "" && s[0] != '.'
}

// tables adds the files that the descriptor lists.
func (p *Package) tables(root *os.Root, list []resource) error {
	for i, r := range list {
		at := fmt.Sprintf("%s: resources[%d]", descriptorName, i)
		if !filepath.IsLocal(filepath.FromSlash(r.Path)) || path.Clean(r.Path) != r.Path {
			return fmt.Errorf("%s: the path %q leads out of the package", at, r.Path)
		}
		if slices.ContainsFunc(p.Files, func(f File) bool { return f.Path == r.Path }) {
			return fmt.Errorf("%s: the path %q stands twice", at, r.Path)
		}
		f, err := stat(root, r.Path)
		if err != nil {
			return err
		}
		f.SHA256 = strings.TrimPrefix(r.Hash, "sha256:")
		if r.MediaType != "" {
			f.MediaType = r.MediaType
		}
		f.Title, f.Text = r.Title, r.Description
		p.Files = append(p.Files, f)
		name := stem(r.Path)
		of := slices.IndexFunc(p.Tables, func(t Table) bool { return t.Name == name })
		if of < 0 {
			of = len(p.Tables)
			p.Tables = append(p.Tables, Table{Name: name, Title: r.Title})
		}
		t := &p.Tables[of]
		t.Files = append(t.Files, f)
		if r.Description != "" {
			t.Description = r.Description
		}
		if r.Schema.TitleAr != "" {
			t.TitleAr = r.Schema.TitleAr
		}
	}
	p.resources = len(p.Files)
	for i := range p.Files { // the description stands at one file of each table
		of := slices.IndexFunc(p.Tables, func(t Table) bool { return t.Name == stem(p.Files[i].Path) })
		p.Files[i].Text = p.Tables[of].Description
	}
	return nil
}

// learn takes what the descriptors say of the package and datapackage.json does not. Who made it and when it was published is taken
// from DCAT, which has no word for it when the settings have none.
func (p *Package) learn(root *os.Root) error {
	var page struct {
		Description string   `json:"description"`
		Languages   []string `json:"inLanguage"`
		Keywords    []string `json:"keywords"`
	}
	raw, err := readJSON(root, "schema-org.json", &page)
	if err != nil {
		return err
	}
	p.Description, p.Languages, p.Keywords, p.page = page.Description, page.Languages, page.Keywords, raw
	var catalog struct {
		Graph []struct {
			Type    string `json:"@type"`
			Creator []struct {
				Name string `json:"foaf:name"`
			} `json:"dct:creator"`
			Publisher struct {
				Name string `json:"foaf:name"`
			} `json:"dct:publisher"`
			Issued struct {
				Value string `json:"@value"`
			} `json:"dct:issued"`
		} `json:"@graph"`
	}
	if _, err := readJSON(root, "dcat.jsonld", &catalog); err != nil {
		return err
	}
	for _, o := range catalog.Graph {
		if o.Type != "dcat:Dataset" {
			continue
		}
		p.Published, p.Publisher = o.Issued.Value, o.Publisher.Name
		for _, c := range o.Creator {
			p.Creators = append(p.Creators, c.Name)
		}
	}
	return nil
}

// readJSON reads a descriptor, of which nothing is left when it is not there.
func readJSON(root *os.Root, name string, v any) (json.RawMessage, error) {
	raw, err := root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	return raw, nil
}

// stat returns a file of the package by its name and size.
func stat(root *os.Root, name string) (File, error) {
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, cause(err))
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("%s is no file", name)
	}
	format, media := formatOf(name)
	return File{Path: name, Bytes: info.Size(), Format: format, MediaType: media}, nil
}

// hash reads every file of the package once, and holds those against the descriptor that it has hashes of.
func (p *Package) hash() error {
	for i := range p.Files {
		f := &p.Files[i]
		in, err := p.open(*f)
		if err != nil {
			return err
		}
		weak, strong := md5.New(), sha256.New() //nolint:gosec // see the import
		f.Bytes, err = io.Copy(io.MultiWriter(weak, strong), in)
		if err = errors.Join(err, in.Close()); err != nil {
			return fmt.Errorf("%s: %w", f.Path, cause(err))
		}
		sum := hex.EncodeToString(strong.Sum(nil))
		if f.SHA256 != sum && i < p.resources {
			return fmt.Errorf("%s is not the file that %s has the hash of (mahdar validate tells more; mahdar run writes the package anew)", f.Path, descriptorName)
		}
		f.SHA256, f.MD5 = sum, hex.EncodeToString(weak.Sum(nil))
	}
	return nil
}

// formatOf returns the format of a file and its media type, by its name.
func formatOf(name string) (format, media string) {
	switch ext := path.Ext(name); ext {
	case ".csv":
		return "csv", "text/csv"
	case ".json":
		return "json", "application/json"
	case ".jsonld":
		return "jsonld", "application/ld+json"
	case ".parquet":
		return "parquet", "application/vnd.apache.parquet"
	case ".html":
		return "html", "text/html; charset=utf-8"
	case ".md":
		return "md", "text/markdown; charset=utf-8"
	case ".txt", ".cff", "":
		return "txt", "text/plain; charset=utf-8"
	default:
		return ext[1:], "application/octet-stream"
	}
}

func stem(name string) string {
	base := path.Base(name)
	return base[:len(base)-len(path.Ext(base))]
}

// open returns a file of the package for reading.
func (p *Package) open(f File) (*os.File, error) {
	in, err := os.OpenInRoot(p.Dir, filepath.FromSlash(f.Path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, cause(err))
	}
	return in, nil
}

// openSame returns a file of the package for reading, unless it changed since the package was read.
func (p *Package) openSame(f File) (*os.File, error) {
	in, err := p.open(f)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, in)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		err = fmt.Errorf("%s: %w", f.Path, cause(err))
	case hex.EncodeToString(sum.Sum(nil)) != f.SHA256:
		err = fmt.Errorf("%s changed while the package was published (publish it again)", f.Path)
	default:
		return in, nil
	}
	return nil, errors.Join(err, in.Close())
}

// cause drops the path from an error about a file, for those who name it themselves.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
