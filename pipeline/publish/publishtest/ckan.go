package publishtest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// CKAN is a portal in memory that keeps those rules of CKAN's action API which publishing meets: who sees and changes what, which
// fields are heeded of whom, names that are taken, and that a patch keeps what it does not name. It was written after a portal of CKAN
// 2.12.0 that answered the same requests.
//
// Source: CKAN 2.12.0, ckan/logic/action, ckan/logic/auth, ckan/logic/schema and ckan/logic/validators.py.
type CKAN struct {
	Header, Token string // that the one user is known by
	Administrator bool   // the user is one, else an editor of Organization
	Organization  string
	Unowned       bool                // the portal takes datasets without an organization
	Datasets      map[string]*Dataset // by name

	next int // number of the next id
}

// Dataset is a dataset with its resources.
type Dataset struct {
	Fields    map[string]any
	Resources []*Resource
}

// Resource is a resource with the file that was uploaded.
type Resource struct {
	Fields map[string]any
	Data   string
}

// Shown tells whether everybody sees the dataset.
func (d *Dataset) Shown() bool { return d.Fields["state"] == "active" && d.Fields["private"] != true }

// problem is an answer that is no success.
type problem struct {
	status int
	kind   string
	fields map[string]any
}

func notFound() *problem {
	return &problem{http.StatusNotFound, "Not Found Error", map[string]any{"message": "Not found"}}
}

func forbidden() *problem {
	return &problem{http.StatusForbidden, "Authorization Error", map[string]any{"message": "Access denied"}}
}

func invalid(field, message string) *problem {
	return &problem{http.StatusConflict, "Validation Error", map[string]any{field: []string{message}}}
}

func (c *CKAN) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	known := r.Header.Get(c.Header) == c.Token
	action, ok := strings.CutPrefix(r.URL.Path, "/api/3/action/")
	if !ok {
		http.Error(w, "<html>no such page</html>", http.StatusNotFound)
		return
	}
	fields, data, bad := input(r)
	var result any
	switch {
	case bad != nil:
	case action == "package_show":
		result, bad = c.packageShow(known, r.URL.Query().Get("id"))
	case r.Method != http.MethodPost:
		bad = &problem{http.StatusBadRequest, "Bad request", map[string]any{"message": "POST only"}}
	case action == "package_create":
		result, bad = c.packageCreate(known, fields)
	case action == "package_patch":
		result, bad = c.packagePatch(known, fields)
	case action == "resource_create":
		result, bad = c.resourceCreate(known, fields, data)
	case action == "resource_patch":
		result, bad = c.resourcePatch(known, fields, data)
	case action == "resource_delete":
		result, bad = nil, c.resourceDelete(known, fields)
	default:
		bad = &problem{http.StatusBadRequest, "Bad request", map[string]any{"message": "Action name not known: " + action}}
	}
	w.Header().Set("Content-Type", "application/json")
	answer := map[string]any{"success": bad == nil, "result": result}
	if bad != nil {
		w.WriteHeader(bad.status)
		bad.fields["__type"] = bad.kind
		answer = map[string]any{"success": false, "error": bad.fields}
	}
	json.NewEncoder(w).Encode(answer) //nolint:errcheck,errchkjson // the client is gone
}

// input reads JSON or a form; data is the file uploaded, nil for none.
func input(r *http.Request) (fields map[string]any, data *string, bad *problem) {
	fields = map[string]any{}
	if r.Method != http.MethodPost {
		return fields, nil, nil
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := json.NewDecoder(r.Body).Decode(&fields); err != nil {
			return nil, nil, &problem{http.StatusBadRequest, "Bad request", map[string]any{"message": "JSON Error: " + err.Error()}}
		}
		return fields, nil, nil
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return nil, nil, &problem{http.StatusBadRequest, "Bad request", map[string]any{"message": err.Error()}}
	}
	for k, v := range r.MultipartForm.Value {
		fields[k] = v[0]
	}
	for _, h := range r.MultipartForm.File["upload"] {
		f, err := h.Open()
		if err != nil {
			panic(err)
		}
		raw, err := io.ReadAll(f)
		if err != nil {
			panic(err)
		}
		text := string(raw)
		data = &text
	}
	return fields, data, nil
}

func (c *CKAN) id() string {
	c.next++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", c.next)
}

// find returns a dataset by name or id.
func (c *CKAN) find(name any) *Dataset {
	for _, d := range c.Datasets {
		if d.Fields["name"] == name || d.Fields["id"] == name {
			return d
		}
	}
	return nil
}

