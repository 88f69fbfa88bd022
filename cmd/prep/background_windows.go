package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// startPrep starts this program with other arguments and does not wait for it. It has no console and no streams.
func startPrep(args []string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find prep: %w", err)
	}
	command := exec.Command(self, args...)
	command.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start prep: %w", err)
	}
	return command.Process.Release()
}
