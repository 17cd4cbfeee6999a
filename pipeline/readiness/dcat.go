package readiness

import (
	"fmt"
	"slices"
	"strings"
)

const (
	dcatSpec = "DCAT-AP 3.0.1"
	mqa      = "data.europa.eu, MQA methodology"
	mendDCAT = "add dcat to emit.descriptors" + runAgain
)

// dcatFiles are the descriptors that portals harvest.
var dcatFiles = []string{"dcat.jsonld", "catalog.jsonld"}

// prefixes are what the short names of DCAT stand for.
var prefixes = map[string]string{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#", "vcard": "http://www.w3.org/2006/vcard/ns#",
}

const euVocabulary = "http://publications.europa.eu/resource/authority/"

// graph is a JSON-LD file with the objects in it that have a type.
type graph struct {
	name  string
	nodes []node
}

type node struct {
	at     place
	object map[string]any
	types  []string
}

// of returns the objects of a class.
func (g *graph) of(class string) []node {
	var out []node
	for _, n := range g.nodes {
		if slices.Contains(n.types, class) {
			out = append(out, n)
		}
	}
	return out
}

// graph returns a JSON-LD file, nil when it is not there or has no @graph.
func (s *subject) graph(name string) *graph {
	if g, known := s.graphs[name]; known {
		return g
	}
	s.graphs[name] = nil
	o, _ := s.object(name)
	nodes, ok := o["@graph"].([]any)
	if !ok {
		return nil
	}
	g := &graph{name: name}
	for i, n := range nodes {
		g.walk(at(name, "@graph", i), n)
	}
	s.graphs[name] = g
	return g
}

func (g *graph) walk(p place, v any) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			g.walk(p.under(i), item)
		}
	case map[string]any:
		if _, value := v["@value"]; value {
			return
		}
		if types := texts(v["@type"]); len(types) > 0 {
			g.nodes = append(g.nodes, node{p, v, types})
		}
		for _, key := range sortedKeys(v) {
			g.walk(p.under(key), v[key])
		}
	}
}

// literal returns the first text of a value of JSON-LD.
func literal(v any) string {
	for _, item := range list(v) {
		if s := text(item); s != "" {
			return s
		}
		if s := text(member(item, "@value")); s != "" {
			return s
		}
	}
	return ""
}

// address returns the first address of a value of JSON-LD.
func address(v any) string {
	for _, item := range list(v) {
		if s := text(member(item, "@id")); s != "" {
			return s
		}
	}
	return ""
}

