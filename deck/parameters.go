package deck

import "prep/deck/fit"

// Parameters are the 21 weights of FSRS-6; package fit finds those of a person.
type Parameters = fit.Parameters

// DefaultParameters are fitted by the FSRS project to the reviews of many thousand people.
func DefaultParameters() Parameters { return fit.Defaults() }
