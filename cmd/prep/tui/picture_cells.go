package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A picture stands in a frame as a rectangle of characters of the last private plane of Unicode, each of which says
// which cell of which picture it is. So the renderer wraps, scrolls, compares and erases pictures as it does text,
// and nothing has to know where on the screen they are: the canvas, through which each byte to the terminal goes,
// writes for such a character what the terminal understands.
//
// Kitty has characters of the same kind, and gets those. For iTerm2 and Sixel a cell is a blank; the last one that
// shows of a picture is armed, and brings the picture: at that moment all its cells are on the screen and blank.

const (
	firstCell  = '\U00100000' // + place<<12 | row<<7 | column
	firstArmed = '\U00108000' // + place<<10 | first row<<5 | last row
	afterArmed = '\U0010A000'
	cellLead   = 0xF4 // the first byte of all of these in UTF-8

	kittyCell = '\U0010EEEE' // Kitty's own

	// places is how many pictures can be told apart. Those of a card are at most mostPictures, so that no two cards
	// in a row use the same and the renderer sees that a picture has changed.
	places       = 8
	mostPictures = 4
	widest       = 128 // columns
	highest      = 32  // rows
)

// pictureMark stands in a line of text where a picture goes.
const pictureMark = '\uFDD2'

// isPictureRune reports whether a character is one of those that stand for pictures.
func isPictureRune(r rune) bool {
	return r >= firstCell && r < afterArmed || r == kittyCell || r == pictureMark
}

func cellRune(place, row, col int) rune { return firstCell + rune(place<<12|row<<7|col) }

// cellOf reads a character back; false where it is none of a picture, or an armed one.
func cellOf(r rune) (place, row, col int, ok bool) {
	n := int(r - firstCell)
	return n >> 12 & 7, n >> 7 & 31, n & 127, r >= firstCell && r < firstArmed
}

func armedOf(r rune) (place, first, last int, ok bool) {
	n := int(r - firstArmed)
	return n >> 10 & 7, n >> 5 & 31, n & 31, r >= firstArmed && r < afterArmed
}

// cellLines are the lines of a picture in a frame.
func cellLines(place, cols, rows int) []string {
	lines := make([]string, rows)
	for row := range lines {
		var b strings.Builder
		for col := range cols {
			b.WriteRune(cellRune(place, row, col))
		}
		lines[row] = b.String()
	}
	return lines
}

// arm replaces the last cell that shows of each picture in the lines by one that brings it.
func arm(lines []string) {
	type row struct {
		place, row int
		ok         bool
	}
	rows := make([]row, len(lines)+1)
	for i, line := range lines {
		rows[i].place, rows[i].row, rows[i].ok = pictureLine(line)
	}
	first := 0
	for i, line := range lines {
		here := rows[i]
		if !here.ok {
			continue
		}
		if i == 0 || rows[i-1] != (row{here.place, here.row - 1, true}) {
			first = here.row
		}
		if rows[i+1] == (row{here.place, here.row + 1, true}) {
			continue
		}
		at := strings.LastIndexByte(line, cellLead)
		armed := string(firstArmed + rune(here.place<<10|first<<5|here.row))
		lines[i] = line[:at] + armed + line[at+len(armed):]
	}
}

// pictureLine tells which row of which picture a line shows.
func pictureLine(line string) (place, row int, ok bool) {
	if strings.IndexByte(line, cellLead) < 0 {
		return 0, 0, false
	}
	for _, r := range ansi.Strip(line) {
		if place, row, _, ok := cellOf(r); ok {
			return place, row, true
		}
	}
	return 0, 0, false
}
