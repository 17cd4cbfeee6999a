package override

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strconv"

	"github.com/goccy/go-yaml"

	"mahdar/schemas"
)

// List is the corrections of a run. It does not change once loaded.
type List struct{ overrides []entry }

// file is the shape of a file of corrections.
type file struct {
	Overrides []Override `yaml:"overrides"`
}

// Override is a correction as written. Every key but where is needed; value or stated may be null, not both.
type Override struct {
	ID     string         `yaml:"id"`
	Report string         `yaml:"report"`
	Table  string         `yaml:"table"`
	Where  map[string]any `yaml:"where"`  // column → value: the row that has them all
	Column string         `yaml:"column"` // of the cell
	Stated any            `yaml:"stated"` // what the report says
	Value  any            `yaml:"value"`  // what is right
	Reason string         `yaml:"reason"`
	Source string         `yaml:"source"`
	By     string         `yaml:"by"`
}

// entry is a correction with its values in the types of their columns.
type entry struct {
	Override
	file          string
	where         []cell
	stated, value any
}

type cell struct {
	column string
	value  any
}

// Error is a correction that cannot be used, or a file that cannot be read.
type Error struct {
	File, Override string
	Err            error
}

// Error names the file, the correction and what is wrong.
func (e *Error) Error() string {
	if e.Override == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: override %s: %v", e.File, e.Override, e.Err)
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Load reads files of corrections. It returns all that is wrong at once, as joined [Error] errors.
func Load(paths []string, set *schemas.Set) (*List, error) {
	list := &List{}
	var errs []error
	seen := map[string]string{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			errs = append(errs, &Error{File: path, Err: err})
			continue
		}
		var f file
		if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil && !errors.Is(err, io.EOF) {
			errs = append(errs, &Error{File: path, Err: err})
			continue
		}
		for i, o := range f.Overrides {
			name := o.ID
			if name == "" {
				name = strconv.Itoa(i + 1)
			}
			e, err := newEntry(path, o, set)
			if first, ok := seen[o.ID]; ok && o.ID != "" {
				err = errors.Join(err, fmt.Errorf("the id is taken in %s", first))
			}
			seen[o.ID] = path
			if err != nil {
				errs = append(errs, &Error{path, name, err})
				continue
			}
			list.overrides = append(list.overrides, e)
		}
	}
	return list, errors.Join(errs...)
}

func newEntry(path string, o Override, set *schemas.Set) (entry, error) {
	e := entry{Override: o, file: path}
	var errs []error
	for _, k := range []struct{ key, value string }{{"id", o.ID}, {"report", o.Report}, {"reason", o.Reason}, {"source", o.Source}, {"by", o.By}} {
		if k.value == "" {
			errs = append(errs, fmt.Errorf("%s: missing", k.key))
		}
	}
	t := set.Table(o.Table)
	if t == nil {
		return e, errors.Join(append(errs, fmt.Errorf("table: unknown %q", o.Table))...)
	}
	parse := func(key, column string, v any) any {
		f := t.Field(column)
		if f == nil {
			errs = append(errs, fmt.Errorf("%s: table %s has no column %q", key, o.Table, column))
			return nil
		}
		out, err := parseCell(f, v)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
		return out
	}
	columns := make([]string, 0, len(o.Where))
	for c := range o.Where {
		columns = append(columns, c)
	}
	sort.Strings(columns)
	for _, c := range columns {
		e.where = append(e.where, cell{c, parse("where", c, o.Where[c])})
	}
	if o.Column == t.ID || slices.Contains(t.PrimaryKey, o.Column) || o.Column == "report_id" {
		errs = append(errs, fmt.Errorf("column: %s names the row and cannot be corrected", o.Column))
	} else {
		e.stated = parse("stated", o.Column, o.Stated)
		e.value = parse("value", o.Column, o.Value)
		if len(errs) == 0 && equal(e.stated, e.value) {
			errs = append(errs, errors.New("value: the same as stated"))
		}
	}
	return e, errors.Join(errs...)
}

// parseCell gives a value of a YAML file the type of its column.
func parseCell(f *schemas.Field, v any) (any, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // null is a value
	}
	s := fmt.Sprint(v)
	switch v := v.(type) {
	case float64:
		s = strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = fmt.Sprint(x)
		}
		return list, nil
	}
	return f.Parse(s)
}
