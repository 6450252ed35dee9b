package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

const patience = 120 * time.Second // a start takes 4 s; a machine that builds something else at the same time needs more

// awaitServer waits for the API server and writes a kubeconfig that refers to no other file.
func awaitServer(ctx context.Context, dir, url, token string, server *child) (string, error) {
	file := filepath.Join(dir, "admin.kubeconfig")
	err := poll(ctx, server, "the API server did not become ready", func() (bool, error) {
		authority, err := os.ReadFile(filepath.Join(dir, "certificates", "apiserver.crt"))
		if err != nil {
			return false, nil
		}
		if err := writeConfig(file, url, authority, token); err != nil {
			return false, err
		}
		client, err := newClient(file)
		if err != nil {
			return false, nil // the certificate may be half written
		}
		answer, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil && string(answer) == "ok", nil
	})
	return file, err
}

// awaitServiceAccount waits for the controllers: without the default account no pod can be made.
func awaitServiceAccount(ctx context.Context, kubeconfig string, manager *child) error {
	client, err := newClient(kubeconfig)
	if err != nil {
		return err
	}
	return poll(ctx, manager, "the controller manager made no default service account", func() (bool, error) {
		_, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err == nil, nil
	})
}

func poll(ctx context.Context, of *child, complaint string, done func() (bool, error)) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-of.ended:
			return of.failure(complaint)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return of.failure(fmt.Sprintf("%s in %s", complaint, patience))
}

func newClient(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 200, 400
	return kubernetes.NewForConfig(config)
}

func writeConfig(file, url string, authority []byte, token string) error {
	config := api.NewConfig()
	config.Clusters["kube"] = &api.Cluster{Server: url, CertificateAuthorityData: authority}
	config.AuthInfos["user"] = &api.AuthInfo{Token: token}
	config.Contexts["kube"] = &api.Context{Cluster: "kube", AuthInfo: "user", Namespace: "default"}
	config.CurrentContext = "kube"
	return clientcmd.WriteToFile(*config, file)
}
