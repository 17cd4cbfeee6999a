package readiness_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/describe"
	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/readiness"
	"mahdar/schemas"
)

// write writes a package of which everything is known and returns its folder.
func write(tb testing.TB) string {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	d := &document.Document{ID: "a"}
	for _, r := range []struct {
		table string
		cells map[string]any
	}{
		{"reports", map[string]any{"title": "A report", "language": "en", "source_name": "a.txt", "source_sha256": strings.Repeat("0", 64), "source_bytes": int64(1), "lines": int64(1)}},
		{"elections", map[string]any{"election_id": "e", "election_type": "presidential", "country_code": "TN", "country_name": "Norland", "date_edtf": "2024-03-03", "date_start": "2024-03-03", "date_end": "2024-03-03"}},
		{"results", map[string]any{"result_id": "r1", "election_id": "e", "option_type": "candidate", "candidate_id": "p1", "candidate_name": "Maria Lind", "votes": int64(12), "status": "final"}},
		{"results", map[string]any{"result_id": "r2", "election_id": "e", "option_type": "candidate", "candidate_name": "Adam Berg", "votes": int64(7), "status": "final", "announced_by": "the commission"}},
		{"entities", map[string]any{"entity_id": "p1", "entity_type": "person", "canonical_name": "Maria Lind"}},
	} {
		schema := set.Table(r.table)
		if d.Table(r.table) == nil {
			d.Tables = append(d.Tables, document.Table{Name: r.table, Columns: schema.Columns()})
		}
		values := make([]any, len(schema.Fields))
		if i := schema.Index("report_id"); i >= 0 {
			values[i] = d.ID
		}
		for c, v := range r.cells {
			values[schema.Index(c)] = v
		}
		to := d.Table(r.table)
		to.Rows = append(to.Rows, document.Row{Values: values, Evidence: []document.Evidence{{Rule: "r", Span: document.Span{End: 1}}}})
	}
	d.Source = document.Source{Name: "a.txt", SHA256: strings.Repeat("0", 64), Runes: []rune("xy"), Offsets: []int32{0, 1, 2}}
	d.Text = document.Text{Content: "xy", Origin: []int32{0, 1}}
	d.Text.Index(2)
	dir := filepath.Join(tb.TempDir(), "package")
	w, err := emit.Open(emit.Options{
		Dir: dir, Formats: []string{"parquet", "csv", "json", "nist"}, Schemas: set, Name: "votes", Title: "Votes of Norland", Licence: "CC-BY-4.0", Version: "1.2.0", Descriptors: describe.Names(),
		About: describe.Package{
			Description: "What one report says of the votes of Norland, made to be published in many places.", URL: "https://example.org/votes", Published: "2024-03-17", Publisher: describe.Agent{Name: "An Institute"},
			Creators: []describe.Agent{{Name: "A. Reader"}}, Contact: "a@example.org", Keywords: []string{"elections", "open data"},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	if err := w.Add(d); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func check(tb testing.TB, dir string, profiles ...string) *readiness.Report {
	tb.Helper()
	if len(profiles) == 0 {
		profiles = readiness.Profiles()
	}
	report, err := readiness.Check(tb.Context(), dir, profiles)
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

// broken returns the requirements that are not met, and the findings as lines.
func broken(r *readiness.Report) (ids, lines []string) {
	for _, p := range r.Profiles {
		for _, f := range p.Findings {
			if !slices.Contains(ids, f.ID) {
				ids = append(ids, f.ID)
			}
			lines = append(lines, fmt.Sprintf("%s %s: %s", f.ID, f.Where(), f.Found))
		}
	}
	slices.Sort(ids)
	return ids, lines
}

// change is one way to break a package.
type change func(tb testing.TB, dir string)

// replace puts text in the place of old, everywhere in a file.
func replace(file, old, text string) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		raw := read(tb, dir, file)
		if !strings.Contains(raw, old) {
			tb.Fatalf("%s holds no %q", file, old)
		}
		put(tb, dir, file, strings.ReplaceAll(raw, old, text))
	}
}

// sealed is a change of a file whose size and hash the descriptor then tells.
func sealed(file string, c change) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		c(tb, dir)
		raw := read(tb, dir, file)
		sum := sha256.Sum256([]byte(raw))
		edit("datapackage.json", func(d object) {
			for _, r := range d["resources"].([]any) {
				if r := r.(object); r["path"] == file {
					r["bytes"], r["hash"] = len(raw), "sha256:"+hex.EncodeToString(sum[:])
				}
			}
		})(tb, dir)
	}
}

type object = map[string]any

// edit changes a JSON file.
func edit(file string, f func(object)) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		var o object
		dec := json.NewDecoder(strings.NewReader(read(tb, dir, file)))
		dec.UseNumber()
		if err := dec.Decode(&o); err != nil {
			tb.Fatal(err)
		}
		f(o)
		raw, err := json.Marshal(o)
		if err != nil {
			tb.Fatal(err)
		}
		put(tb, dir, file, string(raw))
	}
}

