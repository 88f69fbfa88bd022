package tui

import (
	"cmp"
	"image"
	"image/color"
	blend "image/draw"
	"slices"
)

// Sixel knows colours by number only. The palette of a picture is made by median cut (P. Heckbert, Color image
// quantization for frame buffer display, 1982): the box of colours that spreads widest is cut where half of its pixels
// are on each side, until there are as many boxes as colours; each box becomes its mean.

// bin is a colour, to 5 bits of each channel, and how many pixels have about that.
type bin struct {
	count int
	sum   [3]int // of the exact colours
	at    [3]int // 0-31
}

// reduce draws the opaque part of an image with at most that many colours, dithered. Index 0 is beside them, and
// transparent: the rest has it.
func reduce(from *image.RGBA, opaque image.Rectangle, colours int) *image.Paletted {
	boxes := [][]bin{binned(from, opaque)}
	for len(boxes) < min(colours, 255) {
		widest, channel, most := -1, 0, 0
		for i, box := range boxes {
			c, spread := widestChannel(box)
			if weight := spread * pixels(box); weight > most {
				widest, channel, most = i, c, weight
			}
		}
		if widest < 0 {
			break // each box is one colour
		}
		low, high := cut(boxes[widest], channel)
		boxes[widest] = low
		boxes = append(boxes, high)
	}
	palette := make(color.Palette, len(boxes))
	for i, box := range boxes {
		palette[i] = mean(box)
	}
	to := image.NewPaletted(from.Rect, palette)
	blend.FloydSteinberg.Draw(to, opaque, from, opaque.Min)
	to.Palette = append(color.Palette{color.RGBA{}}, palette...)
	for y := opaque.Min.Y; y < opaque.Max.Y; y++ {
		line := to.Pix[to.PixOffset(opaque.Min.X, y):][:opaque.Dx()]
		for x := range line {
			line[x]++
		}
	}
	return to
}

// binned sorts pixels into bins, and returns those that are not empty.
func binned(from *image.RGBA, part image.Rectangle) []bin {
	all := make([]bin, 1<<15)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		line := from.Pix[from.PixOffset(part.Min.X, y):][:4*part.Dx()]
		for ; len(line) > 0; line = line[4:] {
			b := &all[int(line[0]>>3)<<10|int(line[1]>>3)<<5|int(line[2]>>3)]
			b.count++
			for c := range 3 {
				b.sum[c] += int(line[c])
				b.at[c] = int(line[c] >> 3)
			}
		}
	}
	return slices.DeleteFunc(all, func(b bin) bool { return b.count == 0 })
}

func pixels(box []bin) (n int) {
	for _, b := range box {
		n += b.count
	}
	return n
}

// widestChannel tells in which of red, green and blue the colours of a box differ most, and by how much.
func widestChannel(box []bin) (channel, spread int) {
	for c := range 3 {
		low, high := 31, 0
		for _, b := range box {
			low, high = min(low, b.at[c]), max(high, b.at[c])
		}
		if high-low > spread {
			channel, spread = c, high-low
		}
	}
	return channel, spread
}

// cut divides a box of two colours or more.
func cut(box []bin, channel int) (low, high []bin) {
	slices.SortFunc(box, func(a, b bin) int { return cmp.Compare(a.at[channel], b.at[channel]) })
	half, seen, at := pixels(box)/2, 0, 0
	for at < len(box)-1 {
		seen += box[at].count
		at++
		if seen >= half {
			break
		}
	}
	return box[:at], box[at:]
}

func mean(box []bin) color.Color {
	n := pixels(box)
	var sum [3]int
	for _, b := range box {
		for c := range 3 {
			sum[c] += b.sum[c]
		}
	}
	return color.RGBA{byte(sum[0] / n), byte(sum[1] / n), byte(sum[2] / n), 255}
}
