package config

// Ingest sets how files are read.
type Ingest struct {
	MaxBytes    int64 `mapstructure:"max_bytes"`          // largest file that is read, in bytes; a larger one is refused
	MaxUnpacked int64 `mapstructure:"max_unpacked_bytes"` // most that is unpacked of one DOCX or EPUB file, in bytes
	MaxDepth    int   `mapstructure:"max_depth"`          // most elements within each other in an HTML, DOCX or EPUB file
	MaxPages    int   `mapstructure:"max_pages"`          // most pages of a PDF file
	MaxSeconds  int   `mapstructure:"max_seconds"`        // most time that is spent on reading a PDF file
}

// mebibyte is 2 to the power of 20 bytes.
const mebibyte = 1 << 20

// maxIngest is what the 32-bit offsets of the source map can hold.
const maxIngest = 1<<31 - 1

// deepest is what the parser of HTML bears.
const deepest = 512

func defaultIngest() Ingest {
	return Ingest{MaxBytes: 64 * mebibyte, MaxUnpacked: 64 * mebibyte, MaxDepth: deepest / 2, MaxPages: 5000, MaxSeconds: 300}
}

func (i Ingest) check(p *problems) {
	if i.MaxBytes < 1 || i.MaxBytes > maxIngest {
		p.add("ingest.max_bytes", "%d is outside 1 to %d", i.MaxBytes, maxIngest)
	}
	if i.MaxUnpacked < 1 || i.MaxUnpacked > maxIngest {
		p.add("ingest.max_unpacked_bytes", "%d is outside 1 to %d", i.MaxUnpacked, maxIngest)
	}
	if i.MaxDepth < 1 || i.MaxDepth > deepest {
		p.add("ingest.max_depth", "%d is outside 1 to %d", i.MaxDepth, deepest)
	}
	if i.MaxPages < 1 || i.MaxPages > mostPages {
		p.add("ingest.max_pages", "%d is outside 1 to %d", i.MaxPages, mostPages)
	}
	if i.MaxSeconds < 1 || i.MaxSeconds > day {
		p.add("ingest.max_seconds", "%d is outside 1 to %d", i.MaxSeconds, day)
	}
}

// What may be set at most for a PDF file.
const (
	mostPages = 1_000_000
	day       = 24 * 60 * 60 // in seconds
)
