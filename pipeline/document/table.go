package document

// Table is the rows of one table, in report order. Its columns are those of the schema of the same name.
type Table struct {
	Name    string
	Columns []string
	Rows    []Row
}

// Row holds one value per column of its table: nil, string (also for dates in ISO form), int64, bool,
// numeral.Decimal or []string.
type Row struct {
	Values   []any
	Evidence []Evidence // where the row and its cells come from; evidence rows are made from these
}

// Evidence is where a cell, or with an empty column a whole row, comes from.
type Evidence struct {
	Column string
	Rule   string
	Span   Span
	Status string // how the cell was come by: agreed, single, conflict or derived; empty when it was not judged
	Score  int    // how far the cell can be trusted, 0 to 100; 0 when it was not judged
}

// Column returns the index of the named column, or -1.
func (t *Table) Column(name string) int {
	for i, c := range t.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// Table returns the named table, or nil.
func (d *Document) Table(name string) *Table {
	for i := range d.Tables {
		if d.Tables[i].Name == name {
			return &d.Tables[i]
		}
	}
	return nil
}

// The tables of facts: what a report says beside the rows of its tables, for checks to look at.
const (
	FactPrefix     = "checks."        // of tables that rules make
	FactReport     = "report"         // one row: language, reference_date, main_election_id
	FactDates      = "stated_dates"   // every date that names a day of the week
	FactStatements = "stated_values"  // every number that a claim gave a cell, also where the row kept another
	FactNumbers    = "stated_numbers" // every exact number that counts something or is bare
	FactNames      = "stated_names"   // every name of an entity
)
