package validate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mahdar/schemas"
)

// descriptorName is the file that makes a folder a data package.
const descriptorName = "datapackage.json"

// Rules of data packages, beside those of rows and cells.
const (
	RuleDescriptor = "descriptor" // datapackage.json is broken
	RuleMissing    = "missing"    // a table or a file that should be there
	RuleUnlisted   = "unlisted"   // a file or table that the descriptor or the schemas do not know
	RuleBytes      = "bytes"      // another size than the descriptor says
	RuleHash       = "hash"       // another hash than the descriptor says
	RuleSchema     = "schema"     // another schema or header than that of the table
	RuleForm       = "form"       // a file or cell that cannot be read
	RuleFormats    = "formats"    // another row than the other formats of the table have
)

// Problem is something in a data package that does not hold.
type Problem struct {
	File    string // inside the package, with slashes
	Line    int    // from 1; 0 when it concerns no line or the format has none
	Row     int    // from 1, the header not counted; 0 when it concerns no row
	Column  string // empty when it concerns no column
	Rule    string
	Value   string // the value refused, as text
	Message string
}

// String returns "file:line: row n, column: rule: message".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Row > 0 {
		fmt.Fprintf(&b, "row %d: ", p.Row)
	}
	if p.Column != "" {
		fmt.Fprintf(&b, "%s: ", p.Column)
	}
	return b.String() + p.Rule + ": " + p.Message
}

type resource struct {
	Name   string          `json:"name"`
	Path   string          `json:"path"`
	Format string          `json:"format"`
	Bytes  *int64          `json:"bytes"`
	Hash   string          `json:"hash"`
	Schema json.RawMessage `json:"schema"`
}

