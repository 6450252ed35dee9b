package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const annotation = "cd4ml.test/"

var fates = []string{"never-ready", "image-pull", "crash-loop", "oom", "unschedulable", "complete", "fail"}

// fate reads what shall become of a pod: the annotation decides, else a part of the first container's image.
func fate(pod *corev1.Pod) string {
	if fate := pod.Annotations[annotation+"pod"]; fate != "" {
		return fate
	}
	parts := strings.FieldsFunc(pod.Spec.Containers[0].Image, func(r rune) bool { return strings.ContainsRune("/:@", r) })
	for _, part := range parts {
		if slices.Contains(fates, part) {
			return part
		}
	}
	return "ready"
}

// live plays a pod's life until the context ends with it.
func (n *node) live(ctx context.Context, pod *seen) error {
	what := fate(pod.Pod)
	if what == "unschedulable" {
		return n.unschedulable(ctx, pod)
	}
	if pod.Spec.NodeName == "" {
		binding := &corev1.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace},
			Target: corev1.ObjectReference{Kind: "Node", Name: nodeName}}
		if err := n.client.CoreV1().Pods(pod.Namespace).Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	address, release, err := n.addresses.take()
	if err != nil {
		return err
	}
	defer release()
	pod.address = address
	if err := n.play(ctx, pod, what); err != nil {
		return err
	}
	<-ctx.Done() // the address is the pod's until it is deleted
	return nil
}

func (n *node) play(ctx context.Context, pod *seen, what string) error {
	delay, _ := time.ParseDuration(pod.Annotations[annotation+"ready-after"])
	switch what {
	case "image-pull":
		image := pod.Spec.Containers[0].Image
		return n.show(ctx, pod,
			waiting("ErrImagePull", fmt.Sprintf("failed to pull image %q: not found", image)),
			waiting("ImagePullBackOff", fmt.Sprintf("Back-off pulling image %q", image)))
	case "crash-loop":
		return n.crash(ctx, pod, exit(1, "Error"))
	case "oom":
		return n.crash(ctx, pod, exit(137, "OOMKilled"))
	case "never-ready":
		return n.show(ctx, pod, running(false, 0, nil))
	case "complete", "fail":
		if err := n.show(ctx, pod, running(true, 0, nil)); err != nil || !pause(ctx, delay) {
			return err
		}
		if what == "complete" {
			return n.show(ctx, pod, ended(exit(0, "Completed"), 0))
		}
		return n.show(ctx, pod, ended(exit(1, "Error"), 0))
	}
	if delay > 0 {
		if err := n.show(ctx, pod, running(false, 0, nil)); err != nil || !pause(ctx, delay) {
			return err
		}
	}
	if pod.Annotations[annotation+"serve"] != "" {
		return n.forward(ctx, pod)
	}
	if pod.Annotations[annotation+"serve-command"] != "" {
		return n.runCommand(ctx, pod)
	}
	return n.show(ctx, pod, running(true, 0, nil))
}

// crash shows the third of some restarts, or the only end of a pod that is not started again.
func (n *node) crash(ctx context.Context, pod *seen, how *corev1.ContainerStateTerminated) error {
	if pod.Spec.RestartPolicy == corev1.RestartPolicyNever {
		return n.show(ctx, pod, running(false, 0, nil), ended(how, 0))
	}
	return n.show(ctx, pod, running(false, 2, how), terminated(how, 2), backOff(how, 3))
}

// pause is false when the pod's life ended meanwhile.
func pause(ctx context.Context, length time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(length):
		return true
	}
}