// set changes one member; keys lead to it, and nil removes it.
func set(file string, value any, keys ...any) change {
	return edit(file, func(o object) {
		var at any = o
		for _, k := range keys[:len(keys)-1] {
			switch k := k.(type) {
			case string:
				at = at.(object)[k]
			case int:
				at = at.([]any)[k]
			}
		}
		switch k := keys[len(keys)-1].(type) {
		case string:
			if value == nil {
				delete(at.(object), k)
			} else {
				at.(object)[k] = value
			}
		case int:
			at.([]any)[k] = value
		}
	})
}

func remove(file string) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		if err := os.Remove(filepath.Join(dir, file)); err != nil {
			tb.Fatal(err)
		}
	}
}

func both(changes ...change) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		for _, c := range changes {
			c(tb, dir)
		}
	}
}

func read(tb testing.TB, dir, file string) string {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

func put(tb testing.TB, dir, file, text string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

const (
	dp, csvFile, nistFile, lossFile = "datapackage.json", "data/results.csv", "data/nist/election-results.json", "data/nist/losses.json"
	dcatFile, catalog, croissant    = "dcat.jsonld", "catalog.jsonld", "croissant.json"
	page                            = "schema-org.json"
)

// TestWhole makes sure that a package of which everything is known lacks nothing.
func TestWhole(t *testing.T) {
	report := check(t, write(t))
	if ids, lines := broken(report); len(ids) > 0 {
		t.Errorf("findings\n%s", strings.Join(lines, "\n"))
	}
	if len(report.Profiles) != len(readiness.Profiles()) || report.Must+report.Should > 0 {
		t.Errorf("report %+v", report)
	}
	for _, p := range report.Profiles {
		if !p.Ready || p.Requirements == 0 {
			t.Errorf("%s is not ready, or wants nothing", p.Profile)
		}
	}
}

// TestBroken breaks a whole package in each way that a requirement is about. Each case names all requirements that are then broken.
func TestBroken(t *testing.T) {
	at := "@graph"
	tests := map[string]struct {
		change change
		want   string // ids, parted by spaces
		place  string // of one of the findings
	}{
		"no profile named":      {set(dp, nil, "$schema"), "frictionless.profile", "datapackage.json#/$schema"},
		"name with capitals":    {set(dp, "Votes", "name"), "ckan.name frictionless.name", "datapackage.json#/name"},
		"name too short":        {set(dp, "v", "name"), "ckan.name", ""},
		"name with a year":      {set(dp, "votes-2024", "name"), "frictionless.stable-name", ""},
		"no title":              {set(dp, nil, "title"), "ckan.title frictionless.title zenodo.own-title", ""},
		"title too short":       {set(dp, "V", "title"), "zenodo.title", ""},
		"no version":            {set(dp, nil, "version"), "ckan.version frictionless.version zenodo.version", ""},
		"odd version":           {set(dp, "v1", "version"), "frictionless.version", ""},
		"no licence":            {set(dp, nil, "licenses"), "ckan.licence frictionless.licences zenodo.licence", ""},
		"unknown licence":       {set(dp, "CC-BY-4", "licenses", 0, "name"), "ckan.licence frictionless.licences zenodo.licence-id", "datapackage.json#/licenses/0"},
		"licence that no name":  {set(dp, "CC BY", "licenses", 0, "name"), "ckan.licence frictionless.licence-form frictionless.licences zenodo.licence-id", ""},
		"licence of a portal":   {set(dp, "cc-by", "licenses", 0, "name"), "frictionless.licences zenodo.licence-id", ""},
		"empty list":            {set(dp, []any{}, "keywords"), "frictionless.no-empty-lists", "datapackage.json#/keywords"},
		"no resources":          {set(dp, []any{}, "resources"), "frictionless.resources nist.listed", ""},
		"two of one name":       {set(dp, "reports", "resources", 1, "name"), "frictionless.resource-names", "datapackage.json#/resources/1/name"},
		"hidden path":           {both(set(dp, "./data/reports.csv", "resources", 0, "path")), "frictionless.paths", "datapackage.json#/resources/0/path"},
		"path elsewhere":        {set(dp, "https://example.org/a.csv", "resources", 1, "path"), "ckan.files frictionless.files frictionless.paths zenodo.files", ""},
		"changed file":          {replace(csvFile, "Adam", "Adom"), "ckan.files frictionless.files zenodo.files", csvFile},
		"another size":          {replace(csvFile, "Adam", "Adamo"), "ckan.files frictionless.files zenodo.files", csvFile},
		"file gone":             {remove(csvFile), "ckan.files frictionless.files zenodo.files", csvFile},
		"no hash":               {set(dp, nil, "resources", 0, "hash"), "ckan.files zenodo.files", "datapackage.json#/resources/0/hash"},
		"other type":            {set(dp, "json", "resources", 0, "type"), "frictionless.resource-type", ""},
		"fieldsMatch":           {set(dp, "equal", "resources", 0, "schema", "fieldsMatch"), "frictionless.fields-match", ""},
		"list":                  {set(dp, "list", "resources", 0, "schema", "fields", 1, "type"), "frictionless.field-types", "datapackage.json#/resources/0/schema/fields/1/type"},
		"missing values":        {set(dp, []any{object{"value": ""}}, "resources", 0, "schema", "missingValues"), "frictionless.missing-values", ""},
		"key that is text":      {set(dp, "report_id", "resources", 0, "schema", "primaryKey"), "frictionless.keys", "datapackage.json#/resources/0/schema/primaryKey"},
		"key without column":    {set(dp, []any{"none"}, "resources", 0, "schema", "primaryKey"), "frictionless.keys", ""},
		"lost reference":        {set(dp, []any{object{"fields": []any{"title"}, "reference": object{"resource": "none", "fields": []any{"x"}}}}, "resources", 0, "schema", "foreignKeys"), "frictionless.keys", "datapackage.json#/resources/0/schema/foreignKeys/0/reference/resource"},
		"columns of the schema": {set(dp, "topic", "resources", 0, "schema", "fields", 1, "name"), "croissant.record-sets frictionless.header", "data/reports.csv:1"},
		"BOM":                   {sealed(csvFile, func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, csvFile, "\ufeff"+read(tb, dir, csvFile)) }), "ckan.rows frictionless.csv", csvFile + ":1"},
		"ragged":                {sealed(csvFile, replace(csvFile, "the commission", "the commission,")), "ckan.rows frictionless.csv", csvFile + ":3"},
		"no UTF-8":              {sealed(csvFile, replace(csvFile, "Adam", "Ad\xe9m")), "ckan.rows frictionless.csv", csvFile + ":3"},
		"open quote":            {sealed(csvFile, replace(csvFile, "the commission", "\"the commission")), "ckan.rows frictionless.csv", csvFile + ":3"},
		"no header":             {sealed(csvFile, func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, csvFile, "") }), "ckan.rows frictionless.csv", csvFile},
		"Arabic column":         {sealed(csvFile, replace(csvFile, "votes", "أصوات")), "ckan.header frictionless.header", csvFile + ":1"},
		"long column":           {sealed(csvFile, replace(csvFile, "votes", strings.Repeat("v", 9999))), "ckan.header frictionless.header", ""},
		"two of one column":     {sealed(csvFile, replace(csvFile, "votes", "seats")), "ckan.header frictionless.header", ""},
		"first table gone":      {edit(dp, func(o object) { o["resources"] = slices.Delete(o["resources"].([]any), 0, 1) }), "frictionless.keys", ""},
		"large file":            {sparse("README.md", 11<<20), "ckan.size", "README.md"},
		"file that no loader takes": {
			both(sparse("data/big.csv", 1_000_000_001), list("big", "data/big.csv", "other")),
			"ckan.files ckan.size zenodo.files", "data/big.csv",
		},
		"no page":          {remove(page), "ckan.description croissant.search zenodo.description", page},
		"broken page":      {replace(page, "\n  \"@type\": \"Dataset\",", "\n  oops,"), "ckan.description croissant.search zenodo.description", page + ":3"},
		"no description":   {set(page, "", "description"), "ckan.description croissant.search zenodo.description", page + "#/description"},
		"long description": {set(page, strings.Repeat("x", 5001), "description"), "croissant.search", ""},
		"no keywords":      {set(page, nil, "keywords"), "ckan.tags zenodo.keywords", page + "#/keywords"},
		"odd keyword":      {set(page, "a/b", "keywords", 0), "ckan.tags", page + "#/keywords/0"},
		"short keyword":    {set(page, "a", "keywords", 0), "ckan.tags", ""},
		"no creators":      {set(dcatFile, nil, at, 0, "dct:creator"), "ckan.author zenodo.creators", dcatFile + "#/@graph/0/dct:creator"},
		"no day":           {set(dcatFile, nil, at, 0, "dct:issued"), "croissant.date-published dcat-ap.issued nist.date zenodo.publication-date", ""},
		"odd day":          {set(dcatFile, "2024", at, 0, "dct:issued"), "zenodo.publication-date", ""},
		"101 files":        {many, "ckan.csv zenodo.count", "datapackage.json#/resources"},
		"equal names":      {both(sparse("data/README.md", 3), list("readme", "data/README.md", "md")), "ckan.files zenodo.files zenodo.flat-names", "README.md"},
		"60 GB":            {both(sparse("data/a.bin", 60_000_000_000), list("a", "data/a.bin", "bin"), set(dp, "", "resources", 0, "hash")), "ckan.files ckan.size zenodo.files zenodo.size", ""},

		"no DCAT":          {remove(dcatFile), "ckan.author dcat-ap.descriptors zenodo.creators", dcatFile},
		"no catalog":       {remove(catalog), "dcat-ap.descriptors", catalog},
		"no graph":         {set(catalog, nil, at), "dcat-ap.descriptors", catalog + "#/@graph"},
		"no dataset":       {set(dcatFile, "x", at, 0, "@type"), "dcat-ap.descriptors", ""},
		"other vocabulary": {set(catalog, "http://example.org/", "@context", "dct"), "dcat-ap.prefixes", catalog + "#/@context/dct"},
		"catalog title":    {set(catalog, nil, at, 0, "dct:title"), "dcat-ap.catalog-title", catalog + "#/@graph/0/dct:title"},
		"catalog text":     {set(catalog, nil, at, 0, "dct:description"), "dcat-ap.catalog-description", ""},
		"catalog by none":  {set(catalog, nil, at, 0, "dct:publisher"), "dcat-ap.catalog-publisher dcat-ap.publisher", ""},
		"dataset title":    {set(dcatFile, "", at, 0, "dct:title"), "dcat-ap.dataset-title", dcatFile + "#/@graph/0/dct:title"},
		"dataset text":     {set(dcatFile, []any{object{"@value": ""}}, at, 0, "dct:description"), "dcat-ap.dataset-description", ""},
		"no address":       {set(dcatFile, nil, at, 1, "dcat:accessURL"), "dcat-ap.distribution-accessurl", ""},
		"relative":         {set(dcatFile, object{"@id": "data/reports.csv"}, at, 2, "dcat:accessURL"), "dcat-ap.absolute-addresses", dcatFile + "#/@graph/2/dcat:accessURL"},
		"nameless agent":   {set(dcatFile, nil, at, 0, "dct:publisher", "foaf:name"), "dcat-ap.agent-name dcat-ap.publisher zenodo.publisher", dcatFile + "#/@graph/0/dct:publisher/foaf:name"},
		"no algorithm":     {set(dcatFile, nil, at, 1, "spdx:checksum", "spdx:algorithm"), "dcat-ap.checksum-algorithm", dcatFile + "#/@graph/1/spdx:checksum/spdx:algorithm"},
		"no checksum":      {set(dcatFile, nil, at, 1, "spdx:checksum", "spdx:checksumValue"), "dcat-ap.checksum-checksumvalue", ""},
		"its own author":   {set(dcatFile, "votes", at, 0, "dct:publisher", "foaf:name"), "dcat-ap.publisher zenodo.publisher", ""},
		"no contact":       {set(dcatFile, nil, at, 0, "dcat:contactPoint"), "dcat-ap.contact", ""},
		"no DCAT keywords": {set(dcatFile, []any{}, at, 0, "dcat:keyword"), "dcat-ap.keywords", ""},
		"no place":         {set(dcatFile, nil, at, 0, "dct:spatial"), "dcat-ap.spatial", ""},
		"no time":          {set(dcatFile, nil, at, 0, "dct:temporal"), "dcat-ap.temporal", ""},
		"no theme":         {set(dcatFile, nil, at, 0, "dcat:theme"), "dcat-ap.theme", ""},
		"never modified":   {set(dcatFile, nil, at, 0, "dct:modified"), "dcat-ap.modified", ""},
		"no access rights": {set(dcatFile, nil, at, 0, "dct:accessRights"), "dcat-ap.access-rights", ""},
		"file, no licence": {set(dcatFile, nil, at, 1, "dct:license"), "dcat-ap.licence", ""},
		"no format":        {set(dcatFile, nil, at, 1, "dct:format"), "dcat-ap.format", ""},
		"no media type":    {set(dcatFile, nil, at, 1, "dcat:mediaType"), "dcat-ap.media-type", ""},
		"no size":          {set(dcatFile, nil, at, 1, "dcat:byteSize"), "dcat-ap.byte-size", ""},
		"no download":      {set(dcatFile, nil, at, 1, "dcat:downloadURL"), "dcat-ap.download", ""},

		"no Croissant":      {remove(croissant), "croissant.descriptor", croissant},
		"Croissant cut":     {func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, croissant, "{\n\"a\":\n") }, "croissant.descriptor", croissant + ":3"},
		"Croissant a list":  {func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, croissant, "[]") }, "croissant.descriptor", croissant},
		"two values":        {func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, croissant, "{}\n{}") }, "croissant.descriptor", ""},
		"http schema.org":   {set(croissant, "http://schema.org/", "@context", "@vocab"), "croissant.context", croissant + "#/@context/@vocab"},
		"plain Dataset":     {set(croissant, "Dataset", "@type"), "croissant.type", ""},
		"Croissant 1.0":     {set(croissant, "http://mlcommons.org/croissant/1.0", "conformsTo"), "croissant.conforms-to", ""},
		"Croissant name":    {set(croissant, nil, "name"), "croissant.name", ""},
		"Croissant text":    {set(croissant, nil, "description"), "croissant.description", ""},
		"licence NONE":      {set(croissant, "https://spdx.org/licenses/NONE", "license"), "croissant.licence", ""},
		"Croissant licence": {set(croissant, nil, "license"), "croissant.licence", ""},
		"urn":               {set(croissant, "urn:mahdar:votes", "url"), "croissant.url", ""},
		"by itself":         {set(croissant, []any{object{"name": "votes"}}, "creator"), "croissant.creator", ""},
		"by nobody":         {set(croissant, nil, "creator"), "croissant.creator", ""},
		"1970":              {set(croissant, "1970-01-01", "datePublished"), "croissant.date-published", ""},
		"no files":          {set(croissant, []any{}, "distribution"), "croissant.distribution croissant.record-sets", ""},
		"file without hash": {set(croissant, nil, "distribution", 0, "sha256"), "croissant.files", croissant + "#/distribution/0/sha256"},
		"file without id":   {set(croissant, nil, "distribution", 0, "@id"), "croissant.files croissant.record-sets", ""},
		"two of one id":     {set(croissant, "reports-parquet", "distribution", 1, "@id"), "croissant.files croissant.record-sets", ""},
		"other object":      {set(croissant, "sc:FileObject", "distribution", 0, "@type"), "croissant.files", ""},
		"other hash":        {set(croissant, strings.Repeat("0", 64), "distribution", 0, "sha256"), "croissant.hashes", croissant + "#/distribution/0/sha256"},
		"lost file":         {set(croissant, "https://example.org/votes/data/none.parquet", "distribution", 0, "contentUrl"), "croissant.hashes", croissant + "#/distribution/0/contentUrl"},
		"no data type":      {set(croissant, nil, "recordSet", 0, "field", 0, "dataType"), "croissant.record-sets", croissant + "#/recordSet/0/field/0/dataType"},
		"lost column":       {set(croissant, "none", "recordSet", 0, "field", 0, "source", "extract", "column"), "croissant.record-sets", ""},
		"lost key":          {set(croissant, "none", "recordSet", 0, "key", 0, "@id"), "croissant.record-sets", ""},
		"lost field":        {set(croissant, object{"field": object{"@id": "none"}}, "recordSet", 0, "field", 0, "references"), "croissant.record-sets", ""},
		"version 0.0.0":     {set(croissant, "0.0.0", "version"), "croissant.version", ""},
		"words missing":     {set(croissant, nil, "keywords"), "croissant.keywords", ""},
		"no publisher":      {set(croissant, nil, "publisher"), "croissant.publisher", ""},
		"no language":       {set(croissant, nil, "inLanguage"), "croissant.language", ""},
		"no citation":       {set(croissant, nil, "citeAs"), "croissant.citation", ""},

		"no report":         {sealedRemoval, "nist.report", nistFile},
		"other report":      {sealed(nistFile, set(nistFile, "ElectionResults.Election", "@type")), "nist.report nist.required", nistFile + "#/@type"},
		"report not listed": {edit(dp, func(o object) { l := o["resources"].([]any); o["resources"] = l[:len(l)-2] }), "nist.listed", "datapackage.json#/resources"},
		"unknown class":     {sealed(nistFile, set(nistFile, "ElectionResults.Vote", "Election", 0, "Contest", 0, "ContestSelection", 0, "VoteCounts", 0, "@type")), "nist.types", ""},
		"no count":          {sealed(nistFile, set(nistFile, nil, "Election", 0, "Contest", 0, "ContestSelection", 0, "VoteCounts", 0, "Count")), "nist.required", nistFile + "#/Election/0/Contest/0/ContestSelection/0/VoteCounts/0/Count"},
		"half a vote":       {sealed(nistFile, set(nistFile, json.Number("1.5"), "Election", 0, "Contest", 0, "ContestSelection", 0, "VoteCounts", 0, "Count")), "nist.counts", ""},
		"odd status":        {sealed(nistFile, set(nistFile, "done", "Status")), "nist.values", nistFile + "#/Status"},
		"id twice":          {sealed(nistFile, set(nistFile, "candidate-r1", "Election", 0, "Candidate", 1, "@id")), "nist.ids nist.references", ""},
		"lost person":       {sealed(nistFile, set(nistFile, []any{}, "Person")), "nist.references", nistFile + "#/Election/0/Candidate/0/PersonId"},
		"no losses":         {both(remove(lossFile), edit(dp, func(o object) { l := o["resources"].([]any); o["resources"] = l[:len(l)-1] })), "nist.losses", lossFile},
		"losses no list":    {sealed(lossFile, set(lossFile, "none", "losses")), "nist.losses", lossFile + "#/losses"},
		"loss no reason":    {sealed(lossFile, set(lossFile, "", "losses", 0, "reason")), "nist.losses", lossFile + "#/losses/0/reason"},
		"issued by itself":  {sealed(nistFile, set(nistFile, "votes", "Issuer")), "nist.issuer", ""},
		"made in 1970":      {sealed(nistFile, set(nistFile, "1970-01-01T00:00:00Z", "GeneratedDate")), "nist.date", ""},
		"no votes":          {sealed(nistFile, edit(nistFile, func(o object) { o["Election"] = []any{} })), "nist.elections", ""},
	}
	whole := write(t)
	tested := map[string]bool{}
	for name, tt := range tests {
		for id := range strings.FieldsSeq(tt.want) {
			tested[id] = true
		}
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "package")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			tt.change(t, dir)
			report := check(t, dir)
			ids, lines := broken(report)
			if diff := cmp.Diff(strings.Fields(tt.want), ids); diff != "" {
				t.Errorf("broken requirements (-want +got):\n%s\n%s", diff, strings.Join(lines, "\n"))
			}
			if tt.place != "" && !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, " "+tt.place+": ") }) {
				t.Errorf("no finding at %s among\n%s", tt.place, strings.Join(lines, "\n"))
			}
			for _, p := range report.Profiles {
				for _, f := range p.Findings {
					if len(f.Found) > 1000 {
						t.Errorf("%s says too much", f.ID)
					}
					if f.Found == "" || f.Mend == "" || f.Source == "" || f.Want == "" || f.File == "" || !strings.HasPrefix(f.ID, p.Profile+".") {
						t.Errorf("the finding lacks something: %+v", f)
					}
				}
			}
		})
	}
	for _, r := range readiness.Requirements() {
		if !tested[r.ID] {
			t.Errorf("no case breaks %s", r.ID)
		}
	}
}

