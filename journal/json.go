package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"prep"
)

// plainEntry is Entry without its methods; wireEntry is what JSON says of it.
type plainEntry Entry

type wireEntry struct {
	plainEntry
	ID       string  `json:"id,omitempty"`
	Happened *string `json:"happened,omitempty"` // a date such as 2026-11-02
	Again    string  `json:"again,omitempty"`
	Status   string  `json:"status,omitempty"` // derived: read and passed over
}

// MarshalJSON writes an entry with the names of its columns as keys, its day as a date, and its status.
func (e Entry) MarshalJSON() ([]byte, error) {
	w := wireEntry{plainEntry: plainEntry(e), Status: StatusOf(e).String()}
	if e.ID != 0 {
		w.ID = e.ID.String()
	}
	if e.Again != 0 {
		w.Again = e.Again.String()
	}
	if e.Happened != nil {
		w.Happened = new(e.Happened.String())
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes. A key that is missing leaves its field as it was, so a part of
// an entry can be laid over a whole one; a key that is unknown is refused.
func (e *Entry) UnmarshalJSON(data []byte) error {
	w := wireEntry{plainEntry: plainEntry(*e)}
	if e.Again != 0 {
		w.Again = e.Again.String()
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&w); err != nil {
		return jsonError(err)
	}
	read := Entry(w.plainEntry)
	var err error
	if w.ID != "" {
		if read.ID, err = prep.ParseID(w.ID); err != nil {
			return err
		}
	}
	read.Again = 0
	if w.Again != "" {
		if read.Again, err = prep.ParseID(w.Again); err != nil {
			return err
		}
	}
	switch {
	case w.Happened != nil && *w.Happened == "":
		read.Happened = nil
	case w.Happened != nil:
		day, err := prep.ParseDay(*w.Happened)
		if err != nil {
			return err
		}
		read.Happened = &day
	}
	*e = read
	return nil
}

// jsonError says in plain words what encoding/json says of a key that an entry does not have.
func jsonError(err error) error {
	if key, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return fmt.Errorf("entry: no field %s", key)
	}
	return fmt.Errorf("entry: %w", err)
}
