package tui

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"prep"
)

// longestReason is how many characters of the reason are shown why there is no picture.
const longestReason = 60

// paragraph draws a paragraph, with its pictures where they stand in it, each above its own words.
func (d *drawing) paragraph(n ast.Node, width int) []string {
	d.width, d.found = width, nil
	text := d.inline(n, d.theme.Text)
	d.width = 0
	if len(d.found) == 0 {
		return d.theme.wrap(text, width)
	}
	var lines []string
	for i, part := range strings.Split(text, string(pictureMark)) {
		if i > 0 {
			picture := d.found[i-1]
			lines = append(lines, cellLines(picture.place, picture.hung.cols, picture.hung.rows)...)
		}
		if part = strings.TrimSpace(part); part != "" {
			lines = append(lines, d.theme.wrap(part, width)...)
		}
	}
	return lines
}

// image draws an image as its words, below the picture where there is one.
func (d *drawing) image(b *strings.Builder, n *ast.Image) {
	destination := string(n.Destination)
	words := d.inline(n, d.linked(destination))
	if d.theme.Bare {
		d.spokenImage(b, words, destination)
		return
	}
	reason := ""
	if picture := d.pictures.show(destination, d.width); picture != nil {
		reason = picture.reason
		if picture.hung != nil {
			b.WriteRune(pictureMark)
			d.found = append(d.found, picture)
		}
	}
	d.link(b, d.theme.Muted.Render("▣ ")+words, destination)
	if reason != "" {
		b.WriteString(d.theme.Muted.Render(" (" + d.theme.cut(reason, longestReason, "…") + ")"))
	}
}

// spokenImage is an image in letters: "image: a heart". The name of a file of ours says nothing to anybody.
func (d *drawing) spokenImage(b *strings.Builder, words, destination string) {
	if _, ours := prep.ParseMediaLink(destination); ours && words != "" {
		b.WriteString("image: " + words)
		return
	}
	d.link(b, strings.TrimSpace("image: "+words), destination)
}

// isPicture reports whether the destination of an image may be a picture on this machine. Those on the network are
// never fetched for a card: somebody would learn when it is reviewed.
func isPicture(destination string) bool {
	if _, ours := prep.ParseMediaLink(destination); ours {
		return true
	}
	return isFile(destination) && safeAddress(destination)
}
