package publish_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// place is a target with a look at what it holds.
type place struct {
	address string
	options publish.Options
	token   string            // instead of the one of the tests
	log     *slog.Logger      // what the target says; nil for nothing
	line    *publishtest.Line // to a portal; nil for a folder
	hides   bool              // a first publishing shows nothing before it is whole
	// held returns the files that the target shows as published, by path within the package; two of one name fail the test.
	held func(t *testing.T) publishtest.Files
}

func (p place) open(t *testing.T) publish.Target {
	t.Helper()
	o := p.options
	o.Getenv, o.Log = environment, p.log
	if p.token != "" {
		o.Getenv = func(string) string { return p.token }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	target, err := publish.Open(p.address, publish.Quick(o))
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// places are all kinds of targets, empty ones.
var places = map[string]func(t *testing.T) place{
	"folder": func(t *testing.T) place {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "site")
		return place{
			address: "folder:" + dir, hides: true,
			held: func(t *testing.T) publishtest.Files {
				t.Helper()
				return filesIn(t, filepath.Join(dir, "examplia"))
			},
		}
	},
	"s3": func(t *testing.T) place {
		t.Helper()
		bucket := &publishtest.S3{Bucket: "bucket", Key: accessKey, Objects: map[string]publishtest.Object{}}
		line := publishtest.Serve(t, bucket)
		at := inBucket(line.URL)
		at.line = line
		at.held = func(t *testing.T) publishtest.Files {
			t.Helper()
			files := publishtest.Files{}
			for key, o := range bucket.Objects {
				path, ok := strings.CutPrefix(key, "data/examplia/")
				if !ok {
					t.Errorf("an object outside the prefix: %s", key)
				}
				files[path] = o.Data
			}
			return files
		}
		return at
	},
	"ckan, as editor": func(t *testing.T) place {
		t.Helper()
		return inPortal(t, &publishtest.CKAN{Header: "Authorization", Organization: "observers"}, publish.Options{Organization: "observers", TokenHeader: "Authorization"})
	},
	"ckan, as administrator": func(t *testing.T) place {
		t.Helper()
		return inPortal(t, &publishtest.CKAN{Header: "X-Ckan-Api-Key", Administrator: true, Unowned: true}, publish.Options{TokenHeader: "X-CKAN-API-Key"})
	},
	"zenodo": func(t *testing.T) place {
		t.Helper()
		return inRepository(t, &publishtest.Zenodo{}, true)
	},
	"zenodo, drafts": func(t *testing.T) place {
		t.Helper()
		return inRepository(t, &publishtest.Zenodo{}, false)
	},
}

// inRepository is an empty repository. Of one to which drafts alone are brought, the draft is what it holds.
func inRepository(t *testing.T, z *publishtest.Zenodo, published bool) place {
	t.Helper()
	z.Token = secret
	line := publishtest.Serve(t, z)
	return place{address: "zenodo:" + line.URL, options: publish.Options{Publish: published}, line: line, hides: published, held: func(t *testing.T) publishtest.Files {
		t.Helper()
		files := publishtest.Files{}
		d, drafts := z.Latest(), z.Drafts()
		if len(drafts) > 1 {
			t.Errorf("%d drafts", len(drafts))
		}
		for _, r := range z.Records {
			if r.Parent != z.Records[0].Parent {
				t.Errorf("a record too many: %s", r.ID)
			}
		}
		if !published && len(drafts) > 0 {
			d = drafts[0]
		}
		if d == nil {
			return files
		}
		for key, f := range d.Files {
			if f.Complete {
				files[inFolder(key)] = *f.Data
			}
		}
		return files
	}}
}

// inFolder returns the path of a file of the test package by its name alone.
func inFolder(name string) string {
	if _, table := publishtest.First()["data/"+name]; table || name == "turnout.csv" {
		return "data/" + name
	}
	return name
}

// inPortal is an empty portal.
func inPortal(t *testing.T, portal *publishtest.CKAN, o publish.Options) place {
	t.Helper()
	portal.Token, portal.Datasets = secret, map[string]*publishtest.Dataset{}
	line := publishtest.Serve(t, portal)
	o.Prune = true
	return place{address: "ckan:" + line.URL, options: o, line: line, hides: true, held: func(t *testing.T) publishtest.Files {
		t.Helper()
		files := publishtest.Files{}
		for name, d := range portal.Datasets {
			if name != "examplia" {
				t.Errorf("a dataset too many: %s", name)
			}
			for _, r := range d.Resources {
				path, _ := r.Fields["name"].(string)
				if _, twice := files[path]; twice {
					t.Errorf("two resources of the name %s", path)
				}
				files[path] = r.Data
			}
			if !d.Shown() {
				return publishtest.Files{}
			}
		}
		return files
	}}
}

// What the tests put into the environment.
const (
	accessKey = "test-access-key"
	secret    = "test-secret-that-nobody-may-see"
)

func environment(name string) string {
	switch name {
	case "AWS_ACCESS_KEY_ID":
		return accessKey
	case "AWS_SECRET_ACCESS_KEY", "CKAN_TOKEN", "ZENODO_TOKEN":
		return secret
	}
	return ""
}

// inBucket is a prefix in a bucket of the server.
func inBucket(server string) place {
	return place{address: "s3://bucket/data/examplia?endpoint=" + server, options: publish.Options{Prune: true}}
}

// filesIn returns all files below a folder.
func filesIn(t *testing.T, dir string) publishtest.Files {
	t.Helper()
	files := publishtest.Files{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// versions writes the package into dir and returns what writes its second version there, and the files of both.
func versions(t *testing.T, dir string) (first publishtest.Files, next func() publishtest.Files) {
	t.Helper()
	first = publishtest.Write(t, dir, "examplia", "1.0.0", publishtest.First())
	return first, func() publishtest.Files {
		return publishtest.Write(t, dir, "examplia", "1.1.0", publishtest.Second())
	}
}

func plan(t *testing.T, target publish.Target, dir string) *publish.Plan {
	t.Helper()
	p, err := publish.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	made, err := target.Plan(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func lines(t *testing.T, p *publish.Plan) string {
	t.Helper()
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// apply publishes the package and fails when the target does not hold it afterwards, or when there is anything left to do.
func apply(t *testing.T, at place, dir string, want publishtest.Files) {
	t.Helper()
	if err := publish.Apply(t.Context(), plan(t, at.open(t), dir), func(publish.Step) {}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, at.held(t)); diff != "" {
		t.Fatalf("the target does not hold the package (-want +got):\n%s", diff)
	}
	if again := plan(t, at.open(t), dir); again.Calls() != 0 {
		t.Fatalf("publishing again would do something:\n%s", lines(t, again))
	}
}

func TestPublish(t *testing.T) {
	for name, empty := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, dir := empty(t), filepath.Join(t.TempDir(), "package")
			first, next := versions(t, dir)
			made := plan(t, at.open(t), dir)
			if n := len(at.held(t)); n != 0 {
				t.Fatalf("a plan brought %d files", n)
			}
			if got := made.Count(publish.New); got < len(first) {
				t.Errorf("%d files are new, want all %d", got, len(first))
			}
			apply(t, at, dir, first)

			second := next()
			made = plan(t, at.open(t), dir)
			why := map[string]publish.Why{
				"data/results.csv": publish.Changed, "data/results.json": publish.Changed, "data/turnout.csv": publish.New, "data/polls.csv": publish.Gone,
				"README.md": publish.Unchanged, "schema-org.json": publish.Unchanged, "datapackage.json": publish.Changed,
			}
			got := map[string]publish.Why{}
			for _, s := range made.Steps {
				if path := inFolder(filepath.Base(s.File)); why[path] != "" {
					got[path] = s.Why
				}
				if s.Why == publish.Unchanged && s.Call != "" {
					t.Errorf("%s is unchanged and travels: %s", s.File, s.Call)
				}
			}
			if diff := cmp.Diff(why, got); diff != "" {
				t.Errorf("reasons (-want +got):\n%s\n%s", diff, lines(t, made))
			}
			apply(t, at, dir, second)
		})
	}
}

// TestInterrupted stops after each step of a first and of a second publishing, and publishes again.
func TestInterrupted(t *testing.T) {
	for name, empty := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			for stop := 1; ; stop++ {
				at := empty(t)
				first, next := versions(t, dir)
				ended := interrupted(t, at, dir, stop)
				if held := at.held(t); at.hides && len(held) != 0 && !cmp.Equal(first, held) {
					t.Fatalf("after %d steps the target shows a part: %v", stop, slices.Sorted(maps.Keys(held)))
				}
				apply(t, at, dir, first)
				second := next()
				ended = interrupted(t, at, dir, stop) && ended
				apply(t, at, dir, second)
				if ended {
					return
				}
			}
		})
	}
}

