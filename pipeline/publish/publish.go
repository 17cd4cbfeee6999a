// Package publish brings data packages to where people find them: a folder of a web site, an object store, a CKAN portal, Zenodo.
//
// Publishing is planned before it is done. A plan is what the target lacks: it is made by reading the target, so that a package
// which is there gives an empty plan, and one that was published half gives the other half. Files are compared by their hashes and
// only those that differ travel. Nothing is remembered on this side. One file of this package is one kind of target.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// ErrUsage marks a target that is named wrong, or for which a setting or a variable is missing.
var ErrUsage = errors.New("wrong target")

// Why tells why a step is taken, or why none is.
type Why string

// The reasons of steps.
const (
	New       Why = "new"       // the target has no such thing
	Changed   Why = "changed"   // the target has another one
	Unchanged Why = "unchanged" // the target has this one: nothing is done
	Gone      Why = "gone"      // the target has it from an earlier version, and the package lacks it
	Finish    Why = "finish"    // puts in force what the steps before it brought
)

// Step is one call that brings a target closer to the package.
type Step struct {
	Why  Why
	Call string // method and address, or what is done to which path; empty where nothing is done
	File string // path within the package; empty for a call that carries no file
	do   func(ctx context.Context) error
}

// Plan is what there is to do, in order.
type Plan struct {
	Steps []Step
	Notes []string // what people should know, such as the address of the result

	begin func() (end func() error, err error) // around all steps, nil when there is nothing to hold
}

// Calls returns the number of steps that do something.
func (p *Plan) Calls() int {
	n := 0
	for _, s := range p.Steps {
		if s.do != nil {
			n++
		}
	}
	return n
}

// Count returns the number of files for which the reason holds.
func (p *Plan) Count(w Why) int {
	n := 0
	for _, s := range p.Steps {
		if s.Why == w && s.File != "" {
			n++
		}
	}
	return n
}

// Target is a place that packages are published to.
type Target interface {
	// Plan compares the target with the package. It changes nothing. Errors never hold a secret.
	Plan(ctx context.Context, p *Package) (*Plan, error)
}

// Options is what targets take beside their address. Each uses a part of it.
type Options struct {
	Getenv func(string) string // gives the secrets
	Log    *slog.Logger
	Prune  bool // remove from a store or portal what an earlier version published and the package no longer has

	Organization string // CKAN: name or id of the organization that owns a new dataset
	TokenHeader  string // CKAN: name of the header that carries the token
	Publish      bool   // Zenodo: publish the draft, which cannot be undone

	wait time.Duration // before the first repetition of a call
}

// kinds are the targets that there are.
var kinds = []struct {
	prefix, form string
	open         func(rest string, o Options) (Target, error)
}{
	{"folder:", "folder:PATH", openFolder},
	{"s3://", "s3://BUCKET/PREFIX?endpoint=URL", openS3},
	{"ckan:", "ckan:URL", openCKAN},
	{"zenodo:", "zenodo:", openZenodo},
}

// Open returns the target that address names.
func Open(address string, o Options) (Target, error) {
	var forms []string
	for _, k := range kinds {
		if rest, ok := strings.CutPrefix(address, k.prefix); ok {
			t, err := k.open(rest, o)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrUsage, err)
			}
			return t, nil
		}
		forms = append(forms, k.form)
	}
	kind, _, _ := strings.Cut(address, ":") // the rest may hold a secret
	return nil, fmt.Errorf("%w: unknown kind %q (want one of %s)", ErrUsage, kind, strings.Join(forms, ", "))
}

// Apply takes the steps of a plan in order and tells done after each that did something. It stops at the first error and when ctx ends;
// a new plan then holds what is left.
func Apply(ctx context.Context, p *Plan, done func(Step)) (err error) {
	if p.Calls() == 0 {
		return nil
	}
	if p.begin != nil {
		end, failed := p.begin()
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, end()) }()
	}
	for _, s := range p.Steps {
		if s.do == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.Call, err)
		}
		done(s)
	}
	return nil
}

// Write prints the plan, one step a line: the reason, the call and the file, parted by tabs; "-" stands for none.
func (p *Plan) Write(w io.Writer) error {
	var b strings.Builder
	or := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", s.Why, or(s.Call), or(s.File))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
