package sync

import (
	"context"
	"fmt"
	"slices"

	"prep"
)

// Conflict is a text that was written on two machines at once, or a row that one deleted while another changed it.
// Nothing is lost meanwhile: the newest version shows, the others wait.
type Conflict struct {
	Table    prep.Table
	Entity   prep.ID
	Field    string         // empty: an edit outlived a delete
	Versions []prep.Version // those that wait for a decision, newest first: the first is the one that shows
	Base     string         // the newest version that all of them grew out of; empty where there is none
}

// Conflicts returns what waits for a decision.
func Conflicts(ctx context.Context, db *prep.DB) ([]Conflict, error) {
	var conflicts []Conflict
	err := db.View(ctx, func(tx *prep.Tx) error {
		err := tx.Each(func(scan func(...any) error) error {
			var c Conflict
			var id int64
			err := scan(&id, &c.Field)
			c.Entity = prep.ID(id)
			conflicts = append(conflicts, c)
			return err
		}, "select distinct entity, field from conflict order by entity, field")
		if err != nil {
			return err
		}
		for i := range conflicts {
			if err := conflicts[i].read(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the conflicts: %w", err)
	}
	return conflicts, nil
}

func (c *Conflict) read(tx *prep.Tx) error {
	var err error
	if c.Table, err = tx.TableOf(c.Entity); err != nil || c.Field == "" {
		return err
	}
	all, err := tx.Versions(c.Table, c.Entity, c.Field)
	if err != nil {
		return err
	}
	for _, version := range all {
		if version.Current {
			c.Versions = append(c.Versions, version)
		}
	}
	c.Base = base(all, c.Versions)
	return nil
}

// base finds the newest version from which all of the tips grew.
func base(all, tips []prep.Version) string {
	parents := map[prep.EventID][]prep.EventID{}
	for _, version := range all {
		parents[version.Event] = version.Parents
	}
	shared := map[prep.EventID]int{}
	for _, tip := range tips {
		reached, open := map[prep.EventID]bool{}, slices.Clone(tip.Parents)
		for len(open) > 0 {
			id := open[0]
			open = open[1:]
			if !reached[id] {
				reached[id] = true
				open = append(open, parents[id]...)
			}
		}
		for id := range reached {
			shared[id]++
		}
	}
	for _, version := range all { // newest first
		if shared[version.Event] == len(tips) {
			return version.Text
		}
	}
	return ""
}

// Resolve writes the text that a person decided on, in the place of all versions that they saw: the conflict as it
// was read. What another machine adds meanwhile waits again.
func (c Conflict) Resolve(ctx context.Context, db *prep.DB, text string) error {
	if c.Field == "" {
		return fmt.Errorf("resolve %s: it has no text: keep it or delete it", c.Entity.Short())
	}
	parents := make([]prep.EventID, 0, len(c.Versions))
	for _, version := range c.Versions {
		parents = append(parents, version.Event)
	}
	return db.Update(ctx, func(tx *prep.Tx) error {
		_, err := tx.Set(c.Table, c.Entity, prep.Fields{c.Field: prep.Text{Text: text, Parents: parents}})
		return err
	})
}

// Keep decides that the row whose edit outlived a delete stays.
func (c Conflict) Keep(ctx context.Context, db *prep.DB) error {
	return db.Update(ctx, func(tx *prep.Tx) error { return tx.Restore(c.Table, c.Entity) })
}

// Delete decides that the row whose edit outlived a delete goes.
func (c Conflict) Delete(ctx context.Context, db *prep.DB) error {
	return db.Update(ctx, func(tx *prep.Tx) error { return tx.Delete(c.Table, c.Entity) })
}
