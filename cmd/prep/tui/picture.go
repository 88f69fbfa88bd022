package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
)

// Pictures come with cards, and cards come from anybody. A file says how many pixels it has before one of them is
// decoded; what would fill the memory is refused then. In the worst case, a progressive JPEG, 20 million pixels take
// 300 MB for a moment; the usual 12 million of a telephone take 40 MB.
const (
	largestPicture = 32 << 20 // bytes of a file
	mostPixels     = 20_000_000
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
}

// formats are those of the standard library. Of a GIF that moves only the first image is decoded.
func formats() []format {
	return []format{
		{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
		{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
		{"GIF8", gif.DecodeConfig, gif.Decode},
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
		case size.Width > mostPixels/size.Height:
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
