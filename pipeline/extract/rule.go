package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	yamlv3 "go.yaml.in/yaml/v3"

	"mahdar/pipeline/lexicon"
)

// ruleFile is the shape of a rule file.
type ruleFile struct {
	Table    string                         `yaml:"table"`
	Classes  map[string][]string            `yaml:"classes"`  // added to the lexicon
	Values   map[string]map[string][]string `yaml:"values"`   // added to the lexicon
	Patterns map[string]string              `yaml:"patterns"` // pieces of patterns of any file, {name} in them
	Sections map[string][]string            `yaml:"sections"` // section class → patterns over its heading
	Bodies   map[string][]string            `yaml:"bodies"`   // section class → patterns over its sentences
	Titles   map[string][]string            `yaml:"titles"`   // class of the whole report → patterns over the headings at its top
	Rules    []ruleSpec                     `yaml:"rules"`
}

// ruleSpec is a rule as written. docs/rules.md explains each key.
type ruleSpec struct {
	ID         string         `yaml:"id"`
	About      string         `yaml:"about"`
	Table      string         `yaml:"table"`
	Mark       string         `yaml:"mark"`
	Annotate   string         `yaml:"annotate"`
	Unit       string         `yaml:"unit"`
	Section    []string       `yaml:"section"`
	NotSection []string       `yaml:"not_section"`
	Scope      string         `yaml:"scope"`
	Anchor     []string       `yaml:"anchor"`
	Clauses    bool           `yaml:"clauses"`
	Split      []string       `yaml:"split"`
	From       []string       `yaml:"from"`
	Until      []string       `yaml:"until"`
	Join       string         `yaml:"join"`
	Need       []string       `yaml:"need"`
	Forbid     []string       `yaml:"forbid"`
	NeedAround []string       `yaml:"need_around"`
	Yields     []string       `yaml:"yields"`
	Has        []string       `yaml:"has"`
	Without    []string       `yaml:"without"`
	Unless     []string       `yaml:"unless"`
	Inside     []string       `yaml:"inside"`
	Slots      []slotSpec     `yaml:"slots"`
	Set        map[string]any `yaml:"set"`
	Any        []string       `yaml:"any"`
	Complement bool           `yaml:"complement"`
	Examples   []Example      `yaml:"examples"`
}

type slotSpec struct {
	Column   string              `yaml:"column"`
	Columns  map[string]string   `yaml:"columns"`
	Capture  string              `yaml:"capture"`
	Find     []string            `yaml:"find"`
	Side     string              `yaml:"side"`
	Within   int                 `yaml:"within"`
	Stop     []string            `yaml:"stop"`
	Inherit  string              `yaml:"inherit"`
	As       string              `yaml:"as"`
	Vote     map[string][]string `yaml:"vote"`
	Skip     []string            `yaml:"skip"`
	Carry    bool                `yaml:"carry"`
	Loose    bool                `yaml:"loose"`
	Lead     bool                `yaml:"lead"`
	Heading  bool                `yaml:"heading"`
	Given    string              `yaml:"given"`
	Required bool                `yaml:"required"`
	Each     bool                `yaml:"each"`
	Own      bool                `yaml:"own"`
	List     bool                `yaml:"list"`
	Shared   bool                `yaml:"shared"`
	Default  any                 `yaml:"default"`
}

// Example is a sentence and the rows that a rule must make of it: column → value, as in JSON.
type Example struct {
	Text string           `yaml:"text"`
	Head string           `yaml:"head"` // heading of the section that the sentence stands in
	Rows []map[string]any `yaml:"rows"`
}

// rule is a rule ready to run.
type rule struct {
	spec                       ruleSpec
	file                       string
	scope                      scope
	anchors, split             []*pattern
	from, until                []*pattern
	need, forbid, has, without []*pattern
	needAround                 []*pattern
	unless, inside             []*pattern
	slots                      []slot
	sets                       []constant
}

type scope uint8

const (
	scopeSentence scope = iota
	scopeClause
	scopeParagraph
	scopeSection
)

type slot struct {
	slotSpec
	find, stop  []*pattern
	skip        []*pattern
	vote        []ballot
	voteClass   string
	nearClasses []string
	targets     []target
}

type ballot struct {
	value string
	by    []*pattern
}

type target struct{ column, part string }

type constant struct {
	column string
	value  any
}

// RuleError is a broken rule file.
type RuleError struct {
	File string
	Line int // from 1, 0 when unknown
	Rule string
	Err  error
}

