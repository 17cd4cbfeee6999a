// Package emit writes rows into a data package: one table per schema, each in every format asked for, and datapackage.json.
//
// A package is written whole or not at all: everything goes into a hidden folder beside the one asked for, is read back,
// forced to disk and only then put in its place. Rows are streamed; memory does not grow with their number, but for tables that reports
// share, such as entities, whose rows are held to the end. Emit
// changes no value; the table evidence, which leads every cell back to its bytes, is made here. The same reports give the
// same bytes.
package emit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mahdar/pipeline/describe"
	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// ErrRefused marks a report that [Writer.Add] refused because its rows do not fit the schemas. Nothing of it was written,
// and the writer takes further reports.
var ErrRefused = errors.New("report refused")

// evidenceTable is the table that emit makes itself.
const evidenceTable = "evidence"

// Options says what to write and where.
type Options struct {
	Dir     string       // folder of the package, made or replaced
	Formats []string     // some of those of Formats
	Schemas *schemas.Set // the tables, each of which gets its files even without rows

	Name    string // of the package: lower-case ASCII letters, digits, '.', '_', '-'; the same for every version
	Title   string
	Texts   bool   // keep the text that was extracted of reports that are no text themselves, under data/text
	Licence string // short name such as CC-BY-4.0, or a URL; empty for none
	Version string // of the package; empty for none

	Descriptors []string         // beside datapackage.json, some of describe.Names
	About       describe.Package // what is known beforehand: description, URL, publisher and the like
}

// Writer writes one data package. It is not safe for use by several goroutines.
type Writer struct {
	o       Options
	place   *place
	tables  []*tableWriter
	volumes []volume
	extras  []resource // files that are no table's
	byName  map[string]*tableWriter
	shared  map[string]*shared
	reports map[string]bool
	sources []source
	about   describe.Package
	err     error // the first failed write; nothing can be added after it
	done    bool
}

// Open starts a data package.
//
// It refuses a folder that holds something else than a data package, and one whose parent cannot be written; until
// [Writer.Close] nothing of an older package changes. What earlier, killed runs left behind is removed.
func Open(o Options) (*Writer, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	p, err := openPlace(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open package %s: %w", o.Dir, err)
	}
	w := &Writer{o: o, place: p, byName: map[string]*tableWriter{}, shared: map[string]*shared{}, reports: map[string]bool{}, about: o.About}
	for _, t := range o.Schemas.Tables() {
		tw, err := openTable(p.temporary, t, o.Formats)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open table %s: %w", t.Name, err), w.Abort())
		}
		w.tables = append(w.tables, tw)
		w.byName[t.Name] = tw
		if t.Shared {
			w.shared[t.Name] = &shared{at: map[string]int{}}
		}
	}
	for _, format := range volumeFormats() {
		if !slices.Contains(o.Formats, format.name) {
			continue
		}
		v, err := format.open(p.temporary, &w.o)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", format.name, err), w.Abort())
		}
		w.volumes = append(w.volumes, v)
	}
	return w, nil
}

func (o Options) validate() error {
	var errs []error
	if o.Dir == "" {
		errs = append(errs, errors.New("no folder is named"))
	}
	if o.Schemas == nil {
		errs = append(errs, errors.New("no schemas are given"))
	}
	if !regexp.MustCompile(`^[a-z0-9._-]+$`).MatchString(o.Name) {
		errs = append(errs, fmt.Errorf("package name %q (want lower-case ASCII letters, digits, '.', '_' or '-')", o.Name))
	}
	if len(o.Formats) == 0 {
		errs = append(errs, fmt.Errorf("no format is named (want some of %s)", strings.Join(Formats(), ", ")))
	}
	for i, f := range o.Formats {
		if !slices.Contains(Formats(), f) {
			errs = append(errs, fmt.Errorf("formats[%d]: unknown format %q (want one of %s)", i, f, strings.Join(Formats(), ", ")))
		}
		if slices.Contains(o.Formats[:i], f) {
			errs = append(errs, fmt.Errorf("formats[%d]: format %q is named twice", i, f))
		}
	}
	return errors.Join(errs...)
}

