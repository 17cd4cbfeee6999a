package ingest

import (
	"fmt"
	"strings"
	"testing"

	"mahdar/pipeline/document"
)

// pageOf makes a page; ¿ stands for a digit of which it is not certain what it is.
func pageOf(s string) pdfPage {
	var p pdfPage
	for _, c := range s {
		f := document.Fact(0)
		if c == '¿' {
			c, f = '\uFFFD', document.Doubtful
		}
		p.text, p.facts = append(p.text, c), append(p.facts, f)
	}
	return p
}

func TestSettle(t *testing.T) {
	for in, want := range map[string]string{
		"بلغت النسبة ،%2,22 وفاز":   "بلغت النسبة 2,22%، وفاز",
		"نال ،.81 ثم":               "نال 81.، ثم",
		"من عام .2019 وحين":         "من عام 2019. وحين",
		"بين عامي 1983 و،1984 ثم":   "بين عامي 1983 و1984، ثم",
		"وحل سادسا بنسبة .2,12% ثم": "وحل سادسا بنسبة 2,12%. ثم",
		"قال ذلك\n.70,96%\n":        "قال ذلك\n70,96%.\n",
		"ملخص\n:Abstract\n":         "ملخص\nAbstract:\n",
		"ملخص\n.It was so\n":        "ملخص\nIt was so.\n",
		"ملخص\n.NET is it.\n":       "ملخص\n.NET is it.\n",
		"It is .5 of it":            "It is .5 of it",
		"نال 1.250,5 صوت":           "نال 1.250,5 صوت",
		"في 12/3/2020 كان":          "في 12/3/2020 كان",
	} {
		p := pageOf(in)
		p.settle()
		if got := string(p.text); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDoubt(t *testing.T) {
	for in, want := range map[string]string{
		"نال 12¿4 صوتا من 300": "نال ???? صوتا من 300",
		"نال 1,¿50.3":          "نال ?,???.?",
		"نال ٨٬٧٠٣ صوتا":       "نال ٨٬٧٠٣ صوتا",
		"نال ٬ ٧٠٣ ٨ صوتا":     "نال ٬ ??? ? صوتا",
		"نسبة ١١ ٥٦٫ في":       "نسبة ?? ??٫ في",
		"في 2019. ثم 3, 4":     "في 2019. ثم 3, 4",
		"ك¿تاب 5":              "ك?تاب 5",
	} {
		p := pageOf(in)
		p.doubt()
		if got := strings.ReplaceAll(string(p.text), "\uFFFD", "?"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		for i, c := range p.text {
			if c == '\uFFFD' && p.facts[i] != document.Doubtful {
				t.Errorf("%q: character %d is not doubtful", in, i)
			}
		}
	}
}

func TestMarkFillers(t *testing.T) {
	fillers := func(in string) string {
		p := []pdfPage{pageOf(in)}
		markFillers(p)
		var out strings.Builder
		for i, c := range p[0].text {
			if p[0].facts[i]&document.Filler == 0 {
				out.WriteRune(c)
			}
		}
		return out.String()
	}
	if got := fillers("تش4رين ثم ال4مجلس مع4 الناس وب4يان في و4لاية"); got != "تشرين ثم المجلس مع4 الناس وبيان في و4لاية" {
		t.Errorf("fonts: %q", got)
	}
	for _, in := range []string{"نال ب4مقاعد", "في2020م وفي1999م", "د.سامي وق.م.ث وب.م.س"} {
		if got := fillers(in); got != in {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestDropRunning(t *testing.T) {
	var pages []pdfPage
	for n := range 6 {
		pages = append(pages, pageOf(fmt.Sprintf("تقرير البعثة\n\nنص أول %d\nنص ثان %d\nنص ثالث %d\nنص رابع %d\n%d\n", n*n, n*7, n*n+1, n*n*3, n+11)))
	}
	dropRunning(pages)
	for n, p := range pages {
		got := string(p.text)
		if has := strings.Contains(got, "تقرير البعثة"); has != (n == 0) {
			t.Errorf("page %d: heading kept: %v", n, has)
		}
		if !strings.HasSuffix(strings.TrimRight(got, "\n"), fmt.Sprintf("نص رابع %d", n*n*3)) || !strings.Contains(got, fmt.Sprintf("نص أول %d", n*n)) {
			t.Errorf("page %d: %q", n, got)
		}
		if len(p.text) != len(p.facts) {
			t.Errorf("page %d: %d characters, %d facts", n, len(p.text), len(p.facts))
		}
	}
	two := []pdfPage{pageOf("عنوان\n1\n"), pageOf("عنوان\n2\n")}
	dropRunning(two)
	if got := string(two[1].text); got != "عنوان\n2\n" {
		t.Errorf("two pages: %q", got)
	}
}
