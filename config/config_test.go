package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"mahdar/config"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mahdar.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaultFileSaysWhatDefaultSays(t *testing.T) {
	raw, err := config.Files.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := config.Load(config.Input{File: write(t, string(raw))})
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	if diff := cmp.Diff(config.Settings(want, nil), config.Settings(got, nil)); diff != "" {
		t.Errorf("default.yaml and Default differ (-Default +file):\n%s", diff)
	}
	for _, s := range config.Settings(want, nil) {
		last := s.Key[strings.LastIndex(s.Key, ".")+1:]
		if !strings.Contains(string(raw), last+":") {
			t.Errorf("default.yaml does not show %s", s.Key)
		}
	}
}

func TestLoadLayers(t *testing.T) {
	path := write(t, `run: {workers: 2, strict: true}
ingest:
  max_bytes: 1000
emit:
  output: from-file
  formats: [csv]
reports:
  - id: example-2024
    title: "One: two"
    licence: 1.0
    election:
      country: NO
      date: 2024-03
`)
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.Int("workers", 9, "")
	flags.StringSlice("format", nil, "")
	if err := flags.Parse([]string{"--format", "json,csv"}); err != nil {
		t.Fatal(err)
	}
	c, origins, err := config.Load(config.Input{
		File:  path,
		Env:   []string{"HOME=/x", "MAHDAR_EMIT_OUTPUT=from-env", "MAHDAR_RUN_STRICT=false", "MAHDAR_EMIT_FORMATS=parquet", "MAHDAR_EMIT_QUOTES="},
		Flags: map[string]*pflag.Flag{"run.workers": flags.Lookup("workers"), "emit.formats": flags.Lookup("format")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Run.Workers = 2
	want.Ingest.MaxBytes = 1000
	want.Emit.Output = "from-env"
	want.Emit.Formats = []string{"json", "csv"}
	want.Reports = []config.Report{{
		ID: "example-2024", Title: "One: two", Licence: "1.0",
		Election: config.Election{Country: "NO", Date: "2024-03"},
	}}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	for key, want := range map[string]string{
		"run.workers":                 path + ":1",
		"run.strict":                  "env MAHDAR_RUN_STRICT",
		"run.stages":                  "default",
		"ingest.max_bytes":            path + ":3",
		"emit.output":                 "env MAHDAR_EMIT_OUTPUT",
		"emit.formats":                "flag --format",
		"emit.formats[1]":             "flag --format",
		"emit.quotes":                 "default",
		"reports[0].title":            path + ":9",
		"reports[0].election.country": path + ":12",
	} {
		if got := origins.Of(key).String(); got != want {
			t.Errorf("origin of %s is %q, want %q", key, got, want)
		}
	}
}

func TestLoadDefaults(t *testing.T) {
	c, origins, err := config.Load(config.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Default(), c); diff != "" {
		t.Errorf("settings without sources (-want +got):\n%s", diff)
	}
	if len(origins) != 0 {
		t.Errorf("origins without sources: %v", origins)
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := map[string]struct {
		yaml string
		env  []string
		want string // with FILE for the path
	}{
		"unknown keys with the nearest known one": {
			yaml: "run:\n  worker: 3\nemitt: {}\n",
			want: "FILE:2: run.worker: unknown key (did you mean \"workers\"?)\n" +
				"FILE:3: emitt: unknown key (did you mean \"emit\"?)",
		},
		"a key like no other": {
			yaml: "rules: {zzz: 1}\n",
			want: `FILE:1: rules.zzz: unknown key (want one of dir)`,
		},
		"keys are written in lower case": {
			yaml: "Run: {workers: 1}\n",
			want: `FILE:1: Run: unknown key (did you mean "run"?)`,
		},
		"types": {
			yaml: "run:\n  workers: many\n  strict: \"true\"\n  stages: ingest\ningest: 5\nrun2: {}\nrepair: {vocabulary: {a: 1}}\n",
			want: "FILE:2: run.workers: \"many\" is no whole number\n" +
				"FILE:3: run.strict: want true or false, got the text \"true\"\n" +
				"FILE:4: run.stages: want a list\n" +
				"FILE:5: ingest: want keys with values (max_bytes, max_unpacked_bytes, max_depth, max_pages, max_seconds)\n" +
				"FILE:6: run2: unknown key (did you mean \"run\"?)\n" +
				"FILE:7: repair.vocabulary: want a list",
		},
		"a fraction is no whole number": {
			yaml: "run: {workers: 2.5}\n",
			want: `FILE:1: run.workers: "2.5" is no whole number`,
		},
		"values": {
			yaml: "run: {workers: -1, stages: [ingest, segment]}\ningest:\n  max_bytes: 0\nrepair: {vocabulary: [a b]}\n" +
				"emit:\n  output: [x]\n  formats:\n    - csv\n    - xls\n  quotes: some\n",
			want: "FILE:1: run.workers: -1 is outside 0 to 1024\n" +
				"FILE:1: run.stages: a stage needs all those before it: want ingest, repair, segment, annotate, extract, reconcile, check, override, validate, " +
				"or the first ones of these, in this order; got ingest, segment\n" +
				"FILE:3: ingest.max_bytes: 0 is outside 1 to 2147483647\n" +
				"FILE:4: repair.vocabulary[0]: \"a b\" is not one word\n" +
				"FILE:6: emit.output: want a single value\n" +
				"FILE:9: emit.formats[1]: unknown format \"xls\" (want one of parquet, csv, json, jsonl, arrow, sqlite, xlsx, nist, popolo)\n" +
				"FILE:10: emit.quotes: unknown choice \"some\" (want one of full, short, none)",
		},
		"reports": {
			yaml: `reports:
- title: no id
- id: A Name
- id: one
  language: arabic-and-more
  reference_date: 2024-02-30
  quotes: all
  election:
    type: municipal
    country: XX
    date: 2024/2023
- id: one
-
`,
			want: "FILE:2: reports[0].id: every report needs its id\n" +
				"FILE:3: reports[1].id: \"A Name\" is no report id (want lower-case letters, digits and single hyphens, as in \"a-name\")\n" +
				"FILE:5: reports[2].language: \"arabic-and-more\" is no BCP 47 language tag (want for example ar, en, ar-EG)\n" +
				"FILE:6: reports[2].reference_date: \"2024-02-30\" is no ISO date (want year-month-day, for example 2024-03-17)\n" +
				"FILE:7: reports[2].quotes: unknown choice \"all\" (want one of full, short, none)\n" +
				"FILE:9: reports[2].election.type: unknown election type \"municipal\" (want one of presidential, parliamentary, local, referendum)\n" +
				"FILE:10: reports[2].election.country: \"XX\" is no ISO 3166-1 alpha-2 code (want for example EG)\n" +
				"FILE:11: reports[2].election.date: \"2024/2023\" is no ISO 8601-2 (EDTF) date (want for example 2024-03-17, 2024-03 or 2024-03-15/2024-03-17)\n" +
				"FILE:12: reports[3].id: \"one\" is described twice, first in reports[2]\n" +
				"FILE:13: reports[4].id: every report needs its id",
		},
		"no YAML": {
			yaml: "run: [\nemit:",
			want: "FILE:1: no valid YAML: sequence end token ']' not found",
		},
		"a key twice": {
			yaml: "run: {}\nrun: {}\n",
			want: `FILE:2: no valid YAML: mapping key "run" already defined at [1:1]`,
		},
		"two documents":  {yaml: "run: {}\n---\nrun: {}\n", want: "FILE:3: a second document starts here (want one)"},
		"a bare text":    {yaml: "hello\n", want: "FILE:1: want keys with values (run, ingest, repair, emit, rules, schemas, overrides, entities, reports)"},
		"aliases":        {yaml: "run: &a {workers: 1}\n", want: "FILE:1: run: anchors, aliases and tags are not supported"},
		"empty is fine":  {yaml: "# nothing\n"},
		"null is unset":  {yaml: "run:\nemit: {quotes: ~}\n"},
		"unknown env":    {env: []string{"MAHDAR_RUN_WORKER=1"}, want: `env MAHDAR_RUN_WORKER: unknown variable (did you mean "MAHDAR_RUN_WORKERS"?)`},
		"bad env":        {env: []string{"MAHDAR_RUN_WORKERS=x"}, want: `env MAHDAR_RUN_WORKERS: run.workers: "x" is no whole number`},
		"bad value, env": {env: []string{"MAHDAR_EMIT_FORMATS=csv, xls"}, want: `env MAHDAR_EMIT_FORMATS: emit.formats[1]: unknown format "xls" (want one of parquet, csv, json, jsonl, arrow, sqlite, xlsx, nist, popolo)`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := config.Input{Env: tt.env}
			if tt.yaml != "" {
				in.File = write(t, tt.yaml)
			}
			_, _, err := config.Load(in)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(strings.ReplaceAll(tt.want, "FILE", in.File), got); diff != "" {
				t.Errorf("Load(%q, %q) (-want +got):\n%s", tt.yaml, tt.env, diff)
			}
		})
	}
}

func TestLoadMissingFile(t *testing.T) {
	_, _, err := config.Load(config.Input{File: "no/such.yaml"})
	if want := "no/such.yaml: read settings: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestElectionDates(t *testing.T) {
	tests := map[string]bool{
		"2024": true, "2024-03": true, "2024-03-17": true, "2023-40": true, "2024-21": true, "2024-03?": true,
		"2003/2007": true, "2006/..": true, "../1990": true, "2024-03-15/2024-03-17": true, "2024-03/2024-03-17": true,
		"24": false, "2024-13": false, "2024-20": false, "2024-42": false, "2024-2x": false, "2024-02-30": false,
		"../..": false, "/": false, "2024-03-17/2024-03-15": false, "17.03.2024": false, "2024-3": false, "March": false,
	}
	for date, ok := range tests {
		c := config.Default()
		c.Reports = []config.Report{{ID: "x", Election: config.Election{Date: date}}}
		if err := c.Validate(); (err == nil) != ok {
			t.Errorf("election date %q: error %v, want accepted %v", date, err, ok)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Example 2024":     "example-2024",
		"  a__b..c  ":      "a-b-c",
		"تقرير الانتخابات": "تقرير-الانتخابات",
		"تقريرٌ":           "تقرير",
		"---":              "",
		"":                 "",
	} {
		if got := config.Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	raw, err := config.Files.ReadFile("default.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add("run: {workers: 1}\nreports: [{id: a}]")
	f.Add("? a\n: b")
	f.Fuzz(func(t *testing.T, content string) {
		c, _, err := config.Load(config.Input{File: write(t, content)})
		if err == nil && c.Validate() != nil {
			t.Errorf("accepted settings that are not valid: %v", c.Validate())
		}
	})
}
