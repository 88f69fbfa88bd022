package sync

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// folderBucket is a folder that stands for a bucket: a NAS, a USB stick, a folder that Syncthing carries. Each object
// is a file whose path is its key. Every access goes through an os.Root, so that neither a key nor a symbolic link
// planted in the folder leads out of it.
type folderBucket struct {
	root *os.Root
	link func(from, to string) error // root.Link; a file system without hard links fails here
}

// temporary begins the names of half-written files. They begin with a dot, so a listing never shows them.
const temporary = ".prep-tmp-"

func openFolder(name string, create bool) (Bucket, error) {
	name = filepath.FromSlash(name)
	if !filepath.IsAbs(name) {
		return nil, fmt.Errorf("remote %q: %w: want an absolute folder; ~ is not expanded", "file://"+name, ErrRemote)
	}
	if create {
		err := os.Mkdir(name, 0o700)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("create folder %q: %w", name, ErrNoBucket)
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, folderError("create", name, err)
		}
	}
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil, fmt.Errorf("open folder %q: %w", name, ErrNoBucket) // an unplugged disk: never make it silently
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, folderError("open", name, err)
	}
	return &folderBucket{root: root, link: root.Link}, nil
}

func (b *folderBucket) List(ctx context.Context, prefix string) ([]Object, error) {
	folder := "."
	if cut := strings.LastIndexByte(prefix, '/'); cut >= 0 {
		folder = prefix[:cut]
		if err := checkKey(folder); err != nil {
			return nil, err
		}
	}
	var objects []Object
	err := fs.WalkDir(b.root.FS(), folder, func(key string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist): // deleted while we were looking, or never there
			return nil
		case err != nil:
			return err
		case key == ".":
			return nil
		case foreign(path.Base(key)) && entry.IsDir():
			return fs.SkipDir
		case !entry.Type().IsRegular(), foreign(path.Base(key)), !strings.HasPrefix(key, prefix):
			return nil
		}
		object, err := b.stat(key)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		objects = append(objects, object)
		return err
	})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("list %q: %w", prefix, ctx.Err())
	}
	if err != nil {
		return nil, folderError("list", prefix, err)
	}
	slices.SortFunc(objects, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
	return objects, nil
}

// stat reads the whole file for its ETag: times and sizes miss a change that a copying tool has dated back. Pieces of
// files are never changed and can be gigabytes: they are listed without one.
func (b *folderBucket) stat(key string) (Object, error) {
	file, err := b.root.Open(key)
	if err != nil {
		return Object{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return Object{}, err
	}
	if strings.HasPrefix(key, piecesPrefix) {
		return Object{Key: key, Size: info.Size(), Modified: info.ModTime().UTC()}, nil
	}
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	if err != nil {
		return Object{}, err
	}
	return Object{Key: key, ETag: hex.EncodeToString(hash.Sum(nil)), Size: size, Modified: info.ModTime().UTC()}, nil
}

func (b *folderBucket) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	if err := b.check(ctx, "get", key); err != nil {
		return nil, "", err
	}
	info, err := b.root.Lstat(key)
	if err != nil {
		return nil, "", folderError("get", key, err)
	}
	if !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("get %q: %w: a %s is in its place", key, ErrRefused, kindOf(info.Mode()))
	}
	file, err := b.root.Open(key)
	if err != nil {
		return nil, "", folderError("get", key, err)
	}
	defer func() { _ = file.Close() }()
	body, err := readAll(file, min(info.Size(), limit), limit)
	if err != nil {
		return nil, "", fmt.Errorf("get %q: %w", key, err)
	}
	return body, contentETag(body), nil
}

func (b *folderBucket) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	if err := b.check(ctx, "put", key); err != nil {
		return "", err
	}
	if err := b.root.MkdirAll(path.Dir(key), 0o700); err != nil {
		return "", folderError("put", key, err)
	}
	scratch := path.Join(path.Dir(key), temporary+rand.Text())
	err := b.write(scratch, body)
	if err == nil {
		err = b.place(scratch, key, opts.IfAbsent)
	}
	if err != nil {
		_ = b.root.Remove(scratch)
		return "", folderError("put", key, err)
	}
	return contentETag(body), nil
}

// write makes a file whose bytes are on the disk when it returns.
func (b *folderBucket) write(name string, body []byte) error {
	file, err := b.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// place gives the finished file its name: an existing object is replaced in one step, or, when it must be absent,
// left alone. A hard link is the one way to do the latter in one step; without it (FAT) a look has to do.
func (b *folderBucket) place(scratch, key string, ifAbsent bool) error {
	if ifAbsent {
		err := b.link(scratch, key)
		if err == nil {
			return errors.Join(b.root.Remove(scratch), b.syncFolder(path.Dir(key)))
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, err := b.root.Lstat(key); err == nil {
			return fs.ErrExist
		}
	}
	if err := b.root.Rename(scratch, key); err != nil {
		return err
	}
	return b.syncFolder(path.Dir(key))
}

// syncFolder makes a new name last through a power cut. Not every system can (Windows, some network disks): there
// the file system's own order has to do.
func (b *folderBucket) syncFolder(name string) error {
	folder, err := b.root.Open(name)
	if err != nil {
		return err
	}
	_ = folder.Sync()
	return folder.Close()
}

func (b *folderBucket) Delete(ctx context.Context, key string) error {
	if err := b.check(ctx, "delete", key); err != nil {
		return err
	}
	info, err := b.root.Lstat(key)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("delete %q: %w: a %s is in its place", key, ErrRefused, kindOf(info.Mode()))
	}
	if err == nil {
		err = b.root.Remove(key)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err != nil {
		return folderError("delete", key, err)
	}
	return b.syncFolder(path.Dir(key))
}

// Clock is always zero: the clock of a folder is this machine's, which has no second opinion to give.
func (b *folderBucket) Clock() time.Time { return time.Time{} }

func (b *folderBucket) check(ctx context.Context, operation, key string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s %q: %w", operation, key, err)
	}
	return checkKey(key)
}

// checkKey refuses what not every storage can hold: a key is relative, its parts are not empty, neither . nor .., and
// no name that other programs leave in shared folders.
func checkKey(key string) error {
	if key == "" || len(key) > 800 || !utf8.ValidString(key) || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return fmt.Errorf("key %q: %w", key, ErrKey)
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || len(part) > 200 || foreign(part) {
			return fmt.Errorf("key %q: %w: %q is not a part of one", key, ErrKey, part)
		}
	}
	return nil
}

// foreign tells the names that are not ours: hidden files (.DS_Store, .stfolder, half-written files of Syncthing and
// of ourselves), Windows's leftovers and the copies that Syncthing makes of conflicts.
func foreign(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.Contains(name, ".sync-conflict-") ||
		strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

func contentETag(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "folder"
	case mode&fs.ModeSymlink != 0:
		return "symbolic link"
	}
	return "special file"
}

// folderError turns an error of the file system into one of bucket.go's.
func folderError(operation, key string, err error) error {
	sentinel := ErrRefused
	switch {
	case errors.Is(err, fs.ErrExist):
		sentinel = ErrExists
	case errors.Is(err, fs.ErrNotExist) && operation == "put":
		sentinel = ErrNoBucket // the folder itself went away
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR) && operation == "get":
		sentinel = ErrNotFound
	case errors.Is(err, fs.ErrPermission):
		sentinel = ErrDenied
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		sentinel = ErrFull
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ESTALE):
		sentinel = ErrUnreachable
	}
	return fmt.Errorf("%s %q: %w: %w", operation, key, sentinel, err)
}
