package emit

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/language"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// Limits of the format.
const (
	sheetName = 31 // characters
	// maxExact is the largest whole number up to which a cell, a 64-bit float, tells all apart.
	maxExact = 1 << 53
)

// xlsxFile writes all tables into one workbook for people, a sheet for each.
//
// Rows go to temporary files of the library once there are many; a table that outgrows a sheet goes on in another.
type xlsxFile struct {
	dir, path string
	o         *Options
	book      *excelize.File
	sheets    map[string]*sheet // by table
	limit     int               // rows of a sheet, the header included
	known     bool              // whether the direction is settled
	rtl       bool              // sheets run from right to left
	styles    xlsxStyles
}

// xlsxStyles holds the numbers of the styles of cells.
type xlsxStyles struct{ header, whole, date, ltr, rtl int }

// sheet is the sheet that takes the rows of a table.
type sheet struct {
	table *schemas.Table
	part  int // of the table, from 1
	name  string
	out   *excelize.StreamWriter
	row   int   // written last
	cells []any // reused for each row
}

func openXLSX(dir string, o *Options) (volume, error) {
	x := &xlsxFile{dir: dir, path: volumeFolder + "/" + o.Name + ".xlsx", o: o, sheets: map[string]*sheet{}, limit: excelize.TotalRows}
	if _, err := makeFolder(dir, x.path); err != nil {
		return nil, err
	}
	x.book = excelize.NewFile(excelize.Options{TmpDir: filepath.Join(dir, spoolFolder)})
	if err := x.prepare(); err != nil {
		x.abandon()
		return nil, err
	}
	return x, nil
}

// prepare makes the styles and, in the order of the tables, the sheets.
func (x *xlsxFile) prepare() error {
	day := "yyyy-mm-dd"
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&x.styles.header, excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		}},
		{&x.styles.whole, excelize.Style{NumFmt: 1}},
		{&x.styles.date, excelize.Style{CustomNumFmt: &day}},
		{&x.styles.ltr, excelize.Style{Alignment: &excelize.Alignment{ReadingOrder: 1}}},
		{&x.styles.rtl, excelize.Style{Alignment: &excelize.Alignment{ReadingOrder: 2}}},
	} {
		var err error
		if *s.id, err = x.book.NewStyle(&s.style); err != nil {
			return err
		}
	}
	for i, t := range x.o.Schemas.Tables() {
		if len(t.Name) > sheetName {
			return fmt.Errorf("table %s: a sheet has a name of %d characters at most (leave xlsx out of emit.formats)", t.Name, sheetName)
		}
		if i == 0 {
			if err := x.book.SetSheetName("Sheet1", t.Name); err != nil {
				return err
			}
		} else if _, err := x.book.NewSheet(t.Name); err != nil {
			return err
		}
		x.sheets[t.Name] = &sheet{table: t, part: 1, name: t.Name, cells: make([]any, len(t.Fields))}
	}
	return nil
}

func (x *xlsxFile) fit(t *schemas.Table, values []any) error {
	for i, v := range values {
		s, ok := v.(string)
		if list, is := v.([]string); is {
			s, ok = schemas.Format(list), true
		}
		if !ok {
			continue
		}
		n := len(s)
		if n > excelize.TotalCellChars { // counted in bytes, which are no fewer than the characters
			n = len(utf16.Encode([]rune(s)))
		}
		if n > excelize.TotalCellChars {
			return fmt.Errorf("column %s: a text of %d characters, and a cell of a workbook holds %d (leave xlsx out of emit.formats)", t.Fields[i].Name, n, excelize.TotalCellChars)
		}
		if strings.ContainsAny(s, "\ufffe\uffff") {
			return fmt.Errorf("column %s: a character that XML cannot hold (leave xlsx out of emit.formats)", t.Fields[i].Name)
		}
	}
	return nil
}

func (x *xlsxFile) write(t *schemas.Table, values []any) error {
	if !x.known { // the first row is that of the first report
		x.known = true
		if i := t.Index("language"); i >= 0 {
			tag, _ := values[i].(string)
			script, _ := language.Make(tag).Script()
			x.rtl = slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa"}, script.String())
		}
	}
	s := x.sheets[t.Name]
	if s.row == x.limit {
		if err := x.next(s); err != nil {
			return err
		}
	}
	if err := x.start(s); err != nil {
		return err
	}
	for i, v := range values {
		s.cells[i] = x.cell(&t.Fields[i], v)
	}
	return s.add(s.cells)
}

func (s *sheet) add(cells []any, options ...excelize.RowOpts) error {
	s.row++
	return s.out.SetRow(fmt.Sprintf("A%d", s.row), cells, options...)
}

// next goes on in a further sheet.
func (x *xlsxFile) next(s *sheet) error {
	if err := x.finish(s); err != nil {
		return err
	}
	s.part++
	suffix := fmt.Sprintf(" (%d)", s.part)
	s.name = s.table.Name[:min(len(s.table.Name), sheetName-len(suffix))] + suffix
	if i, err := x.book.GetSheetIndex(s.name); err != nil || i >= 0 {
		return errors.Join(fmt.Errorf("table %s: its name is too like that of another for a second sheet (leave xlsx out of emit.formats)", s.table.Name), err)
	}
	s.out, s.row = nil, 0
	_, err := x.book.NewSheet(s.name)
	return err
}

