package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"prep/deck"
)

// reviewFlags are the options of prep review as they are typed.
type reviewFlags struct {
	limit, fresh, ahead, catchUp     int
	order, newPlace, newOrder, dueBy string
	target                           string
	confidence, cram, reschedule     bool
}

func (f *reviewFlags) list() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "limit", Usage: "at most `N` answers", Destination: &f.limit},
		&cli.IntFlag{Name: "new", Usage: "`N` new cards instead of what the day has left", Destination: &f.fresh},
		&cli.StringFlag{Name: "order", Usage: "due cards by `ORDER`: " + choices(deck.Orders()), Destination: &f.order},
		&cli.StringFlag{Name: "new-place", Usage: "new cards `WHERE` among them: " + choices(deck.NewPlaces()), Destination: &f.newPlace},
		&cli.StringFlag{Name: "new-order", Usage: "new cards by `ORDER`: " + choices(deck.NewOrders()), Destination: &f.newOrder},
		&cli.BoolFlag{Name: "confidence", Usage: "ask before each reveal how sure you are", Destination: &f.confidence},
		&cli.StringFlag{Name: "for", Usage: "today's part of the plan for `TARGET`", Destination: &f.target},
		&cli.BoolFlag{Name: "cram", Usage: "every card of the query, due or not, without moving its due day", Destination: &f.cram},
		&cli.BoolFlag{Name: "reschedule", Usage: "with --cram: let the answers count as reviews", Destination: &f.reschedule},
		&cli.IntFlag{Name: "ahead", Usage: "also what comes due within `N` days", Destination: &f.ahead},
		&cli.StringFlag{Name: "due-by", Usage: "also what comes due until `DATE`", Destination: &f.dueBy},
		&cli.IntFlag{Name: "catch-up", Usage: "spread the overdue pile over `N` days, 0 for no plan", Destination: &f.catchUp},
	}
}

func choices[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, word := range all {
		words[i] = string(word)
	}
	return strings.Join(words, ", ")
}

// options checks the flags and the query.
func (f *reviewFlags) options(c *cli.Context) (reviewOptions, error) {
	wrong := func(format string, args ...any) (reviewOptions, error) {
		return reviewOptions{}, usageFor(c.Command.HelpName, format, args...)
	}
	query, err := parseQuery(c, c.Args().Slice())
	if err != nil {
		return reviewOptions{}, err
	}
	opts := reviewOptions{confidence: f.confidence, dueBy: f.dueBy, target: f.target, catchUp: -1}
	opts.queue = deck.QueueOptions{Query: query, Limit: f.limit, Ahead: f.ahead, Cram: f.cram, Reschedule: f.reschedule}
	switch {
	case c.IsSet("limit") && f.limit < 1:
		return wrong("--limit %d: want 1 or more", f.limit)
	case f.fresh < 0:
		return wrong("--new %d: want 0 or more", f.fresh)
	case f.ahead < 0:
		return wrong("--ahead %d: want 0 or more days", f.ahead)
	case f.ahead > 0 && f.dueBy != "":
		return wrong("--ahead and --due-by: one of them")
	case f.reschedule && !f.cram:
		return wrong("--reschedule: only with --cram")
	case f.cram && !c.Args().Present():
		return wrong("--cram: want a query")
	case f.cram && slices.ContainsFunc([]string{"new", "ahead", "due-by", "catch-up"}, c.IsSet):
		return wrong("--cram asks every card of the query: no --new, --ahead, --due-by or --catch-up with it")
	case c.IsSet("for") && slices.ContainsFunc([]string{"cram", "ahead", "due-by", "catch-up"}, c.IsSet):
		return wrong("--for asks what its plan says: no --cram, --ahead, --due-by or --catch-up with it")
	case c.IsSet("for") && f.target == "":
		return wrong("--for: want a target")
	case f.catchUp < 0 || f.catchUp > 365:
		return wrong("--catch-up %d: want 0 to 365 days", f.catchUp)
	}
	if c.IsSet("new") {
		opts.queue.New = &f.fresh
	}
	if c.IsSet("catch-up") {
		opts.catchUp = f.catchUp
	}
	for _, err := range []error{
		chosen("order", f.order, deck.Orders(), &opts.queue.Order),
		chosen("new-place", f.newPlace, deck.NewPlaces(), &opts.queue.NewPlace),
		chosen("new-order", f.newOrder, deck.NewOrders(), &opts.queue.NewOrder),
	} {
		if err != nil {
			return wrong("%v", err)
		}
	}
	return opts, nil
}

// chosen reads an option that is one of a few words.
func chosen[T ~string](name, value string, all []T, into *T) (err error) {
	if value == "" {
		return nil
	}
	if *into, err = deck.ParseChoice(value, all); err != nil {
		return fmt.Errorf("--%s %q: %w", name, value, err)
	}
	return nil
}
