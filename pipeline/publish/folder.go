package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mahdar/pipeline/swap"
)

// folder is a folder that a web server shows as a static site: one folder per package, a page that lists the tables of all of
// them, and a catalog that portals harvest.
//
// A package is put together in a hidden folder beside its place and moved there once it is whole. Files that did not change are linked,
// not copied, and files of others in the old folder stay.
type folder struct{ dir string }

func openFolder(rest string, _ Options) (Target, error) {
	if rest == "" {
		return nil, errors.New("folder: no path is named (want for example folder:site)")
	}
	dir, err := filepath.Abs(rest)
	if err != nil {
		return nil, err
	}
	return &folder{dir}, nil
}

// staging is where the package is put together. Its name does not change, so that a later try finds what an earlier one copied.
func (f *folder) staging(p *Package) string { return filepath.Join(f.dir, "."+p.Name+".publishing") }

func (f *folder) Plan(_ context.Context, p *Package) (*Plan, error) {
	if err := f.inspect(p); err != nil {
		return nil, fmt.Errorf("publish to %s: %w", f.dir, err)
	}
	place, staging := filepath.Join(f.dir, p.Name), f.staging(p)
	plan := &Plan{Notes: []string{"the site is " + filepath.Join(f.dir, pageName)}}
	finish := false
	for _, file := range p.Files {
		step := Step{Why: Unchanged, File: file.Path}
		switch have := hashOf(filepath.Join(place, filepath.FromSlash(file.Path))); {
		case have == file.SHA256:
		case hashOf(filepath.Join(staging, filepath.FromSlash(file.Path))) == file.SHA256: // an earlier try copied it
			finish = true
		default:
			step.Why = Changed
			if have == "" {
				step.Why = New
			}
			to := filepath.Join(staging, filepath.FromSlash(file.Path))
			step.Call = "copy to " + to
			step.do = func(ctx context.Context) error { return copyFile(ctx, p, file, to) }
			finish = true
		}
		plan.Steps = append(plan.Steps, step)
	}
	for _, name := range gone(place, p) {
		plan.Steps = append(plan.Steps, Step{Why: Gone, Call: "leave out " + filepath.Join(place, filepath.FromSlash(name)), File: name})
		finish = true
	}
	if finish {
		plan.Steps = append(plan.Steps, Step{
			Why: Finish, Call: "move " + staging + " to " + place, do: func(context.Context) error { return f.finish(p, place, staging) },
		})
	}
	if _, err := os.Lstat(staging); err == nil && !finish { // the old package, of a try that ended before it could remove it
		plan.Steps = append(plan.Steps, Step{Why: Finish, Call: "remove " + staging, do: func(context.Context) error { return os.RemoveAll(staging) }})
	}
	pages, err := f.pages(p)
	if err != nil {
		return nil, fmt.Errorf("publish to %s: %w", f.dir, err)
	}
	for _, page := range pages {
		to := filepath.Join(f.dir, page.name)
		step := Step{Why: Unchanged, File: page.name}
		old, err := os.ReadFile(to)
		if err != nil || !bytes.Equal(old, page.data) {
			step.Why = Changed
			if errors.Is(err, fs.ErrNotExist) {
				step.Why = New
			}
			step.Call = "write " + to
			step.do = func(context.Context) error { return writeWhole(to, page.data) }
		}
		plan.Steps = append(plan.Steps, step)
	}
	plan.begin = f.hold
	return plan, nil
}

// hold keeps other runs out of the folder while the steps are taken.
func (f *folder) hold() (func() error, error) {
	if err := os.MkdirAll(f.dir, 0o755); err != nil { //nolint:gosec // a site is for everybody
		return nil, err
	}
	lock, err := swap.Lock(f.dir)
	if err != nil {
		return nil, fmt.Errorf("another run publishes to %s: %w", f.dir, err)
	}
	return lock.Close, nil
}

