package document_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mahdar/pipeline/document"
)

// piece is a stretch of repaired text and the source rune that it came from, -1 for none.
type piece struct {
	text   string
	origin int
}

// build makes a document of its source and the pieces of its repaired text.
func build(source string, pieces []piece) *document.Document {
	d := &document.Document{}
	d.Source.Bytes = []byte(source)
	for i, r := range source {
		d.Source.Runes = append(d.Source.Runes, r)
		d.Source.Offsets = append(d.Source.Offsets, int32(i))
	}
	d.Source.Offsets = append(d.Source.Offsets, int32(len(source)))
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
		for range len(p.text) {
			d.Text.Origin = append(d.Text.Origin, int32(p.origin))
		}
	}
	d.Text.Content = b.String()
	d.Text.Changed = make([]bool, len(d.Source.Runes))
	d.Text.Index(len(d.Source.Runes))
	return d
}

// moved makes the pieces of a text whose runes come from the source runes listed; -1 puts in an x.
func moved(source string, order ...int) []piece {
	runes := []rune(source)
	var out []piece
	for _, o := range order {
		if o < 0 {
			out = append(out, piece{"x", -1})
			continue
		}
		out = append(out, piece{string(runes[o]), o})
	}
	return out
}

func TestLocate(t *testing.T) {
	tests := map[string]struct {
		source  string
		pieces  []piece
		span    document.Span
		changed []int
		want    document.Location
	}{
		"nothing repaired": {
			source: "abc def", pieces: moved("abc def", 0, 1, 2, 3, 4, 5, 6), span: document.Span{Start: 4, End: 7},
			want: document.Location{ByteStart: 4, ByteEnd: 7, LineStart: 1, LineEnd: 1, Quote: "def"},
		},
		"a source of several bytes a letter": {
			source: "فاز بها", pieces: moved("فاز بها", 0, 1, 2, 3, 4, 5, 6), span: document.Span{Start: 7, End: 13},
			want: document.Location{ByteStart: 7, ByteEnd: 13, LineStart: 1, LineEnd: 1, Quote: "بها"},
		},
		"a dropped letter stays within the bytes": {
			source: "aـbـc", pieces: moved("aـbـc", 0, 2, 4), span: document.Span{Start: 0, End: 2},
			want: document.Location{ByteStart: 0, ByteEnd: 4, LineStart: 1, LineEnd: 1, Quote: "ab"},
		},
		"a letter put in has no bytes": {
			source: "abc", pieces: moved("abc", 0, -1, 1, 2), span: document.Span{Start: 0, End: 3},
			want: document.Location{ByteStart: 0, ByteEnd: 2, LineStart: 1, LineEnd: 1, Quote: "axb"},
		},
		"only letters that were put in": {
			source: "ab", pieces: moved("ab", 0, -1, -1, 1), span: document.Span{Start: 1, End: 3},
			want: document.Location{LineStart: 1, LineEnd: 1},
		},
		"swapped letters within the span": {
			source: "ab cd", pieces: moved("ab cd", 0, 1, 2, 4, 3), span: document.Span{Start: 3, End: 5}, changed: []int{3},
			want: document.Location{ByteStart: 3, ByteEnd: 5, LineStart: 1, LineEnd: 1, Repaired: true, Quote: "dc"},
		},
		"a repair elsewhere is not the span's": {
			source: "ab cd", pieces: moved("ab cd", 1, 0, 2, 3, 4), span: document.Span{Start: 3, End: 5}, changed: []int{0, 1},
			want: document.Location{ByteStart: 3, ByteEnd: 5, LineStart: 1, LineEnd: 1, Quote: "cd"},
		},
		"a span is widened to what stands between its letters in the source": {
			source: "a bcd e", pieces: moved("a bcd e", 0, 1, 2, 4, 3, 5, 6), span: document.Span{Start: 2, End: 4},
			want: document.Location{ByteStart: 2, ByteEnd: 5, LineStart: 1, LineEnd: 1, Quote: "bdc"},
		},
		"widening goes on until nothing new comes in": {
			source: "abcdef", pieces: moved("abcdef", 2, 0, 3, 1, 5, 4), span: document.Span{Start: 1, End: 3},
			want: document.Location{ByteStart: 0, ByteEnd: 4, LineStart: 1, LineEnd: 1, Quote: "cadb"},
		},
		"a ligature that became two letters": {
			source: "aﻻb", pieces: []piece{{"a", 0}, {"لا", 1}, {"b", 2}}, span: document.Span{Start: 1, End: 3},
			want: document.Location{ByteStart: 1, ByteEnd: 4, LineStart: 1, LineEnd: 1, Quote: "لا"},
		},
		"line ends become single spaces": {
			source: "a b\n\nc d", pieces: moved("a b\n\nc d", 0, 1, 2, 3, 4, 5, 6, 7), span: document.Span{Start: 2, End: 6},
			want: document.Location{ByteStart: 2, ByteEnd: 6, LineStart: 1, LineEnd: 3, Quote: "b c"},
		},
		"a span that ends with its line": {
			source: "a\nb", pieces: moved("a\nb", 0, 1, 2), span: document.Span{Start: 0, End: 2},
			want: document.Location{ByteStart: 0, ByteEnd: 2, LineStart: 1, LineEnd: 1, Quote: "a"},
		},
		"an empty span": {
			source: "a\nb", pieces: moved("a\nb", 0, 1, 2), span: document.Span{Start: 2, End: 2},
			want: document.Location{LineStart: 2, LineEnd: 2},
		},
		"an empty text": {want: document.Location{LineStart: 1, LineEnd: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := build(tt.source, tt.pieces)
			for _, i := range tt.changed {
				d.Text.Changed[i] = true
			}
			got := d.Locate(tt.span)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Locate(%v) of %q (-want +got):\n%s", tt.span, d.Text.Content, diff)
			}
		})
	}
}

