package annotate

import (
	"os"
	"path/filepath"
	"testing"

	"mahdar/pipeline/document"
	"mahdar/pipeline/segment"
)

func read(text string) *document.Document {
	d := &document.Document{}
	d.Text.Content = text
	segment.Segment(d)
	return d
}

// TestDump prints what is found in the texts named by the variable ANNOTATE; it helps to look at new material.
func TestDump(t *testing.T) {
	glob := os.Getenv("ANNOTATE")
	if glob == "" {
		t.Skip("ANNOTATE names no text")
	}
	files, _ := filepath.Glob(glob)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d := read(string(raw))
		t.Logf("== %s reference %s", filepath.Base(f), referenceDate(newReader(d)))
		qs, ds := both(d)
		for _, a := range qs {
			t.Logf("%d\t%s", d.Tokens[a.First].Line, show(d, a))
		}
		for _, a := range ds {
			t.Logf("%d\t%s", d.Tokens[a.First].Line, show(d, a))
		}
	}
}

func TestDates(t *testing.T) {
	check(t, "dates.txt", func(d *document.Document) []document.Annotation {
		d.Info.ReferenceDate = "2022-11-25"
		_, ds := both(d)
		return ds
	})
}

func TestReferenceDate(t *testing.T) {
	tests := map[string]struct{ text, settings, want string }{
		"settings win":         {"القاهرة، الجمعة 5 أبريل 2024\n", "2024-05-01", "2024-05-01"},
		"Arabic dateline":      {"تقرير عن الاقتراع\n\nالقاهرة، الجمعة 5 أبريل 2024\n\nأعلنت اللجنة يوم 12 أبريل 2024 النتائج.", "", "2024-04-05"},
		"English dateline":     {"OBSERVERS ARRIVE\n\nPODGORICA, 9 February 2023 - The mission opened. It stays until 2 April 2023.", "", "2023-02-09"},
		"a clause is none":     {"The vote\n\nThey elected a parliament on 19 March 2023 and met on 29 March 2023.", "", "2023-03-29"},
		"the latest full day":  {"جرت في نوفمبر 2023 انتخابات. بدأت يوم 3 مايو 2022 وانتهت يوم 21 نوفمبر 2022.", "", "2022-11-21"},
		"a slip stands alone":  {"بدأت يوم 3 مايو 2022 وانتهت يوم 21 نوفمبر 2022 وأعلنت في 24 نوفمبر 2032.", "", "2022-11-21"},
		"yesterday with a day": {"أعلنت اللجنة أمس الأربعاء 21 مايو 2014 النتائج.", "", "2014-05-22"},
		"no day, the month":    {"في مارس 2019 أعلنت النتائج.", "", "2019-03-31"},
		"nothing":              {"أعلنت اللجنة النتائج.", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := read(tt.text)
			d.Info.ReferenceDate = tt.settings
			if got := referenceDate(newReader(d)); got != tt.want {
				t.Errorf("referenceDate(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}
