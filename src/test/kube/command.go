package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// runCommand runs a real process for the pod's first container, as its restart policy wants.
func (n *node) runCommand(ctx context.Context, pod *seen) error {
	var last *corev1.ContainerStateTerminated
	for restarts := int32(0); ; restarts++ {
		command, err := n.prepare(ctx, pod, restarts)
		if err == nil {
			err = command.Start()
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return n.show(ctx, pod, waiting("CreateContainerError", err.Error()))
		}
		how, err := n.watch(ctx, pod, command, restarts, last)
		if err != nil || ctx.Err() != nil {
			return err
		}
		again := pod.Spec.RestartPolicy == corev1.RestartPolicyAlways ||
			pod.Spec.RestartPolicy == corev1.RestartPolicyOnFailure && how.ExitCode != 0
		if !again {
			return n.show(ctx, pod, ended(how, restarts))
		}
		if err := n.show(ctx, pod, terminated(how, restarts), backOff(how, restarts)); err != nil {
			return err
		}
		if !pause(ctx, min(10*time.Second, time.Second<<min(restarts, 4))) {
			return nil
		}
		last = how
	}
}

// prepare makes the command that the annotation names; the context's end kills it.
func (n *node) prepare(ctx context.Context, pod *seen, restarts int32) (*exec.Cmd, error) {
	var argv []string
	if err := json.Unmarshal([]byte(pod.Annotations[annotation+"serve-command"]), &argv); err != nil || len(argv) == 0 {
		return nil, fmt.Errorf("%sserve-command is no JSON array of words", annotation)
	}
	folder := filepath.Join(n.dir, string(pod.UID))
	volumes, variables, err := n.awaitSources(ctx, pod, filepath.Join(folder, "volumes"))
	if err != nil {
		return nil, err
	}
	described, err := json.Marshal(volumes)
	if err != nil {
		return nil, err
	}
	variables["POD_IP"] = pod.address
	variables["PORT"] = strconv.Itoa(int(servedPort(pod)))
	variables["CD4ML_POD_VOLUMES"] = string(described)
	known := map[string]string{}
	for path, volume := range volumes {
		known["VOLUME:"+path] = volume
	}
	for i := range argv {
		argv[i] = expansion.Expand(argv[i], expansion.MappingFuncFor(variables, known))
	}
	command := exec.CommandContext(ctx, argv[0], argv[1:]...)
	command.Cancel = func() error { killGroup(command); return nil }
	command.WaitDelay = 5 * time.Second // a grandchild that left the group may keep the log open
	command.Dir = folder
	command.Env = os.Environ()
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	log, err := os.Create(n.logFile(pod.UID, restarts))
	if err != nil {
		return nil, err
	}
	command.Stdout, command.Stderr = log, log
	dieWithParent(command)
	return command, nil
}

// awaitSources waits for the ConfigMaps and Secrets of the pod: as with a kubelet, they may come after it.
func (n *node) awaitSources(ctx context.Context, pod *seen, dir string) (volumes, variables map[string]string, err error) {
	shown := ""
	for {
		reason, message := "ContainerCreating", ""
		volumes, err = n.volumes(ctx, pod, dir)
		if err == nil {
			variables, err = n.variables(ctx, pod)
			if err == nil {
				return volumes, variables, nil
			}
			reason, message = "CreateContainerConfigError", err.Error()
		}
		if shown != reason {
			if err := n.show(ctx, pod, waiting(reason, message)); err != nil {
				return nil, nil, err
			}
			shown = reason
		}
		if !pause(ctx, 5*glance) {
			return nil, nil, ctx.Err()
		}
	}
}

// watch shows whether the process is ready until it ends, and returns how it did.
func (n *node) watch(ctx context.Context, pod *seen, command *exec.Cmd, restarts int32,
	last *corev1.ContainerStateTerminated) (*corev1.ContainerStateTerminated, error) {
	result := make(chan error, 1)
	go func() {
		result <- command.Wait()
		killGroup(command) // what it left behind
		_ = command.Stdout.(*os.File).Close()
	}()
	probe := newProbe(pod)
	ready := false
	shown := n.show(ctx, pod, running(false, restarts, last))
	for shown == nil {
		select {
		case err := <-result:
			return exitOf(err), nil
		case <-time.After(glance):
		}
		if now := probe.ready(ctx); now != ready {
			ready = now
			shown = n.show(ctx, pod, running(ready, restarts, last))
		}
	}
	killGroup(command)
	<-result
	return nil, shown
}

func exitOf(err error) *corev1.ContainerStateTerminated {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return exit(0, "Completed")
	case errors.As(err, &ended) && ended.Exited():
		return exit(int32(ended.ExitCode()), "Error")
	default:
		return exit(137, "Error") // killed by a signal
	}
}
