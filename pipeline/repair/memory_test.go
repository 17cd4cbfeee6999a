package repair_test

import (
	"reflect"
	"sync"
	"testing"

	"mahdar/pipeline/damage"
	"mahdar/pipeline/repair"
	"mahdar/pipeline/wordlist"
)

// TestMemory repairs several reports with one stage, in turn and at once: what it remembers of one must change nothing in another.
func TestMemory(t *testing.T) {
	var texts []string
	clean := varied(t, 6000)
	for i, classes := range [][]damage.Class{nil, damage.Justified(), {damage.Split, damage.Glue}, {damage.Swap}, {damage.LamAlef, damage.Initial}, {damage.Visual, damage.Forms}, {damage.Pages}} {
		texts = append(texts, damage.Apply(clean[:len(clean)*(i+2)/9], damage.Options{Seed: uint64(i), Classes: classes}))
	}
	list := wordlist.New()
	s := repair.New(repair.Settings{Words: list})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for _, text := range texts {
				src, again := source(text), source(text)
				if got, want := s.Repair(&src), repair.New(repair.Settings{Words: list}).Repair(&again); !reflect.DeepEqual(got, want) {
					t.Errorf("after others the text is repaired another way: %d edits, alone %d", len(got.Edits), len(want.Edits))
				}
			}
		})
	}
	wg.Wait()
}
