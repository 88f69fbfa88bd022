package sync_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep/sync"
	"prep/sync/s3test"
)

// Each call is one request, the largest object and the condition included.
func TestOneRequestForEachCall(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		var faults s3test.Faults
		bucket := openOn(t, server, server.CreateBucket(t), sync.Options{Transport: &faults})
		if got := faults.Traffic().Requests; got != 0 {
			t.Errorf("to open: %d requests, want 0", got)
		}
		large := bytes.Repeat([]byte("8 bytes."), sync.MaxObject/8)
		for _, test := range []struct {
			name   string
			method string
			call   func() error
		}{
			{"list nothing", "GET", func() error { _, err := bucket.List(t.Context(), "v1/h/"); return err }},
			{"put 8 MiB", "PUT", func() error { _, err := bucket.Put(t.Context(), "v1/a", large, sync.PutOptions{}); return err }},
			{"put if absent", "PUT", func() error {
				_, err := bucket.Put(t.Context(), "v1/b", large, sync.PutOptions{IfAbsent: true})
				return err
			}},
			{"put over if absent", "PUT", func() error {
				_, err := bucket.Put(t.Context(), "v1/b", nil, sync.PutOptions{IfAbsent: true})
				return wanted(err, sync.ErrExists)
			}},
			{"list", "GET", func() error { _, err := bucket.List(t.Context(), "v1/h/"); return err }},
			{"get 8 MiB", "GET", func() error { _, _, err := bucket.Get(t.Context(), "v1/a", sync.MaxObject); return err }},
			{"get nothing", "GET", func() error {
				_, _, err := bucket.Get(t.Context(), "v1/none", 1)
				return wanted(err, sync.ErrNotFound)
			}},
			{"delete", "DELETE", func() error { return bucket.Delete(t.Context(), "v1/a") }},
		} {
			faults.Reset()
			if err := test.call(); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			traffic := faults.Traffic()
			if diff := cmp.Diff(map[string]int{test.method: 1}, traffic.ByMethod); diff != "" {
				t.Errorf("%s: requests (-want +got):\n%s", test.name, diff)
			}
			if strings.HasPrefix(test.name, "put 8") && (traffic.Up < sync.MaxObject || traffic.Up > sync.MaxObject+2000) {
				t.Errorf("%s: %d bytes up", test.name, traffic.Up)
			}
		}
		if clock := bucket.Clock(); time.Since(clock).Abs() > time.Minute {
			t.Errorf("the server's clock is %s here", clock)
		}
	})
}

func wanted(err, want error) error {
	if errors.Is(err, want) {
		return nil
	}
	return errors.Join(errors.New("want: "+want.Error()), err)
}

// What people get wrong first: each ends in its own error, and soon.
func TestWrongRemotes(t *testing.T) {
	server := s3test.MinIO(t)
	bucket := server.CreateBucket(t)
	closed := closedPort(t)
	silent := silentPort(t)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html><body>Welcome to nginx!</body></html>")
	}))
	defer page.Close()
	for _, test := range []struct {
		name     string
		place    string
		endpoint string
		secret   string
		deadline time.Duration // 0: none
		want     error
	}{
		{name: "right", place: bucket, want: nil},
		{name: "no bucket", place: "no-such-bucket", want: sync.ErrNoBucket},
		{name: "wrong secret", place: bucket, secret: "wrong-secret-key", want: sync.ErrDenied},
		{name: "nobody listens", place: bucket, endpoint: "http://" + closed, want: sync.ErrUnreachable},
		{name: "https to http", place: bucket, endpoint: strings.Replace(server.Endpoint, "http:", "https:", 1), want: sync.ErrUnreachable},
		{name: "no such host", place: bucket, endpoint: "http://no-such-host.invalid", want: sync.ErrUnreachable},
		{name: "a web page", place: bucket, endpoint: page.URL, want: sync.ErrRefused},
		{name: "silence", place: bucket, endpoint: "http://" + silent, deadline: 300 * time.Millisecond, want: context.DeadlineExceeded},
	} {
		t.Run(test.name, func(t *testing.T) {
			signIn(t, server)
			if test.secret != "" {
				t.Setenv("AWS_SECRET_ACCESS_KEY", test.secret)
			}
			ctx := t.Context()
			if test.deadline > 0 {
				limited, cancel := context.WithTimeout(ctx, test.deadline)
				defer cancel()
				ctx = limited
			}
			endpoint := test.endpoint
			if endpoint == "" {
				endpoint = server.Endpoint
			}
			opened := openBucket(t, "s3://"+test.place, sync.Options{Endpoint: endpoint, Attempts: 2})
			_, err := opened.List(ctx, "v1/h/")
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("list: %v, want %v", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), server.SecretKey) || strings.Contains(err.Error(), "wrong-secret")) {
				t.Errorf("a secret in %v", err)
			}
			if test.want == nil || test.deadline > 0 || endpoint == page.URL {
				return
			}
			if _, err := opened.Put(ctx, "v1/a", []byte("body"), sync.PutOptions{}); !errors.Is(err, test.want) {
				t.Errorf("put: %v, want %v", err, test.want)
			}
			if _, _, err := opened.Get(ctx, "v1/a", 10); !errors.Is(err, test.want) {
				t.Errorf("get: %v, want %v", err, test.want)
			}
			if err := opened.Delete(ctx, "v1/a"); !errors.Is(err, test.want) {
				t.Errorf("delete: %v, want %v", err, test.want)
			}
		})
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// silentPort takes connections and never answers.
func silentPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// What servers answer, and what it means; each is asked for once only where a retry cannot help.
func TestAnswersOfServers(t *testing.T) {
	server := s3test.MinIO(t)
	place := server.CreateBucket(t)
	for _, test := range []struct {
		status int
		code   string
		want   error
		tries  int
	}{
		{501, "NotImplemented", sync.ErrConditionUnsupported, 1},
		{412, "PreconditionFailed", sync.ErrExists, 1},
		{412, "", sync.ErrExists, 1},
		{409, "ConditionalRequestConflict", sync.ErrConflict, 1},
		{403, "RequestTimeTooSkewed", sync.ErrClockSkew, 1},
		{403, "AccessDenied", sync.ErrDenied, 1},
		{403, "InvalidAccessKeyId", sync.ErrDenied, 1},
		{400, "ExpiredToken", sync.ErrDenied, 3},
		{400, "AuthorizationHeaderMalformed", sync.ErrRegion, 1},
		{301, "PermanentRedirect", sync.ErrRegion, 1},
		{404, "NoSuchBucket", sync.ErrNoBucket, 1},
		{413, "EntityTooLarge", sync.ErrTooLarge, 1},
		{507, "XMinioStorageFull", sync.ErrFull, 1},
		{503, "SlowDown", sync.ErrUnreachable, 3},
		{500, "InternalError", sync.ErrUnreachable, 3},
		{502, "", sync.ErrUnreachable, 3},
		{400, "InvalidRequest", sync.ErrRefused, 1},
	} {
		faults := &s3test.Faults{Choose: func(int, *http.Request) s3test.Fault {
			return s3test.Fault{Status: test.status, Code: test.code}
		}}
		bucket := openOn(t, server, place, sync.Options{Transport: faults})
		_, err := bucket.Put(t.Context(), "v1/a", []byte("body"), sync.PutOptions{IfAbsent: true})
		if !errors.Is(err, test.want) {
			t.Errorf("%d %s: %v, want %v", test.status, test.code, err, test.want)
		}
		if got := faults.Traffic().Requests; got != test.tries {
			t.Errorf("%d %s: %d requests, want %d", test.status, test.code, got, test.tries)
		}
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	server := s3test.MinIO(t)
	body := []byte(strings.Repeat("body", 1000))
	for _, test := range []struct {
		name   string
		fault  s3test.Fault
		once   bool // only the first attempt goes wrong
		want   error
		stored bool
	}{
		{"refused for ever", s3test.Fault{Refuse: true}, false, sync.ErrUnreachable, false},
		{"refused once", s3test.Fault{Refuse: true}, true, nil, true},
		{"half a request for ever", s3test.Fault{CutRequest: true}, false, sync.ErrUnreachable, false},
		{"half a request once", s3test.Fault{CutRequest: true}, true, nil, true},
		{"busy once", s3test.Fault{Status: 503, Code: "SlowDown"}, true, nil, true},
		{"slow", s3test.Fault{Delay: 10 * time.Millisecond}, false, nil, true},
		{"the answer is lost for ever", s3test.Fault{DropAnswer: true}, false, sync.ErrUnreachable, true},
		// The second attempt finds what the first one stored: the caller has to look what is there.
		{"the answer is lost once", s3test.Fault{DropAnswer: true}, true, sync.ErrExists, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			place := server.CreateBucket(t)
			faults := &s3test.Faults{Choose: func(number int, _ *http.Request) s3test.Fault {
				if test.once && number > 1 {
					return s3test.Fault{}
				}
				return test.fault
			}}
			_, err := openOn(t, server, place, sync.Options{Transport: faults}).
				Put(t.Context(), "v1/a", body, sync.PutOptions{IfAbsent: true})
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("put: %v, want %v", err, test.want)
			}
			got, _, err := openOn(t, server, place, sync.Options{}).Get(t.Context(), "v1/a", sync.MaxObject)
			if stored := err == nil && bytes.Equal(got, body); stored != test.stored {
				t.Errorf("stored: %v (%v), want %v", stored, err, test.stored)
			}
		})
	}

	t.Run("half an answer", func(t *testing.T) {
		faults := &s3test.Faults{}
		bucket := openOn(t, server, server.CreateBucket(t), sync.Options{Transport: faults})
		put(t, bucket, "v1/a", body)
		faults.Choose = func(int, *http.Request) s3test.Fault { return s3test.Fault{CutBody: true} }
		if _, _, err := bucket.Get(t.Context(), "v1/a", sync.MaxObject); !errors.Is(err, sync.ErrUnreachable) {
			t.Errorf("get: %v, want ErrUnreachable", err)
		}
	})
}

// A trace says what was asked and answered, and nothing that a thief could use.
func TestTraceHoldsNoSecret(t *testing.T) {
	server := s3test.MinIO(t)
	place := server.CreateBucket(t)
	signIn(t, server)
	var trace bytes.Buffer
	bucket := openBucket(t, "s3://"+place, sync.Options{Endpoint: server.Endpoint, Debug: &trace})
	put(t, bucket, "v1/h/a", []byte("plaintext of a card"))
	_ = list(t, bucket, "v1/h/")
	t.Setenv("AWS_SESSION_TOKEN", "token-that-nobody-may-see")
	denied := openBucket(t, "s3://"+place, sync.Options{Endpoint: server.Endpoint, Debug: &trace})
	if _, err := denied.List(t.Context(), "v1/"); !errors.Is(err, sync.ErrDenied) {
		t.Errorf("a token of nobody: %v, want ErrDenied", err)
	}
	text := trace.String()
	for _, want := range []string{"> PUT " + server.Endpoint + "/" + place + "/v1/h/a 19 bytes", "< 200 OK", "< 403", "[redacted]", "list-type=2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the trace lacks %q:\n%s", want, text)
		}
	}
	for _, secret := range []string{server.SecretKey, server.AccessKey, "token-that-nobody", "Signature", "plaintext of a card"} {
		if strings.Contains(text, secret) {
			t.Errorf("the trace shows %q:\n%s", secret, text)
		}
	}
}

func TestRemotesThatCannotBeOpened(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", "access")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		remote string
		opts   sync.Options
		want   error
	}{
		{"", sync.Options{}, sync.ErrRemote},
		{"bucket/prefix", sync.Options{}, sync.ErrRemote},
		{"ftp://host/x", sync.Options{}, sync.ErrRemote},
		{"s3://", sync.Options{}, sync.ErrRemote},
		{"s3://Bucket_Name", sync.Options{}, sync.ErrRemote},
		{"s3://key:secret@bucket/x", sync.Options{}, sync.ErrRemote},
		{"s3://bucket/../x", sync.Options{}, sync.ErrRemote},
		{"s3://bucket/x?region=eu", sync.Options{}, sync.ErrRemote},
		{"s3://bucket/x#y", sync.Options{}, sync.ErrRemote},
		{"s3://bucket", sync.Options{Endpoint: "https://key:secret@host"}, sync.ErrRemote},
		{"s3://bucket", sync.Options{Endpoint: "https://host/bucket"}, sync.ErrRemote},
		{"s3://bucket", sync.Options{Endpoint: "ftp://host"}, sync.ErrRemote},
		{"s3://bucket", sync.Options{Endpoint: "https://"}, sync.ErrRemote},
		{"s3://bucket", sync.Options{CAFile: file}, sync.ErrRemote},
		{"s3://bucket", sync.Options{CAFile: file + "-none"}, sync.ErrRemote},
		{"file://relative/folder", sync.Options{}, sync.ErrRemote},
		{"file://~/folder", sync.Options{}, sync.ErrRemote},
		{"file:folder", sync.Options{}, sync.ErrRemote},
		{"file://" + file, sync.Options{}, sync.ErrNoBucket},
		{"file://" + file + "-none", sync.Options{}, sync.ErrNoBucket},
	} {
		_, err := sync.Open(t.Context(), test.remote, test.opts)
		if !errors.Is(err, test.want) {
			t.Errorf("open %q %q: %v, want %v", test.remote, test.opts.Endpoint, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("a secret in %v", err)
		}
	}
}
