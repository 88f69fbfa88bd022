package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"prep"
	"prep/journal"
)

// writeSheet writes the sheet for a listener, as a page where the name says so.
func writeSheet(e *env, name string, sheet journal.Sheet) error {
	text := []byte(sheet.Markdown())
	if strings.EqualFold(filepath.Ext(name), ".html") {
		var page bytes.Buffer
		if err := sheet.WriteHTML(&page); err != nil {
			return err
		}
		text = page.Bytes()
	}
	if err := writeOut(e, name, text); err != nil {
		return err
	}
	if name != "-" {
		e.note("%s: %s; read it back with prep practice --import", name, plural(len(sheet.Questions), "question"))
	}
	return nil
}

// runPracticeImport reads the marks off a sheet. The same sheet twice is once: its name for the database is its text.
func runPracticeImport(ctx context.Context, e *env, opts practiceOptions) error {
	text, err := e.readText(opts.importSheet)
	if err != nil {
		return err
	}
	marks, err := journal.ParseSheet(opts.importSheet, text)
	if err != nil {
		return syntaxHint(err)
	}
	hash := sha256.Sum256([]byte(text))
	added := 0
	err = e.change(ctx, func(tx *prep.Tx) error {
		var target prep.ID
		if opts.target != "" {
			t, err := findTarget(tx, opts.target)
			if err != nil {
				return err
			}
			target = t.ID
		}
		added, err = journal.ImportSheet(tx, marks, hex.EncodeToString(hash[:]), target)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]int{"added": added, "there": len(marks) - added})
	}
	e.note("%s added, %d there already", plural(added, "attempt"), len(marks)-added)
	return nil
}
