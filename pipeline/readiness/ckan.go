package readiness

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mahdar/pipeline/publish"
)

const (
	ckanValidators = "CKAN 2.12, ckan/logic/validators.py"
	xloader        = "ckanext-xloader"
)

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// maxColumnName is how many bytes PostgreSQL keeps of a column's name.
const maxColumnName = 63

const (
	maxUpload = 10 << 20      // bytes that CKAN takes where its settings say nothing else
	maxLoaded = 1_000_000_000 // bytes that xloader loads where its settings say nothing else
)

// ckanLicences are the ids that a portal knows where it has no list of its own.
//
// Source: CKAN 2.12, ckan/model/license.py.
var ckanLicences = []string{
	"notspecified", "odc-pddl", "odc-odbl", "odc-by", "cc-zero", "cc-by", "cc-by-sa", "gfdl", "other-open", "other-pd", "other-at", "uk-ogl", "cc-nc", "other-nc", "other-closed",
}

// ckan returns what a CKAN portal takes, with the loader that puts CSV files into its database.
func ckan() []Requirement {
	return []Requirement{
		{"ckan.name", Must, "the name of the dataset has 2 to 100 lower-case ASCII letters, digits, '-' or '_' (dots become hyphens)", ckanValidators + ", name_validator", func(t *test) {
			name := text(t.descriptor["name"])
			_, err := publish.DatasetName(name)
			if err != nil || !nameShape.MatchString(name) {
				t.bad(at(descriptorName, "name"), "set emit.name"+runAgain, "the name is %q", name)
			}
		}},
		{"ckan.files", Must, "the files are those that the descriptor has the SHA-256 of", "mahdar publish; CKAN API, resource_create, hash", func(t *test) { t.intact(true) }},
		{"ckan.title", Should, "the dataset has a title", "CKAN API, package_create, title", func(t *test) {
			if text(t.descriptor["title"]) == "" {
				t.bad(at(descriptorName, "title"), "set emit.title"+runAgain, "there is no title, so that the portal shows the name")
			}
		}},
		{"ckan.description", Should, "the dataset has a description", "CKAN API, package_create, notes", func(t *test) { t.described() }},
		{"ckan.licence", Should, "the licence is an id that portals know", "CKAN API, package_create, license_id", func(t *test) {
			switch s := t.licence(); {
			case s == "":
				t.bad(at(descriptorName, "licenses"), "set emit.licence (for example CC-BY-4.0)"+runAgain, "there is no licence")
			case !isSPDX(s) && !slices.Contains(ckanLicences, s):
				t.bad(at(descriptorName, "licenses", 0), mendLicence(s), "the licence %q is neither an id of SPDX nor one of the portal's own", s)
			}
		}},
		{"ckan.author", Should, "the dataset names its authors", "CKAN API, package_create, author", func(t *test) { t.creators() }},
		{"ckan.version", Should, "the dataset has a version", "CKAN API, package_create, version", func(t *test) {
			if text(t.descriptor["version"]) == "" {
				t.bad(at(descriptorName, "version"), "set emit.version (for example 1.0.0)"+runAgain, "there is no version")
			}
		}},
		{"ckan.tags", Should, "the dataset has tags of 2 to 100 letters, digits, spaces, '-', '_' and '.'", ckanValidators + ", tag_length_validator and tag_name_validator", ckanTags},
		{"ckan.csv", Should, "every table is there as CSV, which the portal loads into its database", xloader + ", DEFAULT_FORMATS (Parquet and JSON are not among them)", func(t *test) {
			var without []string
			for _, r := range t.resources {
				if r.columns != nil && !slices.ContainsFunc(t.resources, func(o resource) bool { return o.format == "csv" && stem(o.path) == stem(r.path) }) {
					without = append(without, r.name)
				}
			}
			if len(without) > 0 {
				t.bad(at(descriptorName, "resources"), "add csv to emit.formats"+runAgain, "no CSV file of %s", strings.Join(without, ", "))
			}
		}},
		{"ckan.header", Must, "columns are named by up to 63 lower-case ASCII letters, digits and '_', each name once", "PostgreSQL, identifiers; CKAN DataStore, is_valid_field_name", func(t *test) {
			const mend = "rename the column in its schema (--schemas)" + runAgain
			for _, r := range t.csvFiles() {
				seen := map[string]bool{}
				for _, name := range t.csv(r.path).header {
					p := place{file: r.path, line: 1}
					name = strings.TrimPrefix(name, "\ufeff")
					switch {
					case len(name) > maxColumnName:
						t.bad(p, mend, "a column has %d bytes in its name (at most %d): %q", len(name), maxColumnName, name)
					case !columnName.MatchString(name):
						t.bad(p, mend, "the column is named %q", name)
					case seen[name]:
						t.bad(p, mend, "two columns are named %q", name)
					}
					seen[name] = true
				}
			}
		}},
		{"ckan.rows", Must, "CSV files are UTF-8 without a byte order mark, all rows as long as the header", xloader + ", which loads by COPY of PostgreSQL", func(t *test) { t.wholeCSV() }},
		{"ckan.size", Should, "no file has more than 10 MiB, and no CSV file more than 1 GB", "CKAN, ckan.max_resource_size; xloader, max_content_length (both as they are when nothing is set)", func(t *test) {
			for _, f := range t.files() {
				switch {
				case f.bytes > maxLoaded && strings.HasSuffix(f.path, ".csv"):
					t.bad(place{file: f.path}, "ask the portal for its limits (ckanext.xloader.max_content_length)", "the file has %d bytes, and the loader leaves out what has more than %d", f.bytes, maxLoaded)
				case f.bytes > maxUpload:
					t.bad(place{file: f.path}, "ask the portal for its limit (ckan.max_resource_size), or leave formats out of emit.formats", "the file has %d bytes, and a portal takes %d unless it is set otherwise", f.bytes, maxUpload)
				}
			}
		}},
	}
}

