package readiness

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	croissantSpec = "Croissant 1.1"
	mlcroissant   = "mlcroissant 1.1"
	croissantFile = "croissant.json"
	mendCroissant = "add croissant to emit.descriptors" + runAgain
)

var (
	hexSHA256 = regexp.MustCompile(`^[0-9a-f]{64}$`)
	hexMD5    = regexp.MustCompile(`^[0-9a-f]{32}$`)
)

// croissant returns what Croissant 1.1 requires, and mlcroissant beside it.
func croissant() []Requirement {
	required := func(id, key, want, mend string, wrong func(t *test, v any) string) Requirement {
		return Requirement{"croissant." + id, Must, want, croissantSpec + ", Dataset, required (" + key + ")", func(t *test) {
			if o, there := t.object(croissantFile); there {
				if found := wrong(t, o[key]); found != "" {
					t.bad(at(croissantFile, key), mend, "%s", found)
				}
			}
		}}
	}
	stated := func(_ *test, v any) string {
		if !states(v) {
			return "it is missing"
		}
		return ""
	}
	webAddress := func(_ *test, v any) string {
		if s := text(v); !strings.Contains(s, "://") {
			return fmt.Sprintf("it is %q, no address", s)
		}
		return ""
	}
	advised := func(id, key, want, mend string) Requirement {
		return Requirement{"croissant." + id, Should, want, croissantSpec + ", Dataset, recommended (" + key + ")", func(t *test) {
			if o, there := t.object(croissantFile); there && !states(o[key]) {
				t.bad(at(croissantFile, key), mend, "it is missing")
			}
		}}
	}
	return []Requirement{
		{"croissant.descriptor", Must, "croissant.json is there", croissantSpec, func(t *test) {
			t.there(croissantFile, mendCroissant)
			if d := t.document(croissantFile); d.value != nil {
				if _, ok := t.object(croissantFile); !ok {
					t.bad(place{file: croissantFile}, mendCroissant, "it holds no JSON object")
				}
			}
		}},
		{"croissant.context", Must, "the context is that of Croissant, with https://schema.org/ as its vocabulary", mlcroissant + ", core/constants.py", func(t *test) {
			if o, there := t.object(croissantFile); there {
				for _, c := range [][2]string{{"@vocab", "https://schema.org/"}, {"sc", "https://schema.org/"}, {"cr", "http://mlcommons.org/croissant/"}, {"dct", "http://purl.org/dc/terms/"}} {
					if got := text(member(o["@context"], c[0])); got != c[1] {
						t.bad(at(croissantFile, "@context", c[0]), mendCroissant, "%s is %q (want %s)", c[0], got, c[1])
					}
				}
			}
		}},
		required("type", "@type", "the type is sc:Dataset", mendCroissant, func(_ *test, v any) string {
			if v != "sc:Dataset" {
				return fmt.Sprintf("the type is %v", v)
			}
			return ""
		}),
		required("conforms-to", "conformsTo", "it says that it conforms to Croissant 1.1", mendCroissant, func(_ *test, v any) string {
			if !slices.Contains(texts(v), "http://mlcommons.org/croissant/1.1") {
				return fmt.Sprintf("it is %q (want http://mlcommons.org/croissant/1.1)", literal(v))
			}
			return ""
		}),
		required("name", "name", "the dataset has a name", "set emit.name"+runAgain, stated),
		required("description", "description", "the dataset has a description", "set emit.description"+runAgain, stated),
		required("licence", "license", "the dataset has a licence", "set emit.licence (for example CC-BY-4.0)"+runAgain, func(t *test, v any) string {
			if s := literal(v); s == "https://spdx.org/licenses/NONE" {
				return s + " says that there is no licence"
			}
			return stated(t, v)
		}),
		required("url", "url", "the dataset has an address", "set emit.url to where the package will be"+runAgain, webAddress),
		required("creator", "creator", "the dataset has creators", "set emit.creators"+runAgain, func(t *test, v any) string {
			names := 0
			for _, c := range list(v) {
				name := cmp.Or(text(member(c, "name")), text(c))
				if name != "" && t.isPlaceholder(name) {
					return fmt.Sprintf("the creator is %q, the package itself", name)
				}
				if name != "" {
					names++
				}
			}
			if names == 0 {
				return "no creator is named"
			}
			return ""
		}),
		required("date-published", "datePublished", "the dataset has a day of publication", "set emit.published (for example 2024-03-17)"+runAgain, func(t *test, v any) string {
			switch s := text(v); {
			case s == "" || strings.HasPrefix(s, "1970-01-01"):
				return fmt.Sprintf("the day is %q, which stands for an unknown one", s)
			case t.unissued():
				return s + " is the day of the newest election, since the settings name no day of publication"
			}
			return ""
		}),
		required("distribution", "distribution", "the dataset lists files", "have rows in at least one table, and parquet or csv among emit.formats", stated),
		{"croissant.files", Must, "every file has an id of its own, a format, an address and a SHA-256 or MD5", mlcroissant + ", FileObject", croissantFiles},
		{"croissant.hashes", Must, "the files of the package are those that have the hashes", mlcroissant + ", operations/download.py", croissantHashes},
		{"croissant.record-sets", Must, "record sets and fields have ids of their own, and fields a type and a column of a file that is listed", mlcroissant + ", RecordSet and Field", recordSets},
		{"croissant.version", Should, "the version is made of three numbers", croissantSpec + ", Dataset, recommended (version)", func(t *test) {
			if o, there := t.object(croissantFile); there {
				if s := text(o["version"]); !semver.MatchString(s) || s == "0.0.0" {
					t.bad(at(croissantFile, "version"), "set emit.version (for example 1.0.0)"+runAgain, "the version is %q", s)
				}
			}
		}},
		advised("keywords", "keywords", "the dataset has keywords", "set emit.keywords"+runAgain),
		advised("publisher", "publisher", "the dataset has a publisher", "set emit.publisher.name"+runAgain),
		advised("language", "inLanguage", "the dataset tells its languages", "set reports[].language"+runAgain),
		advised("citation", "citeAs", "the dataset says how to cite it", mendCroissant),
		{"croissant.search", Should, "schema-org.json describes the dataset in 50 to 5000 characters, as search engines want it", "Google Search, Dataset structured data, description", func(t *test) {
			const name = "schema-org.json"
			page, there := t.object(name)
			if !there {
				t.there(name, "add schema-org to emit.descriptors"+runAgain)
				return
			}
			if n := len([]rune(text(page["description"]))); n < 50 || n > 5000 {
				t.bad(at(name, "description"), "set emit.description"+runAgain, "the description has %d characters", n)
			}
		}},
	}
}

