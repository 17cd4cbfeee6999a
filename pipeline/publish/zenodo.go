package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// zenodo is Zenodo, its sandbox, or another repository of InvenioRDM. The package is a record, known by the identifier urn:mahdar:NAME
// among its metadata; each published version of the package is a version of the record, and what is not published yet its draft.
//
// Source: InvenioRDM REST API, "Drafts and Records"; invenio-drafts-resources 11 and invenio-rdm-records 36.
type zenodo struct {
	client
	api     string // address, without a slash at the end
	publish bool
}

// MaxRecordFiles is how many files Zenodo takes in one record.
const MaxRecordFiles = 100

func openZenodo(rest string, o Options) (Target, error) {
	address := rest
	switch rest {
	case "":
		address = "https://zenodo.org"
	case "sandbox":
		address = "https://sandbox.zenodo.org"
	}
	site, err := portalOf("zenodo", address, o)
	if err != nil {
		return nil, err
	}
	token := o.Getenv("ZENODO_TOKEN")
	if token == "" {
		return nil, errors.New("zenodo: the variable ZENODO_TOKEN must hold a token of the repository (the sandbox has tokens of its own)")
	}
	c := newClient(o, "Authorization", "Bearer "+token, token)
	c.accept = "application/vnd.inveniordm.v1+json, application/json;q=0.9" // Zenodo answers in an older form otherwise
	return &zenodo{client: c, api: site.String() + "/api", publish: o.Publish}, nil
}

// record is what is read of a record or a draft.
type record struct {
	ID        string `json:"id"`
	Published bool   `json:"is_published"`
	Parent    struct {
		ID string `json:"id"`
	} `json:"parent"`
	Metadata map[string]any `json:"metadata"`
	Links    struct {
		Page string `json:"self_html"`
	} `json:"links"`
	Errors []struct {
		Field    string   `json:"field"`
		Messages []string `json:"messages"`
	} `json:"errors"`
}

// entry is a file of a record.
type entry struct {
	Key      string `json:"key"`
	Checksum string `json:"checksum"` // "md5:" and the sum
	Status   string `json:"status"`   // "completed" once it is whole
}

func (e entry) is(f File) bool { return e.Status == "completed" && e.Checksum == "md5:"+f.MD5 }

// deposit is one publishing: the draft that its steps work on.
type deposit struct {
	*zenodo
	p     *Package
	draft string // id of the draft; empty until it is made
}

func (z *zenodo) Plan(ctx context.Context, p *Package) (*Plan, error) {
	names, err := flatNames(p)
	if err != nil {
		return nil, err
	}
	about, err := metadata(p)
	if err != nil {
		return nil, err
	}
	latest, draft, err := z.find(ctx, p)
	if err != nil {
		return nil, err
	}
	d, plan := &deposit{zenodo: z, p: p}, &Plan{}
	have := map[string]entry{}
	if latest != nil {
		if have, err = z.entries(ctx, z.api+"/records/"+latest.ID+"/files"); err != nil {
			return nil, err
		}
		if z.same(p, names, have) {
			for _, f := range p.Files {
				plan.Steps = append(plan.Steps, Step{Why: Unchanged, File: f.Path})
			}
			plan.Notes = append(plan.Notes, "the record is at "+latest.Links.Page)
			return plan, nil
		}
	}
	add := func(why Why, call, file string, do func(context.Context) error) {
		plan.Steps = append(plan.Steps, Step{Why: why, Call: call, File: file, do: do})
	}
	address := z.api + "/records/{id}/draft" // of a draft that is not made yet
	fill := func() {
		add(New, "POST "+address+"/actions/files-import", "", d.importFiles)
	}
	switch {
	case draft != nil:
		d.draft, address = draft.ID, z.api+"/records/"+draft.ID+"/draft"
		files, err := z.entries(ctx, address+"/files")
		if err != nil {
			return nil, err
		}
		if len(files) == 0 && len(have) > 0 {
			fill()
		} else {
			have = files
		}
	case latest != nil:
		call := z.api + "/records/" + latest.ID + "/versions"
		add(New, "POST "+call, "", func(ctx context.Context) error { return d.newVersion(ctx, call) })
		fill()
	default:
		add(New, "POST "+z.api+"/records", "", func(ctx context.Context) error { return d.create(ctx, about) })
	}
	for _, f := range p.Files {
		key := names[f.Path]
		switch e, ok := have[key]; {
		case ok && e.is(f):
			add(Unchanged, "", f.Path, nil)
		case ok:
			add(Changed, "PUT "+address+"/files/"+key+"/content", f.Path, func(ctx context.Context) error { return d.upload(ctx, f, key) })
		default:
			add(New, "PUT "+address+"/files/"+key+"/content", f.Path, func(ctx context.Context) error { return d.upload(ctx, f, key) })
		}
	}
	wanted := slices.Collect(maps.Values(names))
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if !slices.Contains(wanted, key) {
			add(Gone, "DELETE "+address+"/files/"+key, key, func(ctx context.Context) error { return d.remove(ctx, key) })
		}
	}
	if latest != nil && draft == nil || draft != nil && !holds(draft.Metadata, about) {
		add(Changed, "PUT "+address, "", func(ctx context.Context) error { return d.describe(ctx, about) })
	}
	if z.publish {
		add(Finish, "POST "+address+"/actions/publish", "", d.finish)
		plan.Notes = append(plan.Notes, "the record is among "+z.site()+"/me/uploads")
	} else {
		plan.Notes = append(plan.Notes, "the draft is among "+z.site()+"/me/uploads; --publish publishes it, which cannot be undone")
	}
	return plan, nil
}

