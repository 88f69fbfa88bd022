package sync

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const emptyListing = `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>`

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

// trickle is a body that gives one byte after each pause.
type trickle struct {
	ctx    context.Context
	pauses []time.Duration
}

func (s *trickle) Read(p []byte) (int, error) {
	if len(s.pauses) == 0 {
		return 0, io.EOF
	}
	select {
	case <-time.After(s.pauses[0]):
		s.pauses = s.pauses[1:]
		p[0] = 'x'
		return 1, nil
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

func (s *trickle) Close() error { return nil }

// A request may take as long as it needs while bytes move, and no longer than a moment when none do.
func TestStalledRequestsEnd(t *testing.T) {
	long := stallTimeout * 9 / 10
	for _, test := range []struct {
		name   string
		answer time.Duration // until the answer's head
		pauses []time.Duration
		stalls bool
	}{
		{"a slow answer", long, nil, false},
		{"no answer", stallTimeout + time.Second, nil, true},
		{"a slow body", long, []time.Duration{time.Second, long, long, long}, false},
		{"a body that stops", 0, []time.Duration{time.Second, stallTimeout + time.Second}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wire := &wire{next: roundTripper(func(request *http.Request) (*http.Response, error) {
					select {
					case <-time.After(test.answer):
					case <-request.Context().Done():
						return nil, request.Context().Err()
					}
					return &http.Response{StatusCode: 200, Body: &trickle{request.Context(), test.pauses}}, nil
				})}
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://storage.invalid/", nil)
				if err != nil {
					t.Fatal(err)
				}
				answer, err := wire.RoundTrip(request)
				if err == nil {
					_, err = io.ReadAll(answer.Body)
					_ = answer.Body.Close()
				}
				if errors.Is(err, errStalled) != test.stalls || !test.stalls && err != nil {
					t.Errorf("ended with %v, want a stall: %v", err, test.stalls)
				}
			})
		})
	}
}

// Where requests go: a bucket in the host's name for AWS, in the path for everybody else and when asked to.
func TestAddresses(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"} {
		t.Setenv(name, "")
	}
	for _, test := range []struct {
		remote string
		opts   Options
		want   string
		signed string // region
	}{
		{"s3://bucket", Options{}, "https://bucket.s3.dualstack.us-east-1.amazonaws.com/", "us-east-1"},
		{"s3://bucket/a/b/", Options{Region: "eu-central-1"}, "https://bucket.s3.dualstack.eu-central-1.amazonaws.com/", "eu-central-1"},
		{"s3://bucket", Options{Endpoint: "s3.eu-west-1.amazonaws.com"}, "https://bucket.s3.dualstack.eu-west-1.amazonaws.com/", "eu-west-1"},
		{"s3://bucket", Options{PathStyle: true}, "https://s3.dualstack.us-east-1.amazonaws.com/bucket/", "us-east-1"},
		{"s3://bucket", Options{Endpoint: "http://nas:9000/"}, "http://nas:9000/bucket/", "us-east-1"},
		{"s3://bucket", Options{Endpoint: "https://s3.us-west-004.backblazeb2.com"}, "https://s3.us-west-004.backblazeb2.com/bucket/", "us-west-004"},
		{"s3://bucket", Options{Endpoint: "https://s3.nas.example.org", Region: "home"}, "https://s3.nas.example.org/bucket/", "home"},
	} {
		var got []*http.Request
		test.opts.Transport = roundTripper(func(request *http.Request) (*http.Response, error) {
			got = append(got, request)
			recorder := httptest.NewRecorder()
			recorder.Header().Set("Content-Type", "application/xml")
			_, _ = recorder.WriteString(emptyListing)
			return recorder.Result(), nil
		})
		bucket, err := Open(t.Context(), test.remote, test.opts)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bucket.List(t.Context(), "v1/h/"); err != nil || len(got) != 1 {
			t.Fatalf("%s %s: %d requests, %v", test.remote, test.opts.Endpoint, len(got), err)
		}
		address := url.URL{Scheme: got[0].URL.Scheme, Host: got[0].URL.Host, Path: got[0].URL.Path}
		if address.String() != test.want {
			t.Errorf("%s %q: asks %s, want %s", test.remote, test.opts.Endpoint, address.String(), test.want)
		}
		if signature := got[0].Header.Get("Authorization"); !strings.Contains(signature, "/"+test.signed+"/s3/") {
			t.Errorf("%s %q: signed as %s, want region %s", test.remote, test.opts.Endpoint, signature, test.signed)
		}
	}
}

// A certificate of one's own is trusted when its file is named, and only then.
func TestCertificates(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(w, emptyListing)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		want error
	}{{"", ErrUnreachable}, {file, nil}} {
		bucket, err := Open(t.Context(), "s3://bucket", Options{Endpoint: server.URL, CAFile: test.file})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bucket.List(t.Context(), "v1/h/"); !errors.Is(err, test.want) || test.want == nil && err != nil {
			t.Errorf("certificates %q: %v, want %v", test.file, err, test.want)
		}
	}
}
