package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// answerLimit is how much of an answer is read, in bytes.
const answerLimit = 64 << 20

// client calls the API of a portal.
type client struct {
	http          *http.Client
	header, value string // that carry the token
	accept        string // media types of answers
	retry         retrier
}

func newClient(o Options, header, value, token string) client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = 5 * time.Minute
	return client{
		http: &http.Client{
			Transport: transport,
			CheckRedirect: func(r *http.Request, before []*http.Request) error {
				// The token must not follow a portal to another server, and what is sent must not become a question.
				first := before[0]
				if first.Method != http.MethodGet || r.URL.Scheme != first.URL.Scheme || r.URL.Host != first.URL.Host || len(before) > 5 {
					return http.ErrUseLastResponse
				}
				return nil
			},
		},
		header: header, value: value, accept: "application/json", retry: newRetrier(o, token),
	}
}

// serverOf returns the address of a server, without a slash at the end. What stands before the host may be a secret and is refused.
func serverOf(what, s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%s: no web address (want for example https://data.example.org)", what)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%s: the address holds a user (the keys come from variables)", what)
	}
	return u, nil
}

// portalOf returns the address of a portal that a token is sent to.
func portalOf(what, s string, o Options) (*url.URL, error) {
	u, err := serverOf(what, s)
	if err == nil && u.Scheme == "http" {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && !ip.IsLoopback() {
			o.Log.Warn("the token travels over http, where others can read it", "address", u)
		}
	}
	return u, err
}

// refusal is an answer of a portal that repeating the call does not change.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string {
	s := strconv.Itoa(e.status) + " " + http.StatusText(e.status)
	if e.text != "" {
		s += ": " + e.text
	}
	return s
}

// refused tells whether err is an answer of this status.
func refused(err error, status int) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == status
}

// body is what a request carries.
type body struct {
	kind   string // media type
	length int64
	open   func() (io.Reader, error) // for each try; nil when there is no body
}

func asJSON(v any) (body, error) {
	raw, err := json.Marshal(v)
	return body{"application/json", int64(len(raw)), func() (io.Reader, error) { return bytes.NewReader(raw), nil }}, err
}

// asBytes returns the file as it is.
func asBytes(f File, in io.ReadSeeker) body {
	return body{"application/octet-stream", f.Bytes, func() (io.Reader, error) {
		_, err := in.Seek(0, io.SeekStart)
		return in, err
	}}
}

// asForm returns a form with fields, in their order, and the file as the field upload.
func asForm(fields [][2]string, f File, in io.ReadSeeker) (body, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return body{}, err
		}
	}
	_, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("upload", path.Base(f.Path))}, "Content-Type": {f.MediaType},
	})
	if err != nil {
		return body{}, err
	}
	head := bytes.Clone(b.Bytes())
	b.Reset()
	if err := w.Close(); err != nil {
		return body{}, err
	}
	tail := b.Bytes()
	return body{w.FormDataContentType(), int64(len(head)) + f.Bytes + int64(len(tail)), func() (io.Reader, error) {
		_, err := in.Seek(0, io.SeekStart)
		return io.MultiReader(bytes.NewReader(head), in, bytes.NewReader(tail)), err
	}}, nil
}

// send makes one call, and makes it again where that does no harm. It decodes the JSON answer into out, unless that is nil. It returns a
// *passing error when a POST may have been carried out and its answer got lost, and a *refusal when the portal says no.
func (c *client) send(ctx context.Context, method, address string, b body, out any) error {
	return c.retry.once(ctx, method+" "+address, method != http.MethodPost, func() error { return c.try(ctx, method, address, b, out) })
}

func (c *client) try(ctx context.Context, method, address string, b body, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, address, http.NoBody)
	if err != nil {
		return err
	}
	if b.open != nil {
		in, err := b.open()
		if err != nil {
			return err
		}
		r.Body, r.ContentLength = io.NopCloser(in), b.length // files are closed by those who opened them
		r.Header.Set("Content-Type", b.kind)
	}
	r.Header.Set(c.header, c.value)
	r.Header.Set("Accept", c.accept)
	r.Header.Set("User-Agent", "mahdar")
	answer, err := c.http.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &passing{err: plain(err)}
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &passing{err: err}
	}
	c.retry.log.Debug("call", "method", method, "url", address, "status", answer.StatusCode)
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answered(answer, raw)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("the answer is not what the API promises: %w", err)
	}
	return nil
}

// plain drops the address from an error of the HTTP client; the call names it.
func plain(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// answered returns the error that a bad status stands for.
func answered(answer *http.Response, raw []byte) error {
	r := &refusal{answer.StatusCode, explain(raw)}
	switch {
	case answer.StatusCode == http.StatusTooManyRequests, answer.StatusCode >= 500:
		return &passing{r, pauseOf(answer.Header.Get("Retry-After"))}
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		r.text = "the portal sends on to another address (name the address that it has now)"
	}
	return r
}

// pauseOf reads Retry-After, which holds seconds or a time.
//
// Source: RFC 9110, section 10.2.3.
func pauseOf(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(at).Round(time.Second))
	}
	return 0
}

// explain returns what an answer says of an error: its JSON without white space, else the beginning of its text.
func explain(raw []byte) string {
	var b bytes.Buffer
	text := string(raw)
	if json.Compact(&b, raw) == nil {
		text = b.String()
	} else if strings.Contains(text, "<html") || strings.Contains(text, "<!DOCTYPE") {
		return "" // a page for people
	}
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 500 {
		text = string(runes[:500]) + "…"
	}
	return text
}
