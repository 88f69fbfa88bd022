package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"prep/sync"
)

// A server that takes connections and never answers is given up on soon; one that answered once may be slow later.
func TestPatience(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	e, _, _ := testEnv(t)
	at := storage{URL: "s3://bucket/prep", Endpoint: "http://" + silent.Addr().String()}
	bucket, err := at.open(context.Background(), e, false, false)
	if err != nil {
		t.Fatal(err)
	}
	bucket.patience = 50 * time.Millisecond
	err = at.reach(context.Background(), bucket)
	if !errors.Is(err, sync.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	if status, hint := classify(err); status != statusRemote || hint == "" {
		t.Errorf("status %d, hint %q", status, hint)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := at.reach(cancelled, bucket); !errors.Is(err, context.Canceled) {
		t.Errorf("after Ctrl-C: %v", err)
	}

	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(20 * time.Millisecond)
		w.WriteHeader(http.StatusNotFound)
	}))
	defer slow.Close()
	at.Endpoint = slow.URL
	if bucket, err = at.open(context.Background(), e, false, false); err != nil {
		t.Fatal(err)
	}
	bucket.patience = time.Millisecond
	bucket.answered.Store(true)
	if err := at.reach(context.Background(), bucket); err != nil {
		t.Errorf("an answer of a server that has answered before: %v", err)
	}
}
