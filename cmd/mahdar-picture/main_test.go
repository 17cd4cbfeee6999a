package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPicture(t *testing.T) {
	tests := map[string][]string{
		"arabic.svg":  {"-report", "bilad-2031", "testdata/package"},
		"english.svg": {"-report", "northland-2031", "-columns", "candidate_name,votes", "testdata/package"},
	}
	for golden, args := range tests {
		t.Run(golden, func(t *testing.T) {
			var got bytes.Buffer
			if err := run(args, &got, io.Discard); err != nil {
				t.Fatalf("run(%q) error %v", args, err)
			}
			path := filepath.Join("testdata", golden)
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("run(%q) (-want +got):\n%s", args, diff)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	tests := map[string]struct {
		args  []string
		usage bool
	}{
		"no package":       {usage: true},
		"unknown flag":     {args: []string{"-colour", "testdata/package"}, usage: true},
		"unknown table":    {args: []string{"-table", "votes", "testdata/package"}, usage: true},
		"unknown column":   {args: []string{"-columns", "votes,colour", "testdata/package"}, usage: true},
		"unknown report":   {args: []string{"-report", "atlantis", "testdata/package"}},
		"absent package":   {args: []string{"testdata/absent"}},
		"table of no rows": {args: []string{"-table", "polls", "-columns", "pollster", "testdata/package"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			err := run(tt.args, &got, io.Discard)
			if err == nil || errors.Is(err, errUsage) != tt.usage || got.Len() > 0 {
				t.Errorf("run(%q) error %v, want one (of usage: %v); %d bytes written, want 0", tt.args, err, tt.usage, got.Len())
			}
		})
	}
}