// interrupted takes so many steps at most and tells whether there were no more.
func interrupted(t *testing.T, at place, dir string, steps int) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	made := plan(t, at.open(t), dir)
	n := 0
	err := publish.Apply(ctx, made, func(publish.Step) {
		if n++; n == steps {
			cancel()
		}
	})
	if n < made.Calls() && !errors.Is(err, context.Canceled) {
		t.Fatalf("after %d of %d steps: %v", n, made.Calls(), err)
	}
	return steps > made.Calls()
}

// TestChangedMeanwhile changes a file of the package after the plan was made.
func TestChangedMeanwhile(t *testing.T) {
	for name, empty := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, dir := empty(t), filepath.Join(t.TempDir(), "package")
			versions(t, dir)
			made := plan(t, at.open(t), dir)
			if err := rewrite("README.md", "another")(dir); err != nil {
				t.Fatal(err)
			}
			err := publish.Apply(t.Context(), made, func(publish.Step) {})
			if err == nil || !strings.Contains(err.Error(), "README.md changed while") {
				t.Errorf("%v, want that the file changed", err)
			}
			if held := at.held(t); held["README.md"] != "" && at.hides {
				t.Errorf("README.md is shown: %q", held["README.md"])
			}
		})
	}
}

// TestOtherVersionInterrupted leaves a publishing half done and publishes another version.
func TestOtherVersionInterrupted(t *testing.T) {
	for name, empty := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			for stop := 1; ; stop++ {
				at := empty(t)
				_, next := versions(t, dir)
				ended := interrupted(t, at, dir, stop)
				apply(t, at, dir, next())
				if ended {
					return
				}
			}
		})
	}
}

