package main

import (
	"context"
	"testing"

	"prep"
)

// The built-in deck is added once, at the first start, or at the next one where the first was cut short.
func TestFirstStart(t *testing.T) {
	e, _, _ := testEnv(t)
	ctx := context.Background()
	look := func() (cards, events, mark int) {
		t.Helper()
		db, err := e.open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(ctx, func(tx *prep.Tx) error {
			if _, err := tx.Local("starter", &mark); err != nil {
				return err
			}
			return tx.Get("select (select count(*) from card), (select count(*) from event)", nil, &cards, &events)
		})
		if err != nil {
			t.Fatal(err)
		}
		return cards, events, mark
	}
	cards, events, mark := look()
	if cards < 88 || mark == 0 {
		t.Fatalf("%d cards, mark %d", cards, mark)
	}
	err := e.db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal("starter", nil) })
	if err != nil {
		t.Fatal(err)
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
	if again, more, same := look(); again != cards || more != events || same != mark {
		t.Errorf("%d cards, %d events, mark %d, before %d, %d, %d", again, more, same, cards, events, mark)
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
}
