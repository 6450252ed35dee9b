package operator

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Installer makes the projects' own manifests in the cluster: CRDs, and webhooks by URL in place of a Service.
type Installer struct {
	Client   client.Client
	folder   string
	projects []string
}

// NewInstaller takes the manifests of each project from PROJECT/crds and PROJECT/webhooks.yaml of the folder beside the
// running binary that is called manifests.
func NewInstaller(config *rest.Config, projects ...string) (*Installer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	made, err := client.New(config, client.Options{})
	return &Installer{made, filepath.Join(filepath.Dir(self), "manifests"), projects}, err
}

// Definitions makes the CRDs and waits until they are established.
func (i *Installer) Definitions(ctx context.Context) error {
	var made []*unstructured.Unstructured
	for _, project := range i.projects {
		files, err := filepath.Glob(filepath.Join(i.folder, project, "crds", "*_*.yaml"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("no CRDs in %s for %s: %w", i.folder, project, err)
		}
		for _, file := range files {
			objects, err := Read(file)
			if err != nil {
				return err
			}
			for _, object := range objects {
				if err := i.Client.Create(ctx, object); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				made = append(made, object)
			}
		}
	}
	for _, object := range made {
		if err := i.established(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

func (i *Installer) established(ctx context.Context, definition *unstructured.Unstructured) error {
	return poll(ctx, definition.GetName()+" was not established", func() (bool, error) {
		if err := i.Client.Get(ctx, client.ObjectKeyFromObject(definition), definition); err != nil {
			return false, err
		}
		conditions, _, _ := unstructured.NestedSlice(definition.Object, "status", "conditions")
		for _, condition := range conditions {
			fields := condition.(map[string]any)
			if fields["type"] == "Established" && fields["status"] == "True" {
				return true, nil
			}
		}
		return false, nil
	})
}

// Webhooks waits for the manager's server before anything is sent to it.
func (i *Installer) Webhooks(ctx context.Context, manager ctrl.Manager, port int, authority []byte) error {
	started := manager.GetWebhookServer().StartedChecker()
	if err := poll(ctx, "the webhooks did not start", func() (bool, error) { return started(nil) == nil, nil }); err != nil {
		return err
	}
	if !manager.GetCache().WaitForCacheSync(ctx) {
		return errors.New("the caches did not fill")
	}
	for _, project := range i.projects {
		objects, err := Read(filepath.Join(i.folder, project, "webhooks.yaml"))
		if err != nil {
			return err
		}
		for _, object := range objects {
			object.SetName(project + "-" + object.GetName()) // both projects have the same names
			hooks, _, err := unstructured.NestedSlice(object.Object, "webhooks")
			if err != nil {
				return err
			}
			for _, hook := range hooks {
				fields := hook.(map[string]any)
				path, _, _ := unstructured.NestedString(fields, "clientConfig", "service", "path")
				fields["clientConfig"] = map[string]any{
					"url":      fmt.Sprintf("https://127.0.0.1:%d%s", port, path),
					"caBundle": base64.StdEncoding.EncodeToString(authority),
				}
			}
			if err := unstructured.SetNestedSlice(object.Object, hooks, "webhooks"); err != nil {
				return err
			}
			if err := i.Client.Create(ctx, object); err != nil {
				return err
			}
		}
	}
	return nil
}

// Read gives the objects of a YAML file.
func Read(file string) ([]*unstructured.Unstructured, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(&object.Object); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}

const patience = 120 * time.Second

func poll(ctx context.Context, complaint string, done func() (bool, error)) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s in %s", complaint, patience)
}
