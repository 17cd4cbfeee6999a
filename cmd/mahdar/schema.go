package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
	"mahdar/schemas"
)

func newSchema(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema [TABLE]",
		Short: "List the tables, or print the Table Schema of one as JSON",
		Example: `  mahdar schema
  mahdar schema results
  mahdar schema --schemas my-schemas my_table`,
		Args: cobra.MaximumNArgs(1),
		RunE: run(func(_ context.Context, cmd *cobra.Command, args []string) error {
			c, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			set, err := pipeline.Schemas(c.Schemas)
			if err != nil {
				return usage(err)
			}
			if len(args) == 0 {
				return listTables(a, set)
			}
			t := set.Table(args[0])
			if t == nil {
				return usage(fmt.Errorf("schema: unknown table %q (want one of %s)", args[0], strings.Join(tableNames(set), ", ")))
			}
			_, err = fmt.Fprintf(a.out, "%s\n", t.Descriptor())
			return err
		}),
	}
	addSettings(cmd.Flags(), "schemas.dir")
	return cmd
}

func listTables(a *app, set *schemas.Set) error {
	w := bufio.NewWriter(a.out)
	for _, t := range set.Tables() {
		fmt.Fprintf(w, "%s\t%d columns\t%s\n", t.Name, len(t.Fields), t.Title) //nolint:errcheck // Flush returns it
	}
	return w.Flush()
}

func tableNames(set *schemas.Set) []string {
	var names []string
	for _, t := range set.Tables() {
		names = append(names, t.Name)
	}
	return names
}
