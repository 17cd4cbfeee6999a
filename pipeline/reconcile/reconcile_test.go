package reconcile_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/reconcile"
	"mahdar/pipeline/segment"
	"mahdar/schemas"
)

// builder makes a document of claims. Each claim is a sentence whose words are its values.
type builder struct {
	d        *document.Document
	text     strings.Builder
	entities map[string]int
	marks    []mark
}

// mark is a value in the text that becomes a cell, an annotation or both.
type mark struct {
	span   document.Span
	record int // -1 for an annotation alone
	column string
	value  string
}

// build makes the document of claims written as
//
//	table | column=value | column=value
//
// with + before the table for a claim that completes, & for one in the sentence before, and the table country for a country
// that the text names (code=name) and name for a person that it names (spelling). Names of one person share the first letter
// of their first word and its last one.
func build(t *testing.T, claims []string) *document.Document {
	t.Helper()
	b := &builder{d: &document.Document{ID: "r"}, entities: map[string]int{}}
	for _, c := range claims {
		b.claim(c)
	}
	b.text.WriteString(".\n")
	b.d.Text.Content = b.text.String()
	for i, r := range b.d.Text.Content {
		b.d.Source.Offsets = append(b.d.Source.Offsets, int32(i))
		for range len(string(r)) {
			b.d.Text.Origin = append(b.d.Text.Origin, int32(len(b.d.Source.Runes)))
		}
		b.d.Source.Runes = append(b.d.Source.Runes, r)
	}
	b.d.Source.Offsets = append(b.d.Source.Offsets, int32(len(b.d.Text.Content)))
	b.d.Source.Bytes = []byte(b.d.Text.Content)
	b.d.Text.Index(len(b.d.Source.Runes))
	segment.Segment(b.d)
	for i := range b.d.Sentences {
		b.d.Sentences[i].Heading = false
	}
	for _, m := range b.marks {
		b.put(t, m)
	}
	slices.SortStableFunc(b.d.Annotations, func(x, y document.Annotation) int { return x.First - y.First })
	return b.d
}

func (b *builder) claim(s string) {
	parts := strings.Split(s, " | ")
	table, follow := strings.CutPrefix(parts[0], "&")
	table, completes := strings.CutPrefix(table, "+")
	if b.text.Len() > 0 {
		if follow {
			b.text.WriteString("،")
		} else {
			b.text.WriteString(".\n")
		}
	}
	record := -1
	if table != "country" && table != "name" {
		record = len(b.d.Records)
		b.d.Records = append(b.d.Records, document.Record{Table: table, Rule: fmt.Sprintf("%s.%d", table, record), Complement: completes})
	}
	for _, p := range parts[1:] {
		column, value, ok := strings.Cut(p, "=")
		if !ok {
			column, value = table, p
		}
		b.text.WriteString(" ")
		start := b.text.Len()
		b.text.WriteString(value)
		b.marks = append(b.marks, mark{span: document.Span{Start: start, End: b.text.Len()}, record: record, column: column, value: value})
	}
}

// put makes the cell and the annotation of a mark.
func (b *builder) put(t *testing.T, m mark) {
	t.Helper()
	d := b.d
	first := slices.IndexFunc(d.Tokens, func(tok document.Token) bool { return tok.Start >= m.span.Start })
	last := first
	for last < len(d.Tokens) && d.Tokens[last].End <= m.span.End {
		last++
	}
	a := document.Annotation{First: first, Last: last, Text: m.value, Entity: -1}
	var value any = m.value
	switch {
	case m.record < 0 && m.column != "name":
		a.Type, a.Value = document.TypeCountry, m.column
	case m.column == "name", m.column == "candidate_name", m.column == "person_name", m.column == "head_name":
		word := []rune(strings.Fields(m.value)[0])
		key := string(word[0]) + string(word[len(word)-1])
		if _, ok := b.entities[key]; !ok {
			b.entities[key] = len(b.entities)
		}
		a.Type, a.Entity = document.TypePerson, b.entities[key]
	case m.column == "date":
		edtf, day, named := strings.Cut(m.value, "@")
		date, err := calendar.Parse(edtf)
		if err != nil {
			t.Fatal(err)
		}
		date.Basis, date.Weekday = "stated", -1
		if named {
			date.Weekday, _ = strconv.Atoi(day)
		}
		a.Type, a.Date, value = document.TypeDate, date, date
	case m.value == "true" || m.value == "false":
		value = m.value == "true"
	default:
		if n, err := numeral.Parse(m.value); err == nil {
			a.Type, a.Quantity, value = document.TypeNumber, numeral.Quantity{Low: n, High: n}, n
		}
	}
	if a.Type != "" {
		d.Annotations = append(d.Annotations, a)
	}
	if m.record < 0 {
		return
	}
	r := &d.Records[m.record]
	r.Cells = append(r.Cells, document.Cell{Column: m.column, Value: value, Span: m.span})
	r.Sentence = d.Tokens[first].Sentence
	if r.Span.End == 0 {
		r.Span.Start = m.span.Start
	}
	r.Span.End = m.span.End
}

