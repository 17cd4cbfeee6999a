// Package reconcile joins the claims of rules into rows.
//
// Claims that agree on the identity of their table are one row with several pieces of evidence; claims that contradict each
// other stay apart, and whoever checks finds both. Nothing is corrected. Afterwards the document has every table of the
// schemas but evidence, which is made from the rows when they are written, and the facts that checks look at beside them.
package reconcile

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/names"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// Stage is the reconcile stage.
type Stage struct {
	set       *schemas.Set
	spec      *Spec
	authority *names.Authority
}

// New returns the reconcile stage. What people have decided about names may be nil.
func New(set *schemas.Set, spec *Spec, authority *names.Authority) *Stage {
	return &Stage{set, spec, authority}
}

// Name returns "reconcile".
func (*Stage) Name() string { return "reconcile" }

// Run fills the document's Tables and Facts.
func (s *Stage) Run(_ context.Context, d *document.Document) error {
	r := &reconciler{Stage: s, d: d, tables: map[string]*draft{}}
	r.entities()
	r.indexPeople()
	d.Tables = nil
	r.elections()
	// A table that others point to is made before them; the order of the schemas sees to that for elections and missions.
	for _, sc := range s.set.Tables() {
		switch sc.Name {
		case "reports", "elections", "entities", "entity_names", "evidence", "discrepancies", "violations", "unclaimed":
			continue
		}
		r.rows(sc)
	}
	r.prove()
	r.derive()
	r.bodies()
	r.facts()
	r.finish()
	return nil
}

// reconciler is one document under reconciliation.
type reconciler struct {
	*Stage
	d      *document.Document
	people *register
	index  map[document.Span]int // persons' annotations by span
	tables map[string]*draft
	folds  map[string]string        // of texts compared so far
	held   map[string]bool          // folded names that rows hold
	lost   map[document.Span]string // words of claims that gave no cell, and why

	mentions []mention        // of elections, in text order
	saying   [][]int          // by sentence the mentions in it
	covering map[string][]int // by type for each token the first annotation that covers it, by number from 1; made when first asked for
	undated  bool             // the election of the report has no date in it; those with one are earlier
	main     *row
}

// draft is a table in the making.
type draft struct {
	schema *schemas.Table
	spec   TableSpec
	rows   []*row
}

// row is a row in the making.
type row struct {
	cells     map[string]any
	spans     map[string]document.Span // of stated cells
	evidence  []document.Evidence
	id        string
	first     document.Span
	contested map[string]bool // columns for which a claim gave another value
	alias     string          // the code of the body that the row is about
	said      []statement     // the numbers that claims gave the cells, for the checks
}

func (r *row) get(c string) any {
	if r == nil {
		return nil
	}
	return r.cells[c]
}

// str returns a text cell, empty for null.
func (r *row) str(c string) string {
	s, _ := r.get(c).(string)
	return s
}

// claim is a record with its cells under the schema's columns.
type claim struct {
	document.Record
	cells map[string]any
	spans map[string]document.Span
	order []string
	extra map[string]any // cells that are no columns: hints for references
}

// claimOf spreads a record's cells over the columns of its table.
func (r *reconciler) claimOf(sc *schemas.Table, rec document.Record) claim {
	c := claim{Record: rec, cells: map[string]any{}, spans: map[string]document.Span{}, extra: map[string]any{}}
	put := func(col string, v any, span document.Span) {
		if v == nil || v == "" {
			return
		}
		f := sc.Field(col)
		if f == nil {
			c.extra[col] = v
			return
		}
		if v = convert(f, v); v == nil {
			r.lose(span, reasonOutOfRange)
			return
		}
		if _, have := c.cells[col]; !have {
			c.order = append(c.order, col)
			c.cells[col], c.spans[col] = v, span
		}
	}
	for _, cell := range rec.Cells {
		if d, ok := cell.Value.(calendar.Date); ok {
			if cell.Column != "date" || sc.Field("date_edtf") == nil {
				c.extra[cell.Column] = d
				continue
			}
			if d.EDTF == "" {
				continue
			}
			put("date_edtf", d.EDTF, cell.Span)
			put("date_start", d.Start, cell.Span)
			put("date_end", d.End, cell.Span)
			put("date_basis", d.Basis, cell.Span)
			continue
		}
		put(cell.Column, cell.Value, cell.Span)
	}
	for i := range sc.Fields {
		f := &sc.Fields[i]
		if f.Entity == "" || c.cells[f.Of] == nil {
			continue
		}
		if id := r.entityAt(c.spans[f.Of], c.cells[f.Of]); id != "" {
			c.cells[f.Name] = id
		}
	}
	c.cells["report_id"] = r.d.ID
	return c
}

