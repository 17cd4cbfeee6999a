package extract

import (
	"strings"
	"testing"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/numeral"
	"mahdar/pipeline/segment"
)

// words is the lexicon of the tests.
func words(t *testing.T) *lexicon.Lexicon {
	t.Helper()
	l := lexicon.New()
	for _, w := range []struct{ class, value, form string }{
		{"win", "", "فاز"},
		{"win", "", "فاز فوزا كبيرا"},
		{"month", "01", "يناير"},
		{"month", "02", "فبراير"},
		{"person", "", "سالم"},
		{"person", "", "ليلى"},
		{"person", "", "ليلى منصور"},
		{"person", "", "نادر"},
		{"org", "", "اللجنة"},
		{"country", "LY", "ليبيا"},
		{"ballot", "paper", "ورق*"},
		{"ballot", "screen", "شاش*"},
	} {
		if err := l.Add(w.class, w.value, w.form); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// annotated cuts a text and says what its words are, by simple means: numbers with a per cent sign are shares, those before
// voters or votes count them, those of four digits are years; persons, bodies and countries are the words of these classes.
func annotated(t *testing.T, text string, lex *lexicon.Lexicon) *document.Document {
	t.Helper()
	d := &document.Document{ID: "r"}
	d.Text.Content = text
	segment.Segment(d)
	m := lex.Match(d.Tokens)
	entities := map[string]int{}
	for i, tok := range d.Tokens {
		if tok.Kind == document.Number {
			low, err := numeral.Parse(tok.Text)
			if err != nil {
				t.Fatal(err)
			}
			a := document.Annotation{Type: document.TypeNumber, First: i, Last: i + 1, Text: tok.Text, Entity: -1, Quantity: numeral.Quantity{Low: low, High: low}}
			next := ""
			if i+1 < len(d.Tokens) {
				next = d.Tokens[i+1].Text
			}
			switch {
			case next == "%":
				a.Type, a.Last = document.TypePercent, i+2
			case next == "صوت", next == "صوتا":
				a.Type, a.Unit, a.Last = document.TypeCount, "vote", i+2
			case next == "ناخب", next == "ناخبا":
				a.Type, a.Unit, a.Last = document.TypeCount, "voter", i+2
			case len(tok.Text) == 4:
				a.Type = document.TypeDate
				a.Date = calendar.Date{EDTF: tok.Text, Start: tok.Text + "-01-01", End: tok.Text + "-12-31", Basis: "stated", Weekday: -1}
			}
			d.Annotations = append(d.Annotations, a)
		}
		for _, h := range m.At(i) {
			typ := lex.Classes()[h.Class]
			switch typ {
			case "person", "org", "country":
			default:
				continue
			}
			words := text[d.Tokens[h.First].Start:d.Tokens[h.Last-1].End]
			a := document.Annotation{Type: typ, First: int(h.First), Last: int(h.Last), Text: words, Value: m.Value(h), Entity: -1}
			if typ == "person" {
				key := strings.Fields(words)[0]
				if _, ok := entities[key]; !ok {
					entities[key] = len(entities)
				}
				a.Entity = entities[key]
			}
			d.Annotations = append(d.Annotations, a)
		}
	}
	return d
}

// find returns the words of the first match in the first sentence, and its captures as name=words.
func find(t *testing.T, src, text string) string {
	t.Helper()
	lex := words(t)
	r := newRules(lex)
	p, err := r.pattern(src)
	if err != nil {
		t.Fatal(err)
	}
	d := annotated(t, text, lex)
	e := newRun(r, d)
	s := d.Sentences[0]
	for i := s.First; i < s.Last; i++ {
		m, ok := p.at(e.view, i, s.First, s.Last)
		if could := e.can(p, i, s.First) && !e.lookup.lacks(p, i, s.Last); ok && !could {
			t.Fatalf("pattern %q matches at token %d, where it could not start", src, i)
		}
		if !ok {
			continue
		}
		join := func(a, b int32) string {
			var out []string
			for _, tok := range d.Tokens[a:b] {
				out = append(out, tok.Text)
			}
			return strings.Join(out, " ")
		}
		out := join(m.caps[0], m.caps[1])
		for k, name := range p.names[1:] {
			if m.caps[2*k+2] >= 0 {
				out += " " + name + "=" + join(m.caps[2*k+2], m.caps[2*k+3])
			}
		}
		return out
	}
	return "none"
}

func TestPatterns(t *testing.T) {
	tests := map[string]struct{ src, text, want string }{
		"word":                                     {"مرشح", "فاز المرشح اليوم", "المرشح"},
		"word that is not there":                   {"مرشح", "فاز الحزب اليوم", "none"},
		"bare word":                                {"=مرشح", "المرشح مرشح اليوم", "مرشح"},
		"beginning of a word":                      {"انتخاب*", "جرت الانتخابات اليوم", "الانتخابات"},
		"ending of a word":                         {"*وف", "قال كريموف ذلك", "كريموف"},
		"words in order":                           {"فاز مرشح", "قال: فاز المرشح", "فاز المرشح"},
		"words in another order":                   {"مرشح فاز", "فاز المرشح", "none"},
		"words apart":                              {"فاز مرشح", "فاز اليوم المرشح", "none"},
		"class":                                    {"@win", "قد فاز بها", "فاز"},
		"class takes its longest form":             {"@win", "قد فاز فوزا كبيرا بها", "فاز فوزا كبيرا"},
		"class goes back to a shorter form":        {"@win فوزا", "قد فاز فوزا كبيرا بها", "فاز فوزا"},
		"class with a value":                       {"@month:02", "يناير ثم فبراير", "فبراير"},
		"class with a value that no form has":      {"@month:03", "يناير ثم فبراير", "none"},
		"annotation":                               {"<number>", "نال 45 منها", "45"},
		"annotation of another type":               {"<percent>", "نال 45 منها", "none"},
		"annotation of a unit":                     {"<count:voter>", "أدلى 7 صوتا و 9 ناخبا", "9 ناخبا"},
		"annotation of one of several types":       {"<percent|count:vote>", "نال 7 ناخبا و 9 صوتا", "9 صوتا"},
		"annotation goes back to the inner one":    {"<person> منصور", "قالت ليلى منصور ذلك", "ليلى منصور"},
		"annotation takes the outer one":           {"<person>", "قالت ليلى منصور ذلك", "ليلى منصور"},
		"mark":                                     {`"%"`, "نال 45 % منها", "%"},
		"mark that is not there":                   {`"%"`, "نال 45 منها", "none"},
		"any token":                                {"نال . منها", "نال 45 منها", "نال 45 منها"},
		"any token must be there":                  {"منها .", "نال 45 منها", "none"},
		"gap":                                      {"نال ..2 منها", "نال 45 صوتا منها", "نال 45 صوتا منها"},
		"gap of nothing":                           {"نال ..2 منها", "نال منها", "نال منها"},
		"gap too long":                             {"نال ..2 منها", "نال 45 صوتا جديدا منها", "none"},
		"gap takes as few as possible":             {"نال ..5 صوت*", "نال 45 صوتا و 46 صوتا", "نال 45 صوتا"},
		"gap goes over marks":                      {"نال ..3 منها", "نال، اليوم، منها", "نال ، اليوم ، منها"},
		"clause gap":                               {"نال _3 منها", "نال 45 صوتا منها", "نال 45 صوتا منها"},
		"clause gap stops at a comma":              {"نال _3 منها", "نال، اليوم منها", "none"},
		"clause gap stops at a bracket":            {"نال _3 منها", "نال (اليوم) منها", "none"},
		"clause gap stops at a colon":              {"نال _3 منها", "نال: منها", "none"},
		"gap stays within the sentence":            {"نال ..5 خسر", "نال شيئا. ثم خسر", "none"},
		"alternative":                              {"[نال | حصد] <number>", "حصد 45 منها", "حصد 45"},
		"alternative, none of them":                {"[نال | حصد] <number>", "خسر 45 منها", "none"},
		"alternatives of several words":            {"[نال منها | حصد] 45?", "ثم نال منها", "نال منها"},
		"alternatives within alternatives":         {"[نال [منها | عنها] | حصد] اليوم", "نال عنها اليوم", "نال عنها اليوم"},
		"an empty alternative":                     {"نال [اليوم | ] <number>", "نال 45 منها", "نال 45"},
		"optional":                                 {"نال اليوم? <number>", "نال 45 منها", "نال 45"},
		"optional that is there":                   {"نال اليوم? <number>", "نال اليوم 45 منها", "نال اليوم 45"},
		"optional alternative":                     {"نال [اليوم | أمس]? <number>", "نال أمس 45 منها", "نال أمس 45"},
		"optional capture":                         {"نال (when: اليوم)? (n: <number>)", "نال 45 منها", "نال 45 n=45"},
		"captures":                                 {"نال (when: اليوم)? (n: <number>)", "نال اليوم 45 منها", "نال اليوم 45 when=اليوم n=45"},
		"captures within alternatives":             {"[نال (a: <number>) | حصد (b: <number>)]", "حصد 45 منها", "حصد 45 b=45"},
		"a capture of several elements":            {"(x: نال ..2 منها)", "قد نال 45 صوتا منها", "نال 45 صوتا منها x=نال 45 صوتا منها"},
		"start of the sentence":                    {"^ نال", "نال شيئا", "نال"},
		"not the start of the sentence":            {"^ نال", "قد نال شيئا", "none"},
		"end of the sentence":                      {"شيئا $", "نال شيئا", "شيئا"},
		"not the end of the sentence":              {"نال $", "نال شيئا", "none"},
		"a word that begins with letters":          {"~ل مرشح", "المرشح ثم للمرشح", "للمرشح"},
		"letters alone are no word's beginning":    {"~ل .", "ل 45", "none"},
		"a word with a capital":                    {"~A .", "the Party", "Party"},
		"no word with a capital":                   {"~A .", "the party", "none"},
		"a capital at the end":                     {"منها ~A", "نال منها", "none"},
		"a word of any kind":                       {"نال #", "نال 45 ثم نال شيئا", "نال شيئا"},
		"here is no word":                          {"نال !منها .", "نال منها ثم نال شيئا", "نال شيئا"},
		"here is no class":                         {"!@month .", "يناير شتاء", "شتاء"},
		"here is no annotation":                    {"نال !<percent> .", "نال 45 % ثم نال 46", "نال 46"},
		"here a line begins":                       {"~^ نال", "وقد نال منها شيئا\nنال", "نال"},
		"a conjunction before the word":            {"& .", "نال ثم ومنها", "ومنها"},
		"elements without spaces between":          {"[نال|حصد](n:<number>)", "نال 45", "نال 45 n=45"},
		"elements on several lines":                {"نال\n\t<number>", "نال 45", "نال 45"},
		"a number's words are no symbol of a word": {"صوت*", "نال 45", "none"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := find(t, tt.src, tt.text); got != tt.want {
				t.Errorf("pattern %q in %q\n got %s\nwant %s", tt.src, tt.text, got, tt.want)
			}
		})
	}
}

func TestPatternErrors(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"open alternative":            {"نال [a | b", `pattern "نال [a | b" at character 11: missing "|]"`},
		"open capture":                {"(a: b", `pattern "(a: b" at character 6: missing ")"`},
		"capture without a name":      {"نال (a b)", `pattern "نال (a b)" at character 5: a capture is written (name: …)`},
		"open annotation":             {"<number", `pattern "<number" at character 1: missing ">"`},
		"annotation without a type":   {"<>", `pattern "<>" at character 1: an annotation has no type`},
		"annotation with half a type": {"<a|>", `pattern "<a|>" at character 1: an annotation has no type`},
		"open quote":                  {`a "b`, `pattern "a \"b" at character 3: missing closing quote`},
		"stray bracket":               {"a ]", `pattern "a ]" at character 3: unexpected ']'`},
		"stray bar":                   {"a | b", `pattern "a | b" at character 3: unexpected '|'`},
		"stray parenthesis":           {"a )", `pattern "a )" at character 3: unexpected ')'`},
		"stray angle":                 {"a >", `pattern "a >" at character 3: unexpected '>'`},
		"gap without a number":        {"a .. b", `pattern "a .. b" at character 5: a gap is written ..N with N from 1 to 60, not ".."`},
		"gap too long":                {"a ..61 b", `pattern "a ..61 b" at character 7: a gap is written ..N with N from 1 to 60, not "..61"`},
		"gap of nothing":              {"..0", `pattern "..0" at character 4: a gap is written ..N with N from 1 to 60, not "..0"`},
		"clause gap without a number": {"_x", `pattern "_x" at character 3: a gap is written _N with N from 1 to 60, not "_x"`},
		"unknown class":               {"@nothing", `pattern "@nothing" at character 9: unknown class @nothing`},
		"stars on both sides":         {"*a*", `pattern "*a*" at character 4: the word "*a*" has no letters or a mark in its middle`},
		"too many captures":           {"(a: x) (b: x) (c: x) (d: x) (e: x) (f: x) (g: x) (h: x)", `pattern "(a: x) (b: x) (c: x) (d: x) (e: x) (f: x) (g: x) (h: x)": more than 7 captures`},
		"question mark alone":         {"? a", `pattern "? a" at character 1: unexpected '?'`},
		"question mark twice":         {"a?? b", `pattern "a?? b" at character 3: unexpected '?'`},
		"capture with an empty name":  {"(: a)", `pattern "(: a)" at character 1: a capture is written (name: …)`},
		"capture with a colon behind": {"(a) b: c", `pattern "(a) b: c" at character 1: a capture is written (name: …)`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := compile(tt.src, words(t), nil)
			if err == nil || err.Error() != tt.want {
				t.Errorf("compile(%q)\n got %v\nwant %s", tt.src, err, tt.want)
			}
		})
	}
}

