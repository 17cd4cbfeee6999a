package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

func newValidate(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate PACKAGE",
		Short: "Check a data package against its schemas",
		Long: `Reads every table of a data package and checks types, required cells, allowed values, keys and references, and that
the formats hold the same rows. What is wrong is printed, and the exit status is then 1.`,
		Example: `  mahdar validate output`,
		Args:    exactly(1, "one PACKAGE (the folder that holds datapackage.json)"),
		RunE: run(func(_ context.Context, _ *cobra.Command, _ []string) error {
			return errors.New("checking packages is not built in")
		}),
	}
	return cmd
}
