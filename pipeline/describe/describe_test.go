package describe_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/describe"
	"mahdar/schemas"
)

func sample(tb testing.TB) *describe.Package {
	tb.Helper()
	set, err := schemas.Load()
	if err != nil {
		tb.Fatal(err)
	}
	p := &describe.Package{
		Name: "votes", Title: "Votes", Version: "1.2.0", Licence: "CC-BY-4.0", URL: "https://example.org/votes", Published: "2024-03-17", Publisher: describe.Agent{Name: "An Institute"},
		Creators: []describe.Agent{{Name: "A. Reader", URL: "https://example.org/a"}}, Contact: "a@example.org", Languages: []string{"ar"}, Countries: []string{"TN"}, From: "2019-09-15", To: "2019-09-15",
		Sources: []describe.Source{{ID: "r", Title: "تقرير", SHA256: "00"}},
	}
	p.Files = []describe.File{{Name: "all-sqlite", Title: "All tables", Path: "data/all/votes.sqlite", Format: "sqlite", MediaType: "application/vnd.sqlite3", Bytes: 5, SHA256: "ef"}}
	for _, t := range set.Tables() {
		p.Tables = append(p.Tables, describe.Table{Schema: t, Rows: 1, Files: []describe.File{
			{Path: "data/" + t.Name + ".csv", Format: "csv", MediaType: "text/csv", Bytes: 3, SHA256: "ab"},
			{Path: "data/" + t.Name + ".parquet", Format: "parquet", MediaType: "application/vnd.apache.parquet", Bytes: 4, SHA256: "cd"},
		}})
	}
	return p
}

func documents(tb testing.TB, p *describe.Package, names ...string) map[string]string {
	tb.Helper()
	docs, err := describe.Documents(p, names, describe.Document{Path: "datapackage.json", Data: []byte("{}")})
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range docs {
		out[d.Path] = string(d.Data)
	}
	return out
}

// TestDocuments makes sure that every descriptor names every table and column, in both languages where people read it, and that all
// files are among those that a package may hold.
func TestDocuments(t *testing.T) {
	p := sample(t)
	docs := documents(t, p, describe.Names()...)
	for path, text := range docs {
		if !slices.Contains(describe.Paths(), path) {
			t.Errorf("%s is not among the paths of descriptors", path)
		}
		if strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".jsonld") {
			if !json.Valid([]byte(text)) {
				t.Errorf("%s is no JSON", path)
			}
		}
	}
	if len(docs) != len(describe.Paths()) {
		t.Errorf("%d descriptors, want %d", len(docs), len(describe.Paths()))
	}
	for _, table := range p.Tables {
		s := table.Schema
		for path, wants := range map[string][]string{
			"csv-metadata.json": {table.Files[0].Path, s.Title, s.TitleAr}, "dcat.jsonld": {"https://example.org/votes/" + table.Files[1].Path, s.TitleAr}, "croissant.json": {`"` + s.Name + "-parquet\"", s.Description},
			"schema-org.json": {table.Files[0].Path}, "dictionary.md": {s.Description, s.DescriptionAr}, "dictionary.html": {s.TitleAr}, "README.md": {"`" + s.Name + "`"}, "SHA256SUMS": {table.Files[0].Path},
		} {
			for _, want := range wants {
				if !strings.Contains(docs[path], want) {
					t.Errorf("%s does not hold %q of table %s", path, want, s.Name)
				}
			}
		}
		for _, f := range s.Fields {
			for path, want := range map[string]string{"csv-metadata.json": `"name": "` + f.Name + `"`, "croissant.json": s.Name + "/" + f.Name + `"`, "dictionary.md": "| `" + f.Name + "` |", "dictionary.html": "<code>" + f.Name + "</code>"} {
				if !strings.Contains(docs[path], want) {
					t.Errorf("%s does not hold column %s of table %s", path, f.Name, s.Name)
				}
			}
		}
	}
	for path, want := range map[string]string{"dcat.jsonld": "#distribution-all-sqlite", "catalog.jsonld": "https://example.org/votes/data/all/votes.sqlite", "schema-org.json": "data/all/votes.sqlite", "SHA256SUMS": "ef  data/all/votes.sqlite\n", "README.md": "| `data/all/votes.sqlite` | All tables |"} {
		if !strings.Contains(docs[path], want) {
			t.Errorf("%s does not hold %q", path, want)
		}
	}
	sum := sha256.Sum256([]byte(docs["dcat.jsonld"]))
	for _, want := range []string{hex.EncodeToString(sum[:]) + "  dcat.jsonld\n", "ab  data/results.csv\n", "  datapackage.json\n"} {
		if !strings.Contains(docs["SHA256SUMS"], want) {
			t.Errorf("SHA256SUMS does not hold %q", want)
		}
	}
}

// TestChosen makes sure that only the descriptors asked for are made, and that a package about which nothing is known can be described.
func TestChosen(t *testing.T) {
	p := &describe.Package{Name: "x"}
	if docs := documents(t, p, "citation", "readme"); len(docs) != 2 || !strings.Contains(docs["CITATION.cff"], "title: x") {
		t.Errorf("descriptors %v, want README.md and CITATION.cff", docs)
	}
	if docs := documents(t, p); len(docs) != 0 {
		t.Errorf("descriptors %v, want none", docs)
	}
	for path, text := range documents(t, p, describe.Names()...) {
		if strings.Contains(path, "json") && strings.Contains(text, "null") || strings.Contains(text, "<nil>") {
			t.Errorf("%s holds a null:\n%s", path, text)
		}
	}
}
