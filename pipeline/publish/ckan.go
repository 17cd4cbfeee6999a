package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// ckan is a CKAN portal. The package is a dataset, its files are resources; both are known by their names.
//
// A new dataset is a draft and private until all files are there. CKAN heeds the first only of administrators and the second only of
// datasets that an organization owns, so both are said.
//
// Source: CKAN 2.12, API guide and ckan/logic/{action,schema,validators}.
type ckan struct {
	client
	base         string // address of the actions, with a slash at the end
	site         string
	organization string
	prune        bool
}

// markKey names the extra that a dataset has while it is published for the first time: what is private without it was made so by others.
const markKey = "mahdar_unfinished"

func openCKAN(rest string, o Options) (Target, error) {
	site, err := portalOf("ckan", rest, o)
	if err != nil {
		return nil, err
	}
	token := o.Getenv("CKAN_TOKEN")
	if token == "" {
		return nil, errors.New("ckan: the variable CKAN_TOKEN must hold an API token of the portal")
	}
	return &ckan{
		client: newClient(o, o.TokenHeader, token, token),
		base:   site.String() + "/api/3/action/", site: site.String(), organization: o.Organization, prune: o.Prune,
	}, nil
}

// dataset is what is read of a dataset.
type dataset struct {
	ID        string         `json:"id"`
	State     string         `json:"state"`
	Private   bool           `json:"private"`
	Title     string         `json:"title"`
	Notes     string         `json:"notes"`
	Version   string         `json:"version"`
	License   string         `json:"license_id"`
	Author    string         `json:"author"`
	Tags      []ckanTag      `json:"tags"`
	Extras    []ckanExtra    `json:"extras"`
	Resources []ckanResource `json:"resources"`
}

type ckanTag struct {
	Name string `json:"name"`
}

type ckanExtra struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type ckanResource struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Hash    string `json:"hash"`
	URLType string `json:"url_type"`
}

func (d *dataset) unfinished() bool {
	return slices.ContainsFunc(d.Extras, func(e ckanExtra) bool { return e.Key == markKey })
}

// is tells whether the resource holds the file. Programs of portals that load tables into a database put an MD5 in the place of our hash.
func (r *ckanResource) is(f File) bool { return r.Hash == "sha256:"+f.SHA256 || r.Hash == f.MD5 }

func (c *ckan) Plan(ctx context.Context, p *Package) (*Plan, error) {
	name, err := DatasetName(p.Name)
	if err != nil {
		return nil, err
	}
	have, err := c.show(ctx, name)
	if err != nil {
		return nil, err
	}
	plan := &Plan{Notes: []string{"the dataset is at " + c.site + "/dataset/" + name}}
	if have == nil {
		plan.Steps = append(plan.Steps, Step{Why: New, Call: "POST " + c.base + "package_create", do: func(ctx context.Context) error {
			return c.create(ctx, p, name)
		}})
		have = &dataset{State: "draft"}
	}
	if have.State == "deleted" {
		return nil, fmt.Errorf("the dataset %s is in the trash of the portal (restore it, or empty the trash)", name)
	}
	seen := map[string]bool{}
	for _, r := range have.Resources {
		if seen[r.Name] && slices.ContainsFunc(p.Files, func(f File) bool { return f.Path == r.Name }) {
			return nil, fmt.Errorf("the dataset %s has two resources of the name %s (delete one of them)", name, r.Name)
		}
		seen[r.Name] = true
	}
	for _, f := range p.Files {
		step := Step{Why: Unchanged, File: f.Path}
		i := slices.IndexFunc(have.Resources, func(r ckanResource) bool { return r.Name == f.Path })
		switch {
		case i < 0:
			step.Why, step.Call = New, "POST "+c.base+"resource_create"
			step.do = func(ctx context.Context) error { return c.upload(ctx, p, f, name) }
		case !have.Resources[i].is(f):
			step.Why, step.Call = Changed, "POST "+c.base+"resource_patch id="+have.Resources[i].ID
			step.do = func(ctx context.Context) error { return c.upload(ctx, p, f, name) }
		}
		plan.Steps = append(plan.Steps, step)
	}
	if c.prune {
		plan.Steps = append(plan.Steps, c.gone(p, have)...)
	}
	if want := about(p); plan.Calls() > 0 || have.State != "active" || have.unfinished() || !want.same(have) {
		plan.Steps = append(plan.Steps, Step{Why: Finish, Call: "POST " + c.base + "package_patch id=" + name, do: func(ctx context.Context) error {
			return c.finish(ctx, name, want)
		}})
	}
	return plan, nil
}

