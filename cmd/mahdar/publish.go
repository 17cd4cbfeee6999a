package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"mahdar/pipeline/publish"
)

func newPublish(a *app) *cobra.Command {
	var o publish.Options
	var dry bool
	cmd := &cobra.Command{
		Use:   "publish TARGET PACKAGE",
		Short: "Bring a data package to a portal, an object store or a web site",
		Long: `Compares a data package with what the target holds and brings the target what it lacks. Only files whose hash differs
travel; publishing the same package again changes nothing, and after an interruption the same command does the rest.
The descriptor travels last, so that who finds it finds the files. A TARGET is one of

  folder:PATH  a folder that a web server shows: PATH/NAME for the package, and in PATH index.html and catalog.jsonld
               over all packages there
  s3://BUCKET/PREFIX?endpoint=URL&region=NAME
               an object store that speaks the S3 API; the keys come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and,
               for keys that end, AWS_SESSION_TOKEN; without endpoint it is Amazon's
  ckan:URL     a CKAN portal: a dataset of the name of the package, with one resource per file; an API token comes from
               CKAN_TOKEN
  zenodo:, zenodo:sandbox, zenodo:URL
               Zenodo, its sandbox, or another repository of InvenioRDM: a record that is found by the identifier
               urn:mahdar:NAME; a token comes from ZENODO_TOKEN. Without --publish it stays a draft

Calls that fail for the moment are repeated, after the time that the target asks for. Secrets come from variables
alone and are never printed.

--dry-run prints the plan on standard output and changes nothing: per step the reason (new, changed, unchanged, gone,
finish), the call and the file, parted by tabs.`,
		Example: `  mahdar publish --dry-run folder:site output
  mahdar publish folder:site output
  mahdar publish --prune 's3://data/elections?endpoint=https://s3.example.org' output
  mahdar publish --organization observers ckan:https://data.example.org output
  mahdar publish --publish zenodo:sandbox output`,
		Args: exactly(2, "a TARGET and a PACKAGE (the folder that holds datapackage.json)"),
		RunE: run(func(ctx context.Context, _ *cobra.Command, args []string) error {
			o.Getenv, o.Log = os.Getenv, a.log()
			target, err := publish.Open(args[0], o)
			if err != nil {
				return usage(fmt.Errorf("publish: %w", err))
			}
			p, err := publish.Read(args[1])
			if err != nil {
				return err
			}
			plan, err := target.Plan(ctx, p)
			if err != nil {
				return stopped(err)
			}
			if dry {
				return plan.Write(a.out)
			}
			return a.publish(ctx, plan)
		}),
	}
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, "print what would be done and do nothing")
	cmd.Flags().BoolVar(&o.Prune, "prune", false, "remove from a store or portal what an earlier version published and this one lacks")
	cmd.Flags().StringVar(&o.Organization, "organization", "", "CKAN: `name` of the organization that owns a new dataset")
	cmd.Flags().StringVar(&o.TokenHeader, "token-header", "Authorization", "CKAN: `name` of the header that carries the token")
	cmd.Flags().BoolVar(&o.Publish, "publish", false, "Zenodo: publish the draft, which cannot be undone")
	return cmd
}

// publish carries a plan out and says what came of it.
func (a *app) publish(ctx context.Context, plan *publish.Plan) error {
	calls := plan.Calls()
	progress := a.progress("steps")
	progress.Start(calls)
	err := publish.Apply(ctx, plan, func(s publish.Step) { progress.Report(s.Call) })
	progress.Done()
	if err != nil {
		return stopped(err)
	}
	a.say("%d new, %d changed, %d unchanged, %d gone; %s", plan.Count(publish.New), plan.Count(publish.Changed), plan.Count(publish.Unchanged),
		plan.Count(publish.Gone), plural(calls, "step", "steps"))
	for _, n := range plan.Notes {
		a.say("%s", n)
	}
	return nil
}

// stopped says how an interrupted publishing goes on.
func stopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("publish: interrupted (the same command does the rest)")
	}
	return fmt.Errorf("publish: %w", err)
}
