package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"prep"
)

// Version is one saved version of a text.
type Version struct {
	Field   string       `json:"field"`
	Event   prep.EventID `json:"version"`
	Time    int64        `json:"time"` // Unix milliseconds, of the machine that wrote it
	Text    string       `json:"text"`
	Current bool         `json:"current"` // no other version replaces it; two current ones wait for a choice
}

// texts are the long texts of each table that keeps versions.
func texts(table prep.Table) []string {
	switch table {
	case prep.Entries:
		var names []string
		for _, f := range fields {
			if f.Long {
				names = append(names, f.Name)
			}
		}
		return names
	case prep.Targets:
		return []string{"notes", "job"}
	default: // answers and links to jobs
		return []string{"text"}
	}
}

// History returns every version of the texts of a row, the newest first. It works for a deleted row too.
func History(tx *prep.Tx, table prep.Table, id prep.ID) ([]Version, error) {
	var all []Version
	for _, field := range texts(table) {
		versions, err := tx.Versions(table, id, field)
		if err != nil {
			return nil, fmt.Errorf("history of %s %s: %w", table, id, err)
		}
		for _, v := range versions {
			all = append(all, Version{Field: field, Event: v.Event, Time: v.Stamp.UnixMilli(), Text: v.Text, Current: v.Current})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("history of %s %s: %w", table, id, prep.ErrNotFound)
	}
	slices.SortStableFunc(all, func(a, b Version) int { return cmp.Compare(b.Time, a.Time) })
	return all, nil
}

// RestoreVersion makes the version whose name begins with prefix the one that shows. One edit of several texts
// has one name: field says which is meant, "" all of them. What showed before stays in the history.
func RestoreVersion(tx *prep.Tx, table prep.Table, id prep.ID, field, prefix string) error {
	history, err := History(tx, table, id)
	if err != nil {
		return err
	}
	var names []string
	columns := prep.Fields{}
	for _, v := range history {
		name := v.Event.String()
		if !strings.HasPrefix(name, strings.ToLower(prefix)) || field != "" && v.Field != field {
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		columns[v.Field] = prep.Text{Text: v.Text, Parents: currentOf(history, v.Field)}
	}
	switch {
	case len(names) == 0:
		return fmt.Errorf("version %q of %s %s: %w", prefix, table, id, prep.ErrNotFound)
	case len(names) > 1:
		return fmt.Errorf("version %q of %s %s could be %s: %w", prefix, table, id, strings.Join(names, ", "), prep.ErrAmbiguous)
	}
	var before Entry
	if table == prep.Entries {
		if before, err = Get(tx, id); err != nil {
			return err
		}
	}
	if _, err := tx.Set(table, id, columns); err != nil {
		return fmt.Errorf("restore a version of %s %s: %w", table, id, err)
	}
	if table == prep.Entries {
		return followLesson(tx, before)
	}
	return nil
}

// currentOf returns the versions of a field that the restored one replaces.
func currentOf(history []Version, field string) []prep.EventID {
	var current []prep.EventID
	for _, v := range history {
		if v.Field == field && v.Current {
			current = append(current, v.Event)
		}
	}
	return current
}
