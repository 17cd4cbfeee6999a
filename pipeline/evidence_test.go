package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// keeper is a sink that keeps the finished reports.
type keeper struct{ docs []*document.Document }

func (k *keeper) Add(d *document.Document) error {
	k.docs = append(k.docs, d)
	return nil
}

// TestEvidenceLeadsToItsWords runs whole reports and takes the bytes of every piece of evidence through the origin map of the
// repair again: they must give the quote and nothing else. Every cell with content must have such a piece.
func TestEvidenceLeadsToItsWords(t *testing.T) {
	paths, err := filepath.Glob("../docs/samples/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	reports, err := filepath.Glob("../../shared/reports/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(reports) == 0 {
		t.Log("no folder ../shared with reports: only the samples are read")
	} else {
		sort.Strings(reports)
		paths = append(paths, reports[0])
	}
	in, err := pipeline.Inputs(paths)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	kept := &keeper{}
	sum, err := pipeline.Run(t.Context(), pipeline.Stages(cfg, know), in, kept, pipeline.Options{})
	if err != nil || len(sum.Failures) > 0 || len(kept.docs) != len(in) {
		t.Fatalf("%d of %d reports, failures %v, error %v", len(kept.docs), len(in), sum.Failures, err)
	}
	for _, d := range kept.docs {
		t.Run(d.ID, func(t *testing.T) {
			pieces := 0
			for i := range d.Tables {
				tab := &d.Tables[i]
				for k := range tab.Rows {
					for _, e := range tab.Rows[k].Evidence {
						pieces++
						if problem := misquoted(d, e); problem != "" {
							t.Errorf("%s row %d column %q rule %s: %s", tab.Name, k, e.Column, e.Rule, problem)
						}
					}
				}
				for _, problem := range unproven(know, tab) {
					t.Error(problem)
				}
			}
			if pieces == 0 {
				t.Error("a report without any evidence")
			}
		})
	}
}

// misquoted says what is wrong with a piece of evidence, nothing when its bytes give its quote.
func misquoted(d *document.Document, e document.Evidence) string {
	if e.Rule == "" {
		return "no rule"
	}
	if e.Span.Start < 0 || e.Span.End <= e.Span.Start || e.Span.End > len(d.Text.Content) {
		return fmt.Sprintf("span %v of a text of %d bytes", e.Span, len(d.Text.Content))
	}
	at := d.Locate(e.Span)
	switch {
	case at.ByteStart < 0 || at.ByteEnd <= at.ByteStart || at.ByteEnd > len(d.Source.Bytes):
		return fmt.Sprintf("bytes %d to %d of a report of %d", at.ByteStart, at.ByteEnd, len(d.Source.Bytes))
	case at.LineStart < 1 || at.LineEnd < at.LineStart || at.LineEnd > d.Source.Lines:
		return fmt.Sprintf("lines %d to %d of %d", at.LineStart, at.LineEnd, d.Source.Lines)
	}
	first, last := e.Span.Start, e.Span.End
	within := func(o int32) bool {
		return int(d.Source.Offsets[o]) >= at.ByteStart && int(d.Source.Offsets[o]) < at.ByteEnd
	}
	for i, o := range d.Text.Origin {
		if i < len(d.Text.Content) && o >= 0 && within(o) {
			first, last = min(first, i), max(last, i+1)
		}
	}
	for i := first; i < last; i++ {
		if o := d.Text.Origin[i]; o >= 0 && !within(o) {
			return fmt.Sprintf("the quote %q holds what its bytes %d to %d do not", at.Quote, at.ByteStart, at.ByteEnd)
		}
	}
	if want := strings.Join(strings.Fields(d.Text.Content[first:last]), " "); at.Quote != want || want == "" {
		return fmt.Sprintf("the bytes give %q, the quote is %q", want, at.Quote)
	}
	return ""
}

// unproven lists the cells of an extracted table that have no evidence. Ids, references and derived columns need none.
func unproven(know *pipeline.Knowledge, tab *document.Table) []string {
	sc := know.Schemas.Table(tab.Name)
	switch tab.Name {
	case "reports", "entities", "entity_names", "evidence", "discrepancies", "unclaimed", "violations":
		return nil
	}
	exempt := map[string]bool{}
	for _, spec := range know.Spec.Tables {
		if spec.Name != tab.Name {
			continue
		}
		for _, derived := range spec.Derive {
			exempt[derived.Column] = true
		}
	}
	var out []string
	for k := range tab.Rows {
		proven := map[string]bool{}
		for _, e := range tab.Rows[k].Evidence {
			proven[e.Column] = true
		}
		for i, column := range tab.Columns {
			if tab.Rows[k].Values[i] != nil && !proven[column] && !exempt[column] && !isKey(sc, column) {
				out = append(out, fmt.Sprintf("%s row %d: the cell %s %v has no evidence", tab.Name, k, column, tab.Rows[k].Values[i]))
			}
		}
	}
	return out
}

// isKey reports a column that holds an id.
func isKey(sc *schemas.Table, column string) bool {
	return strings.HasSuffix(column, "_id") || sc.Field(column) != nil && sc.Field(column).Entity != ""
}

// TestSamplesAreThere keeps the test above from passing because there is nothing to read.
func TestSamplesAreThere(t *testing.T) {
	for _, path := range []string{"../docs/samples/election-ar.txt", "../docs/samples/election-en.txt"} {
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("sample %s: %v", path, err)
		}
	}
}
