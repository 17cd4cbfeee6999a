package describe

import "strings"

// dcatContext maps the prefixes of DCAT.
var dcatContext = object{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#",
	"vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#", "prov": "http://www.w3.org/ns/prov#",
}

// Vocabularies of the Publications Office of the European Union that DCAT-AP names.
const (
	euTheme     = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
	euFileType  = "http://publications.europa.eu/resource/authority/file-type/"
	euLanguage  = "http://publications.europa.eu/resource/authority/language/"
	euAccess    = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
	ianaMedia   = "https://www.iana.org/assignments/media-types/"
	tableSchema = "https://datapackage.org/standard/table-schema/"
)

// dcat writes dcat.jsonld, the package as a dataset of DCAT-AP 3, and catalog.jsonld, a catalog of this one dataset that portals can
// harvest from a static site.
//
// Source: DCAT-AP 3.0.1, SEMIC.
func dcat(p *Package) ([]Document, error) {
	graph := dataset(p)
	one, err := encode("dcat.jsonld", object{"@context": dcatContext, "@graph": graph})
	if err != nil {
		return nil, err
	}
	catalog := object{
		"@id": p.id("catalog"), "@type": "dcat:Catalog", "dct:title": texts(p.title(), ""), "dct:description": texts(p.about("en"), p.about("ar")),
		"dct:publisher": p.publisher(), "dcat:dataset": object{"@id": p.id("dataset")},
	}
	put(catalog, "foaf:homepage", page(p.URL))
	all, err := encode("catalog.jsonld", object{"@context": dcatContext, "@graph": append([]any{catalog}, graph...)})
	return append(one, all...), err
}

// id returns the address of a thing that the package describes.
func (p *Package) id(name string) string {
	if p.URL == "" {
		return "urn:mahdar:" + p.Name + ":" + name
	}
	return p.URL + "#" + name
}

// publisher returns who answers for the package: the publisher, else the first creator, else a nameless one of the package's name.
func (p *Package) publisher() object {
	a := p.Publisher
	if a.Name == "" && len(p.Creators) > 0 {
		a = p.Creators[0]
	}
	if a.Name == "" {
		a.Name = p.title()
	}
	o := object{"@type": "foaf:Agent", "foaf:name": a.Name}
	if a.URL != "" {
		o["@id"] = a.URL
	}
	return o
}

func page(url string) object {
	if url == "" {
		return nil
	}
	return object{"@id": url, "@type": "foaf:Document"}
}

