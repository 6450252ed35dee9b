// Command trainer runs the real controllers and admission webhooks of Kubeflow Trainer and of JobSet against a cluster,
// in one process that listens on loopback only: what turns a TrainJob into a JobSet, Jobs and, at last, pods.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"cd4ml/operator"

	configapi "github.com/kubeflow/trainer/v2/pkg/apis/config/v1alpha1"
	trainer "github.com/kubeflow/trainer/v2/pkg/apis/trainer/v1alpha1"
	trainercontrollers "github.com/kubeflow/trainer/v2/pkg/controller"
	runtimecore "github.com/kubeflow/trainer/v2/pkg/runtime/core"
	trainerwebhooks "github.com/kubeflow/trainer/v2/pkg/webhooks"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	jobset "sigs.k8s.io/jobset/api/jobset/v1alpha2"
	jobsetcontrollers "sigs.k8s.io/jobset/pkg/controllers"
	jobsetwebhooks "sigs.k8s.io/jobset/pkg/webhooks"
	schedulerplugins "sigs.k8s.io/scheduler-plugins/apis/scheduling/v1alpha1"
	volcano "volcano.sh/apis/pkg/apis/scheduling/v1beta1"
)

func main() {
	flags := flag.NewFlagSet("trainer", flag.ExitOnError) // the libraries have flags of their own
	kubeconfig := flags.String("kubeconfig", "", "of the cluster's administrator")
	dir := flags.String("dir", "", "folder for certificates; made new")
	_ = flags.Parse(os.Args[1:])
	ctrl.SetLogger(zap.New(zap.WriteTo(os.Stderr)))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // never outlives who started it
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
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
	installed, err := operator.NewInstaller(config, "jobset", "trainer")
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
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:                 scheme(),
		Metrics:                metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: "0",
		WebhookServer:          webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: dir}),
	})
	if err != nil {
		return err
	}
	if err := setUp(ctx, manager); err != nil {
		return err
	}
	go func() {
		if err := installed.Webhooks(ctx, manager, port, authority); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("ready")
	}()
	return manager.Start(ctx)
}

func scheme() *runtime.Scheme {
	result := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, configapi.AddToScheme,
		trainer.AddToScheme, jobset.AddToScheme, schedulerplugins.AddToScheme, volcano.AddToScheme} {
		utilruntime.Must(add(result))
	}
	return result
}

// setUp does what the two projects' own main functions do.
func setUp(ctx context.Context, manager ctrl.Manager) error {
	indexer := manager.GetFieldIndexer()
	if err := jobsetcontrollers.SetupJobSetIndexes(ctx, indexer); err != nil {
		return err
	}
	if err := jobsetcontrollers.SetupPodIndexes(ctx, indexer); err != nil {
		return err
	}
	client, events := manager.GetClient(), manager.GetEventRecorder("jobset")
	if err := jobsetcontrollers.NewJobSetReconciler(client, manager.GetScheme(), events).SetupWithManager(manager); err != nil {
		return err
	}
	if err := jobsetcontrollers.NewPodReconciler(client, manager.GetScheme(), events).SetupWithManager(manager); err != nil {
		return err
	}
	if err := jobsetwebhooks.Setup(manager); err != nil {
		return err
	}
	settings := configapi.Configuration{}
	manager.GetScheme().Default(&settings)
	runtimes, err := runtimecore.New(ctx, client, indexer, &settings)
	if err != nil {
		return err
	}
	if name, err := trainercontrollers.SetupControllers(manager, runtimes, controller.Options{}); err != nil {
		return fmt.Errorf("controller %s: %w", name, err)
	}
	if name, err := trainerwebhooks.Setup(manager, runtimes); err != nil {
		return fmt.Errorf("webhook %s: %w", name, err)
	}
	return nil
}
