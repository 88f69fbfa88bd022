package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

func syncConflictsCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "conflicts",
		Usage: "list the texts that two machines wrote at once, and rows deleted on one and changed on another",
		Description: `Nothing is lost meanwhile: the newest version shows, the others wait here. prep sync resolve decides.

Examples:
  prep sync conflicts
  prep sync conflicts --json | jq '.[].versions[].text'`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncConflicts(c.Context, e)
		},
	}
}

// A dispute is a conflict with the words in which a person knows it.
type dispute struct {
	sync.Conflict
	title    string
	versions []disputed
}

// disputed is one version of it.
type disputed struct {
	prep.Version
	device string
	this   bool // written on this machine
}

// conflictJSON is a conflict as `prep sync conflicts --json` prints it.
type conflictJSON struct {
	ID       prep.ID       `json:"id"`
	Table    prep.Table    `json:"table"`
	Title    string        `json:"title"`
	Field    string        `json:"field"` // "": deleted on one machine, changed on another
	Base     string        `json:"base"`
	Versions []versionJSON `json:"versions"`
}

// versionJSON is a version of a text; the first is the one that shows.
type versionJSON struct {
	Device string    `json:"device"`
	This   bool      `json:"this"`
	Time   time.Time `json:"time"`
	Text   string    `json:"text"`
}

// disputes reads what waits for a decision.
func (e *env) disputes(ctx context.Context) ([]dispute, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	conflicts, err := sync.Conflicts(ctx, db)
	if err != nil || len(conflicts) == 0 {
		return nil, err
	}
	status, err := sync.ReadStatus(ctx, db)
	if err != nil {
		return nil, err
	}
	all := make([]dispute, len(conflicts))
	err = db.View(ctx, func(tx *prep.Tx) error {
		for i, c := range conflicts {
			fields, err := tx.Fields(c.Entity)
			if err != nil {
				return err
			}
			all[i] = dispute{Conflict: c, title: titleOf(fields)}
			for _, version := range c.Versions {
				all[i].versions = append(all[i].versions, writtenBy(status.Devices, version))
			}
		}
		return nil
	})
	return all, err
}

// titleOf is the field by which a person knows a row.
func titleOf(fields prep.Fields) string {
	for _, name := range []string{"title", "front", "question", "company", "name", "text"} {
		if text, _ := fields[name].(string); text != "" {
			return text
		}
	}
	return ""
}

func writtenBy(devices []sync.Device, version prep.Version) disputed {
	d := disputed{Version: version, device: version.Stream.Short()}
	for _, device := range devices {
		if device.Stream == version.Stream {
			d.this = device.This
			if device.Name != "" {
				d.device = device.Name
			}
		}
	}
	return d
}

// what is the conflict in a phrase: entry "Missed the release", lesson.
func (d dispute) what() string {
	text := string(d.Table)
	if d.title != "" {
		text += fmt.Sprintf(" %q", summary(d.title, 40))
	}
	if d.Field == "" {
		return text
	}
	return text + ", " + strings.ReplaceAll(d.Field, "_", " ")
}

// written says who wrote a version, and when.
func (d disputed) written(e *env) string {
	who := visible(d.device)
	if d.this {
		who = "this machine"
	}
	return who + ", " + time.UnixMilli(d.Stamp.UnixMilli()).In(e.Clock().Location()).Format("2006-01-02 15:04")
}

func runSyncConflicts(ctx context.Context, e *env) error {
	all, err := e.disputes(ctx)
	if err != nil {
		return err
	}
	if e.json {
		documents := make([]conflictJSON, len(all))
		for i, d := range all {
			documents[i] = conflictJSON{ID: d.Entity, Table: d.Table, Title: d.title, Field: d.Field, Base: d.Base, Versions: []versionJSON{}}
			for _, v := range d.versions {
				documents[i].Versions = append(documents[i].Versions, versionJSON{
					Device: v.device, This: v.this, Time: time.UnixMilli(v.Stamp.UnixMilli()).UTC(), Text: v.Text,
				})
			}
		}
		return e.printJSON(documents)
	}
	var b strings.Builder
	for _, d := range all {
		fmt.Fprintf(&b, "%s  %s\n", d.Entity.Short(), d.what())
		if d.Field == "" {
			b.WriteString("  deleted on one machine, changed on another: prep sync resolve ID --keep or --delete\n")
		}
		for i, v := range d.versions {
			place := "waits"
			if i == 0 {
				place = "shows"
			}
			fmt.Fprintf(&b, "  %s  %s: %s\n", place, v.written(e), summary(v.Text, max(20, e.width()-45)))
		}
	}
	return e.printf("%s", b.String())
}
