package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

// The line protocol of prep review --json: JSON objects, one a line, for other front ends.
//
// prep writes {"event":"card", …} and waits for a line:
//
//	{"grade":"good"}             or 1 to 4, again, hard, easy; with "seconds" (from question to grade; else what
//	                             passed here) and "confidence" (1 to 5, said before the reveal) if you like
//	{"do":"undo"}                takes back the last answer; also suspend, bury, skip
//	{"do":"flag","flag":1}       1 to 7, 0 takes it off; the card comes again
//	{"do":"tag","tags":["go"]}   all its tags; the card comes again
//	{"do":"info"}                {"event":"info", …}, and it waits on
//	{"do":"quit"}                the end of the input does the same
//
// An answer is on the disk when the next event is written. What was not understood or not done is
// {"event":"error","error":"…"}; the card stays. The last line is {"event":"done","summary":{…}}.

// jsonRequest is a line from the front end.
type jsonRequest struct {
	Grade      json.RawMessage `json:"grade"`
	Seconds    *float64        `json:"seconds"`
	Confidence int             `json:"confidence"`
	Do         string          `json:"do"`
	Flag       *int            `json:"flag"`
	Tags       *[]string       `json:"tags"`
}

type jsonCard struct {
	Event     string             `json:"event"`
	ID        prep.ID            `json:"id"`
	Deck      string             `json:"deck"`
	Kind      deck.Kind          `json:"kind"`
	State     string             `json:"state"`
	Prompt    string             `json:"prompt"` // Markdown, as are the answer and nothing else
	Answer    string             `json:"answer"`
	Tags      []string           `json:"tags"`
	Flag      int                `json:"flag"`
	Intervals map[string]float64 `json:"intervals"` // seconds until the card is due after each grade
	Left      jsonLeft           `json:"left"`
	Answered  int                `json:"answered"`
	Cram      bool               `json:"cram,omitempty"` // the intervals are those of a review: this answer moves nothing
}

type jsonLeft struct {
	New      int `json:"new"`
	Learning int `json:"learning"`
	Review   int `json:"review"`
}

type jsonSummary struct {
	Answered int        `json:"answered"`
	Cards    int        `json:"cards"`
	Seconds  float64    `json:"seconds"`
	Known    int        `json:"known"`    // answers to cards past their learning steps
	Recalled int        `json:"recalled"` // of these
	Lapses   int        `json:"lapses"`
	Streak   int        `json:"streak"`
	Tomorrow int        `json:"tomorrow"`
	Leeches  []prep.ID  `json:"leeches"`
	Next     *time.Time `json:"next,omitempty"`         // when a learning step comes today
	Paused   string     `json:"paused_until,omitempty"` // the day on which the pause that holds today ends
}

// errAnswered ends the card that is asked.
var errAnswered = errors.New("answered")

func reviewLines(ctx context.Context, e *env, session *deck.Session) error {
	for {
		turn, err := session.Next(ctx)
		var done *deck.Done
		if errors.As(err, &done) {
			return jsonDone(ctx, e, session, *done)
		}
		if err != nil {
			return err
		}
		switch err := jsonAsk(ctx, e, session, turn); {
		case errors.Is(err, errQuit):
			return jsonDone(ctx, e, session, deck.Done{})
		case !errors.Is(err, errAnswered):
			return err
		}
	}
}

// jsonAsk writes the card and takes lines until it is answered or away.
func jsonAsk(ctx context.Context, e *env, session *deck.Session, turn deck.Turn) error {
	started := e.Clock()
	if err := writeJSON(e.Stdout, cardEvent(turn)); err != nil {
		return err
	}
	for {
		line, err := e.readLine(ctx)
		if errors.Is(err, io.EOF) {
			return errQuit
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		request, err := parseRequest(line)
		if err == nil {
			err = jsonDo(ctx, e, session, &turn, request, e.Clock().Sub(started))
		}
		switch {
		case errors.Is(err, errAnswered), errors.Is(err, errQuit), ctx.Err() != nil:
			return err
		case errors.Is(err, prep.ErrNotFound) && request.Do != "undo":
			return errAnswered // deleted meanwhile: on to the next card
		case err != nil:
			if err := writeJSON(e.Stdout, map[string]string{"event": "error", "error": err.Error()}); err != nil {
				return err
			}
		}
	}
}

func parseRequest(line string) (jsonRequest, error) {
	var request jsonRequest
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&request); err != nil {
		return jsonRequest{}, fmt.Errorf("line not understood: %w", err)
	}
	if (request.Do == "") == (len(request.Grade) == 0) {
		return jsonRequest{}, errors.New(`line not understood: want either "grade" or "do"`)
	}
	return request, nil
}

