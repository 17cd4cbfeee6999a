package extract

import (
	"slices"
	"strings"

	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// view is a document as patterns see it.
type view struct {
	d      *document.Document
	tokens []document.Token
	lex    *lexicon.Matches
	annAt  [][]int32 // for each token the annotations that start there, longest first
	roles  map[int]map[string]bool
	people *people
	lookup *starts // nil until the annotations that the document brings are in place

	stack []frame
	ends  []int
}

func newView(d *document.Document, lex *lexicon.Lexicon) *view {
	v := &view{d: d, tokens: d.Tokens, lex: lex.Document(d), annAt: make([][]int32, len(d.Tokens)), roles: map[int]map[string]bool{}}
	v.people = newPeople(v)
	for i := range d.Annotations {
		v.put(i)
	}
	return v
}

func (v *view) put(i int) {
	a := &v.d.Annotations[i]
	at := v.annAt[a.First]
	k := len(at)
	for k > 0 && v.d.Annotations[at[k-1]].Last < a.Last {
		k--
	}
	at = append(at, 0)
	copy(at[k+1:], at[k:])
	at[k] = int32(i)
	v.annAt[a.First] = at
	v.people.add(i)
	if v.lookup != nil {
		v.lookup.annotated(a)
	}
}

func (v *view) hasSymbol(pos int, sym int32) bool {
	for _, s := range v.lex.Symbols[pos] {
		if int32(s) == sym {
			return true
		}
	}
	return false
}

// begins reports whether the word at pos is written with these letters first, with a capital where they are A, whether it may be a
// part of a name where they are N, or whether a line begins at it where they are ^.
func (v *view) begins(pos int, letters string) bool {
	t := &v.tokens[pos]
	switch letters {
	case "A":
		return t.Kind == document.Word && t.Capital
	case "^":
		return t.Break
	case "N":
		return pos < len(v.d.Namelike) && v.d.Namelike[pos]
	}
	return strings.HasPrefix(t.Text, letters) && len(t.Text) > len(letters)
}

// joined reports whether the word at pos begins with a conjunction: a waw or fa that no word of the lexicon begins with here.
func (v *view) joined(pos int) bool {
	t := &v.tokens[pos]
	if !t.Arabic || len(t.Stems) < 2 || !strings.HasPrefix(t.Fold, "و") && !strings.HasPrefix(t.Fold, "ف") {
		return false
	}
	return !v.lex.Knows(t.Fold)
}

// refuses reports that an instruction cannot match at pos, as far as one look tells.
func (v *view) refuses(in *instr, pos, hi int) bool {
	switch in.op {
	case opSym:
		return pos >= hi || !v.hasSymbol(pos, in.n)
	case opText:
		return pos >= hi || v.tokens[pos].Text != in.text
	case opClass:
		return pos >= hi || len(v.lex.At(pos)) == 0
	case opAnn:
		return pos >= hi || len(v.annAt[pos]) == 0
	default: // the others are tried
		return false
	}
}

// matches reports whether one instruction matches at pos.
func (v *view) matches(in *instr, pos, hi int) bool {
	switch in.op {
	case opSym:
		return v.hasSymbol(pos, in.n)
	case opText:
		return v.tokens[pos].Text == in.text
	case opBegins:
		return v.begins(pos, in.text)
	case opJoined:
		return v.joined(pos)
	case opClass:
		return len(v.classEnds(pos, in.n, in.text, hi)) > 0
	case opAnn:
		return len(v.annEnds(pos, in.anns, hi)) > 0
	default: // the others need nothing done
	}
	return false
}

func (v *view) classEnds(pos int, class int32, value string, hi int) []int {
	v.ends = v.ends[:0]
	for _, h := range v.lex.At(pos) {
		if int32(h.Class) != class || int(h.Last) > hi || value != "" && v.lex.Value(h) != value {
			continue
		}
		if n := len(v.ends); n == 0 || v.ends[n-1] != int(h.Last) {
			v.ends = append(v.ends, int(h.Last))
		}
	}
	return v.ends
}

func (v *view) annEnds(pos int, specs []annSpec, hi int) []int {
	v.ends = v.ends[:0]
	for _, i := range v.annAt[pos] {
		a := &v.d.Annotations[i]
		if a.Last > hi || !v.fits(a, specs) {
			continue
		}
		if n := len(v.ends); n == 0 || v.ends[n-1] != a.Last {
			v.ends = append(v.ends, a.Last)
		}
	}
	return v.ends
}

func (v *view) fits(a *document.Annotation, specs []annSpec) bool {
	for _, s := range specs {
		if s.holds >= 0 && !v.holds(a, s.holds) {
			continue
		}
		if a.Type == s.typ && (a.Type == document.TypeDate && s.unit == precision(a.Date) || s.unit == "" || a.Unit == s.unit || a.Entity >= 0 && v.roles[a.Entity][s.unit]) {
			return true
		}
	}
	return false
}

// holds reports whether a form of the class stands among the words of an annotation.
func (v *view) holds(a *document.Annotation, class int32) bool {
	for i := a.First; i < a.Last; i++ {
		for _, h := range v.lex.At(i) {
			if int32(h.Class) == class && int(h.Last) <= a.Last {
				return true
			}
		}
	}
	return false
}

// annotation returns the annotation that covers exactly tokens first to last and fits, preferring the given types' order.
func (v *view) annotation(first, last int, types ...string) *document.Annotation {
	var any *document.Annotation
	for _, i := range v.annAt[first] {
		a := &v.d.Annotations[i]
		if a.Last != last {
			continue
		}
		if slices.Contains(types, a.Type) {
			return a
		}
		if any == nil {
			any = a
		}
	}
	if len(types) > 0 {
		return nil
	}
	return any
}

func (v *view) span(first, last int) document.Span {
	if first >= last {
		return document.Span{}
	}
	return document.Span{Start: v.tokens[first].Start, End: v.tokens[last-1].End}
}

// precision returns what a date names: day, month, year, a year told from the report's own (relative_year), or period.
func precision(d calendar.Date) string {
	switch {
	case d.EDTF == "":
		return ""
	case strings.Contains(d.EDTF, "/"):
		return "period"
	case len(d.EDTF) == len("2006") && d.Basis == "relative":
		return "relative_year"
	case len(d.EDTF) == len("2006"):
		return "year"
	case len(d.EDTF) == len("2006-01"):
		return "month"
	}
	return "day"
}
