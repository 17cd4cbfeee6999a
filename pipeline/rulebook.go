package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mahdar/config"
	"mahdar/pipeline/annotate"
	"mahdar/pipeline/document"
	"mahdar/pipeline/segment"
)

// Languages returns the languages that there are rules for, in order.
func (k *Knowledge) Languages() []string { return slices.Sorted(maps.Keys(k.Rules)) }

// ExampleError is an example that its rule does not keep.
type ExampleError struct {
	File, Rule string
	Example    int // from 1
	Problem    string
	Text       string
}

// Error names the file, the rule, the example and what is wrong.
func (e *ExampleError) Error() string {
	return fmt.Sprintf("%s: rule %s: example %d: %s\n  in %q", e.File, e.Rule, e.Example, e.Problem, e.Text)
}

// TryExamples runs every example of every rule: the rule must make its rows, with these values in the named columns, and no
// others. The stages before the rules and the other rules of the language run as in a report.
func (k *Knowledge) TryExamples(ctx context.Context) []error {
	var errs []error
	stage := annotate.New(k.Lexicon, k.Words)
	for _, language := range k.Languages() {
		rules := k.Rules[language]
		for _, r := range rules.List() {
			for i, ex := range r.Examples {
				d := &document.Document{ID: "example", Info: document.Info{Language: language, ReferenceDate: "2024-06-30"}}
				d.Text.Content = ex.Text + "\n"
				if ex.Head != "" {
					d.Text.Content = strings.TrimSuffix(ex.Head, ":") + ":\n\n" + ex.Text + "\n"
				}
				segment.Segment(d)
				for s := range d.Sentences { // what stands under no heading is no heading, however short
					if ex.Head == "" || s > 0 {
						d.Sentences[s].Heading = false
					}
				}
				if err := stage.Run(ctx, d); err != nil {
					return append(errs, err)
				}
				for _, problem := range ex.Problems(rules.Extract(d), r.ID) {
					errs = append(errs, &ExampleError{r.File, r.ID, i + 1, problem, ex.Text})
				}
			}
		}
	}
	return errs
}

// Overlap is two rules that claim the same cells from the same words.
type Overlap struct {
	First, Second string
	Cells         int
}

// Usage says what rules do on a set of reports.
type Usage struct {
	Fired    map[string]int // records, or for marks and annotations nothing, by rule
	Dead     []string       // rules for tables, of the languages read, that made no record
	Overlaps []Overlap      // the most cells first
}

// Use reads reports and counts what the rules do.
func (k *Knowledge) Use(ctx context.Context, cfg config.Config, inputs []Input) (Usage, error) {
	u := &user{Usage: Usage{Fired: map[string]int{}}, pairs: map[[2]string]int{}, languages: map[string]bool{}}
	sum, err := Run(ctx, Stages(cfg, k), inputs, u, Options{Workers: cfg.Run.Workers, Reports: cfg.Reports})
	if err == nil && len(sum.Failures) > 0 {
		err = sum.Failures[0]
	}
	for _, language := range k.Languages() {
		if !u.languages[language] {
			continue
		}
		for _, r := range k.Rules[language].List() {
			if u.Fired[r.ID] == 0 && !strings.Contains(r.Makes, ": ") {
				u.Dead = append(u.Dead, r.ID)
			}
		}
	}
	for pair, n := range u.pairs {
		u.Overlaps = append(u.Overlaps, Overlap{pair[0], pair[1], n})
	}
	slices.SortFunc(u.Overlaps, func(a, b Overlap) int {
		return cmp.Or(b.Cells-a.Cells, cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return u.Usage, err
}

// user is a sink that counts what rules do.
type user struct {
	Usage
	pairs     map[[2]string]int
	languages map[string]bool
}

func (u *user) Add(d *document.Document) error {
	u.languages[d.Info.Language] = true
	type claim struct {
		table, column string
		span          document.Span
	}
	by := map[claim][]string{}
	for _, rec := range d.Records {
		u.Fired[rec.Rule]++
		for _, c := range rec.Cells {
			if c.Span == rec.Span || c.Span.End <= c.Span.Start {
				continue // a constant, or the words of the whole
			}
			at := claim{rec.Table, c.Column, c.Span}
			if !slices.Contains(by[at], rec.Rule) {
				by[at] = append(by[at], rec.Rule)
			}
		}
	}
	for _, rules := range by {
		slices.Sort(rules)
		for i := range rules {
			for j := i + 1; j < len(rules); j++ {
				u.pairs[[2]string{rules[i], rules[j]}]++
			}
		}
	}
	return nil
}
