//go:build !windows

package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// startPrep starts this program with other arguments and does not wait for it. It has a session of its own, so that
// neither Ctrl-C nor the end of the terminal reaches it, and no streams.
func startPrep(args []string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find prep: %w", err)
	}
	command := exec.Command(self, args...)
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start prep: %w", err)
	}
	return command.Process.Release()
}
