package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prep/deck/decktest"
	"prep/sync"
	"prep/sync/s3test"
)

// TestCompareRclone sets `prep sync` beside `rclone copy` of the same database between two machines, whole programs
// through the same MinIO, and prints both side by side:
//
//	PREP_COMPARE_RCLONE=1 go test ./cmd/prep -run CompareRclone -v -timeout 30m
//
// The database has 100,000 cards and 1,000,000 reviews. Counted is what goes over the wire, heads included, between the
// program and a relay in front of the server, and the processor time of the program; of what is small, the median of
// five runs by their time. Making and joining the repository, and the second or two that its passphrase takes, are in the
// last two lines of prep. Both programs do without TLS. What the numbers do not say: rclone takes the file as it is, so
// what was done on the other machine since is lost, and the owner of the bucket can read it. Without
// PREP_COMPARE_RCLONE there is nothing to compare.
func TestCompareRclone(t *testing.T) {
	if os.Getenv("PREP_COMPARE_RCLONE") == "" {
		return
	}
	c := newComparison(t)
	whole := filepath.Join(c.home("first"), "prep.db")
	db := decktest.OpenAt(t, whole, func() time.Time { return decktest.Noon })
	decktest.Fill(t, db, 1, decktest.Size{Decks: 10, Cards: 100_000, Reviews: 1_000_000})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	c.prep("first", "") // the memories of all cards are computed before anything is measured
	c.copyFile(whole, filepath.Join(c.home("rclone"), "prep.db"))

	ours, theirs := c.syncs(), c.copies()
	t.Logf("%-44s | %-47s | %-47s", "", "prep sync", "rclone copy")
	const heads = "%8s %11s %11s %7s %6s"
	t.Logf("%-44s | "+heads+" | "+heads, "", "requests", "bytes up", "bytes down", "s", "s CPU", "requests", "bytes up", "bytes down", "s", "s CPU")
	for i, what := range []string{
		"nothing new", "one review sent", "one review received", "first push: 100,000 cards, 1,000,000 reviews", "a new machine receives all of it",
	} {
		t.Logf("%-44s | %s | %s", what, ours[i], theirs[i])
	}
	for i, most := range []int64{1, 3, 3, 60, 60} {
		if ours[i].requests > most {
			t.Errorf("step %d: %d requests, the protocol says at most %d", i+1, ours[i].requests, most)
		}
	}
}

// syncs measures prep: nothing new, one review sent, one received, everything sent, everything received.
func (c *comparison) syncs() [5]cost {
	c.t.Helper()
	place := "s3://" + c.server.CreateBucket(c.t) + "/prep"
	var costs [5]cost
	_, costs[3] = c.measured("first", "prep", "sync", "init", place, "--endpoint", c.relay.address, "--region", c.server.Region)
	out, all := c.measured("second", "prep", "sync", "join", place, "--endpoint", c.relay.address, "--region", c.server.Region, "--json")
	costs[4] = all
	var joined joinJSON
	c.parse(out, &joined)
	if joined.Sync.Pulled < 1_100_000 {
		c.t.Fatalf("the new machine received %d changes", joined.Sync.Pulled)
	}
	for range 2 { // each sees that the other has come
		c.prep("first", "", "sync")
		c.prep("second", "", "sync")
	}
	var nothing, sent, received []cost
	for range smallRuns {
		out, took := c.measured("first", "prep", "sync", "--json")
		nothing = append(nothing, took)
		c.wantExchanged(out, 0, 0)

		c.review("first")
		out, took = c.measured("first", "prep", "sync", "--json")
		sent = append(sent, took)
		c.wantExchanged(out, 0, 1)

		out, took = c.measured("second", "prep", "sync", "--json")
		received = append(received, took)
		c.wantExchanged(out, 1, 0)

		c.prep("second", "", "sync")
		c.prep("first", "", "sync")
	}
	costs[0], costs[1], costs[2] = median(nothing), median(sent), median(received)
	return costs
}

// copies measures the same of rclone. Who has nothing new looks once, in one direction.
func (c *comparison) copies() [5]cost {
	c.t.Helper()
	remote := "minio:" + c.server.CreateBucket(c.t)
	here := filepath.Join(c.home("rclone"), "prep.db")
	var costs [5]cost
	_, costs[3] = c.measured("rclone", "rclone", "copy", here, remote)
	_, costs[4] = c.measured("rclone", "rclone", "copy", remote, c.home("copied"))
	var nothing, sent, received []cost
	for range smallRuns {
		_, took := c.measured("rclone", "rclone", "copy", here, remote)
		nothing = append(nothing, took)

		c.review("rclone")
		_, took = c.measured("rclone", "rclone", "copy", here, remote)
		sent = append(sent, took)
		_, took = c.measured("rclone", "rclone", "copy", remote, c.home("copied"))
		received = append(received, took)
		if !bytes.Equal(c.read(here), c.read(filepath.Join(c.home("copied"), "prep.db"))) {
			c.t.Fatal("rclone has not copied the file")
		}
	}
	costs[0], costs[1], costs[2] = median(nothing), median(sent), median(received)
	return costs
}

// review answers one card on a machine.
func (c *comparison) review(machine string) {
	c.t.Helper()
	c.prep(machine, "\n3\n", "review", "--plain", "--limit", "1")
}

func (c *comparison) wantExchanged(out []byte, pulled, pushed int) {
	c.t.Helper()
	var result sync.Result
	c.parse(out, &result)
	if result.Pulled != pulled || result.Pushed != pushed {
		c.t.Fatalf("a sync received %d and sent %d changes, want %d and %d", result.Pulled, result.Pushed, pulled, pushed)
	}
}

func (c *comparison) parse(out []byte, into any) {
	c.t.Helper()
	if err := json.Unmarshal(out, into); err != nil {
		c.t.Fatalf("%s: %v", out, err)
	}
}

// newComparison builds prep and starts the server and the relay.
func newComparison(t *testing.T) *comparison {
	t.Helper()
	rclone, err := exec.LookPath("rclone")
	if err != nil {
		t.Fatalf("the comparison needs rclone, which Debian has: %v", err)
	}
	c := &comparison{t: t, folder: t.TempDir(), server: s3test.MinIO(t)}
	c.relay = startRelay(t, c.server.Endpoint)
	c.programs = map[string]string{"rclone": rclone, "prep": filepath.Join(c.folder, "prep")}
	if out, err := exec.Command("go", "build", "-o", c.programs["prep"], ".").CombinedOutput(); err != nil {
		t.Fatalf("build prep: %v\n%s", err, out)
	}
	version, err := exec.Command(rclone, "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(version), "\n")
	t.Logf("%s; MinIO; a relay in between; no TLS", first)
	return c
}
