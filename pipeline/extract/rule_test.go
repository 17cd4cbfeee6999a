package extract

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
)

// TestPieces looks for what a pattern with pieces matches, one of them within another and missing where it may.
func TestPieces(t *testing.T) {
	file := `
table: t
patterns:
  share: "(v: <percent>) {behind}?"
  behind: "من الأصوات"
rules:
  - id: x
    anchor: ["(who: <person>) {share} $"]
    slots: [{column: who, capture: who}, {column: v, capture: v}]
`
	for text, want := range map[string][]string{
		"سالم 45 % من الأصوات": {"t: who=سالم v=45"},
		"سالم 45 %":            {"t: who=سالم v=45"},
		"سالم 45 % من":         nil,
	} {
		if diff := cmp.Diff(want, claims(t, file, text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func load(t *testing.T, files map[string]string) (*Rules, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, data := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(data)}
	}
	return LoadRules(fsys, "rules/ar", words(t))
}

// claims runs one rule file over a text and writes its records as table: column=value …, with + before complements.
func claims(t *testing.T, file, text string) []string {
	t.Helper()
	r, err := load(t, map[string]string{"rules/ar/x.yaml": file})
	if err != nil {
		t.Fatal(err)
	}
	d := annotated(t, text, r.lex)
	var out []string
	for _, rec := range r.Extract(d) {
		s := rec.Table + ":"
		if rec.Complement {
			s = "+" + s
		}
		for _, c := range rec.Cells {
			v := fmt.Sprint(c.Value)
			if date, ok := c.Value.(calendar.Date); ok {
				v = date.EDTF
			}
			s += " " + c.Column + "=" + v
			if c.Span.Start < 0 || c.Span.End > len(text) || c.Span.Start >= c.Span.End {
				t.Errorf("cell %s spans %v", c.Column, c.Span)
			}
		}
		out = append(out, s)
	}
	return out
}

// oneRule writes a file with one rule that is anchored at a person.
func oneRule(more ...string) string {
	return "table: t\nrules:\n  - id: x\n    " + strings.Join(append([]string{`anchor: ["(name: <person>)"]`}, more...), "\n    ") + "\n"
}

// slots writes the slots of such a rule behind the one that takes the name.
func slots(more ...string) string {
	return oneRule(append([]string{"slots:", "  - {column: n, capture: name}"}, more...)...)
}

func TestSlots(t *testing.T) {
	share := func(keys string) string { return slots(`  - {column: v, find: ["<percent>"]` + keys + `}`) }
	tests := map[string]struct {
		file, text string
		want       []string
	}{
		"after the anchor":                {share(""), "بنسبة 5 % نال سالم 6 % منها", []string{"t: n=سالم v=6"}},
		"after, of nothing":               {share(""), "بنسبة 5 % نال سالم", []string{"t: n=سالم"}},
		"before":                          {share(", side: before"), "من 4 % إلى 5 % نال سالم 6 %", []string{"t: n=سالم v=5"}},
		"either, nearer before":           {share(", side: either"), "نال 5 % سالم ثم بعد ذلك 6 %", []string{"t: n=سالم v=5"}},
		"either, nearer after":            {share(", side: either"), "نال 5 % أي سالم 6 %", []string{"t: n=سالم v=6"}},
		"item":                            {share(", side: item"), "نال 5 % أي سالم 6 %", []string{"t: n=سالم v=5"}},
		"an item ends at the next anchor": {share(""), "نال سالم ونال نادر 6 %", []string{"t: n=سالم", "t: n=نادر v=6"}},

		"an item begins behind the anchor before": {share(", side: before"), "نال 5 % سالم ثم نادر", []string{"t: n=سالم v=5", "t: n=نادر"}},

		"scope reaches over other items":         {share(", side: scope"), "نال سالم ونال نادر 6 %", []string{"t: n=سالم v=6", "t: n=نادر v=6"}},
		"an item ends with its sentence":         {share(""), "فاز سالم اليوم. ونال 6 % منها.", []string{"t: n=سالم"}},
		"within":                                 {share(", within: 3"), "سالم نال أمس 6 %", []string{"t: n=سالم v=6"}},
		"not within":                             {share(", within: 2"), "سالم نال أمس 6 %", []string{"t: n=سالم"}},
		"within before":                          {share(", side: before, within: 2"), "5 % سالم", []string{"t: n=سالم v=5"}},
		"not within before":                      {share(", side: before, within: 2"), "5 % نال سالم", []string{"t: n=سالم"}},
		"stop":                                   {share(", stop: [لكن]"), "سالم لكن خصمه نال 6 %", []string{"t: n=سالم"}},
		"stop behind the match":                  {share(", stop: [لكن]"), "سالم نال 6 % لكن خصمه نال 7 %", []string{"t: n=سالم v=6"}},
		"stop before":                            {share(", side: before, stop: [لكن]"), "نال 5 % لكن قال سالم", []string{"t: n=سالم"}},
		"inherit from the sentence":              {share(", inherit: sentence"), "نال 5 % كل من سالم و نادر", []string{"t: n=سالم v=5", "t: n=نادر v=5"}},
		"inherit the last one":                   {share(", inherit: sentence"), "نال 4 % ثم 5 % سالم", []string{"t: n=سالم v=5"}},
		"inherit no farther":                     {share(", inherit: sentence"), "النسبة 5 % هنا. فاز سالم.", []string{"t: n=سالم"}},
		"inherit from the paragraph":             {share(", inherit: paragraph"), "النسبة 5 % هنا. فاز سالم.", []string{"t: n=سالم v=5"}},
		"own before inherited":                   {share(", inherit: paragraph"), "النسبة 5 % هنا. فاز سالم بها 6 %.", []string{"t: n=سالم v=6"}},
		"required":                               {share(", required: true"), "فاز سالم اليوم ثم نادر 6 %", []string{"t: n=نادر v=6"}},
		"default":                                {share(", default: 0"), "فاز سالم اليوم ثم نادر 6 %", []string{"t: n=سالم v=0", "t: n=نادر v=6"}},
		"default of a fraction":                  {share(", default: 0.5"), "فاز سالم", []string{"t: n=سالم v=0.5"}},
		"each":                                   {share(", each: true"), "سالم 5 % ثم 6 % ثم 7 %", []string{"t: n=سالم v=5", "t: n=سالم v=6", "t: n=سالم v=7"}},
		"each in the item":                       {share(", each: true, side: item"), "من 5 % سالم 6 %", []string{"t: n=سالم v=5", "t: n=سالم v=6"}},
		"each before":                            {share(", each: true, side: before"), "من 4 % إلى 5 % سالم 6 %", []string{"t: n=سالم v=4", "t: n=سالم v=5"}},
		"each until a stop":                      {share(", each: true, stop: [لكن]"), "سالم 5 % لكن 6 %", []string{"t: n=سالم v=5"}},
		"each of nothing":                        {share(", each: true, required: true"), "فاز سالم", nil},
		"a token is used once":                   {slots(`  - {column: a, find: ["<percent>"]}`, `  - {column: b, find: ["<percent>"]}`), "سالم 5 % و 6 %", []string{"t: n=سالم a=5 b=6"}},
		"a pattern's first capture is the value": {slots(`  - {column: v, find: ["نال (v: <percent>) فقط"]}`), "سالم 4 % نال 5 % فقط", []string{"t: n=سالم v=5"}},
		"the first pattern that matches at a place":    {slots(`  - {column: v, find: ["<count>", "<percent>"]}`), "سالم 5 % 7 صوتا", []string{"t: n=سالم v=5"}},
		"vote, the most words win":                     {slots(`  - {column: v, vote: {good: [نزيه*, شفاف*], bad: [تزوير*]}}`), "سالم نزيهة شفافة رغم تزوير", []string{"t: n=سالم v=good"}},
		"vote, the first on a tie":                     {slots(`  - {column: v, vote: {bad: [تزوير*], good: [نزيه*]}}`), "سالم نزيهة رغم تزوير", []string{"t: n=سالم v=good"}},
		"vote of nothing":                              {slots(`  - {column: v, vote: {good: [نزيه*]}}`), "سالم هنا", []string{"t: n=سالم"}},
		"vote of a map":                                {slots(`  - {column: v, as: "vote:ballot"}`), "سالم ورقة وشاشة وأوراق ورقية", []string{"t: n=سالم v=paper"}},
		"vote with a default":                          {slots(`  - {column: v, vote: {good: [نزيه*]}, default: none}`), "سالم هنا", []string{"t: n=سالم v=none"}},
		"shared words":                                 {slots(`  - {column: a, find: ["<percent>"]}`, `  - {column: b, find: ["<percent>"], shared: true}`), "سالم 5 % و 6 %", []string{"t: n=سالم a=5 b=5"}},
		"own words of each":                            {slots(`  - {column: v, find: ["<percent>"], each: true}`, `  - {column: y, find: ["<date>"], own: true}`), "سالم نال 5 % في 2019 و 6 % في 2022", []string{"t: n=سالم v=5 y=2019", "t: n=سالم v=6 y=2022"}},
		"own words before the first govern all":        {slots(`  - {column: v, find: ["<percent>"], each: true}`, `  - {column: y, find: ["<date>"], own: true}`), "سالم نال في 2019 أولا 5 % ثم 6 %", []string{"t: n=سالم v=5 y=2019", "t: n=سالم v=6 y=2019"}},
		"vote, some words have none":                   {slots(`  - {column: v, vote: {good: [نزيه*], bad: [تزوير*]}, skip: [رغم تزوير*]}`), "سالم تزوير نزيهة نزيه رغم تزوير", []string{"t: n=سالم v=good"}},
		"nearest of a map":                             {slots(`  - {column: v, as: "nearest:ballot"}`), "ورقة من هنا ثم شاشة سالم", []string{"t: n=سالم v=screen"}},
		"nearest is too far":                           {slots(`  - {column: v, as: "nearest:ballot", within: 2}`), "سالم ثم من هنا شاشة", []string{"t: n=سالم"}},
		"nearest counts marks for several words":       {slots(`  - {column: v, as: "nearest:ballot"}`), "ورقة، سالم هو ذا شاشة", []string{"t: n=سالم v=screen"}},
		"several columns of one find":                  {slots(`  - {columns: {lo: low, hi: high, ap: approx}, find: ["<percent>"]}`), "سالم 5 %", []string{"t: n=سالم ap=false hi=5 lo=5"}},
		"unit":                                         {slots(`  - {columns: {a: unit, b: votes}, find: ["<count>"]}`), "سالم 500 صوتا", []string{"t: n=سالم a=vote b=500"}},
		"share of a count is none":                     {slots(`  - {column: v, find: ["<count>"], as: share}`), "سالم 50 صوتا", []string{"t: n=سالم"}},
		"share of a large number is none":              {slots(`  - {column: v, find: ["<number>"], as: share}`), "سالم 150", []string{"t: n=سالم"}},
		"votes of a small number are none":             {slots(`  - {column: v, find: ["<number>"], as: votes}`), "سالم 50", []string{"t: n=سالم"}},
		"votes of a share are none":                    {slots(`  - {column: v, find: ["<percent>"], as: votes}`), "سالم 50 %", []string{"t: n=سالم"}},
		"words with their marks":                       {slots(`  - {column: v, find: ["\"«\" ..4 \"»\""], as: text}`), "سالم قال «نعم، فزنا» اليوم", []string{"t: n=سالم v=نعم، فزنا"}},
		"code of a country":                            {slots(`  - {column: v, find: ["<country>"], as: code}`), "سالم من ليبيا", []string{"t: n=سالم v=LY"}},
		"name of a country":                            {slots(`  - {column: v, find: ["<country>"], as: text}`), "سالم من ليبيا", []string{"t: n=سالم v=ليبيا"}},
		"class":                                        {slots(`  - {column: v, find: ["@ballot"], as: "class:ballot"}`), "سالم شاشة", []string{"t: n=سالم v=screen"}},
		"const":                                        {slots(`  - {column: v, find: [رئيس], as: "const:president"}`), "سالم الرئيس", []string{"t: n=سالم v=president"}},
		"date":                                         {slots(`  - {column: date, find: ["<date>"]}`), "سالم في 2022", []string{"t: n=سالم date=2022"}},
		"item's words":                                 {slots(`  - {column: v, as: item}`), "قال سالم ذلك ثم نادر هنا", []string{"t: n=سالم v=قال سالم ذلك ثم", "t: n=نادر v=ذلك ثم نادر هنا"}},
		"clause's words":                               {slots(`  - {column: v, as: clause}`), "أمس، قال سالم ذلك، ثم مضى", []string{"t: n=سالم v=قال سالم ذلك"}},
		"subject is the person in the heading":         {slots(`  - {column: v, as: subject}`), "ليلى منصور:\nقال سالم ذلك ثم سالم هنا.\n", []string{"t: n=ليلى منصور v=ليلى منصور", "t: n=سالم v=ليلى منصور", "t: n=سالم v=ليلى منصور"}},
		"subject is the person in the title":           {slots(`  - {column: v, as: subject}`), "ليلى منصور:\n\nالتفاصيل:\n\nقال نادر ذلك ثم مضت ليلى.\n", []string{"t: n=ليلى منصور v=ليلى منصور", "t: n=نادر v=ليلى", "t: n=ليلى v=ليلى"}},
		"subject is whom a name and a colon lead":      {slots(`  - {column: v, as: subject}`), "نادر: قال ذلك ثم نادر هنا.\nسالم: قال ذلك لنادر ثم نادر مضى.\n", []string{"t: n=نادر v=نادر", "t: n=نادر v=نادر", "t: n=سالم v=سالم", "t: n=لنادر v=سالم", "t: n=نادر v=سالم"}},
		"subject is nobody whom the title alone names": {slots(`  - {column: v, as: subject}`), "ليلى منصور:\n\nالتفاصيل:\n\nقال نادر ذلك.\n", []string{"t: n=ليلى منصور v=ليلى منصور", "t: n=نادر v=نادر"}},
		"subject is the person named most":             {slots(`  - {column: v, as: subject}`), "قال نادر، ثم سالم، ثم سالم وحده.", []string{"t: n=نادر v=سالم", "t: n=سالم v=سالم", "t: n=سالم v=سالم"}},
		"constants":                                    {oneRule("set: {a: 1, b: x, c: true, d: 0.5}"), "فاز سالم", []string{"t: a=1 b=x c=true d=0.5"}},
		"any":                                          {slots(`  - {column: v, find: ["<percent>"]}`, `any: [v, w]`), "سالم ثم نادر 5 %", []string{"t: n=نادر v=5"}},
		"complement":                                   {slots("complement: true"), "فاز سالم", []string{"+t: n=سالم"}},
		"a list":                                       {slots(`  - {column: v, find: ["<country>"], as: code, list: true}`), "سالم من ليبيا ثم ليبيا", []string{"t: n=سالم v=[LY]"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, claims(t, tt.file, tt.text)); diff != "" {
				t.Errorf("%s\nin %q (-want +got):\n%s", tt.file, tt.text, diff)
			}
		})
	}
}

func TestRules(t *testing.T) {
	const wide = "جرت الانتخابات في موعدها وشارك فيها كثير من الناس من مختلف المناطق في ذلك اليوم."
	tests := map[string]struct {
		file, text string
		want       []string
	}{
		"need":                   {slots("need: [انتخابات]"), "فاز سالم في الانتخابات. وخسر نادر.", []string{"t: n=سالم"}},
		"need, in a wider scope": {slots("need: [انتخابات]", "scope: paragraph"), "فاز سالم في الانتخابات. وخسر نادر.", []string{"t: n=سالم", "t: n=نادر"}},
		"every need":             {slots("need: [انتخابات, رئاسية]"), "فاز سالم في الانتخابات", nil},
		"forbid":                 {slots("forbid: [استطلاع]"), "فاز سالم. وفي استطلاع نادر.", []string{"t: n=سالم"}},
		"has":                    {slots("has: [رابح]"), "سالم ثم نادر رابح", []string{"t: n=نادر"}},
		"without":                {slots("without: [رابح]"), "سالم ثم نادر رابح", []string{"t: n=سالم"}},
		"unless":                 {slots("unless: [منصور]"), "سالم ثم ليلى منصور ثم ليلى", []string{"t: n=سالم", "t: n=ليلى"}},
		"split ends items":       {slots(`  - {column: v, find: ["<percent>"]}`, "split: [بينما]"), "سالم فاز بينما نال 5 %", []string{"t: n=سالم"}},
		"split begins items":     {slots(`  - {column: v, find: ["<percent>"], side: before}`, "split: [بينما]"), "نال 5 % بينما فاز سالم", []string{"t: n=سالم"}},
		"scope clause":           {slots(`  - {column: v, find: ["<percent>"]}`, "scope: clause"), "فاز سالم، ونال 5 %", []string{"t: n=سالم"}},
		"scope section":          {slots("need: [انتخابات]", "scope: section"), wide + "\n\nفاز سالم.\n\nالنتائج:\n\nخسر نادر.\n", []string{"t: n=سالم"}},
		"clauses":                {"table: t\nrules:\n  - id: x\n    clauses: true\n    split: [ثم]\n    slots:\n      - {column: n, find: [\"<person>\"], side: item, required: true}\n", "قال سالم ثم قال نادر ثم مضى.", []string{"t: n=سالم", "t: n=نادر"}},
		"clauses that need":      {"table: t\nrules:\n  - id: x\n    clauses: true\n    need: [كلمة]\n    slots:\n      - {column: n, find: [\"<person>\"], side: item, required: true}\n", "قال سالم. كلمة نادر.", []string{"t: n=نادر"}},
		"inside":                 {"table: t\nrules:\n  - {id: x, anchor: [\"(n: <person>)\"], inside: [منصور], slots: [{column: n, capture: n}]}\n", "سالم ثم ليلى منصور ثم ليلى", []string{"t: n=ليلى منصور"}},
		"from and until":         {"table: t\nrules:\n  - id: x\n    clauses: true\n    from: [أولا]\n    until: [أخيرا]\n    slots:\n      - {column: n, find: [\"<person>\"], side: item, required: true}\n", "قال سالم. أولا قالت ليلى. قال نادر. أخيرا مضى سالم.", []string{"t: n=ليلى", "t: n=نادر"}},
		"heading":                {"table: t\nrules:\n  - id: x\n    anchor: [\"(n: <person>)\"]\n    slots:\n      - {column: n, capture: n, required: true}\n      - {column: v, heading: true, find: [\"^ نزيه* $\"], as: text}\n", "النزيهون\n\nجاء سالم اليوم. ذهب نادر أمس.\n\nالآخرون\n\nجاء سالم اليوم.\n", []string{"t: n=سالم v=النزيهون", "t: n=نادر v=النزيهون", "t: n=سالم"}},
		"lead":                   {"table: t\nrules:\n  - id: x\n    clauses: true\n    split: [ثم]\n    slots:\n      - {column: n, find: [\"<person>\"], side: item, required: true}\n      - {column: v, lead: true, vote: {good: [نزيه*]}}\n      - {column: v, vote: {bad: [هنا]}}\n", "نزيه:\n- سالم هنا ثم نادر.\n- ليلى هنا.\n\nقال:\n1) سالم هنا.", []string{"t: n=سالم v=good v=bad", "t: n=ليلى v=good v=bad", "t: n=سالم v=bad"}},
		"carry":                  {"table: t\nrules:\n  - id: x\n    clauses: true\n    split: [ثم]\n    slots:\n      - {column: n, find: [\"<person>\"], side: item, required: true}\n      - {column: v, vote: {good: [نزيه*]}}\n      - {column: v, carry: true}\n", "سالم نزيه ثم نادر هنا. ثم ليلى هناك.", []string{"t: n=سالم v=good", "t: n=نادر v=good", "t: n=ليلى"}},
		"section": {
			"table: t\nsections:\n  results: [نتائج]\nrules:\n  - {id: x, section: [results], anchor: [\"(n: <person>)\"], slots: [{column: n, capture: n}]}\n",
			"المقدمة:\n\nقال سالم.\n\nالنتائج النهائية:\n\nقال نادر.\n",
			[]string{"t: n=نادر"},
		},
		"not_section": {
			"table: t\nsections:\n  results: [نتائج]\nrules:\n  - {id: x, not_section: [results], anchor: [\"(n: <person>)\"], slots: [{column: n, capture: n}]}\n",
			"المقدمة:\n\nقال سالم.\n\nالنتائج النهائية:\n\nقال نادر.\n",
			[]string{"t: n=سالم"},
		},
		"bodies": {
			"table: t\nbodies:\n  results: [نتائج]\nrules:\n  - {id: x, section: [results], anchor: [\"(n: <person>)\"], slots: [{column: n, capture: n}]}\n",
			"المقدمة:\n\nقال سالم.\n\nالتفاصيل:\n\nقال نادر عن النتائج.\n",
			[]string{"t: n=نادر"},
		},
		"titles": {
			"table: t\ntitles:\n  results: [نتائج]\nrules:\n  - {id: x, section: [results], anchor: [\"(n: <person>)\"], slots: [{column: n, capture: n}]}\n",
			"النتائج النهائية:\n\nالمقدمة:\n\nقال سالم.\n\nالتفاصيل:\n\nقال نادر.\n",
			[]string{"t: n=سالم", "t: n=نادر"},
		},
		"titles are above the text": {
			"table: t\ntitles:\n  results: [نتائج]\nrules:\n  - {id: x, section: [results], anchor: [\"(n: <person>)\"], slots: [{column: n, capture: n}]}\n",
			"المقدمة:\n\nقال سالم.\n\nالنتائج النهائية:\n\nقال نادر.\n",
			nil,
		},
		"a mark is known at each mention": {
			"table: t\nrules:\n  - {id: y, anchor: [\"(n: <person:candidate>)\"], slots: [{column: n, capture: n}]}\n  - {id: x, mark: candidate, anchor: [\"المرشح (p: <person>)\"]}\n",
			"قالت ليلى. ثم نادر. ثم المرشح ليلى منصور.",
			[]string{"t: n=ليلى", "t: n=ليلى منصور"},
		},
		"an annotation of a new type": {
			"table: t\nrules:\n  - {id: y, anchor: [\"(n: <camp:left>)\"], slots: [{column: n, capture: n}]}\n  - {id: x, annotate: camp, unit: left, anchor: [\"معسكر (p: .)\"]}\n  - {id: z, annotate: camp, unit: right, anchor: [\"جبهة (p: .)\"]}\n",
			"قال معسكر السلام وقالت جبهة النصر",
			[]string{"t: n=السلام"},
		},
		"an annotation with a value": {
			"table: t\nrules:\n  - {id: y, anchor: [\"(n: <paper>)\"], slots: [{column: n, capture: n, as: \"class:ballot\"}]}\n  - {id: x, annotate: paper, anchor: [\"(p: @ballot)\"], slots: [{column: value, capture: p, as: \"class:ballot\"}]}\n",
			"قال عن شاشة",
			[]string{"t: n=screen"},
		},
		"records in text order": {
			"table: t\nrules:\n  - {id: x, anchor: [نادر], set: {v: 1}}\n  - {id: y, table: u, anchor: [سالم], set: {v: 2}}\n",
			"قال سالم ثم نادر",
			[]string{"u: v=2", "t: v=1"},
		},
		"one anchor of several patterns at a place": {
			"table: t\nrules:\n  - {id: x, anchor: [\"سالم اليوم\", سالم], set: {v: 1}}\n", "قال سالم اليوم", []string{"t: v=1"},
		},
		"classes and values of the file": {
			"table: t\nclasses:\n  own: [حضور]\nvalues:\n  kind: {low: [ضعيف], high: [قوي]}\nrules:\n  - {id: x, anchor: [\"@own (k: @kind)\"], slots: [{column: v, capture: k, as: \"class:kind\"}]}\n",
			"كان الحضور قويا ثم كان الحضور القوي",
			[]string{"t: v=high"},
		},
		"no text": {slots(), "", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, claims(t, tt.file, tt.text)); diff != "" {
				t.Errorf("%s\nin %q (-want +got):\n%s", tt.file, tt.text, diff)
			}
		})
	}
}

