package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// serve runs a cluster until its standard input is closed, so that it never outlives the test that started it.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	dir := flags.String("dir", "", "folder for certificates, logs and data; made new")
	port := flags.Int("port", 0, "port of the API server; 0 takes a free one")
	withKubelet := flags.Bool("kubelet", true, "run the kubelet stand-in")
	remove := flags.Bool("remove", false, "remove the folder at the end")
	_ = flags.Parse(args)
	if *dir == "" {
		return fmt.Errorf("kube serve: --dir is missing")
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	err := run(ctx, *dir, *port, *withKubelet)
	if *remove && (err == nil || ctx.Err() != nil) { // the logs of a failed start are of use
		_ = os.RemoveAll(*dir)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func run(ctx context.Context, dir string, port int, withKubelet bool) error {
	etcd, client, err := startEtcd(dir)
	if err != nil {
		return err
	}
	defer etcd.Close()
	token, key, err := secrets(dir)
	if err != nil {
		return err
	}
	server, kubeconfig, url, err := startServer(ctx, dir, client, key, token, port)
	if err != nil {
		return err
	}
	defer server.stop()
	manager, err := startChild(dir, "controllers", controllerArgs(kubeconfig, key)...)
	if err != nil {
		return err
	}
	defer manager.stop()
	ready := map[string]any{"ready": true, "kubeconfig": kubeconfig, "url": url, "servesPods": false}
	if withKubelet {
		node, err := startKubelet(ctx, kubeconfig, filepath.Join(dir, "pods"))
		if err != nil {
			return err
		}
		defer node.stop()
		ready["servesPods"] = node.addresses.reachable
	}
	if err := awaitServiceAccount(ctx, kubeconfig, manager); err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case <-server.ended:
		return server.failure("the API server ended")
	case <-manager.ended:
		return manager.failure("the controller manager ended")
	}
}

// startServer starts the API server and waits for it; a free port that somebody else took meanwhile is given up for
// another.
func startServer(ctx context.Context, dir, etcd, key, token string, port int) (*child, string, string, error) {
	for attempt := 1; ; attempt++ {
		at := port
		if at == 0 {
			free, err := freePort()
			if err != nil {
				return nil, "", "", err
			}
			at = free
		}
		server, err := startChild(dir, "apiserver", apiserverArgs(dir, etcd, key, at)...)
		if err != nil {
			return nil, "", "", err
		}
		url := fmt.Sprintf("https://127.0.0.1:%d", at)
		kubeconfig, err := awaitServer(ctx, dir, url, token, server)
		if err == nil {
			return server, kubeconfig, url, nil
		}
		server.stop()
		if port != 0 || attempt == 3 || ctx.Err() != nil || !server.logged("address already in use") {
			return nil, "", "", err
		}
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