// TestPatternIsBounded gives a pattern that could try very many ways a text in which all of them fail.
func TestPatternIsBounded(t *testing.T) {
	lex := words(t)
	p, err := compile("..60 ..60 ..60 ..60 ..60 نهاية", lex, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := annotated(t, strings.Repeat("كلمة ", 400), lex)
	if _, ok := p.at(newView(d, lex), 0, 0, len(d.Tokens)); ok {
		t.Error("a match of a word that is not there")
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{"", "a", "[a | b]", "(x: a)?", "<a|b:c>", `"%"`, "..3", "_3", "^ $", "~A", "@win", "?", "[", "(:)", "a??", "~", "[]", "(a:)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		lex := words(t)
		r := newRules(lex)
		p, err := r.pattern(src)
		if err != nil {
			return
		}
		d := annotated(t, "فاز سالم في 2022 وله 45 % ثم Party", lex)
		e := newRun(r, d)
		for i := range d.Tokens {
			if m, ok := p.at(e.view, i, 0, len(d.Tokens)); ok && (m.last() < i || m.last() > len(d.Tokens)) {
				t.Errorf("pattern %q matches tokens %d to %d", src, i, m.last())
			} else if ok && m.last() > i && (!e.can(p, i, 0) || e.lookup.lacks(p, i, len(d.Tokens))) {
				t.Errorf("pattern %q matches at token %d, where it could not start", src, i)
			}
		}
	})
}
