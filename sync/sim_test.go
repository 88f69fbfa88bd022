package sync

import (
	"context"
	"fmt"
	"maps"
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
var simLimits = limits{parallel: 1, chunk: 600, round: 2, foldCount: 4, foldSize: 1600}

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

	mix          mix
	limits       limits
	rules        rules
	stampByClock bool

	written map[prep.EventID]bool // what a person did on a machine that still has it
	gone    map[prep.EventID]bool // what a restored backup may have taken away

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
		now: time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC), mix: usualMix, limits: simLimits, rules: protocol,
		written: map[prep.EventID]bool{}, gone: map[prep.EventID]bool{},
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
	d.path = filepath.Join(s.folder, d.name+".db")
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

// do lets a person do something, and remembers it.
func (s *simulation) do(d *simDevice) {
	var last int64
	d.view(func(tx *prep.Tx) error { return tx.Get("select coalesce(max(seq), 0) from event", nil, &last) })
	if review, made := d.act(); made {
		s.written[review] = true
	}
	for id := range d.eventsAfter(last) {
		s.written[id] = true
	}
}

// restore puts a machine's database back to its backup. What it had not shared is gone, and nobody can help that.
func (s *simulation) restore(d *simDevice) {
	if d.backup == "" {
		return
	}
	before := d.events()
	d.restore()
	after := d.events()
	for id := range before {
		if !after[id] {
			s.gone[id] = true
		}
	}
}

// The things that happen in a simulated life.
const (
	doAct = iota
	doSync
	doWait
	doSetClock
	doClone
	doBackup
	doRestore
	doCopyBucket
	doRollBack
	doWipe
	doLose
	doAdd
	doings
)

// A mix is how often each of them happens.
type mix [doings]int

var usualMix = mix{
	doAct: 450, doSync: 440, doWait: 10, doSetClock: 10, doClone: 15, doBackup: 15, doRestore: 15, doCopyBucket: 15,
	doRollBack: 15, doWipe: 4, doLose: 8, doAdd: 4,
}

// draw says what happens next.
func (s *simulation) draw() int {
	sum := 0
	for _, weight := range s.mix {
		sum += weight
	}
	x := s.random.IntN(sum)
	for what, weight := range s.mix {
		if x -= weight; x < 0 {
			return what
		}
	}
	return doAct
}

// run is a simulated life, then days of calm in which everything has to come right again.
func (s *simulation) run(steps int) {
	s.bucket.faults = allFaults
	s.bucket.faults.refuseAbsent, s.bucket.faults.ignoreAbsent = s.random.IntN(4) == 0, s.random.IntN(4) == 0
	var earlier map[string][]byte
	for step := range steps {
		s.now = s.now.Add(time.Duration(s.random.IntN(600)) * time.Second)
		d := s.devices[s.random.IntN(len(s.devices))]
		switch s.draw() {
		case doAct:
			s.do(d)
		case doSync:
			_ = d.sync(false)
		case doWait:
			s.now = s.now.Add(80 * time.Hour) // long enough, twice, for what was folded to be deleted
		case doSetClock:
			d.skew += time.Duration(s.random.IntN(4)-2) * time.Hour // summer time, or a clock that was set
		case doClone:
			if len(s.devices) < 6 {
				s.clone(d)
			}
		case doBackup:
			s.copies++
			d.backup = fmt.Sprintf("%s.%d", d.path, s.copies)
			d.copyTo(d.backup)
		case doRestore:
			s.restore(d)
		case doCopyBucket:
			earlier = maps.Clone(s.bucket.objects)
		case doRollBack:
			if earlier != nil && step < steps*4/5 {
				s.bucket.objects, earlier = earlier, nil // the provider went back to a copy
				s.bucket.changed()
			}
		case doWipe:
			s.bucket.objects = map[string][]byte{}
			s.bucket.changed()
		case doLose:
			s.bucket.lose()
		case doAdd:
			if len(s.devices) < 6 {
				s.add()
			}
		}
	}
	s.bucket.faults = faults{}
	s.settle()
	s.check()
}

// settle syncs until nobody has anything to do, as a bucket without faults allows: until every machine has synced,
// with one LIST and nothing else, since the bucket last changed.
func (s *simulation) settle() {
	quiet := map[*simDevice]int{}
	for range 24 {
		s.now = s.now.Add(time.Hour)
		for _, d := range s.devices {
			if at, known := quiet[d]; known && at == s.bucket.version {
				continue
			}
			clear(s.bucket.requests)
			if err := d.sync(true); err != nil {
				s.fail("last sync of %s: %v", d.name, err)
			}
			delete(quiet, d)
			if s.bucket.requests["LIST"] == 1 && len(s.bucket.requests) == 1 {
				quiet[d] = s.bucket.version
			}
		}
		if len(quiet) == len(s.devices) && !slices.ContainsFunc(s.devices, func(d *simDevice) bool { return quiet[d] != s.bucket.version }) {
			return
		}
	}
	s.fail("the machines do not come to rest: %v", s.bucket.requests)
}

// check holds every machine, and in some runs a new one, to what must be.
func (s *simulation) check() {
	want := dump(s.t, s.devices[0].db)
	have := s.devices[0].events()
	for id := range s.written {
		if !have[id] && !s.gone[id] {
			s.fail("event %s is lost", id)
		}
	}
	for _, d := range s.devices[1:] {
		if diff := different(want, dump(s.t, d.db)); len(diff) > 0 {
			s.fail("%s and %s differ: %q", s.devices[0].name, d.name, diff)
		}
	}
	if s.seed%3 != 0 {
		return
	}
	fresh := s.add()
	s.settle()
	if diff := different(want, dump(s.t, fresh.db)); len(diff) > 0 {
		s.fail("a new machine differs: %q", diff)
	}
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
	s.run(50)
	return s, nil
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
	part, parts := uint64(0), uint64(1)
	if text := os.Getenv(simPart); text != "" {
		if _, err := fmt.Sscanf(text, "%d/%d", &part, &parts); err != nil {
			t.Fatal(err)
		}
	} else if seed == 0 && runtime.NumCPU() > 1 {
		divide(t, uint64(runtime.NumCPU()))
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
				t.Fatalf("seed %d: %v\nagain: %s=%d go test -run TestSim ./sync", seed, err, simSeed, seed)
			}
			runs, crashes, forks, acts = runs+1, crashes+s.crashes, forks+s.forks, acts+s.steps
		})
	}
	t.Logf("%d seeds: %d acts, %d crashes, %d forks", runs, acts, crashes, forks)
}

// divide runs the seeds in processes of their own.
func divide(t *testing.T, parts uint64) {
	t.Helper()
	environment := append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
	if memory, err := os.Stat("/dev/shm"); err == nil && memory.IsDir() {
		environment = append(environment, "TMPDIR=/dev/shm")
	}
	var running sync.WaitGroup
	for part := range parts {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
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