func (d *Dataset) dict() map[string]any {
	out := maps.Clone(d.Fields)
	list := []any{}
	for _, r := range d.Resources {
		list = append(list, r.Fields)
	}
	out["resources"] = list
	return out
}

func (c *CKAN) packageShow(known bool, name string) (any, *problem) {
	d := c.find(name)
	switch {
	case d == nil:
		return nil, notFound()
	case !known && !d.Shown():
		return nil, forbidden()
	}
	return d.dict(), nil
}

func (c *CKAN) packageCreate(known bool, fields map[string]any) (any, *problem) {
	name, ok := fields["name"].(string)
	owner := fields["owner_org"]
	switch {
	case !known:
		return nil, forbidden()
	case fields["id"] != nil && !c.Administrator:
		return nil, invalid("id", "The input field id was not expected.")
	case !ok || !regexp.MustCompile(`^[a-z0-9_-]{2,100}$`).MatchString(name):
		return nil, invalid("name", "Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_")
	case c.find(name) != nil:
		return nil, invalid("name", "That URL is already in use.")
	case owner == nil && !c.Unowned:
		return nil, invalid("owner_org", "An organization must be provided")
	case owner != nil && owner != c.Organization:
		return nil, invalid("owner_org", "Organization does not exist")
	case fields["private"] == true && owner == nil:
		return nil, invalid("private", "Datasets with no organization can't be private.")
	}
	if bad := checkTags(fields); bad != nil {
		return nil, bad
	}
	if !c.Administrator || fields["state"] == nil {
		fields["state"] = "active" // CKAN drops the state that others give to a new dataset
	}
	if fields["private"] == nil {
		fields["private"] = false
	}
	fields["id"] = c.id()
	d := &Dataset{Fields: fields}
	c.Datasets[name] = d
	return d.dict(), nil
}

func checkTags(fields map[string]any) *problem {
	tags, _ := fields["tags"].([]any)
	for _, t := range tags {
		name, _ := t.(map[string]any)["name"].(string)
		if !regexp.MustCompile(`^[\p{L}\p{N} \-_.]{2,100}$`).MatchString(name) {
			return invalid("tags", "Tag must be alphanumeric characters or symbols: -_.")
		}
	}
	return nil
}

func (c *CKAN) packagePatch(known bool, fields map[string]any) (any, *problem) {
	d := c.find(fields["id"])
	switch {
	case d == nil:
		return nil, notFound()
	case !known:
		return nil, forbidden()
	case fields["resources"] != nil: // would drop what it leaves out
		return nil, invalid("resources", "not in a patch")
	}
	if bad := checkTags(fields); bad != nil {
		return nil, bad
	}
	id := d.Fields["id"]
	maps.Copy(d.Fields, fields)
	d.Fields["id"] = id
	return d.dict(), nil
}

func (c *CKAN) resourceCreate(known bool, fields map[string]any, data *string) (any, *problem) {
	d := c.find(fields["package_id"])
	switch {
	case fields["package_id"] == nil:
		return nil, invalid("package_id", "Missing value")
	case d == nil:
		return nil, notFound()
	case !known:
		return nil, forbidden()
	case data == nil:
		return nil, invalid("upload", "the test wants a file")
	}
	fields["id"], fields["url_type"] = c.id(), "upload"
	d.Resources = append(d.Resources, &Resource{fields, *data})
	return fields, nil
}

// resource returns a resource by its id.
func (c *CKAN) resource(id any) (*Dataset, int) {
	for _, d := range c.Datasets {
		if i := slices.IndexFunc(d.Resources, func(r *Resource) bool { return r.Fields["id"] == id }); i >= 0 {
			return d, i
		}
	}
	return nil, 0
}

func (c *CKAN) resourcePatch(known bool, fields map[string]any, data *string) (any, *problem) {
	d, i := c.resource(fields["id"])
	switch {
	case fields["id"] == nil:
		return nil, invalid("id", "Missing value")
	case d == nil:
		return nil, notFound()
	case !known:
		return nil, forbidden()
	}
	maps.Copy(d.Resources[i].Fields, fields)
	if data != nil {
		d.Resources[i].Data = *data
	}
	return d.Resources[i].Fields, nil
}

func (c *CKAN) resourceDelete(known bool, fields map[string]any) *problem {
	d, i := c.resource(fields["id"])
	switch {
	case d == nil:
		return notFound()
	case !known:
		return forbidden()
	}
	d.Resources = slices.Delete(d.Resources, i, i+1)
	return nil
}
