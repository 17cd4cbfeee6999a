package pipeline_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"mahdar/config"
	"mahdar/pipeline"
	"mahdar/pipeline/document"
)

// samples returns the sample reports of the repository.
func samples(tb testing.TB) []string {
	tb.Helper()
	var found []string
	for _, name := range []string{"election-ar.txt", "election-en.txt"} {
		path := filepath.Join("..", "docs", "samples", name)
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		tb.Skip("no sample reports in docs/samples")
	}
	return found
}

// BenchmarkStages measures each stage on each sample, in bytes of the report. The stages before it are not counted.
func BenchmarkStages(b *testing.B) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		b.Fatal(err)
	}
	stages := pipeline.Stages(cfg, know)
	for _, path := range samples(b) {
		for n, s := range stages {
			b.Run(filepath.Base(path)+"/"+s.Name(), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					d := prepare(b, stages[:n], path)
					b.SetBytes(size(b, path))
					b.StartTimer()
					if err := s.Run(b.Context(), d); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkReport measures all stages together.
func BenchmarkReport(b *testing.B) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		b.Fatal(err)
	}
	stages := pipeline.Stages(cfg, know)
	for _, path := range samples(b) {
		b.Run(filepath.Base(path), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(size(b, path))
			for b.Loop() {
				prepare(b, stages, path)
			}
		})
	}
}

// BenchmarkLength measures what each stage costs in reports of several lengths, made of a sample over and over: nanoseconds and
// allocated bytes for each byte of the report, and the number of allocations. Where a stage is linear, the first two stay as they are.
func BenchmarkLength(b *testing.B) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		b.Fatal(err)
	}
	stages := pipeline.Stages(cfg, know)
	for _, sample := range samples(b) {
		for _, length := range []int{10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%dKB", filepath.Base(sample), length/1000), func(b *testing.B) {
				path := lengthened(b, sample, length)
				spent := make([]cost, len(stages))
				b.SetBytes(size(b, path))
				for b.Loop() {
					d := &document.Document{ID: "sample", Info: document.Info{Quotes: "full"}}
					d.Source.Name = path
					for i, s := range stages {
						spent[i].add(b, s, d)
					}
				}
				for i, s := range stages {
					spent[i].report(b, s.Name(), size(b, path))
				}
			})
		}
	}
}

// cost is what the runs of a stage took.
type cost struct {
	time         time.Duration
	bytes, count uint64
}

// add runs the stage on the document.
func (c *cost) add(b *testing.B, s pipeline.Stage, d *document.Document) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := s.Run(b.Context(), d)
	c.time += time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		b.Fatal(err)
	}
	c.bytes += after.TotalAlloc - before.TotalAlloc
	c.count += after.Mallocs - before.Mallocs
}

func (c *cost) report(b *testing.B, stage string, size int64) {
	b.Helper()
	runs := float64(b.N)
	b.ReportMetric(float64(c.time.Nanoseconds())/runs/float64(size), stage+"-ns/B")
	b.ReportMetric(float64(c.bytes)/runs/float64(size), stage+"-B/B")
	b.ReportMetric(float64(c.count)/runs, stage+"-allocs")
}

// lengthened writes a report of at least so many bytes, and at most one sample more, that repeats the sample.
func lengthened(tb testing.TB, sample string, length int) string {
	tb.Helper()
	raw, err := os.ReadFile(sample)
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), filepath.Base(sample))
	if err := os.WriteFile(path, bytes.Repeat(append(raw, "\n\n"...), (length+len(raw)-1)/len(raw)), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// BenchmarkLearn measures the reading of word lists, rules and schemas, which each run does once.
func BenchmarkLearn(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pipeline.Learn(config.Default()); err != nil {
			b.Fatal(err)
		}
	}
}

// prepare sends the report at path through stages.
func prepare(tb testing.TB, stages []pipeline.Stage, path string) *document.Document {
	tb.Helper()
	d := &document.Document{ID: "sample", Info: document.Info{Quotes: "full"}}
	d.Source.Name = path
	for _, s := range stages {
		if err := s.Run(tb.Context(), d); err != nil {
			tb.Fatal(err)
		}
	}
	return d
}

func size(tb testing.TB, path string) int64 {
	tb.Helper()
	info, err := os.Stat(path)
	if err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}

// TestSamplesGoThrough sends the samples through every stage as the program does.
func TestSamplesGoThrough(t *testing.T) {
	cfg := config.Default()
	know, err := pipeline.Learn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range samples(t) {
		d := prepare(t, pipeline.Stages(cfg, know), path)
		if table := d.Table("results"); table == nil || len(table.Rows) == 0 {
			t.Errorf("%s: no results", path)
		}
	}
}
