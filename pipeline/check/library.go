package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
	"github.com/goccy/go-yaml"

	"mahdar/pipeline/document"
	"mahdar/schemas"
)

// Library is a set of checks, ready to run. It does not change once loaded.
type Library struct{ checks []*check }

// file is the shape of a file of checks.
type file struct {
	Checks []Spec `yaml:"checks"`
}

// Spec is a check as written. docs/checks.md explains each key.
type Spec struct {
	ID       string              `yaml:"id"`
	Severity string              `yaml:"severity"` // error, warning or info
	Title    Words               `yaml:"title"`
	Motive   string              `yaml:"motive"` // why one should care, in English
	Rows     []map[string]string `yaml:"rows"`   // variable → table, one or two
	Same     []string            `yaml:"same"`   // of two rows: the expressions over each on which they agree
	By       []string            `yaml:"by"`     // makes each variable the list of rows that agree on these
	Where    string              `yaml:"where"`
	Let      []map[string]string `yaml:"let"`
	Fails    string              `yaml:"fails"` // the contradiction: true where there is one
	Stated   []string            `yaml:"stated"`
	Message  Words               `yaml:"message"`  // with {expressions}
	Concerns string              `yaml:"concerns"` // the rows meant; else those of the first variable, or both rows
	Columns  []string            `yaml:"columns"`  // whose evidence the discrepancy takes over; else that of every cell
	Examples []Example           `yaml:"examples"`
}

// Words is a text in the two languages of the data package.
type Words struct {
	En string `yaml:"en"`
	Ar string `yaml:"ar"`
}

// Example is rows of tables and what the check must state of them: one list for each discrepancy, none for rows in order.
type Example struct {
	Rows  map[string][]map[string]any `yaml:"rows"`
	Found [][]string                  `yaml:"found"`
}

// check is a check with its expressions compiled.
type check struct {
	spec         Spec
	file         string
	vars         []variable
	same, second []keyExpr
	by           [][]keyExpr    // for each variable
	alone        [2]*vm.Program // of two rows: what where begins with that speaks of one of them alone; nil for nothing
	where, fails *vm.Program
	concerns     *vm.Program
	lets         []let
	stated       []*vm.Program
	message      [2]message
}

type variable struct{ name, table string }

type let struct {
	name    string
	program *vm.Program
	late    bool // fails does without it
}

// keyExpr is an expression over one row: a column alone, or a program.
type keyExpr struct {
	column  string
	program *vm.Program
}

// message is text with expressions between.
type message []part

type part struct {
	text    string
	program *vm.Program
}

// Error is something wrong with a file of checks.
type Error struct {
	File, Check string
	Err         error
}

