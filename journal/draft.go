package journal

import (
	"encoding/json"
	"fmt"

	"prep"
)

// Draft is text from an editor or a form that is not saved yet, with the versions of the long texts that its
// author was looking at: saved later, it still replaces those and no others.
type Draft struct {
	Text string                  `json:"text"`
	Base Entry                   `json:"base"`
	Seen map[string]prep.EventID `json:"seen,omitempty"`
	Time int64                   `json:"-"` // Unix milliseconds of the last save
}

// EntryDraft, AnswerDraft and NewDraft are the keys of drafts.
func EntryDraft(id prep.ID) string { return "entry " + id.String() }

// AnswerDraft is the key of the draft of an answer.
func AnswerDraft(id prep.ID) string { return "answer " + id.String() }

// NewDraft is the key of the draft of an entry that has no id yet.
const NewDraft = "entry new"

// KeepDraft keeps a text until it is saved. It stays on this machine.
func KeepDraft(tx *prep.Tx, key string, d Draft) error {
	value, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("keep draft of %s: %w", key, err)
	}
	err = tx.Exec(`insert into draft (key, time, value) values (?, ?, ?)
		on conflict (key) do update set time = excluded.time, value = excluded.value`, key, tx.Now.UnixMilli(), string(value))
	if err != nil {
		return fmt.Errorf("keep draft of %s: %w", key, err)
	}
	return nil
}

// ReadDraft returns the draft and whether there is one.
func ReadDraft(tx *prep.Tx, key string) (Draft, bool, error) {
	var d Draft
	var value string
	err := tx.Get("select time, value from draft where key = ?", []any{key}, &d.Time, &value)
	if notFound(err) {
		return Draft{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(value), &d)
	}
	if err != nil {
		return Draft{}, false, fmt.Errorf("read draft of %s: %w", key, err)
	}
	return d, true, nil
}

// DropDraft forgets a draft; without one it does nothing.
func DropDraft(tx *prep.Tx, key string) error {
	if err := tx.Exec("delete from draft where key = ?", key); err != nil {
		return fmt.Errorf("drop draft of %s: %w", key, err)
	}
	return nil
}
