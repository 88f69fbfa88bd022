package sync

import (
	"slices"
	"strings"
)

// The lines around what Merge cannot decide.
const (
	markOurs   = "<<<<<<<\n"
	markMiddle = "=======\n"
	markTheirs = ">>>>>>>\n"

	mergeCells = 4 << 20 // of the table in which two texts are compared: 2,000 lines against 2,000
)

// Merged proposes a text that says what all versions of the conflict say. clean is false where two of them say
// different things in the same place: there both stand between marks.
func (c Conflict) Merged() (text string, clean bool) {
	if len(c.Versions) == 0 {
		return "", true
	}
	text, clean = c.Versions[0].Text, true
	for _, version := range c.Versions[1:] {
		merged, ok := Merge(c.Base, text, version.Text)
		text, clean = merged, clean && ok
	}
	return text, clean
}

// Merge merges two texts that grew out of one, line by line: a change that only one of them made is taken, and where
// both changed the same lines both stand between marks and clean is false (diff3; Khanna, Kunal and Pierce, "A Formal
// Investigation of Diff3", 2007).
func Merge(base, ours, theirs string) (text string, clean bool) {
	b, o, t := splitLines(base), splitLines(ours), splitLines(theirs)
	inOurs, inTheirs := matches(b, o), matches(b, t)
	var merged strings.Builder
	clean = true
	i, j, k := 0, 0, 0
	chunk := func(toI, toJ, toK int) {
		was, we, they := b[i:toI], o[j:toJ], t[k:toK]
		switch {
		case slices.Equal(was, they), slices.Equal(we, they):
			writeLines(&merged, we)
		case slices.Equal(was, we):
			writeLines(&merged, they)
		default:
			clean = false
			merged.WriteString(markOurs)
			writeWhole(&merged, we)
			merged.WriteString(markMiddle)
			writeWhole(&merged, they)
			merged.WriteString(markTheirs)
		}
		i, j, k = toI, toJ, toK
	}
	for at := range b {
		if inOurs[at] < 0 || inTheirs[at] < 0 {
			continue
		}
		chunk(at, inOurs[at], inTheirs[at]) // up to a line that all three share
		merged.WriteString(b[at])
		i, j, k = at+1, inOurs[at]+1, inTheirs[at]+1
	}
	chunk(len(b), len(o), len(t))
	return merged.String(), clean
}

// splitLines divides a text into lines with their ends.
func splitLines(text string) []string {
	return slices.Collect(strings.Lines(text))
}

func writeLines(to *strings.Builder, lines []string) {
	for _, line := range lines {
		to.WriteString(line)
	}
}

// writeWhole ends the last line, so that a mark begins the next one.
func writeWhole(to *strings.Builder, lines []string) {
	writeLines(to, lines)
	if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
		to.WriteByte('\n')
	}
}

// matches returns for each line of a the line of b that it is in a longest common subsequence, or -1. Texts too long
// to compare share only their beginning and end.
func matches(a, b []string) []int {
	found := make([]int, len(a))
	for i := range found {
		found[i] = -1
	}
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		found[from] = from
		from++
	}
	endA, endB := len(a), len(b)
	for endA > from && endB > from && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
		found[endA] = endB
	}
	a, b = a[from:endA], b[from:endB]
	if (len(a)+1)*(len(b)+1) > mergeCells {
		return found
	}
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width) // of what follows each pair of places
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			found[from+i] = from + j
			i, j = i+1, j+1
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return found
}
