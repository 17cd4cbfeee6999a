package publishtest

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Line is the way from a client to a portal, on which things go wrong as the test wants it.
type Line struct {
	URL    string
	Portal http.Handler

	mu       sync.Mutex
	requests int
	texts    []string
	fault    func(n int, r *http.Request) Fault
}

// Fault is what happens to a request.
type Fault struct {
	Status int         // the portal answers this and does nothing; 0 when the request reaches it
	Header http.Header // of that answer
	Body   string
	Lost   bool // the connection breaks: before the request reaches the portal, or when Late is set, before its answer comes back
	Late   bool
	Then   func() // called before the connection breaks
}

// Serve starts a line to the portal, which ends with the test.
func Serve(tb testing.TB, portal http.Handler) *Line {
	tb.Helper()
	l := &Line{Portal: portal}
	s := httptest.NewServer(l)
	tb.Cleanup(s.Close)
	l.URL = s.URL
	return l
}

// Fail sets what goes wrong: f is told the number of the request, from 1, counted from this call. Nil mends the line.
func (l *Line) Fail(f func(n int, r *http.Request) Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault, l.requests, l.texts = f, 0, nil
}

// Requests returns the requests since the last call of Fail, as method and path.
func (l *Line) Requests() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.texts...)
}

// ServeHTTP passes one request on. Portals see one request at a time.
func (l *Line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests++
	l.texts = append(l.texts, r.Method+" "+r.URL.EscapedPath())
	var f Fault
	if l.fault != nil {
		f = l.fault(l.requests, r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	switch {
	case f.Status != 0:
		maps.Copy(w.Header(), f.Header)
		w.WriteHeader(f.Status)
		io.WriteString(w, f.Body) //nolint:errcheck // the client is gone
		return
	case f.Lost:
		if f.Late {
			l.Portal.ServeHTTP(httptest.NewRecorder(), r)
		}
		if f.Then != nil {
			f.Then()
		}
		panic(http.ErrAbortHandler)
	}
	l.Portal.ServeHTTP(w, r)
}
