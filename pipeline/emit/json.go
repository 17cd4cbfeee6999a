package emit

import (
	"errors"

	"mahdar/schemas"
)

// jsonFile writes a table as a JSON array of objects, or as JSON Lines.
type jsonFile struct {
	*file
	columns []string
	lines   bool // JSON Lines: no array around the objects
	rows    int64
	line    []byte // reused for each row
}

func openJSON(dir string, t *schemas.Table) (encoder, error) {
	f, err := createFile(dir, "data/"+t.Name+".json", "json")
	if err != nil {
		return nil, err
	}
	j := &jsonFile{file: f, columns: t.Columns()}
	if _, err := j.Write([]byte{'['}); err != nil {
		return nil, errors.Join(err, f.f.Close())
	}
	return j, nil
}

// openJSONLines starts a file of one object a line.
//
// Source: https://jsonlines.org
func openJSONLines(dir string, t *schemas.Table) (encoder, error) {
	f, err := createFile(dir, "data/"+t.Name+".jsonl", "jsonl")
	if err != nil {
		return nil, err
	}
	return &jsonFile{file: f, columns: t.Columns(), lines: true}, nil
}

func (j *jsonFile) write(values []any) error {
	b := j.line[:0]
	if !j.lines {
		if j.rows > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	j.rows++
	b = append(b, '{')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, j.columns[i]...)
		b = append(b, '"', ':')
		b = schemas.AppendJSON(b, v)
	}
	b = append(b, '}')
	if j.lines {
		b = append(b, '\n')
	}
	j.line = b
	_, err := j.Write(b)
	return err
}

func (j *jsonFile) close([]pair) error {
	if j.lines {
		return j.file.close()
	}
	_, err := j.Write([]byte("\n]\n"))
	return errors.Join(err, j.file.close())
}
