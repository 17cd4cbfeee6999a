package main

import (
	"context"

	"github.com/spf13/cobra"

	"mahdar/pipeline/evaluate"
)

func newEval(a *app) *cobra.Command {
	var asJSON, faults bool
	cmd := &cobra.Command{
		Use:   "eval GOLD PACKAGE",
		Short: "Measure a data package against facts that a reader found",
		Long: `Aligns the rows of a data package one to one with the facts in GOLD, a JSON file or a folder of such files, and
prints precision, recall and F1 of rows and cells, and how much of the evidence stands on the right lines. Where
PACKAGE holds one folder per report, each is measured with its own.`,
		Example: `  mahdar eval gold.json output
  mahdar eval --json gold/ output
  mahdar eval --faults gold.json output`,
		Args: exactly(2, "GOLD and PACKAGE"),
		RunE: run(func(_ context.Context, _ *cobra.Command, args []string) error {
			results, err := evaluate.Run(args[0], args[1])
			if err != nil {
				return err
			}
			if asJSON {
				return evaluate.WriteJSON(a.out, results)
			}
			return evaluate.WriteText(a.out, results, faults)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&faults, "faults", false, "list the missed and extra rows and the wrong cells")
	return cmd
}
