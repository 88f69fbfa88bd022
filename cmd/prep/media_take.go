package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// pictureSource is a text that shows pictures, and what it may take.
type pictureSource struct {
	name     string          // of the text: a file, stdin, a draft; empty: words of the command line
	text     []byte          // what the notes were read from; nil: words
	folder   string          // where relative destinations begin
	within   []string        // the folders from which it may take pictures; nil: any, a person wrote it here
	kept     map[string]bool // destinations that stay as they are: the card had them before
	exported bool            // the files that prep export wrote may lie beside it
}

// pictures stores the files of pictures that texts show. They are written before the transaction that adds their
// rows; tidy takes away what it did not need.
type pictures struct {
	e     *env
	db    *prep.DB
	known map[string]prep.Media // the rows by hash; nil: not read yet
	here  map[string]bool       // names of the files that were here before
	taken map[string]prep.Media // by path
	fresh []freshFile           // that were not here before
}

// freshFile is a file that this command wrote.
type freshFile struct {
	prep.Media
	info fs.FileInfo // another prep that stores the same picture writes another file
}

// pictures opens the database, which has a folder for them.
func (e *env) pictures(ctx context.Context) (*pictures, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	return &pictures{e: e, db: db, taken: map[string]prep.Media{}}, nil
}

// take stores every picture of the notes that is a file, and returns what they are by destination. Addresses and
// links to what is stored already stay. The first picture that cannot be taken is the error, with its place.
func (p *pictures) take(ctx context.Context, from pictureSource, notes []deck.Note) (deck.Files, error) {
	files := deck.Files{}
	done := map[string]bool{}
	bar := p.e.progress("storing pictures", len(notes))
	defer bar.end()
	for place, note := range notes {
		shown := deck.Pictures(note.Front)
		front := len(shown)
		for i, picture := range append(shown, deck.Pictures(note.Back)...) {
			if done[picture.Destination] {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			done[picture.Destination] = true
			file, found, err := p.takeOne(ctx, from, picture.Destination)
			if err != nil {
				why, hint := whyNoPicture(err, picture.Destination, from.folder)
				if why == "" {
					return nil, from.at(fmt.Errorf("picture %q: %w", picture.Destination, err), note, picture, i >= front)
				}
				err = fmt.Errorf("picture %q: %s", picture.Destination, why)
				return nil, from.at(withHint(err, "%s", hint), note, picture, i >= front)
			}
			if found {
				files[picture.Destination] = file
				bar.set(place)
			}
		}
	}
	return files, nil
}

// takeOne returns the file of one destination; false where it is to stay as it is.
func (p *pictures) takeOne(ctx context.Context, from pictureSource, destination string) (prep.Media, bool, error) {
	if destination == "" || from.kept[destination] || isAddress(destination) {
		return prep.Media{}, false, nil
	}
	id, isLink := prep.ParseMediaLink(destination)
	if isLink && !from.exported {
		if file, err := p.stored(ctx, id); err == nil || !errors.Is(err, prep.ErrNotFound) {
			return file, err == nil, err
		}
	}
	file, err := p.read(destination, from)
	if isLink && from.exported && errors.Is(err, fs.ErrNotExist) {
		stored, storedErr := p.stored(ctx, id)
		if !errors.Is(storedErr, prep.ErrNotFound) {
			return stored, storedErr == nil, storedErr
		}
	}
	return file, err == nil, err
}

// stored returns the row of a file, also of one that was pruned while its bytes are still here.
func (p *pictures) stored(ctx context.Context, id prep.ID) (file prep.Media, err error) {
	err = p.db.View(ctx, func(tx *prep.Tx) error {
		if file, err = tx.Media(id); !errors.Is(err, prep.ErrNotFound) {
			return err
		}
		if file, err = deck.StoredFile(tx, id); err == nil && !p.db.HasMedia(file) {
			err = fmt.Errorf("file %s: %w", id, prep.ErrNotFound)
		}
		return err
	})
	return file, err
}

// read stores the file that the destination names.
func (p *pictures) read(destination string, from pictureSource) (prep.Media, error) {
	path, err := p.e.findPicture(destination, from.folder, from.within)
	if err != nil {
		return prep.Media{}, err
	}
	if file, taken := p.taken[path]; taken {
		return file, nil
	}
	content, extension, err := deck.ReadPicture(path)
	if err != nil {
		return prep.Media{}, err
	}
	file, err := p.store(content, extension)
	if err == nil {
		p.taken[path] = file
	}
	return file, err
}

// store writes the bytes into the folder of files, unless they are there.
func (p *pictures) store(content []byte, extension string) (prep.Media, error) {
	if err := p.lookAround(); err != nil {
		return prep.Media{}, err
	}
	hash := sha256.Sum256(content)
	if file, known := p.known[hex.EncodeToString(hash[:])]; known && p.db.HasMedia(file) {
		return file, nil
	}
	file, err := p.db.StoreMedia(bytes.NewReader(content), extension)
	if err != nil {
		return prep.Media{}, err
	}
	if info, err := os.Lstat(p.db.MediaPath(file)); err == nil && !p.here[file.Name()] {
		p.fresh = append(p.fresh, freshFile{file, info})
	}
	p.known[file.Hash] = file
	return file, nil
}

// lookAround learns once what is stored.
func (p *pictures) lookAround() error {
	if p.known != nil {
		return nil
	}
	p.known, p.here = map[string]prep.Media{}, map[string]bool{}
	entries, err := os.ReadDir(p.db.MediaFolder())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read folder: %w", err)
	}
	for _, entry := range entries {
		p.here[entry.Name()] = true
	}
	return p.db.View(context.Background(), func(tx *prep.Tx) error {
		files, err := tx.AllMedia()
		for _, file := range files {
			p.known[file.Hash] = file
		}
		return err
	})
}

