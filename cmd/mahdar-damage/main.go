// Command mahdar-damage makes test material: it spoils clean text the way a PDF's text layer is spoiled, and it makes twins
// of a report and its gold, with other names and figures.
//
//	mahdar-damage text [-seed N] [-classes LIST] [-keep N] CLEAN > DAMAGED
//	mahdar-damage measure [-seed N] CLEAN...
//	mahdar-damage twin [-seed N] [-count N] REPORT GOLD OUTDIR
//
// measure spoils the texts in every way, repairs them and prints the word error rates before and after as a Markdown table.
//
// It is a tool for those who work on the program, not a part of a run.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/twin"
)

// The exit statuses are those of mahdar.
const (
	exitStopped = 1
	exitUsage   = 2
)

var errUsage = errors.New("usage: mahdar-damage text [-seed N] [-classes LIST] [-keep N] CLEAN | measure [-seed N] CLEAN... | twin [-seed N] [-count N] REPORT GOLD OUTDIR")

func main() {
	err := run(os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitUsage)
	default:
		fmt.Fprintln(os.Stderr, "mahdar-damage:", err)
		os.Exit(exitStopped)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "text":
		return spoil(args[1:], stdout, stderr)
	case "measure":
		return measure(args[1:], stdout, stderr)
	case "twin":
		return twins(args[1:], stderr)
	default:
		return fmt.Errorf("%w: unknown command %q", errUsage, args[0])
	}
}

// spoil writes the damaged form of a clean text.
func spoil(args []string, stdout, stderr io.Writer) error {
	flags := newFlags("text", stderr)
	seed := flags.Uint64("seed", 1, "`number` that all random choices follow from")
	list := flags.String("classes", classList(damage.Justified()), "comma-separated `list` of damage classes")
	keep := flags.Int("keep", 0, "`number` of lines at the start to leave alone")
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	classes, err := damage.ParseClasses(*list)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	text, err := os.ReadFile(filepath.Clean(flags.Arg(0)))
	if err != nil {
		return fmt.Errorf("read text: %w", err)
	}
	_, err = io.WriteString(stdout, damage.Apply(string(text), damage.Options{Seed: *seed, Classes: classes, Keep: *keep}))
	return err
}

// twins writes twins of a report and its gold as OUTDIR/<report>-twin<seed>.txt and .json.
func twins(args []string, stderr io.Writer) error {
	flags := newFlags("twin", stderr)
	seed := flags.Uint64("seed", 1, "`number` that the first twin follows from")
	count := flags.Uint64("count", 1, "`number` of twins, with one seed after the other")
	if err := parse(flags, args, 3); err != nil {
		return err
	}
	report, err := os.ReadFile(filepath.Clean(flags.Arg(0)))
	if err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	gold, err := os.ReadFile(filepath.Clean(flags.Arg(1)))
	if err != nil {
		return fmt.Errorf("read gold: %w", err)
	}
	folder := filepath.Clean(flags.Arg(2))
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(flags.Arg(0)), filepath.Ext(flags.Arg(0)))
	for s := *seed; s < *seed+*count; s++ {
		id := fmt.Sprintf("%s-twin%d", name, s)
		p, err := twin.Make(twin.Pair{Report: string(report), Gold: gold}, id, s)
		if err != nil {
			return fmt.Errorf("make twin %d: %w", s, err)
		}
		err = errors.Join(
			os.WriteFile(filepath.Join(folder, id+".txt"), []byte(p.Report), 0o600),
			os.WriteFile(filepath.Join(folder, id+".json"), p.Gold, 0o600))
		if err != nil {
			return fmt.Errorf("write twin %d: %w", s, err)
		}
	}
	return nil
}

func newFlags(name string, stderr io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	return flags
}

func parse(flags *flag.FlagSet, args []string, want int) error {
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if want >= 0 && flags.NArg() != want || flags.NArg() == 0 {
		return fmt.Errorf("%w: %s wants %d arguments, got %d", errUsage, flags.Name(), want, flags.NArg())
	}
	return nil
}

func classList(classes []damage.Class) string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = string(c)
	}
	return strings.Join(names, ",")
}
