package sync

import (
	"context"
	"errors"
	"strings"
	"testing"

	"prep"
)

// refusing fails a number of writes of heads before they arrive.
type refusing struct {
	*simBucket
	left int
}

func (b *refusing) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	if b.left > 0 && strings.HasPrefix(key, headsPrefix+"2.") {
		b.left--
		return "", errNetwork
	}
	return b.simBucket.Put(ctx, key, body, opts)
}

// TestRewriteIsTriedAgain: a machine that was asked for what the bucket lost of it does not forget that when its first
// try fails. The simulator found it, after 2,751 lives in which it did not happen.
func TestRewriteIsTriedAgain(t *testing.T) {
	bucket, laptop, desk := filled(t)
	laptop.card(prep.NewID(), "only the laptop has read it")
	laptop.sync(bucket)
	delete(bucket.objects, batchOf(t, bucket, laptop))
	reader := newMachine(t, "reader")
	reader.join(bucket)
	if result := reader.sync(bucket); len(result.Notes) == 0 {
		t.Error("the reader does not say that something is missing")
	}
	failing := &refusing{simBucket: bucket, left: 1}
	laptop.now = laptop.now.Add(1)
	if _, err := laptop.engine(failing).Sync(t.Context(), SyncOptions{}); !errors.Is(err, errNetwork) {
		t.Fatalf("got %v, want a failing network", err)
	}
	laptop.sync(bucket)
	reader.sync(bucket)
	for _, m := range []*machine{desk, laptop, reader} {
		m.sync(bucket)
	}
	sameState(t, laptop, reader)
	if diff := checkWhole(t, laptop, bucket); diff != "" {
		t.Errorf("the stream was not written again: %s", diff)
	}
}

// TestRelay: what somebody misses of a machine that is gone comes from another one that holds it.
func TestRelay(t *testing.T) {
	bucket, laptop, desk := filled(t)
	delete(bucket.objects, batchOf(t, bucket, laptop)) // and the laptop never comes back
	reader := newMachine(t, "reader")
	reader.join(bucket)
	reader.sync(bucket)
	desk.sync(bucket)
	reader.sync(bucket)
	sameState(t, desk, reader)
	if result := reader.sync(bucket); result.Requests != 1 {
		t.Errorf("%d requests with nothing new", result.Requests)
	}
	if status := reader.status(); !status.Devices[1].Missing && !status.Devices[2].Missing {
		t.Errorf("the status does not say whose stream has a hole: %+v", status.Devices)
	}
}
