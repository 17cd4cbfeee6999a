//go:build !linux

package swap

import "errors"

// exchange is not known on this system.
func exchange(_, _ string) error { return errors.ErrUnsupported }
