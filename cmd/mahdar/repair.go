package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"mahdar/pipeline"
	"mahdar/pipeline/document"
)

func newRepair(a *app) *cobra.Command {
	var edits string
	var diff bool
	cmd := &cobra.Command{
		Use:   "repair REPORT",
		Short: "Print the repaired text of a report, or what was repaired",
		Long: `Prints the text as the other stages read it: stretching lines removed, swapped ligatures put right, lines in
reading order. Line i of the output is line i of the report. - reads standard input.

--diff shows people each line that was changed, before and after, with its edits, and what is only suggested or could not be
mended; the last line gives the verdict. --edits json prints every edit for programs, one a line: class, status (applied,
suggested or left), place (lines, and bytes of the report's text from 0), from, to, posterior and alternatives; the last line
is the verdict with the counts of words.`,
		Example: `  mahdar repair report.txt > repaired.txt
  mahdar repair report.pdf
  mahdar repair --diff report.txt
  mahdar repair --edits json report.txt`,
		Args: exactly(1, "one REPORT"),
		RunE: run(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			if edits != "" && edits != "json" {
				return usage(fmt.Errorf("unknown form of edits %q (want json)", edits))
			}
			if edits != "" && diff {
				return usage(fmt.Errorf("--diff and --edits exclude each other"))
			}
			cfg, _, err := a.load(cmd)
			if err != nil {
				return err
			}
			inputs, err := a.inputs(args, "", cfg.Ingest.MaxBytes)
			if err != nil {
				return err
			}
			cfg.Run.Stages = []string{"ingest", "repair"}
			know, err := pipeline.Learn(cfg)
			if err != nil {
				return usage(err)
			}
			show := printText
			switch {
			case diff:
				show = printDiff
			case edits != "":
				show = printEdits
			}
			sum, err := pipeline.Run(ctx, pipeline.Stages(cfg, know), inputs, printer{a.out, show}, pipeline.Options{Workers: 1, Log: a.log()})
			if err != nil {
				return err
			}
			return failures(sum)
		}),
	}
	cmd.Flags().BoolVar(&diff, "diff", false, "show the lines that were changed")
	cmd.Flags().StringVar(&edits, "edits", "", "list every edit in this `form`: json")
	addSettings(cmd.Flags(), "ingest.max_bytes")
	return cmd
}

// printer writes something of the reports that it is given.
type printer struct {
	out   io.Writer
	print func(io.Writer, *document.Document) error
}

func (p printer) Add(d *document.Document) error { return p.print(p.out, d) }

func printText(out io.Writer, d *document.Document) error {
	_, err := io.WriteString(out, d.Text.Content)
	return err
}

// editRow is an edit as programs read it.
type editRow struct {
	Class        string   `json:"class"`
	Status       string   `json:"status"`
	LineStart    int      `json:"line_start"`
	LineEnd      int      `json:"line_end"`
	ByteStart    int32    `json:"byte_start"`
	ByteEnd      int32    `json:"byte_end"`
	From         string   `json:"from"`
	To           string   `json:"to"`
	Posterior    float64  `json:"posterior"`
	Alternatives []string `json:"alternatives,omitempty"`
}

// verdictRow is the last line.
type verdictRow struct {
	Verdict  document.Verdict `json:"verdict"`
	Score    float64          `json:"damage_score"`
	Words    int              `json:"words"`
	Repaired int              `json:"repaired"`
	Left     int              `json:"left"`
}

func printEdits(out io.Writer, d *document.Document) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	at := sourceLines(&d.Source)
	for _, e := range d.Text.Edits {
		row := editRow{
			e.Class, e.Status, at(e.Start), at(max(e.Start, e.End-1)), d.Source.Offsets[e.Start], d.Source.Offsets[e.End],
			e.From, e.To, float64(int(e.Posterior*1e4+0.5)) / 1e4, e.Alternatives,
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	m := d.Text.Damage
	return enc.Encode(verdictRow{m.Verdict, float64(int(m.Score()*1e4+0.5)) / 1e4, m.Words, m.Repaired, m.Left})
}

// sourceLines returns a function that tells the line, from 1, of characters that are asked for in rising order.
func sourceLines(src *document.Source) func(int) int {
	starts := []int{0}
	for i, r := range src.Runes {
		if r == '\n' {
			starts = append(starts, i+1)
		}
	}
	return func(i int) int {
		lo, hi := 0, len(starts)
		for lo+1 < hi {
			if mid := (lo + hi) / 2; starts[mid] <= i {
				lo = mid
			} else {
				hi = mid
			}
		}
		return lo + 1
	}
}

// printDiff shows the lines that were changed or of which something is open.
func printDiff(out io.Writer, d *document.Document) error {
	before, after := strings.Split(string(d.Source.Runes), "\n"), strings.Split(d.Text.Content, "\n")
	at := sourceLines(&d.Source)
	edits := make(map[int][]document.Edit)
	for _, e := range d.Text.Edits {
		line := at(e.Start)
		edits[line] = append(edits[line], e)
	}
	var b strings.Builder
	for i := range before {
		list := edits[i+1]
		if before[i] == after[i] && len(list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%d\n- %s\n+ %s\n", i+1, before[i], after[i])
		dropped := 0
		for _, e := range list {
			if e.Status == document.Applied && e.To == "" && len([]rune(e.From)) == 1 {
				dropped++
				continue
			}
			sayEdit(&b, e)
		}
		if dropped > 0 {
			fmt.Fprintf(&b, "  applied  %d characters dropped\n", dropped)
		}
		b.WriteString("\n")
	}
	m := d.Text.Damage
	fmt.Fprintf(&b, "%s: %d of %d words repaired, %d left\n", m.Verdict, m.Repaired, m.Words, m.Left)
	_, err := io.WriteString(out, b.String())
	return err
}

func sayEdit(b *strings.Builder, e document.Edit) {
	fmt.Fprintf(b, "  %-9s %s ", e.Status, e.Class)
	if len([]rune(e.From)) > 60 {
		b.WriteString("the line")
	} else {
		fmt.Fprintf(b, "%s → %s", e.From, e.To)
	}
	if e.Posterior > 0 {
		fmt.Fprintf(b, " (%.2f)", e.Posterior)
	}
	if len(e.Alternatives) > 0 {
		fmt.Fprintf(b, ", or %s", strings.Join(e.Alternatives, ", "))
	}
	b.WriteString("\n")
}
