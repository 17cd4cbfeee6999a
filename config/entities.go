package config

// Entities names what people have decided about names.
type Entities struct {
	Judgements []string `mapstructure:"judgements"` // YAML files: these names are one, those are not
	Authority  []string `mapstructure:"authority"`  // CSV files: id, names, name_en, wikidata_id
}

func (e Entities) check(p *problems) {
	p.files("entities.judgements", e.Judgements)
	p.files("entities.authority", e.Authority)
}
