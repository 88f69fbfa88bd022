package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"prep"
	"prep/cmd/prep/tui"
	remote "prep/sync"
)

// imagesVariable says for one terminal what the setting images says for all of this machine.
const imagesVariable = "PREP_IMAGES"

// images is how the terminal takes pictures, as far as the person says so.
func (e *env) images() (tui.Protocol, error) {
	if value := e.Getenv(imagesVariable); value != "" {
		return imageProtocol(imagesVariable, value)
	}
	config, err := e.config()
	if err != nil {
		return "", err
	}
	return imageProtocol("settings: images", config.Images)
}

func imageProtocol(where, value string) (tui.Protocol, error) {
	if value != "" && !slices.Contains(tui.Protocols(), tui.Protocol(value)) {
		return "", fmt.Errorf("%s %q: want one of %s", where, value, choices(tui.Protocols()))
	}
	return tui.Protocol(value), nil
}

// fetching is how long the file of a picture may take from another machine's storage, while its card is on the screen.
const fetching = 30 * time.Second

// openPicture opens the file of an image in a card: one of the media folder, or of the person's own. Nothing is
// fetched from the web, and nothing is read that is no file: cards come from others too.
func (e *env) openPicture(ctx context.Context, destination string) (io.ReadCloser, error) {
	name, err := e.localFile(ctx, destination)
	if err != nil {
		return nil, err
	}
	// A pipe would make the open wait for a writer, and a device may do anything when it is opened.
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() { // it may have changed meanwhile
		return nil, errors.Join(errors.New("not a file"), file.Close())
	}
	return file, nil
}

// openLink opens a link of a card with the program that the person chose for such.
func (e *env) openLink(ctx context.Context, address string) error {
	if _, ours := prep.ParseMediaLink(address); ours {
		name, err := e.localFile(ctx, address)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("open %s: it is not on this machine", address)
		}
		if err != nil {
			return fmt.Errorf("open %s: %w", address, err)
		}
		address = name
	}
	return openOutside(ctx, address)
}

// localFile returns where the file of a destination in a card is. One that another machine has sent is fetched.
func (e *env) localFile(ctx context.Context, destination string) (string, error) {
	if id, ours := prep.ParseMediaLink(destination); ours {
		return e.mediaFile(ctx, id, path.Base(destination))
	}
	name := destination
	if strings.HasPrefix(strings.ToLower(destination), "file://") {
		address, err := url.Parse(destination)
		if err != nil || address.Host != "" && address.Host != "localhost" {
			return "", errors.New("not a file of this machine")
		}
		name = address.Path
	}
	// On Windows a name with two slashes is one of the network.
	if strings.HasPrefix(name, "//") || strings.Contains(name, `\`) || !strings.HasPrefix(name, "/") {
		return "", errors.New("not a file of this machine")
	}
	return filepath.FromSlash(name), nil
}

// mediaFile returns where a file of the media folder is, and fetches it first where it is not here; fs.ErrNotExist where
// nobody has it that this machine could ask.
func (e *env) mediaFile(ctx context.Context, id prep.ID, name string) (string, error) {
	db, err := e.open(ctx)
	if err != nil {
		return "", err
	}
	file := filepath.Join(db.MediaFolder(), name)
	_, missing := os.Stat(file)
	if !errors.Is(missing, fs.ErrNotExist) {
		return file, missing
	}
	ctx, cancel := context.WithTimeout(ctx, fetching)
	defer cancel()
	err = e.fetchMedia(ctx, db, id)
	if errors.Is(err, prep.ErrNotFound) || errors.Is(err, remote.ErrNotJoined) {
		err = missing
	}
	return file, err
}
