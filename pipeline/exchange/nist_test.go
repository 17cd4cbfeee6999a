package exchange_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/exchange"
)

// nistClasses says of each class used which properties the schema of the standard demands (with "!") and which it knows. It knows no others.
//
// Source: NIST SP 1500-100r2, JSON schema of version 2.0.
var nistClasses = map[string]string{
	"ElectionReport": "@type! Format! GeneratedDate! Issuer! IssuerAbbreviation! SequenceStart! SequenceEnd! Status! VendorApplicationId! " +
		"Election ExternalIdentifier GpUnit Header IsTest Notes Office OfficeGroup Party Person TestType",
	"Election": "@type! ElectionScopeId! EndDate! Name! StartDate! Type! BallotCounts BallotStyle Candidate ContactInformation Contest CountStatus ExternalIdentifier OtherType",
	"CandidateContest": "@id! @type! ElectionDistrictId! Name! VotesAllowed! Abbreviation BallotSubTitle BallotTitle ContestSelection CountStatus ExternalIdentifier HasRotation " +
		"NumberElected NumberRunoff OfficeIds OtherCounts OtherVoteVariation PrimaryPartyIds SequenceOrder SubUnitsReported TotalSubUnits VoteVariation",
	"PartyContest": "@id! @type! ElectionDistrictId! Name! Abbreviation BallotSubTitle BallotTitle ContestSelection CountStatus ExternalIdentifier HasRotation OtherCounts " +
		"OtherVoteVariation SequenceOrder SubUnitsReported TotalSubUnits VoteVariation",
	"BallotMeasureContest": "@id! @type! ElectionDistrictId! Name! Abbreviation BallotSubTitle BallotTitle ConStatement ContestSelection CountStatus EffectOfAbstain ExternalIdentifier " +
		"FullText HasRotation InfoUri OtherCounts OtherType OtherVoteVariation PassageThreshold ProStatement SequenceOrder SubUnitsReported SummaryText TotalSubUnits Type VoteVariation",
	"CandidateSelection":     "@id! @type! CandidateIds EndorsementPartyIds IsWriteIn SequenceOrder VoteCounts",
	"PartySelection":         "@id! @type! PartyIds! SequenceOrder VoteCounts",
	"BallotMeasureSelection": "@id! @type! Selection! ExternalIdentifier SequenceOrder VoteCounts",
	"VoteCounts":             "@type! Count! GpUnitId! Type! DeviceClass IsSuppressedForPrivacy OtherType Round",
	"BallotCounts":           "@type! GpUnitId! Type! BallotsCast BallotsOutstanding BallotsRejected DeviceClass IsSuppressedForPrivacy OtherType Round",
	"Candidate": "@id! @type! BallotName! CampaignSlogan ContactInformation ExternalIdentifier FileDate IsIncumbent IsTopTicket PartyId PersonId " +
		"PostElectionStatus PreElectionStatus",
	"Party": "@id! @type! Name! Abbreviation Color ContactInformation ExternalIdentifier IsRecognizedParty LeaderPersonIds LogoUri PartyScopeGpUnitIds Slogan",
	"Person": "@id! @type! ContactInformation DateOfBirth ExternalIdentifier FirstName FullName Gender LastName MiddleName Nickname PartyId Prefix Profession " +
		"Suffix Title",
	"ReportingUnit": "@id! @type! Type! AuthorityIds ComposingGpUnitIds ContactInformation CountStatus ElectionAdministration ExternalIdentifier IsDistricted IsMailOnly Name " +
		"Number OtherType PartyRegistration SpatialDimension SubUnitsReported TotalSubUnits VotersParticipated VotersRegistered",
	"ExternalIdentifier":    "@type! Type! Value! Label OtherType",
	"InternationalizedText": "@type! Text! Label",
	"LanguageString":        "@type! Content! Language!",
}

