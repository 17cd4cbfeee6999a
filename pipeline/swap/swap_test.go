package swap_test

import (
	"os"
	"path/filepath"
	"testing"

	"mahdar/pipeline/swap"
)

func put(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, dir, text string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "f"))
	if err != nil || string(raw) != text {
		t.Errorf("%s holds %q, %v; want %q", dir, raw, err, text)
	}
}

func TestFolder(t *testing.T) {
	for _, old := range []bool{false, true} {
		root := t.TempDir()
		next, dir := filepath.Join(root, ".next"), filepath.Join(root, "dir")
		put(t, next, "new")
		if old {
			put(t, dir, "old")
		}
		if err := swap.Folder(next, dir); err != nil {
			t.Fatal(err)
		}
		want(t, dir, "new")
	}
}

func TestRecover(t *testing.T) {
	root := t.TempDir()
	dir, retired := filepath.Join(root, "dir"), filepath.Join(root, ".dir.retired")
	put(t, retired, "old")
	if err := swap.Recover(dir); err != nil {
		t.Fatal(err)
	}
	want(t, dir, "old")

	put(t, retired, "older")
	if err := swap.Recover(dir); err != nil {
		t.Fatal(err)
	}
	want(t, dir, "old")
	if _, err := os.Stat(retired); err == nil {
		t.Error("what was replaced is still there")
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	lock, err := swap.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := swap.Lock(dir); err == nil {
		t.Error("two hold the lock", other.Close())
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := swap.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}
