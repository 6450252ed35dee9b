package main

import (
	"context"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func condition(kind corev1.PodConditionType, yes bool, reason, message string) []corev1.PodCondition {
	status := corev1.ConditionFalse
	if yes {
		status = corev1.ConditionTrue
	}
	return []corev1.PodCondition{{Type: kind, Status: status, Reason: reason, Message: message,
		LastTransitionTime: metav1.Now()}}
}

// patch writes a pod's status as a kubelet does.
func (n *node) patch(ctx context.Context, pod *corev1.Pod, phase corev1.PodPhase, conditions []corev1.PodCondition,
	containers []corev1.ContainerStatus) error {
	now := metav1.Now()
	status := corev1.PodStatus{Phase: phase, Conditions: conditions, ContainerStatuses: containers, StartTime: &now}
	if phase == corev1.PodRunning {
		address := n.servers.address(pod.UID)
		status.HostIP, status.PodIP = address, address
		status.PodIPs = []corev1.PodIP{{IP: address}}
	}
	body, err := json.Marshal(map[string]any{"status": status})
	if err != nil {
		return err
	}
	_, err = n.client.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.StrategicMergePatchType, body,
		metav1.PatchOptions{}, "status")
	return err
}

func containers(pod *corev1.Pod, ready bool, state corev1.ContainerState, restarts int32) []corev1.ContainerStatus {
	var statuses []corev1.ContainerStatus
	for _, container := range pod.Spec.Containers {
		started := state.Running != nil
		statuses = append(statuses, corev1.ContainerStatus{Name: container.Name, Image: container.Image,
			Ready: ready, Started: &started, State: state, RestartCount: restarts})
	}
	return statuses
}

func ready(yes bool) []corev1.PodCondition {
	reason := ""
	if !yes {
		reason = "ContainersNotReady"
	}
	conditions := condition(corev1.PodScheduled, true, "", "")
	conditions = append(conditions, condition(corev1.PodInitialized, true, "", "")...)
	conditions = append(conditions, condition(corev1.ContainersReady, yes, reason, "")...)
	return append(conditions, condition(corev1.PodReady, yes, reason, "")...)
}

func (n *node) running(ctx context.Context, pod *corev1.Pod, isReady bool) error {
	state := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}}
	return n.patch(ctx, pod, corev1.PodRunning, ready(isReady), containers(pod, isReady, state, 0))
}

func (n *node) waiting(ctx context.Context, pod *corev1.Pod, reason, message string) error {
	state := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
	return n.patch(ctx, pod, corev1.PodPending, ready(false), containers(pod, false, state, 0))
}

// crashed is what a pod looks like between two restarts.
func (n *node) crashed(ctx context.Context, pod *corev1.Pod, reason string, exit int32) error {
	state := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff",
		Message: "back-off 10s restarting failed container"}}
	statuses := containers(pod, false, state, 3)
	for i := range statuses {
		statuses[i].LastTerminationState = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			Reason: reason, ExitCode: exit, FinishedAt: metav1.Now()}}
	}
	return n.patch(ctx, pod, corev1.PodRunning, ready(false), statuses)
}

func (n *node) ended(ctx context.Context, pod *corev1.Pod, well bool) error {
	phase, exit, reason := corev1.PodSucceeded, int32(0), "Completed"
	if !well {
		phase, exit, reason = corev1.PodFailed, 1, "Error"
	}
	state := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: reason, ExitCode: exit,
		FinishedAt: metav1.Now()}}
	return n.patch(ctx, pod, phase, ready(false), containers(pod, false, state, 0))
}
