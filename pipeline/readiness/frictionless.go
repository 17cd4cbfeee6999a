package readiness

import (
	"encoding/json"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const (
	dataPackage    = "Data Package 2.0, Data Package"
	dataResource   = "Data Package 2.0, Data Resource"
	tableSchema    = "Data Package 2.0, Table Schema"
	packageProfile = "published profile of Data Package 2.0"
)

// v2 is the profile that a descriptor of version 2 names.
const v2 = "https://datapackage.org/profiles/2.0/datapackage.json"

var (
	nameShape    = regexp.MustCompile(`^[a-z0-9._-]+$`)
	licenceShape = regexp.MustCompile(`^[-a-zA-Z0-9._]+$`)
	yearInName   = regexp.MustCompile(`(^|[^0-9])(19|20)[0-9]{2}([^0-9]|$)`)
	semver       = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
)

// fieldTypes are the types of columns that Table Schema 1 and 2 share and that the profile of 2.0 lets through.
var fieldTypes = []string{
	"string", "number", "integer", "boolean", "object", "array", "datetime", "date", "time", "year", "yearmonth", "duration", "geopoint", "geojson", "any",
}

const mendWrite = "run again: mahdar run writes the descriptor anew"

// frictionless returns what readers of Data Package 2.0 and 1 take both.
func frictionless() []Requirement {
	return []Requirement{
		{"frictionless.profile", Should, "the descriptor names the profile of version 2", dataPackage + ", $schema", func(t *test) {
			if s := text(t.descriptor["$schema"]); s != v2 {
				t.bad(at(descriptorName, "$schema"), mendWrite, "the profile is %q, so that readers take the package for version 1 (want %s)", s, v2)
			}
		}},
		{"frictionless.name", Must, "the package has a name of lower-case ASCII letters, digits, '.', '_' and '-'", dataPackage + ", name", func(t *test) {
			if s := text(t.descriptor["name"]); !nameShape.MatchString(s) {
				t.bad(at(descriptorName, "name"), "set emit.name"+runAgain, "the name is %q", s)
			}
		}},
		{"frictionless.stable-name", Should, "the name tells no time, so that the next version can have it too", dataPackage + ", name", func(t *test) {
			if s := text(t.descriptor["name"]); yearInName.MatchString(s) {
				t.bad(at(descriptorName, "name"), "set emit.name to a name without the year"+runAgain, "the name %q tells a year", s)
			}
		}},
		{"frictionless.title", Should, "the package has a title", dataPackage + ", title", func(t *test) {
			if text(t.descriptor["title"]) == "" {
				t.bad(at(descriptorName, "title"), "set emit.title"+runAgain, "there is no title")
			}
		}},
		{"frictionless.version", Should, "the package has a version such as 1.0.0", dataPackage + ", version", func(t *test) {
			switch s := text(t.descriptor["version"]); {
			case s == "":
				t.bad(at(descriptorName, "version"), "set emit.version (for example 1.0.0)"+runAgain, "there is no version")
			case !semver.MatchString(s):
				t.bad(at(descriptorName, "version"), "set emit.version to three numbers with dots between them"+runAgain, "the version %q is not semantic", s)
			}
		}},
		{"frictionless.licences", Should, "the package names a licence that people know", dataPackage + ", licenses", func(t *test) {
			switch s := t.licence(); {
			case s == "":
				t.bad(at(descriptorName, "licenses"), "set emit.licence (for example CC-BY-4.0)"+runAgain, "there is no licence, so that nobody may use the data")
			case !strings.Contains(s, "://") && !isSPDX(s):
				t.bad(at(descriptorName, "licenses", 0), mendLicence(s), "the licence %q is no id of SPDX", s)
			}
		}},
		{"frictionless.licence-form", Must, "each licence has a name of ASCII letters, digits, '-', '.' and '_', or an address", dataPackage + ", licenses", func(t *test) {
			for i, l := range list(t.descriptor["licenses"]) {
				name, address := text(member(l, "name")), text(member(l, "path"))
				if name == "" && address == "" || name != "" && !licenceShape.MatchString(name) {
					t.bad(at(descriptorName, "licenses", i), "set emit.licence to an id of SPDX or an address"+runAgain, "the name is %q and the address %q", name, address)
				}
			}
		}},
		{"frictionless.no-empty-lists", Must, "licenses, contributors and keywords are absent rather than empty", packageProfile + ", minItems", func(t *test) {
			for _, key := range []string{"licenses", "contributors", "keywords"} {
				if l, ok := t.descriptor[key].([]any); ok && len(l) == 0 {
					t.bad(at(descriptorName, key), mendWrite, "the list is empty")
				}
			}
		}},
		{"frictionless.resources", Must, "the package lists at least one file", dataPackage + ", resources", func(t *test) {
			if l, ok := t.descriptor["resources"].([]any); !ok || len(l) == 0 {
				t.bad(at(descriptorName, "resources"), mendWrite, "no file is listed")
			}
		}},
		{"frictionless.resource-names", Must, "every file has a name of its own", dataResource + ", name", func(t *test) {
			seen := map[string]bool{}
			for _, r := range t.resources {
				switch {
				case !nameShape.MatchString(r.name):
					t.bad(r.at.under("name"), mendWrite, "the name is %q (want lower-case ASCII letters, digits, '.', '_' or '-')", r.name)
				case seen[r.name]:
					t.bad(r.at.under("name"), mendWrite, "the name %q stands twice", r.name)
				}
				seen[r.name] = true
			}
		}},
		{"frictionless.paths", Must, "every file is named by a path within the package that is no other's", dataResource + ", path or data", resourcePaths},
		{"frictionless.files", Must, "the files have the sizes and hashes that the descriptor states", dataResource + ", bytes and hash", func(t *test) { t.intact(false) }},
		{"frictionless.resource-type", Must, "the type of a file is table, or there is none", packageProfile + ", type", func(t *test) {
			for _, r := range t.resources {
				if v, ok := r.object["type"]; ok && v != "table" {
					t.bad(r.at.under("type"), mendWrite, "the type is %v, which the profile of 2.0 refuses", v)
				}
			}
		}},
		{"frictionless.fields-match", Must, "a schema has no fieldsMatch that is text", packageProfile + ", fieldsMatch (it asks for a list; 2.1 mends it)", schemas(func(t *test, r resource, schema map[string]any) {
			if v, ok := schema["fieldsMatch"].(string); ok {
				t.bad(r.at.under("schema", "fieldsMatch"), mendWrite, "fieldsMatch is the text %q", v)
			}
		})},
		{"frictionless.field-types", Must, "columns have types that Table Schema 1 and 2 share", tableSchema + ", Field Types", schemas(func(t *test, r resource, schema map[string]any) {
			for i, f := range list(schema["fields"]) {
				if v := text(member(f, "type")); v != "" && !slices.Contains(fieldTypes, v) {
					t.bad(r.at.under("schema", "fields", i, "type"), "use array for lists, and string for what has no type there", "the column %s has the type %q", text(member(f, "name")), v)
				}
			}
		})},
		{"frictionless.missing-values", Should, "missingValues are plain texts", tableSchema + ", missingValues (objects are new in 2.0)", schemas(func(t *test, r resource, schema map[string]any) {
			for i, v := range list(schema["missingValues"]) {
				if _, ok := v.(string); !ok {
					t.bad(r.at.under("schema", "missingValues", i), mendWrite, "it is no text, and readers of version 1 want text")
				}
			}
		})},
		{"frictionless.keys", Must, "keys are lists of columns, and references lead to columns of the package", tableSchema + ", primaryKey and foreignKeys", schemas(schemaKeys)},
		{"frictionless.header", Must, "a CSV file has the columns of its schema, in their order", tableSchema + ", fieldsMatch", func(t *test) {
			for _, r := range t.csvFiles() {
				c := t.csv(r.path)
				if r.columns != nil && c.fault == "" && !slices.Equal(c.header, r.columns) {
					t.bad(place{file: r.path, line: 1}, "run again: mahdar run writes the file and its schema anew", "the columns are %s, the schema has %s", strings.Join(c.header, ","), strings.Join(r.columns, ","))
				}
			}
		}},
		{"frictionless.csv", Must, "CSV files are UTF-8 without a byte order mark, all rows as long as the header", "Data Package 2.0, Table Dialect; RFC 4180", func(t *test) { t.wholeCSV() }},
	}
}

// schemas runs a test on the schema of every resource that has one.
func schemas(each func(t *test, r resource, schema map[string]any)) func(*test) {
	return func(t *test) {
		for _, r := range t.resources {
			if schema, ok := r.object["schema"].(map[string]any); ok {
				each(t, r, schema)
			}
		}
	}
}

func resourcePaths(t *test) {
	seen := map[string]bool{}
	for _, r := range t.resources {
		_, inline := r.object["data"]
		bad := func(found string, args ...any) { t.bad(r.at.under("path"), mendWrite, found, args...) }
		switch {
		case inline && r.pathAsStated != nil:
			bad("the file has both a path and data")
		case inline:
		case r.path == "":
			bad("there is no path that is one text")
		case strings.Contains(r.path, "://"):
			bad("%s lies elsewhere, so that the package is not whole", r.path)
		case strings.HasPrefix(r.path, ".") || !filepath.IsLocal(filepath.FromSlash(r.path)) || path.Clean(r.path) != r.path || strings.Contains(r.path, `\`):
			bad("the path %q leads out of the package, is hidden or is not plain", r.path)
		case seen[r.path]:
			bad("the path %q stands twice", r.path)
		}
		seen[r.path] = true
	}
}

// intact reports files that are not those of the descriptor. Some readers take a file without a hash, mahdar publish does not.
func (t *test) intact(hashed bool) {
	const mend = "run again, or put the file back that the descriptor tells of"
	for _, r := range t.resources {
		if _, inline := r.object["data"]; inline {
			continue
		}
		p := place{file: r.path}
		if r.path == "" {
			p = r.at.under("path")
		}
		hash, isSHA := strings.CutPrefix(r.hash, "sha256:")
		switch {
		case r.sizeErr != nil:
			t.bad(p, mend, "%v", r.sizeErr)
		case r.bytes >= 0 && r.bytes != r.size:
			t.bad(p, mend, "the file has %d bytes, the descriptor says %d", r.size, r.bytes)
		case hashed && !isSHA:
			t.bad(r.at.under("hash"), mendWrite, "the descriptor states no SHA-256, which mahdar publish compares files by")
		case isSHA && hash != t.hash(r.path):
			t.bad(p, mend, "the content is not the one that the descriptor has the hash of")
		}
	}
}

// wholeCSV reports CSV files that loaders stumble over.
func (t *test) wholeCSV() {
	const mend = "run again: mahdar run writes such files right; for Excel there is the format xlsx"
	for _, r := range t.csvFiles() {
		c := t.csv(r.path)
		if c.fault != "" {
			t.bad(place{file: r.path, line: c.line}, mend, "no CSV: %s", c.fault)
		}
		if c.bom {
			t.bad(place{file: r.path, line: 1}, mend, "the file begins with a byte order mark, which many loaders make part of the first column's name")
		}
		if c.invalid.count > 0 {
			t.bad(place{file: r.path, line: c.invalid.line}, mend, "the row is not UTF-8")
			t.more(c.invalid.count-1, "rows")
		}
		if c.ragged.count > 0 {
			t.bad(place{file: r.path, line: c.ragged.line}, mend, "the row has %d cells, the header %d", c.ragged.got, len(c.header))
			t.more(c.ragged.count-1, "rows")
		}
	}
}

func schemaKeys(t *test, r resource, schema map[string]any) {
	check := func(where place, v any, columns []string, of string) []any {
		keys, ok := v.([]any)
		if !ok {
			raw, _ := json.Marshal(v)
			t.bad(where, mendWrite, "the key is %s, no list", raw)
		}
		for _, k := range keys {
			if !slices.Contains(columns, text(k)) {
				t.bad(where, mendWrite, "%s has no column %q", of, text(k))
			}
		}
		return keys
	}
	if v, ok := schema["primaryKey"]; ok {
		check(r.at.under("schema", "primaryKey"), v, r.columns, "the schema")
	}
	for i, k := range list(schema["foreignKeys"]) {
		here := r.at.under("schema", "foreignKeys", i)
		from := check(here.under("fields"), member(k, "fields"), r.columns, "the schema")
		other := text(member(k, "reference", "resource"))
		columns := r.columns
		if other != "" {
			of := slices.IndexFunc(t.resources, func(o resource) bool { return o.name == other })
			if of < 0 {
				t.bad(here.under("reference", "resource"), mendWrite, "no file has the name %q", other)
				continue
			}
			columns = t.resources[of].columns
		}
		to := check(here.under("reference", "fields"), member(k, "reference", "fields"), columns, "the file "+other)
		if len(from) != len(to) {
			t.bad(here, mendWrite, "%d columns refer to %d", len(from), len(to))
		}
	}
}
