package deck

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"prep"
)

// CardCounts counts cards by where they stand.
type CardCounts struct {
	Total, New, Learning, Young, Mature, Suspended int

	Due   int     // to be reviewed today, steps included
	Known float64 // cards that would be recalled now: the sum of their retrievabilities
}

// Histogram counts cards by a number.
type Histogram struct {
	Bins   []Bin
	Cards  int
	Median float64 // 0 without cards
}

// Bin counts the cards of a histogram from From up to but without To, which is infinite in a last, open bin.
type Bin struct {
	From, To float64
	Cards    int
}

func newHistogram(edges ...float64) Histogram {
	h := Histogram{Bins: make([]Bin, len(edges)-1)}
	for i := range h.Bins {
		h.Bins[i] = Bin{From: edges[i], To: edges[i+1]}
	}
	return h
}

// count fills the bins; a number beyond the last edge is in the last bin. Of the values only those in the middle
// bin are sorted.
func (h *Histogram) count(values []float64) {
	for _, v := range values {
		h.Bins[h.bin(v)].Cards++
	}
	if h.Cards = len(values); h.Cards == 0 {
		return
	}
	low, before := h.ranked((h.Cards - 1) / 2)
	high, _ := h.ranked(h.Cards / 2)
	middle := make([]float64, 0, h.Bins[low].Cards+h.Bins[high].Cards)
	for _, v := range values {
		if bin := h.bin(v); low <= bin && bin <= high {
			middle = append(middle, v)
		}
	}
	slices.Sort(middle)
	h.Median = (middle[(h.Cards-1)/2-before] + middle[h.Cards/2-before]) / 2
}

// bin returns the bin that a value belongs to.
func (h *Histogram) bin(v float64) int {
	i := 0
	for i < len(h.Bins)-1 && v >= h.Bins[i].To {
		i++
	}
	return i
}

// ranked returns the bin of the value that so many others come before, and how many are in the bins before it.
func (h *Histogram) ranked(rank int) (bin, before int) {
	for rank >= before+h.Bins[bin].Cards {
		before += h.Bins[bin].Cards
		bin++
	}
	return bin, before
}

// cardCount counts cards.
type cardCount struct {
	stats  *Stats
	book   *book
	names  map[prep.ID]string // of decks
	of     byCard[int32]      // index of its deck and tags in groups
	pairs  map[deckTags]int32 // the same, of a deck and tags
	groups []cardGroup

	stability, difficulty, retrievability, interval []float64
}

type deckTags struct {
	deck prep.ID
	tags string
}

// cardGroup is what has the same deck and the same tags.
type cardGroup struct {
	deck      string
	queued    bool // false where the deck was deleted on another machine: its cards are never asked
	tags      string
	scheduler *Scheduler
	Group
}

// cardRow is what is counted of a card.
type cardRow struct {
	id, deck          prep.ID
	tags              string
	state             State
	steps, later      bool // it waits for an instant; which is yet to come
	due, last, hidden prep.Day
	trace             trace
}

// longestInterval bounds days that a wrong clock can have made.
const longestInterval = 65535

// elapsed is the days since the last review.
func (r cardRow) elapsed(today prep.Day) int { return int(min(max(today-r.last, 0), longestInterval)) }

// interval is the days from the last review until the card is due.
func (r cardRow) interval() int { return int(min(max(r.due-r.last, 0), longestInterval)) }

// ahead is the days from today until the card will be asked, see dueDay.
func (r cardRow) ahead(today prep.Day) int {
	due, hidden := r.due, r.due
	if r.steps {
		due = today
	}
	if r.hidden > today {
		hidden = r.hidden
	}
	return int(min(max(max(due, hidden)-today, -longestInterval), longestInterval))
}

// dueNow reports whether the card can be asked now.
func (r cardRow) dueNow(today prep.Day) bool {
	return r.state != New && r.due <= today && !r.later && r.hidden <= today
}

