package config

// Overrides names the files of reviewed corrections.
type Overrides struct {
	Files []string `mapstructure:"files"`
}

func (o Overrides) check(p *problems) {
	p.files("overrides.files", o.Files)
}
