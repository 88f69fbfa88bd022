package prep

import (
	"database/sql"
	"errors"
	"fmt"
)

// Stream returns the stream that this machine writes as.
func (tx *Tx) Stream() (ID, error) {
	if tx.ownID != 0 {
		return tx.ownID, nil
	}
	var id int64
	err := tx.Get("select s.id from local l join stream s on s.n = l.value where l.key = 'stream'", nil, &id)
	if err != nil {
		return 0, fmt.Errorf("read the stream of this machine: %w", err)
	}
	tx.ownID = ID(id)
	return tx.ownID, nil
}

// Fork makes this machine a new writer, at any doubt that another one writes as it does: a cloned disk, a
// restored backup, a bucket rolled back. What it wrote so far stays.
func (tx *Tx) Fork() (ID, error) {
	id := NewID()
	n, err := tx.streamNumber(id)
	if err != nil {
		return 0, err
	}
	tx.own, tx.ownID = n, id
	return id, tx.SetLocal("stream", n)
}

// ownNumber returns the small number of this machine's stream.
func (tx *Tx) ownNumber() (int64, error) {
	if tx.own == 0 {
		if _, err := tx.Local("stream", &tx.own); err != nil {
			return 0, err
		}
	}
	return tx.own, nil
}

// streamNumber returns the small number of a stream on this machine, giving it one where it is new.
func (tx *Tx) streamNumber(id ID) (int64, error) {
	if n, known := tx.streams[id]; known {
		return n, nil
	}
	var n int64
	err := tx.Get("select n from stream where id = ?", []any{int64(id)}, &n)
	if errors.Is(err, ErrNotFound) {
		err = tx.Get("insert into stream (id) values (?) returning n", []any{int64(id)}, &n)
	}
	if err != nil {
		return 0, fmt.Errorf("stream %s: %w", id, err)
	}
	tx.streams[id] = n
	return n, nil
}

// unpublished is what review.held and event.held are for an event that is new here: 0 where there is a bucket
// that should have it, null where there is none yet, so that no index grows for nothing.
func (tx *Tx) unpublished() (sql.NullInt64, error) {
	if tx.held == nil {
		var repo any
		synced, err := tx.Local(localRepo, &repo)
		if err != nil {
			return sql.NullInt64{}, err
		}
		tx.held = &sql.NullInt64{Valid: synced}
	}
	return *tx.held, nil
}

// localRepo is the key of the repository that this machine syncs with; it is there once it does.
const localRepo = "repo"

// insert runs an insert and reports whether it added a row.
func (tx *Tx) insert(query string, args ...any) (bool, error) {
	result, err := tx.tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
