package pipeline_test

import (
	"os"
	"path/filepath"
	"testing"

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
