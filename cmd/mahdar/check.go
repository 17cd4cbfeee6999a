package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mahdar/config"
	"mahdar/pipeline/readiness"
)

func newCheck(a *app) *cobra.Command {
	var names []string
	format := "text"
	cmd := &cobra.Command{
		Use:   "check PACKAGE",
		Short: "Tell whether a data package is ready to be published, and what to mend",
		Long: `Holds a data package against what portals, archives and readers want of it, and says for each finding where it is, what
is wrong and which setting mends it. Nothing is fetched and nothing is written. The profiles are frictionless (Data Package
2.0 and 1), ckan, zenodo, dcat-ap, croissant, nist (election results report) and all; docs/check.md lists what each wants.

What a place would refuse or could not use is a must, what makes a package better found, read or trusted a should. The exit
status is 1 when a must is not met. mahdar validate checks the rows against their schemas, and mahdar checks lists the checks of
what reports contradict.`,
		Example: `  mahdar check output
  mahdar check --profile ckan,dcat-ap output
  mahdar check --profile zenodo --format json output > readiness.json`,
		Args: exactly(1, "one PACKAGE (the folder that holds datapackage.json)"),
		RunE: run(func(ctx context.Context, _ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usage(fmt.Errorf("--format: unknown format %q (want one of text, json)", format))
			}
			profiles, err := chosenProfiles(names)
			if err != nil {
				return usage(err)
			}
			report, err := readiness.Check(ctx, args[0], profiles)
			if err != nil {
				return err
			}
			write := report.WriteText
			if format == "json" {
				write = report.WriteJSON
			}
			if err := write(a.out); err != nil {
				return err
			}
			if report.Must > 0 {
				return fmt.Errorf("check %s: %s to mend before it is published", args[0], plural(report.Must, "fault", "faults"))
			}
			return nil
		}),
	}
	cmd.Flags().StringSliceVarP(&names, "profile", "p", []string{"all"}, "profiles, parted by commas: all, or some of "+strings.Join(readiness.Profiles(), ", "))
	cmd.Flags().StringVar(&format, "format", format, "text for people, or json for programs")
	return cmd
}

// chosenProfiles returns the profiles named.
func chosenProfiles(names []string) ([]string, error) {
	known := append([]string{"all"}, readiness.Profiles()...)
	if len(names) == 0 {
		return nil, errors.New("--profile: no profile is named")
	}
	for _, n := range names {
		if !slices.Contains(known, n) {
			return nil, fmt.Errorf("--profile: unknown profile %q%s", n, config.Suggest(n, known))
		}
	}
	if slices.Contains(names, "all") {
		return known, nil
	}
	return names, nil
}
