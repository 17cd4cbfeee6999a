package config_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"mahdar/config"
)

func TestKnowledgeLayers(t *testing.T) {
	dir := t.TempDir()
	for path, content := range map[string]string{
		"rules/README.md":    "mine",
		"rules/zz/new.yaml":  "new",
		"lexicon/zz/up.yaml": "up",
	} {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rules := config.Rules{Dir: dir}
	fsys, err := rules.Knowledge()
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	err = fs.WalkDir(fsys, ".", func(path string, _ fs.DirEntry, err error) error {
		seen = append(seen, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	have := make(map[string]int, len(seen))
	for _, path := range seen {
		have[path]++
	}
	for _, path := range []string{"rules/README.md", "rules/zz/new.yaml", "lexicon/README.md", "lexicon/zz/up.yaml", "default.yaml"} {
		if have[path] != 1 {
			t.Errorf("%s is listed %d times, want once", path, have[path])
		}
	}
	if raw, err := fs.ReadFile(fsys, "rules/README.md"); err != nil || string(raw) != "mine" {
		t.Errorf("the user's file does not replace the embedded one: %q, %v", raw, err)
	}
	if got := rules.Source("rules/zz/new.yaml"); got != filepath.Join(dir, "rules/zz/new.yaml") {
		t.Errorf("Source of the user's file is %s", got)
	}
	if got := rules.Source("lexicon/README.md"); got != "lexicon/README.md" {
		t.Errorf("Source of an embedded file is %s", got)
	}
}

func TestKnowledgeRefuses(t *testing.T) {
	for name, dir := range map[string]string{"missing": "no/such", "without either": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			if _, err := (config.Rules{Dir: dir}).Knowledge(); err == nil {
				t.Errorf("Knowledge of %s gives no error", dir)
			}
		})
	}
}
