package evaluate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Result is the score of one report.
type Result struct {
	// Report is the report_id of the gold.
	Report string `json:"report"`
	// Language of the report, empty when unknown.
	Language string `json:"language,omitempty"`
	// Tables holds one score for each table of the gold, in the order of [Tables].
	Tables []TableResult `json:"tables"`
	// Contradictions is nil when the gold names none.
	Contradictions *Contradictions `json:"discrepancies,omitempty"`
	// Rules tells what each rule contributed, by its id.
	Rules map[string]RuleResult `json:"rules,omitempty"`
	// Trust counts right and wrong cells by their score and status, such as "96 single". The cells of extra rows are wrong.
	Trust map[string]Counts `json:"trust,omitempty"`
}

// RuleResult is what one rule contributed to the scored tables. A row or cell that several rules made counts for each.
type RuleResult struct {
	Table string `json:"table"`
	// Row counts the right and the extra rows that rest on the rule, Cell the right and the wrong cells of right rows.
	Row  Counts `json:"row"`
	Cell Counts `json:"cell"`
}

// Counts holds true positives, false positives and false negatives.
type Counts struct {
	Right  int `json:"right"`
	Wrong  int `json:"wrong"`
	Missed int `json:"missed"`
}

// TableResult is the score of one table.
type TableResult struct {
	Table string `json:"table"`
	// Gold and Rows count the rows asked for and the rows of the package.
	Gold int `json:"gold"`
	Rows int `json:"rows"`
	// Row counts rows, Cell the cells in them.
	Row  Counts `json:"row"`
	Cell Counts `json:"cell"`
	// Grounded counts the right rows whose evidence stands on the lines of the fact.
	Grounded int `json:"grounded"`
	// Missed, Extra and Faults tell which rows and cells were not as asked for.
	Missed []Row   `json:"missed_rows,omitempty"`
	Extra  []Row   `json:"extra_rows,omitempty"`
	Faults []Fault `json:"wrong_cells,omitempty"`
}

// Fault is a cell of a right row that differs from the gold.
type Fault struct {
	Row    int    `json:"gold_row"` // index of the gold row, from 0
	Column string `json:"column"`
	Gold   any    `json:"gold"`
	Got    any    `json:"got"`
}

// Contradictions is the score of the discrepancies table: recall alone, as a report may hold more than the gold names.
type Contradictions struct {
	Gold   int   `json:"gold"`
	Rows   int   `json:"rows"`
	Found  int   `json:"found"`
	Missed []Row `json:"missed_rows,omitempty"`
}

// Score measures the rows of pkg that belong to the gold's report.
//
// Rows are aligned one to one, best pairs first. A row left over is wrong, unless its evidence lies inside an optional
// span of the gold or it matches an optional row; then it counts neither way.
func Score(gold Gold, pkg Package) Result {
	c := newComparer()
	index := pkg.evidence(gold.Report)
	result := Result{Report: gold.Report, Language: pkg.languageOf(gold.Report), Rules: map[string]RuleResult{}, Trust: map[string]Counts{}}
	for _, table := range Tables() {
		golds, ok := gold.Tables[table]
		if !ok {
			continue
		}
		t := tableScorer{
			comparer: c, table: table, golds: golds, rows: pkg.rows(table, gold.Report),
			optional: gold.Optional[table], judged: gold.OptionalRows[table],
		}
		t.spans = make([][]lineSpan, len(t.rows))
		for j, row := range t.rows {
			t.spans[j] = linesOf(row, table, index)
		}
		t.index, t.rules, t.trust = index, result.Rules, result.Trust
		result.Tables = append(result.Tables, t.score())
	}
	if want, ok := gold.Tables[discrepancies]; ok {
		found := c.contradictions(want, pkg.rows(discrepancies, gold.Report))
		result.Contradictions = &found
	}
	return result
}

// linesOf returns the lines that a row rests on. In tables whose rows are told apart by their place alone, evidence for
// the whole row goes before evidence for single cells.
func linesOf(row Row, table string, index map[evidenceKey][]evidenceSpan) []lineSpan {
	var all, whole []lineSpan
	for _, column := range sortedKeys(row) {
		if !strings.HasSuffix(column, "_id") || row[column] == nil {
			continue
		}
		for _, e := range index[evidenceKey{table: table, row: plainString(row[column])}] {
			all = append(all, e.lineSpan)
			if e.wholeRow {
				whole = append(whole, e.lineSpan)
			}
		}
	}
	if len(whole) > 0 && (table == "timeline" || table == "observer_findings") {
		return whole
	}
	return all
}

// overlaps reports whether some span meets the wanted lines and is not much longer than they are.
func overlaps(spans []lineSpan, want lineSpan) bool {
	const slack, tight = 1, 8
	return slices.ContainsFunc(spans, func(s lineSpan) bool {
		return s.first <= want.last+slack && s.last >= want.first-slack && s.last-s.first <= want.last-want.first+tight
	})
}