// Error names the file, the check and what is wrong.
func (e *Error) Error() string {
	if e.Check == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: check %s: %v", e.File, e.Check, e.Err)
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Load reads every file of checks in a folder of fsys, in the order of their names. It returns all that is wrong at once, as
// joined [Error] errors. A folder that is not there holds no checks.
func Load(fsys fs.FS, dir string, set *schemas.Set) (*Library, error) {
	files, err := fs.Glob(fsys, dir+"/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("find checks: %w", err)
	}
	slices.Sort(files)
	lib := &Library{}
	var errs []error
	c := newCompiler(set)
	for _, path := range files {
		raw, err := fs.ReadFile(fsys, path)
		if err != nil {
			errs = append(errs, &Error{File: path, Err: err})
			continue
		}
		var f file
		if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil && !errors.Is(err, io.EOF) {
			errs = append(errs, &Error{File: path, Err: err})
			continue
		}
		for _, spec := range f.Checks {
			if slices.ContainsFunc(lib.checks, func(o *check) bool { return o.spec.ID == spec.ID }) {
				errs = append(errs, &Error{path, spec.ID, errors.New("the id is taken by another check")})
				continue
			}
			done, err := c.check(path, spec)
			if err != nil {
				errs = append(errs, &Error{path, spec.ID, err})
				continue
			}
			lib.checks = append(lib.checks, done)
		}
	}
	return lib, errors.Join(errs...)
}

// Specs returns the checks as they are written, in order.
func (l *Library) Specs() []Spec {
	out := make([]Spec, len(l.checks))
	for i, c := range l.checks {
		out[i] = c.spec
	}
	return out
}

// Only returns the library without the checks that are not named.
func (l *Library) Only(id string) *Library {
	return &Library{slices.DeleteFunc(slices.Clone(l.checks), func(c *check) bool { return c.spec.ID != id })}
}

// reportColumns are the cells of the variable report.
var reportColumns = []string{"language", "reference_date", "main_election_id"}

// facts are the columns of the tables that are no tables of the data package.
var facts = map[string][]string{
	document.FactReport:     reportColumns,
	document.FactDates:      {"date_edtf", "date_start", "date_end", "date_basis", "weekday", "weekday_word", "text", "row_id", "table_name"},
	document.FactStatements: {"table_name", "row_id", "column_name", "value", "bound"},
	document.FactNumbers:    {"value", "unit", "sentence", "paragraph", "section"},
	document.FactNames:      {"entity_id", "entity_type", "name", "mentions", "row_id", "table_name"},
}

type compiler struct {
	set       *schemas.Set
	functions []expr.Option
}

func newCompiler(set *schemas.Set) *compiler { return &compiler{set, functions()} }

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (c *compiler) check(path string, spec Spec) (*check, error) {
	out := &check{spec: spec, file: path}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !identifier.MatchString(spec.ID) {
		fail("id: %q (want lower-case letters, digits and underscores)", spec.ID)
	}
	if !slices.Contains([]string{"error", "warning", "info"}, spec.Severity) {
		fail("severity: unknown %q (want one of error, warning, info)", spec.Severity)
	}
	if spec.Message.En == "" || spec.Message.Ar == "" || spec.Title.En == "" || spec.Title.Ar == "" {
		fail("title and message: want both en and ar")
	}
	if spec.Fails == "" || len(spec.Stated) == 0 {
		fail("fails and stated: want both")
	}
	env := types.Map{"report": strict(reportColumns)}
	for _, m := range spec.Rows {
		for name, table := range m {
			columns, err := c.columns(table)
			if err != nil {
				fail("rows: %w", err)
			}
			out.vars = append(out.vars, variable{name, table})
			env[name] = columns
			if len(spec.By) > 0 {
				env[name] = types.Array(columns)
			}
		}
	}
	if n := len(out.vars); n == 0 || n != len(spec.Rows) || n > 2 && len(spec.By) == 0 {
		fail("rows: want one table, two of them, or with by any number, each a list item such as %q", "a: results")
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	c.keys(out, fail)
	compile := func(key, src string, options ...expr.Option) *vm.Program {
		if src == "" {
			return nil
		}
		p, err := c.compile(src, env, options...)
		if err != nil {
			fail("%s: %w", key, err)
		}
		return p
	}
	out.where = compile("where", spec.Where, expr.AsBool())
	if len(spec.By) == 0 && len(out.vars) == 2 && out.where != nil {
		for i, src := range alone(spec.Where, out.vars) {
			out.alone[i] = compile("where", src, expr.AsBool())
		}
	}
	for _, m := range spec.Let {
		for name, src := range m {
			out.lets = append(out.lets, let{name: name, program: compile("let "+name, src)})
			env[name] = types.Any
		}
	}
	out.setLate()
	out.fails = compile("fails", spec.Fails, expr.AsBool())
	out.concerns = compile("concerns", spec.Concerns)
	for _, s := range spec.Stated {
		out.stated = append(out.stated, compile("stated", s))
	}
	for i, src := range []string{spec.Message.En, spec.Message.Ar} {
		var err error
		if out.message[i], err = c.template(src, env); err != nil {
			fail("message: %w", err)
		}
	}
	return out, errors.Join(errs...)
}

// setLate finds the names that what fails does without, so that they are worked out only where it does fail.
func (c *check) setLate() {
	sources := map[string]string{}
	for _, m := range c.spec.Let {
		maps.Copy(sources, m)
	}
	needed := c.spec.Fails
	for i := len(c.lets) - 1; i >= 0; i-- { // each may use those before it
		l := &c.lets[i]
		if l.late = !speaksOf(needed, l.name); !l.late {
			needed += "\n" + sources[l.name]
		}
	}
}

// word is what may be a name in an expression.
var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// speaksOf reports whether a name stands among the words of expressions.
func speaksOf(src, name string) bool { return slices.Contains(word.FindAllString(src, -1), name) }

// alone returns for each of two variables the conditions that an expression begins with and that speak of the variable alone.
func alone(src string, vars []variable) (of [2]string) {
	tree, err := parser.Parse(src)
	if err != nil {
		return of // which was compiled before
	}
	for _, n := range conditions(tree.Node, nil) {
		var has [2]bool
		for i, v := range vars {
			has[i] = ast.Find(n, func(n ast.Node) bool {
				id, ok := n.(*ast.IdentifierNode)
				return ok && id.Value == v.name
			}) != nil
		}
		i := 0
		switch {
		case has[0] && has[1]:
			return of
		case has[1]:
			i = 1
		}
		if of[i] != "" {
			of[i] += " && "
		}
		of[i] += "(" + n.String() + ")"
	}
	return of
}

// conditions appends the operands of a conjunction, in order.
func conditions(n ast.Node, to []ast.Node) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "&&" || b.Operator == "and") {
		return conditions(b.Right, conditions(b.Left, to))
	}
	return append(to, n)
}

