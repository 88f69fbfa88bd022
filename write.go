package prep

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Fields are column values of a travelling row: string, int, int64, float64, bool, ID, Day, Text, or nil to
// empty the column.
type Fields map[string]any

// Text is a version of a long text that says which versions it replaces: those its author was looking at. A
// plain string in Fields replaces the version that shows now.
type Text struct {
	Text    string
	Parents []EventID
}

// Set creates the row or changes the fields given, and reports whether anything changed: a value that is
// there already makes no event. A deleted row answers ErrNotFound; Restore brings it back first.
func (tx *Tx) Set(table Table, id ID, fields Fields) (bool, error) {
	if _, known := columns[table]; !known || id == 0 {
		return false, fmt.Errorf("set %s %s: no such row", table, id)
	}
	edits, err := tx.edits(id)
	if err != nil {
		return false, err
	}
	return tx.set(table, id, fields, edits)
}

// Create is Set for a row that must not have been there: it reports false and changes nothing where the id names
// a row, also one that is deleted.
func (tx *Tx) Create(table Table, id ID, fields Fields) (bool, error) {
	edits, err := tx.edits(id)
	if err != nil || len(edits) > 0 {
		return false, err
	}
	return tx.set(table, id, fields, nil)
}

func (tx *Tx) set(table Table, id ID, fields Fields, edits []edit) (bool, error) {
	before := fold(edits)
	switch {
	case len(edits) == 0 || before.alive:
	case tx.author.stream != 0:
		return false, nil // what a machine adds by itself stays deleted
	default:
		return false, fmt.Errorf("set %s %s: %w", table, id, ErrNotFound)
	}
	c := change{Kind: kindSet, Table: table, Entity: id}
	for name, value := range fields {
		if err := c.put(name, value, before); err != nil {
			return false, fmt.Errorf("set %s %s: %w", table, id, err)
		}
	}
	if len(edits) > 0 && len(c.Fields)+len(c.Texts) == 0 {
		return false, nil
	}
	return tx.append(c, edits, before)
}

// put adds one field to the change, unless the row has that value.
func (c *change) put(name string, value any, before folded) error {
	column, known := c.Table.find(name)
	if !known {
		return fmt.Errorf("no field %q", name)
	}
	text, versioned := value.(Text)
	if versioned {
		value = text.Text
	}
	stored, err := column.fromGo(value)
	if err != nil {
		return err
	}
	old, set := before.values[name]
	if !set {
		old = column.empty()
	}
	shown := before.texts[name]
	parentsAreShown := !versioned || len(shown) == 1 && len(text.Parents) == 1 && text.Parents[0] == shown[0].id
	if old == stored && parentsAreShown {
		return nil
	}
	if column.kind != long {
		raw, err := json.Marshal(column.toJSON(stored))
		if err != nil {
			return err
		}
		if c.Fields == nil {
			c.Fields, c.stored = map[string]json.RawMessage{}, map[string]any{}
		}
		c.Fields[name], c.stored[name] = raw, stored
		return nil
	}
	if c.Texts == nil {
		c.Texts, c.Parents = map[string]string{}, map[string][]EventID{}
	}
	c.Texts[name] = stored.(string)
	switch {
	case versioned && len(text.Parents) > 0:
		c.Parents[name] = before.alike(name, text.Parents)
	case !versioned && len(shown) > 0:
		c.Parents[name] = before.alike(name, []EventID{shown[0].id})
	}
	return nil
}

// Delete takes the row away, as far as this machine has seen it: an edit made elsewhere meanwhile survives.
// ErrNotFound where there is no such row.
func (tx *Tx) Delete(table Table, id ID) error {
	edits, err := tx.edits(id)
	if err != nil {
		return err
	}
	before := fold(edits)
	if !before.alive {
		return fmt.Errorf("delete %s %s: %w", table, id, ErrNotFound)
	}
	_, err = tx.append(change{Kind: kindDelete, Table: table, Entity: id, Seen: before.seen}, edits, before)
	return err
}

// Restore brings a deleted row back, or accepts that an edit outlived a delete. ErrNotFound where nothing was
// deleted.
func (tx *Tx) Restore(table Table, id ID) error {
	edits, err := tx.edits(id)
	if err != nil {
		return err
	}
	before := fold(edits)
	if len(before.deletes) == 0 {
		return fmt.Errorf("restore %s %s: %w", table, id, ErrNotFound)
	}
	_, err = tx.append(change{Kind: kindBack, Table: table, Entity: id, Seen: before.deletes}, edits, before)
	return err
}

