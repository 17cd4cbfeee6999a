package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
)

func newChecks(a *app) *cobra.Command {
	group := &cobra.Command{
		Use:   "checks",
		Short: "List and test the checks of what reports contradict",
		Long: `Checks are files in the folder checks of the rules (--rules adds one's own): each says over which rows it looks and which
expression must not hold. What they find is in the table discrepancies. Whether a data package can be published is another
question, which mahdar check answers.`,
		Example: "  mahdar checks list\n  mahdar checks test --rules my-rules",
		Args:    cobra.NoArgs,
		RunE: run(func(context.Context, *cobra.Command, []string) error {
			return usage(errors.New("checks: want list or test"))
		}),
	}
	list := &cobra.Command{
		Use:     "list",
		Short:   "Print the id, the severity, the title and the motive of every check, parted by tabs",
		Example: "  mahdar checks list",
		Args:    cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			know, err := a.learn(cmd)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(a.out)
			for _, c := range know.Checks.Specs() {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.ID, c.Severity, c.Title.En, c.Motive) //nolint:errcheck // Flush returns it
			}
			return w.Flush()
		}),
	}
	test := &cobra.Command{
		Use:     "test",
		Short:   "Run the examples of every check",
		Example: "  mahdar checks test --rules my-rules",
		Args:    cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			know, err := a.learn(cmd)
			if err != nil {
				return err
			}
			if errs := know.Checks.TryExamples(know.Schemas); len(errs) > 0 {
				return errors.Join(errs...)
			}
			n := 0
			for _, c := range know.Checks.Specs() {
				n += len(c.Examples)
			}
			a.say("%s of %s hold", plural(n, "example", "examples"), plural(len(know.Checks.Specs()), "check", "checks"))
			return nil
		}),
	}
	for _, c := range []*cobra.Command{list, test} {
		addSettings(c.Flags(), "rules.dir", "schemas.dir")
		group.AddCommand(c)
	}
	return group
}

// learn reads the rules, checks, word lists and schemas that the settings name.
func (a *app) learn(cmd *cobra.Command) (*pipeline.Knowledge, error) {
	cfg, _, err := a.load(cmd)
	if err != nil {
		return nil, err
	}
	know, err := pipeline.Learn(cfg)
	if err != nil {
		return nil, usage(err)
	}
	return know, nil
}
