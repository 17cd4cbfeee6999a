package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
	"mahdar/pipeline/document"
)

func newRepair(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "repair REPORT",
		Short: "Print the repaired text of a report",
		Long: `Prints the text as the other stages read it: stretching lines removed, swapped ligatures put right, lines in
reading order. Line i of the output is line i of the report. - reads standard input.`,
		Example: `  mahdar repair report.txt > repaired.txt
  mahdar repair report.pdf`,
		Args: exactly(1, "one REPORT"),
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			inputs, err := a.inputs(args, "", cfg.Ingest.MaxBytes)
			if err != nil {
				return err
			}
			cfg.Run.Stages = []string{"ingest", "repair"}
			know, err := pipeline.Learn(cfg)
			if err != nil {
				return usage(err)
			}
			sum, err := pipeline.Run(ctx, pipeline.Stages(cfg, know), inputs, printer{a.out}, pipeline.Options{Workers: 1, Log: a.log()})
			if err != nil {
				return err
			}
			return failures(sum)
		}),
	}
	addSettings(cmd.Flags(), "ingest.max_bytes")
	return cmd
}

// printer writes the text of the reports that it is given.
type printer struct{ out io.Writer }

func (p printer) Add(d *document.Document) error {
	_, err := io.WriteString(p.out, d.Text.Content)
	return err
}
