package emit

import "os"

// lockFolder keeps the folder open, which on Windows keeps others from removing it.
func lockFolder(path string) (*os.File, error) { return os.Open(path) }

func isMount(string, string) bool { return false }

func canWrite(string) error { return nil }
