package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"prep"
)

// runOnTerminal runs prep until it is done or a signal asks it to stop. After the first signal the next one ends
// the process as it would any other, in case something does not listen.
func runOnTerminal(e *env, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, e, args)
}

// run runs one command line (without the program's name) and returns the exit status.
func run(ctx context.Context, e *env, args []string) (status int) {
	defer func() {
		if cause := recover(); cause != nil {
			status = e.fail(crash(cause))
			if e.Getenv("PREP_DEBUG") != "" {
				_, _ = e.Stderr.Write(debug.Stack())
			}
		}
	}()
	err := dispatch(ctx, e, args)
	e.syncSoon(ctx)
	if closed := e.close(); err == nil {
		err = closed
	}
	if err == nil {
		return statusDone
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w (%w)", cause, err) // what was cancelled half-way may say so in other words
	}
	return e.fail(err)
}

func dispatch(ctx context.Context, e *env, args []string) error {
	app := newApp(e)
	if words, asked := completionWords(args); asked {
		return e.printf("%s", strings.Join(candidates(tree(app), words), ""))
	}
	args, err := arrange(tree(app), args)
	if err != nil {
		// The options were not parsed, yet whoever asks for JSON wants the error in it too.
		for _, arg := range args {
			e.json = e.json || arg == "--json"
		}
		return err
	}
	return app.RunContext(ctx, append([]string{app.Name}, args...))
}

// crash is the error for a bug in prep itself.
func crash(cause any) error {
	return hintError{
		err:  fmt.Errorf("this is a bug in prep: %v", cause),
		hint: "all that was saved before is safe; PREP_DEBUG=1 shows where it happened",
	}
}

// open opens the database at its place, at the first call; later calls return the same. A command that needs no
// database never calls it.
func (e *env) open(ctx context.Context) (*prep.DB, error) {
	if e.db != nil {
		return e.db, nil
	}
	paths, err := e.paths()
	if err != nil {
		return nil, err
	}
	if err := makePrivate(paths.Data); err != nil {
		return nil, err
	}
	db, err := prep.Open(ctx, paths.Database(), prep.Options{Clock: e.Clock})
	if err != nil {
		return nil, err
	}
	e.db = db
	return db, firstStart(ctx, db)
}

// close closes the database if it was opened.
func (e *env) close() error {
	if e.db == nil {
		return nil
	}
	db := e.db
	e.db = nil
	return db.Close()
}
