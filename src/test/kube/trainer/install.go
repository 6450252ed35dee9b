package main

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

// installer makes the projects' own manifests in the cluster: CRDs, and webhooks by URL in place of a Service.
type installer struct {
	client client.Client
	folder string
}

func newInstaller(config *rest.Config, folder string) (*installer, error) {
	made, err := client.New(config, client.Options{})
	return &installer{made, folder}, err
}

func (i *installer) definitions(ctx context.Context) error {
	var made []*unstructured.Unstructured
	for _, project := range []string{"jobset", "trainer"} {
		files, err := filepath.Glob(filepath.Join(i.folder, project, "crds", "*_*.yaml"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("no CRDs in %s for %s: %w", i.folder, project, err)
		}
		for _, file := range files {
			objects, err := read(file)
			if err != nil {
				return err
			}
			for _, object := range objects {
				if err := i.client.Create(ctx, object); err != nil {
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

func (i *installer) established(ctx context.Context, definition *unstructured.Unstructured) error {
	return poll(ctx, definition.GetName()+" was not established", func() (bool, error) {
		if err := i.client.Get(ctx, client.ObjectKeyFromObject(definition), definition); err != nil {
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

// webhooks waits for the manager's server before anything is sent to it.
func (i *installer) webhooks(ctx context.Context, manager ctrl.Manager, port int, authority []byte) error {
	started := manager.GetWebhookServer().StartedChecker()
	if err := poll(ctx, "the webhooks did not start", func() (bool, error) { return started(nil) == nil, nil }); err != nil {
		return err
	}
	if !manager.GetCache().WaitForCacheSync(ctx) {
		return errors.New("the caches did not fill")
	}
	for _, project := range []string{"jobset", "trainer"} {
		objects, err := read(filepath.Join(i.folder, project, "webhooks.yaml"))
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
			if err := i.client.Create(ctx, object); err != nil {
				return err
			}
		}
	}
	return nil
}

func read(file string) ([]*unstructured.Unstructured, error) {
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