// convert gives a value the type of its field; nil when it has none there.
func convert(f *schemas.Field, v any) any {
	switch f.Type {
	case schemas.Integer:
		switch x := v.(type) {
		case int64:
			return x
		case numeral.Decimal:
			if x.IsInt() {
				return x.Coef
			}
		case string:
			if n, err := strconv.ParseInt(x, 10, 64); err == nil {
				return n
			}
		}
		return nil
	case schemas.Number:
		switch x := v.(type) {
		case numeral.Decimal:
			return x
		case int64:
			return numeral.Int(x)
		}
		return nil
	case schemas.Boolean:
		switch x := v.(type) {
		case bool:
			return x
		case string:
			return x == "true"
		}
		return nil
	case schemas.Array:
		switch x := v.(type) {
		case []string:
			return x
		case string:
			return []string{x}
		}
		return nil
	default: // the others need nothing done
	}
	if s, ok := v.(string); ok {
		return s
	}
	if d, ok := v.(numeral.Decimal); ok {
		return d.String()
	}
	return nil
}

// rows makes the rows of one table out of the records for it.
func (r *reconciler) rows(sc *schemas.Table) {
	t := &draft{schema: sc, spec: r.spec.table(sc.Name)}
	r.tables[sc.Name] = t
	var complements []claim
	for _, rec := range r.d.Records {
		if rec.Table != sc.Name {
			continue
		}
		c := r.claimOf(sc, rec)
		if sc.Name == "election_figures" {
			r.place(&c)
		}
		if sc.Field("election_id") != nil {
			c.cells["election_id"] = r.electionFor(&c)
			r.ownStatus(&c)
		}
		for _, ref := range t.spec.Refs {
			if id := r.refer(ref, &c); id != "" {
				c.cells[ref.Column] = id
			}
		}
		if rec.Complement {
			complements = append(complements, c)
			continue
		}
		r.join(t, &c)
	}
	for i := range complements {
		r.complete(t, &complements[i])
	}
	kept := t.rows[:0]
	for _, w := range t.rows {
		ok := true
		for _, c := range t.spec.Need {
			if w.cells[c] == nil {
				ok = false
				r.loseRow(w, c)
			}
		}
		for i := range sc.Fields {
			f := &sc.Fields[i]
			if f.Required && f.Name != sc.ID && w.cells[f.Name] == nil && !r.derived(t, f.Name) {
				ok = false
				r.loseRow(w, f.Name)
			}
		}
		if ok {
			kept = append(kept, w)
		}
	}
	t.rows = kept
	r.number(t)
}

// ownStatus takes from a result of another election than the report's the status that stands in another sentence: it is told of the
// count that the report is about.
func (r *reconciler) ownStatus(c *claim) {
	span, ok := c.spans["status"]
	if !ok || r.main == nil || c.cells["election_id"] == r.main.id || c.Table != "results" {
		return
	}
	s := &r.d.Sentences[c.Sentence]
	if r.headed(c) != nil && span.Start >= r.d.Tokens[r.d.Sentences[r.d.Sections[s.Section].First].First].Start {
		return // below the heading of its round
	}
	if span.End <= r.d.Tokens[s.First].Start || span.Start >= r.d.Tokens[s.Last-1].End {
		c.cells["status"] = "unknown"
	}
}

func (r *reconciler) derived(t *draft, column string) bool {
	for _, d := range t.spec.Derive {
		if d.Column == column {
			return true
		}
	}
	return false
}

// number gives the rows their ids. Rows that the natural key does not tell apart are one row.
func (r *reconciler) number(t *draft) {
	seen := map[string]*row{}
	kept := t.rows[:0]
	for _, w := range t.rows {
		w.id = t.schema.RowID(r.d.ID, w.values(t.schema))
		if have := seen[w.id]; have != nil {
			have.evidence = append(have.evidence, w.evidence...)
			continue
		}
		seen[w.id] = w
		if t.schema.ID != "" {
			w.cells[t.schema.ID] = w.id
		}
		kept = append(kept, w)
	}
	t.rows = kept
}

func (w *row) values(sc *schemas.Table) []any {
	out := make([]any, len(sc.Fields))
	for i := range sc.Fields {
		out[i] = w.cells[sc.Fields[i].Name]
	}
	return out
}

