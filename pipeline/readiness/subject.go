package readiness

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"mahdar/pipeline/describe"
)

// descriptorName is the file that makes a folder a data package.
const descriptorName = "datapackage.json"

// runAgain ends the mends of what a run writes.
const runAgain = " and run again"

// subject is a data package that is checked. Files are read when they are first asked for.
type subject struct {
	root       *os.Root
	descriptor map[string]any
	resources  []resource
	json       map[string]*document
	tables     map[string]*csvFile
	hashes     map[string]string
	graphs     map[string]*graph
	election   []nistObject // of the election results report; nil until it is asked for
}

// resource is one entry of the list of files.
type resource struct {
	at           place
	object       map[string]any
	name, path   string
	format       string
	bytes        int64 // -1 when the descriptor says none
	hash         string
	columns      []string // of the schema; nil for none
	size         int64    // of the file as it is
	sizeErr      error    // why there is no file
	pathAsStated any
}

// document is a JSON file; value is nil when it is not there or broken.
type document struct {
	name  string
	value any
	fault string // why there is no value
	line  int    // where it is broken; 0 for nowhere
}

// csvFile is what a CSV file looks like, its rows not kept.
type csvFile struct {
	header  []string
	bom     bool
	ragged  spot // rows that are not as long as the header
	invalid spot // rows that are no UTF-8
	fault   string
	line    int // of fault
}

// spot is the first line at which something was seen, and how often.
type spot struct {
	line, count, got int
}

func (s *spot) see(line, got int) {
	if s.count == 0 {
		s.line, s.got = line, got
	}
	s.count++
}

func open(dir string) (*subject, error) {
	fail := func(err error) (*subject, error) { return nil, fmt.Errorf("read package %s: %w", dir, err) }
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fail(cause(err))
	}
	s := &subject{root: root, json: map[string]*document{}, tables: map[string]*csvFile{}, hashes: map[string]string{}, graphs: map[string]*graph{}}
	d := s.document(descriptorName)
	object, ok := d.value.(map[string]any)
	switch {
	case errors.Is(s.exists(descriptorName), fs.ErrNotExist):
		err = fmt.Errorf("no data package: it holds no %s", descriptorName)
	case d.line > 0:
		err = fmt.Errorf("%s:%d: %s", descriptorName, d.line, d.fault)
	case d.fault != "":
		err = fmt.Errorf("%s: %s", descriptorName, d.fault)
	case !ok:
		err = fmt.Errorf("%s holds no JSON object", descriptorName)
	}
	if err != nil {
		s.close()
		return fail(err)
	}
	s.descriptor = object
	s.list()
	return s, nil
}

func (s *subject) close() { _ = s.root.Close() } // it was read only

// list takes the resources of the descriptor.
func (s *subject) list() {
	for i, item := range list(s.descriptor["resources"]) {
		o, _ := item.(map[string]any)
		r := resource{at: at(descriptorName, "resources", i), object: o, name: text(o["name"]), path: text(o["path"]), pathAsStated: o["path"], format: text(o["format"]), bytes: -1, hash: text(o["hash"])}
		if n, ok := o["bytes"].(json.Number); ok {
			if v, err := n.Int64(); err == nil {
				r.bytes = v
			}
		}
		if r.format == "" {
			r.format = strings.TrimPrefix(path.Ext(r.path), ".")
		}
		if schema, ok := o["schema"].(map[string]any); ok {
			r.columns = []string{}
			for _, f := range list(schema["fields"]) {
				r.columns = append(r.columns, text(member(f, "name")))
			}
		}
		r.size, r.sizeErr = s.size(r.path)
		s.resources = append(s.resources, r)
	}
}

// size returns the size of a file of the package.
func (s *subject) size(name string) (int64, error) {
	if name == "" || !filepath.IsLocal(filepath.FromSlash(name)) {
		return 0, errors.New("the path leads to no file of the package")
	}
	info, err := s.root.Stat(filepath.FromSlash(name))
	if err != nil {
		return 0, cause(err)
	}
	if !info.Mode().IsRegular() {
		return 0, errors.New("it is no file")
	}
	return info.Size(), nil
}

func (s *subject) exists(name string) error {
	_, err := s.size(name)
	return err
}

// document returns a JSON file.
func (s *subject) document(name string) *document {
	if d := s.json[name]; d != nil {
		return d
	}
	d := &document{name: name}
	s.json[name] = d
	raw, err := s.root.ReadFile(filepath.FromSlash(name))
	if err != nil {
		d.fault = cause(err).Error()
		return d
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err = dec.Decode(&d.value)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	if err != nil {
		d.value, d.fault = nil, err.Error()
		end := dec.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			end = syntax.Offset
		}
		d.line = 1 + bytes.Count(raw[:min(max(end-1, 0), int64(len(raw)))], []byte("\n"))
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			d.line, d.fault = 1+bytes.Count(raw, []byte("\n")), "the file ends early"
		}
	}
	return d
}