// DatasetName returns the name of a package as CKAN takes it.
func DatasetName(s string) (string, error) {
	name := strings.ReplaceAll(s, ".", "-")
	if len(name) < 2 || len(name) > 100 {
		return "", fmt.Errorf("the package name %q: CKAN wants 2 to 100 characters (emit.name sets it)", s)
	}
	return name, nil
}

// about returns what the dataset says of the package.
func about(p *Package) *dataset {
	d := &dataset{Title: p.Title, Notes: p.Description, Version: p.Version, License: p.Licence, Author: strings.Join(p.Creators, ", "), Tags: []ckanTag{}}
	for _, k := range p.Keywords {
		tag := strings.Map(func(r rune) rune { // what the validator of CKAN lets through
			if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_.", r) {
				return r
			}
			return '-'
		}, k)
		if n := len([]rune(tag)); n >= 2 && n <= 100 && !slices.Contains(d.Tags, ckanTag{tag}) {
			d.Tags = append(d.Tags, ckanTag{tag})
		}
	}
	return d
}

// same tells whether the portal says the same of the package.
func (d *dataset) same(have *dataset) bool {
	names := func(tags []ckanTag) []ckanTag {
		return slices.SortedFunc(slices.Values(tags), func(a, b ckanTag) int { return cmp.Compare(a.Name, b.Name) })
	}
	return d.Title == have.Title && d.Notes == have.Notes && d.Version == have.Version && d.License == have.License && d.Author == have.Author &&
		slices.Equal(names(d.Tags), names(have.Tags))
}

func (d *dataset) fields() map[string]any {
	return map[string]any{"title": d.Title, "notes": d.Notes, "version": d.Version, "license_id": d.License, "author": d.Author, "tags": d.Tags}
}

// show returns a dataset, nil when there is none.
func (c *ckan) show(ctx context.Context, name string) (*dataset, error) {
	var answer struct {
		Result *dataset `json:"result"`
	}
	address := c.base + "package_show?id=" + url.QueryEscape(name)
	err := c.send(ctx, http.MethodGet, address, body{}, &answer)
	switch {
	case refused(err, http.StatusNotFound) && isCKAN(err):
		return nil, nil
	case refused(err, http.StatusForbidden):
		return nil, fmt.Errorf("GET %s: %w (is CKAN_TOKEN right, in the right header, and may it see the dataset?)", address, err)
	case err != nil:
		return nil, fmt.Errorf("GET %s: %w", address, err)
	case answer.Result == nil:
		return nil, fmt.Errorf("GET %s: no CKAN portal answers here", address)
	}
	return answer.Result, nil
}

// isCKAN tells whether the answer comes from CKAN's API, not from another server that knows no such page.
func isCKAN(err error) bool {
	var r *refusal
	return errors.As(err, &r) && json.Valid([]byte(r.text)) && strings.Contains(r.text, `"success"`)
}

// create makes the dataset, hidden until it is finished.
func (c *ckan) create(ctx context.Context, p *Package, name string) error {
	fields := about(p).fields()
	fields["name"], fields["state"] = name, "draft"
	fields["extras"] = []ckanExtra{{markKey, "true"}}
	if c.organization != "" {
		fields["owner_org"], fields["private"] = c.organization, true
	}
	return c.retry.do(ctx, "package_create", func(first bool) error {
		if !first { // an earlier try may have made it
			if have, err := c.show(ctx, name); err != nil || have != nil {
				return err
			}
		}
		return c.post(ctx, "package_create", fields)
	})
}

