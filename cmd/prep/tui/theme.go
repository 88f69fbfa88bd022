package tui

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Theme is how things look. There is one accent colour; all else is the terminal's own text, brighter or dimmer.
type Theme struct {
	Text, Strong, Muted, Accent lipgloss.Style
	Code, Link, Heading         lipgloss.Style
	Gap                         lipgloss.Style // the gap of a cloze that is asked
	Right, Wrong                lipgloss.Style // in the diff of a typed answer, and for errors
	Keyword, Literal, Comment   lipgloss.Style // in code blocks

	// Cells is how the terminal counts the width of a text.
	Cells ansi.Method
	// Spelled writes out what styles would show: backticks around code, addresses behind links.
	Spelled bool
	// Bare leaves the letters alone: no weight, no slant.
	Bare bool
}

// NewTheme returns the colours for a dark or a light background. The numbers are of the 256-colour palette, each
// at least 4.5:1 against black or white.
func NewTheme(dark bool) Theme {
	pick := func(onDark, onLight string) lipgloss.Style {
		if dark {
			return lipgloss.NewStyle().Foreground(lipgloss.Color(onDark))
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(onLight))
	}
	accent, muted := pick("110", "25"), pick("246", "242")
	return Theme{
		Text: lipgloss.NewStyle(), Strong: lipgloss.NewStyle().Bold(true), Muted: muted, Accent: accent,
		Code: pick("180", "94"), Link: accent.Underline(true).UnderlineSpaces(true), Heading: lipgloss.NewStyle().Bold(true),
		Gap:   accent.Bold(true),
		Right: pick("114", "28"), Wrong: pick("210", "124"),
		Keyword: accent, Literal: pick("180", "94"), Comment: muted.Italic(true),
	}
}

// MonochromeTheme is for a terminal without colour: weight, slant and lines are left.
func MonochromeTheme() Theme {
	plain, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	return Theme{
		Text: plain, Strong: bold, Muted: plain, Accent: bold,
		Code: plain, Link: plain.Underline(true).UnderlineSpaces(true), Heading: bold.Underline(true), Gap: bold,
		Right: plain, Wrong: bold, Keyword: bold, Literal: plain, Comment: plain.Italic(true),
		Spelled: true,
	}
}

// PlainTheme is text alone, for pipes and screen readers.
func PlainTheme() Theme { return Theme{Spelled: true, Bare: true} }
