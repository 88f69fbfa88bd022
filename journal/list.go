package journal

import (
	"database/sql"
	"fmt"
	"strings"

	"prep"
)

// Head is what a list shows of an entry.
type Head struct {
	ID        prep.ID  `json:"id"`
	Title     string   `json:"title"`
	Happened  string   `json:"happened,omitempty"` // the date; "" when not known
	Type      Type     `json:"type,omitempty"`
	Status    Status   `json:"status"`
	Tags      []string `json:"tags,omitempty"`
	StingThen *int     `json:"sting_then,omitempty"`
	StingNow  *int     `json:"sting_now,omitempty"`
	Severity  *int     `json:"severity,omitempty"`
	Shareable bool     `json:"shareable"`
	Starred   bool     `json:"starred"`
	Added     int64    `json:"added"` // Unix milliseconds
}

// headColumns are the columns that scanHead reads, of entry e.
var headColumns = "e.id, e.title, e.happened, e.type, " + statusSQL + `, e.tags, e.sting_then, e.sting_now, e.severity,
	e.shareable, e.starred, e.added`

func scanHead(scan func(...any) error) (Head, error) {
	var h Head
	var id int64
	var happened, then, now, severity sql.NullInt64
	var status int
	var tags string
	err := scan(&id, &h.Title, &happened, &h.Type, &status, &tags, &then, &now, &severity, &h.Shareable, &h.Starred, &h.Added)
	h.ID, h.Status, h.Tags = prep.ID(id), Status(status), strings.Fields(tags)
	h.StingThen, h.StingNow, h.Severity = scale(then), scale(now), scale(severity)
	if happened.Valid {
		h.Happened = prep.Day(happened.Int64).String()
	}
	return h, err
}

// from returns the tables that the conditions read, and the condition of the full-text search.
func (c conditions) from() (tables string, args []any) {
	if c.match == "" {
		return "entry e where " + c.sql(), c.args
	}
	return "entry e where e.seq in (select docid from entry_text where entry_text match ?) and " + c.sql(), append([]any{c.match}, c.args...)
}

// List returns the entries that a query chooses, the last that happened first; limit 0 is all of them.
func List(tx *prep.Tx, q Query, limit int) ([]Head, error) {
	c, err := q.compile(tx)
	if err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = -1
	}
	tables, args := c.from()
	var heads []Head
	err = tx.Each(func(scan func(...any) error) error {
		h, err := scanHead(scan)
		heads = append(heads, h)
		return err
	}, "select "+headColumns+" from "+tables+" order by "+dayColumn+" desc, e.added desc, e.id limit ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	return heads, nil
}

// Each calls f with the whole of each entry that a query chooses, the first that happened first. f must not
// use the transaction.
func Each(tx *prep.Tx, q Query, f func(Entry) error) error {
	c, err := q.compile(tx)
	if err != nil {
		return err
	}
	tables, args := c.from()
	err = tx.Each(func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		if err != nil {
			return err
		}
		return f(e)
	}, "select "+entryColumns+" from "+tables+" order by "+dayColumn+", e.added, e.id", args...)
	if err != nil {
		return fmt.Errorf("read entries: %w", err)
	}
	return nil
}