// nistValues are the enumerations of the standard, by class and property.
var nistValues = map[string][]string{
	"ElectionReport.Format":        {"precinct-level", "summary-contest"},
	"ElectionReport.Status":        {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"},
	"Election.Type":                {"general", "other", "partisan-primary-closed", "partisan-primary-open", "primary", "runoff", "special"},
	"BallotMeasureContest.Type":    {"ballot-measure", "initiative", "other", "recall", "referendum"},
	"VoteCounts.Type":              {"seats", "total"}, // those used
	"BallotCounts.Type":            {"total"},
	"Candidate.PostElectionStatus": {"advanced-to-runoff", "defeated", "projected-winner", "winner", "withdrawn"},
	"ReportingUnit.Type":           {"country", "other"}, // those used
	"ExternalIdentifier.Type":      {"fips", "local-level", "national-level", "ocd-id", "other", "state-level"},
}

// nistTargets says of each property that refers to objects which classes they may be of.
var nistTargets = map[string][]string{
	"ElectionScopeId": {"ReportingUnit"}, "ElectionDistrictId": {"ReportingUnit"}, "GpUnitId": {"ReportingUnit"}, "ComposingGpUnitIds": {"ReportingUnit"},
	"CandidateIds": {"Candidate"}, "PartyIds": {"Party"}, "PartyId": {"Party"}, "PersonId": {"Person"},
}

// nistHolds says which classes the lists of objects may hold.
var nistHolds = map[string][]string{
	"Election": {"Election"}, "GpUnit": {"ReportingUnit"}, "Party": {"Party"}, "Person": {"Person"}, "Candidate": {"Candidate"},
	"Contest":          {"CandidateContest", "PartyContest", "BallotMeasureContest"},
	"ContestSelection": {"CandidateSelection", "PartySelection", "BallotMeasureSelection"},
	"VoteCounts":       {"VoteCounts"}, "BallotCounts": {"BallotCounts"}, "ExternalIdentifier": {"ExternalIdentifier"}, "Text": {"LanguageString"},
	"Name": {"InternationalizedText"}, "BallotName": {"InternationalizedText"}, "FullName": {"InternationalizedText"}, "Selection": {"InternationalizedText"},
}

// nistFaults returns where a report breaks the standard.
func nistFaults(tb testing.TB, raw []byte) []string {
	tb.Helper()
	var report any
	if err := json.Unmarshal(raw, &report); err != nil {
		tb.Fatalf("%v\n%s", err, raw)
	}
	c := &nistChecker{ids: map[string]string{}}
	c.object(report, []string{"ElectionReport"}, "")
	for _, r := range c.references {
		if class, ok := c.ids[r.id]; !ok || !slices.Contains(nistTargets[r.property], class) {
			c.fault("%s leads to %q, which is %q", r.property, r.id, class)
		}
	}
	return c.faults
}

type nistChecker struct {
	faults     []string
	ids        map[string]string // class by id
	references []struct{ property, id string }
}

func (c *nistChecker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func (c *nistChecker) object(v any, classes []string, where string) {
	o, _ := v.(map[string]any)
	class, _ := o["@type"].(string)
	class = strings.TrimPrefix(class, "ElectionResults.")
	if !slices.Contains(classes, class) {
		c.fault("%s holds a %q, want one of %v", where, class, classes)
		return
	}
	if id, ok := o["@id"].(string); ok {
		if c.ids[id] != "" {
			c.fault("the id %s stands twice", id)
		}
		c.ids[id] = class
	}
	known := map[string]bool{}
	for p := range strings.FieldsSeq(nistClasses[class]) {
		name, required := strings.CutSuffix(p, "!")
		known[name] = true
		if _, ok := o[name]; required && !ok {
			c.fault("%s lacks %s", class, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !known[name] {
			c.fault("%s has the unknown property %s", class, name)
		}
		c.property(class, name, o[name])
	}
}

func (c *nistChecker) property(class, name string, v any) {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			c.fault("%s.%s is empty", class, name)
		}
		for _, item := range v {
			if id, ok := item.(string); ok {
				c.references = append(c.references, struct{ property, id string }{name, id})
				continue
			}
			c.object(item, nistHolds[name], class+"."+name)
		}
	case map[string]any:
		c.object(v, nistHolds[name], class+"."+name)
	case string:
		if allowed := nistValues[class+"."+name]; allowed != nil && !slices.Contains(allowed, v) {
			c.fault("%s.%s is %q, want one of %v", class, name, v, allowed)
		}
		if nistTargets[name] != nil {
			c.references = append(c.references, struct{ property, id string }{name, v})
		}
	case float64:
		if v != float64(int64(v)) {
			c.fault("%s.%s is %v, no whole number", class, name, v)
		}
	default:
		c.fault("%s.%s is %v", class, name, v)
	}
}

func TestNIST(t *testing.T) {
	report, losses := nist(t, votes(), exchange.About{Name: "votes", Title: "Votes", Publisher: "An Institute"})
	for _, f := range nistFaults(t, report) {
		t.Error(f)
	}
	golden(t, "nist.golden.json", report)
	golden(t, "losses.golden.json", losses)
}

// TestNISTChecker makes sure that the check of the test finds what it is there for.
func TestNISTChecker(t *testing.T) {
	report, _ := nist(t, votes(), exchange.About{Name: "votes"})
	for old, change := range map[string]struct{ text, want string }{
		`"Count":1200`:               {`"Percent":60,"Count":1200`, "VoteCounts has the unknown property Percent"},
		`"BallotsRejected":9`:        {`"BallotsRejected":9.5`, "BallotCounts.BallotsRejected is 9.5, no whole number"},
		`"PersonId":"person-p1"`:     {`"PersonId":"person-p9"`, `PersonId leads to "person-p9", which is ""`},
		`"VotesAllowed":1,`:          {"", "CandidateContest lacks VotesAllowed"},
		`"Type":"special"`:           {`"Type":"early"`, `Election.Type is "early"`},
		`"@id":"candidate-r3"`:       {`"@id":"candidate-r1"`, "the id candidate-r1 stands twice"},
		`ElectionResults.Candidate"`: {`ElectionResults.Person"`, `Election.Candidate holds a "Person"`},
	} {
		if !strings.Contains(string(report), old) {
			t.Fatalf("the report does not hold %s", old)
		}
		faults := nistFaults(t, []byte(strings.Replace(string(report), old, change.text, 1)))
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.HasPrefix(f, change.want) }) {
			t.Errorf("with %s: faults %q, want %q", change.text, faults, change.want)
		}
	}
}

