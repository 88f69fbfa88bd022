package sync

import (
	"context"
	"errors"
	"fmt"

	"prep"
)

// errDamaged says that an object is not the one that the head speaks of.
var errDamaged = fmt.Errorf("%w: not what its head says", ErrTampered)

// answer does what another machine's head asks for: what it cannot read of a stream is published again by whoever
// holds it (!), once for every head of that stream.
func (s *run) answer(tx *prep.Tx, h *head) error {
	for _, id := range h.Retired {
		// Its own head may be read after this one.
		if err := tx.Exec("insert into stream (id, retired) values (?, 1) on conflict (id) do update set retired = 1", int64(id)); err != nil {
			return err
		}
	}
	if err := s.answerFiles(tx, h); err != nil {
		return err
	}
	if !s.rules.relay {
		return nil
	}
	for _, id := range h.Missing {
		if id == s.stream {
			s.own.Lost = true
			if err := setLocalJSON(tx, localOwn, s.own); err != nil {
				return err
			}
			continue
		}
		r := s.rows[id]
		if r.id == 0 || r.relayed == r.etag {
			continue
		}
		r.relayed = r.etag
		s.rows[id] = r
		if err := tx.Release(id); err != nil {
			return err
		}
		if err := tx.Exec("update stream set relayed = etag where id = ?", int64(id)); err != nil {
			return err
		}
	}
	return nil
}

// quarantine sets a stream aside whose head does not open, until the head changes. What others hold of it they
// publish again.
func (s *run) quarantine(ctx context.Context, id prep.ID, etag string, why error) error {
	later := errors.Is(why, ErrEpochUnknown) || errors.Is(why, ErrNewerFormat)
	s.result.KeysChanged = s.result.KeysChanged || errors.Is(why, ErrEpochUnknown)
	r := s.rows[id]
	r.id, r.etag, r.missing = id, etag, !later
	if later {
		r.etag = ""
	}
	s.rows[id] = r
	s.note("what %s wrote cannot be read: %v", nameOf(r.device, id), why)
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		return tx.Exec(`insert into stream (id, etag, missing, trouble) values (?, ?, ?, ?) on conflict (id) do update
			set etag = excluded.etag, missing = excluded.missing, trouble = excluded.trouble`, int64(id), r.etag, r.missing, why.Error())
	})
}

// missing returns the streams that this machine cannot read whole.
func (s *run) missing() []prep.ID {
	var ids []prep.ID
	for _, id := range s.known() {
		if s.rows[id].missing {
			ids = append(ids, id)
		}
	}
	return ids
}
