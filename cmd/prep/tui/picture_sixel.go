package tui

import (
	"bytes"
	"image"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// Sixel draws bands of six lines. In a band each colour in turn says for each column which of the six pixels it has,
// as the bits of a character above '?'. (DEC, VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.)
//
// What stands beside the drawing in github.com/charmbracelet/x/ansi/sixel needs a module more, does not dither, and
// encodes whole images only; here the lines that show of a scrolled picture are encoded.

// sixelBand is how many lines a band has.
const sixelBand = 6

// sixel returns the sequence that draws a part of an image. Index 0 is transparent.
func sixel(from *image.Paletted, part image.Rectangle) string {
	part = part.Intersect(from.Rect)
	if part.Empty() {
		return ""
	}
	width := part.Dx()
	out := []byte(`"1;1;`) // a pixel is as wide as it is high
	out = append(strconv.AppendInt(out, int64(width), 10), ';')
	out = strconv.AppendInt(out, int64(part.Dy()), 10)
	band := make([]byte, len(from.Palette)*width) // for each colour its bits, column by column
	var used, defined [256]bool
	for top := part.Min.Y; top < part.Max.Y; top += sixelBand {
		if top > part.Min.Y {
			out = append(out, '-') // to the next band
		}
		for y := top; y < min(top+sixelBand, part.Max.Y); y++ {
			bit := byte(1) << (y - top)
			for x, index := range from.Pix[from.PixOffset(part.Min.X, y):][:width] {
				band[int(index)*width+x] |= bit
				used[index] = true
			}
		}
		first := true
		for index := range from.Palette {
			mask := band[index*width:][:width]
			if used[index] && index > 0 {
				if !first {
					out = append(out, '$') // back to the beginning of the band
				}
				first = false
				if !defined[index] {
					out = define(out, index, from)
				}
				defined[index] = true
				out = runs(colour(out, index), mask)
			}
			if used[index] {
				clear(mask)
			}
		}
		used = [256]bool{}
	}
	return ansi.SixelGraphics(0, 1, 0, bytes.TrimRight(out, "-"))
}

func colour(out []byte, index int) []byte {
	return strconv.AppendInt(append(out, '#'), int64(index-1), 10)
}

// define sets a colour: its channels count from 0 to 100.
func define(out []byte, index int, from *image.Paletted) []byte {
	red, green, blue, _ := from.Palette[index].RGBA()
	out = append(colour(out, index), ";2"...)
	for _, channel := range []uint32{red, green, blue} {
		out = strconv.AppendInt(append(out, ';'), int64((channel*100+0x7fff)/0xffff), 10)
	}
	return out
}

// runs writes the columns of one colour, four and more of the same as a number. Empty ones at the end are not said.
func runs(out, mask []byte) []byte {
	mask = bytes.TrimRight(mask, "\x00")
	for i := 0; i < len(mask); {
		n := 1
		for i+n < len(mask) && mask[i+n] == mask[i] {
			n++
		}
		letter := '?' + mask[i]
		i += n
		if n > 3 {
			out = strconv.AppendInt(append(out, '!'), int64(n), 10)
			n = 1
		}
		for ; n > 0; n-- {
			out = append(out, letter)
		}
	}
	return out
}
