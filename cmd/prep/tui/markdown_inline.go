package tui

import (
	"path"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// The gap of a cloze that is asked stands between these two noncharacters; Visible keeps them out of any text that a
// person wrote.
const (
	gapOpen  = '\uFDD0'
	gapClose = '\uFDD1'
)

// inline draws what stands in a paragraph, as one line but for hard breaks.
func (d *drawing) inline(parent ast.Node, style lipgloss.Style) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		d.draw(&b, n, style)
	}
	return b.String()
}

func (d *drawing) draw(b *strings.Builder, n ast.Node, style lipgloss.Style) {
	switch n := n.(type) {
	case *ast.Text:
		value := n.Value(d.source)
		if !n.IsRaw() {
			value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
		}
		d.text(b, string(value), style)
		switch {
		case n.HardLineBreak():
			b.WriteByte('\n')
		case n.SoftLineBreak():
			b.WriteByte(' ')
		}
	case *ast.String:
		d.text(b, string(n.Value), style)
	case *ast.CodeSpan:
		code := strings.ReplaceAll(d.rawText(n), "\n", " ")
		if d.theme.Spelled {
			code = "`" + code + "`"
		}
		d.text(b, code, d.theme.Code)
	case *ast.Emphasis:
		switch {
		case d.theme.Bare:
		case n.Level == 2:
			style = style.Bold(true)
		default:
			style = style.Italic(true)
		}
		b.WriteString(d.inline(n, style))
	case *extast.Strikethrough:
		if !d.theme.Bare {
			style = style.Strikethrough(true)
		}
		b.WriteString(d.inline(n, style))
	case *extast.TaskCheckBox:
		if n.IsChecked {
			b.WriteString("☑ ")
		} else {
			b.WriteString("☐ ")
		}
	case *ast.Link:
		d.link(b, d.inline(n, d.linked(string(n.Destination))), string(n.Destination))
	case *ast.AutoLink:
		address := string(n.URL(d.source))
		d.text(b, string(n.Label(d.source)), d.linked(address))
	case *ast.Image:
		d.image(b, n)
	case *ast.RawHTML:
		raw := string(n.Segments.Value(d.source))
		if tag := strings.ToLower(strings.Trim(raw, "</ >")); tag == "br" {
			b.WriteByte('\n')
			return
		}
		d.text(b, raw, style)
	default:
		b.WriteString(d.inline(n, style))
	}
}

// text draws letters. A character reference may have made controls of them: they are made visible again.
func (d *drawing) text(b *strings.Builder, value string, style lipgloss.Style) {
	value = visibleWithGaps(value)
	for value != "" {
		at := strings.IndexFunc(value, func(r rune) bool { return r == gapOpen || r == gapClose || r == '\n' })
		part := value
		if at >= 0 {
			part = value[:at]
		}
		if part != "" {
			if d.gap {
				b.WriteString(d.theme.Gap.Inherit(style).Render(part))
			} else {
				b.WriteString(style.Render(part))
			}
		}
		if at < 0 {
			return
		}
		rest := value[at:]
		switch {
		case strings.HasPrefix(rest, string(gapOpen)):
			d.gap, value = true, rest[len(string(gapOpen)):]
		case strings.HasPrefix(rest, string(gapClose)):
			d.gap, value = false, rest[len(string(gapClose)):]
		default:
			b.WriteByte('\n')
			value = rest[1:]
		}
	}
}

// visibleWithGaps is Visible that lets the marks of a gap through.
func visibleWithGaps(value string) string {
	if !strings.ContainsFunc(value, isUnsafe) {
		return value
	}
	var b strings.Builder
	for _, r := range value {
		if r == gapOpen || r == gapClose {
			b.WriteRune(r)
		} else {
			b.WriteString(Visible(string(r)))
		}
	}
	return b.String()
}

// linked is the style of a link to the address, which a terminal with OSC 8 opens.
func (d *drawing) linked(address string) lipgloss.Style {
	if d.theme.Spelled || d.theme.Bare || !safeAddress(address) {
		return d.theme.Link
	}
	if strings.HasPrefix(address, "/") {
		address = "file://" + address
	}
	return d.theme.Link.Hyperlink(address)
}

// link writes a link's words, and its address where styles cannot carry it.
func (d *drawing) link(b *strings.Builder, words, address string) {
	b.WriteString(words)
	if d.theme.Spelled && address != "" {
		b.WriteString(" (" + Visible(address) + ")")
	}
}

// safeAddress reports whether an address can stand in an escape sequence and be opened with a key: printable ASCII,
// a page or a mail; of the files here only pictures, which run nothing.
func safeAddress(address string) bool {
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	address = strings.ToLower(address)
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return isFile(address) && slices.Contains(pictureTypes(), path.Ext(address))
}

// isFile reports whether an address is one of a file here.
func isFile(address string) bool {
	return strings.HasPrefix(strings.ToLower(address), "file:///") || strings.HasPrefix(address, "/")
}

func pictureTypes() []string { return []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"} }

// rawText is the text of a code span as it was written.
func (d *drawing) rawText(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(d.source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}