// join adds a claim to the row that it belongs to, or makes one of it.
func (r *reconciler) join(t *draft, c *claim) {
	for _, w := range t.rows {
		if r.agrees(t, w, c, false) {
			w.take(c, r)
			return
		}
	}
	w := &row{cells: map[string]any{}, spans: map[string]document.Span{}, first: c.Span}
	w.alias = c.alias(t.spec.Alias)
	w.take(c, r)
	t.rows = append(t.rows, w)
}

// complete gives the empty cells of every row that a complementing claim agrees with its values.
// Where bodies have codes, a claim that agrees with none is about the row that the text told of last.
func (r *reconciler) complete(t *draft, c *claim) {
	found := false
	for _, w := range t.rows {
		if r.agrees(t, w, c, true) {
			w.take(c, r)
			found = true
		}
	}
	if found || t.spec.Alias == "" {
		return
	}
	if w := t.last(c); w != nil {
		w.take(c, r)
	}
}

// agrees reports whether a claim is about the row. A claim that completes must share a name or another identity with it.
func (r *reconciler) agrees(t *draft, w *row, c *claim, completes bool) bool {
	shared := false
	entity := t.spec.EntityFirst
	same := func(col string) (agree, known bool) {
		a, b := w.cells[col], c.cells[col]
		if a == nil || b == nil {
			return a == nil && b == nil || !contains(t.spec.Exact, col), false
		}
		return r.same(a, b), true
	}
	named := false
	if entity {
		for i := range t.schema.Fields {
			if f := &t.schema.Fields[i]; f.Entity != "" && contains(t.spec.Identity, f.Name) {
				if agree, known := same(f.Name); known {
					if !agree {
						return false
					}
					named = true
				}
			}
		}
	}
	for _, col := range t.spec.Identity {
		if strings.HasSuffix(col, "_name") && named {
			shared = true
			continue
		}
		agree, known := same(col)
		if !agree && col == t.spec.Similar {
			agree = similar(w.cells[col], c.cells[col])
			if related, known := r.related(t, w, c); known {
				agree = related
			}
		}
		if !agree {
			return false
		}
		shared = shared || known && col != "election_id" && col != "option_type"
	}
	for _, col := range t.spec.Conflict {
		if a, b := w.cells[col], c.cells[col]; a != nil && b != nil && a != "unknown" && b != "unknown" && !r.same(a, b) {
			return false
		}
	}
	return shared || !completes && len(t.spec.Identity) > 0 && shared
}

// related reports whether the codes of a row's and a claim's bodies say that they are one. A body and its branch, osce and
// osce_odihr, are one where the text says no more of one of them than its name. It is unknown where one has no code.
func (r *reconciler) related(t *draft, w *row, c *claim) (related, known bool) {
	a, b := w.alias, c.alias(t.spec.Alias)
	if a == "" || b == "" {
		return false, false
	}
	if a == b {
		return true, true
	}
	branch := strings.HasPrefix(a, b+"_") || strings.HasPrefix(b, a+"_")
	return branch && (r.bare(t, w.cells) || r.bare(t, c.cells)), true
}

// bare reports whether the cells hold neither a name of a person nor a number.
func (r *reconciler) bare(t *draft, cells map[string]any) bool {
	for i := range t.schema.Fields {
		f := &t.schema.Fields[i]
		if cells[f.Name] != nil && (f.Type == schemas.Integer || f.Type == schemas.Number || f.Entity != "" || strings.HasPrefix(f.Name, "head_")) {
			return false
		}
	}
	return true
}

func (c *claim) alias(column string) string {
	s, _ := c.extra[column].(string)
	return s
}

func contains(list []string, s string) bool {
	return slices.Contains(list, s)
}

// same is equal with a memory: the cells of one report are compared many times over.
func (r *reconciler) same(a, b any) bool {
	x, ok := a.(string)
	y, also := b.(string)
	if !ok || !also {
		return ok == also && reflect.DeepEqual(a, b)
	}
	return x == y || (!isCode(x) || !isCode(y)) && r.fold(x) == r.fold(y)
}

func (r *reconciler) fold(s string) string {
	f, ok := r.folds[s]
	if !ok {
		f = fold(s)
		if r.folds == nil {
			r.folds = map[string]string{}
		}
		r.folds[s] = f
	}
	return f
}

