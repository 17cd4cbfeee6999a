package publish_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// TestCKANRealServer publishes to a real portal what the other tests publish to one in memory.
func TestCKANRealServer(t *testing.T) {
	site, token, organization := os.Getenv("CKAN_TEST_URL"), os.Getenv("CKAN_TEST_TOKEN"), os.Getenv("CKAN_TEST_ORGANIZATION")
	if site == "" {
		t.Skip("needs a CKAN portal; .ci/clients/portals starts one where PostgreSQL and Redis are installed, and runs this test")
	}
	// call sends an action as the user of the token, or as nobody, and returns whether it succeeded.
	call := func(t *testing.T, token, action, fields string, result any) bool {
		t.Helper()
		r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, site+"/api/3/action/"+action, strings.NewReader(fields))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var d struct {
			Success bool            `json:"success"`
			Result  json.RawMessage `json:"result"`
		}
		if err := json.NewDecoder(answer.Body).Decode(&d); err != nil {
			t.Fatal(err)
		}
		if d.Success && result != nil {
			if err := json.Unmarshal(d.Result, result); err != nil {
				t.Fatal(err)
			}
		}
		return d.Success
	}
	at := place{address: "ckan:" + site, token: token, options: publish.Options{Organization: organization, TokenHeader: "Authorization", Prune: true}, held: func(t *testing.T) publishtest.Files {
		t.Helper()
		var d struct {
			Resources []struct{ Name, URL string }
		}
		files := publishtest.Files{}
		if !call(t, "", "package_show", `{"id":"examplia"}`, &d) { // as everybody sees it
			return files
		}
		for _, r := range d.Resources {
			if _, twice := files[r.Name]; twice {
				t.Errorf("two resources of the name %s", r.Name)
			}
			answer, err := http.Get(r.URL) //nolint:noctx,gosec // a portal of the test
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			files[r.Name] = string(raw)
		}
		return files
	}}
	remove := func() {
		call(t, token, "package_delete", `{"id":"examplia"}`, nil)
		call(t, os.Getenv("CKAN_TEST_ADMIN"), "dataset_purge", `{"id":"examplia"}`, nil)
	}
	t.Cleanup(remove)
	dir := filepath.Join(t.TempDir(), "package")
	for stop := 1; ; stop++ {
		remove()
		first, next := versions(t, dir)
		ended := interrupted(t, at, dir, stop)
		if stop < len(first) && len(at.held(t)) != 0 {
			t.Fatal("everybody sees a dataset that is not finished")
		}
		apply(t, at, dir, first)
		second := next()
		ended = interrupted(t, at, dir, stop) && ended
		apply(t, at, dir, second)
		if ended {
			break
		}
	}

	// What a person makes private stays so.
	if !call(t, token, "package_patch", `{"id":"examplia","private":true}`, nil) {
		t.Fatal("not made private")
	}
	publishtest.Write(t, dir, "examplia", "1.2.0", publishtest.First())
	if err := run(t.Context(), t, at, dir); err != nil {
		t.Fatal(err)
	}
	if n := len(at.held(t)); n != 0 {
		t.Errorf("everybody sees %d files of a private dataset", n)
	}

	wrong := at
	wrong.token = "wrong"
	if err := run(t.Context(), t, wrong, dir); err == nil || !strings.Contains(err.Error(), "is CKAN_TOKEN right") {
		t.Errorf("with a wrong token: %v", err)
	}
}