// sparse makes a file of a size that takes no room.
func sparse(file string, size int64) change {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		f, err := os.Create(filepath.Join(dir, file))
		if err != nil {
			tb.Fatal(err)
		}
		if err := f.Truncate(size); err != nil {
			tb.Fatal(err)
		}
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
	}
}

// list adds a file to the descriptor.
func list(name, path, format string) change {
	return edit(dp, func(o object) {
		o["resources"] = append(o["resources"].([]any), object{"name": name, "path": path, "format": format})
	})
}

// many adds 101 tables that have no CSV file.
func many(tb testing.TB, dir string) {
	tb.Helper()
	sum := sha256.Sum256([]byte("[]"))
	edit(dp, func(o object) {
		for i := range 101 {
			name := fmt.Sprintf("t%d", i)
			put(tb, dir, "data/"+name+".json", "[]")
			o["resources"] = append(o["resources"].([]any), object{"name": name, "path": "data/" + name + ".json", "format": "json", "hash": "sha256:" + hex.EncodeToString(sum[:]), "schema": object{"fields": []any{}}})
		}
	})(tb, dir)
}

// sealedRemoval removes the report and its losses from the package and its descriptor.
func sealedRemoval(tb testing.TB, dir string) {
	tb.Helper()
	both(remove(nistFile), remove(lossFile), edit(dp, func(o object) { l := o["resources"].([]any); o["resources"] = l[:len(l)-2] }))(tb, dir)
}

