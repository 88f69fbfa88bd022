package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"prep"
)

const (
	maxMarker = 64 << 10 // size in bytes of the largest marker that is read
	maxSlots  = 16       // key slots that a machine keeps copies of
)

// What stands in the way of making or joining a repository.
var (
	ErrOccupied     = errors.New("there is a repository here already")
	ErrNoRepository = errors.New("there is no repository here")
)

// Credentials are what opens a repository.
type Credentials struct {
	Passphrase string // or the words of a recovery code
	Device     string // the name of this machine, for the others
	Work       int    // scrypt work factor of new key slots; 0: SlotWork
}

func (c Credentials) work() int {
	if c.Work == 0 {
		return SlotWork
	}
	return c.Work
}

// slotCopy is a key slot as this machine has seen it. It is sealed: the database holds no secret.
type slotCopy struct {
	ETag string `json:"etag"`
	Body []byte `json:"body"`
}

// Join makes this database one more machine of the repository in the bucket and returns its keys. A wrong passphrase
// (ErrPassphrase) writes nothing anywhere. On a machine that has joined before it fetches the keys again.
func Join(ctx context.Context, db *prep.DB, bucket Bucket, with Credentials) (Keyring, error) {
	repo, slots, err := readSlots(ctx, bucket)
	if err != nil {
		return Keyring{}, err
	}
	ring, _, err := openSlots(repo, slots, with.Passphrase)
	if err != nil {
		return Keyring{}, err
	}
	if err := checkMarkerObject(ctx, bucket, ring); err != nil {
		return Keyring{}, err
	}
	return ring, enter(ctx, db, ring, slots, with.Device)
}

// readSlots finds the repository and its key slots.
func readSlots(ctx context.Context, bucket Bucket) (prep.ID, map[prep.ID]slotCopy, error) {
	listed, err := bucket.List(ctx, headsPrefix)
	if err != nil {
		return 0, nil, err
	}
	var repo prep.ID
	slots := map[prep.ID]slotCopy{}
	for _, object := range listed {
		name, err := ParseKey(object.Key)
		switch {
		case err != nil:
		case name.Kind == MarkerName && repo != 0:
			return 0, nil, fmt.Errorf("join: %w: two repositories, %s and %s", ErrForeign, repo, name.ID)
		case name.Kind == MarkerName:
			repo = name.ID
		case name.Kind == SlotName:
			body, etag, err := bucket.Get(ctx, object.Key, maxSlot)
			if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTooLarge) {
				continue
			}
			if err != nil {
				return 0, nil, err
			}
			slots[name.ID] = slotCopy{etag, body}
		}
	}
	if repo == 0 && len(slots) > 0 {
		return 0, nil, fmt.Errorf("join: %w: its making was interrupted: prep sync init goes on where it was begun", ErrNoRepository)
	}
	if repo == 0 {
		return 0, nil, fmt.Errorf("join: %w", ErrNoRepository)
	}
	return repo, slots, nil
}

// openSlots finds the slot that the passphrase opens. One that is damaged does not hide the others; of two, as after
// a rotation that was interrupted, the one with more keys counts.
func openSlots(repo prep.ID, slots map[prep.ID]slotCopy, passphrase string) (ring Keyring, opened prep.ID, err error) {
	var refused error
	for _, id := range slices.Sorted(maps.Keys(slots)) {
		found, err := OpenSlot(repo, slots[id].Body, passphrase)
		switch {
		case err == nil && len(found.Keys) > len(ring.Keys):
			ring, opened = found, id
		case err != nil && (refused == nil || errors.Is(err, ErrPassphrase)):
			refused = err // a wrong passphrase is what a person can do something about
		}
	}
	if opened != 0 {
		return ring, opened, nil
	}
	if refused == nil {
		refused = fmt.Errorf("repository %s: %w: no key slot", repo, ErrTampered)
	}
	return Keyring{}, 0, refused
}

