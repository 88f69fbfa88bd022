package s3test_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep/sync/s3test"
)

func TestFaults(t *testing.T) {
	var seen []string // the bodies that the server got whole
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if body, err := io.ReadAll(request.Body); err == nil {
			seen = append(seen, string(body))
		}
		_, _ = io.WriteString(w, "an answer of 22 bytes.")
	}))
	defer server.Close()
	for _, test := range []struct {
		name     string
		fault    s3test.Fault
		failed   bool // no answer came
		body     string
		bodyFail bool
		seen     []string
	}{
		{name: "none", body: "an answer of 22 bytes.", seen: []string{"request"}},
		{name: "refuse", fault: s3test.Fault{Refuse: true}, failed: true},
		{name: "drop the answer", fault: s3test.Fault{DropAnswer: true}, failed: true, seen: []string{"request"}},
		{name: "cut the request", fault: s3test.Fault{CutRequest: true}, failed: true},
		{name: "cut the body", fault: s3test.Fault{CutBody: true}, body: "an answer o", bodyFail: true, seen: []string{"request"}},
		{name: "status", fault: s3test.Fault{Status: 503, Code: "SlowDown"}, body: "SlowDown"},
		{name: "status alone", fault: s3test.Fault{Status: 502}},
		{name: "delay", fault: s3test.Fault{Delay: time.Millisecond}, body: "an answer of 22 bytes.", seen: []string{"request"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen = nil
			faults := &s3test.Faults{Choose: func(int, *http.Request) s3test.Fault { return test.fault }}
			client := http.Client{Transport: faults}
			answer, err := client.Post(server.URL, "text/plain", strings.NewReader("request"))
			if (err != nil) != test.failed {
				t.Fatalf("post: %v, want a failure: %v", err, test.failed)
			}
			if err == nil {
				body, err := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				if errors.Is(err, io.ErrUnexpectedEOF) != test.bodyFail || !strings.Contains(string(body), test.body) {
					t.Errorf("body %q, %v, want %q, broken: %v", body, err, test.body, test.bodyFail)
				}
				if test.fault.Status != 0 && answer.StatusCode != test.fault.Status {
					t.Errorf("status %d, want %d", answer.StatusCode, test.fault.Status)
				}
			}
			if diff := cmp.Diff(test.seen, seen); diff != "" {
				t.Errorf("the server saw (-want +got):\n%s", diff)
			}
			if traffic := faults.Traffic(); traffic.Requests != 1 || traffic.ByMethod["POST"] != 1 || traffic.Up < 100 {
				t.Errorf("traffic %+v", traffic)
			}
		})
	}

	t.Run("delay ends with the context", func(t *testing.T) {
		faults := &s3test.Faults{Choose: func(int, *http.Request) s3test.Fault { return s3test.Fault{Delay: time.Hour} }}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := faults.RoundTrip(request); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("get: %v, want DeadlineExceeded", err)
		}
	})

	t.Run("count", func(t *testing.T) {
		var faults s3test.Faults
		client := http.Client{Transport: &faults}
		for range 3 {
			answer, err := client.Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		traffic := faults.Traffic()
		if traffic.Requests != 3 || traffic.Down < 3*(22+50) || traffic.Down > 3*400 {
			t.Errorf("three answers of 22 bytes and their heads: %+v", traffic)
		}
		faults.Reset()
		if got := faults.Traffic().Requests; got != 0 {
			t.Errorf("%d requests after Reset", got)
		}
	})
}