// keys compiles the expressions that rows are compared by.
func (c *compiler) keys(out *check, fail func(string, ...any)) {
	list := func(src []string, table string) []keyExpr {
		var keys []keyExpr
		columns, _ := c.columns(table)
		for _, s := range src {
			if m, ok := columns.(types.Map); ok && m[s] != nil {
				keys = append(keys, keyExpr{column: s})
				continue
			}
			p, err := c.compile(s, columns)
			if err != nil {
				fail("same or by: table %s: %w", table, err)
			}
			keys = append(keys, keyExpr{program: p})
		}
		return keys
	}
	out.same = list(out.spec.Same, out.vars[0].table)
	if len(out.vars) > 1 {
		out.second = list(out.spec.Same, out.vars[1].table)
	}
	for _, v := range out.vars {
		out.by = append(out.by, list(out.spec.By, v.table))
	}
}

func (c *compiler) compile(src string, env types.Type, options ...expr.Option) (*vm.Program, error) {
	all := append([]expr.Option{expr.Env(env)}, c.functions...)
	p, err := expr.Compile(src, append(all, options...)...)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", src, err)
	}
	return p, nil
}

// template compiles the expressions in curly brackets of a message.
func (c *compiler) template(src string, env types.Type) (message, error) {
	var m message
	for {
		before, rest, found := strings.Cut(src, "{")
		if before != "" {
			m = append(m, part{text: before})
		}
		if !found {
			return m, nil
		}
		inner, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("%q: missing }", src)
		}
		p, err := c.compile(inner, env)
		if err != nil {
			return nil, err
		}
		m = append(m, part{program: p})
		src = after
	}
}

// columns returns the shape of a table's rows.
func (c *compiler) columns(table string) (types.Type, error) {
	if t := c.set.Table(table); t != nil {
		return strict(t.Columns()), nil
	}
	if list, ok := facts[table]; ok {
		return strict(list), nil
	}
	if strings.HasPrefix(table, document.FactPrefix) { // made by rules, which name the columns
		return types.Map{types.Extra: types.Any}, nil
	}
	return types.Any, fmt.Errorf("unknown table %q (want a table of the data package, %s, or a table of facts of the rules, %s…)",
		table, strings.Join([]string{document.FactDates, document.FactNames, document.FactNumbers, document.FactStatements}, ", "), document.FactPrefix)
}

func strict(columns []string) types.Map {
	m := types.Map{}
	for _, c := range columns {
		m[c] = types.Any
	}
	return m
}
