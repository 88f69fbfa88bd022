package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// How many cells a text takes is a matter of opinion: most terminals give each character its own, some draw an emoji
// of several as one. Bubble Tea asks the terminal; what is drawn here has to agree with it (Theme.Cells).

// cells returns the width of a styled text.
func (t Theme) cells(styled string) int { return t.Cells.StringWidth(styled) }

// cut shortens a styled text to so many cells; tail stands in for what is cut off.
func (t Theme) cut(styled string, width int, tail string) string {
	return t.Cells.Truncate(styled, width, tail)
}

// wrap breaks a styled text into lines, each of which ends the styles it begins.
func (t Theme) wrap(styled string, width int) []string {
	var b strings.Builder
	w := lipgloss.NewWrapWriter(&b)
	_, _ = w.Write([]byte(t.Cells.Wrap(styled, width, ""))) // a strings.Builder takes all
	_ = w.Close()
	return strings.Split(b.String(), "\n")
}

// hardWrap breaks a styled line wherever it is full.
func (t Theme) hardWrap(line string, width int) string {
	if t.cells(line) <= width {
		return line
	}
	full := strings.Join(t.wrap(strings.ReplaceAll(line, " ", "\u00a0"), width), "\n")
	return strings.ReplaceAll(full, "\u00a0", " ")
}
