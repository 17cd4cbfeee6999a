package segment_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
	"mahdar/pipeline/segment"
)

func cut(text string) *document.Document {
	d := &document.Document{}
	d.Text.Content = text
	segment.Segment(d)
	return d
}

func TestTokens(t *testing.T) {
	tests := map[string]struct {
		text string
		want string // tokens with a bar between them; # before numbers, ' before marks
	}{
		"empty":                                {},
		"only white space":                     {text: " \n\t\u00a0\u200f\n"},
		"only punctuation":                     {text: "... – !", want: "'.|'.|'.|'–|'!"},
		"words and marks":                      {text: "فاز، وخسر.", want: "فاز|'،|وخسر|'."},
		"marks and stretches are left out":     {text: "صَوتـًا", want: "صوتا"},
		"decimal point and comma":              {text: "456.392 456,392", want: "#456.392|#456,392"},
		"Arabic digits and separators":         {text: "٨١٫٣١ ١٬٢٣٤ ۲۰۲۲", want: "#81٫31|#1٬234|#2022"},
		"the letter ra between digits":         {text: "8ر28 931ر777ر2", want: "#8ر28|#931ر777ر2"},
		"apostrophes between digits":           {text: "1'234 1’234", want: "#1'234|#1’234"},
		"two separators end a number":          {text: "12..34", want: "#12|'.|'.|#34"},
		"a separator at the end is none":       {text: "في 20. ثم 5،", want: "في|#20|'.|ثم|#5|'،"},
		"slashes and hyphens are marks":        {text: "21/11/2022 2022-11-21", want: "#21|'/|#11|'/|#2022|#2022|'-|#11|'-|#21"},
		"a space ends a number":                {text: "1 234", want: "#1|#234"},
		"marks of notes":                       {text: "won.[3] ثم[١٢] [4] [1234] a[b]", want: "won|'.|ثم|'[|#4|']|'[|#1234|']|a|'[|b|']"},
		"percent on either side":               {text: "%69,44 61.31%", want: "'%|#69,44|#61.31|'%"},
		"a proclitic before digits":            {text: "و456 بـ81 ب6 لـ12", want: "و|#456|ب|#81|ب|#6|ل|#12"},
		"a proclitic before a word":            {text: "والمرشح", want: "والمرشح"},
		"letters after digits":                 {text: "6ملايين 20th", want: "#6|ملايين|#20|th"},
		"ra after digits begins a word":        {text: "20رجلا", want: "#20|رجلا"},
		"a hyphen at a line's end":             {text: "par-\nliament", want: "parliament"},
		"a hyphen with spaces at a line's end": {text: "par- \r\nliament", want: "parliament"},
		"a soft hyphen at a line's end":        {text: "par\u00ad\nliament", want: "parliament"},
		"a hyphen before a capital stays":      {text: "Smith-\nJones", want: "Smith|'-|Jones"},
		"a hyphen within a word":               {text: "run-off vote's O’Neil", want: "run-off|vote's|O’Neil"},
		"a dash between words":                 {text: "a - b –c", want: "a|'-|b|'–|c"},
		"two scripts meet":                     {text: "قناةTV", want: "قناة|TV"},
		"a letter that is unknown":             {text: "الرئ\ufffdس", want: "الرئ\ufffdس"},
		"a broken byte":                        {text: "a\xffb", want: "a|\xff|b"},
		"a joiner within a word":               {text: "می\u200cشود", want: "میشود"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, tok := range cut(tt.text).Tokens {
				got = append(got, map[document.Kind]string{document.Number: "#", document.Punct: "'"}[tok.Kind]+tok.Text)
			}
			if got := strings.Join(got, "|"); got != tt.want {
				t.Errorf("tokens of %q\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

// TestCells makes sure that gaps and rows of dots between the cells of a row are tokens like the marks of other tables, and that
// nothing else is.
func TestCells(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"gaps":                {"Party    Votes\nOak      1,200\nElm        900\n", "Party | Votes Oak | 1,200 Elm | 900"},
		"tabs":                {"Oak\t1,200\t40.1\nElm\t900\t30.0\n", "Oak | 1,200 | 40.1 Elm | 900 | 30.0"},
		"rows of dots":        {"Oak Party (OP) ..... 1,200 votes ..... 34 seats\nElm ..... 900 votes ..... nil\n", "Oak Party ( OP ) | 1,200 votes | 34 seats Elm | 900 votes | nil"},
		"marks stay":          {"Oak | 1,200\nElm | 900\n", "Oak | 1,200 Elm | 900"},
		"no gap":              {"Oak Party 37.2%\nElm Party 31.0%\n", "Oak Party 37.2 % Elm Party 31.0 %"},
		"wide gaps in prose":  {"The  vote  of  2014\nwas  held  in  spring.\n", "The vote of 2014 was held in spring ."},
		"dots in prose":       {"He waited ... and won 12 votes.\nThen he left.\n", "He waited . . . and won 12 votes . Then he left ."},
		"many cells are none": {"a  1  2  3  4  5  6  7  8  9\nb  1  2  3  4  5  6  7  8  9\n", "a 1 2 3 4 5 6 7 8 9 b 1 2 3 4 5 6 7 8 9"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := cut(tt.text)
			var got []string
			for i := range d.Tokens {
				if d.Tokens[i].End <= d.Tokens[i].Start {
					t.Errorf("token %d is empty", i)
				}
				got = append(got, d.Tokens[i].Text)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("tokens of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestTokenFields(t *testing.T) {
	got := cut("فاز\nوالمُرشح ب6 Voters").Tokens
	want := []document.Token{
		{Span: document.Span{Start: 0, End: 6}, Arabic: true, Space: true, Break: true, Text: "فاز", Fold: "فاز", Stems: []string{"فاز", "از"}, Line: 1},
		{Span: document.Span{Start: 7, End: 23}, Arabic: true, Space: true, Break: true, Text: "والمرشح", Fold: "والمرشح", Stems: []string{"والمرشح", "المرشح", "مرشح"}, Line: 2},
		{Span: document.Span{Start: 24, End: 26}, Arabic: true, Space: true, Text: "ب", Fold: "ب", Stems: []string{"ب"}, Line: 2},
		{Span: document.Span{Start: 26, End: 27}, Kind: document.Number, Text: "6", Fold: "6", Line: 2},
		{Span: document.Span{Start: 28, End: 34}, Capital: true, Space: true, Text: "Voters", Fold: "voters", Stems: []string{"voters", "voter"}, Line: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// outline writes sentences one a line, headings behind #, with a line --- between paragraphs.
func outline(d *document.Document) string {
	var out []string
	for i, s := range d.Sentences {
		if i > 0 && s.Paragraph != d.Sentences[i-1].Paragraph {
			out = append(out, "---")
		}
		text := strings.Join(strings.Fields(d.Text.Content[d.Tokens[s.First].Start:d.Tokens[s.Last-1].End]), " ")
		if s.Heading {
			text = "# " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

func TestSentences(t *testing.T) {
	const wide = "جرت الانتخابات في موعدها وشارك فيها كثير من الناس من مختلف المناطق في ذلك اليوم"
	tests := map[string]struct{ text, want string }{
		"empty": {},
		"two on a line": {
			text: "فاز أحمد. خسر علي.",
			want: "فاز أحمد.\nخسر علي.",
		},
		"no mark at the end": {text: wide + ". خسر علي", want: wide + ".\nخسر علي"},
		"question and exclamation": {
			text: "من فاز؟ Who won? Nobody! نعم.",
			want: "من فاز؟\nWho won?\nNobody!\nنعم.",
		},
		"rows whose cells slashes part": {
			text: wide + ".\n\nالمرشح / الأصوات / النسبة\nسامي / 12 / 60\nليلى / 8 / 40",
			want: wide + ".\n---\nالمرشح / الأصوات / النسبة\n---\nسامي / 12 / 60\n---\nليلى / 8 / 40",
		},
		"rows whose cells dashes part": {
			text: "Party lines\n\nOak Party - 642,973 - 26.39% - 69 seats\nElm-Ash - 346,063 - 14.20% - 37\nPine - 325,466 - 13.36% - 35",
			want: "# Party lines\n---\nOak Party - 642,973 - 26.39% - 69 seats\n---\nElm-Ash - 346,063 - 14.20% - 37\n---\nPine - 325,466 - 13.36% - 35",
		},
		"marks of notes":             {text: "They had 41% and 31%.[3] Then[12] they voted.[4][15]\n\nResults\n\nشارك 40.[٥] ثم.", want: "They had 41% and 31%.\nThen[12] they voted.\n---\n# Results\n---\nشارك 40.\nثم."},
		"several marks at once":      {text: "حقا؟!... نعم.", want: "حقا؟!...\nنعم."},
		"dots that lead to a figure": {text: "سامي..... 6,203. نعم.", want: "سامي..... 6,203.\nنعم."},
		"dots and no figure":         {text: "قال سامي.. نعم.", want: "قال سامي..\nنعم."},
		"a closing quote belongs to the sentence": {
			text: "قال: «فزنا.» ثم مضى.",
			want: "قال: «فزنا.»\nثم مضى.",
		},
		"a decimal point ends nothing":   {text: "نال 45.3 في المئة.", want: "نال 45.3 في المئة."},
		"a date with points":             {text: "On 21.11.2022 they voted.", want: "On 21.11.2022 they voted."},
		"an initial ends nothing":        {text: "John B. Smith won. He spoke.", want: "John B. Smith won.\nHe spoke."},
		"abbreviations end nothing":      {text: "Mr. Smith and Dr. Jones met on Nov. 5 there.", want: "Mr. Smith and Dr. Jones met on Nov. 5 there."},
		"a lower-case word goes on":      {text: "The cost of approx. ten and etc. is known.", want: "The cost of approx. ten and etc. is known."},
		"a comma ends nothing":           {text: "فاز، ثم مضى؛ ثم عاد.", want: "فاز، ثم مضى؛ ثم عاد."},
		"a line break ends nothing":      {text: wide + "\n" + wide + ".\n", want: wide + " " + wide + "."},
		"a blank line within":            {text: wide + "\n\n" + wide + ".\n", want: wide + " " + wide + "."},
		"a blank line between":           {text: wide + ".\n\n" + wide + ".\n", want: wide + ".\n---\n" + wide + "."},
		"a closed line ends no more":     {text: wide + ".\n" + wide + ".\n", want: wide + ".\n" + wide + "."},
		"a short closed line":            {text: wide + "\nفي كل مكان.\n" + wide + ".\n", want: wide + " في كل مكان.\n---\n" + wide + "."},
		"lines that a time begins":       {text: "07:00 – فتح المراكز\n20:00 – إقفال الصناديق\n", want: "07:00 – فتح المراكز\n---\n20:00 – إقفال الصناديق"},
		"items with letters":             {text: "أ) سجل محدث\nب- مناظرة واحدة\nج. فرز علني\n", want: "أ) سجل محدث\n---\nب- مناظرة واحدة\n---\nج. فرز علني"},
		"a numbered line leads a list":   {text: wide + ".\n\n2. ما استحسنته البعثة:\nأ) سجل محدث؛\nب) فرز علني.\n\n3. " + wide + ".\n", want: wide + ".\n---\n# 2. ما استحسنته البعثة:\n---\nأ) سجل محدث؛\n---\nب) فرز علني.\n---\n3. " + wide + "."},
		"a heading at the start":         {text: "نتائج الانتخابات\n\n" + wide + ".\n", want: "# نتائج الانتخابات\n---\n" + wide + "."},
		"a title right above the text":   {text: "نتائج الانتخابات\nالرباط، 5 مايو 2031\n" + wide + "\n" + wide + ".\n", want: "# نتائج الانتخابات\n---\n# الرباط، 5 مايو 2031\n---\n" + wide + " " + wide + "."},
		"names with figures are items":   {text: wide + ".\n" + "سالم: 4210\nنادر: 3987\nليلى – 12 صوتا\n", want: wide + ".\n---\nسالم: 4210\n---\nنادر: 3987\n---\nليلى – 12 صوتا"},
		"the lines of a form are items":  {text: "البلد : الأردن\nالنوع : انتخابات نيابية\nالتاريخ : الأحد 5 مايو 2031\n", want: "البلد : الأردن\n---\nالنوع : انتخابات نيابية\n---\nالتاريخ : الأحد 5 مايو 2031"},
		"one name with a figure is none": {text: wide + "\nسالم: 4210\n" + wide + ".\n", want: wide + " سالم: 4210 " + wide + "."},
		"a title with a short year":      {text: "بعثة المراقبين\nلبنان 2031\n\n" + wide + ".\n", want: "# بعثة المراقبين\n---\n# لبنان 2031\n---\n" + wide + "."},
		"titles in two blocks":           {text: "بعثة المراقبين\n\nالبيان الأولي\nاقتراع هادئ\n\n" + wide + ".\n", want: "# بعثة المراقبين\n---\n# البيان الأولي\n---\n# اقتراع هادئ\n---\n" + wide + "."},
		"capitals above a day": {
			text: "THE MISSION OF OBSERVERS\n" + "Oak Land – early vote, 20 June 2031\n\nSTATEMENT OF FIRST FINDINGS AND ALL\nElm, 21 June 2031\n\nSummary\n\n" + wide + ".\n",
			want: "# THE MISSION OF OBSERVERS\n---\n# Oak Land – early vote, 20 June 2031\n---\n# STATEMENT OF FIRST FINDINGS AND ALL\n---\n# Elm, 21 June 2031\n---\n# Summary\n---\n" + wide + ".",
		},
		"a long line below is no title":  {text: "بعثة المراقبين\n\nالبيان الأولي\n" + wide + "\n\n" + wide + ".\n", want: "# بعثة المراقبين\n---\nالبيان الأولي " + wide + " " + wide + "."},
		"a heading with a colon":         {text: wide + ".\nالنتائج:\n" + wide + ".\n", want: wide + ".\n---\n# النتائج:\n---\n" + wide + "."},
		"a heading between paragraphs":   {text: wide + ".\n\nالنتائج\n\n" + wide + ".\n", want: wide + ".\n---\n# النتائج\n---\n" + wide + "."},
		"no heading inside a sentence":   {text: wide + "\n\nالنتائج\n\n" + wide + ".\n", want: wide + " النتائج " + wide + "."},
		"no heading with a full stop":    {text: wide + ".\n\nانتهى الأمر.\n\n" + wide + ".\n", want: wide + ".\n---\nانتهى الأمر.\n---\n" + wide + "."},
		"no heading that is long":        {text: wide + ".\n\nواحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة واحد اثنان ثلاثة\n", want: wide + ".\n---\nواحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة واحد اثنان ثلاثة"},
		"items are paragraphs":           {text: wide + ":\n- أحمد نال 5%\n- علي نال 6%\n", want: wide + ":\n---\n- أحمد نال 5%\n---\n- علي نال 6%"},
		"numbered items are paragraphs":  {text: "النتائج:\n1) أحمد\n2. علي\n", want: "# النتائج:\n---\n1) أحمد\n---\n2. علي"},
		"lettered items are paragraphs":  {text: "They deplore:\n a) the late start;\n (b) the cost\n of it;\n iv) the rest.", want: "# They deplore:\n---\na) the late start;\n---\n(b) the cost of it;\n---\niv) the rest."},
		"rows of a table are paragraphs": {text: wide + ":\nأحمد | 120 | 5%\nعلي | 80 | 3%\n", want: wide + ":\n---\nأحمد | 120 | 5%\n---\nعلي | 80 | 3%"},
		"rows in columns are paragraphs": {
			text: "The list says\nParty         Votes     %\nOak Party     1,200  40.1\nElm Party       900  30.0\nTurnout was low",
			want: "The list says\n---\nParty Votes %\n---\nOak Party 1,200 40.1\n---\nElm Party 900 30.0\n---\nTurnout was low",
		},
		"rows with days and without seats": {
			text: "The list says\nPollster   Days        Asked   EF\nTuru       22–25 Feb   1,205   24\nNorvar     15–21 Feb   1,000   –\nTurnout was low",
			want: "The list says\n---\nPollster Days Asked EF\n---\nTuru 22–25 Feb 1,205 24\n---\nNorvar 15–21 Feb 1,000 –\n---\nTurnout was low",
		},
		"a heading right above its text": {
			text: "The vote was held in the spring of that year and nothing else of note happened there.\n\nVoter lists\nThe lists are kept by the town halls, which correct them in the course of the year, and they\nwere shown to the public.\n\nMaria Lind and\nPeter Holt came.",
			want: "The vote was held in the spring of that year and nothing else of note happened there.\n---\n# Voter lists\n---\nThe lists are kept by the town halls, which correct them in the course of the year, and they were shown to the public.\n---\nMaria Lind and Peter Holt came.",
		},
		"a head of four lines in capitals": {text: "STATEMENT BY ANN OAK\nFORMER MINISTER OF HOLM\nCHAIR, OBSERVERS\nELECTION OF HOLM\n\nHolm, 5 July\n\nGood morning to all of you who have come.", want: "# STATEMENT BY ANN OAK\n---\n# FORMER MINISTER OF HOLM\n---\n# CHAIR, OBSERVERS\n---\n# ELECTION OF HOLM\n---\n# Holm, 5 July\n---\nGood morning to all of you who have come."},
		"a list without bullets": {
			text: "Positive features of the vote\n    A clear process for lists\n    Transparent work by the commission, whose sessions\n    were open to all\n    Strict counting\n\nThe rest went on.",
			want: "Positive features of the vote\n---\nA clear process for lists\n---\nTransparent work by the commission, whose sessions were open to all\n---\nStrict counting\n---\nThe rest went on.",
		},
		"items with Roman numbers": {text: "They found:\ni. The roll is long.\niv. Boxes were\nsealed. Seals were blue.", want: "# They found:\n---\ni. The roll is long.\n---\niv. Boxes were sealed.\nSeals were blue."},
		"fields with an aside": {
			text: "The councils\nHOLM (17 seats): Oak 7, Elm 5\nBERG (17 seats): Elm 8; Oak 6\nDALE (15 seats): Oak nine\n\nTurnout was low.",
			want: "The councils\n---\nHOLM (17 seats): Oak 7, Elm 5\n---\nBERG (17 seats): Elm 8; Oak 6\n---\nDALE (15 seats): Oak nine\n---\nTurnout was low.",
		},
		"fields of a form are items": {
			text: "Candidate\n\nBorn: 3 May 1970, Holm\nLanguages: French\n1990 - left school\n1994-1999: clerk\nof the town\n",
			want: "# Candidate\n---\nBorn: 3 May 1970, Holm\n---\nLanguages: French\n---\n1990 - left school\n---\n1994-1999: clerk of the town",
		},
		"a numbered heading":                  {text: "Ann won.\n\n2. The pollsters\n\nBen lost.\n", want: "Ann won.\n---\n# 2. The pollsters\n---\nBen lost."},
		"numbered items are no headings":      {text: "Ann won.\n\n1. Ann Oak\n\n2. Ben Elm\n\nBen lost.\n", want: "Ann won.\n---\n1. Ann Oak\n---\n2. Ben Elm\n---\nBen lost."},
		"one label is no form":                {text: "The rule: all vote\nwho may.", want: "The rule: all vote who may."},
		"gaps in running text are no columns": {text: "The  vote  of  2014\nwas  held  in  spring.", want: "The vote of 2014 was held in spring."},
		"Arabic text behind a list":           {text: "وحصل المتنافسون في هذه الدورة على ما يأتي من الأصوات الصحيحة:\n\n* سالم البركاوي، 12\n* نادر الصافي، 9\n\nوفي الاقتراع الآخر الذي جرى في اليوم نفسه نال الحزب الحاكم مقعدين.", want: "# وحصل المتنافسون في هذه الدورة على ما يأتي من الأصوات الصحيحة:\n---\n* سالم البركاوي، 12\n---\n* نادر الصافي، 9\n---\nوفي الاقتراع الآخر الذي جرى في اليوم نفسه نال الحزب الحاكم مقعدين."},
		"text behind a list starts anew":      {text: "Results:\n- Ann Oak, 12%\n- Bob Elm, 9%\n\nTurnout was low.", want: "# Results:\n---\n- Ann Oak, 12%\n---\n- Bob Elm, 9%\n---\nTurnout was low."},
		"text right behind a short item":      {text: "Three of the candidates on the long list of the commission had a chance:\n- Ann Oak, 51, Elm Front\n- Bob Elm, 64, Oak Front\nCanvassing ended on the eve of the vote, as the law has it in this country.", want: "Three of the candidates on the long list of the commission had a chance:\n---\n- Ann Oak, 51, Elm Front\n---\n- Bob Elm, 64, Oak Front\n---\nCanvassing ended on the eve of the vote, as the law has it in this country."},
		"only punctuation":                    {text: "...\n\n!\n", want: "... !"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outline(cut(tt.text))); diff != "" {
				t.Errorf("sentences of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestSections(t *testing.T) {
	got := cut("مقدمة قصيرة للتقرير عن الانتخابات في البلاد.\n\nالنتائج  الأولية :\n\nفاز أحمد في كل مكان من البلاد.\nخسر علي في كل مكان من البلاد.\n\nالمراقبون\n\nراقبها كثيرون من البلاد.\n")
	want := []document.Section{{First: 0, Last: 1}, {Title: "النتائج الأولية", First: 1, Last: 4}, {Title: "المراقبون", First: 4, Last: 6}}
	if diff := cmp.Diff(want, got.Sections); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}

// broken says which of the stage's promises d breaks, nothing when it keeps them.
func broken(d *document.Document) string {
	text := d.Text.Content
	at, line := 0, 1
	for i, t := range d.Tokens {
		if t.Start < at || t.End <= t.Start || t.End > len(text) {
			return fmt.Sprintf("token %d spans %v behind %d of %d", i, t.Span, at, len(text))
		}
		if gap := loose(text[at:t.Start]); gap != "" {
			return fmt.Sprintf("%q before token %d belongs to no token", gap, i)
		}
		line += strings.Count(text[at:t.Start], "\n")
		if t.Line != line {
			return fmt.Sprintf("token %d says line %d, is on %d", i, t.Line, line)
		}
		line += strings.Count(text[t.Start:t.End], "\n")
		at = t.End
		if t.Sentence < 0 || t.Sentence >= len(d.Sentences) {
			return fmt.Sprintf("token %d is in sentence %d of %d", i, t.Sentence, len(d.Sentences))
		}
		if t.Kind == document.Word && (len(t.Stems) == 0 || t.Stems[0] != t.Fold) {
			return fmt.Sprintf("token %d has stems %q", i, t.Stems)
		}
	}
	if gap := loose(text[at:]); gap != "" {
		return fmt.Sprintf("%q at the end belongs to no token", gap)
	}
	token, paragraph := 0, 0
	for i, s := range d.Sentences {
		if s.First != token || s.Last <= s.First {
			return fmt.Sprintf("sentence %d holds tokens %d to %d, expected from %d", i, s.First, s.Last, token)
		}
		for k := s.First; k < s.Last; k++ {
			if d.Tokens[k].Sentence != i {
				return fmt.Sprintf("token %d of sentence %d says %d", k, i, d.Tokens[k].Sentence)
			}
		}
		token = s.Last
		if s.Paragraph < paragraph {
			return fmt.Sprintf("sentence %d goes back to paragraph %d", i, s.Paragraph)
		}
		paragraph = s.Paragraph
		if s.Section < 0 || s.Section >= len(d.Sections) {
			return fmt.Sprintf("sentence %d is in section %d of %d", i, s.Section, len(d.Sections))
		}
	}
	if token != len(d.Tokens) {
		return fmt.Sprintf("the sentences hold %d of %d tokens", token, len(d.Tokens))
	}
	sentence := 0
	for i, s := range d.Sections {
		if s.First != sentence || s.Last <= s.First {
			return fmt.Sprintf("section %d holds sentences %d to %d, expected from %d", i, s.First, s.Last, sentence)
		}
		for k := s.First; k < s.Last; k++ {
			if d.Sentences[k].Section != i || d.Sentences[k].Heading && k > s.First {
				return fmt.Sprintf("sentence %d of section %d: %+v", k, i, d.Sentences[k])
			}
		}
		sentence = s.Last
	}
	if sentence != len(d.Sentences) {
		return fmt.Sprintf("the sections hold %d of %d sentences", sentence, len(d.Sentences))
	}
	return ""
}

// loose returns what of s is neither white space nor an invisible control.
func loose(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

var seeds = []string{
	"", " ", "\n\n", "...", "a", "م", "فاز أحمد. خسر علي.", "نال 456.392 صوتا و6 ملايين.\n\nالنتائج\n\n- 1) أحمد\n",
	"par-\nliament of J. B. Smith, Dr. No.", "\xff\xfe", "a\u00ad\nb", "12.\n.34", "«.»\n\n!\n؟", "a-\n\nb", "x-\n", "1\u200f2", "ـ", "a\r\nb\r\n",
	"النتائج:\n\nالنتائج:\n", "\u0670\u064b", "a'-\n'b", "2. \n3) x",
}

func TestPromises(t *testing.T) {
	for _, s := range seeds {
		if problem := broken(cut(s)); problem != "" {
			t.Errorf("%q: %s", s, problem)
		}
	}
	for _, path := range []string{"../../docs/samples/election-ar.clean.txt", "../../docs/samples/election-en.txt"} {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Skip(err)
		}
		if problem := broken(cut(string(raw))); problem != "" {
			t.Errorf("%s: %s", path, problem)
		}
	}
}

func FuzzSegment(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := cut(text)
		if !utf8.ValidString(text) {
			return // repair promises UTF-8; other bytes must only do no harm
		}
		if problem := broken(d); problem != "" {
			t.Errorf("%q: %s", text, problem)
		}
	})
}

func BenchmarkSegment(b *testing.B) {
	text := strings.Repeat("أعلنت اللجنة أن المرشح نال 6 ملايين و456.392 صوتا بنسبة 61,31% من أصوات الناخبين\nالذين شاركوا في الاقتراع، وأن خصمه نال البقية.\n", 400)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		cut(text)
	}
}
