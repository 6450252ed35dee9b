package main

import (
	"context"
	"io"
	"net"
	"strconv"
	"time"
)

// forward passes connections to the pod's port on to a server that is there already, such as one of the test itself.
func (n *node) forward(ctx context.Context, pod *seen) error {
	target := pod.Annotations[annotation+"serve"]
	listener, err := net.Listen("tcp", net.JoinHostPort(pod.address, strconv.Itoa(int(servedPort(pod)))))
	if err != nil {
		return n.show(ctx, pod, waiting("CreateContainerError", err.Error()))
	}
	go func() {
		<-ctx.Done()
		_ = listener.Close()
	}()
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go join(from, target)
		}
	}()
	probe := newProbe(pod)
	ready := false
	shown := n.show(ctx, pod, running(false, 0, nil))
	for shown == nil && pause(ctx, glance) {
		now := connects(ctx, target) && probe.ready(ctx)
		if now != ready {
			ready = now
			shown = n.show(ctx, pod, running(ready, 0, nil))
		}
	}
	return shown
}

func join(from net.Conn, target string) {
	defer from.Close()
	to, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil {
		return
	}
	defer to.Close()
	done := make(chan struct{}, 2)
	pass := func(to, from net.Conn) {
		_, _ = io.Copy(to, from)
		if half, ok := to.(*net.TCPConn); ok {
			_ = half.CloseWrite()
		}
		done <- struct{}{}
	}
	go pass(to, from)
	go pass(from, to)
	<-done
	<-done
}
