package config

import (
	"fmt"
	"strings"
)

// Repair sets how damaged text is put right.
type Repair struct {
	Vocabulary []string `mapstructure:"vocabulary"` // words of the field that general text holds too seldom
}

func (r Repair) check(p *problems) {
	for i, w := range r.Vocabulary {
		if len(strings.Fields(w)) != 1 {
			p.add(fmt.Sprintf("repair.vocabulary[%d]", i), "%q is not one word", w)
		}
	}
}
