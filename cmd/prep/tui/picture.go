package tui

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
)

// Pictures come with cards, and cards come from anybody. A file says how many pixels it has before one of them is
// decoded; what would fill the memory is refused then. That leaves 40 million pixels for the photograph of a camera,
// 30 million for a drawing, and 8 million for a JPEG that comes in passes, which needs five times as much.
const (
	largestPicture = 32 << 20    // bytes of a file
	mostMemory     = 120_000_000 // bytes that the pixels take while they are decoded
)

// picture is an image at the size in which it is shown: cells of the terminal, filled from the top left. What it
// leaves of the last column and row is transparent.
type picture struct {
	cols, rows int
	cell       image.Point // pixels
	size       image.Point // pixels that the image fills; they are opaque
	pixels     *image.RGBA // cols*cell.X by rows*cell.Y
}

// frame is the room that a picture may take.
type frame struct {
	cols, rows int
	cell       image.Point // pixels
	band       int         // lines of pixels that the terminal draws at once; 0 is 1
}

// height is how many lines of pixels the terminal draws for a picture of that height.
func (f frame) height(pixels int) int {
	band := max(f.band, 1)
	return ceilDiv(pixels, band) * band
}

// format is a kind of file that is understood.
type format struct {
	magic  string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	pixel  func(file []byte, model color.Model) int // bytes that one takes while it is decoded
}

// formats are those of the standard library. Of a GIF that moves only the first image is decoded.
func formats() []format {
	return []format{
		{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode, pngPixel},
		{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode, jpegPixel},
		{"GIF8", gif.DecodeConfig, gif.Decode, func([]byte, color.Model) int { return 1 }},
	}
}

// readPicture reads a file and scales it to its frame. The error is a reason in a few words, fit to stand behind the
// name of the picture.
func readPicture(ctx context.Context, file io.Reader, room frame, turn chan struct{}) (*picture, error) {
	data, err := io.ReadAll(io.LimitReader(ctxReader{ctx, file}, largestPicture+1))
	if err != nil {
		return nil, fmt.Errorf("not read: %w", err)
	}
	if len(data) > largestPicture {
		return nil, fmt.Errorf("larger than %d MiB", largestPicture>>20)
	}
	for _, f := range formats() {
		if !bytes.HasPrefix(data, []byte(f.magic)) {
			continue
		}
		size, err := f.config(bytes.NewReader(data))
		switch {
		case err != nil || size.Width <= 0 || size.Height <= 0:
			return nil, errors.New("the file is broken")
		case size.Width > mostMemory/f.pixel(data, size.ColorModel)/size.Height:
			return nil, fmt.Errorf("%.0f million pixels are too many", float64(size.Width)*float64(size.Height)/1e6)
		}
		select { // one picture at a time is held at its full size
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		whole, err := f.decode(ctxReader{ctx, bytes.NewReader(data)})
		if err != nil {
			return nil, errors.New("the file is broken")
		}
		return shrink(ctx, whole, room)
	}
	return nil, errors.New("neither PNG nor JPEG nor GIF")
}

func pngPixel(_ []byte, model color.Model) int {
	switch model {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return 8
	}
	return 4
}

// jpegPixel looks for the segment that begins the image. In passes (SOF2), the coefficients of all are kept, 4 bytes
// for each of 3 or 4 components.
func jpegPixel(file []byte, model color.Model) int {
	whole := 3
	if model == color.CMYKModel {
		whole = 4
	}
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		switch marker := file[at+1]; {
		case marker == 0xff: // filling
			at++
		case marker == 0xc0 || marker == 0xc1:
			return whole
		default:
			if marker == 0xc2 || marker == 0xda {
				return 5 * whole
			}
			at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		}
	}
	return 5 * whole // what cannot be read is taken for the worst
}

// ctxReader ends a reader with its context: a decoder has no other end.
type ctxReader struct {
	ctx context.Context
	io.Reader
}

func (r ctxReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

// fit returns the size in pixels at which an image fits the room, never larger than the image. It gives up a few
// lines of pixels rather than a row of cells for the last band.
func fit(size image.Point, room frame) image.Point {
	high := room.rows * room.cell.Y
	scale := min(1, float64(room.cols*room.cell.X)/float64(size.X), float64(high)/float64(size.Y))
	scaled := func() image.Point {
		return image.Pt(
			max(int(math.Round(float64(size.X)*scale)), 1),
			max(int(math.Round(float64(size.Y)*scale)), 1),
		)
	}
	to := scaled()
	if over := to.Y % max(room.band, 1); over < to.Y && room.height(to.Y) > ceilDiv(to.Y, room.cell.Y)*room.cell.Y {
		scale = float64(to.Y-over) / float64(size.Y)
		to = scaled()
	}
	return to
}
