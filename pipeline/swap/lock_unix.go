//go:build unix

package swap

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Lock locks the folder for this process; the lock ends with the process, however that ends, or when the file is closed. It does
// not wait for another that holds it.
func Lock(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
