package tui

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/png"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/iterm2"
	"github.com/charmbracelet/x/ansi/kitty"
)

// hung is a picture as a canvas shows it.
type hung struct {
	cols, rows int
	id         int    // of Kitty, which keeps the picture
	whole      string // brings the picture: for Kitty before its cells, else with the cursor in its first cell
	// part is whole for some of its rows, the last included; nil for Kitty, which takes each cell by itself.
	part func(first, last int) string
}

// hang encodes a picture for a terminal. It takes some milliseconds.
func (t *terminal) hang(p *picture, id int) (*hung, error) {
	h := &hung{cols: p.cols, rows: p.rows, id: id}
	switch t.protocol {
	case Kitty:
		var b bytes.Buffer
		err := kitty.EncodeGraphics(&b, p.pixels, &kitty.Options{
			Action: kitty.TransmitAndPut, Transmission: kitty.Direct, ID: id, Format: kitty.PNG, Chunk: true,
			VirtualPlacement: true, Columns: p.cols, Rows: p.rows, ChunkFormatter: t.through,
			Quiet: 2, // no replies
		})
		h.whole = b.String()
		return h, err
	case ITerm2:
		h.part = func(first, last int) string { return iterm2File(p, first, last) }
	case Sixel:
		indexed := reduce(p.pixels, image.Rectangle{Max: p.size}, t.registers)
		h.part = func(first, last int) string { return sixel(indexed, sixelPart(p, first, last)) }
	default:
		return nil, errors.New("this terminal shows no pictures")
	}
	h.whole = h.part(0, p.rows-1)
	return h, nil
}

// unhang is the sequence that takes a picture out of the memory of Kitty.
func (t *terminal) unhang(id int) string {
	o := kitty.Options{Action: kitty.Delete, Delete: kitty.DeleteID, DeleteResources: true, ID: id, Quiet: 2}
	return t.through(ansi.KittyGraphics(nil, o.Options()...))
}

// through wraps a sequence so that tmux lets it through to the terminal behind it.
func (t *terminal) through(sequence string) string {
	if t.env("TMUX") != "" {
		return ansi.TmuxPassthrough(sequence)
	}
	return sequence
}

// sixelPart is what of a picture is drawn in some of its rows. A band that would reach over them is left out: tmux
// would take away the whole picture when the line below is written.
func sixelPart(p *picture, first, last int) image.Rectangle {
	part := image.Rectangle{image.Pt(0, first*p.cell.Y), image.Pt(p.size.X, min((last+1)*p.cell.Y, p.size.Y))}
	if ceilDiv(part.Dy(), sixelBand)*sixelBand > (last-first+1)*p.cell.Y {
		part.Max.Y -= part.Dy() % sixelBand
	}
	return part
}

// iterm2File is the sequence that draws some rows of a picture, stretched to exactly their cells.
func iterm2File(p *picture, first, last int) string {
	var b bytes.Buffer
	part := p.pixels.SubImage(image.Rect(0, first*p.cell.Y, p.cols*p.cell.X, (last+1)*p.cell.Y))
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, part); err != nil {
		return "" // memory takes all, and the image is not empty
	}
	return ansi.ITerm2(iterm2.File{
		Width: iterm2.Cells(p.cols), Height: iterm2.Cells(last - first + 1), IgnoreAspectRatio: true, Inline: true,
		Size: int64(b.Len()), DoNotMoveCursor: true,
		Content: []byte(base64.StdEncoding.EncodeToString(b.Bytes())),
	})
}
