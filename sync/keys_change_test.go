package sync

import (
	"errors"
	"testing"

	"prep"
)

func opens(t testing.TB, bucket Bucket, passphrase string) bool {
	t.Helper()
	_, err := Join(t.Context(), newMachine(t, "trial").db, bucket, Credentials{Passphrase: passphrase, Work: testWork})
	if err != nil && !errors.Is(err, ErrPassphrase) {
		t.Fatal(err)
	}
	return err == nil
}

func TestPassphraseAndRecoveryCode(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop := newMachine(t, "laptop")
	code := laptop.init(bucket)
	laptop.card(prep.NewID(), "one")
	laptop.sync(bucket)
	with := func(passphrase string) Credentials { return Credentials{Passphrase: passphrase, Work: testWork} }
	want := func(passphrase string, yes bool) {
		t.Helper()
		if opens(t, bucket, passphrase) != yes {
			t.Errorf("%q opens: %v, want %v", passphrase, !yes, yes)
		}
	}
	want("correct horse", true)
	want(code.String(), true)

	if err := ChangePassphrase(t.Context(), laptop.db, bucket, with("correct horse"), with("battery staple")); err != nil {
		t.Fatal(err)
	}
	want("correct horse", false)
	want("battery staple", true)
	want(code.String(), true)

	// Forgotten: the code lets in and gives a new passphrase.
	if err := ChangePassphrase(t.Context(), laptop.db, bucket, with(code.String()), with("remembered")); err != nil {
		t.Fatal(err)
	}
	want("battery staple", false)
	want("remembered", true)
	want(code.String(), true)

	// Lost: the passphrase gives a new code.
	second, err := RenewRecovery(t.Context(), laptop.db, bucket, with("remembered"))
	if err != nil {
		t.Fatal(err)
	}
	want(code.String(), false)
	want(second.String(), true)
	want("remembered", true)

	if result := laptop.sync(bucket); len(result.Notes) > 0 {
		t.Errorf("a machine that has joined notices: %q", result.Notes)
	}
}

// TestRotate: what is written after a rotation cannot be read with the old keys, what was written before can.
func TestRotate(t *testing.T) {
	bucket, laptop, desk := filled(t)
	ring, code, err := Rotate(t.Context(), laptop.db, bucket, Credentials{Passphrase: "correct horse", Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	laptop.ring = ring
	if !opens(t, bucket, "correct horse") || !opens(t, bucket, code.String()) {
		t.Error("the passphrase or the new code opens nothing")
	}
	laptop.card(prep.NewID(), "sealed with the new key")
	laptop.sync(bucket)
	desk.card(prep.NewID(), "still sealed with the old key")
	before := countEvents(t, desk.db)
	if result := desk.sync(bucket); len(result.Notes) == 0 || countEvents(t, desk.db) != before {
		t.Errorf("the old keys read what the new one sealed: %+v", result)
	}
	laptop.sync(bucket)
	desk.join(bucket)
	desk.sync(bucket)
	laptop.sync(bucket)
	sameState(t, laptop, desk)
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	fresh.sync(bucket)
	sameState(t, laptop, fresh)
	if report, err := fresh.engine(bucket).Check(t.Context(), true); err != nil || len(report.Problems) > 0 {
		t.Errorf("check: %+v, %v", report, err)
	}
}

// TestWipedBucketGetsThePassphraseOfToday: another machine has changed the passphrase since this one joined.
func TestWipedBucketGetsThePassphraseOfToday(t *testing.T) {
	bucket, laptop, desk := filled(t)
	old, next := Credentials{Passphrase: "correct horse", Work: testWork}, Credentials{Passphrase: "of today", Work: testWork}
	if err := ChangePassphrase(t.Context(), desk.db, bucket, old, next); err != nil {
		t.Fatal(err)
	}
	laptop.sync(bucket)
	if got := laptop.sync(bucket); got.Requests != 1 {
		t.Errorf("%d requests after that", got.Requests)
	}
	clear(bucket.objects)
	if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{Reupload: true}); err != nil {
		t.Fatal(err)
	}
	if !opens(t, bucket, "of today") || opens(t, bucket, "correct horse") {
		t.Error("the bucket has the passphrase of another day")
	}
}
