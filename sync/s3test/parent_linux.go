package s3test

import "syscall"

// dieWithParent makes the kernel end the server when the test process ends, however it ends.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
