package deck

import (
	"fmt"
	"strings"

	"prep"
)

// Pause is a time in which nothing is asked: from a day up to, and without, another.
type Pause struct{ From, Until prep.Day }

// Pauses are the pauses a person ever took, in order. A card that was not reviewed since the beginning of one is due
// later by its length, so that nothing piles up meanwhile.
type Pauses []Pause

// SettingPauses is the setting that holds them; prep pause writes it.
const SettingPauses = "pauses"

// ParsePauses reads pauses as String writes them: 2026-11-02..2026-11-16 2026-12-24..2026-12-27.
func ParsePauses(s string) (Pauses, error) {
	var pauses Pauses
	for _, word := range strings.Fields(s) {
		first, last, _ := strings.Cut(word, "..")
		from, err := prep.ParseDay(first)
		if err != nil {
			return nil, err
		}
		until, err := prep.ParseDay(last)
		if err != nil {
			return nil, err
		}
		if until < from || len(pauses) > 0 && from < pauses[len(pauses)-1].Until {
			return nil, fmt.Errorf("pause %q: want days that follow one another", word)
		}
		pauses = append(pauses, Pause{from, until})
	}
	return pauses, nil
}

func (pauses Pauses) String() string {
	words := make([]string, len(pauses))
	for i, p := range pauses {
		words[i] = p.From.String() + ".." + p.Until.String()
	}
	return strings.Join(words, " ")
}

// On returns the pause that holds on a day.
func (pauses Pauses) On(day prep.Day) (Pause, bool) {
	for _, p := range pauses {
		if p.From <= day && day < p.Until {
			return p, true
		}
	}
	return Pause{}, false
}

// Add returns the pauses with one from today until a day, which takes the place of the one that holds today. Until
// today, it ends that one.
func (pauses Pauses) Add(today, until prep.Day) Pauses {
	var all Pauses
	from := today
	for _, p := range pauses {
		switch {
		case p.Until <= today:
			all = append(all, p)
		case p.From < today: // it goes on, or ends now
			from = p.From
		}
	}
	if from < until {
		all = append(all, Pause{from, until})
	}
	return all
}

// hold moves the due day of a memory behind the pauses that came after its last review.
func (b *book) hold(m Memory) Memory {
	for _, p := range b.settings.Pauses {
		if m.State == New || m.LastDay >= p.Until {
			continue
		}
		if m.DueTime != 0 {
			start := p.Until.Start(b.tx.Now.Location(), b.settings.Rollover).UnixMilli()
			m.DueTime, m.DueDay = max(m.DueTime, start), max(m.DueDay, p.Until)
			continue
		}
		m.DueDay = max(m.DueDay+p.Until-max(p.From, m.LastDay), p.Until)
	}
	return m
}

// SetPause holds every card from today until a day, and returns the settings after it; until today it ends the pause.
func SetPause(tx *prep.Tx, until prep.Day) (Settings, error) {
	settings, err := ReadSettings(tx)
	if err != nil {
		return Settings{}, err
	}
	settings.Pauses = settings.Pauses.Add(settings.Today(tx.Now), until)
	if err := SetSetting(tx, SettingPauses, settings.Pauses.String()); err != nil {
		return Settings{}, err
	}
	return settings, Freshen(tx, nil)
}
