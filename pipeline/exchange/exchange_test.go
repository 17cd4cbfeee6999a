package exchange_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"mahdar/pipeline/exchange"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// fact is a row of a table; cells that it does not name are null.
type fact struct {
	table string
	cells map[string]any
}

// values returns the row with its table.
func (f fact) values(tb testing.TB, set *schemas.Set) (*schemas.Table, []any) {
	tb.Helper()
	t := set.Table(f.table)
	values := make([]any, len(t.Fields))
	for c, v := range f.cells {
		if t.Index(c) < 0 {
			tb.Fatalf("table %s has no column %s", f.table, c)
		}
		values[t.Index(c)] = v
	}
	for i := range t.Fields {
		if rule, message := t.Fields[i].Check(values[i]); rule != "" && t.Fields[i].Name != "evidence_id" {
			tb.Fatalf("table %s, column %s: %s", f.table, t.Fields[i].Name, message)
		}
	}
	return t, values
}

const sum = "850f75d8aafb42bcc94b17c2a791c0fd47c4ef5737333ff809a57f7f48b02cf4"

func report(id, lang, day string) fact {
	return fact{"reports", map[string]any{"report_id": id, "language": lang, "reference_date": day, "source_name": id + ".txt", "source_sha256": sum, "source_bytes": int64(1), "lines": int64(9)}}
}

func election(report, id string, more map[string]any) fact {
	cells := map[string]any{
		"election_id": id, "report_id": report, "country_code": "XN", "country_name": "نورلاند", "election_type": "presidential",
		"date_edtf": "2021-03-14", "date_start": "2021-03-14", "date_end": "2021-03-14", "date_basis": "stated",
	}
	return fact{"elections", merge(cells, more)}
}

func result(report, election, id, name string, more map[string]any) fact {
	cells := map[string]any{"result_id": id, "report_id": report, "election_id": election, "option_type": "candidate", "candidate_name": name, "status": "final"}
	return fact{"results", merge(cells, more)}
}

func figure(id, name string, value numeral.Decimal, more map[string]any) fact {
	cells := map[string]any{"figure_id": id, "report_id": "a", "election_id": "e1", "figure": name, "value": value, "unit": "count", "is_approximate": false}
	return fact{"election_figures", merge(cells, more)}
}

func merge(cells, more map[string]any) map[string]any {
	maps.Copy(cells, more)
	return cells
}

func load(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// golden compares a document with a file in testdata.
func golden(tb testing.TB, name string, got []byte) {
	tb.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, got, "", "  "); err != nil {
		tb.Fatalf("%s: %v\n%s", name, err, got)
	}
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		tb.Errorf("%s differs; with UPDATE_GOLDEN=1 it is made anew:\n%s", path, b.Bytes())
	}
}

// votes is two reports with what the standard holds, and what it does not.
func votes() []fact {
	return []fact{
		report("a", "ar", "2021-03-20"),
		election("a", "e1", map[string]any{"is_early": true, "round": int64(1)}),
		election("a", "e2", map[string]any{"election_type": "referendum", "date_edtf": "2020-05", "date_start": "2020-05-01", "date_end": "2020-05-31"}),
		election("a", "e3", map[string]any{"date_edtf": "2030/..", "date_start": "2030-01-01", "date_end": nil}),
		result("a", "e1", "r1", "منير السالمي", map[string]any{"candidate_id": "p1", "affiliation": "حزب البحر", "votes": int64(1200), "vote_share_pct": numeral.New(605, 1), "rank": int64(1), "elected": true, "announced_by": "اللجنة"}),
		result("a", "e1", "r2", "هدى الكافي", map[string]any{"candidate_id": "p2", "affiliation": "حزب البحر", "vote_share_pct": numeral.New(30, 0), "elected": false, "status": "preliminary"}),
		result("a", "e1", "r3", "هدى الكافي", map[string]any{"candidate_id": "p2", "votes": int64(700), "elected": false}),
		result("a", "e1", "r4", "ضد الجميع", map[string]any{"option_type": "against_all", "votes": int64(50)}),
		result("a", "e1", "r5", "باطلة", map[string]any{"option_type": "invalid", "votes": int64(9)}),
		result("a", "e1", "r6", "بيضاء", map[string]any{"option_type": "blank", "votes": int64(4)}),
		result("a", "e2", "r7", "نعم", map[string]any{"option_type": "candidate", "votes": int64(80), "elected": true}),
		result("a", "e3", "r8", "غائب", nil),
		figure("f1", "registered_voters", numeral.Int(3000), nil),
		figure("f2", "registered_voters", numeral.Int(3001), nil),
		figure("f3", "votes_cast", numeral.Int(2000), map[string]any{"is_approximate": true}),
		figure("f4", "votes_cast", numeral.Int(150), map[string]any{"scope": "المرفأ"}),
		figure("f5", "registered_voters", numeral.Int(200), map[string]any{"scope": "المرفأ"}),
		figure("f6", "turnout_pct", numeral.New(667, 1), map[string]any{"unit": "percent"}),
		figure("f7", "polling_stations", numeral.Int(12), nil),
		figure("f8", "votes_cast", numeral.New(15, 1), nil),
		figure("f9", "invalid_votes", numeral.Int(9), nil),
		{"election_figures", map[string]any{"figure_id": "f10", "report_id": "a", "figure": "votes_cast", "value": numeral.Int(7), "unit": "count", "is_approximate": false}},
		report("b", "en", "2021-04-01"),
		election("b", "e4", map[string]any{"country_code": nil, "country_name": "Norland", "election_type": "parliamentary", "round": int64(2)}),
		result("b", "e4", "r9", "Sea Party", map[string]any{"option_type": "party", "votes": int64(10), "seats": int64(3), "elected": true}),
		{"entities", map[string]any{"entity_id": "p1", "entity_type": "person", "canonical_name": "منير السالمي", "canonical_name_en": "Munir Salimi", "wikidata_id": "Q1"}},
		{"entities", map[string]any{"entity_id": "p2", "entity_type": "person", "canonical_name": "Huda Kafi", "canonical_name_en": "Huda Kafi"}},
		{"entities", map[string]any{"entity_id": "p3", "entity_type": "person", "canonical_name": "ليس مرشحا"}},
	}
}

func nist(tb testing.TB, facts []fact, about exchange.About) (report, losses []byte) {
	tb.Helper()
	set := load(tb)
	var a, b bytes.Buffer
	w, err := exchange.NewNIST(&a, &b, about)
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range facts {
		t, values := f.values(tb, set)
		if err := w.Add(t, values); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

// full fails when more than some bytes are written.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

// TestFullDisk makes sure that a write that fails is told, at the latest in the end.
func TestFullDisk(t *testing.T) {
	set := load(t)
	for _, left := range []int{0, 100, 3000} {
		w, err := exchange.NewNIST(&full{left}, io.Discard, exchange.About{Name: "x"})
		for _, f := range votes() {
			table, values := f.values(t, set)
			if err == nil {
				err = w.Add(table, values)
			}
		}
		if err == nil {
			err = w.Close()
		}
		if err == nil {
			t.Errorf("no error with room for %d bytes", left)
		}
	}
}
