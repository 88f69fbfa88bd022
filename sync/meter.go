package sync

import (
	"context"
	"sync/atomic"
)

// A meter counts what goes through a bucket.
type meter struct {
	Bucket
	requests, objects, up, down atomic.Int64
}

func (m *meter) List(ctx context.Context, prefix string) ([]Object, error) {
	m.requests.Add(1)
	return m.Bucket.List(ctx, prefix)
}

func (m *meter) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	m.requests.Add(1)
	body, etag, err := m.Bucket.Get(ctx, key, limit)
	if err == nil {
		m.objects.Add(1)
		m.down.Add(int64(len(body)))
	}
	return body, etag, err
}

func (m *meter) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	m.requests.Add(1)
	etag, err := m.Bucket.Put(ctx, key, body, opts)
	if err == nil {
		m.objects.Add(1)
		m.up.Add(int64(len(body)))
	}
	return etag, err
}

func (m *meter) Delete(ctx context.Context, key string) error {
	m.requests.Add(1)
	return m.Bucket.Delete(ctx, key)
}
