//go:build !linux

package main

import "os/exec"

// dieWithParent does what it does on Linux only where there is a way to; elsewhere the recorder shares the terminal,
// and is told when that closes.
func dieWithParent(*exec.Cmd) {}
