package main

import (
	"os/exec"
	"syscall"
)

// dieWithParent ends the recorder when prep dies, however that happens: a closed terminal, kill -9. Nothing goes on
// listening.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
}
