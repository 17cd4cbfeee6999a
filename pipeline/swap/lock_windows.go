package swap

import "os"

// Lock keeps the folder open, which on Windows keeps others from removing it.
func Lock(dir string) (*os.File, error) { return os.Open(dir) }
