package extract

import (
	"slices"
	"strings"

	"mahdar/pipeline/document"
)

// Tracing returns a stage that also notes, as refusals, where rules lack their context: what explains a sentence, and costs
// too much for every run.
func (s *Stage) Tracing() *Stage { return &Stage{lex: s.lex, rules: s.rules, tracing: true} }

// Reasons of refusals. Those below the line are noted for traces alone.
const (
	reasonMissing  = "missing:" // and the slot
	reasonSubject  = "subject_unresolved"
	reasonNegated  = "negated"
	reasonExcluded = "excluded"

	reasonNeed    = "need"
	reasonHas     = "has"
	reasonInside  = "inside"
	reasonSection = "section"
	reasonJoin    = "join"
)

// negation is the class of the words whose patterns turn a sentence down because it denies.
const negation = "@negative_word"

// excluded returns the reason for which a pattern that a rule excludes turns an item down.
func excluded(p *pattern) string {
	if strings.Contains(p.src, negation) {
		return reasonNegated
	}
	return reasonExcluded
}

// refuse notes that a rule made nothing of an item.
func (e *run) refuse(r *rule, it *item, reason, by string, words []document.Cell) {
	ref := document.Refusal{Rule: r.spec.ID, Table: r.spec.Table, Reason: reason, By: by}
	if !r.spec.Clauses { // which begin at nothing
		ref.Anchor = e.span(it.first(), it.last())
	}
	for _, c := range words {
		if c.Span.End > c.Span.Start && !slices.Contains(ref.Words, c.Span) {
			ref.Words = append(ref.Words, c.Span)
		}
	}
	if r.spec.Clauses && len(ref.Words) == 0 {
		return // the clause is about something else
	}
	e.refusals = append(e.refusals, ref)
}

// refuseContext notes for a trace that the words around an item are not what the rule wants.
func (e *run) refuseContext(r *rule, it *item, reason, by string) {
	if e.tracing && !r.spec.Clauses { // each clause would be one
		e.refuse(r, it, reason, by, nil)
		e.refusals[len(e.refusals)-1].Context = true
	}
}

// traceSections notes the anchors of rules in sections that they do not look at.
func (e *run) traceSections() {
	for si, s := range e.d.Sentences {
		for _, r := range e.rules {
			if e.inSection(r, si) {
				continue
			}
			for i := s.First; i < s.Last; i++ {
				for _, p := range r.anchors {
					if !e.can(p, i, s.First) {
						continue
					}
					if m, ok := p.at(e.view, i, s.First, s.Last); ok && m.last() > m.first() {
						it := item{anchor: anchor{m, p, si}}
						by := strings.Join(r.spec.Section, ", ")
						if by == "" {
							by = "not " + strings.Join(r.spec.NotSection, ", ")
						}
						e.refuseContext(r, &it, reasonSection, by)
						i = max(i, m.last()-1)
						break
					}
				}
			}
		}
	}
}
