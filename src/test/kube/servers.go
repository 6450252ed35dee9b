package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// Pods have addresses of 192.0.2.0/24: the API server's proxy refuses loopback, and this range is for documentation
// (RFC 5737), so nobody else has it.
const podNetwork = "192.0.2."

// servers are the real processes behind pods that ask for one by an annotation:
//
//	cd4ml.test/serve-command: ["java", "-cp", "…", "Main", "serve", "--host", "$(POD_IP)"]
//	cd4ml.test/serve-port: "8080"
//
// The pod's ConfigMaps are written to folders, whose names the variable CD4ML_POD_VOLUMES tells by mount path and
// $(VOLUME:/mount/path) stands for in the command.
type servers struct {
	client    kubernetes.Interface
	dir       string
	mutex     sync.Mutex
	processes map[types.UID]*exec.Cmd
	addresses map[types.UID]string
	last      int
}

func newServers(client kubernetes.Interface, dir string) *servers {
	return &servers{client: client, dir: dir, processes: map[types.UID]*exec.Cmd{},
		addresses: map[types.UID]string{}, last: 9}
}

func (s *servers) start(ctx context.Context, pod *corev1.Pod) error {
	text := pod.Annotations["cd4ml.test/serve-command"]
	if text == "" {
		return nil
	}
	var argv []string
	if err := json.Unmarshal([]byte(text), &argv); err != nil || len(argv) == 0 {
		return fmt.Errorf("cd4ml.test/serve-command is no JSON array of words")
	}
	address := s.address(pod.UID)
	addAddress(address)
	volumes, err := s.volumes(ctx, pod)
	if err != nil {
		return err
	}
	for i := range argv {
		argv[i] = expand(argv[i], address, volumes)
	}
	command := exec.Command(argv[0], argv[1:]...)
	described, _ := json.Marshal(volumes)
	command.Env = append(os.Environ(), "POD_IP="+address, "CD4ML_POD_VOLUMES="+string(described))
	for _, variable := range pod.Spec.Containers[0].Env {
		command.Env = append(command.Env, variable.Name+"="+variable.Value)
	}
	log, err := os.Create(filepath.Join(s.dir, "pod-"+string(pod.UID)+".log"))
	if err != nil {
		return err
	}
	command.Stdout, command.Stderr = log, log
	dieWithParent(command)
	if err := command.Start(); err != nil {
		return err
	}
	s.mutex.Lock()
	s.processes[pod.UID] = command
	s.mutex.Unlock()
	return awaitPort(ctx, net.JoinHostPort(address, pod.Annotations["cd4ml.test/serve-port"]))
}

// address gives each pod an address of its own; after 240 pods they come round again.
func (s *servers) address(uid types.UID) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.addresses[uid] == "" {
		s.last = 10 + (s.last-9)%240
		s.addresses[uid] = fmt.Sprintf("%s%d", podNetwork, s.last)
	}
	return s.addresses[uid]
}

// addAddress needs root; without it a server cannot bind and the pod never becomes ready, which the log says.
func addAddress(address string) {
	if out, err := exec.Command("ip", "address", "add", address+"/32", "dev", "lo").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "kubelet stand-in: %s stays unreachable unless it is there already: %s", address, out)
	}
}

func awaitPort(ctx context.Context, address string) error {
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			return connection.Close()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("nothing serves at %s", address)
}

func expand(word, address string, volumes map[string]string) string {
	return os.Expand(replaceParentheses(word), func(name string) string {
		if name == "POD_IP" {
			return address
		}
		if len(name) > 7 && name[:7] == "VOLUME:" {
			return volumes[name[7:]]
		}
		return "$(" + name + ")"
	})
}

func replaceParentheses(word string) string {
	result := []byte(word)
	for i, open := 0, false; i < len(result); i++ {
		switch {
		case result[i] == '(' && i > 0 && result[i-1] == '$':
			result[i], open = '{', true
		case result[i] == ')' && open:
			result[i], open = '}', false
		}
	}
	return string(result)
}

func (s *servers) volumes(ctx context.Context, pod *corev1.Pod) (map[string]string, error) {
	folders := map[string]string{}
	for _, mount := range pod.Spec.Containers[0].VolumeMounts {
		for _, volume := range pod.Spec.Volumes {
			if volume.Name != mount.Name || volume.ConfigMap == nil {
				continue
			}
			config, err := s.client.CoreV1().ConfigMaps(pod.Namespace).Get(ctx, volume.ConfigMap.Name, metav1.GetOptions{})
			if err != nil {
				return nil, err
			}
			folder := filepath.Join(s.dir, "volumes", string(pod.UID), volume.Name)
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return nil, err
			}
			for name, text := range config.Data {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
					return nil, err
				}
			}
			for name, bytes := range config.BinaryData {
				if err := os.WriteFile(filepath.Join(folder, name), bytes, 0o644); err != nil {
					return nil, err
				}
			}
			for _, item := range volume.ConfigMap.Items { // a key may be mounted under a path of its own
				target := filepath.Join(folder, filepath.FromSlash(item.Path))
				if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
					return nil, err
				}
				if err := os.Rename(filepath.Join(folder, item.Key), target); err != nil && item.Key != item.Path {
					return nil, err
				}
			}
			folders[mount.MountPath] = folder
		}
	}
	return folders, nil
}

func (s *servers) stop(uid types.UID) {
	s.mutex.Lock()
	command := s.processes[uid]
	delete(s.processes, uid)
	s.mutex.Unlock()
	if command != nil {
		_ = command.Process.Kill()
		go func() { _ = command.Wait() }()
	}
}

func (s *servers) stopAll() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, command := range s.processes {
		_ = command.Process.Kill()
	}
}
