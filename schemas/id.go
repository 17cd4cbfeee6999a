package schemas

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"mahdar/pipeline/numeral"
)

// idLength is the number of characters of a row id, of 5 bits each (a to z, 2 to 7): among a million rows of one table two share an id with
// a chance of one in two million.
const idLength = 12

// idAlphabet is that of RFC 4648, section 6, in small letters.
var idAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567")

// RowID returns the id of a row of the given report: a short hash of the table's name, the report and the row's natural key.
//
// values are those of a row, one per column. The column report_id is not read, report stands for it. A table whose ids are
// given, not hashed, has the report as its id.
func (t *Table) RowID(report string, values []any) string {
	if len(t.Key) == 0 {
		return report
	}
	var room [512]byte
	b := AppendKey(room[:0], t.Name)
	b = AppendKey(b, report)
	for _, c := range t.Key {
		if c == "report_id" {
			continue
		}
		var v any
		if i := t.Index(c); i >= 0 && i < len(values) {
			v = values[i]
		}
		b = AppendKey(b, v)
	}
	sum := sha256.Sum256(b)
	var id [16]byte
	idAlphabet.Encode(id[:], sum[:10])
	return string(id[:idLength])
}

// RowRef returns what evidence calls a row: its id, or the values of the primary key joined by slashes where rows have none.
func (t *Table) RowRef(values []any) string {
	if i := t.Index(t.ID); i >= 0 && i < len(values) {
		s, _ := values[i].(string)
		return s
	}
	var parts []string
	for _, c := range t.PrimaryKey {
		if i := t.Index(c); i >= 0 && i < len(values) {
			parts = append(parts, Format(values[i]))
		}
	}
	return strings.Join(parts, "/")
}

// AppendKey appends v in a form that no other value and no sequence of values has, so that keys can be hashed or compared as
// bytes. Equal numbers have equal forms, whether held as integers or decimals; an empty string is null.
func AppendKey(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		if v == "" {
			return append(b, '-')
		}
		return appendText(b, 's', v)
	case int64:
		return appendText(b, 'n', strconv.FormatInt(v, 10))
	case numeral.Decimal:
		return appendText(b, 'n', numeral.New(v.Coef, v.Scale).String())
	case bool:
		return appendText(b, 'b', strconv.FormatBool(v))
	case []string:
		if v == nil {
			return append(b, '-')
		}
		b = appendText(b, 'l', strconv.Itoa(len(v)))
		for _, s := range v {
			b = appendText(b, 's', s)
		}
		return b
	}
	return append(b, '-')
}

func appendText(b []byte, kind byte, s string) []byte {
	b = append(b, kind)
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}

// Format returns v as it stands in a CSV cell: a list as a JSON array, null as the empty string.
func Format(v any) string { return string(AppendText(nil, v)) }

// AppendText appends v as [Format] writes it.
func AppendText(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(b, v...)
	case int64, numeral.Decimal, bool:
		return AppendJSON(b, v)
	case []string:
		if v != nil {
			return AppendJSON(b, v)
		}
	}
	return b
}

// AppendJSON appends v as JSON: exact decimals, no escapes but those that JSON demands. v is a string, int64, bool, numeral.Decimal, list of
// strings or nil;
// an empty string is null.
func AppendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		if v != "" {
			return appendQuoted(b, v)
		}
	case int64:
		return strconv.AppendInt(b, v, 10)
	case numeral.Decimal:
		return append(b, numeral.New(v.Coef, v.Scale).String()...)
	case bool:
		return strconv.AppendBool(b, v)
	case []string:
		if v == nil {
			break
		}
		b = append(b, '[')
		for i, s := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, s)
		}
		return append(b, ']')
	}
	return append(b, "null"...)
}

// appendQuoted appends s, which is valid UTF-8, as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
