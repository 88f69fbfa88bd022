package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/cmd/prep/tui"
	"prep/journal"
)

func debriefCommand(e *env) *cli.Command {
	var stung, note string
	return &cli.Command{
		Name:      "debrief",
		Usage:     "after an interview: what was asked, how it went, what stung",
		ArgsUsage: "TARGET",
		Category:  categoryJournal,
		Description: `Each question becomes a card to practise, how it went an attempt, what stung an entry of the journal. On a
terminal a form asks; in a script say it with options, or send JSON on stdin:
{"asked": [{"question": "…", "rating": 4, "answer": "ID", "note": "…"}], "stung": "…", "note": "…"}

Examples:
  prep debrief acme
  prep debrief acme --asked "4: What is your biggest failure?" --asked "Why us?" --stung "I blamed the vendor"`,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "asked", Usage: "a `QUESTION`, with how it went from 1 to 5 before it (more than once for more)"},
			&cli.StringFlag{Name: "stung", Usage: "what hurt, in one `LINE`", Destination: &stung},
			&cli.StringFlag{Name: "note", Usage: "anything else: `TEXT`", Destination: &note},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			told := toldDebrief{Stung: stung, Note: note}
			for _, asked := range c.StringSlice("asked") {
				told.Asked = append(told.Asked, parseAsked(asked))
			}
			return runDebrief(c.Context, e, args[0], told)
		},
	}
}

// toldDebrief is a debrief as JSON tells it.
type toldDebrief struct {
	Asked []toldQuestion `json:"asked"`
	Stung string         `json:"stung"`
	Note  string         `json:"note"`
}

type toldQuestion struct {
	Question string `json:"question"`
	Rating   int    `json:"rating"` // 1-5; 0: not said
	Answer   string `json:"answer"` // the id of the answer told, or none; "": the one there is for the question
	Note     string `json:"note"`
}

// parseAsked reads "4: What is your biggest failure?", or a question alone.
func parseAsked(s string) toldQuestion {
	rating, question, divided := strings.Cut(s, ":")
	if n, err := strconv.Atoi(strings.TrimSpace(rating)); err == nil && divided && n >= 1 && n <= 5 {
		return toldQuestion{Question: strings.TrimSpace(question), Rating: n}
	}
	return toldQuestion{Question: s}
}

func runDebrief(ctx context.Context, e *env, name string, told toldDebrief) error {
	var target journal.Target
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		target, err = findTarget(tx, name)
		return err
	})
	if err != nil {
		return err
	}
	if len(told.Asked) == 0 && told.Stung == "" && told.Note == "" {
		if e.InTerminal {
			told, err = debriefForm(ctx, e, target)
		} else {
			told, err = debriefJSON(e)
		}
		if err != nil {
			return err
		}
	}
	var done journal.Debriefed
	err = e.change(ctx, func(tx *prep.Tx) error {
		d := journal.Debrief{Target: target.ID, Stung: told.Stung, Note: told.Note}
		for _, asked := range told.Asked {
			if strings.TrimSpace(asked.Question) == "" {
				return errors.New("debrief: a question without words")
			}
			answer, err := answerTold(tx, target.ID, asked)
			if err != nil {
				return err
			}
			d.Asked = append(d.Asked, journal.Asked{Question: asked.Question, Answer: answer, Rating: asked.Rating, Note: asked.Note})
		}
		if done, err = journal.FinishDebrief(tx, d); err != nil {
			return err
		}
		return journal.DropDraft(tx, debriefDraft(target.ID))
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(done)
	}
	e.note("%s to practise", plural(len(done.Questions), "question"))
	if done.Entry != 0 {
		e.note("what stung is entry %s", done.Entry)
		e.hint("prep journal reflect %s when there is time", done.Entry.Short())
	}
	return nil
}

// noAnswer is the answer told where it was none of those that are written.
const noAnswer = "none"

// answerTold finds the answer that was told: the one that is named, else the newest to the question.
func answerTold(tx *prep.Tx, target prep.ID, asked toldQuestion) (prep.ID, error) {
	switch asked.Answer {
	case "":
	case noAnswer:
		return 0, nil
	default:
		answer, err := findAnswer(tx, asked.Answer)
		return answer.ID, err
	}
	answers, err := journal.ListAnswers(tx, journal.AnswerFilter{Question: asked.Question, Target: target})
	if err != nil || len(answers) == 0 {
		return 0, err
	}
	return answers[0].ID, nil
}

func debriefJSON(e *env) (told toldDebrief, err error) {
	text, err := e.readInput(maxEntry)
	if err != nil {
		return told, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return told, withHint(errors.New("debrief: nothing came on stdin"), `prep debrief TARGET --asked "QUESTION" --stung "LINE"`)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&told); err != nil {
		return told, fmt.Errorf("stdin: %w", err)
	}
	return told, nil
}

