package evaluate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Package is the content of a data package that is scored: the rows of its JSON files.
type Package struct {
	tables   map[string][]Row
	language string // of the only report; else the table reports tells
}

// NewPackage returns a package of the given rows, table by table.
func NewPackage(tables map[string][]Row) Package {
	return Package{tables: tables}
}

// LoadPackage reads `data/<table>.json` of the scored tables and of the evidence from a package folder.
//
// A table without a file has no rows; a folder without `data` is no data package.
func LoadPackage(folder string) (Package, error) {
	if !isFolder(filepath.Join(folder, "data")) {
		return Package{}, fmt.Errorf("read package %s: no data folder in it", folder)
	}
	p := Package{tables: map[string][]Row{}}
	for _, table := range append(Tables(), discrepancies, "evidence", "reports") {
		rows, err := loadRows(filepath.Join(folder, "data", table+".json"))
		if err != nil {
			return Package{}, fmt.Errorf("read package: %w", err)
		}
		p.tables[table] = rows
	}
	return p, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func loadRows(path string) ([]Row, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var rows []Row
	if err := dec.Decode(&rows); err != nil {
		return nil, fmt.Errorf("decode %s: %w", path, err)
	}
	return rows, nil
}

// rows returns the rows of a table that belong to the report, or all rows when none names it: a package of a single
// report may go by another id than the gold.
func (p Package) rows(table, report string) []Row {
	var own []Row
	for _, r := range p.tables[table] {
		if id, ok := r["report_id"].(string); ok && id == report {
			own = append(own, r)
		}
	}
	if own == nil {
		return p.tables[table]
	}
	return own
}

// languageOf returns the language of a report, empty when the package does not tell.
func (p Package) languageOf(report string) string {
	if p.language != "" {
		return p.language
	}
	rows := p.rows("reports", report)
	if len(rows) != 1 {
		return ""
	}
	return plainString(rows[0]["language"])
}

// lineSpan is a span of source lines, both ends inclusive.
type lineSpan struct{ first, last int }

// evidenceKey names the row that a piece of evidence belongs to.
type evidenceKey struct{ table, row string }

type evidenceSpan struct {
	lineSpan
	wholeRow     bool
	column, rule string
	status       string
	score        int
}

// evidence returns the lines that each row of the report rests on.
func (p Package) evidence(report string) map[evidenceKey][]evidenceSpan {
	index := map[evidenceKey][]evidenceSpan{}
	for _, e := range p.rows("evidence", report) {
		first, ok1 := integer(e["line_start"])
		last, ok2 := integer(e["line_end"])
		if !ok1 || !ok2 {
			continue
		}
		status, _ := e["status"].(string)
		score, _ := integer(e["score"])
		key := evidenceKey{table: plainString(e["table_name"]), row: plainString(e["row_id"])}
		index[key] = append(index[key], evidenceSpan{
			lineSpan{first, last},
			e["column_name"] == nil, plainString(e["column_name"]), plainString(e["rule_id"]),
			status, score,
		})
	}
	return index
}
