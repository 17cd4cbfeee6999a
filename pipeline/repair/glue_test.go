package repair_test

import (
	"strings"
	"testing"

	"mahdar/pipeline/repair"
)

// TestGlue adds lines to a sound report of a few lines. None but the case of letters holds a letter or an article that shows by itself
// that two words stand together.
func TestGlue(t *testing.T) {
	const report = "جرى التصويت في المدينة يوم السبت وشارك فيه عدد كبير من الناخبين، وقال رئيس اللجنة إن المراكز فتحت في موعدها.\n" +
		"وذكر المراقبون أن عدد المخالفات كان قليلا وأن بطاقة ملغاة وجدت في كل صندوق.\n"
	tests := map[string]struct{ lines, want string }{
		"two words show it":   {"ثم أعلنرئيس المركز قريبامن الباب", "ثم أعلن رئيس المركز قريبا من الباب"},
		"one word does not":   {"ثم أعلنرئيس المركز ذلك", "ثم أعلنرئيس المركز ذلك"},
		"letters that end":    {"ثم دعت اللجنةناخبين والهيئةمراقبين", "ثم دعت اللجنة ناخبين والهيئة مراقبين"},
		"a name once":         {"ثم أعلنرئيس المركز قريبامن منجدارة", "ثم أعلن رئيس المركز قريبا من من جدارة"},
		"a name twice":        {"ثم أعلنرئيس المركز قريبامن منجدارة، وشكر منجدارة", "ثم أعلن رئيس المركز قريبا من منجدارة، وشكر منجدارة"},
		"with its article":    {"ثم أعلنرئيس المركز قريبامن الباب أن الملغاة خمس", "ثم أعلن رئيس المركز قريبا من الباب أن الملغاة خمس"},
		"names with a father": {"ثم جاء بنصندوق ثم أبوصندوق معا", "ثم جاء بنصندوق ثم أبوصندوق معا"},
	}
	s := repair.New(repair.Settings{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := check(t, s, source(report+tt.lines)).Content
			if got != report+tt.want {
				t.Errorf("%q becomes %q, want %q", tt.lines, strings.TrimPrefix(got, report), tt.want)
			}
		})
	}
}
