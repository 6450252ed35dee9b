// Command kserve runs the real controller and admission webhooks of KServe in the mode Standard against a cluster, in one
// process that listens on loopback only: what turns an InferenceService into Deployments and Services.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"cd4ml/operator"

	"github.com/kserve/kserve/pkg/apis/serving/v1beta1"
	"github.com/kserve/kserve/pkg/constants"
	v1beta1controller "github.com/kserve/kserve/pkg/controller/v1beta1/inferenceservice"
	kservescheme "github.com/kserve/kserve/pkg/scheme"
	"github.com/kserve/kserve/pkg/webhook/admission/pod"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

const agent = `{"image": "kserve/agent:v0.20.0", "memoryRequest": "100Mi", "memoryLimit": "1Gi", "cpuRequest": "100m",
	"cpuLimit": "1", "defaultUrl": "http://default-broker"}`

func main() {
	flags := flag.NewFlagSet("kserve", flag.ExitOnError) // the libraries have flags of their own
	kubeconfig := flags.String("kubeconfig", "", "of the cluster's administrator")
	dir := flags.String("dir", "", "folder for certificates; made new")
	_ = flags.Parse(os.Args[1:])
	ctrl.SetLogger(zap.New(zap.WriteTo(os.Stderr)))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // never outlives who started it
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	os.Setenv("KUBECONFIG", *kubeconfig) // for the webhooks, which make clients of their own
	if err := run(ctx, *kubeconfig, *dir); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, dir string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	installed, err := operator.NewInstaller(config, "kserve")
	if err != nil {
		return err
	}
	if err := installed.Definitions(ctx); err != nil {
		return err
	}
	port, authority, err := operator.Certify(dir)
	if err != nil {
		return err
	}
	clients, err := settings(ctx, config)
	if err != nil {
		return err
	}
	cache, err := v1beta1controller.NewCacheOptions()
	if err != nil {
		return err
	}
	made, err := manager.New(config, manager.Options{
		Cache:                  cache,
		Metrics:                metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: "0",
		WebhookServer:          webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: dir}),
	})
	if err != nil {
		return err
	}
	if err := setUp(ctx, made, clients); err != nil {
		return err
	}
	go func() {
		if err := installed.Webhooks(ctx, made, port, authority); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("ready")
	}()
	return made.Start(ctx)
}

// settings makes KServe's namespace and its ConfigMap, with the mode Standard and no ingress.
func settings(ctx context.Context, config *rest.Config) (kubernetes.Interface, error) {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: constants.KServeNamespace}}
	if _, err := clients.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	settings := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: constants.InferenceServiceConfigMapName, Namespace: constants.KServeNamespace},
		Data: map[string]string{
			"deploy":  `{"defaultDeploymentMode": "Standard"}`,
			"ingress": `{"ingressGateway": "none/none", "disableIstioVirtualHost": true, "disableIngressCreation": true}`,
			"storageInitializer": `{"image": "kserve/storage-initializer:v0.20.0", "memoryRequest": "100Mi",
				"memoryLimit": "1Gi", "cpuRequest": "100m", "cpuLimit": "1", "enableModelcar": true,
				"cpuModelcar": "10m", "memoryModelcar": "15Mi"}`,
			"logger":            agent,
			"batcher":           agent,
			"agent":             agent,
			"metricsAggregator": `{"enableMetricAggregation": "false", "enablePrometheusScraping": "false"}`,
			"credentials":       `{"storageSpecSecretName": "storage-config"}`,
		},
	}
	_, err = clients.CoreV1().ConfigMaps(constants.KServeNamespace).Create(ctx, settings, metav1.CreateOptions{})
	return clients, err
}

// setUp does what KServe's own main function does for InferenceServices.
func setUp(ctx context.Context, made manager.Manager, clients kubernetes.Interface) error {
	if err := kservescheme.AddAll(made.GetScheme()); err != nil {
		return err
	}
	config, err := v1beta1.GetInferenceServiceConfigMap(ctx, clients)
	if err != nil {
		return err
	}
	deploy, err := v1beta1.NewDeployConfig(config)
	if err != nil {
		return err
	}
	ingress, err := v1beta1.NewIngressConfig(config)
	if err != nil {
		return err
	}
	reconciler := &v1beta1controller.InferenceServiceReconciler{
		Client:    made.GetClient(),
		Clientset: clients,
		Log:       ctrl.Log.WithName("InferenceService"),
		Scheme:    made.GetScheme(),
		Recorder:  record.NewBroadcaster().NewRecorder(made.GetScheme(), corev1.EventSource{Component: "kserve"}),
	}
	if err := reconciler.SetupWithManager(made, deploy, ingress); err != nil {
		return err
	}
	made.GetWebhookServer().Register("/mutate-pods", &webhook.Admission{Handler: &pod.Mutator{
		Client: made.GetClient(), Clientset: clients, Decoder: admission.NewDecoder(made.GetScheme())}})
	return ctrl.NewWebhookManagedBy(made).
		For(&v1beta1.InferenceService{}).
		WithDefaulter(&v1beta1.InferenceServiceDefaulter{}).
		WithValidator(&v1beta1.InferenceServiceValidator{}).
		Complete()
}
