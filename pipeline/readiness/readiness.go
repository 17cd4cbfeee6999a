// Package readiness tells whether a data package can be published, and what is to be mended before.
//
// A profile is a list of requirements of one kind of place or reader. Nothing is fetched and nothing written: what only the
// network could tell is named as unknown. Whether the rows fit their schemas is not asked here; mahdar validate does that.
package readiness

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Severity says what follows from a broken requirement.
type Severity string

// The severities, the worse one first.
const (
	Must   Severity = "must"   // refused, or of no use there
	Should Severity = "should" // taken, but found, read or trusted less
)

// Requirement is what one profile wants of a package.
type Requirement struct {
	ID       string   `json:"id"` // profile and name, parted by a dot
	Severity Severity `json:"severity"`
	Want     string   `json:"requirement"`
	Source   string   `json:"source"` // specification and section, or program

	test func(*test)
}

// Finding is one place where a requirement is broken.
type Finding struct {
	Requirement
	File    string `json:"file"`              // inside the package, with slashes
	Pointer string `json:"pointer,omitempty"` // RFC 6901, into a JSON file; empty for the whole file
	Line    int    `json:"line,omitempty"`    // from 1, of a text file; 0 for the whole file
	Found   string `json:"found"`
	Mend    string `json:"mend"`
}

// Where returns the place of the finding: file, file#pointer or file:line.
func (f Finding) Where() string {
	switch {
	case f.Pointer != "":
		return f.File + "#" + f.Pointer
	case f.Line > 0:
		return fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return f.File
}

// Result is what came of one profile.
type Result struct {
	Profile      string    `json:"profile"`
	Ready        bool      `json:"ready"`        // no requirement of severity must is broken
	Requirements int       `json:"requirements"` // how many the profile has
	Findings     []Finding `json:"findings"`     // must before should, else in the order of the requirements
	Notes        []string  `json:"notes,omitempty"`
	Score        *Score    `json:"score,omitempty"`
}

// Report is what came of all profiles asked for.
type Report struct {
	Package  string   `json:"package"`
	Must     int      `json:"must"`   // findings of this severity
	Should   int      `json:"should"` // findings of this severity
	Profiles []Result `json:"profiles"`
}

// profile is a list of requirements with what is told beside them.
type profile struct {
	name         string
	requirements []Requirement
	more         func(*subject, *Result) // notes and score; may be nil
}

func profiles() []profile {
	return []profile{
		{"frictionless", frictionless(), nil},
		{"ckan", ckan(), nil},
		{"zenodo", zenodo(), nil},
		{"dcat-ap", dcatAP(), score},
		{"croissant", croissant(), nil},
		{"nist", nist(), losses},
	}
}

// Profiles returns the names of the profiles, in the order in which they are tested.
func Profiles() []string {
	var names []string
	for _, p := range profiles() {
		names = append(names, p.name)
	}
	return names
}

// Requirements returns what all profiles want.
func Requirements() []Requirement {
	var all []Requirement
	for _, p := range profiles() {
		all = append(all, p.requirements...)
	}
	return all
}

// Check holds the data package in dir against the profiles named; other names are left out. An error means that there is no package to
// check, or that ctx ended.
func Check(ctx context.Context, dir string, names []string) (*Report, error) {
	s, err := open(dir)
	if err != nil {
		return nil, err
	}
	defer s.close()
	report := &Report{Package: dir, Profiles: []Result{}}
	for _, p := range profiles() {
		if !slices.Contains(names, p.name) {
			continue
		}
		result := Result{Profile: p.name, Requirements: len(p.requirements), Findings: []Finding{}}
		for _, r := range p.requirements {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			t := &test{subject: s, requirement: r}
			r.test(t)
			result.Findings = append(result.Findings, t.findings...)
		}
		slices.SortStableFunc(result.Findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) }) // "must" < "should"
		must := 0
		for _, f := range result.Findings {
			if f.Severity == Must {
				must++
			}
		}
		result.Ready = must == 0
		report.Must += must
		report.Should += len(result.Findings) - must
		if p.more != nil {
			p.more(s, &result)
		}
		report.Profiles = append(report.Profiles, result)
	}
	return report, nil
}

// test is the test of one requirement.
type test struct {
	*subject
	requirement Requirement
	findings    []Finding
}

// place is where something stands.
type place struct {
	file    string
	pointer string
	line    int
}

// escapes are those of RFC 6901.
var escapes = strings.NewReplacer("~", "~0", "/", "~1")

// at returns a place in a JSON file. Keys are strings and indices numbers.
func at(file string, keys ...any) place {
	var b strings.Builder
	for _, k := range keys {
		b.WriteByte('/')
		switch k := k.(type) {
		case int:
			b.WriteString(strconv.Itoa(k))
		case string:
			b.WriteString(escapes.Replace(k))
		}
	}
	return place{file: file, pointer: b.String()}
}

// under returns a place below another one.
func (p place) under(keys ...any) place {
	p.pointer += at("", keys...).pointer
	return p
}

// maxFound is how many characters of a finding are told: what is wrong may be as long as a file.
const maxFound = 300

// bad reports that the requirement is broken at a place.
func (t *test) bad(p place, mend, found string, args ...any) {
	text := fmt.Sprintf(found, args...)
	if r := []rune(text); len(r) > maxFound {
		text = string(r[:maxFound]) + "…"
	}
	t.findings = append(t.findings, Finding{Requirement: t.requirement, File: p.file, Pointer: p.pointer, Line: p.line, Found: text, Mend: mend})
}

// more adds to the last finding at how many more places it holds.
func (t *test) more(n int, what string) {
	if n > 0 {
		t.findings[len(t.findings)-1].Found += fmt.Sprintf(" (and %d more %s)", n, what)
	}
}
