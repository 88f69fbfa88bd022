package journal

import (
	"fmt"
	"strings"
)

// Status says how far an entry has come. It is derived from what is filled, never stored.
type Status int

// Captured: it is written down. Reflected: goal, own role, outcome, own causes, impact, repair and lesson are
// filled, all that an answer needs up to the lesson. Changed: lesson and change are filled. Proven: the proof
// is filled too. The highest that holds counts.
const (
	Captured Status = iota
	Reflected
	Changed
	Proven
)

var statusNames = []string{"captured", "reflected", "changed", "proven"}

func (s Status) String() string { return statusNames[s] }

// MarshalText writes the name of the status.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name of a status.
func (s *Status) UnmarshalText(text []byte) error {
	parsed, err := ParseStatus(string(text))
	*s = parsed
	return err
}

// ParseStatus reads the name of a status.
func ParseStatus(s string) (Status, error) {
	for i, name := range statusNames {
		if strings.EqualFold(s, name) {
			return Status(i), nil
		}
	}
	return 0, fmt.Errorf("status %q: want %s", s, strings.Join(statusNames, ", "))
}

// StatusOf derives the status of an entry.
func StatusOf(e Entry) Status {
	lesson, change, proof := mustField("lesson").Filled(e), mustField("change").Filled(e), mustField("proof").Filled(e)
	switch {
	case lesson && change && proof:
		return Proven
	case lesson && change:
		return Changed
	case len(Unreflected(e)) == 0:
		return Reflected
	}
	return Captured
}

// reflectedSQL says of entry e whether nothing is Unreflected. Texts are stored trimmed, so empty is ”.
var reflectedSQL = func() string {
	var filled []string
	for _, f := range fields {
		if f.reflection() {
			filled = append(filled, "e."+f.Name+" != ''")
		}
	}
	return "(" + strings.Join(filled, " and ") + ")"
}()

// statusSQL is StatusOf as an expression over entry e.
var statusSQL = `case when e.lesson != '' and e.change != '' and e.proof != '' then 3 when e.lesson != '' and e.change != '' then 2
	when ` + reflectedSQL + ` then 1 else 0 end`

// reflection reports whether the field is one that a reflected entry has filled: required, and not the
// change, which takes time.
func (f Field) reflection() bool { return f.Need == Required && f.Name != "change" }

// Unreflected returns the fields that must still be filled before the entry is reflected.
func Unreflected(e Entry) []Field { return unfilled(e, Field.reflection) }

// Missing returns the fields that an answer needs and the entry does not have, the change among them.
func Missing(e Entry) []Field {
	return unfilled(e, func(f Field) bool { return f.Need == Required })
}

func unfilled(e Entry, wanted func(Field) bool) []Field {
	var missing []Field
	for _, f := range fields {
		if wanted(f) && !f.Filled(e) {
			missing = append(missing, f)
		}
	}
	return missing
}
