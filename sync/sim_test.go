package sync

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/cryptotest"
	"time"

	"prep"
)

// simLimits make the numbers of the protocol small.
var simLimits = limits{parallel: 1, chunk: 600, round: 2, foldCount: 4, foldSize: 1600, piece: 40, trash: 100 * time.Hour}

// simSteps is how many things happen before the days of calm.
const simSteps = 50

// A simulation is a handful of machines, a bucket and a year in which everything goes wrong. It runs the real engine
// on real databases; the seed decides everything that happens.
type simulation struct {
	t        testing.TB
	seed     uint64
	random   *rand.Rand
	folder   string
	template string
	now      time.Time
	ring     Keyring
	sealer   *Sealer
	bucket   *simBucket
	devices  []*simDevice
	cards    []prep.ID
	answers  []prep.ID

	life         int // steps
	mix          mix
	faults       faults
	limits       limits
	rules        rules
	stampByClock bool

	written map[prep.EventID]prep.ID // what a person did on a machine that still has it, and to which row
	gone    map[prep.EventID]bool    // what a restored backup may have taken away
	purged  map[prep.ID]bool         // rows of which nothing is to be left

	restored bool             // a machine went back to its backup
	parted   map[prep.ID]bool // files that only a machine had that is lost

	trace []string // what happened, a line for each step

	steps, crashes, forks, machines, copies int
}

// errBroken ends a simulation whose invariant does not hold.
type errBroken struct{ text string }

func (e errBroken) Error() string { return e.text }

func (s *simulation) fail(format string, values ...any) {
	panic(errBroken{fmt.Sprintf(format, values...)})
}

func newSimulation(t testing.TB, seed uint64, world *simWorld) *simulation {
	s := &simulation{
		t: t, seed: seed, random: newRandom(seed), folder: t.TempDir(), template: world.template,
		now: time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC), life: simSteps, mix: usualMix, faults: allFaults, limits: simLimits, rules: protocol,
		written: map[prep.EventID]prep.ID{}, gone: map[prep.EventID]bool{}, purged: map[prep.ID]bool{}, parted: map[prep.ID]bool{},
	}
	s.ring, s.sealer = world.ring, world.sealer
	s.bucket = newSimBucket(s.random, func() time.Time { return s.now })
	if err := putMarker(context.Background(), s.bucket, s.sealer, s.ring.Repo); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		s.cards, s.answers = append(s.cards, prep.NewID()), append(s.answers, prep.NewID())
	}
	for range 2 + s.random.IntN(2) {
		s.add()
	}
	return s
}

