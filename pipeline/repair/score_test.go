package repair_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"mahdar/pipeline/document"
	"mahdar/pipeline/ingest"
	"mahdar/pipeline/repair"
)

// shared is the folder of measured reports beside the repository.
const shared = "../../../shared"

func needShared(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no folder ../shared with reports to measure")
	}
}

func readFile(t *testing.T, path string) document.Source {
	t.Helper()
	src, err := ingest.ReadFile(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestScore(t *testing.T) {
	needShared(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the scorer")
	}
	const name = "kazakhstan-2022"
	src := readFile(t, filepath.Join(shared, "reports", name+".txt"))
	text := repair.Repair(&src)
	file := filepath.Join(t.TempDir(), "out.txt")
	if keep := os.Getenv("KEEP_REPAIRED"); keep != "" {
		file = keep
	}
	if err := os.WriteFile(file, []byte(text.Content), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, filepath.Join(shared, "tools", "score_repair.py"), filepath.Join(shared, "reports", name+".txt"),
		filepath.Join(shared, "gold", name+".repaired.txt"), file, "--ambiguous", filepath.Join(shared, "gold", name+".ambiguous.tsv"), "--verbose").CombinedOutput()
	t.Logf("%s", out)
	m := regexp.MustCompile(`WER ([0-9.]+) .*sound words made wrong (\d+)`).FindStringSubmatch(string(out))
	if err != nil || m == nil {
		t.Fatalf("scorer: %v", err)
	}
	if wer, _ := strconv.ParseFloat(m[1], 64); wer > 0.02 || m[2] != "0" {
		t.Errorf("word error rate %s, sound words made wrong %s; want at most 0.02 and 0", m[1], m[2])
	}
	again := document.Source{Runes: []rune(text.Content), Bytes: []byte(text.Content)}
	if second := repair.Repair(&again); second.Content != text.Content {
		a, b := strings.Split(text.Content, "\n"), strings.Split(second.Content, "\n")
		for i := range a {
			if a[i] != b[i] {
				t.Errorf("line %d changes again:\n%s\n%s", i+1, a[i], b[i])
			}
		}
	}
}

func TestSoundReportsStay(t *testing.T) {
	needShared(t)
	files, err := filepath.Glob(filepath.Join(shared, "corpus", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus")
	}
	for _, file := range files {
		src := readFile(t, file)
		text := repair.Repair(&src)
		if want := norm.NFC.String(string(src.Runes)); text.Content != want {
			n := 0
			for i, line := range strings.Split(text.Content, "\n") {
				if was := strings.Split(want, "\n"); i < len(was) && was[i] != line {
					n++
				}
			}
			t.Errorf("%s: %d lines change, %d edits, first %+v", filepath.Base(file), n, len(text.Edits), text.Edits[:min(len(text.Edits), 12)])
		}
	}
}
