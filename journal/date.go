package journal

import "prep"

// Date is a day as the journal's JSON says it: 2026-11-02.
type Date struct{ prep.Day }

// MarshalText writes the date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the date.
func (d *Date) UnmarshalText(text []byte) error {
	day, err := prep.ParseDay(string(text))
	d.Day = day
	return err
}
