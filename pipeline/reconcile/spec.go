package reconcile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"

	"mahdar/schemas"
)

// Spec says how the claims of each table join into rows and which checks run over them.
type Spec struct {
	Tables []TableSpec `yaml:"tables"`
}

// TableSpec is the part of one table.
type TableSpec struct {
	Name        string   `yaml:"name"`
	Identity    []string `yaml:"identity"`     // claims that agree on these are one row
	Exact       []string `yaml:"exact"`        // of these, the ones where null agrees with null only
	Conflict    []string `yaml:"conflict"`     // claims that differ on these are two rows
	Need        []string `yaml:"need"`         // a row without one of these is none
	Similar     string   `yaml:"similar"`      // a name column where one name may hold the other
	Alias       string   `yaml:"alias"`        // a hint with the code of the body that the similar column names
	EntityFirst bool     `yaml:"entity_first"` // names of one entity agree, whatever their spelling
	Derive      []Derive `yaml:"derive"`
	Refs        []Ref    `yaml:"refs"`
}

// Derive computes a column: others_false, rank or polarity.
type Derive struct {
	Column string   `yaml:"column"`
	Op     string   `yaml:"op"`
	By     []string `yaml:"by"`
	Within []string `yaml:"within"`
	From   string   `yaml:"from"`
}

// Ref fills the id of a row of another table: the row whose column By is what the claim has under From, else, where it is
// nearest, the last row that the text tells of before the claim, or else, where the claim has something under Later, the first.
type Ref struct {
	Column  string `yaml:"column"`
	Table   string `yaml:"table"`
	By      string `yaml:"by"`
	From    string `yaml:"from"`
	Nearest bool   `yaml:"nearest"`
	Later   string `yaml:"later"`
}

// LoadSpec reads the file at path of fsys and checks it against the schemas. All errors are returned at once.
func LoadSpec(fsys fs.FS, path string, set *schemas.Set) (*Spec, error) {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	var s Spec
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var errs []error
	for _, t := range s.Tables {
		sc := set.Table(t.Name)
		if sc == nil {
			errs = append(errs, fmt.Errorf("%s: tables: unknown table %q", path, t.Name))
			continue
		}
		for _, list := range [][]string{t.Identity, t.Exact, t.Conflict, t.Need} {
			for _, c := range list {
				if sc.Index(c) < 0 {
					errs = append(errs, fmt.Errorf("%s: table %s: unknown column %q", path, t.Name, c))
				}
			}
		}
		for _, d := range t.Derive {
			switch d.Op {
			case "others_false", "rank", "polarity":
			default:
				errs = append(errs, fmt.Errorf("%s: table %s: unknown op %q (want others_false, rank or polarity)", path, t.Name, d.Op))
			}
		}
	}
	return &s, errors.Join(errs...)
}

func (s *Spec) table(name string) TableSpec {
	for _, t := range s.Tables {
		if t.Name == name {
			return t
		}
	}
	return TableSpec{Name: name}
}
