package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
	"mahdar/pipeline/ingest"
)

// rowID matches the ids of rows.
var rowID = regexp.MustCompile(`^[a-z2-7]{12}$`)

func newExplain(a *app) *cobra.Command {
	var dir, report, heading string
	cmd := &cobra.Command{
		Use:   "explain SENTENCE | ROW",
		Short: "Tell what rules make of a sentence, or what a row rests on",
		Long: `Of a SENTENCE it prints the tokens, the annotations, what each rule claims and from which words, which rules nearly did
and why they refused, and the rows. --heading puts the sentence below a heading: many rules look at certain sections
only. Of a ROW, by its id, in the data package that --package names or of the file that --report names, it prints the
cells and for each the words, their place and the rule.

The reasons of refusals: missing:SLOT (nothing was found for it), subject_unresolved (it is not said whom the section is
about), negated and excluded (the rule excludes such words), need, has and inside (it wants words that are not there),
section (it looks at other sections), join (it goes on with what came before).`,
		Example: `  mahdar explain "Maria Lind won 54.2% of the votes." --heading Results
  mahdar explain y75tytsa2eqy --package output
  mahdar explain y75tytsa2eqy --report report.txt`,
		Args: exactly(1, "one SENTENCE, in quotation marks, or the id of a ROW"),
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			know, err := pipeline.Learn(cfg)
			if err != nil {
				return usage(err)
			}
			switch {
			case dir != "":
				return pipeline.WriteRow(a.out, dir, args[0], know)
			case report != "":
				inputs, err := a.inputs([]string{report}, "", cfg.Ingest.MaxBytes)
				if err != nil {
					return err
				}
				d, err := pipeline.Trace(ctx, cfg, know, inputs[0])
				if err != nil {
					return err
				}
				return pipeline.WriteRowOf(a.out, d, args[0], know)
			case rowID.MatchString(args[0]):
				return usage(fmt.Errorf("explain %s: --package: name the data package that holds the row, or the report with --report", args[0]))
			}
			d, err := pipeline.Trace(ctx, cfg, know, pipeline.Sentence(args[0], heading))
			if refused, ok := errors.AsType[*ingest.Error](err); ok {
				return refused.Err
			}
			if err != nil {
				return err
			}
			return pipeline.WriteTrace(a.out, d, know)
		}),
	}
	cmd.Flags().StringVarP(&dir, "package", "p", "", "`folder` of the data package that holds the row")
	cmd.Flags().StringVar(&report, "report", "", "`file` that the row is made from")
	cmd.MarkFlagsMutuallyExclusive("package", "report")
	cmd.Flags().StringVar(&heading, "heading", "", "heading that the sentence stands below")
	addSettings(cmd.Flags(), "rules.dir", "schemas.dir")
	return cmd
}
