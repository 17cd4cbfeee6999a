package emit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mahdar/pipeline/describe"
	"mahdar/pipeline/swap"
)

// place is where a package is written, and where it goes once it is whole.
type place struct {
	dir       string // of the package, absolute
	parent    string
	temporary string   // hidden sibling of dir, so that it can be renamed over it
	lock      *os.File // held on temporary: tells a run at work from one that was killed
}

const (
	descriptorName = "datapackage.json"
	partial        = ".partial-"
)

func openPlace(dir string) (*place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	p := &place{dir: dir, parent: filepath.Dir(dir)}
	if err := os.MkdirAll(p.parent, 0o755); err != nil {
		return nil, err
	}
	if err := p.recover(); err != nil {
		return nil, err
	}
	if err := p.inspect(); err != nil {
		return nil, err
	}
	if p.temporary, err = os.MkdirTemp(p.parent, p.hidden(partial)+"*"); err != nil {
		return nil, fmt.Errorf("the folder %s cannot be written: %w", p.parent, err)
	}
	if p.lock, err = swap.Lock(p.temporary); err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.temporary))
	}
	for _, sub := range []string{"data", spoolFolder} {
		if err := os.Mkdir(filepath.Join(p.temporary, sub), 0o755); err != nil {
			return nil, errors.Join(err, p.discard())
		}
	}
	return p, os.Chmod(p.temporary, 0o755)
}

func (p *place) hidden(suffix string) string { return "." + filepath.Base(p.dir) + suffix }

// recover removes what killed runs left behind. A package that was moved away and not replaced comes back.
func (p *place) recover() error {
	if err := swap.Recover(p.dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(p.parent)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), p.hidden(partial)) {
			continue
		}
		path := filepath.Join(p.parent, e.Name())
		lock, err := swap.Lock(path)
		if err != nil {
			continue // a run is at work in it
		}
		if err := errors.Join(os.RemoveAll(path), lock.Close()); err != nil {
			return fmt.Errorf("remove what an earlier run left: %w", err)
		}
	}
	return nil
}

// inspect refuses a folder that no data package can take the place of.
func (p *place) inspect() error {
	info, err := os.Stat(p.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("a file of this name exists (want a folder)")
	}
	if isMount(p.dir, p.parent) {
		return errors.New("the folder is a mount point and cannot be replaced (name a folder inside it)")
	}
	if err := canWrite(p.dir); err != nil {
		return fmt.Errorf("the folder cannot be written: %w", err)
	}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(p.dir, descriptorName)); err != nil {
		return fmt.Errorf("the folder holds %s and no %s (want a data package, an empty folder or a new name)", entries[0].Name(), descriptorName)
	}
	return nil
}

// publish puts the temporary folder in the place of the package. Files of others that stand beside the old descriptor stay.
func (p *place) publish() error {
	err := os.RemoveAll(filepath.Join(p.temporary, spoolFolder))
	if err == nil {
		err = p.keepForeign()
	}
	if err == nil {
		err = errors.Join(swap.Sync(filepath.Join(p.temporary, "data")), swap.Sync(p.temporary))
	}
	if err == nil {
		err = swap.Folder(p.temporary, p.dir)
	}
	if err != nil {
		return errors.Join(err, p.discard())
	}
	return errors.Join(swap.Sync(p.parent), p.discard())
}

// keepForeign links what is not emit's own from the old package into the new one.
func (p *place) keepForeign() error {
	entries, err := os.ReadDir(p.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == "data" || e.Name() == descriptorName || slices.Contains(describe.Paths(), e.Name()) {
			continue
		}
		if err := link(filepath.Join(p.dir, e.Name()), filepath.Join(p.temporary, e.Name())); err != nil {
			return fmt.Errorf("keep %s: %w", e.Name(), err)
		}
	}
	return nil
}

func link(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if e.IsDir() {
			return os.Mkdir(target, 0o755)
		}
		return os.Link(path, target)
	})
}

// discard removes what stands under the temporary name: the unfinished package, or after an exchange the old one.
func (p *place) discard() error {
	err := os.RemoveAll(p.temporary)
	if p.lock != nil {
		err = errors.Join(err, p.lock.Close())
		p.lock = nil
	}
	return err
}
