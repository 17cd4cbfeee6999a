package config

import (
	"fmt"
	"os"
)

// Overrides names the files of reviewed corrections.
type Overrides struct {
	Files []string `mapstructure:"files"`
}

func (o Overrides) check(p *problems) {
	for i, path := range o.Files {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			p.add(fmt.Sprintf("overrides.files[%d]", i), "%s is no file", path)
		}
	}
}
