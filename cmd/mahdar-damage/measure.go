package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/document"
	"mahdar/pipeline/ingest"
	"mahdar/pipeline/repair"
)

// kind is a way in which texts are spoiled.
type kind struct {
	name    string
	classes []damage.Class
}

// kinds returns the ways that are measured.
func kinds() []kind {
	return []kind{
		{"none", nil},
		{"justified page", damage.Justified()},
		{"kashida alone", []damage.Class{damage.Kashida, damage.Unmapped}},
		{"reversed ligatures", []damage.Class{damage.Swap}},
		{"every lam-alef reversed", []damage.Class{damage.LamAlef}},
		{"initial ligatures reversed", []damage.Class{damage.Initial}},
		{"both of these", []damage.Class{damage.Initial, damage.LamAlef}},
		{"presentation forms", []damage.Class{damage.Forms}},
		{"visual order", []damage.Class{damage.Visual}},
		{"visual order, presentation forms", []damage.Class{damage.Visual, damage.Forms}},
		{"one line in three in visual order", []damage.Class{damage.Lines}},
		{"spaces inside words", []damage.Class{damage.Split}},
		{"words without a space", []damage.Class{damage.Glue}},
		{"numbers in reverse", []damage.Class{damage.Digits}},
		{"mirrored brackets", []damage.Class{damage.Mirror}},
		{"direction controls", []damage.Class{damage.Control}},
		{"Persian ya and kaf", []damage.Class{damage.Persian}},
		{"soft hyphens", []damage.Class{damage.Soft}},
		{"headers and numbers of pages", []damage.Class{damage.Pages}},
		{"stretching glyphs as digits", []damage.Class{damage.Glyph}},
	}
}

// measure prints how well spoiled texts are repaired.
func measure(args []string, stdout, stderr io.Writer) error {
	flags := newFlags("measure", stderr)
	seed := flags.Uint64("seed", 1, "`number` that all random choices follow from")
	list := flags.Bool("v", false, "list the words that are wrong")
	if err := parse(flags, args, -1); err != nil {
		return err
	}
	texts := make([]string, flags.NArg())
	for i, path := range flags.Args() {
		raw, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return fmt.Errorf("read text: %w", err)
		}
		texts[i] = norm.NFC.String(strings.ReplaceAll(string(raw), "\r", ""))
	}
	s := repair.New(repair.Settings{})
	out := &strings.Builder{}
	out.WriteString("| damage | words wrong before | after | verdicts |\n|---|---|---|---|\n")
	for _, k := range kinds() {
		var before, after, words int
		verdicts := map[document.Verdict]int{}
		for i, text := range texts {
			spoiled := damage.Apply(text, damage.Options{Seed: *seed + uint64(i), Classes: k.classes})
			src, err := ingest.Read("text.txt", strings.NewReader(spoiled), 0)
			if err != nil {
				return fmt.Errorf("read spoiled text: %w", err)
			}
			got := s.Repair(&src)
			n, all := damage.Errors(spoiled, text)
			before, words = before+n, words+all
			n, _ = damage.Errors(got.Content, text)
			after += n
			verdicts[got.Damage.Verdict]++
			if *list && n > 0 {
				differences(stderr, k.name, got.Content, text)
			}
		}
		fmt.Fprintf(out, "| %s | %.4f | %.4f |%s |\n", k.name, float64(before)/float64(words), float64(after)/float64(words), counts(verdicts))
	}
	_, err := io.WriteString(stdout, out.String())
	return err
}

func counts(verdicts map[document.Verdict]int) string {
	var b strings.Builder
	for _, v := range []document.Verdict{document.VerdictClean, document.VerdictRepaired, document.VerdictDoubtful, document.VerdictUnreadable} {
		if verdicts[v] > 0 {
			fmt.Fprintf(&b, " %d %s", verdicts[v], v)
		}
	}
	return b.String()
}

// differences lists the words of each line that differ.
func differences(out io.Writer, name, got, want string) {
	a, b := filled(got), filled(want)
	for i := range min(len(a), len(b)) {
		x, y := strings.Fields(a[i]), strings.Fields(b[i])
		for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
			x, y = x[1:], y[1:]
		}
		for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
			x, y = x[:len(x)-1], y[:len(y)-1]
		}
		if len(x)+len(y) > 0 {
			_, _ = fmt.Fprintf(out, "%s\t%s\t%s\n", name, strings.Join(x, " "), strings.Join(y, " "))
		}
	}
}

// filled returns the lines that are not blank.
func filled(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}
