package main

import (
	"context"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
)

// volumes writes the ConfigMaps and Secrets that the first container mounts into folders, and makes an empty one for
// each emptyDir. It returns their names by mount path; other kinds of volumes are left out.
func (n *node) volumes(ctx context.Context, pod *seen, dir string) (map[string]string, error) {
	folders := map[string]string{}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for _, mount := range pod.Spec.Containers[0].VolumeMounts {
		for _, volume := range pod.Spec.Volumes {
			if volume.Name != mount.Name {
				continue
			}
			folder := filepath.Join(dir, volume.Name)
			known, err := n.fill(ctx, pod, volume, folder)
			if err != nil {
				return nil, err
			}
			if known {
				folders[mount.MountPath] = filepath.Join(folder, filepath.FromSlash(mount.SubPath))
			}
		}
	}
	return folders, nil
}

func (n *node) fill(ctx context.Context, pod *seen, volume corev1.Volume, folder string) (bool, error) {
	var values map[string]string
	var items []corev1.KeyToPath
	var err error
	switch {
	case volume.ConfigMap != nil:
		items = volume.ConfigMap.Items
		values, err = n.configMap(ctx, pod.Namespace, volume.ConfigMap.Name, volume.ConfigMap.Optional)
	case volume.Secret != nil:
		items = volume.Secret.Items
		values, err = n.secret(ctx, pod.Namespace, volume.Secret.SecretName, volume.Secret.Optional)
	case volume.EmptyDir == nil:
		return false, nil
	}
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return false, err
	}
	files := map[string]string{}
	if len(items) == 0 {
		files = values
	}
	for _, item := range items { // a key may be mounted under a path of its own
		if value, found := values[item.Key]; found {
			files[item.Path] = value
		}
	}
	for path, value := range files {
		file := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return false, err
		}
		if err := os.WriteFile(file, []byte(value), 0o600); err != nil {
			return false, err
		}
	}
	return true, nil
}
