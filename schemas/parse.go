package schemas

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mahdar/pipeline/numeral"
)

// Error is a fault in a schema file.
type Error struct {
	File string // base name
	Line int    // from 1
	Err  error  // what is wrong, and what is expected
}

// Error returns "file:line: cause".
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// lines remembers where the parts of a schema stand, for checks that follow parsing.
type lines struct {
	file    string
	fields  int
	foreign []int
}

func (l *lines) errorf(line int, format string, args ...any) error {
	return &Error{File: l.file, Line: line, Err: fmt.Errorf(format, args...)}
}

// namePattern keeps names fit for every database: at most 63 characters, as in PostgreSQL.
func namePattern() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`) }

const nameRule = "want lower-case ASCII letters, digits and underscores, at most 63, a letter first"

// parser reads one schema file.
type parser struct {
	lines
	table *Table
	names *regexp.Regexp
}

// parse reads the schema of the named table.
func parse(name string, raw []byte) (*Table, *lines, error) {
	p := &parser{lines: lines{file: name + ".json"}, table: &Table{Name: name}, names: namePattern()}
	if !p.names.MatchString(name) {
		return nil, nil, p.errorf(1, "table name %q: %s", name, nameRule)
	}
	root, line, err := readTree(raw)
	if err != nil {
		return nil, nil, p.errorf(line, "%w", err)
	}
	if err := p.parseTable(root); err != nil {
		return nil, nil, err
	}
	p.table.raw = json.RawMessage(strings.TrimSpace(string(raw)))
	return p.table, &p.lines, nil
}

func (p *parser) parseTable(root *node) error {
	t := p.table
	var primary, foreign, custom *node
	err := p.object("the schema", root, map[string]func(*node) error{
		"title":          p.text(&t.Title),
		"title_ar":       p.text(&t.TitleAr),
		"description":    p.text(&t.Description),
		"description_ar": p.text(&t.DescriptionAr),
		"fields":         p.parseFields,
		"primaryKey":     keep(&primary),
		"foreignKeys":    keep(&foreign),
		"mahdar":         keep(&custom),
		"missingValues":  p.parseMissing,
	})
	if err != nil {
		return err
	}
	if len(t.Fields) == 0 {
		return p.errorf(root.line, "the schema has no fields (want a list of at least one)")
	}
	if primary == nil {
		return p.errorf(root.line, "the schema has no primaryKey (want a list of columns)")
	}
	if t.PrimaryKey, err = p.columns("primaryKey", primary); err != nil {
		return err
	}
	for _, c := range t.PrimaryKey {
		if !t.Field(c).Required {
			return p.errorf(primary.line, "primaryKey: column %s is not required (want constraints.required true)", c)
		}
	}
	if err := p.parseForeign(foreign); err != nil {
		return err
	}
	return p.parseCustom(custom)
}

// keep stores a node until the columns are known.
func keep(to **node) func(*node) error {
	return func(n *node) error {
		*to = n
		return nil
	}
}

func (p *parser) parseMissing(n *node) error {
	list, err := p.strings("missingValues", n)
	if err == nil && !slices.Equal(list, []string{""}) {
		err = p.errorf(n.line, `missingValues: want [""], only the empty cell is null`)
	}
	return err
}

func (p *parser) parseFields(n *node) error {
	p.fields = n.line
	if n.kind != array {
		return p.errorf(n.line, "fields: %s (want a list)", n)
	}
	for i, item := range n.items {
		var f Field
		where := "fields[" + strconv.Itoa(i) + "]"
		if err := p.parseField(where, item, &f); err != nil {
			return err
		}
		if p.table.Field(f.Name) != nil {
			return p.errorf(item.line, "%s: column %q stands twice", where, f.Name)
		}
		p.table.Fields = append(p.table.Fields, f)
	}
	return nil
}

func (p *parser) parseField(where string, n *node, f *Field) error {
	var kind string
	var limits, custom *node
	err := p.object(where, n, map[string]func(*node) error{
		"name":           p.text(&f.Name),
		"type":           p.text(&kind),
		"title":          p.text(&f.Title),
		"title_ar":       p.text(&f.TitleAr),
		"description":    p.text(&f.Description),
		"description_ar": p.text(&f.DescriptionAr),
		"constraints":    keep(&limits),
		"mahdar":         keep(&custom),
	})
	if err != nil {
		return err
	}
	if !p.names.MatchString(f.Name) {
		return p.errorf(n.line, "%s.name: %q (%s)", where, f.Name, nameRule)
	}
	f.Type = Type(kind)
	switch f.Type {
	case String, Integer, Number, Boolean, Date, Array:
	default:
		return p.errorf(n.line, "%s.type: unknown type %q (want one of string, integer, number, boolean, date, array)", where, kind)
	}
	if err := p.parseLimits(where+".constraints", limits, f); err != nil {
		return err
	}
	return p.parseStorage(where, n, custom, f)
}

func (p *parser) parseLimits(where string, n *node, f *Field) error {
	if n == nil {
		return nil
	}
	err := p.object(where, n, map[string]func(*node) error{
		"required": p.boolean(&f.Required),
		"minimum":  p.decimal(&f.Minimum),
		"maximum":  p.decimal(&f.Maximum),
		"pattern":  p.text(&f.Pattern),
		"enum": func(n *node) (err error) {
			f.Enum, err = p.strings(where+".enum", n)
			return err
		},
	})
	if err != nil {
		return err
	}
	if (f.Minimum != nil || f.Maximum != nil) && f.Type != Number && f.Type != Integer {
		return p.errorf(n.line, "%s: minimum and maximum of a %s (want a number or an integer)", where, f.Type)
	}
	if (f.Pattern != "" || f.Enum != nil) && f.Type != String {
		return p.errorf(n.line, "%s: pattern or enum of a %s (want a string)", where, f.Type)
	}
	if f.Enum != nil && len(f.Enum) == 0 {
		return p.errorf(n.line, "%s.enum: empty (want at least one value)", where)
	}
	if f.Pattern == "" {
		return nil
	}
	re, err := regexp.Compile(`\A(?:` + f.Pattern + `)\z`)
	if err != nil {
		return p.errorf(n.line, "%s.pattern: %w (want a regular expression in RE2 syntax)", where, err)
	}
	f.pattern = &matcher{Regexp: re}
	return nil
}

// maxPrecision is the number of decimal digits that 64 bits always hold.
const maxPrecision = 18

func (p *parser) parseStorage(where string, field, n *node, f *Field) error {
	if n != nil {
		err := p.object(where+".mahdar", n, map[string]func(*node) error{
			"precision": p.integer(&f.Precision),
			"scale":     p.integer(&f.Scale),
			"entity":    p.text(&f.Entity),
			"of":        p.text(&f.Of),
		})
		if err != nil {
			return err
		}
		field = n
	}
	if f.Type == Number && (f.Precision < 1 || f.Precision > maxPrecision || f.Scale < 0 || f.Scale > f.Precision) {
		return p.errorf(field.line, "%s.mahdar: precision %d, scale %d (a number wants a precision of 1 to %d and a scale of 0 to the precision)",
			where, f.Precision, f.Scale, maxPrecision)
	}
	if f.Type != Number && (f.Precision != 0 || f.Scale != 0) {
		return p.errorf(field.line, "%s.mahdar: precision or scale of a %s (want a number)", where, f.Type)
	}
	return nil
}

func (p *parser) parseForeign(n *node) error {
	if n == nil {
		return nil
	}
	if n.kind != array {
		return p.errorf(n.line, "foreignKeys: %s (want a list)", n)
	}
	for i, item := range n.items {
		where := "foreignKeys[" + strconv.Itoa(i) + "]"
		var k ForeignKey
		err := p.object(where, item, map[string]func(*node) error{
			"fields": func(n *node) (err error) {
				k.Columns, err = p.columns(where+".fields", n)
				return err
			},
			"reference": func(n *node) error {
				return p.object(where+".reference", n, map[string]func(*node) error{
					"resource": p.text(&k.Table),
					"fields": func(n *node) (err error) {
						k.References, err = p.strings(where+".reference.fields", n)
						return err
					},
				})
			},
		})
		if err != nil {
			return err
		}
		if len(k.Columns) == 0 || len(k.Columns) != len(k.References) {
			return p.errorf(item.line, "%s: %d fields refer to %d (want as many, at least one)", where, len(k.Columns), len(k.References))
		}
		p.table.ForeignKeys = append(p.table.ForeignKeys, k)
		p.foreign = append(p.foreign, item.line)
	}
	return nil
}

func (p *parser) parseCustom(n *node) error {
	if n != nil {
		err := p.object("mahdar", n, map[string]func(*node) error{
			"id": p.text(&p.table.ID),
			"key": func(n *node) (err error) {
				p.table.Key, err = p.columns("mahdar.key", n)
				return err
			},
			"order":  p.parseOrder,
			"shared": p.boolean(&p.table.Shared),
		})
		if err != nil {
			return err
		}
		if f := p.table.Field(p.table.ID); p.table.ID != "" && (f == nil || f.Type != String) {
			return p.errorf(n.line, "mahdar.id: %q is no column of type string (want one of %s)", p.table.ID, p.table.list())
		}
	}
	for _, f := range p.table.Fields {
		if f.Of != "" && p.table.Field(f.Of) == nil {
			return p.errorf(p.fields, "column %s: mahdar.of: unknown column %q (want one of %s)", f.Name, f.Of, p.table.list())
		}
	}
	return nil
}

func (p *parser) parseOrder(n *node) error {
	if n.kind != array {
		return p.errorf(n.line, "mahdar.order: %s (want a list of pairs)", n)
	}
	for i, item := range n.items {
		where := "mahdar.order[" + strconv.Itoa(i) + "]"
		pair, err := p.columns(where, item)
		if err != nil {
			return err
		}
		if len(pair) != 2 || p.table.Field(pair[0]).Type != p.table.Field(pair[1]).Type {
			return p.errorf(item.line, "%s: want two columns of one type", where)
		}
		if t := p.table.Field(pair[0]).Type; t == Boolean || t == Array {
			return p.errorf(item.line, "%s: columns of type %s have no order", where, t)
		}
		p.table.Order = append(p.table.Order, [2]string{pair[0], pair[1]})
	}
	return nil
}

// object hands every member of n to its reader; a member without one is an error.
func (p *parser) object(where string, n *node, readers map[string]func(*node) error) error {
	if n.kind != object {
		return p.errorf(n.line, "%s: %s (want an object)", where, n)
	}
	for i, key := range n.keys {
		read := readers[key.text]
		if read == nil {
			want := make([]string, 0, len(readers))
			for k := range readers {
				want = append(want, k)
			}
			slices.Sort(want)
			return p.errorf(key.line, "%s: unknown key %q (want one of %s)", where, key.text, strings.Join(want, ", "))
		}
		if err := read(n.items[i]); err != nil {
			return err
		}
	}
	return nil
}

// columns reads a list of columns that the table has.
func (p *parser) columns(where string, n *node) ([]string, error) {
	list, err := p.strings(where, n)
	if err != nil {
		return nil, err
	}
	for i, c := range list {
		if p.table.Field(c) == nil {
			return nil, p.errorf(n.items[i].line, "%s: unknown column %q (want one of %s)", where, c, p.table.list())
		}
	}
	if len(list) == 0 {
		return nil, p.errorf(n.line, "%s: empty (want at least one column)", where)
	}
	return list, nil
}

func (p *parser) strings(where string, n *node) ([]string, error) {
	if n.kind != array {
		return nil, p.errorf(n.line, "%s: %s (want a list of strings)", where, n)
	}
	list := make([]string, len(n.items))
	for i, item := range n.items {
		if item.kind != text {
			return nil, p.errorf(item.line, "%s[%d]: %s (want a string)", where, i, item)
		}
		if slices.Contains(list[:i], item.text) {
			return nil, p.errorf(item.line, "%s[%d]: %q stands twice", where, i, item.text)
		}
		list[i] = item.text
	}
	return list, nil
}

func (p *parser) text(to *string) func(*node) error {
	return func(n *node) error {
		if n.kind != text {
			return p.errorf(n.line, "%s (want a string)", n)
		}
		*to = n.text
		return nil
	}
}

func (p *parser) boolean(to *bool) func(*node) error {
	return func(n *node) error {
		if n.kind != word || n.text == "null" {
			return p.errorf(n.line, "%s (want true or false)", n)
		}
		*to = n.text == "true"
		return nil
	}
}

func (p *parser) integer(to *int) func(*node) error {
	return func(n *node) (err error) {
		if *to, err = strconv.Atoi(n.text); n.kind != number || err != nil {
			return p.errorf(n.line, "%s (want a whole number)", n)
		}
		return nil
	}
}

func (p *parser) decimal(to **numeral.Decimal) func(*node) error {
	return func(n *node) error {
		d, err := numeral.Parse(n.text)
		if n.kind != number || err != nil {
			return p.errorf(n.line, "%s (want a number without an exponent)", n)
		}
		*to = &d
		return nil
	}
}
