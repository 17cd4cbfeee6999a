package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWatch wants a run at the start and one for each change, also behind one that failed.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rules", "a.yaml")
	write := func(text string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write("a")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	runs := make(chan int)
	done := make(chan error)
	n := 0
	go func() {
		done <- (&app{out: io.Discard, err: io.Discard}).watch(ctx, []string{"", dir}, func() error {
			n++
			runs <- n
			return errors.New("a broken rule")
		})
	}()
	for want := 1; want <= 3; want++ {
		select {
		case got := <-runs:
			if got != want {
				t.Fatalf("run %d, want %d", got, want)
			}
		case <-ctx.Done():
			t.Fatalf("no run %d", want)
		}
		if want < 3 {
			write("longer than before"[:5+5*want])
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("watch ends with %v", err)
	}
}
