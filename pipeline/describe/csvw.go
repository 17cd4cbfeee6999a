package describe

import "mahdar/schemas"

// csvw writes csv-metadata.json: the CSV files as CSV on the Web describes them, with titles in two languages, keys and references. The
// notes tell, as Web Annotations, that the table evidence has the provenance of every cell.
//
// Source: W3C, Metadata Vocabulary for Tabular Data, 2015.
func csvw(p *Package) ([]Document, error) {
	var tables []any
	hasEvidence := false
	for _, t := range p.Tables {
		f := t.file("csv")
		if f == nil {
			continue
		}
		hasEvidence = hasEvidence || t.Schema.Name == "evidence"
		schema := object{"columns": columns(t.Schema)}
		put(schema, "primaryKey", t.Schema.PrimaryKey)
		var foreign []any
		for _, k := range t.Schema.ForeignKeys {
			other := p.table(k.Table)
			if other == nil || other.file("csv") == nil {
				continue
			}
			foreign = append(foreign, object{"columnReference": k.Columns, "reference": object{"resource": other.file("csv").Path, "columnReference": k.References}})
		}
		put(schema, "foreignKeys", foreign)
		table := object{
			"url": f.Path, "tableSchema": schema, "dc:title": both(t.Schema.Title, t.Schema.TitleAr), "dc:description": both(t.Schema.Description, t.Schema.DescriptionAr),
		}
		if p.table("evidence") != nil && p.table("evidence").file("csv") != nil && t.Schema.Name != "evidence" {
			table["notes"] = []any{object{
				"type": "Annotation", "motivation": "linking", "target": f.Path, "body": p.table("evidence").file("csv").Path,
				"value": "The rows of the body with table_name " + t.Schema.Name + " tell for each cell (row_id, column_name) the lines and bytes of the report that it rests on.",
			}}
		}
		tables = append(tables, table)
	}
	if len(tables) == 0 {
		return nil, nil
	}
	doc := object{
		"@context": []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}}, "tables": tables, "dc:title": p.title(), "dc:description": p.about("en"),
		"dialect": object{"encoding": "utf-8", "header": true, "delimiter": ",", "doubleQuote": true, "lineTerminators": []string{"\n"}},
	}
	put(doc, "dc:license", link(p.licenceURL()))
	put(doc, "dc:creator", names(p.Creators))
	put(doc, "dc:publisher", p.Publisher.Name)
	return encode("csv-metadata.json", doc)
}

func link(url string) object {
	if url == "" {
		return nil
	}
	return object{"@id": url}
}

func both(en, ar string) []any {
	list := []any{object{"@value": en, "@language": "en"}}
	if ar != "" {
		list = append(list, object{"@value": ar, "@language": "ar"})
	}
	return list
}

func columns(t *schemas.Table) []any {
	var list []any
	for i := range t.Fields {
		f := &t.Fields[i]
		c := object{
			"name": f.Name, "titles": object{"en": []string{f.Name, f.Title}, "ar": f.TitleAr}, "dc:description": f.Description, "datatype": datatype(f),
			"required": f.Required,
		}
		if f.Type == schemas.Array {
			c["dc:description"] = f.Description + " Written as a JSON array."
		}
		list = append(list, c)
	}
	return list
}

// datatype returns the type of a column by XML Schema, with its bounds.
func datatype(f *schemas.Field) any {
	base := map[schemas.Type]string{
		schemas.Integer: "integer", schemas.Number: "decimal", schemas.Boolean: "boolean", schemas.Date: "date", schemas.Array: "json",
	}[f.Type]
	if base == "" {
		base = "string"
	}
	d := object{"base": base}
	if f.Minimum != nil {
		d["minimum"] = f.Minimum.String()
	}
	if f.Maximum != nil {
		d["maximum"] = f.Maximum.String()
	}
	if len(d) == 1 {
		return base
	}
	return d
}

func (t *Table) file(format string) *File {
	for i := range t.Files {
		if t.Files[i].Format == format {
			return &t.Files[i]
		}
	}
	return nil
}

func (p *Package) table(name string) *Table {
	for i := range p.Tables {
		if p.Tables[i].Schema.Name == name {
			return &p.Tables[i]
		}
	}
	return nil
}

func names(agents []Agent) []string {
	var list []string
	for _, a := range agents {
		list = append(list, a.Name)
	}
	return list
}
