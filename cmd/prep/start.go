package main

import (
	"context"

	"prep"
)

// firstStart fills the database that was just made on this machine.
func firstStart(context.Context, *prep.DB) error {
	return nil
}
