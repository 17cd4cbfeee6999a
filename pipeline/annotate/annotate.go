// Package annotate says what the words of a report are: quantities, dates, bodies, offices, persons and places.
//
// The annotators run in a fixed order and a token is claimed once: quantities first, so that a percentage is never read as a
// year; then dates; then bodies and offices; then persons; then countries and places. Nothing here knows a table or a rule.
package annotate

import (
	"cmp"
	"context"
	"slices"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/names"
)

// Frequencies tells how common a word is. A name recognizer needs it: what is in no word list may be a name.
type Frequencies interface {
	// Known returns how common the folded word is, from 0 for the rarest to 8 for the commonest (Zipf scale), and whether
	// the list holds it.
	Known(fold string) (zipf float64, ok bool)
	// Name reports whether a word, as it is written, is among the names of many countries.
	Name(word []byte) bool
}

// Stage is the annotate stage.
type Stage struct {
	lex   *lexicon.Lexicon
	freq  Frequencies
	class classes
	names *names.Authority
}

// Decided makes the stage heed what people have decided about names, and returns it.
func (s *Stage) Decided(authority *names.Authority) *Stage {
	s.names = authority
	return s
}

// New returns the annotate stage.
func New(lex *lexicon.Lexicon, words Frequencies) *Stage {
	return &Stage{lex: lex, freq: words, class: classesOf(lex)}
}

// Name returns "annotate".
func (*Stage) Name() string { return "annotate" }

// Run fills the document's Annotations, and its language where the settings leave it open.
func (s *Stage) Run(_ context.Context, d *document.Document) error {
	if d.Info.Language == "" {
		d.Info.Language = language(d)
	}
	r := newReader(d)
	d.Annotations = append(d.Annotations, quantities(r)...)
	t := newText(s, d)
	t.tables(d.Annotations)
	t.claim(d.Annotations)
	if d.Info.ReferenceDate == "" {
		d.Info.ReferenceDate = referenceDate(r)
	}
	found := dates(r, func(i int) bool { return t.claimed[i] })
	d.Annotations = append(outside(d.Annotations, found), found...)
	t.claim(found)
	t.bodies()
	if d.Info.Language == "ar" {
		t.arabicPersons()
		t.partyNames()
	} else {
		t.latinNames()
	}
	t.places()
	t.dropShadowed()
	d.Annotations = append(d.Annotations, t.found...)
	d.Annotations = inOrder(d.Annotations)
	s.link(d)
	return nil
}

// inOrder returns annotations by their first token, the longer before the shorter. Their places are sorted, since they are large.
func inOrder(list []document.Annotation) []document.Annotation {
	places := make([]int32, len(list))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortStableFunc(places, func(a, b int32) int {
		x, y := &list[a], &list[b]
		return cmp.Or(x.First-y.First, y.Last-x.Last)
	})
	out := make([]document.Annotation, len(list))
	for i, at := range places {
		out[i] = list[at]
	}
	return out
}

// outside returns the durations and other quantities that are no part of a date: بعد ستة أيام is one.
func outside(list, dates []document.Annotation) []document.Annotation {
	in := map[int]bool{}
	for k := range dates {
		for i := dates[k].First; i < dates[k].Last; i++ {
			in[i] = true
		}
	}
	return slices.DeleteFunc(list, func(a document.Annotation) bool { return a.Type == document.TypeDuration && in[a.First] })
}

// language returns the BCP 47 code of the script that most words are in.
func language(d *document.Document) string {
	ar, latin := 0, 0
	for i := range d.Tokens {
		if t := &d.Tokens[i]; t.Kind == document.Word {
			if t.Arabic {
				ar++
			} else {
				latin++
			}
		}
	}
	if ar >= latin {
		return "ar"
	}
	return "en"
}

