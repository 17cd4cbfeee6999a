package schemas

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/numeral"
)

// Rules that a cell can break, as [Field.Check] names them.
const (
	RuleRequired  = "required"
	RuleType      = "type"
	RulePrecision = "precision" // a number with more digits than the column holds
	RuleEnum      = "enum"
	RuleMinimum   = "minimum"
	RuleMaximum   = "maximum"
	RulePattern   = "pattern"
	RuleEncoding  = "encoding"  // text that is no valid UTF-8
	RuleNFC       = "nfc"       // text that is not in Unicode normalization form C
	RuleCharacter = "character" // a control character other than line feed and tab
)

// Check returns the rule that v breaks as a value of the column, with what is wrong and what is allowed; both are empty when
// v fits. v is a string (also for dates, in ISO form), int64, bool, numeral.Decimal, list of strings or nil; an empty
// string is null.
func (f *Field) Check(v any) (rule, message string) {
	if Null(v) {
		if f.Required {
			return RuleRequired, "no value (the column is required)"
		}
		return "", ""
	}
	switch f.Type {
	case String:
		if s, ok := v.(string); ok {
			return f.checkString(s)
		}
	case Date:
		if s, ok := v.(string); ok {
			if _, err := time.Parse(time.DateOnly, s); err != nil || s < "0001" {
				return RuleType, fmt.Sprintf("no date %q (want a day of the calendar as YYYY-MM-DD)", s)
			}
			return "", ""
		}
	case Integer:
		if n, ok := v.(int64); ok {
			return f.checkBounds(numeral.Int(n))
		}
	case Number:
		switch n := v.(type) {
		case int64:
			return f.checkNumber(numeral.Int(n))
		case numeral.Decimal:
			return f.checkNumber(n)
		}
	case Boolean:
		if _, ok := v.(bool); ok {
			return "", ""
		}
	case Array:
		if list, ok := v.([]string); ok {
			for _, s := range list {
				if rule, message := checkText(s); rule != "" {
					return rule, message
				}
			}
			return "", ""
		}
	}
	return RuleType, fmt.Sprintf("a value of type %T (want a %s)", v, f.Type)
}

// Null reports whether v is null: nil, the empty string or a list that is nil.
func Null(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []string:
		return v == nil
	}
	return false
}

func (f *Field) checkString(s string) (rule, message string) {
	if rule, message := checkText(s); rule != "" {
		return rule, message
	}
	if !f.Allows(s) {
		return RuleEnum, fmt.Sprintf("unknown value %q (want one of %s)", s, strings.Join(f.Enum, ", "))
	}
	if !f.Match(s) {
		return RulePattern, fmt.Sprintf("%q does not fit the pattern %s", s, f.Pattern)
	}
	return "", ""
}

// plain reports whether s is made of printable ASCII, line ends, tabs, Latin letters and signs up to U+00FF, dashes and quotation marks,
// and Arabic letters, digits and marks that neither combine nor decompose: text that is sound whatever it says, as most cells are.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && c != '\n' && c != '\t' || c == 0x7f {
				return false
			}
			continue
		}
		i++
		if i == len(s) {
			return false
		}
		switch next := s[i]; c {
		case 0xc2, 0xc3: // U+00A0 to U+00FF
			if next < 0x80 || c == 0xc2 && next < 0xa0 || next > 0xbf {
				return false
			}
		case 0xe2: // U+2010 to U+2027
			i++
			if next != 0x80 || i == len(s) || s[i] < 0x90 || s[i] > 0xa7 {
				return false
			}
		case 0xd8: // ،, ؛, ؟, and U+0621 to U+063A
			if next != 0x8c && next != 0x9b && next != 0x9f && (next < 0xa1 || next > 0xba) {
				return false
			}
		case 0xd9: // U+0640 to U+064A, and U+0660 to U+066C
			if (next < 0x80 || next > 0x8a) && (next < 0xa0 || next > 0xac) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func checkText(s string) (rule, message string) {
	if plain(s) {
		return "", ""
	}
	if !utf8.ValidString(s) {
		return RuleEncoding, fmt.Sprintf("%q is no valid UTF-8", s)
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c == 0x7f {
			return RuleCharacter, fmt.Sprintf("%q holds the control character U+%04X", s, c)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return RuleNFC, fmt.Sprintf("%+q is not in normalization form C", s)
	}
	return "", ""
}

func (f *Field) checkNumber(d numeral.Decimal) (rule, message string) {
	if _, ok := f.Unscaled(d); !ok {
		return RulePrecision, fmt.Sprintf("%s does not fit %d digits, %d of them behind the point", d, f.Precision, f.Scale)
	}
	return f.checkBounds(d)
}

func (f *Field) checkBounds(d numeral.Decimal) (rule, message string) {
	if f.Minimum != nil && d.Cmp(*f.Minimum) < 0 {
		return RuleMinimum, fmt.Sprintf("%s is less than %s", d, *f.Minimum)
	}
	if f.Maximum != nil && d.Cmp(*f.Maximum) > 0 {
		return RuleMaximum, fmt.Sprintf("%s is more than %s", d, *f.Maximum)
	}
	return "", ""
}

// Unscaled returns d × 10^Scale, and whether the column holds it exactly.
func (f *Field) Unscaled(d numeral.Decimal) (int64, bool) {
	n, ok := d.Rescale(uint8(f.Scale))
	if !ok {
		return 0, false
	}
	limit := int64(1)
	for range f.Precision {
		limit *= 10
	}
	return n, -limit < n && n < limit
}

// Parse reads a CSV cell as [Format] writes it. It checks the form only; [Field.Check] checks the value.
func (f *Field) Parse(cell string) (any, error) {
	if cell == "" {
		return nil, nil
	}
	switch f.Type {
	case Integer:
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != cell {
			return nil, fmt.Errorf("no whole number %q (want digits)", cell)
		}
		return n, nil
	case Number:
		d, err := numeral.Parse(cell)
		if err != nil || d.String() != cell {
			return nil, fmt.Errorf("no number %q (want plain digits with a point, no needless zeros)", cell)
		}
		return d, nil
	case Boolean:
		if cell != "true" && cell != "false" {
			return nil, fmt.Errorf("no boolean %q (want true or false)", cell)
		}
		return cell == "true", nil
	case Array:
		return parseList(cell)
	default: // the others need nothing done
	}
	return cell, nil
}

func parseList(cell string) (any, error) {
	n, _, err := readTree([]byte(cell))
	if err != nil || n.kind != array {
		return nil, fmt.Errorf("no list %q (want a JSON array of strings)", cell)
	}
	list := make([]string, len(n.items))
	for i, item := range n.items {
		if item.kind != text {
			return nil, fmt.Errorf("no list %q (want a JSON array of strings)", cell)
		}
		list[i] = item.text
	}
	return list, nil
}
