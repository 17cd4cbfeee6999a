package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestManual keeps docs/cli.md in step with the commands. UPDATE_GOLDEN=1 rewrites it.
func TestManual(t *testing.T) {
	const path = "../../docs/cli.md"
	got := manual(newRoot(&app{in: strings.NewReader(""), out: io.Discard, err: io.Discard}))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // a page that everybody may read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/cli.md is not what the commands say; make golden rewrites it (-file +commands):\n%s", diff)
	}
}

// TestEveryCommandHasAnExample keeps help useful.
func TestEveryCommandHasAnExample(t *testing.T) {
	walkCommands(newRoot(&app{}), func(c *cobra.Command) {
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s: no example or no short text", c.CommandPath())
		}
	})
}

func walkCommands(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		walkCommands(sub, visit)
	}
}

// manual returns the page about the command line.
func manual(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# The command line\n\n<!-- Written by `make golden` from the commands; do not edit. -->\n\n")
	b.WriteString(root.Long + "\n\n")
	b.WriteString(`## Exit status

| Status | Meaning |
|---|---|
| 0 | done |
| 1 | stopped; also: some report failed while the others were written, or a package has faults |
| 2 | wrong usage or settings, a broken rule or schema; nothing was done |
| 3 | done, but the data has discrepancies of severity error and ` + "`--strict`" + ` is set |

## Flags of every command

` + flagTable(root.PersistentFlags()) + `
Settings come from the defaults, then the file of ` + "`--config`" + `, then variables, then flags. ` + "`mahdar config default`" + ` prints
the defaults with an explanation of each; ` + "`MAHDAR_RUN_WORKERS`" + ` is the variable for ` + "`run.workers`" + `.

` + "`mahdar completion bash`" + ` (or zsh, fish, powershell) prints a script that completes commands and flags in the shell.
`)
	walkCommands(root, func(c *cobra.Command) {
		if c == root {
			return
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n", c.CommandPath(), c.Short)
		if c.Long != "" {
			fmt.Fprintf(&b, "\n%s\n", c.Long)
		}
		if c.Runnable() && !c.HasSubCommands() {
			fmt.Fprintf(&b, "\nUsage: `%s`\n", c.UseLine())
		}
		example := strings.ReplaceAll("\n"+c.Example, "\n  ", "\n")
		fmt.Fprintf(&b, "\n```sh%s\n```\n", example)
		if c.LocalNonPersistentFlags().HasFlags() {
			b.WriteString("\n" + flagTable(c.LocalNonPersistentFlags()))
		}
	})
	return b.String()
}

func flagTable(flags *pflag.FlagSet) string {
	var b strings.Builder
	b.WriteString("| Flag | Meaning | Default |\n|---|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		name := "`--" + f.Name + "`"
		if f.Shorthand != "" {
			name = "`-" + f.Shorthand + "`, " + name
		}
		_, usage := pflag.UnquoteUsage(f)
		value := f.DefValue
		if value != "" {
			value = "`" + strings.Trim(value, "[]") + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, usage, value)
	})
	return b.String()
}
