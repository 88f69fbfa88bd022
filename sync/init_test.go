package sync

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"prep"
	"prep/sync/s3test"
)

// interrupted is storage in which a machine is interrupted at a call, before or after it arrives.
type interrupted struct {
	Bucket
	left  int // calls until then
	after bool
}

var errInterrupted = errors.New("interrupted")

func (b *interrupted) around(call func() error) error {
	if b.left--; b.left > 0 {
		return call()
	}
	if b.left == 0 && b.after {
		_ = call()
	}
	return errInterrupted
}

func (b *interrupted) List(ctx context.Context, prefix string) (found []Object, err error) {
	err = b.around(func() error { found, err = b.Bucket.List(ctx, prefix); return err })
	return found, err
}

func (b *interrupted) Put(ctx context.Context, key string, body []byte, opts PutOptions) (etag string, err error) {
	err = b.around(func() error { etag, err = b.Bucket.Put(ctx, key, body, opts); return err })
	return etag, err
}

func (b *interrupted) Delete(ctx context.Context, key string) error {
	return b.around(func() error { return b.Bucket.Delete(ctx, key) })
}

// goesOn makes the repository that was interrupted, and holds it to what a repository must be: both secrets open it, and
// nothing is left of the tries before.
func goesOn(t *testing.T, laptop *machine, bucket Bucket) {
	t.Helper()
	with := Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork}
	code := laptop.init(bucket)
	laptop.sync(bucket)
	for _, secret := range []string{"correct horse", code.String()} {
		other := newMachine(t, "other")
		ring, err := Join(t.Context(), other.db, bucket, Credentials{Passphrase: secret, Device: "other", Work: testWork})
		if err != nil {
			t.Fatal(err)
		}
		other.ring = ring
		other.sync(bucket)
		sameState(t, laptop, other)
	}
	found, err := bucket.List(t.Context(), headsPrefix)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[NameKind]int{}
	for _, object := range found {
		name, err := ParseKey(object.Key)
		if err != nil {
			t.Error(err)
		}
		kinds[name.Kind]++
	}
	if kinds[MarkerName] != 1 || kinds[SlotName] != 2 {
		t.Errorf("%d markers and %d slots, want 1 and 2", kinds[MarkerName], kinds[SlotName])
	}
	if _, _, err := Init(t.Context(), laptop.db, bucket, with); !errors.Is(err, ErrOccupied) {
		t.Errorf("init once more: %v, want ErrOccupied", err)
	}
}

// TestMust04InitIsInterrupted at every call, before and after it arrives, once and once more while it goes on: the same
// command goes on.
func TestMust04InitIsInterrupted(t *testing.T) {
	with := Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork}
	for _, again := range []int{0, 4} { // the call at which the second try is interrupted; 0: it is not
		for _, after := range []bool{false, true} {
			calls := 0
			for at := 1; ; at++ {
				laptop, bucket := newMachine(t, "laptop"), folderBucketIn(t)
				laptop.card(prep.NewID(), "one")
				_, _, err := Init(t.Context(), laptop.db, &interrupted{Bucket: bucket, left: at, after: after}, with)
				if err == nil {
					break
				}
				if !errors.Is(err, errInterrupted) {
					t.Fatalf("call %d: %v", at, err)
				}
				calls++
				if again > 0 {
					_, _, err := Init(t.Context(), laptop.db, &interrupted{Bucket: bucket, left: again, after: after}, with)
					if !errors.Is(err, errInterrupted) {
						t.Fatalf("call %d, again at %d: %v", at, again, err)
					}
				}
				t.Run("", func(t *testing.T) { goesOn(t, laptop, bucket) })
			}
			if calls != 5 { // list, two slots, the marker, list
				t.Errorf("interrupted at %d calls, want 5", calls)
			}
		}
	}
}

// TestMust04InitOverABadNetwork is the same on a real server, where a request or its answer gets lost.
func TestMust04InitOverABadNetwork(t *testing.T) {
	server := s3test.MinIO(t)
	for name, fault := range map[string]s3test.Fault{"request": {Refuse: true}, "answer": {DropAnswer: true}} {
		for at := 1; at <= 5; at++ {
			r := newRemote(t, server)
			laptop, bucket := newMachine(t, "laptop"), r.open(t)
			r.faults.Choose = func(number int, _ *http.Request) s3test.Fault {
				if number >= at {
					return fault
				}
				return s3test.Fault{}
			}
			_, _, err := Init(t.Context(), laptop.db, bucket, Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork})
			if !errors.Is(err, ErrUnreachable) {
				t.Fatalf("%s %d lost: %v, want ErrUnreachable", name, at, err)
			}
			r.faults.Choose = nil
			goesOn(t, laptop, bucket)
		}
	}
}

// What was begun with one passphrase does not go on with another; what another machine has begun does not go on here,
// and says so.
func TestInitGoesOnOnlyAsItBegan(t *testing.T) {
	laptop, desk, bucket := newMachine(t, "laptop"), newMachine(t, "desk"), folderBucketIn(t)
	with := Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork}
	if _, _, err := Init(t.Context(), laptop.db, &interrupted{Bucket: bucket, left: 3}, with); !errors.Is(err, errInterrupted) {
		t.Fatal(err)
	}
	before := dump(t, laptop.db)
	other := Credentials{Passphrase: "battery staple", Device: "laptop", Work: testWork}
	if _, _, err := Init(t.Context(), laptop.db, bucket, other); !errors.Is(err, ErrPassphrase) {
		t.Errorf("with another passphrase: %v, want ErrPassphrase", err)
	}
	if _, _, err := Init(t.Context(), desk.db, bucket, with); !errors.Is(err, ErrOccupied) || !strings.Contains(err.Error(), "unfinished") {
		t.Errorf("on another machine: %v, want ErrOccupied, unfinished", err)
	}
	if _, err := Join(t.Context(), desk.db, bucket, with); !errors.Is(err, ErrNoRepository) || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("join: %v, want ErrNoRepository, interrupted", err)
	}
	if found, err := bucket.List(t.Context(), keyRoot); err != nil || len(found) != 1 || len(dump(t, laptop.db)) != len(before) {
		t.Errorf("%d objects, want the one slot (%v)", len(found), err)
	}
	elsewhere := folderBucketIn(t) // another place, another passphrase: nothing of the first is there
	if _, _, err := Init(t.Context(), laptop.db, elsewhere, other); err != nil {
		t.Errorf("in another place: %v", err)
	}
}
