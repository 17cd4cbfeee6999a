package names

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

// Authority is what people have decided about names: which are one bearer's and which are not, and who the bearers are. It does not
// change once loaded; the zero value knows nothing.
type Authority struct {
	same      map[string]string  // name → a name of the same bearer, or itself; a forest
	different map[[2]string]bool // of names, both orders
	split     map[string]bool    // names that are parted from another with the same key
	record    map[string]*record // by root
}

// record is a line of an authority list.
type record struct{ id, canonical, english, wikidata string }

// judgementFile is the shape of a file of judgements.
type judgementFile struct {
	Judgements []struct {
		Names   []string `yaml:"names"`   // two or more
		Verdict string   `yaml:"verdict"` // same or different: each from each other
		Why     string   `yaml:"why"`
		By      string   `yaml:"by"`
	} `yaml:"judgements"`
}

// LoadAuthority reads files of judgements (YAML) and lists of authority (CSV with the columns id, names, and if wanted name_en and
// wikidata_id; names are parted by a bar, the first is the canonical one). It returns all that is wrong at once.
func LoadAuthority(judgements, lists []string) (*Authority, error) {
	a := &Authority{same: map[string]string{}, different: map[[2]string]bool{}, split: map[string]bool{}, record: map[string]*record{}}
	var errs []error
	for _, path := range lists {
		if err := a.readList(path); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
		}
	}
	for _, path := range judgements {
		if err := a.readJudgements(path); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
		}
	}
	return a, errors.Join(errs...)
}

func (a *Authority) readJudgements(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var f judgementFile
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	var errs []error
	fail := func(i int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("judgements[%d]: "+format, append([]any{i}, args...)...))
	}
	for i, j := range f.Judgements {
		if len(j.Names) < 2 {
			fail(i, "names: want two or more")
		}
		if j.Why == "" || j.By == "" {
			fail(i, "want why and by")
		}
		switch j.Verdict {
		case "same":
			for _, n := range j.Names[min(1, len(j.Names)):] {
				a.join(plain(j.Names[0]), plain(n))
			}
		case "different":
			for _, x := range j.Names {
				for _, y := range j.Names {
					if x != y {
						a.different[[2]string{plain(x), plain(y)}] = true
						a.split[plain(x)] = true
					}
				}
			}
		default:
			fail(i, "verdict: unknown %q (want same or different)", j.Verdict)
		}
	}
	for pair := range a.different {
		if a.root(pair[0]) == a.root(pair[1]) && pair[0] < pair[1] {
			errs = append(errs, fmt.Errorf("%q and %q are judged both the same and different", pair[0], pair[1]))
		}
	}
	return errors.Join(errs...)
}

func (a *Authority) readList(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("read the header: %w", err)
	}
	at := map[string]int{}
	for i, c := range header {
		switch c {
		case "id", "names", "name_en", "wikidata_id":
			at[c] = i
		default:
			return fmt.Errorf("line 1: unknown column %q (want id, names, name_en, wikidata_id)", c)
		}
	}
	if _, ok := at["names"]; !ok {
		return errors.New("line 1: the column names is missing")
	}
	cell := func(row []string, column string) string {
		if i, ok := at[column]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		list := strings.Split(cell(row, "names"), "|")
		first := plain(list[0])
		if first == "" {
			return fmt.Errorf("line %d: no name", line)
		}
		for _, n := range list[1:] {
			a.join(first, plain(n))
		}
		a.record[a.root(first)] = &record{cell(row, "id"), strings.TrimSpace(list[0]), cell(row, "name_en"), cell(row, "wikidata_id")}
	}
}

// plain is the form under which judgements know a name: letters folded, marks and particles aside.
func plain(s string) string { return strings.Join(Parse(s).words, " ") }

func (a *Authority) root(name string) string {
	for {
		up, ok := a.same[name]
		if !ok || up == name {
			return name
		}
		name = up
	}
}

// join makes two names one bearer's. The record of either stays.
func (a *Authority) join(x, y string) {
	rx, ry := a.root(x), a.root(y)
	if rx == ry {
		a.same[rx] = rx
		return
	}
	a.same[ry], a.same[rx] = rx, rx
	if r := a.record[ry]; r != nil && a.record[rx] == nil {
		a.record[rx] = r
	}
}

// Verdict tells what was decided about two names: true for one bearer, false for two.
func (a *Authority) Verdict(x, y string) (same, known bool) {
	if a == nil || len(a.same) == 0 && len(a.different) == 0 {
		return false, false
	}
	px, py := plain(x), plain(y)
	if a.different[[2]string{px, py}] {
		return false, true
	}
	_, ok := a.same[px]
	return true, ok && a.root(px) == a.root(py)
}

// Key returns the text that the id of a bearer is made from: the same for all spellings of a name, in either script, and for the names
// that were decided to be one bearer's.
func (a *Authority) Key(name string) string {
	n := Parse(name)
	if a != nil {
		p := strings.Join(n.words, " ")
		if _, ok := a.same[p]; ok || a.record[p] != nil {
			root := a.root(p)
			if r := a.record[root]; r != nil && r.id != "" {
				return "id:" + r.id
			}
			return Parse(root).Key()
		}
		if a.split[p] {
			return n.Key() + "#" + p
		}
	}
	return n.Key()
}

// Record returns what the lists of authority say of a bearer, empty for nothing.
func (a *Authority) Record(name string) (canonical, english, id string) {
	if a == nil || len(a.record) == 0 {
		return "", "", ""
	}
	if r := a.record[a.root(plain(name))]; r != nil {
		return r.canonical, r.english, r.wikidata
	}
	return "", "", ""
}
