package evaluate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Measures are precision, recall and their harmonic mean, 0 to 1.
type Measures struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Measures returns the measures of the counts; nothing asked for and nothing found is perfect.
func (c Counts) Measures() Measures {
	m := Measures{Precision: 1, Recall: 1}
	if n := c.Right + c.Wrong; n > 0 {
		m.Precision = float64(c.Right) / float64(n)
	}
	if n := c.Right + c.Missed; n > 0 {
		m.Recall = float64(c.Right) / float64(n)
	}
	if s := m.Precision + m.Recall; s > 0 {
		m.F1 = 2 * m.Precision * m.Recall / s
	} else {
		m.F1 = 0
	}
	return m
}

func (c Counts) plus(o Counts) Counts {
	return Counts{Right: c.Right + o.Right, Wrong: c.Wrong + o.Wrong, Missed: c.Missed + o.Missed}
}

// GroundedShare returns the share of right rows whose evidence stands on the lines of the fact, 0 to 1.
func (t TableResult) GroundedShare() float64 {
	if t.Row.Right == 0 {
		return 1
	}
	return float64(t.Grounded) / float64(t.Row.Right)
}

// Recall returns the share of the wanted contradictions that were found, 0 to 1.
func (c Contradictions) Recall() float64 {
	if c.Gold == 0 {
		return 1
	}
	return float64(c.Found) / float64(c.Gold)
}

// Totals returns the row and cell counts of all tables together.
func (r Result) Totals() (row, cell Counts) {
	for _, t := range r.Tables {
		row, cell = row.plus(t.Row), cell.plus(t.Cell)
	}
	return row, cell
}

// Pool adds the counts of many reports up, table by table; the lists of faults stay with the reports.
func Pool(results []Result) Result {
	pooled := Result{Report: fmt.Sprintf("%d reports", len(results)), Rules: map[string]RuleResult{}, Trust: map[string]Counts{}}
	byTable := map[string]*TableResult{}
	for _, r := range results {
		for _, t := range r.Tables {
			p := byTable[t.Table]
			if p == nil {
				p = &TableResult{Table: t.Table}
				byTable[t.Table] = p
			}
			p.Gold += t.Gold
			p.Rows += t.Rows
			p.Grounded += t.Grounded
			p.Row, p.Cell = p.Row.plus(t.Row), p.Cell.plus(t.Cell)
		}
		for id, x := range r.Rules {
			p := pooled.Rules[id]
			p.Table, p.Row, p.Cell = x.Table, p.Row.plus(x.Row), p.Cell.plus(x.Cell)
			pooled.Rules[id] = p
		}
		for key, c := range r.Trust {
			pooled.Trust[key] = pooled.Trust[key].plus(c)
		}
		if c := r.Contradictions; c != nil {
			if pooled.Contradictions == nil {
				pooled.Contradictions = &Contradictions{}
			}
			pooled.Contradictions.Gold += c.Gold
			pooled.Contradictions.Rows += c.Rows
			pooled.Contradictions.Found += c.Found
		}
	}
	for _, table := range Tables() {
		if p := byTable[table]; p != nil {
			pooled.Tables = append(pooled.Tables, *p)
		}
	}
	return pooled
}

// Languages pools the results by language, in the order of their tags. Results of unknown language are left out.
func Languages(results []Result) []Result {
	by := map[string][]Result{}
	for _, r := range results {
		if r.Language != "" {
			by[r.Language] = append(by[r.Language], r)
		}
	}
	var out []Result
	for _, tag := range sortedKeys(by) {
		p := Pool(by[tag])
		p.Report, p.Language = fmt.Sprintf("%s, %d reports", tag, len(by[tag])), tag
		out = append(out, p)
	}
	return out
}

