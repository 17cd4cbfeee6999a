package schemas_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

func mustLoad(tb testing.TB) *schemas.Set {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatalf("Load: %v", err)
	}
	return set
}

func TestEmbeddedTables(t *testing.T) {
	set := mustLoad(t)
	var got []string
	for _, table := range set.Tables() {
		got = append(got, table.Name)
		if table.Title == "" || table.TitleAr == "" || table.Description == "" || table.DescriptionAr == "" {
			t.Errorf("%s: a title or description is missing", table.Name)
		}
		for _, f := range table.Fields {
			if f.Title == "" || f.TitleAr == "" || f.Description == "" || f.DescriptionAr == "" {
				t.Errorf("%s.%s: a title or description is missing", table.Name, f.Name)
			}
		}
		if table.ID != "" && table.Fields[0].Name != table.ID {
			t.Errorf("%s: the first column is %s, want the id %s", table.Name, table.Fields[0].Name, table.ID)
		}
	}
	want := strings.Fields(`reports elections results polls election_figures timeline biography observer_missions
		observer_findings entities entity_names evidence discrepancies violations unclaimed`)
	if !slices.Equal(got, want) {
		t.Errorf("tables %v, want %v", got, want)
	}
}

func TestFields(t *testing.T) {
	set := mustLoad(t)
	share := set.Table("results").Field("vote_share_pct")
	if share.Precision != 9 || share.Scale != 4 || share.Maximum.String() != "100" || share.Required {
		t.Errorf("vote_share_pct: %+v", *share)
	}
	person := set.Table("biography").Field("person_id")
	if person.Entity != "person" || person.Of != "person_name" {
		t.Errorf("person_id: %+v", *person)
	}
	edtf := set.Table("timeline").Field("date_edtf")
	for s, want := range map[string]bool{
		"2022-11-20": true, "2022-11": true, "2003/2007": true, "2023-40": true, "2006/..": true, "../1990": true, "199X": true,
		"": false, "20 Nov": false, "2022-11-20\n": false, "22": false,
	} {
		if edtf.Match(s) != want {
			t.Errorf("date_edtf matches %q: %v, want %v", s, !want, want)
		}
	}
}

func TestRowID(t *testing.T) {
	table := mustLoad(t).Table("timeline")
	row := func(set map[string]any) []any {
		values := make([]any, len(table.Fields))
		for c, v := range set {
			values[table.Index(c)] = v
		}
		return values
	}
	base := map[string]any{"event_type": "treaty", "date_edtf": "2001", "label": "توقيع اتفاق"}
	id := table.RowID("a", row(base))
	if len(id) != 12 {
		t.Errorf("id %q, want 12 characters", id)
	}
	same := map[string]any{"event_type": "treaty", "date_edtf": "2001", "label": "توقيع اتفاق", "place": "x", "report_id": "b"}
	if got := table.RowID("a", row(same)); got != id {
		t.Errorf("a column outside the key changes the id: %s, want %s", got, id)
	}
	if got := table.RowID("b", row(base)); got == id {
		t.Error("another report has the same id")
	}
	shifted := map[string]any{"event_type": "treaty2001", "date_edtf": nil, "label": "توقيع اتفاق"}
	if got := table.RowID("a", row(shifted)); got == id {
		t.Error("values that run together have the same id")
	}
	if got := mustLoad(t).Table("reports").RowID("a", nil); got != "a" {
		t.Errorf("id of a report %q, want a", got)
	}
}

func TestAppendKey(t *testing.T) {
	same := [][2]any{
		{int64(5), numeral.Int(5)},
		{numeral.Decimal{Coef: 50, Scale: 1}, int64(5)},
		{nil, ""},
		{nil, []string(nil)},
	}
	for _, p := range same {
		if a, b := schemas.AppendKey(nil, p[0]), schemas.AppendKey(nil, p[1]); string(a) != string(b) {
			t.Errorf("%#v has the key %q and %#v %q, want the same", p[0], a, p[1], b)
		}
	}
	other := [][2]any{
		{"5", int64(5)},
		{nil, []string{}},
		{[]string{"a", "b"}, []string{"a1:b"}},
		{[]string{"a"}, "a"},
		{"true", true},
	}
	for _, p := range other {
		if a, b := schemas.AppendKey(nil, p[0]), schemas.AppendKey(nil, p[1]); string(a) == string(b) {
			t.Errorf("%#v and %#v have the same key %q", p[0], p[1], a)
		}
	}
}

func TestFormat(t *testing.T) {
	tests := map[string]struct {
		value      any
		text, json string
	}{
		"null":       {nil, "", "null"},
		"no text":    {"", "", "null"},
		"text":       {"قال \"نعم\"\n<b>&", "قال \"نعم\"\n<b>&", `"قال \"نعم\"\n<b>&"`},
		"control":    {"a\x01\\", "a\x01\\", `"a\u0001\\"`},
		"integer":    {int64(-7), "-7", "-7"},
		"decimal":    {numeral.New(1234, 2), "12.34", "12.34"},
		"boolean":    {false, "false", "false"},
		"list":       {[]string{"a", "ب"}, `["a","ب"]`, `["a","ب"]`},
		"empty list": {[]string{}, "[]", "[]"},
		"null list":  {[]string(nil), "", "null"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := schemas.Format(tt.value); got != tt.text {
				t.Errorf("Format(%#v) = %q, want %q", tt.value, got, tt.text)
			}
			if got := string(schemas.AppendJSON(nil, tt.value)); got != tt.json {
				t.Errorf("AppendJSON(%#v) = %q, want %q", tt.value, got, tt.json)
			}
		})
	}
}