// inside reports whether there are spans and all of them lie in one of the ranges each.
func inside(spans, ranges []lineSpan) bool {
	const slack = 1
	for _, s := range spans {
		if !slices.ContainsFunc(ranges, func(r lineSpan) bool { return s.first >= r.first-slack && s.last <= r.last+slack }) {
			return false
		}
	}
	return len(spans) > 0
}

// tableScorer scores one table of one report.
type tableScorer struct {
	*comparer
	table            string
	golds, rows      []Row
	spans            [][]lineSpan // of each row
	optional, judged []Row
	index            map[evidenceKey][]evidenceSpan
	rules            map[string]RuleResult
	trust            map[string]Counts
}

// weigh counts a cell under the score of its best evidence.
func (t *tableScorer) weigh(row Row, column string, right bool) {
	best := evidenceSpan{score: -1}
	for _, id := range sortedKeys(row) {
		if !strings.HasSuffix(id, "_id") || row[id] == nil {
			continue
		}
		for _, e := range t.index[evidenceKey{table: t.table, row: plainString(row[id])}] {
			if !e.wholeRow && e.column == column && e.status != "" && e.score > best.score {
				best = e
			}
		}
	}
	if best.score < 0 {
		return
	}
	key := fmt.Sprintf("%3d %s", best.score, best.status)
	c := t.trust[key]
	if right {
		c.Right++
	} else {
		c.Wrong++
	}
	t.trust[key] = c
}

// credit counts a row, or with a column a cell, for the rules that it rests on.
func (t *tableScorer) credit(row Row, column string, right bool) {
	seen := map[string]bool{}
	for _, id := range sortedKeys(row) {
		if !strings.HasSuffix(id, "_id") || row[id] == nil {
			continue
		}
		for _, e := range t.index[evidenceKey{table: t.table, row: plainString(row[id])}] {
			if e.wholeRow != (column == "") || !e.wholeRow && e.column != column || seen[e.rule] {
				continue
			}
			seen[e.rule] = true
			r := t.rules[e.rule]
			r.Table = t.table
			counts := &r.Row
			if column != "" {
				counts = &r.Cell
			}
			if right {
				counts.Right++
			} else {
				counts.Wrong++
			}
			t.rules[e.rule] = r
		}
	}
}

type pair struct {
	gold, row int
	score     float64
	filled    int
}

func (t *tableScorer) score() TableResult {
	out := TableResult{Table: t.table, Gold: len(t.golds), Rows: len(t.rows)}
	pairs := t.align()
	goldDone, rowDone := make([]bool, len(t.golds)), make([]bool, len(t.rows))
	for _, p := range pairs {
		goldDone[p.gold], rowDone[p.row] = true, true
		t.countPair(p, &out)
	}
	for i, g := range t.golds {
		if !goldDone[i] {
			out.Row.Missed++
			out.Cell.Missed += askedCells(g)
			out.Missed = append(out.Missed, g)
		}
	}
	for j, row := range t.rows {
		if !rowDone[j] && !t.excused(j) {
			out.Row.Wrong++
			out.Cell.Wrong += t.filledCells(row)
			out.Extra = append(out.Extra, shown(row, t.spans[j]))
			t.credit(row, "", false)
			for _, column := range t.asked() {
				if !isEmpty(row[column]) {
					t.weigh(row, column, false)
				}
			}
		}
	}
	return out
}

// countPair counts the cells of a right row.
func (t *tableScorer) countPair(p pair, out *TableResult) {
	out.Row.Right++
	g, row := t.golds[p.gold], t.rows[p.row]
	t.credit(row, "", true)
	if want, ok := g.lines(); !ok || overlaps(t.spans[p.row], want) {
		out.Grounded++
	}
	for _, column := range g.columns() {
		switch got := row[column]; {
		case !t.sameCell(g[column], got, isNameColumn(column)):
			out.Cell.Wrong++
			out.Cell.Missed++
			out.Faults = append(out.Faults, Fault{Row: p.gold, Column: column, Gold: g[column], Got: got})
			t.credit(row, column, false)
			if !isEmpty(got) {
				t.weigh(row, column, false)
			}
		case !isEmpty(got): // an empty cell that may be empty is no achievement
			out.Cell.Right++
			t.credit(row, column, true)
			t.weigh(row, column, true)
		}
	}
}

// excused reports whether a row left over counts neither way.
func (t *tableScorer) excused(j int) bool {
	var ranges []lineSpan
	for _, o := range t.optional {
		if any, ok := o["_any"].(bool); ok && any {
			return true
		}
		if r, ok := o.lines(); ok {
			ranges = append(ranges, r)
		}
	}
	if inside(t.spans[j], ranges) {
		return true
	}
	return slices.ContainsFunc(t.judged, func(o Row) bool { return t.pairScore(o, o.columns(), j) > 0 })
}

// asked returns the columns that the gold asks for.
func (t *tableScorer) asked() []string {
	if len(t.golds) == 0 {
		return nil
	}
	return t.golds[0].columns()
}

// filledCells counts the cells of an extra row among the columns that the gold asks for.
func (t *tableScorer) filledCells(row Row) int {
	n := 0
	for _, column := range t.asked() {
		if v := row[column]; v != nil && v != "" {
			n++
		}
	}
	return n
}

