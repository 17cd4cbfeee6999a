package evaluate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Row is one row of a table: column name to value.
//
// Values are those of encoding/json with numbers kept as [json.Number]. In a gold row a list means that any of its items
// is right, and names that start with an underscore are remarks, not columns.
type Row map[string]any

// Gold holds the facts of one report as a reader found them.
type Gold struct {
	// Report is the report_id of the report.
	Report string `json:"report"`
	// Note is a remark of the reader.
	Note string `json:"note"`
	// Tables holds the rows that must be found. A table that is absent is not scored.
	Tables map[string][]Row `json:"tables"`
	// Optional holds spans of lines (`_lines`) whose rows count neither way, or `_any` for a whole table.
	Optional map[string][]Row `json:"optional"`
	// OptionalRows holds rows that count neither way wherever they are found.
	OptionalRows map[string][]Row `json:"optional_rows"`
}

// Tables lists the tables that are scored by rows and cells, in the order of the result.
func Tables() []string {
	return []string{
		"elections", "results", "polls", "election_figures", "timeline", "biography", "observer_missions", "observer_findings",
	}
}

// discrepancies is the table that is scored by recall alone.
const discrepancies = "discrepancies"

// tablesWithoutScore lists the tables of the data model that a gold may name and that are not scored.
func tablesWithoutScore() []string {
	return []string{"reports", "entities", "entity_names", "evidence"}
}

// requiredColumn names the column without which a gold row of the table can match nothing, or "".
func requiredColumn(table string) string {
	switch table {
	case "polls":
		return "share_low_pct"
	case "election_figures":
		return "figure"
	case "biography":
		return "fact_type"
	case "observer_missions":
		return "organization"
	case discrepancies:
		return "stated"
	default:
		return ""
	}
}

// LoadGold reads one gold file and checks that its rows can be scored.
func LoadGold(path string) (Gold, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Gold{}, fmt.Errorf("read gold: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var g Gold
	if err := dec.Decode(&g); err != nil {
		return Gold{}, fmt.Errorf("decode gold %s: %w", path, err)
	}
	if err := g.Validate(); err != nil {
		return Gold{}, fmt.Errorf("check gold %s: %w", path, err)
	}
	return g, nil
}

// LoadGolds reads the gold file at path, or, when path is a folder, every `*.json` file in it in order of name.
func LoadGolds(path string) ([]Gold, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read gold: %w", err)
	}
	if !info.IsDir() {
		g, err := LoadGold(path)
		return []Gold{g}, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("read gold: %w", err)
	}
	var golds []Gold
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		g, err := LoadGold(filepath.Join(path, e.Name()))
		if err != nil {
			return nil, err
		}
		golds = append(golds, g)
	}
	if len(golds) == 0 {
		return nil, fmt.Errorf("read gold %s: no *.json file in the folder", path)
	}
	return golds, nil
}

// Beside returns the gold files at or below path with the report that each is about: the file of the same name and one of the
// extensions, beside it or at the same place below reports where that is not empty. It is an error when a gold has none.
func Beside(path, reports string, extensions []string) (golds []Gold, files []string, err error) {
	root := path
	if info, err := os.Stat(path); err != nil {
		return nil, nil, fmt.Errorf("read gold: %w", err)
	} else if !info.IsDir() {
		root = filepath.Dir(path)
	}
	if reports == "" {
		reports = root
	}
	var errs []error
	err = filepath.WalkDir(path, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(file) != ".json" {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		stem := filepath.Join(reports, strings.TrimSuffix(rel, ".json"))
		k := slices.IndexFunc(extensions, func(ext string) bool {
			_, err := os.Stat(stem + ext)
			return err == nil
		})
		if k < 0 {
			errs = append(errs, fmt.Errorf("gold %s: no report %s (or %s)", file, stem+extensions[0], strings.Join(extensions[1:], ", ")))
			return nil
		}
		g, err := LoadGold(file)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		golds, files = append(golds, g), append(files, stem+extensions[k])
		return nil
	})
	if err == nil && len(golds) == 0 && len(errs) == 0 {
		err = fmt.Errorf("read gold %s: no *.json file in the folder", path)
	}
	return golds, files, errors.Join(append(errs, err)...)
}

// Validate returns every reason why the gold cannot be scored.
func (g Gold) Validate() error {
	var errs []error
	if g.Report == "" {
		errs = append(errs, errors.New("report: missing"))
	}
	if g.Tables == nil {
		errs = append(errs, errors.New("tables: missing"))
	}
	known := slices.Concat(Tables(), []string{discrepancies}, tablesWithoutScore())
	for _, part := range []struct {
		name     string
		tables   map[string][]Row
		complete bool
	}{{"tables", g.Tables, true}, {"optional_rows", g.OptionalRows, false}, {"optional", g.Optional, false}} {
		for _, table := range sortedKeys(part.tables) {
			if !slices.Contains(known, table) {
				errs = append(errs, fmt.Errorf("%s.%s: unknown table (want one of %s)", part.name, table, strings.Join(known, ", ")))
				continue
			}
			for i, row := range part.tables[table] {
				errs = append(errs, checkRow(fmt.Sprintf("%s.%s[%d]", part.name, table, i), table, row, part.complete)...)
			}
		}
	}
	return errors.Join(errs...)
}

func checkRow(place, table string, row Row, complete bool) []error {
	var errs []error
	if column := requiredColumn(table); complete && column != "" {
		if _, ok := row[column]; !ok {
			errs = append(errs, fmt.Errorf("%s.%s: missing", place, column))
		}
	}
	if stated, ok := row["stated"]; ok && table == discrepancies {
		if _, list := stated.([]any); !list {
			errs = append(errs, fmt.Errorf("%s.stated: want a list", place))
		}
	}
	if _, ok := row["_lines"]; ok {
		if _, valid := row.lines(); !valid {
			errs = append(errs, fmt.Errorf("%s._lines: want [first, last]", place))
		}
	}
	return errs
}

// columns returns the names of the gold cells in order: every key but the remarks.
func (r Row) columns() []string {
	names := make([]string, 0, len(r))
	for name := range r {
		if !strings.HasPrefix(name, "_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// lines returns the span of source lines that must hold the evidence of a gold row.
func (r Row) lines() (lineSpan, bool) {
	list, ok := r["_lines"].([]any)
	if !ok || len(list) != 2 {
		return lineSpan{}, false
	}
	first, ok1 := integer(list[0])
	last, ok2 := integer(list[1])
	return lineSpan{first: first, last: last}, ok1 && ok2
}

func integer(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
