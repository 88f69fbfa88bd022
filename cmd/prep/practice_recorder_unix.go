//go:build !windows

package main

import (
	"os"
	"syscall"
)

// stopSignals are tried one after the other.
var stopSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, os.Kill}
