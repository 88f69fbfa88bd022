package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type journalExportOptions struct {
	words   []string
	output  string
	private bool
	redact  bool
}

func journalExportCommand(e *env) *cli.Command {
	var opts journalExportOptions
	return &cli.Command{
		Name:      "export",
		Usage:     "write entries as Markdown, or with --json as JSON",
		ArgsUsage: "[QUERY]",
		Description: `Entries are private until you say otherwise (prep journal edit ID --share): an export leaves the private
ones out and says how many. --private takes them along, each marked "shareable: no". A folder gets
a file for each entry, which prep journal add reads again. Files are for you alone (mode 0600).

Examples:
  prep journal export --private --output journal/
  prep journal export --json --private > journal.json
  prep journal export tag:release`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`, or into a folder", Destination: &opts.output},
			&cli.BoolFlag{Name: "private", Usage: "the private entries too", Destination: &opts.private},
			&cli.BoolFlag{Name: "redact", Usage: "people and companies as roles", Destination: &opts.redact},
		},
		Action: func(c *cli.Context) error {
			opts.words = queryWords(c.Args().Slice())
			return runJournalExport(c.Context, e, opts)
		},
	}
}

func runJournalExport(ctx context.Context, e *env, opts journalExportOptions) error {
	entries, left := []journal.Entry{}, 0
	err := e.view(ctx, func(tx *prep.Tx) error {
		query, err := parseJournalQuery(tx, opts.words)
		if err != nil {
			return err
		}
		found, err := journal.Export(tx, journal.ExportOptions{Query: query, Redact: opts.redact})
		for _, entry := range found {
			if entry.Shareable || opts.private {
				entries = append(entries, entry)
			} else {
				left++
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := writeEntries(e, opts.output, entries); err != nil {
		return err
	}
	if left > 0 {
		e.note("%s left out; --private takes them along", plural(left, "private entry"))
	}
	if opts.output != "" && opts.output != "-" {
		e.note("%s: %s", opts.output, plural(len(entries), "entry"))
	}
	return nil
}

func writeEntries(e *env, output string, entries []journal.Entry) error {
	if isFolder(output) {
		return exportEntries(output, entries, e.json)
	}
	var text []byte
	switch {
	case e.json && (output == "" || output == "-"):
		return e.printJSON(entries)
	case e.json:
		var err error
		if text, err = json.MarshalIndent(entries, "", "  "); err != nil {
			return err
		}
		text = append(text, '\n')
	default:
		documents := make([]string, len(entries))
		for i, entry := range entries {
			documents[i] = journal.Markdown(entry)
		}
		text = []byte(strings.Join(documents, "\n"))
	}
	return writeOut(e, output, text)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() || strings.HasSuffix(path, string(filepath.Separator))
}

// exportEntries writes each entry into a file of its own, named by its day and title.
func exportEntries(folder string, entries []journal.Entry, asJSON bool) error {
	for _, entry := range entries {
		day := ""
		if entry.Happened != nil {
			day = entry.Happened.String() + "-"
		}
		name := filepath.Join(folder, day+slug(entry.Title)+"-"+entry.ID.Short())
		text, suffix := []byte(journal.Markdown(entry)), ".md"
		if asJSON {
			var err error
			if text, err = json.MarshalIndent(entry, "", "  "); err != nil {
				return err
			}
			text, suffix = append(text, '\n'), ".json"
		}
		if err := writePrivate(name+suffix, text); err != nil {
			return err
		}
	}
	return nil
}

// slug makes of a title the part of a file's name: small letters, digits and dashes.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case b.Len() >= 40:
			return strings.Trim(b.String(), "-")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