func (c *ckan) post(ctx context.Context, action string, fields map[string]any) error {
	b, err := asJSON(fields)
	if err != nil {
		return err
	}
	return c.act(ctx, action, b)
}

// act sends an action and tells what may mend a refusal.
func (c *ckan) act(ctx context.Context, action string, b body) error {
	err := c.send(ctx, http.MethodPost, c.base+action, b, nil)
	switch {
	case refused(err, http.StatusForbidden):
		return fmt.Errorf("%w (is CKAN_TOKEN right, in the right header, and may its user change the dataset?)", err)
	case refused(err, http.StatusConflict) && strings.Contains(err.Error(), "owner_org"):
		return fmt.Errorf("%w (--organization names one)", err)
	}
	return err
}

// upload brings a file, into the resource of its name where there is one.
func (c *ckan) upload(ctx context.Context, p *Package, f File, name string) error {
	in, err := p.openSame(f)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read only
	return c.retry.do(ctx, f.Path, func(bool) error {
		have, err := c.show(ctx, name)
		if err != nil {
			return err
		}
		if have == nil {
			return fmt.Errorf("the dataset %s is gone (publish again)", name)
		}
		action := "resource_create"
		fields := [][2]string{{"package_id", have.ID}, {"name", f.Path}, {"format", f.Format}, {"description", f.describe()}}
		if i := slices.IndexFunc(have.Resources, func(r ckanResource) bool { return r.Name == f.Path }); i >= 0 {
			if have.Resources[i].is(f) {
				return nil // an earlier try brought it
			}
			action, fields = "resource_patch", [][2]string{{"id", have.Resources[i].ID}}
		}
		media, _, _ := strings.Cut(f.MediaType, ";")
		b, err := asForm(append(fields, [2]string{"mimetype", media}, [2]string{"hash", "sha256:" + f.SHA256}), f, in)
		if err != nil {
			return err
		}
		return c.act(ctx, action, b)
	})
}

// describe returns what people read about the file.
func (f File) describe() string {
	if f.Text == "" {
		return f.Title
	}
	return f.Title + ". " + f.Text
}

// gone returns steps that remove the resources of files that the package no longer has. Links and files of others stay.
func (c *ckan) gone(p *Package, have *dataset) []Step {
	var steps []Step
	for _, r := range have.Resources {
		ours := strings.HasPrefix(r.Hash, "sha256:") || strings.HasPrefix(r.Name, "data/")
		if !ours || r.URLType != "upload" || slices.ContainsFunc(p.Files, func(f File) bool { return f.Path == r.Name }) {
			continue
		}
		steps = append(steps, Step{Why: Gone, Call: "POST " + c.base + "resource_delete id=" + r.ID, File: r.Name, do: func(ctx context.Context) error {
			return c.retry.do(ctx, "resource_delete", func(first bool) error {
				err := c.post(ctx, "resource_delete", map[string]any{"id": r.ID})
				if !first && refused(err, http.StatusNotFound) {
					return nil // an earlier try removed it
				}
				return err
			})
		}})
	}
	return steps
}

// finish says what the package is, and shows the dataset to everybody when it was made here.
func (c *ckan) finish(ctx context.Context, name string, want *dataset) error {
	return c.retry.do(ctx, "package_patch", func(bool) error {
		have, err := c.show(ctx, name)
		if err != nil {
			return err
		}
		if have == nil {
			return fmt.Errorf("the dataset %s is gone (publish again)", name)
		}
		fields := want.fields()
		fields["id"], fields["state"] = have.ID, "active"
		if have.unfinished() {
			fields["private"] = false
			fields["extras"] = slices.DeleteFunc(slices.Clone(have.Extras), func(e ckanExtra) bool { return e.Key == markKey })
		}
		return c.post(ctx, "package_patch", fields)
	})
}
