package sync

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
)

// filled is a bucket with two machines that have synced, each with something of its own.
func filled(t testing.TB) (*simBucket, *machine, *machine) {
	t.Helper()
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	bucket := newSimBucket(newRandom(1), func() time.Time { return laptop.now })
	laptop.init(bucket)
	desk.join(bucket)
	for _, m := range []*machine{laptop, desk} {
		card := prep.NewID()
		m.card(card, m.name)
		for range 3 {
			m.review(card, 3)
			m.sync(bucket)
		}
	}
	laptop.sync(bucket)
	sameState(t, laptop, desk)
	return bucket, laptop, desk
}

// batchOf returns the key of the first batch of a machine's stream.
func batchOf(t testing.TB, bucket *simBucket, m *machine) string {
	t.Helper()
	status := m.status()
	for key := range bucket.objects {
		if strings.HasPrefix(key, batchesPrefix+status.Devices[0].Stream.String()+"/00000001") {
			return key
		}
	}
	t.Fatalf("no batch of %s", m.name)
	return ""
}

func (m *machine) status() Status {
	m.t.Helper()
	status, err := ReadStatus(context.Background(), m.db)
	if err != nil {
		m.t.Fatal(err)
	}
	return status
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		harm func(bucket *simBucket, key string)
		full bool // only a full check notices
	}{
		"an object is gone":      {harm: func(b *simBucket, key string) { delete(b.objects, key) }},
		"an object is truncated": {harm: func(b *simBucket, key string) { b.objects[key] = b.objects[key][:50] }},
		"a bit is flipped":       {harm: func(b *simBucket, key string) { b.objects[key][100] ^= 1 }, full: true},
	} {
		t.Run(name, func(t *testing.T) {
			bucket, laptop, desk := filled(t)
			ctx := context.Background()
			for _, full := range []bool{false, true} {
				report, err := desk.engine(bucket).Check(ctx, full)
				if err != nil || len(report.Problems)+len(report.Orphans)+report.Lacking > 0 {
					t.Fatalf("a healthy bucket: %+v, %v", report, err)
				}
			}
			key := batchOf(t, bucket, laptop)
			test.harm(bucket, key)
			for _, full := range []bool{false, true} {
				report, err := desk.engine(bucket).Check(ctx, full)
				if err != nil {
					t.Fatal(err)
				}
				found := slices.ContainsFunc(report.Problems, func(p Problem) bool { return p.Key == key })
				if want := full || !test.full; found != want {
					t.Errorf("full %v: found %v, want %v: %+v", full, found, want, report)
				}
			}
			// A machine that did not write it repairs what it can: what it holds is published again.
			if _, _, err := desk.engine(bucket).Repair(ctx); err != nil {
				t.Fatal(err)
			}
			laptop.sync(bucket)
			desk.sync(bucket)
			laptop.sync(bucket)
			if report, err := laptop.engine(bucket).Check(ctx, true); err != nil || len(report.Problems)+report.Lacking > 0 {
				t.Errorf("after the repair: %+v, %v", report, err)
			}
			fresh := newMachine(t, "fresh")
			fresh.join(bucket)
			fresh.sync(bucket)
			sameState(t, laptop, fresh)
		})
	}
}

func TestDoctorOnAHealthyBucket(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	bucket := newSimBucket(newRandom(1), func() time.Time { return now })
	findings, err := Doctor(context.Background(), bucket, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		if !finding.Well {
			t.Errorf("%s: %s", finding.Name, finding.Text)
		}
	}
	if len(findings) != 9 || len(bucket.objects) != 0 {
		t.Errorf("%d findings, %d objects left", len(findings), len(bucket.objects))
	}
}

func TestDoctorSeesWhatAProviderDoesWrong(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	bucket := newSimBucket(newRandom(1), func() time.Time { return now.Add(-3 * time.Hour) })
	bucket.faults.staleRead = 1
	findings, err := Doctor(context.Background(), bucket, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string]string{}
	for _, finding := range findings {
		if !finding.Well {
			bad[finding.Name] = finding.Text
		}
	}
	if bad["overwrite"] == "" || bad["clock"] != "this machine is 3 h ahead" {
		t.Errorf("found %q", bad)
	}
	bucket.faults = faults{fail: 1}
	if _, err := Doctor(context.Background(), bucket, func() time.Time { return now }); !errors.Is(err, errNetwork) {
		t.Errorf("no network: %v", err)
	}
}

// TestDoctorOnConditions: whatever a provider does with If-None-Match is told, and is no harm.
func TestDoctorOnConditions(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for want, broken := range map[string]faults{
		"honoured": {}, "ignored, which is no harm": {ignoreAbsent: true}, "refused, which is no harm": {refuseAbsent: true},
	} {
		bucket := newSimBucket(newRandom(1), func() time.Time { return now })
		bucket.faults = broken
		findings, err := Doctor(t.Context(), bucket, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(findings, func(f Finding) bool { return f.Name == "If-None-Match" && f.Well && f.Text == want })
		if !told {
			t.Errorf("nobody says %q: %+v", want, findings)
		}
	}
}

// TestOrphansAreRemoved: a push that died before its head leaves an object that no head lists. A check says so, and a
// repair by the machine that left it has it deleted a week later, when nobody can be reading it any more.
func TestOrphansAreRemoved(t *testing.T) {
	bucket, laptop, _ := filled(t)
	laptop.card(prep.NewID(), "of the push that dies")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	bucket.crash, bucket.crashAt = cancel, 4 // after the second request, that of the batch
	if _, err := laptop.engine(bucket).Sync(ctx, SyncOptions{}); err == nil {
		t.Fatal("it did not die")
	}
	bucket.crashAt = 0
	laptop.sync(bucket)
	report, err := laptop.engine(bucket).Check(t.Context(), true)
	if err != nil || len(report.Problems) > 0 || len(report.Orphans) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	orphan := report.Orphans[0]
	if _, _, err := laptop.engine(bucket).Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bucket.objects[orphan] == nil {
		t.Error("deleted at once: somebody could be reading it")
	}
	laptop.now = laptop.now.Add(graveTime)
	laptop.sync(bucket)
	if bucket.objects[orphan] != nil {
		t.Error("still there after a week")
	}
	if result := laptop.sync(bucket); result.Requests != 1 {
		t.Errorf("%d requests after that", result.Requests)
	}
}
