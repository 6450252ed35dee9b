package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// serve runs a cluster until its standard input is closed, so that it never outlives the test that started it.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	dir := flags.String("dir", "", "folder for certificates, logs and data; made new")
	withKubelet := flags.Bool("kubelet", true, "run the kubelet stand-in")
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
	etcd, client, err := startEtcd(*dir)
	if err != nil {
		return err
	}
	defer etcd.Close()
	token, key, err := secrets(*dir)
	if err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	server, err := child(*dir, "apiserver", apiserverArgs(*dir, client, key, port)...)
	if err != nil {
		return err
	}
	defer stop(server)
	kubeconfig, err := writeKubeconfig(ctx, *dir, port, token)
	if err != nil {
		return fmt.Errorf("%w; see %s", err, filepath.Join(*dir, "apiserver.log"))
	}
	manager, err := child(*dir, "controllers", controllerArgs(kubeconfig, key)...)
	if err != nil {
		return err
	}
	defer stop(manager)
	if *withKubelet {
		go func() {
			if err := runKubelet(ctx, kubeconfig, *dir); err != nil && ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, "kubelet stand-in:", err)
			}
		}()
	}
	if err := awaitServiceAccount(ctx, kubeconfig); err != nil {
		return err
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"ready": true, "kubeconfig": kubeconfig, "url": fmt.Sprintf("https://127.0.0.1:%d", port),
	})
	<-ctx.Done()
	return nil
}

func startEtcd(dir string) (*embed.Etcd, string, error) {
	ports := [2]int{}
	for i := range ports {
		port, err := freePort()
		if err != nil {
			return nil, "", err
		}
		ports[i] = port
	}
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.LogLevel = "error"
	config.LogOutputs = []string{filepath.Join(dir, "etcd.log")}
	config.UnsafeNoFsync = true // a test's data need not survive a power cut
	client := url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", ports[0])}
	peer := url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", ports[1])}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, "", err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, client.String(), nil
	case <-time.After(30 * time.Second):
		etcd.Close()
		return nil, "", fmt.Errorf("etcd did not become ready in 30 s")
	}
}

// secrets writes the administrator's token and the key that signs service accounts.
func secrets(dir string) (token, key string, err error) {
	random := make([]byte, 24)
	if _, err = rand.Read(random); err != nil {
		return
	}
	token = hex.EncodeToString(random)
	line := fmt.Sprintf("%s,admin,admin,system:masters\n", token)
	if err = os.WriteFile(filepath.Join(dir, "tokens.csv"), []byte(line), 0o600); err != nil {
		return
	}
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return
	}
	key = filepath.Join(dir, "service-accounts.pem")
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}
	return token, key, os.WriteFile(key, pem.EncodeToMemory(block), 0o600)
}

func apiserverArgs(dir, etcd, key string, port int) []string {
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=192.0.2.1", // loopback is refused; nobody connects to it
		fmt.Sprintf("--secure-port=%d", port),
		"--cert-dir=" + filepath.Join(dir, "certificates"),
		"--token-auth-file=" + filepath.Join(dir, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + key,
		"--service-account-signing-key-file=" + key,
		"--service-cluster-ip-range=10.96.0.0/24",
		"--endpoint-reconciler-type=none",
		"--profiling=false",
		"--v=0",
	}
}

func controllerArgs(kubeconfig, key string) []string {
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--service-account-private-key-file=" + key,
		"--controllers=deployment-controller,replicaset-controller,job-controller,endpoints-controller," +
			"endpointslice-controller,namespace-controller,serviceaccount-controller,serviceaccount-token-controller," +
			"garbage-collector-controller,resourcequota-controller,horizontal-pod-autoscaler-controller",
		"--leader-elect=false",
		"--bind-address=127.0.0.1",
		"--secure-port=0",
		"--profiling=false",
		"--v=0",
	}
}

// child runs a verb of this binary that dies with this process.
func child(dir, verb string, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, verb+".log"))
	if err != nil {
		return nil, err
	}
	command := exec.Command(self, append([]string{verb}, args...)...)
	command.Stdout, command.Stderr = log, log
	dieWithParent(command)
	return command, command.Start()
}

func stop(command *exec.Cmd) {
	_ = command.Process.Kill()
	_ = command.Wait()
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// writeKubeconfig waits for the API server and writes a kubeconfig with everything inline.
func writeKubeconfig(ctx context.Context, dir string, port int, token string) (string, error) {
	authority := filepath.Join(dir, "certificates", "apiserver.crt")
	file := filepath.Join(dir, "admin.kubeconfig")
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		certificate, err := os.ReadFile(authority)
		if err != nil {
			continue
		}
		if err := writeConfig(file, fmt.Sprintf("https://127.0.0.1:%d", port), certificate, token, "default"); err != nil {
			return "", err
		}
		config, err := clientcmd.BuildConfigFromFlags("", file)
		if err != nil {
			return "", err
		}
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return "", err
		}
		answer, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err == nil && string(answer) == "ok" {
			return file, nil
		}
	}
	return "", fmt.Errorf("the API server did not become ready in 90 s")
}

// awaitServiceAccount waits for the controllers: without the default account no pod can be made.
func awaitServiceAccount(ctx context.Context, kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{}); err == nil {
			return nil
		}
	}
	return fmt.Errorf("the controller manager did not make the default service account in 60 s")
}
