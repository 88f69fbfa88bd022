package sync

import (
	"errors"
	"os"
	"testing"
	"time"

	"prep"
)

// later lets time pass for both machines, and for the bucket, whose clock is the laptop's.
func later(passed time.Duration, machines ...*machine) {
	for _, m := range machines {
		m.now = m.now.Add(passed)
	}
}

func (m *machine) onDisk(file prep.Media) bool {
	_, err := os.Lstat(m.db.MediaPath(file))
	return err == nil
}

// TestDeletedRecordingGoesAtOnce from the bucket and from every machine that hears of it.
func TestDeletedRecordingGoesAtOnce(t *testing.T) {
	bucket, laptop, desk := together(t)
	recording := laptop.file(longContent, 7)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	desk.mustHave(bucket, recording)
	n := len(pieces(t, bucket))
	laptop.deleteFile(recording)
	wantRequests(t, "the delete", counted(bucket, func() { laptop.syncSmall(bucket) }), 2, 0, 2, n)
	if found := pieces(t, bucket); len(found) > 0 || laptop.onDisk(recording) {
		t.Errorf("left: %q, on disk %v", found, laptop.onDisk(recording))
	}
	wantRequests(t, "nothing new", counted(bucket, func() { laptop.syncSmall(bucket) }), 1, 0, 0, 0)
	wantRequests(t, "the other hears of it", counted(bucket, func() { desk.syncSmall(bucket) }), 2, 2, 0, 0)
	if desk.onDisk(recording) {
		t.Error("the other machine still has it")
	}
	wantRequests(t, "nothing new there", counted(bucket, func() { desk.syncSmall(bucket) }), 1, 0, 0, 0)
	if err := desk.fetch(bucket, recording.ID); !errors.Is(err, prep.ErrNotFound) {
		t.Errorf("fetch: %v", err)
	}
}

// TestDeletedByAnotherMachine: the one that sent the recording may be gone.
func TestDeletedByAnotherMachine(t *testing.T) {
	bucket, laptop, desk := together(t)
	recording := laptop.file(longContent, 7)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	desk.deleteFile(recording) // without ever having had the file
	desk.syncSmall(bucket)
	if found := pieces(t, bucket); len(found) > 0 {
		t.Errorf("left: %q", found)
	}
}

// TestDeletedBeforeItWasSent: nothing is sent, and nothing comes back.
func TestDeletedBeforeItWasSent(t *testing.T) {
	bucket, laptop, _ := together(t)
	recording := laptop.file(longContent, 7)
	laptop.deleteFile(recording)
	laptop.syncSmall(bucket)
	if found := pieces(t, bucket); len(found) > 0 || laptop.onDisk(recording) {
		t.Errorf("left: %q, on disk %v", found, laptop.onDisk(recording))
	}
}

// TestDeletedPictureCanComeBack for a month, then its bytes go.
func TestDeletedPictureCanComeBack(t *testing.T) {
	bucket, laptop, desk := together(t)
	desk.now = laptop.now.Add(-90 * 24 * time.Hour) // its clock says that the delete was long ago
	picture := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	n := len(pieces(t, bucket))
	desk.deleteFile(picture)
	for range 2 {
		desk.syncSmall(bucket)
		laptop.syncSmall(bucket)
	}
	month := usual.trash
	small := simLimits.trash
	later(small-time.Hour, laptop, desk)
	laptop.syncSmall(bucket)
	if len(pieces(t, bucket)) != n || !laptop.onDisk(picture) || month != 30*24*time.Hour {
		t.Fatalf("gone before its time (%s)", month)
	}
	laptop.update(func(tx *prep.Tx) error { return tx.Restore(prep.MediaFiles, picture.ID) })
	for range 2 {
		laptop.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	desk.mustHave(bucket, picture)

	laptop.deleteFile(picture)
	for range 2 {
		laptop.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	later(small+time.Hour, laptop, desk)
	wantRequests(t, "a month later", counted(bucket, func() { laptop.syncSmall(bucket) }), 2, 0, 0, n)
	desk.syncSmall(bucket)
	if laptop.onDisk(picture) || desk.onDisk(picture) {
		t.Error("still on the disk")
	}
	for _, m := range []*machine{laptop, desk} {
		wantRequests(t, m.name+" rests", counted(bucket, func() { m.syncSmall(bucket) }), 1, 0, 0, 0)
	}
}

// TestDeleteAgainstAdd: one machine deletes a recording while another adds it again. Whichever syncs first, and wherever
// the other one is in its own sync at that moment, the row lives and so do its bytes.
func TestDeleteAgainstAdd(t *testing.T) {
	for _, again := range []string{"before", "between", "after"} {
		t.Run(again, func(t *testing.T) {
			bucket, laptop, desk := together(t)
			recording := laptop.file(longContent, 7)
			for range 2 {
				laptop.syncSmall(bucket)
				desk.syncSmall(bucket)
			}
			desk.mustHave(bucket, recording)
			laptop.deleteFile(recording)
			desk.update(func(tx *prep.Tx) error { // says something of the row that the delete has not seen
				_, err := tx.Set(prep.MediaFiles, recording.ID, prep.Fields{"added": int64(1)})
				return err
			})
			switch again {
			case "before":
				desk.syncSmall(bucket)
				laptop.syncSmall(bucket)
			case "between": // the desk looks at the pieces after the laptop's delete is published, before they are gone
				hooked := &beforeDelete{simBucket: bucket, do: func() { desk.syncSmall(bucket) }}
				laptop.syncSmall(hooked)
				if hooked.do != nil {
					t.Fatal("the laptop deleted nothing")
				}
			case "after":
				laptop.syncSmall(bucket)
				desk.syncSmall(bucket)
			}
			for range 3 {
				laptop.syncSmall(bucket)
				desk.syncSmall(bucket)
			}
			sameState(t, laptop, desk)
			laptop.mustHave(bucket, recording)
			fresh := newMachine(t, "fresh")
			fresh.now = laptop.now
			fresh.join(bucket)
			fresh.syncSmall(bucket)
			fresh.mustHave(bucket, recording)
		})
	}
}
