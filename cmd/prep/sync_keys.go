package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

// This file holds the commands that change what opens the repository.

type syncKeysOptions struct {
	passphrase, newPassphrase string // files
	yes, debug                bool
}

func syncPassphraseCommand(e *env) *cli.Command {
	var opts syncKeysOptions
	return &cli.Command{
		Name:  "passphrase",
		Usage: "change the passphrase of the repository",
		Description: `The old passphrase, or the recovery code in its place, is asked for first. Machines that have joined
notice nothing. Who knows the old passphrase and has kept a copy of the bucket can still open that
copy: after a loss use prep sync rotate as well.

In scripts the old one comes from --passphrase-file, PREP_PASSPHRASE or sync.passphrase_command, the
new one from --new-passphrase-file or PREP_NEW_PASSPHRASE.

Examples:
  prep sync passphrase
  prep sync passphrase --passphrase-file old --new-passphrase-file new`,
		Flags: []cli.Flag{
			passphraseFlag(&opts.passphrase),
			&cli.StringFlag{Name: "new-passphrase-file", Usage: "read the new passphrase from the first line of `FILE`", Destination: &opts.newPassphrase},
			debugFlag(&opts.debug),
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncPassphrase(c.Context, e, opts)
		},
	}
}

func runSyncPassphrase(ctx context.Context, e *env, opts syncKeysOptions) error {
	db, bucket, err := e.ownStorage(ctx, opts.debug)
	if err != nil {
		return err
	}
	next := ""
	return e.proved(ctx, opts, func(old string) error {
		if next == "" { // after the old one, which may have to be asked for again
			source := secretSource{file: opts.newPassphrase, variable: "PREP_NEW_PASSPHRASE"}
			if next, err = e.newPassphrase(ctx, source, "the new passphrase:"); err != nil {
				return err
			}
		}
		return sync.ChangePassphrase(ctx, db, bucket, e.credentials(old, ""), e.credentials(next, ""))
	})
}

func syncRecoveryCommand(e *env) *cli.Command {
	var opts syncKeysOptions
	return &cli.Command{
		Name:  "recovery",
		Usage: "make a new recovery code; the old one opens nothing any more",
		Description: `The passphrase, or the old code, is asked for, or comes from --passphrase-file, PREP_PASSPHRASE or
sync.passphrase_command. To use a recovery code, type it where the passphrase is asked for: at
prep sync join, or at prep sync passphrase to set a new passphrase.

Examples:
  prep sync recovery
  prep sync recovery > recovery-code`,
		Flags: []cli.Flag{passphraseFlag(&opts.passphrase), debugFlag(&opts.debug)},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncRecovery(c.Context, e, opts)
		},
	}
}

func runSyncRecovery(ctx context.Context, e *env, opts syncKeysOptions) error {
	db, bucket, err := e.ownStorage(ctx, opts.debug)
	if err != nil {
		return err
	}
	var code sync.RecoveryCode
	err = e.proved(ctx, opts, func(passphrase string) error {
		code, err = sync.RenewRecovery(ctx, db, bucket, e.credentials(passphrase, ""))
		return err
	})
	if err != nil {
		return err
	}
	return e.printCode(ctx, code)
}

func syncRotateCommand(e *env) *cli.Command {
	var opts syncKeysOptions
	return &cli.Command{
		Name:  "rotate",
		Usage: "seal what is written from now on with a new key, as after the loss of a machine",
		Description: `Whoever has the old key goes on reading what they could read, and nothing newer. So first take the
storage's credentials away from the lost machine, then change the passphrase if it knew that. Every
other machine asks for the passphrase once more (prep sync join). There is a new recovery code.

Examples:
  prep sync rotate
  prep sync rotate --yes > recovery-code`,
		Flags: []cli.Flag{passphraseFlag(&opts.passphrase), yesFlag(&opts.yes), debugFlag(&opts.debug)},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncRotate(c.Context, e, opts)
		},
	}
}

func runSyncRotate(ctx context.Context, e *env, opts syncKeysOptions) error {
	db, bucket, err := e.ownStorage(ctx, opts.debug)
	if err != nil {
		return err
	}
	err = e.confirm(ctx, opts.yes, "change the key, so that every other machine needs the passphrase once more")
	if err != nil {
		return err
	}
	store, err := e.keys()
	if err != nil {
		return err
	}
	var ring sync.Keyring
	var code sync.RecoveryCode
	err = e.proved(ctx, opts, func(passphrase string) error {
		ring, code, err = sync.Rotate(ctx, db, bucket, e.credentials(passphrase, ""))
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(store.Save(ctx, ring), e.printCode(ctx, code))
}

// ownStorage opens the storage of this machine's repository, for what needs a passphrase and not the keys.
func (e *env) ownStorage(ctx context.Context, debug bool) (*prep.DB, *tally, error) {
	db, _, err := e.joined(ctx)
	if err != nil {
		return nil, nil, err
	}
	where, err := remembered(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	bucket, err := where.open(ctx, e, false, debug)
	if err != nil {
		return nil, nil, err
	}
	return db, bucket, where.reach(ctx, bucket)
}

// proved runs f with the passphrase of the repository. A person may mistype it twice.
func (e *env) proved(ctx context.Context, opts syncKeysOptions, f func(passphrase string) error) error {
	for try := 1; ; try++ {
		passphrase, asked, err := e.knownPassphrase(ctx, e.passphrase(opts.passphrase), "passphrase or recovery code:")
		if err != nil {
			return err
		}
		if err = f(passphrase); err == nil || !asked || try == 3 || !errors.Is(err, sync.ErrPassphrase) {
			return err
		}
		e.say("that opens nothing here")
	}
}

// printCode prints a recovery code that takes the place of another.
func (e *env) printCode(ctx context.Context, code sync.RecoveryCode) error {
	if e.json {
		return e.printJSON(map[string]string{"recovery_code": code.String()})
	}
	return e.showCode(ctx, code)
}
