package config

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
)

// Report is what the user knows about one report. Every field but ID may be empty, which means unknown.
type Report struct {
	ID            string   `mapstructure:"id"` // slug of the file name, as in the column report_id
	Title         string   `mapstructure:"title"`
	Author        string   `mapstructure:"author"`
	Publisher     string   `mapstructure:"publisher"`
	Licence       string   `mapstructure:"licence"`
	Language      string   `mapstructure:"language"`       // BCP 47
	ReferenceDate string   `mapstructure:"reference_date"` // ISO date; relative dates count from it
	Election      Election `mapstructure:"election"`
	Quotes        string   `mapstructure:"quotes"` // one of QuoteNames; empty for emit.quotes
	Expect        []Expect `mapstructure:"expect"`
}

// Expect is what the user expects of the rows of one table.
type Expect struct {
	Table     string            `mapstructure:"table"`
	Where     map[string]string `mapstructure:"where"` // column → value: only rows that have them all
	AtLeast   *int              `mapstructure:"at_least"`
	AtMost    *int              `mapstructure:"at_most"`
	Exactly   *int              `mapstructure:"exactly"`
	Column    string            `mapstructure:"column"`
	Holds     []string          `mapstructure:"holds"`      // values of Column, each of which some row has
	FilledPct *float64          `mapstructure:"filled_pct"` // smallest share of rows, 0 to 100, in which Column is not null
}

// Election is what the user knows about the election that a report is about.
type Election struct {
	Type    string `mapstructure:"type"`    // one of ElectionTypes
	Country string `mapstructure:"country"` // ISO 3166-1 alpha-2
	Date    string `mapstructure:"date"`    // EDTF level 0 to 2
}

// ElectionTypes returns the kinds of election that the tables know.
func ElectionTypes() []string {
	return []string{"presidential", "parliamentary", "local", "referendum"}
}

func checkReports(reports []Report, p *problems) {
	first := make(map[string]int, len(reports))
	for i, r := range reports {
		key := fmt.Sprintf("reports[%d]", i)
		if r.ID == "" {
			p.add(key+".id", "every report needs its id")
		} else if slug := Slug(r.ID); slug != r.ID {
			p.add(key+".id", "%q is no report id (want lower-case letters, digits and single hyphens, as in %q)", r.ID, slug)
		}
		if j, ok := first[r.ID]; ok && r.ID != "" {
			p.add(key+".id", "%q is described twice, first in reports[%d]", r.ID, j)
		} else {
			first[r.ID] = i
		}
		r.check(key, p)
	}
}

func (r Report) check(key string, p *problems) {
	if r.Language != "" {
		if _, err := language.Parse(r.Language); err != nil {
			p.add(key+".language", "%q is no BCP 47 language tag (want for example ar, en, ar-EG)", r.Language)
		}
	}
	for i, e := range r.Expect {
		e.check(fmt.Sprintf("%s.expect[%d]", key, i), p)
	}
	if r.ReferenceDate != "" && !isDay(r.ReferenceDate) {
		p.add(key+".reference_date", "%q is no ISO date (want year-month-day, for example 2024-03-17)", r.ReferenceDate)
	}
	if r.Quotes != "" {
		p.oneOf(key+".quotes", "choice", r.Quotes, QuoteNames())
	}
	if t := r.Election.Type; t != "" {
		p.oneOf(key+".election.type", "election type", t, ElectionTypes())
	}
	if c := r.Election.Country; c != "" && !isCountry(c) {
		p.add(key+".election.country", "%q is no ISO 3166-1 alpha-2 code (want for example EG)", c)
	}
	if d := r.Election.Date; d != "" && !isEDTF(d) {
		p.add(key+".election.date", "%q is no ISO 8601-2 (EDTF) date (want for example 2024-03-17, 2024-03 or 2024-03-15/2024-03-17)", d)
	}
}

func (e Expect) check(key string, p *problems) {
	if e.Table == "" {
		p.add(key+".table", "every expectation needs its table")
	}
	if e.AtLeast == nil && e.AtMost == nil && e.Exactly == nil && e.Column == "" {
		p.add(key, "nothing is expected (want at_least, at_most, exactly, or column with holds or filled_pct)")
	}
	for _, n := range []*int{e.AtLeast, e.AtMost, e.Exactly} {
		if n != nil && *n < 0 {
			p.add(key, "%d rows cannot be (want 0 or more)", *n)
		}
	}
	if e.Column == "" && (len(e.Holds) > 0 || e.FilledPct != nil) {
		p.add(key+".column", "holds and filled_pct are about a column: name it")
	}
	if e.Column != "" && len(e.Holds) == 0 && e.FilledPct == nil {
		p.add(key+".column", "want holds or filled_pct with it")
	}
	if e.FilledPct != nil && (*e.FilledPct < 0 || *e.FilledPct > 100) {
		p.add(key+".filled_pct", "%v is outside 0 to 100", *e.FilledPct)
	}
}

func isCountry(code string) bool {
	if len(code) != 2 || strings.ToUpper(code) != code {
		return false
	}
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.String() == code
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// Slug returns name as a report id: letters in lower case and digits of any script stay, every run of other characters
// becomes one hyphen. A name without letters and digits gives the empty string.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = gap || !unicode.IsMark(r) // marks are dropped: they must not part a word
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
