package config

// Repair sets how damaged text is put right.
type Repair struct {
	// MinPosterior is the probability, 0.5 to 1, from which a change to the letters of a word is made and not only suggested.
	MinPosterior float64 `mapstructure:"min_posterior"`
}

func defaultRepair() Repair { return Repair{MinPosterior: 0.5} }

func (r Repair) check(p *problems) {
	if !(r.MinPosterior >= 0.5 && r.MinPosterior <= 1) {
		p.add("repair.min_posterior", "%v is outside 0.5 to 1", r.MinPosterior)
	}
}
