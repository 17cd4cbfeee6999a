package wordlist_test

import (
	"bytes"
	"compress/gzip"
	"math"
	"strings"
	"testing"

	"mahdar/pipeline/arabic"
	"mahdar/pipeline/wordlist"
)

func TestBuiltIn(t *testing.T) {
	l := wordlist.New()
	if n := l.Len(); n != 56642 {
		t.Errorf("Len() = %d, want 56642", n)
	}
	if f := l.Freq("من"); f < 0.01 || f > 0.1 {
		t.Errorf("Freq(من) = %v, want a few in a hundred", f)
	}
	if f := l.Freq("قفعنلث"); f != 0 {
		t.Errorf("Freq of no word = %v, want 0", f)
	}
	if plain, fold := l.Freq("إلى"), l.FreqFold(arabic.Fold("إلى")); fold < plain*0.999 {
		t.Errorf("the fold is rarer (%v) than one of its words (%v)", fold, plain)
	}
	rank, ok := l.Known(arabic.Fold("انتخابات"))
	if !ok || rank < 4 || rank > 6 {
		t.Errorf("Known(انتخابات) = %v, %v, want a rank of about 5", rank, ok)
	}
	if _, ok := l.Known("قفعنلث"); ok {
		t.Error("Known knows no word")
	}
}

func pack(t *testing.T, content string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestNewFrom(t *testing.T) {
	const header = "\x82\xa6format\xa2cB\xa7version\x01"
	tests := map[string]struct {
		content string
		ok      bool
		freq    float64 // of "a"
	}{
		"empty":         {"", false, 0},
		"header alone":  {"\x91" + header, true, 0},
		"other header":  {"\x91\xc0", false, 0},
		"third bucket":  {"\x94" + header + "\x90\x90\x91\xa1a", true, math.Pow(10, -0.02)},
		"long string":   {"\x92" + header + "\x91\xd9\x01a", true, 1},
		"cut off":       {"\x92" + header + "\x92\xa1a", false, 0},
		"no string":     {"\x92" + header + "\x91\x01", false, 0},
		"count too big": {"\xdd\xff\xff\xff\xff" + header, false, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := wordlist.NewFrom(pack(t, tt.content))
			if (err == nil) != tt.ok {
				t.Fatalf("NewFrom: error %v, want success %v", err, tt.ok)
			}
			if l != nil && math.Abs(l.Freq("a")-tt.freq) > 1e-6 {
				t.Errorf("Freq(a) = %v, want %v", l.Freq("a"), tt.freq)
			}
		})
	}
	if _, err := wordlist.NewFrom(strings.NewReader("no gzip")); err == nil {
		t.Error("NewFrom takes what is no gzip")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		wordlist.New().Len()
	}
}
