// Package exchange says rows in the words of other standards: an election results report of NIST SP 1500-100 and Popolo.
//
// The writers take rows as a package is written, report by report, and hold those of one report only. What a standard cannot hold is left
// out, never bent to fit.
package exchange

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// About is what is known of the package.
type About struct {
	Name      string
	Title     string
	Publisher string
	Published string // ISO date; empty for none
}

// row is a row with its schema.
type row struct {
	table  *schemas.Table
	values []any
}

func (r row) value(column string) any {
	i := r.table.Index(column)
	if i < 0 || schemas.Null(r.values[i]) {
		return nil
	}
	return r.values[i]
}

// text returns a cell as text, empty for null.
func (r row) text(column string) string {
	if v := r.value(column); v != nil {
		return schemas.Format(v)
	}
	return ""
}

// count returns a whole number.
func (r row) count(column string) (int64, bool) {
	switch v := r.value(column).(type) {
	case int64:
		return v, true
	case numeral.Decimal:
		return v.Rescale(0)
	}
	return 0, false
}

func (r row) truth(column string) (value, known bool) {
	value, known = r.value(column).(bool)
	return value, known
}

// batch is the rows of one report.
type batch struct {
	report string
	rows   map[string][]row // by table
}

// take adds a row. It returns the rows of the report before when the row is the first one of another.
func (b *batch) take(r row) (batch, bool) {
	done, report := batch{}, r.text("report_id")
	full := report != b.report && b.rows != nil
	if full {
		done = *b
	}
	if report != b.report || b.rows == nil {
		*b = batch{report: report, rows: map[string][]row{}}
	}
	b.rows[r.table.Name] = append(b.rows[r.table.Name], r)
	return done, full
}

// languages tells the language of a name by its script: Arabic, or the first other one that a report is in.
type languages struct{ other string }

func (l *languages) learn(report row) {
	if lang := report.text("language"); l.other == "" && !strings.HasPrefix(lang, "ar") {
		l.other = lang
	}
}

func (l *languages) of(name string) string {
	if arabic.HasLetter(name) {
		return "ar"
	}
	return cmp.Or(l.other, "en")
}

// list writes the items of a JSON array, one a line, as they come.
type list struct {
	w io.Writer
	n int
}

func (l *list) add(item any) error {
	raw, err := marshal(item)
	if err != nil {
		return err
	}
	sep := ",\n"
	if l.n == 0 {
		sep = "\n"
	}
	l.n++
	_, err = fmt.Fprintf(l.w, "%s%s", sep, raw)
	return err
}

// marshal returns v as JSON in one line, without HTML escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
