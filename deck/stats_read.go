package deck

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"prep"
)

// Rows of columns cost more than what is in them: a million reviews take a second to read so. The tables are read
// as a few long texts instead, each of a range of card ids, while the text before is counted by another goroutine.

// packedCards is the columns of the cards' memories, one behind the other: the ids, the decks, the states (with 4 where
// it waits for an instant and 8 where that is yet to come), the days when due, of the last review, and until which it
// is hidden, and stability and difficulty in millionths, in one number. The memory knows all of this: a look at each
// card would cost more than the rest. Columns spare SQLite the making of lines.
const packedCards = `select coalesce(group_concat(m.card) || ';' || group_concat(m.deck) || ';' ||
		group_concat(m.state + 4 * (m.due_time > 0) + 8 * (m.due_time > ?1)) || ';' ||
		group_concat(m.due) || ';' || group_concat(m.last) || ';' || group_concat(m.hidden) || ';' ||
		group_concat(cast(m.stability * 1000000 as integer) * 16777216 + cast(m.difficulty * 1000000 as integer)), '')
	from memory m`

// packedTags is the ids of the cards with tags, and their tags, a line for each card.
const packedTags = `select coalesce(group_concat(c.id), ''), coalesce(group_concat(replace(c.tags, char(10), ' '), char(10)), '')
	from card c where c.tags != '' and c.id between ? and ?`

// packedReviews has for each card its id and its reviews, 1:23,24;2:25,26. A packed review is one number, from its
// highest bits the quarter of an hour since 1970, the study day, the duration in 16 ms, and rating, kind and
// confidence. The plus sign keeps SQLite from leaving the order of the cards for the index of days.
const (
	packedReviews = `select coalesce(group_concat(history, ';'), '') from (
		select r.card || ':' || group_concat(((r.time / 900000 * 65536 + r.day) * 65536 + min(r.duration / 16, 65535)) * 128 +
			r.rating + 5 * r.kind + 15 * r.confidence) history
		from review r where +r.undone = 0 and r.card between ?1 and ?2`
	packedReviewsEnd = ` group by r.card)`
)

// idRanges divides all ids, which are random, into parts of about as many cards.
const idRanges = 16

func idRange(i int) (first, last int64) {
	const size = 1 << 60
	first = math.MinInt64 + int64(i)*size
	return first, first + (size - 1)
}

// readPacked reads the cards that match, then their reviews, and has them counted.
func (b *book) readPacked(query Expr, cards *cardCount, reviews *reviewCount) error {
	work, done := make(chan func() error, 2), make(chan error)
	go func() {
		var failed error
		for f := range work {
			if failed == nil {
				failed = f()
			}
		}
		done <- failed
	}()
	err := b.sendPacked(query, cards, reviews, work)
	close(work)
	if failed := <-done; err == nil {
		err = failed
	}
	return err
}

func (b *book) sendPacked(query Expr, cards *cardCount, reviews *reviewCount, work chan<- func() error) error {
	where, args := restriction(query, b)
	from := " where"
	if where != "" {
		from = " join card c on c.id = m.card where"
	}
	matched, total := 0, 0
	if err := b.tx.Get("select count(*) from memory", nil, &total); err != nil {
		return fmt.Errorf("cards: %w", err)
	}
	for i := range idRanges {
		var text, tagged, tags string
		first, last := idRange(i)
		err := b.tx.Get(packedCards+from+" m.card between ?2 and ?3"+where,
			append([]any{b.tx.Now.UnixMilli(), first, last}, args...), &text)
		if err != nil {
			return fmt.Errorf("cards: %w", err)
		}
		if text == "" {
			continue
		}
		if err := b.tx.Get(packedTags, []any{first, last}, &tagged, &tags); err != nil {
			return fmt.Errorf("tags: %w", err)
		}
		ids, _, _ := strings.Cut(text, ";")
		matched += strings.Count(ids, ",") + 1
		work <- func() error { return cards.read(text, tagged, tags) }
	}
	work <- func() error { cards.histograms(); return nil }

	ranges, matching, few := idRanges, "", matched < total/8
	switch {
	case where == "":
		args = nil
	case few: // in one text: the cards that match are looked for once
		ranges, matching = 1, " and r.card in (select c.id from memory m join card c on c.id = m.card where true"+where+")"
	default: // to read them all and pass over the others is quicker
		reviews.others, args = false, nil
	}
	for i := range ranges {
		var text string
		first, last := idRange(i)
		if ranges == 1 {
			last = math.MaxInt64
		}
		if err := b.tx.Get(packedReviews+matching+packedReviewsEnd, append([]any{first, last}, args...), &text); err != nil {
			return fmt.Errorf("reviews: %w", err)
		}
		work <- func() error {
			if i == 0 { // ids are random: the first range tells how many there are
				reviews.calibration.expect(ranges * (strings.Count(text, ",") + strings.Count(text, ";")))
			}
			return reviews.read(text)
		}
	}
	work <- func() error { cards.finish(); reviews.finish(); return nil }
	return nil
}

