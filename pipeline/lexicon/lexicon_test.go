package lexicon_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mahdar/config"
	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// tokens cuts a text at spaces.
func tokens(text string) []document.Token {
	var out []document.Token
	for w := range strings.FieldsSeq(text) {
		t := document.Token{Text: w, Fold: arabic.Fold(w)}
		switch {
		case strings.Trim(w, "0123456789") == "":
			t.Kind = document.Number
		case strings.Trim(w, ".,،") == "":
			t.Kind = document.Punct
		case w == "'":
			t.Kind, t.Text = document.Punct, w
		default:
			t.Stems = arabic.Stems(t.Fold)
		}
		t.Space = w != "'"
		out = append(out, t)
	}
	return out
}

// show writes the hits as class[=value]:words, in the order in which they are kept.
func show(l *lexicon.Lexicon, text string) []string {
	toks := tokens(text)
	m := l.Match(toks)
	var out []string
	for i := range toks {
		for _, h := range m.At(i) {
			s := l.Classes()[h.Class]
			if v := m.Value(h); v != "" {
				s += "=" + v
			}
			var words []string
			for _, t := range toks[h.First:h.Last] {
				words = append(words, t.Text)
			}
			out = append(out, s+":"+strings.Join(words, " "))
		}
	}
	return out
}

