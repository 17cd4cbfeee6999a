package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/document"
)

// stage is a stage of the tests.
type stage func(ctx context.Context, d *document.Document) error

func (stage) Name() string { return "test" }

func (s stage) Run(ctx context.Context, d *document.Document) error { return s(ctx, d) }

// sink keeps the ids of the reports it is given.
type sink struct {
	ids   []string
	after int // refuse the report that follows this many; 0 for never
	live  *atomic.Int64
}

var errFull = errors.New("no space left on device")

func (s *sink) Add(d *document.Document) error {
	if s.after > 0 && len(s.ids) == s.after {
		return errFull
	}
	s.ids = append(s.ids, d.ID)
	if s.live != nil {
		s.live.Add(-1)
	}
	return nil
}

func inputs(n int) []pipeline.Input {
	out := make([]pipeline.Input, n)
	for i := range out {
		out[i] = pipeline.Input{ID: fmt.Sprintf("r%03d", i), Path: fmt.Sprintf("r%03d.txt", i)}
	}
	return out
}

func ids(in []pipeline.Input) []string {
	var out []string
	for _, i := range in {
		out = append(out, i.ID)
	}
	return out
}

func TestRunKeepsReportOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7, 100} {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			in := inputs(40)
			uneven := stage(func(_ context.Context, d *document.Document) error {
				if strings.HasSuffix(d.ID, "0") {
					time.Sleep(3 * time.Millisecond)
				}
				return nil
			})
			s := &sink{}
			sum, err := pipeline.Run(t.Context(), []pipeline.Stage{uneven}, in, s, pipeline.Options{Workers: workers})
			if err != nil || sum.Reports != len(in) {
				t.Fatalf("%d reports, error %v", sum.Reports, err)
			}
			if diff := cmp.Diff(ids(in), s.ids); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunHoldsFewReports(t *testing.T) {
	var live, peak atomic.Int64
	slowHead := stage(func(_ context.Context, d *document.Document) error {
		peak.Store(max(peak.Load(), live.Add(1)))
		if d.ID == "r000" {
			time.Sleep(50 * time.Millisecond)
		}
		return nil
	})
	if _, err := pipeline.Run(t.Context(), []pipeline.Stage{slowHead}, inputs(200), &sink{live: &live}, pipeline.Options{Workers: 4}); err != nil {
		t.Fatal(err)
	}
	if got := peak.Load(); got > 8 {
		t.Errorf("%d reports were held at once by 4 workers", got)
	}
}

func TestRunContainsBadReports(t *testing.T) {
	errBad := errors.New("bad report")
	bad := stage(func(_ context.Context, d *document.Document) error {
		switch d.ID {
		case "r001":
			return errBad
		case "r003":
			panic("index out of range")
		}
		return nil
	})
	s := &sink{}
	sum, err := pipeline.Run(t.Context(), []pipeline.Stage{bad}, inputs(5), s, pipeline.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"r000", "r002", "r004"}, s.ids); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	var got []string
	for _, f := range sum.Failures {
		got = append(got, f.Error())
	}
	want := []string{"report r001.txt: test: bad report", "report r003.txt: test: internal error: index out of range"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	if !errors.Is(sum.Failures[0], errBad) {
		t.Errorf("the failure hides its cause")
	}
}

func TestRunStops(t *testing.T) {
	ok := stage(func(context.Context, *document.Document) error { return nil })
	t.Run("when the sink is full", func(t *testing.T) {
		sum, err := pipeline.Run(t.Context(), []pipeline.Stage{ok}, inputs(50), &sink{after: 3}, pipeline.Options{Workers: 4})
		if !errors.Is(err, errFull) || sum.Reports != 3 {
			t.Errorf("error %v after %d reports", err, sum.Reports)
		}
		if want := "write report r003: no space left on device"; err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	})
	t.Run("when it is cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		stop := stage(func(_ context.Context, d *document.Document) error {
			if d.ID == "r002" {
				cancel()
			}
			return nil
		})
		if _, err := pipeline.Run(ctx, []pipeline.Stage{stop}, inputs(50), &sink{}, pipeline.Options{Workers: 2}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestRunHandsOnWhatSettingsKnow(t *testing.T) {
	var got document.Info
	look := stage(func(_ context.Context, d *document.Document) error { got = d.Info; return nil })
	_, err := pipeline.Run(t.Context(), []pipeline.Stage{look}, inputs(1), &sink{}, pipeline.Options{
		Quotes: "short",
		Reports: []config.Report{{
			ID: "r000", Title: "A title", Author: "An author", Publisher: "A house", Licence: "CC0-1.0", Language: "en",
			ReferenceDate: "2024-03-17", Election: config.Election{Type: "local", Country: "EG", Date: "2024"},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := document.Info{
		Title: "A title", Author: "An author", Publisher: "A house", Licence: "CC0-1.0", Language: "en",
		ReferenceDate: "2024-03-17", ElectionType: "local", ElectionCountry: "EG", ElectionDate: "2024", Quotes: "short",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("info (-want +got):\n%s", diff)
	}
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"One 1.txt", "b/one-1.txt", "b/c/two.TXT", "b/.hidden.txt", "b/.git/x.txt", "b/notes.md", "one-1-2.txt", "empty/x.md"} {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	tests := map[string]struct {
		paths []string
		want  []pipeline.Input
		err   string
	}{
		"a file":            {paths: []string{"One 1.txt"}, want: []pipeline.Input{{ID: "one-1", Path: "One 1.txt"}}},
		"a file of any end": {paths: []string{"b/notes.md"}, want: []pipeline.Input{{ID: "notes", Path: "b/notes.md"}}},
		"standard input":    {paths: []string{"-"}, want: []pipeline.Input{{ID: "stdin", Path: "-"}}},
		"a hidden file if named": {
			paths: []string{"b/.hidden.txt"}, want: []pipeline.Input{{ID: "hidden", Path: "b/.hidden.txt"}},
		},
		"a folder with all below it, clashes numbered past ids that are taken": {
			paths: []string{"."},
			want: []pipeline.Input{
				{ID: "one-1", Path: "One 1.txt"},
				{ID: "two", Path: "b/c/two.TXT"},
				{ID: "one-1-3", Path: "b/one-1.txt"},
				{ID: "one-1-2", Path: "one-1-2.txt"},
			},
		},
		"a pattern, and a file twice": {
			paths: []string{"*.txt", "./one-1-2.txt"},
			want:  []pipeline.Input{{ID: "one-1", Path: "One 1.txt"}, {ID: "one-1-2", Path: "one-1-2.txt"}},
		},
		"nothing there": {
			paths: []string{"none.txt", "empty", "*.pdf", "One 1.txt"},
			err: "report none.txt: no such file or folder\nreport folder empty: no reports (*.txt, *.pdf, *.html, *.docx, *.epub)\n" +
				"report *.pdf: the pattern matches nothing",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := pipeline.Inputs(tt.paths)
			message := ""
			if err != nil {
				message = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || message != tt.err {
				t.Errorf("Inputs(%q) error %q, want %q (-want +got):\n%s", tt.paths, message, tt.err, diff)
			}
		})
	}
}
