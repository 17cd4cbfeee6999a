package config

// Ingest sets how files are read.
type Ingest struct {
	MaxBytes int64 `mapstructure:"max_bytes"` // largest file that is read, in bytes; a larger one is refused
}

// mebibyte is 2 to the power of 20 bytes.
const mebibyte = 1 << 20

// maxIngest is what the 32-bit offsets of the source map can hold.
const maxIngest = 1<<31 - 1

func defaultIngest() Ingest { return Ingest{MaxBytes: 64 * mebibyte} }

func (i Ingest) check(p *problems) {
	if i.MaxBytes < 1 || i.MaxBytes > maxIngest {
		p.add("ingest.max_bytes", "%d is outside 1 to %d", i.MaxBytes, maxIngest)
	}
}
