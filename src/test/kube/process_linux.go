package main

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel end the child when this process is killed.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
