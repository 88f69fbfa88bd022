package tui

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bomb is the beginning of a PNG that says it has so many pixels.
func bomb(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 2, 0, 0, 0)
	file := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), uint32(len(header)-4))
	return binary.BigEndian.AppendUint32(append(file, header...), crc32.ChecksumIEEE(header))
}

// deepBomb is a bomb with 16 bits in a channel.
func deepBomb(width, height uint32) []byte {
	file := bomb(width, height)
	file[24] = 16
	return binary.BigEndian.AppendUint32(file[:29], crc32.ChecksumIEEE(file[12:29]))
}

// jpegHeader is the beginning of a JPEG with a comment, filling, and an image of that kind.
func jpegHeader(kind byte, width, height uint16) []byte {
	file := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xfe\x00\x04hi\xff\xff"), kind, 0, 17, 8)
	file = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(file, height), width)
	return append(file, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
}

func TestFilesThatAreNoPicture(t *testing.T) {
	whole := pngOf(t, checkered())
	for _, test := range []struct {
		what string
		file io.Reader
		want string
	}{
		{"a bomb", bytes.NewReader(bomb(50_000, 50_000)), "2500 million pixels are too many"},
		{"a bomb that overflows", bytes.NewReader(bomb(1<<31-1, 1<<31-1)), "the file is broken"},
		{"too many of them in passes", bytes.NewReader(jpegHeader(0xc2, 4000, 3000)), "12 million pixels are too many"},
		{"as many in one", bytes.NewReader(jpegHeader(0xc0, 4000, 3000)), "the file is broken"}, // it ends there
		{"too many in one", bytes.NewReader(jpegHeader(0xc0, 8000, 6000)), "48 million pixels are too many"},
		{"too many 16-bit ones", bytes.NewReader(deepBomb(5000, 4000)), "20 million pixels are too many"},
		{"a line of pixels", bytes.NewReader(bomb(1<<30, 1)), "1074 million pixels are too many"},
		{"a bomb in a GIF", strings.NewReader("GIF89a\xff\xff\xff\xff\x00\x00\x00"), "4295 million pixels are too many"},
		{"truncated", bytes.NewReader(whole[:len(whole)/2]), "the file is broken"},
		{"a header alone", bytes.NewReader(whole[:8]), "the file is broken"},
		{"no pixels", bytes.NewReader(bomb(0, 10)), "the file is broken"},
		{"a program", strings.NewReader("\x7fELF and more"), "neither PNG nor JPEG nor GIF"},
		{"drawn by a script", strings.NewReader("<svg onload='alert(1)'/>"), "neither PNG nor JPEG nor GIF"},
		{"empty", strings.NewReader(""), "neither PNG nor JPEG nor GIF"},
		{"endless", endless{}, "larger than 32 MiB"},
		{"unreadable", iotest.ErrReader(errors.New("the disk is gone")), "not read: the disk is gone"},
	} {
		_, err := readPicture(t.Context(), test.file, frame{80, 12, usualCell(), 1}, make(chan struct{}, 1))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.what, err, test.want)
		}
	}
}

// endless is a file like /dev/zero, with the beginning of a PNG.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

func TestAPictureEndsWithItsCard(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readPicture(ctx, endless{}, frame{80, 12, usualCell(), 1}, make(chan struct{}, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it cancelled", err)
	}
	turn := make(chan struct{}, 1)
	turn <- struct{}{} // another picture is being decoded
	ctx, cancel = context.WithCancel(t.Context())
	file := bytes.NewReader(pngOf(t, checkered()))
	done := make(chan error)
	go func() {
		_, err := readPicture(ctx, file, frame{80, 12, usualCell(), 1}, turn)
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it cancelled", err)
	}
}

func TestEveryFormatIsScaled(t *testing.T) {
	flat := image.NewPaletted(image.Rect(0, 0, 300, 200), color.Palette{color.RGBA{200, 100, 50, 255}, color.Black})
	var asGIF, asJPEG bytes.Buffer
	moving := &gif.GIF{Image: []*image.Paletted{flat, image.NewPaletted(flat.Rect, color.Palette{color.White})}, Delay: []int{1, 1}}
	if err := errors.Join(gif.EncodeAll(&asGIF, moving), jpeg.Encode(&asJPEG, flat, nil)); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"png": pngOf(t, flat), "gif": asGIF.Bytes(), "jpeg": asJPEG.Bytes()} {
		p, err := readPicture(t.Context(), bytes.NewReader(file), frame{cols: 12, rows: 9, cell: image.Pt(10, 20)}, make(chan struct{}, 1))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.cols != 12 || p.rows != 4 || p.size != image.Pt(120, 80) {
			t.Errorf("%s: %d x %d cells, %v pixels", name, p.cols, p.rows, p.size)
		}
		if got := p.pixels.RGBAAt(60, 40); max(got.R, 200)-min(got.R, 200) > 2 || max(got.B, 50)-min(got.B, 50) > 2 {
			t.Errorf("%s: colour %v", name, got)
		}
	}
}

func TestTransparentPartsAreWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 4, 2))
	m.Set(0, 0, color.NRGBA{A: 255})
	m.Set(1, 0, color.NRGBA{R: 255, A: 128})
	p, err := readPicture(t.Context(), bytes.NewReader(pngOf(t, m)), frame{4, 2, image.Pt(3, 2), 1}, make(chan struct{}, 1))
	if err != nil {
		t.Fatal(err)
	}
	want := []color.RGBA{{0, 0, 0, 255}, {255, 127, 127, 255}, {255, 255, 255, 255}, {255, 255, 255, 255}, {}, {}}
	for x, want := range want {
		if got := p.pixels.RGBAAt(x, 0); got != want {
			t.Errorf("pixel %d: %v, want %v", x, got, want)
		}
	}
}

// A picture keeps its shape, is never larger than its file or its room, and as large as they allow.
func TestAPictureFitsItsRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.IntRange(1, 4000)
		size := image.Pt(side.Draw(t, "width"), side.Draw(t, "height"))
		room := frame{rapid.IntRange(1, 80).Draw(t, "cols"), rapid.IntRange(1, 32).Draw(t, "rows"), image.Pt(10, 20), rapid.SampledFrom([]int{1, sixelBand}).Draw(t, "band")}
		got := fit(size, room)
		if got.X < 1 || got.Y < 1 || got.X > size.X || got.Y > size.Y || got.X > room.cols*10 || got.Y > room.rows*20 {
			t.Fatalf("%v in %v: %v", size, room, got)
		}
		if room.height(got.Y) > room.rows*20 {
			t.Fatalf("%v in %v: %v reaches over its last row", size, room, got)
		}
		if allowed := (room.rows*20 - got.Y); allowed >= room.band && size.Y-got.Y >= room.band && room.cols*10-got.X > room.band*(1+got.X/got.Y) {
			t.Fatalf("%v in %v: %v, and there is room", size, room, got)
		}
		if wide := float64(size.X) * float64(got.Y) / float64(size.Y); got.X > 1 && got.Y > 1 &&
			(wide > float64(got.X)*(1+1/float64(got.Y))+1 || wide < float64(got.X)*(1-1/float64(got.Y))-1) {
			t.Fatalf("%v in %v: %v is another shape", size, room, got)
		}
	})
}

// Scaled by area, the mean of all pixels stays.
func TestShrinkingKeepsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := rapid.IntRange(1, 500).Draw(t, "from"), rapid.IntRange(1, 500).Draw(t, "to")
		from, to = max(from, to), min(from, to)
		used := make([]float64, from)
		for i, s := range shares(from, to) {
			sum := 0.0
			for k, weight := range s.weights {
				used[s.first+k] += float64(weight)
				sum += float64(weight)
			}
			if sum < 0.999 || sum > 1.001 {
				t.Fatalf("pixel %d of %d from %d: weights %v", i, to, from, s.weights)
			}
		}
		for i, weight := range used {
			if want := float64(to) / float64(from); weight < want-0.001 || weight > want+0.001 {
				t.Fatalf("pixel %d of %d counts %v, want %v", i, from, weight, want)
			}
		}
	})
}

