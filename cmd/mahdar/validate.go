package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
)

func newValidate(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate PACKAGE",
		Short: "Check a data package against its descriptor and its schemas",
		Long: `Checks that the files of a data package are those that its descriptor lists, byte by byte, that CSV, JSON and
JSON Lines tell the same rows, and that all rows fit the schemas: types, required cells, allowed values, keys and
references. Each fault is one line on standard output; the exit status is then 1.`,
		Example: `  mahdar validate output
  mahdar validate --schemas my-schemas dataset`,
		Args: exactly(1, "one PACKAGE (the folder that holds datapackage.json)"),
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			set, err := pipeline.Schemas(cfg.Schemas)
			if err != nil {
				return usage(err)
			}
			faults, err := pipeline.Inspect(ctx, args[0], set)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(a.out)
			for _, f := range faults {
				fmt.Fprintln(w, f) //nolint:errcheck // Flush returns it
			}
			if err := w.Flush(); err != nil {
				return err
			}
			if len(faults) > 0 {
				return fmt.Errorf("validate %s: %s", args[0], plural(len(faults), "fault", "faults"))
			}
			a.say("%s is in order", args[0])
			return nil
		}),
	}
	addSettings(cmd.Flags(), "schemas.dir")
	return cmd
}
