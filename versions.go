package prep

import "slices"

// Version is one version of a long text.
type Version struct {
	Event   EventID
	Stream  ID
	Stamp   Stamp
	Text    string
	Parents []EventID
	Current bool // no other version replaces it
}

// Versions returns every version of a long text that was ever saved, newest first.
func (tx *Tx) Versions(table Table, id ID, field string) ([]Version, error) {
	edits, err := tx.edits(id)
	if err != nil {
		return nil, err
	}
	current := fold(edits).tips[field]
	slices.SortFunc(edits, later)
	var versions []Version
	for _, e := range slices.Backward(edits) {
		text, has := e.Texts[field]
		if !has || e.Table != table {
			continue
		}
		versions = append(versions, Version{
			Event: e.id, Stream: e.stream, Stamp: e.Stamp, Text: text, Parents: e.Parents[field],
			Current: slices.ContainsFunc(current, func(c edit) bool { return c.id == e.id }),
		})
	}
	return versions, nil
}

// Shown returns the version of each long text of the row that shows now: what an editor that opens the row
// is looking at, and names as parents when it saves.
func (tx *Tx) Shown(id ID) (map[string]EventID, error) {
	edits, err := tx.edits(id)
	if err != nil {
		return nil, err
	}
	shown := map[string]EventID{}
	for field, versions := range fold(edits).texts {
		shown[field] = versions[0].id
	}
	return shown, nil
}
