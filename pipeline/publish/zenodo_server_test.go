package publish_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// TestZenodoRealServer publishes to a real repository of InvenioRDM what the other tests publish to one in memory.
func TestZenodoRealServer(t *testing.T) {
	site, token := os.Getenv("ZENODO_TEST_URL"), os.Getenv("ZENODO_TEST_TOKEN")
	if site == "" {
		t.Skip("needs a repository of InvenioRDM without records; .ci/clients/portals starts one where PostgreSQL and Redis are installed, and runs this test")
	}
	get := func(t *testing.T, path string, out any) bool {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		raw, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := out.(*string); ok {
			*s = string(raw)
		} else if err := json.Unmarshal(raw, out); err != nil {
			t.Fatalf("%s: %v\n%s", path, err, raw)
		}
		return answer.StatusCode == http.StatusOK
	}
	at := place{address: "zenodo:" + site, token: token, options: publish.Options{Publish: true}, held: func(t *testing.T) publishtest.Files {
		t.Helper()
		files := publishtest.Files{}
		var found struct {
			Hits struct {
				Hits []struct {
					ID        string `json:"id"`
					Published bool   `json:"is_published"`
					Parent    struct {
						ID string `json:"id"`
					} `json:"parent"`
				} `json:"hits"`
			} `json:"hits"`
		}
		if !get(t, "/api/user/records?allversions=true&size=100", &found) {
			t.Fatal("no list of records")
		}
		id := ""
		parents, drafts := map[string]bool{}, 0
		for _, h := range found.Hits.Hits {
			parents[h.Parent.ID] = true
			if h.Published {
				id = h.ID
			} else {
				drafts++
			}
		}
		if len(parents) > 1 || drafts > 1 {
			t.Errorf("%d records, %d drafts", len(parents), drafts)
		}
		if id == "" {
			return files
		}
		var latest struct {
			ID string `json:"id"`
		}
		get(t, "/api/records/"+id+"/versions/latest", &latest)
		var list struct {
			Entries []struct {
				Key string `json:"key"`
			} `json:"entries"`
		}
		get(t, "/api/records/"+latest.ID+"/files", &list)
		for _, e := range list.Entries {
			var text string
			get(t, "/api/records/"+latest.ID+"/files/"+e.Key+"/content", &text)
			files[inFolder(e.Key)] = text
		}
		return files
	}}
	dir := filepath.Join(t.TempDir(), "package")
	first, next := versions(t, dir)
	for stop := 1; !interrupted(t, at, dir, stop); stop++ {
	}
	apply(t, at, dir, first)
	second := next()
	for stop := 1; !interrupted(t, at, dir, stop); stop++ {
	}
	apply(t, at, dir, second)
}
