package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

type syncEnterOptions struct {
	storage    storage
	device     string
	passphrase string // file
	yes        bool
	debug      bool
}

func (o *syncEnterOptions) flags() []cli.Flag {
	return append(o.storage.flags(),
		&cli.StringFlag{Name: "device", Usage: "call this machine `NAME` (default: its host name)", Destination: &o.device},
		passphraseFlag(&o.passphrase),
		debugFlag(&o.debug),
		yesFlag(&o.yes),
	)
}

func syncInitCommand(e *env) *cli.Command {
	var opts syncEnterOptions
	return &cli.Command{
		Name:      "init",
		Usage:     "make a repository in an S3 bucket or a folder and send everything",
		ArgsUsage: "s3://BUCKET/PREFIX|file:///FOLDER",
		Description: `Everything is encrypted before it leaves this machine, with keys that only the passphrase and the
recovery code open. Both lost, nobody can read the repository; this machine keeps all it has.

The recovery code, 12 words, is printed once: write it down. The passphrase is asked for, or comes from
--passphrase-file, PREP_PASSPHRASE or sync.passphrase_command. Keys of the storage come from the
environment (AWS_ACCESS_KEY_ID …), ~/.aws, or the MinIO client; they are never kept.

Examples:
  prep sync init s3://my-bucket/prep --endpoint https://s3.example.com --region eu
  prep sync init s3://my-bucket/prep --profile private            # AWS, keys of a profile
  prep sync init file:///media/stick/prep                         # a folder: NAS, USB stick, Syncthing
  prep sync init s3://prep/me --endpoint http://nas:9000 > recovery-code`,
		Flags: opts.flags(),
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			if opts.storage, err = opts.storage.named(args[0]); err != nil {
				return err
			}
			return runSyncInit(c.Context, e, opts)
		},
	}
}

// initJSON is what `prep sync init --json` prints.
type initJSON struct {
	Repo         prep.ID `json:"repo"`
	Remote       storage `json:"remote"`
	RecoveryCode string  `json:"recovery_code"`
}

func runSyncInit(ctx context.Context, e *env, opts syncEnterOptions) error {
	db, bucket, err := e.enter(ctx, opts, true)
	if err != nil {
		return err
	}
	passphrase, err := e.newPassphrase(ctx, e.passphrase(opts.passphrase), "a passphrase for the repository:")
	if err != nil {
		return err
	}
	ring, code, err := sync.Init(ctx, db, bucket, e.credentials(passphrase, opts.device))
	if err != nil {
		return err
	}
	kept := e.entered(ctx, db, ring, opts.storage)
	// The code is shown whatever else goes wrong: it exists only here.
	if e.json {
		err = e.printJSON(initJSON{Repo: ring.Repo, Remote: opts.storage, RecoveryCode: code.String()})
	} else {
		err = e.showCode(ctx, code)
	}
	if err = errors.Join(kept, err); err != nil {
		return err
	}
	result, err := e.syncNow(ctx, syncRunOptions{debug: opts.debug})
	if err == nil && e.ErrTerminal && !e.json {
		e.say("%s", syncText(result))
	}
	return err
}

// enter opens what init and join need, and asks where this machine would leave another repository.
func (e *env) enter(ctx context.Context, opts syncEnterOptions, create bool) (*prep.DB, *tally, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	bucket, err := opts.storage.open(ctx, e, create, opts.debug)
	if err != nil {
		return nil, nil, err
	}
	if err := opts.storage.reach(ctx, bucket); err != nil {
		return nil, nil, err
	}
	before, err := remembered(ctx, db)
	switch {
	case errors.Is(err, sync.ErrNotJoined):
		return db, bucket, nil
	case err != nil:
		return nil, nil, err
	case before.URL == opts.storage.URL && before.Endpoint == opts.storage.Endpoint && !create:
		return db, bucket, nil // the keys once more
	}
	return db, bucket, e.confirm(ctx, opts.yes, "leave the repository %s, which stays as it is, for %s", before, opts.storage)
}

func (e *env) credentials(passphrase, device string) sync.Credentials {
	if device == "" {
		device = deviceName()
	}
	return sync.Credentials{Passphrase: passphrase, Device: device, Work: e.slotWork}
}

