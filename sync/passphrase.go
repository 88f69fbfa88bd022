package sync

import (
	"context"
	"errors"
	"maps"
	"slices"

	"prep"
)

// ChangePassphrase makes another passphrase open the repository. The old one, or the recovery code, proves the right
// to; a wrong one (ErrPassphrase) changes nothing. Machines that have joined notice nothing: they have the keys.
func ChangePassphrase(ctx context.Context, db *prep.DB, bucket Bucket, old, next Credentials) error {
	repo, slots, err := readSlots(ctx, bucket)
	if err != nil {
		return err
	}
	ring, opened, err := openSlots(repo, slots, old.Passphrase)
	if err != nil {
		return err
	}
	var replaced []prep.ID
	for id := range slots {
		if isCode(old.Passphrase) != (id == opened) { // by the code: every other slot; by the passphrase: its own
			replaced = append(replaced, id)
		}
	}
	return replaceSlots(ctx, db, bucket, ring, slots, replaced, next.work(), next.Passphrase)
}

// RenewRecovery makes a new recovery code. The old one opens nothing any more.
func RenewRecovery(ctx context.Context, db *prep.DB, bucket Bucket, with Credentials) (RecoveryCode, error) {
	repo, slots, err := readSlots(ctx, bucket)
	if err != nil {
		return RecoveryCode{}, err
	}
	ring, opened, err := openSlots(repo, slots, with.Passphrase)
	if err != nil {
		return RecoveryCode{}, err
	}
	var replaced []prep.ID
	for id := range slots {
		if isCode(with.Passphrase) == (id == opened) {
			replaced = append(replaced, id)
		}
	}
	code := NewRecoveryCode()
	return code, replaceSlots(ctx, db, bucket, ring, slots, replaced, with.work(), code.String())
}

// Rotate seals what is written from now on with a new key, as after the loss of a machine: whoever has the old keys
// goes on reading what they could read. The other machines need the passphrase once more. It returns the keyring,
// which the caller keeps, and the new recovery code.
func Rotate(ctx context.Context, db *prep.DB, bucket Bucket, with Credentials) (Keyring, RecoveryCode, error) {
	repo, slots, err := readSlots(ctx, bucket)
	if err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	ring, _, err := openSlots(repo, slots, with.Passphrase)
	if err != nil {
		return Keyring{}, RecoveryCode{}, err
	}
	if isCode(with.Passphrase) {
		return Keyring{}, RecoveryCode{}, errors.New("rotate the keys: the passphrase is needed, not the recovery code")
	}
	ring, code := ring.Rotate(), NewRecoveryCode()
	old := slices.Collect(maps.Keys(slots))
	return ring, code, replaceSlots(ctx, db, bucket, ring, slots, old, with.work(), with.Passphrase, code.String())
}

func isCode(passphrase string) bool {
	_, err := ParseRecoveryCode(passphrase)
	return err == nil
}

// replaceSlots stores a slot for each secret and then deletes the old ones: at no moment does nothing open.
func replaceSlots(ctx context.Context, db *prep.DB, bucket Bucket, ring Keyring, slots map[prep.ID]slotCopy, old []prep.ID, work int, secrets ...string) error {
	for _, secret := range secrets {
		body, err := SealSlot(ring, secret, work)
		if err != nil {
			return err
		}
		id := prep.NewID()
		etag, err := bucket.Put(ctx, SlotKey(id), body, PutOptions{})
		if err != nil {
			return err
		}
		slots[id] = slotCopy{etag, body}
	}
	for _, id := range old {
		if err := bucket.Delete(ctx, SlotKey(id)); err != nil {
			return err
		}
		delete(slots, id)
	}
	return db.Update(ctx, func(tx *prep.Tx) error { return setLocalJSON(tx, localSlots, slots) })
}