func ckanTags(t *test) {
	page, there := t.object("schema-org.json")
	if !there {
		return // ckan.description tells it
	}
	keywords := texts(page["keywords"])
	if len(keywords) == 0 {
		t.bad(at("schema-org.json", "keywords"), "set emit.keywords"+runAgain, "there are no keywords")
	}
	for i, k := range keywords {
		n := utf8.RuneCountInString(k)
		strange := strings.ContainsFunc(k, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -_.", r)
		})
		switch {
		case n < 2 || n > 100:
			t.bad(at("schema-org.json", "keywords", i), "change emit.keywords"+runAgain, "the keyword %q has %d characters, so that it is left out", k, n)
		case strange:
			t.bad(at("schema-org.json", "keywords", i), "change emit.keywords"+runAgain, "the keyword %q has signs that become hyphens", k)
		}
	}
}

// described reports that publishing finds no description, which it takes from schema-org.json.
func (t *test) described() {
	const name = "schema-org.json"
	page, there := t.object(name)
	if !there {
		t.there(name, "add schema-org to emit.descriptors"+runAgain)
		return
	}
	if text(page["description"]) == "" {
		t.bad(at(name, "description"), "set emit.description"+runAgain, "there is no description")
	}
}

// creators reports that publishing finds no creators, which it takes from dcat.jsonld.
func (t *test) creators() {
	const name = "dcat.jsonld"
	g := t.graph(name)
	if g == nil {
		t.there(name, "set emit.creators, add dcat to emit.descriptors"+runAgain)
		return
	}
	for _, n := range g.of("dcat:Dataset") {
		for _, c := range list(n.object["dct:creator"]) {
			if text(member(c, "foaf:name")) != "" {
				return
			}
		}
		t.bad(n.at.under("dct:creator"), "set emit.creators"+runAgain, "no creator is named")
	}
}

func stem(name string) string {
	base := name[strings.LastIndexByte(name, '/')+1:]
	base, _, _ = strings.Cut(base, ".")
	return base
}
