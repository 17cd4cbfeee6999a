//go:build unix

package emit

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFolder locks the folder for this process; the lock ends with the process, however that ends.
func lockFolder(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// isMount reports whether dir lies on another file system than its parent.
func isMount(dir, parent string) bool {
	var a, b unix.Stat_t
	return unix.Stat(dir, &a) == nil && unix.Stat(parent, &b) == nil && a.Dev != b.Dev
}

func canWrite(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }
