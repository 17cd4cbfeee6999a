// Package evaluate measures a data package against the facts that a reader found in the same reports.
//
// A [Gold] holds those facts, table by table. [Score] aligns the rows of a [Package] one to one with them and counts rows,
// cells, evidence that stands on the right lines, and contradictions found. [Pool] adds the counts of many reports up.
// The package reads finished datasets only; it never looks at a report and never changes anything.
package evaluate
