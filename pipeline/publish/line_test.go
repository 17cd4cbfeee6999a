package publish_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"

	"mahdar/pipeline/publish"
	"mahdar/pipeline/publish/publishtest"
)

// TestMain makes the client of the object store wait shortly.
func TestMain(m *testing.M) {
	minio.DefaultRetryUnit = time.Millisecond
	m.Run()
}

// portals returns the places that are reached over a line.
func portals() map[string]func(t *testing.T) place {
	reached := maps.Clone(places)
	delete(reached, "folder")
	return reached
}

// run plans and applies.
func run(ctx context.Context, t *testing.T, at place, dir string) error {
	t.Helper()
	p, err := publish.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	made, err := at.open(t).Plan(ctx, p)
	if err != nil {
		return err
	}
	return publish.Apply(ctx, made, func(publish.Step) {})
}

// TestKilled ends a publishing at each request that changes something, once the portal has carried it out, and publishes again. Before
// its first such request the portal is as it was, and before another as it was after the one before.
func TestKilled(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			for n, ended := 1, false; !ended; n++ {
				at := empty(t)
				first, next := versions(t, dir)
				ended = !killed(t, at, dir, n)
				apply(t, at, dir, first)
				second := next()
				ended = !killed(t, at, dir, n) && ended
				apply(t, at, dir, second)
			}
		})
	}
}

// changes tells whether a request may change something.
func changes(r *http.Request) bool { return r.Method != http.MethodGet && r.Method != http.MethodHead }

// killed publishes up to the changing request of this number and tells whether there was one.
func killed(t *testing.T, at place, dir string, request int) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	at.line.Fail(func(_ int, r *http.Request) publishtest.Fault {
		if n == request {
			return publishtest.Fault{Lost: true, Then: cancel}
		}
		if changes(r) {
			n++
		}
		return publishtest.Fault{Lost: n == request, Late: true, Then: cancel}
	})
	err := run(ctx, t, at, dir)
	at.line.Fail(nil)
	if (n == request) == (err == nil) {
		t.Fatalf("killed at %d of %d requests, and publishing ended with %v", request, n, err)
	}
	return n == request
}

// TestAnswersLost loses the answer to each request that changes something once. Publishing may end with an error; another one must find what was done.
func TestAnswersLost(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			for n, ended := 1, false; !ended; n++ {
				at := empty(t)
				first, next := versions(t, dir)
				ended = true
				for _, files := range []func() publishtest.Files{func() publishtest.Files { return first }, next} {
					want, i := files(), 0
					at.line.Fail(func(_ int, r *http.Request) publishtest.Fault {
						if !changes(r) {
							return publishtest.Fault{}
						}
						i++
						return publishtest.Fault{Lost: i == n, Late: true}
					})
					if err := run(t.Context(), t, at, dir); err != nil && !strings.Contains(err.Error(), "publish again") {
						t.Fatalf("request %d: %v", n, err)
					}
					at.line.Fail(nil)
					ended = ended && i < n
					apply(t, at, dir, want)
				}
			}
		})
	}
}

// TestBusy refuses every third request for the moment.
func TestBusy(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInternalServerError} {
				at := empty(t)
				first, _ := versions(t, dir)
				at.line.Fail(func(n int, _ *http.Request) publishtest.Fault {
					if n%3 != 1 {
						return publishtest.Fault{}
					}
					return publishtest.Fault{Status: status}
				})
				if err := run(t.Context(), t, at, dir); err != nil {
					t.Fatalf("status %d: %v", status, err)
				}
				at.line.Fail(nil)
				apply(t, at, dir, first)
			}
		})
	}
}

// TestGivesUp stays busy, so that publishing ends with an error after some tries.
func TestGivesUp(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			at := empty(t)
			versions(t, dir)
			at.line.Fail(func(int, *http.Request) publishtest.Fault {
				return publishtest.Fault{Status: http.StatusTooManyRequests}
			})
			if err := run(t.Context(), t, at, dir); err == nil {
				t.Error("no error")
			}
			if n := len(at.line.Requests()); n < 3 || n > 20 {
				t.Errorf("%d requests, want some tries of one call", n)
			}
		})
	}
}

