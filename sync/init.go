package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"prep"
)

// A marker says that a prefix of a bucket is a repository, and which. It is written once.
type marker struct {
	Format    int     `json:"format"`
	MinReader int     `json:"min_reader"`
	Repo      prep.ID `json:"repo"`
}

// begun is a repository that this machine makes, remembered before anything of it is written: whoever was interrupted
// goes on with the same keys. Beside a slot that is there already, new keys are never made. It holds no secret: the
// slot opens with the passphrase only.
type begun struct {
	Repo  prep.ID   `json:"repo"`
	Slot  prep.ID   `json:"slot"` // that the passphrase opens
	Body  []byte    `json:"body"`
	Codes []prep.ID `json:"codes"` // slots of recovery codes; nobody has seen any but the last

	marked bool // the marker is there
}

// Init makes a new repository in the bucket and this database its first machine, or goes on where it was interrupted,
// with the same passphrase. It returns the keys, which the caller keeps, and the recovery code, which is shown once.
// ErrOccupied: there is a repository already, or what another machine's Init has left; no key is ever made then.
func Init(ctx context.Context, db *prep.DB, bucket Bucket, with Credentials) (Keyring, RecoveryCode, error) {
	b, ring, err := begin(ctx, db, bucket, with)
	if err != nil {
		return Keyring{}, RecoveryCode{}, fmt.Errorf("make a repository: %w", err)
	}
	sealer, err := NewSealer(ring)
	if err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	code := NewRecoveryCode() // an earlier one was never shown
	second, err := SealSlot(ring, code.String(), with.work())
	if err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	unseen := b.Codes
	b.Codes = append(slices.Clone(unseen), prep.NewID())
	err = db.Update(ctx, func(tx *prep.Tx) error { return setLocalJSON(tx, localBegun, b) })
	if err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	slots := map[prep.ID]slotCopy{}
	put := func(id prep.ID, body []byte) error {
		etag, err := bucket.Put(ctx, SlotKey(id), body, PutOptions{})
		slots[id] = slotCopy{etag, body}
		return err
	}
	if err := put(b.Slot, b.Body); err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	if err := put(b.Codes[len(unseen)], second); err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	if !b.marked { // last: it says that all is there
		if err := putMarker(ctx, bucket, sealer, ring.Repo); err != nil {
			return Keyring{}, RecoveryCode{}, err
		}
	}
	if err := b.alone(ctx, db, bucket); err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	for _, id := range unseen {
		if err := bucket.Delete(ctx, SlotKey(id)); err != nil {
			return Keyring{}, RecoveryCode{}, err
		}
	}
	return ring, code, enter(ctx, db, ring, slots, with.Device)
}

// begin looks whether a repository can be made here, and finds its keys: new ones, or those of an Init that was
// interrupted.
func begin(ctx context.Context, db *prep.DB, bucket Bucket, with Credentials) (begun, Keyring, error) {
	found, err := bucket.List(ctx, keyRoot)
	if err != nil {
		return begun{}, Keyring{}, err
	}
	var b begun
	err = db.View(ctx, func(tx *prep.Tx) error { return localJSON(tx, localBegun, &b) })
	if err != nil {
		return begun{}, Keyring{}, err
	}
	started, err := b.startedIn(found)
	if err != nil {
		return begun{}, Keyring{}, err
	}
	if b.Repo != 0 {
		ring, err := OpenSlot(b.Repo, b.Body, with.Passphrase)
		if err == nil {
			return b, ring, nil
		}
		if started {
			return begun{}, Keyring{}, fmt.Errorf("it was begun with another passphrase: %w", err)
		}
	}
	// Nothing of what was begun is here, and its passphrase is not this one: that was another place.
	ring := NewKeyring(prep.NewID())
	body, err := SealSlot(ring, with.Passphrase, with.work())
	return begun{Repo: ring.Repo, Slot: prep.NewID(), Body: body}, ring, err
}

// startedIn reports whether some of the repository is in the bucket already, and ErrOccupied where there is anything
// else of a repository.
func (b *begun) startedIn(found []Object) (started bool, err error) {
	var strange []string
	finished := false
	for _, object := range found {
		name, err := ParseKey(object.Key)
		if err != nil {
			continue // another program's
		}
		switch {
		case name.Kind == MarkerName && name.ID == b.Repo:
			started, b.marked = true, true
		case name.Kind == SlotName && (name.ID == b.Slot || slices.Contains(b.Codes, name.ID)):
			started = true
		default:
			strange, finished = append(strange, object.Key), finished || name.Kind != SlotName
		}
	}
	finished = finished || b.marked
	switch {
	case len(strange) == 0:
		return started, nil
	case finished:
		return false, fmt.Errorf("%w: %s", ErrOccupied, strange[0])
	}
	return false, fmt.Errorf("%w, unfinished: prep sync init goes on with it where it was begun; if that machine is lost, delete %s",
		ErrOccupied, strange[0])
}

func putMarker(ctx context.Context, bucket Bucket, sealer *Sealer, repo prep.ID) error {
	text, err := json.Marshal(marker{Format: payloadVersion, MinReader: payloadVersion, Repo: repo})
	if err != nil {
		return err
	}
	sealed, err := sealer.Seal(MarkerKey(repo), text)
	if err != nil {
		return err
	}
	_, err = bucket.Put(ctx, MarkerKey(repo), sealed, PutOptions{})
	return err
}

// alone looks whether another machine has made a repository in the same place at the same moment. Then neither stays:
// two keys for one place would be worse than a second try.
func (b begun) alone(ctx context.Context, db *prep.DB, bucket Bucket) error {
	listed, err := bucket.List(ctx, headsPrefix)
	if err != nil {
		return err
	}
	for _, object := range listed {
		name, err := ParseKey(object.Key)
		if err != nil || name.Kind != MarkerName || name.ID == b.Repo {
			continue
		}
		err = bucket.Delete(ctx, MarkerKey(b.Repo))
		for _, id := range append(slices.Clone(b.Codes), b.Slot) {
			err = errors.Join(err, bucket.Delete(ctx, SlotKey(id)))
		}
		if err == nil {
			err = db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(localBegun, nil) })
		}
		return errors.Join(fmt.Errorf("make a repository: %w: another machine has just made %s", ErrOccupied, name.ID), err)
	}
	return nil
}