const userTable = `{
  "title": "Donations",
  "mahdar": {"id": "donation_id", "key": ["report_id", "amount"], "order": [["day", "last"]]},
  "fields": [
    {"name": "donation_id", "type": "string", "constraints": {"required": true}},
    {"name": "report_id", "type": "string", "constraints": {"required": true}},
    {"name": "amount", "type": "number", "constraints": {"minimum": 0.5}, "mahdar": {"precision": 12, "scale": 2}},
    {"name": "day", "type": "date"},
    {"name": "last", "type": "date"}
  ],
  "primaryKey": ["donation_id"],
  "foreignKeys": [
    {"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}}
  ]
}
`

func TestUserTable(t *testing.T) {
	set, err := schemas.LoadFS(fstest.MapFS{"donations.json": {Data: []byte(userTable)}, "notes.txt": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	tables := set.Tables()
	last := tables[len(tables)-1]
	if last.Name != "donations" || last.Field("amount").Minimum.String() != "0.5" || last.ForeignKeys[0].Table != "reports" {
		t.Errorf("last table %+v", last)
	}
	if mustLoad(t).Table("donations") != nil {
		t.Error("the embedded set has changed")
	}
}

func TestBrokenSchema(t *testing.T) {
	edit := func(old, text string) string {
		if !strings.Contains(userTable, old) {
			t.Fatalf("%q is not in the table", old)
		}
		return strings.Replace(userTable, old, text, 1)
	}
	tests := map[string]struct {
		name, text string
		line       int
		want       string
	}{
		"empty":            {"x", "", 1, "ends early"},
		"no object":        {"x", "[]", 1, "want an object"},
		"syntax":           {"x", "{\n\"title\": oops}", 2, "no valid JSON"},
		"cut":              {"x", "{\n\"title\":", 2, "ends early"},
		"text behind":      {"x", userTable + "{}", 16, "text behind"},
		"no fields":        {"x", "{}", 1, "no fields"},
		"bad table name":   {"X-y", userTable, 1, "lower-case ASCII"},
		"unknown key":      {"x", edit(`"title": "Donations"`, `"titel": "Donations"`), 2, `unknown key "titel" (want one of description,`},
		"key twice":        {"x", edit(`"title": "Donations"`, "\"title\": \"a\",\n\"title\": \"b\""), 3, `"title" stands twice`},
		"unknown type":     {"x", edit(`"day", "type": "date"`, `"day", "type": "datetime"`), 8, "want one of string, integer"},
		"column twice":     {"x", edit(`"name": "last"`, `"name": "day"`), 9, "stands twice"},
		"bad column name":  {"x", edit(`"name": "last"`, `"name": "Last day"`), 9, "lower-case ASCII"},
		"number no scale":  {"x", edit(`, "mahdar": {"precision": 12, "scale": 2}`, ""), 7, "a number wants a precision of 1 to 18"},
		"too precise":      {"x", edit(`"precision": 12`, `"precision": 19`), 7, "1 to 18"},
		"bound of string":  {"x", edit(`"day", "type": "date"`, `"day", "type": "date", "constraints": {"minimum": 1}`), 8, "want a number or an integer"},
		"bad pattern":      {"x", edit(`"constraints": {"required": true}`, `"constraints": {"required": true, "pattern": "("}`), 5, "regular expression"},
		"required is text": {"x", edit(`"required": true`, `"required": "yes"`), 5, "want true or false"},
		"unknown key col":  {"x", edit(`"key": ["report_id", "amount"]`, `"key": ["sum"]`), 3, `unknown column "sum" (want one of donation_id`},
		"unknown id":       {"x", edit(`"id": "donation_id"`, `"id": "sum"`), 3, "mahdar.id"},
		"order of two":     {"x", edit(`["day", "last"]`, `["day", "amount"]`), 3, "two columns of one type"},
		"null primary key": {"x", edit(`["donation_id"]`, `["amount"]`), 11, "not required"},
		"unknown table":    {"x", edit(`"resource": "reports"`, `"resource": "report"`), 13, `unknown table "report" (want one of reports,`},
		"unknown column":   {"x", edit(`"reports", "fields": ["report_id"]`, `"reports", "fields": ["id"]`), 13, `no column "id"`},
		"type of key":      {"x", edit(`"reports", "fields": ["report_id"]`, `"reports", "fields": ["lines"]`), 13, "refers to one of type integer"},
		"lost column":      {"reports", userTable, 4, "want the embedded columns first"},
		"missing values":   {"x", edit(`"title": "Donations"`, `"missingValues": ["-"]`), 2, "only the empty cell is null"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := schemas.LoadFS(fstest.MapFS{tt.name + ".json": {Data: []byte(tt.text)}})
			var fault *schemas.Error
			if !errors.As(err, &fault) {
				t.Fatalf("error %v, want a *schemas.Error", err)
			}
			if fault.File != tt.name+".json" || fault.Line != tt.line || !strings.Contains(fault.Error(), tt.want) {
				t.Errorf("error %v at line %d, want %q at line %d", fault, fault.Line, tt.want, tt.line)
			}
		})
	}
}

func FuzzLoadFS(f *testing.F) {
	f.Add([]byte(userTable))
	f.Add([]byte(`{"fields":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		set, err := schemas.LoadFS(fstest.MapFS{"x.json": {Data: raw}})
		var fault *schemas.Error
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("error %v has no place", err)
		}
		if err == nil && len(set.Table("x").Fields) == 0 {
			t.Error("a table without columns")
		}
	})
}

func BenchmarkRowID(b *testing.B) {
	table := mustLoad(b).Table("timeline")
	values := make([]any, len(table.Fields))
	values[table.Index("label")] = "توقيع اتفاق التعاون"
	b.ReportAllocs()
	for b.Loop() {
		table.RowID("report", values)
	}
}