func jsonDo(ctx context.Context, e *env, session *deck.Session, turn *deck.Turn, request jsonRequest, took time.Duration) error {
	if len(request.Grade) > 0 {
		return jsonGrade(ctx, session, *turn, request, took)
	}
	switch request.Do {
	case "undo":
		if _, err := session.Undo(ctx); err != nil {
			return err
		}
	case "suspend":
		if err := session.Suspend(ctx, *turn); err != nil {
			return err
		}
	case "bury":
		if err := session.Bury(ctx, *turn); err != nil {
			return err
		}
	case "skip":
		session.Skip(*turn)
	case "flag":
		if request.Flag == nil {
			return errors.New(`flag: want "flag" from 0 to 7`)
		}
		changed, err := session.Flag(ctx, *turn, *request.Flag)
		return jsonChanged(e, turn, changed, err)
	case "tag":
		if request.Tags == nil {
			return errors.New(`tag: want "tags"`)
		}
		changed, err := session.Tag(ctx, *turn, *request.Tags)
		return jsonChanged(e, turn, changed, err)
	case "info":
		return jsonInfo(ctx, e, session, *turn)
	case "quit":
		return errQuit
	default:
		return fmt.Errorf("do %q: want undo, suspend, bury, skip, flag, tag, info or quit", request.Do)
	}
	return errAnswered
}

func jsonGrade(ctx context.Context, session *deck.Session, turn deck.Turn, request jsonRequest, took time.Duration) error {
	rating, err := deck.ParseRating(strings.Trim(string(request.Grade), `"`))
	if err != nil {
		return err
	}
	if request.Confidence < 0 || request.Confidence > 5 {
		return fmt.Errorf("confidence %d: want 1 to 5", request.Confidence)
	}
	if request.Seconds != nil {
		took = time.Duration(*request.Seconds * float64(time.Second))
	}
	turn.Confidence = request.Confidence
	if err := session.Grade(ctx, turn, rating, took); err != nil {
		return err
	}
	return errAnswered
}

// jsonChanged writes the card again as it is now.
func jsonChanged(e *env, turn *deck.Turn, changed deck.Turn, err error) error {
	if err != nil {
		return err
	}
	*turn = changed
	return writeJSON(e.Stdout, cardEvent(changed))
}

func jsonInfo(ctx context.Context, e *env, session *deck.Session, turn deck.Turn) error {
	info, err := session.Info(ctx, turn)
	if err != nil {
		return err
	}
	type review struct {
		Time       time.Time `json:"time"`
		Rating     int       `json:"rating"`
		Seconds    float64   `json:"seconds"`
		Kind       string    `json:"kind"`
		Confidence int       `json:"confidence,omitempty"`
	}
	reviews := make([]review, len(info.Reviews))
	for i, r := range info.Reviews {
		reviews[i] = review{r.Instant().UTC(), r.Rating, float64(r.Duration) / 1000, reviewKinds[r.Kind], r.Confidence}
	}
	return writeJSON(e.Stdout, map[string]any{
		"event": "info", "id": turn.Card.ID, "stability": turn.Memory.Stability, "difficulty": turn.Memory.Difficulty,
		"retrievability": info.Retrievability, "lapses": turn.Memory.Lapses, "reviews": reviews, "links": tui.Links(turn.Card),
	})
}

func cardEvent(turn deck.Turn) jsonCard {
	intervals := map[string]float64{}
	for r := deck.Again; r <= deck.Easy; r++ {
		intervals[r.String()] = turn.Wait(r).Seconds()
	}
	card, left := turn.Card, turn.Progress
	return jsonCard{
		Event: "card", ID: card.ID, Deck: card.DeckName, Kind: card.Kind, State: turn.Memory.State.String(),
		Prompt: card.Prompt(), Answer: card.Answer(), Tags: append([]string{}, card.Tags...), Flag: card.Flag,
		Intervals: intervals, Left: jsonLeft{left.New, left.Learning, left.Review}, Answered: left.Done, Cram: turn.Cram,
	}
}

func jsonDone(ctx context.Context, e *env, session *deck.Session, done deck.Done) error {
	sum, err := session.Summary(ctx)
	if err != nil {
		return err
	}
	document := jsonSummary{
		Answered: sum.Answered, Cards: sum.Cards, Seconds: sum.Time.Seconds(), Known: sum.Known, Recalled: sum.Recalled,
		Lapses: sum.Lapses, Streak: sum.Streak, Tomorrow: sum.Tomorrow, Leeches: []prep.ID{},
	}
	for _, card := range sum.Leeches {
		document.Leeches = append(document.Leeches, card.ID)
	}
	if !done.Next.IsZero() {
		document.Next = &done.Next
	}
	if done.Paused != nil {
		document.Paused = done.Paused.Until.String()
	}
	return writeJSON(e.Stdout, struct {
		Event   string      `json:"event"`
		Summary jsonSummary `json:"summary"`
	}{"done", document})
}
