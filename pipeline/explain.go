package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mahdar/config"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// last keeps the report that came last.
type last struct{ doc *document.Document }

func (l *last) Add(d *document.Document) error {
	l.doc = d
	return nil
}

// Trace sends one report through the stages and notes what every rule did with it, refusals for want of context included.
func Trace(ctx context.Context, cfg config.Config, know *Knowledge, in Input) (*document.Document, error) {
	tracing := *know
	tracing.Tracing = true
	kept := &last{}
	sum, err := Run(ctx, Stages(cfg, &tracing), []Input{in}, kept, Options{Workers: 1, Reports: cfg.Reports})
	if err == nil && len(sum.Failures) > 0 {
		err = sum.Failures[0]
	}
	return kept.doc, err
}

// closers are the marks that end a sentence.
const closers = ".!?؟:…"

// Sentence returns words as a report of one sentence, below a heading where one is given. Without an end they would be taken
// for a heading themselves.
func Sentence(words, heading string) Input {
	words = strings.TrimSpace(words)
	if words != "" && !strings.ContainsAny(words[len(words)-1:], closers) && !strings.HasSuffix(words, "؟") && !strings.HasSuffix(words, "…") {
		words += "."
	}
	if heading != "" {
		words = strings.TrimRight(heading, ": ") + ":\n\n" + words
	}
	return Input{ID: "sentence", Path: Stdin, Bytes: []byte(words + "\n")}
}

// WriteTrace writes what the stages made of a report: the tokens and annotations of each sentence, what rules claimed and which
// ones nearly did, and the rows.
func WriteTrace(w io.Writer, d *document.Document, know *Knowledge) error {
	t := tracer{d: d, know: know}
	fmt.Fprintf(&t.b, "language %s\n", d.Info.Language)
	for i := range d.Sentences {
		t.sentence(i)
	}
	t.refusals()
	t.rows()
	_, err := io.WriteString(w, t.b.String())
	return err
}

type tracer struct {
	b    strings.Builder
	d    *document.Document
	know *Knowledge
}

func (t *tracer) words(s document.Span) string {
	return strings.Join(strings.Fields(t.d.Text.Content[s.Start:s.End]), " ")
}

func (t *tracer) sentence(i int) {
	s := t.d.Sentences[i]
	kind := "sentence"
	if s.Heading {
		kind = "heading"
	}
	fmt.Fprintf(&t.b, "\n%s %d, line %d\n  tokens     ", kind, i+1, t.d.Tokens[s.First].Line)
	for k := s.First; k < s.Last; k++ {
		if k > s.First {
			t.b.WriteByte('|')
		}
		t.b.WriteString(t.d.Tokens[k].Text)
	}
	t.b.WriteByte('\n')
	for k := range t.d.Annotations {
		a := &t.d.Annotations[k]
		if a.First < s.First || a.Last > s.Last {
			continue
		}
		span := document.Span{Start: t.d.Tokens[a.First].Start, End: t.d.Tokens[a.Last-1].End}
		name := a.Type
		if a.Unit != "" {
			name += ":" + a.Unit
		}
		value := a.Value
		switch {
		case a.Date.EDTF != "":
			value = a.Date.EDTF + " (" + a.Date.Basis + ")"
		case a.Quantity.Low != numeral.Decimal{}:
			if value = a.Quantity.Low.String(); a.Quantity.High != a.Quantity.Low {
				value += " to " + a.Quantity.High.String()
			}
		}
		fmt.Fprintf(&t.b, "  <%s>%*s %q %s\n", name, max(1, 16-len(name)), "", t.words(span), value)
	}
	for k := range t.d.Records {
		if rec := &t.d.Records[k]; rec.Sentence == i {
			fmt.Fprintf(&t.b, "  rule %s%s claims for %s, from %q\n", rec.Rule, t.about(rec.Rule), rec.Table, t.words(rec.Span))
			for _, c := range rec.Cells {
				fmt.Fprintf(&t.b, "    %s = %s, from %q\n", c.Column, claimed(c.Value), t.words(c.Span))
			}
		}
	}
}

// about returns what a rule says of itself, in brackets.
func (t *tracer) about(id string) string {
	if rules := t.know.Rules[t.d.Info.Language]; rules != nil {
		for _, r := range rules.List() {
			if r.ID == id && r.About != "" {
				return " (" + r.About + ")"
			}
		}
	}
	return ""
}

func claimed(v any) string {
	switch x := v.(type) {
	case calendar.Date:
		return x.EDTF
	case []string:
		return strings.Join(x, "; ")
	}
	return fmt.Sprint(v)
}

func (t *tracer) refusals() {
	if len(t.d.Refusals) == 0 {
		return
	}
	t.b.WriteString("\nrules that nearly did\n")
	seen := map[string]bool{}
	for _, r := range t.d.Refusals {
		var line strings.Builder
		fmt.Fprintf(&line, "  %s: %s", r.Rule, r.Reason)
		if r.By != "" {
			fmt.Fprintf(&line, " (%s)", r.By)
		}
		if r.Anchor.End > r.Anchor.Start {
			fmt.Fprintf(&line, "; matched %q", t.words(r.Anchor))
		}
		for i, s := range r.Words {
			fmt.Fprintf(&line, "%s%q", [...]string{", ", "; had found "}[min(1, max(0, 1-i))], t.words(s))
		}
		if s := line.String(); !seen[s] {
			seen[s] = true
			t.b.WriteString(s + "\n")
		}
	}
}

// Tables that say nothing about what a sentence states.
var frames = []string{"reports", "entities", "entity_names", "evidence"}

