package config

import (
	"fmt"
	"os"
	"strings"
)

// Repair sets how damaged text is put right.
type Repair struct {
	WordList   string   `mapstructure:"word_list"`  // file with the frequency of words; empty for the built-in list
	Vocabulary []string `mapstructure:"vocabulary"` // words of the field that general text holds too seldom
}

func (r Repair) check(p *problems) {
	if r.WordList != "" {
		if info, err := os.Stat(r.WordList); err != nil || info.IsDir() {
			p.add("repair.word_list", "%s is no file", r.WordList)
		}
	}
	for i, w := range r.Vocabulary {
		if len(strings.Fields(w)) != 1 {
			p.add(fmt.Sprintf("repair.vocabulary[%d]", i), "%q is not one word", w)
		}
	}
}
