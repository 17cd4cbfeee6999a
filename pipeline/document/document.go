// Package document holds the one type that flows through the pipeline.
//
// A [Document] is a report on its way from bytes to rows. Each stage fills its own part and rewrites no other's:
// ingest Source, repair Text, segment Tokens, Sentences and Sections, annotate Annotations, extract Records, reconcile,
// check and validate Tables. All spans are half-open byte ranges of Text.Content; [Document.Locate] leads from any of them back
// to the bytes of the source.
package document

import (
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/numeral"
)

// Document is one report.
type Document struct {
	ID   string // slug of the file name, as in report_id
	Info Info   // what the configuration says about the report

	Source      Source       // by ingest
	Text        Text         // by repair
	Tokens      []Token      // by segment
	Sentences   []Sentence   // by segment
	Sections    []Section    // by segment
	Forms       any          // by annotate: the forms of the lexicon that were found, for extract to use again
	Namelike    []bool       // by annotate: for each token, whether it may be a part of a person's name
	Annotations []Annotation // by annotate, sorted by first token, the outer before the inner
	Records     []Record     // by extract
	Refusals    []Refusal    // by extract: what rules began to claim and did not
	Tables      []Table      // by reconcile, check and validate, in the order of the schemas
	Facts       []Table      // by reconcile: what checks look at beside the tables
	Issues      []Issue      // by any stage
}

// Info is a report's own entry in the configuration. Empty fields are unknown.
type Info struct {
	Title, Author, Publisher, Licence string
	Language                          string // BCP 47; found in the text when empty
	ReferenceDate                     string // ISO date that relative dates count from; found in the text when empty
	ElectionType                      string // of the election the report is about; found in the text when empty
	ElectionCountry                   string // ISO 3166-1 alpha-2
	ElectionDate                      string // EDTF
	Quotes                            string // full, short or none
	Expect                            []Expectation
}

// Expectation is what the configuration expects of the rows of one table.
type Expectation struct {
	Table                    string
	Where                    map[string]string // column → value, as the configuration has it: only rows that have them all
	AtLeast, AtMost, Exactly *int
	Column                   string
	Holds                    []string // values of Column, each of which some row has
	FilledPct                *float64 // smallest share of rows, 0 to 100, in which Column is not null
}

// Span is a half-open range of bytes in Text.Content.
type Span struct{ Start, End int }

// Kind tells what a token is made of.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // letters of one script, with their marks
	Number             // digits with the separators between them: 456.392, ٨١٫٣١, 8ر28
	Punct              // any other single character that is not white space
)

// Token is the smallest unit that rules see. A word keeps its clitics; a proclitic before digits is a token of its own.
type Token struct {
	Span
	Kind     Kind
	Arabic   bool     // a word in Arabic script
	Capital  bool     // a Latin word that starts with a capital letter
	Space    bool     // white space or a line break stands before it
	Break    bool     // a line break stands before it
	Text     string   // the word without marks and tatweel, a hyphenated one joined; digits in ASCII
	Fold     string   // Text under arabic.Fold, the key for look-up
	Stems    []string // Fold, then Fold without each possible proclitic: والمرشحه, المرشحه, مرشحه
	Line     int      // from 1
	Sentence int      // index in Document.Sentences
}

// Sentence is a run of tokens, Tokens[First:Last].
type Sentence struct {
	First, Last int
	Section     int  // index in Document.Sections
	Paragraph   int  // number of the paragraph within the document, from 0
	Heading     bool // the sentence is the heading of its section
}

// Section is a heading and what stands below it, Sentences[First:Last]. The first section may have no heading.
type Section struct {
	Title       string
	First, Last int
	Classes     []string // what kind of section the heading announces, by the section words of the rules
}

// Annotation types. Rules may define more.
const (
	TypeNumber   = "number"   // a bare number, with Quantity
	TypeCount    = "count"    // a number with the noun it counts, with Quantity and Unit
	TypePercent  = "percent"  // with Quantity
	TypeMoney    = "money"    // with Quantity
	TypeOrdinal  = "ordinal"  // with Quantity
	TypeDate     = "date"     // with Date
	TypeDuration = "duration" // with Quantity and Unit
	TypeTime     = "time"     // a time of day
	TypePerson   = "person"
	TypeOrg      = "org"
	TypePlace    = "place"
	TypeCountry  = "country" // Value is the ISO 3166-1 alpha-2 code
	TypeCell     = "cell"    // words in a cell of a table; Unit is what the head of its column names: candidate, party, place
	TypeOffice   = "office"
)

// Annotation says what Tokens[First:Last] are.
type Annotation struct {
	Type        string
	First, Last int
	Text        string // the words as the report has them, cleaned: for names
	Value       string // canonical value where the type has one: a country code, a class member
	Unit        string // what a count counts, as a class of the lexicon: voter, vote, station, observer …
	Quantity    numeral.Quantity
	Date        calendar.Date
	Entity      int // index of the entity for names, -1 when unknown
}

// Cell is one claimed value.
type Cell struct {
	Column string
	Value  any // string, int64, bool, numeral.Decimal, calendar.Date, []string
	Span   Span
}

// Record is what one rule claims about one row: cells with their spans.
type Record struct {
	Table      string
	Rule       string
	Span       Span // the words of the whole item
	Sentence   int
	Complement bool // completes a row that another record makes, and makes none itself
	Cells      []Cell
}

// Refusal is an item of which a rule made nothing.
type Refusal struct {
	Rule, Table string
	Reason      string // missing:SLOT, subject_unresolved, negated, excluded; for traces also need, has, inside, section and join
	By          string // the pattern or the slot that decided, as the rule has it
	Anchor      Span   // what the rule matched
	Words       []Span // what it had found for its slots by then
	Context     bool   // only the words around are not those that the rule wants; noted for traces alone
}

// Severity grades issues and discrepancies.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "info"
)

// Issue is a problem in a report. It is data: the run goes on.
type Issue struct {
	Code     string // stage/name
	Severity Severity
	Span     Span
	Message  string
}

// AddIssue records a problem of the report.
func (d *Document) AddIssue(code string, severity Severity, span Span, message string) {
	d.Issues = append(d.Issues, Issue{Code: code, Severity: severity, Span: span, Message: message})
}
