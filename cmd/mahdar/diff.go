package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"mahdar/pipeline/diff"
)

func newDiff(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell what differs between two data packages",
		Long: `Compares the tables of two data packages row by row: rows are paired by the primary key of their table. Prints the rows added,
removed and changed, with the cells that differ. The exit status is 0 when nothing differs and 1 when something does.`,
		Example: "  mahdar diff output new-output\n  mahdar diff --json output new-output > changes.json",
		Args:    exactly(2, "the OLD and the NEW package"),
		RunE: run(func(_ context.Context, _ *cobra.Command, args []string) error {
			r, err := diff.Packages(args[0], args[1])
			if err != nil {
				return err
			}
			write := r.WriteText
			if asJSON {
				write = r.WriteJSON
			}
			if err := write(a.out); err != nil {
				return err
			}
			if len(r.Tables) > 0 {
				return errors.New("diff: " + plural(len(r.Tables), "table differs", "tables differ"))
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of text")
	return cmd
}
