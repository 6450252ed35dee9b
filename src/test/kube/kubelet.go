package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const nodeName = "node-1"

// kubelet runs the stand-in alone, against any cluster.
func kubelet(args []string) error {
	flags := flag.NewFlagSet("kubelet", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "an administrator's kubeconfig")
	dir := flags.String("dir", os.TempDir(), "folder for the pods' files")
	_ = flags.Parse(args)
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	return runKubelet(ctx, *kubeconfig, *dir)
}

// node drives the status of every pod as a kubelet and a scheduler would.
type node struct {
	client  kubernetes.Interface
	servers *servers
	mutex   sync.Mutex
	busy    map[types.UID]bool
}

func runKubelet(ctx context.Context, kubeconfig, dir string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	n := &node{client: client, servers: newServers(client, dir), busy: map[types.UID]bool{}}
	defer n.servers.stopAll()
	if err := n.register(ctx); err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	_, err = pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { n.see(ctx, o.(*corev1.Pod)) },
		UpdateFunc: func(_, o any) { n.see(ctx, o.(*corev1.Pod)) },
		DeleteFunc: func(o any) {
			if gone, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = gone.Obj
			}
			if pod, ok := o.(*corev1.Pod); ok {
				n.servers.stop(pod.UID)
			}
		},
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	<-ctx.Done()
	return nil
}

func (n *node) register(ctx context.Context) error {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName}}
	node.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}
	created, err := n.client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	if err != nil {
		return err
	}
	created.Status = node.Status
	_, err = n.client.CoreV1().Nodes().UpdateStatus(ctx, created, metav1.UpdateOptions{})
	return err
}

// see starts at most one life for each pod, and ends terminating ones.
func (n *node) see(ctx context.Context, pod *corev1.Pod) {
	if pod.DeletionTimestamp != nil {
		n.servers.stop(pod.UID)
		zero := int64(0)
		_ = n.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &zero})
		return
	}
	n.mutex.Lock()
	known := n.busy[pod.UID]
	n.busy[pod.UID] = true
	n.mutex.Unlock()
	if known || pod.Status.Phase != corev1.PodPending {
		return
	}
	go func() {
		if err := n.live(ctx, pod.DeepCopy()); err != nil && ctx.Err() == nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			fmt.Fprintf(os.Stderr, "kubelet stand-in: pod %s/%s: %v\n", pod.Namespace, pod.Name, err)
		}
	}()
}

// fate reads what shall become of a pod: the annotation decides, else a word in the first container's image.
func fate(pod *corev1.Pod) string {
	if fate := pod.Annotations["cd4ml.test/pod"]; fate != "" {
		return fate
	}
	for _, fate := range []string{"never-ready", "image-pull", "crash-loop", "oom", "unschedulable", "complete", "fail"} {
		if strings.Contains(pod.Spec.Containers[0].Image, fate) {
			return fate
		}
	}
	return "ready"
}

func (n *node) live(ctx context.Context, pod *corev1.Pod) error {
	what := fate(pod)
	if what == "unschedulable" {
		return n.patch(ctx, pod, corev1.PodPending, condition(corev1.PodScheduled, false, "Unschedulable",
			"0/1 nodes are available: 1 Insufficient memory."), nil)
	}
	binding := &corev1.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace},
		Target: corev1.ObjectReference{Kind: "Node", Name: nodeName}}
	if err := n.client.CoreV1().Pods(pod.Namespace).Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
		return err
	}
	switch what {
	case "image-pull":
		return n.waiting(ctx, pod, "ImagePullBackOff", fmt.Sprintf("Back-off pulling image %q", pod.Spec.Containers[0].Image))
	case "crash-loop":
		return n.crashed(ctx, pod, "Error", 1)
	case "oom":
		return n.crashed(ctx, pod, "OOMKilled", 137)
	case "never-ready":
		return n.running(ctx, pod, false)
	case "complete", "fail":
		return n.ended(ctx, pod, what == "complete")
	}
	if delay, err := time.ParseDuration(pod.Annotations["cd4ml.test/ready-after"]); err == nil {
		if err := n.running(ctx, pod, false); err != nil {
			return err
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return nil
		}
	}
	if err := n.servers.start(ctx, pod); err != nil {
		return n.waiting(ctx, pod, "CreateContainerError", err.Error())
	}
	return n.running(ctx, pod, true)
}
