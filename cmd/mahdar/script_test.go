package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/charmap"

	"mahdar/pipeline/publish/publishtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mahdar": main})
}

func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../docs/samples")
	if err != nil {
		t.Fatal(err)
	}
	reports, err := filepath.Abs("../../pipeline/testdata/reports")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_GOLDEN") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("REPORTS", reports)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status":  status,
			"encode":  encode,
			"sparse":  sparse,
			"same":    same,
			"killrun": killRun,
			"content": content,
			"pack":    pack,
			"portal":  portal,
		},
	})
}

// status N PROGRAM ARGS... runs the program and wants exit status N. What it prints is kept for stdout and stderr.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program args...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case err == nil:
	case asExit(err, &exit):
		got = exit.ExitCode()
	default:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

func asExit(err error, to **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError) //nolint:errorlint // Exec returns it bare
	*to = e
	return ok
}

// encode FORM FROM TO writes the UTF-8 file FROM in another form: windows-1256 (by the table below), iso-8859-6, utf-16le, utf-16be.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	text := []rune(ts.ReadFile(args[1]))
	var out []byte
	switch args[0] {
	case "windows-1256":
		table := windows1256()
		for _, r := range text {
			b, ok := table[r]
			if !ok && r >= 0x80 {
				ts.Fatalf("no Windows-1256 for %q", r)
			}
			if !ok {
				b = byte(r)
			}
			out = append(out, b)
		}
	case "iso-8859-6":
		raw, err := charmap.ISO8859_6.NewEncoder().String(string(text))
		ts.Check(err)
		out = []byte(raw)
	case "utf-16le":
		out = []byte{0xff, 0xfe}
		for _, r := range text {
			out = append(out, byte(r), byte(r>>8))
		}
	case "utf-16be":
		out = []byte{0xfe, 0xff}
		for _, r := range text {
			out = append(out, byte(r>>8), byte(r))
		}
	default:
		ts.Fatalf("unknown form %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out, 0o600))
}

// windows1256 returns the Arabic letters of the code page.
//
// Source: https://encoding.spec.whatwg.org/index-windows-1256.txt
func windows1256() map[rune]byte {
	table := map[rune]byte{'،': 0xa1, '؛': 0xba, '؟': 0xbf, '«': 0xab, '»': 0xbb}
	for i, r := range []rune("ءآأؤإئابةتثجحخدذرزسشصض") {
		table[r] = byte(0xc1 + i)
	}
	for i, r := range []rune("طظعغـفقك") {
		if b := 0xd8 + i; b <= 0xdf {
			table[r] = byte(b)
		}
	}
	maps.Copy(table, map[rune]byte{'ل': 0xe1, 'م': 0xe3, 'ن': 0xe4, 'ه': 0xe5, 'و': 0xe6, 'ى': 0xec, 'ي': 0xed})
	return table
}

// pack FILE FOLDER puts the files of a folder into the ZIP file FILE.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(f)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
	ts.Check(f.Close())
}

// sparse FILE BYTES makes a file of that size that takes no room.
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_WRONLY, 0o600)
	ts.Check(err)
	ts.Check(f.Truncate(size))
	ts.Check(f.Close())
}

// same A B wants two folders with the same files, byte by byte.
func same(ts *testscript.TestScript, neg bool, args []string) {
	a, b := digest(ts, args[0]), digest(ts, args[1])
	if (a == b) == neg {
		ts.Fatalf("%s and %s: same is %v\n%s\n%s", args[0], args[1], a == b, a, b)
	}
}

// digest lists the files of a folder with their hashes.
func digest(ts *testscript.TestScript, dir string) string {
	root := ts.MkAbs(dir)
	var b strings.Builder
	ts.Check(filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		sum := sha256.Sum256(raw)
		fmt.Fprintf(&b, "%s %s\n", hex.EncodeToString(sum[:8]), filepath.ToSlash(rel))
		return err
	}))
	if b.Len() == 0 {
		ts.Fatalf("%s holds no file", dir)
	}
	return b.String()
}

// killRun PATTERN ARGS... starts mahdar with args, waits until a path fits the pattern and kills it without warning.
func killRun(ts *testscript.TestScript, _ bool, args []string) {
	program, err := exec.LookPath("mahdar")
	if err != nil {
		program = filepath.Join(strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0], "mahdar")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	ts.Check(cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case err := <-done:
			ts.Fatalf("the run ended before it could be killed: %v\n%s", err, stderr.String())
		case <-time.After(time.Millisecond):
		}
		if found, _ := filepath.Glob(ts.MkAbs(args[0])); len(found) > 0 {
			break
		}
	}
	time.Sleep(100 * time.Millisecond) // into the middle of the work
	ts.Check(cmd.Process.Signal(syscall.SIGKILL))
	if err := <-done; err == nil {
		ts.Fatalf("the run ended before it was killed")
	}
}

// content FILE TEXT wants the file to hold the text (for lines that a regular expression would garble).
func content(ts *testscript.TestScript, neg bool, args []string) {
	if strings.Contains(ts.ReadFile(args[0]), args[1]) == neg {
		ts.Fatalf("%s: holds %q: %v", args[0], args[1], !neg == false)
	}
}

// portal ckan|zenodo VARIABLE TOKEN starts a portal in memory and puts its address into the variable. That of CKAN has the organization
// observers.
func portal(ts *testscript.TestScript, _ bool, args []string) {
	var h http.Handler = &publishtest.Zenodo{Token: args[2]}
	if args[0] == "ckan" {
		h = &publishtest.CKAN{Header: "Authorization", Token: args[2], Organization: "observers", Datasets: map[string]*publishtest.Dataset{}}
	}
	server := httptest.NewServer(h)
	ts.Defer(server.Close)
	ts.Setenv(args[1], server.URL)
}
