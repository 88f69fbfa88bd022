package deck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"prep"
)

// leechLapses is how often a card is forgotten before it is called a leech.
const leechLapses = 8

// Found is a card that a search found.
type Found struct {
	Card
	Memory         Memory
	Retrievability float64 // today; 0 for a new card
}

// Search returns the cards that match, decks by name, in each the oldest first. limit 0 means all. The
// memories must be fresh.
func Search(tx *prep.Tx, query Expr, limit int) ([]Found, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	where, args := restriction(query, book)
	if limit > 0 { // SQLite sorts whole rows: only where few of them are wanted is that worth it
		where += ` order by (select name from deck where id = c.deck) collate nocase, c.deck, c.added, m.note, c.ord limit ?`
		args = append(args, limit)
	}
	names := map[prep.ID]string{}
	for _, d := range book.decks {
		names[d.ID] = d.Name
	}
	var found []Found
	err = tx.Each(func(scan func(...any) error) error {
		var f Found
		into, finish := memoryInto(&f.Memory)
		var err error
		if f.Card, err = scanCard(scan, into...); err != nil {
			return err
		}
		finish()
		f.DeckName = names[f.Deck]
		f.Retrievability = book.schedulers.of(f.Deck).Retrievability(f.Memory, book.today)
		found = append(found, f)
		return nil
	}, "select "+unnamedColumns+", "+memoryColumns+` from memory m join card c on c.id = m.card where true`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("search cards: %w", err)
	}
	if limit == 0 {
		sortFound(found, book.decks)
	}
	return found, nil
}

// sortFound sorts cards by their decks, which come by name, and the day on which they were added.
func sortFound(found []Found, decks []Deck) {
	rank := map[prep.ID]int{}
	for i, d := range decks {
		rank[d.ID] = i
	}
	slices.SortFunc(found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(rank[a.Deck], rank[b.Deck]), cmp.Compare(a.Added, b.Added),
			cmp.Compare(a.Note, b.Note), cmp.Compare(a.Ord, b.Ord))
	})
}

// Count returns how many cards match. The memories must be fresh.
func Count(tx *prep.Tx, query Expr) (n int, err error) {
	book, err := openBook(tx)
	if err != nil {
		return 0, err
	}
	where, args := restriction(query, book)
	err = tx.Get("select count(*) from memory m join card c on c.id = m.card where true"+where, args, &n)
	return n, err
}

// restriction turns a query into a condition on card c and its memory m, to be put behind other
// conditions.
func restriction(query Expr, b *book) (string, []any) {
	if query == nil || query == (All{}) {
		return "", nil
	}
	c := compiler{book: b}
	condition := c.expr(query)
	return " and (" + condition + ")", c.args
}

// compiler writes a query as SQL. What a person typed only ever becomes an argument.
type compiler struct {
	book *book
	args []any
}

func (c *compiler) with(condition string, args ...any) string {
	c.args = append(c.args, args...)
	return condition
}

func (c *compiler) join(terms []Expr, operator string) string {
	parts := make([]string, len(terms))
	for i, term := range terms {
		parts[i] = "(" + c.expr(term) + ")"
	}
	return strings.Join(parts, operator)
}

func (c *compiler) expr(e Expr) string {
	today := int64(c.book.today)
	switch e := e.(type) {
	case And:
		return c.join(e.Terms, " and ")
	case Or:
		return c.join(e.Terms, " or ")
	case Not:
		return "not (" + c.expr(e.Term) + ")"
	case Word:
		return c.text(e.Text)
	case Phrase:
		return c.text(e.Text)
	case InDeck:
		name := like(e.Name, true)
		return c.with(`c.deck in (select id from deck where name like ? escape '\' or name like ? escape '\')`, name, name+"::%")
	case Tagged:
		return c.with(`' ' || c.tags || ' ' like ? escape '\'`, "% "+like(e.Tag, true)+" %")
	case Is:
		return c.status(e.Status)
	case Prop:
		return c.property(e)
	case Added:
		first := prep.Day(today) - prep.Day(e.Days) + 1
		return c.with("c.added >= ?", first.Start(c.book.tx.Now.Location(), c.book.settings.Rollover).UnixMilli())
	case Rated:
		condition := "exists (select 1 from review r where r.card = c.id and r.undone = 0 and r.day > ?"
		if e.Rating == 0 {
			return c.with(condition+")", today-int64(e.Days))
		}
		return c.with(condition+" and r.rating = ?)", today-int64(e.Days), int(e.Rating))
	case OfKind:
		return c.with("c.kind = ?", string(e.Kind))
	case HasID:
		return c.prefix("c.id", e.Prefix)
	case FromEntry:
		return c.prefix("c.entry", e.Prefix)
	default: // All, within a larger query
		return "true"
	}
}

