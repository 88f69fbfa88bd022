// Package journal keeps what went wrong and what came of it: entries, the guided reflection on them, the
// lessons that become cards, the answers told in an interview, the targets and goals they serve.
package journal

import (
	"fmt"
	"slices"
	"strings"

	"prep"
)

// Entry is one failure, told as far as its author has got. Every part but the title may be empty.
type Entry struct {
	ID       prep.ID   `json:"id"`
	Title    string    `json:"title"`
	Happened *prep.Day `json:"-"` // the day; nil: not known. In JSON a date, see json.go
	Place    string    `json:"place,omitempty"`
	People   string    `json:"people,omitempty"`
	Type     Type      `json:"type,omitempty"`

	StingThen *int `json:"sting_then,omitempty"` // 0-5: how much it hurt; nil: not said
	StingNow  *int `json:"sting_now,omitempty"`  // 0-5: how much it hurts
	Severity  *int `json:"severity,omitempty"`   // 0-4: trivial to grave

	Shareable bool `json:"shareable"` // false: not for exports and briefs
	Starred   bool `json:"starred"`

	Tags         []string   `json:"tags,omitempty"`         // single words, sorted
	LessonKind   LessonKind `json:"lesson_kind,omitempty"`  // what sort of thing was learnt
	Questions    []string   `json:"questions,omitempty"`    // interview questions that it can answer
	Competencies []string   `json:"competencies,omitempty"` // what it shows
	Again        prep.ID    `json:"-"`                      // the earlier entry whose mistake this repeats; zero: none
	Added        int64      `json:"added"`                  // Unix milliseconds

	Goal           string `json:"goal,omitempty"`
	Stakes         string `json:"stakes,omitempty"`
	MyRole         string `json:"my_role,omitempty"`
	Outcome        string `json:"outcome,omitempty"`
	Shortfall      string `json:"shortfall,omitempty"`
	OwnFactors     string `json:"own_factors,omitempty"`
	OutsideFactors string `json:"outside_factors,omitempty"`
	Tried          string `json:"tried,omitempty"`
	ActionsThen    string `json:"actions_then,omitempty"`
	Feelings       string `json:"feelings,omitempty"`
	Communication  string `json:"communication,omitempty"`
	Impact         string `json:"impact,omitempty"`
	Repair         string `json:"repair,omitempty"`
	Help           string `json:"help,omitempty"`
	Differently    string `json:"differently,omitempty"`
	Lesson         string `json:"lesson,omitempty"`
	Change         string `json:"change,omitempty"`
	Proof          string `json:"proof,omitempty"`
	BounceBack     string `json:"bounce_back,omitempty"`
	Reframe        string `json:"reframe,omitempty"`
	GoalNext       string `json:"goal_next,omitempty"`
	Surprised      string `json:"surprised,omitempty"`
	WentRight      string `json:"went_right,omitempty"`
	Friend         string `json:"friend,omitempty"`
}

// Type says in which part of life it happened.
type Type string

// The four types of failure.
const (
	Personal        Type = "personal"
	Professional    Type = "professional"
	Entrepreneurial Type = "entrepreneurial"
	Systemic        Type = "systemic"
)

// Types returns the four types.
func Types() []Type { return []Type{Personal, Professional, Entrepreneurial, Systemic} }

// ParseType reads the name of a type, or the beginning of one that no other type shares.
func ParseType(s string) (Type, error) {
	var found []Type
	for _, t := range Types() {
		if s != "" && strings.HasPrefix(string(t), strings.ToLower(s)) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("type %q: want personal, professional, entrepreneurial or systemic", s)
	}
	return found[0], nil
}

// LessonKind says what sort of thing was learnt.
type LessonKind string

// The kinds of lessons.
const (
	Skill     LessonKind = "skill"
	Knowledge LessonKind = "knowledge"
	Attitude  LessonKind = "attitude"
)

// ParseLessonKind reads the name of a kind.
func ParseLessonKind(s string) (LessonKind, error) {
	kind := LessonKind(strings.ToLower(s))
	if slices.Contains([]LessonKind{Skill, Knowledge, Attitude}, kind) {
		return kind, nil
	}
	return "", fmt.Errorf("lesson kind %q: want skill, knowledge or attitude", s)
}

// Bounds of the scales.
const (
	MaxSting    = 5
	MaxSeverity = 4
)

// Check refuses what no entry can say.
func (e Entry) Check() error {
	if e.Title == "" {
		return fmt.Errorf("entry: no title")
	}
	if e.Type != "" && !slices.Contains(Types(), e.Type) {
		_, err := ParseType(string(e.Type))
		return err
	}
	if e.LessonKind != "" {
		if _, err := ParseLessonKind(string(e.LessonKind)); err != nil {
			return err
		}
	}
	for _, scale := range []struct {
		name  string
		value *int
		most  int
	}{{"sting then", e.StingThen, MaxSting}, {"sting now", e.StingNow, MaxSting}, {"severity", e.Severity, MaxSeverity}} {
		if scale.value != nil && (*scale.value < 0 || *scale.value > scale.most) {
			return fmt.Errorf("%s %d: want 0 to %d", scale.name, *scale.value, scale.most)
		}
	}
	if e.Again != 0 && e.Again == e.ID {
		return fmt.Errorf("entry %s: cannot repeat itself", e.ID)
	}
	return nil
}
