package prep

// Stamp orders edits across machines: a hybrid logical clock in one number, Unix milliseconds in the upper
// 48 bits and a counter in the lower 16 (Kulkarni et al., "Logical Physical Clocks", 2014). Stamp zero is
// older than any edit a person makes; the built-in deck has it.
type Stamp int64

const stampCounterBits = 16

// maxStamp keeps room to stamp past any stamp that is accepted; it is in the year 4199.
const maxStamp Stamp = 1 << 62

// StampAt returns the first stamp of the millisecond.
func StampAt(unixMilli int64) Stamp { return Stamp(unixMilli << stampCounterBits) }

// UnixMilli returns the wall-clock part of the stamp.
func (s Stamp) UnixMilli() int64 { return int64(s) >> stampCounterBits }

// next returns a stamp later than the last one this machine gave, later than the value the author was
// looking at, and no earlier than the wall clock; and what to remember as the last one given. A seen stamp
// from a machine whose clock is far ahead is outdone for this edit alone: it does not move our clock.
func (s Stamp) next(wall int64, seen Stamp) (stamp, clock Stamp) {
	clock = max(StampAt(wall), s+1)
	return max(clock, seen+1), clock
}