// start writes the header of a sheet that has none: the titles in both languages, which stay in sight.
func (x *xlsxFile) start(s *sheet) error {
	if s.out != nil {
		return nil
	}
	if err := x.book.SetSheetView(s.name, -1, &excelize.ViewOptions{RightToLeft: &x.rtl}); err != nil {
		return err
	}
	var err error
	if s.out, err = x.book.NewStreamWriter(s.name); err != nil {
		return err
	}
	if err := s.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	header := make([]any, len(s.table.Fields))
	for i := range s.table.Fields {
		f := &s.table.Fields[i]
		if err := s.out.SetColWidth(i+1, i+1, columnWidth(f)); err != nil {
			return err
		}
		header[i] = excelize.Cell{StyleID: x.styles.header, Value: f.Title + "\n" + f.TitleAr}
	}
	return s.add(header, excelize.RowOpts{Height: 48})
}

// columnWidth returns a width, in characters, that suits most cells of a column.
func columnWidth(f *schemas.Field) float64 {
	switch f.Type {
	case schemas.String, schemas.Array:
		return 24
	default:
		return 13
	}
}

// finish ends a sheet. Its rows can be filtered by each column.
func (x *xlsxFile) finish(s *sheet) error {
	if err := x.start(s); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(len(s.table.Fields), s.row)
	if err != nil {
		return err
	}
	return errors.Join(x.book.AutoFilter(s.name, "A1:"+corner, nil), s.out.Flush())
}

// firstDay is the first one that all programs count alike: of those before, some think that there was a 29 February 1900.
const firstDay = "1900-03-01"

// cell returns a cell with its style. A number that a cell cannot hold exactly, and a day that it cannot, are texts.
func (x *xlsxFile) cell(f *schemas.Field, v any) any {
	if schemas.Null(v) {
		return nil
	}
	switch n := v.(type) {
	case bool:
		return n
	case int64:
		if -maxExact <= n && n <= maxExact {
			return excelize.Cell{StyleID: x.styles.whole, Value: n}
		}
	case numeral.Decimal:
		if isFloat(n) {
			return n.Float()
		}
	case string:
		if day, err := time.Parse(time.DateOnly, n); f.Type == schemas.Date && err == nil && n >= firstDay {
			return excelize.Cell{StyleID: x.styles.date, Value: day}
		}
	}
	text := schemas.Format(v)
	style := x.styles.ltr
	if arabic.HasLetter(text) {
		style = x.styles.rtl
	}
	return excelize.Cell{StyleID: style, Value: text}
}

func (x *xlsxFile) close() ([]volumeFile, error) {
	for _, t := range x.o.Schemas.Tables() {
		if err := x.finish(x.sheets[t.Name]); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", x.sheets[t.Name].name, err)
		}
	}
	var title strings.Builder
	if err := xml.EscapeText(&title, []byte(cmp.Or(x.o.Title, x.o.Name))); err != nil {
		return nil, err
	}
	x.book.Pkg.Store("docProps/core.xml", []byte(xml.Header+coreProperties+title.String()+"</dc:title></cp:coreProperties>"))
	if err := x.book.SetAppProps(&excelize.AppProperties{Application: "mahdar"}); err != nil {
		return nil, err
	}
	f, err := createFile(x.dir, x.path, "xlsx")
	if err != nil {
		return nil, err
	}
	x.book.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		return &sortedZip{out: zip.NewWriter(f), spool: filepath.Join(x.dir, spoolFolder)}
	})
	err = errors.Join(x.book.Write(io.Discard), x.book.Close())
	if err = errors.Join(err, f.close()); err != nil {
		return nil, fmt.Errorf("%s: %w", x.path, err)
	}
	return []volumeFile{{file: f, name: "all-xlsx", title: "All tables, as a workbook", mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", binary: true}}, nil
}

// coreProperties begins the part of a workbook that tells of it; those of the library name a day.
const coreProperties = `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>`

func (x *xlsxFile) abandon() { _ = x.book.Close() }

// sortedZip keeps the parts of a workbook until all are there and writes them by name: the library hands over the sheets in no order.
type sortedZip struct {
	out   *zip.Writer
	spool string // folder
	parts []*part
}

// part is a part of a workbook. It keeps the first failed write, which the library may pass over.
type part struct {
	name string
	f    *os.File
	err  error
}

// Write appends to the part.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.f.Write(b)
	if p.err == nil {
		p.err = err
	}
	return n, err
}

// Create starts a part.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	f, err := os.CreateTemp(z.spool, "part-")
	if err != nil {
		return nil, err
	}
	p := &part{name: name, f: f}
	z.parts = append(z.parts, p)
	return p, nil
}

// AddFS is asked for by the interface of the library, which adds no folders to workbooks.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes all parts.
func (z *sortedZip) Close() error {
	slices.SortFunc(z.parts, func(a, b *part) int { return cmp.Compare(a.name, b.name) })
	var errs []error
	for _, p := range z.parts {
		w, err := z.out.Create(p.name)
		if err == nil {
			_, err = p.f.Seek(0, io.SeekStart)
		}
		if err == nil {
			_, err = io.Copy(w, p.f)
		}
		errs = append(errs, p.err, err, p.f.Close(), os.Remove(p.f.Name()))
	}
	return errors.Join(append(errs, z.out.Close())...)
}
