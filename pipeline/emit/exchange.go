package emit

import (
	"errors"
	"os"
	"path/filepath"

	"mahdar/pipeline/exchange"
	"mahdar/schemas"
)

// exchangeFile writes rows in the words of another standard.
type exchangeFile struct {
	writer interface {
		Add(t *schemas.Table, values []any) error
		Close() error
	}
	files []volumeFile
	spool *os.File // nil for none
}

func openNIST(dir string, o *Options) (volume, error) {
	x := &exchangeFile{}
	err := x.create(dir, "nist-election-results", "data/nist/election-results.json", "Election results report (NIST SP 1500-100 v2)")
	if err == nil {
		err = x.create(dir, "nist-losses", "data/nist/losses.json", "What the election results report cannot hold")
	}
	if err == nil {
		x.writer, err = exchange.NewNIST(x.files[0], x.files[1], exchange.About{Name: o.Name, Title: o.Title, Publisher: o.About.Publisher.Name, Published: o.About.Published})
	}
	return x.opened(err)
}

func openPopolo(dir string, _ *Options) (volume, error) {
	x := &exchangeFile{}
	err := x.create(dir, "popolo", "data/popolo/popolo.json", "Persons, organizations, memberships and events (Popolo)")
	if err == nil {
		x.spool, err = os.CreateTemp(filepath.Join(dir, spoolFolder), "memberships-")
	}
	if err == nil {
		x.writer, err = exchange.NewPopolo(x.files[0], x.spool)
	}
	return x.opened(err)
}

func (x *exchangeFile) opened(err error) (volume, error) {
	if err != nil {
		x.abandon()
		return nil, err
	}
	return x, nil
}

func (x *exchangeFile) create(dir, name, path, title string) error {
	if _, err := makeFolder(dir, path); err != nil {
		return err
	}
	f, err := createFile(dir, path, "json")
	if err == nil {
		x.files = append(x.files, volumeFile{file: f, name: name, title: title, mediaType: "application/json"})
	}
	return err
}

func (x *exchangeFile) fit(*schemas.Table, []any) error { return nil }

func (x *exchangeFile) write(t *schemas.Table, values []any) error { return x.writer.Add(t, values) }

// learn passes on what one report calls an entity, where the standard asks for it.
func (x *exchangeFile) learn(t *schemas.Table, values []any) {
	if l, ok := x.writer.(interface {
		Learn(t *schemas.Table, values []any)
	}); ok {
		l.Learn(t, values)
	}
}

func (x *exchangeFile) close() ([]volumeFile, error) {
	err := x.writer.Close()
	for _, f := range x.files {
		err = errors.Join(err, f.close())
	}
	if x.spool != nil {
		err = errors.Join(err, x.spool.Close(), os.Remove(x.spool.Name()))
	}
	return x.files, err
}

func (x *exchangeFile) abandon() {
	for _, f := range x.files {
		f.abandon()
	}
	if x.spool != nil {
		_ = x.spool.Close()
	}
}