// text matches words in the question or the answer. SQLite folds the case of ASCII letters alone, so a word
// with others is looked for as it was typed, in lower case, in capitals and with a capital.
func (c *compiler) text(text string) string {
	forms := map[string]bool{text: true}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		lower := []rune(strings.ToLower(text))
		forms[string(lower)], forms[strings.ToUpper(text)] = true, true
		forms[string(unicode.ToTitle(lower[0]))+string(lower[1:])] = true
	}
	var conditions []string
	for form := range forms {
		pattern := "%" + like(form, false) + "%"
		conditions = append(conditions, c.with(`c.front like ? escape '\' or c.back like ? escape '\'`, pattern, pattern))
	}
	return strings.Join(conditions, " or ")
}

// like writes a text as a pattern of LIKE; stars tells whether * stands for any letters.
func like(text string, stars bool) string {
	text = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
	if stars {
		return strings.ReplaceAll(text, "*", "%")
	}
	return text
}

func (c *compiler) prefix(column, prefix string) string {
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return "false" // no id begins so
	}
	return c.with(column+" between ? and ?", int64(from), int64(to))
}

// queued names every deck, so that the index of the queue finds the state.
const queued = "m.deck in (select id from deck union all select 0) and "

func (c *compiler) status(s Status) string {
	today, now := int64(c.book.today), c.book.tx.Now.UnixMilli()
	switch s {
	case IsDue:
		return c.with(queued+"m.state in (1, 2, 3) and m.due <= ? and m.due_time <= ? and m.hidden <= ?", today, now, today)
	case IsNew:
		return queued + "m.state = 0"
	case IsLearning:
		return queued + "m.state in (1, 3)"
	case IsReview:
		return queued + "m.state = 2"
	case IsSuspended:
		return "c.suspended != 0"
	case IsLeech:
		return c.with("m.lapses >= ?", leechLapses)
	case IsFlagged:
		return "c.flag != 0"
	case IsPictured:
		return "c.front like '%](media/%' or c.back like '%](media/%'"
	default: // IsBuried
		return c.with("c.buried > ?", today)
	}
}

func (c *compiler) property(p Prop) string {
	today := int64(c.book.today)
	compare := string(p.Comparison)
	switch p.Property {
	case PropRetrievability:
		return "m.state != 0 and " + c.retrievability(p)
	case PropStability:
		return c.with("m.state != 0 and m.stability "+compare+" ?", p.Value)
	case PropDifficulty:
		return c.with("m.state != 0 and m.difficulty "+compare+" ?", p.Value)
	case PropLapses:
		return c.with("m.lapses "+compare+" ?", p.Value)
	case PropReps:
		return c.with("m.reps "+compare+" ?", p.Value)
	case PropInterval:
		return c.with("m.state = 2 and m.due - m.last "+compare+" ?", p.Value)
	default: // PropDue
		return c.with("m.state != 0 and m.due - ? "+compare+" ?", today, p.Value)
	}
}

// retrievability compares the days since the last review with the days in which recall falls to the value:
// SQLite has no powers, and both fall together. Equal means equal to two decimals.
func (c *compiler) retrievability(p Prop) string {
	below := func(value float64, orEqual bool) string {
		switch {
		case value > 1:
			return "true"
		case value <= 0:
			return "false"
		}
		operator := ">"
		if orEqual {
			operator = ">="
		}
		days := c.book.schedulers.of(0).model.daysPerStability(value)
		return c.with("max(? - m.last, 0) "+operator+" m.stability * ?", int64(c.book.today), days)
	}
	switch p.Comparison {
	case "<":
		return below(p.Value, false)
	case "<=":
		return below(p.Value, true)
	case ">":
		return "not (" + below(p.Value, true) + ")"
	case ">=":
		return "not (" + below(p.Value, false) + ")"
	}
	equal := "(" + below(p.Value+0.005, false) + " and not (" + below(p.Value-0.005, false) + "))"
	if p.Comparison == "!=" {
		return "not " + equal
	}
	return equal
}