// run reconciles a document with the spec of the program.
func run(t *testing.T, d *document.Document) *document.Document {
	t.Helper()
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := reconcile.LoadSpec(config.Files, "rules/tables.yaml", set)
	if err != nil {
		t.Fatal(err)
	}
	if err := reconcile.New(set, spec, nil).Run(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

// rows writes the rows of a table, some of their columns, a dash for null.
func rows(d *document.Document, table string, columns ...string) []string {
	var out []string
	tab := d.Table(table)
	if tab == nil {
		return []string{"no table"}
	}
	for _, r := range tab.Rows {
		var cells []string
		for _, c := range columns {
			switch v := r.Values[tab.Column(c)].(type) {
			case nil:
				cells = append(cells, "-")
			case []string:
				cells = append(cells, strings.Join(v, ";"))
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
		out = append(out, strings.Join(cells, " "))
	}
	return out
}

const vote = "elections | election_type=presidential | date=2022-11-20"

func TestRows(t *testing.T) {
	tests := map[string]struct {
		claims  []string
		table   string
		columns string
		want    []string
	}{
		"claims about one candidate are one row": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final", "results | option_type=candidate | candidate_name=سالم | vote_share_pct=61.5 | status=final"},
			table:  "results", columns: "candidate_name votes vote_share_pct", want: []string{"سالم 500 61.5"},
		},
		"two spellings of one person are one row, the first stays": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final", "results | option_type=candidate | candidate_name=سيلم | vote_share_pct=61.5 | status=final"},
			table:  "results", columns: "candidate_name votes vote_share_pct", want: []string{"سالم 500 61.5"},
		},
		"two candidates are two rows, in text order": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=نادر | votes=500 | status=final", "results | option_type=candidate | candidate_name=سالم | votes=400 | status=final"},
			table:  "results", columns: "candidate_name votes", want: []string{"نادر 500", "سالم 400"},
		},
		"claims that contradict stay apart": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final", "results | option_type=candidate | candidate_name=سالم | votes=501 | status=final"},
			table:  "results", columns: "candidate_name votes", want: []string{"سالم 500", "سالم 501"},
		},
		"what was counted first and what was counted last are two rows, what is not known to be either joins": {
			claims: []string{
				vote, "results | option_type=candidate | candidate_name=سالم | vote_share_pct=61.5 | status=preliminary",
				"results | option_type=candidate | candidate_name=سالم | vote_share_pct=61.5 | votes=500 | status=final",
				"results | option_type=candidate | candidate_name=سالم | vote_share_pct=61.5 | affiliation=النهج | status=unknown",
			},
			table: "results", columns: "vote_share_pct votes status affiliation", want: []string{"61.5 - preliminary النهج", "61.5 500 final -"},
		},
		"a number that is no whole one is no count": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=5.5 | status=final"},
			table:  "results", columns: "candidate_name votes", want: []string{"سالم -"},
		},
		"a row without what it needs is none": {
			claims: []string{vote, "results | candidate_name=سالم | votes=500 | status=final", "results | option_type=candidate | votes=500 | status=final"},
			table:  "results", columns: "candidate_name votes",
		},
		"a completing claim fills a row": {
			claims: []string{vote, "+results | candidate_name=سالم | affiliation=النهج", "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final"},
			table:  "results", columns: "candidate_name votes affiliation", want: []string{"سالم 500 النهج"},
		},
		"a completing claim fills every row of its name": {
			claims: []string{
				vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final", "results | option_type=candidate | candidate_name=سالم | votes=501 | status=final",
				"+results | candidate_name=سالم | affiliation=النهج",
			},
			table: "results", columns: "votes affiliation", want: []string{"500 النهج", "501 النهج"},
		},
		"a completing claim changes nothing": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | affiliation=الفجر | status=final", "+results | candidate_name=سالم | affiliation=النهج"},
			table:  "results", columns: "candidate_name affiliation", want: []string{"سالم الفجر"},
		},
		"a completing claim makes no row": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final", "+results | candidate_name=نادر | affiliation=النهج"},
			table:  "results", columns: "candidate_name affiliation", want: []string{"سالم -"},
		},
		"a figure of a place is not that of the whole": {
			claims: []string{
				vote, "election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false",
				"election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false | scope=سوسة",
			},
			table: "election_figures", columns: "figure scope value", want: []string{"turnout_pct - 60", "turnout_pct سوسة 60"},
		},
		"a figure said twice is one": {
			claims: []string{
				vote, "election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false",
				"election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false",
			},
			table: "election_figures", columns: "figure value", want: []string{"turnout_pct 60"},
		},
		"two polls": {
			claims: []string{
				vote, "polls | poll_type=exit_poll | pollster=المركز | candidate_name=سالم | share_low_pct=60 | share_high_pct=60",
				"polls | poll_type=exit_poll | pollster=المعهد | candidate_name=سالم | share_low_pct=60 | share_high_pct=60",
				"polls | poll_type=exit_poll | pollster=المعهد | candidate_name=سالم | share_low_pct=60 | share_high_pct=60 | sample_size=900",
			},
			table: "polls", columns: "pollster candidate_name sample_size", want: []string{"المركز سالم -", "المعهد سالم 900"},
		},
		"happenings of a kind on one day are one": {
			claims: []string{"timeline | event_type=protest | label=أ | date=2022-01-05", "timeline | event_type=protest | label=ب | date=2022-01-05", "timeline | event_type=protest | label=ج | date=2022-01-06"},
			table:  "timeline", columns: "date_edtf label", want: []string{"2022-01-05 أ", "2022-01-06 ج"},
		},
		"dates fill their columns": {
			claims: []string{"timeline | event_type=protest | label=أ | date=2022-02"},
			table:  "timeline", columns: "date_edtf date_start date_end date_basis", want: []string{"2022-02 2022-02-01 2022-02-28 stated"},
		},
		"one body under a longer and a shorter name": {
			claims: []string{vote, "observer_missions | organization=شبكة المتابعة | observers_total=90", "observer_missions | organization=شبكة المتابعة الأهلية | countries=4", "observer_missions | organization=رابطة النزاهة | countries=5"},
			table:  "observer_missions", columns: "organization observers_total countries", want: []string{"شبكة المتابعة 90 4", "رابطة النزاهة - 5"},
		},
		"findings make the assessment": {
			claims: []string{
				vote, "observer_missions | organization=شبكة المتابعة | observers_total=90", "observer_missions | organization=رابطة النزاهة | countries=5", "observer_missions | organization=لجنة الحكماء | countries=3",
				"observer_findings | mission=شبكة المتابعة | topic=overall | polarity=positive | finding=منظمة",
				"observer_findings | mission=شبكة المتابعة | topic=counting | polarity=negative | finding=بطيئة",
				"observer_findings | mission=رابطة النزاهة | topic=overall | polarity=negative | finding=غامضة",
			},
			table: "observer_missions", columns: "organization assessment", want: []string{"شبكة المتابعة mixed", "رابطة النزاهة negative", "لجنة الحكماء none"},
		},
		"a statement names its mission last": {
			claims: []string{
				vote, "observer_findings | topic=overall | polarity=positive | finding=منظمة | own_statement=true",
				"observer_findings | topic=counting | polarity=negative | finding=بطيئة",
				"observer_missions | organization=شبكة المتابعة | observers_total=90", "observer_missions | organization=رابطة النزاهة | countries=5",
			},
			table: "observer_missions", columns: "organization assessment", want: []string{"شبكة المتابعة positive", "رابطة النزاهة none"},
		},
		"ranks by share, equal shares share a rank": {
			claims: []string{
				vote, "results | option_type=candidate | candidate_name=سالم | vote_share_pct=10 | status=final", "results | option_type=candidate | candidate_name=نادر | vote_share_pct=60 | status=final",
				"results | option_type=candidate | candidate_name=فهد | vote_share_pct=10 | status=final", "results | option_type=blank | candidate_name=أوراق | vote_share_pct=20 | status=final",
			},
			table: "results", columns: "candidate_name rank", want: []string{"سالم 2", "نادر 1", "فهد 2", "أوراق -"},
		},
		"ranks by votes where there are no shares": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=10 | status=final", "results | option_type=candidate | candidate_name=نادر | votes=60 | status=final"},
			table:  "results", columns: "candidate_name rank", want: []string{"سالم 2", "نادر 1"},
		},
		"one alone has no rank": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=10 | status=final"},
			table:  "results", columns: "candidate_name rank", want: []string{"سالم -"},
		},
		"announcements are ranked apart": {
			claims: []string{
				vote, "results | option_type=candidate | candidate_name=سالم | votes=10 | status=preliminary", "results | option_type=candidate | candidate_name=نادر | votes=60 | status=preliminary",
				"results | option_type=candidate | candidate_name=سالم | votes=70 | status=final", "results | option_type=candidate | candidate_name=نادر | votes=61 | status=final",
			},
			table: "results", columns: "candidate_name status rank", want: []string{"سالم preliminary 2", "نادر preliminary 1", "سالم final 1", "نادر final 2"},
		},
		"where one is elected the others are not": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=90 | elected=true | status=final", "results | option_type=candidate | candidate_name=نادر | votes=60 | status=final"},
			table:  "results", columns: "candidate_name elected", want: []string{"سالم true", "نادر false"},
		},
		"who has seats lost nothing": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=90 | elected=true | status=final", "results | option_type=party | candidate_name=حزب النور | seats=12 | status=final"},
			table:  "results", columns: "candidate_name elected", want: []string{"سالم true", "حزب النور -"},
		},
		"where none is elected it is unknown": {
			claims: []string{vote, "results | option_type=candidate | candidate_name=سالم | votes=90 | status=final"},
			table:  "results", columns: "candidate_name elected", want: []string{"سالم -"},
		},
		"names of a person that rows name": {
			claims: []string{"name | سالم الهاشمي", "name | سالم", "name | سيلم الهاشمي", "name | سالم الهاشمي", "name | نادر", "name | زائد", vote, "results | option_type=candidate | candidate_name=سالم الهاشمي | votes=9 | status=final", "results | option_type=candidate | candidate_name=نادر | votes=3 | status=final"},
			table:  "entity_names", columns: "name mentions", want: []string{"سالم الهاشمي 3", "سالم 1", "سيلم الهاشمي 1", "نادر 2"},
		},
		"the canonical name is the long one used most": {
			claims: []string{"name | سالم", "name | سالم", "name | سيلم الهاشمي", "name | سالم الهاشمي", "name | سالم الهاشمي", "name | نادر", "name | زائد", vote, "results | option_type=candidate | candidate_name=سالم الهاشمي | votes=9 | status=final", "results | option_type=candidate | candidate_name=نادر | votes=3 | status=final"},
			table:  "entities", columns: "entity_type canonical_name", want: []string{"person سالم الهاشمي", "person نادر"},
		},
		"what no row uses is unclaimed": {
			claims: []string{vote, "nothing | votes=77", "results | option_type=candidate | candidate_name=سالم | votes=90 | status=final"},
			table:  "unclaimed", columns: "type value text", want: []string{"number 77 77"},
		},
		"nothing": {table: "results", columns: "candidate_name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := run(t, build(t, tt.claims))
			if diff := cmp.Diff(tt.want, rows(d, tt.table, strings.Fields(tt.columns)...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.table, diff)
			}
		})
	}
}

