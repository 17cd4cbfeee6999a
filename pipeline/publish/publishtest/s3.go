package publishtest

import (
	"bufio"
	"crypto/md5" //nolint:gosec // the standard asks for it
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// S3 is a bucket in memory that keeps those rules of the S3 API which publishing meets: requests are signed (the signature itself is not
// worked out), what a checksum names must have arrived, metadata comes back as it was sent, and listings are in pages.
//
// Source: Amazon S3 API Reference, 2006-03-01: HeadObject, PutObject, DeleteObject, ListObjectsV2, and "Authenticating Requests".
type S3 struct {
	Bucket, Key string // name of the bucket, and of the key that requests are signed with
	Objects     map[string]Object
}

// Object is what a bucket holds under one name.
type Object struct {
	Data   string
	Header http.Header // content type and metadata
}

func (s *S3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, code string) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s for %s</Message></Error>", code, code, s.Key) //nolint:errcheck // the client is gone
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="+s.Key+"/") {
		refuse(http.StatusForbidden, "AccessDenied")
		return
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if bucket != s.Bucket {
		refuse(http.StatusNotFound, "NoSuchBucket")
		return
	}
	have, ok := s.Objects[key]
	switch {
	case r.Method == http.MethodGet && key == "" && r.URL.Query().Get("list-type") == "2":
		s.list(w, r)
	case r.Method == http.MethodHead && !ok:
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodHead:
		maps.Copy(w.Header(), have.Header)
		w.Header().Set("Content-Length", strconv.Itoa(len(have.Data)))
		w.Header().Set("Last-Modified", "Sun, 02 Mar 2031 10:00:00 GMT")
		w.Header().Set("ETag", etag(have.Data))
	case r.Method == http.MethodDelete:
		delete(s.Objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPut && key != "":
		data, err := payload(r)
		sum := md5.Sum([]byte(data)) //nolint:gosec // see the import
		if want := r.Header.Get("Content-Md5"); err != nil || want != "" && want != base64.StdEncoding.EncodeToString(sum[:]) {
			refuse(http.StatusBadRequest, "BadDigest")
			return
		}
		o := Object{data, http.Header{}}
		for k, v := range r.Header {
			if k == "Content-Type" || strings.HasPrefix(k, "X-Amz-Meta-") {
				o.Header[k] = v
			}
		}
		s.Objects[key] = o
		w.Header().Set("ETag", etag(data))
	default:
		refuse(http.StatusMethodNotAllowed, "MethodNotAllowed")
	}
}

func etag(data string) string {
	sum := md5.Sum([]byte(data)) //nolint:gosec // see the import
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// payload returns what a request carries, also in signed chunks.
func payload(r *http.Request) (string, error) {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		raw, err := io.ReadAll(r.Body)
		return string(raw), err
	}
	in := bufio.NewReader(r.Body)
	var b strings.Builder
	for {
		head, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		size, _, _ := strings.Cut(head, ";")
		n, err := strconv.ParseInt(strings.TrimSpace(size), 16, 64)
		if err != nil || n == 0 {
			return b.String(), err
		}
		if _, err := io.CopyN(&b, in, n); err != nil {
			return "", err
		}
		if _, err := in.Discard(len("\r\n")); err != nil {
			return "", err
		}
	}
}

// list answers with two names a page.
func (s *S3) list(w http.ResponseWriter, r *http.Request) {
	type content struct {
		Key          string
		Size         int
		LastModified string
	}
	var page struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string
		Contents              []content
	}
	after := r.URL.Query().Get("continuation-token")
	for _, key := range slices.Sorted(maps.Keys(s.Objects)) {
		if key <= after || !strings.HasPrefix(key, r.URL.Query().Get("prefix")) {
			continue
		}
		if len(page.Contents) == 2 {
			page.IsTruncated, page.NextContinuationToken = true, page.Contents[1].Key
			break
		}
		page.Contents = append(page.Contents, content{key, len(s.Objects[key].Data), "2031-03-02T10:00:00Z"})
	}
	w.Header().Set("Content-Type", "application/xml")
	xml.NewEncoder(w).Encode(page) //nolint:errcheck,errchkjson // the client is gone
}
