package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"mahdar/config"
	"mahdar/pipeline/document"
	"mahdar/pipeline/emit"
	"mahdar/pipeline/ingest"
)

// Sink takes the finished reports, in the order in which they were given.
type Sink interface {
	// Add takes one report. An error that is emit.ErrRefused costs this report alone, any other stops the run.
	Add(d *document.Document) error
}

// Options sets how a run goes. The zero value is a quiet run with one worker per processor.
type Options struct {
	Workers  int             // reports worked on at the same time; 0 is one per processor
	Reports  []config.Report // what the settings say about single reports
	Quotes   string          // for reports whose entry names no quotes
	Log      *slog.Logger    // one line per stage and report at debug level; nil for none
	Progress Progress        // nil for none
}

// ReportError is a report that could not be worked through. The others went on.
type ReportError struct {
	Report string // its id
	Path   string
	Stage  string
	Err    error
}

// Error names the file and the cause, and the stage unless the file itself was refused.
func (f *ReportError) Error() string {
	var (
		refused *ingest.Error
		file    *fs.PathError
	)
	switch { // the path is named once, and in full
	case errors.As(f.Err, &refused):
		return fmt.Sprintf("report %s: %v", f.Path, refused.Err)
	case errors.As(f.Err, &file):
		return fmt.Sprintf("report %s: %s: %v", f.Path, file.Op, file.Err)
	}
	return fmt.Sprintf("report %s: %s: %v", f.Path, f.Stage, f.Err)
}

// Unwrap returns the cause.
func (f *ReportError) Unwrap() error { return f.Err }

// Summary is the outcome of a run.
type Summary struct {
	Reports   int                       // written to the sink
	Failures  []*ReportError            // in report order
	Found     map[document.Severity]int // discrepancies by severity
	Unclaimed map[string]int            // what no row uses, by reason
	Rows      []TableRows               // in the order of the tables
}

// TableRows is how many rows a table got.
type TableRows struct {
	Table string
	Rows  int
}

// PanicError is what a stage's panic is turned into, so that a defect met by one report costs that report alone.
type PanicError struct {
	Value any
	Stack []byte
}

// Error names the value of the panic, not the stack.
func (p *PanicError) Error() string { return fmt.Sprintf("internal error: %v", p.Value) }

// Run sends every input through the stages and its result to the sink.
//
// Several reports are worked on at once; they reach the sink in the order of inputs, so that its result does not depend on
// the number of workers. Only a few more reports than there are workers are held at any time. A report that a stage refuses with
// an error, or that makes it panic, becomes a [ReportError] and the others go on. The error returned means that the run stopped:
// the sink refused a report or ctx was cancelled.
func Run(ctx context.Context, stages []Stage, inputs []Input, sink Sink, o Options) (Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = Silent{}
	}
	o.Progress.Start(len(inputs))
	defer o.Progress.Done()
	summary := Summary{Found: map[document.Severity]int{}, Unclaimed: map[string]int{}}
	for result := range work(ctx, stages, inputs, o) {
		r := <-result
		if err := ctx.Err(); err != nil {
			return summary, err // what the cancelled stages say is no fault of their reports
		}
		if r.failure != nil {
			summary.Failures = append(summary.Failures, r.failure)
			o.Progress.Report(r.failure.Report)
			continue
		}
		switch err := sink.Add(r.doc); {
		case errors.Is(err, emit.ErrRefused):
			summary.Failures = append(summary.Failures, &ReportError{Report: r.doc.ID, Path: r.path, Stage: "emit", Err: err})
			o.Progress.Report(r.doc.ID)
			continue
		case err != nil:
			return summary, fmt.Errorf("write report %s: %w", r.doc.ID, err)
		}
		summary.Reports++
		summary.count(r.doc)
		o.Progress.Report(r.doc.ID)
	}
	return summary, ctx.Err()
}

// count adds the rows and the discrepancies of d to the summary.
func (s *Summary) count(d *document.Document) {
	for i := range d.Tables {
		s.add(d.Tables[i].Name, len(d.Tables[i].Rows))
	}
	tally(d.Table("discrepancies"), "severity", func(v string) { s.Found[document.Severity(v)]++ })
	tally(d.Table("unclaimed"), "reason", func(v string) { s.Unclaimed[v]++ })
}