// integer reads a number from the start of a text and returns what follows; ok is false where the text does not
// begin with one.
func integer(text string) (n int64, rest string, ok bool) {
	i, negative := 0, false
	if i < len(text) && text[i] == '-' {
		i, negative = 1, true
	}
	start := i
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		n = n*10 - int64(text[i]-'0') // towards the smallest number, which has no positive twin
	}
	if !negative {
		n = -n
	}
	return n, text[i:], i > start
}

// numbers is what is left of a column.
type numbers string

// next takes the next number; ok is false where there is none.
func (n *numbers) next() (value int64, ok bool) {
	value, rest, ok := integer(string(*n))
	*n = numbers(strings.TrimPrefix(rest, ","))
	return value, ok
}

// read counts a text of packedCards, with the two of packedTags of the same ids.
func (c *cardCount) read(text, tagged, tags string) error {
	tagsOf, ids := byCard[string]{}, numbers(tagged)
	for words := range strings.SplitSeq(tags, "\n") {
		if id, ok := ids.next(); ok {
			tagsOf.add(prep.ID(id), words)
		}
	}
	var columns [7]numbers
	for i, column := range strings.SplitN(text, ";", len(columns)) {
		columns[i] = numbers(column)
	}
	for columns[0] != "" {
		var row [len(columns)]int64
		for i := range columns {
			var ok bool
			if row[i], ok = columns[i].next(); !ok {
				return fmt.Errorf("packed cards: column %d is short", i)
			}
		}
		tags, _ := tagsOf.of(prep.ID(row[0]))
		c.card(cardRow{
			id: prep.ID(row[0]), deck: prep.ID(row[1]), tags: tags,
			state: State(row[2] & 3), steps: row[2]&4 != 0, later: row[2]&8 != 0,
			due: prep.Day(row[3]), last: prep.Day(row[4]), hidden: prep.Day(row[5]),
			trace: trace{float64(row[6]>>24) / 1e6, float64(row[6]&(1<<24-1)) / 1e6},
		})
	}
	return nil
}

// read counts a text of packedReviews.
func (c *reviewCount) read(text string) error {
	var history []answer
	for text != "" {
		id, rest, ok := integer(text)
		if !ok || !strings.HasPrefix(rest, ":") {
			return fmt.Errorf("packed reviews %q", text[:min(len(text), 40)])
		}
		text, history = rest, history[:0]
		sorted := true
		for text != "" && text[0] != ';' { // here is a colon or a comma
			var v int64
			if v, text, ok = integer(text[1:]); ok && (text == "" || text[0] == ',' || text[0] == ';') {
				if a, ok := unpack(v); ok {
					sorted = sorted && (len(history) == 0 || history[len(history)-1].quarter <= a.quarter)
					history = append(history, a)
				}
				continue
			}
			if text = text[max(strings.IndexAny(text, ",;"), 0):]; text != "" && text[0] != ',' && text[0] != ';' {
				text = "" // the last one
			}
		}
		text = strings.TrimPrefix(text, ";")
		if !sorted { // SQLite promises no order within a group, though a scan by the key has it
			slices.SortStableFunc(history, func(a, b answer) int { return int(a.quarter - b.quarter) })
		}
		c.card(prep.ID(id), history)
	}
	return nil
}