// tidy deletes the files that this command wrote and that no row names: the transaction failed, or the cards stayed
// as they were. What it cannot delete prep media prune will.
func (p *pictures) tidy(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	_ = p.db.View(ctx, func(tx *prep.Tx) error {
		for _, file := range p.fresh {
			now, err := os.Lstat(p.db.MediaPath(file.Media))
			if err != nil || !os.SameFile(file.info, now) {
				continue
			}
			if _, err := tx.Media(file.ID); errors.Is(err, prep.ErrNotFound) {
				_ = p.db.RemoveMedia(file.Media)
			}
		}
		return nil
	})
}

// at says where in the text a picture is that could not be taken.
func (from pictureSource) at(err error, note deck.Note, picture deck.Picture, back bool) error {
	if from.name == "" {
		return err
	}
	line, column := from.place(note, picture, back)
	return fmt.Errorf("%s:%d:%d: %w", from.name, line, column, err)
}

// place finds the line and the column of a picture, both from 1: its destination is looked for from the line on which
// the note begins, as often as the note has it before.
func (from pictureSource) place(note deck.Note, picture deck.Picture, back bool) (line, column int) {
	side, before := note.Front, ""
	if back {
		side, before = note.Back, note.Front
	}
	written := side[picture.Start:picture.End]
	skip := strings.Count(before, written) + strings.Count(side[:picture.Start], written)
	text, at := string(from.text), 0
	for range note.Line - 1 {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	for {
		n := strings.Index(text[at:], written)
		if n < 0 {
			return note.Line, 1
		}
		if at += n; skip == 0 {
			break
		}
		at += len(written)
		skip--
	}
	return strings.Count(text[:at], "\n") + 1, utf8.RuneCountInString(text[strings.LastIndexByte(text[:at], '\n')+1:at]) + 1
}

// typedHere is the source of a text that a person writes at this machine: its pictures may be anywhere.
func typedHere(name string, text []byte) pictureSource {
	return pictureSource{name: name, text: text, folder: "."}
}

// broughtIn is the source of a text that may come from somebody else: it may take pictures from its own folder and
// those below it, and from one more that the person names.
func broughtIn(name string, text []byte, folder, also string) (pictureSource, error) {
	from := pictureSource{name: name, text: text, folder: folder, exported: true}
	for _, allowed := range []string{folder, also} {
		if allowed == "" {
			continue
		}
		absolute, err := filepath.Abs(allowed)
		if err != nil {
			return from, fmt.Errorf("find folder %q: %w", allowed, err)
		}
		from.within = append(from.within, absolute)
	}
	return from, nil
}

// picturesFromFlag is the option of commands that read texts which others may have written.
func picturesFromFlag(into *string) cli.Flag {
	return &cli.StringFlag{Name: "pictures-from", Usage: "let the texts take pictures from `FOLDER` too", Destination: into}
}

// destinations returns what the pictures of a note have as destination.
func destinations(note deck.Note) map[string]bool {
	found := map[string]bool{}
	for _, side := range []string{note.Front, note.Back} {
		for _, picture := range deck.Pictures(side) {
			found[picture.Destination] = true
		}
	}
	return found
}
