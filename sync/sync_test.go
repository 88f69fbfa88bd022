package sync

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// sameState compares everything that travels on two machines.
func sameState(t testing.TB, a, b *machine) {
	t.Helper()
	if diff := cmp.Diff(dump(t, a.db), dump(t, b.db)); diff != "" {
		t.Fatalf("%s and %s differ (-%s +%s):\n%s", a.name, b.name, a.name, b.name, diff)
	}
}

func TestTwoMachinesShareEverything(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	one, two := prep.NewID(), prep.NewID()
	laptop.card(one, "one")
	laptop.review(one, 3)
	desk.card(two, "two")
	desk.review(two, 1)

	laptop.init(bucket)
	if got := laptop.sync(bucket); got.Pushed != 2 || got.Pulled != 0 {
		t.Errorf("first sync: %+v", got)
	}
	desk.join(bucket)
	if got := desk.sync(bucket); got.Pushed != 2 || got.Pulled != 2 {
		t.Errorf("second machine: %+v", got)
	}
	laptop.sync(bucket)
	sameState(t, laptop, desk)

	// Both change the same card while offline: edits of different fields both survive.
	laptop.update(func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Cards, one, prep.Fields{"front": "one, reworded"})
		return err
	})
	desk.update(func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Cards, one, prep.Fields{"back": "another answer"})
		return err
	})
	desk.review(one, 4)
	laptop.review(two, 2)
	for range 2 {
		laptop.sync(bucket)
		desk.sync(bucket)
	}
	sameState(t, laptop, desk)
	if got := laptop.sync(bucket); got.Requests != 1 || got.Objects != 0 {
		t.Errorf("nothing new: %+v", got)
	}
}

func TestManySmallSyncsAreFolded(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)
	card := prep.NewID()
	laptop.card(card, "one")
	for i := range 40 {
		laptop.review(card, 1+i%4)
		laptop.sync(bucket)
		if i%7 == 0 {
			desk.sync(bucket)
		}
	}
	desk.sync(bucket)
	sameState(t, laptop, desk)
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	if got := fresh.sync(bucket); got.Requests > 2+usual.foldCount+3 {
		t.Errorf("a new machine needs %d requests", got.Requests)
	}
	sameState(t, laptop, fresh)
}

func TestSecondInitIsRefused(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	laptop.init(bucket)
	_, _, err := Init(context.Background(), desk.db, bucket, Credentials{Passphrase: "another", Work: testWork})
	if !errors.Is(err, ErrOccupied) {
		t.Errorf("got %v, want ErrOccupied", err)
	}
}

// TestTheLongestTextTravels: a text that cannot be compressed fits into an object up to the most that is accepted.
func TestTheLongestTextTravels(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)
	random := newRandom(1)
	noise := func(size int) string {
		text := make([]byte, size)
		for i := range text {
			text[i] = byte('!' + random.IntN(93))
		}
		return strings.NewReplacer(`"`, "~", "\\", "|").Replace(string(text))
	}
	set := func(size int) error {
		return laptop.db.Update(t.Context(), func(tx *prep.Tx) error {
			_, err := tx.Set(prep.Answers, prep.NewID(), prep.Fields{"text": noise(size)})
			return err
		})
	}
	for range 3 {
		if err := set(6<<20 - 500); err != nil {
			t.Fatal(err)
		}
	}
	if err := set(6 << 20); !errors.Is(err, prep.ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
	laptop.sync(bucket)
	if got := desk.sync(bucket); got.Pulled != 3 {
		t.Errorf("%d texts arrived, want 3", got.Pulled)
	}
}
