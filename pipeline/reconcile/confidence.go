package reconcile

import (
	"strings"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// The statuses of cells.
const (
	statusAgreed   = "agreed"   // two places of the report say so, none says otherwise
	statusSingle   = "single"   // one place says so
	statusConflict = "conflict" // another place gives the row another value
	statusDerived  = "derived"  // worked out from the rows
)

// ruleDerive is the name under which cells that are worked out are proven.
const ruleDerive = "reconcile.derive"

// judge gives the evidence of a row's cells their statuses and scores, and cells that were worked out the words of the row as
// evidence.
func (t *draft) judge(w *row) []document.Evidence {
	places := map[string][]document.Span{}
	for _, e := range w.evidence {
		if len(places[e.Column]) > 1 {
			continue // two are enough
		}
		apart := true
		for _, s := range places[e.Column] {
			apart = apart && (e.Span.End <= s.Start || e.Span.Start >= s.End)
		}
		if apart {
			places[e.Column] = append(places[e.Column], e.Span)
		}
	}
	out := make([]document.Evidence, 0, len(w.evidence)+len(t.spec.Derive))
	for _, e := range w.evidence {
		f := t.schema.Field(e.Column)
		if f == nil { // for the whole row
			out = append(out, e)
			continue
		}
		e.Status = statusSingle
		switch {
		case w.contested[e.Column]:
			e.Status = statusConflict
		case len(places[e.Column]) > 1:
			e.Status = statusAgreed
		}
		e.Score = score(f, e, w)
		out = append(out, e)
	}
	for _, d := range t.spec.Derive {
		if w.cells[d.Column] == nil || len(places[d.Column]) > 0 || t.schema.Field(d.Column) == nil || w.first.End <= w.first.Start {
			continue
		}
		e := document.Evidence{Column: d.Column, Rule: ruleDerive, Span: w.first, Status: statusDerived}
		e.Score = score(t.schema.Field(d.Column), e, w)
		out = append(out, e)
	}
	return out
}

// The scores: of a hundred such cells so many agreed with the facts that readers found, in the reports that the rules were tried
// on. docs/confidence.md has the counts; mahdar eval --confidence makes them anew.
const (
	scoreAgreed   = 89
	scoreConflict = 75
	scoreDerived  = 72
)

// scores are those of what one place says: within the words that the row rests on, and elsewhere.
var scores = map[string][2]int{
	"number": {91, 86},
	"date":   {85, 60},
	"code":   {87, 84},
	"name":   {91, 51},
	"text":   {94, 80},
}

// score returns how far a cell can be trusted.
func score(f *schemas.Field, e document.Evidence, w *row) int {
	switch e.Status {
	case statusAgreed:
		return scoreAgreed
	case statusConflict:
		return scoreConflict
	case statusDerived:
		return scoreDerived
	}
	elsewhere := 0
	if e.Span.End <= w.first.Start || e.Span.Start >= w.first.End {
		elsewhere = 1
	}
	return scores[kind(f)][elsewhere]
}

// kind tells what a column holds.
func kind(f *schemas.Field) string {
	switch {
	case strings.HasPrefix(f.Name, "date_"):
		return "date"
	case f.Type == schemas.Integer, f.Type == schemas.Number:
		return "number"
	case f.Type == schemas.Boolean, len(f.Enum) > 0:
		return "code"
	case strings.HasSuffix(f.Name, "_name"):
		return "name"
	}
	return "text"
}