// TestCancelled ends while the target waits to repeat a call.
func TestCancelled(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			at := empty(t)
			versions(t, dir)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			at.line.Fail(func(int, *http.Request) publishtest.Fault {
				cancel()
				return publishtest.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"60"}}}
			})
			if err := run(ctx, t, at, dir); !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want %v", err, context.Canceled)
			}
		})
	}
}

// TestOnlyChangesTravel counts the requests that write when one file changed, and when none did.
func TestOnlyChangesTravel(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			at := empty(t)
			first, next := versions(t, dir)
			apply(t, at, dir, first)
			at.line.Fail(nil)
			apply(t, at, dir, first)
			for _, r := range at.line.Requests() {
				if !strings.HasPrefix(r, "GET ") && !strings.HasPrefix(r, "HEAD ") {
					t.Errorf("nothing changed, and the target was sent %s", r)
				}
			}
			second := next()
			at.line.Fail(nil)
			apply(t, at, dir, second)
			for _, r := range at.line.Requests() {
				if strings.Contains(r, "README") && strings.HasPrefix(r, "P") {
					t.Errorf("README.md did not change and travelled: %s", r)
				}
			}
		})
	}
}

// TestSecrets lets portals tell the secret in all their answers and looks for it in what is printed.
func TestSecrets(t *testing.T) {
	for name, empty := range portals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "package")
			at := empty(t)
			versions(t, dir)
			var out bytes.Buffer
			log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			for n, ended := 1, false; !ended; n++ {
				ended = true
				for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusInternalServerError, http.StatusFound} {
					at.line.Fail(func(i int, _ *http.Request) publishtest.Fault {
						if i < n {
							return publishtest.Fault{}
						}
						ended = false
						return publishtest.Fault{Status: status, Header: http.Header{"Location": {"http://" + secret + ".example.org/"}}, Body: secret}
					})
					at.log = log
					if err := run(t.Context(), t, at, dir); err != nil {
						out.WriteString(err.Error() + "\n")
					}
				}
			}
			at.line.Fail(nil)
			made := plan(t, at.open(t), dir)
			out.WriteString(lines(t, made) + strings.Join(made.Notes, "\n"))
			if strings.Contains(out.String(), secret) {
				t.Errorf("the secret is told:\n%s", out.String())
			}
			if out.Len() == 0 {
				t.Error("nothing was printed")
			}
		})
	}
}

// TestBucketOfOthers keeps what is gone from the package unless told otherwise, and never touches what others put there.
func TestBucketOfOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "package")
	bucket := &publishtest.S3{Bucket: "bucket", Key: accessKey, Objects: map[string]publishtest.Object{}}
	line := publishtest.Serve(t, bucket)
	_, next := versions(t, dir)
	at := inBucket(line.URL)
	if err := run(t.Context(), t, at, dir); err != nil {
		t.Fatal(err)
	}
	others := map[string]publishtest.Object{
		"data/examplia/notes.txt":            {Data: "of others"},
		"data/examplia/copy/data/polls.csv":  bucket.Objects["data/examplia/data/polls.csv"], // was published elsewhere and copied here
		"data/examplia/other/data/polls.csv": {Data: "x", Header: http.Header{"X-Amz-Meta-Mahdar-Package": {"other"}, "X-Amz-Meta-Mahdar-Path": {"other%2Fdata%2Fpolls.csv"}}},
	}
	maps.Copy(bucket.Objects, others)
	want := next()
	polls := bucket.Objects["data/examplia/data/polls.csv"].Data
	held := func() map[string]string {
		m := map[string]string{}
		for k, o := range bucket.Objects {
			m[k] = o.Data
		}
		return m
	}
	all := map[string]string{"data/examplia/data/polls.csv": polls}
	for k, o := range others {
		all[k] = o.Data
	}
	for k, v := range want {
		all["data/examplia/"+k] = v
	}
	kept := at
	kept.options.Prune = false
	if err := run(t.Context(), t, kept, dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, held()); diff != "" {
		t.Errorf("without --prune (-want +got):\n%s", diff)
	}
	if err := run(t.Context(), t, at, dir); err != nil {
		t.Fatal(err)
	}
	delete(all, "data/examplia/data/polls.csv")
	if diff := cmp.Diff(all, held()); diff != "" {
		t.Errorf("with --prune (-want +got):\n%s", diff)
	}
}
