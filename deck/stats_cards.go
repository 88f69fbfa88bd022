package deck

import (
	"cmp"
	"database/sql"
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

// count fills the bins; a number beyond the last edge is in the last bin. The values are sorted in place.
func (h *Histogram) count(values []float64) {
	slices.Sort(values)
	bin := 0
	for _, v := range values {
		for bin < len(h.Bins)-1 && v >= h.Bins[bin].To {
			bin++
		}
		h.Bins[bin].Cards++
	}
	if h.Cards = len(values); h.Cards > 0 {
		h.Median = (values[(h.Cards-1)/2] + values[h.Cards/2]) / 2
	}
}

// cardGroups knows the deck and tags of each card, and what was counted for each pair of them.
type cardGroups struct {
	of     map[prep.ID]int32 // index of the pair in groups, of a card
	groups []cardGroup
}

type cardGroup struct {
	deck      string
	queued    bool // false where the deck was deleted on another machine: its cards are never asked
	tags      string
	scheduler *Scheduler
	Group
}

// packedCards has a card's state, whether it is due and suspended, the days since its last review, its interval, and
// the days until it is due, in one number: each column costs as much as the rest of the row.
const packedCards = `select c.id, c.deck, c.tags,
		m.state + 4 * (m.state != 0 and m.due <= ?1 and m.due_time <= ?2 and c.suspended = 0 and c.buried <= ?1) +
			8 * (c.suspended != 0) + 16 * min(max(?1 - m.last, 0), 65535) + (1 << 20) * min(max(m.due - m.last, 0), 65535) +
			(1 << 36) * min(max(` + dueDay + ` - ?1 + 32768, 0), 65535),
		m.stability, m.difficulty
	from memory m join card c on c.id = m.card where true`

// countCards reads every card that matches once.
func (b *book) countCards(s *Stats, query Expr) (*cardGroups, error) {
	names := map[prep.ID]string{0: ""}
	for _, d := range b.decks {
		names[d.ID] = d.Name
	}
	type pair struct {
		deck int64
		tags string
	}
	s.Ahead = DueDays{Today: b.today, Days: make([]int, forecastDays)}
	cards := &cardGroups{of: map[prep.ID]int32{}}
	pairs := map[pair]int32{}
	texts := map[string]string{} // each text of tags once
	var stability, difficulty, retrievability, interval []float64

	var tags sql.RawBytes
	var id, deck, flags int64
	var m Memory
	into := []any{&id, &deck, &tags, &flags, &m.Stability, &m.Difficulty}
	where, args := restriction(query, b)
	err := b.tx.Each(func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		text, seen := texts[string(tags)]
		if !seen {
			text = string(tags)
			texts[text] = text
		}
		i, seen := pairs[pair{deck, text}]
		if !seen {
			i = int32(len(cards.groups))
			pairs[pair{deck, text}] = i
			name, known := names[prep.ID(deck)]
			cards.groups = append(cards.groups, cardGroup{
				deck: name, queued: known, tags: text, scheduler: b.schedulers.of(prep.ID(deck)),
			})
		}
		cards.of[prep.ID(id)] = i
		group := &cards.groups[i]

		state, due, suspended := State(flags&3), flags>>2&1 != 0, flags>>3&1 != 0
		elapsed, days, ahead := int(flags>>4&0xffff), int(flags>>20&0xffff), int(flags>>36)-32768
		group.Cards++
		s.Cards.Total++
		if due {
			group.Due++
			s.Cards.Due++
		}
		switch {
		case suspended:
			s.Cards.Suspended++
		case state == New:
			s.Cards.New++
			group.New++
		case state != Reviewing:
			s.Cards.Learning++
		case days < matureDays:
			s.Cards.Young++
		default:
			s.Cards.Mature++
		}
		if suspended || state == New {
			return nil
		}
		if group.queued {
			s.Ahead.add(ahead, 1)
		}
		if state == Reviewing {
			interval = append(interval, float64(days))
			s.Ahead.Load += 1 / float64(max(days, 1))
		}
		recall := group.scheduler.model.retrievability(trace{m.Stability, m.Difficulty}, elapsed)
		s.Cards.Known += recall
		stability = append(stability, m.Stability)
		difficulty = append(difficulty, m.Difficulty)
		retrievability = append(retrievability, recall)
		return nil
	}, packedCards+where, append([]any{int64(b.today), b.tx.Now.UnixMilli()}, args...)...)
	if err != nil {
		return nil, err
	}
	open := math.Inf(1)
	s.Stability = newHistogram(0, 1, 3, 7, 14, 30, 60, 120, 240, 365, 730, open)
	s.Stability.count(stability)
	s.Interval = newHistogram(1, 2, 4, 8, 15, 31, 61, 121, 241, 366, 731, open)
	s.Interval.count(interval)
	s.Difficulty = newHistogram(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	s.Difficulty.count(difficulty)
	s.Retrievability = newHistogram(calibrationEdges[:]...)
	s.Retrievability.count(retrievability)
	return cards, nil
}

// summary adds the pairs up by deck and by tag.
func (c *cardGroups) summary() (decks, tags []Group) {
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
