package publish_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"mahdar/pipeline/publish/publishtest"
)

// versitygw is a server that others wrote, which speaks the S3 API over a folder.
const versitygw = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

// TestS3RealServer publishes to a real server what the other tests publish to a bucket in memory.
func TestS3RealServer(t *testing.T) {
	if os.Getenv("MAHDAR_CLIENTS") != "1" {
		t.Skip("builds " + versitygw + ", which takes minutes and the network the first time; make test-portals, or MAHDAR_CLIENTS=1, runs it")
	}
	server := startVersity(t)
	client, err := minio.New(strings.TrimPrefix(server, "http://"), &minio.Options{Creds: credentials.NewStaticV4(accessKey, secret, "")})
	if err != nil {
		t.Fatal(err)
	}
	at := inBucket(server)
	at.held = func(t *testing.T) publishtest.Files {
		t.Helper()
		files := publishtest.Files{}
		for o := range client.ListObjects(t.Context(), "bucket", minio.ListObjectsOptions{Prefix: "data/examplia/", Recursive: true}) {
			if o.Err != nil {
				t.Fatal(o.Err)
			}
			in, err := client.GetObject(t.Context(), "bucket", o.Key, minio.GetObjectOptions{})
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			files[strings.TrimPrefix(o.Key, "data/examplia/")] = string(raw)
		}
		return files
	}
	dir := filepath.Join(t.TempDir(), "package")
	for stop := 1; ; stop++ {
		first, next := versions(t, dir)
		ended := interrupted(t, at, dir, stop)
		apply(t, at, dir, first)
		second := next()
		ended = interrupted(t, at, dir, stop) && ended
		apply(t, at, dir, second)
		if ended {
			break
		}
	}
	sample := at
	sample.address = "s3://bucket/sample?endpoint=" + server
	if err := run(t.Context(), t, sample, "../../output"); err != nil {
		t.Fatal(err)
	}
	if again := plan(t, sample.open(t), "../../output"); again.Calls() != 0 {
		t.Errorf("publishing the sample again would do something:\n%s", lines(t, again))
	}

	large := publishtest.Write(t, dir, "examplia", "2.0.0", publishtest.Files{"data/results.csv": "candidate,votes\n" + strings.Repeat("Noor Haddad,120\n", 3<<20)})
	if err := run(t.Context(), t, at, dir); err != nil { // goes in parts
		t.Fatal(err)
	}
	if got := at.held(t)["data/results.csv"]; got != large["data/results.csv"] {
		t.Errorf("the large file has %d bytes, want %d", len(got), len(large["data/results.csv"]))
	}
	if again := plan(t, at.open(t), dir); again.Calls() != 0 {
		t.Errorf("publishing again would do something:\n%s", lines(t, again))
	}
	info, err := client.StatObject(t.Context(), "bucket", "data/examplia/data/results.csv", minio.StatObjectOptions{})
	if diff := cmp.Diff("text/csv", info.ContentType); diff != "" || err != nil {
		t.Errorf("content type, %v (-want +got):\n%s", err, diff)
	}

	missing := at
	missing.address = "s3://nowhere/x?endpoint=" + server
	if err := run(t.Context(), t, missing, dir); err == nil || !strings.Contains(err.Error(), "bucket does not exist") {
		t.Errorf("a bucket that is not there: %v", err)
	}
}

// startVersity starts the server with a bucket and returns its address.
func startVersity(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	install := exec.CommandContext(t.Context(), "go", "install", versitygw)
	install.Env = append(os.Environ(), "GOBIN="+bin)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("install %s: %v\n%s", versitygw, err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	store := t.TempDir()
	if err := os.Mkdir(filepath.Join(store, "bucket"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(bin, "versitygw"), "--port", address, "--access", accessKey, "--secret", secret, "posix", store) //nolint:gosec // built above
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for range 600 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not answer", versitygw)
	return ""
}
