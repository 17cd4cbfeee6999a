package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
	"mahdar/pipeline/evaluate"
)

func newRules(a *app) *cobra.Command {
	group := &cobra.Command{
		Use:   "rules",
		Short: "List and test the rules that make rows of sentences",
		Long: `Rules are files in the folder rules of the settings' rules (--rules adds one's own); docs/rules.md says how they are
written.`,
		Example: "  mahdar rules list\n  mahdar rules test --rules my-rules",
		Args:    cobra.NoArgs,
		RunE: run(func(context.Context, *cobra.Command, []string) error {
			return usage(errors.New("rules: want list or test"))
		}),
	}
	list := &cobra.Command{
		Use:     "list",
		Short:   "Print the id, what it makes, the number of examples, the file and the purpose of every rule, parted by tabs",
		Example: "  mahdar rules list",
		Args:    cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			know, err := a.learn(cmd)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(a.out)
			for _, language := range know.Languages() {
				for _, r := range know.Rules[language].List() {
					fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", r.ID, r.Makes, len(r.Examples), r.File, r.About) //nolint:errcheck // Flush returns it
				}
			}
			return w.Flush()
		}),
	}
	var gold string
	test := &cobra.Command{
		Use:   "test [REPORT...]",
		Short: "Run the examples of every rule; on reports, find rules that never fire and rules that overlap",
		Long: `Runs the examples of every rule. With REPORTs it also prints the rules for tables that make no record of any of them (of
the languages of the reports) and the pairs of rules that claim the same cells from the same words. With --gold, a file or
folder of facts with the reports beside them, it prints how right each rule is, as mahdar eval --by-rule does.`,
		Example: `  mahdar rules test --rules my-rules
  mahdar rules test reports/
  mahdar rules test --gold corpus`,
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			know, err := pipeline.Learn(cfg)
			if err != nil {
				return usage(err)
			}
			if err := errors.Join(know.TryExamples(ctx)...); err != nil {
				return err
			}
			examples, rules := 0, 0
			for _, language := range know.Languages() {
				for _, r := range know.Rules[language].List() {
					examples, rules = examples+len(r.Examples), rules+1
				}
			}
			a.say("%s of %s hold", plural(examples, "example", "examples"), plural(rules, "rule", "rules"))
			if len(args) > 0 {
				inputs, err := a.inputs(args, "", cfg.Ingest.MaxBytes)
				if err != nil {
					return err
				}
				used, err := know.Use(ctx, cfg, inputs)
				if err != nil {
					return err
				}
				if err := a.writeUsage(used); err != nil {
					return err
				}
			}
			if gold == "" {
				return nil
			}
			results, err := score(ctx, cfg, know, gold, "")
			if err != nil {
				return err
			}
			return evaluate.WriteRules(a.out, results)
		}),
	}
	test.Flags().StringVar(&gold, "gold", "", "`path` of facts with their reports beside them, to measure each rule on")
	for _, c := range []*cobra.Command{list, test} {
		addSettings(c.Flags(), "rules.dir", "schemas.dir")
		group.AddCommand(c)
	}
	return group
}

func (a *app) writeUsage(u pipeline.Usage) error {
	w := bufio.NewWriter(a.out)
	for _, id := range u.Dead {
		fmt.Fprintf(w, "never fires\t%s\n", id) //nolint:errcheck // Flush returns it
	}
	for _, o := range u.Overlaps {
		fmt.Fprintf(w, "overlap\t%s\t%s\t%s\n", o.First, o.Second, plural(o.Cells, "cell", "cells")) //nolint:errcheck // Flush returns it
	}
	return w.Flush()
}
