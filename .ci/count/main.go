// Command count reads the output of go test -json, passes on what a person wants to see and ends with the number of tests:
// "N passed, N failed, N skipped". Its exit status is 1 when a test or a package failed or the input is broken.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// event is a line of go test -json.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build output
	Test       string
	Output     string
	Elapsed    float64
}

// key names a test, or with an empty test a package.
type key struct{ pkg, test string }

func main() {
	failed, err := count(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
	if failed {
		os.Exit(1)
	}
}

// count copies failures, skips and package results from r to w. Parents of subtests count as one test each.
func count(r io.Reader, w io.Writer) (failed bool, err error) {
	var passes, fails, skips int
	output := map[key][]string{}
	reasons := map[string]bool{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(w, lines.Text()) // what go prints before the tests begin
			continue
		}
		k := key{e.Package, e.Test}
		switch e.Action {
		case "build-output":
			fmt.Fprint(w, e.Output)
		case "build-fail":
			failed = true
		case "output":
			output[k] = append(output[k], e.Output)
		case "pass":
			if e.Test != "" {
				passes++
			} else {
				fmt.Fprintf(w, "ok    %-40s %6.2fs\n", e.Package, e.Elapsed)
			}
			delete(output, k)
		case "skip":
			if e.Test != "" {
				skips++
				reasons[reason(e, output[k])] = true
			}
			delete(output, k)
		case "fail":
			failed = true
			if e.Test != "" {
				fails++
			} else {
				fmt.Fprintf(w, "FAIL  %-40s %6.2fs\n", e.Package, e.Elapsed)
			}
			fmt.Fprint(w, strings.Join(output[k], ""))
			delete(output, k)
		}
	}
	sorted := make([]string, 0, len(reasons))
	for r := range reasons {
		sorted = append(sorted, r)
	}
	sort.Strings(sorted)
	for _, r := range sorted {
		fmt.Fprintln(w, "skip ", r)
	}
	fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", passes, fails, skips)
	if err := lines.Err(); err != nil {
		return true, err
	}
	return failed || passes == 0, nil
}

// reason says which test was skipped and why.
func reason(e event, output []string) string {
	for _, line := range output {
		text := strings.TrimSpace(line)
		if text != "" && !strings.HasPrefix(text, "===") && !strings.HasPrefix(text, "---") {
			return e.Package + "." + e.Test + ": " + text
		}
	}
	return e.Package + "." + e.Test
}