// Error names the file, the line and the rule.
func (e *RuleError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	if e.Rule != "" {
		s += ": rule " + e.Rule
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *RuleError) Unwrap() error { return e.Err }

// Rules is a set of rules for one language, ready to run on any number of documents at once.
type Rules struct {
	lex      *lexicon.Lexicon
	rules    []*rule
	sections []sectionWords
	known    map[string]*pattern     // by source
	pieces   map[string]string       // patterns with a name
	patterns []*pattern              // each once, by number
	wants    []want                  // what patterns hold, each once, by number
	wanted   map[string]int32        // the number of each by its key
	texts    map[string]int32        // the numbers of the tokens that patterns may start with or hold as they stand
	types    map[annotationKey]int32 // of the annotations that they may start with or hold
	spent    sync.Pool               // of *starts
}

type sectionWords struct {
	class    string
	patterns []*pattern
	of       sectionPart // what the patterns look at
}

// sectionPart is where words tell what a section is about.
type sectionPart uint8

const (
	ofHeading sectionPart = iota
	ofBody                // its sentences
	ofTitle               // the headings at the top of the report, which tell it of all sections
)

// LoadRules reads every .yaml file below dir of fsys, in the order of their names. Words of the rules are added to lex. All
// broken rules are returned at once, each as a [*RuleError].
func LoadRules(fsys fs.FS, dir string, lex *lexicon.Lexicon) (*Rules, error) {
	f, err := ReadRules(fsys, dir)
	if err != nil {
		return nil, err
	}
	return f.Compile(lex)
}

func newRules(lex *lexicon.Lexicon) *Rules {
	return &Rules{lex: lex, known: map[string]*pattern{}, pieces: map[string]string{}, wanted: map[string]int32{}, texts: map[string]int32{}, types: map[annotationKey]int32{}}
}

// RuleFiles are the rule files of one language, read and not yet bound to a lexicon.
type RuleFiles struct{ files []*parsedFile }

// Compile binds the rules to a lexicon and adds their words to it.
func (rf *RuleFiles) Compile(lex *lexicon.Lexicon) (*Rules, error) {
	files := rf.files
	var errs []error
	for _, f := range files {
		for _, c := range sortedKeys(f.Classes) {
			for _, form := range f.Classes[c] {
				if err := lex.Add(c, "", form); err != nil {
					errs = append(errs, &RuleError{File: f.path, Line: f.line("$.classes." + c), Err: fmt.Errorf("classes.%s: %w", c, err)})
				}
			}
		}
		for _, c := range sortedKeys(f.Values) {
			for _, value := range sortedKeys(f.Values[c]) {
				for _, form := range f.Values[c][value] {
					if err := lex.Add(c, value, form); err != nil {
						errs = append(errs, &RuleError{File: f.path, Line: f.line("$.values." + c), Err: fmt.Errorf("values.%s.%s: %w", c, value, err)})
					}
				}
			}
		}
	}
	r := newRules(lex)
	errs = append(errs, r.addPieces(files)...)
	seen := map[string]string{}
	for _, f := range files {
		for _, words := range []struct {
			key     string
			classes map[string][]string
			of      sectionPart
		}{{"sections", f.Sections, ofHeading}, {"bodies", f.Bodies, ofBody}, {"titles", f.Titles, ofTitle}} {
			for _, c := range sortedKeys(words.classes) {
				ps, err := r.compileAll(words.classes[c])
				if err != nil {
					errs = append(errs, &RuleError{File: f.path, Line: f.line("$." + words.key + "." + c), Err: err})
				}
				r.sections = append(r.sections, sectionWords{c, ps, words.of})
			}
		}
		for i := range f.Rules {
			spec := f.Rules[i]
			if spec.Table == "" && spec.Mark == "" && spec.Annotate == "" {
				spec.Table = f.Table
			}
			ru, err := r.compileRule(spec)
			if err == nil && seen[spec.ID] != "" {
				err = fmt.Errorf("the id is already used in %s", seen[spec.ID])
			}
			if err != nil {
				errs = append(errs, &RuleError{File: f.path, Line: f.line(fmt.Sprintf("$.rules[%d].id", i)), Rule: spec.ID, Err: err})
				continue
			}
			seen[spec.ID] = f.path
			ru.file = f.path
			r.rules = append(r.rules, ru)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return r, nil
}

type parsedFile struct {
	ruleFile
	path string
	raw  []byte
}

// line returns the line of a YAML path, 0 when it is not there.
func (f *parsedFile) line(path string) int {
	p, err := yaml.PathString(path)
	if err != nil {
		return 0
	}
	n, err := p.ReadNode(bytes.NewReader(f.raw))
	if err != nil || n.GetToken() == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// ReadRules reads every .yaml file below dir of fsys, side by side, since start-up waits for them.
func ReadRules(fsys fs.FS, dir string) (*RuleFiles, error) {
	var paths []string
	err := fs.WalkDir(fsys, dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(path, ".yaml") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	files := make([]*parsedFile, len(paths))
	errs := make([]error, len(paths))
	var wg sync.WaitGroup
	for i, path := range paths {
		files[i] = &parsedFile{path: path}
		wg.Go(func() { errs[i] = files[i].read(fsys) })
	}
	wg.Wait()
	return &RuleFiles{files}, errors.Join(errs...)
}

// plainDates turns the values that the quick decoder takes for times back into the days that they are written as.
func (f *parsedFile) plainDates() {
	plain := func(m map[string]any) {
		for k, v := range m {
			if t, ok := v.(time.Time); ok {
				m[k] = t.Format(time.DateOnly)
			}
		}
	}
	for _, r := range f.Rules {
		plain(r.Set)
		for _, e := range r.Examples {
			for _, row := range e.Rows {
				plain(row)
			}
		}
	}
}

// read decodes the file. The quick decoder has the first word; where it finds fault, the one with the better messages, which
// takes three times as long, says what is wrong.
func (f *parsedFile) read(fsys fs.FS) error {
	raw, err := fs.ReadFile(fsys, f.path)
	if err != nil {
		return err
	}
	f.raw = raw
	quick := yamlv3.NewDecoder(bytes.NewReader(raw))
	quick.KnownFields(true)
	if err := quick.Decode(&f.ruleFile); err == nil || errors.Is(err, io.EOF) {
		f.plainDates()
		return nil
	}
	f.ruleFile = ruleFile{}
	err = yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f.ruleFile)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	line := 0
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		line = y.GetToken().Position.Line
	}
	return &RuleError{File: f.path, Line: line, Err: err}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// addPieces collects the patterns with a name of all files, and says which of them are broken.
func (r *Rules) addPieces(files []*parsedFile) (errs []error) {
	fault := func(f *parsedFile, name string, err error) {
		errs = append(errs, &RuleError{File: f.path, Line: f.line("$.patterns." + name), Err: fmt.Errorf("patterns.%s: %w", name, err)})
	}
	for _, f := range files {
		for _, name := range sortedKeys(f.Patterns) {
			if _, ok := r.pieces[name]; ok {
				fault(f, name, errors.New("another file has a pattern of this name"))
			}
			r.pieces[name] = f.Patterns[name]
		}
	}
	for _, f := range files {
		for _, name := range sortedKeys(f.Patterns) {
			if _, err := compile("{"+name+"}", r.lex, r.pieces); err != nil {
				fault(f, name, err)
			}
		}
	}
	return errs
}

// pattern compiles a pattern; one that is written the same is the same.
func (r *Rules) pattern(src string) (*pattern, error) {
	if p := r.known[src]; p != nil {
		return p, nil
	}
	p, err := compile(src, r.lex, r.pieces)
	if err != nil {
		return nil, err
	}
	p.id = len(r.patterns)
	r.patterns = append(r.patterns, p)
	r.known[src] = p
	if p.start = -1; !p.any {
		p.start = r.want(want{features: p.first, asksTypes: p.asksTypes})
	}
	for _, w := range p.holds {
		p.wants = append(p.wants, r.want(w))
	}
	// What few words offer is the soonest missing.
	slices.SortStableFunc(p.wants, func(a, b int32) int { return len(r.wants[a].features) - len(r.wants[b].features) })
	return p, nil
}

// want returns the number of a want; those that ask for the same have the same.
func (r *Rules) want(w want) int32 {
	n := numberOf(r.wanted, w.key())
	if int(n) == len(r.wants) {
		r.number(w.features)
		for _, f := range w.features {
			if f.kind == opSym {
				w.symbols = append(w.symbols, f.n)
			} else {
				w.others = append(w.others, f)
			}
		}
		r.wants = append(r.wants, w)
	}
	return n
}

// number gives the texts and annotations among features their numbers.
func (r *Rules) number(features []feature) {
	for i := range features {
		switch f := &features[i]; f.kind {
		case opText:
			f.n = numberOf(r.texts, f.text)
		case opAnn:
			f.n = numberOf(r.types, annotationKey{f.text, f.unit})
			if f.unit != "" {
				f.role = numberOf(r.types, annotationKey{f.text, anyRole})
			}
		default: // the others have theirs
		}
	}
}

// numberOf returns the number of a key, the next one where it is new.
func numberOf[K comparable](numbers map[K]int32, key K) int32 {
	n, ok := numbers[key]
	if !ok {
		n = int32(len(numbers))
		numbers[key] = n
	}
	return n
}

func (r *Rules) compileAll(srcs []string) ([]*pattern, error) {
	var out []*pattern
	var errs []error
	for _, s := range srcs {
		p, err := r.pattern(s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, p)
	}
	return out, errors.Join(errs...)
}

func (rs *Rules) compileRule(spec ruleSpec) (*rule, error) {
	r := &rule{spec: spec}
	if spec.ID == "" {
		return nil, errors.New("a rule needs an id")
	}
	switch spec.Scope {
	case "", "sentence":
	case "clause":
		r.scope = scopeClause
	case "paragraph":
		r.scope = scopeParagraph
	case "section":
		r.scope = scopeSection
	default:
		return nil, fmt.Errorf("scope: unknown scope %q (want clause, sentence, paragraph or section)", spec.Scope)
	}
	if len(spec.Anchor) == 0 && !spec.Clauses {
		return nil, errors.New("a rule needs an anchor, or clauses: true")
	}
	if spec.Table == "" && spec.Mark == "" && spec.Annotate == "" {
		return nil, errors.New("a rule needs a table, a mark or an annotate")
	}
	var errs []error
	all := func(key string, srcs []string) []*pattern {
		ps, err := rs.compileAll(srcs)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
		return ps
	}
	r.anchors, r.split = all("anchor", spec.Anchor), all("split", spec.Split)
	r.from, r.until = all("from", spec.From), all("until", spec.Until)
	if !spec.Clauses && (len(r.from) > 0 || len(r.until) > 0 || spec.Join != "") {
		errs = append(errs, errors.New("from, until and join need clauses: true"))
	}
	r.need, r.forbid = all("need", spec.Need), all("forbid", spec.Forbid)
	r.needAround = all("need_around", spec.NeedAround)
	r.has, r.without = all("has", spec.Has), all("without", spec.Without)
	r.unless, r.inside = all("unless", spec.Unless), all("inside", spec.Inside)
	for _, s := range spec.Slots {
		c, err := rs.compileSlot(s, r)
		if err != nil {
			errs = append(errs, fmt.Errorf("slot %s: %w", slotName(s), err))
			continue
		}
		r.slots = append(r.slots, c)
	}
	for _, c := range sortedKeys(spec.Set) {
		r.sets = append(r.sets, constant{c, spec.Set[c]})
	}
	return r, errors.Join(errs...)
}

func slotName(s slotSpec) string {
	if s.Column != "" {
		return s.Column
	}
	return strings.Join(sortedKeys(s.Columns), "+")
}

func (rs *Rules) compileSlot(s slotSpec, r *rule) (slot, error) {
	out := slot{slotSpec: s}
	var errs []error
	var err error
	if out.find, err = rs.compileAll(s.Find); err != nil {
		errs = append(errs, err)
	}
	if out.stop, err = rs.compileAll(s.Stop); err != nil {
		errs = append(errs, err)
	}
	if out.skip, err = rs.compileAll(s.Skip); err != nil {
		errs = append(errs, err)
	}
	for _, v := range sortedKeys(s.Vote) {
		by, err := rs.compileAll(s.Vote[v])
		if err != nil {
			errs = append(errs, err)
		}
		out.vote = append(out.vote, ballot{v, by})
	}
	if name, ok := strings.CutPrefix(s.As, "vote:"); ok {
		if _, known := rs.lex.Class(name); !known {
			errs = append(errs, fmt.Errorf("unknown class @%s", name))
		}
		out.voteClass = name
	}
	if name, ok := strings.CutPrefix(s.As, "nearest:"); ok {
		out.nearClasses = strings.Split(name, "+")
		for _, c := range out.nearClasses {
			if _, known := rs.lex.Class(c); !known {
				errs = append(errs, fmt.Errorf("unknown class @%s", c))
			}
		}
	}
	switch s.Side {
	case "", "after", "before", "either", "item", "scope":
	default:
		errs = append(errs, fmt.Errorf("side: unknown side %q (want after, before, either, item or scope)", s.Side))
	}
	if s.Capture != "" {
		for _, p := range r.anchors {
			if !slices.Contains(p.names, s.Capture) && len(s.Find) == 0 && s.Required {
				errs = append(errs, fmt.Errorf("anchor %q has no capture %q", p.src, s.Capture))
			}
		}
	}
	if s.Capture == "" && len(s.Find) == 0 && len(s.Vote) == 0 && out.voteClass == "" && len(out.nearClasses) == 0 && s.Default == nil && !s.Carry && !s.Required && !slices.Contains([]string{"item", "clause", "around", "subject"}, s.As) {
		errs = append(errs, errors.New("a slot needs a capture, a find, a vote, an as or a default"))
	}
	if s.Column != "" {
		out.targets = []target{{s.Column, ""}}
	}
	for _, c := range sortedKeys(s.Columns) {
		out.targets = append(out.targets, target{c, s.Columns[c]})
	}
	if len(out.targets) == 0 && s.Capture == "" && len(s.Find) == 0 {
		errs = append(errs, errors.New("a slot needs a column"))
	}
	return out, errors.Join(errs...)
}
