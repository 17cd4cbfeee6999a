package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/describe"
	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
)

func newRun(a *app) *cobra.Command {
	var id string
	cmd := &cobra.Command{
		Use:   "run REPORT...",
		Short: "Turn reports into one data package",
		Long: `Reads reports and writes one data package: datapackage.json and every table in each format. A REPORT is a file, a
folder (every file below it whose name ends in .txt, .pdf, .html, .htm, .xhtml, .docx or .epub), a pattern in quotation
marks, or - for standard input. What a file is, its content tells: plain text, an HTML page, a DOCX or an EPUB file.
Of a page the text is read and what stands around it left out; tables become one line a row. The bytes that evidence
names are then those of the text extracted, which --texts keeps in the package.

The package is written beside its place and moved there once it is whole: a run that stops leaves an older package
as it was. A report that cannot be read is named and the others are written; the exit status is then 1. The same
reports and settings give the same bytes, whatever the number of workers.`,
		Example: `  mahdar run report.txt
  mahdar run --output dataset --format csv,jsonl reports/
  mahdar run --config mahdar.yaml --workers 4 'reports/*-2024.txt'
  mahdar run --texts --output dataset report.pdf
  curl -s https://example.org/report.txt | mahdar run --id example-2024 -
  mahdar run --strict report.txt || test $? = 3`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("run: want at least one REPORT (a file, a folder, a pattern, or - for standard input)")
			}
			return nil
		},
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			inputs, err := a.inputs(args, id, cfg.Ingest.MaxBytes)
			if err != nil {
				return err
			}
			return a.run(ctx, cfg, inputs)
		}),
	}
	addSettings(cmd.Flags(), "emit.output", "emit.formats", "emit.quotes", "emit.texts", "run.workers", "run.strict", "ingest.max_bytes", "rules.dir", "schemas.dir", "overrides.files")
	cmd.Flags().StringVar(&id, "id", "", "id of the report, when there is only one; else the slug of its file name")
	return cmd
}

// inputs returns the reports that args name. Standard input is read here, one byte beyond the limit at most.
func (a *app) inputs(args []string, id string, limit int64) ([]pipeline.Input, error) {
	inputs, err := pipeline.Inputs(args)
	if err != nil {
		return nil, usage(err)
	}
	if id != "" {
		if len(inputs) != 1 {
			return nil, usage(fmt.Errorf("--id: names one report, got %d", len(inputs)))
		}
		if slug := config.Slug(id); slug != id {
			return nil, usage(fmt.Errorf("--id: %q is no report id (want lower-case letters, digits and single hyphens, as in %q)", id, slug))
		}
		inputs[0].ID = id
	}
	for i := range inputs {
		if inputs[i].Path != pipeline.Stdin {
			continue
		}
		inputs[i].Bytes, err = io.ReadAll(io.LimitReader(a.in, limit+1))
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
	}
	return inputs, nil
}

// aboutOf returns what the settings say of the package.
func aboutOf(e config.Emit) describe.Package {
	p := describe.Package{Description: e.Description, URL: strings.TrimSuffix(e.URL, "/"), Published: e.Published, Publisher: describe.Agent(e.Publisher), Contact: e.Contact, Keywords: e.Keywords}
	for _, c := range e.Creators {
		p.Creators = append(p.Creators, describe.Agent(c))
	}
	return p
}

// run sends the inputs through the pipeline into the data package.
func (a *app) run(ctx context.Context, cfg config.Config, inputs []pipeline.Input) error {
	start := time.Now()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		return usage(err)
	}
	a.unused(cfg.Reports, inputs)
	e := cfg.Emit
	w, err := emit.Open(emit.Options{
		Dir: e.Output, Formats: e.Formats, Schemas: know.Schemas, Name: e.Name, Title: e.Title, Licence: e.Licence, Version: e.Version,
		Texts:       e.Texts,
		Descriptors: e.Descriptors, About: aboutOf(e),
	})
	if err != nil {
		return err
	}
	sum, err := pipeline.Run(ctx, pipeline.Stages(cfg, know), inputs, w, pipeline.Options{
		Workers: cfg.Run.Workers, Reports: cfg.Reports, Quotes: cfg.Emit.Quotes, Log: a.log(), Progress: a.progress("reports"),
	})
	if err == nil && sum.Reports == 0 {
		err = failures(sum) // nothing to write: an older package stays
	}
	if err != nil {
		return errors.Join(err, w.Abort())
	}
	if err := w.Close(); err != nil {
		return err
	}
	a.summarize(cfg, sum, time.Since(start))
	if err := failures(sum); err != nil {
		return err
	}
	if n := sum.Found[document.Error]; cfg.Run.Strict && n > 0 {
		return &statusError{exitStrict, fmt.Errorf("--strict: %s of severity error", plural(n, "discrepancy", "discrepancies"))}
	}
	return nil
}

// unused tells of entries in the settings that no report of the run has, which is most often a slip in the id.
func (a *app) unused(reports []config.Report, inputs []pipeline.Input) {
	have := make(map[string]bool, len(inputs))
	for _, in := range inputs {
		have[in.ID] = true
	}
	for i, r := range reports {
		if !have[r.ID] {
			a.log().Info("no such report in this run", "setting", fmt.Sprintf("reports[%d]", i), "id", r.ID)
		}
	}
}

// failures joins the failures of a run, or is nil.
func failures(sum pipeline.Summary) error {
	var errs []error
	for _, f := range sum.Failures {
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

// summarize prints the outcome of a run on one line. Only a terminal is told the time: elsewhere the same run says the same.
func (a *app) summarize(cfg config.Config, sum pipeline.Summary, took time.Duration) {
	var rows []string
	for _, t := range sum.Rows {
		if t.Rows > 0 {
			rows = append(rows, fmt.Sprintf("%s %d", t.Table, t.Rows))
		}
	}
	if len(rows) == 0 {
		rows = []string{"no rows"}
	}
	line := fmt.Sprintf("%s: %s", plural(sum.Reports, "report", "reports"), strings.Join(rows, ", "))
	line += fmt.Sprintf("; %s of severity error, %s", plural(sum.Found[document.Error], "discrepancy", "discrepancies"),
		plural(sum.Found[document.Warning], "warning", "warnings"))
	if n := len(sum.Failures); n > 0 {
		line += fmt.Sprintf("; %s failed", plural(n, "report", "reports"))
	}
	line += "; written to " + cfg.Emit.Output
	if isTerminal(a.err) {
		line += fmt.Sprintf(" in %.1f s", took.Seconds())
	}
	a.say("%s", line)
	if s := histogram(sum.Unclaimed); s != "" {
		a.say("unclaimed: %s", s)
	}
}

// histogram writes counts, the largest first.
func histogram(counts map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s %d", k, counts[k])
	}
	return strings.Join(keys, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
