//go:build unix

package emit

import "golang.org/x/sys/unix"

// isMount reports whether dir lies on another file system than its parent.
func isMount(dir, parent string) bool {
	var a, b unix.Stat_t
	return unix.Stat(dir, &a) == nil && unix.Stat(parent, &b) == nil && a.Dev != b.Dev
}

func canWrite(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }
