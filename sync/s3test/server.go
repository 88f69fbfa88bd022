// Package s3test runs real S3 servers for tests: MinIO and versitygw, built from pinned module versions and started
// on loopback with a temporary folder. It also offers an http.RoundTripper that breaks requests on purpose.
//
// The first test on a machine builds the servers (about 150 s and 45 s of processor time on two cores); later ones
// find them in the user's cache. A server that cannot be built or started fails the test: there is no skip.
package s3test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	minioVersion   = "v0.0.0-20260212201848-7aac2a2c5b7c"
	versityVersion = "v1.8.0"

	region    = "us-east-1"
	accessKey = "prep-test-access"
	secretKey = "prep-test-secret-5up3r"

	readyWithin = 60 * time.Second // from start to the first answer; MinIO needs well under one on an idle machine
	startTries  = 3                // a free port may be taken between the look and the start
)

// Server is a running S3 server. It ends with the test that started it; tests share one by being subtests.
type Server struct {
	Name      string // "minio" or "versitygw"
	Endpoint  string // http://127.0.0.1:port
	Region    string
	AccessKey string
	SecretKey string

	data   string // the folder in which each bucket is a folder
	output *logBuffer
}

// MinIO starts a MinIO server for the duration of the test.
func MinIO(t testing.TB) *Server {
	t.Helper()
	binary := program{name: "minio", module: "github.com/minio/minio", version: minioVersion}
	return start(t, binary, func(address, data, scratch string) []string {
		return []string{"server", "--quiet", "--address", address, "--certs-dir", scratch, data}
	})
}

// Versity starts a versitygw server for the duration of the test.
func Versity(t testing.TB) *Server {
	t.Helper()
	binary := program{name: "versitygw", module: "github.com/versity/versitygw/cmd/versitygw", version: versityVersion}
	return start(t, binary, func(address, data, scratch string) []string {
		// The sidecar keeps attributes in files: not every temporary folder has extended attributes.
		return []string{
			"--access", accessKey, "--secret", secretKey, "--region", region, "--port", address,
			"--quiet", "posix", "--sidecar", scratch, data,
		}
	})
}

// Each runs the test against MinIO and against versitygw.
func Each(t *testing.T, test func(t *testing.T, server *Server)) {
	t.Helper()
	t.Run("minio", func(t *testing.T) { test(t, MinIO(t)) })
	t.Run("versitygw", func(t *testing.T) { test(t, Versity(t)) })
}

// CreateBucket makes an empty bucket with a name of its own and returns the name. To both servers a folder in their
// data is a bucket.
func (s *Server) CreateBucket(t testing.TB) string {
	t.Helper()
	name := "prep-" + strings.ToLower(rand.Text())
	if err := os.Mkdir(filepath.Join(s.data, name), 0o700); err != nil {
		t.Fatalf("create bucket on %s: %v", s.Name, err)
	}
	return name
}

// Folder returns where the server keeps the bucket on the disk, to look at what it sees.
func (s *Server) Folder(bucket string) string { return filepath.Join(s.data, bucket) }

// Env returns the variables with which a program finds the server and is let in.
func (s *Server) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL_S3=" + s.Endpoint,
		"AWS_REGION=" + s.Region,
		"AWS_ACCESS_KEY_ID=" + s.AccessKey,
		"AWS_SECRET_ACCESS_KEY=" + s.SecretKey,
	}
}

// Log returns what the server has printed so far.
func (s *Server) Log() string { return s.output.String() }

func start(t testing.TB, binary program, arguments func(address, data, scratch string) []string) *Server {
	t.Helper()
	path, err := binary.build()
	if err != nil {
		t.Fatalf("build %s: %v", binary.name, err)
	}
	for try := 1; ; try++ {
		server, err := launch(t, path, binary.name, arguments)
		if err == nil {
			return server
		}
		if try == startTries {
			t.Fatalf("start %s: %v", binary.name, err)
		}
	}
}

func launch(t testing.TB, path, name string, arguments func(address, data, scratch string) []string) (*Server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	server := &Server{
		Name: name, Endpoint: "http://" + address, Region: region, AccessKey: accessKey, SecretKey: secretKey,
		data: t.TempDir(), output: new(logBuffer),
	}
	scratch := t.TempDir()
	command := exec.Command(path, arguments(address, server.data, scratch)...)
	command.Stdout, command.Stderr = server.output, server.output
	command.Env = append(os.Environ(), "HOME="+scratch,
		"MINIO_ROOT_USER="+accessKey, "MINIO_ROOT_PASSWORD="+secretKey, "MINIO_BROWSER=off", "MINIO_UPDATE=off",
		"MINIO_CONFIG_ENV_FILE=")
	command.SysProcAttr = dieWithParent()

	started, ended := make(chan error), make(chan struct{})
	go func() {
		// "Die with the parent" means the thread that started the process, so that thread has to stay.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait()
		}
		close(ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	stop := func() {
		_ = command.Process.Kill()
		<-ended
	}
	ctx, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	if err := waitUntilReady(ctx, server.Endpoint, ended); err != nil {
		stop()
		return nil, fmt.Errorf("%w\n%s", err, server.Log())
	}
	t.Cleanup(stop)
	return server, nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// waitUntilReady asks as a stranger until the server says no: before it is ready, MinIO answers 503.
func waitUntilReady(ctx context.Context, address string, ended <-chan struct{}) error {
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusForbidden {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", address, context.Cause(ctx))
		case <-ended:
			return fmt.Errorf("the server ended before it answered at %s", address)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// logBuffer collects what a server prints while tests may read it.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
