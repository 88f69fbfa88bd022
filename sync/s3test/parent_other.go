//go:build !linux

package s3test

import "syscall"

// dieWithParent has no counterpart here: a killed test process leaves its server behind.
func dieWithParent() *syscall.SysProcAttr { return nil }
