// Command kube is a small Kubernetes for tests: etcd, the real kube-apiserver and kube-controller-manager, and a
// stand-in for the kubelet, in one binary. See README.md.
package main

import (
	"fmt"
	"os"

	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: kube serve --dir DIR | kube kubelet --kubeconfig FILE"))
	}
	verb, args := os.Args[1], os.Args[2:]
	switch verb {
	case "serve":
		fail(serve(args))
	case "kubelet":
		fail(kubelet(args))
	case "apiserver": // a child of serve
		command := apiserver.NewAPIServerCommand()
		command.SetArgs(args)
		fail(command.Execute())
	case "controllers": // a child of serve
		command := controllers.NewControllerManagerCommand()
		command.SetArgs(args)
		fail(command.Execute())
	default:
		fail(fmt.Errorf("kube: unknown verb %q", verb))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
