package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/text/unicode/norm"

	"prep/deck"
)

// errOutside: the picture is none of the folders that the text may take pictures from.
var errOutside = errors.New("outside")

// isAddress reports whether a destination is no file of this machine: https://…, data:…, //host/….
func isAddress(destination string) bool {
	if strings.HasPrefix(destination, "//") {
		return true
	}
	scheme, _, found := strings.Cut(destination, ":")
	if !found || len(scheme) < 2 || strings.EqualFold(scheme, "file") { // C:\ is a drive
		return false
	}
	return strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

// findPicture returns the path of the file that a destination names: relative to the folder, absolute, below the
// home folder with ~/, or a file:// address. Where there is no such file, one whose name is written with
// percent-escapes, or composes its accents in another way, is meant. Errors: fs.ErrNotExist; errOutside where within
// names folders and the file, links followed, is in none of them.
func (e *env) findPicture(destination, folder string, within []string) (string, error) {
	named, err := e.picturePath(destination, folder)
	if err != nil {
		return "", err
	}
	found := ""
	for _, spelling := range pictureSpellings(destination) {
		if path, err := e.picturePath(spelling, folder); err == nil {
			if _, err := os.Lstat(path); err == nil {
				found = path
				break
			}
		}
	}
	switch {
	case within == nil && found == "":
		return "", fs.ErrNotExist
	case within == nil:
		return found, nil
	case found == "" && isWithin(named, within):
		return "", fs.ErrNotExist
	case found == "":
		return "", errOutside // whether it exists is nobody's business
	}
	real, err := filepath.EvalSymlinks(found)
	if err != nil {
		return "", err
	}
	for _, allowed := range within {
		if allowed, err := filepath.EvalSymlinks(allowed); err == nil && isWithin(real, []string{allowed}) {
			return real, nil
		}
	}
	return "", errOutside
}

func (e *env) picturePath(destination, folder string) (string, error) {
	path := destination
	if len(path) > 5 && strings.EqualFold(path[:5], "file:") {
		address, err := url.Parse(path)
		if err != nil || address.Host != "" && address.Host != "localhost" || address.Path == "" {
			return "", errors.New("not the address of a file here")
		}
		path = address.Path
		if runtime.GOOS == "windows" {
			path = strings.TrimPrefix(path, "/") // /C:/Users
		}
	} else if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home := e.Getenv("HOME")
		if runtime.GOOS == "windows" {
			home = e.Getenv("USERPROFILE")
		}
		if home == "" {
			return "", errors.New("the home folder is not known")
		}
		path = filepath.Join(home, rest)
	}
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find picture: %w", err)
	}
	return path, nil
}

// pictureSpellings are the ways in which a file system may have the name.
func pictureSpellings(name string) []string {
	ways := []string{name, norm.NFC.String(name), norm.NFD.String(name)}
	if plain, err := url.PathUnescape(name); err == nil && plain != name {
		ways = append(ways, plain, norm.NFC.String(plain), norm.NFD.String(plain))
	}
	return ways
}

// isWithin reports whether the path is in or below one of the folders, as they are written.
func isWithin(path string, folders []string) bool {
	for _, folder := range folders {
		relative, err := filepath.Rel(folder, path)
		if err == nil && filepath.IsLocal(relative) {
			return true
		}
	}
	return false
}

// whyNoPicture says in words what is wrong with a picture, and what to do about it; "" for what has nothing to do with
// this one.
func whyNoPicture(err error, destination, folder string) (why, hint string) {
	switch {
	case errors.Is(err, errOutside):
		return "outside of the folder of the text", "a deck may take pictures from its own folder and those below it; --pictures-from FOLDER allows another"
	case errors.Is(err, fs.ErrNotExist):
		if absolute, err := filepath.Abs(folder); err == nil && !filepath.IsAbs(destination) && !strings.HasPrefix(destination, "~/") {
			hint = "it is looked for in " + absolute
		}
		return "no such file", hint
	case errors.Is(err, fs.ErrPermission):
		return "it may not be read", ""
	case errors.Is(err, deck.ErrNoPicture):
		return "not a picture", "name and content must be those of a picture: " + strings.Join(deck.PictureTypes(), ", ")
	case errors.Is(err, deck.ErrNoFile):
		return "not a file", ""
	case errors.Is(err, deck.ErrLargePicture):
		return fmt.Sprintf("larger than %d MiB", deck.MaxPicture>>20), "make it smaller: a card shows a few hundred pixels"
	}
	return "", ""
}