func TestMatch(t *testing.T) {
	tests := map[string]struct {
		forms []string // class form
		text  string
		want  []string
	}{
		"the word itself":                {forms: []string{"a مرشح"}, text: "فاز مرشح جديد", want: []string{"a:مرشح"}},
		"behind proclitics":              {forms: []string{"a مرشح"}, text: "المرشح والمرشح للمرشح بالمرشح ومرشح", want: []string{"a:المرشح", "a:والمرشح", "a:للمرشح", "a:بالمرشح", "a:ومرشح"}},
		"no part of another word":        {forms: []string{"a مرشح"}, text: "المرشحون مرشحة ترشح"},
		"bare only":                      {forms: []string{"a =ال"}, text: "ال وال الال", want: []string{"a:ال"}},
		"bare, not behind a proclitic":   {forms: []string{"a =مرشح"}, text: "المرشح مرشح ومرشح", want: []string{"a:مرشح"}},
		"a beginning":                    {forms: []string{"a مرشح*"}, text: "مرشح مرشحون والمرشحة ترشح", want: []string{"a:مرشح", "a:مرشحون", "a:والمرشحة"}},
		"an ending":                      {forms: []string{"a *وف"}, text: "كريموف وف كريموفا", want: []string{"a:كريموف"}},
		"spellings meet":                 {forms: []string{"a إنتخابات"}, text: "انتخابات الأنتخابات اِنتخابـات", want: []string{"a:انتخابات", "a:الأنتخابات", "a:اِنتخابـات"}},
		"a plural that owns the next":    {forms: []string{"a voters' list"}, text: "the voters ' list and the voters list", want: []string{"a:voters ' list", "a:voters list"}},
		"capitals meet":                  {forms: []string{"a Vote"}, text: "vote VOTE votes", want: []string{"a:vote", "a:VOTE"}},
		"a phrase":                       {forms: []string{"a لجنة انتخابية"}, text: "اللجنة الانتخابية و لجنة جديدة", want: []string{"a:اللجنة الانتخابية"}},
		"a phrase with ways of writing":  {forms: []string{"a =لجنة انتخاب*"}, text: "لجنة الانتخابات اللجنة الانتخابية", want: []string{"a:لجنة الانتخابات"}},
		"a phrase at the end of text":    {forms: []string{"a لجنة انتخابية عليا"}, text: "لجنة انتخابية"},
		"no phrase over marks or digits": {forms: []string{"a لجنة انتخابية"}, text: "لجنة ، انتخابية لجنة 5 انتخابية"},
		"the longest first":              {forms: []string{"a لجنة", "a لجنة انتخابية", "b لجنة انتخابية عليا"}, text: "لجنة انتخابية عليا", want: []string{"b:لجنة انتخابية عليا", "a:لجنة انتخابية", "a:لجنة"}},
		"one word in two classes":        {forms: []string{"a مرشح", "b مرشح"}, text: "مرشح", want: []string{"a:مرشح", "b:مرشح"}},
		"a form given twice":             {forms: []string{"a مرشح", "a مرشّح"}, text: "مرشح", want: []string{"a:مرشح"}},
		"values":                         {forms: []string{"month=01 يناير", "month=02 فبراير", "month=01 كانون الثاني"}, text: "فبراير يناير كانون الثاني", want: []string{"month=02:فبراير", "month=01:يناير", "month=01:كانون الثاني"}},
		"two stems of one word, one hit": {forms: []string{"a والد*"}, text: "والد ووالده", want: []string{"a:والد", "a:ووالده"}},
		"short words behind one letter":  {forms: []string{"a عن"}, text: "عن وعن والعن", want: []string{"a:عن", "a:وعن"}},
		"no text":                        {forms: []string{"a مرشح"}},
		"no forms":                       {text: "مرشح"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := lexicon.New()
			for _, f := range tt.forms {
				class, form, _ := strings.Cut(f, " ")
				class, value, _ := strings.Cut(class, "=")
				if err := l.Add(class, value, form); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, show(l, tt.text)); diff != "" {
				t.Errorf("hits in %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestMatchesAtTheEdges(t *testing.T) {
	l := lexicon.New()
	if err := l.Add("a", "v", "مرشح"); err != nil {
		t.Fatal(err)
	}
	m := l.Match(tokens("مرشح"))
	if m.At(-1) != nil || m.At(1) != nil {
		t.Error("hits outside the text")
	}
	c, ok := l.Class("a")
	if !ok {
		t.Fatal("no class a")
	}
	if h, ok := m.Longest(0, c); !ok || m.Value(h) != "v" || h.First != 0 || h.Last != 1 {
		t.Errorf("Longest gives %+v, %v", h, ok)
	}
	if _, ok := m.Longest(0, c+1); ok {
		t.Error("a hit of a class that is not there")
	}
	if _, ok := l.Class("b"); ok {
		t.Error("a class that is not there")
	}
	if !l.Holds("مرشح", c) || l.Holds("مرشحه", c) {
		t.Error("Holds is wrong about the class's words")
	}
}

func TestAddRefuses(t *testing.T) {
	for form, want := range map[string]string{
		"":            "a form is empty",
		"  ":          "a form is empty",
		"مر*شح":       `the word "مر*شح" has no letters or a mark in its middle`,
		"*مرشح*":      `the word "*مرشح*" has no letters or a mark in its middle`,
		"=مرشح*":      `the word "=مرشح*" has no letters or a mark in its middle`,
		"*":           `the word "*" has no letters or a mark in its middle`,
		"=":           `the word "=" has no letters or a mark in its middle`,
		"لجنة \u064b": "the word \"\u064b\" has no letters or a mark in its middle",
	} {
		err := lexicon.New().Add("a", "", form)
		if fmt.Sprint(err) != want {
			t.Errorf("Add(%q): error %v, want %s", form, err, want)
		}
	}
}

func TestLoad(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  []string // errors, one a broken file
	}{
		"good files": {files: map[string]string{
			"lexicon/ar/a.yaml":  "classes:\n  party: [حزب]\nvalues:\n  month:\n    \"01\": [يناير]\n",
			"lexicon/empty.yaml": "", "lexicon/notes.txt": "not: [yaml",
		}},
		"an unknown key": {
			files: map[string]string{"lexicon/a.yaml": "classes:\n  a: [حزب]\nclasess:\n  b: [حزب]\n"},
			want:  []string{"lexicon/a.yaml:3: "},
		},
		"broken YAML": {
			files: map[string]string{"lexicon/a.yaml": "classes:\n  a: [حزب\n  b: x\n"},
			want:  []string{"lexicon/a.yaml:"},
		},
		"a list where a map is expected": {
			files: map[string]string{"lexicon/a.yaml": "classes:\n  a: [حزب]\n\nvalues:\n  month: [يناير]\n"},
			want:  []string{"lexicon/a.yaml:5: "},
		},
		"a broken form": {
			files: map[string]string{"lexicon/a.yaml": "classes:\n  a:\n    - حزب\n    - \"\"\n"},
			want:  []string{"lexicon/a.yaml:4: classes.a: a form is empty"},
		},
		"a broken form of a value": {
			files: map[string]string{"lexicon/a.yaml": "values:\n  month: {\"01\": [\"*\"]}\n"},
			want:  []string{`lexicon/a.yaml:2: values.month.01: the word "*" has no letters or a mark in its middle`},
		},
		"all broken files at once": {
			files: map[string]string{"lexicon/a.yaml": "x: 1\n", "lexicon/b.yaml": "classes: {a: [حزب]}\n", "lexicon/c.yaml": "\ny: 1\n"},
			want:  []string{"lexicon/a.yaml:1: ", "lexicon/c.yaml:2: "},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for path, data := range tt.files {
				fsys[path] = &fstest.MapFile{Data: []byte(data)}
			}
			err := lexicon.New().Load(fsys, "lexicon")
			var got []error
			if many, ok := err.(interface{ Unwrap() []error }); ok {
				got = many.Unwrap()
			}
			if len(got) != len(tt.want) {
				t.Fatalf("errors %v, want %d", err, len(tt.want))
			}
			for i, want := range tt.want {
				var e *lexicon.Error
				if !errors.As(got[i], &e) || e.Unwrap() == nil || !strings.HasPrefix(got[i].Error(), want) {
					t.Errorf("error %v, want %s…", got[i], want)
				}
			}
		})
	}
	if err := lexicon.New().Load(fstest.MapFS{}, "lexicon"); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

// TestLoadIsStable makes sure that files parsed side by side always give the same numbers.
func TestLoadIsStable(t *testing.T) {
	var first []string
	for range 5 {
		l := lexicon.New()
		if err := l.Load(config.Files, "lexicon"); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = l.Classes()
		} else if diff := cmp.Diff(first, l.Classes()); diff != "" {
			t.Fatalf("classes (-first +later):\n%s", diff)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	l := lexicon.New()
	if err := l.Load(config.Files, "lexicon"); err != nil {
		b.Fatal(err)
	}
	toks := tokens(strings.Repeat("أعلنت اللجنة المركزية للانتخابات أن المرشح المستقل نال 456 صوتا من أصوات الناخبين الذين شاركوا في الاقتراع . ", 300))
	b.ReportAllocs()
	for b.Loop() {
		l.Match(toks)
	}
	b.ReportMetric(float64(len(toks)), "tokens/op")
}

func TestExpression(t *testing.T) {
	l := lexicon.New()
	for _, form := range []string{"أدى اليمين", "يؤدي الرئيس اليمين"} {
		if err := l.Add("oath", "", form); err != nil {
			t.Fatal(err)
		}
	}
	for words, want := range map[string]bool{
		"ادي اليمين": true, "وادي اليمين": true, "ادي": true, "يودي الرييس اليمين": true, "الرييس اليمين": false, "ادي اليمني": false, "ادي الرييس اليمين": false,
	} {
		if got := l.Expression(strings.Fields(words)...); got != want {
			t.Errorf("Expression(%q) is %t", words, got)
		}
	}
}
