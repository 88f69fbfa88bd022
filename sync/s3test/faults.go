package s3test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"sync"
	"time"
)

// ErrInjected is the network error of a fault.
var ErrInjected = errors.New("injected network failure")

// Fault says how one request goes wrong. The zero value lets it pass.
type Fault struct {
	Refuse     bool          // fails before the server sees it
	DropAnswer bool          // the server does what it was asked, the answer is lost
	CutRequest bool          // the server gets half of the body, then the connection breaks
	CutBody    bool          // half of the answer's body arrives, then the connection breaks
	Status     int           // the server does not see it; this status is answered, with Code in S3's form
	Code       string        // such as "SlowDown"
	Delay      time.Duration // before anything else; ends early with the request's context
}

// Faults is an http.RoundTripper that breaks requests on purpose and counts what passes. Its zero value only counts.
type Faults struct {
	// Next carries what passes; nil is http.DefaultTransport.
	Next http.RoundTripper

	// Choose is asked before each request, the first being number 1; nil chooses no fault. It is called by one
	// goroutine at a time.
	Choose func(number int, request *http.Request) Fault

	mu      sync.Mutex
	traffic Traffic
}

// Traffic is what a transport carried: bytes include the heads of requests and answers.
type Traffic struct {
	Requests int
	ByMethod map[string]int
	Up, Down int64
}

// Traffic returns what was carried so far.
func (f *Faults) Traffic() Traffic {
	f.mu.Lock()
	defer f.mu.Unlock()
	copied := f.traffic
	copied.ByMethod = make(map[string]int, len(f.traffic.ByMethod))
	for method, count := range f.traffic.ByMethod {
		copied.ByMethod[method] = count
	}
	return copied
}

// Reset starts to count anew, the numbers given to Choose too.
func (f *Faults) Reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.traffic = Traffic{}
}

// RoundTrip sends the request, or does to it what Choose chose.
func (f *Faults) RoundTrip(request *http.Request) (*http.Response, error) {
	fault := f.count(request)
	if fault.Delay > 0 {
		timer := time.NewTimer(fault.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-request.Context().Done():
			return nil, broken(request, request.Context().Err())
		}
	}
	switch {
	case fault.Refuse:
		return nil, broken(request, ErrInjected)
	case fault.Status != 0:
		return f.answer(request, fault), drain(request)
	case fault.CutRequest && request.Body != nil:
		request = request.Clone(request.Context())
		request.Body = &cut{ReadCloser: request.Body, left: request.ContentLength / 2}
	}
	answer, err := f.next().RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if fault.DropAnswer {
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		return nil, ErrInjected
	}
	if head, err := httputil.DumpResponse(answer, false); err == nil {
		f.received(int64(len(head)))
	}
	answer.Body = &counted{ReadCloser: answer.Body, faults: f}
	if fault.CutBody {
		answer.Body = &cut{ReadCloser: answer.Body, left: max(answer.ContentLength, 0) / 2}
	}
	return answer, nil
}

func (f *Faults) next() http.RoundTripper {
	if f.Next == nil {
		return http.DefaultTransport
	}
	return f.Next
}

func (f *Faults) count(request *http.Request) Fault {
	// The copy has no body, so that nothing is read from it here.
	bare := request.Clone(request.Context())
	bare.Body, bare.ContentLength = nil, 0
	head, _ := httputil.DumpRequestOut(bare, false)

	f.mu.Lock()
	defer f.mu.Unlock()
	if f.traffic.ByMethod == nil {
		f.traffic.ByMethod = make(map[string]int)
	}
	f.traffic.Requests++
	f.traffic.ByMethod[request.Method]++
	f.traffic.Up += int64(len(head)) + max(request.ContentLength, 0)
	if f.Choose == nil {
		return Fault{}
	}
	return f.Choose(f.traffic.Requests, request)
}

func (f *Faults) received(bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.traffic.Down += bytes
}

// answer is what a server in trouble says, in S3's form.
func (f *Faults) answer(request *http.Request, fault Fault) *http.Response {
	body := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>injected</Message></Error>`, fault.Code)
	if fault.Code == "" {
		body = ""
	}
	return &http.Response{
		StatusCode: fault.Status, Status: fmt.Sprintf("%d %s", fault.Status, http.StatusText(fault.Status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: request,
		Header:        http.Header{"Content-Type": {"application/xml"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader([]byte(body))),
	}
}

// broken closes the body, which a RoundTripper owes, and returns the error.
func broken(request *http.Request, err error) error {
	if request.Body != nil {
		_ = request.Body.Close()
	}
	return err
}

func drain(request *http.Request) error {
	if request.Body == nil {
		return nil
	}
	_, _ = io.Copy(io.Discard, request.Body)
	return request.Body.Close()
}

// cut is a body that breaks after some bytes.
type cut struct {
	io.ReadCloser
	left int64
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// counted is an answer's body whose bytes are counted as they are read.
type counted struct {
	io.ReadCloser
	faults *Faults
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.faults.received(int64(n))
	return n, err
}
