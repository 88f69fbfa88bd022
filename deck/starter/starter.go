// Package starter holds the built-in deck: cards for interview questions on failure, as Markdown in the
// notation of package deck, which parses them. Each card has a fixed id, so every machine has the same deck.
package starter

import (
	"embed"
	"fmt"
)

//go:embed *.md
var files embed.FS

// File is one file of the built-in deck.
type File struct {
	Name string
	Text []byte
}

// Files returns the files in the order in which their cards are learned.
func Files() ([]File, error) {
	entries, err := files.ReadDir(".") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("list the built-in deck: %w", err)
	}
	all := make([]File, 0, len(entries))
	for _, entry := range entries {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read the built-in deck: %w", err)
		}
		all = append(all, File{Name: entry.Name(), Text: text})
	}
	return all, nil
}
