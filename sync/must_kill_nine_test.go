//go:build unix

package sync

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"prep"
)

const (
	killFolder = "PREP_TEST_KILL_FOLDER"
	killAt     = "PREP_TEST_KILL_AT"
)

// TestKilledMachine is not a test of its own: it is the machine that TestMust04KillNine starts and that kills itself.
func TestKilledMachine(t *testing.T) {
	folder, at := os.Getenv(killFolder), os.Getenv(killAt)
	if folder == "" {
		return
	}
	left, err := strconv.Atoi(at)
	if err != nil {
		t.Fatal(err)
	}
	die := func() {
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	m := openKilled(t, folder, die)
	if _, err := m.small(&killedBucket{Bucket: openFolderAt(t, folder), die: die}).Sync(t.Context(), SyncOptions{}); err != nil {
		t.Fatal(err)
	}
}

func openFolderAt(t testing.TB, folder string) Bucket {
	t.Helper()
	bucket, err := Open(context.Background(), "file://"+filepath.Join(folder, "bucket"), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

// openKilled opens the machine of the folder with its keys. die is asked at each transaction.
func openKilled(t testing.TB, folder string, die func()) *machine {
	t.Helper()
	m := &machine{t: t, name: "laptop", now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	db, err := prep.Open(context.Background(), filepath.Join(folder, "prep.db"), prep.Options{Clock: func() time.Time { die(); return m.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m.db = db
	repo := prep.ID(0)
	err = db.View(context.Background(), func(tx *prep.Tx) error {
		var err error
		repo, err = tx.Repo()
		return err
	})
	if err == nil && repo != 0 {
		m.ring, err = KeyFiles(folder).Load(context.Background(), repo)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

type killedBucket struct {
	Bucket
	die func()
}

func (b *killedBucket) List(ctx context.Context, prefix string) ([]Object, error) {
	b.die()
	defer b.die()
	return b.Bucket.List(ctx, prefix)
}

func (b *killedBucket) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	b.die()
	defer b.die()
	return b.Bucket.Get(ctx, key, limit)
}

func (b *killedBucket) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	b.die()
	defer b.die()
	return b.Bucket.Put(ctx, key, body, opts)
}

// TestMust04KillNine kills a real process with signal 9 before and after each request and at each transaction.
func TestMust04KillNine(t *testing.T) {
	folder := t.TempDir()
	laptop := openKilled(t, folder, func() {})
	bucket := openFolderAt(t, folder)
	laptop.init(bucket)
	if err := KeyFiles(folder).Save(t.Context(), laptop.ring); err != nil {
		t.Fatal(err)
	}
	desk := newMachine(t, "desk")
	desk.join(bucket)
	laptop.syncSmall(bucket)
	card := prep.NewID()
	killed := 0
	for at := 1; ; at++ {
		laptop.review(card, 3)
		desk.review(card, 2)
		desk.syncSmall(bucket)
		if err := laptop.db.Close(); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestKilledMachine$")
		child.Env = append(os.Environ(), killFolder+"="+folder, killAt+"="+strconv.Itoa(at))
		output, err := child.CombinedOutput()
		laptop = openKilled(t, folder, func() {})
		laptop.now = laptop.now.Add(time.Duration(at) * time.Hour)
		if err == nil {
			break
		}
		if child.ProcessState.Exited() {
			t.Fatalf("moment %d: %v\n%s", at, err, output)
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
	if killed < 15 {
		t.Errorf("killed only %d times", killed)
	}
}
