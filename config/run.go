package config

import "strings"

// Run sets how reports are sent through the stages.
type Run struct {
	Workers int      `mapstructure:"workers"` // reports worked on at the same time; 0 is one per processor
	Stages  []string `mapstructure:"stages"`  // the stages to run: the first ones of StageNames, in that order
	Strict  bool     `mapstructure:"strict"`  // a discrepancy of severity error makes the exit status 3
}

// maxWorkers keeps a slip of the keyboard from exhausting the machine.
const maxWorkers = 1024

// StageNames returns every stage of a run in the order in which data moves.
func StageNames() []string {
	return []string{"ingest", "repair", "segment", "annotate", "extract", "reconcile", "check", "override", "validate"}
}

func defaultRun() Run { return Run{Stages: StageNames()} }

func (r Run) check(p *problems) {
	if r.Workers < 0 || r.Workers > maxWorkers {
		p.add("run.workers", "%d is outside 0 to %d", r.Workers, maxWorkers)
	}
	names := StageNames()
	if len(r.Stages) == 0 {
		p.add("run.stages", "no stage is named (want %s, or the first ones of these)", strings.Join(names, ", "))
	}
	for i, s := range r.Stages {
		if i >= len(names) || s != names[i] {
			p.add("run.stages", "a stage needs all those before it: want %s, or the first ones of these, in this order; got %s",
				strings.Join(names, ", "), strings.Join(r.Stages, ", "))
			return
		}
	}
}
