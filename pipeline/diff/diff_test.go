package diff_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/diff"
)

// pack writes a data package with the given files of tables.
func pack(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	var resources []string
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
		resources = append(resources, `{"name": "x", "path": "`+name+`", "schema": {"primaryKey": ["id"]}}`)
	}
	if err := os.WriteFile(filepath.Join(dir, "datapackage.json"), []byte(`{"resources": [`+strings.Join(resources, ",")+`]}`), 0o600); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func TestPackages(t *testing.T) {
	const before = "id,name,votes\na,سعاد,5\nb,منير,\nc,هدى,7\n"
	tests := map[string]struct {
		old, new map[string]string
		want     string
	}{
		"the same":       {map[string]string{"r.csv": before}, map[string]string{"r.csv": before}, ""},
		"another order":  {map[string]string{"r.csv": before}, map[string]string{"r.csv": "id,name,votes\nc,هدى,7\na,سعاد,5\nb,منير,\n"}, ""},
		"another format": {map[string]string{"r.csv": before}, map[string]string{"r.json": `[{"id": "a", "name": "سعاد", "votes": 5}, {"id": "b", "name": "منير", "votes": null}, {"id": "c", "name": "هدى", "votes": 7}]`}, ""},
		"JSON Lines":     {map[string]string{"r.csv": before}, map[string]string{"r.jsonl": `{"id": "a", "name": "سعاد", "votes": 5}` + "\n" + `{"id": "b", "name": "منير", "votes": null}` + "\n" + `{"id": "c", "name": "هدى", "votes": 7}` + "\n"}, ""},
		"added, removed, changed": {
			map[string]string{"r.csv": before},
			map[string]string{"r.csv": "id,name,votes\na,سعاد,6\nb,منير,1\nd,ليث,2\n"},
			"r: 1 added, 1 removed, 2 changed\n  - c id=\"c\" name=\"هدى\" votes=\"7\"\n  + d id=\"d\" name=\"ليث\" votes=\"2\"\n  ~ a\n      votes: 5 → 6\n  ~ b\n      votes: (null) → 1\n",
		},
		"a column more":  {map[string]string{"r.csv": "id\na\n"}, map[string]string{"r.csv": "id,note\na,x\n"}, "r: 0 added, 0 removed, 1 changed\n  ~ a\n      note: (null) → x\n"},
		"a column fewer": {map[string]string{"r.csv": "id,note\na,x\n"}, map[string]string{"r.csv": "id\na\n"}, "r: 0 added, 0 removed, 1 changed\n  ~ a\n      note: x → (null)\n"},
		"a table fewer":  {map[string]string{"r.csv": "id\na\n"}, map[string]string{}, "r: 0 added, 1 removed, 0 changed\n  - a id=\"a\"\n"},
		"an empty table": {map[string]string{"r.csv": "id\n"}, map[string]string{"r.csv": ""}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := diff.Packages(pack(t, tt.old), pack(t, tt.new))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := r.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPackagesRefuses(t *testing.T) {
	good := pack(t, map[string]string{"r.csv": "id\na\n"})
	tests := map[string]struct{ dir, want string }{
		"no package":   {t.TempDir(), "read package "},
		"parquet only": {pack(t, map[string]string{"r.parquet": "PAR1"}), "table r has no CSV, JSON or JSON Lines file"},
		"broken CSV":   {pack(t, map[string]string{"r.csv": "id,n\na\n"}), "wrong number of fields"},
		"broken JSON":  {pack(t, map[string]string{"r.json": "{}"}), "no array of rows"},
		"broken line":  {pack(t, map[string]string{"r.jsonl": "{}\n]\n"}), "invalid character"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := diff.Packages(tt.dir, good); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}
