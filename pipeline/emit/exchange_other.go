//go:build !linux

package emit

import "errors"

// exchange is not known on this system.
func exchange(_, _ string) error { return errors.ErrUnsupported }
