package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mahdar/config"
	"mahdar/pipeline"
)

func newConfig(a *app) *cobra.Command {
	group := &cobra.Command{
		Use:   "config",
		Short: "Show and check the settings",
		Long: `The settings come from the defaults, then the file that --config names, then variables (MAHDAR_RUN_WORKERS for
run.workers), then flags; the last one wins.`,
		Example: `  mahdar config show --config mahdar.yaml
  mahdar config check --config mahdar.yaml
  mahdar config default > mahdar.yaml`,
		Args: cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			return usage(fmt.Errorf("config: want show, check or default"))
		}),
	}
	show := &cobra.Command{
		Use:     "show",
		Short:   "Print every setting with its value and where it comes from, parted by tabs",
		Example: "  mahdar config show\n  MAHDAR_RUN_WORKERS=2 mahdar config show --config mahdar.yaml",
		Args:    cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			c, origins, err := a.load(cmd)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(a.out)
			for _, s := range config.Settings(c, origins) {
				fmt.Fprintf(w, "%s\t%s\t%s\n", s.Key, s.Value, s.Origin) //nolint:errcheck // Flush returns it
			}
			return w.Flush()
		}),
	}
	check := &cobra.Command{
		Use:     "check",
		Short:   "Check the settings, the word lists, the rules and the table schemas",
		Long:    `Checks everything that a run reads before its first report and prints all that is wrong, with file and line.`,
		Example: "  mahdar config check --config mahdar.yaml\n  mahdar config check --rules my-rules --schemas my-schemas",
		Args:    cobra.NoArgs,
		RunE: run(func(_ context.Context, cmd *cobra.Command, _ []string) error {
			c, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			if _, err := pipeline.Learn(c); err != nil {
				return usage(err)
			}
			a.say("the settings are in order")
			return nil
		}),
	}
	defaults := &cobra.Command{
		Use:     "default",
		Short:   "Print the default settings as a YAML file with comments",
		Example: `  mahdar config default > mahdar.yaml`,
		Args:    cobra.NoArgs,
		RunE: run(func(context.Context, *cobra.Command, []string) error {
			raw, err := config.Files.ReadFile("default.yaml")
			if err != nil {
				return err
			}
			_, err = a.out.Write(raw)
			return err
		}),
	}
	for _, c := range []*cobra.Command{show, check} {
		addSettings(c.Flags(), "rules.dir", "schemas.dir", "overrides.files")
	}
	group.AddCommand(show, check, defaults)
	return group
}
