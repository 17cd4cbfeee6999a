package annotate

import (
	"os"
	"path/filepath"
	"slices"
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

// TestYearLines holds dates below a line that is no more than a year against that year.
func TestYearLines(t *testing.T) {
	d := read("Key dates, 3 April 2029\n\n2027\n\n* 14 February: He resigns.\n* 2 March: He flees.\n\n2028:\n\n* 5 May: The vote is held.\n")
	var got []string
	_, ds := both(d)
	for _, a := range ds {
		got = append(got, a.Date.EDTF)
	}
	if want := []string{"2029-04-03", "2027-02-14", "2027-03-02", "2028", "2028-05-05"}; !slices.Equal(got, want) {
		t.Errorf("dates %v, want %v", got, want)
	}
}

func TestReferenceDate(t *testing.T) {
	tests := map[string]struct{ text, settings, want string }{
		"settings win":                {"القاهرة، الجمعة 5 أبريل 2024\n", "2024-05-01", "2024-05-01"},
		"Arabic dateline":             {"تقرير عن الاقتراع\n\nالقاهرة، الجمعة 5 أبريل 2024\n\nأعلنت اللجنة يوم 12 أبريل 2024 النتائج.", "", "2024-04-05"},
		"English dateline":            {"OBSERVERS ARRIVE\n\nPODGORICA, 9 February 2023 - The mission opened. It stays until 2 April 2023.", "", "2023-02-09"},
		"a clause is none":            {"The vote\n\nThey elected a parliament on 19 March 2023 and met on 29 March 2023.", "", "2023-03-29"},
		"the latest full day":         {"جرت في نوفمبر 2023 انتخابات. بدأت يوم 3 مايو 2022 وانتهت يوم 21 نوفمبر 2022.", "", "2022-11-21"},
		"a slip stands alone":         {"بدأت يوم 3 مايو 2022 وانتهت يوم 21 نوفمبر 2022 وأعلنت في 24 نوفمبر 2032.", "", "2022-11-21"},
		"yesterday with a day":        {"أعلنت اللجنة أمس الأربعاء 21 مايو 2014 النتائج.", "", "2014-05-22"},
		"no day, the month":           {"في مارس 2019 أعلنت النتائج.", "", "2019-03-31"},
		"behind a byline":             {"Storm delays the count\nBy our desk, Lima, Friday, 5 April 2024\n\nThey last voted on 12 April 2019.", "", "2024-04-05"},
		"a dateline without its year": {"Mayor wins\n\nLIMA, June 9 (Oak News) - The mayor won three days ago. The last one took office in November 2048.", "", "2049-06-09"},
		"nor far from what it tells":  {"Mayor wins\n\nLIMA, June 9 (Oak News) - The mayor won on June 6, 2048. The plan of 2060 is ready.", "", "2048-06-09"},
		"items without their year":    {"A chronology\nLima, March 2023\n\n12 January: It opens.\n4 March: It ends.", "", "2023-03-31"},
		"signed at the end":           {"They vote on 12 May 2024. They last voted on 7 May 2019.\n\nDone at Lima, this Friday, 5 April 2024", "", "2024-04-05"},
		"a chronicle":                 {"* 5 August 1960: The country becomes free.\n* 12 April 2019: It votes.\n* 7 April 2019: A debate.", "", "2019-04-12"},
		"a life":                      {"Born on 3 May 1940, he led the country from 4 May 2018 and died on 2 June 2028.", "", "2028-06-02"},
		"nothing":                     {"أعلنت اللجنة النتائج.", "", ""},
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
