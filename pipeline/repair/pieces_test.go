package repair_test

import (
	"strings"
	"testing"

	"mahdar/pipeline/repair"
)

// TestPieces reads lines as readers of PDF files give them that turn runs of letters but not lines.
func TestPieces(t *testing.T) {
	const spaced = "2031  مارس7 المدينة، الجمعة\n" + // the space behind a piece before it
		" عن موعده. ويعرض هذا التقرير ما جرى2031  فبراير21 الوطنية للانتخابات في\n" +
		" دولة88  ديسمبر، في3 و2 و1 صوت الناخبون على مدى أيام\n" +
		"%، وهي الأعلى في تاريخ المدينة. وبلغت61.5 المشاركة وصلت إلى\n" +
		"412 ألفا و30 مليونا و5 فقد بلغ عدد المقيدين\n" +
		" من الحضور.%1.1\n" +
		".2031  فبراير21 الاقتراع في\n"
	const want = "المدينة، الجمعة 7 مارس 2031\n" +
		"الوطنية للانتخابات في 21 فبراير 2031 عن موعده. ويعرض هذا التقرير ما جرى\n" +
		"صوت الناخبون على مدى أيام 1 و2 و3 ديسمبر، في 88 دولة\n" +
		"المشاركة وصلت إلى 61.5%، وهي الأعلى في تاريخ المدينة. وبلغت\n" +
		"فقد بلغ عدد المقيدين 5 مليونا و30 ألفا و412\n" +
		"1.1% من الحضور.\n" +
		"الاقتراع في 21 فبراير 2031.\n"
	const placed = "2031 مارس 7المدينة، الجمعة \n" + // each space where it was
		" عن موعده.2031 فبراير 21الوطنية للانتخابات في \n" +
		"صوت الناخبون\n" +
		"، وتواصل حتى مساء 2031\n" +
		" دولة88 ديسمبر، في 3 و2 و1صوت الناخبون على مدى أيام \n"
	two := strings.Join(strings.SplitAfter(spaced, "\n")[:2], "")
	tests := map[string]struct{ in, want string }{
		"spaces before": {spaced, want},
		"spaces kept": {placed, "المدينة، الجمعة 7 مارس 2031\nالوطنية للانتخابات في 21 فبراير 2031 عن موعده.\nصوت الناخبون\n" +
			"2031، وتواصل حتى مساء \nصوت الناخبون على مدى أيام 1 و2 و3 ديسمبر، في 88 دولة\n"},
		"right":         {want, want},
		"two lines":     {two, two},
		"as many right": {spaced + strings.Repeat("جرى في 7 مارس 2031 هنا\n", 2), spaced + strings.Repeat("جرى في 7 مارس 2031 هنا\n", 2)},
		"Latin words":   {spaced + "page2  في7 ABC\n", want + "page2  في7 ABC\n"},
		"typed so":      {strings.Repeat("جرى في عام2031 هنا\nو3 أشهر و1445هـ وبـ8\n", 4), strings.Repeat("جرى في عام2031 هنا\nو3 أشهر و1445هـ وبـ8\n", 4)},
	}
	s := repair.New(repair.Settings{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := check(t, s, source(tt.in)).Content
			for i, line := range strings.Split(got, "\n") {
				if was := strings.Split(tt.want, "\n")[i]; line != was {
					t.Errorf("line %d is\n%q, want\n%q", i+1, line, was)
				}
			}
		})
	}
}
