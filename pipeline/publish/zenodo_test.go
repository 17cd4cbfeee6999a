package publish_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// repository returns a repository with the package examplia published in it, and the folder of the package.
func repository(t *testing.T) (at place, held *publishtest.Zenodo, dir string) {
	t.Helper()
	held, dir = &publishtest.Zenodo{}, filepath.Join(t.TempDir(), "package")
	at = inRepository(t, held, true)
	first, _ := versions(t, dir)
	apply(t, at, dir, first)
	return at, held, dir
}

// TestVersions looks at what records say of two versions of the package, and that the older one stays.
func TestVersions(t *testing.T) {
	at, held, dir := repository(t)
	apply(t, at, dir, publishtest.Write(t, dir, "examplia", "1.1.0", publishtest.Second()))
	if n := len(held.Records); n != 2 {
		t.Fatalf("%d records, want two versions", n)
	}
	for i, version := range []string{"1.0.0", "1.1.0"} {
		want := map[string]any{
			"resource_type": map[string]any{"id": "dataset"}, "title": "Elections of Examplia", "publication_date": "2031-04-01", "version": version, "publisher": "Examplia Archive",
			"description": "What reports say about the elections of Examplia.", "languages": []any{map[string]any{"id": "ara"}, map[string]any{"id": "eng"}},
			"creators":    []any{map[string]any{"person_or_org": map[string]any{"type": "organizational", "name": "Examplia Observers"}}},
			"identifiers": []any{map[string]any{"identifier": "urn:mahdar:examplia", "scheme": "urn"}},
			"rights":      []any{map[string]any{"id": "cc-by-4.0"}}, "subjects": []any{map[string]any{"subject": "elections"}, map[string]any{"subject": "a/b"}},
		}
		if diff := cmp.Diff(want, held.Records[i].Metadata); diff != "" {
			t.Errorf("version %s (-want +got):\n%s", version, diff)
		}
	}
	if held.Records[0].Files["polls.csv"] == nil || held.Records[1].Files["polls.csv"] != nil {
		t.Error("polls.csv is of the first version alone")
	}
}

// TestDraftThenPublish brings a draft first and publishes it later: nothing travels twice.
func TestDraftThenPublish(t *testing.T) {
	held, dir := &publishtest.Zenodo{}, filepath.Join(t.TempDir(), "package")
	at := inRepository(t, held, false)
	first, next := versions(t, dir)
	apply(t, at, dir, first)
	if held.Latest() != nil {
		t.Fatal("published without being told to")
	}
	for _, published := range []bool{true, false, true} {
		at.options.Publish = published
		made := plan(t, at.open(t), dir)
		if got := lines(t, made); made.Calls() != 1 && published {
			t.Errorf("%d calls, want one:\n%s", made.Calls(), got)
		}
		if err := publish.Apply(t.Context(), made, func(publish.Step) {}); err != nil {
			t.Fatal(err)
		}
		if published {
			next()
		}
	}
	if n := len(held.Drafts()); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

// TestIndexIsBehind publishes while the search still tells of a draft that is gone.
func TestIndexIsBehind(t *testing.T) {
	held, dir := &publishtest.Zenodo{}, filepath.Join(t.TempDir(), "package")
	at := inRepository(t, held, true)
	versions(t, dir)
	at.line.Portal = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/user/records") {
			w.Write([]byte(`{"hits":{"hits":[{"id":"gone","parent":{"id":"p"},"metadata":{"identifiers":[{"identifier":"urn:mahdar:examplia"}]}},
				{"id":"near","parent":{"id":"q"},"metadata":{"identifiers":[{"identifier":"urn:mahdar:examplia-two"}]}}]}}`))
			return
		}
		held.ServeHTTP(w, r)
	})
	if err := run(t.Context(), t, at, dir); err != nil {
		t.Fatal(err)
	}
	if n := len(held.Records); n != 1 {
		t.Errorf("%d records, want one", n)
	}
}

func TestRepositoryRefuses(t *testing.T) {
	spoil := func(file, old, text string) func(*place, *publishtest.Zenodo, string) error {
		return func(_ *place, _ *publishtest.Zenodo, dir string) error {
			raw, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				return err
			}
			return rewrite(file, strings.ReplaceAll(string(raw), old, text))(dir)
		}
	}
	tests := map[string]struct {
		spoil func(at *place, held *publishtest.Zenodo, dir string) error
		want  string
	}{
		"no creator":  {spoil("dcat.jsonld", "dct:creator", "x"), "set emit.creators"},
		"no day":      {spoil("dcat.jsonld", "dct:issued", "x"), "set emit.published"},
		"wrong token": {func(_ *place, held *publishtest.Zenodo, _ string) error { held.Token = "x"; return nil }, "is ZENODO_TOKEN right"},
		"two records": {func(_ *place, held *publishtest.Zenodo, _ string) error {
			d := *held.Records[0]
			d.ID, d.Parent = "other", "another"
			held.Records = append(held.Records, &d)
			return nil
		}, "several records carry the identifier urn:mahdar:examplia"},
		"no repository": {func(at *place, _ *publishtest.Zenodo, _ string) error {
			at.line.Portal = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("{}")) })
			return nil
		}, "no InvenioRDM repository answers here"},
		"a page": {func(at *place, _ *publishtest.Zenodo, _ string) error {
			at.line.Portal = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) })
			return nil
		}, "the answer is not what the API promises"},
		"no publisher, for whom a creator stands": {spoil("dcat.jsonld", "dct:publisher", "x"), ""},
		"a title that is refused":                 {spoil("datapackage.json", `"title":"Elections of Examplia"`, `"title":""`), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at, held, dir := repository(t)
			publishtest.Write(t, dir, "examplia", "2.0.0", publishtest.Second())
			if err := tt.spoil(&at, held, dir); err != nil {
				t.Fatal(err)
			}
			err := run(t.Context(), t, at, dir)
			if tt.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestFlatNames refuses what a record cannot hold.
func TestFlatNames(t *testing.T) {
	at, dir := inRepository(t, &publishtest.Zenodo{}, true), filepath.Join(t.TempDir(), "package")
	p := &publish.Package{Dir: dir, Name: "examplia", Files: []publish.File{{Path: "data/a-b.csv"}, {Path: "data/a/b.csv"}}}
	if _, err := at.open(t).Plan(t.Context(), p); err == nil || !strings.Contains(err.Error(), "would both be a-b.csv") {
		t.Errorf("two files of one name: %v", err)
	}
	p.Files = make([]publish.File, 101)
	if _, err := at.open(t).Plan(t.Context(), p); err == nil || !strings.Contains(err.Error(), "101 files, and Zenodo takes 100") {
		t.Errorf("too many files: %v", err)
	}
}
