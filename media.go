package prep

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// MaxMedia is the size in bytes that no file of a card or an attempt exceeds.
const MaxMedia = 256 << 20

// Media is a file that belongs to a card (a picture) or to an attempt (its recording). Its row travels with the
// other rows; its bytes are a file in MediaFolder, named after them, and travel as objects of their own.
type Media struct {
	ID      ID     // the first 8 bytes of the hash
	Hash    string // SHA-256 of the bytes, in hex
	Type    string // extension of the name, such as "png"
	Size    int64  // bytes
	Attempt ID     // the attempt that it recorded; 0: a picture
	Added   int64  // Unix milliseconds
}

// Name is the name of the file: a card that shows it says "media/" and this.
func (m Media) Name() string { return m.ID.String() + "." + m.Type }

// mediaPrefix begins the destination of a link to a file of MediaFolder.
const mediaPrefix = "media/"

// Link is what a card's text says to show the file.
func (m Media) Link() string { return mediaPrefix + m.Name() }

// ParseMediaLink reads the destination of a link in a card's text; false where it is none to a file of MediaFolder.
func ParseMediaLink(destination string) (ID, bool) {
	name, found := strings.CutPrefix(destination, mediaPrefix)
	stem, extension, dot := strings.Cut(name, ".")
	id, err := ParseID(stem)
	return id, found && dot && err == nil && checkMediaType(extension) == nil && stem == id.String()
}

func checkMediaType(extension string) error {
	if extension == "" || len(extension) > 8 || strings.Trim(extension, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return fmt.Errorf("file type %q: want an extension such as png", extension)
	}
	return nil
}

// MediaFolder is where the files of cards and attempts are, beside the database.
func (db *DB) MediaFolder() string { return filepath.Join(filepath.Dir(db.path), "media") }

// MediaPath is where the file is, or will be when it has been fetched.
func (db *DB) MediaPath(m Media) string { return filepath.Join(db.MediaFolder(), m.Name()) }

// HasMedia reports whether the file is here and as long as it should be.
func (db *DB) HasMedia(m Media) bool {
	info, err := os.Stat(db.MediaPath(m))
	return err == nil && info.Mode().IsRegular() && info.Size() == m.Size
}

// StoreMedia writes the bytes to a file that only its owner can read, whole or not at all, and returns what
// AddMedia needs to know of it. ErrTooLong beyond MaxMedia.
func (db *DB) StoreMedia(bytes io.Reader, extension string) (Media, error) {
	extension = strings.ToLower(extension)
	if err := checkMediaType(extension); err != nil {
		return Media{}, err
	}
	if err := os.MkdirAll(db.MediaFolder(), 0o700); err != nil {
		return Media{}, fmt.Errorf("store file: %w", err)
	}
	file, err := os.CreateTemp(db.MediaFolder(), ".new-*") // with mode 0600
	if err != nil {
		return Media{}, fmt.Errorf("store file: %w", err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, hash), io.LimitReader(bytes, MaxMedia+1))
	if err == nil && size > MaxMedia {
		err = fmt.Errorf("%w: at most %d MiB", ErrTooLong, MaxMedia>>20)
	}
	sum := hash.Sum(nil)
	m := Media{ID: ID(binary.BigEndian.Uint64(sum)), Hash: hex.EncodeToString(sum), Type: extension, Size: size}
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), db.MediaPath(m))
	}
	if err != nil {
		return Media{}, fmt.Errorf("store file: %w", errors.Join(translate(err), os.Remove(file.Name())))
	}
	return m, nil
}

// AddMedia writes the row of a file that StoreMedia has stored, or brings it back, and reports whether that
// changed anything.
func (tx *Tx) AddMedia(m Media) (bool, error) {
	deleted, err := tx.Deleted(m.ID)
	if err != nil {
		return false, err
	}
	if deleted {
		if err := tx.Restore(MediaFiles, m.ID); err != nil {
			return false, err
		}
	}
	fields := Fields{"hash": m.Hash, "type": m.Type, "size": m.Size}
	if m.Attempt != 0 {
		fields["attempt"] = m.Attempt
	}
	if taken, err := tx.Taken(m.ID); err != nil {
		return false, err
	} else if !taken {
		fields["added"] = tx.Now.UnixMilli()
	}
	return tx.Set(MediaFiles, m.ID, fields)
}

// Media returns the row of a file; ErrNotFound where there is none.
func (tx *Tx) Media(id ID) (Media, error) {
	files, err := tx.media("where id = ?", int64(id))
	if err != nil {
		return Media{}, err
	}
	if len(files) == 0 {
		return Media{}, fmt.Errorf("file %s: %w", id, ErrNotFound)
	}
	return files[0], nil
}

// AllMedia returns the rows of all files, the oldest first.
func (tx *Tx) AllMedia() ([]Media, error) { return tx.media("") }

// Unheld returns the rows of files of which the bucket may lack a piece.
func (tx *Tx) Unheld() ([]Media, error) {
	return tx.media("where id not in (select id from media_held)")
}

func (tx *Tx) media(where string, args ...any) ([]Media, error) {
	var files []Media
	err := tx.Each(func(scan func(...any) error) error {
		var m Media
		var id, attempt int64
		err := scan(&id, &m.Hash, &m.Type, &m.Size, &attempt, &m.Added)
		m.ID, m.Attempt = ID(id), ID(attempt)
		files = append(files, m)
		return err
	}, "select id, hash, type, size, attempt, added from media "+where+" order by added, id", args...)
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	return files, nil
}

// Hold notes that the bucket has every piece of the file. Whatever is said of its row afterwards takes the note
// away: a file that was deleted and is back may be gone from the bucket.
func (tx *Tx) Hold(id ID) error {
	return tx.Exec("insert or ignore into media_held (id) values (?)", int64(id))
}

// ReleaseMedia notes that the bucket may have lost the file; 0: all files.
func (tx *Tx) ReleaseMedia(id ID) error {
	return tx.Exec("delete from media_held where ? in (0, id)", int64(id))
}
