package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A progress is one line on the terminal that shows how far long work has come. Where stderr is no terminal, and
// with --plain or --json, it is silent. bubbles/progress would animate it, at the price of a library more.
type progress struct {
	e     *env
	label string
	total int
	note  string // more about it, behind the counts
	shown int    // percent that is on the screen; -1: nothing is
}

// progress starts a line for work of that many steps: "import", 100000.
func (e *env) progress(label string, total int) *progress {
	return &progress{e: e, label: label, total: total, shown: -1}
}

// set shows that so many steps are done. It draws only what a person can see: call it after every step.
func (p *progress) set(done int) {
	if !p.visible() || p.total <= 0 {
		return
	}
	percent := min(100, max(0, 100*done/p.total))
	if percent == p.shown {
		return
	}
	p.shown = percent
	counts := fmt.Sprintf(" %3d%%  %d of %d%s", percent, done, p.total, p.note)
	room := min(40, p.e.width()-len("prep:  []")-len(p.label)-len(counts)-1)
	bar := ""
	if room >= 5 {
		full := room * percent / 100
		bar = "[" + strings.Repeat("#", full) + strings.Repeat(" ", room-full) + "]"
	}
	line := fmt.Sprintf("prep: %s %s%s", p.label, bar, counts)
	// A line that wraps could not be taken away again.
	_, _ = fmt.Fprintf(p.e.Stderr, "\r\x1b[K%s", ansi.Truncate(line, p.e.width()-1, ""))
}

// end takes the line away: what was done is said by the command itself.
func (p *progress) end() {
	if p.shown >= 0 {
		_, _ = fmt.Fprint(p.e.Stderr, "\r\x1b[K")
		p.shown = -1
	}
}

func (p *progress) visible() bool {
	return p.e.ErrTerminal && !p.e.plain && !p.e.json && p.e.Getenv("TERM") != "dumb"
}
