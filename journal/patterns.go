package journal

import (
	"cmp"
	"maps"
	"slices"

	"prep"
)

// Patterns is what recurs in a journal.
type Patterns struct {
	Entries  int         `json:"entries"`
	Types    []Count     `json:"types,omitempty"`
	Statuses []Count     `json:"statuses,omitempty"`
	Tags     []Count     `json:"tags,omitempty"`       // in two entries or more
	Causes   []Count     `json:"own_causes,omitempty"` // words of one's own causes, in two entries or more
	Sting    []StingOver `json:"sting,omitempty"`
	Repeated []Repeated  `json:"repeated,omitempty"`
	Changes  Changes     `json:"changes"`
}

// Count is how many entries have something.
type Count struct {
	Name    string `json:"name"`
	Entries int    `json:"entries"`
}

// StingOver is how much the failures of a month hurt, then and now, 0-5 on average.
type StingOver struct {
	Month   string   `json:"month"` // 2026-11
	Entries int      `json:"entries"`
	Then    *float64 `json:"then,omitempty"`
	Now     *float64 `json:"now,omitempty"` // of the entries whose sting was asked again
}

// Repeated is a lesson that had to be learnt again.
type Repeated struct {
	Head
	Lesson  string `json:"lesson,omitempty"`
	Repeats int    `json:"repeats"`
}

// Changes says what became of the changes. One that was repeated after it was made did not hold.
type Changes struct {
	Made     int `json:"made"`
	Proven   int `json:"proven"`
	Repeated int `json:"repeated"`
}

// mostCounts is how many tags and causes are shown.
const mostCounts = 12

// FindPatterns looks for what recurs among the entries that a query chooses.
func FindPatterns(tx *prep.Tx, q Query) (Patterns, error) {
	var p Patterns
	types, statuses, tags := counter{}, counter{}, counter{}
	causes := causeCounter{entries: counter{}, words: map[string]counter{}}
	months := map[string]*stingSum{}
	var repeated []Repeated
	err := Each(tx, q, func(e Entry) error {
		p.Entries++
		if e.Type != "" {
			types[string(e.Type)]++
		}
		statuses[StatusOf(e).String()]++
		for _, tag := range e.Tags {
			tags[tag]++
		}
		causes.add(e.OwnFactors)
		addSting(months, e)
		if mustField("change").Filled(e) {
			p.Changes.Made++
		}
		if StatusOf(e) == Proven {
			p.Changes.Proven++
		}
		repeated = append(repeated, Repeated{Head: headOf(e), Lesson: e.Lesson})
		return nil
	})
	if err != nil {
		return Patterns{}, err
	}
	later, err := repeatsByFirst(tx)
	if err != nil {
		return Patterns{}, err
	}
	for _, r := range repeated {
		if r.Repeats = later[r.ID]; r.Repeats == 0 {
			continue
		}
		p.Repeated = append(p.Repeated, r)
		if r.Status >= Changed {
			p.Changes.Repeated++
		}
	}
	slices.SortStableFunc(p.Repeated, func(a, b Repeated) int { return cmp.Compare(b.Repeats, a.Repeats) })
	p.Types, p.Statuses = types.list(1), statuses.list(1)
	p.Tags, p.Causes = tags.list(2), causes.list()
	for _, month := range slices.Sorted(maps.Keys(months)) {
		p.Sting = append(p.Sting, months[month].mean(month))
	}
	return p, nil
}

// repeatsByFirst counts, for every entry that is repeated, how often it is.
func repeatsByFirst(tx *prep.Tx) (map[prep.ID]int, error) {
	ids, err := idsWhere(tx, "select distinct again from entry where again != 0")
	if err != nil {
		return nil, err
	}
	later := map[prep.ID]int{}
	for _, id := range ids {
		if later[id], err = Repeats(tx, id); err != nil {
			return nil, err
		}
	}
	return later, nil
}

type counter map[string]int

// list returns what was counted that often at least, the most frequent first.
func (c counter) list(least int) []Count {
	var all []Count
	for name, n := range c {
		if n >= least {
			all = append(all, Count{name, n})
		}
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Entries, a.Entries), cmp.Compare(a.Name, b.Name))
	})
	return all[:min(len(all), mostCounts)]
}

// causeCounter counts words by their stem and remembers how they were written.
type causeCounter struct {
	entries counter
	words   map[string]counter
}

func (c causeCounter) add(text string) {
	counted := map[string]bool{}
	for _, t := range tokens(text) {
		if !saysMuch(t.text) {
			continue
		}
		word := stem(t.text)
		if !counted[word] {
			counted[word] = true
			c.entries[word]++
		}
		if c.words[word] == nil {
			c.words[word] = counter{}
		}
		c.words[word][t.text]++
	}
}

// list names each stem by the word that it was most often written as.
func (c causeCounter) list() []Count {
	counts := c.entries.list(2)
	for i := range counts {
		counts[i].Name = c.words[counts[i].Name].list(1)[0].Name
	}
	return counts
}

// stingSum adds up the stings of a month.
type stingSum struct {
	entries, thens, nows int
	then, now            int
}

// addSting counts an entry in the month in which it happened.
func addSting(months map[string]*stingSum, e Entry) {
	if e.Happened == nil || e.StingThen == nil && e.StingNow == nil {
		return
	}
	month := e.Happened.String()[:len("2026-11")]
	if months[month] == nil {
		months[month] = &stingSum{}
	}
	sum := months[month]
	sum.entries++
	if e.StingThen != nil {
		sum.thens++
		sum.then += *e.StingThen
	}
	if e.StingNow != nil {
		sum.nows++
		sum.now += *e.StingNow
	}
}

func (s stingSum) mean(month string) StingOver {
	over := StingOver{Month: month, Entries: s.entries}
	if s.thens > 0 {
		over.Then = new(float64(s.then) / float64(s.thens))
	}
	if s.nows > 0 {
		over.Now = new(float64(s.now) / float64(s.nows))
	}
	return over
}
