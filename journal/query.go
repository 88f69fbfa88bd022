package journal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"prep"
	"prep/deck"
)

// Query chooses entries. All of its terms must hold. The empty query chooses every entry.
//
//	estimate "too late"      words and phrases in any field; a word of three letters or more also finds longer ones
//	lesson:estimate          a word in one field
//	type:personal            also with commas: type:personal,systemic
//	tag:work status:captured
//	before:2026-11-01 after:2026 on:2026-11    the day it happened, else the day it was written
//	on-this-day              the same date in an earlier year
//	is:starred is:shareable is:again
//	has:proof has:card       the field is filled, there is a card
//	sting:>=4 sting-now:<2 severity:0
//	-TERM                    the term must not hold
type Query struct{ Terms []Term }

// Term is one condition of a query.
type Term struct {
	Key    string // "" for a word or phrase, the name of a field for one in that field, or a key of the list above
	Values []string
	Not    bool
	Phrase bool // it was quoted: the words stand together and whole

	from, to prep.Day // of before, after and on
}

// QueryKeys are the keys that a term can have besides the names of the fields.
func QueryKeys() []string {
	return []string{"type", "tag", "status", "before", "after", "on", "is", "has", "sting", "sting-now", "severity"}
}

// DateWords reads a day that is not written as a date, such as "last friday".
type DateWords func(string) (prep.Day, error)

// ParseQuery reads a query. words may be nil: then days are written as dates. Errors name the term.
func ParseQuery(text string, words DateWords) (Query, error) {
	var q Query
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		var t Term
		var err error
		t, text, err = nextTerm(text)
		if err != nil {
			return Query{}, err
		}
		typed := t.String()
		if err := t.check(words); err != nil {
			return Query{}, fmt.Errorf("query %s: %w", typed, err)
		}
		q.Terms = append(q.Terms, t)
	}
	return q, nil
}

// nextTerm cuts the first term off a query.
func nextTerm(text string) (t Term, rest string, err error) {
	start := text
	if after, not := strings.CutPrefix(text, "-"); not && after != "" && !unicode.IsSpace(rune(after[0])) {
		t.Not, text = true, after
	}
	if key, after, keyed := strings.Cut(text, ":"); keyed && isKey(strings.ToLower(key)) {
		t.Key, text = strings.ToLower(key), after
	} else if keyed && looksLikeKey(key, after) {
		return t, "", unknownKey(key)
	}
	if quoted, is := strings.CutPrefix(text, `"`); is {
		value, after, closed := strings.Cut(quoted, `"`)
		if !closed {
			return t, "", fmt.Errorf("query %s: a quotation mark that is not closed", start)
		}
		t.Values, t.Phrase = []string{value}, true
		return t, after, nil
	}
	value := text
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		value, rest = text[:i], text[i:]
	}
	if t.Key == "" && value == "on-this-day" {
		t.Key = value
		return t, rest, nil
	}
	t.Values = []string{value}
	if slices.Contains(QueryKeys(), t.Key) {
		t.Values = strings.Split(value, ",")
	}
	return t, rest, nil
}

// UnknownKeyError says that what stands before a colon is no filter. The words may be meant as they are: then they
// are quoted.
type UnknownKeyError struct {
	Key  string
	Hint string
}

func (e *UnknownKeyError) Error() string { return fmt.Sprintf("query: unknown filter %q", e.Key+":") }

func unknownKey(key string) error {
	hint := "text with a colon goes in quotes"
	if nearest, near := deck.Nearest(strings.ToLower(key), append(QueryKeys(), fieldNames()...)); near {
		hint = "perhaps " + nearest + ":, and " + hint
	}
	return &UnknownKeyError{key, hint}
}

// looksLikeKey tells whether what stands before a colon may be meant as a filter. In 12:30 and in "Re: late" it is not.
func looksLikeKey(key, after string) bool {
	return key != "" && after != "" && !unicode.IsSpace(rune(after[0])) && !strings.ContainsFunc(key, func(r rune) bool {
		return r != '-' && r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r))
	})
}

func isKey(key string) bool {
	_, field := FieldNamed(key)
	return field || slices.Contains(QueryKeys(), key)
}

// String writes the term as a person would.
func (t Term) String() string {
	s := strings.Join(t.Values, ",")
	if t.Phrase {
		s = `"` + s + `"`
	}
	if t.Key == "on-this-day" {
		s = t.Key
	} else if t.Key != "" {
		s = t.Key + ":" + s
	}
	if t.Not {
		s = "-" + s
	}
	return s
}

// text reports whether the term is found by full-text search.
func (t Term) text() bool {
	_, field := FieldNamed(t.Key)
	return t.Key == "" || field
}

// check reads the term's values and brings them into their stored form.
func (t *Term) check(words DateWords) error {
	if t.text() {
		if len(tokens(t.Values[0])) == 0 {
			return fmt.Errorf("no letter or digit")
		}
		return nil
	}
	if dated := t.Key == "before" || t.Key == "after" || t.Key == "on"; dated && len(t.Values) > 1 {
		return fmt.Errorf("want one date")
	}
	for i, value := range t.Values {
		var err error
		switch t.Key {
		case "type":
			var kind Type
			kind, err = ParseType(value)
			t.Values[i] = string(kind)
		case "status":
			var status Status
			status, err = ParseStatus(value)
			t.Values[i] = status.String()
		case "tag":
			t.Values[i] = strings.ToLower(strings.TrimPrefix(value, "#"))
			if t.Values[i] == "" {
				err = fmt.Errorf("no tag")
			}
		case "before", "after", "on":
			t.from, t.to, err = parseDays(value, words)
		case "is":
			err = oneOf(value, "starred", "shareable", "again")
		case "has":
			if _, field := FieldNamed(value); !field {
				err = oneOf(value, append([]string{"card"}, fieldNames()...)...)
			}
		case "sting", "sting-now", "severity":
			_, _, err = parseComparison(value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func fieldNames() []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

func oneOf(value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	if nearest, near := deck.Nearest(value, known); near {
		return fmt.Errorf("unknown %q: did you mean %s?", value, nearest)
	}
	return fmt.Errorf("unknown %q: want %s", value, strings.Join(known, ", "))
}

// parseDays reads a day, a month (2026-11) or a year (2026) as its first and last day.
func parseDays(s string, words DateWords) (from, to prep.Day, err error) {
	if day, err := prep.ParseDay(s); err == nil {
		return day, day, nil
	}
	if first, err := prep.ParseDay(s + "-01"); err == nil {
		next := first.Date().AddDate(0, 1, 0)
		return first, prep.Day(next.Unix()/86400) - 1, nil
	}
	if first, err := prep.ParseDay(s + "-01-01"); err == nil {
		next := first.Date().AddDate(1, 0, 0)
		return first, prep.Day(next.Unix()/86400) - 1, nil
	}
	if words == nil {
		return 0, 0, fmt.Errorf("%q: want a date such as 2026-11-02, 2026-11 or 2026", s)
	}
	day, err := words(s)
	return day, day, err
}

// parseComparison reads 3, >=3, >3, <=3 or <3.
func parseComparison(s string) (operator string, n int, err error) {
	operator = "="
	for _, o := range []string{">=", "<=", ">", "<", "="} {
		if rest, has := strings.CutPrefix(s, o); has {
			operator, s = o, rest
			break
		}
	}
	if n, err = strconv.Atoi(s); err != nil {
		return "", 0, fmt.Errorf("%q: want a number, or such as >=3", s)
	}
	return operator, n, nil
}
