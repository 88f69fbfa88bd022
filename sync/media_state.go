package sync

import (
	"context"
	"errors"
	"maps"

	"prep"
)

// mediaState is what this machine remembers of files beside media_held. Times are Unix milliseconds.
type mediaState struct {
	Lacking  map[prep.ID]int64             `json:"lacking,omitempty"`  // needed here and not found, and when: the own head asks for them
	Asked    map[prep.ID]bool              `json:"asked,omitempty"`    // another machine did not find them: the bucket's pieces are read before they are believed
	Answered map[prep.ID]map[prep.ID]int64 `json:"answered,omitempty"` // by stream, what its head asked for when it was last read
	Deleted  map[prep.ID]int64             `json:"deleted,omitempty"`  // pictures in the trash, since when this machine knows
	Gone     map[prep.ID]int64             `json:"gone,omitempty"`     // files that this machine deleted from the bucket, and when
	Damaged  map[prep.ID]int64             `json:"damaged,omitempty"`  // files here that are not what they should be, and when they were changed
}

// changeMedia changes what is remembered of files, as it is now: a fetch may have changed it since the sync began.
func (s *run) changeMedia(tx *prep.Tx, f func(*mediaState)) error {
	state, err := changeMedia(tx, f)
	s.media = state
	return err
}

func changeMedia(tx *prep.Tx, f func(*mediaState)) (mediaState, error) {
	var state mediaState
	if err := localJSON(tx, localMedia, &state); err != nil {
		return state, err
	}
	for _, times := range []*map[prep.ID]int64{&state.Lacking, &state.Deleted, &state.Gone, &state.Damaged} {
		if *times == nil {
			*times = map[prep.ID]int64{}
		}
	}
	if state.Asked == nil {
		state.Asked = map[prep.ID]bool{}
	}
	if state.Answered == nil {
		state.Answered = map[prep.ID]map[prep.ID]int64{}
	}
	f(&state)
	return state, setLocalJSON(tx, localMedia, state)
}

// answerFiles does what another machine's head asks for: the files that it did not find, or not as they were, are looked
// after by whoever has them, once for every time that it asks.
func (s *run) answerFiles(tx *prep.Tx, h *head) error {
	if len(h.Files) == 0 && len(s.media.Answered[h.Stream]) == 0 || !s.rules.askFiles {
		return nil
	}
	var asked []prep.ID
	err := s.changeMedia(tx, func(state *mediaState) {
		for id, at := range h.Files {
			if before, known := state.Answered[h.Stream][id]; !known || before != at {
				state.Asked[id] = true
				asked = append(asked, id)
			}
		}
		if state.Answered[h.Stream] = h.Files; len(h.Files) == 0 {
			delete(state.Answered, h.Stream)
		}
	})
	if err != nil {
		return err
	}
	for _, id := range asked {
		deleted, err := tx.Deleted(id)
		if err != nil {
			return err
		}
		if deleted { // its note says that it is to be cleaned up
			continue
		}
		if err := tx.ReleaseMedia(id); err != nil {
			return err
		}
	}
	return nil
}

// reviewMedia brings what is remembered up to date with the rows, and reads which files wait: those that the bucket may
// lack, and those that were deleted.
func (s *run) reviewMedia(ctx context.Context) error {
	var alive map[prep.ID]prep.Media
	err := s.db.View(ctx, func(tx *prep.Tx) error {
		var err error
		if s.unheld, err = tx.Unheld(); err != nil {
			return err
		}
		if s.discarded, err = tx.DiscardedMedia(); err != nil {
			return err
		}
		alive, err = s.remembered(tx)
		return err
	})
	if err != nil {
		return err
	}
	now := s.now().UnixMilli()
	if probe := s.media.clone(); !probe.review(alive, s.db.HasMedia, now) {
		return nil
	}
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		return s.changeMedia(tx, func(state *mediaState) { state.review(alive, s.db.HasMedia, now) })
	})
}

// review forgets what does not matter any more and reports whether that was something. alive are the rows that are
// there of those that something is remembered of.
func (m *mediaState) review(alive map[prep.ID]prep.Media, here func(prep.Media) bool, now int64) (changed bool) {
	for id, since := range m.Gone {
		file, is := alive[id]
		if is && !here(file) { // it came back after its pieces were deleted: somebody else has it
			m.Lacking[id], changed = now, true
		}
		if is || now-since > trashTime.Milliseconds() {
			delete(m.Gone, id)
			changed = true
		}
	}
	forget := func(remembered map[prep.ID]int64, over func(file prep.Media, is bool) bool) {
		for id := range remembered {
			if file, is := alive[id]; over(file, is) {
				delete(remembered, id)
				changed = true
			}
		}
	}
	forget(m.Lacking, func(file prep.Media, is bool) bool { return !is || here(file) })
	forget(m.Damaged, func(file prep.Media, is bool) bool { return !is || !here(file) })
	forget(m.Deleted, func(_ prep.Media, is bool) bool { return is })
	for id := range m.Asked {
		if _, is := alive[id]; !is {
			delete(m.Asked, id)
			changed = true
		}
	}
	return changed
}

func (m mediaState) clone() mediaState {
	m.Lacking, m.Deleted, m.Gone, m.Damaged = maps.Clone(m.Lacking), maps.Clone(m.Deleted), maps.Clone(m.Gone), maps.Clone(m.Damaged)
	m.Asked = maps.Clone(m.Asked)
	if m.Lacking == nil {
		m.Lacking = map[prep.ID]int64{}
	}
	return m
}

// remembered returns the rows, of those that something is remembered of, that are there.
func (s *run) remembered(tx *prep.Tx) (map[prep.ID]prep.Media, error) {
	alive := map[prep.ID]prep.Media{}
	look := func(id prep.ID) error {
		m, err := tx.Media(id)
		if errors.Is(err, prep.ErrNotFound) {
			return nil
		}
		alive[id] = m
		return err
	}
	for _, times := range []map[prep.ID]int64{s.media.Lacking, s.media.Gone, s.media.Deleted, s.media.Damaged} {
		for id := range times {
			if err := look(id); err != nil {
				return nil, err
			}
		}
	}
	for id := range s.media.Asked {
		if err := look(id); err != nil {
			return nil, err
		}
	}
	return alive, nil
}
