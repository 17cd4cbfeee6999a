package config

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
)

// Files holds what the program brings along: the word lists of each language (lexicon), the rules of each language
// (rules), the checks of rows (checks) and the default settings (default.yaml).
//
//go:embed all:lexicon all:rules all:checks default.yaml
var Files embed.FS

// Knowledge returns the folders lexicon, rules and checks: the embedded ones, and over them those of r.Dir. A file of the user's
// replaces the embedded one of the same path. It returns a [SettingError] when r.Dir is no folder that holds one of them.
func (r Rules) Knowledge() (fs.FS, error) {
	if r.Dir == "" {
		return Files, nil
	}
	upper := os.DirFS(r.Dir)
	for _, name := range []string{"lexicon", "rules", "checks"} {
		if info, err := fs.Stat(upper, name); err == nil && info.IsDir() {
			return layered{upper: upper, lower: Files}, nil
		}
	}
	return nil, &SettingError{Key: "rules.dir", Err: fmt.Errorf("%s is no folder with a folder lexicon, rules or checks in it", r.Dir)}
}

// Source returns where the file at path of Knowledge really stands: in r.Dir, or, unchanged, among the embedded ones.
func (r Rules) Source(path string) string {
	if r.Dir != "" {
		own := filepath.Join(r.Dir, filepath.FromSlash(path))
		if _, err := os.Stat(own); err == nil {
			return own
		}
	}
	return path
}

// layered shows the files of two file systems as one; those of upper stand before those of lower.
type layered struct{ upper, lower fs.FS }

// Open opens the file of upper, or that of lower when upper has none.
func (l layered) Open(name string) (fs.File, error) {
	f, err := l.upper.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return l.lower.Open(name)
	}
	return f, err
}

// ReadDir lists what either has at name, in the order of the names.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	upper, uerr := fs.ReadDir(l.upper, name)
	if uerr != nil && !errors.Is(uerr, fs.ErrNotExist) {
		return nil, uerr
	}
	lower, lerr := fs.ReadDir(l.lower, name)
	if lerr != nil && (uerr != nil || !errors.Is(lerr, fs.ErrNotExist)) {
		return nil, lerr
	}
	have := make(map[string]bool, len(upper))
	for _, e := range upper {
		have[e.Name()] = true
	}
	for _, e := range lower {
		if !have[e.Name()] {
			upper = append(upper, e)
		}
	}
	sort.Slice(upper, func(i, j int) bool { return upper[i].Name() < upper[j].Name() })
	return upper, nil
}