func dataset(p *Package) []any {
	d := object{
		"@id": p.id("dataset"), "@type": "dcat:Dataset", "dct:title": texts(p.title(), ""), "dct:description": texts(p.about("en"), p.about("ar")),
		"dct:identifier": p.Name, "dct:publisher": p.publisher(), "dcat:theme": concept(euTheme, "Government and public sector"),
		"dct:accessRights": object{"@id": euAccess, "@type": "dct:RightsStatement"},
	}
	put(d, "dcat:version", p.Version)
	put(d, "dcat:keyword", keywords(p))
	put(d, "dcat:landingPage", page(p.URL))
	put(d, "dct:issued", day(p.Published))
	put(d, "dct:modified", day(p.Published))
	var creators []any
	for _, c := range p.Creators {
		o := object{"@type": "foaf:Agent", "foaf:name": c.Name}
		if c.URL != "" {
			o["@id"] = c.URL
		}
		creators = append(creators, o)
	}
	put(d, "dct:creator", creators)
	if p.Contact != "" {
		d["dcat:contactPoint"] = object{"@type": "vcard:Kind", "vcard:fn": p.publisher()["foaf:name"], "vcard:hasEmail": object{"@id": "mailto:" + p.Contact}}
	}
	var languages []any
	for _, l := range p.Languages {
		if code := map[string]string{"ar": "ARA", "en": "ENG"}[l]; code != "" {
			languages = append(languages, object{"@id": euLanguage + code, "@type": "dct:LinguisticSystem"})
		}
	}
	put(d, "dct:language", languages)
	var places []any
	for _, c := range p.Countries {
		places = append(places, object{"@id": "https://www.iso.org/obp/ui/#iso:code:3166:" + c, "@type": "dct:Location"})
	}
	put(d, "dct:spatial", places)
	if p.From != "" && p.To != "" {
		d["dct:temporal"] = object{"@type": "dct:PeriodOfTime", "dcat:startDate": day(p.From), "dcat:endDate": day(p.To)}
	}
	var sources []any
	for _, s := range p.Sources {
		sources = append(sources, object{"@type": "prov:Entity", "dct:title": s.Title, "dct:identifier": "sha256:" + s.SHA256})
	}
	put(d, "prov:wasDerivedFrom", sources)
	var distributions, ids []any
	for _, t := range p.Tables {
		for _, f := range t.Files {
			id := p.id("distribution-" + t.Schema.Name + "-" + f.Format)
			ids = append(ids, object{"@id": id})
			o := distribution(p, id, &f)
			o["dct:title"] = texts(t.Schema.Title+" ("+strings.ToUpper(f.Format)+")", t.Schema.TitleAr)
			o["dct:description"] = texts(t.Schema.Description, t.Schema.DescriptionAr)
			o["dct:conformsTo"] = object{"@id": tableSchema, "@type": "dct:Standard"}
			distributions = append(distributions, o)
		}
	}
	for _, f := range p.Files {
		id := p.id("distribution-" + f.Name)
		ids = append(ids, object{"@id": id})
		o := distribution(p, id, &f)
		o["dct:title"] = texts(f.Title, "")
		distributions = append(distributions, o)
	}
	put(d, "dcat:distribution", ids)
	return append([]any{d}, distributions...)
}

func concept(id, label string) object {
	return object{"@id": id, "@type": "http://www.w3.org/2004/02/skos/core#Concept", "http://www.w3.org/2004/02/skos/core#prefLabel": object{"@value": label, "@language": "en"}}
}

func distribution(p *Package, id string, f *File) object {
	o := object{
		"@id": id, "@type": "dcat:Distribution", "dcat:accessURL": object{"@id": p.at(f.Path)}, "dcat:downloadURL": object{"@id": p.at(f.Path)},
		"dcat:byteSize":  object{"@value": text(f.Bytes), "@type": "xsd:nonNegativeInteger"},
		"dcat:mediaType": object{"@id": ianaMedia + f.MediaType, "@type": "dct:MediaType"},
		"spdx:checksum": object{
			"@type": "spdx:Checksum", "spdx:algorithm": object{"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
			"spdx:checksumValue": object{"@value": f.SHA256, "@type": "xsd:hexBinary"},
		},
	}
	if code := map[string]string{"csv": "CSV", "json": "JSON", "parquet": "PARQUET", "xlsx": "XLSX", "jsonl": "JSON"}[f.Format]; code != "" {
		o["dct:format"] = object{"@id": euFileType + code, "@type": "dct:MediaTypeOrExtent"}
	}
	if url := p.licenceURL(); url != "" {
		o["dct:license"] = object{"@id": url, "@type": "dct:LicenseDocument"}
	}
	return o
}

// day returns an ISO date as a typed value, nothing for none.
func day(s string) object {
	if s == "" {
		return nil
	}
	return object{"@value": s, "@type": "xsd:date"}
}

func keywords(p *Package) []any {
	list := p.Keywords
	if len(list) == 0 {
		list = []string{"elections", "election results", "election observation"}
	}
	var out []any
	for _, k := range list {
		out = append(out, object{"@value": k, "@language": "en"})
	}
	if len(p.Keywords) == 0 {
		for _, k := range []string{"انتخابات", "نتائج الانتخابات", "مراقبة الانتخابات"} {
			out = append(out, object{"@value": k, "@language": "ar"})
		}
	}
	return out
}
