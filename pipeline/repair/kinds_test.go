package repair_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/document"
	"mahdar/pipeline/repair"
)

// sound is the repaired text of the golden file, of which the repair of spoiled forms must make the same again.
func sound(tb testing.TB) string {
	tb.Helper()
	src := source(damaged(tb))
	return repair.Repair(&src).Content
}

// TestKinds spoils a sound text in each way, with the share of words that may stay wrong.
func TestKinds(t *testing.T) {
	tests := map[string]struct {
		classes []damage.Class
		most    float64
		verdict document.Verdict
	}{
		"justified":          {damage.Justified(), 0.02, document.VerdictRepaired},
		"ligatures":          {[]damage.Class{damage.Swap}, 0.01, document.VerdictRepaired},
		"lam-alef":           {[]damage.Class{damage.LamAlef}, 0.01, document.VerdictRepaired},
		"initial":            {[]damage.Class{damage.Initial}, 0.01, document.VerdictRepaired},
		"forms":              {[]damage.Class{damage.Forms}, 0, document.VerdictRepaired},
		"visual":             {[]damage.Class{damage.Visual}, 0.005, document.VerdictRepaired},
		"visual and forms":   {[]damage.Class{damage.Visual, damage.Forms}, 0.005, document.VerdictRepaired},
		"some lines visual":  {[]damage.Class{damage.Lines}, 0.005, document.VerdictRepaired},
		"spaces in words":    {[]damage.Class{damage.Split}, 0.015, document.VerdictRepaired},
		"words together":     {[]damage.Class{damage.Glue}, 0.012, document.VerdictRepaired},
		"mirrored":           {[]damage.Class{damage.Mirror}, 0, document.VerdictRepaired},
		"controls":           {[]damage.Class{damage.Control}, 0, document.VerdictClean},
		"soft hyphens":       {[]damage.Class{damage.Soft}, 0, document.VerdictClean},
		"stranger in a word": {[]damage.Class{damage.Glyph}, 0.2, document.VerdictDoubtful},
	}
	clean := sound(t)
	s := repair.New(repair.Settings{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(4) {
				spoiled := damage.Apply(clean, damage.Options{Seed: seed, Classes: tt.classes})
				got := check(t, s, source(spoiled))
				wrong, words := damage.Errors(got.Content, clean)
				if float64(wrong) > tt.most*float64(words) {
					t.Errorf("seed %d: %d of %d words wrong", seed, wrong, words)
				}
				if got.Damage.Verdict != tt.verdict {
					t.Errorf("seed %d: verdict %s of %+v, want %s", seed, got.Damage.Verdict, got.Damage, tt.verdict)
				}
			}
		})
	}
}

// TestPersian and TestPages lose letters on purpose, so they are checked apart.
func TestPersian(t *testing.T) {
	clean := sound(t)
	src := source(damage.Apply(clean, damage.Options{Seed: 1, Classes: []damage.Class{damage.Persian}}))
	got := repair.Repair(&src)
	if wrong, words := damage.Errors(got.Content, clean); wrong*100 > words {
		t.Errorf("%d of %d words wrong", wrong, words)
	}
	persian := source("گزارش انتخابات کشور چین و پژوهش")
	if got := repair.Repair(&persian); got.Content != string(persian.Runes) {
		t.Errorf("a Persian text becomes %q", got.Content)
	}
}

func TestPages(t *testing.T) {
	var lines []string
	for i, l := range strings.Split(strings.Repeat(sound(t), 6), "\n") {
		if i%15 == 14 {
			lines = append(lines, "- "+string(rune('0'+i/15%10))+" -", "تقرير المتابعة الميدانية")
		}
		lines = append(lines, l)
	}
	src := source(strings.Join(lines[:100], "\n"))
	got := repair.Repair(&src)
	if strings.Contains(got.Content, "المتابعة الميدانية") || strings.Contains(got.Content, "- 3 -") {
		t.Error("a header or number of a page is left")
	}
	if strings.Count(got.Content, "\n") != 99 {
		t.Error("lines are lost")
	}
	table := strings.Repeat("الحزب   الأصوات\n"+strings.Repeat("حزب الأمل   12\n", 9), 4)
	src = source(table)
	if got := repair.Repair(&src); got.Content != table {
		t.Error("the heads of tables are dropped")
	}
}

func TestNumerals(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"years in reverse":     {"بين ٢٢٠٢ و٩١٠٢ وعدد ٥٤٣ منها ٥٢", "بين ٢٠٢٢ و٢٠١٩ وعدد ٣٤٥ منها ٢٥"},
		"thousands in reverse": {"نال ٠٠٠٬٢١ و٤٥٦٬٧٣ صوتا", "نال ١٢٬٠٠٠ و٣٧٬٦٥٤ صوتا"},
		"one alone":            {"عام ٢٢٠٢ ثم ٥٤", "عام ٢٢٠٢ ثم ٥٤"},
		"right":                {"بين ٢٠٢٢ و٢٠١٩ وعدد ٢٢٠٢ و٩١٠٢", "بين ٢٠٢٢ و٢٠١٩ وعدد ٢٢٠٢ و٩١٠٢"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src := source(tt.in)
			if got := repair.Repair(&src); got.Content != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.in, got.Content, tt.want)
			}
		})
	}
}

