package deck

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// MaxPicture is the size in bytes that no picture of a card exceeds.
const MaxPicture = 32 << 20

// Errors of ReadPicture; those of the file system pass.
var (
	ErrNoPicture    = errors.New("no picture")
	ErrNoFile       = errors.New("not a file")
	ErrLargePicture = fmt.Errorf("larger than %d MiB", MaxPicture>>20)
)

// PictureTypes are the extensions that the name of a picture may have.
func PictureTypes() []string {
	return []string{"png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg"}
}

// ReadPicture reads a picture and returns its bytes and the extension that they deserve, whatever their file is
// called: the same bytes have the same one everywhere. Both the name and the bytes must be a picture's, so that no
// deck can name a private file of another kind. Nothing is decoded: that is for whoever draws it.
func ReadPicture(path string) (content []byte, extension string, err error) {
	if !slices.Contains(PictureTypes(), strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))) {
		return nil, "", ErrNoPicture
	}
	info, err := os.Stat(path) // before it is opened: that would wait for the other end of a pipe
	switch {
	case err != nil:
		return nil, "", err
	case !info.Mode().IsRegular():
		return nil, "", ErrNoFile
	case info.Size() > MaxPicture:
		return nil, "", ErrLargePicture
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, MaxPicture+1))
	if err != nil {
		return nil, "", err
	}
	if len(content) > MaxPicture {
		return nil, "", ErrLargePicture
	}
	if extension = pictureType(content); extension == "" {
		return nil, "", ErrNoPicture
	}
	return content, extension, nil
}

// pictureType tells from the first bytes which picture they begin; "" for none.
func pictureType(content []byte) string {
	switch http.DetectContentType(content) {
	case "image/png":
		return "png"
	case "image/jpeg":
		return "jpg"
	case "image/gif":
		return "gif"
	case "image/webp":
		return "webp"
	case "image/bmp":
		return "bmp"
	}
	switch {
	case isAVIF(content):
		return "avif"
	case isSVG(content):
		return "svg"
	}
	return ""
}

// isAVIF looks for a file type box that names the brand avif or avis (AV1 Image File Format 1.1, section 6).
func isAVIF(content []byte) bool {
	if len(content) < 16 || string(content[4:8]) != "ftyp" {
		return false
	}
	size := int(content[0])<<24 | int(content[1])<<16 | int(content[2])<<8 | int(content[3])
	for at := 8; at+4 <= min(size, len(content), 256); at += 4 {
		if brand := string(content[at : at+4]); at != 12 && (brand == "avif" || brand == "avis") { // 12: the version
			return true
		}
	}
	return false
}

// isSVG reports whether the first element of an XML document is svg.
func isSVG(content []byte) bool {
	decoder := xml.NewDecoder(bytes.NewReader(content[:min(len(content), 64<<10)]))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token.Name.Local == "svg"
		case xml.CharData:
			if len(bytes.TrimSpace(bytes.TrimPrefix(token, []byte(byteOrderMark)))) > 0 {
				return false
			}
		}
	}
}