func TestLine(t *testing.T) {
	text := "ab\n\nc\n"
	d := build(text, moved(text, 0, 1, 2, 3, 4, 5))
	for offset, want := range []int{1, 1, 1, 2, 3, 3, 4} {
		if got := d.Text.Line(offset); got != want {
			t.Errorf("Line(%d) of %q is %d, want %d", offset, text, got, want)
		}
	}
}

// TestIndexTwice makes sure that a second call forgets the first.
func TestIndexTwice(t *testing.T) {
	d := build("a\nb\nc", moved("a\nb\nc", 0, 1, 2, 3, 4))
	d.Text.Content, d.Text.Origin = "ab", []int32{4, 0}
	d.Text.Index(5)
	if got := d.Text.Line(1); got != 1 {
		t.Errorf("line %d, want 1", got)
	}
	want := document.Location{ByteStart: 4, ByteEnd: 5, LineStart: 1, LineEnd: 1, Quote: "a"}
	if diff := cmp.Diff(want, d.Locate(document.Span{Start: 0, End: 1})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// scramble repairs a random source as a repair does: within each line it moves, drops, widens and puts in letters.
func scramble(rng *rand.Rand) *document.Document {
	letters := []rune("ab cdeف وزنتًﻻ 12")
	var source []rune
	var pieces []piece
	for range 1 + rng.IntN(4) {
		var line []piece
		for range rng.IntN(12) {
			r := letters[rng.IntN(len(letters))]
			switch rng.IntN(10) {
			case 0: // dropped
			case 1:
				line = append(line, piece{string(r) + "ل", len(source)})
			case 2:
				line = append(line, piece{string(r), len(source)}, piece{"ي", -1})
			default:
				line = append(line, piece{string(r), len(source)})
			}
			source = append(source, r)
		}
		for range rng.IntN(4) {
			if len(line) > 1 {
				i := rng.IntN(len(line) - 1)
				n := 2 + rng.IntN(min(4, len(line)-i-1))
				part := line[i:min(len(line), i+n)]
				rng.Shuffle(len(part), func(a, b int) { part[a], part[b] = part[b], part[a] })
			}
		}
		pieces = append(append(pieces, line...), piece{"\n", len(source)})
		source = append(source, '\n')
	}
	return build(string(source), pieces)
}

// TestLocateQuotesWhatItLocates takes the bytes that a span is led back to through the origin map again: they must give the
// quote and nothing else, and hold the whole span.
func TestLocateQuotesWhatItLocates(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	for n := range 5000 {
		d := scramble(rng)
		text := d.Text.Content
		var starts []int
		for i := range text {
			starts = append(starts, i)
		}
		starts = append(starts, len(text))
		a := rng.IntN(len(starts) - 1)
		b := a + 1 + rng.IntN(len(starts)-a-1)
		span := document.Span{Start: starts[a], End: starts[b]}
		got := d.Locate(span)
		if problem := contradiction(d, span, got); problem != "" {
			t.Fatalf("document %d, source %q, text %q, span %v %q, location %+v: %s", n, d.Source.Bytes, text, span, text[span.Start:span.End], got, problem)
		}
	}
}

// contradiction says what is wrong with a location, nothing when it is right.
func contradiction(d *document.Document, span document.Span, got document.Location) string {
	inside := func(o int32) bool {
		return o >= 0 && int(d.Source.Offsets[o]) >= got.ByteStart && int(d.Source.Offsets[o]) < got.ByteEnd
	}
	first, last, stated := span.Start, span.End, false
	for i, o := range d.Text.Origin {
		if inside(o) {
			first, last = min(first, i), max(last, i+1)
		} else if o >= 0 && i >= span.Start && i < span.End {
			return fmt.Sprintf("byte %d of the text is not located", i)
		}
		stated = stated || o >= 0 && i >= span.Start && i < span.End
	}
	if !stated {
		if got.Quote != "" || got.ByteEnd != 0 {
			return "a location without bytes"
		}
		return ""
	}
	for i := first; i < last; i++ {
		if o := d.Text.Origin[i]; o >= 0 && !inside(o) {
			return fmt.Sprintf("byte %d of the text is quoted, its source is not located", i)
		}
	}
	if want := strings.Join(strings.Fields(d.Text.Content[first:last]), " "); got.Quote != want {
		return fmt.Sprintf("quote %q, the bytes give %q", got.Quote, want)
	}
	if !utf8.Valid(d.Source.Bytes[got.ByteStart:got.ByteEnd]) {
		return "the bytes cut a letter"
	}
	if want := 1 + strings.Count(d.Text.Content[:first], "\n"); got.LineStart != want {
		return fmt.Sprintf("line %d, want %d", got.LineStart, want)
	}
	return ""
}

func TestTable(t *testing.T) {
	d := &document.Document{Tables: []document.Table{{Name: "a"}, {Name: "b", Columns: []string{"x", "y"}}}}
	if got := d.Table("b"); got == nil || got.Column("y") != 1 || got.Column("z") != -1 {
		t.Errorf("table b: %+v", got)
	}
	if d.Table("c") != nil {
		t.Error("a table that is not there")
	}
	d.AddIssue("test/one", document.Warning, document.Span{Start: 1, End: 2}, "odd")
	want := []document.Issue{{Code: "test/one", Severity: document.Warning, Span: document.Span{Start: 1, End: 2}, Message: "odd"}}
	if diff := cmp.Diff(want, d.Issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}
