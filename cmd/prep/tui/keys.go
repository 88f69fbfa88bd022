package tui

import (
	"fmt"
	"strings"

	"prep/deck"
)

// Action is what a key does in a review.
type Action int

// The actions of a review. The first four are the grades.
const (
	NoAction Action = iota
	GradeAgain
	GradeHard
	GradeGood
	GradeEasy
	Reveal
	Undo
	Edit
	Suspend
	Bury
	Skip
	Flag
	Tag
	Info
	Open
	Help
	Quit
)

// Rating returns the grade that an action gives, 0 for another action.
func (a Action) Rating() deck.Rating {
	if a >= GradeAgain && a <= GradeEasy {
		return deck.Rating(a)
	}
	return 0
}

// Side is when a key counts.
type Side int

// A key counts on one side of the card or on both.
const (
	Both Side = iota
	Question
	Answer
)

// Key is a key of a review, with the words that do the same in numbered lines.
type Key struct {
	Keys   []string // as Bubble Tea names them
	Word   string   // for numbered lines, where any of Keys will do too
	Action Action
	Side   Side
	Short  string // for the line at the bottom
	Help   string
}

// Keys returns the keys of a review. The help, the plain mode and the README's table all come from here.
func Keys() []Key {
	return []Key{
		{[]string{"space", "enter"}, "show", Reveal, Question, "show", "show the answer"},
		{[]string{"1", "a"}, "again", GradeAgain, Answer, "again", "grade again: forgotten"},
		{[]string{"2", "h"}, "hard", GradeHard, Answer, "hard", "grade hard: recalled with effort"},
		{[]string{"3", "g"}, "good", GradeGood, Answer, "good", "grade good: recalled"},
		{[]string{"4", "e"}, "easy", GradeEasy, Answer, "easy", "grade easy: recalled at once"},
		{[]string{"u"}, "undo", Undo, Both, "undo", "undo the last grade, as many as you like, also from before"},
		{[]string{"E"}, "edit", Edit, Both, "edit", "edit the card in your editor and come back to it"},
		{[]string{"e"}, "edit", Edit, Question, "edit", "the same while the answer is hidden"},
		{[]string{"s"}, "suspend", Suspend, Both, "suspend", "suspend the card until prep unsuspend"},
		{[]string{"b"}, "bury", Bury, Both, "bury", "bury the card until tomorrow"},
		{[]string{"-"}, "skip", Skip, Both, "skip", "skip the card: it comes at the end"},
		{[]string{"f"}, "flag", Flag, Both, "flag", "flag the card, or take the flag off"},
		{[]string{"t"}, "tag", Tag, Both, "tag", "change the card's tags"},
		{[]string{"i"}, "info", Info, Both, "info", "what is known of the card: history, memory, source"},
		{[]string{"o"}, "open", Open, Both, "open", "open the card's link or image"},
		{[]string{"?"}, "help", Help, Both, "help", "show the keys"},
		{[]string{"q"}, "quit", Quit, Both, "quit", "quit with a summary; all answers are saved already"},
	}
}

// actionOf returns what a key does on a side of the card.
func actionOf(key string, side Side) Action {
	for _, k := range Keys() {
		if k.Side != Both && k.Side != side {
			continue
		}
		for _, name := range k.Keys {
			if name == key {
				return k.Action
			}
		}
	}
	return NoAction
}

// ActionOfWord returns what a line means in the plain mode: a key or its word; an empty line shows the answer.
func ActionOfWord(line string, side Side) Action {
	line = strings.TrimSpace(line)
	if line == "" && side == Question {
		return Reveal
	}
	if action := actionOf(line, side); action != NoAction {
		return action
	}
	for _, k := range Keys() {
		if (k.Side == Both || k.Side == side) && strings.EqualFold(k.Word, line) {
			return k.Action
		}
	}
	return NoAction
}

// label is how the keys are written for people: "1 a".
func (k Key) label() string { return strings.Join(k.Keys, " ") }

// KeyTable returns the keys as a Markdown table, for the README.
func KeyTable() string {
	var b strings.Builder
	b.WriteString("| key | word | what it does |\n|-----|------|--------------|\n")
	for _, k := range Keys() {
		keys := make([]string, len(k.Keys))
		for i, name := range k.Keys {
			keys[i] = "`" + name + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(keys, " "), k.Word, k.Help)
	}
	return b.String()
}

// KeyLines returns the keys as lines of text, for help at the prompt. A narrow screen goes without the words.
func KeyLines(side Side, width int) []string {
	var lines []string
	for _, k := range Keys() {
		if k.Side != Both && side != Both && k.Side != side {
			continue
		}
		head := fmt.Sprintf("%-13s%-9s", k.label(), k.Word)
		if width < 60 {
			head = fmt.Sprintf("%-6s", strings.ReplaceAll(k.label(), "space enter", "space"))
		}
		for i, part := range PlainTheme().wrap(k.Help, max(width-len(head), 4)) {
			if i > 0 {
				head = strings.Repeat(" ", len(head))
			}
			lines = append(lines, head+part)
		}
	}
	return lines
}
