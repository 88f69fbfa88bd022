package tui

import (
	"context"
	"errors"
	"image"
	blend "image/draw"
)

// shrink scales an image by area: each pixel of the result is the mean of what it covers, so thin lines of a drawing
// get fainter but do not vanish. Transparent parts become white, as on paper: most drawings with a transparent ground
// are black, and would be lost on a dark terminal.
func shrink(ctx context.Context, whole image.Image, room frame) (*picture, error) {
	from := whole.Bounds()
	if from.Empty() {
		return nil, errors.New("the file is broken")
	}
	to := fit(from.Size(), room)
	p := &picture{cell: room.cell, size: to, cols: ceilDiv(to.X, room.cell.X), rows: ceilDiv(room.height(to.Y), room.cell.Y)}
	p.pixels = image.NewRGBA(image.Rect(0, 0, p.cols*room.cell.X, p.rows*room.cell.Y))

	columns := shares(from.Dx(), to.X)
	line := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	narrow := make([]float32, 4*to.X) // a line of the image, already at the width of the result
	sum := make([]float32, 4*to.X)
	read := -1 // the line that narrow holds
	for y, rows := range shares(from.Dy(), to.Y) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(sum)
		for i, weight := range rows.weights {
			if at := rows.first + i; at != read {
				blend.Draw(line, line.Rect, whole, image.Pt(from.Min.X, from.Min.Y+at), blend.Src)
				squeeze(narrow, line.Pix, columns)
				read = at
			}
			for x := range sum {
				sum[x] += weight * narrow[x]
			}
		}
		paper(p.pixels.Pix[y*p.pixels.Stride:], sum)
	}
	return p, nil
}

// share is which pixels of a line make one pixel of a shorter line, and how much each counts; together 1.
type share struct {
	first   int
	weights []float32
}

func shares(from, to int) []share {
	all := make([]share, to)
	ratio := float64(from) / float64(to)
	for i := range all {
		begin, end := float64(i)*ratio, min(float64(i+1)*ratio, float64(from))
		s := share{first: int(begin)}
		for at := s.first; at < from && float64(at) < end; at++ {
			covered := min(float64(at+1), end) - max(float64(at), begin)
			s.weights = append(s.weights, float32(covered/(end-begin)))
		}
		all[i] = s
	}
	return all
}

// squeeze shortens a line of RGBA pixels.
func squeeze(into []float32, line []byte, columns []share) {
	for x, column := range columns {
		var r, g, b, a float32
		for i, weight := range column.weights {
			pixel := line[4*(column.first+i):][:4]
			r += weight * float32(pixel[0])
			g += weight * float32(pixel[1])
			b += weight * float32(pixel[2])
			a += weight * float32(pixel[3])
		}
		into[4*x], into[4*x+1], into[4*x+2], into[4*x+3] = r, g, b, a
	}
}

// paper writes a line of premultiplied pixels onto white.
func paper(into []byte, line []float32) {
	for x := 0; x < len(line); x += 4 {
		white := 255 - line[x+3]
		for i := range 3 {
			into[x+i] = byte(min(max(line[x+i]+white+0.5, 0), 255))
		}
		into[x+3] = 255
	}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