func (b *book) newCardCount(s *Stats) *cardCount {
	s.Ahead = DueDays{Today: b.today, Days: make([]int, forecastDays)}
	c := &cardCount{stats: s, book: b, names: map[prep.ID]string{0: ""}, pairs: map[deckTags]int32{}}
	for _, d := range b.decks {
		c.names[d.ID] = d.Name
	}
	return c
}

// group returns the index of a deck and tags.
func (c *cardCount) group(of deckTags) int32 {
	i, known := c.pairs[of]
	if !known {
		i = int32(len(c.groups))
		of.tags = strings.Clone(of.tags) // it is a part of a long text
		c.pairs[of] = i
		name, queued := c.names[of.deck]
		c.groups = append(c.groups, cardGroup{deck: name, queued: queued, tags: of.tags, scheduler: c.book.schedulers.of(of.deck)})
	}
	return i
}

func (c *cardCount) card(card cardRow) {
	i := c.group(deckTags{card.deck, card.tags})
	c.of.add(card.id, i)
	group, counts := &c.groups[i], &c.stats.Cards
	group.Cards++
	counts.Total++
	today, interval := c.book.today, card.interval()
	if card.dueNow(today) {
		group.Due++
		counts.Due++
	}
	switch {
	case card.hidden == forever:
		counts.Suspended++
	case card.state == New:
		counts.New++
		group.New++
	case card.state != Reviewing:
		counts.Learning++
	case interval < matureDays:
		counts.Young++
	default:
		counts.Mature++
	}
	if card.hidden == forever || card.state == New {
		return
	}
	if group.queued {
		c.stats.Ahead.add(card.ahead(today), 1)
	}
	if card.state == Reviewing {
		c.interval = append(c.interval, float64(interval))
		c.stats.Ahead.Load += 1 / float64(max(interval, 1))
	}
	recall := group.scheduler.model.retrievability(card.trace, card.elapsed(today))
	counts.Known += recall
	c.stability = append(c.stability, card.trace.stability)
	c.difficulty = append(c.difficulty, card.trace.difficulty)
	c.retrievability = append(c.retrievability, recall)
}

// histograms fills in what needs every card.
func (c *cardCount) histograms() {
	s, open := c.stats, math.Inf(1)
	s.Stability = newHistogram(0, 1, 3, 7, 14, 30, 60, 120, 240, 365, 730, open)
	s.Stability.count(c.stability)
	s.Interval = newHistogram(1, 2, 4, 8, 15, 31, 61, 121, 241, 366, 731, open)
	s.Interval.count(c.interval)
	s.Difficulty = newHistogram(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	s.Difficulty.count(c.difficulty)
	s.Retrievability = newHistogram(calibrationEdges[:]...)
	s.Retrievability.count(c.retrievability)
}

// finish fills in what needs the reviews of the cards too.
func (c *cardCount) finish() { c.stats.Decks, c.stats.Tags = c.summary() }

// summary adds the pairs up by deck and by tag.
func (c *cardCount) summary() (decks, tags []Group) {
	byDeck, byTag := map[string]*Group{}, map[string]*Group{}
	add := func(groups map[string]*Group, name string, g Group) {
		sum := groups[name]
		if sum == nil {
			sum = &Group{Name: name}
			groups[name] = sum
		}
		sum.Cards += g.Cards
		sum.New += g.New
		sum.Due += g.Due
		sum.Answers += g.Answers
		sum.Tested.join(g.Tested)
	}
	for _, g := range c.groups {
		add(byDeck, g.deck, g.Group)
		for tag := range strings.FieldsSeq(g.tags) {
			add(byTag, tag, g.Group)
		}
	}
	return sortedGroups(byDeck), sortedGroups(byTag)
}

func sortedGroups(groups map[string]*Group) []Group {
	sorted := make([]Group, 0, len(groups))
	for _, g := range groups {
		sorted = append(sorted, *g)
	}
	slices.SortFunc(sorted, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return sorted
}
