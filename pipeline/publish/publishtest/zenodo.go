package publishtest

import (
	"crypto/md5" //nolint:gosec // the checksums of InvenioRDM
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Zenodo is a repository in memory that keeps those rules of InvenioRDM and Zenodo which publishing meets: every call has a token; a record
// has a draft or is published; files are announced, filled and committed, and a key is announced once; a new version has no files
// until they are imported, one draft at most, and no day of publication or version; publishing wants whole metadata and whole files, and
// Zenodo refuses a new version with the files of the old one. It was written from the specification and held against a repository of
// InvenioRDM 14 that answered the same requests; what Zenodo adds to InvenioRDM is from its specification alone.
//
// Source: InvenioRDM, "Drafts and Records" (REST API reference) and "Metadata reference"; invenio-drafts-resources 11.0
// services/records/service.py; invenio-records-resources 11.1 records/systemfields/files/manager.py; invenio-rdm-records 36.0
// services/schemas/metadata.py.
type Zenodo struct {
	Token   string
	Records []*Deposit // in the order in which they were made

	next int
}

// Deposit is a draft or a published version.
type Deposit struct {
	ID, Parent string
	Published  bool
	Metadata   map[string]any
	Files      map[string]*Deposited
}

// Deposited is a file of a deposit.
type Deposited struct {
	Data     *string // nil until it is filled
	Complete bool
}

// Latest returns the newest published version, nil when there is none.
func (z *Zenodo) Latest() *Deposit {
	for _, d := range slices.Backward(z.Records) {
		if d.Published {
			return d
		}
	}
	return nil
}

// Drafts returns what is not published.
func (z *Zenodo) Drafts() []*Deposit {
	return slices.DeleteFunc(slices.Clone(z.Records), func(d *Deposit) bool { return d.Published })
}

func (z *Zenodo) find(id string, published bool) *Deposit {
	for _, d := range z.Records {
		if d.ID == id && d.Published == published {
			return d
		}
	}
	return nil
}

func (z *Zenodo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, answer := z.serve(r)
	if to, ok := answer.(string); ok {
		w.Header().Set("Location", to)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if answer != nil {
		json.NewEncoder(w).Encode(answer) //nolint:errcheck,errchkjson // the client is gone
	}
}

type object = map[string]any

func message(format string, args ...any) object {
	return object{"message": fmt.Sprintf(format, args...)}
}

func (z *Zenodo) serve(r *http.Request) (int, any) {
	path, ok := strings.CutPrefix(r.URL.Path, "/api/")
	if !ok {
		return http.StatusNotFound, nil
	}
	if r.Header.Get("Authorization") != "Bearer "+z.Token {
		return http.StatusForbidden, message("Permission denied.")
	}
	if !strings.HasPrefix(r.Header.Get("Accept"), "application/vnd.inveniordm.v1+json") {
		return http.StatusNotAcceptable, message("the test wants the form of InvenioRDM")
	}
	parts := strings.Split(path, "/")
	switch route := r.Method + " " + parts[0]; {
	case route == "GET user" && path == "user/records":
		return z.search(r.URL.Query().Get("q"))
	case route == "POST records" && len(parts) == 1:
		return z.create(r)
	case parts[0] != "records" || len(parts) < 2:
	case len(parts) == 2 && r.Method == http.MethodGet:
		if d := z.find(parts[1], true); d != nil {
			return http.StatusOK, d.dict(r)
		}
	case len(parts) == 3 && parts[2] == "files" && r.Method == http.MethodGet:
		if d := z.find(parts[1], true); d != nil {
			return http.StatusOK, d.list()
		}
	case strings.Join(parts[2:], "/") == "versions/latest" && r.Method == http.MethodGet:
		if d := z.find(parts[1], true); d != nil {
			return http.StatusMovedPermanently, "/api/records/" + z.latestOf(d.Parent).ID
		}
	case len(parts) == 3 && parts[2] == "versions" && r.Method == http.MethodPost:
		if d := z.find(parts[1], true); d != nil {
			return http.StatusCreated, z.version(d).dict(r)
		}
	case parts[2] == "draft":
		if d := z.find(parts[1], false); d != nil {
			return z.draft(r, d, parts[3:])
		}
	}
	return http.StatusNotFound, message("The persistent identifier does not exist.")
}

func (z *Zenodo) latestOf(parent string) *Deposit {
	var latest *Deposit
	for _, d := range z.Records {
		if d.Parent == parent && d.Published {
			latest = d
		}
	}
	return latest
}

func (d *Deposit) dict(r *http.Request) object {
	meta := maps.Clone(d.Metadata)
	if kind, ok := meta["resource_type"].(object); ok {
		meta["resource_type"] = object{"id": kind["id"], "title": object{"en": "Dataset"}}
	}
	return object{
		"id": d.ID, "parent": object{"id": d.Parent}, "is_published": d.Published, "is_draft": !d.Published, "metadata": meta, "errors": d.errors(),
		"links": object{"self_html": "http://" + r.Host + "/records/" + d.ID},
	}
}

// errors returns what is missing of the metadata; drafts are kept with it.
func (d *Deposit) errors() []object {
	var list []object
	for _, key := range []string{"resource_type", "title", "publication_date", "creators"} {
		if v := d.Metadata[key]; v == nil || v == "" {
			list = append(list, object{"field": "metadata." + key, "messages": []string{"Missing data for required field."}})
		}
	}
	if v := d.Metadata["publisher"]; v == nil || v == "" { // invenio-rdm-records, services/pids/providers/datacite.py
		list = append(list, object{"field": "metadata.publisher", "messages": []string{"Missing publisher field required for DOI registration."}})
	}
	if rights, _ := d.Metadata["rights"].([]any); len(rights) == 1 {
		if id, ok := rights[0].(object)["id"].(string); ok && id != strings.ToLower(id) {
			list = append(list, object{"field": "metadata.rights.0", "messages": []string{"Invalid value " + id + "."}})
		}
	}
	return list
}

func (d *Deposit) list() object {
	entries := []object{}
	for _, key := range slices.Sorted(maps.Keys(d.Files)) {
		entries = append(entries, d.entry(key))
	}
	return object{"enabled": true, "entries": entries}
}

func (d *Deposit) entry(key string) object {
	f := d.Files[key]
	e := object{"key": key, "status": "pending"}
	if f.Complete {
		sum := md5.Sum([]byte(*f.Data)) //nolint:gosec // see the import
		e["status"], e["checksum"], e["size"] = "completed", "md5:"+hex.EncodeToString(sum[:]), len(*f.Data)
	}
	return e
}

// search understands the one query that publishing sends, and finds a little more than what is asked for, as search does.
func (z *Zenodo) search(q string) (int, any) {
	hits := []object{}
	value, ok := strings.CutPrefix(q, "metadata.identifiers.identifier:")
	if !ok {
		return http.StatusBadRequest, message("the test does not know this query: %s", q)
	}
	near := strings.Trim(value, `"`)
	for _, d := range z.Records {
		raw, err := json.Marshal(d.Metadata["identifiers"])
		if err != nil {
			panic(err)
		}
		if strings.Contains(string(raw), near) {
			hits = append(hits, d.dict(&http.Request{}))
		}
	}
	return http.StatusOK, object{"hits": object{"hits": hits, "total": len(hits)}}
}

func (z *Zenodo) id() string {
	z.next++
	return fmt.Sprintf("%05d-test", z.next)
}

func (z *Zenodo) create(r *http.Request) (int, any) {
	var in struct {
		Metadata object `json:"metadata"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return http.StatusBadRequest, message("Unable to decode JSON data in request body.")
	}
	d := &Deposit{ID: z.id(), Parent: z.id(), Metadata: in.Metadata, Files: map[string]*Deposited{}}
	z.Records = append(z.Records, d)
	return http.StatusCreated, d.dict(r)
}

func (z *Zenodo) version(of *Deposit) *Deposit {
	for _, d := range z.Drafts() {
		if d.Parent == of.Parent {
			return d
		}
	}
	d := &Deposit{ID: z.id(), Parent: of.Parent, Metadata: maps.Clone(z.latestOf(of.Parent).Metadata), Files: map[string]*Deposited{}}
	delete(d.Metadata, "publication_date")
	delete(d.Metadata, "version")
	z.Records = append(z.Records, d)
	return d
}

func (z *Zenodo) draft(r *http.Request, d *Deposit, rest []string) (int, any) {
	switch route := r.Method + " " + strings.Join(rest, "/"); {
	case route == "GET ":
		return http.StatusOK, d.dict(r)
	case route == "PUT ":
		var in struct {
			Metadata object `json:"metadata"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return http.StatusBadRequest, message("Unable to decode JSON data in request body.")
		}
		d.Metadata = in.Metadata
		return http.StatusOK, d.dict(r)
	case route == "POST actions/publish":
		return z.publish(r, d)
	case route == "POST actions/files-import":
		before := z.latestOf(d.Parent)
		if len(d.Files) > 0 || before == nil {
			return http.StatusBadRequest, message("Please remove all files first.")
		}
		for k, f := range before.Files {
			d.Files[k] = &Deposited{f.Data, true}
		}
		return http.StatusCreated, d.list()
	case route == "GET files":
		return http.StatusOK, d.list()
	case route == "POST files":
		return d.announce(r)
	case len(rest) >= 2 && rest[0] == "files":
		return d.file(r, rest[1], strings.Join(rest[2:], "/"))
	}
	return http.StatusMethodNotAllowed, nil
}

func (d *Deposit) announce(r *http.Request) (int, any) {
	var in []struct {
		Key string `json:"key"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return http.StatusBadRequest, message("Unable to decode JSON data in request body.")
	}
	for _, f := range in {
		switch {
		case d.Files[f.Key] != nil:
			return http.StatusBadRequest, message("File with key %s already exists.", f.Key)
		case strings.Contains(f.Key, "/"):
			return http.StatusBadRequest, message("no folders")
		case len(d.Files) >= 100:
			return http.StatusBadRequest, message("Uploading selected files will result in 101 files, but the limit is 100.")
		}
		d.Files[f.Key] = &Deposited{}
	}
	return http.StatusCreated, d.list()
}

func (d *Deposit) file(r *http.Request, key, rest string) (int, any) {
	f := d.Files[key]
	if f == nil {
		return http.StatusNotFound, message("Record has no file with key %s.", key)
	}
	switch r.Method + " " + rest {
	case "GET ":
		return http.StatusOK, d.entry(key)
	case "DELETE ":
		delete(d.Files, key)
		return http.StatusNoContent, nil
	case "PUT content":
		raw, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Content-Type") != "application/octet-stream" || f.Complete {
			return http.StatusBadRequest, message("not to be filled")
		}
		text := string(raw)
		f.Data = &text
		return http.StatusOK, d.entry(key)
	case "POST commit":
		if f.Data == nil || f.Complete {
			return http.StatusBadRequest, message("not to be committed")
		}
		f.Complete = true
		return http.StatusOK, d.entry(key)
	}
	return http.StatusMethodNotAllowed, nil
}

func (z *Zenodo) publish(r *http.Request, d *Deposit) (int, any) {
	if errs := d.errors(); len(errs) > 0 {
		return http.StatusBadRequest, object{"message": "A validation error occurred.", "errors": errs}
	}
	if len(d.Files) == 0 {
		return http.StatusBadRequest, message("Missing uploaded files.")
	}
	for k, f := range d.Files {
		if !f.Complete {
			return http.StatusBadRequest, message("One or more files have not completed their transfer: %s", k)
		}
	}
	if before := z.latestOf(d.Parent); before != nil && maps.EqualFunc(before.Files, d.Files, func(a, b *Deposited) bool { return *a.Data == *b.Data }) {
		return http.StatusBadRequest, message("New version's files must differ from all previous versions.")
	}
	d.Published = true
	return http.StatusAccepted, d.dict(r)
}