func TestRecordsSayWhereTheyStand(t *testing.T) {
	r, err := load(t, map[string]string{"rules/ar/x.yaml": slots(`  - {column: v, find: ["<percent>"]}`)})
	if err != nil {
		t.Fatal(err)
	}
	text := "نعم. قال سالم إنه نال 5 % منها."
	d := annotated(t, text, r.lex)
	recs := r.Extract(d)
	if len(recs) != 1 {
		t.Fatalf("%d records", len(recs))
	}
	got := recs[0]
	words := func(s document.Span) string { return text[s.Start:s.End] }
	if got.Rule != "x" || got.Sentence != 1 || words(got.Span) != "سالم إنه نال 5 %" || words(got.Cells[0].Span) != "سالم" || words(got.Cells[1].Span) != "5 %" {
		t.Errorf("record %+v over %q", got, words(got.Span))
	}
}

func TestLoadRulesErrors(t *testing.T) {
	one := func(s string) map[string]string { return map[string]string{"rules/ar/a.yaml": s} }
	tests := map[string]struct {
		files map[string]string
		want  []string // beginnings of the errors
		has   string   // what their text must hold
	}{
		"no folder":                       {},
		"empty file":                      {files: one("# nothing"), want: nil},
		"broken YAML":                     {files: one("table: t\nrules: [\n"), want: []string{"rules/ar/a.yaml"}},
		"unknown key of a file":           {files: one("table: t\nrulez: []\n"), want: []string{"rules/ar/a.yaml:2: "}, has: "rulez"},
		"unknown key of a rule":           {files: one("table: t\nrules:\n  - id: x\n    ancor: [a]\n"), want: []string{"rules/ar/a.yaml:4: "}, has: "ancor"},
		"unknown key of a slot":           {files: one("table: t\nrules:\n  - id: x\n    anchor: [a]\n    slots:\n      - {colum: a}\n"), want: []string{"rules/ar/a.yaml:6: "}, has: "colum"},
		"a word where a list is expected": {files: one("table: t\nrules:\n  - id: x\n    anchor: {a: b}\n"), want: []string{"rules/ar/a.yaml:4: "}},
		"no id":                           {files: one("table: t\nrules:\n  - anchor: [a]\n"), want: []string{"rules/ar/a.yaml"}, has: "a rule needs an id"},
		"no anchor":                       {files: one("table: t\nrules:\n  - id: x\n"), want: []string{"rules/ar/a.yaml:3: rule x: a rule needs an anchor, or clauses: true"}},
		"no table":                        {files: one("rules:\n  - id: x\n    anchor: [a]\n"), want: []string{"rules/ar/a.yaml:2: rule x: a rule needs a table, a mark or an annotate"}},
		"unknown scope":                   {files: one(oneRule("scope: page")), want: []string{`rules/ar/a.yaml:3: rule x: scope: unknown scope "page" (want clause, sentence, paragraph or section)`}},
		"unknown side":                    {files: one(slots("  - {column: v, find: [a], side: left}")), want: []string{`rules/ar/a.yaml:3: rule x: slot v: side: unknown side "left" (want after, before, either, item or scope)`}},
		"broken pattern":                  {files: one("table: t\nrules:\n  - id: x\n    anchor: [\"[a\"]\n"), want: []string{`rules/ar/a.yaml:3: rule x: anchor: pattern "[a" at character 3: missing "|]"`}},
		"broken pattern of a slot":        {files: one(slots(`  - {column: v, find: ["@none"]}`)), want: []string{`rules/ar/a.yaml:3: rule x: slot v: pattern "@none" at character 6: unknown class @none`}},
		"broken stop":                     {files: one(slots(`  - {column: v, find: [a], stop: ["@none"]}`)), want: []string{"rules/ar/a.yaml:3: rule x: slot v: "}, has: "unknown class @none"},
		"broken vote":                     {files: one(slots(`  - {column: v, vote: {a: ["@none"]}}`)), want: []string{"rules/ar/a.yaml:3: rule x: slot v: "}, has: "unknown class @none"},
		"vote of no map":                  {files: one(slots(`  - {column: v, as: "vote:none"}`)), want: []string{"rules/ar/a.yaml:3: rule x: slot v: unknown class @none"}},
		"slot of nothing":                 {files: one(slots("  - {column: v}")), want: []string{"rules/ar/a.yaml:3: rule x: slot v: a slot needs a capture, a find, a vote, an as or a default"}},
		"slot without a column":           {files: one(slots("  - {as: item}")), want: []string{"rules/ar/a.yaml:3: rule x: slot : a slot needs a column"}},
		"capture that is not there":       {files: one(slots("  - {column: v, capture: w, required: true}")), want: []string{`rules/ar/a.yaml:3: rule x: slot v: anchor "(name: <person>)" has no capture "w"`}},
		"from without clauses":            {files: one(oneRule("from: [a]")), want: []string{"rules/ar/a.yaml:3: rule x: from, until and join need clauses: true"}},
		"nearest of no map":               {files: one(slots(`  - {column: v, as: "nearest:none"}`)), want: []string{"rules/ar/a.yaml:3: rule x: slot v: unknown class @none"}},
		"broken section":                  {files: one("sections:\n  results: [\"[a\"]\n"), want: []string{"rules/ar/a.yaml:2: "}, has: `missing "|]"`},
		"broken title":                    {files: one("titles:\n  results: [\"[a\"]\n"), want: []string{"rules/ar/a.yaml:2: "}, has: `missing "|]"`},
		"broken class":                    {files: one("classes:\n  a: [\"\"]\n"), want: []string{"rules/ar/a.yaml:2: classes.a: a form is empty"}},
		"broken piece":                    {files: one("patterns:\n  a: \"[b\"\n"), want: []string{"rules/ar/a.yaml:2: patterns.a: "}, has: `{a}: missing "|]"`},
		"piece that is not there":         {files: one("table: t\nrules:\n  - id: x\n    anchor: [\"{b}\"]\n"), want: []string{"rules/ar/a.yaml:3: rule x: anchor: "}, has: "unknown pattern {b}"},
		"piece that holds itself":         {files: one("patterns:\n  a: \"{a}\"\n"), want: []string{"rules/ar/a.yaml:2: patterns.a: "}, has: "the pattern {a} holds itself"},
		"two pieces of one name": {
			files: map[string]string{"rules/ar/a.yaml": "patterns:\n  a: b\n", "rules/ar/b.yaml": "patterns:\n  a: c\n"},
			want:  []string{"rules/ar/b.yaml:2: patterns.a: another file has a pattern of this name"},
		},
		"broken value": {files: one("values:\n  a: {b: [\"*\"]}\n"), want: []string{"rules/ar/a.yaml:2: values.a.b: the word"}},
		"the same id twice": {
			files: map[string]string{"rules/ar/a.yaml": oneRule(), "rules/ar/b.yaml": oneRule()},
			want:  []string{"rules/ar/b.yaml:3: rule x: the id is already used in rules/ar/a.yaml"},
		},
		"all broken rules at once": {
			files: one("table: t\nrules:\n  - id: x\n  - id: y\n    anchor: [a]\n  - id: z\n"),
			want:  []string{"rules/ar/a.yaml:3: rule x", "rules/ar/a.yaml:6: rule z"},
		},
		"other files are left alone": {files: map[string]string{"rules/ar/a.md": "rulez: 1"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, tt.files)
			var got []error
			if many, ok := err.(interface{ Unwrap() []error }); ok {
				got = many.Unwrap()
			}
			if len(got) != len(tt.want) {
				t.Fatalf("errors %v, want %d", err, len(tt.want))
			}
			for i, want := range tt.want {
				var e *RuleError
				if !errors.As(got[i], &e) || e.Unwrap() == nil || !strings.HasPrefix(got[i].Error(), want) || !strings.Contains(got[i].Error(), tt.has) {
					t.Errorf("error %v, want %s… with %q", got[i], want, tt.has)
				}
			}
		})
	}
}
