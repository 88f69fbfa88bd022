package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	garbage "runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

// syncMemory is the heap in bytes beyond which a sync collects garbage rather than grow.
const syncMemory = 200 << 20

// remoteKey is the fact of this machine that says where its repository is.
const remoteKey = "sync.remote"

// A storage says where the repository is and how to reach it, as this machine remembers it. Credentials are never a
// part of it: they are looked for at every run.
type storage struct {
	URL       string `json:"url"`
	Endpoint  string `json:"endpoint,omitempty"`
	Region    string `json:"region,omitempty"`
	PathStyle bool   `json:"path_style,omitempty"`
	CAFile    string `json:"ca_file,omitempty"`
	Profile   string `json:"profile,omitempty"`
	IAM       bool   `json:"iam,omitempty"`
}

// flags are the options by which a command is told how to reach storage.
func (s *storage) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "endpoint", Usage: "the `URL` of the S3 server, such as https://s3.eu-central-1.wasabisys.com (default: AWS)", Destination: &s.Endpoint},
		&cli.StringFlag{Name: "region", Usage: "the `REGION` of the bucket, where the endpoint does not tell", Destination: &s.Region},
		&cli.BoolFlag{Name: "path-style", Usage: "ask for http://host/bucket, not http://bucket.host", Destination: &s.PathStyle},
		&cli.StringFlag{Name: "ca-file", Usage: "also trust the certificates in `FILE` (PEM)", Destination: &s.CAFile},
		&cli.StringFlag{Name: "profile", Usage: "take the keys of `NAME`, a profile of ~/.aws or an alias of the MinIO client", Destination: &s.Profile},
		&cli.BoolFlag{Name: "iam", Usage: "take the keys of the machine's own role (EC2, ECS, EKS)", Destination: &s.IAM},
	}
}

// debugFlag traces requests; see sync.Options.Debug.
func debugFlag(into *bool) cli.Flag {
	return &cli.BoolFlag{Name: "debug", Usage: "show every request on stderr, without secrets", Destination: into}
}

// named is the remote with the address that a person typed.
func (s storage) named(address string) (storage, error) {
	s.URL = strings.TrimSuffix(address, "/")
	if s.CAFile != "" {
		whole, err := filepath.Abs(s.CAFile)
		if err != nil {
			return storage{}, fmt.Errorf("find %q: %w", s.CAFile, err)
		}
		s.CAFile = whole
	}
	return s, nil
}

// String is the place in words.
func (s storage) String() string {
	if s.Endpoint == "" {
		return s.URL
	}
	return s.URL + " at " + s.Endpoint
}

// open returns the storage. Create makes the folder of a file:// remote.
func (s storage) open(ctx context.Context, e *env, create, debug bool) (*tally, error) {
	// A key slot takes 256 MB to open, and objects are opened eight at a time: without a limit the collector lets
	// the garbage of a first sync of 1,000,000 reviews grow to twice that, at the same speed.
	garbage.SetMemoryLimit(syncMemory)
	opts := sync.Options{
		Endpoint: s.Endpoint, Region: s.Region, PathStyle: s.PathStyle, CAFile: s.CAFile, Profile: s.Profile, IAM: s.IAM,
		Create: create,
	}
	if debug {
		opts.Debug = e.Stderr
	}
	bucket, err := sync.Open(ctx, s.URL, opts)
	if err != nil {
		return nil, err
	}
	return &tally{Bucket: bucket, patience: cmp.Or(e.patience, patience)}, nil
}

// reach asks the storage for something that is not there, so that a wrong address shows before a passphrase is asked.
func (s storage) reach(ctx context.Context, bucket sync.Bucket) error {
	_, _, err := bucket.Get(ctx, sync.MarkerKey(prep.NewID()), 1)
	if err == nil || errors.Is(err, sync.ErrNotFound) {
		return nil
	}
	return fmt.Errorf("reach %s: %w", s, err)
}

// remembered returns the remote of this machine's repository; sync.ErrNotJoined where there is none.
func remembered(ctx context.Context, db *prep.DB) (storage, error) {
	var s storage
	err := db.View(ctx, func(tx *prep.Tx) error {
		var text string
		known, err := tx.Local(remoteKey, &text)
		if err != nil {
			return err
		}
		if !known {
			return sync.ErrNotJoined
		}
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return fmt.Errorf("read the address of the repository: %w", err)
		}
		return nil
	})
	return s, err
}

// remember keeps the address for the next sync.
func (s storage) remember(ctx context.Context, db *prep.DB) error {
	return db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(remoteKey, jsonText(s)) })
}

// keys returns the place where this machine keeps the keys of its repositories.
func (e *env) keys() (sync.KeyStore, error) {
	places, err := e.paths()
	if err != nil {
		return nil, err
	}
	return sync.MachineKeys(places.Keys()), nil
}

// Keys returns the folder for keys that the operating system does not keep.
func (p places) Keys() string { return filepath.Join(p.Data, "keys") }

// A repository is the one that this machine belongs to, ready for use.
type repository struct {
	db      *prep.DB
	bucket  *tally
	storage storage
	engine  *sync.Engine
}

// repository opens the one that this machine belongs to. Nothing is asked of the storage yet.
func (e *env) repository(ctx context.Context, debug bool, progress func(sync.Progress)) (*repository, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	status, err := sync.ReadStatus(ctx, db)
	if err != nil {
		return nil, err
	}
	if status.Repo == 0 {
		return nil, sync.ErrNotJoined
	}
	where, err := remembered(ctx, db)
	if err != nil {
		return nil, err
	}
	store, err := e.keys()
	if err != nil {
		return nil, err
	}
	ring, err := store.Load(ctx, status.Repo)
	if err != nil {
		return nil, err
	}
	bucket, err := where.open(ctx, e, false, debug)
	if err != nil {
		return nil, err
	}
	engine, err := sync.New(db, bucket, ring, sync.Settings{App: currentVersion().Version, Progress: progress})
	return &repository{db: db, bucket: bucket, storage: where, engine: engine}, err
}

// patience is how long a storage may take for its first answer. After it, only a connection that stalls ends a sync.
const patience = 8 * time.Second

// A tally is storage that counts the bytes of the objects that pass, for whoever watches, and gives up soon when
// there is no answer at all.
type tally struct {
	sync.Bucket
	up, down atomic.Int64
	patience time.Duration
	answered atomic.Bool
}

func (t *tally) List(ctx context.Context, prefix string) (objects []sync.Object, err error) {
	err = t.patiently(ctx, func(ctx context.Context) error {
		objects, err = t.Bucket.List(ctx, prefix)
		return err
	})
	return objects, err
}

func (t *tally) Get(ctx context.Context, key string, limit int64) (body []byte, etag string, err error) {
	err = t.patiently(ctx, func(ctx context.Context) error {
		body, etag, err = t.Bucket.Get(ctx, key, limit)
		return err
	})
	t.down.Add(int64(len(body)))
	return body, etag, err
}

func (t *tally) Put(ctx context.Context, key string, body []byte, opts sync.PutOptions) (string, error) {
	etag, err := t.Bucket.Put(ctx, key, body, opts)
	if err == nil {
		t.up.Add(int64(len(body)))
	}
	return etag, err
}

// patiently makes a request that must be answered in time if it is the first.
func (t *tally) patiently(ctx context.Context, request func(context.Context) error) error {
	if t.answered.Load() {
		return request(ctx)
	}
	soon, cancel := context.WithTimeout(ctx, t.patience)
	defer cancel()
	err := request(soon)
	if soon.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: no answer within %s", sync.ErrUnreachable, t.patience)
	}
	t.answered.Store(true)
	return err
}
