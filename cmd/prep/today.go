package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"prep"
	"prep/deck"
	"prep/journal"
	"prep/sync"
)

// todayJSON is what `prep --json` prints.
type todayJSON struct {
	Day      string          `json:"day"`
	Due      int             `json:"due"`      // cards to review within the day's limits
	New      int             `json:"new"`      // new cards within the day's limits
	Learning int             `json:"learning"` // cards in learning steps that are due today
	Tomorrow int             `json:"tomorrow"` // cards due tomorrow
	Streak   int             `json:"streak"`   // study days in a row
	Studied  bool            `json:"studied"`  // today is one of them
	Entries  []journal.Due   `json:"entries"`
	waiting  int             // how many entries there are
	Goals    []overdueJSON   `json:"goals"`            // what is overdue of them
	Target   *journal.Target `json:"target,omitempty"` // the next interview
	Sync     *syncedJSON     `json:"sync,omitempty"`
}

// syncedJSON is what this machine knows of its sync.
type syncedJSON struct {
	Last      *time.Time `json:"last,omitempty"`
	Pending   int        `json:"pending"`
	Conflicts int        `json:"conflicts"`
}

// todayEntries is how many entries `prep` shows.
const todayEntries = 5

// runToday is `prep` alone: what there is to do today.
func runToday(ctx context.Context, e *env) error {
	var today todayJSON
	limit := todayEntries
	if e.json {
		limit = 0
	}
	err := e.read(ctx, func(tx *prep.Tx) error {
		plan, err := deck.Today(tx)
		if err != nil {
			return err
		}
		streak, err := deck.Streak(tx)
		if err != nil {
			return err
		}
		entries, waiting, err := journal.Today(tx, limit)
		if err != nil {
			return err
		}
		today = todayJSON{
			Day: plan.Day.String(), Due: plan.Due, New: plan.New, Learning: plan.Learning, Tomorrow: plan.Tomorrow,
			Streak: streak.Current, Studied: streak.Today, Entries: append([]journal.Due{}, entries...), waiting: waiting,
		}
		if today.Goals, err = overdueGoals(tx, plan.Day); err != nil {
			return err
		}
		today.Target, err = nextTarget(tx, plan.Day)
		return err
	})
	if err != nil {
		return err
	}
	if today.Sync, err = synced(ctx, e); err != nil {
		return err
	}
	if e.json {
		return e.printJSON(today)
	}
	return e.printf("%s", todayText(today, e))
}

// synced is nil on a machine that syncs with none.
func synced(ctx context.Context, e *env) (*syncedJSON, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	status, err := sync.ReadStatus(ctx, db)
	if err != nil || status.Repo == 0 {
		return nil, err
	}
	known := &syncedJSON{Pending: status.Pending, Conflicts: status.Conflicts}
	if !status.Last.IsZero() {
		known.Last = &status.Last
	}
	return known, nil
}

// todayText is a line for each thing, the command that does it behind it.
func todayText(t todayJSON, e *env) string {
	var b strings.Builder
	line := func(name, text, command string) {
		fmt.Fprintf(&b, "%-9s %s", name, text)
		if command != "" && e.width() >= 60 {
			fmt.Fprintf(&b, "%s%s", strings.Repeat(" ", max(2, 36-ansi.StringWidth(text))), command)
		}
		b.WriteByte('\n')
	}
	switch {
	case t.Due+t.New+t.Learning > 0:
		var parts []string
		for _, part := range []struct {
			n    int
			name string
		}{{t.Due, "due"}, {t.Learning, "learning"}, {t.New, "new"}} {
			if part.n > 0 {
				parts = append(parts, number(part.n)+" "+part.name)
			}
		}
		line("cards", strings.Join(parts, ", "), "prep review")
	default:
		line("cards", "all done, "+number(t.Tomorrow)+" due tomorrow", "")
	}
	switch {
	case t.Streak == 0:
		line("streak", "begins with a card today", "")
	case t.Studied:
		line("streak", plural(t.Streak, "day"), "")
	default:
		line("streak", plural(t.Streak, "day")+", today still to come", "")
	}
	for i, entry := range t.Entries {
		name := ""
		if i == 0 {
			name = "journal"
		}
		line(name, summary(entry.Title, 30), askCommand(entry))
	}
	if more := t.waiting - len(t.Entries); more > 0 {
		line("", fmt.Sprintf("and %s more", number(more)), "prep journal today")
	}
	goalLines(t.Goals, line)
	targetLine(t, line)
	if t.Sync != nil {
		line("sync", syncedText(*t.Sync, e.Clock()), "")
		if t.Sync.Conflicts > 0 {
			line("", plural(t.Sync.Conflicts, "conflict")+" to decide", "prep sync conflicts")
		}
	}
	return b.String()
}

func syncedText(s syncedJSON, now time.Time) string {
	text := "never"
	if s.Last != nil {
		text = ago(now.Sub(*s.Last))
	}
	if s.Pending > 0 {
		text += fmt.Sprintf(", %s to send", plural(s.Pending, "change"))
	}
	return text
}

// ago says in words how long something is past.
func ago(past time.Duration) string {
	switch {
	case past < time.Minute:
		return "just now"
	case past < time.Hour:
		return plural(int(past/time.Minute), "minute") + " ago"
	case past < 48*time.Hour:
		return plural(int(past/time.Hour), "hour") + " ago"
	}
	return plural(int(past/(24*time.Hour)), "day") + " ago"
}
