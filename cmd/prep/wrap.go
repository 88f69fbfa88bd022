package main

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// widest is how long a line of prose gets on a wide terminal, in columns.
const widest = 100

// wrapped breaks the lines of a text at words so that each, with the indent before it, fits the width.
func wrapped(text string, width int, indent string) string {
	width = max(min(width, widest)-len(indent), 20)
	lines := strings.Split(ansi.Wrap(text, width, ""), "\n")
	for i, line := range lines {
		if line = strings.TrimRight(line, " "); line != "" {
			line = indent + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// columns is how wide a text is on a terminal.
func columns(text string) int { return ansi.StringWidth(text) }
