// Package publishtest has what tests of publishing need: small data packages, and portals that keep the rules of the real ones.
package publishtest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// Files are the files of a package by path.
type Files map[string]string

// First is the first version of the package that tests publish.
func First() Files {
	return Files{
		"data/results.csv":  "candidate,votes\nNoor Haddad,120\n",
		"data/results.json": `[{"candidate":"Noor Haddad","votes":120}]`,
		"data/polls.csv":    "day,share\n2031-03-02,41.5\n",
		"README.md":         "# Elections of Examplia\n",
	}
}

// Second is the next version: results changed, polls are gone, and a table is new.
func Second() Files {
	return Files{
		"data/results.csv":  "candidate,votes\nNoor Haddad,121\n",
		"data/results.json": `[{"candidate":"Noor Haddad","votes":121}]`,
		"data/turnout.csv":  "day,voters\n2031-03-02,900\n",
		"README.md":         "# Elections of Examplia\n",
	}
}

// Write makes a data package of this name in dir, with datapackage.json, schema-org.json and dcat.jsonld, and returns all its files.
// An older one there goes.
func Write(tb testing.TB, dir, name, version string, files Files) Files {
	tb.Helper()
	type object = map[string]any
	all := Files{}
	var resources, ids []any
	graph := []any{nil}
	for _, path := range []string{"data/results.csv", "data/results.json", "data/polls.csv", "data/turnout.csv"} {
		text, ok := files[path]
		if !ok {
			continue
		}
		sum := sha256.Sum256([]byte(text))
		resources = append(resources, object{
			"name": filepath.Base(path), "path": path, "title": "Table " + filepath.Base(path), "description": "One row per candidate.", "format": filepath.Ext(path)[1:],
			"bytes": len(text), "hash": "sha256:" + hex.EncodeToString(sum[:]), "schema": object{"title_ar": "جدول"},
		})
		id := "urn:mahdar:" + name + ":" + path
		ids = append(ids, object{"@id": id})
		graph = append(graph, object{"@id": id, "@type": "dcat:Distribution", "dcat:accessURL": object{"@id": path}})
	}
	graph[0] = object{"@id": "urn:mahdar:" + name + ":dataset", "@type": "dcat:Dataset", "dcat:distribution": ids, "dct:issued": object{"@value": "2031-04-01"}, "dct:creator": []any{object{"foaf:name": "Examplia Observers"}}, "dct:publisher": object{"foaf:name": "Examplia Archive"}}
	put := func(path string, v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			tb.Fatal(err)
		}
		all[path] = string(raw)
	}
	put("datapackage.json", object{
		"name": name, "title": "Elections of Examplia", "version": version, "licenses": []any{object{"name": "CC-BY-4.0"}}, "resources": resources,
	})
	put("schema-org.json", object{
		"@type": "Dataset", "description": "What reports say about the elections of Examplia.", "inLanguage": []any{"ar", "en"},
		"keywords": []any{"elections", "a/b"}, "distribution": []any{object{"contentUrl": "data/results.csv"}},
	})
	put("dcat.jsonld", object{"@context": object{"dcat": "http://www.w3.org/ns/dcat#"}, "@graph": graph})
	maps.Copy(all, files)
	if err := os.RemoveAll(dir); err != nil {
		tb.Fatal(err)
	}
	for path, text := range all {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // a folder of a test
			tb.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}
