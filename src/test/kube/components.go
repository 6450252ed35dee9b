package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/client-go/util/keyutil"
)

// startEtcd runs etcd in this process, on free ports of the loopback device, and returns its address.
func startEtcd(dir string) (*embed.Etcd, string, error) {
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.LogLevel = "error"
	config.LogOutputs = []string{filepath.Join(dir, "etcd.log")}
	config.EnableGRPCGateway = false
	config.UnsafeNoFsync = true // a test's data need not survive a power cut
	free := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config.ListenClientUrls, config.AdvertiseClientUrls = free, free
	config.ListenPeerUrls, config.AdvertisePeerUrls = free, free
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, "", err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, "http://" + etcd.Clients[0].Addr().String(), nil
	case <-time.After(patience):
		etcd.Close()
		return nil, "", fmt.Errorf("etcd did not become ready in %s", patience)
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
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return
	}
	block, err := keyutil.MarshalPrivateKeyToPEM(private)
	if err != nil {
		return
	}
	key = filepath.Join(dir, "service-accounts.pem")
	return token, key, os.WriteFile(key, block, 0o600)
}

func apiserverArgs(dir, etcd, key string, port int) []string {
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=198.51.100.1", // loopback is refused; nobody connects to it
		fmt.Sprintf("--secure-port=%d", port),
		"--cert-dir=" + filepath.Join(dir, "certificates"),
		"--token-auth-file=" + filepath.Join(dir, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + key,
		"--service-account-signing-key-file=" + key,
		"--service-cluster-ip-range=10.96.0.0/16",
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
		"--controllers=deployment-controller,replicaset-controller,statefulset-controller,daemonset-controller,job-controller,endpoints-controller," +
			"endpointslice-controller,namespace-controller,serviceaccount-controller,serviceaccount-token-controller," +
			"garbage-collector-controller,resourcequota-controller,horizontal-pod-autoscaler-controller",
		"--leader-elect=false",
		"--bind-address=127.0.0.1",
		"--secure-port=0",
		"--profiling=false",
		"--v=0",
	}
}
