package document_test

import (
	"testing"

	"mahdar/pipeline/document"
)

func TestDoubtful(t *testing.T) {
	d := build("ab12", moved("ab12", 1, 0, -1, 2, 3))
	all := document.Span{Start: 0, End: 5}
	if d.Doubtful(all) || d.Source.Fact(0) != 0 {
		t.Error("plain text is doubtful")
	}
	d.Source.Facts = []document.Fact{document.Single, document.Ligature, 0, document.Doubtful | document.Placed}
	tests := map[string]struct {
		span document.Span
		want bool
	}{
		"other facts":        {document.Span{Start: 0, End: 4}, false},
		"whole text":         {all, true},
		"doubtful character": {document.Span{Start: 4, End: 5}, true},
		"empty":              {document.Span{Start: 4, End: 4}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := d.Doubtful(tt.span); got != tt.want {
				t.Errorf("Doubtful(%v) = %v, want %v", tt.span, got, tt.want)
			}
		})
	}
	for i, want := range map[int]document.Fact{-1: 0, 0: document.Single, 4: 0} {
		if got := d.Source.Fact(i); got != want {
			t.Errorf("Fact(%d) = %v, want %v", i, got, want)
		}
	}
}
