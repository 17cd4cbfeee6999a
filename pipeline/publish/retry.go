package publish

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Calls that failed for the moment are repeated so often at most, and a target that asks for a longer pause is left in peace.
const (
	maxTries = 8
	maxPause = 5 * time.Minute
)

// passing is an error that may not come again: the target is busy or broke off.
type passing struct {
	err   error
	pause time.Duration // that the target asks for; 0 when it asks for none
}

func (e *passing) Error() string { return e.err.Error() }

// Unwrap also yields what the library reads the pause from.
func (e *passing) Unwrap() []error {
	if e.pause == 0 {
		return []error{e.err}
	}
	return []error{e.err, &backoff.RetryAfterError{Duration: e.pause}}
}

// retrier repeats calls.
type retrier struct {
	log  *slog.Logger
	wait time.Duration // before the first repetition; the next ones wait longer
	hide *strings.Replacer
}

func newRetrier(o Options, secrets ...string) retrier {
	if o.wait == 0 {
		o.wait = time.Second
	}
	var pairs []string
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, "[secret]")
		}
	}
	return retrier{o.Log, o.wait, strings.NewReplacer(pairs...)}
}

// do calls f until it succeeds, fails with an error that is not passing, or has failed too often. The first call is told that it is:
// a later one may find that an earlier one was carried out and only its answer got lost. Errors hold no secret.
func (r retrier) do(ctx context.Context, call string, f func(first bool) error) error {
	return r.repeat(ctx, call, func(*passing) bool { return true }, f)
}

// once calls f again while that cannot do the same thing twice: always when the call is safe to repeat, else while the target answers that
// it is too busy to heed it. When it stays so, the error is not passing any more; others are left to the caller.
func (r retrier) once(ctx context.Context, call string, safe bool, f func() error) error {
	may := func(p *passing) bool {
		return safe || refused(p.err, http.StatusTooManyRequests) || refused(p.err, http.StatusServiceUnavailable)
	}
	err := r.repeat(ctx, call, may, func(bool) error { return f() })
	if p, ok := errors.AsType[*passing](err); ok && may(p) {
		return &hidden{err.Error(), p.err}
	}
	return err
}

func (r retrier) repeat(ctx context.Context, call string, may func(*passing) bool, f func(first bool) error) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = r.wait, 60*r.wait
	first := true
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := r.clean(f(first))
		first = false
		p, ok := errors.AsType[*passing](err)
		switch {
		case err == nil:
			return struct{}{}, nil
		case !ok || !may(p) || unreachable(err):
			return struct{}{}, backoff.Permanent(err)
		case p.pause > maxPause:
			return struct{}{}, backoff.Permanent(fmt.Errorf("%w; the target asks to wait %s", err, p.pause))
		}
		return struct{}{}, err
	}, backoff.WithBackOff(wait), backoff.WithMaxTries(maxTries), backoff.WithNotify(func(err error, pause time.Duration) {
		r.log.Info("call again", "call", call, "after", pause.Round(time.Millisecond), "cause", err)
	}))
	return err
}

// unreachable tells whether nobody answers at the address at all, which waiting does not mend.
func unreachable(err error) bool {
	dial, ok := errors.AsType[*net.OpError](err)
	return ok && dial.Op == "dial"
}

// hidden is an error whose text holds no secret.
type hidden struct {
	text string
	err  error
}

func (e *hidden) Error() string { return e.text }

func (e *hidden) Unwrap() error { return e.err }

// clean returns err without secrets in its text, which targets may repeat.
func (r retrier) clean(err error) error {
	if err == nil {
		return nil
	}
	if text := r.hide.Replace(err.Error()); text != err.Error() {
		return &hidden{text, err}
	}
	return err
}