func (z *zenodo) site() string { return strings.TrimSuffix(z.api, "/api") }

// flatNames returns the name of each file in the record, which has no folders.
func flatNames(p *Package) (map[string]string, error) {
	if n := len(p.Files); n > MaxRecordFiles {
		return nil, fmt.Errorf("the package has %d files, and Zenodo takes %d (emit.formats and emit.descriptors make it smaller)", n, MaxRecordFiles)
	}
	names, taken := map[string]string{}, map[string]string{}
	for _, f := range p.Files {
		key := RecordKey(f.Path)
		if other, ok := taken[key]; ok {
			return nil, fmt.Errorf("%s and %s would both be %s in the record, which has no folders", other, f.Path, key)
		}
		names[f.Path], taken[key] = key, f.Path
	}
	return names, nil
}

// RecordKey returns the name that a file of a package has in a record, which has no folders.
func RecordKey(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, "data/"), "/", "-")
}

// urn is the identifier that the record is found by.
func (p *Package) urn() string { return "urn:mahdar:" + p.Name }

// metadata returns what the record says of the package, as JSON is read.
func metadata(p *Package) (map[string]any, error) {
	if len(p.Creators) == 0 {
		return nil, errors.New("a record needs creators, and the package names none (set emit.creators and emit.descriptors with dcat, and run again)")
	}
	if p.Published == "" {
		return nil, errors.New("a record needs a day of publication, and the package names none (set emit.published and emit.descriptors with dcat, and run again)")
	}
	type object = map[string]any
	m := object{
		"resource_type": object{"id": "dataset"}, "title": p.Title, "publication_date": p.Published,
		"publisher":   cmp.Or(p.Publisher, p.Creators[0]), // no DOI is registered without one
		"identifiers": []object{{"identifier": p.urn(), "scheme": "urn"}},
	}
	var creators, languages, subjects []object
	for _, c := range p.Creators {
		creators = append(creators, object{"person_or_org": object{"type": "organizational", "name": c}})
	}
	for _, l := range p.Languages {
		if base, confidence := language.Make(l).Base(); confidence != language.No {
			languages = append(languages, object{"id": base.ISO3()})
		}
	}
	for _, k := range p.Keywords {
		subjects = append(subjects, object{"subject": k})
	}
	m["creators"] = creators
	for key, list := range map[string][]object{"languages": languages, "subjects": subjects} {
		if len(list) > 0 {
			m[key] = list
		}
	}
	if p.Version != "" {
		m["version"] = p.Version
	}
	if p.Description != "" {
		m["description"] = html.EscapeString(p.Description)
	}
	switch {
	case strings.Contains(p.Licence, "://"):
		m["rights"] = []object{{"title": object{"en": p.Licence}, "link": p.Licence}}
	case p.Licence != "":
		m["rights"] = []object{{"id": strings.ToLower(p.Licence)}}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(raw, &out)
}

// holds tells whether have says all that want says. Repositories add to what they are told, such as titles of ids.
func holds(have, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		if !ok {
			return false
		}
		for k, v := range w {
			if !holds(h[k], v) {
				return false
			}
		}
		return true
	case []any:
		h, ok := have.([]any)
		if !ok || len(h) != len(w) {
			return false
		}
		for i := range w {
			if !holds(h[i], w[i]) {
				return false
			}
		}
		return true
	case string:
		h, ok := have.(string)
		return ok && html.UnescapeString(h) == html.UnescapeString(w)
	}
	return reflect.DeepEqual(have, want)
}

