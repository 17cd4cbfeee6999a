// Package config holds the settings of a run: their types, their defaults, where each may come from and what is allowed.
//
// A setting is found in the defaults, then in one YAML file, then in the environment (MAHDAR_RUN_WORKERS for
// run.workers), then in the flags of the command line; the last one wins. [Load] reports everything that is wrong at once,
// each problem with its place, and says of every setting where its value came from. Viper stays inside this package.
package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Config is every setting of a run.
type Config struct {
	Run       Run       `mapstructure:"run"`
	Ingest    Ingest    `mapstructure:"ingest"`
	Repair    Repair    `mapstructure:"repair"`
	Emit      Emit      `mapstructure:"emit"`
	Rules     Rules     `mapstructure:"rules"`
	Schemas   Schemas   `mapstructure:"schemas"`
	Overrides Overrides `mapstructure:"overrides"`
	Entities  Entities  `mapstructure:"entities"`
	Reports   []Report  `mapstructure:"reports"`
}

// Default returns the settings used where nothing else speaks, a fresh value each call. The embedded default.yaml says the
// same with comments for people.
func Default() Config {
	return Config{
		Run:       defaultRun(),
		Ingest:    defaultIngest(),
		Repair:    Repair{},
		Emit:      defaultEmit(),
		Rules:     Rules{},
		Schemas:   Schemas{},
		Overrides: Overrides{},
		Entities:  Entities{},
	}
}

// Validate returns every broken rule at once as joined [SettingError] errors, each naming its key, or nil.
func (c Config) Validate() error {
	return c.problems().join()
}

func (c Config) problems() problems {
	var p problems
	c.Run.check(&p)
	c.Ingest.check(&p)
	c.Repair.check(&p)
	c.Emit.check(&p)
	c.Overrides.check(&p)
	c.Entities.check(&p)
	checkReports(c.Reports, &p)
	return p
}

// SettingError is one thing that is wrong with the settings.
type SettingError struct {
	Origin Origin // where the setting was made
	Key    string // the setting, as in emit.formats[0]; empty when the whole source is at fault
	Err    error
}

// Error names the place, the setting and what is wrong with it.
func (p *SettingError) Error() string {
	var parts []string
	if s := p.Origin.String(); s != "" && p.Origin.Kind != FromDefault {
		parts = append(parts, s)
	}
	if p.Key != "" {
		parts = append(parts, p.Key)
	}
	return strings.Join(append(parts, p.Err.Error()), ": ")
}

// Unwrap returns what is wrong.
func (p *SettingError) Unwrap() error { return p.Err }

// problems collects what is wrong, in the order in which it was found.
type problems []*SettingError

func (p *problems) add(key, format string, args ...any) {
	*p = append(*p, &SettingError{Key: key, Err: fmt.Errorf(format, args...)})
}

func (p *problems) addAt(o Origin, key, format string, args ...any) {
	*p = append(*p, &SettingError{Origin: o, Key: key, Err: fmt.Errorf(format, args...)})
}

func (p problems) join() error {
	errs := make([]error, len(p))
	for i := range p {
		errs[i] = p[i]
	}
	return errors.Join(errs...)
}

// files reports paths that lead to no file.
func (p *problems) files(key string, paths []string) {
	for i, path := range paths {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			p.add(fmt.Sprintf("%s[%d]", key, i), "%s is no file", path)
		}
	}
}

// oneOf reports a value that is not among those allowed.
func (p *problems) oneOf(key, what, value string, allowed []string) {
	if slices.Contains(allowed, value) {
		return
	}
	p.add(key, "unknown %s %q (want one of %s)", what, value, strings.Join(allowed, ", "))
}
