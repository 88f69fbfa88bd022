package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prep"
)

// The numbers of the protocol.
const (
	graveTime   = 7 * 24 * time.Hour // from the fold until what it replaced is deleted
	readTries   = 4                  // of a stream whose objects are being folded meanwhile
	skewNoticed = 5 * time.Minute    // difference between a device's clock and the storage's that is worth a note
)

// What stops a sync before anything is changed.
var (
	ErrNotJoined = errors.New("this machine is not part of a repository")
	ErrWiped     = errors.New("the bucket is empty, though this machine has synced with it before")
	ErrForeign   = errors.New("the bucket holds another repository")
	ErrRunning   = errors.New("another sync is running on this machine")
)

// Engine syncs one database with one repository. Its methods that talk to the bucket run one at a time on a machine:
// the others end with ErrRunning.
type Engine struct {
	db     *prep.DB
	bucket *meter
	sealer *Sealer
	ring   Keyring
	app    string

	progress func(Progress)
	limits   limits
	rules    rules
}

// limits are numbers of the protocol that a simulation makes small, so that little data shows what happens to much.
type limits struct {
	parallel  int // objects read at a time
	chunk     int // bytes of events in a batch, before compression
	round     int // batches under one write of the head: bounds the memory of a first push
	foldCount int // small objects that are folded into one
	foldSize  int // bytes that make an object not small
	piece     int // bytes of a file in an object: the same on every machine

	trash time.Duration // from the delete of a picture until its bytes are deleted
}

var usual = limits{parallel: 8, chunk: 16 << 20, round: 3, foldCount: 16, foldSize: 1 << 20, piece: pieceSize, trash: trashTime}

// Settings are what an Engine is told by its caller.
type Settings struct {
	App      string         // version of the program, shown to the other machines
	Progress func(Progress) // called from one goroutine; nil: nobody watches
}

// Progress says how far a sync is.
type Progress struct {
	Phase       string // "reading", "applying", "files", "writing", "folding", "checking"
	Device      string // whose events; empty: this machine's
	Done, Total int    // objects
}

// Result is what a sync did.
type Result struct {
	Pulled    int      `json:"pulled"`    // events that were new here
	Pushed    int      `json:"pushed"`    // events that were new in the bucket
	Files     int      `json:"files"`     // files of cards and attempts that were sent, or a piece of them
	Objects   int      `json:"objects"`   // read and written
	Requests  int      `json:"requests"`  // as far as no page or retry was needed
	Up        int64    `json:"up"`        // bytes of objects
	Down      int64    `json:"down"`      // bytes of objects
	Conflicts int      `json:"conflicts"` // texts that wait for a decision, after the sync
	Notes     []string `json:"notes"`     // what a person should know, a sentence each

	// KeysChanged says that another machine seals with a key that this one does not have: it has to join again.
	KeysChanged bool `json:"keys_changed,omitempty"`
}

// New returns the engine of a machine that has the keys of its repository. Nothing is read or written yet.
func New(db *prep.DB, bucket Bucket, ring Keyring, settings Settings) (*Engine, error) {
	sealer, err := NewSealer(ring)
	if err != nil {
		return nil, fmt.Errorf("open the repository %s: %w", ring.Repo, err)
	}
	return newEngine(db, bucket, ring, sealer, settings), nil
}

func newEngine(db *prep.DB, bucket Bucket, ring Keyring, sealer *Sealer, settings Settings) *Engine {
	return &Engine{
		db: db, bucket: &meter{Bucket: bucket}, sealer: sealer, ring: ring, app: settings.App,
		progress: settings.Progress, limits: usual, rules: protocol,
	}
}

func (e *Engine) report(p Progress) {
	if e.progress != nil {
		e.progress(p)
	}
}

// now is the storage's clock where it has one: the one that all machines share.
func (e *Engine) now() time.Time {
	if server := e.bucket.Clock(); !server.IsZero() {
		return server
	}
	return e.db.Now()
}

// server is the storage's clock in Unix milliseconds, 0 where it has none.
func (e *Engine) server() int64 {
	if server := e.bucket.Clock(); !server.IsZero() {
		return server.UnixMilli()
	}
	return 0
}

// rules are the parts of the protocol that a test turns off one by one, to see that the simulator finds what goes
// wrong without them. Everything else runs with protocol.
type rules struct {
	foldChains  bool // a fold carries the chain hashes that it replaces, and a reader compares
	lateCursor  bool // while a stream is read again its cursor stays
	holeVoids   bool // behind a hole a cursor vouches for nothing
	partVoids   bool // a head of which a part was read is read again, whatever its ETag
	relay       bool // what somebody misses is published again by whoever holds it
	askFiles    bool // a file that somebody needs and does not find is sent again by whoever has it
	forkAtDoubt bool // a head that this machine did not write makes it a new writer
	dateBack    bool // a review is not dated later than the storage's clock when it is published

	// foldOf yields what a fold holds: everything that the stream published, from the local log.
	foldOf func(ctx context.Context, s *run, everything bool, add func(prep.Event) error) error
}

var protocol = rules{foldChains: true, lateCursor: true, holeVoids: true, partVoids: true, relay: true, askFiles: true, forkAtDoubt: true, dateBack: true, foldOf: foldOfLog}

func foldOfLog(ctx context.Context, s *run, everything bool, add func(prep.Event) error) error {
	return s.db.View(ctx, func(tx *prep.Tx) error { return tx.EachPublished(everything, add) })
}

// locked runs f as the only sync of this machine.
func (e *Engine) locked(ctx context.Context, f func(*run) error) (Result, error) {
	unlock, err := lockFile(e.db.Path() + ".sync")
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	s := &run{Engine: e}
	requests, objects, up, down := e.bucket.requests.Load(), e.bucket.objects.Load(), e.bucket.up.Load(), e.bucket.down.Load()
	err = f(s)
	s.result.Requests = int(e.bucket.requests.Load() - requests)
	s.result.Objects = int(e.bucket.objects.Load() - objects)
	s.result.Up, s.result.Down = e.bucket.up.Load()-up, e.bucket.down.Load()-down
	return s.result, err
}
