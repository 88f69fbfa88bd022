package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	extast "github.com/yuin/goldmark/extension/ast"
)

const (
	columnGap       = 2 // spaces between columns
	narrowestColumn = 4
)

// table draws a table in columns, or, where they have no room, each row as a list of its cells.
func (d *drawing) table(table *extast.Table, width int) []string {
	var rows [][]string
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		style := d.theme.Text
		if len(rows) == 0 {
			style = d.theme.Heading
		}
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, d.inline(cell, style))
		}
		rows = append(rows, cells)
	}
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil
	}
	widths := d.columnWidths(rows, width)
	if widths == nil {
		return d.tableAsList(rows, width)
	}
	var lines []string
	for i, row := range rows {
		lines = append(lines, d.drawRow(row, widths, table.Alignments)...)
		if i == 0 {
			rule := make([]string, len(widths))
			for c, w := range widths {
				rule[c] = strings.Repeat("─", w)
			}
			lines = append(lines, d.theme.Muted.Render(strings.Join(rule, strings.Repeat(" ", columnGap))))
		}
	}
	return lines
}

// columnWidths gives every column what it needs, taking from the widest where that is too much; nil where even the
// narrowest columns have no room.
func (d *drawing) columnWidths(rows [][]string, width int) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for c := range min(len(row), len(widths)) {
			widths[c] = max(widths[c], min(d.theme.cells(row[c]), width))
		}
	}
	total := columnGap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- {
		widest := 0
		for c, w := range widths {
			if w > widths[widest] {
				widest = c
			}
		}
		if widths[widest] <= narrowestColumn {
			return nil
		}
		widths[widest]--
	}
	return widths
}

// drawRow draws the cells of a row beside one another.
func (d *drawing) drawRow(row []string, widths []int, alignments []extast.Alignment) []string {
	cells, height := make([][]string, len(widths)), 1
	for c, w := range widths {
		if c < len(row) {
			cells[c] = d.theme.wrap(row[c], max(w, 1))
		}
		height = max(height, len(cells[c]))
	}
	lines := make([]string, height)
	for i := range lines {
		var b strings.Builder
		for c, w := range widths {
			cell := ""
			if i < len(cells[c]) {
				cell = cells[c][i]
			}
			room := max(w-d.theme.cells(cell), 0)
			before := 0
			if c < len(alignments) {
				switch alignments[c] {
				case extast.AlignRight:
					before = room
				case extast.AlignCenter:
					before = room / 2
				}
			}
			b.WriteString(strings.Repeat(" ", before) + cell + strings.Repeat(" ", room-before))
			if c < len(widths)-1 {
				b.WriteString(strings.Repeat(" ", columnGap))
			}
		}
		lines[i] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// tableAsList draws each row as lines of "heading: cell".
func (d *drawing) tableAsList(rows [][]string, width int) []string {
	var lines []string
	for i, row := range rows[1:] {
		if i > 0 {
			lines = append(lines, "")
		}
		for c, cell := range row {
			if c < len(rows[0]) && ansi.Strip(rows[0][c]) != "" {
				cell = rows[0][c] + ": " + cell
			}
			lines = append(lines, d.theme.wrap(cell, width)...)
		}
	}
	return lines
}
