package prep

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
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

// Check refuses a row that no file can have. Its fields come from other machines, one by one, and name a file here.
func (m Media) Check() error {
	hash, err := hex.DecodeString(m.Hash)
	switch {
	case err != nil || len(hash) != 32 || ID(binary.BigEndian.Uint64(hash)) != m.ID || m.Hash != hex.EncodeToString(hash):
		return fmt.Errorf("file %s: its hash %q is not one that begins with its name", m.ID, m.Hash)
	case m.Size < 0 || m.Size > MaxMedia:
		return fmt.Errorf("file %s: %w: %d bytes", m.ID, ErrTooLong, m.Size)
	}
	return checkMediaType(m.Type)
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

// DiscardedMedia returns the deleted files of which the bucket or this machine may still have bytes.
func (tx *Tx) DiscardedMedia() ([]Media, error) {
	return tx.deletedMedia("join media_held h on h.id = t.id")
}

// DeletedMedia returns all files that were deleted.
func (tx *Tx) DeletedMedia() ([]Media, error) { return tx.deletedMedia("") }

func (tx *Tx) deletedMedia(join string) ([]Media, error) {
	var files []Media
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		files = append(files, Media{ID: ID(id)})
		return err
	}, "select t.id from trash t "+join+" where t.kind = ? order by t.id", string(MediaFiles))
	if err != nil {
		return nil, fmt.Errorf("read deleted files: %w", err)
	}
	for i := range files {
		if err := tx.describe(&files[i]); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// describe fills in what the row of a deleted file said.
func (tx *Tx) describe(m *Media) error {
	fields, err := tx.Fields(m.ID)
	m.Hash, _ = fields["hash"].(string)
	m.Type, _ = fields["type"].(string)
	m.Size, _ = fields["size"].(int64)
	m.Added, _ = fields["added"].(int64)
	attempt, _ := fields["attempt"].(int64)
	m.Attempt = ID(attempt)
	return err
}

// What is noted of a file in media_held means, as long as its row is there, that the bucket has every piece of it.
// Once the row is deleted it means the opposite need: the bucket may still have pieces, which are to be deleted.
// Whatever is said of a row afterwards begins with the cautious note: nothing is held, or everything is to be deleted.

// Hold notes that the bucket has every piece of the file.
func (tx *Tx) Hold(id ID) error {
	return tx.Exec("insert or ignore into media_held (id) values (?)", int64(id))
}

// ReleaseMedia takes the note away: the bucket may have lost the file, or of a deleted one nothing is left in it. 0: the
// bucket may have become another one, so that every file may be lost, and every deleted one back.
func (tx *Tx) ReleaseMedia(id ID) error {
	if id != 0 {
		return tx.Exec("delete from media_held where id = ?", int64(id))
	}
	if err := tx.Exec("delete from media_held"); err != nil {
		return err
	}
	return tx.Exec("insert into media_held (id) select id from trash where kind = ?", string(MediaFiles))
}
