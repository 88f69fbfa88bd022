package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"prep"
)

// filesHealth is what prep doctor found about the files of cards and attempts.
type filesHealth struct {
	Here      int      `json:"here"`      // files whose bytes are those of their row
	Elsewhere []string `json:"elsewhere"` // not on this machine, as the names that they would have here
	Damaged   []string `json:"damaged"`   // not what they were when they were stored
}

// checkFiles reads every file that has a row and compares it.
func checkFiles(ctx context.Context, e *env, db *prep.DB) (filesHealth, error) {
	health := filesHealth{Elsewhere: []string{}, Damaged: []string{}}
	var files []prep.Media
	err := db.View(ctx, func(tx *prep.Tx) error {
		var err error
		files, err = tx.AllMedia()
		return err
	})
	if err != nil || len(files) == 0 {
		return health, err
	}
	bar := e.progress("reading files", len(files))
	defer bar.end()
	for i, m := range files {
		if err := ctx.Err(); err != nil {
			return health, err
		}
		name := filepath.ToSlash(filepath.Join(filepath.Base(db.MediaFolder()), m.Name()))
		switch err := db.VerifyMedia(m); {
		case err == nil:
			health.Here++
		case errors.Is(err, prep.ErrNotFound):
			health.Elsewhere = append(health.Elsewhere, name)
		case errors.Is(err, prep.ErrMediaDamaged), m.Check() != nil:
			health.Damaged = append(health.Damaged, name)
		default:
			return health, err
		}
		bar.set(i + 1)
	}
	return health, nil
}

// namedFiles is how many names of files a line of prep doctor has room for.
const namedFiles = 3

// text is the lines for a person; none where there are no files.
func (h filesHealth) text() string {
	var b strings.Builder
	for _, name := range h.Damaged {
		fmt.Fprintf(&b, "damaged: %s\n", visible(name))
	}
	if n := len(h.Elsewhere); n > 0 {
		names := strings.Join(h.Elsewhere[:min(n, namedFiles)], ", ")
		if n > namedFiles {
			names += fmt.Sprintf(" and %d more", n-namedFiles)
		}
		fmt.Fprintf(&b, "not on this machine: %s\n", visible(names))
	}
	return b.String()
}