// tally calls add with each value of a column of texts.
func tally(t *document.Table, column string, add func(string)) {
	if t == nil || t.Column(column) < 0 {
		return
	}
	for _, row := range t.Rows {
		switch v := row.Values[t.Column(column)].(type) {
		case string:
			add(v)
		case document.Severity:
			add(string(v))
		}
	}
}

func (s *Summary) add(table string, rows int) {
	for i := range s.Rows {
		if s.Rows[i].Table == table {
			s.Rows[i].Rows += rows
			return
		}
	}
	s.Rows = append(s.Rows, TableRows{table, rows})
}

// outcome is a finished report: the document, or why there is none.
type outcome struct {
	path    string
	doc     *document.Document
	failure *ReportError
}

// job is a report on its way to a worker, with the place where its outcome is waited for.
type job struct {
	input  Input
	result chan outcome
}

// work starts the workers and returns the places of the outcomes, in report order. All goroutines end when ctx does.
func work(ctx context.Context, stages []Stage, inputs []Input, o Options) <-chan chan outcome {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, max(1, len(inputs)))
	infos := make(map[string]document.Info, len(o.Reports))
	for _, r := range o.Reports {
		infos[r.ID] = infoOf(r)
	}
	jobs := make(chan job)
	order := make(chan chan outcome, workers) // bounds what is finished but not yet written
	for range workers {
		go func() {
			for j := range jobs {
				d := &document.Document{ID: j.input.ID, Info: infos[j.input.ID]}
				if d.Info.Quotes == "" {
					d.Info.Quotes = o.Quotes
				}
				j.result <- through(ctx, stages, j.input, d, o.Log)
			}
		}()
	}
	go func() {
		defer close(order)
		defer close(jobs)
		for _, in := range inputs {
			j := job{input: in, result: make(chan outcome, 1)}
			select {
			case order <- j.result:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				j.result <- outcome{failure: &ReportError{Report: in.ID, Path: in.Path, Stage: "run", Err: ctx.Err()}}
				return
			}
		}
	}()
	return order
}

// through sends one report through every stage.
func through(ctx context.Context, stages []Stage, in Input, d *document.Document, log *slog.Logger) outcome {
	d.Source.Name, d.Source.Bytes = in.Path, in.Bytes
	for _, s := range stages {
		err := ctx.Err()
		if err == nil {
			start := time.Now()
			err = contained(ctx, s, d)
			log.Debug("stage", "report", in.ID, "stage", s.Name(), "took", time.Since(start), "issues", len(d.Issues))
		}
		if err != nil {
			if p, ok := errors.AsType[*PanicError](err); ok {
				log.Debug("internal error", "report", in.ID, "stage", s.Name(), "value", fmt.Sprint(p.Value), "stack", string(p.Stack))
			}
			return outcome{failure: &ReportError{Report: in.ID, Path: in.Path, Stage: s.Name(), Err: err}}
		}
	}
	for _, issue := range d.Issues {
		if issue.Severity == document.Error {
			log.Warn(issue.Message, "report", in.ID, "issue", issue.Code)
		}
	}
	return outcome{path: in.Path, doc: d}
}

// contained runs one stage and turns its panic into an error.
func contained(ctx context.Context, s Stage, d *document.Document) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return s.Run(ctx, d)
}

// infoOf returns what the settings say about a report.
func infoOf(r config.Report) document.Info {
	var expect []document.Expectation
	for _, e := range r.Expect {
		expect = append(expect, document.Expectation(e))
	}
	return document.Info{
		Title: r.Title, Author: r.Author, Publisher: r.Publisher, Licence: r.Licence,
		Language: r.Language, ReferenceDate: r.ReferenceDate,
		ElectionType: r.Election.Type, ElectionCountry: r.Election.Country, ElectionDate: r.Election.Date,
		Quotes: r.Quotes, Expect: expect,
	}
}