// Add writes the rows of one report and the evidence for them.
//
// An error that is [ErrRefused] leaves the writer as it was. After any other nothing more can be added, and Close returns it.
func (w *Writer) Add(d *document.Document) error {
	if w.err != nil {
		return w.err
	}
	if w.done {
		return errors.New("add report: the package is closed")
	}
	batch, err := w.prepare(d)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrRefused, d.ID, err)
	}
	for _, t := range w.tables { // in the order of the schemas, whatever the order of the document
		for _, values := range batch[t.schema.Name] {
			if t.schema.Shared {
				w.share(t.schema, values)
				continue
			}
			if err := w.write(t, values); err != nil {
				w.err = err
				return w.err
			}
		}
	}
	if err := w.keepText(d); err != nil {
		w.err = fmt.Errorf("keep the text of %s: %w", d.ID, err)
		return w.err
	}
	w.reports[d.ID] = true
	w.sources = append(w.sources, sourceOf(d))
	w.learn(d)
	return nil
}

// share keeps a row of a shared table to the end.
func (w *Writer) share(t *schemas.Table, values []any) {
	w.shared[t.Name].add(t, values)
	for _, v := range w.volumes {
		if l, ok := v.(learner); ok {
			l.learn(t, values)
		}
	}
}

// write writes a row in every format.
func (w *Writer) write(t *tableWriter, values []any) error {
	err := t.write(values)
	for _, v := range w.volumes {
		if err == nil {
			err = v.write(t.schema, values)
		}
	}
	if err != nil {
		return fmt.Errorf("write table %s: %w", t.schema.Name, err)
	}
	return nil
}

// textFolder is where extracted texts are kept, within the package.
const textFolder = "data/text"

// keepText writes the text that the offsets in the evidence of d count in, where it is not that of the file.
func (w *Writer) keepText(d *document.Document) error {
	if !w.o.Texts || d.Source.Extract == nil {
		return nil
	}
	name := textFolder + "/" + d.ID + ".txt"
	path := filepath.Join(w.place.temporary, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	sum := sha256.Sum256(d.Source.Extract)
	w.extras = append(w.extras, resource{
		Name: "text-" + d.ID, Path: name, Title: "Text of " + d.Source.Name, Format: "txt", MediaType: "text/plain", Encoding: "utf-8",
		Bytes: int64(len(d.Source.Extract)), Hash: "sha256:" + hex.EncodeToString(sum[:]),
	})
	return writeSynced(path, d.Source.Extract)
}

// learn keeps what the descriptors say of the reports: their languages, and the countries and days of their elections.
func (w *Writer) learn(d *document.Document) {
	each := func(table, column string, visit func(string)) {
		t := d.Table(table)
		if t == nil || t.Column(column) < 0 {
			return
		}
		for _, r := range t.Rows {
			if s, ok := r.Values[t.Column(column)].(string); ok && s != "" {
				visit(s)
			}
		}
	}
	add := func(list *[]string) func(string) {
		return func(s string) {
			if !slices.Contains(*list, s) {
				*list = append(*list, s)
			}
		}
	}
	a := &w.about
	each("reports", "language", add(&a.Languages))
	each("elections", "country_code", add(&a.Countries))
	each("elections", "date_start", func(s string) {
		if a.From == "" || s < a.From {
			a.From = s
		}
	})
	each("elections", "date_end", func(s string) { a.To = max(a.To, s) })
}

// prepare returns the rows of d by table once all of them have been found to fit.
func (w *Writer) prepare(d *document.Document) (map[string][][]any, error) {
	if w.reports[d.ID] {
		return nil, errors.New("a report of this id is in the package already")
	}
	batch := make(map[string][][]any, len(w.tables))
	proof := newProver(d, w.o.Schemas.Table(evidenceTable))
	for i := range d.Tables {
		t := &d.Tables[i]
		tw := w.byName[t.Name]
		if tw == nil {
			return nil, fmt.Errorf("unknown table %q", t.Name)
		}
		if !slices.Equal(t.Columns, tw.columns) {
			return nil, fmt.Errorf("table %s has the columns %v (want %v)", t.Name, t.Columns, tw.columns)
		}
		rows := batch[t.Name]
		for j := range t.Rows {
			values, err := w.fit(tw, t.Rows[j].Values, d.Info.Quotes)
			if err == nil {
				err = proof.prove(tw.schema, &t.Rows[j])
			}
			if err != nil {
				return nil, fmt.Errorf("table %s, row %d: %w", t.Name, j+1, err)
			}
			rows = append(rows, values)
		}
		batch[t.Name] = rows
	}
	if tw := w.byName[evidenceTable]; tw != nil {
		for _, values := range proof.rows {
			if _, err := w.fit(tw, values, "full"); err != nil {
				return nil, fmt.Errorf("evidence: %w", err)
			}
		}
		batch[evidenceTable] = append(batch[evidenceTable], proof.rows...)
	}
	return batch, nil
}

// fit returns the row as it is written, or what does not fit the schema or a format.
func (w *Writer) fit(t *tableWriter, values []any, quotes string) ([]any, error) {
	values, err := t.fit(values, quotes)
	for _, v := range w.volumes {
		if err == nil {
			err = v.fit(t.schema, values)
		}
	}
	return values, err
}

// Close finishes the files, reads the Parquet files back and compares every cell, writes the descriptor and puts the package
// in its place. On an error nothing of the new package remains and the old one is untouched.
func (w *Writer) Close() error {
	if w.done {
		return w.err
	}
	err := w.finish()
	if err == nil {
		w.done = true
		w.err = errors.New("the package is closed")
		if err := w.place.publish(); err != nil {
			return fmt.Errorf("close package %s: %w", w.o.Dir, err)
		}
		w.err = nil
		return nil
	}
	return errors.Join(fmt.Errorf("close package %s: %w", w.o.Dir, err), w.Abort())
}

func (w *Writer) finish() error {
	if w.err != nil {
		return w.err
	}
	for _, t := range w.tables {
		if s := w.shared[t.schema.Name]; s != nil {
			for _, values := range s.rows {
				if err := w.write(t, values); err != nil {
					return err
				}
			}
		}
	}
	meta := w.metadata()
	for _, t := range w.tables {
		if err := t.close(meta); err != nil {
			return fmt.Errorf("table %s: %w", t.schema.Name, err)
		}
	}
	for _, t := range w.tables {
		if err := t.readBack(); err != nil {
			return fmt.Errorf("read back table %s: %w", t.schema.Name, err)
		}
	}
	for _, v := range w.volumes {
		files, err := v.close()
		if err != nil {
			return err
		}
		for _, f := range files {
			w.extras = append(w.extras, f.resource())
		}
	}
	raw, err := w.descriptor()
	if err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(w.place.temporary, descriptorName), raw); err != nil {
		return err
	}
	docs, err := describe.Documents(w.description(), w.o.Descriptors, describe.Document{Path: descriptorName, Data: raw})
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := writeSynced(filepath.Join(w.place.temporary, doc.Path), doc.Data); err != nil {
			return err
		}
	}
	return nil
}

