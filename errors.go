package prep

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// What can be wrong with a database or a row. Callers tell them apart with errors.Is; the words are for the
// person in front of the screen.
var (
	ErrNotFound  = errors.New("not found")
	ErrBusy      = errors.New("the database is in use by another prep")
	ErrDamaged   = errors.New("the database is damaged")
	ErrForeign   = errors.New("not a database of prep")
	ErrNewer     = errors.New("the database was written by a newer prep")
	ErrReadOnly  = errors.New("the database cannot be written")
	ErrFull      = errors.New("the disk is full")
	ErrCannot    = errors.New("the database cannot be opened")
	ErrTooLong   = errors.New("too much text")
	ErrAmbiguous = errors.New("more than one row begins so")
)

// translate gives SQLite's errors the meanings above; other errors pass unchanged.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w (%v)", ErrFull, err)
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w (%v)", ErrReadOnly, err)
	}
	var sqlite sqlite3.Error
	if !errors.As(err, &sqlite) {
		return err
	}
	var meaning error
	switch sqlite.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		meaning = ErrBusy
	case sqlite3.ErrCorrupt:
		meaning = ErrDamaged
	case sqlite3.ErrNotADB:
		meaning = ErrForeign
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		meaning = ErrReadOnly
	case sqlite3.ErrFull:
		meaning = ErrFull
	case sqlite3.ErrCantOpen:
		meaning = ErrCannot
	case sqlite3.ErrIoErr:
		if sqlite.SystemErrno == syscall.ENOSPC {
			meaning = ErrFull
		}
	}
	if meaning == nil {
		return err
	}
	return fmt.Errorf("%w (sqlite: %v)", meaning, err)
}
