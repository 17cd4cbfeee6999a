package annotate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/segment"
	"mahdar/pipeline/wordlist"
)

// TestTables reads the numbers of tables by the heads of their columns.
func TestTables(t *testing.T) {
	lex := lexicon.New()
	if err := lex.Load(config.Files, "lexicon"); err != nil {
		t.Fatal(err)
	}
	stage := New(lex, wordlist.New())
	tests := map[string]struct{ text, want string }{
		"heads in English":          {"Party | Votes | Share (%) | Seats\nOak | 1,200 | 54.2 | 12\nElm | 800 | 45.8 | 9", "count vote 1200; percent 54.2; count seat 12; count vote 800; percent 45.8; count seat 9"},
		"heads in Arabic":           {"المرشح | الأصوات | النسبة المئوية | المقاعد\nسالم | 1200 | 54.2 | 12", "count vote 1200; percent 54.2; count seat 12"},
		"set in columns":            {"Party        Votes    Share\nOak          1,200    54.2\nElm League     800    45.8", "count vote 1200; percent 54.2; count vote 800; percent 45.8"},
		"a cell by its place":       {"Candidate     Party        Votes    Share\nLind          Oak          1,200    54.2\nHolt          Elm            800    45.8\nValid votes                2,000\nTurnout                             61.0", "count vote 1200; percent 54.2; count vote 800; percent 45.8; count vote 2000; percent 61"},
		"wide gaps in prose":        {"He  said  that  the  votes  would  be  counted  soon  and\nthat  they  were  in  17  or  so  of  the  halls", "number 17"},
		"an empty cell":             {"Party | Votes | Seats\nOak | | 12", "count seat 12"},
		"a blank line between rows": {"Party | Seats\n\nOak | 12\n\nElm | 9", "count seat 12; count seat 9"},
		"a noun in the row below":   {"البند | العدد\nالأصوات | 1200\nمراكز الاقتراع | 41", "number 1200; number 41"},
		"no heads":                  {"Oak | 12\nElm | 9", "number 12; number 9"},
		"no share beyond a hundred": {"Party | Share\nOak | 154", "number 154"},
		"two rows of heads":         {"Party | List | | Seats\n | Votes | % | Total | +/–\nOak | 1,200 | 60 | 12 | 3\nElm | 800 | 40 | 9", "count vote 1200; percent 60; count seat 12; number 3; count vote 800; percent 40; count seat 9"},
		"a row of another width":    {"Party | Seats\nOak | 12 | 13", "number 12; number 13"},
		"another table":             {"Party | Seats\nOak | 12\n\nThe votes were counted.\n\nHall | 17\nRoom | 18", "count seat 12; number 17; number 18"},
		"words of its own":          {"Party | Votes\nOak | 12 seats", "count seat 12"},
		"a line of prose":           {"He won | 12 votes | and left", "count vote 12"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := &document.Document{}
			d.Text.Content = tt.text + "\n"
			segment.Segment(d)
			if err := stage.Run(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range d.Annotations {
				switch a := &d.Annotations[i]; a.Type {
				case document.TypeNumber, document.TypeCount, document.TypePercent:
					got = append(got, strings.Join(strings.Fields(a.Type+" "+a.Unit+" "+a.Quantity.Low.String()), " "))
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("numbers of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// TestCells tells the words below the heads of columns by what the heads name.
func TestCells(t *testing.T) {
	lex := lexicon.New()
	if err := lex.Load(config.Files, "lexicon"); err != nil {
		t.Fatal(err)
	}
	d := &document.Document{}
	d.Text.Content = "| City | Candidate | Put up by | Votes |\n|---|---|---|---|\n| Holm | Ann Oak (OP) | Oak List | 1,200 |\n| Berg | Bob Elm | | 800 |\n"
	segment.Segment(d)
	if err := New(lex, wordlist.New()).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range d.Annotations {
		if a := &d.Annotations[i]; a.Type == document.TypeCell {
			got = append(got, a.Unit+" "+a.Text)
		}
	}
	if diff := cmp.Diff([]string{"place Holm", "candidate Ann Oak", "party Oak List", "place Berg", "candidate Bob Elm"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
