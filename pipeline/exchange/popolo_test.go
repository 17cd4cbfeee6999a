package exchange_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mahdar/pipeline/exchange"
)

func proof(id, report, table, row string, from, to int64) fact {
	return fact{"evidence", map[string]any{
		"evidence_id": id, "report_id": report, "table_name": table, "row_id": row, "line_start": from, "line_end": to, "byte_start": int64(0), "byte_end": int64(1),
		"rule_id": "x", "repaired": false,
	}}
}

func life(report, id, kind string, more map[string]any) fact {
	return fact{"biography", merge(map[string]any{"fact_id": id, "report_id": report, "person_name": "منير", "person_id": "p1", "fact_type": kind}, more)}
}

func entity(id, kind, name string, more map[string]any) fact {
	return fact{"entities", merge(map[string]any{"entity_id": id, "entity_type": kind, "canonical_name": name}, more)}
}

func spelling(id, name string) fact {
	return fact{"entity_names", map[string]any{"entity_id": id, "name": name, "mentions": int64(1)}}
}

// popoloReports is what two reports say, each with the entities that it names, and the entities of both.
func popoloReports() (reports [][]fact, shared []fact) {
	first := []fact{
		report("a", "ar", "2021-03-20"),
		election("a", "e1", nil),
		result("a", "e1", "r1", "منير السالمي", map[string]any{"candidate_id": "p1", "affiliation": "حزب البحر"}),
		result("a", "e1", "r2", "منير السالمي", map[string]any{"candidate_id": "p1", "status": "preliminary"}),
		result("a", "e1", "r3", "ضد الجميع", map[string]any{"option_type": "against_all"}),
		{"timeline", map[string]any{"event_id": "t1", "report_id": "a", "event_type": "campaign", "label": "الحملة", "label_en": "The campaign", "date_edtf": "2021-02/2021-03-12", "date_start": "2021-02-01", "date_end": "2021-03-12", "date_basis": "stated", "place": "المرفأ"}},
		{"timeline", map[string]any{"event_id": "t2", "report_id": "a", "event_type": "other", "label": "في النصف الأول", "date_edtf": "2023-40", "date_start": "2023-01-01", "date_end": "2023-06-30", "date_basis": "stated"}},
		life("a", "b1", "birth", map[string]any{"date_edtf": "1950-05"}),
		life("a", "b2", "position", map[string]any{"role": "وزير", "organization": "وزارة البحر", "date_edtf": "1999-10/2002"}),
		life("a", "b3", "position", map[string]any{"role": "نائب", "date_edtf": "1998?"}),
		life("a", "b4", "education", map[string]any{"organization": "جامعة المرفأ", "date_edtf": "1975/.."}),
		life("a", "b5", "language", map[string]any{"role": "العربية"}),
		entity("p1", "person", "منير السالمي", nil),
		entity("o1", "organization", "حزب البحر", nil),
		entity("o2", "organization", "وزارة البحر", nil),
		entity("x1", "place", "المرفأ", nil),
		spelling("p1", "منير السالمي"), spelling("o1", "حزب البحر"), spelling("o2", "وزارة البحر"), spelling("x1", "المرفأ"),
		proof("v1", "a", "results", "r1", 4, 4), proof("v2", "a", "results", "r1", 7, 8), proof("v3", "a", "timeline", "t1", 5, 5),
	}
	second := []fact{
		report("b", "en", "2021-04-01"),
		life("b", "b6", "position", map[string]any{"role": "minister", "organization": "Ministry of the Sea", "date_edtf": "../2002-01-05"}),
		life("b", "b7", "birth", map[string]any{"date_edtf": "1951"}),
		entity("p1", "person", "Munir Salimi", nil), entity("o2", "organization", "Ministry of the Sea", nil),
		spelling("p1", "Munir Salimi"), spelling("o2", "Ministry of the Sea"),
	}
	return [][]fact{first, second}, []fact{
		entity("p1", "person", "منير السالمي", map[string]any{"canonical_name_en": "Munir Salimi", "wikidata_id": "Q1"}),
		entity("o1", "organization", "حزب البحر", nil), entity("o2", "organization", "وزارة البحر", nil), entity("x1", "place", "المرفأ", nil),
		spelling("p1", "منير السالمي"), spelling("p1", "Munir Salimi"), spelling("p1", "السالمي"),
		spelling("o1", "حزب البحر"), spelling("o2", "وزارة البحر"), spelling("o2", "Ministry of the Sea"),
	}
}

func popolo(tb testing.TB) []byte {
	tb.Helper()
	set := load(tb)
	spool, err := os.Create(filepath.Join(tb.TempDir(), "spool"))
	if err != nil {
		tb.Fatal(err)
	}
	defer spool.Close()
	var b bytes.Buffer
	w, err := exchange.NewPopolo(&b, spool)
	if err != nil {
		tb.Fatal(err)
	}
	reports, shared := popoloReports()
	for _, facts := range append(reports, shared) {
		for _, f := range facts {
			t, values := f.values(tb, set)
			if t.Shared && len(facts) != len(shared) {
				w.Learn(t, values)
			} else if err := w.Add(t, values); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestPopolo(t *testing.T) {
	raw := popolo(t)
	golden(t, "popolo.golden.json", raw)
	var doc map[string][]map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for kind, list := range doc {
		for _, o := range list {
			id, _ := o["id"].(string)
			if id == "" || ids[id] != "" {
				t.Errorf("%s: the id %q is empty or stands twice", kind, id)
			}
			ids[id] = kind
			if sources, _ := o["sources"].([]any); len(sources) == 0 {
				t.Errorf("%s %s has no source", kind, id)
			}
		}
	}
	date := regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}){0,2}$`) // as the schemas of Popolo have it
	for kind, list := range doc {
		for _, o := range list {
			for key, v := range o {
				s, _ := v.(string)
				switch {
				case strings.HasSuffix(key, "_date") && !date.MatchString(s):
					t.Errorf("%s %s: %s is %q", kind, o["id"], key, s)
				case strings.HasSuffix(key, "_id"):
					want := map[string]string{"person_id": "persons", "organization_id": "organizations", "on_behalf_of_id": "organizations", "post_id": "posts", "event_id": "events"}[key]
					if ids[s] != want {
						t.Errorf("%s %s: %s leads to %q among the %s", kind, o["id"], key, s, ids[s])
					}
				}
			}
		}
	}
}
