// Package pipeline holds the stages of a run in their order, and the loop that sends reports through them.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"mahdar/config"
	"mahdar/pipeline/annotate"
	"mahdar/pipeline/check"
	"mahdar/pipeline/document"
	"mahdar/pipeline/extract"
	"mahdar/pipeline/ingest"
	"mahdar/pipeline/lexicon"
	"mahdar/pipeline/names"
	"mahdar/pipeline/override"
	"mahdar/pipeline/reconcile"
	"mahdar/pipeline/repair"
	"mahdar/pipeline/segment"
	"mahdar/pipeline/validate"
	"mahdar/pipeline/wordlist"
	"mahdar/schemas"
)

// Stage is one step of the pipeline. It does not change once made: several workers run it at the same time.
type Stage interface {
	Name() string // one word, as used in flags and logs
	// Run fills the part of d that belongs to this stage. A report's problem becomes its Issue; an error stops the report.
	Run(ctx context.Context, d *document.Document) error
}

// Stages returns the stages that the settings choose, in the order in which data moves.
func Stages(cfg config.Config, know *Knowledge) []Stage {
	stages := []Stage{
		ingest.New(ingest.Settings(cfg.Ingest)), // file → Source
		repair.New(repair.Settings{Words: know.Words, Vocabulary: cfg.Repair.Vocabulary, Known: know.Lexicon.Word, Expression: know.Lexicon.Expression}), // Source → Text
		segment.New(), // Text → Tokens, Sentences, Sections
		annotate.New(know.Lexicon, know.Words).Decided(know.Names), // Tokens → Annotations
		extractor(know), // Annotations → Records
		reconcile.New(know.Schemas, know.Spec, know.Names), // Records → Tables, Facts
		check.New(know.Schemas, know.Checks),               // Tables, Facts → the table of discrepancies
		override.New(know.Schemas, know.Overrides),         // Tables → Tables with reviewed corrections
		validate.New(know.Schemas),                         // Tables → Tables that fit the schemas
	}
	return slices.DeleteFunc(stages, func(s Stage) bool { return !slices.Contains(cfg.Run.Stages, s.Name()) })
}

func extractor(know *Knowledge) Stage {
	s := extract.New(know.Lexicon, know.Rules)
	if know.Tracing {
		return s.Tracing()
	}
	return s
}

// Knowledge is what the stages know of languages and tables. It is read once and never changed afterwards.
type Knowledge struct {
	Lexicon   *lexicon.Lexicon
	Words     *wordlist.List
	Rules     map[string]*extract.Rules // by language
	Schemas   *schemas.Set
	Spec      *reconcile.Spec  // how claims join into the rows of each table
	Checks    *check.Library   // what rows must not say together
	Overrides *override.List   // reviewed corrections
	Names     *names.Authority // what people have decided about names

	Tracing bool // extract notes every refusal of a rule, for explanations
}

// Learn reads the word lists, rules and schemas: the embedded ones and those that the settings add. It reports everything
// that is broken at once, each with file and line.
func Learn(cfg config.Config) (*Knowledge, error) {
	set, schemaErr := Schemas(cfg.Schemas)
	words, err := wordList(cfg.Repair.WordList)
	if err != nil {
		return nil, errors.Join(schemaErr, err)
	}
	k := &Knowledge{Lexicon: lexicon.New(), Words: words, Rules: map[string]*extract.Rules{}, Schemas: set}
	fsys, err := cfg.Rules.Knowledge()
	if err != nil {
		return nil, errors.Join(schemaErr, err)
	}
	err = k.learnLanguages(fsys, cfg.Rules)
	if schemaErr != nil {
		return nil, errors.Join(schemaErr, err)
	}
	spec, specErr := reconcile.LoadSpec(fsys, "rules/tables.yaml", set)
	k.Spec = spec
	lib, checkErr := check.Load(fsys, "checks", set)
	k.Checks = lib
	overrides, overrideErr := override.Load(cfg.Overrides.Files, set)
	k.Overrides = overrides
	authority, nameErr := names.LoadAuthority(cfg.Entities.Judgements, cfg.Entities.Authority)
	k.Names = authority
	return k, errors.Join(err, specErr, checkErr, overrideErr, nameErr)
}

// wordList returns the list of words in the file, or the built-in one.
func wordList(path string) (*wordlist.List, error) {
	if path == "" {
		return wordlist.New(), nil
	}
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, &config.SettingError{Key: "repair.word_list", Err: err}
	}
	defer f.Close() //nolint:errcheck // nothing was written
	l, err := wordlist.NewFrom(f)
	if err != nil {
		return nil, &config.SettingError{Key: "repair.word_list", Err: fmt.Errorf("%s: %w", path, err)}
	}
	return l, nil
}

// Schemas returns the embedded tables and those of the user. A broken file is named with its line.
func Schemas(cfg config.Schemas) (*schemas.Set, error) {
	if cfg.Dir == "" {
		return schemas.Load()
	}
	if info, err := os.Stat(cfg.Dir); err != nil || !info.IsDir() {
		return nil, &config.SettingError{Key: "schemas.dir", Err: fmt.Errorf("%s is no folder", cfg.Dir)}
	}
	set, err := schemas.LoadFS(os.DirFS(cfg.Dir))
	if broken, ok := errors.AsType[*schemas.Error](err); ok {
		broken.File = filepath.Join(cfg.Dir, broken.File)
	}
	return set, err
}

// learnLanguages reads the word lists and rules of every language. The files of rules are parsed while the lexicon is being
// built, and the word list unpacks itself meanwhile.
func (k *Knowledge) learnLanguages(fsys fs.FS, r config.Rules) error {
	go k.Words.Known("")
	languages, err := fs.ReadDir(fsys, "rules")
	if err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	languages = slices.DeleteFunc(languages, func(e fs.DirEntry) bool { return !e.IsDir() })
	files := make([]*extract.RuleFiles, len(languages))
	errs := make([]error, len(languages))
	var wg sync.WaitGroup
	for i, e := range languages {
		wg.Go(func() { files[i], errs[i] = extract.ReadRules(fsys, "rules/"+e.Name()) })
	}
	lexErr := k.Lexicon.Load(fsys, "lexicon")
	wg.Wait()
	if err := errors.Join(append(errs, lexErr)...); err != nil {
		return relocate(err, r)
	}
	for i, e := range languages {
		rules, err := files[i].Compile(k.Lexicon)
		errs[i] = relocate(err, r)
		k.Rules[e.Name()] = rules
	}
	return errors.Join(errs...)
}

// relocate makes errors in the user's own files name these files where they stand.
func relocate(err error, r config.Rules) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range many.Unwrap() {
			out = append(out, relocate(e, r))
		}
		return errors.Join(out...)
	}
	var (
		words *lexicon.Error
		rules *extract.RuleError
	)
	switch {
	case errors.As(err, &words):
		words.File = r.Source(words.File)
	case errors.As(err, &rules):
		rules.File = r.Source(rules.File)
	}
	return err
}
