package describe

import (
	"strconv"

	"mahdar/schemas"
)

// croissantContext is the context of Croissant 1.1.
var croissantContext = object{
	"@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
	"cr": "http://mlcommons.org/croissant/", "data": object{"@id": "cr:data", "@type": "@json"}, "dataType": object{"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
	"equivalentProperty": "cr:equivalentProperty", "examples": object{"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field", "fileObject": "cr:fileObject",
	"fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
	"key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "prov": "http://www.w3.org/ns/prov#", "rai": "http://mlcommons.org/croissant/RAI/", "recordSet": "cr:recordSet",
	"references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator",
	"source": "cr:source", "subField": "cr:subField", "transform": "cr:transform", "annotation": "cr:annotation",
}

// croissant writes croissant.json: the Parquet files, or the CSV files where there are none, as record sets for machine learning. The
// record set of evidence says for each cell where it stands in its report. Fields carry no references: mlcroissant joins by them, and
// fails where a record set refers to two others. The keys stand in datapackage.json and csv-metadata.json.
//
// Source: MLCommons, Croissant Format Specification 1.1.
func croissant(p *Package) ([]Document, error) {
	format := "csv"
	for _, t := range p.Tables {
		if t.file("parquet") != nil {
			format = "parquet"
		}
	}
	var files, sets []any
	for _, t := range p.Tables {
		f := t.file(format)
		if f == nil || t.Rows == 0 { // a record set needs a record
			continue
		}
		id := t.Schema.Name + "-" + format
		files = append(files, object{
			"@type": "cr:FileObject", "@id": id, "name": t.Schema.Name, "description": t.Schema.Description, "contentUrl": p.at(f.Path),
			"encodingFormat": croissantFormat(f), "sha256": f.SHA256, "contentSize": text(f.Bytes) + " B",
		})
		sets = append(sets, recordSet(p, &t, id, format))
	}
	d := object{
		"@context": croissantContext, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1", "name": p.Name, "description": p.about("en"), "isLiveDataset": false,
		"distribution": files, "recordSet": sets, "url": p.home(), "license": p.licenceOr(), "creator": p.creators(), "datePublished": p.published(), "version": p.version(),
		"citeAs": p.cite(), "inLanguage": p.Languages,
	}
	put(d, "keywords", p.Keywords)
	put(d, "publisher", p.agent(p.Publisher))
	return encode("croissant.json", d)
}

func croissantFormat(f *File) string {
	if f.Format == "parquet" {
		return "application/x-parquet"
	}
	return f.MediaType
}

func recordSet(p *Package, t *Table, file, format string) object {
	set := object{"@type": "cr:RecordSet", "@id": t.Schema.Name, "name": t.Schema.Name, "description": t.Schema.Description}
	var key []any
	for _, c := range t.Schema.PrimaryKey {
		key = append(key, object{"@id": t.Schema.Name + "/" + c})
	}
	put(set, "key", key)
	var fields []any
	for i := range t.Schema.Fields {
		f := &t.Schema.Fields[i]
		o := object{
			"@type": "cr:Field", "@id": t.Schema.Name + "/" + f.Name, "name": f.Name, "description": f.Description, "dataType": croissantType(f),
			"source": object{"fileObject": object{"@id": file}, "extract": object{"column": f.Name}},
		}
		if f.Type == schemas.Array && format == "parquet" {
			o["repeated"] = true
		}
		if t.Schema.Name == "evidence" && f.Name == "quote" {
			o["equivalentProperty"] = "prov:wasDerivedFrom"
		}
		fields = append(fields, o)
	}
	set["field"] = fields
	if ev := p.table("evidence"); t.Schema.Name != "evidence" && ev != nil && ev.Rows > 0 {
		set["annotation"] = object{
			"@type": "cr:Field", "@id": t.Schema.Name + "/provenance", "name": "provenance", "dataType": "sc:Text", "equivalentProperty": "prov:wasDerivedFrom",
			"description": "Rows of evidence with table_name " + t.Schema.Name + " name for each cell the lines and bytes of its report.",
			"source":      object{"fileObject": object{"@id": "evidence-" + format}, "extract": object{"column": "quote"}},
		}
	}
	return set
}

func croissantType(f *schemas.Field) string {
	switch f.Type {
	case schemas.Integer:
		return "sc:Integer"
	case schemas.Number:
		return "sc:Float"
	case schemas.Boolean:
		return "sc:Boolean"
	case schemas.Date:
		return "sc:Date"
	case schemas.String, schemas.Array:
	}
	return "sc:Text"
}

// schemaOrg writes schema-org.json: the package as search engines read it.
//
// Source: schema.org, Dataset and DataDownload.
func schemaOrg(p *Package) ([]Document, error) {
	var files []any
	for _, t := range p.Tables {
		for _, f := range t.Files {
			files = append(files, download(p, t.Schema.Title, &f))
		}
	}
	for _, f := range p.Files {
		files = append(files, download(p, f.Title, &f))
	}
	var variables []any
	for _, t := range p.Tables {
		variables = append(variables, object{"@type": "PropertyValue", "name": t.Schema.Name, "description": t.Schema.Description})
	}
	d := object{
		"@context": "https://schema.org/", "@type": "Dataset", "name": p.title(), "description": p.about("en"), "identifier": p.Name, "url": p.home(), "isAccessibleForFree": true,
		"creator": p.creators(), "distribution": files, "variableMeasured": variables, "inLanguage": p.Languages, "version": p.version(), "datePublished": p.published(),
	}
	put(d, "license", p.licenceURL())
	put(d, "keywords", p.Keywords)
	put(d, "publisher", p.agent(p.Publisher))
	var places []any
	for _, c := range p.Countries {
		places = append(places, object{"@type": "Country", "identifier": c, "name": country(c)})
	}
	put(d, "spatialCoverage", places)
	if p.From != "" && p.To != "" {
		d["temporalCoverage"] = p.From + "/" + p.To
	}
	var sources []any
	for _, s := range p.Sources {
		sources = append(sources, object{"@type": "Report", "name": s.Title, "identifier": "sha256:" + s.SHA256})
	}
	put(d, "isBasedOn", sources)
	return encode("schema-org.json", d)
}

func download(p *Package, name string, f *File) object {
	return object{
		"@type": "DataDownload", "name": name, "contentUrl": p.at(f.Path), "encodingFormat": f.MediaType, "contentSize": text(f.Bytes) + " B", "sha256": f.SHA256,
	}
}

// home returns where the package is published, or a name for it.
func (p *Package) home() string {
	if p.URL == "" {
		return "urn:mahdar:" + p.Name
	}
	return p.URL
}

// licenceOr returns the address of the licence; where none is set, the word of SPDX for that.
func (p *Package) licenceOr() string {
	if p.Licence == "" {
		return "https://spdx.org/licenses/NONE"
	}
	return p.licenceURL()
}

func (p *Package) creators() []any {
	var list []any
	for _, c := range p.Creators {
		list = append(list, p.agent(c))
	}
	if len(list) == 0 {
		list = append(list, object{"@type": "Organization", "name": p.publisher()["foaf:name"]})
	}
	return list
}

func (p *Package) agent(a Agent) object {
	if a.Name == "" {
		return nil
	}
	o := object{"@type": "Organization", "name": a.Name}
	put(o, "url", a.URL)
	return o
}

// published returns the day of publication; a package that has none is as old as the newest election in it.
func (p *Package) published() string {
	switch {
	case p.Published != "":
		return p.Published
	case p.To != "":
		return p.To
	}
	return "1970-01-01"
}

func (p *Package) version() string {
	if p.Version == "" {
		return "0.0.0"
	}
	return p.Version
}

// cite returns how to cite the package, as BibTeX.
func (p *Package) cite() string {
	author := ""
	for i, c := range names(p.Creators) {
		if i > 0 {
			author += " and "
		}
		author += c
	}
	if author == "" {
		author = text(p.publisher()["foaf:name"])
	}
	return "@misc{" + p.Name + ", author = {" + author + "}, title = {" + p.title() + "}, year = {" + p.published()[:4] + "}, version = {" + p.version() + "}, url = {" + p.home() + "}}"
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}