// entered keeps what the next sync needs.
func (e *env) entered(ctx context.Context, db *prep.DB, ring sync.Keyring, where storage) error {
	store, err := e.keys()
	if err != nil {
		return err
	}
	return errors.Join(store.Save(ctx, ring), where.remember(ctx, db))
}

// showCode prints a recovery code alone on stdout. A person types two of its words back: whoever only looked has
// nothing when they need it.
func (e *env) showCode(ctx context.Context, code sync.RecoveryCode) error {
	person := e.asks() && e.OutTerminal
	if person {
		e.say("the recovery code opens it without the passphrase; write it down now:")
	}
	if err := e.printf("%s\n", code); err != nil || !person {
		return err
	}
	all := code.Words()
	for _, place := range []int{3, 10} {
		for {
			word, err := e.ask(ctx, fmt.Sprintf("word %d of the code, to be sure:", place))
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return withHint(err, "the code is the line above; prep sync recovery makes another one")
			}
			if strings.EqualFold(strings.TrimSpace(word), all[place-1]) {
				break
			}
			e.say("that is not word %d", place)
		}
	}
	return nil
}

func syncJoinCommand(e *env) *cli.Command {
	var opts syncEnterOptions
	return &cli.Command{
		Name:      "join",
		Usage:     "make this machine one more of a repository, and fetch and send everything",
		ArgsUsage: "[s3://BUCKET/PREFIX | file:///FOLDER]",
		Description: `What this machine has is kept and sent to the others; the built-in deck, which every machine adds
by itself, is one deck afterwards. The passphrase, or the recovery code in its place, is asked for, or
comes from --passphrase-file, PREP_PASSPHRASE or sync.passphrase_command.

Without an address it fetches the keys of this machine's repository again, as after prep sync rotate
on another machine. With another address of the same repository it moves there.

Examples:
  prep sync join s3://my-bucket/prep --endpoint https://s3.example.com --region eu
  prep sync join file:///media/stick/prep --device laptop
  prep sync join`,
		Flags: opts.flags(),
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				if opts.storage, err = opts.storage.named(args[0]); err != nil {
					return err
				}
			} else if opts.storage != (storage{}) {
				return usageFor(c.Command.HelpName, "an address is needed with options for it")
			}
			return runSyncJoin(c.Context, e, opts)
		},
	}
}

func runSyncJoin(ctx context.Context, e *env, opts syncEnterOptions) error {
	if opts.storage.URL == "" {
		db, err := e.open(ctx)
		if err != nil {
			return err
		}
		if opts.storage, err = remembered(ctx, db); err != nil {
			return err
		}
	}
	db, bucket, err := e.enter(ctx, opts, false)
	if err != nil {
		return err
	}
	ring, err := e.join(ctx, db, bucket, opts)
	if err != nil {
		return err
	}
	if err := e.entered(ctx, db, ring, opts.storage); err != nil {
		return err
	}
	result, err := e.syncNow(ctx, syncRunOptions{debug: opts.debug})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(joinJSON{Repo: ring.Repo, Remote: opts.storage, Sync: result})
	}
	text := "joined " + opts.storage.String()
	if exchanged := syncText(result); exchanged != "" {
		text += ": " + exchanged
	}
	return e.printf("%s\n", text)
}

// joinJSON is what `prep sync join --json` prints.
type joinJSON struct {
	Repo   prep.ID     `json:"repo"`
	Remote storage     `json:"remote"`
	Sync   sync.Result `json:"sync"`
}

// join opens the repository. A person may mistype the passphrase twice.
func (e *env) join(ctx context.Context, db *prep.DB, bucket sync.Bucket, opts syncEnterOptions) (sync.Keyring, error) {
	device := opts.device
	if device == "" { // a name that was given before stays
		if status, err := sync.ReadStatus(ctx, db); err == nil && status.Repo != 0 {
			device = status.Devices[0].Name
		}
	}
	for try := 1; ; try++ {
		passphrase, asked, err := e.knownPassphrase(ctx, e.passphrase(opts.passphrase), "passphrase or recovery code:")
		if err != nil {
			return sync.Keyring{}, err
		}
		ring, err := sync.Join(ctx, db, bucket, e.credentials(passphrase, device))
		if err == nil || !asked || try == 3 || !errors.Is(err, sync.ErrPassphrase) {
			return ring, err
		}
		e.say("that opens nothing here")
	}
}