func TestOpen(t *testing.T) {
	for address, want := range map[string]string{
		"":                      `unknown kind "" (want one of folder:PATH`,
		"site":                  `unknown kind "site"`,
		"ftp://a:secret@b.org/": `unknown kind "ftp"`,
		"folder:":               "no path is named",

		"s3://":                                        "no bucket is named",
		"s3://me:secret@bucket/x":                      "no bucket is named",
		"s3://bucket?endpoint=example.org":             "s3: endpoint: no web address",
		"s3://bucket?endpoint=https://example.org/a":   `has the path "/a"`,
		"s3://bucket?endpoint=https://me:secret@b.org": "the address holds a user",
		"s3://bucket?key=secret":                       `unknown parameter "key"`,
		"s3://bucket?%zz=secret":                       "cannot be read",
		"zenodo:example.org":                           "zenodo: no web address",
		"zenodo:https://me:secret@b.org":               "the address holds a user",
		"zenodo:":                                      "the variable ZENODO_TOKEN must hold",
		"zenodo:sandbox":                               "the variable ZENODO_TOKEN must hold",
		"ckan:":                                        "ckan: no web address",
		"ckan:data.example.org":                        "ckan: no web address",
		"ckan:https://data.example.org?a=b":            "ckan: no web address",
		"ckan:https://me:secret@example.org":           "the address holds a user",
		"ckan:https://data.example.org":                "the variable CKAN_TOKEN must hold",
		"s3://bucket":                                  "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must hold",
	} {
		_, err := publish.Open(address, publish.Options{Getenv: func(string) string { return "" }, Log: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, publish.ErrUsage) {
			t.Errorf("Open(%q): %v, want %q", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%q) tells a secret: %v", address, err)
		}
	}
}

// TestPlainHTTP warns of a token that others can read.
func TestPlainHTTP(t *testing.T) {
	for address, warns := range map[string]bool{
		"ckan:http://data.example.org": true, "zenodo:http://data.example.org": true, "ckan:https://data.example.org": false,
		"ckan:http://127.0.0.1:5000": false, "ckan:http://localhost": false, "ckan:http://[::1]:5000": false,
	} {
		var out strings.Builder
		place{address: address, log: slog.New(slog.NewTextHandler(&out, nil))}.open(t)
		if strings.Contains(out.String(), "the token travels over http") != warns {
			t.Errorf("%s: warned with %q, want a warning: %v", address, out.String(), warns)
		}
	}
}

func TestRead(t *testing.T) {
	tests := map[string]struct {
		spoil func(dir string) error
		want  string
	}{
		"no folder":     {os.RemoveAll, "no such file"},
		"no descriptor": {remove("datapackage.json"), "it holds no datapackage.json"},
		"no JSON":       {rewrite("datapackage.json", "{"), "datapackage.json: unexpected end"},
		"no name":       {rewrite("datapackage.json", `{"resources":[{"path":"data/results.csv"}]}`), `the package name ""`},
		"a name that leads elsewhere": {
			rewrite("datapackage.json", `{"name":"..","resources":[{"path":"data/results.csv"}]}`), `the package name ".."`,
		},
		"no resources": {rewrite("datapackage.json", `{"name":"x"}`), "lists no resources"},
		"a path that leads out": {
			rewrite("datapackage.json", `{"name":"x","resources":[{"path":"../secret.txt"}]}`), "leads out of the package",
		},
		"a path twice": {
			rewrite("datapackage.json", `{"name":"x","resources":[{"path":"data/polls.csv"},{"path":"data/polls.csv"}]}`), "stands twice",
		},
		"a table is missing":  {remove("data/polls.csv"), "data/polls.csv: no such file"},
		"a table was changed": {rewrite("data/polls.csv", "day,share\n"), "data/polls.csv is not the file that datapackage.json has the hash of"},
		"a folder for a table": {func(dir string) error {
			return errors.Join(remove("data/polls.csv")(dir), os.Mkdir(filepath.Join(dir, "data/polls.csv"), 0o700))
		}, "data/polls.csv is no file"},
		"schema-org is no JSON": {rewrite("schema-org.json", "["), "schema-org.json: "},
		"a link that leads out": {func(dir string) error {
			secret := filepath.Join(filepath.Dir(dir), "secret.txt")
			return errors.Join(os.WriteFile(secret, []byte("x"), 0o600), remove("README.md")(dir), os.Symlink(secret, filepath.Join(dir, "README.md")))
		}, "README.md: path escapes"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "package")
			versions(t, dir)
			if err := tt.spoil(dir); err != nil {
				t.Fatal(err)
			}
			_, err := publish.Read(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "read package "+dir+": ") {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func remove(name string) func(string) error {
	return func(dir string) error { return os.Remove(filepath.Join(dir, name)) }
}

func rewrite(name, text string) func(string) error {
	return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
}

func TestApplyNamesTheCall(t *testing.T) {
	at, dir := places["folder"](t), filepath.Join(t.TempDir(), "package")
	versions(t, dir)
	made := plan(t, at.open(t), dir)
	if err := os.Remove(filepath.Join(dir, "data", "polls.csv")); err != nil {
		t.Fatal(err)
	}
	err := publish.Apply(t.Context(), made, func(publish.Step) {})
	if err == nil || !strings.Contains(err.Error(), "polls.csv: data/polls.csv: no such file") {
		t.Errorf("%v, want the call and the file", err)
	}
}