func TestElections(t *testing.T) {
	figure := func(s string) string {
		return s + "election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false"
	}
	tests := map[string]struct {
		claims []string
		info   document.Info
		want   []string // elections; figures behind =, of which
	}{
		"the one that is named": {claims: []string{vote}, want: []string{"presidential 2022-11-20 -"}},
		"none is named":         {claims: []string{"timeline | event_type=protest | label=أ | date=2022-01-05"}},
		"a day rather than a year": {
			claims: []string{"elections | election_type=presidential | date=2023", vote}, want: []string{"presidential 2022-11-20 -"},
		},
		"the later day": {
			claims: []string{"elections | election_type=presidential | date=2019-06-09", vote}, want: []string{"presidential 2022-11-20 -"},
		},
		"not a day that was still to come": {
			claims: []string{"elections | election_type=presidential | date=2029-06-09", vote}, info: document.Info{ReferenceDate: "2022-12-01"},
			want: []string{"presidential 2022-11-20 -"},
		},
		"an election soon rather than one long past": {
			claims: []string{"elections | election_type=presidential | date=2016-06-09", "elections | election_type=presidential | date=2022-12-20"}, info: document.Info{ReferenceDate: "2022-12-01"},
			want: []string{"presidential 2022-12-20 -"},
		},
		"the day of the timeline where no other is told": {
			claims: []string{"elections | election_type=presidential", "timeline | event_type=election | label=أ | date=2021-11-01", "timeline | event_type=election | label=أ | date=2022-11-20", "timeline | event_type=election | label=أ | date=2022-12-20"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential 2022-11-20 -"},
		},
		"no day of the timeline from long before": {
			claims: []string{"elections | election_type=presidential", "timeline | event_type=election | label=أ | date=2010-11-20"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential - -"},
		},
		"the type of who stands in polls": {
			claims: []string{"elections | date=2022-11-20", "polls | candidate_name=سالم | share_low_pct=40 | share_high_pct=40 | poll_type=unknown"}, want: []string{"presidential 2022-11-20 -"},
		},
		"the type that is named most": {
			claims: []string{vote, "elections | election_type=parliamentary | date=2023-03-19", "elections | election_type=presidential"},
			want:   []string{"presidential 2022-11-20 -"},
		},
		"the type of one long past tells little": {
			claims: []string{"elections | date=2022-11-20", "elections | election_type=parliamentary | date=2017-03-19", "elections | election_type=presidential | weak=true"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential 2022-11-20 -"},
		},
		"rounds in which persons stand": {
			claims: []string{"elections | round=1 | date=2022-11-06", "elections | round=2 | date=2022-11-20", "elections | election_type=parliamentary | date=2022-12-19", "polls | candidate_name=سالم | share_low_pct=40 | share_high_pct=40 | poll_type=unknown"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential 2022-11-20 -"},
		},
		"no first round where the second is told": {
			claims: []string{"elections | second=جولة", "elections | election_type=presidential | date=2022-11-20", "elections | election_type=presidential | round=1 | told=day | date=2022-11-06"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential 2022-11-20 -"},
		},
		"a day that was won rather than one long past": {
			claims: []string{"elections | election_type=presidential | date=2017-11-20", "elections | won=true | date=2022-11-20"},
			info:   document.Info{ReferenceDate: "2022-12-01"}, want: []string{"presidential 2022-11-20 -"},
		},
		"an earlier one whose votes are told": {
			claims: []string{vote, "elections | date=2017-11-19 | given=true"}, want: []string{"presidential 2022-11-20 -", "presidential 2017-11-19 -"},
		},
		"the type of the settings": {
			claims: []string{vote, "elections | election_type=parliamentary | date=2023-03-19", "elections | election_type=presidential"}, info: document.Info{ElectionType: "parliamentary"},
			want: []string{"parliamentary 2023-03-19 -"},
		},
		"the country that is named most": {
			claims: []string{vote, "country | LY=ليبيا", "country | TN=تونس", "country | TN=تونس", "country | TN=تونس", "country | TN=تونس"},
			want:   []string{"presidential 2022-11-20 TN"},
		},
		"the country of the settings": {
			claims: []string{vote, "country | TN=تونس"}, info: document.Info{ElectionCountry: "LY"}, want: []string{"presidential 2022-11-20 LY"},
		},
		"a figure is the main election's": {
			claims: []string{vote, figure("")}, want: []string{"presidential 2022-11-20 -", "=2022-11-20"},
		},
		"a second round to come is not the report's": {
			claims: []string{"elections | election_type=presidential | date=2022-11-20", "elections | told=day | election_type=presidential | round=2 | date=2022-12-11"},
			info:   document.Info{ReferenceDate: "2022-11-21"}, want: []string{"presidential 2022-11-20 -"},
		},
		"a figure of the second round": {
			claims: []string{"elections | election_type=presidential | date=2022-11-20", "elections | election_type=presidential | round=2 | date=2022-12-11", "elections | of_round=second", figure("&")},
			info:   document.Info{ReferenceDate: "2022-11-21"}, want: []string{"presidential 2022-11-20 -", "presidential 2022-12-11 -", "=2022-12-11"},
		},
		"a figure in an item that a day heads is that election's": {
			claims: []string{vote, "elections | date=2019-06-09 | election_type=presidential", figure("")},
			want:   []string{"presidential 2022-11-20 -", "presidential 2019-06-09 -", "=2019-06-09"},
		},
		"a figure beside another election is that one's": {
			claims: []string{vote, "elections | election_type=presidential | date=2019-06-09", figure("&")},
			want:   []string{"presidential 2022-11-20 -", "presidential 2019-06-09 -", "=2019-06-09"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := build(t, tt.claims)
			d.Info = tt.info
			run(t, d)
			got := rows(d, "elections", "election_type", "date_edtf", "country_code")
			ids := rows(d, "elections", "election_id", "date_edtf")
			for _, id := range rows(d, "election_figures", "election_id") {
				k := slices.IndexFunc(ids, func(s string) bool { return strings.HasPrefix(s, id+" ") })
				if k < 0 {
					got = append(got, "=none")
					continue
				}
				_, date, _ := strings.Cut(ids[k], " ")
				got = append(got, "="+date)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("elections (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRunoff makes sure that an election is a second round where the report tells the day of a first one, and only there.
func TestRunoff(t *testing.T) {
	tests := map[string]struct {
		first string
		want  []string
	}{
		"months before":    {"elections | round_one=first | date=2022-10-09", []string{"2022-11-20 2"}},
		"years before":     {"elections | round_one=first | date=2019-10-09", []string{"2022-11-20 -"}},
		"no first round":   {"elections | election_type=presidential | date=2022-10-09", []string{"2022-11-20 -"}},
		"a month, no days": {"elections | round_one=first | date=2022-10", []string{"2022-11-20 -"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := run(t, build(t, []string{vote, tt.first}))
			if diff := cmp.Diff(tt.want, rows(d, "elections", "date_edtf", "round")); diff != "" {
				t.Errorf("elections (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEvidence makes sure that a row keeps the words of all its claims, and a cell those of the claims that agree with it.
func TestEvidence(t *testing.T) {
	d := run(t, build(t, []string{
		vote, "results | option_type=candidate | candidate_name=سالم | votes=500 | status=final | affiliation=النهج",
		"+results | candidate_name=سالم | rank_stated=1",
		"results | option_type=candidate | candidate_name=سالم | vote_share_pct=61.5 | status=final | affiliation=الأمل",
	}))
	var got []string
	for _, e := range d.Table("results").Rows[0].Evidence {
		got = append(got, e.Rule+" "+e.Column+" "+d.Text.Content[e.Span.Start:e.Span.End])
	}
	want := []string{
		"results.1  candidate سالم 500 final النهج", "results.1 option_type candidate", "results.1 candidate_name سالم", "results.1 votes 500", "results.1 status final", "results.1 affiliation النهج",
		"results.3  candidate سالم 61.5 final الأمل", "results.3 option_type candidate", "results.3 candidate_name سالم", "results.3 vote_share_pct 61.5", "results.3 status final",
		"results.2 candidate_name سالم", "results.2 rank_stated 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

func TestLoadSpec(t *testing.T) {
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, want string }{
		"unknown table":  {"tables: [{name: resluts}]", `tables.yaml: tables: unknown table "resluts"`},
		"unknown column": {"tables: [{name: results, identity: [vote]}]", `tables.yaml: table results: unknown column "vote"`},
		"unknown op":     {"tables: [{name: results, derive: [{column: rank, op: sort}]}]", `tables.yaml: table results: unknown op "sort" (want`},
		"unknown key":    {"tables: [{name: results, ident: [votes]}]", "tables.yaml: [1:26] unknown field"},
		"all at once":    {"tables: [{name: results, need: [a], exact: [b]}]", "tables.yaml: table results: unknown column \"b\"\ntables.yaml: table results: unknown column \"a\""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := reconcile.LoadSpec(fstest.MapFS{"tables.yaml": {Data: []byte(tt.file)}}, "tables.yaml", set)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := reconcile.LoadSpec(fstest.MapFS{}, "tables.yaml", set); err == nil || !strings.HasPrefix(err.Error(), "read tables.yaml: ") {
		t.Errorf("error %v for a file that is not there", err)
	}
}

// TestElectionsAreProven makes sure that what is settled over the whole report, or taken from the main election, has words.
func TestElectionsAreProven(t *testing.T) {
	d := run(t, build(t, []string{
		vote, "country | TN=تونس", "country | TN=تونس", "elections | date=2019-06-09",
		"&election_figures | figure=turnout_pct | value=60 | unit=percent | is_approximate=false",
	}))
	tab := d.Table("elections")
	if len(tab.Rows) != 2 {
		t.Fatalf("%d elections", len(tab.Rows))
	}
	for i, r := range tab.Rows {
		got := map[string]string{}
		for _, e := range r.Evidence {
			got[e.Column] = d.Text.Content[e.Span.Start:e.Span.End]
		}
		for column, want := range map[string]string{"country_code": "تونس", "country_name": "تونس", "election_type": "presidential"} {
			if got[column] != want {
				t.Errorf("election %d: %s is proven by %q, want %q", i, column, got[column], want)
			}
		}
	}
}