// append stamps the change, adds it to the log and folds it into its row. It reports false when the log had
// the very same event already.
func (tx *Tx) append(c change, edits []edit, before folded) (bool, error) {
	if gone, err := tx.purged(c.Entity); err != nil || gone {
		return false, errors.Join(err, fmt.Errorf("%s %s was purged: %w", c.Table, c.Entity, ErrNotFound))
	}
	e, added, err := tx.record(&c, before.stamp)
	if err != nil || !added {
		return false, err
	}
	return true, tx.store(c.Table, c.Entity, fold(append(edits, e)))
}

// record stamps and signs the change and adds its line to the log. It reports false when the log had the very
// same event already.
func (tx *Tx) record(c *change, seen Stamp) (edit, bool, error) {
	stream, err := tx.sign(c, seen)
	if err != nil {
		return edit{}, false, err
	}
	line, err := c.encode()
	if err != nil {
		return edit{}, false, err
	}
	if len(line) > maxLine {
		return edit{}, false, fmt.Errorf("%s %s: %w: %d bytes, at most %d", c.Table, c.Entity, ErrTooLong, len(line), maxLine)
	}
	held, err := tx.unpublished()
	if err != nil {
		return edit{}, false, err
	}
	e := edit{id: EventIDOf(stream, line), stream: stream, change: *c}
	added, err := tx.log(e, line, false, held)
	return e, added, err
}

// sign stamps the change and returns the stream that signs it.
func (tx *Tx) sign(c *change, seen Stamp) (ID, error) {
	if tx.author.stream != 0 {
		c.Stamp = tx.author.stamp
		return tx.author.stream, nil
	}
	clock, err := tx.lastStamp()
	if err != nil {
		return 0, err
	}
	c.Stamp, *tx.clock = clock.next(tx.Now.UnixMilli(), seen)
	return tx.Stream()
}

// lastStamp reads the last stamp that this machine gave.
func (tx *Tx) lastStamp() (Stamp, error) {
	if tx.clock == nil {
		var last int64
		if _, err := tx.Local("clock", &last); err != nil {
			return 0, err
		}
		tx.clock = (*Stamp)(&last)
	}
	return *tx.clock, nil
}

// saveClock keeps the last stamp given, so that a clock set back never gives the same one again.
func (tx *Tx) saveClock() error {
	if tx.clock == nil {
		return nil
	}
	return tx.SetLocal("clock", int64(*tx.clock))
}

// log appends the event's exact line to the log and reports false where it was there already.
func (tx *Tx) log(e edit, line []byte, opaque bool, held sql.NullInt64) (bool, error) {
	n, err := tx.streamNumber(e.stream)
	if err != nil {
		return false, err
	}
	return tx.insert(`insert into event (id, stream, entity, line, opaque, held) values (?, ?, ?, ?, ?, ?)
		on conflict (id) do nothing`, e.id[:], n, int64(e.Entity), string(line), opaque, held)
}

// edits reads every event of the row.
func (tx *Tx) edits(entity ID) ([]edit, error) {
	var edits []edit
	err := tx.Each(func(scan func(...any) error) error {
		var id, line []byte
		var stream int64
		if err := scan(&id, &stream, &line); err != nil {
			return err
		}
		c, _, err := decodeChange(line)
		_, known := columns[c.Table]
		if err != nil || !known || c.Entity != entity || c.Kind != kindSet && c.Kind != kindDelete && c.Kind != kindBack {
			return nil // what cannot be read is kept for a version that can
		}
		edits = append(edits, edit{id: EventID(id), stream: ID(stream), change: c})
		return nil
	}, `select id, (select s.id from stream s where s.n = event.stream), line from event where entity = ?`, int64(entity)) // SQLite would plan a join anew at each run
	if err != nil {
		return nil, fmt.Errorf("read the events of %s: %w", entity, err)
	}
	return edits, nil
}

// Deleted reports whether the row was there once and is deleted now.
func (tx *Tx) Deleted(id ID) (bool, error) {
	err := tx.Get("select 1 from trash where id = ?", []any{int64(id)}, new(int))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Taken reports whether the id names a row, also one that is deleted.
func (tx *Tx) Taken(id ID) (bool, error) {
	err := tx.Get("select 1 from event where entity = ? limit 1", []any{int64(id)}, new(int))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Fields returns what the events of a row come to, also of a deleted one: string, int64, float64 or nil by
// column. A column that was never set is missing.
func (tx *Tx) Fields(id ID) (Fields, error) {
	edits, err := tx.edits(id)
	if err != nil {
		return nil, err
	}
	return fold(edits).values, nil
}

// TableOf returns the table of a row, also of one that is deleted; ErrNotFound where no event speaks of it.
func (tx *Tx) TableOf(id ID) (Table, error) {
	edits, err := tx.edits(id)
	if err != nil {
		return "", err
	}
	if len(edits) == 0 {
		return "", fmt.Errorf("row %s: %w", id, ErrNotFound)
	}
	return edits[0].Table, nil
}
