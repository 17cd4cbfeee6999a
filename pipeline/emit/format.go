package emit

import "mahdar/schemas"

// tableFormat is a format that gives every table a file of its own.
type tableFormat struct {
	name      string
	mediaType string
	binary    bool // no text in UTF-8
	open      func(dir string, t *schemas.Table) (encoder, error)
}

// tableFormats returns the formats of single tables. The first one that a package has carries the schemas.
func tableFormats() []tableFormat {
	return []tableFormat{
		{"csv", "text/csv", false, openCSV},
		{"json", "application/json", false, openJSON},
		{"jsonl", "application/jsonl", false, openJSONLines},
		{"parquet", "application/vnd.apache.parquet", true, openParquet},
		{"arrow", "application/vnd.apache.arrow.file", true, openArrow},
	}
}

// Formats returns the names of the formats in which a package can be written.
func Formats() []string {
	var names []string
	for _, f := range tableFormats() {
		names = append(names, f.name)
	}
	for _, f := range volumeFormats() {
		names = append(names, f.name)
	}
	return names
}

// formatOf returns the format of the given name.
func formatOf(name string) tableFormat {
	for _, f := range tableFormats() {
		if f.name == name {
			return f
		}
	}
	return tableFormat{}
}