func TestSixelSaysEveryPixel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 20).Draw(t, "width"), rapid.IntRange(1, 20).Draw(t, "height")
		palette := color.Palette{color.RGBA{}, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.Black}
		m := image.NewPaletted(image.Rect(0, 0, width, height), palette)
		for i := range m.Pix {
			m.Pix[i] = byte(rapid.IntRange(0, 3).Draw(t, "pixel"))
		}
		top := rapid.IntRange(0, height-1).Draw(t, "top")
		got := sixelPixels(t, sixel(m, image.Rect(0, top, width, height+5)), width, height-top)
		if diff := cmp.Diff(m.Pix[top*width:], got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// sixelPixels draws a sequence as a terminal does, each pixel the number of its colour plus one.
func sixelPixels(t *rapid.T, sequence string, width, height int) []byte {
	pixels := make([]byte, width*height)
	body := strings.TrimSuffix(strings.TrimPrefix(sequence, "\x1bP0;1q"), "\x1b\\")
	number := func() (n int) {
		for body != "" && body[0] >= '0' && body[0] <= '9' {
			n, body = n*10+int(body[0]-'0'), body[1:]
		}
		return n
	}
	x, y, colour := 0, 0, 0
	for body != "" {
		c, repeat := body[0], 1
		body = body[1:]
		switch c {
		case '"':
			_, body, _ = strings.Cut(body, "#")
			body = "#" + body
			continue
		case '#':
			colour = number()
			for strings.HasPrefix(body, ";") {
				body = body[1:]
				number()
			}
			continue
		case '$':
			x = 0
			continue
		case '-':
			x, y = 0, y+6
			continue
		case '!':
			repeat = number()
			c, body = body[0], body[1:]
		}
		for ; repeat > 0; repeat-- {
			for bit := range 6 {
				if (c-'?')>>bit&1 == 0 {
					continue
				}
				if x >= width || y+bit >= height {
					t.Fatalf("a pixel at %d,%d of %dx%d", x, y+bit, width, height)
				}
				pixels[(y+bit)*width+x] = byte(colour + 1)
			}
			x++
		}
	}
	return pixels
}

// A drawing with few colours keeps them; a photograph gets as many as there are.
func TestReducingColours(t *testing.T) {
	few := reduce(checkered(), checkered().Rect, 16)
	if len(few.Palette) != 3 {
		t.Errorf("palette %v", few.Palette)
	}
	for y := range 12 {
		for x := range 4 {
			if few.At(x, y) != checkered().At(x, y) {
				t.Errorf("pixel %d,%d: %v", x, y, few.At(x, y))
			}
		}
	}
	many := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range many.Pix {
		many.Pix[i] = byte(i * 7)
		if i%4 == 3 {
			many.Pix[i] = 255
		}
	}
	for _, colours := range []int{2, 16, 255, 1024} {
		got := reduce(many, image.Rect(0, 0, 64, 60), colours)
		if n := len(got.Palette) - 1; n > min(colours, 255) || n < min(colours, 32) {
			t.Errorf("%d colours, want about %d", n, colours)
		}
		if got.ColorIndexAt(5, 62) != 0 || got.ColorIndexAt(5, 59) == 0 {
			t.Error("what is transparent is not what should be")
		}
	}
}

// No part of a picture is drawn over the line below it, and all but a band is drawn.
func TestPartsStayInTheirRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := image.Pt(10, rapid.IntRange(sixelBand, 40).Draw(t, "cell"))
		size := image.Pt(rapid.IntRange(1, 300).Draw(t, "width"), rapid.IntRange(1, 300).Draw(t, "height"))
		room := frame{30, 8, cell, sixelBand}
		p := &picture{cell: cell, size: fit(size, room)}
		p.rows = ceilDiv(room.height(p.size.Y), cell.Y)
		if p.rows > room.rows {
			t.Fatalf("%d rows of %v", p.rows, p.size)
		}
		first := rapid.IntRange(0, p.rows-1).Draw(t, "first")
		last := rapid.IntRange(first, p.rows-1).Draw(t, "last")
		part := sixelPart(p, first, last)
		lines := (last - first + 1) * cell.Y
		if drawn := ceilDiv(part.Dy(), sixelBand) * sixelBand; drawn > lines || part.Max.Y > p.size.Y {
			t.Fatalf("%v of %v in %d lines", part, p.size, lines)
		}
		if lost := min((last+1)*cell.Y, p.size.Y) - part.Max.Y; lost >= sixelBand || lost > 0 && first == 0 && last == p.rows-1 {
			t.Fatalf("%v of %v lost %d lines", part, p.size, lost)
		}
	})
}

// Any file is a picture within its room, or a reason.
func FuzzReadPicture(f *testing.F) {
	f.Add(pngOf(f, checkered()))
	f.Add(jpegHeader(0xc2, 8, 8))
	f.Add(bomb(40_000, 40_000))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := readPicture(t.Context(), bytes.NewReader(file), frame{8, 4, usualCell(), sixelBand}, make(chan struct{}, 1))
		if (p == nil) == (err == nil) {
			t.Fatalf("picture %v and error %v", p, err)
		}
		if err == nil && (p.cols < 1 || p.rows < 1 || p.cols > 8 || p.rows > 4) {
			t.Fatalf("%d x %d cells", p.cols, p.rows)
		}
	})
}
