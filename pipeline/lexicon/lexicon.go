// Package lexicon holds the words that rules speak of: classes of forms, and maps from a value to its forms.
//
// Forms are compared under arabic.Fold. A form may be several words. Each word of a form is written in one of four ways:
//
//	word    the word itself, also behind a proclitic (and, to, by, the …)
//	=word   the bare word only, nothing before it
//	word*   any word that begins so, also behind a proclitic
//	*word   any word that ends so
//
// A lexicon is read once, is never changed afterwards and may be used by many goroutines.
package lexicon

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
	"sync/atomic"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/document"
)

// Class is the number of a class, from 0.
type Class int32

// Symbol is the number of a word as forms and patterns write it.
type Symbol int32

// Lexicon is a set of classes, ready for look-up.
type Lexicon struct {
	classes map[string]Class
	names   []string // of the classes
	values  []string // of value maps, one entry per value
	valueID map[string]int32

	stem, exact, prefix, suffix map[string]Symbol
	symbols                     int

	next map[edge]int32 // the trie of forms
	ends [][]end        // for each node of the trie what ends there

	trie  atomic.Pointer[trie]
	words memo[[]Symbol] // by folded word
	heads memo[[]Class]
}

type edge struct {
	node   int32
	symbol Symbol
}

type end struct {
	class Class
	value int32 // -1 without a value
}

// Error is a broken lexicon file.
type Error struct {
	File string
	Line int // from 1, 0 when unknown
	Err  error
}

// Error names the file and the line.
func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.File, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// file is the shape of a lexicon file.
type file struct {
	Classes map[string][]string            `yaml:"classes"`
	Values  map[string]map[string][]string `yaml:"values"`
}

// New returns an empty lexicon.
func New() *Lexicon {
	return &Lexicon{
		classes: map[string]Class{}, valueID: map[string]int32{},
		stem: map[string]Symbol{}, exact: map[string]Symbol{}, prefix: map[string]Symbol{}, suffix: map[string]Symbol{},
		next: map[edge]int32{}, ends: make([][]end, 1),
	}
}

