package prep

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrMediaDamaged says that the bytes of a file are not those that its row was made of.
var ErrMediaDamaged = errors.New("damaged: not the bytes that it was named after")

const (
	newMedia     = ".new-*"       // a file that is being written
	newMediaTime = 24 * time.Hour // after which one was left behind by a prep that was killed
)

// MediaFolder is where the files of cards and attempts are, beside the database.
func (db *DB) MediaFolder() string { return filepath.Join(filepath.Dir(db.path), "media") }

// MediaPath is where the file is, or will be when it has been fetched.
func (db *DB) MediaPath(m Media) string { return filepath.Join(db.MediaFolder(), m.Name()) }

// HasMedia reports whether the file is here and as long as it should be.
func (db *DB) HasMedia(m Media) bool {
	if m.Check() != nil {
		return false
	}
	info, err := os.Lstat(db.MediaPath(m))
	return err == nil && info.Mode().IsRegular() && info.Size() == m.Size
}

// VerifyMedia reads the file and compares it with its row: ErrNotFound where it is not here, ErrMediaDamaged where it
// is not the same.
func (db *DB) VerifyMedia(m Media) error {
	if err := m.Check(); err != nil {
		return err
	}
	file, err := os.Open(db.MediaPath(m))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("file %s: %w here", m.Name(), ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("read file %s: %w", m.Name(), translate(err))
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	size, err := io.Copy(hash, io.LimitReader(file, MaxMedia+1))
	if err != nil {
		return fmt.Errorf("read file %s: %w", m.Name(), translate(err))
	}
	if size != m.Size || hex.EncodeToString(hash.Sum(nil)) != m.Hash {
		return fmt.Errorf("file %s: %w", m.Name(), ErrMediaDamaged)
	}
	return nil
}

// StoreMedia writes the bytes to a file that only its owner can read, whole or not at all, and returns what
// AddMedia needs to know of it. ErrTooLong beyond MaxMedia.
func (db *DB) StoreMedia(bytes io.Reader, extension string) (Media, error) {
	m := Media{Type: strings.ToLower(extension)}
	if err := checkMediaType(m.Type); err != nil {
		return Media{}, err
	}
	err := db.writeMedia(func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(bytes, MaxMedia+1))
		return err
	}, func(size int64, hash []byte) (Media, error) {
		if size > MaxMedia {
			return Media{}, fmt.Errorf("%w: at most %d MiB", ErrTooLong, MaxMedia>>20)
		}
		m.ID, m.Hash, m.Size = ID(binary.BigEndian.Uint64(hash)), hex.EncodeToString(hash), size
		return m, nil
	})
	if err != nil {
		return Media{}, fmt.Errorf("store file: %w", err)
	}
	return m, nil
}

// ReceiveMedia writes the file of a row that came from another machine, whole or not at all. write brings the bytes;
// ErrMediaDamaged where they are not those of the row.
func (db *DB) ReceiveMedia(m Media, write func(io.Writer) error) error {
	if err := m.Check(); err != nil {
		return err
	}
	return db.writeMedia(write, func(size int64, hash []byte) (Media, error) {
		if want, err := hex.DecodeString(m.Hash); err != nil || size != m.Size || !bytes.Equal(hash, want) {
			return Media{}, fmt.Errorf("file %s: %w", m.Name(), ErrMediaDamaged)
		}
		return m, nil
	})
}

// RemoveMedia deletes the file from this machine. That it is gone already is no error.
func (db *DB) RemoveMedia(m Media) error {
	if m.Check() != nil {
		return nil // nothing can be stored under such a name
	}
	if err := os.Remove(db.MediaPath(m)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete file %s: %w", m.Name(), translate(err))
	}
	return nil
}

// writeMedia writes a file under a name that nobody looks for and gives it its own once named has accepted it.
func (db *DB) writeMedia(write func(io.Writer) error, named func(size int64, hash []byte) (Media, error)) error {
	if err := os.MkdirAll(db.MediaFolder(), 0o700); err != nil {
		return translate(err)
	}
	db.clearNewMedia()
	file, err := os.CreateTemp(db.MediaFolder(), newMedia) // with mode 0600
	if err != nil {
		return translate(err)
	}
	hash := sha256.New()
	sized := &sizedWriter{w: io.MultiWriter(file, hash)}
	var m Media
	if err = write(sized); err == nil {
		m, err = named(sized.size, hash.Sum(nil))
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), db.MediaPath(m))
	}
	if err != nil {
		return errors.Join(translate(err), os.Remove(file.Name()))
	}
	return nil
}

// clearNewMedia deletes what a prep that was killed while it wrote has left.
func (db *DB) clearNewMedia() {
	left, _ := fs.Glob(os.DirFS(db.MediaFolder()), newMedia)
	for _, name := range left {
		name = filepath.Join(db.MediaFolder(), name)
		if info, err := os.Lstat(name); err == nil && db.clock().Sub(info.ModTime()) > newMediaTime {
			_ = os.Remove(name)
		}
	}
}

type sizedWriter struct {
	w    io.Writer
	size int64
}

func (s *sizedWriter) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.size += int64(n)
	return n, err
}

// MediaHere returns those of the files that HasMedia reports. It reads the folder once, whatever their number.
func (db *DB) MediaHere(files []Media) []Media {
	if len(files) == 0 {
		return nil
	}
	entries, err := os.ReadDir(db.MediaFolder())
	if err != nil || len(entries) == 0 {
		return nil
	}
	names := make(map[string]bool, len(entries))
	for _, entry := range entries {
		names[entry.Name()] = true
	}
	var here []Media
	for _, m := range files {
		if names[m.Name()] && db.HasMedia(m) {
			here = append(here, m)
		}
	}
	return here
}
