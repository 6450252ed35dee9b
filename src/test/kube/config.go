package main

import (
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// writeConfig writes a kubeconfig that refers to no other file.
func writeConfig(file, server string, authority []byte, token, namespace string) error {
	config := api.NewConfig()
	config.Clusters["kube"] = &api.Cluster{Server: server, CertificateAuthorityData: authority}
	config.AuthInfos["user"] = &api.AuthInfo{Token: token}
	config.Contexts["kube"] = &api.Context{Cluster: "kube", AuthInfo: "user", Namespace: namespace}
	config.CurrentContext = "kube"
	return clientcmd.WriteToFile(*config, file)
}
