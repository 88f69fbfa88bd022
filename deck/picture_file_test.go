package deck_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"prep/deck"
)

func TestReadPicture(t *testing.T) {
	folder := t.TempDir()
	avif := append(binary.BigEndian.AppendUint32(nil, 24), "ftypmif1\x00\x00\x00\x00miafavif"...)
	for _, tt := range []struct {
		name, content, want string
		err                 error
	}{
		{"a.png", "\x89PNG\r\n\x1a\n…", "png", nil},
		{"a.jpeg", "\xff\xd8\xff\xe0…", "jpg", nil},
		{"a.JPG", "GIF89a…", "gif", nil}, // what it holds counts
		{"a.gif", "GIF87a", "gif", nil},
		{"a.webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", "webp", nil},
		{"a.bmp", "BM\x00\x00", "bmp", nil},
		{"a.avif", string(avif), "avif", nil},
		{"b.avif", "\x00\x00\x00\x14ftypavis\x00\x00\x00\x00mif1", "avif", nil},
		{"c.avif", "\x00\x00\x00\x14ftypmp42avifmif1", "", deck.ErrNoPicture}, // in the place of the version
		{"a.svg", "\ufeff<?xml version='1.0' encoding='iso-8859-1'?>\n<!DOCTYPE svg>\n<!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>", "svg", nil},
		{"b.svg", "<html><svg/></html>", "", deck.ErrNoPicture},
		{"c.svg", "a key <svg/>", "", deck.ErrNoPicture},
		{"d.svg", "", "", deck.ErrNoPicture},
		{"d.png", "-----BEGIN OPENSSH PRIVATE KEY-----", "", deck.ErrNoPicture},
		{"e.png", "", "", deck.ErrNoPicture},
		{"png", "GIF89a", "", deck.ErrNoPicture},
		{"x.txt", "GIF89a", "", deck.ErrNoPicture},
		{"x.png.gz", "GIF89a", "", deck.ErrNoPicture},
	} {
		path := filepath.Join(folder, tt.name)
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		content, extension, err := deck.ReadPicture(path)
		if extension != tt.want || !errors.Is(err, tt.err) || err == nil && string(content) != tt.content {
			t.Errorf("%s: %q %q, %v", tt.name, extension, content, err)
		}
	}
	large := filepath.Join(folder, "large.gif")
	full := append([]byte("GIF89a"), bytes.Repeat([]byte{1}, deck.MaxPicture-6)...)
	if err := os.WriteFile(large, full, 0o600); err != nil {
		t.Fatal(err)
	}
	if content, _, err := deck.ReadPicture(large); err != nil || len(content) != deck.MaxPicture {
		t.Errorf("%d bytes: %v", len(content), err)
	}
	if err := os.WriteFile(large, append(full, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := deck.ReadPicture(large); !errors.Is(err, deck.ErrLargePicture) {
		t.Errorf("a byte more: %v", err)
	}
	if err := os.Mkdir(filepath.Join(folder, "f.gif"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := deck.ReadPicture(filepath.Join(folder, "f.gif")); !errors.Is(err, deck.ErrNoFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, _, err := deck.ReadPicture(filepath.Join(folder, "gone.gif")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
}
