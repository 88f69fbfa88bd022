package journal

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"prep/deck"
)

// clean brings an entry into the form in which it is stored: lines are one line, texts end in no blank lines,
// tags are sorted words. Cleaning twice changes nothing.
func clean(e Entry) (Entry, error) {
	for _, f := range fields {
		if f.Long {
			f.Put(&e, cleanText(f.Of(e)))
		} else {
			f.Put(&e, cleanLine(f.Of(e)))
		}
	}
	var err error
	if e.Tags, err = cleanTags(e.Tags); err != nil {
		return Entry{}, err
	}
	e.Questions = cleanList(e.Questions)
	e.Competencies = cleanList(e.Competencies)
	return e, nil
}

// cleanText makes lines end in \n and takes away what no person types: control characters and the blank
// lines at both ends.
func cleanText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	return strings.TrimRightFunc(strings.Join(lines, "\n"), unicode.IsSpace)
}

// cleanLine makes one line of a text.
func cleanLine(s string) string {
	return strings.Join(strings.Fields(cleanText(s)), " ")
}

// cleanList makes one line of each member and drops the empty ones and the repeated ones.
func cleanList(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = cleanLine(s); s != "" && !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// cleanTags sorts the tags and drops the repeated ones; an # before a tag is taken away.
func cleanTags(tags []string) ([]string, error) {
	var kept []string
	for _, tag := range tags {
		tag = strings.TrimLeft(strings.TrimSpace(tag), "#")
		if tag == "" {
			continue
		}
		if !deck.ValidTag(tag) {
			return nil, fmt.Errorf("tag %q: want one word without commas and quotes", tag)
		}
		kept = append(kept, tag)
	}
	slices.Sort(kept)
	return slices.Compact(kept), nil
}