// description returns the package as its descriptors see it.
func (w *Writer) description() *describe.Package {
	p := w.about
	p.Name, p.Title, p.Version, p.Licence = w.o.Name, w.o.Title, w.o.Version, w.o.Licence
	slices.Sort(p.Countries)
	slices.Sort(p.Languages)
	for _, s := range w.sources {
		p.Sources = append(p.Sources, describe.Source{ID: s.Mahdar.Report, Title: s.Title, File: s.Mahdar.File, SHA256: s.Mahdar.SHA256, Licence: s.Mahdar.Licence})
	}
	for _, t := range w.tables {
		dt := describe.Table{Schema: t.schema, Rows: t.rows}
		for _, f := range t.files() {
			dt.Files = append(dt.Files, describe.File{Path: f.path, Format: f.format, MediaType: formatOf(f.format).mediaType, Bytes: f.bytes, SHA256: strings.TrimPrefix(f.hash(), "sha256:")})
		}
		p.Tables = append(p.Tables, dt)
	}
	for _, r := range w.extras {
		p.Files = append(p.Files, describeResource(r))
	}
	return &p
}

// Abort gives the package up and removes what was written. After Close it does nothing.
func (w *Writer) Abort() error {
	if w.done {
		return nil
	}
	w.done = true
	if w.err == nil {
		w.err = errors.New("the package was given up")
	}
	for _, t := range w.tables {
		t.abandon()
	}
	for _, v := range w.volumes {
		v.abandon()
	}
	return w.place.discard()
}

func writeSynced(path string, raw []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return errors.Join(err, f.Sync(), f.Close())
}
