package publish_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// site returns a folder with the package examplia published into it, and the folder of the package.
func site(t *testing.T) (at place, dir, from string) {
	t.Helper()
	dir, from = filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "package")
	at = place{
		address: "folder:" + dir,
		held: func(t *testing.T) publishtest.Files {
			t.Helper()
			return filesIn(t, filepath.Join(dir, "examplia"))
		},
	}
	first, _ := versions(t, from)
	apply(t, at, from, first)
	return at, dir, from
}

func TestFolderRefuses(t *testing.T) {
	tests := map[string]struct {
		spoil func(dir string) error
		want  string
	}{
		"a data package":   {rewrite("datapackage.json", "{}"), "is a data package itself"},
		"a page of others": {rewrite("index.html", "<h1>Home</h1>"), "was not written by mahdar"},
		"a folder of others": {func(dir string) error {
			return os.Remove(filepath.Join(dir, "examplia", "datapackage.json"))
		}, "holds README.md and no datapackage.json"},
		"a file": {func(dir string) error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, nil, 0o600)
		}, "a file of this name exists"},
		"another package that is broken": {func(dir string) error {
			if err := os.Mkdir(filepath.Join(dir, "other"), 0o700); err != nil {
				return err
			}
			return rewrite("other/datapackage.json", "{")(dir)
		}, "the package other in it: datapackage.json"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at, dir, from := site(t)
			if err := tt.spoil(dir); err != nil {
				t.Fatal(err)
			}
			p, err := publish.Read(from)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = at.open(t).Plan(t.Context(), p); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestFolderKeepsForeignFiles publishes over a folder in which others put something.
func TestFolderKeepsForeignFiles(t *testing.T) {
	at, dir, from := site(t)
	if err := os.WriteFile(filepath.Join(dir, "examplia", "notes.txt"), []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	second := publishtest.Write(t, from, "examplia", "1.1.0", publishtest.Second())
	second["notes.txt"] = "ours"
	apply(t, at, from, second)
}

// TestFolderTornCopy publishes after a try that was killed while it copied a file.
func TestFolderTornCopy(t *testing.T) {
	at, dir, from := site(t)
	second := publishtest.Write(t, from, "examplia", "1.1.0", publishtest.Second())
	torn := filepath.Join(dir, ".examplia.publishing", "data")
	if err := os.MkdirAll(torn, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"results.csv": "candi", "turnout.csv": second["data/turnout.csv"], "older.csv": "x"} {
		if err := os.WriteFile(filepath.Join(torn, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := lines(t, plan(t, at.open(t), from)); strings.Contains(got, "copy to "+filepath.Join(torn, "turnout.csv")) {
		t.Errorf("what was copied is copied again:\n%s", got)
	}
	apply(t, at, from, second)
	left := filesIn(t, dir)
	for path := range left {
		if strings.HasPrefix(path, ".") {
			t.Errorf("%s is left", path)
		}
	}
}

// TestFolderChangedMeanwhile changes a file of the site, which the new version shares, after the plan was made.
func TestFolderChangedMeanwhile(t *testing.T) {
	at, dir, from := site(t)
	second := publishtest.Write(t, from, "examplia", "1.1.0", publishtest.Second())
	made := plan(t, at.open(t), from)
	if err := rewrite("README.md", "another")(filepath.Join(dir, "examplia")); err != nil {
		t.Fatal(err)
	}
	err := publish.Apply(t.Context(), made, func(publish.Step) {})
	if err == nil || !strings.Contains(err.Error(), "README.md changed at the target (publish again)") {
		t.Errorf("%v, want that the file changed", err)
	}
	apply(t, at, from, second)
}

// TestFolderNotEmptied publishes after a try that was killed before it removed the old package.
func TestFolderNotEmptied(t *testing.T) {
	at, dir, from := site(t)
	staging := filepath.Join(dir, ".examplia.publishing")
	if err := os.MkdirAll(staging, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := rewrite("README.md", "old")(staging); err != nil {
		t.Fatal(err)
	}
	if err := publish.Apply(t.Context(), plan(t, at.open(t), from), func(publish.Step) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(staging); err == nil {
		t.Error("the old package is left")
	}
}

// TestFolderHeld publishes while another run does.
func TestFolderHeld(t *testing.T) {
	at, _, from := site(t)
	publishtest.Write(t, from, "examplia", "1.1.0", publishtest.Second())
	made := plan(t, at.open(t), from)
	var inner error
	err := publish.Apply(t.Context(), made, func(publish.Step) {
		if inner == nil {
			inner = publish.Apply(t.Context(), plan(t, at.open(t), from), func(publish.Step) {})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if inner == nil || !strings.Contains(inner.Error(), "another run publishes to") {
		t.Errorf("the second run: %v", inner)
	}
}

// TestFolderSharesNoFile changes the package after it was published: the site must not change with it.
func TestFolderSharesNoFile(t *testing.T) {
	_, dir, from := site(t)
	f, err := os.OpenFile(filepath.Join(from, "README.md"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("more\n")
	f.Close()
	if got := filesIn(t, dir)["examplia/README.md"]; got != publishtest.First()["README.md"] {
		t.Errorf("the site holds %q", got)
	}
}

// TestSite publishes two packages and looks at the page and the catalog over both.
func TestSite(t *testing.T) {
	at, dir, from := site(t)
	publishtest.Write(t, from, "borduria", "2.0.0", publishtest.Second())
	if err := run(t.Context(), t, at, from); err != nil {
		t.Fatal(err)
	}
	files := filesIn(t, dir)
	html := files["index.html"]
	for _, want := range []string{
		`href="examplia/data/polls.csv"`, `href="borduria/data/turnout.csv"`, `"contentUrl":"borduria/data/results.csv"`, `<td lang="ar" dir="rtl">جدول</td>`,
		"Version 2.0.0. Licence: CC-BY-4.0.", `href="borduria/README.md"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s:\n%s", want, html)
		}
	}
	if strings.Index(html, `id="borduria"`) > strings.Index(html, `id="examplia"`) {
		t.Error("the packages are not in the order of their names")
	}
	var catalog struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(files["catalog.jsonld"]), &catalog); err != nil {
		t.Fatal(err)
	}
	want := []any{map[string]any{"@id": "urn:mahdar:borduria:dataset"}, map[string]any{"@id": "urn:mahdar:examplia:dataset"}}
	if diff := cmp.Diff(want, catalog.Graph[0]["dcat:dataset"]); diff != "" {
		t.Errorf("datasets (-want +got):\n%s", diff)
	}
	if !strings.Contains(files["catalog.jsonld"], `"@id": "examplia/data/polls.csv"`) {
		t.Errorf("the catalog does not lead to the files:\n%s", files["catalog.jsonld"])
	}
}
