package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/cert"
)

// serveLogs answers the API server's requests for what pods' processes wrote.
func (n *node) serveLogs(ctx context.Context) (int32, error) {
	certificate, key, err := cert.GenerateSelfSignedCertKey("127.0.0.1", []net.IP{net.IPv4(127, 0, 0, 1)}, nil)
	if err != nil {
		return 0, err
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return 0, err
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		return 0, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", n.log)
	server := &http.Server{Handler: routes, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = server.Serve(listener) }()
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func (n *node) logFile(uid types.UID, restarts int32) string {
	return filepath.Join(n.dir, string(uid), fmt.Sprintf("%d.log", restarts))
}

// log knows the parameters follow, previous, tailLines and limitBytes. Pods without a process wrote nothing.
func (n *node) log(answer http.ResponseWriter, request *http.Request) {
	pod, err := n.pods.Pods(request.PathValue("namespace")).Get(request.PathValue("pod"))
	if err != nil {
		http.Error(answer, err.Error(), http.StatusNotFound)
		return
	}
	query := request.URL.Query()
	restarts := restartsOf(pod)
	if query.Get("previous") == "true" {
		restarts--
	}
	file, err := os.Open(n.logFile(pod.UID, restarts))
	if err != nil {
		return
	}
	defer file.Close()
	if lines, err := strconv.Atoi(query.Get("tailLines")); err == nil {
		seekLines(file, lines)
	}
	var log io.Reader = file
	if limit, err := strconv.ParseInt(query.Get("limitBytes"), 10, 64); err == nil {
		log = io.LimitReader(file, limit)
	}
	_, _ = io.Copy(answer, log)
	for query.Get("follow") == "true" && pause(request.Context(), glance) {
		now, err := n.pods.Pods(pod.Namespace).Get(pod.Name)
		_, _ = io.Copy(answer, log)
		if flusher, ok := answer.(http.Flusher); ok {
			flusher.Flush()
		}
		if err != nil || now.UID != pod.UID || restartsOf(now) != restarts || now.Status.Phase != corev1.PodRunning {
			return
		}
	}
}

func restartsOf(pod *corev1.Pod) int32 {
	for _, status := range pod.Status.ContainerStatuses {
		return status.RestartCount
	}
	return 0
}

// seekLines goes to where the last lines of the file begin.
func seekLines(file *os.File, lines int) {
	text, _ := io.ReadAll(file)
	at := len(text)
	for ; at > 0 && lines > 0; at-- {
		if text[at-1] == '\n' && at < len(text) {
			if lines--; lines == 0 {
				break
			}
		}
	}
	_, _ = file.Seek(int64(at), io.SeekStart)
}