// classes are the lexicon classes that the annotators look for; -1 where the lexicon lacks one.
type classes struct {
	function, relative, verb, state, preposition             lexicon.Class
	given, particle, suffix, title, candidate                lexicon.Class
	office, orgHead, observer, pollster, agency, party       lexicon.Class
	country, demonym, place, region, kin, electionNoun, kind lexicon.Class
	result, timeUnit, countUnit, leads, belongs, win, follow lexicon.Class
	share, column, genitive                                  lexicon.Class
}

func classesOf(lex *lexicon.Lexicon) classes {
	of := func(name string) lexicon.Class {
		if c, ok := lex.Class(name); ok {
			return c
		}
		return -1
	}
	return classes{
		function: of("function_word"), relative: of("relative"), verb: of("verb_common"), state: of("adjective_state"), preposition: of("preposition"),
		given: of("given_name"), particle: of("name_particle"), suffix: of("family_suffix"), title: of("person_title"), candidate: of("candidate_title"),
		office: of("office_head"), orgHead: of("org_head"), observer: of("observer_body"), pollster: of("pollster_known"), agency: of("agency"), party: of("party_known"),
		country: of("country"), demonym: of("demonym"), place: of("place"), region: of("region_noun"), kin: of("kin"), electionNoun: of("election_noun"), result: of("result_noun"),
		kind: of("election_type"), timeUnit: of("time_unit"), countUnit: of("count_unit"), win: of("win_verb"), follow: of("follow_verb"),
		leads: of("head_of_mission"), belongs: of("belongs"), share: of("share_head"), column: of("column_kind"), genitive: of("genitive"),
	}
}

// text is a document under annotation.
type text struct {
	*Stage
	d       *document.Document
	tokens  []document.Token
	m       *lexicon.Matches
	claimed []bool // by a quantity or a date
	body    []int  // for each token the body or office that covers it, as index in found + 1
	person  []int  // likewise for persons
	found   []document.Annotation
	towns   map[string]bool // the names of places that their frame shows
	count   map[string]int  // how often each folded word stands in the document
}

func newText(s *Stage, d *document.Document) *text {
	t := &text{
		Stage: s, d: d, tokens: d.Tokens, m: s.lex.Document(d), claimed: make([]bool, len(d.Tokens)),
		towns: map[string]bool{}, body: make([]int, len(d.Tokens)), person: make([]int, len(d.Tokens)), count: make(map[string]int, len(d.Tokens)/2),
	}
	for i := range d.Tokens {
		if d.Tokens[i].Kind == document.Word {
			t.count[d.Tokens[i].Fold]++
		}
	}
	return t
}

func (t *text) claim(list []document.Annotation) {
	for i := range list {
		a := &list[i]
		if a.Type == document.TypeOrdinal {
			continue // an ordinal may be part of a name: the Second Republic
		}
		for k := a.First; k < a.Last; k++ {
			t.claimed[k] = true
		}
	}
}

// is reports whether a form of the class that is one word long starts at token i.
func (t *text) is(i int, c lexicon.Class) bool {
	_, ok := t.hit(i, c)
	return ok
}

// hit returns the longest form of the class at token i.
func (t *text) hit(i int, c lexicon.Class) (lexicon.Hit, bool) {
	if c < 0 || i < 0 || i >= len(t.tokens) {
		return lexicon.Hit{}, false
	}
	return t.m.Longest(i, c)
}

// add records a finding over tokens first to last.
func (t *text) add(typ string, first, last int, words, value, unit string) {
	t.found = append(t.found, document.Annotation{
		Type: typ, First: first, Last: last, Text: words, Value: value, Unit: unit, Entity: -1,
	})
}

// dropShadowed takes away the offices that are only a part of a person's name: a king's title is a given name too.
func (t *text) dropShadowed() {
	kept := t.found[:0]
	for _, a := range t.found {
		if a.Type == document.TypeOffice && t.person[a.First] != 0 && t.person[a.Last-1] != 0 {
			continue
		}
		kept = append(kept, a)
	}
	t.found = kept
}
