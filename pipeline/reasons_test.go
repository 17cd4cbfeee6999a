package pipeline_test

import (
	"testing"

	"mahdar/config"
	"mahdar/pipeline"
)

// TestReasons runs sentences and wants the reason why no row holds some words of each.
func TestReasons(t *testing.T) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ text, words, reason string }{
		"nothing said of it":       {"The hall had 17 chandeliers.", "17 chandeliers", "unit_unknown"},
		"a date without a year":    {"They met on 5 May.", "5 May", "missing:year"},
		"a name told of elsewhere": {"Maria Lind won 54.2% of the votes. The hall was full when Maria Lind entered.", "Maria Lind", "repeated"},
		"a body":                   {"The Oak Institute is old.", "Oak Institute", "no_rule"},
		"a sum of money":           {"It cost 300 dollars.", "300 dollars", "no_rule"},
		"no rule for it":           {"He drank 60% of the tea.", "60%", "no_rule"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := pipeline.Trace(t.Context(), cfg, know, pipeline.Sentence(tt.text, ""))
			if err != nil {
				t.Fatal(err)
			}
			u := d.Table("unclaimed")
			got := map[any]any{}
			for _, row := range u.Rows {
				got[row.Values[u.Column("text")]] = row.Values[u.Column("reason")]
			}
			if got[tt.words] != tt.reason {
				t.Errorf("unclaimed of %q: %v, want %q: %s", tt.text, got, tt.words, tt.reason)
			}
		})
	}
}

// TestSentence ends what is given as a sentence, and sets it below its heading.
func TestSentence(t *testing.T) {
	for _, tt := range []struct{ words, heading, want string }{
		{"A man won", "", "A man won.\n"},
		{" من فاز؟ ", "", "من فاز؟\n"},
		{"A man won.", "Results:", "Results:\n\nA man won.\n"},
	} {
		if got := string(pipeline.Sentence(tt.words, tt.heading).Bytes); got != tt.want {
			t.Errorf("Sentence(%q, %q) = %q, want %q", tt.words, tt.heading, got, tt.want)
		}
	}
}
