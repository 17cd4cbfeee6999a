// Command mahdar-picture draws rows of a data package as an SVG table, with the lines of the report that each row rests on.
//
//	mahdar-picture [-table NAME] [-report ID] [-columns LIST] PACKAGE > picture.svg
//
// The words of the rows stay words in the picture: they can be searched and copied, and a table from an Arabic report runs
// from right to left. It is a tool for those who write about the program, not a part of a run.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mahdar/schemas"
)

// The exit statuses are those of mahdar.
const (
	exitStopped = 1
	exitUsage   = 2
)

// defaultColumns are those of results that a reader looks for first.
const defaultColumns = "rank,rank_stated,candidate_name,votes,vote_share_pct,elected"

var errUsage = errors.New("usage: mahdar-picture [-table NAME] [-report ID] [-columns LIST] PACKAGE")

func main() {
	err := run(os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitUsage)
	default:
		fmt.Fprintln(os.Stderr, "mahdar-picture:", err)
		os.Exit(exitStopped)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("mahdar-picture", flag.ContinueOnError)
	flags.SetOutput(stderr)
	name := flags.String("table", "results", "`name` of the table to draw")
	report := flags.String("report", "", "`id` of the report whose rows are drawn; the first of the package when empty")
	list := flags.String("columns", defaultColumns, "comma-separated `list` of columns")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if flags.NArg() != 1 {
		return errUsage
	}
	p, err := read(flags.Arg(0), *name, *report, strings.Split(*list, ","))
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, p.draw())
	return err
}

// row is one row of a table as its JSON file holds it; numbers keep their digits.
type row map[string]any

// text returns the cell as words, or "" when it is null or absent.
func (r row) text(column string) string {
	switch v := r[column].(type) {
	case nil:
		return ""
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = fmt.Sprint(item)
		}
		return strings.Join(items, ", ")
	default:
		return fmt.Sprint(v)
	}
}

// read takes the rows of one report out of the data package in dir, and what the picture says around them.
func read(dir, table, report string, columns []string) (*picture, error) {
	set, err := schemas.Load()
	if err != nil {
		return nil, fmt.Errorf("load schemas: %w", err)
	}
	schema := set.Table(table)
	if schema == nil || schema.ID == "" || schema.Index("report_id") < 0 {
		return nil, fmt.Errorf("%w: no table of a report's rows is named %q", errUsage, table)
	}
	reports, err := load(dir, "reports")
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(reports, func(r row) bool { return report == "" || r.text("report_id") == report })
	if at < 0 {
		return nil, fmt.Errorf("no report %q in %s", report, dir)
	}
	rows, err := load(dir, table)
	if err != nil {
		return nil, err
	}
	evidence, err := load(dir, "evidence")
	if err != nil {
		return nil, err
	}
	about := reports[at]
	rows = slices.DeleteFunc(rows, func(r row) bool { return r.text("report_id") != about.text("report_id") })
	if len(rows) == 0 {
		return nil, fmt.Errorf("table %s holds no row of report %s", table, about.text("report_id"))
	}
	p := &picture{arabic: strings.HasPrefix(about.text("language"), "ar"), source: about.text("source_name")}
	p.title = pick(p.arabic, schema.TitleAr, schema.Title)
	for _, c := range columns {
		f := schema.Field(c)
		if f == nil {
			return nil, fmt.Errorf("%w: table %s has no column %q", errUsage, table, c)
		}
		col := column{title: pick(p.arabic, f.TitleAr, f.Title), name: c}
		for _, r := range rows {
			col.cells = append(col.cells, r.text(c))
		}
		p.columns = append(p.columns, col)
	}
	proof := set.Table("evidence")
	col := column{title: pick(p.arabic, proof.TitleAr, proof.Title), name: "line_start–line_end"}
	for _, r := range rows {
		col.cells = append(col.cells, linesOf(evidence, table, r.text(schema.ID)))
	}
	p.columns = append(p.columns, col)
	return p, nil
}

// linesOf lists the source lines that the row rests on, each span once, in the order of the evidence.
func linesOf(evidence []row, table, id string) string {
	var spans []string
	for _, e := range evidence {
		if e.text("table_name") != table || e.text("row_id") != id || e["column_name"] != nil {
			continue
		}
		span := e.text("line_start")
		if end := e.text("line_end"); end != span {
			span += "–" + end
		}
		if !slices.Contains(spans, span) {
			spans = append(spans, span)
		}
	}
	return strings.Join(spans, ", ")
}

// load reads a table of the data package in dir.
func load(dir, table string) ([]row, error) {
	path := filepath.Join(dir, "data", table+".json")
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", table, err)
	}
	var rows []row
	dec := json.NewDecoder(f)
	dec.UseNumber()
	err = dec.Decode(&rows)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rows, nil
}

func pick(arabic bool, ar, en string) string {
	if arabic {
		return ar
	}
	return en
}