// debriefForm asks on a terminal: first the questions, a line each, then how each went. What was answered is kept as
// a draft until all of it is saved.
func debriefForm(ctx context.Context, e *env, target journal.Target) (told toldDebrief, err error) {
	before := map[string]string{}
	err = e.view(ctx, func(tx *prep.Tx) error {
		draft, has, err := journal.ReadDraft(tx, debriefDraft(target.ID))
		if has && err == nil {
			e.note("going on with the draft that was kept")
			err = json.Unmarshal([]byte(draft.Text), &before)
		}
		return err
	})
	if err != nil {
		return told, err
	}
	keep := func(ctx context.Context, _ string, _ bool, values map[string]string) error {
		text, err := json.Marshal(values)
		if err != nil {
			return err
		}
		return e.change(context.WithoutCancel(ctx), func(tx *prep.Tx) error {
			return journal.KeepDraft(tx, debriefDraft(target.ID), journal.Draft{Text: string(text)})
		})
	}
	values, done, err := e.form(ctx, tui.FormOptions{Title: "After " + target.Name(), Leave: keep, Fields: []tui.Field{
		{Key: "asked", Ask: "What did they ask?", Note: "a question on each line", Kind: tui.Paragraphs, Value: before["asked"]},
		{Key: "stung", Ask: "What stung? One line; it becomes an entry.", Value: before["stung"]},
		{Key: "note", Ask: "Anything else to remember?", Kind: tui.Paragraphs, Value: before["note"]},
	}})
	if err == nil && !done {
		err = errors.New("not finished")
	}
	if err != nil {
		return told, withHint(err, "what was answered is kept: prep debrief %s goes on with it", target.ID.Short())
	}
	told.Stung, told.Note = values["stung"], values["note"]
	stories, err := storyChoices(ctx, e, target.ID)
	if err != nil {
		return told, err
	}
	var fields []tui.Field
	for line := range strings.Lines(values["asked"]) {
		if line = strings.TrimSpace(line); line != "" {
			told.Asked = append(told.Asked, parseAsked(line))
			question := told.Asked[len(told.Asked)-1].Question
			fields = append(fields, tui.Field{
				Key: fmt.Sprint("rating ", len(told.Asked)-1), Ask: "How did it go? " + question, Kind: tui.OneOf, Choices: ratingChoices(),
			})
			if len(stories) > 0 {
				fields = append(fields, tui.Field{
					Key: fmt.Sprint("story ", len(told.Asked)-1), Ask: "Which story did you tell? " + question, Kind: tui.OneOf, Choices: stories,
				})
			}
		}
	}
	if len(fields) == 0 {
		return told, nil
	}
	values, _, err = e.form(ctx, tui.FormOptions{Title: "After " + target.Name(), Fields: fields})
	if err != nil {
		return told, withHint(err, "what was answered is kept: prep debrief %s goes on with it", target.ID.Short())
	}
	for i := range told.Asked {
		if n, err := strconv.Atoi(values[fmt.Sprint("rating ", i)]); err == nil {
			told.Asked[i].Rating = n
		}
		told.Asked[i].Answer = values[fmt.Sprint("story ", i)]
	}
	return told, nil
}

// storyChoices are the answers that may have been told at a target; none where there are no answers.
func storyChoices(ctx context.Context, e *env, target prep.ID) ([]tui.Choice, error) {
	var choices []tui.Choice
	err := e.view(ctx, func(tx *prep.Tx) error {
		answers, err := journal.ListAnswers(tx, journal.AnswerFilter{Target: target})
		for _, a := range answers {
			choices = append(choices, tui.Choice{Value: a.ID.String(), Label: summary(cmp.Or(a.Story, a.Question), 60) + " · " + summary(a.Question, 30)})
		}
		return err
	})
	if len(choices) == 0 {
		return nil, err
	}
	choices = append([]tui.Choice{{Value: "", Label: "the one for this question"}}, choices...)
	return append(choices, tui.Choice{Value: noAnswer, Label: "none that is written"}), err
}

// debriefDraft is the key of the draft of a debrief.
func debriefDraft(target prep.ID) string { return "debrief " + target.String() }

func ratingChoices() []tui.Choice {
	return []tui.Choice{
		{Value: "", Label: "not said"},
		{Value: "1", Label: "1 badly"},
		{Value: "2", Label: "2"},
		{Value: "3", Label: "3"},
		{Value: "4", Label: "4"},
		{Value: "5", Label: "5 well"},
	}
}