// unissued tells whether DCAT says that the day of publication is unknown, which Croissant has no word for.
func (s *subject) unissued() bool {
	g := s.graph("dcat.jsonld")
	return g != nil && len(g.of("dcat:Dataset")) > 0 && !states(g.of("dcat:Dataset")[0].object["dct:issued"])
}

func croissantFiles(t *test) {
	o, _ := t.object(croissantFile)
	seen := map[string]bool{}
	for i, f := range list(o["distribution"]) {
		p := at(croissantFile, "distribution", i)
		kind := text(member(f, "@type"))
		if kind != "cr:FileObject" && kind != "cr:FileSet" {
			t.bad(p.under("@type"), mendCroissant, "the type is %q (want cr:FileObject or cr:FileSet)", kind)
		}
		keys := []string{"@id", "encodingFormat"}
		if kind == "cr:FileObject" && member(f, "containedIn") == nil {
			keys = append(keys, "contentUrl")
		}
		for _, key := range keys {
			if text(member(f, key)) == "" {
				t.bad(p.under(key), mendCroissant, "it is missing")
			}
		}
		id := text(member(f, "@id"))
		if id != "" && seen[id] {
			t.bad(p.under("@id"), mendCroissant, "the id %q stands twice", id)
		}
		seen[id] = true
		if kind != "cr:FileObject" || member(f, "containedIn") != nil {
			continue
		}
		sha, md := text(member(f, "sha256")), text(member(f, "md5"))
		if !hexSHA256.MatchString(sha) && !hexMD5.MatchString(md) {
			t.bad(p.under("sha256"), mendCroissant, "there is neither a SHA-256 nor an MD5 in lower-case hexadecimal")
		}
	}
}

