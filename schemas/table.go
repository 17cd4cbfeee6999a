package schemas

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"mahdar/pipeline/numeral"
)

// Type is the type of a column, by its name in the Table Schema standard.
type Type string

// The types of columns.
const (
	String  Type = "string"
	Integer Type = "integer" // 64 bits
	Number  Type = "number"  // an exact decimal, see Field.Precision
	Boolean Type = "boolean"
	Date    Type = "date"  // a day, ISO 8601: 2022-11-20
	Array   Type = "array" // a list of strings
)

// Field is a column.
type Field struct {
	Name string
	Type Type
	// Title and Description are English, the others Arabic.
	Title, TitleAr, Description, DescriptionAr string

	Required         bool
	Enum             []string         // allowed values of a string; empty for no limit
	Minimum, Maximum *numeral.Decimal // inclusive bounds of a number or an integer; nil for none
	Pattern          string           // regular expression that a string matches as a whole; empty for none
	Precision, Scale int              // of a number: digits in all, and behind the point; both 0 otherwise
	Entity, Of       string           // for an id of an entity: the type of the entity, and the column with its name

	pattern *matcher
}

// matcher is a pattern that remembers what fits it: codes and names of columns come again in every report.
type matcher struct {
	*regexp.Regexp
	known sync.Map // of texts that fit
	kept  atomic.Int32
}

// maxKept is how many texts a matcher remembers.
const maxKept = 1 << 10

func (m *matcher) match(s string) bool {
	if _, ok := m.known.Load(s); ok {
		return true
	}
	if !m.MatchString(s) {
		return false
	}
	if m.kept.Load() < maxKept {
		m.kept.Add(1)
		m.known.Store(strings.Clone(s), true)
	}
	return true
}

// Match reports whether s fits the pattern of the field.
func (f *Field) Match(s string) bool { return f.pattern == nil || f.pattern.match(s) }

// Allows reports whether s is among the allowed values of the field.
func (f *Field) Allows(s string) bool {
	if len(f.Enum) == 0 {
		return true
	}
	return slices.Contains(f.Enum, s)
}

// ForeignKey says that the values of Columns, where none is null, are those of References in some row of Table.
type ForeignKey struct {
	Columns    []string
	Table      string
	References []string
}

// Table is the schema of one table.
type Table struct {
	Name string
	// Title and Description are English, the others Arabic.
	Title, TitleAr, Description, DescriptionAr string

	Fields      []Field
	PrimaryKey  []string
	ForeignKeys []ForeignKey
	ID          string      // column of the row id; empty when rows have none
	Key         []string    // columns that the row id is hashed from; empty when the id is given
	Shared      bool        // rows of several reports with one primary key are one row; integers outside the key are added up
	Order       [][2]string // pairs of columns: the first is at most the second where neither is null

	raw json.RawMessage
}

// Field returns the named column, or nil.
func (t *Table) Field(name string) *Field {
	if i := t.Index(name); i >= 0 {
		return &t.Fields[i]
	}
	return nil
}

// Index returns the place of the named column, from 0, or -1.
func (t *Table) Index(name string) int {
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Columns returns the names of the columns in order.
func (t *Table) Columns() []string {
	list := make([]string, len(t.Fields))
	for i := range t.Fields {
		list[i] = t.Fields[i].Name
	}
	return list
}

func (t *Table) list() string { return strings.Join(t.Columns(), ", ") }
