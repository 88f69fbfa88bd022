package sync

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// restore puts a machine's database back to its backup. What it had not shared is gone, and nobody can help that.
func (s *simulation) restore(d *simDevice) {
	if d.backup == "" {
		return
	}
	s.restored = true
	before := d.events()
	d.restore()
	after := d.events()
	for id := range before {
		if _, still := after[id]; !still {
			s.gone[id] = true
		}
	}
}

// part takes a machine away for good. What nobody else has by then is gone with it.
func (s *simulation) part(d *simDevice) {
	lost := d.events()
	d.close()
	s.devices = slices.DeleteFunc(s.devices, func(other *simDevice) bool { return other == d })
	for _, other := range s.devices {
		for id := range other.events() {
			delete(lost, id)
		}
	}
	for id := range lost {
		s.gone[id] = true
	}
	s.partFiles(d)
}

// A simDisk is a copy of a disk that holds a machine and the folder that is the bucket.
type simDisk struct {
	device   *simDevice
	database string
	objects  map[string][]byte
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
	doPart
	doCopyDisk
	doRestoreDisk
	doings
)

var doingNames = [doings]string{
	"act", "sync", "wait", "set the clock", "clone", "back up", "restore", "copy the bucket", "roll the bucket back",
	"wipe the bucket", "lose an object", "another machine", "lose the machine",
	"copy the disk of the machine and the bucket", "restore that disk",
}

// A mix is how often each of them happens.
type mix [doings]int

var usualMix = mix{
	doAct: 450, doSync: 440, doWait: 10, doSetClock: 10, doClone: 15, doBackup: 15, doRestore: 15, doCopyBucket: 15,
	doRollBack: 15, doWipe: 4, doLose: 8, doAdd: 4, doPart: 4, doCopyDisk: 10, doRestoreDisk: 10,
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
	s.bucket.faults = s.faults
	s.bucket.faults.refuseAbsent, s.bucket.faults.ignoreAbsent = s.random.IntN(4) == 0, s.random.IntN(4) == 0
	var earlier map[string][]byte
	var disk simDisk
	for step := range steps {
		s.now = s.now.Add(time.Duration(s.random.IntN(600)) * time.Second)
		d := s.devices[s.random.IntN(len(s.devices))]
		what := s.draw()
		s.trace = append(s.trace, fmt.Sprintf("%d %s: %s", step, d.name, doingNames[what]))
		switch what {
		case doAct:
			d.do()
		case doSync:
			err := d.sync(false)
			s.trace = append(s.trace, fmt.Sprintf("  as %s: %v", d.seen.writer.Short(), err))
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
		case doPart:
			if len(s.devices) > 2 {
				s.part(d)
			}
		case doCopyDisk:
			s.copies++
			disk = simDisk{d, fmt.Sprintf("%s.%d", d.path, s.copies), maps.Clone(s.bucket.objects)}
			d.copyTo(disk.database)
		case doRestoreDisk:
			if slices.Contains(s.devices, disk.device) {
				disk.device.backup = disk.database
				s.restore(disk.device)
				s.bucket.objects = disk.objects
				s.bucket.changed()
			}
			disk = simDisk{}
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
	lost := ""
	for id, row := range s.written {
		if _, here := have[id]; !here && !s.gone[id] && !s.purged[row] && (lost == "" || id.String() < lost) {
			lost = id.String()
		}
	}
	if lost != "" {
		s.fail("event %s is lost", lost)
	}
	for _, d := range s.devices[1:] {
		if diff := different(want, dump(s.t, d.db)); len(diff) > 0 {
			s.fail("%s and %s differ: %q", s.devices[0].name, d.name, diff)
		}
	}
	s.checkFiles()
	if s.seed%3 != 0 {
		return
	}
	fresh := s.add()
	s.settle()
	if diff := different(want, dump(s.t, fresh.db)); len(diff) > 0 {
		s.fail("a new machine differs: %q", diff)
	}
}
