package sync

import (
	"encoding/json"
	"fmt"

	"prep"
)

// What a machine must remember between two syncs is in its database, so that it is as old as the events beside it:
// a restored backup finds a head in the bucket that it did not write, and becomes a new writer.
const (
	localOwn           = "sync.own"           // own, JSON
	localChains        = "sync.chains"        // the chain hash of every batch of this machine's stream, one after the other
	localSlots         = "sync.slots"         // copies of the key slots, to put them back into a wiped bucket
	localBegun         = "sync.begun"         // a repository that this machine makes, JSON
	localDevice        = "sync.device"        // the name of this machine
	localRetired       = "sync.retired"       // streams that this machine declares retired, JSON
	localMedia         = "sync.media"         // mediaState, JSON
	localLast          = "sync.last"          // when the last sync ended, Unix milliseconds
	localUnconditional = "sync.unconditional" // the storage does not know If-None-Match
)

// own is what this machine knows of its own stream.
type own struct {
	Head     *head            `json:"head,omitempty"`     // as the bucket has it; nil: never written
	ETag     string           `json:"etag,omitempty"`     // of that head
	Claiming bool             `json:"claiming,omitempty"` // events were claimed for a push
	Pending  *pending         `json:"pending,omitempty"`  // a head about to be written: its answer may get lost
	Tail     uint32           `json:"tail,omitempty"`     // the first batch that the next fold takes up; 0: the first of all
	Grave    map[string]int64 `json:"grave,omitempty"`    // replaced objects and since when, Unix milliseconds
	Lost     bool             `json:"lost,omitempty"`     // somebody cannot read this stream, or should not: write it again
}

// pending is a write of the own head that may have arrived or not.
type pending struct {
	Head    *head  `json:"head"`
	Chains  string `json:"chains,omitempty"`  // of the batches that it adds
	Whole   bool   `json:"whole,omitempty"`   // its batches are not taken up by the next fold
	Rewrite bool   `json:"rewrite,omitempty"` // it replaces the whole stream
	Purge   bool   `json:"purge,omitempty"`   // and what it replaces is deleted at once
}

// tail returns the objects of the own head that the next fold takes up.
func (o *own) tail() []object {
	if o.Head == nil {
		return nil
	}
	for i, object := range o.Head.Objects {
		if object.First >= o.Tail {
			return o.Head.Objects[i:]
		}
	}
	return nil
}

// row is what this machine knows of another stream.
type row struct {
	id      prep.ID
	cursor  cursor
	etag    string // of the head when it was read
	reread  bool   // the cursor vouches for nothing
	missing bool   // some of it is not in the bucket
	relayed string // etag of the head for which its events were published again
	device  string
	seen    int64
}

// known reports whether something of the stream was read from the bucket.
func (r row) known() bool { return r.etag != "" || r.cursor.Last > 0 || r.reread }

func readRows(tx *prep.Tx) (map[prep.ID]row, error) {
	rows := map[prep.ID]row{}
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		var r row
		err := scan(&id, &r.cursor.Last, &r.cursor.Chain, &r.etag, &r.reread, &r.missing, &r.relayed, &r.device, &r.seen)
		r.id = prep.ID(id)
		rows[r.id] = r
		return err
	}, "select id, last, chain, etag, reread, missing, relayed, device, seen_time from stream")
	if err != nil {
		return nil, fmt.Errorf("read the streams: %w", err)
	}
	return rows, nil
}

// loadLocal reads the facts of this machine with one query: most syncs do little else.
func (s *run) loadLocal(tx *prep.Tx) error {
	facts := map[string]string{}
	err := tx.Each(func(scan func(...any) error) error {
		var key, value string
		err := scan(&key, &value)
		facts[key] = value
		return err
	}, "select key, value from local where key in (?, ?, ?, ?, ?, ?)",
		localOwn, localChains, localDevice, localRetired, localSlots, localMedia)
	if err != nil {
		return fmt.Errorf("read the state of the sync: %w", err)
	}
	s.own, s.retired, s.slots, s.media = own{}, nil, map[prep.ID]slotCopy{}, mediaState{}
	s.chains, s.device = facts[localChains], facts[localDevice]
	for key, into := range map[string]any{localOwn: &s.own, localRetired: &s.retired, localSlots: &s.slots, localMedia: &s.media} {
		if text, found := facts[key]; found {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return fmt.Errorf("read local %s: %w", key, err)
			}
		}
	}
	return nil
}

// localJSON reads a fact of this machine that is kept as JSON; without one it leaves the destination alone.
func localJSON(tx *prep.Tx, key string, into any) error {
	var text string
	found, err := tx.Local(key, &text)
	if err != nil || !found {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("read local %s: %w", key, err)
	}
	return nil
}

func setLocalJSON(tx *prep.Tx, key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("keep local %s: %w", key, err)
	}
	return tx.SetLocal(key, string(text))
}
