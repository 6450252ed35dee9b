package io.jenkins.plugins.cd4ml.engine.deploy.target;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.registry.ModelNames;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.VersionSignatures;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.model.ModelSignature;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a model is deployed, and how far a rollout may reach there. In Jenkins an administrator owns it; the model's
 * repository cannot change it.
 *
 * @param name      such as {@code production}
 * @param namespace the only Kubernetes namespace that is touched
 * @param kinds     the kinds of objects that manifests may hold: {@code Deployment} for the kinds that come with
 *                  Kubernetes, {@code InferenceService.serving.kserve.io} (kind and group) for others
 * @param registries where images may come from: hosts, or hosts with the beginning of a path; empty for anywhere
 * @param trusted   whose signature a version needs; null where it needs none
 * @param prometheus address of the Prometheus that measures what runs there; null where a project names a Service
 * @param repository what runs there stands in it; null where manifests are applied to the cluster
 */
public record Environment(
        String name,
        String namespace,
        Set<String> kinds,
        Set<String> registries,
        Trust trusted,
        String prometheus,
        GitRepository repository) {
    /** What serving a model takes; nothing here runs code of its own besides the Deployment's pods. */
    public static final Set<String> DEFAULT_KINDS = Set.of("ConfigMap", "Deployment", "Service");

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws InputException when a name is none */
    public Environment {
        ModelNames.check("environment", name);
        if (namespace == null || !NAMESPACE.matcher(namespace).matches()) {
            throw new InputException("The environment " + name + " has no usable namespace ('" + namespace
                    + "'); name one of lower-case letters, digits and '-'.");
        }
        kinds = kinds == null || kinds.isEmpty() ? DEFAULT_KINDS : Set.copyOf(kinds);
        registries = Set.copyOf(registries);
        prometheus = prometheus == null || prometheus.isBlank() ? null : prometheus.strip();
    }

    /** One whose manifests are applied to the cluster. */
    public Environment(
            String name,
            String namespace,
            Set<String> kinds,
            Set<String> registries,
            Trust trusted,
            String prometheus) {
        this(name, namespace, kinds, registries, trusted, prometheus, null);
    }

    /** @return the same, deployed to by commits; null for not so */
    public Environment in(GitRepository deployed) {
        return new Environment(name, namespace, kinds, registries, trusted, prometheus, deployed);
    }

    /** One without a Prometheus of its own. */
    public Environment(String name, String namespace, Set<String> kinds, Set<String> registries, Trust trusted) {
        this(name, namespace, kinds, registries, trusted, null);
    }

    /** One that takes models that nobody signed. */
    public Environment(String name, String namespace, Set<String> kinds, Set<String> registries) {
        this(name, namespace, kinds, registries, null);
    }

    /** One that takes images from anywhere. */
    public Environment(String name, String namespace, Set<String> kinds) {
        this(name, namespace, kinds, Set.of());
    }

    public boolean allows(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        // Kubernetes' own groups have no dot or end with k8s.io; a Service of another group is another thing.
        boolean own = !group.contains(".") || group.endsWith(".k8s.io");
        return kinds.contains(kind + "." + group) || own && kinds.contains(kind);
    }

    /**
     * Holds the registry's copy of a version against its signatures.
     *
     * @return what was signed; empty where no signature is needed
     * @throws PromotionRefusedException when none of a trusted key is right; says what differs
     */
    public Optional<ModelSignature> verified(ModelVersion version) {
        if (trusted == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(VersionSignatures.verify(version, trusted));
        } catch (SignatureRefusedException e) {
            throw new PromotionRefusedException(name + " takes signed models only: " + e.getMessage());
        }
    }

    public String shownKinds() {
        return String.join(", ", new TreeSet<>(kinds));
    }
}