// TestNISTEmpty makes sure that a package without elections gives a report.
func TestNISTEmpty(t *testing.T) {
	report, losses := nist(t, nil, exchange.About{Name: "votes", Published: "2024-05-01"})
	for _, f := range nistFaults(t, []byte(strings.Replace(string(report), "\"Election\":[\n],", "", 1))) {
		t.Error(f)
	}
	if !strings.Contains(string(report), `"GeneratedDate":"2024-05-01T00:00:00Z"`) || !json.Valid(losses) {
		t.Errorf("report %s\nlosses %s", report, losses)
	}
}

// TestNISTOneReport makes sure that the persons of the last report, which may be the only one, are there.
func TestNISTOneReport(t *testing.T) {
	report, _ := nist(t, []fact{
		report("a", "en", "2021-03-20"), election("a", "e", nil), result("a", "e", "r", "Maria Lind", map[string]any{"candidate_id": "p"}),
		{"entities", map[string]any{"entity_id": "p", "entity_type": "person", "canonical_name": "Maria Lind"}},
	}, exchange.About{Name: "x"})
	for _, f := range nistFaults(t, report) {
		t.Error(f)
	}
	if !strings.Contains(string(report), `"@id":"person-p"`) {
		t.Errorf("no person in %s", report)
	}
}

// TestNISTChoice makes sure which of several rows about one choice is in the report.
func TestNISTChoice(t *testing.T) {
	votes := func(n int64) map[string]any { return map[string]any{"votes": n} }
	early := map[string]any{"votes": int64(5), "status": "preliminary"}
	for name, tt := range map[string]struct {
		rows []map[string]any
		want string // the count in the report
	}{
		"the final one":         {[]map[string]any{early, votes(7)}, `"Count":7`},
		"the final one, before": {[]map[string]any{votes(7), early}, `"Count":7`},
		"the first of two":      {[]map[string]any{votes(7), votes(8)}, `"Count":7`},
		"the one with a count":  {[]map[string]any{nil, votes(8)}, `"Count":8`},
		"final without a count": {[]map[string]any{early, nil}, `"ContestSelection":[{"@id":"selection-r1","@type":"ElectionResults.CandidateSelection","CandidateIds":["candidate-r1"]}]`},
	} {
		facts := []fact{report("a", "en", "2021-03-20"), election("a", "e", nil)}
		for i, more := range tt.rows {
			facts = append(facts, result("a", "e", fmt.Sprint("r", i), "Maria Lind", more))
		}
		report, losses := nist(t, facts, exchange.About{Name: "x"})
		if !strings.Contains(string(report), tt.want) || strings.Count(string(report), `"Count"`) > 1 || !strings.Contains(string(losses), "another announcement") {
			t.Errorf("%s: want %s in\n%s\nlosses %s", name, tt.want, report, losses)
		}
	}
}

// TestNISTCertifiesNothing makes sure that only final results make a complete report, and none a certified one.
func TestNISTCertifiesNothing(t *testing.T) {
	for status, want := range map[string]string{"final": "unofficial-complete", "preliminary": "unofficial-partial", "unknown": "unofficial-partial"} {
		report, _ := nist(t, []fact{report("a", "en", "2021-03-20"), election("a", "e", nil), result("a", "e", "r", "Maria Lind", map[string]any{"status": status})}, exchange.About{Name: "x"})
		if !strings.Contains(string(report), `"Status":"`+want+`"`) {
			t.Errorf("%s: %s", status, report)
		}
	}
}