// TestFacts shows that what a reader knows of glyphs is heeded.
func TestFacts(t *testing.T) {
	spoiled := damage.Apply(sound(t), damage.Options{Seed: 2, Classes: []damage.Class{damage.Swap}})
	mark := func(src *document.Source, fact document.Fact, where func(rune) bool) {
		src.Facts = make([]document.Fact, len(src.Runes))
		for i, r := range src.Runes {
			if where(r) {
				src.Facts[i] = fact
			}
		}
	}
	all := func(rune) bool { return true }
	src := source(spoiled)
	mark(&src, document.Single, all)
	if got := repair.Repair(&src); slices.ContainsFunc(got.Edits, func(e document.Edit) bool { return e.Class == "ligature" }) {
		t.Error("letters with glyphs of their own are swapped")
	}
	src = source(damage.Seen(strings.Split(sound(t), "\n")[0]))
	mark(&src, document.Placed, all)
	if got := repair.Repair(&src); got.Content != string(src.Runes) {
		t.Error("a line whose order is known is turned")
	}
	src = source("جرى تش4رين الثاني")
	mark(&src, document.Filler, func(r rune) bool { return r == '4' })
	if got := repair.Repair(&src); got.Content != "جرى تشرين الثاني" {
		t.Errorf("a glyph that only fills stays: %q", got.Content)
	}
	src = source("نال 456 صوتا من الأصوات")
	mark(&src, document.Doubtful, func(r rune) bool { return r == '5' })
	got := repair.Repair(&src)
	if got.Content != string(src.Runes) || got.Damage.Left != 1 || got.Damage.Verdict != document.VerdictDoubtful {
		t.Errorf("a doubtful glyph gives %q, %+v", got.Content, got.Damage)
	}
}

func TestUnreadable(t *testing.T) {
	src := source(strings.Repeat("ضظغ ثخجذ ؤءئ ظغضخ ذثجخغ غظضث خجذثظ جغضظ ذخث ظثغج\n", 20))
	if got := repair.Repair(&src).Damage; got.Verdict != document.VerdictUnreadable {
		t.Errorf("letters without words are %+v", got)
	}
	src = source(strings.Repeat("ا\uFFFD \uFFFDب\uFFFD \uFFFDج\n", 20))
	if got := repair.Repair(&src).Damage; got.Verdict == document.VerdictClean {
		t.Errorf("broken glyphs are %+v", got)
	}
}

// TestEmbeddings reads text as pdftotext writes it: every line embedded, numbers and marks in it as they are seen from the left.
func TestEmbeddings(t *testing.T) {
	s := repair.New(repair.Settings{})
	for in, want := range map[string]string{
		"\u202bالقاهرة\u202a ،\u202cالجمعة \u202a 5\u202cأبريل \u202a2024\u202c\u202c": "القاهرة، الجمعة 5 أبريل 2024",
		"\u202bبلغت النسبة \u202a ،%66.8\u202cوهي الأعلى\u202a.\u202c\u202c":           "بلغت النسبة 66.8%، وهي الأعلى.",
		"\u202bبين \u202a22-20\u202c عاما\u202c":                                       "بين 20-22 عاما",
		"\u202b\u202a .2,12%\u202cواختار\u202c":                                        "2,12%. واختار",
		"\u202b\u202a:Abstract\u202c\u202c":                                            "Abstract:",
		"\u202b\u202aOn 3 May\u202c\u202c":                                             "On 3 May",
		"\u202bوصوت \u202a12 30\u202c مرة\u202c":                                       "وصوت 30 12 مرة",
		"كتب \u202a(ABC) 5 x\u202c هنا":                                                "كتب (ABC) 5 x هنا", // typed so, in no embedded line
		"\u202bبدء \u202a 7":                                                           "بدء  7",            // a run that does not end
	} {
		got := check(t, s, source(in))
		if got.Content != want {
			t.Errorf("%q becomes %q, want %q", in, got.Content, want)
		}
	}
}

// TestHalfTurned reads what pdf.js makes of a page of the sample: presentation forms as they are seen, plain letters between them turned.
func TestHalfTurned(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "halfturned.txt"))
	if err != nil {
		t.Fatal(err)
	}
	clean, err := os.ReadFile(filepath.Join("..", "..", "docs", "samples", "election-ar.clean.txt"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for w := range strings.FieldsSeq(string(clean)) {
		known[w]++
	}
	got := check(t, repair.New(repair.Settings{}), source(string(raw))).Content
	wrong, n := 0, 0
	for w := range strings.FieldsSeq(got) {
		if n++; known[w] == 0 {
			wrong++
		}
	}
	if n < 300 || wrong*25 > n {
		t.Errorf("%d of %d words are not in the sample", wrong, n)
	}
}
