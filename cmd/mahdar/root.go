package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mahdar/config"
)

// app is what the commands share.
type app struct {
	in       io.Reader
	out, err io.Writer
	started  bool // the command line was understood

	file      string // of the settings
	quiet     bool
	verbose   bool
	logFormat string
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "mahdar",
		Short: "Turn narrative election reports into open datasets",
		Long: `mahdar reads narrative election reports in Arabic or English, also such as were damaged on their way out of a
PDF file, and writes what they say as tables: results, polls, turnout, observers, a timeline and more. Every cell
leads back to the bytes it came from.

Standard output carries data, standard error messages. The exit status is 0 when all went well, 1 when the
command stopped or some report failed, 2 for wrong usage or settings, and 3 when --strict is set and the data has
discrepancies of severity error.`,
		Example: `  mahdar run report.txt
  mahdar run --output dataset reports/
  mahdar repair report.txt > repaired.txt
  mahdar config show`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if a.logFormat != "text" && a.logFormat != "json" {
				return fmt.Errorf("--log-format: unknown format %q (want one of text, json)", a.logFormat)
			}
			if a.quiet && a.verbose {
				return errors.New("--quiet and --verbose exclude each other")
			}
			a.started = cmd.Name() != cobra.ShellCompRequestCmd
			return nil
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.file, "config", "c", "", "read settings from this YAML `file`")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print errors only")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "print what each stage does")
	flags.StringVar(&a.logFormat, "log-format", "text", "form of the messages of --verbose: text or json")
	root.AddCommand(newRun(a), newRepair(a), newValidate(a), newCheck(a), newEval(a), newExplain(a), newRules(a), newConfig(a), newSchema(a), newChecks(a), newDiff(a), newPublish(a), newVersion(a))
	return root
}

// settings maps a key of the settings to the flag that sets it.
type settings map[string]string

// runSettings are the keys that the commands which read reports can set by flag.
func runSettings() settings {
	return settings{
		"run.workers":      "workers",
		"run.strict":       "strict",
		"ingest.max_bytes": "max-bytes",
		"emit.output":      "output",
		"emit.formats":     "format",
		"emit.quotes":      "quotes",
		"emit.texts":       "texts",
		"rules.dir":        "rules",
		"schemas.dir":      "schemas",
		"overrides.files":  "overrides",
	}
}

// addSettings defines the flags that set the keys named.
func addSettings(flags *pflag.FlagSet, keys ...string) {
	names := runSettings()
	for _, key := range keys {
		name := names[key]
		switch key {
		case "run.workers":
			flags.Int(name, 0, "reports worked on at the same time; 0 is one per processor")
		case "run.strict":
			flags.Bool(name, false, "exit with status 3 when the data has discrepancies of severity error")
		case "ingest.max_bytes":
			flags.Int64(name, config.Default().Ingest.MaxBytes, "refuse reports larger than this many `bytes`")
		case "emit.output":
			flags.StringP(name, "o", config.Default().Emit.Output, "`folder` of the data package")
		case "emit.formats":
			flags.StringSliceP(name, "f", config.Default().Emit.Formats, "formats of the package, parted by commas: some of "+strings.Join(config.FormatNames(), ", "))
		case "emit.quotes":
			flags.String(name, config.Default().Emit.Quotes, "words of the report that evidence repeats: "+strings.Join(config.QuoteNames(), ", "))
		case "emit.texts":
			flags.Bool(name, false, "keep the text extracted of files that are no text in the package, under data/text")
		case "rules.dir":
			flags.String(name, "", "`folder` with lexicon and rules of your own")
		case "schemas.dir":
			flags.String(name, "", "`folder` with table schemas of your own")
		case "overrides.files":
			flags.StringSlice(name, nil, "`files` of reviewed corrections, parted by commas")
		}
	}
}

// load returns the settings that hold for cmd.
func (a *app) load(cmd *cobra.Command) (config.Config, config.Origins, error) {
	flags := map[string]*pflag.Flag{}
	for key, name := range runSettings() {
		if f := cmd.Flags().Lookup(name); f != nil {
			flags[key] = f
		}
	}
	c, origins, err := config.Load(config.Input{File: a.file, Env: os.Environ(), Flags: flags})
	return c, origins, usage(err)
}

// log returns the logger that the flags ask for.
func (a *app) log() *slog.Logger {
	level := slog.LevelWarn
	switch {
	case a.quiet:
		level = slog.LevelError
	case a.verbose:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	if a.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.err, options))
	}
	return slog.New(slog.NewTextHandler(a.err, options))
}

// say prints one line for people, unless --quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, "mahdar: "+format+"\n", args...) //nolint:errcheck // a message that cannot be shown changes nothing
	}
}

// exactly wants n arguments, and says which.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("want %s, got %d arguments", what, len(args))
		}
		return nil
	}
}

// command is the shape of the function that a command runs.
type command func(ctx context.Context, cmd *cobra.Command, args []string) error

// run turns a command into what cobra wants.
func run(c command) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error { return c(cmd.Context(), cmd, args) }
}
