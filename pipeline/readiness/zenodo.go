package readiness

import (
	"strings"
	"time"
	"unicode/utf8"

	"mahdar/pipeline/publish"
)

const (
	invenio = "InvenioRDM, metadata reference"
	// maxRecord is how many bytes Zenodo takes in one record.
	maxRecord = 50_000_000_000
	minTitle  = 3 // characters
)

// zenodo returns what Zenodo and other repositories of InvenioRDM take.
func zenodo() []Requirement {
	return []Requirement{
		{"zenodo.title", Must, "the record has a title of 3 characters at least", invenio + ", Title", func(t *test) {
			if s := t.title(); utf8.RuneCountInString(s) < minTitle {
				t.bad(at(descriptorName, "title"), "set emit.title"+runAgain, "the title is %q", s)
			}
		}},
		{"zenodo.own-title", Should, "the title is more than the name of the package", invenio + ", Title", func(t *test) {
			if text(t.descriptor["title"]) == "" {
				t.bad(at(descriptorName, "title"), "set emit.title"+runAgain, "there is no title, so that the record is called %q", t.title())
			}
		}},
		{"zenodo.creators", Must, "the record names at least one creator", invenio + ", Creators", func(t *test) { t.creators() }},
		{"zenodo.publication-date", Must, "the record has a day of publication", invenio + ", Publication date (EDTF level 0)", func(t *test) {
			g := t.graph("dcat.jsonld")
			if g == nil {
				return // zenodo.creators tells it
			}
			const mend = "set emit.published (for example 2024-03-17)" + runAgain
			for _, n := range g.of("dcat:Dataset") {
				day := literal(n.object["dct:issued"])
				if _, err := time.Parse(time.DateOnly, day); day == "" {
					t.bad(n.at.under("dct:issued"), mend, "there is no day of publication")
				} else if err != nil {
					t.bad(n.at.under("dct:issued"), mend, "%q is no ISO date", day)
				}
			}
		}},
		{"zenodo.publisher", Should, "the record names who publishes it", invenio + ", Publisher (a DOI is registered with it)", func(t *test) {
			if g := t.graph("dcat.jsonld"); g != nil {
				t.publisher(g, "dcat:Dataset")
			}
		}},
		{"zenodo.licence-id", Must, "a licence that is no address is an id of SPDX", invenio + ", Rights; the vocabulary of licences is SPDX's", func(t *test) {
			if s := t.licence(); s != "" && !strings.Contains(s, "://") && !isSPDX(s) {
				t.bad(at(descriptorName, "licenses", 0), mendLicence(s), "the licence %q is no id of SPDX, so that the record is refused", s)
			}
		}},
		{"zenodo.licence", Should, "the record has a licence", invenio + ", Rights", func(t *test) {
			if t.licence() == "" {
				t.bad(at(descriptorName, "licenses"), "set emit.licence (for example CC-BY-4.0)"+runAgain, "there is no licence")
			}
		}},
		{"zenodo.description", Should, "the record has a description", invenio + ", Description", func(t *test) { t.described() }},
		{"zenodo.keywords", Should, "the record has keywords", invenio + ", Subjects", func(t *test) {
			if page, there := t.object("schema-org.json"); there && len(texts(page["keywords"])) == 0 {
				t.bad(at("schema-org.json", "keywords"), "set emit.keywords"+runAgain, "there are no keywords")
			}
		}},
		{"zenodo.version", Should, "the record has a version", invenio + ", Version", func(t *test) {
			if text(t.descriptor["version"]) == "" {
				t.bad(at(descriptorName, "version"), "set emit.version (for example 1.0.0)"+runAgain, "there is no version")
			}
		}},
		{"zenodo.files", Must, "the files are those that the descriptor has the SHA-256 of", "mahdar publish", func(t *test) { t.intact(true) }},
		{"zenodo.count", Must, "the record has 100 files at most", "Zenodo, limits of records", func(t *test) {
			if n := len(t.files()); n > publish.MaxRecordFiles {
				t.bad(at(descriptorName, "resources"), "leave formats out of emit.formats, or descriptors out of emit.descriptors"+runAgain, "the package has %d files (at most %d)", n, publish.MaxRecordFiles)
			}
		}},
		{"zenodo.flat-names", Must, "file names differ also without their folders", "InvenioRDM, files have a key and no folder", func(t *test) {
			taken := map[string]string{}
			for _, f := range t.files() {
				key := publish.RecordKey(f.path)
				if other, ok := taken[key]; ok {
					t.bad(place{file: f.path}, "rename one of the two, or leave its format out of emit.formats"+runAgain, "%s and %s would both be %s", other, f.path, key)
				}
				taken[key] = f.path
			}
		}},
		{"zenodo.size", Must, "the files have 50 GB at most together", "Zenodo, limits of records", func(t *test) {
			var sum int64
			for _, f := range t.files() {
				sum += f.bytes
			}
			if sum > maxRecord {
				t.bad(at(descriptorName, "resources"), "leave formats out of emit.formats"+runAgain+", or ask Zenodo for more", "the files have %d bytes together (at most %d)", sum, int64(maxRecord))
			}
		}},
	}
}
