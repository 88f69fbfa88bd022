package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"prep/sync/s3test"
)

// smallRuns is how often what takes moments is measured; the median counts.
const smallRuns = 5

// A comparison is the machines of a test that measures whole programs, each a folder, with one server.
type comparison struct {
	t        *testing.T
	folder   string
	server   *s3test.Server
	relay    *relay
	programs map[string]string
}

// cost is what one run of a program took.
type cost struct {
	requests  int64
	up, down  int64 // bytes on the wire, heads included
	wall, cpu time.Duration
}

func (c cost) String() string {
	return fmt.Sprintf("%8d %11d %11d %7.2f %6.2f", c.requests, c.up, c.down, c.wall.Seconds(), c.cpu.Seconds())
}

// median returns the run in the middle by its time.
func median(costs []cost) cost {
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(a.wall, b.wall) })
	return costs[len(costs)/2]
}

// measured runs a program on a machine and returns what it printed and what it took.
func (c *comparison) measured(machine, program string, args ...string) ([]byte, cost) {
	c.t.Helper()
	before := c.relay.traffic()
	began := time.Now()
	out, state := c.run(machine, "", program, args...)
	took := time.Since(began)
	after := c.relay.traffic()
	return out, cost{
		requests: after.requests - before.requests, up: after.up - before.up, down: after.down - before.down,
		wall: took, cpu: state.UserTime() + state.SystemTime(),
	}
}

// prep runs prep on a machine, unmeasured.
func (c *comparison) prep(machine, stdin string, args ...string) {
	c.t.Helper()
	c.run(machine, stdin, "prep", args...)
}

func (c *comparison) run(machine, stdin, program string, args ...string) ([]byte, *os.ProcessState) {
	c.t.Helper()
	var out, messages bytes.Buffer
	command := exec.CommandContext(c.t.Context(), c.programs[program], args...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(stdin), &out, &messages
	// Nothing of the tester's own settings: no profile, no proxy, no keyring of the system.
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + c.home(machine), "PREP_HOME=" + c.home(machine),
		"PREP_PASSPHRASE=a passphrase to compare with",
		"AWS_ACCESS_KEY_ID=" + c.server.AccessKey, "AWS_SECRET_ACCESS_KEY=" + c.server.SecretKey,
		"RCLONE_CONFIG=" + filepath.Join(c.home(machine), "rclone.conf"),
		"RCLONE_CONFIG_MINIO_TYPE=s3", "RCLONE_CONFIG_MINIO_PROVIDER=Minio", "RCLONE_CONFIG_MINIO_ENV_AUTH=true",
		"RCLONE_CONFIG_MINIO_ENDPOINT=" + c.relay.address, "RCLONE_CONFIG_MINIO_REGION=" + c.server.Region,
	}
	if err := command.Run(); err != nil {
		c.t.Fatalf("%s %q: %v\n%s", program, args, err, &messages)
	}
	return out.Bytes(), command.ProcessState
}

// home is the folder of a machine.
func (c *comparison) home(machine string) string {
	c.t.Helper()
	home := filepath.Join(c.folder, "machines", machine)
	if err := os.MkdirAll(home, 0o700); err != nil {
		c.t.Fatal(err)
	}
	return home
}

func (c *comparison) copyFile(from, to string) {
	c.t.Helper()
	if err := os.WriteFile(to, c.read(from), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *comparison) read(path string) []byte {
	c.t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	return body
}

// A relay stands in front of a server and counts what passes. It keeps the Host that requests are signed with.
type relay struct {
	address            string
	requests, up, down atomic.Int64
}

type traffic struct{ requests, up, down int64 }

func (r *relay) traffic() traffic {
	return traffic{r.requests.Load(), r.up.Load(), r.down.Load()}
}

func startRelay(t *testing.T, endpoint string) *relay {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{address: "http://" + listener.Addr().String()}
	onward := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(target)
			request.Out.Host = request.In.Host
		},
		Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.requests.Add(1)
		onward.ServeHTTP(w, request)
	})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(countingListener{listener, r})
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return r
}

type countingListener struct {
	net.Listener
	relay *relay
}

func (l countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countingConn{conn, l.relay}, nil
}

// countingConn counts what a program sends and receives on one connection.
type countingConn struct {
	net.Conn
	relay *relay
}

func (c countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.relay.up.Add(int64(n))
	return n, err
}

func (c countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.relay.down.Add(int64(n))
	return n, err
}

// TestRelayCounts: the bytes on both sides of the relay are the same, to the last one.
func TestRelayCounts(t *testing.T) {
	const answer = "an answer of 22 bytes."
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	behind := new(relay)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(io.Discard, request.Body)
		_, _ = io.WriteString(w, request.Host+answer)
	})}
	go func() { _ = server.Serve(countingListener{listener, behind}) }()
	defer server.Close()
	front := startRelay(t, "http://"+listener.Addr().String())
	response, err := http.Post(front.address, "text/plain", strings.NewReader("a request of 22 bytes."))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if want := strings.TrimPrefix(front.address, "http://") + answer; string(body) != want {
		t.Errorf("the server behind saw and said %q, want %q", body, want)
	}
	if got := front.traffic(); got.requests != 1 || got.up != behind.up.Load() || got.down != behind.down.Load() {
		t.Errorf("counted %+v, behind it %d up and %d down", got, behind.up.Load(), behind.down.Load())
	}
}
