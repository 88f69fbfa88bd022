package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/journal"
)

// entryOptions are the options that fill parts of an entry; those that were not given leave theirs alone.
type entryOptions struct {
	date, kind, again    string
	place, people        string
	sting, now, severity *int // nil: not given
	tags                 []string
	lesson               string
	set                  []string // FIELD=TEXT
	share, star          bool
}

func (o *entryOptions) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "date", Aliases: []string{"d"}, Usage: "it happened on `DAY`: 2026-11-02, \"last friday\"", Destination: &o.date},
		&cli.StringFlag{Name: "type", Usage: "`TYPE`: personal, professional, entrepreneurial, systemic", Destination: &o.kind},
		&cli.IntFlag{Name: "sting", Usage: "how much it hurt, `0-5`", DefaultText: "not said"},
		&cli.IntFlag{Name: "sting-now", Usage: "how much it hurts now, `0-5`", DefaultText: "not said"},
		&cli.IntFlag{Name: "severity", Usage: "how grave it was, `0-4`", DefaultText: "not said"},
		&cli.StringSliceFlag{Name: "tag", Aliases: []string{"t"}, Usage: "give it `TAG` (more than once for more)"},
		&cli.StringFlag{Name: "place", Usage: "where it happened: `WORDS`", Destination: &o.place},
		&cli.StringFlag{Name: "people", Usage: "who was involved, roles are enough: `WORDS`", Destination: &o.people},
		&cli.StringFlag{Name: "lesson", Usage: "what you know now: `TEXT`", Destination: &o.lesson},
		&cli.StringSliceFlag{Name: "set", Usage: "fill any field: `FIELD=TEXT` (more than once for more)"},
		&cli.StringFlag{Name: "again", Usage: "the same mistake as in the entry `ID`", Destination: &o.again},
		&cli.BoolFlag{Name: "share", Usage: "may be in exports and briefs", Destination: &o.share},
		&cli.BoolFlag{Name: "star", Usage: "mark it with a star", Destination: &o.star},
	}
}

// read takes from the command line what the flag package keeps for itself.
func (o *entryOptions) read(c *cli.Context) {
	for _, scale := range []struct {
		name string
		into **int
	}{{"sting", &o.sting}, {"sting-now", &o.now}, {"severity", &o.severity}} {
		if c.IsSet(scale.name) {
			*scale.into = new(c.Int(scale.name))
		}
	}
	o.tags, o.set = c.StringSlice("tag"), c.StringSlice("set")
}

// given reports whether any of the options was.
func (o *entryOptions) given(c *cli.Context) bool {
	for _, flag := range o.flags() {
		if c.IsSet(flag.Names()[0]) {
			return true
		}
	}
	return false
}

// apply fills the entry. A date in words is echoed.
func (o *entryOptions) apply(e *env, tx *prep.Tx, path string, entry *journal.Entry) error {
	if o.date != "" {
		today, err := studyDay(tx)
		if err != nil {
			return err
		}
		day, err := pastDay(o.date, today)
		if err != nil {
			return err
		}
		e.echoDay(o.date, day)
		entry.Happened = &day
	}
	if o.kind != "" {
		kind, err := journal.ParseType(o.kind)
		if err != nil {
			return usageFor(path, "%v", err)
		}
		entry.Type = kind
	}
	for _, scale := range []struct {
		name  string
		given *int
		most  int
		into  **int
	}{
		{"sting", o.sting, journal.MaxSting, &entry.StingThen},
		{"sting-now", o.now, journal.MaxSting, &entry.StingNow},
		{"severity", o.severity, journal.MaxSeverity, &entry.Severity},
	} {
		if scale.given == nil {
			continue
		}
		if *scale.given < 0 || *scale.given > scale.most {
			return usageFor(path, "--%s %d: want 0 to %d", scale.name, *scale.given, scale.most)
		}
		*scale.into = scale.given
	}
	entry.Tags = append(entry.Tags, o.tags...)
	for _, line := range []struct {
		text string
		into *string
	}{{o.place, &entry.Place}, {o.people, &entry.People}, {o.lesson, &entry.Lesson}} {
		if line.text != "" {
			*line.into = line.text
		}
	}
	entry.Shareable = entry.Shareable || o.share
	entry.Starred = entry.Starred || o.star
	return o.setFields(path, entry)
}

// setFields fills the fields that --set names.
func (o *entryOptions) setFields(path string, entry *journal.Entry) error {
	for _, assignment := range o.set {
		name, text, divided := strings.Cut(assignment, "=")
		field, known := journal.FieldNamed(strings.TrimSpace(name))
		switch {
		case !divided:
			return usageFor(path, "--set %q: want FIELD=TEXT", assignment)
		case !known:
			err := usageFor(path, "--set: no field %q", name)
			if near, ok := deck.Nearest(name, fieldNames()); ok {
				return withHint(err, "did you mean %s?", near)
			}
			return withHint(err, "the fields: %s", strings.Join(fieldNames(), ", "))
		}
		field.Put(entry, text)
	}
	return nil
}