// Load reads every .yaml file below dir of fsys, in the order of their names. It returns all broken files at once, each as
// an [*Error]. The files are parsed side by side, since start-up waits for them, and joined in order.
func (l *Lexicon) Load(fsys fs.FS, dir string) error {
	var paths []string
	err := fs.WalkDir(fsys, dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(path, ".yaml") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	files := make([]file, len(paths))
	errs := make([]error, len(paths))
	var wg sync.WaitGroup
	for i, path := range paths {
		wg.Go(func() {
			if err := files[i].read(fsys, path); err != nil {
				errs[i] = &Error{File: path, Line: yamlLine(err), Err: err}
			}
		})
	}
	wg.Wait()
	for i := range files {
		if err := l.add(&files[i]); err != nil {
			errs = append(errs, &Error{File: paths[i], Line: lineOf(fsys, paths[i], err), Err: err})
		}
	}
	return errors.Join(errs...)
}

func (f *file) read(fsys fs.FS, path string) error {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(f); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// yamlLine reads the line out of a YAML error's message, which has no other place for it.
func yamlLine(err error) int {
	_, rest, ok := strings.Cut(err.Error(), "line ")
	n := 0
	for i := 0; ok && i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
		n = 10*n + int(rest[i]-'0')
	}
	return n
}

// formError is a broken form and the keys that it stands under.
type formError struct {
	keys []string
	form string
	err  error
}

func (e *formError) Error() string { return strings.Join(e.keys, ".") + ": " + e.err.Error() }

func (e *formError) Unwrap() error { return e.err }

// lineOf returns the line of a broken form, 0 when it is not to be found. The file is parsed once more for it, so that good
// files need not carry their lines.
func lineOf(fsys fs.FS, path string, err error) int {
	var broken *formError
	raw, readErr := fs.ReadFile(fsys, path)
	var node yaml.Node
	if !errors.As(err, &broken) || readErr != nil || yaml.Unmarshal(raw, &node) != nil || len(node.Content) == 0 {
		return 0
	}
	at := node.Content[0]
	for _, key := range broken.keys {
		i := 0
		for i+1 < len(at.Content) && at.Content[i].Value != key {
			i += 2
		}
		if i+1 >= len(at.Content) {
			return 0
		}
		at = at.Content[i+1]
	}
	for _, form := range at.Content {
		if form.Value == broken.form {
			return form.Line
		}
	}
	return at.Line
}

func (l *Lexicon) add(f *file) error {
	for _, name := range sortedKeys(f.Classes) {
		for _, form := range f.Classes[name] {
			if err := l.Add(name, "", form); err != nil {
				return &formError{[]string{"classes", name}, form, err}
			}
		}
	}
	for _, name := range sortedKeys(f.Values) {
		for _, value := range sortedKeys(f.Values[name]) {
			for _, form := range f.Values[name][value] {
				if err := l.Add(name, value, form); err != nil {
					return &formError{[]string{"values", name, value}, form, err}
				}
			}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Add puts one form into a class, with a value where value is not empty.
func (l *Lexicon) Add(class, value, form string) error {
	l.forget()
	words := strings.Fields(form)
	if len(words) == 0 {
		return errors.New("a form is empty")
	}
	node := int32(0)
	for _, w := range words {
		if plural, ok := strings.CutSuffix(w, "s'"); ok && len(words) > 1 {
			w = plural + "s" // the mark is a token of its own, which walk passes over
		}
		sym, err := l.Symbol(w)
		if err != nil {
			return err
		}
		e := edge{node, sym}
		n, ok := l.next[e]
		if !ok {
			n = int32(len(l.ends))
			l.ends = append(l.ends, nil)
			l.next[e] = n
		}
		node = n
	}
	item := end{class: l.classOf(class), value: -1}
	if value != "" {
		item.value = l.valueOf(value)
	}
	if slices.Contains(l.ends[node], item) {
		return nil
	}
	l.ends[node] = append(l.ends[node], item)
	return nil
}

func (l *Lexicon) classOf(name string) Class {
	c, ok := l.classes[name]
	if !ok {
		c = Class(len(l.names))
		l.classes[name] = c
		l.names = append(l.names, name)
	}
	return c
}

func (l *Lexicon) valueOf(v string) int32 {
	id, ok := l.valueID[v]
	if !ok {
		id = int32(len(l.values))
		l.valueID[v] = id
		l.values = append(l.values, v)
	}
	return id
}

// Symbol returns the symbol of a word written in one of the four ways, and makes it if needed.
func (l *Lexicon) Symbol(word string) (Symbol, error) {
	m, w := l.stem, word
	switch {
	case len(w) > 1 && w[0] == '=':
		m, w = l.exact, w[1:]
	case len(w) > 1 && w[0] == '*':
		m, w = l.suffix, w[1:]
	case len(w) > 1 && w[len(w)-1] == '*':
		m, w = l.prefix, w[:len(w)-1]
	}
	key := arabic.Fold(w)
	if key == "" || strings.ContainsAny(key, "*=") {
		return 0, fmt.Errorf("the word %q has no letters or a mark in its middle", word)
	}
	s, ok := m[key]
	if !ok {
		l.forget()
		s = Symbol(l.symbols)
		l.symbols++
		m[key] = s
	}
	return s, nil
}

// Class returns the number of the named class.
func (l *Lexicon) Class(name string) (Class, bool) {
	c, ok := l.classes[name]
	return c, ok
}

// Word reports whether a form holds the folded word.
func (l *Lexicon) Word(fold string) bool {
	if _, ok := l.stem[fold]; ok {
		return true
	}
	_, ok := l.exact[fold]
	return ok
}

// Expression reports whether a form begins with the folded words, each with what is attached to it or without, the last as it is.
func (l *Lexicon) Expression(words ...string) bool {
	nodes := []int32{0}
	for i, w := range words {
		stems := []string{w}
		if i < len(words)-1 {
			stems = arabic.Stems(w)
		}
		var next []int32
		for _, stem := range stems {
			for _, sym := range l.plain(stem) {
				for _, n := range nodes {
					if to, ok := l.next[edge{n, sym}]; ok {
						next = append(next, to)
					}
				}
			}
		}
		if nodes = next; len(nodes) == 0 {
			return false
		}
	}
	return true
}

// plain returns the symbols of a folded word as forms have it, without stars.
func (l *Lexicon) plain(fold string) []Symbol {
	var out []Symbol
	if s, ok := l.stem[fold]; ok {
		out = append(out, s)
	}
	if s, ok := l.exact[fold]; ok {
		out = append(out, s)
	}
	return out
}

// Classes returns the names of all classes, by number.
func (l *Lexicon) Classes() []string { return l.names }

// Symbols returns how many symbols there are.
func (l *Lexicon) Symbols() int { return l.symbols }

// Value returns the value of a hit, empty without one.
func (l *Lexicon) Value(h Hit) string {
	if h.value < 0 {
		return ""
	}
	return l.values[h.value]
}

// Hit is a form found: Tokens[First:Last] belong to Class.
type Hit struct {
	Class       Class
	First, Last int32
	value       int32
}

// Matches is what a lexicon finds in one document.
type Matches struct {
	Symbols [][]Symbol // for each token the symbols that it matches, ascending
	Hits    []Hit      // by first token, longest first
	at      []int32    // for each token its first hit
	lex     *Lexicon
}

// minStem is the number of letters below which a word must stand bare or behind a one-letter proclitic.
const minStem = 3

// Document returns what Match finds in the document's tokens, found once for all stages.
func (l *Lexicon) Document(d *document.Document) *Matches {
	if m, ok := d.Forms.(*Matches); ok && m.lex == l && len(m.Symbols) == len(d.Tokens) {
		return m
	}
	m := l.Match(d.Tokens)
	d.Forms = m
	return m
}

// Match finds every form in the tokens. Time is linear in their number.
func (l *Lexicon) Match(tokens []document.Token) *Matches {
	m := &Matches{Symbols: make([][]Symbol, len(tokens)), at: make([]int32, len(tokens)+1), lex: l}
	for _, i := range l.words.all(len(tokens), func(i int) (string, bool) { return tokens[i].Fold, tokens[i].Kind == document.Word }, m.Symbols) {
		m.Symbols[i] = l.words.get(tokens[i].Fold, func() []Symbol { return l.symbolsOf(&tokens[i]) })
	}
	t := l.laidOut()
	var stack []state
	for i := range tokens {
		m.at[i] = int32(len(m.Hits))
		stack = l.walk(m, tokens, i, t, stack)
		h := m.Hits[m.at[i]:]
		if len(h) > 1 {
			slices.SortStableFunc(h, func(a, b Hit) int { return int(b.Last - a.Last) })
		}
	}
	m.at[len(tokens)] = int32(len(m.Hits))
	return m
}

func (l *Lexicon) symbolsOf(t *document.Token) []Symbol {
	var out []Symbol
	add := func(m map[string]Symbol, key string) {
		if s, ok := m[key]; ok {
			if slices.Contains(out, s) {
				return
			}
			out = append(out, s)
		}
	}
	add(l.exact, t.Fold)
	for _, s := range t.Stems {
		if len(s) < len(t.Fold) && utf8.RuneCountInString(s) < minStem && utf8.RuneCountInString(t.Fold) > utf8.RuneCountInString(s)+1 {
			continue
		}
		add(l.stem, s)
		n := 0
		for i := range s {
			if n >= 2 {
				add(l.prefix, s[:i])
			}
			n++
		}
		add(l.prefix, s)
	}
	if s, ok := withArticle(t.Fold); ok {
		add(l.stem, s)
	}
	n := 0
	for i := len(t.Fold); i > 0 && n < 10; n++ {
		_, w := utf8.DecodeLastRuneInString(t.Fold[:i])
		i -= w
		if i > 0 {
			add(l.suffix, t.Fold[i:])
		}
	}
	slices.Sort(out)
	return out
}

// withArticle returns the word behind the preposition ل with the article that لل hides: للاتحاد is الاتحاد.
func withArticle(fold string) (string, bool) {
	s := fold
	for _, c := range [...]string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(s, c); ok && strings.HasPrefix(rest, "لل") {
			s = rest
			break
		}
	}
	rest, ok := strings.CutPrefix(s, "لل")
	return "ال" + rest, ok && utf8.RuneCountInString(rest) >= minStem
}

// possessive reports the mark behind a plural that owns the next word: voters' list.
func possessive(tokens []document.Token, i int) bool {
	switch tokens[i].Text {
	case "'", "’":
		return i+1 < len(tokens) && !tokens[i].Space && tokens[i+1].Space && strings.HasSuffix(tokens[i-1].Fold, "s")
	}
	return false
}

// walk finds the forms that begin at token i.
func (l *Lexicon) walk(m *Matches, tokens []document.Token, i int, t *trie, stack []state) []state {
	stack = stack[:0]
	for _, sym := range m.Symbols[i] {
		if n := t.root[sym]; n != 0 {
			stack = append(stack, state{n, i + 1})
		}
	}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, e := range l.ends[s.node] {
			h := Hit{Class: e.class, First: int32(i), Last: int32(s.pos), value: e.value}
			if !m.has(h) {
				m.Hits = append(m.Hits, h)
			}
		}
		if s.pos >= len(m.Symbols) || len(t.next[s.node]) == 0 {
			continue
		}
		if possessive(tokens, s.pos) {
			s.pos++
		}
		for _, sym := range m.Symbols[s.pos] {
			for _, c := range t.next[s.node] {
				if c.symbol == sym {
					stack = append(stack, state{c.node, s.pos + 1})
				}
			}
		}
	}
	return stack
}

// state is a place in the trie, and the token that comes next.
type state struct {
	node int32
	pos  int
}

// trie is the lexicon's trie laid out for walking: the first words by symbol, the later ones by node.
type trie struct {
	root []int32
	next [][]child
}

type child struct {
	symbol Symbol
	node   int32
}

// laidOut returns the trie, laid out anew when words have come in.
func (l *Lexicon) laidOut() *trie {
	if t := l.trie.Load(); t != nil {
		return t
	}
	t := &trie{root: make([]int32, l.symbols), next: make([][]child, len(l.ends))}
	for e, n := range l.next {
		if e.node == 0 {
			t.root[e.symbol] = n
		} else {
			t.next[e.node] = append(t.next[e.node], child{e.symbol, n})
		}
	}
	// The map gives its entries in any order; what is found must not depend on it.
	for _, c := range t.next {
		sort.Slice(c, func(i, j int) bool { return c[i].symbol < c[j].symbol })
	}
	l.trie.Store(t)
	return t
}

func (m *Matches) has(h Hit) bool {
	return slices.Contains(m.Hits[m.at[h.First]:], h)
}

// At returns the hits that start at token i, longest first.
func (m *Matches) At(i int) []Hit {
	if i < 0 || i+1 >= len(m.at) {
		return nil
	}
	return m.Hits[m.at[i]:m.at[i+1]]
}

// Longest returns the longest hit of a class that starts at token i.
func (m *Matches) Longest(i int, c Class) (Hit, bool) {
	for _, h := range m.At(i) {
		if h.Class == c {
			return h, true
		}
	}
	return Hit{}, false
}

// Value returns the value of a hit, empty without one.
func (m *Matches) Value(h Hit) string { return m.lex.Value(h) }

// Knows reports whether some form holds the folded word as it stands, with all its letters.
func (m *Matches) Knows(fold string) bool {
	if _, ok := m.lex.stem[fold]; ok {
		return true
	}
	_, ok := m.lex.exact[fold]
	return ok
}

// Holds reports whether the folded word alone, or as the first word of a longer form, belongs to the class.
func (l *Lexicon) Holds(fold string, c Class) bool {
	return slices.Contains(l.heads.get(fold, func() []Class { return l.headsOf(fold) }), c)
}

// headsOf returns the classes that have the word as a form of its own.
func (l *Lexicon) headsOf(fold string) []Class {
	var out []Class
	probe := document.Token{Fold: fold, Stems: []string{fold}}
	for _, s := range l.symbolsOf(&probe) {
		n, ok := l.next[edge{0, s}]
		if !ok {
			continue
		}
		for _, e := range l.ends[n] {
			out = append(out, e.class)
		}
	}
	return out
}

// memo keeps what was looked up before: the same words stand in every report. It is bounded, and forgets nothing but
// takes nothing more once it is full, so that it costs a fixed amount of memory.
type memo[V any] struct {
	mu   sync.RWMutex
	kept map[string]V
}

// maxMemo is the number of words that a memo keeps, some ten megabytes at most.
const maxMemo = 1 << 16

func (m *memo[V]) get(key string, find func() V) V {
	m.mu.RLock()
	v, ok := m.kept[key]
	m.mu.RUnlock()
	if ok {
		return v
	}
	v = find()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = make(map[string]V, 1024)
	}
	if len(m.kept) < maxMemo {
		// The key must not keep the whole text alive that it is a part of.
		m.kept[strings.Clone(key)] = v
	}
	return v
}

// all looks up n keys at once and puts what is kept of them into found. It returns those of which nothing is.
func (m *memo[V]) all(n int, key func(int) (string, bool), found []V) (missing []int) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for i := range n {
		k, ok := key(i)
		if !ok {
			continue
		}
		if found[i], ok = m.kept[k]; !ok {
			missing = append(missing, i)
		}
	}
	return missing
}

// forget drops what was worked out from the words so far.
func (l *Lexicon) forget() {
	l.trie.Store(nil)
	l.words.forget()
	l.heads.forget()
}

// forget empties the memo, when the words change that it speaks of.
func (m *memo[V]) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.kept)
}
