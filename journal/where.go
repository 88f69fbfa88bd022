package journal

import (
	"fmt"
	"strings"

	"prep"
	"prep/deck"
)

// dayColumn is the day that a query compares with: when it happened, else when it was written (UTC).
const dayColumn = "coalesce(e.happened, e.added / 86400000)"

// conditions is a query as SQL over entry e.
type conditions struct {
	match string // of the full-text search; "": none
	where []string
	args  []any
}

// sql returns the conditions joined, "1" where there are none.
func (c conditions) sql() string {
	if len(c.where) == 0 {
		return "1"
	}
	return strings.Join(c.where, " and ")
}

// compile turns the query into SQL. Words that must be there are one full-text search, so that they rank;
// the rest are conditions.
func (q Query) compile(tx *prep.Tx) (conditions, error) {
	var c conditions
	var match, narrow []string
	for _, t := range q.Terms {
		if found, ok := t.matches(); ok {
			match = append(match, found)
			continue
		}
		narrow = append(narrow, t.tagWords()...)
		sql, args, err := t.sql(tx)
		if err != nil {
			return conditions{}, fmt.Errorf("query %s: %w", t, err)
		}
		if t.Not {
			sql = "not (" + sql + ")"
		}
		c.where = append(c.where, sql)
		c.args = append(c.args, args...)
	}
	if len(match) > 0 { // so a search reads few entries besides those that it finds
		match = append(match, narrow...)
	}
	c.match = strings.Join(match, " ")
	return c, nil
}

// tagWords are words that every entry with the tag has in the index of tags, and others may have.
func (t Term) tagWords() []string {
	if t.Key != "tag" || t.Not || len(t.Values) != 1 {
		return nil
	}
	var words []string
	for _, word := range tokens(t.Values[0]) {
		words = append(words, "tags:"+word.text)
	}
	return words
}

// prefixLetters is how long a word must be to find longer words too: "estimate" finds "estimated".
const prefixLetters = 3

// matches returns the term in the language of FTS4, where it is a plain word or phrase that must be there.
// FTS4 cannot look for a phrase in one column within a larger search.
func (t Term) matches() (string, bool) {
	if t.Not || !t.text() {
		return "", false
	}
	words := tokens(t.Values[0])
	if t.Key == "" {
		return t.phrase(), true
	}
	if len(words) != 1 {
		return "", false
	}
	return t.Key + ":" + words[0].text + t.star(words), true
}

// phrase quotes the words of the term; quoted, none of them is an operator.
func (t Term) phrase() string {
	words := tokens(t.Values[0])
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return `"` + strings.Join(texts, " ") + t.star(words) + `"`
}

func (t Term) star(words []token) string {
	if last := words[len(words)-1].text; !t.Phrase && len([]rune(last)) >= prefixLetters {
		return "*"
	}
	return ""
}

// sql returns the term as a condition, without its negation.
func (t Term) sql(tx *prep.Tx) (string, []any, error) {
	in := func(column string) (string, []any, error) {
		args := make([]any, len(t.Values))
		for i, v := range t.Values {
			args[i] = v
		}
		return column + " in (?" + strings.Repeat(", ?", len(args)-1) + ")", args, nil
	}
	switch t.Key {
	case "type":
		return in("e.type")
	case "status":
		return in("(case " + statusSQL + " when 3 then 'proven' when 2 then 'changed' when 1 then 'reflected' else 'captured' end)")
	case "tag":
		return t.any(func(tag string) (string, any) {
			return "instr(' ' || lower(e.tags) || ' ', ?) > 0", " " + tag + " "
		})
	case "before":
		return dayColumn + " < ?", []any{int64(t.from)}, nil
	case "after":
		return dayColumn + " > ?", []any{int64(t.to)}, nil
	case "on":
		return dayColumn + " between ? and ?", []any{int64(t.from), int64(t.to)}, nil
	case "on-this-day":
		today, err := today(tx)
		return "strftime('%m-%d', " + dayColumn + " * 86400, 'unixepoch') = ? and " + dayColumn + " < ?",
			[]any{today.String()[5:], int64(today)}, err
	case "is":
		return t.any(func(what string) (string, any) {
			return map[string]string{"starred": "e.starred = ?", "shareable": "e.shareable = ?", "again": "(e.again != 0) = ?"}[what], 1
		})
	case "has":
		return t.any(func(what string) (string, any) {
			if what == "card" {
				return "exists (select 1 from card where card.entry = e.id) = ?", 1
			}
			return "(e." + what + " != '') = ?", 1
		})
	case "sting", "sting-now", "severity":
		column := map[string]string{"sting": "e.sting_then", "sting-now": "e.sting_now", "severity": "e.severity"}[t.Key]
		return t.any(func(value string) (string, any) {
			operator, n, _ := parseComparison(value) // checked when it was parsed
			return "ifnull(" + column + " " + operator + " ?, 0)", n
		})
	default: // words in a field, or words that must not be there
		column := t.Key
		if column == "" {
			column = "entry_text"
		}
		return "e.seq in (select docid from entry_text where " + column + " match ?)", []any{t.phrase()}, nil
	}
}

// any joins one condition for each value of the term.
func (t Term) any(condition func(value string) (string, any)) (string, []any, error) {
	var all []string
	var args []any
	for _, value := range t.Values {
		sql, arg := condition(value)
		all = append(all, sql)
		args = append(args, arg)
	}
	return "(" + strings.Join(all, " or ") + ")", args, nil
}

// today returns the study day of now.
func today(tx *prep.Tx) (prep.Day, error) {
	rollover, err := rolloverOf(tx)
	return prep.DayOf(tx.Now, rollover), err
}

// rolloverOf returns the hour at which a study day ends.
func rolloverOf(tx *prep.Tx) (int, error) {
	settings, err := deck.ReadSettings(tx)
	return settings.Rollover, err
}