// add makes one more machine, whose clock is up to six hours off.
func (s *simulation) add() *simDevice {
	d := s.place()
	d.skew = time.Duration(s.random.Int64N(int64(12*time.Hour))) - 6*time.Hour
	if err := copyFile(d.path, s.template); err != nil {
		s.t.Fatal(err)
	}
	d.open()
	ctx := context.Background()
	err := d.db.Update(ctx, func(tx *prep.Tx) error {
		_, err := tx.Fork() // the template's stream is everybody's
		return err
	})
	if err == nil {
		err = enter(ctx, d.db, s.ring, map[prep.ID]slotCopy{}, d.name)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// place finds a name and a file for a machine.
func (s *simulation) place() *simDevice {
	d := &simDevice{sim: s, name: string(rune('a' + s.machines))}
	s.machines++
	d.path = filepath.Join(s.folder, d.name, "prep.db") // with a folder of files beside it
	if err := os.Mkdir(filepath.Dir(d.path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.devices = append(s.devices, d)
	return d
}

// clone copies a machine's disk; both go on.
func (s *simulation) clone(d *simDevice) {
	c := s.place()
	c.skew = d.skew
	d.copyTo(c.path)
	c.open()
}

// simulate runs one seed and returns what went wrong.
func simulate(t *testing.T, seed uint64, world *simWorld, change func(*simulation)) (s *simulation, err error) {
	cryptotest.SetGlobalRandom(t, seed)
	s = newSimulation(t, seed, world)
	if change != nil {
		change(s)
	}
	defer func() {
		for _, d := range s.devices {
			_ = d.db.Close()
		}
		if x := recover(); x != nil {
			broken, ok := x.(errBroken)
			if !ok {
				panic(x)
			}
			err = broken
		}
	}()
	s.run(s.life)
	return s, nil
}

// shrink finds the shortest beginning of a failing life that fails too, and returns what happened in it.
func shrink(t *testing.T, seed uint64, world *simWorld, change func(*simulation)) (steps int, trace []string, err error) {
	for steps = range simSteps + 1 {
		s, err := simulate(t, seed, world, func(s *simulation) {
			change(s)
			s.life = steps
		})
		if err != nil {
			return steps, s.trace, err
		}
	}
	return steps, nil, errors.New("it does not fail again: the run is not a function of its seed")
}

// PREP_SIM_SEED names the one seed to run, PREP_SIM_SEEDS how many there are. PREP_SIM_PART is how the test tells the
// processes that it starts which of them are theirs.
const (
	simSeed  = "PREP_SIM_SEED"
	simSeeds = "PREP_SIM_SEEDS"
	simPart  = "PREP_SIM_PART"
)

func numberFrom(t testing.TB, variable string, usual uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// TestSimMust01Convergence is must-hold 1 to 4, 6 and 9 to 12 in any interleaving that the seeds bring. Random numbers
// can be foreseen in one goroutine only, so that the seeds are divided among processes.
func TestSimMust01Convergence(t *testing.T) {
	seed, seeds := numberFrom(t, simSeed, 0), numberFrom(t, simSeeds, 2000)
	part, parts, divided := uint64(0), uint64(1), false
	if seed == 0 {
		part, parts, divided = share(t)
	}
	if divided {
		return
	}
	world := newSimWorld(t)
	var runs, crashes, forks, acts int
	first, last := part+1, seeds
	if seed != 0 {
		first, last = seed, seed
	}
	for seed := first; seed <= last && !t.Failed(); seed += parts {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			s, err := simulate(t, seed, world, nil)
			if err != nil {
				steps, trace, first := shrink(t, seed, world, func(*simulation) {})
				t.Fatalf("seed %d: %v\nagain: %s=%d go test -run TestSim ./sync\nafter %d steps already: %v\n%s",
					seed, err, simSeed, seed, steps, first, strings.Join(trace, "\n"))
			}
			runs, crashes, forks, acts = runs+1, crashes+s.crashes, forks+s.forks, acts+s.steps
		})
	}
	t.Logf("%d seeds: %d acts, %d crashes, %d forks", runs, acts, crashes, forks)
}

// share tells this process which part of the test is its own; or it divides the test among other processes, and
// nothing is left to do.
func share(t *testing.T) (part, parts uint64, divided bool) {
	t.Helper()
	text := os.Getenv(simPart)
	if text == "" && runtime.NumCPU() > 1 {
		divide(t, uint64(runtime.NumCPU()))
		return 0, 0, true
	}
	if text == "" {
		return 0, 1, false
	}
	if _, err := fmt.Sscanf(text, "%d/%d", &part, &parts); err != nil {
		t.Fatal(err)
	}
	return part, parts, false
}

// divide runs the test in processes of their own, in memory where there is a file system for it.
func divide(t *testing.T, parts uint64) {
	t.Helper()
	environment := append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
	if memory, err := os.Stat("/dev/shm"); err == nil && memory.IsDir() {
		environment = append(environment, "TMPDIR=/dev/shm")
	}
	pattern := "^" + t.Name() + "$"
	if _, within, found := strings.Cut(flag.Lookup("test.run").Value.String(), "/"); found {
		pattern += "/" + within
	}
	var running sync.WaitGroup
	for part := range parts {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+pattern, "-test.v")
		child.Env = append(slices.Clone(environment), fmt.Sprintf("%s=%d/%d", simPart, part, parts))
		running.Go(func() {
			output, err := child.CombinedOutput()
			lines := slices.DeleteFunc(strings.Split(string(output), "\n"), func(line string) bool {
				return !strings.Contains(line, "_test.go:") && !strings.Contains(line, "again:")
			})
			if err != nil {
				t.Errorf("part %d: %v\n%s", part, err, strings.Join(lines, "\n"))
			}
			t.Log(strings.Join(lines, "\n"))
		})
	}
	running.Wait()
}
