package main

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"prep/sync"
)

// A syncProgress shows how far a sync is: a line for each phase, drawn over and over, with the objects, the bytes that
// have moved, and the time left. Without a terminal it is silent.
type syncProgress struct {
	e      *env
	bucket *tally // set as soon as it is open
	line   *progress
	phase  string
	began  time.Time
}

func (p *syncProgress) show(now sync.Progress) {
	label := now.Phase
	if now.Device != "" {
		label += " " + summary(now.Device, 20)
	}
	if p.line == nil || p.phase != label {
		p.end()
		p.phase, p.began = label, p.e.Clock()
		p.line = p.e.progress(label, now.Total)
	}
	p.line.total = now.Total
	p.line.note = p.note(now)
	p.line.set(now.Done)
}

// note is the bytes so far, and the time left once there is something to judge by.
func (p *syncProgress) note(now sync.Progress) string {
	text := ""
	if p.bucket != nil {
		if moved := p.bucket.up.Load() + p.bucket.down.Load(); moved > 0 {
			text = ", " + humanize.Bytes(uint64(moved))
		}
	}
	if past := p.e.Clock().Sub(p.began); past > time.Second && now.Done > 0 && now.Done < now.Total {
		left := past / time.Duration(now.Done) * time.Duration(now.Total-now.Done)
		text += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return text
}

func (p *syncProgress) end() {
	if p.line != nil {
		p.line.end()
		p.line = nil
	}
}
