package publish_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// portal returns a portal with the package examplia in it, and the folder of the package.
func portal(t *testing.T) (at place, held *publishtest.CKAN, dir string) {
	t.Helper()
	held, dir = &publishtest.CKAN{Header: "Authorization", Organization: "observers"}, filepath.Join(t.TempDir(), "package")
	at = inPortal(t, held, publish.Options{Organization: "observers", TokenHeader: "Authorization"})
	first, _ := versions(t, dir)
	apply(t, at, dir, first)
	return at, held, dir
}

// TestDataset looks at what a dataset says of the package.
func TestDataset(t *testing.T) {
	_, held, _ := portal(t)
	d := held.Datasets["examplia"]
	delete(d.Fields, "id")
	want := map[string]any{
		"name": "examplia", "owner_org": "observers", "private": false, "state": "active", "title": "Elections of Examplia", "version": "1.0.0",
		"notes": "What reports say about the elections of Examplia.", "license_id": "CC-BY-4.0", "author": "Examplia Observers",
		"tags": []any{map[string]any{"name": "elections"}, map[string]any{"name": "a-b"}}, "extras": []any{},
	}
	if diff := cmp.Diff(want, d.Fields); diff != "" {
		t.Errorf("dataset (-want +got):\n%s", diff)
	}
	r := d.Resources[0].Fields
	delete(r, "id")
	delete(r, "package_id")
	sum := sha256.Sum256([]byte(publishtest.First()["data/results.csv"]))
	wantFile := map[string]any{
		"name": "data/results.csv", "format": "csv", "mimetype": "text/csv", "description": "Table results.csv. One row per candidate.", "url_type": "upload",
		"hash": "sha256:" + hex.EncodeToString(sum[:]),
	}
	if diff := cmp.Diff(wantFile, r); diff != "" {
		t.Errorf("resource (-want +got):\n%s", diff)
	}
}

// TestLoaderChangesHashes publishes after a loader of the portal put MD5 sums in the place of the hashes.
func TestLoaderChangesHashes(t *testing.T) {
	at, held, dir := portal(t)
	p, err := publish.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Files {
		for _, r := range held.Datasets["examplia"].Resources {
			if r.Fields["name"] == f.Path {
				r.Fields["hash"] = f.MD5
			}
		}
	}
	if again := plan(t, at.open(t), dir); again.Calls() != 0 {
		t.Errorf("publishing again would do something:\n%s", lines(t, again))
	}
}

// TestPortalOfPeople publishes a second version to a dataset that people worked on.
func TestPortalOfPeople(t *testing.T) {
	at, held, dir := portal(t)
	d := held.Datasets["examplia"]
	d.Fields["private"] = true
	d.Fields["extras"] = []any{map[string]any{"key": "contact", "value": "desk"}}
	d.Resources[0].Fields["description"] = "What people wrote."
	d.Resources = append(d.Resources, &publishtest.Resource{Fields: map[string]any{"id": "x", "name": "Our page", "url_type": "", "hash": ""}})
	publishtest.Write(t, dir, "examplia", "1.1.0", publishtest.Second())
	if err := run(t.Context(), t, at, dir); err != nil {
		t.Fatal(err)
	}
	if d.Fields["private"] != true {
		t.Error("what people made private is shown")
	}
	if diff := cmp.Diff([]any{map[string]any{"key": "contact", "value": "desk"}}, d.Fields["extras"]); diff != "" {
		t.Errorf("extras (-want +got):\n%s", diff)
	}
	if got := d.Resources[0].Fields["description"]; got != "What people wrote." {
		t.Errorf("the description is %q", got)
	}
	names := map[any]bool{}
	for _, r := range d.Resources {
		names[r.Fields["name"]] = true
	}
	if !names["Our page"] || names["data/polls.csv"] || !names["data/turnout.csv"] {
		t.Errorf("resources: %v", names)
	}
}

func TestPortalRefuses(t *testing.T) {
	tests := map[string]struct {
		spoil func(at *place, held *publishtest.CKAN)
		name  string
		want  string
	}{
		"a wrong token, at a dataset that is hidden": {func(at *place, held *publishtest.CKAN) {
			held.Token = "other"
			held.Datasets["examplia"].Fields["private"] = true
		}, "examplia", "403 Forbidden"},
		"a wrong token, at one that all see": {func(_ *place, held *publishtest.CKAN) { held.Token = "other" }, "examplia", "is CKAN_TOKEN right"},
		"the wrong header":                   {func(_ *place, held *publishtest.CKAN) { held.Header = "X-CKAN-API-Key" }, "examplia", "in the right header"},
		"no organization":                    {func(at *place, _ *publishtest.CKAN) { at.options.Organization = "" }, "borduria", "--organization names one"},
		"a wrong organization":               {func(at *place, _ *publishtest.CKAN) { at.options.Organization = "x" }, "borduria", "Organization does not exist"},
		"a name that is too short":           {func(*place, *publishtest.CKAN) {}, "x", "CKAN wants 2 to 100 characters"},
		"a dataset in the trash": {func(_ *place, held *publishtest.CKAN) {
			held.Datasets["examplia"].Fields["state"] = "deleted"
		}, "examplia", "in the trash"},
		"two resources of one name": {func(_ *place, held *publishtest.CKAN) {
			d := held.Datasets["examplia"]
			d.Resources = append(d.Resources, d.Resources[0])
		}, "examplia", "two resources of the name data/results.csv"},
		"no portal": {func(at *place, held *publishtest.CKAN) { at.address += "/elsewhere" }, "examplia", "404 Not Found"},
		"another server": {func(at *place, _ *publishtest.CKAN) {
			at.line.Portal = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("{}")) })
		}, "examplia", "no CKAN portal answers here"},
		"one that sends on": {func(at *place, _ *publishtest.CKAN) {
			at.line.Portal = http.RedirectHandler("http://127.0.0.1:1/", http.StatusMovedPermanently)
		}, "examplia", "301 Moved Permanently: the portal sends on to another address"},
		"one that wants a long pause": {func(at *place, _ *publishtest.CKAN) {
			at.line.Fail(func(int, *http.Request) publishtest.Fault {
				return publishtest.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"3600"}}}
			})
		}, "examplia", "asks to wait 1h0m0s"},
		"nobody": {func(at *place, _ *publishtest.CKAN) { at.address = "ckan:http://127.0.0.1:1" }, "examplia", "connect"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at, held, dir := portal(t)
			publishtest.Write(t, dir, tt.name, "2.0.0", publishtest.Second())
			tt.spoil(&at, held)
			err := run(t.Context(), t, at, dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}
