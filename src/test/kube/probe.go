package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// probe asks whether a pod's process is ready: by the readiness probe of its first container where that is httpGet or
// tcpSocket, else by a connection to its port, else at once. It asks at its own pace: tests need not wait for a
// manifest's delays and periods.
type probe struct {
	pod      *seen
	spec     *corev1.Probe
	client   http.Client
	failures int32
	was      bool
}

func newProbe(pod *seen) *probe {
	transport := &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return &probe{pod: pod, spec: pod.Spec.Containers[0].ReadinessProbe, client: http.Client{Transport: transport}}
}

// ready stays true until the probe's failure threshold is reached.
func (p *probe) ready(ctx context.Context) bool {
	timeout, threshold := time.Second, int32(3)
	if p.spec != nil && p.spec.TimeoutSeconds > 0 {
		timeout = time.Duration(p.spec.TimeoutSeconds) * time.Second
	}
	if p.spec != nil && p.spec.FailureThreshold > 0 {
		threshold = p.spec.FailureThreshold
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if p.ask(ctx) {
		p.was, p.failures = true, 0
	} else if p.failures++; p.failures >= threshold {
		p.was = false
	}
	return p.was
}

func (p *probe) ask(ctx context.Context) bool {
	if p.spec != nil && p.spec.HTTPGet != nil {
		return p.get(ctx, p.spec.HTTPGet)
	}
	port := servedPort(p.pod)
	if p.spec != nil && p.spec.TCPSocket != nil {
		port = portOf(p.pod, p.spec.TCPSocket.Port)
	}
	return port == 0 || connects(ctx, net.JoinHostPort(p.pod.address, strconv.Itoa(int(port))))
}

func (p *probe) get(ctx context.Context, get *corev1.HTTPGetAction) bool {
	target, err := url.Parse(get.Path)
	if err != nil {
		return false
	}
	target.Scheme = strings.ToLower(string(get.Scheme))
	target.Host = net.JoinHostPort(p.pod.address, strconv.Itoa(int(portOf(p.pod, get.Port))))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return false
	}
	for _, header := range get.HTTPHeaders {
		request.Header.Add(header.Name, header.Value)
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode >= 200 && answer.StatusCode < 400
}

func connects(ctx context.Context, address string) bool {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = connection.Close()
	return true
}

// servedPort is what the annotation says, else the first port of the first container, else 0.
func servedPort(pod *seen) int32 {
	if port, err := strconv.Atoi(pod.Annotations[annotation+"serve-port"]); err == nil {
		return int32(port)
	}
	for _, port := range pod.Spec.Containers[0].Ports {
		return port.ContainerPort
	}
	return 0
}

func portOf(pod *seen, port intstr.IntOrString) int32 {
	if port.Type == intstr.Int {
		return port.IntVal
	}
	for _, named := range pod.Spec.Containers[0].Ports {
		if named.Name == port.StrVal {
			return named.ContainerPort
		}
	}
	return 0
}
