package main

import (
	"os/exec"
	"syscall"
)

// killGroup ends a child and what it started: a pod's command may be a shell around its server.
func killGroup(command *exec.Cmd) {
	if command.Process != nil {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}
