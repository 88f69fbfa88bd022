package sync

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// errNetwork is what a simulated network says when it fails.
var errNetwork = errors.New("simulated network failure")

// faults are how often what goes wrong, per request.
type faults struct {
	fail, lost   float64 // the request does not arrive; its answer does not
	crash        float64 // the machine dies, before or after the request
	staleList    float64 // the listing is one of an earlier moment
	staleRead    float64 // the body is an earlier one of the same key
	vanish       float64 // an object that is there is not found
	refuseAbsent bool    // If-None-Match answers 501
	ignoreAbsent bool    // or is ignored
}

var allFaults = faults{fail: 0.05, lost: 0.05, crash: 0.03, staleList: 0.15, staleRead: 0.03, vanish: 0.02}

// A simBucket keeps objects in memory and breaks on purpose. Each draw comes from the seed, so that a run can be had
// again.
type simBucket struct {
	mu      sync.Mutex // of the requests; between syncs a test looks inside as it likes
	random  *rand.Rand
	faults  faults
	now     func() time.Time
	crash   func() // kills the machine that is syncing
	objects map[string][]byte
	former  map[string][][]byte
	history []map[string]string // listings, the latest last
	version int                 // rises with every change

	requests map[string]int // by method
	losePut  bool           // the answer to the write of a head gets lost
	crashAt  int            // moments until the machine dies, two to a request; 0: it does not
}

func newSimBucket(random *rand.Rand, now func() time.Time) *simBucket {
	return &simBucket{
		random: random, now: now, crash: func() {}, objects: map[string][]byte{}, former: map[string][][]byte{},
		requests: map[string]int{},
	}
}

func (b *simBucket) chance(p float64) bool { return p > 0 && b.random.Float64() < p }

// before and after a request something may happen to the network or to the machine.
func (b *simBucket) before(ctx context.Context, method string) error {
	b.requests[method]++
	b.moment()
	if b.chance(b.faults.crash) {
		b.crash()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if b.chance(b.faults.fail) {
		return errNetwork
	}
	return nil
}

func (b *simBucket) after(ctx context.Context) error {
	b.moment()
	if b.chance(b.faults.lost) {
		return errNetwork
	}
	if b.chance(b.faults.crash) {
		b.crash()
	}
	return ctx.Err()
}

func (b *simBucket) moment() {
	if b.crashAt > 0 {
		if b.crashAt--; b.crashAt == 0 {
			b.crash()
		}
	}
}

func (b *simBucket) listing() map[string]string {
	listing := make(map[string]string, len(b.objects))
	for key, body := range b.objects {
		if strings.HasPrefix(key, headsPrefix) {
			listing[key] = contentETag(body)
		}
	}
	return listing
}

// changed keeps the listing of this moment: one that is asked for later may get it.
func (b *simBucket) changed() {
	b.version++
	b.history = append(b.history, b.listing())
	if len(b.history) > 8 {
		b.history = b.history[1:]
	}
}

func (b *simBucket) List(ctx context.Context, prefix string) ([]Object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.before(ctx, "LIST"); err != nil {
		return nil, err
	}
	listing := b.listing()
	if prefix != headsPrefix {
		listing = map[string]string{}
		for key, body := range b.objects {
			listing[key] = contentETag(body)
		}
	} else if len(b.history) > 0 && b.chance(b.faults.staleList) {
		listing = b.history[b.random.IntN(len(b.history))]
	}
	var objects []Object
	for _, key := range slices.Sorted(maps.Keys(listing)) {
		if strings.HasPrefix(key, prefix) {
			objects = append(objects, Object{Key: key, ETag: listing[key], Size: int64(len(b.objects[key]))})
		}
	}
	return objects, b.after(ctx)
}

func (b *simBucket) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.before(ctx, "GET"); err != nil {
		return nil, "", err
	}
	body, found := b.objects[key]
	if !found || b.chance(b.faults.vanish) {
		return nil, "", ErrNotFound
	}
	if former := b.former[key]; len(former) > 0 && b.chance(b.faults.staleRead) {
		body = former[b.random.IntN(len(former))]
	}
	if int64(len(body)) > limit {
		return nil, "", ErrTooLarge
	}
	if err := b.after(ctx); err != nil {
		return nil, "", err
	}
	return slices.Clone(body), contentETag(body), nil
}

func (b *simBucket) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.before(ctx, "PUT"); err != nil {
		return "", err
	}
	if opts.IfAbsent && b.faults.refuseAbsent {
		return "", ErrConditionUnsupported
	}
	if before, exists := b.objects[key]; exists {
		if opts.IfAbsent && !b.faults.ignoreAbsent {
			return "", ErrExists
		}
		b.former[key] = append(b.former[key], before)
	}
	b.objects[key] = slices.Clone(body)
	b.changed()
	if b.losePut && strings.HasPrefix(key, headsPrefix+"2.") {
		return "", errNetwork
	}
	if err := b.after(ctx); err != nil {
		return "", err
	}
	return contentETag(body), nil
}

func (b *simBucket) Delete(ctx context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.before(ctx, "DELETE"); err != nil {
		return err
	}
	delete(b.objects, key)
	b.changed()
	return b.after(ctx)
}

func (b *simBucket) Clock() time.Time { return b.now().Truncate(time.Second) }

// lose takes one object of the log, one head or one piece of a file away, as an expiry rule or a damaged disk does.
func (b *simBucket) lose() {
	var keys []string
	for key := range b.objects {
		if name, err := ParseKey(key); err == nil && (name.Kind == BatchName || name.Kind == HeadName || name.Kind == PieceName) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return
	}
	slices.Sort(keys)
	delete(b.objects, keys[b.random.IntN(len(keys))])
	b.changed()
}
