package prep

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Table names a table whose rows travel between machines.
type Table string

// The tables that travel, apart from the reviews, which have their own events.
const (
	Decks      Table = "deck"
	Cards      Table = "card"
	Entries    Table = "entry"
	JobLinks   Table = "job_link"
	Answers    Table = "answer"
	Targets    Table = "target"
	Goals      Table = "goal"
	Milestones Table = "milestone"
	Attempts   Table = "attempt"
	Claims     Table = "claim"
	MediaFiles Table = "media"
	Settings   Table = "setting"
)

// A kind of column says how its values are written in an event, stored, and merged.
type kind int

const (
	word    kind = iota // text; last writer wins; '' when never set
	number              // integer; last writer wins; 0 when never set
	ref                 // the id of a row: 13 characters in an event, an integer in the table; 0 when never set
	maybe               // integer; last writer wins; null when never set
	decimal             // real; last writer wins; null when never set
	option              // text; last writer wins; null when never set
	long                // text that people write: concurrent versions are all kept
)

type column struct {
	name string
	kind kind
}

// columns tells the columns of each table in the order of the statements that write them. A test compares
// it with schema.sql.
var columns = map[Table][]column{
	Decks: {
		{"name", word},
		{"new_limit", maybe},
		{"review_limit", maybe},
		{"retention", decimal},
		{"learning_steps", option},
		{"relearning_steps", option},
		{"parameters", option},
		{"fit", option},
		{"position", number},
	},
	Cards: {
		{"note", ref},
		{"ord", number},
		{"deck", ref},
		{"kind", word},
		{"front", word},
		{"back", word},
		{"tags", word},
		{"entry", ref},
		{"suspended", number},
		{"buried", number},
		{"flag", number},
		{"added", number},
	},
	Entries: {
		{"title", word},
		{"happened", maybe},
		{"place", word},
		{"people", word},
		{"type", word},
		{"sting_then", maybe},
		{"sting_now", maybe},
		{"severity", maybe},
		{"shareable", number},
		{"starred", number},
		{"tags", word},
		{"lesson_kind", word},
		{"questions", word},
		{"competencies", word},
		{"again", ref},
		{"added", number},
		{"goal", long},
		{"stakes", long},
		{"my_role", long},
		{"outcome", long},
		{"shortfall", long},
		{"own_factors", long},
		{"outside_factors", long},
		{"tried", long},
		{"actions_then", long},
		{"feelings", long},
		{"communication", long},
		{"impact", long},
		{"repair", long},
		{"help", long},
		{"differently", long},
		{"lesson", long},
		{"change", long},
		{"proof", long},
		{"bounce_back", long},
		{"reframe", long},
		{"goal_next", long},
		{"surprised", long},
		{"went_right", long},
		{"friend", long},
	},
	JobLinks: {{"entry", ref}, {"target", ref}, {"text", long}},
	Answers:  {{"question", word}, {"entry", ref}, {"target", ref}, {"card", ref}, {"text", long}, {"added", number}},
	Targets: {
		{"company", word},
		{"role", word},
		{"round", word},
		{"date", maybe},
		{"time", maybe},
		{"zone", word},
		{"query", word},
		{"goal", decimal},
		{"company_values", word},
		{"notes", long},
		{"job", long},
		{"added", number},
	},
	Goals:      {{"entry", ref}, {"text", word}, {"due", maybe}, {"done", maybe}, {"dropped", word}, {"added", number}},
	Milestones: {{"goal", ref}, {"text", word}, {"due", maybe}, {"done", maybe}},
	Attempts: {
		{"card", ref},
		{"answer", ref},
		{"target", ref},
		{"time", number},
		{"seconds", decimal},
		{"rating", maybe},
		{"marks", word},
	},
	Claims:     {{"key", word}, {"state", word}},
	MediaFiles: {{"hash", word}, {"type", word}, {"size", number}, {"attempt", ref}, {"added", number}},
	Settings:   {{"name", word}, {"value", word}},
}

// find returns the column and whether the table has it.
func (t Table) find(name string) (column, bool) {
	i := slices.IndexFunc(columns[t], func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return columns[t][i], true
}

// empty is the value of a column that was never set.
func (c column) empty() any {
	switch c.kind {
	case word, long:
		return ""
	case number, ref:
		return int64(0)
	default:
		return nil
	}
}

// fromGo turns a value given to Tx.Set into the form in which it is stored.
func (c column) fromGo(value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return c.empty(), nil
	case ID:
		if c.kind == ref {
			return int64(v), nil
		}
	case bool:
		if c.kind == number && v {
			return int64(1), nil
		} else if c.kind == number {
			return int64(0), nil
		}
	case Day:
		return c.fromGo(int64(v))
	case int:
		return c.fromGo(int64(v))
	case int64:
		if c.kind == number || c.kind == maybe {
			return v, nil
		}
	case float64:
		if c.kind == decimal && !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v, nil
		}
	case string:
		if c.kind == word || c.kind == long || c.kind == option {
			return strings.ToValidUTF8(v, "\uFFFD"), nil
		}
	}
	return nil, fmt.Errorf("field %s: cannot hold %T", c.name, value)
}

// toJSON returns the value as an event says it.
func (c column) toJSON(stored any) any {
	if id, ok := stored.(int64); ok && c.kind == ref {
		if id == 0 {
			return ""
		}
		return ID(id).String()
	}
	return stored
}

// fromJSON reads a value of an event. It reports false for a value that this version does not understand,
// which is then kept in the log and nowhere else.
func (c column) fromJSON(raw json.RawMessage) (any, bool) {
	if string(raw) == "null" {
		return c.empty(), c.kind == maybe || c.kind == decimal || c.kind == option
	}
	var err error
	switch c.kind {
	case word, long, option:
		var v string
		err = json.Unmarshal(raw, &v)
		return v, err == nil
	case number, maybe:
		var v int64
		err = json.Unmarshal(raw, &v)
		return v, err == nil
	case decimal:
		var v float64
		err = json.Unmarshal(raw, &v)
		return v, err == nil
	default: // ref
		var v string
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, false
		}
		if v == "" {
			return int64(0), true
		}
		id, err := ParseID(v)
		return int64(id), err == nil
	}
}
