package tui

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	longestShown = 64 << 10 // bytes of a side that are drawn
	deepest      = 12       // blocks inside blocks that are indented

	// mostMarks is up to how many characters that may mean something a text is parsed. The time of the parser grows
	// with their square in bad cases (64 kB of "_a*" took 15 s, 4,000 marks take a tenth of a second); prose of that
	// size has a few hundred.
	mostMarks = 4000
)

// marks counts the characters that can open or close something.
func marks(source string) (n int) {
	for i := range len(source) {
		if strings.IndexByte("*_[]>.-+)~<", source[i]) >= 0 {
			n++
		}
	}
	return n
}

// Markdown draws a text in lines of at most that many characters. It is safe for any text (see Visible).
func Markdown(source string, width int, theme Theme) []string {
	return draw(Visible(source), width, theme, nil)
}

// draw draws a text that is visible already, but for the marks of a gap. Pictures come from the gallery; nil: none.
func draw(source string, width int, theme Theme, pictures *gallery) []string {
	more := 0
	if len(source) > longestShown {
		cut := strings.LastIndexByte(source[:longestShown], '\n')
		if cut < longestShown/2 {
			cut = longestShown
		}
		source, more = strings.ToValidUTF8(source[:cut], ""), len(source)-cut
	}
	d := &drawing{source: []byte(source), theme: theme, pictures: pictures}
	var lines []string
	if marks(source) > mostMarks {
		var b strings.Builder
		d.text(&b, source, theme.Text)
		lines = d.theme.wrap(b.String(), max(width, 4))
	} else {
		lines = d.blocks(newParser().Parse(text.NewReader(d.source)), max(width, 4), 0)
	}
	if more > 0 {
		lines = append(lines, "", theme.Muted.Render(fmt.Sprintf("… and %d kB more", (more+1023)/1024)))
	}
	for i, line := range lines { // a wide character can stand over the edge of a very narrow column
		if d.theme.cells(line) > width {
			if lines[i] = d.theme.cut(line, width, ""); d.theme.cells(lines[i]) > width {
				lines[i] = "…"
			}
		}
	}
	return lines
}

// newParser makes a parser of Markdown with tables, strikethrough, task lists and bare links. It takes 30 µs, which
// is less than keeping one safe for all.
func newParser() parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	p.AddOptions(
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(extension.NewLinkifyParser(), 999),
		),
	)
	return p
}

// drawing is one text on its way to lines.
type drawing struct {
	source []byte
	theme  Theme
	gap    bool // between gapOpen and gapClose

	pictures *gallery
	width    int        // that a picture in the paragraph can have; 0 outside of paragraphs
	found    []*exhibit // the pictures of the paragraph, in the order of their marks
}

// blocks draws the blocks inside a node, one empty line between them.
func (d *drawing) blocks(parent ast.Node, width, depth int) []string {
	var lines []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		drawn := d.block(n, width, depth)
		if len(drawn) == 0 {
			continue
		}
		if _, tight := n.(*ast.TextBlock); len(lines) > 0 && !tight && !tightList(parent, n) {
			lines = append(lines, "")
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// tightList reports whether a list follows the text of a tight item without an empty line.
func tightList(parent, n ast.Node) bool {
	_, list := n.(*ast.List)
	_, item := parent.(*ast.ListItem)
	if !list || !item || n.PreviousSibling() == nil {
		return false
	}
	_, tight := n.PreviousSibling().(*ast.TextBlock)
	return tight
}

func (d *drawing) block(n ast.Node, width, depth int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return d.theme.wrap(d.inline(n, d.theme.Heading), width)
	case *ast.Paragraph, *ast.TextBlock:
		return d.paragraph(n, width)
	case *ast.Blockquote:
		bar := d.theme.Muted.Render("│ ")
		return d.indented(n, bar, bar, width, depth)
	case *ast.List:
		return d.list(n, width, depth)
	case *ast.FencedCodeBlock:
		return d.code(string(n.Lines().Value(d.source)), string(n.Language(d.source)), width)
	case *ast.CodeBlock:
		return d.code(string(n.Lines().Value(d.source)), "", width)
	case *ast.ThematicBreak:
		return []string{d.theme.Muted.Render(strings.Repeat("─", min(width, 24)))}
	case *ast.HTMLBlock:
		raw := string(n.Lines().Value(d.source))
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(d.source))
		}
		return d.theme.wrap(strings.TrimRight(raw, "\n"), width)
	case *extast.Table:
		return d.table(n, width)
	}
	return d.blocks(n, width, depth)
}

// indented draws the blocks inside a node behind a mark of the first line and one of the others.
func (d *drawing) indented(n ast.Node, first, rest string, width, depth int) []string {
	room := width - d.theme.cells(rest)
	if depth >= deepest || room < 8 {
		first, rest, room = "", "", width
	}
	lines := d.blocks(n, room, depth+1)
	for i, line := range lines {
		mark := rest
		if i == 0 {
			mark = first
		}
		lines[i] = mark + line
	}
	return lines
}

func (d *drawing) list(list *ast.List, width, depth int) []string {
	var lines []string
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "• "
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		if !list.IsTight && len(lines) > 0 {
			lines = append(lines, "")
		}
		rest := strings.Repeat(" ", d.theme.cells(mark))
		drawn := d.indented(item, d.theme.Muted.Render(mark), rest, width, depth)
		if len(drawn) == 0 {
			drawn = []string{d.theme.Muted.Render(mark)}
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// code draws a block of code, indented, its long lines continued on the next.
func (d *drawing) code(source, language string, width int) []string {
	const indent = "  "
	source = strings.TrimRight(source, "\n")
	var lines []string
	for line := range strings.SplitSeq(d.highlight(source, language), "\n") {
		for part := range strings.SplitSeq(d.theme.hardWrap(line, max(width-len(indent), 4)), "\n") {
			lines = append(lines, indent+part)
		}
	}
	return lines
}
