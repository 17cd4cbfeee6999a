// Package swap puts a finished folder in the place of another, so that whoever looks sees the old one or the new one, whole.
package swap

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder moves the folder next to where the folder dir stands, in one step where the system can; both are siblings. What stood there
// before is removed, unless the system can exchange folders: then it stands under the name of next, for the caller to remove.
func Folder(next, dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(next, dir)
	}
	if exchange(next, dir) == nil {
		return nil
	}
	old := retired(dir)
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(next, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}

// Recover mends what a [Folder] left that was killed between its steps: a folder that was moved away and not replaced comes back.
func Recover(dir string) error {
	old := retired(dir)
	if _, err := os.Lstat(old); err != nil {
		return nil //nolint:nilerr // nothing was left
	}
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(old, dir)
	}
	return os.RemoveAll(old)
}

func retired(dir string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".retired")
}

// Sync forces the names in a folder to disk, where the system can.
func Sync(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(ignoreUnsupported(f.Sync()), f.Close())
}

// ignoreUnsupported drops the error of file systems on which folders cannot be forced to disk.
func ignoreUnsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) {
		return nil
	}
	return err
}