// TestDocument holds the table of requirements in docs/check.md.
func TestDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString("| Requirement | Severity | What is wanted | Source |\n|---|---|---|---|\n")
	for _, r := range readiness.Requirements() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Severity, r.Want, r.Source)
	}
	const file, head = "check.md", "| Requirement |"
	text := read(t, "../../docs", file)
	start := strings.Index(text, head)
	if start < 0 {
		t.Fatalf("docs/%s has no table", file)
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		put(t, "../../docs", file, text[:start]+b.String())
		return
	}
	if diff := cmp.Diff(b.String(), text[start:]); diff != "" {
		t.Errorf("docs/%s (-want +got):\n%s", file, diff)
	}
}

// TestSample holds what is said of the sample package, which has no settings.
func TestSample(t *testing.T) {
	var text, object bytes.Buffer
	report := check(t, "../../output")
	if err := report.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/sample.golden.txt"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		put(t, ".", golden, text.String())
	}
	if diff := cmp.Diff(read(t, ".", golden), text.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if err := report.WriteJSON(&object); err != nil {
		t.Fatal(err)
	}
	var back readiness.Report
	if err := json.Unmarshal(object.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Must != report.Must || len(back.Profiles) != len(report.Profiles) || back.Profiles[3].Score == nil {
		t.Errorf("JSON %s", object.String())
	}
}

// TestScore makes sure that a score counts what is known and names what is not.
func TestScore(t *testing.T) {
	dir := write(t)
	score := func() (points, unknown int) {
		s := check(t, dir, "dcat-ap").Profiles[0].Score
		sum := 0
		for _, i := range s.Items {
			sum += i.Of
		}
		if s.Of != 405 || sum != 405 {
			t.Errorf("%d points, %d by the items, want 405", s.Of, sum)
		}
		return s.Points, s.Unknown
	}
	if points, unknown := score(); points != 310 || unknown != 80 {
		t.Errorf("%d points and %d unknown, want 310 and 80", points, unknown)
	}
	set(dcatFile, nil, "@graph", 0, "dcat:contactPoint")(t, dir)
	if points, _ := score(); points != 290 {
		t.Errorf("%d points without a contact, want 290", points)
	}
	set(dcatFile, object{"@id": "data/x.csv"}, "@graph", 1, "dcat:accessURL")(t, dir)
	if points, unknown := score(); points != 260 || unknown != 30 {
		t.Errorf("%d points and %d unknown with an address that is not whole, want 260 and 30", points, unknown)
	}
	remove(dcatFile)(t, dir)
	if r := check(t, dir, "dcat-ap").Profiles[0]; r.Score != nil {
		t.Errorf("a score without a descriptor: %+v", r.Score)
	}
}

// TestOlder makes sure that a package of Data Package 1, without descriptors beside it, is told what it lacks.
func TestOlder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.csv", "x,y\n1,2\n")
	put(t, dir, dp, `{"name": "votes", "profile": "tabular-data-package", "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x"}, {"name": "y"}], "primaryKey": "x"}}]}`)
	report := check(t, dir)
	ids, lines := broken(report)
	for _, want := range []string{"frictionless.profile", "frictionless.keys", "ckan.files", "zenodo.creators", "dcat-ap.descriptors", "croissant.descriptor", "nist.report"} {
		if !slices.Contains(ids, want) {
			t.Errorf("%s is met:\n%s", want, strings.Join(lines, "\n"))
		}
	}
	for _, p := range report.Profiles {
		if p.Ready {
			t.Errorf("%s is ready", p.Profile)
		}
	}
}