// WriteReports writes a line for each report and a block for each language and for all together.
//
// With verbose, the missed and extra rows and the wrong cells of each report come before.
func WriteReports(w io.Writer, results []Result, verbose bool) error {
	var b strings.Builder
	if verbose {
		for _, r := range results {
			writeBlock(&b, r, true)
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "%-24s %-3s %5s   %5s %5s %5s   %5s\n", "report", "", "gold", "row P", "R", "F1", "cells")
	for _, r := range results {
		row, cell := r.Totals()
		m := row.Measures()
		fmt.Fprintf(&b, "%-24s %-3s %5d   %5.3f %5.3f %5.3f   %5.3f\n", r.Report, r.Language, row.Right+row.Missed, m.Precision, m.Recall, m.F1, cell.Measures().F1)
	}
	blocks := Languages(results)
	if len(blocks) != 1 {
		blocks = append(blocks, Pool(results))
	}
	for _, r := range blocks {
		b.WriteByte('\n')
		writeBlock(&b, r, false)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteRules writes a line for each rule: the right and the extra rows that rest on it with their precision, and the right and
// the wrong cells in right rows. The least precise come first, then those with the most rows.
func WriteRules(w io.Writer, results []Result) error {
	rules := Pool(results).Rules
	ids := sortedKeys(rules)
	precision := func(id string) float64 { return rules[id].Row.plus(rules[id].Cell).Measures().Precision }
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(precision(a), precision(b)), cmp.Compare(rules[b].Row.Right+rules[b].Row.Wrong, rules[a].Row.Right+rules[a].Row.Wrong))
	})
	var b strings.Builder
	fmt.Fprintf(&b, "%-52s %5s %5s %5s   %5s %5s %5s\n", "rule", "rows", "extra", "P", "cells", "wrong", "P")
	for _, id := range ids {
		r := rules[id]
		fmt.Fprintf(&b, "%-52s %5d %5d %5.3f   %5d %5d %5.3f\n", id, r.Row.Right, r.Row.Wrong, r.Row.Measures().Precision,
			r.Cell.Right, r.Cell.Wrong, r.Cell.Measures().Precision)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteTrust writes a line for each score and status of cells: how many there are, and what share of them was right.
func WriteTrust(w io.Writer, results []Result) error {
	trust := Pool(results).Trust
	var b strings.Builder
	fmt.Fprintf(&b, "%5s %-10s %6s %6s\n", "score", "status", "cells", "right")
	for _, key := range sortedKeys(trust) {
		c := trust[key]
		score, status, _ := strings.Cut(strings.TrimSpace(key), " ")
		fmt.Fprintf(&b, "%5s %-10s %6d %6.3f\n", score, status, c.Right+c.Wrong, c.Measures().Precision)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Run scores a package folder against the gold file, or the folder of gold files, at goldPath.
//
// Where packagePath itself is no package, the package of each report is looked for in the subfolder named by its id.
func Run(goldPath, packagePath string) ([]Result, error) {
	golds, err := LoadGolds(goldPath)
	if err != nil {
		return nil, err
	}
	if isFolder(filepath.Join(packagePath, "data")) {
		pkg, err := LoadPackage(packagePath)
		if err != nil {
			return nil, err
		}
		results := make([]Result, len(golds))
		for i, g := range golds {
			results[i] = Score(g, pkg)
		}
		return results, nil
	}
	var results []Result
	for _, g := range golds {
		folder := packagePath
		if own := filepath.Join(packagePath, filepath.Base(g.Report)); isFolder(own) {
			folder = own
		}
		pkg, err := LoadPackage(folder)
		if err != nil {
			return nil, err
		}
		results = append(results, Score(g, pkg))
	}
	return results, nil
}

// WriteText writes one block of lines for each report, and one for all of them when there are several.
//
// With verbose, the missed and extra rows and the wrong cells follow each table.
func WriteText(w io.Writer, results []Result, verbose bool) error {
	blocks := slices.Clone(results)
	if len(results) > 1 {
		blocks = append(blocks, Pool(results))
	}
	var b strings.Builder
	for i, r := range blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeBlock(&b, r, verbose)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeBlock(b *strings.Builder, r Result, verbose bool) {
	fmt.Fprintf(b, "%-18s %5s %5s   %5s %5s %5s   %5s %8s\n", r.Report, "gold", "rows", "row P", "R", "F1", "cells", "grounded")
	for _, t := range r.Tables {
		row := t.Row.Measures()
		fmt.Fprintf(b, "%-18s %5d %5d   %5.3f %5.3f %5.3f   %5.3f %8.2f\n",
			t.Table, t.Gold, t.Rows, row.Precision, row.Recall, row.F1, t.Cell.Measures().F1, t.GroundedShare())
		if verbose {
			writeFaults(b, t)
		}
	}
	if c := r.Contradictions; c != nil {
		fmt.Fprintf(b, "%-18s %5d %5d   %5s %5.3f\n", discrepancies, c.Gold, c.Rows, "", c.Recall())
		if verbose {
			for _, m := range c.Missed {
				fmt.Fprintf(b, "    missed: %s\n", compactJSON(map[string]any(m)))
			}
		}
	}
	row, cell := r.Totals()
	m := row.Measures()
	fmt.Fprintf(b, "%-18s %5d %5s   %5.3f %5.3f %5.3f   %5.3f\n", "all", row.Right+row.Missed, "", m.Precision, m.Recall, m.F1, cell.Measures().F1)
}

func writeFaults(b *strings.Builder, t TableResult) {
	for _, m := range t.Missed {
		fmt.Fprintf(b, "    missed: %s\n", compactJSON(map[string]any(m)))
	}
	for _, e := range t.Extra {
		fmt.Fprintf(b, "    extra: %s\n", compactJSON(map[string]any(e)))
	}
	for _, f := range t.Faults {
		fmt.Fprintf(b, "    wrong: gold row %d, %s: want %s, got %s\n", f.Row+1, f.Column, compactJSON(f.Gold), compactJSON(f.Got))
	}
}

// WriteJSON writes the results and their pooled counts as one JSON object.
func WriteJSON(w io.Writer, results []Result) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(struct {
		Reports []Result `json:"reports"`
		Pooled  Result   `json:"pooled"`
	}{results, Pool(results)})
}

// LowestF1 returns the lowest row or cell F1 of any table of any report, and where it was found.
func LowestF1(results []Result) (f1 float64, report, table string) {
	f1 = 1
	for _, r := range results {
		for _, t := range r.Tables {
			if m := min(t.Row.Measures().F1, t.Cell.Measures().F1); m < f1 {
				f1, report, table = m, r.Report, t.Table
			}
		}
	}
	return f1, report, table
}
