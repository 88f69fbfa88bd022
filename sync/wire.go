package sync

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// How long the network may be silent before a request counts as lost. There is no limit on a whole request: that is
// the caller's context.
const (
	dialTimeout  = 5 * time.Second
	stallTimeout = 20 * time.Second
)

// errStalled ends a request whose bytes stopped moving.
var errStalled = errors.New("no byte moved for " + stallTimeout.String())

// wire carries requests: it remembers the server's clock, ends what stalls and writes the debug trace.
type wire struct {
	next   http.RoundTripper
	debug  io.Writer
	server atomic.Int64 // Unix seconds of the latest Date header; 0: none yet
	region atomic.Value // string: the region that an answer named; nil: none yet
}

func newWire(opts Options) (*wire, error) {
	if opts.Transport != nil {
		return &wire{next: opts.Transport, debug: opts.Debug}, nil
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout: dialTimeout,
		MaxIdleConnsPerHost: 8, // as many as are read at a time
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true, // objects are taken as they are
		ForceAttemptHTTP2:   true,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
	}
	if opts.CAFile != "" {
		pool, err := certificates(opts.CAFile)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &wire{next: transport, debug: opts.Debug}, nil
}

func certificates(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("certificates: %w: %w", ErrRemote, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil { // no system pool on this machine: then only the file's count
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificates %q: %w: no certificate in PEM form", file, ErrRemote)
	}
	return pool, nil
}

// RoundTrip sends one request.
func (w *wire) RoundTrip(request *http.Request) (*http.Response, error) {
	w.traceRequest(request)
	ctx, cancel := context.WithCancelCause(request.Context())
	timer := time.AfterFunc(stallTimeout, func() { cancel(errStalled) })
	stop := func() { timer.Stop(); cancel(nil) }

	watched := request.WithContext(ctx)
	if request.Body != nil && request.Body != http.NoBody {
		watched.Body = &moving{ReadCloser: request.Body, ctx: ctx, timer: timer}
	}
	answer, err := w.next.RoundTrip(watched)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		stop()
		w.tracef("< %v", err)
		return nil, err
	}
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		w.server.Store(date.Unix())
	}
	if region := answer.Header.Get("X-Amz-Bucket-Region"); region != "" {
		w.region.Store(plainCode(region))
	}
	w.traceAnswer(answer)
	if isPage(answer) {
		_ = answer.Body.Close()
		stop()
		return nil, errPage
	}
	answer.Body = &moving{ReadCloser: answer.Body, ctx: ctx, timer: timer, closed: stop}
	return answer, nil
}

// errPage says that a web server or the log-in page of a network answered. A page can pass for an empty listing.
var errPage = fmt.Errorf("%w: a web page answered", ErrRefused)

// isPage tells a web page from an answer of S3. The pages of proxies that come with an error keep their status.
func isPage(answer *http.Response) bool {
	usual := answer.StatusCode < http.StatusBadRequest || answer.StatusCode == http.StatusNotFound
	return usual && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html")
}

func (w *wire) clock() time.Time {
	seconds := w.server.Load()
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// moving is a body that puts the end of its request off whenever a byte moves.
type moving struct {
	io.ReadCloser
	ctx    context.Context // of the request
	timer  *time.Timer
	closed func()
}

func (m *moving) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	if n > 0 {
		m.timer.Reset(stallTimeout)
	}
	if err != nil && errors.Is(context.Cause(m.ctx), errStalled) {
		err = errStalled // not "cancelled", which is the caller's word
	}
	return n, err
}

func (m *moving) Close() error {
	if m.closed != nil {
		defer m.closed()
	}
	return m.ReadCloser.Close()
}

// The headers that a trace shows. It is a list of what is harmless, so that a secret cannot slip through by a name
// that nobody thought of.
var (
	shownOfRequest = []string{"If-None-Match", "X-Amz-Date"}
	shownOfAnswer  = []string{"Date", "Etag", "Server", "X-Amz-Request-Id", "X-Amz-Bucket-Region", "X-Minio-Error-Code", "Retry-After"}
)

func (w *wire) traceRequest(request *http.Request) {
	if w.debug == nil {
		return
	}
	signed := ""
	if request.Header.Get("Authorization") != "" {
		signed = " Authorization=[redacted]"
	}
	w.tracef("> %s %s %d bytes%s%s", request.Method, harmless(request.URL), max(request.ContentLength, 0), signed,
		shown(request.Header, shownOfRequest))
}

func (w *wire) traceAnswer(answer *http.Response) {
	if w.debug != nil {
		w.tracef("< %s %d bytes%s", answer.Status, answer.ContentLength, shown(answer.Header, shownOfAnswer))
	}
}

// tracef writes one line at once, so that those of parallel requests do not mix.
func (w *wire) tracef(format string, values ...any) {
	if w.debug != nil {
		_, _ = io.WriteString(w.debug, fmt.Sprintf(format, values...)+"\n")
	}
}

func shown(header http.Header, names []string) string {
	var text strings.Builder
	for _, name := range names {
		if value := header.Get(name); value != "" {
			fmt.Fprintf(&text, " %s=%q", name, value)
		}
	}
	return text.String()
}

// harmless is an address without the parameters of a signature, which a token request of a machine's role may have.
func harmless(address *url.URL) string {
	without := *address
	without.User = nil
	query := without.Query()
	for name := range query {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-amz-") || strings.Contains(lower, "token") || strings.Contains(lower, "secret") {
			query.Set(name, "redacted")
		}
	}
	without.RawQuery = query.Encode()
	return without.String()
}

// isNetwork tells the failures of the way there and back from those of what came back.
func isNetwork(err error) bool {
	var way *url.Error
	var network net.Error
	return errors.As(err, &way) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}