// TestNoPackage makes sure that what is no data package is an error that says so.
func TestNoPackage(t *testing.T) {
	for text, want := range map[string]string{"": "holds no datapackage.json", "[]": "holds no JSON object", "{\n\"name\" 1}": "datapackage.json:2: invalid character"} {
		dir := t.TempDir()
		if text != "" {
			put(t, dir, dp, text)
		}
		if _, err := readiness.Check(t.Context(), dir, readiness.Profiles()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readiness.Check(ended, "../../output", readiness.Profiles()); err == nil {
		t.Error("no error though the context ended")
	}
}

// TestOddValues makes sure that no value in the place of another makes the check fail.
func TestOddValues(t *testing.T) {
	whole := write(t)
	for _, file := range []string{dp, dcatFile, catalog, croissant, page, nistFile, lossFile} {
		var o object
		if err := json.Unmarshal([]byte(read(t, whole, file)), &o); err != nil {
			t.Fatal(err)
		}
		for key := range o {
			for _, odd := range []any{nil, true, []any{1, nil, []any{}}, object{"@id": 1, "@value": nil, "@type": 2}} {
				dir := t.TempDir()
				changed := maps.Clone(o)
				changed[key] = odd
				raw, err := json.Marshal(changed)
				if err != nil {
					t.Fatal(err)
				}
				put(t, dir, dp, read(t, whole, dp))
				if err := os.MkdirAll(filepath.Join(dir, "data/nist"), 0o700); err != nil {
					t.Fatal(err)
				}
				put(t, dir, file, string(raw))
				if report := check(t, dir); report.Must == 0 {
					t.Errorf("%s with %s as %v: nothing is wrong", file, key, odd)
				}
			}
		}
	}
}
