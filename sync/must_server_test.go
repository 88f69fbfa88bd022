package sync

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"prep"
	"prep/sync/s3test"
)

// remote is a bucket on a real server, with the transport that counts and breaks its requests.
type remote struct {
	server *s3test.Server
	place  string
	faults *s3test.Faults
}

func newRemote(t *testing.T, server *s3test.Server) *remote {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", server.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", server.SecretKey)
	return &remote{server: server, place: "s3://" + server.CreateBucket(t) + "/some/prefix", faults: new(s3test.Faults)}
}

func (r *remote) open(t testing.TB) Bucket {
	t.Helper()
	bucket, err := Open(t.Context(), r.place, Options{
		Endpoint: r.server.Endpoint, Region: r.server.Region, Transport: r.faults, Attempts: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

// TestMust13RequestCounts holds the costs of the table in the protocol, on real servers, heads of requests included.
func TestMust13RequestCounts(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		r := newRemote(t, server)
		bucket := r.open(t)
		laptop, desk, phone := newMachine(t, "laptop"), newMachine(t, "desk"), newMachine(t, "phone")
		card := prep.NewID()
		laptop.card(card, "one")
		laptop.init(bucket)
		for _, m := range []*machine{desk, phone} {
			m.join(bucket)
			m.sync(bucket)
		}
		for range 2 {
			for _, m := range []*machine{laptop, desk, phone} {
				m.sync(bucket)
			}
		}

		cost := func(what string, m *machine, requests int, up, down int64) {
			t.Helper()
			r.faults.Reset()
			result := m.sync(bucket)
			traffic := r.faults.Traffic()
			t.Logf("%s: %d requests %v, %d bytes up, %d down", what, traffic.Requests, traffic.ByMethod, traffic.Up, traffic.Down)
			if traffic.Requests != requests || result.Requests != requests {
				t.Errorf("%s: %d requests on the wire, %d counted, want %d", what, traffic.Requests, result.Requests, requests)
			}
			if traffic.Up > up || traffic.Down > down {
				t.Errorf("%s: %d bytes up, %d down; want at most %d and %d", what, traffic.Up, traffic.Down, up, down)
			}
		}
		cost("nothing new", laptop, 1, 600, 2800)
		laptop.review(card, 3)
		cost("push one review", laptop, 3, 2700, 3900)
		cost("another device receives it", desk, 3, 1800, 4600)
		cost("nothing new after it", desk, 1, 600, 2800)
		phone.sync(bucket)
		sameState(t, laptop, phone)
	})
}

// TestMust01OnRealServers runs the same engine against real servers through a network that fails, drops answers, cuts
// bodies and delays.
func TestMust01OnRealServers(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		r := newRemote(t, server)
		random := newRandom(7)
		bucket := r.open(t)
		var machines []*machine
		var cards []prep.ID
		for i := range 3 {
			m := newMachine(t, fmt.Sprintf("machine %d", i))
			if i == 0 {
				m.init(bucket)
			} else {
				m.join(bucket)
			}
			machines, cards = append(machines, m), append(cards, prep.NewID())
		}
		r.faults.Choose = func(int, *http.Request) s3test.Fault { return drawFault(random) }
		failed := 0
		for step := range 120 {
			m := machines[random.IntN(len(machines))]
			if card := cards[random.IntN(len(cards))]; step%2 == 0 {
				m.review(card, 1+random.IntN(4))
				m.card(card, fmt.Sprintf("%s %d", m.name, step))
				continue
			}
			if _, err := m.engine(bucket).Sync(t.Context(), SyncOptions{}); err != nil {
				failed++
			}
		}
		if failed == 0 {
			t.Error("no sync failed: the faults do not reach the engine")
		}
		r.faults.Choose = nil
		for range 4 {
			for _, m := range machines {
				m.sync(bucket)
			}
		}
		sameState(t, machines[0], machines[1])
		sameState(t, machines[0], machines[2])
		fresh := newMachine(t, "fresh")
		fresh.join(bucket)
		fresh.sync(bucket)
		sameState(t, machines[0], fresh)
		if report, err := fresh.engine(bucket).Check(t.Context(), true); err != nil || len(report.Problems)+report.Lacking > 0 {
			t.Errorf("check: %+v, %v", report, err)
		}
	})
}

func drawFault(random *rand.Rand) s3test.Fault {
	switch random.IntN(30) {
	case 0:
		return s3test.Fault{Refuse: true}
	case 1:
		return s3test.Fault{DropAnswer: true}
	case 2:
		return s3test.Fault{CutRequest: true}
	case 3:
		return s3test.Fault{CutBody: true}
	case 4:
		return s3test.Fault{Status: http.StatusServiceUnavailable, Code: "SlowDown"}
	case 5:
		return s3test.Fault{Delay: time.Millisecond}
	}
	return s3test.Fault{}
}

// TestMust14NoPlaintextInTheBucket writes words into every field that people write and looks for them in every byte
// and every name of the bucket.
func TestMust14NoPlaintextInTheBucket(t *testing.T) {
	var planted [][]byte
	word := func(name string) string {
		text := "zanzibar-" + name
		planted = append(planted, []byte(text))
		return text
	}
	laptop := newMachine(t, word("device"))
	bucket := newSimBucket(newRandom(1), func() time.Time { return laptop.now })
	laptop.init(bucket)
	planted = append(planted, []byte("correct horse"))
	card, entry := prep.NewID(), prep.NewID()
	planted = append(planted, []byte(card.String()), []byte(entry.String()))
	laptop.update(func(tx *prep.Tx) error {
		if _, err := tx.Set(prep.Cards, card, prep.Fields{
			"kind": "question", "front": word("front"), "back": word("back"), "tags": word("tag"),
		}); err != nil {
			return err
		}
		_, err := tx.Set(prep.Entries, entry, prep.Fields{"title": word("title"), "lesson": word("lesson"), "people": word("people")})
		return err
	})
	for range usual.foldCount + 1 { // a fold among them
		laptop.review(card, 3)
		laptop.sync(bucket)
	}
	if len(bucket.objects) < usual.foldCount {
		t.Fatalf("only %d objects", len(bucket.objects))
	}
	for key, body := range bucket.objects {
		for _, text := range planted {
			for _, form := range [][]byte{text, bytes.ToUpper(text), reversed(text)} {
				if bytes.Contains(body, form) || bytes.Contains([]byte(key), form) {
					t.Errorf("%s holds %q", key, form)
				}
			}
		}
	}
}

func reversed(text []byte) []byte {
	text = slices.Clone(text)
	slices.Reverse(text)
	return text
}

// TestMust05TwoSyncsAtOnce: on one machine the second ends politely, on two machines both arrive.
func TestMust05TwoSyncsAtOnce(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)

	unlock, err := lockFile(laptop.db.Path() + ".sync")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{}); err == nil || err.Error() != ErrRunning.Error() {
		t.Errorf("a second sync on one machine: %v, want ErrRunning", err)
	}
	unlock()

	card := prep.NewID()
	for round := range 12 {
		laptop.review(card, 1+round%4)
		desk.review(card, 1+round%3)
		var both sync.WaitGroup
		for _, m := range []*machine{laptop, desk} {
			e := m.engine(bucket)
			both.Go(func() {
				if _, err := e.Sync(context.Background(), SyncOptions{}); err != nil {
					t.Errorf("%s: %v", m.name, err)
				}
			})
		}
		both.Wait()
	}
	laptop.sync(bucket)
	desk.sync(bucket)
	laptop.sync(bucket)
	sameState(t, laptop, desk)
}
