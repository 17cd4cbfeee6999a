package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Metadata of the objects: what tells one that was published from others, and whether it is still the same.
const (
	metaSHA256  = "Mahdar-Sha256"
	metaPackage = "Mahdar-Package"
	metaPath    = "Mahdar-Path" // escaped as in a URL
)

// s3 is a prefix in a bucket of an object store that speaks the S3 API of Amazon. Objects are put one by one, the descriptor last.
type s3 struct {
	client         *minio.Client
	bucket, prefix string
	prune          bool
	retry          retrier
}

// openS3 takes BUCKET/PREFIX?endpoint=URL&region=NAME.
func openS3(rest string, o Options) (Target, error) {
	u, err := url.Parse("s3://" + rest)
	if err != nil || u.Host == "" || u.User != nil || u.Port() != "" || u.Fragment != "" {
		return nil, errors.New("s3: no bucket is named (want for example s3://bucket/prefix?endpoint=https://s3.example.org)") // the text may hold a secret
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("s3: the part behind the question mark cannot be read (want for example endpoint=https://s3.example.org&region=eu-1)")
	}
	for key := range query {
		if key != "endpoint" && key != "region" {
			return nil, fmt.Errorf("s3: unknown parameter %q (want endpoint, region; the keys come from variables)", key)
		}
	}
	region := firstOf(query.Get("region"), o.Getenv("AWS_REGION"), o.Getenv("AWS_DEFAULT_REGION"), "us-east-1")
	endpoint, err := serverOf("s3: endpoint", firstOf(query.Get("endpoint"), "https://s3."+region+".amazonaws.com"))
	if err != nil {
		return nil, err
	}
	if endpoint.Path != "" {
		return nil, fmt.Errorf("s3: endpoint: the address has the path %q (want a host alone)", endpoint.Path)
	}
	key, secret, session := o.Getenv("AWS_ACCESS_KEY_ID"), o.Getenv("AWS_SECRET_ACCESS_KEY"), o.Getenv("AWS_SESSION_TOKEN")
	if key == "" || secret == "" {
		return nil, errors.New("s3: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must hold the keys of the store")
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, session), Secure: endpoint.Scheme == "https", Region: region,
		MaxRetries: 1, // repeated here, as for the other targets
	})
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	client.SetAppInfo("mahdar", "1")
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &s3{client, u.Host, prefix, o.Prune, newRetrier(o, secret, session)}, nil
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (s *s3) at(key string) string { return "s3://" + s.bucket + "/" + key }

func (s *s3) Plan(ctx context.Context, p *Package) (*Plan, error) {
	plan := &Plan{Notes: []string{"the package is at " + s.at(s.prefix)}}
	keys := make(map[string]bool, len(p.Files))
	for _, f := range p.Files {
		key := s.prefix + f.Path
		keys[key] = true
		step := Step{Why: Unchanged, File: f.Path}
		have, err := s.stat(ctx, key)
		switch {
		case err != nil:
			return nil, err
		case have == nil:
			step.Why = New
		case have.Size != f.Bytes || have.UserMetadata[metaSHA256] != f.SHA256:
			step.Why = Changed
		}
		if step.Why != Unchanged {
			step.Call = "PUT " + s.at(key)
			step.do = func(ctx context.Context) error { return s.put(ctx, p, f, key) }
		}
		plan.Steps = append(plan.Steps, step)
	}
	if s.prune {
		gone, err := s.gone(ctx, p, keys)
		if err != nil {
			return nil, err
		}
		plan.Steps = append(plan.Steps, gone...)
	}
	return plan, nil
}

// stat returns what the store knows of an object, nil when there is none.
func (s *s3) stat(ctx context.Context, key string) (*minio.ObjectInfo, error) {
	var info minio.ObjectInfo
	call := "HEAD " + s.at(key)
	err := s.retry.do(ctx, call, func(bool) error {
		var err error
		info, err = s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
		return s3Error(err)
	})
	var answer minio.ErrorResponse
	switch {
	case err == nil:
		return &info, nil
	case errors.As(err, &answer) && answer.Code == minio.NoSuchKey:
		return nil, nil
	}
	return nil, fmt.Errorf("%s: %w", call, err)
}

func (s *s3) put(ctx context.Context, p *Package, f File, key string) error {
	in, err := p.openSame(f)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read only
	return s.retry.do(ctx, "PUT "+s.at(key), func(bool) error {
		if _, err := in.Seek(0, 0); err != nil {
			return err
		}
		_, err := s.client.PutObject(ctx, s.bucket, key, in, f.Bytes, minio.PutObjectOptions{
			ContentType: f.MediaType, SendContentMd5: true, // the store refuses what came in otherwise than it went out
			UserMetadata: map[string]string{metaSHA256: f.SHA256, metaPackage: p.Name, metaPath: url.PathEscape(f.Path)},
		})
		return s3Error(err)
	})
}

// gone returns steps that remove the objects which an earlier version of the package left. Those of others are not touched.
func (s *s3) gone(ctx context.Context, p *Package, keep map[string]bool) ([]Step, error) {
	var names []string
	call := "GET " + s.at(s.prefix)
	err := s.retry.do(ctx, call, func(bool) error {
		names = nil
		for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
			if o.Err != nil {
				return s3Error(o.Err)
			}
			if !keep[o.Key] {
				names = append(names, o.Key)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", call, err)
	}
	var steps []Step
	for _, key := range names {
		have, err := s.stat(ctx, key)
		if err != nil {
			return nil, err
		}
		file := strings.TrimPrefix(key, s.prefix)
		if have == nil || have.UserMetadata[metaPackage] != p.Name || have.UserMetadata[metaPath] != url.PathEscape(file) {
			continue
		}
		call := "DELETE " + s.at(key)
		steps = append(steps, Step{Why: Gone, Call: call, File: file, do: func(ctx context.Context) error {
			return s.retry.do(ctx, call, func(bool) error {
				return s3Error(s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}))
			})
		}})
	}
	return steps, nil
}

// s3Error tells errors that may pass from others, and says what the others mean.
func s3Error(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	r := minio.ToErrorResponse(err) // its status is 0 when the connection broke
	switch {
	case r.StatusCode == 0, r.StatusCode == http.StatusTooManyRequests, r.StatusCode == http.StatusRequestTimeout, r.StatusCode >= 500:
		return &passing{err: err}
	case r.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%w (look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do)", err)
	}
	return err
}
