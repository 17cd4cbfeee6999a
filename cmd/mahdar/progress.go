package main

import (
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"

	"mahdar/pipeline"
)

// isTerminal tells whether a person watches w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && cwriter.IsTerminal(int(f.Fd()))
}

// progress returns a bar on a terminal and nothing elsewhere, or where messages would tear it.
func (a *app) progress() pipeline.Progress {
	if a.quiet || a.verbose || !isTerminal(a.err) {
		return pipeline.Silent{}
	}
	return &bar{out: a.err}
}

// bar shows how many reports are through.
type bar struct {
	out  io.Writer
	bars *mpb.Progress
	bar  *mpb.Bar
}

func (b *bar) Start(reports int) {
	b.bars = mpb.New(mpb.WithOutput(b.out))
	b.bar = b.bars.AddBar(int64(reports),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d reports ")),
		mpb.AppendDecorators(decor.Percentage()))
}

func (b *bar) Report(string) { b.bar.Increment() }

func (b *bar) Done() {
	b.bar.Abort(true) // a run that stopped leaves no bar behind; one that is complete is gone already
	b.bars.Wait()
}
