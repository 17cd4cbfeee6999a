package config

// Rules adds rules and word lists of the user's own.
type Rules struct {
	// Dir is a folder laid out like the embedded one, with lexicon and rules inside; a file of the same path replaces the
	// embedded one, any other is added. Empty for none.
	Dir string `mapstructure:"dir"`
}

// Schemas adds tables of the user's own.
type Schemas struct {
	Dir string `mapstructure:"dir"` // folder of Table Schema files (JSON), added to the embedded ones. Empty for none.
}