// there reports a JSON file that is missing or broken, once for all requirements that look into it.
func (t *test) there(name, mend string) {
	d := t.document(name)
	switch {
	case d.line > 0:
		t.bad(place{file: name, line: d.line}, mend, "no JSON: %s", d.fault)
	case d.fault != "":
		t.bad(place{file: name}, mend, "%s", d.fault)
	}
}

// object returns a JSON file that holds an object; an empty one when there is none, so that what is asked of it is absent.
func (s *subject) object(name string) (o map[string]any, there bool) {
	o, there = s.document(name).value.(map[string]any)
	return o, there
}

// hash returns the SHA-256 of a file in lower-case hexadecimal, empty when it cannot be read.
func (s *subject) hash(name string) string {
	if sum, ok := s.hashes[name]; ok {
		return sum
	}
	s.hashes[name] = ""
	f, err := s.root.Open(filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // it was read only
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err == nil {
		s.hashes[name] = hex.EncodeToString(sum.Sum(nil))
	}
	return s.hashes[name]
}

// csv returns what a CSV file looks like.
func (s *subject) csv(name string) *csvFile {
	if c := s.tables[name]; c != nil {
		return c
	}
	c := &csvFile{}
	s.tables[name] = c
	f, err := s.root.Open(filepath.FromSlash(name))
	if err != nil {
		c.fault = cause(err).Error()
		return c
	}
	defer f.Close() //nolint:errcheck // it was read only
	head := make([]byte, 3)
	n, _ := io.ReadFull(f, head)
	c.bom = string(head[:n]) == "\ufeff"
	in := io.Reader(f)
	if !c.bom {
		in = io.MultiReader(bytes.NewReader(head[:n]), f)
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.fault = err.Error()
			if p, ok := errors.AsType[*csv.ParseError](err); ok {
				c.fault, c.line = p.Err.Error(), p.Line
			}
			break
		}
		line, _ := r.FieldPos(0)
		if c.header == nil {
			c.header = append([]string{}, record...)
		}
		if len(record) != len(c.header) {
			c.ragged.see(line, len(record))
		}
		if !utf8.ValidString(strings.Join(record, "")) {
			c.invalid.see(line, 0)
		}
	}
	if c.header == nil && c.fault == "" {
		c.fault = "no header row"
	}
	return c
}

// csvFiles returns the resources that are CSV files and there.
func (s *subject) csvFiles() []resource {
	var out []resource
	for _, r := range s.resources {
		if r.format == "csv" && r.sizeErr == nil {
			out = append(out, r)
		}
	}
	return out
}

// travelling is a file that is published.
type travelling struct {
	path  string
	bytes int64
}

// files returns what is published of the package: the files listed, the descriptors beside them and datapackage.json.
func (s *subject) files() []travelling {
	var out []travelling
	for _, r := range s.resources {
		if r.sizeErr == nil {
			out = append(out, travelling{r.path, r.size})
		}
	}
	for _, name := range append(describe.Paths(), descriptorName) {
		if n, err := s.size(name); err == nil {
			out = append(out, travelling{name, n})
		}
	}
	return out
}

// title returns the title of the package, or its name.
func (s *subject) title() string {
	if t := text(s.descriptor["title"]); t != "" {
		return t
	}
	return text(s.descriptor["name"])
}

// isPlaceholder tells whether a name is only that of the package, which descriptors have where the settings say nothing.
func (s *subject) isPlaceholder(name string) bool {
	return name == s.title() || name == text(s.descriptor["name"])
}

// licence returns the first licence of the descriptor, by its id or address.
func (s *subject) licence() string {
	for _, l := range list(s.descriptor["licenses"]) {
		for _, key := range []string{"name", "path"} {
			if v := text(member(l, key)); v != "" {
				return v
			}
		}
	}
	return ""
}

// member returns a member of an object, nil for none.
func member(v any, keys ...string) any {
	for _, k := range keys {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[k]
	}
	return v
}

// text returns a string, empty for what is none.
func text(v any) string {
	s, _ := v.(string)
	return s
}

// list returns the items of a list; JSON-LD may write a list of one as the item alone.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// texts returns the strings of a list.
func texts(v any) []string {
	var out []string
	for _, item := range list(v) {
		if s := text(item); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// cause drops the path from an error about a file, for those who name it themselves.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
