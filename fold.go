package prep

import (
	"bytes"
	"cmp"
	"slices"
)

// An edit is one event of a row, with who wrote it.
type edit struct {
	id     EventID
	stream ID
	change
}

// later orders edits: the later one wins a field, and is the version of a text that shows.
func later(a, b edit) int {
	return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), cmp.Compare(uint64(a.stream), uint64(b.stream)), bytes.Compare(a.id[:], b.id[:]))
}

// folded is what the events of a row come to.
type folded struct {
	alive   bool
	revived bool              // an edit that a delete had not seen outlived it
	deleted int64             // when, for a dead row: wall clock of its last delete
	values  map[string]any    // by column; a column that was never set is missing
	tips    map[string][]edit // by column: the versions of a text that no other replaces, newest first
	texts   map[string][]edit // the same, without those that say what a newer one says
	stamp   Stamp             // the latest of all: an edit is stamped past what its author was looking at
	seen    []EventID         // every event that a delete now would have seen
	deletes []EventID
}

// fold merges the events of one row. It is a pure function of their set: any order, any repetition, the same
// result on every machine. Fields: the latest edit wins. Texts: every version that no other names as its
// parent stays. A delete takes away only what it had seen.
func fold(edits []edit) folded {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, later)
	edits = slices.CompactFunc(edits, func(a, b edit) bool { return a.id == b.id })

	f := folded{values: map[string]any{}, tips: map[string][]edit{}, texts: map[string][]edit{}}
	gone, replaced, answered := map[EventID]bool{}, map[string]map[EventID]bool{}, map[EventID]bool{}
	for _, e := range edits {
		f.stamp = max(f.stamp, e.Stamp)
		switch e.Kind {
		case kindDelete:
			f.deletes = append(f.deletes, e.id)
			f.deleted = e.Stamp.UnixMilli()
			for _, id := range e.Seen {
				gone[id] = true
			}
			continue
		case kindBack:
			for _, id := range e.Seen {
				answered[id] = true
			}
		}
		f.seen = append(f.seen, e.id)
		for field, parents := range e.Parents {
			if replaced[field] == nil {
				replaced[field] = map[EventID]bool{}
			}
			for _, id := range parents {
				replaced[field][id] = true
			}
		}
	}
	for _, e := range edits {
		if e.Kind == kindDelete {
			continue
		}
		f.alive = f.alive || !gone[e.id]
		for name, raw := range e.Fields {
			if value, known := e.stored[name]; known {
				f.values[name] = value
			} else if column, ok := e.Table.find(name); ok {
				f.values[name], _ = column.fromJSON(raw)
			}
		}
		for name := range e.Texts {
			if !replaced[name][e.id] {
				f.tips[name] = append(f.tips[name], e)
			}
		}
	}
	for name, versions := range f.tips {
		slices.Reverse(versions)
		for _, e := range versions {
			said := func(other edit) bool { return other.Texts[name] == e.Texts[name] }
			if !slices.ContainsFunc(f.texts[name], said) {
				f.texts[name] = append(f.texts[name], e)
			}
		}
		f.values[name] = versions[0].Texts[name]
	}
	for _, id := range f.deletes {
		f.revived = f.revived || f.alive && !answered[id]
	}
	return f
}

// alike adds to the versions that an author saw those that say the very same: two machines that wrote one text have
// written two versions, and whoever saw one saw both.
func (f folded) alike(field string, seen []EventID) []EventID {
	all := slices.Clone(seen)
	for _, e := range f.tips[field] {
		if !slices.Contains(seen, e.id) {
			continue
		}
		for _, other := range f.tips[field] {
			if other.Texts[field] == e.Texts[field] && !slices.Contains(all, other.id) {
				all = append(all, other.id)
			}
		}
	}
	return all
}
