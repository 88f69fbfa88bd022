//go:build !linux

package main

import (
	"errors"
	"os"
	"syscall"
)

// Scripts that use a terminal begin with [!linux] stop: other systems open one in other ways.
var errNoTerminal = errors.New("the scripts' terminal is for Linux")

func openTerminal() (control, terminal *os.File, err error) { return nil, nil, errNoTerminal }
func resizeTerminal(*os.File, string) error                 { return errNoTerminal }
func ownSession() *syscall.SysProcAttr                      { return nil }
