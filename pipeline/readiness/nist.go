package readiness

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	nistSpec   = "NIST SP 1500-100r2"
	nistFile   = "data/nist/election-results.json"
	nistLosses = "data/nist/losses.json"
	nistClass  = "ElectionResults."
	mendNIST   = "add nist to emit.formats" + runAgain
)

// nistRequired are the members that objects of a class must have.
//
// Source: NIST SP 1500-100r2, NIST_V2_election_results_reporting.json.
var nistRequired = map[string]string{
	"ElectionReport":         "Format GeneratedDate Issuer IssuerAbbreviation SequenceStart SequenceEnd Status VendorApplicationId",
	"Election":               "ElectionScopeId Name StartDate EndDate Type",
	"CandidateContest":       "@id ElectionDistrictId Name VotesAllowed",
	"PartyContest":           "@id ElectionDistrictId Name",
	"BallotMeasureContest":   "@id ElectionDistrictId Name",
	"RetentionContest":       "@id ElectionDistrictId Name",
	"CandidateSelection":     "@id",
	"PartySelection":         "@id PartyIds",
	"BallotMeasureSelection": "@id Selection",
	"VoteCounts":             "Count GpUnitId Type",
	"BallotCounts":           "GpUnitId Type",
	"OtherCounts":            "GpUnitId",
	"Candidate":              "@id BallotName",
	"Party":                  "@id Name",
	"Coalition":              "@id Name",
	"Person":                 "@id",
	"Office":                 "@id Name",
	"ReportingUnit":          "@id Type",
	"ReportingDevice":        "@id",
	"ExternalIdentifier":     "Type Value",
	"InternationalizedText":  "Text",
	"LanguageString":         "Content Language",
	"AnnotatedString":        "Content",
	"AnnotatedUri":           "Content",
	"BallotStyle":            "GpUnitIds",
	"ContactInformation":     "",
	"CountStatus":            "Status Type",
	"ElectionAdministration": "",
	"Hours":                  "EndTime StartTime",
	"LatLng":                 "Latitude Longitude",
	"OfficeGroup":            "Name",
	"OrderedContest":         "ContestId",
	"PartyRegistration":      "Count PartyId",
	"Schedule":               "",
	"SpatialDimension":       "",
	"SpatialExtent":          "Coordinates Format",
	"Term":                   "",
}

