package sync

import (
	"context"
	"errors"

	"prep"
)

// checkOwnHead makes sure that the own head is the one that this machine wrote last, or was about to write when the
// answer was lost. Anything else means that somebody else writes as we do (a cloned disk), that we are older than
// we were (a restored backup) or that the bucket is: then this machine becomes a new writer.
func (s *run) checkOwnHead(ctx context.Context) error {
	key := HeadKey(s.stream)
	if s.listed[key] == s.own.ETag && s.own.Pending == nil {
		return s.disclaim(ctx)
	}
	body, etag, err := s.bucket.Get(ctx, key, MaxObject) // a listing may be stale: the object decides
	switch {
	case errors.Is(err, ErrNotFound) && s.own.ETag == "":
		return s.disclaim(ctx)
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrTooLarge):
		return s.fork(ctx)
	case err != nil:
		return err
	}
	if etag == s.own.ETag {
		return s.disclaim(ctx)
	}
	found, err := s.openHead(s.stream, body)
	switch {
	case err == nil && s.own.Pending != nil && found.Nonce == s.own.Pending.Head.Nonce:
		return s.settle(ctx, etag)
	case err == nil && s.own.Head != nil && found.Nonce == s.own.Head.Nonce: // the bucket moved to another provider
		s.own.ETag = etag
		if err := s.saveOwn(ctx); err != nil {
			return err
		}
		return s.disclaim(ctx)
	}
	return s.fork(ctx)
}

func (s *run) openHead(stream prep.ID, sealed []byte) (*head, error) {
	payload, err := s.sealer.Open(HeadKey(stream), sealed, 0)
	if err != nil {
		return nil, err
	}
	return decodeHead(stream, payload)
}

func (s *run) saveOwn(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *prep.Tx) error { return setLocalJSON(tx, localOwn, s.own) })
}

// disclaim forgets a push that did not arrive.
func (s *run) disclaim(ctx context.Context) error {
	if !s.own.Claiming && s.own.Pending == nil {
		return nil
	}
	return s.update(ctx, func(tx *prep.Tx) error {
		if s.own.Pending != nil {
			s.discard(s.own.Pending.Head, s.own.Head)
		}
		s.own.Claiming, s.own.Pending = false, nil
		if err := tx.Disclaim(); err != nil {
			return err
		}
		return setLocalJSON(tx, localOwn, s.own)
	})
}

// settle makes the pending head the own one: it has arrived.
func (s *run) settle(ctx context.Context, etag string) error {
	written := s.own.Pending
	return s.update(ctx, func(tx *prep.Tx) error {
		s.discard(s.own.Head, written.Head)
		for _, o := range written.Head.Objects {
			delete(s.own.Grave, o.key(s.stream))
		}
		if written.Purge {
			for key := range s.own.Grave {
				s.own.Grave[key] = 0
			}
			if err := tx.PurgedEverywhere(); err != nil {
				return err
			}
		}
		s.own.Head, s.own.ETag, s.own.Pending, s.own.Claiming = written.Head, etag, nil, false
		s.own.Lost = s.own.Lost && !written.Rewrite
		s.chains += written.Chains
		if written.Whole {
			s.own.Tail = s.own.Head.end().Last + 1
		}
		if err := tx.Settle(written.Whole); err != nil {
			return err
		}
		if err := tx.SetLocal(localChains, s.chains); err != nil {
			return err
		}
		return setLocalJSON(tx, localOwn, s.own)
	})
}

// discard lists for deletion the objects of one head that another lacks.
func (s *run) discard(old, current *head) {
	if old == nil {
		return
	}
	kept := map[string]bool{}
	if current != nil {
		for _, o := range current.Objects {
			kept[o.key(s.stream)] = true
		}
	}
	for _, o := range old.Objects {
		key := o.key(s.stream)
		if kept[key] {
			continue
		}
		if s.own.Grave == nil {
			s.own.Grave = map[string]int64{}
		}
		s.own.Grave[key] = s.now().UnixMilli()
	}
}

const forkNote = "this machine writes under a new name: another one has used the old one, or the bucket or this database is a copy of an earlier day"

// fork makes this machine a new writer. Its former stream is read from the start, like anybody else's: what is not
// in it is published again under the new one.
func (s *run) fork(ctx context.Context) error {
	if !s.rules.forkAtDoubt {
		s.own.ETag = s.listed[HeadKey(s.stream)]
		return s.disclaim(ctx)
	}
	s.note(forkNote)
	former := s.stream
	return s.update(ctx, func(tx *prep.Tx) error {
		if err := tx.Disclaim(); err != nil {
			return err
		}
		if err := tx.Doubt(former); err != nil {
			return err
		}
		if err := tx.ReleaseMedia(0); err != nil { // the bucket may be older than it was
			return err
		}
		if err := forgetStream(tx, former, true); err != nil {
			return err
		}
		s.rows[former] = row{id: former, reread: true}
		return s.newStream(tx)
	})
}

// newStream begins to write under a new name.
func (s *run) newStream(tx *prep.Tx) error {
	var err error
	if s.stream, err = tx.Fork(); err != nil {
		return err
	}
	s.own, s.chains = own{}, ""
	if err := tx.SetLocal(localChains, nil); err != nil {
		return err
	}
	return setLocalJSON(tx, localOwn, s.own)
}
