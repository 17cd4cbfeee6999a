package emit

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// sqliteFile writes all tables into one SQLite database.
//
// Rows stand in the order in which they came, one transaction holds all; no journal is kept, since an unfinished package is thrown away.
type sqliteFile struct {
	dir, path string
	o         *Options
	db        *sql.DB
	tx        *sql.Tx
	insert    map[string]*sql.Stmt // by table
	cells     []any                // reused for each row
}

func openSQLite(dir string, o *Options) (volume, error) {
	s := &sqliteFile{dir: dir, path: volumeFolder + "/" + o.Name + ".sqlite", o: o, insert: map[string]*sql.Stmt{}}
	full, err := makeFolder(dir, s.path)
	if err != nil {
		return nil, err
	}
	source := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(full), RawQuery: "_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=locking_mode(EXCLUSIVE)"}
	if s.db, err = sql.Open("sqlite", source.String()); err != nil {
		return nil, err
	}
	s.db.SetMaxOpenConns(1)
	if s.tx, err = s.db.Begin(); err == nil {
		err = s.prepare()
	}
	if err != nil {
		s.abandon()
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return s, nil
}

// prepare makes the tables, and two that tell of them.
func (s *sqliteFile) prepare() error {
	if _, err := s.tx.Exec(sqliteCatalog); err != nil {
		return err
	}
	for _, t := range s.o.Schemas.Tables() {
		if _, err := s.tx.Exec(createTable(t)); err != nil {
			return fmt.Errorf("make table %s: %w", t.Name, err)
		}
		if _, err := s.tx.Exec("INSERT INTO _tables VALUES (?, ?, ?, ?, ?)", t.Name, t.Title, t.TitleAr, t.Description, t.DescriptionAr); err != nil {
			return err
		}
		for i := range t.Fields {
			f := &t.Fields[i]
			_, err := s.tx.Exec("INSERT INTO _columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", t.Name, f.Name, i+1, string(f.Type), f.Title, f.TitleAr, f.Description, f.DescriptionAr)
			if err != nil {
				return err
			}
		}
		stmt, err := s.tx.Prepare("INSERT INTO " + quoteName(t.Name) + " VALUES (?" + strings.Repeat(", ?", len(t.Fields)-1) + ")")
		if err != nil {
			return err
		}
		s.insert[t.Name] = stmt
	}
	return nil
}

// sqliteCatalog makes the tables about tables and columns. No table of a schema can have a name that begins so.
const sqliteCatalog = `CREATE TABLE _tables (table_name TEXT PRIMARY KEY, title TEXT, title_ar TEXT, description TEXT, description_ar TEXT);
CREATE TABLE _columns (table_name TEXT NOT NULL REFERENCES _tables (table_name), column_name TEXT NOT NULL, position INTEGER NOT NULL, type TEXT NOT NULL,
	title TEXT, title_ar TEXT, description TEXT, description_ar TEXT, PRIMARY KEY (table_name, column_name));`

