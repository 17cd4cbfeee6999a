package emit

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mahdar/pipeline/describe"
	"mahdar/schemas"
)

// volume writes a format that has no file for each table: one for all, or what another standard wants of some.
type volume interface {
	// fit returns what of a row the format cannot hold. Nothing of the row has been written.
	fit(t *schemas.Table, values []any) error
	// write takes the rows of a report together, in the order of the tables, and in the end those of shared tables.
	write(t *schemas.Table, values []any) error
	// close ends the files and returns them.
	close() ([]volumeFile, error)
	abandon()
}

// learner is a volume that wants the rows of shared tables also as each report has them, with the other rows of the report.
type learner interface {
	learn(t *schemas.Table, values []any)
}

// volumeFormat is a format of volumes.
type volumeFormat struct {
	name string
	open func(dir string, o *Options) (volume, error) // dir is the root of the package
}

func volumeFormats() []volumeFormat {
	return []volumeFormat{{"sqlite", openSQLite}, {"xlsx", openXLSX}, {"nist", openNIST}, {"popolo", openPopolo}}
}

// volumeFile is a file of a volume as the descriptors tell of it.
type volumeFile struct {
	*file
	name, title, mediaType string
	binary                 bool // no text in UTF-8
}

// volumeFolder is where the files that hold all tables lie, within the package.
const volumeFolder = "data/all"

func (v volumeFile) resource() resource {
	r := resource{Name: v.name, Path: v.path, Title: v.title, Format: v.format, MediaType: v.mediaType, Bytes: v.bytes, Hash: v.hash()}
	if !v.binary {
		r.Encoding = "utf-8"
	}
	return r
}

// describeResource returns a resource that is no table as the other descriptors see it.
func describeResource(r resource) describe.File {
	return describe.File{Name: r.Name, Title: r.Title, Path: r.Path, Format: r.Format, MediaType: r.MediaType, Bytes: r.Bytes, SHA256: r.Hash[len("sha256:"):]}
}

// makeFolder makes the folder of a path within the package and returns the path on disk.
func makeFolder(dir, path string) (string, error) {
	full := filepath.Join(dir, filepath.FromSlash(path))
	return full, os.MkdirAll(filepath.Dir(full), 0o755)
}

// seal takes up a file that a library has written, and forces it to disk.
func seal(dir, path, format string) (*file, error) {
	f, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(path)), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	out := &file{path: path, format: format, f: f, sum: sha256.New()}
	out.bytes, err = io.Copy(out.sum, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// writeJSON writes a document into the package.
func writeJSON(dir, path string, v any) (*file, error) {
	if _, err := makeFolder(dir, path); err != nil {
		return nil, err
	}
	f, err := createFile(dir, path, "json")
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return f, errors.Join(enc.Encode(v), f.close())
}
