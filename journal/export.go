package journal

import (
	"strings"

	"prep"
)

// ExportOptions say what an export holds.
type ExportOptions struct {
	Query  Query
	Redact bool // people and companies as roles
}

// Export reads the entries that are to be exported, the first that happened first.
func Export(tx *prep.Tx, o ExportOptions) ([]Entry, error) {
	var entries []Entry
	err := Each(tx, o.Query, func(e Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil || !o.Redact {
		return entries, err
	}
	targets, err := Targets(tx)
	if err != nil {
		return nil, err
	}
	redactor := NewRedactor(entries, targets)
	for i, e := range entries {
		entries[i] = redactor.Entry(e)
	}
	return entries, nil
}

// Markdown writes what is known of an entry: Document without what is empty, and with a line that says whether it may be
// shared. ParseDocument reads it back.
func Markdown(e Entry) string {
	var b strings.Builder
	b.WriteString("# " + e.Title + "\n\n")
	for _, f := range factLines(e) {
		if f.value != "" {
			b.WriteString("- " + f.key + ": " + f.value + "\n")
		}
	}
	for _, f := range fields {
		if f.Long && f.Filled(e) {
			b.WriteString("\n## " + f.Prompt + "\n\n" + escapeHeadings(f.Of(e)) + "\n")
		}
	}
	return b.String()
}