// croissantHashes holds the hashes against the files, whose paths stand at the end of their addresses.
func croissantHashes(t *test) {
	o, _ := t.object(croissantFile)
	home := strings.TrimSuffix(text(o["url"]), "/") + "/"
	for i, f := range list(o["distribution"]) {
		url, sha := text(member(f, "contentUrl")), text(member(f, "sha256"))
		name := strings.TrimPrefix(url, home)
		if url == "" || !hexSHA256.MatchString(sha) || strings.Contains(name, "://") {
			continue // croissant.files tells it, or the file lies elsewhere
		}
		p := at(croissantFile, "distribution", i)
		if err := t.exists(name); err != nil {
			t.bad(p.under("contentUrl"), mendCroissant, "%s: %v", name, err)
		} else if t.hash(name) != sha {
			t.bad(p.under("sha256"), "run again: mahdar run writes the descriptors of its files anew", "%s has another hash", name)
		}
	}
}

func recordSets(t *test) {
	o, _ := t.object(croissantFile)
	files := map[string]string{} // name of the file in the package, by id
	home := strings.TrimSuffix(text(o["url"]), "/") + "/"
	for _, f := range list(o["distribution"]) {
		files[text(member(f, "@id"))] = strings.TrimPrefix(text(member(f, "contentUrl")), home)
	}
	sets := list(o["recordSet"])
	ids := map[string]bool{}
	id := func(p place, v any) {
		s := text(member(v, "@id"))
		switch {
		case s == "":
			t.bad(p.under("@id"), mendCroissant, "it is missing")
		case ids[s]:
			t.bad(p.under("@id"), mendCroissant, "the id %q stands twice", s)
		}
		ids[s] = true
	}
	for i, set := range sets {
		p := at(croissantFile, "recordSet", i)
		id(p, set)
		for j, f := range list(member(set, "field")) {
			p := p.under("field", j)
			id(p, f)
			if !states(member(f, "dataType")) {
				t.bad(p.under("dataType"), mendCroissant, "it is missing")
			}
			from := text(member(f, "source", "fileObject", "@id"))
			name, listed := files[from]
			if from == "" {
				continue // the data stands in the field, or its parent has the source
			}
			if !listed {
				t.bad(p.under("source", "fileObject", "@id"), mendCroissant, "no file has the id %q", from)
				continue
			}
			column := text(member(f, "source", "extract", "column"))
			if columns := t.columns(name); columns != nil && !slices.Contains(columns, column) {
				t.bad(p.under("source", "extract", "column"), mendCroissant, "the table in %s has no column %q", name, column)
			}
		}
		for j, k := range list(member(set, "key")) {
			if s := text(member(k, "@id")); !ids[s] {
				t.bad(p.under("key", j), mendCroissant, "no field has the id %q", s)
			}
		}
	}
	for i, set := range sets {
		for j, f := range list(member(set, "field")) {
			if s := text(member(f, "references", "field", "@id")); s != "" && !ids[s] {
				t.bad(at(croissantFile, "recordSet", i, "field", j, "references"), mendCroissant, "no field has the id %q", s)
			}
		}
	}
}

// columns returns the columns of the table that a file holds, nil when no schema tells them.
func (s *subject) columns(name string) []string {
	for _, r := range s.resources {
		if r.columns != nil && stem(r.path) == stem(name) {
			return r.columns
		}
	}
	return nil
}
