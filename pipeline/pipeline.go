// Package pipeline holds the stages of a run in their order, and the loop that sends reports through them.
package pipeline

import (
	"context"

	"mahdar/pipeline/document"
)

// Stage is one step of the pipeline.
type Stage interface {
	Name() string // one word, as used in flags and logs
	// Run fills the part of d that belongs to this stage. A report's problem becomes its Issue; an error stops the report.
	Run(ctx context.Context, d *document.Document) error
}