// Package checks the data package in dir: sizes and hashes of its files, their headers and rows against the schemas, keys
// and references, and that the formats of each table hold the same rows.
//
// It returns what does not hold, table by table; a package without problems is whole. The error means that dir is no data package or
// cannot be read.
func Package(dir string, set *schemas.Set) ([]Problem, error) {
	raw, err := os.ReadFile(filepath.Join(dir, descriptorName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no data package: it holds no %s", dir, descriptorName)
	}
	if err != nil {
		return nil, fmt.Errorf("read package: %w", err)
	}
	a := &audit{dir: dir, set: set, keys: map[string]map[string]bool{}, listed: map[string]bool{}}
	var d struct {
		Resources []resource `json:"resources"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		a.add(Problem{File: descriptorName, Rule: RuleDescriptor, Message: err.Error()})
		return a.problems, nil //nolint:nilerr // a broken descriptor is a finding of the audit, not its failure
	}
	byTable := a.sort(d.Resources)
	for _, t := range set.Tables() {
		list := byTable[t.Name]
		if len(list) == 0 {
			a.add(Problem{File: descriptorName, Rule: RuleMissing, Value: t.Name, Message: fmt.Sprintf("no resource holds the table %s", t.Name)})
			continue
		}
		if err := a.table(t, list); err != nil {
			return a.problems, fmt.Errorf("read table %s: %w", t.Name, err)
		}
	}
	a.references()
	return a.problems, a.unlisted()
}

// audit is one check of a package.
type audit struct {
	dir      string
	set      *schemas.Set
	problems []Problem
	listed   map[string]bool            // paths of resources
	keys     map[string]map[string]bool // by table and columns, the values that references may lead to
	links    []linkUse
}

// linkUse is the first use of a reference.
type linkUse struct {
	at  Problem
	key schemas.ForeignKey
	to  string
}

func (a *audit) add(p Problem) { a.problems = append(a.problems, p) }

// sort groups the resources by table, each list in the order of the descriptor, and leaves out what cannot be read.
func (a *audit) sort(list []resource) map[string][]resource {
	byTable := map[string][]resource{}
	for i, r := range list {
		p := Problem{File: descriptorName, Rule: RuleDescriptor, Value: r.Path}
		if r.Format == "apache-parquet" {
			r.Format = "parquet"
		}
		name := strings.TrimSuffix(r.Name, "-"+r.Format)
		switch {
		case !filepath.IsLocal(filepath.FromSlash(r.Path)):
			p.Message = fmt.Sprintf("resources[%d]: path %q leads out of the package", i, r.Path)
		case a.listed[r.Path]:
			p.Message = fmt.Sprintf("resources[%d]: path %q stands twice", i, r.Path)
		case a.set.Table(name) == nil:
			p.Rule, p.Value = RuleUnlisted, r.Name
			p.Message = fmt.Sprintf("resources[%d]: no schema is known for the table %q", i, name)
			a.listed[r.Path] = true
		case r.Format != "csv" && r.Format != "json" && r.Format != "parquet":
			p.Message = fmt.Sprintf("resources[%d]: unknown format %q (want one of csv, json, parquet)", i, r.Format)
		default:
			a.listed[r.Path] = true
			byTable[name] = append(byTable[name], r)
			continue
		}
		a.add(p)
	}
	return byTable
}

// table checks all files of a table. Rows are checked in the first file; the others must have the same.
func (a *audit) table(t *schemas.Table, list []resource) error {
	var sources []*tableSource
	defer func() {
		for _, s := range sources {
			_ = s.close() // only read from
		}
	}()
	for _, r := range list {
		if r.Schema != nil && !sameJSON(r.Schema, t.Descriptor()) {
			a.add(Problem{File: descriptorName, Rule: RuleSchema, Value: r.Name, Message: "the schema differs from that of the table " + t.Name})
		}
		there, err := a.file(r)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		s, err := openSource(a.dir, r, t)
		if err != nil {
			a.add(problemOf(r.Path, err))
			continue
		}
		sources = append(sources, s)
	}
	if len(sources) > 0 {
		a.rows(t, sources)
	}
	return nil
}

func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// file checks size and hash, and reports whether the file is there.
func (a *audit) file(r resource) (bool, error) {
	f, err := os.Open(filepath.Join(a.dir, filepath.FromSlash(r.Path)))
	if errors.Is(err, fs.ErrNotExist) {
		a.add(Problem{File: r.Path, Rule: RuleMissing, Message: "the descriptor names the file, and it is not there"})
		return false, nil
	}
	if err != nil {
		return false, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	if r.Bytes != nil && *r.Bytes != n {
		a.add(Problem{File: r.Path, Rule: RuleBytes, Value: fmt.Sprint(n), Message: fmt.Sprintf("the file has %d bytes (want %d)", n, *r.Bytes)})
	}
	if got := "sha256:" + hex.EncodeToString(sum.Sum(nil)); r.Hash != "" && r.Hash != got {
		a.add(Problem{File: r.Path, Rule: RuleHash, Value: got, Message: "the hash is " + got + " (want " + r.Hash + ")"})
	}
	return true, nil
}

// rows reads all files of a table side by side.
func (a *audit) rows(t *schemas.Table, sources []*tableSource) {
	first := sources[0]
	check := a.newRowCheck(t, first.path)
	for {
		values, line, err := first.next()
		for _, other := range sources[1:] {
			if other.broken {
				continue // what follows the first difference is shifted and says nothing new
			}
			if p, same := differs(t, first, other, values, err); !same {
				a.add(p)
				other.broken = true
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			a.add(problemOf(first.path, err))
			var cell *formError
			if !errors.As(err, &cell) || values == nil {
				return
			}
			continue
		}
		check.row(values, first.row, line)
	}
}

// differs compares the next row of other with that of first, which is values or err.
func differs(t *schemas.Table, first, other *tableSource, values []any, err error) (Problem, bool) {
	got, line, otherErr := other.next()
	p := Problem{File: other.path, Line: line, Row: other.row, Rule: RuleFormats}
	switch {
	case errors.Is(err, io.EOF) && errors.Is(otherErr, io.EOF):
		return p, true
	case errors.Is(otherErr, io.EOF):
		p.Message = fmt.Sprintf("the file ends after row %d, and %s goes on", other.row, first.path)
		return p, false
	case otherErr != nil:
		return problemOf(other.path, otherErr), false
	case errors.Is(err, io.EOF):
		p.Message = fmt.Sprintf("the file goes on after row %d, where %s ends", first.row, first.path)
		return p, false
	case err != nil:
		return p, true // the fault of first is reported as such
	}
	for i := range t.Fields {
		a, b := schemas.AppendKey(nil, values[i]), schemas.AppendKey(nil, got[i])
		if !bytes.Equal(a, b) {
			p.Column, p.Value = t.Fields[i].Name, schemas.Format(got[i])
			p.Message = fmt.Sprintf("%q stands here, and %q in %s", p.Value, schemas.Format(values[i]), first.path)
			return p, false
		}
	}
	return p, true
}

// rowCheck checks the rows of one table.
type rowCheck struct {
	audit   *audit
	table   *schemas.Table
	path    string
	primary map[string]int
	targets [][]string // columns that references lead to
	seen    []map[string]bool
}

func (a *audit) newRowCheck(t *schemas.Table, path string) *rowCheck {
	c := &rowCheck{audit: a, table: t, path: path, primary: map[string]int{}}
	for range t.ForeignKeys {
		c.seen = append(c.seen, map[string]bool{})
	}
	for _, other := range a.set.Tables() {
		for _, k := range other.ForeignKeys {
			if k.Table == t.Name && a.keys[linkName(k)] == nil {
				a.keys[linkName(k)] = map[string]bool{}
				c.targets = append(c.targets, k.References)
			}
		}
	}
	return c
}

func linkName(k schemas.ForeignKey) string { return k.Table + " " + strings.Join(k.References, " ") }

func (c *rowCheck) row(values []any, row, line int) {
	at := Problem{File: c.path, Line: line, Row: row}
	faults := rowFaults(c.table, values)
	key := string(keyOf(c.table, c.table.PrimaryKey, values))
	if first := c.primary[key]; key != "" && first > 0 {
		faults = append(faults, fault{c.table.PrimaryKey[0], RulePrimaryKey, fmt.Sprintf("the key is that of row %d", first)})
	} else if key != "" {
		c.primary[key] = row
	}
	for _, f := range faults {
		p := at
		p.Column, p.Rule, p.Message = f.column, f.rule, f.message
		if i := c.table.Index(f.column); i >= 0 {
			p.Value = schemas.Format(values[i])
		}
		c.audit.add(p)
	}
	for _, columns := range c.targets {
		if key := keyOf(c.table, columns, values); key != nil {
			c.audit.keys[linkName(schemas.ForeignKey{Table: c.table.Name, References: columns})][string(key)] = true
		}
	}
	for i, k := range c.table.ForeignKeys {
		key := string(keyOf(c.table, k.Columns, values))
		if key == "" || c.seen[i][key] {
			continue
		}
		c.seen[i][key] = true
		p := at
		p.Column, p.Value = k.Columns[0], schemas.Format(values[c.table.Index(k.Columns[0])])
		c.audit.links = append(c.audit.links, linkUse{at: p, key: k, to: key})
	}
}

// references reports each reference that leads to no row, once for all its uses in a table.
func (a *audit) references() {
	for _, l := range a.links {
		if a.keys[linkName(l.key)][l.to] {
			continue
		}
		p := l.at
		p.Rule = RuleForeignKey
		p.Message = fmt.Sprintf("no row of %s has the %s %q", l.key.Table, strings.Join(l.key.References, ", "), p.Value)
		a.add(p)
	}
}

// unlisted reports files of the folder data that the descriptor does not name.
func (a *audit) unlisted() error {
	entries, err := os.ReadDir(filepath.Join(a.dir, "data"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read package: %w", err)
	}
	for _, e := range entries {
		if path := "data/" + e.Name(); !a.listed[path] {
			a.add(Problem{File: path, Rule: RuleUnlisted, Message: "the descriptor does not name the file"})
		}
	}
	return nil
}
