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

// progress returns a bar that counts units on a terminal and nothing elsewhere, or where messages would tear it.
func (a *app) progress(units string) pipeline.Progress {
	if a.quiet || a.verbose || !isTerminal(a.err) {
		return pipeline.Silent{}
	}
	return &bar{out: a.err, units: units}
}

// bar shows how many units of work are through.
type bar struct {
	out   io.Writer
	units string
	bars  *mpb.Progress
	bar   *mpb.Bar
}

func (b *bar) Start(total int) {
	b.bars = mpb.New(mpb.WithOutput(b.out))
	b.bar = b.bars.AddBar(int64(total),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d "+b.units+" ")),
		mpb.AppendDecorators(decor.Percentage()))
}

func (b *bar) Report(string) { b.bar.Increment() }

func (b *bar) Done() {
	b.bar.Abort(true) // a run that stopped leaves no bar behind; one that is complete is gone already
	b.bars.Wait()
}
