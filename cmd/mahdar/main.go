// Command mahdar turns narrative election reports into open datasets.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
)

// The exit statuses.
const (
	exitDone    = 0 // all went well
	exitStopped = 1 // the command stopped, or some report failed while the others were written
	exitUsage   = 2 // wrong usage or settings; nothing was done
	exitStrict  = 3 // done, but the data has discrepancies of severity error and --strict is set
)

func main() {
	// A run is short and its heap small: collecting less often saves a tenth of the time for some twenty megabytes.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// execute runs the command that args name and returns its exit status. It alone prints errors.
func execute(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	a := &app{in: in, out: out, err: err}
	root := newRoot(a)
	root.SetArgs(args)
	failure := root.ExecuteContext(ctx)
	if failure == nil {
		return exitDone
	}
	status := exitStopped
	var coded *statusError
	switch {
	case errors.As(failure, &coded):
		status = coded.status
	case !a.started:
		status = exitUsage // cobra refused the words of the command line
		failure = fmt.Errorf("%w\nmahdar --help tells what is possible", failure)
	}
	for line := range strings.Lines(failure.Error()) {
		fmt.Fprintf(err, "mahdar: %s\n", strings.TrimSuffix(line, "\n")) //nolint:errcheck // there is nowhere left to say so
	}
	return status
}

// statusError is an error with the exit status that it calls for.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }

func (e *statusError) Unwrap() error { return e.err }

// usage marks err as wrong usage or settings; nil stays nil.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return &statusError{status: exitUsage, err: err}
}