func createTable(t *schemas.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (\n", quoteName(t.Name))
	for i := range t.Fields {
		f := &t.Fields[i]
		fmt.Fprintf(&b, "\t%s %s", quoteName(f.Name), sqliteType(f))
		if f.Required {
			b.WriteString(" NOT NULL")
		}
		b.WriteString(",\n")
	}
	fmt.Fprintf(&b, "\tPRIMARY KEY (%s)", quoteNames(t.PrimaryKey))
	for _, k := range t.ForeignKeys {
		fmt.Fprintf(&b, ",\n\tFOREIGN KEY (%s) REFERENCES %s (%s)", quoteNames(k.Columns), quoteName(k.Table), quoteNames(k.References))
	}
	b.WriteString("\n)")
	return b.String()
}

// sqliteType returns the type that a column is declared with. Numbers have the affinity NUMERIC, so that whole ones stay integers; days
// are ISO texts, which that affinity leaves alone.
func sqliteType(f *schemas.Field) string {
	switch f.Type {
	case schemas.Integer:
		return "INTEGER"
	case schemas.Number:
		return fmt.Sprintf("DECIMAL(%d, %d)", f.Precision, f.Scale)
	case schemas.Boolean:
		return "BOOLEAN"
	case schemas.Date:
		return "DATE"
	default:
		return "TEXT"
	}
}

// quoteName quotes a name, which the schemas let hold letters, digits and underscores only: it may still be a word of SQL.
func quoteName(s string) string { return `"` + s + `"` }

func quoteNames(names []string) string { return quoteName(strings.Join(names, `", "`)) }

func (s *sqliteFile) fit(t *schemas.Table, values []any) error {
	for i, v := range values {
		if d, ok := v.(numeral.Decimal); ok && !isFloat(d) {
			return fmt.Errorf("column %s: %s has more digits than a number of SQLite holds (leave sqlite out of emit.formats)", t.Fields[i].Name, d)
		}
	}
	return nil
}

// isFloat reports whether a 64-bit float holds d so that it reads as d again.
func isFloat(d numeral.Decimal) bool {
	return strconv.FormatFloat(d.Float(), 'f', -1, 64) == d.String()
}

func (s *sqliteFile) write(t *schemas.Table, values []any) error {
	s.cells = s.cells[:0]
	for _, v := range values {
		s.cells = append(s.cells, sqliteCell(v))
	}
	_, err := s.insert[t.Name].Exec(s.cells...)
	return err
}

func sqliteCell(v any) any {
	if schemas.Null(v) {
		return nil
	}
	switch v := v.(type) {
	case numeral.Decimal:
		return v.Float() // a whole number becomes an integer by the affinity of its column
	case []string:
		return schemas.Format(v)
	}
	return v
}

// close makes the indexes of the references, which joins need, and ends the database.
func (s *sqliteFile) close() ([]volumeFile, error) {
	for _, t := range s.o.Schemas.Tables() {
		for _, k := range t.ForeignKeys {
			name := quoteName(t.Name + "_" + strings.Join(k.Columns, "_"))
			if _, err := s.tx.Exec("CREATE INDEX IF NOT EXISTS " + name + " ON " + quoteName(t.Name) + " (" + quoteNames(k.Columns) + ")"); err != nil {
				return nil, fmt.Errorf("index %s: %w", name, err)
			}
		}
	}
	if err := errors.Join(s.tx.Commit(), s.db.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	data, err := seal(s.dir, s.path, "sqlite")
	if err != nil {
		return nil, err
	}
	meta, err := s.datasette()
	if err != nil {
		return nil, err
	}
	return []volumeFile{
		{file: data, name: "all-sqlite", title: "All tables", mediaType: "application/vnd.sqlite3", binary: true},
		{file: meta, name: "all-datasette", title: "Titles and descriptions for Datasette", mediaType: "application/json"},
	}, nil
}

// datasette writes what Datasette shows beside the database.
//
// Source: https://docs.datasette.io/en/stable/metadata.html
func (s *sqliteFile) datasette() (*file, error) {
	type table struct {
		Title       string            `json:"title,omitempty"`
		Description string            `json:"description,omitempty"`
		Columns     map[string]string `json:"columns"`
	}
	type database struct {
		Tables map[string]table `json:"tables"`
	}
	doc := struct {
		Title       string              `json:"title,omitempty"`
		Description string              `json:"description,omitempty"`
		Licence     string              `json:"license,omitempty"`
		LicenceURL  string              `json:"license_url,omitempty"`
		SourceURL   string              `json:"source_url,omitempty"`
		Databases   map[string]database `json:"databases"`
	}{Title: s.o.Title, Description: s.o.About.Description, Licence: s.o.Licence, SourceURL: s.o.About.URL}
	if strings.Contains(s.o.Licence, "://") {
		doc.Licence, doc.LicenceURL = "", s.o.Licence
	}
	tables := map[string]table{}
	for _, t := range s.o.Schemas.Tables() {
		columns := map[string]string{}
		for i := range t.Fields {
			columns[t.Fields[i].Name] = t.Fields[i].Description
		}
		tables[t.Name] = table{Title: t.Title, Description: t.Description, Columns: columns}
	}
	doc.Databases = map[string]database{s.o.Name: {tables}} // Datasette knows a database by the name of its file
	return writeJSON(s.dir, volumeFolder+"/datasette-metadata.json", doc)
}

func (s *sqliteFile) abandon() {
	if s.tx != nil {
		_ = s.tx.Rollback()
	}
	if s.db != nil {
		_ = s.db.Close()
	}
	_ = os.Remove(filepath.Join(s.dir, filepath.FromSlash(s.path)))
}
