package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// variables are the environment of the pod's first container, with what it takes from ConfigMaps, Secrets and the pod.
func (n *node) variables(ctx context.Context, pod *seen) (map[string]string, error) {
	result := map[string]string{}
	container := pod.Spec.Containers[0]
	for _, source := range container.EnvFrom {
		var values map[string]string
		var err error
		if source.ConfigMapRef != nil {
			values, err = n.configMap(ctx, pod.Namespace, source.ConfigMapRef.Name, source.ConfigMapRef.Optional)
		} else if source.SecretRef != nil {
			values, err = n.secret(ctx, pod.Namespace, source.SecretRef.Name, source.SecretRef.Optional)
		}
		if err != nil {
			return nil, err
		}
		for key, value := range values {
			result[source.Prefix+key] = value
		}
	}
	for _, variable := range container.Env {
		value, found, err := variable.Value, true, error(nil)
		if variable.ValueFrom != nil {
			value, found, err = n.valueFrom(ctx, pod, variable.ValueFrom)
		}
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", variable.Name, err)
		}
		if found {
			result[variable.Name] = expansion.Expand(value, expansion.MappingFuncFor(result))
		}
	}
	return result, nil
}

func (n *node) valueFrom(ctx context.Context, pod *seen, from *corev1.EnvVarSource) (string, bool, error) {
	switch {
	case from.ConfigMapKeyRef != nil:
		values, err := n.configMap(ctx, pod.Namespace, from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Optional)
		return keyOf(values, from.ConfigMapKeyRef.Key, from.ConfigMapKeyRef.Optional, err)
	case from.SecretKeyRef != nil:
		values, err := n.secret(ctx, pod.Namespace, from.SecretKeyRef.Name, from.SecretKeyRef.Optional)
		return keyOf(values, from.SecretKeyRef.Key, from.SecretKeyRef.Optional, err)
	case from.FieldRef != nil:
		switch from.FieldRef.FieldPath {
		case "status.podIP", "status.podIPs":
			return pod.address, true, nil
		case "spec.nodeName":
			return nodeName, true, nil
		case "spec.serviceAccountName":
			return pod.Spec.ServiceAccountName, true, nil
		}
		value, err := fieldpath.ExtractFieldPathAsString(pod.Pod, from.FieldRef.FieldPath)
		return value, true, err
	}
	return "", false, nil // a container's resources mean nothing to a process without a cgroup
}

func keyOf(values map[string]string, key string, optional *bool, err error) (string, bool, error) {
	value, found := values[key]
	if err == nil && !found && !isTrue(optional) {
		err = fmt.Errorf("there is no key %s", key)
	}
	return value, found, err
}

func (n *node) configMap(ctx context.Context, namespace, name string, optional *bool) (map[string]string, error) {
	config, err := n.client.CoreV1().ConfigMaps(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, unless(optional, err)
	}
	values := map[string]string{}
	for key, bytes := range config.BinaryData {
		values[key] = string(bytes)
	}
	for key, text := range config.Data {
		values[key] = text
	}
	return values, nil
}

func (n *node) secret(ctx context.Context, namespace, name string, optional *bool) (map[string]string, error) {
	secret, err := n.client.CoreV1().Secrets(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, unless(optional, err)
	}
	values := map[string]string{}
	for key, bytes := range secret.Data {
		values[key] = string(bytes)
	}
	return values, nil
}

func unless(optional *bool, err error) error {
	if isTrue(optional) {
		return nil
	}
	return err
}

func isTrue(flag *bool) bool {
	return flag != nil && *flag
}