// checkMarkerObject makes sure that the keys are those of the repository and that this version can read it.
func checkMarkerObject(ctx context.Context, bucket Bucket, ring Keyring) error {
	sealer, err := NewSealer(ring)
	if err != nil {
		return err
	}
	sealed, _, err := bucket.Get(ctx, MarkerKey(ring.Repo), maxMarker)
	if err != nil {
		return err
	}
	text, err := sealer.Open(MarkerKey(ring.Repo), sealed, maxMarker)
	if err != nil {
		return err
	}
	var m marker
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("marker: %w: %w", ErrTampered, err)
	}
	if m.MinReader > payloadVersion {
		return fmt.Errorf("repository %s: %w: needs version %d", ring.Repo, ErrNewerFormat, m.MinReader)
	}
	return nil
}

// enter writes down that this machine belongs to the repository. On a machine that belonged to another one it begins
// a new stream and publishes everything again.
func enter(ctx context.Context, db *prep.DB, ring Keyring, slots map[prep.ID]slotCopy, device string) error {
	return db.Update(ctx, func(tx *prep.Tx) error {
		if err := errors.Join(setLocalJSON(tx, localSlots, slots), tx.SetLocal(localBegun, nil)); err != nil {
			return err
		}
		if device != "" {
			if err := tx.SetLocal(localDevice, device); err != nil {
				return err
			}
		}
		before, err := tx.Repo()
		if err != nil || before == ring.Repo {
			return err
		}
		if before != 0 {
			if err := startOver(tx); err != nil {
				return err
			}
		}
		return tx.Join(ring.Repo)
	})
}

// startOver forgets everything about a bucket, so that all of it is read and all of this machine is written.
func startOver(tx *prep.Tx) error {
	if _, err := tx.Fork(); err != nil {
		return err
	}
	for _, key := range []string{localOwn, localChains, localMedia} {
		if err := tx.SetLocal(key, nil); err != nil {
			return err
		}
	}
	if err := tx.ReleaseMedia(0); err != nil {
		return err
	}
	return tx.Exec("update stream set last = 0, chain = '', etag = '', reread = 0, missing = 0, relayed = '', trouble = ''")
}

// keepSlots copies the key slots that another machine has changed, so that a wiped bucket gets the passphrase of
// today. The copies stay where the bucket has none.
func (s *run) keepSlots(ctx context.Context) error {
	listed := map[prep.ID]string{}
	for key, etag := range s.listed {
		if name, err := ParseKey(key); err == nil && name.Kind == SlotName {
			listed[name.ID] = etag
		}
	}
	same := len(listed) == len(s.slots)
	for id, etag := range listed {
		same = same && s.slots[id].ETag == etag
	}
	if same || len(listed) == 0 || len(listed) > maxSlots {
		return nil
	}
	slots := map[prep.ID]slotCopy{}
	for _, id := range slices.Sorted(maps.Keys(listed)) {
		if slot, known := s.slots[id]; known && slot.ETag == listed[id] {
			slots[id] = slot
			continue
		}
		body, etag, err := s.bucket.Get(ctx, SlotKey(id), maxSlot)
		if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTooLarge) {
			continue
		}
		if err != nil {
			return err
		}
		slots[id] = slotCopy{etag, body}
	}
	s.slots = slots
	return s.db.Update(ctx, func(tx *prep.Tx) error { return setLocalJSON(tx, localSlots, slots) })
}

// restoreRepository puts the marker and the key slots back into a wiped bucket, and begins to fill it again.
func (s *run) restoreRepository(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(s.slots)) {
		if _, listed := s.listed[SlotKey(id)]; listed {
			continue
		}
		if _, err := s.bucket.Put(ctx, SlotKey(id), s.slots[id].Body, PutOptions{}); err != nil {
			return err
		}
	}
	if err := putMarker(ctx, s.bucket, s.sealer, s.ring.Repo); err != nil {
		return err
	}
	err := s.db.Update(ctx, func(tx *prep.Tx) error {
		if err := startOver(tx); err != nil {
			return err
		}
		return tx.Join(s.ring.Repo)
	})
	if err != nil {
		return err
	}
	s.note("the bucket was empty: everything on this machine is written again")
	return s.load(ctx)
}
