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

// sixel returns the sequence that draws a part of an image. Index 0 is transparent.
func sixel(from *image.Paletted, part image.Rectangle) string {
	part = part.Intersect(from.Rect)
	var b bytes.Buffer
	// One pixel is as wide as it is high.
	b.WriteString(`"1;1;` + strconv.Itoa(part.Dx()) + ";" + strconv.Itoa(part.Dy()))
	defined := [256]bool{}
	masks := make([][]byte, len(from.Palette)) // for each colour the characters of the band; nil: not in it
	spare := make([][]byte, 0, len(from.Palette))
	for top := part.Min.Y; top < part.Max.Y; top += 6 {
		for y := top; y < min(top+6, part.Max.Y); y++ {
			line := from.Pix[from.PixOffset(part.Min.X, y):][:part.Dx()]
			for x, index := range line {
				if index == 0 {
					continue
				}
				if masks[index] == nil {
					if len(spare) > 0 {
						masks[index], spare = spare[len(spare)-1], spare[:len(spare)-1]
						clear(masks[index])
					} else {
						masks[index] = make([]byte, part.Dx())
					}
				}
				masks[index][x] |= 1 << (y - top)
			}
		}
		first := true
		for index, mask := range masks {
			if mask == nil {
				continue
			}
			if !first {
				b.WriteByte('$') // back to the beginning of the band
			}
			first = false
			if !defined[index] {
				defined[index] = true
				define(&b, index, from)
			}
			b.WriteString("#" + strconv.Itoa(index-1))
			runs(&b, mask)
			spare = append(spare, mask)
			masks[index] = nil
		}
		b.WriteByte('-') // to the next band
	}
	return ansi.SixelGraphics(0, 1, 0, bytes.TrimRight(b.Bytes(), "-"))
}

// define sets a colour: its channels count from 0 to 100.
func define(b *bytes.Buffer, index int, from *image.Paletted) {
	red, green, blue, _ := from.Palette[index].RGBA()
	b.WriteString("#" + strconv.Itoa(index-1) + ";2")
	for _, channel := range []uint32{red, green, blue} {
		b.WriteString(";" + strconv.Itoa(int((channel*100+0x7fff)/0xffff)))
	}
}

// runs writes the columns of one colour, four and more of the same as a number. Empty ones at the end are not said.
func runs(b *bytes.Buffer, mask []byte) {
	mask = bytes.TrimRight(mask, "\x00")
	for i := 0; i < len(mask); {
		n := 1
		for i+n < len(mask) && mask[i+n] == mask[i] {
			n++
		}
		letter := '?' + mask[i]
		if n > 3 {
			b.WriteString("!" + strconv.Itoa(n))
			b.WriteByte(letter)
		} else {
			b.Write(bytes.Repeat([]byte{letter}, n))
		}
		i += n
	}
}