// askedCells counts the cells of a gold row that may not be empty.
func askedCells(gold Row) int {
	n := 0
	for _, column := range gold.columns() {
		list, isList := gold[column].([]any)
		if gold[column] != nil && (!isList || !slices.Contains(list, nil)) {
			n++
		}
	}
	return n
}

// shown returns the cells of a row that hold something, and as `_lines` the lines that it rests on.
func shown(row Row, spans []lineSpan) Row {
	out := Row{}
	for k, v := range row {
		if !isEmpty(v) {
			out[k] = v
		}
	}
	lines := make([]any, len(spans))
	for i, s := range spans {
		lines[i] = []any{json.Number(strconv.Itoa(s.first)), json.Number(strconv.Itoa(s.last))}
	}
	out["_lines"] = lines
	return out
}

// align pairs gold rows with rows, best pairs first; each is used once.
func (t *tableScorer) align() []pair {
	var candidates []pair
	for i, g := range t.golds {
		columns := g.columns()
		for j := range t.rows {
			if s := t.pairScore(g, columns, j); s > 0 {
				candidates = append(candidates, pair{gold: i, row: j, score: s, filled: t.agreeing(g, columns, t.rows[j])})
			}
		}
	}
	slices.SortFunc(candidates, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.filled, a.filled), cmp.Compare(a.gold, b.gold), cmp.Compare(a.row, b.row))
	})
	goldDone, rowDone := make([]bool, len(t.golds)), make([]bool, len(t.rows))
	var out []pair
	for _, p := range candidates {
		if !goldDone[p.gold] && !rowDone[p.row] {
			goldDone[p.gold], rowDone[p.row] = true, true
			out = append(out, p)
		}
	}
	return out
}

// agreeing counts the gold cells with content that the row has too, every text compared as a text.
func (t *tableScorer) agreeing(gold Row, columns []string, row Row) int {
	n := 0
	for _, column := range columns {
		if gold[column] != nil && t.sameCell(gold[column], row[column], false) {
			n++
		}
	}
	return n
}

// pairScore tells how well a row answers a gold row: 0 for not at all, else the share of right cells, and half a point
// more when its evidence stands on the right lines.
func (t *tableScorer) pairScore(gold Row, columns []string, j int) float64 {
	row := t.rows[j]
	want, placed := gold.lines()
	onLines := placed && overlaps(t.spans[j], want)
	if !t.comparable(gold, row, onLines) {
		return 0
	}
	hits := 0
	for _, column := range columns {
		if t.sameCell(gold[column], row[column], isNameColumn(column)) {
			hits++
		}
	}
	share := float64(hits) / float64(max(1, len(columns)))
	switch {
	case t.table == "results" && share < 0.3, t.table == "biography" && share < 0.5:
		return 0
	case onLines:
		return share + 0.5
	default:
		return share
	}
}

// comparable reports whether a row may be about the fact of a gold row at all: each table has its own key.
func (t *tableScorer) comparable(gold, row Row, onLines bool) bool {
	same := func(column string) bool { return t.sameCell(gold[column], row[column], isNameColumn(column)) }
	switch t.table {
	case "elections":
		return same("election_type") && same("country_code")
	case "results":
		_, named := gold["candidate_name"]
		return !named || same("candidate_name")
	case "polls":
		return onLines && same("share_low_pct") && same("candidate_name")
	case "election_figures":
		return same("figure") && (same("value") || onLines && same("scope"))
	case "timeline":
		return onLines && (same("date_start") || same("event_type"))
	case "biography":
		return onLines && same("fact_type")
	case "observer_missions":
		return same("organization") || gold["head_name"] != nil && same("head_name")
	case "observer_findings":
		return onLines && (same("topic") || same("polarity"))
	default:
		return false
	}
}

// contradictions counts the wanted contradictions that some row states; one row answers for one contradiction, the
// shortest that fits first.
func (c *comparer) contradictions(want, rows []Row) Contradictions {
	type text struct{ raw, folded string }
	texts := make([]text, len(rows))
	order := make([]int, len(rows))
	for j, row := range rows {
		texts[j] = text{
			raw:    compactJSON([]any{row["stated"], row["message"]}),
			folded: c.fold(compactJSON([]any{row["stated"], row["message"], row["check_id"]})),
		}
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(utf8.RuneCountInString(texts[a].raw), utf8.RuneCountInString(texts[b].raw))
	})
	out := Contradictions{Gold: len(want), Rows: len(rows)}
	used := make([]bool, len(rows))
	for _, w := range want {
		stated, _ := w["stated"].([]any)
		k := slices.IndexFunc(order, func(j int) bool {
			return !used[j] && !slices.ContainsFunc(stated, func(s any) bool {
				value := plainString(s)
				return !strings.Contains(texts[j].raw, value) && !strings.Contains(texts[j].folded, c.fold(value))
			})
		})
		if k < 0 {
			out.Missed = append(out.Missed, w)
			continue
		}
		used[order[k]] = true
		out.Found++
	}
	return out
}