// nistValues are the words that some members may hold.
var nistValues = map[string][]string{
	"ElectionReport.Format": {"precinct-level", "summary-contest"},
	"ElectionReport.Status": {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"},
	"Election.Type":         {"general", "other", "partisan-primary-closed", "partisan-primary-open", "primary", "runoff", "special"},
}

// nistObject is an object of the report.
type nistObject struct {
	at     place
	class  string
	object map[string]any
}

// nist returns what an election results report must hold.
func nist() []Requirement {
	return []Requirement{
		{"nist.report", Must, "the package holds an election results report", nistSpec + ", ElectionReport", func(t *test) {
			t.there(nistFile, mendNIST)
			if v := t.document(nistFile).value; v != nil && text(member(v, "@type")) != nistClass+"ElectionReport" {
				t.bad(at(nistFile, "@type"), mendNIST, "it is no ElectionResults.ElectionReport")
			}
		}},
		{"nist.listed", Must, "the descriptor lists the report and its losses", dataPackage + ", resources", func(t *test) {
			for _, name := range []string{nistFile, nistLosses} {
				if t.exists(name) == nil && !slices.ContainsFunc(t.resources, func(r resource) bool { return r.path == name }) {
					t.bad(at(descriptorName, "resources"), mendNIST, "%s is not listed", name)
				}
			}
		}},
		{"nist.types", Must, "every object has a type of the standard", nistSpec + ", JSON Schema, @type", func(t *test) {
			t.eachNIST(func(o nistObject) {
				if _, known := nistRequired[o.class]; !known {
					t.bad(o.at.under("@type"), mendNIST, "the type is %q", text(o.object["@type"]))
				}
			})
		}},
		{"nist.required", Must, "every object has the members that its class requires", nistSpec + ", JSON Schema, required", func(t *test) {
			t.eachNIST(func(o nistObject) {
				for key := range strings.FieldsSeq(nistRequired[o.class]) {
					if v, there := o.object[key]; !there || v == nil || v == "" {
						t.bad(o.at.under(key), mendNIST, "%s has no %s", o.class, key)
					}
				}
			})
		}},
		{"nist.values", Must, "Format, Status and Type hold words of the standard", nistSpec + ", enumerations", func(t *test) {
			t.eachNIST(func(o nistObject) {
				for _, key := range sortedKeys(o.object) {
					words, v := nistValues[o.class+"."+key], o.object[key]
					if words != nil && !slices.Contains(words, text(v)) {
						t.bad(o.at.under(key), mendNIST, "%s is %q (want one of %s)", key, fmt.Sprint(v), strings.Join(words, ", "))
					}
				}
			})
		}},
		{"nist.counts", Must, "counts are whole numbers that are not negative", nistSpec + ", VoteCounts, Count (the schema lets decimals through)", func(t *test) {
			t.eachNIST(func(o nistObject) {
				v, there := o.object["Count"]
				if n, ok := v.(json.Number); there && (!ok || strings.ContainsAny(n.String(), ".eE-")) {
					t.bad(o.at.under("Count"), mendNIST, "the count is %v", v)
				}
			})
		}},
		{"nist.ids", Must, "no two objects have the same id", nistSpec + ", @id", func(t *test) {
			seen := map[string]bool{}
			t.eachNIST(func(o nistObject) {
				id := text(o.object["@id"])
				if id != "" && seen[id] {
					t.bad(o.at.under("@id"), mendNIST, "the id %q stands twice", id)
				}
				seen[id] = true
			})
		}},
		{"nist.references", Must, "members whose names end in Id or Ids lead to objects of the report", nistSpec + ", references", func(t *test) {
			ids := map[string]bool{}
			t.eachNIST(func(o nistObject) { ids[text(o.object["@id"])] = true })
			t.eachNIST(func(o nistObject) {
				for _, key := range sortedKeys(o.object) {
					if key == "VendorApplicationId" || !strings.HasSuffix(key, "Id") && !strings.HasSuffix(key, "Ids") {
						continue
					}
					for _, id := range texts(o.object[key]) {
						if !ids[id] {
							t.bad(o.at.under(key), mendNIST, "no object has the id %q", id)
						}
					}
				}
			})
		}},
		{"nist.losses", Must, "what the report cannot hold is listed, each with its table and reason", "mahdar, docs/formats.md", func(t *test) {
			if t.document(nistFile).value == nil {
				return // nist.report tells it
			}
			t.there(nistLosses, mendNIST)
			v := t.document(nistLosses).value
			if v == nil {
				return
			}
			lost, ok := member(v, "losses").([]any)
			if !ok {
				t.bad(at(nistLosses, "losses"), mendNIST, "there is no list of losses")
			}
			for i, l := range lost {
				for _, key := range []string{"report_id", "table", "reason"} {
					if text(member(l, key)) == "" {
						t.bad(at(nistLosses, "losses", i, key), mendNIST, "it is missing")
					}
				}
			}
		}},
		{"nist.issuer", Should, "the issuer is more than the name of the package", nistSpec + ", ElectionReport, Issuer", func(t *test) {
			if o, there := t.object(nistFile); there && t.isPlaceholder(text(o["Issuer"])) {
				t.bad(at(nistFile, "Issuer"), "set emit.publisher.name"+runAgain, "the issuer is %q, the package itself", text(o["Issuer"]))
			}
		}},
		{"nist.date", Should, "the report has a day on which it was made", nistSpec + ", ElectionReport, GeneratedDate", func(t *test) {
			if o, there := t.object(nistFile); there && (strings.HasPrefix(text(o["GeneratedDate"]), "1970-01-01") || t.unissued()) {
				t.bad(at(nistFile, "GeneratedDate"), "set emit.published (for example 2024-03-17)"+runAgain, "%s stands for an unknown day", text(o["GeneratedDate"]))
			}
		}},
		{"nist.elections", Should, "the report holds an election with counts", nistSpec + ", ElectionReport, Election", func(t *test) {
			if _, there := t.object(nistFile); !there {
				return
			}
			counts := 0
			t.eachNIST(func(o nistObject) {
				if o.class == "VoteCounts" {
					counts++
				}
			})
			if counts == 0 {
				t.bad(at(nistFile, "Election"), "nothing in the settings: the reports state no count of votes, and shares have no place in the standard", "there is no count of votes")
			}
		}},
	}
}

// eachNIST calls f for every object of the report, in the order of its pointers.
func (s *subject) eachNIST(f func(nistObject)) {
	if s.election == nil {
		s.election = []nistObject{}
		s.walkNIST(at(nistFile), s.document(nistFile).value)
	}
	for _, o := range s.election {
		f(o)
	}
}

func (s *subject) walkNIST(p place, v any) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			s.walkNIST(p.under(i), item)
		}
	case map[string]any:
		s.election = append(s.election, nistObject{p, strings.TrimPrefix(text(v["@type"]), nistClass), v})
		for _, key := range sortedKeys(v) {
			s.walkNIST(p.under(key), v[key])
		}
	}
}

// losses tells what the report does not hold.
func losses(s *subject, result *Result) {
	lost := list(member(s.document(nistLosses).value, "losses"))
	cells := 0
	for _, l := range lost {
		cells += len(list(member(l, "cells")))
	}
	if len(lost) > 0 {
		result.Notes = append(result.Notes, fmt.Sprintf("%s names what the report cannot hold: %d kinds of loss, %d cells or rows", nistLosses, len(lost), cells))
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
