package extract

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mahdar/pipeline/document"
	"mahdar/pipeline/lexicon"
)

// TestPeopleLikeAWalk holds what the index of persons answers against a walk over all annotations, while persons come and go.
func TestPeopleLikeAWalk(t *testing.T) {
	names := []string{"Adel Karim", "Salma Nouri", "Karim", "Joan Hale"}
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		const tokens = 60
		d := &document.Document{Tokens: make([]document.Token, tokens)}
		v := newView(d, lexicon.New())
		for range 80 {
			if len(d.Annotations) > 0 && r.IntN(4) == 0 {
				if i := r.IntN(len(d.Annotations)); d.Annotations[i].Type == document.TypePerson {
					v.people.drop(i)
				}
			} else {
				first := r.IntN(tokens)
				a := document.Annotation{Type: document.TypePerson, First: first, Last: min(tokens, first+1+r.IntN(5)), Text: names[r.IntN(len(names))], Entity: r.IntN(5) - 1}
				if r.IntN(4) == 0 {
					a.Type = document.TypeOrg
				}
				d.Annotations = append(d.Annotations, a)
				v.put(len(d.Annotations) - 1)
			}
			lo := r.IntN(tokens)
			hi := lo + 1 + r.IntN(tokens-lo)
			var within, touching []int32
			next, before := 0, -1
			for i, a := range d.Annotations {
				if a.First < hi && a.Last > lo {
					touching = append(touching, int32(i))
				}
				if a.Type != document.TypePerson || a.Entity < 0 {
					continue
				}
				next = max(next, a.Entity+1)
				if a.First >= lo && a.Last <= hi {
					within = append(within, int32(i))
				}
				if a.First < lo && (before < 0 || a.First >= d.Annotations[before].First) {
					before = i
				}
			}
			if got := v.people.within(lo, hi); !slices.Equal(got, within) {
				t.Fatalf("seed %d: within %d to %d: %v, want %v", seed, lo, hi, got, within)
			}
			if got := v.people.touching(lo, hi); !slices.Equal(got, touching) {
				t.Fatalf("seed %d: touching %d to %d: %v, want %v", seed, lo, hi, got, touching)
			}
			if got := v.people.next(); got != next {
				t.Fatalf("seed %d: next %d, want %d", seed, got, next)
			}
			if got := v.people.before(lo); got != before {
				t.Fatalf("seed %d: before %d: %d, want %d", seed, lo, got, before)
			}
			for _, name := range names {
				want := slices.IndexFunc(d.Annotations, func(a document.Annotation) bool {
					return a.Type == document.TypePerson && a.Entity >= 0 && a.Text == name
				})
				got := -1
				if c := v.people.byText[name]; c != nil {
					got = c.first(v)
				}
				if got != want {
					t.Fatalf("seed %d: first %q: %d, want %d", seed, name, got, want)
				}
			}
		}
	}
}

// TestBitsets holds the jumps over bits against steps.
func TestBitsets(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.IntN(300)
		b := make(bitset, n/64+1)
		for range r.IntN(8) {
			b.add(r.IntN(n))
		}
		lo := r.IntN(n)
		hi := lo + r.IntN(n-lo+1)
		want := lo
		for want < hi && !b.has(want) {
			want++
		}
		if got := b.next(lo, hi); got != want {
			t.Fatalf("next(%d, %d) is %d, want %d", lo, hi, got, want)
		}
		want = hi - 1
		for want >= lo && !b.has(want) {
			want--
		}
		if got := b.last(hi, lo); got != want && (got >= lo || want >= lo) {
			t.Fatalf("last(%d, %d) is %d, want %d", hi, lo, got, want)
		}
	}
}
