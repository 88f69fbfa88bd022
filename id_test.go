package prep

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := ID(rapid.Int64().Draw(t, "id"))
		text := id.String()
		if back, err := ParseID(text); err != nil || back != id {
			t.Fatalf("%s reads back as %s, %v", text, back, err)
		}
		prefix := text[:rapid.IntRange(4, 13).Draw(t, "length")]
		from, to, err := IDRange(prefix)
		if err != nil || id < from || id > to {
			t.Fatalf("%q is %s to %s, %v: %s is not in it", prefix, from, to, err, id)
		}
		for _, end := range []ID{from, to} {
			if end.String()[:len(prefix)] != prefix {
				t.Fatalf("%q: the range ends at %s", prefix, end)
			}
		}
	})
	for _, bad := range []string{"", "abc", "abcd1", "abcdefghijklmn", "aaaaaaaaaaaa7", "ABC!", "äbcdefghijkl"} {
		if _, _, err := IDRange(bad); err == nil {
			t.Errorf("a range for %q", bad)
		}
		if _, err := ParseID(bad); err == nil {
			t.Errorf("an id from %q", bad)
		}
	}
}

// TestDays: a study day ends at the rollover hour of the wall clock, also when the clocks change.
func TestDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-11-02 03:59": "2026-11-01", "2026-11-02 04:00": "2026-11-02", "2026-11-03 00:30": "2026-11-02",
		"2026-10-25 03:30": "2026-10-24", "2026-10-25 04:00": "2026-10-25", // clocks go back at 03:00
		"2026-03-29 03:30": "2026-03-28", "2026-03-29 04:00": "2026-03-29", // clocks go forward at 02:00
		"2027-01-01 01:00": "2026-12-31", "1969-12-31 12:00": "1969-12-31",
	} {
		instant, err := time.ParseInLocation("2006-01-02 15:04", at, berlin)
		if err != nil {
			t.Fatal(err)
		}
		day := DayOf(instant, 4)
		if day.String() != want {
			t.Errorf("%s is of %s, want %s", at, day, want)
		}
		if start := day.Start(berlin, 4); start.After(instant) || DayOf(start, 4) != day || DayOf(start.Add(-time.Second), 4) != day-1 {
			t.Errorf("%s begins at %s", day, start)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		day := Day(rapid.IntRange(-40000, 40000).Draw(t, "day"))
		if back, err := ParseDay(day.String()); err != nil || back != day {
			t.Fatalf("%s reads back as %d, %v", day, back, err)
		}
	})
}

// TestStamps: a stamp is later than the last one and than what its author saw, and a far-away clock moves
// nothing but the edit that outdoes it.
func TestStamps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := Stamp(rapid.Int64Range(0, int64(maxStamp)).Draw(t, "last"))
		seen := Stamp(rapid.Int64Range(0, int64(maxStamp)).Draw(t, "seen"))
		wall := rapid.Int64Range(0, maxStamp.UnixMilli()-1).Draw(t, "wall")
		stamp, clock := last.next(wall, seen)
		if stamp <= last || stamp <= seen || stamp < StampAt(wall) || clock <= last {
			t.Fatalf("stamp %d, clock %d after %d, seeing %d at %d", stamp, clock, last, seen, wall)
		}
		if clock > max(last+1, StampAt(wall)) {
			t.Fatalf("the clock went to %d by what was seen", clock)
		}
	})
}
