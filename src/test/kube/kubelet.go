package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

const (
	nodeName = "node-1"
	glance   = 100 * time.Millisecond // between two looks at a process
)

// kubelet runs the stand-in alone, against any cluster.
func kubelet(args []string) error {
	flags := flag.NewFlagSet("kubelet", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "an administrator's kubeconfig")
	dir := flags.String("dir", "", "folder for the pods' files; one that is removed at the end, if not given")
	_ = flags.Parse(args)
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	if *dir == "" {
		temporary, err := os.MkdirTemp("", "kubelet")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		*dir = temporary
	}
	node, err := startKubelet(ctx, *kubeconfig, *dir)
	if err != nil {
		return err
	}
	<-ctx.Done()
	node.stop()
	return nil
}

// node drives the status of every pod as a kubelet and a scheduler would.
type node struct {
	client    kubernetes.Interface
	pods      corelisters.PodLister
	dir       string
	addresses *addresses
	cancel    context.CancelFunc
	mutex     sync.Mutex
	lives     map[types.UID]context.CancelFunc
	living    sync.WaitGroup
}

func startKubelet(ctx context.Context, kubeconfig, dir string) (*node, error) {
	client, err := newClient(kubeconfig)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	factory := informers.NewSharedInformerFactory(client, 0)
	n := &node{client: client, pods: factory.Core().V1().Pods().Lister(), dir: dir, addresses: newAddresses(),
		cancel: cancel, lives: map[types.UID]context.CancelFunc{}}
	port, err := n.serveLogs(ctx)
	if err == nil {
		err = n.register(ctx, port)
	}
	if err == nil {
		_, err = factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(o any) { n.see(ctx, o.(*corev1.Pod)) },
			UpdateFunc: func(_, o any) { n.see(ctx, o.(*corev1.Pod)) },
			DeleteFunc: func(o any) {
				if gone, ok := o.(cache.DeletedFinalStateUnknown); ok {
					o = gone.Obj
				}
				if pod, ok := o.(*corev1.Pod); ok {
					n.end(pod.UID)
				}
			},
		})
	}
	if err != nil {
		cancel()
		return nil, err
	}
	factory.Start(ctx.Done())
	return n, nil
}

// stop ends the pods' processes and gives their addresses back.
func (n *node) stop() {
	n.cancel()
	ended := make(chan struct{})
	go func() {
		n.living.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
	}
}

func (n *node) register(ctx context.Context, logsPort int32) error {
	status := corev1.NodeStatus{
		Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}},
		Addresses:  []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: "127.0.0.1"}},
	}
	status.DaemonEndpoints.KubeletEndpoint.Port = logsPort
	nodes := n.client.CoreV1().Nodes()
	created, err := nodes.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		created, err = nodes.Get(ctx, nodeName, metav1.GetOptions{})
	}
	if err != nil {
		return err
	}
	created.Status = status
	_, err = nodes.UpdateStatus(ctx, created, metav1.UpdateOptions{})
	return err
}

// see starts one life for each new pod, and ends terminating ones without a period of grace.
func (n *node) see(ctx context.Context, pod *corev1.Pod) {
	if pod.DeletionTimestamp != nil {
		n.end(pod.UID)
		now := metav1.NewDeleteOptions(0)
		now.Preconditions = metav1.NewUIDPreconditions(string(pod.UID))
		_ = n.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, *now)
		return
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	elsewhere := pod.Spec.NodeName != "" && pod.Spec.NodeName != nodeName
	if n.lives[pod.UID] != nil || elsewhere || pod.Status.Phase != corev1.PodPending || ctx.Err() != nil {
		return
	}
	life, cancel := context.WithCancel(ctx)
	n.lives[pod.UID] = cancel
	n.living.Add(1)
	go func() {
		defer n.living.Done()
		err := n.live(life, &seen{Pod: pod.DeepCopy()})
		if err != nil && life.Err() == nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			fmt.Fprintf(os.Stderr, "kubelet stand-in: pod %s/%s: %v\n", pod.Namespace, pod.Name, err)
		}
	}()
}

func (n *node) end(uid types.UID) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if cancel := n.lives[uid]; cancel != nil {
		cancel()
		delete(n.lives, uid)
	}
}