func equal(a, b any) bool {
	if x, ok := a.(string); ok {
		y, ok := b.(string)
		return ok && (x == y || (!isCode(x) || !isCode(y)) && fold(x) == fold(y))
	}
	return reflect.DeepEqual(a, b)
}

// isCode reports a string of small letters, digits and the like, as ids, enumerated values and dates are: two of them are
// equal letter by letter or not at all.
func isCode(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '/' && c != '-' {
			return false
		}
	}
	return true
}

// fold is the key under which two spellings of a text are one.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(arabic.Fold(s), func(r rune) bool {
		switch r {
		case ' ', '«', '»', '"', '“', '”', '،', ',', '(', ')', '.', '-', '–':
			return true
		}
		return false
	}), " ")
}

// similar reports whether one name holds all words of the other, the articles aside.
func similar(a, b any) bool {
	x, _ := a.(string)
	y, _ := b.(string)
	if x == "" || y == "" {
		return false
	}
	set := map[string]bool{}
	for w := range strings.FieldsSeq(fold(x)) {
		set[strings.TrimPrefix(w, "ال")] = true
	}
	hits, n := 0, 0
	for w := range strings.FieldsSeq(fold(y)) {
		n++
		if set[strings.TrimPrefix(w, "ال")] {
			hits++
		}
	}
	return hits > 0 && (hits == n || hits == len(set))
}

// take fills the row's empty cells from a claim and keeps its evidence.
func (w *row) take(c *claim, r *reconciler) {
	before := len(w.evidence)
	w.evidence = append(w.evidence, document.Evidence{Rule: c.Rule, Span: c.Span})
	for _, col := range c.order {
		v := c.cells[col]
		switch v.(type) {
		case int64, numeral.Decimal:
			w.said = append(w.said, statement{col, v, c.spans[col]})
		}
		if have := w.cells[col]; have == nil || have == "unknown" && v != "unknown" {
			w.cells[col], w.spans[col] = v, c.spans[col]
		} else if !equal(have, v) {
			r.lose(c.spans[col], reasonConflict)
			if v != "unknown" {
				if w.contested == nil {
					w.contested = map[string]bool{}
				}
				w.contested[col] = true
			}
			continue
		}
		w.evidence = append(w.evidence, document.Evidence{Column: col, Rule: c.Rule, Span: c.spans[col]})
	}
	for _, col := range []string{"report_id", "election_id", "mission_id", "candidate_id", "person_id"} {
		if v := c.cells[col]; v != nil && w.cells[col] == nil {
			w.cells[col] = v
		}
	}
	if c.Complement {
		// A complement stands elsewhere: its cells are its evidence, the row is not.
		w.evidence = append(w.evidence[:before], w.evidence[before+1:]...)
	}
}

// refer returns the id of the row that a hint names.
func (r *reconciler) refer(ref Ref, c *claim) string {
	t := r.tables[ref.Table]
	if t == nil {
		return ""
	}
	name, _ := c.extra[ref.From].(string)
	if name == "" {
		return ref.nearest(t, c)
	}
	for _, w := range t.rows {
		if equal(w.cells[ref.By], name) {
			return w.id
		}
	}
	for _, w := range t.rows {
		if similar(w.cells[ref.By], name) || similar(w.cells["mission_name"], name) {
			return w.id
		}
	}
	if len(t.rows) == 1 {
		return t.rows[0].id
	}
	return ref.nearest(t, c)
}

// last returns the row that the text told of last before the claim.
func (t *draft) last(c *claim) *row {
	var best *row
	at := -1
	for _, w := range t.rows {
		for _, ev := range w.evidence {
			if ev.Span.Start <= c.Span.Start && ev.Span.Start > at {
				best, at = w, ev.Span.Start
			}
		}
	}
	return best
}

// nearest returns the id of the row that the text told of last before the claim. Where the claim may rest on a later one, such as
// that of a statement that says at its end who makes it, the first that the text tells of will do.
func (ref Ref) nearest(t *draft, c *claim) string {
	if !ref.Nearest {
		return ""
	}
	w := t.last(c)
	if w == nil && c.extra[ref.Later] != nil {
		w = t.first()
	}
	if w == nil {
		return ""
	}
	return w.id
}

// first returns the row that the text tells of first.
func (t *draft) first() *row {
	var best *row
	at := 0
	for _, w := range t.rows {
		for _, ev := range w.evidence {
			if best == nil || ev.Span.Start < at {
				best, at = w, ev.Span.Start
			}
		}
	}
	return best
}
