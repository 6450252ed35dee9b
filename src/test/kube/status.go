package main

import (
	"context"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// seen is a pod as its status was last written.
type seen struct {
	*corev1.Pod
	address string
}

// look is what a pod and all of its containers look like at one time.
type look struct {
	phase    corev1.PodPhase
	ready    bool
	state    corev1.ContainerState
	last     *corev1.ContainerStateTerminated
	restarts int32
}

func running(ready bool, restarts int32, last *corev1.ContainerStateTerminated) look {
	state := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}}
	return look{corev1.PodRunning, ready, state, last, restarts}
}

func waiting(reason, message string) look {
	state := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
	return look{corev1.PodPending, false, state, nil, 0}
}

func exit(code int32, reason string) *corev1.ContainerStateTerminated {
	return &corev1.ContainerStateTerminated{Reason: reason, ExitCode: code, FinishedAt: metav1.Now()}
}

// terminated is what a pod looks like whose container will be started again.
func terminated(how *corev1.ContainerStateTerminated, restarts int32) look {
	return look{corev1.PodRunning, false, corev1.ContainerState{Terminated: how}, nil, restarts}
}

// backOff is what a pod looks like between two restarts.
func backOff(how *corev1.ContainerStateTerminated, restarts int32) look {
	state := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff",
		Message: "back-off 10s restarting failed container"}}
	return look{corev1.PodRunning, false, state, how, restarts}
}

// ended is what a pod looks like that is not started again.
func ended(how *corev1.ContainerStateTerminated, restarts int32) look {
	phase := corev1.PodSucceeded
	if how.ExitCode != 0 {
		phase = corev1.PodFailed
	}
	return look{phase, false, corev1.ContainerState{Terminated: how}, nil, restarts}
}

// show writes a pod's status as a kubelet does, one look after the other.
func (n *node) show(ctx context.Context, pod *seen, looks ...look) error {
	for _, l := range looks {
		status := corev1.PodStatus{Phase: l.phase, Conditions: conditions(l.ready), StartTime: pod.Status.StartTime,
			ContainerStatuses: statuses(pod.Spec.Containers, l)}
		if status.StartTime == nil {
			now := metav1.Now()
			status.StartTime = &now
		}
		done := look{state: corev1.ContainerState{Terminated: exit(0, "Completed")}, ready: true}
		status.InitContainerStatuses = statuses(pod.Spec.InitContainers, done)
		if l.phase != corev1.PodPending {
			status.HostIP, status.PodIP = "127.0.0.1", pod.address
			status.PodIPs = []corev1.PodIP{{IP: pod.address}}
		}
		if err := n.patch(ctx, pod, status); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) unschedulable(ctx context.Context, pod *seen) error {
	return n.patch(ctx, pod, corev1.PodStatus{Phase: corev1.PodPending, Conditions: []corev1.PodCondition{
		{Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable,
			Message: "0/1 nodes are available: 1 Insufficient memory.", LastTransitionTime: metav1.Now()}}})
}

func (n *node) patch(ctx context.Context, pod *seen, status corev1.PodStatus) error {
	// The UID keeps a late answer from a new pod of the same name.
	body, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": pod.UID}, "status": status})
	if err != nil {
		return err
	}
	written, err := n.client.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.StrategicMergePatchType, body,
		metav1.PatchOptions{}, "status")
	if err == nil {
		pod.Pod = written
	}
	return err
}

func statuses(containers []corev1.Container, l look) []corev1.ContainerStatus {
	var all []corev1.ContainerStatus
	for _, container := range containers {
		started := l.state.Running != nil
		all = append(all, corev1.ContainerStatus{Name: container.Name, Image: container.Image, Ready: l.ready,
			Started: &started, State: l.state, RestartCount: l.restarts,
			LastTerminationState: corev1.ContainerState{Terminated: l.last}})
	}
	return all
}

func conditions(ready bool) []corev1.PodCondition {
	status, reason := corev1.ConditionTrue, ""
	if !ready {
		status, reason = corev1.ConditionFalse, "ContainersNotReady"
	}
	now := metav1.Now()
	return []corev1.PodCondition{
		{Type: corev1.PodScheduled, Status: corev1.ConditionTrue, LastTransitionTime: now},
		{Type: corev1.PodInitialized, Status: corev1.ConditionTrue, LastTransitionTime: now},
		{Type: corev1.ContainersReady, Status: status, Reason: reason, LastTransitionTime: now},
		{Type: corev1.PodReady, Status: status, Reason: reason, LastTransitionTime: now},
	}
}
