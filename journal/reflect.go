package journal

import (
	"encoding/json"
	"fmt"
	"slices"

	"prep"
)

// Walk is a guided reflection on one entry. Every answer is saved at once, every prompt can be skipped, and a
// walk that was left goes on where it stopped.
type Walk struct {
	Prompts []Prompt
	Opened  Opened

	skipped []string // the prompts that were skipped, by what they ask
}

// StartWalk begins or resumes the reflection on an entry.
func StartWalk(tx *prep.Tx, entry prep.ID, prompts []Prompt) (*Walk, error) {
	opened, err := Open(tx, entry)
	if err != nil {
		return nil, err
	}
	w := &Walk{Prompts: prompts, Opened: opened}
	draft, has, err := ReadDraft(tx, w.key())
	if err != nil {
		return nil, err
	}
	if has {
		if err := json.Unmarshal([]byte(draft.Text), &w.skipped); err != nil {
			return nil, fmt.Errorf("resume the reflection on entry %s: %w", entry, err)
		}
	}
	return w, nil
}

// key is where the walk keeps what was skipped.
func (w *Walk) key() string { return "reflect " + w.Opened.Entry.ID.String() }

// Next returns the prompt that is asked now; false when every one is answered or skipped. Causes outside are
// asked for only once one's own are told.
func (w *Walk) Next() (int, bool) {
	for i, p := range w.Prompts {
		if p.Field == "outside_factors" && !mustField("own_factors").Filled(w.Opened.Entry) {
			continue
		}
		if AnswerTo(w.Opened.Entry, w.Prompts, i) == "" && !slices.Contains(w.skipped, p.Ask) {
			return i, true
		}
	}
	return 0, false
}

// Done counts the prompts that are answered, of all.
func (w *Walk) Done() (answered, total int) {
	for i := range w.Prompts {
		if AnswerTo(w.Opened.Entry, w.Prompts, i) != "" {
			answered++
		}
	}
	return answered, len(w.Prompts)
}

// Put saves the answer to prompt i. An empty one is a skip.
func (w *Walk) Put(tx *prep.Tx, i int, text string) error {
	if text = cleanText(text); text == "" {
		return w.Skip(tx, i)
	}
	edited := w.Opened.Entry
	PutAnswer(&edited, w.Prompts, i, text)
	return w.save(tx, edited)
}

// Edit saves changes to the facts of the entry, such as the sting of today.
func (w *Walk) Edit(tx *prep.Tx, change func(*Entry)) error {
	edited := w.Opened.Entry
	change(&edited)
	return w.save(tx, edited)
}

func (w *Walk) save(tx *prep.Tx, edited Entry) error {
	if _, err := Save(tx, w.Opened, edited); err != nil {
		return err
	}
	opened, err := Open(tx, edited.ID)
	if err != nil {
		return err
	}
	w.Opened = opened
	return nil
}

// Skip leaves prompt i unanswered, and is remembered.
func (w *Walk) Skip(tx *prep.Tx, i int) error {
	w.skipped = append(w.skipped, w.Prompts[i].Ask)
	return w.keep(tx)
}

// Again asks the skipped prompts once more.
func (w *Walk) Again(tx *prep.Tx) error {
	w.skipped = nil
	return w.keep(tx)
}

func (w *Walk) keep(tx *prep.Tx) error {
	if len(w.skipped) == 0 {
		return DropDraft(tx, w.key())
	}
	text, err := json.Marshal(w.skipped)
	if err != nil {
		return fmt.Errorf("keep the reflection on entry %s: %w", w.Opened.Entry.ID, err)
	}
	return KeepDraft(tx, w.key(), Draft{Text: string(text)})
}
