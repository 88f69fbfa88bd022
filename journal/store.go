package journal

import (
	"fmt"

	"prep"
)

// Add writes a new entry and returns its id. An entry without an id gets one; one without a time gets now.
func Add(tx *prep.Tx, e Entry) (prep.ID, error) {
	e, err := clean(e)
	if err != nil {
		return 0, fmt.Errorf("add entry: %w", err)
	}
	if e.ID == 0 {
		e.ID = prep.NewID()
	}
	if e.Added == 0 {
		e.Added = tx.Now.UnixMilli()
	}
	if err := e.Check(); err != nil {
		return 0, fmt.Errorf("add entry: %w", err)
	}
	if e.Again != 0 {
		if _, err := Get(tx, e.Again); err != nil {
			return 0, fmt.Errorf("add entry that repeats another: %w", err)
		}
	}
	columns := entryFacts(e)
	for _, f := range fields {
		if f.Long && f.Filled(e) {
			columns[f.Name] = f.Of(e)
		}
	}
	for name, value := range columns { // what is empty anyway is not said
		if value == nil || value == "" || value == false || value == prep.ID(0) {
			delete(columns, name)
		}
	}
	if _, err := tx.Set(prep.Entries, e.ID, columns); err != nil {
		return 0, fmt.Errorf("add entry: %w", err)
	}
	return e.ID, nil
}

// Get reads an entry; prep.ErrNotFound where there is none.
func Get(tx *prep.Tx, id prep.ID) (Entry, error) {
	var e Entry
	scan := func(into ...any) error {
		return tx.Get("select "+entryColumns+" from entry e where e.id = ?", []any{int64(id)}, into...)
	}
	e, err := scanEntry(scan)
	if err != nil {
		return Entry{}, fmt.Errorf("entry %s: %w", id, err)
	}
	return e, nil
}

// Find reads the entry whose id begins with prefix. An *AmbiguousError lists the candidates.
func Find(tx *prep.Tx, prefix string) (Entry, error) {
	id, err := FindID(tx, prep.Entries, prefix)
	if err != nil {
		return Entry{}, err
	}
	return Get(tx, id)
}

// Opened is an entry as an editor shows it, with the version of each long text that it shows.
type Opened struct {
	Entry Entry
	Seen  map[string]prep.EventID
}

// Open reads an entry for editing.
func Open(tx *prep.Tx, id prep.ID) (Opened, error) {
	e, err := Get(tx, id)
	if err != nil {
		return Opened{}, err
	}
	seen, err := tx.Shown(id)
	if err != nil {
		return Opened{}, fmt.Errorf("entry %s: %w", id, err)
	}
	return Opened{Entry: e, Seen: seen}, nil
}

// Save writes what an editor changed in the entry that it opened, and nothing else, so what was saved
// elsewhere meanwhile stays. A long text that was changed on both sides keeps both versions. A lesson card
// that nobody reworded follows its entry. Save reports whether anything changed.
func Save(tx *prep.Tx, opened Opened, edited Entry) (bool, error) {
	before := opened.Entry
	if edited.ID != 0 && edited.ID != before.ID {
		return false, fmt.Errorf("save entry %s: the text is that of entry %s", before.ID, edited.ID)
	}
	edited.ID, edited.Added = before.ID, before.Added
	edited, err := clean(edited)
	if err != nil {
		return false, fmt.Errorf("save entry %s: %w", before.ID, err)
	}
	if err := edited.Check(); err != nil {
		return false, fmt.Errorf("save entry %s: %w", before.ID, err)
	}
	if cleaned, err := clean(before); err == nil { // what another version stored less tidily is no change
		before = cleaned
	}
	columns := prep.Fields{}
	old := entryFacts(before)
	for name, value := range entryFacts(edited) {
		if value != old[name] {
			columns[name] = value
		}
	}
	for _, f := range fields {
		if !f.Long || f.Of(before) == f.Of(edited) {
			continue
		}
		text := prep.Text{Text: f.Of(edited)}
		if shown, had := opened.Seen[f.Name]; had {
			text.Parents = []prep.EventID{shown}
		}
		columns[f.Name] = text
	}
	if len(columns) == 0 {
		return false, nil
	}
	changed, err := tx.Set(prep.Entries, before.ID, columns)
	if err != nil {
		return false, fmt.Errorf("save entry %s: %w", before.ID, err)
	}
	return changed, followLesson(tx, before)
}

// Change reads an entry, lets change edit it and saves it: what a command line option does in one step.
func Change(tx *prep.Tx, id prep.ID, change func(*Entry)) (bool, error) {
	opened, err := Open(tx, id)
	if err != nil {
		return false, err
	}
	edited := opened.Entry
	change(&edited)
	return Save(tx, opened, edited)
}
