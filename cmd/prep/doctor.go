package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func doctorCommand(e *env) *cli.Command {
	var repair bool
	return &cli.Command{
		Name:     "doctor",
		Usage:    "prove that the database is whole and says what its log says",
		Category: categorySetup,
		Description: `Looks for damage in the file, then computes every row again from the log of what you did, and every
card's memory from its reviews, and compares; pictures and recordings are compared with their hashes.
Nothing is changed; --repair keeps what was computed.
The exit status is 3 when something is wrong. prep sync doctor looks at the storage.

Examples:
  prep doctor
  prep doctor --repair`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "repair", Usage: "keep what was computed from the log", Destination: &repair}},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runDoctor(c.Context, e, repair)
		},
	}
}

// healthJSON is what prep doctor found.
type healthJSON struct {
	Damage   []string       `json:"damage"`   // what SQLite says of the file
	Rows     map[string]int `json:"rows"`     // by table: rows that were not what the log says
	Memories int            `json:"memories"` // memories that were not what the reviews say
	Cards    int            `json:"cards"`    // memories in all
	Files    filesHealth    `json:"files"`    // of cards and attempts
	Repaired bool           `json:"repaired"`
}

// whole reports whether everything is as it should be.
func (h healthJSON) whole() bool { return h.computed() && len(h.Files.Damaged) == 0 }

// computed reports whether everything that can be computed is as it should be.
func (h healthJSON) computed() bool { return len(h.Damage) == 0 && len(h.Rows) == 0 && h.Memories == 0 }

// errLookedOnly rolls back what was computed to be compared.
var errLookedOnly = errors.New("looked only")

func runDoctor(ctx context.Context, e *env, repair bool) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	health := healthJSON{Damage: []string{}, Rows: map[string]int{}}
	if found, err := db.Check(ctx); err != nil {
		return err
	} else if len(found) > 0 {
		health.Damage = found
	}
	err = db.Update(ctx, func(tx *prep.Tx) error {
		if err := deck.Freshen(tx, nil); err != nil {
			return err
		}
		bar := e.progress("comparing", 100)
		defer bar.end()
		half := func(begin int) func(done, total int) {
			return func(done, total int) { bar.set(begin + 50*done/max(total, 1)) }
		}
		var err error
		if health.Memories, health.Cards, err = deck.RecomputeAndCompare(tx, half(0)); err != nil {
			return err
		}
		drifts, err := tx.RebuildAndCompare(half(50))
		if err != nil {
			return err
		}
		for _, drift := range drifts {
			health.Rows[string(drift.Table)] = drift.Rows
		}
		if !repair {
			return errLookedOnly
		}
		health.Repaired = !health.computed()
		return nil
	})
	if err != nil && !errors.Is(err, errLookedOnly) {
		return err
	}
	if health.Files, err = checkFiles(ctx, e, db); err != nil {
		return err
	}
	return reportHealth(e, health)
}

func reportHealth(e *env, h healthJSON) error {
	if e.json {
		if err := e.printJSON(h); err != nil {
			return err
		}
	} else {
		for _, line := range h.Damage {
			if err := e.printf("damaged: %s\n", visible(line)); err != nil {
				return err
			}
		}
		for table, rows := range h.Rows {
			if err := e.printf("%s: %s not what the log says\n", table, plural(rows, "row")); err != nil {
				return err
			}
		}
		if h.Memories > 0 {
			if err := e.printf("memory: %s not what the reviews say\n", plural(h.Memories, "card")); err != nil {
				return err
			}
		}
		if err := e.printf("%s", h.Files.text()); err != nil {
			return err
		}
	}
	switch {
	case len(h.Damage) > 0:
		return withHint(fmt.Errorf("%w: the file is damaged", errIntegrity),
			"keep the file, and restore a backup of it or join a synced repository from an empty folder (prep sync join)")
	case len(h.Files.Damaged) > 0:
		return withHint(fmt.Errorf("%w: %s damaged", errIntegrity, plural(len(h.Files.Damaged), "file")),
			"move it away: prep fetches it again when it is needed, or add it again")
	case h.whole() && !e.json:
		whole := "whole: the file, every row, and the memory of " + plural(h.Cards, "card")
		if h.Files.Here > 0 {
			whole += ", and " + plural(h.Files.Here, "file") + " of cards and attempts"
		}
		return e.printf("%s\n", whole)
	case h.whole():
		return nil
	case h.Repaired:
		e.note("repaired from the log")
		return nil
	}
	return withHint(errIntegrity, "prep doctor --repair computes it again from the log")
}
