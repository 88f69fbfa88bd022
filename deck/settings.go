package deck

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"prep"
)

// Settings are the choices that decide what is due. They travel with the reviews, so that every machine
// computes the same days.
type Settings struct {
	Scheduling
	NewLimit    int // new cards a day
	ReviewLimit int // reviews a day
	Rollover    int // local hour at which a study day ends

	Balance  bool  // choose days on which few cards are due
	Order    Order // of the due cards of a day
	NewPlace NewPlace
	NewOrder NewOrder
	Pauses   Pauses
	CatchUp  CatchUp
}

// DefaultSettings returns what is in force where nothing was chosen.
func DefaultSettings() Settings {
	return Settings{
		Scheduling: DefaultScheduling(), NewLimit: 20, ReviewLimit: 200, Rollover: prep.DefaultRollover,
		Balance: true, Order: ByOverdueness, NewPlace: NewMixed, NewOrder: NewByAdded,
	}
}

// Setting names, in the order in which they are listed.
const (
	SettingNew             = "new"
	SettingReviews         = "reviews"
	SettingRetention       = "retention"
	SettingRollover        = "rollover"
	SettingLearningSteps   = "learning_steps"
	SettingRelearningSteps = "relearning_steps"
	SettingMaxInterval     = "max_interval"
	SettingEasyDays        = "easy_days"
	SettingBalance         = "balance"
	SettingOrder           = "order"
	SettingNewPlace        = "new_place"
	SettingNewOrder        = "new_order"
	SettingParameters      = "parameters"
)

// SettingNames returns every setting that travels and is set by its name.
func SettingNames() []string {
	return []string{
		SettingNew, SettingReviews, SettingRetention, SettingRollover, SettingLearningSteps, SettingRelearningSteps,
		SettingMaxInterval, SettingEasyDays, SettingBalance, SettingOrder, SettingNewPlace, SettingNewOrder, SettingParameters,
	}
}

// Today returns the study day of an instant.
func (s Settings) Today(now time.Time) prep.Day { return prep.DayOf(now, s.Rollover) }

// set reads one setting. An error names the value and leaves the setting as it was.
func (s *Settings) set(name, value string) error {
	next := *s
	var err error
	switch name {
	case SettingNew:
		next.NewLimit, err = limit(value)
	case SettingReviews:
		next.ReviewLimit, err = limit(value)
	case SettingRetention:
		next.Retention, err = strconv.ParseFloat(value, 64)
	case SettingRollover:
		next.Rollover, err = strconv.Atoi(value)
		if err == nil && (next.Rollover < 0 || next.Rollover > 23) {
			err = fmt.Errorf("want an hour from 0 to 23")
		}
	case SettingLearningSteps:
		next.LearningSteps, err = ParseSteps(value)
	case SettingRelearningSteps:
		next.RelearningSteps, err = ParseSteps(value)
	case SettingMaxInterval:
		next.MaxInterval, err = strconv.Atoi(value)
	case SettingEasyDays:
		next.EasyDays, err = ParseEasyDays(value)
	case SettingBalance:
		if next.Balance, err = strconv.ParseBool(value); err != nil {
			err = fmt.Errorf("want true or false")
		}
	case SettingOrder:
		next.Order, err = ParseChoice(value, Orders())
	case SettingNewPlace:
		next.NewPlace, err = ParseChoice(value, NewPlaces())
	case SettingNewOrder:
		next.NewOrder, err = ParseChoice(value, NewOrders())
	case SettingPauses:
		next.Pauses, err = ParsePauses(value)
	case SettingCatchUp:
		next.CatchUp, err = ParseCatchUp(value)
	case SettingParameters:
		err = json.Unmarshal([]byte(value), &next.Parameters)
	default:
		nearest, _ := Nearest(name, SettingNames())
		return &UnknownSettingError{Name: name, Nearest: nearest}
	}
	if err == nil {
		err = next.Check()
	}
	if err != nil {
		return fmt.Errorf("setting %s %q: %w", name, value, err)
	}
	*s = next
	return nil
}

func limit(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err == nil && n < 0 {
		err = fmt.Errorf("want 0 or more")
	}
	return n, err
}

// UnknownSettingError says that there is no setting of that name, and which one is nearest.
type UnknownSettingError struct{ Name, Nearest string }

func (e *UnknownSettingError) Error() string { return fmt.Sprintf("setting %q: unknown", e.Name) }

// ReadSettings returns the settings in force. A value from another machine that this version cannot follow
// is passed over: a review must always be possible.
func ReadSettings(tx *prep.Tx) (Settings, error) {
	settings := DefaultSettings()
	err := tx.Each(func(scan func(...any) error) error {
		var name, value string
		if err := scan(&name, &value); err != nil {
			return err
		}
		if value != "" {
			_ = settings.set(name, value)
		}
		return nil
	}, "select name, value from setting order by name")
	if err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return settings, nil
}

// SetSetting changes a setting everywhere; an empty value returns it to its default.
func SetSetting(tx *prep.Tx, name, value string) error {
	check := DefaultSettings()
	if value != "" {
		if err := check.set(name, value); err != nil {
			return err
		}
	}
	_, err := tx.Set(prep.Settings, prep.DerivedID("setting", name), prep.Fields{"name": name, "value": value})
	return err
}

// schedulers holds the scheduler of each deck, and of a deck that chose nothing under zero.
type schedulers map[prep.ID]*Scheduler

// newSchedulers returns the schedulers of the settings and decks, and a fingerprint of everything that a
// memory depends on besides its reviews.
func newSchedulers(settings Settings, decks []Deck) (schedulers, string, error) {
	common, err := NewScheduler(settings.Scheduling)
	if err != nil {
		return nil, "", err
	}
	all := schedulers{0: common}
	hash := sha256.New()
	fmt.Fprintln(hash, settings.Scheduling)
	if len(settings.Pauses) > 0 {
		fmt.Fprintln(hash, settings.Pauses)
	}
	for _, d := range decks {
		own := settings.Scheduling
		if d.Retention != nil {
			own.Retention = *d.Retention
		}
		if d.LearningSteps != nil {
			own.LearningSteps = stepsOr(*d.LearningSteps, own.LearningSteps)
		}
		if d.RelearningSteps != nil {
			own.RelearningSteps = stepsOr(*d.RelearningSteps, own.RelearningSteps)
		}
		if d.Parameters != nil {
			fitted := own
			if json.Unmarshal([]byte(*d.Parameters), &fitted.Parameters) == nil && fitted.Check() == nil {
				own = fitted
			}
		}
		if d.Retention == nil && d.LearningSteps == nil && d.RelearningSteps == nil && d.Parameters == nil {
			continue
		}
		if scheduler, err := NewScheduler(own); err == nil { // what cannot be followed leaves the setting
			all[d.ID] = scheduler
			fmt.Fprintln(hash, d.ID, own)
		}
	}
	return all, hex.EncodeToString(hash.Sum(nil)[:8]), nil
}

func stepsOr(s string, otherwise Steps) Steps {
	if steps, err := ParseSteps(s); err == nil {
		return steps
	}
	return otherwise
}

// of returns the scheduler of a deck.
func (s schedulers) of(deck prep.ID) *Scheduler {
	if own, has := s[deck]; has {
		return own
	}
	return s[0]
}
