package config

import "fmt"

// Emit sets what a run writes and where.
type Emit struct {
	Output  string   `mapstructure:"output"`  // folder of the data package
	Formats []string `mapstructure:"formats"` // some of FormatNames; each table is written once per format
	Quotes  string   `mapstructure:"quotes"`  // one of QuoteNames: how much of the report's words evidence repeats
}

// FormatNames returns the formats in which tables can be written.
func FormatNames() []string { return []string{"parquet", "csv", "json"} }

// QuoteNames returns the ways in which evidence may repeat the report's words: all of them, the first few, or none.
func QuoteNames() []string { return []string{"full", "short", "none"} }

func defaultEmit() Emit { return Emit{Output: "output", Formats: FormatNames(), Quotes: "full"} }

func (e Emit) check(p *problems) {
	if e.Output == "" {
		p.add("emit.output", "no folder is named")
	}
	if len(e.Formats) == 0 {
		p.add("emit.formats", "no format is named (want some of parquet, csv, json)")
	}
	seen := make(map[string]bool, len(e.Formats))
	for i, f := range e.Formats {
		key := fmt.Sprintf("emit.formats[%d]", i)
		p.oneOf(key, "format", f, FormatNames())
		if seen[f] {
			p.add(key, "format %q is named twice", f)
		}
		seen[f] = true
	}
	p.oneOf("emit.quotes", "choice", e.Quotes, QuoteNames())
}
