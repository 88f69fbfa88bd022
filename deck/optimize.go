package deck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"prep"
	"prep/deck/fit"
)

// settingFit is the setting that says what the setting of the parameters was fitted to.
const settingFit = "fit"

// Fitted says what parameters were fitted to, and how well they do.
type Fitted struct {
	Day      string    `json:"day"`
	Reviews  int       `json:"reviews"`
	Targets  int       `json:"targets"` // reviews that the fit had to predict
	HeldOut  fit.Score `json:"held_out"`
	Defaults fit.Score `json:"defaults"` // of the default parameters on the same reviews
}

// Optimized is what Optimize found.
type Optimized struct {
	fit.Result
	Reviews    int
	Before     Parameters // in force until now
	Validation fit.Validation
	Better     bool // than what is in force, on reviews that neither was fitted to
}

// History returns the reviews of the cards of a deck, or of every card, as package fit reads them.
func History(tx *prep.Tx, only *Deck) ([]fit.Review, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	decks, err := cardDecks(tx)
	if err != nil {
		return nil, err
	}
	var log []fit.Review
	err = tx.EachHistory(func(card prep.ID, reviews []prep.Review) error {
		deck, live := decks[card]
		if only != nil && (!live || deck != only.ID) {
			return nil
		}
		scheduler, memory := book.schedulers.of(deck), Memory{}
		for _, r := range reviews {
			if r.Kind == prep.ReviewReset {
				memory = Memory{}
				continue
			}
			review := fit.Review{
				Card: int64(card), Time: r.Time, Day: int32(r.Day), Duration: int32(r.Duration), Rating: uint8(r.Rating),
				Stage: fit.Stage(memory.State),
			}
			if r.Kind == prep.ReviewCram {
				review.Stage = fit.Filtered
			} else {
				memory = scheduler.Next(memory, reviewOf(r.Answer()), card)
			}
			log = append(log, review)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	return log, nil
}

// InForce returns the parameters of a deck, or of a deck that chose nothing, and how many targets they were
// fitted to: 0 for the defaults.
func InForce(tx *prep.Tx, only *Deck) (Parameters, int, error) {
	book, err := openBook(tx)
	if err != nil {
		return Parameters{}, 0, err
	}
	if only != nil && only.Parameters != nil {
		var fitted Fitted
		if only.Fit != nil {
			_ = json.Unmarshal([]byte(*only.Fit), &fitted) // from another version perhaps: then nothing is known of them
		}
		return book.schedulers.of(only.ID).scheduling.Parameters, fitted.Targets, nil
	}
	fitted, err := readFitted(tx)
	return book.settings.Parameters, fitted.Targets, err
}

// readFitted returns what the parameters of all decks were fitted to.
func readFitted(tx *prep.Tx) (Fitted, error) {
	var text string
	err := tx.Get("select value from setting where name = ?", []any{settingFit}, &text)
	if errors.Is(err, prep.ErrNotFound) || text == "" {
		return Fitted{}, nil
	}
	var fitted Fitted
	_ = json.Unmarshal([]byte(text), &fitted)
	return fitted, err
}

// Optimize fits parameters to a history and compares them with those in force, which were fitted to the first
// seen targets. It takes no transaction: a fit of a long history is seconds. progress may be nil; it gets the
// share that is done, from 0 to 1.
func Optimize(ctx context.Context, log []fit.Review, before Parameters, seen int, progress func(float64)) (Optimized, error) {
	set, err := fit.NewSet(log)
	if err != nil {
		return Optimized{}, fmt.Errorf("optimize: %w", err)
	}
	share := func(from, to float64) fit.Options {
		if progress == nil {
			return fit.Options{}
		}
		return fit.Options{Progress: func(done float64) { progress(from + done*(to-from)) }}
	}
	found := Optimized{Reviews: set.Reviews(), Before: before}
	if found.Result, err = fit.Fit(ctx, set, share(0, 0.25)); err != nil { // validating costs three times as much
		return Optimized{}, fmt.Errorf("optimize: %w", err)
	}
	rival := fit.Rival{Parameters: before, Seen: seen}
	if found.Validation, err = fit.Validate(ctx, set, found.Parameters, rival, share(0.25, 1)); err != nil {
		return Optimized{}, fmt.Errorf("optimize: %w", err)
	}
	found.Better = found.Extent != fit.Nothing && found.Parameters != before && found.Validation.Better()
	return found, nil
}

// StoreParameters puts parameters into force for a deck, or for all that have none of their own. The memories
// are computed again when they are next needed.
func StoreParameters(tx *prep.Tx, only *Deck, found Optimized) error {
	parameters, err := json.Marshal(found.Parameters)
	if err != nil {
		return err
	}
	settings, err := ReadSettings(tx)
	if err != nil {
		return err
	}
	about, err := json.Marshal(Fitted{
		Day: settings.Today(tx.Now).String(), Reviews: found.Reviews, Targets: found.Targets,
		HeldOut: found.Validation.Fitted, Defaults: found.Validation.Defaults,
	})
	if err != nil {
		return err
	}
	if only != nil {
		_, err := tx.Set(prep.Decks, only.ID, prep.Fields{"parameters": string(parameters), "fit": string(about)})
		return err
	}
	if err := SetSetting(tx, SettingParameters, string(parameters)); err != nil {
		return err
	}
	_, err = tx.Set(prep.Settings, prep.DerivedID("setting", settingFit), prep.Fields{"name": settingFit, "value": string(about)})
	return err
}