// states tells whether a value says anything.
func states(v any) bool {
	for _, item := range list(v) {
		switch item := item.(type) {
		case string:
			if item != "" {
				return true
			}
		case map[string]any:
			if literal(item) != "" || address(item) != "" || len(item) > 0 && item["@value"] == nil {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// mandatory is what every object of a class must have.
//
// Source: DCAT-AP 3.0.1, releases/3.0.1/shacl/dcat-ap-SHACL.ttl, minCount 1.
var mandatory = []struct {
	class, property, mend string
}{
	{"dcat:Catalog", "dct:title", "set emit.title" + runAgain},
	{"dcat:Catalog", "dct:description", "set emit.description" + runAgain},
	{"dcat:Catalog", "dct:publisher", "set emit.publisher.name" + runAgain},
	{"dcat:Dataset", "dct:title", "set emit.title" + runAgain},
	{"dcat:Dataset", "dct:description", "set emit.description" + runAgain},
	{"dcat:Distribution", "dcat:accessURL", "set emit.url" + runAgain},
	{"foaf:Agent", "foaf:name", "set emit.publisher.name, and a name for each of emit.creators" + runAgain},
	{"spdx:Checksum", "spdx:algorithm", mendDCAT},
	{"spdx:Checksum", "spdx:checksumValue", mendDCAT},
}

// recommended is what datasets and distributions should have; types are the media types of the distributions that can, none for all.
var recommended = []struct {
	id, class, property, want, mend, source string
	types                                   []string
}{
	{"contact", "dcat:Dataset", "dcat:contactPoint", "the dataset says whom to ask", "set emit.contact to a mail address" + runAgain, dcatSpec + ", Dataset, recommended", nil},
	{"keywords", "dcat:Dataset", "dcat:keyword", "the dataset has keywords", "set emit.keywords" + runAgain, dcatSpec + ", Dataset, recommended", nil},
	{"spatial", "dcat:Dataset", "dct:spatial", "the dataset says which countries it is about", "set reports[].election.country of the reports that do not tell it" + runAgain, dcatSpec + ", Dataset, recommended", nil},
	{"temporal", "dcat:Dataset", "dct:temporal", "the dataset says which time it is about", "set reports[].election.date of the reports that do not tell it" + runAgain, dcatSpec + ", Dataset, recommended", nil},
	{"theme", "dcat:Dataset", "dcat:theme", "the dataset has a theme of the European vocabulary", mendDCAT, dcatSpec + ", Dataset, recommended", nil},
	{"issued", "dcat:Dataset", "dct:issued", "the dataset has a day of publication", "set emit.published" + runAgain, mqa + ", date of issue", nil},
	{"modified", "dcat:Dataset", "dct:modified", "the dataset has a day of its last change", "set emit.published" + runAgain, mqa + ", modification date", nil},
	{"access-rights", "dcat:Dataset", "dct:accessRights", "the dataset says who may see it", mendDCAT, mqa + ", access restrictions", nil},
	{"licence", "dcat:Distribution", "dct:license", "every file has a licence", "set emit.licence (for example CC-BY-4.0)" + runAgain, dcatSpec + ", Distribution, recommended", nil},
	{
		"format", "dcat:Distribution", "dct:format", "every file has a format of the European vocabulary, where that knows one", mendDCAT, dcatSpec + ", Distribution, recommended",
		[]string{"text/csv", "application/vnd.apache.parquet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	},
	{"media-type", "dcat:Distribution", "dcat:mediaType", "every file has a media type", mendDCAT, mqa + ", media type", nil},
	{"byte-size", "dcat:Distribution", "dcat:byteSize", "every file has its size", mendDCAT, mqa + ", file size", nil},
	{"download", "dcat:Distribution", "dcat:downloadURL", "every file says where it is downloaded", "set emit.url" + runAgain, mqa + ", download URL", nil},
}

// dcatAP returns what portals harvest: the mandatory properties of DCAT-AP and those that they score.
func dcatAP() []Requirement {
	all := []Requirement{
		{"dcat-ap.descriptors", Must, "dcat.jsonld holds a dataset with distributions, and catalog.jsonld also a catalog", dcatSpec + ", Catalog, Dataset, Distribution", func(t *test) {
			for _, name := range dcatFiles {
				g := t.graph(name)
				if g == nil {
					t.there(name, mendDCAT)
					if t.document(name).value != nil {
						t.bad(at(name, "@graph"), mendDCAT, "there is no list of objects")
					}
					continue
				}
				want := []string{"dcat:Dataset", "dcat:Distribution"}
				if name == "catalog.jsonld" {
					want = append(want, "dcat:Catalog")
				}
				for _, class := range want {
					if len(g.of(class)) == 0 {
						t.bad(at(name, "@graph"), mendDCAT, "there is no %s", class)
					}
				}
			}
		}},
		{"dcat-ap.prefixes", Must, "short names stand for the vocabularies of DCAT", dcatSpec + ", Used prefixes", func(t *test) {
			for _, name := range dcatFiles {
				o, there := t.object(name)
				if !there {
					continue
				}
				for _, prefix := range sortedKeys(prefixes) {
					if got := text(member(o["@context"], prefix)); got != prefixes[prefix] {
						t.bad(at(name, "@context", prefix), mendDCAT, "%s stands for %q (want %s)", prefix, got, prefixes[prefix])
					}
				}
			}
		}},
	}
	for _, m := range mandatory {
		_, class, _ := strings.Cut(m.class, ":")
		_, property, _ := strings.Cut(m.property, ":")
		all = append(all, Requirement{
			"dcat-ap." + strings.ToLower(class) + "-" + strings.ToLower(property), Must, fmt.Sprintf("every %s has %s", m.class, m.property), dcatSpec + ", " + class + ", mandatory",
			eachNode(m.class, nil, func(n node) (string, string) {
				if !states(n.object[m.property]) {
					return m.property, fmt.Sprintf("there is no %s", m.property)
				}
				return "", ""
			}, m.mend),
		})
	}
	all = append(all, Requirement{
		"dcat-ap.absolute-addresses", Must, "files are named by whole addresses", dcatSpec + ", Distribution, access URL",
		eachNode("dcat:Distribution", nil, func(n node) (string, string) {
			for _, property := range []string{"dcat:accessURL", "dcat:downloadURL"} {
				if s := address(n.object[property]); s != "" && !strings.Contains(s, "://") {
					return property, fmt.Sprintf("%s is %q, which leads nowhere once a portal has it", property, s)
				}
			}
			return "", ""
		}, "set emit.url to where the package will be"+runAgain),
	}, Requirement{"dcat-ap.publisher", Should, "the publisher is more than the name of the package", dcatSpec + ", Dataset, recommended", func(t *test) {
		for _, name := range dcatFiles {
			if g := t.graph(name); g != nil {
				class := "dcat:Dataset"
				if name == "catalog.jsonld" {
					class = "dcat:Catalog"
				}
				t.publisher(g, class)
			}
		}
	}})
	for _, r := range recommended {
		all = append(all, Requirement{"dcat-ap." + r.id, Should, r.want, r.source, func(t *test) {
			inFile("dcat.jsonld", r.class, r.types, func(n node) (string, string) {
				if !states(n.object[r.property]) {
					return r.property, fmt.Sprintf("there is no %s", r.property)
				}
				return "", ""
			}, r.mend)(t)
		}})
	}
	return all
}

// publisher reports objects of a class that no publisher stands behind.
func (t *test) publisher(g *graph, class string) {
	for _, n := range g.of(class) {
		name := literal(member(n.object["dct:publisher"], "foaf:name"))
		if name == "" {
			t.bad(n.at.under("dct:publisher"), "set emit.publisher.name"+runAgain, "there is no publisher")
		} else if t.isPlaceholder(name) {
			t.bad(n.at.under("dct:publisher"), "set emit.publisher.name"+runAgain, "the publisher is %q, the package itself", name)
		}
	}
}

// eachNode runs a test on the objects of a class in both files: it returns a property and what is wrong with it. The first object of a
// file stands for all of them.
func eachNode(class string, types []string, wrong func(node) (property, found string), mend string) func(*test) {
	return func(t *test) {
		for _, name := range dcatFiles {
			inFile(name, class, types, wrong, mend)(t)
		}
	}
}

func inFile(name, class string, types []string, wrong func(node) (property, found string), mend string) func(*test) {
	return func(t *test) {
		g := t.graph(name)
		if g == nil {
			return // dcat-ap.descriptors tells it
		}
		n := 0
		for _, o := range g.of(class) {
			if types != nil && !slices.ContainsFunc(types, func(m string) bool { return strings.HasSuffix(address(o.object["dcat:mediaType"]), m) }) {
				continue
			}
			property, found := wrong(o)
			if found == "" {
				continue
			}
			if n == 0 {
				t.bad(o.at.under(property), mend, "%s", found)
			}
			n++
		}
		t.more(n-1, "of "+class)
	}
}