// inspect refuses folders that hold something else than a site of packages.
func (f *folder) inspect(p *Package) error {
	if info, err := os.Stat(f.dir); err == nil && !info.IsDir() {
		return errors.New("a file of this name exists (want a folder)")
	}
	if _, err := os.Lstat(filepath.Join(f.dir, descriptorName)); err == nil {
		return errors.New("the folder is a data package itself (name the folder that shall hold packages)")
	}
	if raw, err := os.ReadFile(filepath.Join(f.dir, pageName)); err == nil && !bytes.Contains(raw, []byte(pageMark)) {
		return fmt.Errorf("%s there was not written by mahdar and would be lost (move it away, or name another folder)", pageName)
	}
	place := filepath.Join(f.dir, p.Name)
	entries, err := os.ReadDir(place)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(place, descriptorName)); err != nil {
		return fmt.Errorf("%s holds %s and no %s (move it away, or give the package another name)", p.Name, entries[0].Name(), descriptorName)
	}
	return nil
}

// gone returns what the package at place has and p lacks; nothing when there is no package.
func gone(place string, p *Package) []string {
	old, err := list(place)
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range old.Files {
		if !slices.ContainsFunc(p.Files, func(g File) bool { return g.Path == f.Path }) {
			names = append(names, f.Path)
		}
	}
	return names
}

// finish makes the staged package whole and puts it in its place.
func (f *folder) finish(p *Package, place, staging string) error {
	if err := swap.Recover(place); err != nil {
		return err
	}
	left := gone(place, p)
	if err := tidy(staging, p); err != nil {
		return err
	}
	for _, file := range p.Files {
		name := filepath.FromSlash(file.Path)
		to := filepath.Join(staging, name)
		if _, err := os.Lstat(to); err == nil {
			continue
		}
		if err := link(filepath.Join(place, name), to); err != nil {
			return err
		}
	}
	err := filepath.WalkDir(place, func(from string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // there is no old package
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(place, from)
		if err != nil || slices.Contains(left, filepath.ToSlash(name)) {
			return err
		}
		to := filepath.Join(staging, name)
		if _, err := os.Lstat(to); err == nil {
			return nil
		}
		return link(from, to)
	})
	if err != nil {
		return err
	}
	for _, file := range p.Files { // what somebody changed at the target since the plan was made
		if hashOf(filepath.Join(staging, filepath.FromSlash(file.Path))) != file.SHA256 {
			return fmt.Errorf("%s changed at the target (publish again)", file.Path)
		}
	}
	err = filepath.WalkDir(staging, func(at string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return swap.Sync(at)
	})
	if err != nil {
		return err
	}
	if err := swap.Folder(staging, place); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(staging), swap.Sync(f.dir))
}

// tidy removes from the staging folder what an earlier try left that is not, or not any more, a file of the package.
func tidy(staging string, p *Package) error {
	return filepath.WalkDir(staging, func(at string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return os.Mkdir(staging, 0o755) //nolint:gosec // a site is for everybody
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(staging, at)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Files, func(f File) bool { return f.Path == filepath.ToSlash(name) })
		if i >= 0 && hashOf(at) == p.Files[i].SHA256 {
			return nil
		}
		return os.Remove(at)
	})
}

// link gives a file a second name; where the system cannot, it is copied.
func link(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // a site is for everybody
		return err
	}
	if os.Link(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read only
	return write(to, in)
}

func copyFile(ctx context.Context, p *Package, f File, to string) error {
	in, err := p.openSame(f)
	if err != nil {
		return err
	}
	defer in.Close()                                             //nolint:errcheck // it was read only
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // a site is for everybody
		return err
	}
	return write(to, reader{ctx, in})
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	in  io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(b)
}

// write puts a file on disk. One that stands there is taken away first, since it may be linked to the file of an older package.
func write(to string, in io.Reader) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // a site is for everybody
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// writeWhole puts a file in its place once it is on disk.
func writeWhole(to string, data []byte) error {
	next := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".publishing")
	if err := write(next, bytes.NewReader(data)); err != nil {
		return err
	}
	return errors.Join(os.Rename(next, to), swap.Sync(filepath.Dir(to)))
}

// hashOf returns the SHA-256 of a file, empty when it cannot be read.
func hashOf(name string) string {
	in, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer in.Close() //nolint:errcheck // it was read only
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
