package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/document"
	"mahdar/pipeline/evaluate"
)

func newEval(a *app) *cobra.Command {
	var asJSON, faults, byRule, trust, watch bool
	cmd := &cobra.Command{
		Use:   "eval GOLD [PACKAGE | REPORTS]",
		Short: "Measure rows against facts that a reader found",
		Long: `Aligns rows one to one with the facts in GOLD, a JSON file or a folder of such files, and prints precision, recall and
F1 of rows and cells, and how much of the evidence stands on the right lines.

The rows are those of PACKAGE, a data package; where it holds one folder per report, each is measured with its own. Else
the reports are read anew, all in one process: those of the same names as the gold files, in the folder REPORTS or beside
them. This is the loop in which rules are written: a line for each report, a block for each language and, with --by-rule,
a line for each rule, the least precise first.`,
		Example: `  mahdar eval gold.json output
  mahdar eval --json gold/ output
  mahdar eval --faults gold.json output
  mahdar eval --rules config --by-rule corpus
  mahdar eval --rules config --watch corpus
  mahdar eval --faults corpus/kenya.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return fmt.Errorf("want GOLD and, where the rows are not to be read anew, PACKAGE; got %d arguments", len(args))
			}
			return nil
		},
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			fresh := len(args) == 1 || !holdsPackage(args[1])
			if fresh && len(args) > 1 && holds(args[1], "datapackage.json") {
				return usage(fmt.Errorf("eval %s: the package has no tables in JSON, which eval reads; write it with --format json", args[1]))
			}
			once := func() error {
				results, err := a.results(ctx, cmd, args, fresh)
				if err != nil {
					return err
				}
				switch {
				case asJSON:
					return evaluate.WriteJSON(a.out, results)
				case fresh:
					err = evaluate.WriteReports(a.out, results, faults)
				default:
					err = evaluate.WriteText(a.out, results, faults)
				}
				for _, more := range []struct {
					wanted bool
					write  func(io.Writer, []evaluate.Result) error
				}{{byRule, evaluate.WriteRules}, {trust, evaluate.WriteTrust}} {
					if err == nil && more.wanted {
						fmt.Fprintln(a.out) //nolint:errcheck // write meets the same error
						err = more.write(a.out, results)
					}
				}
				return err
			}
			if !watch {
				return once()
			}
			rules, _ := cmd.Flags().GetString("rules")
			return a.watch(ctx, append([]string{rules}, args...), once)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&faults, "faults", false, "list the missed and extra rows and the wrong cells")
	cmd.Flags().BoolVar(&watch, "watch", false, "measure anew whenever a file of --rules or of the paths changes, until interrupted")
	cmd.Flags().BoolVar(&trust, "confidence", false, "print what share of the cells of each status and score is right")
	cmd.Flags().BoolVar(&byRule, "by-rule", false, "print a line for each rule")
	addSettings(cmd.Flags(), "run.workers", "rules.dir", "schemas.dir")
	return cmd
}

// watchEvery is how often files are looked at for changes.
const watchEvery = 300 * time.Millisecond

// watch runs once now and whenever a file at or below the paths changes. What goes wrong is told, and the watch goes on.
func (a *app) watch(ctx context.Context, paths []string, once func() error) error {
	last := ""
	for {
		if now := fingerprint(paths); now != last {
			last = now
			if err := once(); err != nil {
				a.say("%v", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery):
		}
	}
}

// fingerprint changes when a file at or below the paths does.
func fingerprint(paths []string) string {
	var b strings.Builder
	for _, path := range paths {
		if path == "" {
			continue
		}
		_ = filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil //nolint:nilerr // what cannot be seen is told when it is read
			}
			if info, err := e.Info(); err == nil {
				fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return b.String()
}

// holdsPackage reports whether a folder is a data package with tables in JSON, or holds some.
func holdsPackage(folder string) bool { return holds(folder, filepath.Join("data", "*.json")) }

// holds reports whether a folder, or one in it, holds a file.
func holds(folder, pattern string) bool {
	for _, in := range [...]string{"", "*"} {
		if found, _ := filepath.Glob(filepath.Join(folder, in, pattern)); len(found) > 0 {
			return true
		}
	}
	return false
}

// results measures a data package, or reports read anew.
func (a *app) results(ctx context.Context, cmd *cobra.Command, args []string, fresh bool) ([]evaluate.Result, error) {
	if !fresh {
		return evaluate.Run(args[0], args[1])
	}
	cfg, _, err := a.load(cmd)
	if err != nil {
		return nil, err
	}
	know, err := pipeline.Learn(cfg)
	if err != nil {
		return nil, usage(err)
	}
	reports := ""
	if len(args) > 1 {
		if _, err := os.Stat(args[1]); err != nil {
			return nil, usage(fmt.Errorf("eval %s: no data package and no folder of reports", args[1]))
		}
		reports = args[1]
	}
	return score(ctx, cfg, know, args[0], reports)
}

// score reads the reports of the gold files at path and measures their rows.
func score(ctx context.Context, cfg config.Config, know *pipeline.Knowledge, path, reports string) ([]evaluate.Result, error) {
	golds, files, err := evaluate.Beside(path, reports, pipeline.Extensions())
	if err != nil {
		return nil, err
	}
	inputs := make([]pipeline.Input, len(golds))
	sink := &scorer{know: know, golds: map[string]evaluate.Gold{}}
	for i, g := range golds {
		if _, twice := sink.golds[g.Report]; twice {
			return nil, fmt.Errorf("gold %s: two files are about the report %s", path, g.Report)
		}
		inputs[i], sink.golds[g.Report] = pipeline.Input{ID: g.Report, Path: files[i]}, g
	}
	sum, err := pipeline.Run(ctx, pipeline.Stages(cfg, know), inputs, sink, pipeline.Options{Workers: cfg.Run.Workers, Reports: cfg.Reports})
	return sink.results, errors.Join(err, failures(sum))
}

// scorer is a sink that measures each report that it is given.
type scorer struct {
	know    *pipeline.Knowledge
	golds   map[string]evaluate.Gold
	results []evaluate.Result
}

func (s *scorer) Add(d *document.Document) error {
	s.results = append(s.results, evaluate.Score(s.golds[d.ID], evaluate.Document(d, s.know.Schemas)))
	return nil
}
