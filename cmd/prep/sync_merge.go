package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// The marks of a place where both sides changed the same lines, those of git (merge.conflictStyle diff3).
const (
	markOurs   = "<<<<<<<"
	markBefore = "|||||||"
	markMiddle = "======="
	markTheirs = ">>>>>>>"
)

// A side is a version of a text with the name that its marks carry.
type side struct {
	name string
	text string
}

// mergeTexts merges two versions that grew out of a base, line by line: what one side changed is taken from it,
// what both changed in the same place stands between marks with all three.
func mergeTexts(base string, ours, theirs side) string {
	base = wholeLines(base)
	a, b := udiff.Lines(base, wholeLines(ours.text)), udiff.Lines(base, wholeLines(theirs.text))
	var out strings.Builder
	done := 0
	for len(a)+len(b) > 0 {
		start, end, fromA, fromB := overlap(a, b)
		out.WriteString(base[done:start])
		left, right := changed(base, start, end, a[:fromA]), changed(base, start, end, b[:fromB])
		switch {
		case fromB == 0 || left == right:
			out.WriteString(left)
		case fromA == 0:
			out.WriteString(right)
		default:
			fmt.Fprintf(&out, "%s %s\n%s%s before\n%s%s\n%s%s %s\n",
				markOurs, ours.name, left, markBefore, base[start:end], markMiddle, right, markTheirs, theirs.name)
		}
		a, b, done = a[fromA:], b[fromB:], end
	}
	out.WriteString(base[done:])
	return out.String()
}

// overlap returns the first range of the base that edits of either side touch, grown until no edit is half in it, and
// how many edits of each are in it.
func overlap(a, b []udiff.Edit) (start, end, fromA, fromB int) {
	switch {
	case len(b) == 0 || len(a) > 0 && a[0].Start <= b[0].Start:
		start, end = a[0].Start, a[0].End
	default:
		start, end = b[0].Start, b[0].End
	}
	inside := func(e udiff.Edit) bool { return e.Start < end || e.Start == start }
	for grown := true; grown; {
		grown = false
		for fromA < len(a) && inside(a[fromA]) {
			end, grown = max(end, a[fromA].End), true
			fromA++
		}
		for fromB < len(b) && inside(b[fromB]) {
			end, grown = max(end, b[fromB].End), true
			fromB++
		}
	}
	return start, end, fromA, fromB
}

// changed is the range of the base with a side's edits in it.
func changed(base string, start, end int, edits []udiff.Edit) string {
	var out strings.Builder
	for _, e := range edits {
		out.WriteString(base[start:e.Start])
		out.WriteString(e.New)
		start = e.End
	}
	out.WriteString(base[start:end])
	return out.String()
}

func wholeLines(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// mergeRequest is the line above a merge. It has to go: a text is never merged without a look at it.
const mergeRequest = markOurs + " Make this one text. Delete this line when it is right; save nothing to leave it for later."

// settledText is what a person made of a merge.
func settledText(edited string) (string, error) {
	for n, line := range strings.Split(edited, "\n") {
		for _, mark := range []string{markOurs, markBefore, markTheirs} {
			if strings.HasPrefix(line, mark+" ") {
				return "", fmt.Errorf("line %d: the mark %s is still there", n+1, mark)
			}
		}
	}
	if strings.TrimSpace(edited) == "" {
		return "", errors.New("nothing is left of the text")
	}
	return strings.TrimRight(edited, "\n"), nil
}
