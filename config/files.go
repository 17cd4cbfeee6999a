package config

import "embed"

// Files holds what the program brings along: the word lists of each language (lexicon), the rules of each language
// (rules) and the default settings (default.yaml).
//
//go:embed all:lexicon all:rules default.yaml
var Files embed.FS