// same tells whether the files are those of the package.
func (z *zenodo) same(p *Package, names map[string]string, have map[string]entry) bool {
	return len(have) == len(p.Files) && !slices.ContainsFunc(p.Files, func(f File) bool { return !have[names[f.Path]].is(f) })
}

// call sends a request, with in as JSON unless that is nil.
func (z *zenodo) call(ctx context.Context, method, address string, in, out any) error {
	var b body
	if in != nil {
		var err error
		if b, err = asJSON(in); err != nil {
			return err
		}
	}
	err := z.send(ctx, method, address, b, out)
	if refused(err, http.StatusForbidden) || refused(err, http.StatusUnauthorized) {
		return fmt.Errorf("%w (is ZENODO_TOKEN right, of this repository, and may it write and publish deposits?)", err)
	}
	return err
}

// find returns the newest published version of the record and the draft, each nil where there is none.
func (z *zenodo) find(ctx context.Context, p *Package) (latest, draft *record, err error) {
	query := url.Values{"q": {`metadata.identifiers.identifier:"` + p.urn() + `"`}, "size": {"100"}, "allversions": {"true"}}
	address := z.api + "/user/records?" + query.Encode()
	var found struct {
		Hits *struct {
			Hits []record `json:"hits"`
		} `json:"hits"`
	}
	if err := z.call(ctx, http.MethodGet, address, nil, &found); err != nil {
		return nil, nil, fmt.Errorf("GET %s: %w", address, err)
	}
	if found.Hits == nil {
		return nil, nil, fmt.Errorf("GET %s: no InvenioRDM repository answers here", address)
	}
	parents := map[string]bool{}
	for _, r := range found.Hits.Hits {
		if !r.carries(p.urn()) {
			continue // the search is not exact
		}
		parents[r.Parent.ID] = true
		if r.Published {
			latest = &r
		} else {
			draft = &r
		}
	}
	if len(parents) > 1 {
		return nil, nil, fmt.Errorf("several records carry the identifier %s: %s (take it from all but one)", p.urn(), strings.Join(slices.Sorted(maps.Keys(parents)), ", "))
	}
	// The index is behind the truth for a while.
	if latest != nil {
		if latest, err = z.read(ctx, z.api+"/records/"+latest.ID+"/versions/latest"); err != nil {
			return nil, nil, err
		}
	}
	if draft != nil {
		if draft, err = z.read(ctx, z.api+"/records/"+draft.ID+"/draft"); err != nil {
			return nil, nil, err
		}
	}
	return latest, draft, nil
}

// carries tells whether the identifier is among those of the record.
func (r *record) carries(urn string) bool {
	list, _ := r.Metadata["identifiers"].([]any)
	return slices.ContainsFunc(list, func(v any) bool { return holds(v, map[string]any{"identifier": urn}) })
}