func (t *tracer) rows() {
	for i := range t.d.Tables {
		tab := &t.d.Tables[i]
		if slices.Contains(frames, tab.Name) || len(tab.Rows) == 0 {
			continue
		}
		fmt.Fprintf(&t.b, "\n%s\n", tab.Name)
		for _, row := range tab.Rows {
			t.b.WriteString(" ")
			for k, v := range row.Values {
				if c := tab.Columns[k]; v != nil && c != "report_id" {
					fmt.Fprintf(&t.b, " %s=%s", c, schemas.Format(v))
				}
			}
			t.b.WriteByte('\n')
		}
	}
}

// ErrNoRow means that no row has the id asked for.
var ErrNoRow = errors.New("no row has this id")

// proof is the part of a row of evidence that an explanation shows.
type proof struct {
	Table     string  `json:"table_name"`
	Row       string  `json:"row_id"`
	Column    *string `json:"column_name"`
	Rule      string  `json:"rule_id"`
	LineStart int     `json:"line_start"`
	LineEnd   int     `json:"line_end"`
	ByteStart int     `json:"byte_start"`
	ByteEnd   int     `json:"byte_end"`
	Quote     string  `json:"quote"`
	Status    string  `json:"status"`
	Score     int     `json:"score"`
}

// WriteRow writes what the row of a data package holds, and for each cell the words, their place and the rule. It reads the JSON
// files of the package. The error is [ErrNoRow] when there is no such row.
func WriteRow(w io.Writer, dir, id string, know *Knowledge) error {
	var evidence []proof
	if err := readTable(dir, "evidence", &evidence); err != nil {
		return err
	}
	evidence = slices.DeleteFunc(evidence, func(p proof) bool { return p.Row != id })
	if len(evidence) == 0 {
		return fmt.Errorf("%s: %w", id, ErrNoRow)
	}
	var rows []map[string]any
	if err := readTable(dir, evidence[0].Table, &rows); err != nil {
		return err
	}
	sc := know.Schemas.Table(evidence[0].Table)
	k := -1
	if sc != nil {
		k = slices.IndexFunc(rows, func(row map[string]any) bool { return row[sc.ID] == id })
	}
	cells := func(string) any { return nil }
	if k >= 0 {
		cells = func(column string) any { return rows[k][column] }
	}
	return writeRow(w, sc, id, cells, evidence, know)
}

// WriteRowOf does the same for a report that went through the stages.
func WriteRowOf(w io.Writer, d *document.Document, id string, know *Knowledge) error {
	for i := range d.Tables {
		t := &d.Tables[i]
		sc := know.Schemas.Table(t.Name)
		if sc == nil {
			continue
		}
		for _, row := range t.Rows {
			if sc.RowRef(row.Values) != id || len(row.Evidence) == 0 {
				continue
			}
			evidence := make([]proof, len(row.Evidence))
			for k, e := range row.Evidence {
				at := d.Locate(e.Span)
				evidence[k] = proof{
					Table: t.Name, Row: id, Rule: e.Rule, LineStart: at.LineStart, LineEnd: at.LineEnd,
					ByteStart: at.ByteStart, ByteEnd: at.ByteEnd, Quote: at.Quote, Status: e.Status, Score: e.Score,
				}
				if e.Column != "" {
					evidence[k].Column = &e.Column
				}
			}
			cells := func(column string) any {
				if v := row.Values[t.Column(column)]; v != nil {
					return schemas.Format(v)
				}
				return nil
			}
			return writeRow(w, sc, id, cells, evidence, know)
		}
	}
	return fmt.Errorf("%s: %w", id, ErrNoRow)
}

func writeRow(w io.Writer, sc *schemas.Table, id string, cells func(column string) any, evidence []proof, know *Knowledge) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", evidence[0].Table, id)
	if sc != nil {
		for _, c := range sc.Columns() {
			if v := cells(c); v != nil {
				fmt.Fprintf(&b, "  %s = %v\n", c, v)
			}
		}
	}
	abouts := map[string]string{}
	for _, rules := range know.Rules {
		for _, r := range rules.List() {
			abouts[r.ID] = r.About
		}
	}
	for _, p := range evidence {
		p.write(&b)
	}
	for _, p := range evidence {
		if about := abouts[p.Rule]; about != "" {
			fmt.Fprintf(&b, "%s: %s\n", p.Rule, about)
			abouts[p.Rule] = ""
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// write writes a piece of evidence as one line.
func (p *proof) write(b *strings.Builder) {
	name := "the row"
	if p.Column != nil {
		name = *p.Column
	}
	fmt.Fprintf(b, "%s: rule %s, line %d", name, p.Rule, p.LineStart)
	if p.LineEnd > p.LineStart {
		fmt.Fprintf(b, " to %d", p.LineEnd)
	}
	fmt.Fprintf(b, ", bytes %d to %d", p.ByteStart, p.ByteEnd)
	if p.Quote != "" {
		fmt.Fprintf(b, ", %q", p.Quote)
	}
	if p.Status != "" {
		fmt.Fprintf(b, ", %s, %d of 100", p.Status, p.Score)
	}
	b.WriteByte('\n')
}

func readTable(dir, name string, into any) error {
	path := filepath.Join(dir, "data", name+".json")
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read package: %s: %w (a package with the format json is wanted)", path, cause(err))
	}
	defer f.Close() //nolint:errcheck // nothing was written
	dec := json.NewDecoder(f)
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("read package: %s: %w", path, err)
	}
	return nil
}
