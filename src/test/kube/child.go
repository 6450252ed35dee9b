package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// child is another run of this binary, with a log of its own, that dies with this process.
type child struct {
	command *exec.Cmd
	log     string
	ended   chan struct{}
}

func startChild(dir, verb string, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, verb+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(self, append([]string{verb}, args...)...)
	command.Stdout, command.Stderr = log, log
	command.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*") // pods are not behind an HTTP proxy
	dieWithParent(command)
	if err := command.Start(); err != nil {
		return nil, err
	}
	c := &child{command: command, log: log.Name(), ended: make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(c.ended)
	}()
	return c, nil
}

func (c *child) stop() {
	killGroup(c.command)
	<-c.ended
}

func (c *child) logged(text string) bool {
	log, err := os.ReadFile(c.log)
	return err == nil && bytes.Contains(log, []byte(text))
}

// failure ends with the last lines of the log, for the folder may not outlive this process.
func (c *child) failure(complaint string) error {
	log, _ := os.ReadFile(c.log)
	if len(log) > 2000 {
		log = log[len(log)-2000:]
	}
	return fmt.Errorf("%s; the end of its log: …%s", complaint, log)
}
