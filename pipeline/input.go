package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mahdar/config"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// Input is a report that is to be read.
type Input struct {
	ID    string // the id of the report, unique within a run
	Path  string // its file, or Stdin
	Bytes []byte // what was read already, as of standard input; nil to read the file
}

// ErrNoReports means that a path leads to no report.
var ErrNoReports = errors.New("no reports (*.txt, *.pdf, *.html, *.docx, *.epub)")

// Inputs returns the reports that paths name, in the order of the paths: a file is itself, a folder is every file
// below it that is named like one of the formats, in the order of their names, a pattern (*, ?, [a-z]) is what it matches, "-" is standard input. Files and folders
// whose names begin with a dot are passed over unless named. A file named twice is read once.
//
// A report's id is the slug of its file name. Where two files share one, the later gets the suffix -2, the next -3 and so
// on. All paths that lead nowhere are reported at once.
func Inputs(paths []string) ([]Input, error) {
	var files []string
	var errs []error
	for _, p := range paths {
		found, err := expand(p)
		if err != nil {
			errs = append(errs, err)
		}
		files = append(files, found...)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(files))
	files = slices.DeleteFunc(files, func(f string) bool {
		key := f
		if abs, err := filepath.Abs(f); err == nil && f != Stdin {
			key = abs
		}
		known := seen[key]
		seen[key] = true
		return known
	})
	return name(files), nil
}

// expand returns the files that one path names.
func expand(path string) ([]string, error) {
	if path == Stdin {
		return []string{Stdin}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return walk(path)
	case err == nil:
		return []string{path}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("report %s: %w", path, cause(err))
	case !strings.ContainsAny(path, "*?["):
		return nil, fmt.Errorf("report %s: no such file or folder", path)
	}
	matches, err := filepath.Glob(path)
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", path, err)
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("report %s: the pattern matches nothing", path)
	}
	var files []string
	for _, m := range matches {
		found, err := expand(m)
		if err != nil && !errors.Is(err, ErrNoReports) {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("report %s: %w", path, ErrNoReports)
	}
	return files, nil
}

// Extensions returns how the names of reports end in a folder. What a file is, its content tells.
func Extensions() []string {
	return []string{".txt", ".pdf", ".html", ".htm", ".xhtml", ".docx", ".epub"}
}

// walk returns every report below a folder. A folder inside that cannot be read is an error: its reports would be missing
// from the dataset without a word.
func walk(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root+string(filepath.Separator), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("report folder %s: %w", path, cause(err))
		}
		hidden := strings.HasPrefix(e.Name(), ".") && filepath.Clean(path) != filepath.Clean(root)
		switch {
		case hidden && e.IsDir():
			return filepath.SkipDir
		case !hidden && !e.IsDir() && slices.Contains(Extensions(), strings.ToLower(filepath.Ext(path))):
			files = append(files, filepath.Clean(path))
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("report folder %s: %w", root, ErrNoReports)
	}
	return files, err
}

// name gives each file its id.
func name(files []string) []Input {
	inputs := make([]Input, len(files))
	taken := make(map[string]bool, len(files))
	var clashes []int
	for i, f := range files {
		id := slug(f)
		inputs[i] = Input{ID: id, Path: f}
		if taken[id] {
			clashes = append(clashes, i)
		}
		taken[id] = true
	}
	for _, i := range clashes {
		for n := 2; ; n++ {
			id := inputs[i].ID + "-" + strconv.Itoa(n)
			if !taken[id] {
				taken[id], inputs[i].ID = true, id
				break
			}
		}
	}
	return inputs
}

func slug(file string) string {
	if file == Stdin {
		return "stdin"
	}
	base := filepath.Base(file)
	if id := config.Slug(strings.TrimSuffix(base, filepath.Ext(base))); id != "" {
		return id
	}
	return "report"
}

// cause drops the operation and the path of a file error; our messages name the path once.
func cause(err error) error {
	if perr, ok := errors.AsType[*fs.PathError](err); ok {
		return perr.Err
	}
	return err
}