// read returns a record, nil when there is none.
func (z *zenodo) read(ctx context.Context, address string) (*record, error) {
	var r record
	err := z.call(ctx, http.MethodGet, address, nil, &r)
	switch {
	case refused(err, http.StatusNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("GET %s: %w", address, err)
	}
	return &r, nil
}

// entries returns the files at an address by key.
func (z *zenodo) entries(ctx context.Context, address string) (map[string]entry, error) {
	var answer struct {
		Entries []entry `json:"entries"`
	}
	if err := z.call(ctx, http.MethodGet, address, nil, &answer); err != nil {
		return nil, fmt.Errorf("GET %s: %w", address, err)
	}
	out := make(map[string]entry, len(answer.Entries))
	for _, e := range answer.Entries {
		out[e.Key] = e
	}
	return out, nil
}

func (d *deposit) at(rest string) string { return d.api + "/records/" + d.draft + "/draft" + rest }

func recordOf(about map[string]any) map[string]any {
	return map[string]any{"metadata": about, "files": map[string]any{"enabled": true}, "access": map[string]any{"record": "public", "files": "public"}}
}

// wrong returns what the repository finds wrong with the metadata, which it keeps nevertheless.
func (r *record) wrong() error {
	var errs []error
	for _, e := range r.Errors {
		errs = append(errs, fmt.Errorf("%s: %s", e.Field, strings.Join(e.Messages, " ")))
	}
	return errors.Join(errs...)
}

// create makes the draft of the first version. When its answer is lost nobody knows the draft until the index holds it, and a second call
// would make a second draft.
func (d *deposit) create(ctx context.Context, about map[string]any) error {
	var made record
	err := d.call(ctx, http.MethodPost, d.api+"/records", recordOf(about), &made)
	if p, ok := errors.AsType[*passing](err); ok && !unreachable(err) {
		err = fmt.Errorf("%w (a draft may have been made: wait a minute and publish again)", p.err)
	}
	if err != nil {
		return d.retry.clean(err)
	}
	d.draft = made.ID
	return made.wrong()
}

// newVersion makes a draft of the next version, or takes the one that there is.
func (d *deposit) newVersion(ctx context.Context, address string) error {
	var made record
	err := d.retry.do(ctx, "POST "+address, func(bool) error { return d.call(ctx, http.MethodPost, address, nil, &made) })
	d.draft = made.ID
	return err
}

// importFiles takes the files of the version before, unless the draft has files already.
func (d *deposit) importFiles(ctx context.Context) error {
	have, err := d.entries(ctx, d.at("/files"))
	if err != nil || len(have) > 0 {
		return err
	}
	return d.retry.do(ctx, "POST "+d.at("/actions/files-import"), func(first bool) error {
		if !first {
			if have, err := d.entries(ctx, d.at("/files")); err != nil || len(have) > 0 {
				return err
			}
		}
		return d.call(ctx, http.MethodPost, d.at("/actions/files-import"), nil, nil)
	})
}

// upload brings a file into the draft.
func (d *deposit) upload(ctx context.Context, f File, key string) error {
	in, err := d.p.openSame(f)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read only
	file := d.at("/files/" + url.PathEscape(key))
	return d.retry.do(ctx, "PUT "+file+"/content", func(bool) error {
		var have entry
		switch err := d.call(ctx, http.MethodGet, file, nil, &have); {
		case refused(err, http.StatusNotFound):
		case err != nil:
			return err
		case have.is(f):
			return nil // an earlier try brought it
		default:
			if err := d.drop(ctx, file); err != nil {
				return err
			}
		}
		if err := d.call(ctx, http.MethodPost, d.at("/files"), []map[string]string{{"key": key}}, nil); err != nil {
			return err
		}
		if err := d.send(ctx, http.MethodPut, file+"/content", asBytes(f, in), nil); err != nil {
			return err
		}
		if err := d.call(ctx, http.MethodPost, file+"/commit", nil, &have); err != nil {
			return err
		}
		if have.Checksum != "" && !have.is(f) {
			return &passing{err: fmt.Errorf("the repository holds %s of it, want md5:%s", cmp.Or(have.Checksum, "nothing"), f.MD5)}
		}
		return nil
	})
}

func (d *deposit) remove(ctx context.Context, key string) error {
	return d.drop(ctx, d.at("/files/"+url.PathEscape(key)))
}

func (d *deposit) drop(ctx context.Context, file string) error {
	err := d.call(ctx, http.MethodDelete, file, nil, nil)
	if refused(err, http.StatusNotFound) {
		return nil // an earlier try removed it
	}
	return err
}

func (d *deposit) describe(ctx context.Context, about map[string]any) error {
	var now record
	if err := d.call(ctx, http.MethodPut, d.at(""), recordOf(about), &now); err != nil {
		return err
	}
	return now.wrong()
}

// finish publishes the draft.
func (d *deposit) finish(ctx context.Context) error {
	return d.retry.do(ctx, "POST "+d.at("/actions/publish"), func(first bool) error {
		if !first { // an earlier try may have published it
			switch err := d.call(ctx, http.MethodGet, d.api+"/records/"+d.draft, nil, nil); {
			case err == nil:
				return nil
			case !refused(err, http.StatusNotFound):
				return err
			}
		}
		return d.call(ctx, http.MethodPost, d.at("/actions/publish"), nil, nil)
	})
}
