//go:build unix

package sync

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"prep"
	"prep/sync/s3test"
)

// A victim is a machine that runs in a process of its own and kills itself at a moment: before or after a call of the
// bucket, or as a transaction begins. On S3 the calls are requests on their way and answers on theirs.
type victim struct {
	Folder   string // of its database and its keys
	Place    string // of the repository
	Endpoint string
	Region   string
	Init     bool // make the repository before the sync
	At       int  // the moment; 0: none
}

// victimVariable tells the process who it is, in JSON.
const victimVariable = "PREP_TEST_VICTIM"

// TestVictim is not a test of its own: it is the process that the tests below start.
func TestVictim(t *testing.T) {
	text := os.Getenv(victimVariable)
	if text == "" {
		return
	}
	var v victim
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	left := v.At
	die := func() {
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	m, bucket := v.open(t, die), v.bucket(t, die)
	if v.Init {
		m.init(bucket)
		if err := KeyFiles(v.Folder).Save(t.Context(), m.ring); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.small(bucket).Sync(t.Context(), SyncOptions{}); err != nil {
		t.Fatal(err)
	}
}

// run starts the process and reports whether it was killed.
func (v victim) run(t *testing.T) (killed bool) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	child.Env = append(os.Environ(), victimVariable+"="+string(text))
	output, err := child.CombinedOutput()
	if err != nil && child.ProcessState.Exited() {
		t.Fatalf("moment %d: %v\n%s", v.At, err, output)
	}
	return err != nil
}

// open opens the machine with its keys, if it has any. die is asked at each transaction.
func (v victim) open(t testing.TB, die func()) *machine {
	t.Helper()
	m := &machine{t: t, name: "laptop", now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	db, err := prep.Open(context.Background(), filepath.Join(v.Folder, "prep.db"), prep.Options{Clock: func() time.Time { die(); return m.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m.db = db
	var repo prep.ID
	err = db.View(context.Background(), func(tx *prep.Tx) error {
		var err error
		repo, err = tx.Repo()
		return err
	})
	if err == nil && repo != 0 {
		if m.ring, err = KeyFiles(v.Folder).Load(context.Background(), repo); errors.Is(err, ErrNoKeyring) {
			err = nil // it was killed before it kept them
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func alive() {}

// bucket opens the storage. die is asked before and after each call.
func (v victim) bucket(t testing.TB, die func()) Bucket {
	t.Helper()
	bucket, err := Open(context.Background(), v.Place, Options{
		Endpoint: v.Endpoint, Region: v.Region, Create: true, Transport: dyingTransport(die), Attempts: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	if v.Endpoint == "" {
		return &dyingBucket{bucket, die}
	}
	return bucket
}

// dyingTransport is where a machine dies on S3: with a request that was not sent, and with an answer that was not read.
type dyingTransport func()

func (die dyingTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	die()
	defer die()
	return http.DefaultTransport.RoundTrip(request)
}

// dyingBucket is where it dies in a folder.
type dyingBucket struct {
	Bucket
	die func()
}

func (b *dyingBucket) List(ctx context.Context, prefix string) ([]Object, error) {
	b.die()
	defer b.die()
	return b.Bucket.List(ctx, prefix)
}

func (b *dyingBucket) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	b.die()
	defer b.die()
	return b.Bucket.Get(ctx, key, limit)
}

func (b *dyingBucket) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	b.die()
	defer b.die()
	return b.Bucket.Put(ctx, key, body, opts)
}

func (b *dyingBucket) Delete(ctx context.Context, key string) error {
	b.die()
	defer b.die()
	return b.Bucket.Delete(ctx, key)
}

// eachStorage runs the test on a folder and on MinIO at every moment, on versitygw at every fifth.
func eachStorage(t *testing.T, test func(t *testing.T, v victim, every int)) {
	t.Run("folder", func(t *testing.T) { test(t, victim{Place: "file://" + filepath.Join(t.TempDir(), "bucket")}, 1) })
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		every := map[string]int{"minio": 1, "versitygw": 5}[server.Name]
		test(t, victim{Place: newRemote(t, server).place, Endpoint: server.Endpoint, Region: server.Region}, every)
	})
}

// TestMust04KillNine kills a real process with signal 9 before and after each request and at each transaction of a
// sync that reads, publishes and folds.
func TestMust04KillNine(t *testing.T) {
	eachStorage(t, func(t *testing.T, v victim, every int) {
		v.Folder = t.TempDir()
		laptop, bucket := v.open(t, alive), v.bucket(t, alive)
		laptop.init(bucket)
		if err := KeyFiles(v.Folder).Save(t.Context(), laptop.ring); err != nil {
			t.Fatal(err)
		}
		desk := newMachine(t, "desk")
		desk.join(bucket)
		laptop.syncSmall(bucket)
		card := prep.NewID()
		killed := 0
		for v.At = 1; ; v.At += every {
			laptop.review(card, 3)
			desk.review(card, 2)
			desk.syncSmall(bucket)
			if err := laptop.db.Close(); err != nil {
				t.Fatal(err)
			}
			died := v.run(t)
			laptop = v.open(t, alive)
			laptop.now = laptop.now.Add(time.Duration(v.At) * time.Hour)
			if !died {
				break
			}
			killed++
		}
		for range 2 {
			laptop.syncSmall(bucket)
			desk.syncSmall(bucket)
		}
		sameState(t, laptop, desk)
		if streams := len(laptop.status().Devices); streams != 2 {
			t.Errorf("%d writers, want 2", streams)
		}
		t.Logf("killed %d times", killed)
		if killed*every < 15 {
			t.Errorf("killed only %d times", killed)
		}
	})
}

// TestMust04KillNineWhileMaking does so while a repository is made: the same command goes on, or says that the
// repository is there to be joined.
func TestMust04KillNineWhileMaking(t *testing.T) {
	eachStorage(t, func(t *testing.T, v victim, every int) {
		place, killed := v.Place, 0
		v.Init = true
		for at := 1; ; at += every {
			v.Folder, v.Place, v.At = t.TempDir(), place+"-"+prep.NewID().String(), at
			if !v.run(t) {
				break
			}
			killed++
			laptop, bucket := v.open(t, alive), v.bucket(t, alive)
			with := Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork}
			var err error
			laptop.ring, _, err = Init(t.Context(), laptop.db, bucket, with)
			if errors.Is(err, ErrOccupied) && !strings.Contains(err.Error(), "unfinished") {
				laptop.join(bucket)
			} else if err != nil {
				t.Fatalf("moment %d: %v", at, err)
			}
			laptop.syncSmall(bucket)
			desk := newMachine(t, "desk")
			desk.join(bucket)
			desk.card(prep.NewID(), "one")
			desk.syncSmall(bucket)
			laptop.syncSmall(bucket)
			sameState(t, laptop, desk)
		}
		t.Logf("killed %d times", killed)
		if killed*every < 15 {
			t.Errorf("killed only %d times", killed)
		}
	})
}
