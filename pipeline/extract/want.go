package extract

import (
	"fmt"
	"slices"
	"strings"
)

// want is something that every match of a pattern holds: at least one of some features, at a token that stands near to far tokens
// behind the first of the match.
type want struct {
	features  []feature
	symbols   []int32   // those of the features that are symbols
	others    []feature // those that are none
	near, far int       // far is endless where nothing bounds it
	asksTypes bool      // one of the features is an annotation
}

// endless is the distance of what may stand anywhere behind.
const endless = -1

// key tells wants apart.
func (w *want) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d", w.near, w.far)
	for _, f := range w.features {
		fmt.Fprintf(&b, " %d %d %q %q", f.kind, f.n, f.text, f.unit)
	}
	return b.String()
}

// offset is where an element of a sequence begins, in tokens behind the first of the match.
type offset struct{ near, far int }

func (r offset) plus(near, far int) offset {
	r.near += near
	if r.far == endless || far == endless {
		r.far = endless
	} else {
		r.far += far
	}
	return r
}

// or returns the offset of what begins at one of two.
func (r offset) or(s offset) offset {
	if r.far == endless || s.far == endless {
		return offset{min(r.near, s.near), endless}
	}
	return offset{min(r.near, s.near), max(r.far, s.far)}
}

// wants adds what every match of a sequence that begins at an offset holds, and returns where its end is.
func wants(to *[]want, seq []*node, at offset) offset {
	for _, n := range seq {
		if !n.optional {
			switch {
			case n.kind == "capture":
				at = wants(to, n.seq, at)
				continue
			case n.kind == "alt" && len(n.branches) == 1:
				at = wants(to, n.branches[0], at)
				continue
			}
			if w, ok := head([]*node{n}, at); ok {
				*to = append(*to, w)
			}
		}
		at = n.after(at)
	}
	return at
}

// startsWith reports a want that says no more than what a match of the pattern can start with.
func (p *pattern) startsWith(w want) bool {
	return !p.any && w.near == 0 && w.far == 0 && len(w.features) == len(p.first) && !slices.ContainsFunc(p.first, func(f feature) bool { return !slices.Contains(w.features, f) })
}

// head returns the first thing that every match of a sequence holds.
func head(seq []*node, at offset) (want, bool) {
	for _, n := range seq {
		if !n.optional && !n.not {
			switch n.kind {
			case "atom":
				if f := n.features(); len(f) > 0 {
					return want{features: f, near: at.near, far: at.far, asksTypes: n.op == opAnn}, true
				}
			case "capture":
				if w, ok := head(n.seq, at); ok {
					return w, true
				}
			case "alt":
				if w, ok := n.heads(at); ok {
					return w, true
				}
			default: // a gap holds nothing
			}
		}
		at = n.after(at)
	}
	return want{}, false
}

// heads joins what the branches of an alternative hold; where one holds nothing, all do.
func (n *node) heads(at offset) (want, bool) {
	var all want
	for i, b := range n.branches {
		w, ok := head(b, at)
		if !ok {
			return want{}, false
		}
		if i == 0 {
			all = w
			continue
		}
		r := offset{all.near, all.far}.or(offset{w.near, w.far})
		all.near, all.far = r.near, r.far
		all.features = append(slices.Clip(all.features), w.features...)
		all.asksTypes = all.asksTypes || w.asksTypes
	}
	return all, len(n.branches) > 0
}

// features returns what a token offers at which the atom matches, nothing where that is not known.
func (n *node) features() []feature {
	switch n.op {
	case opSym, opClass:
		return []feature{{kind: n.op, n: n.sym, role: -1}}
	case opText, opBegins:
		return []feature{{kind: n.op, text: n.text, role: -1}}
	case opAnn:
		var out []feature
		for _, a := range n.anns {
			out = append(out, feature{kind: opAnn, text: a.typ, unit: a.unit, role: -1})
		}
		return out
	default: // any token, or none
		return nil
	}
}

// after returns where what follows an element begins.
func (n *node) after(at offset) offset {
	if n.not {
		return at
	}
	end := at
	switch n.kind {
	case "atom":
		switch n.op {
		case opStart, opEnd, opBegins, opJoined: // these take no token
		case opClass, opAnn:
			end = at.plus(0, endless)
		default:
			end = at.plus(1, 1)
		}
	case "gap":
		end = at.plus(0, n.gap)
	case "capture":
		for _, m := range n.seq {
			end = m.after(end)
		}
	case "alt":
		for i, b := range n.branches {
			e := at
			for _, m := range b {
				e = m.after(e)
			}
			if i > 0 {
				e = e.or(end)
			}
			end = e
		}
	}
	if n.optional {
		return end.or(at)
	}
	return end
}
