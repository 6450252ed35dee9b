package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One namespace of one cluster, with objects as JSON trees. Any kind of object that the API server serves will do, so
 * kinds are looked up there and not in this program. Every failure comes out as {@link ClusterErrors} says. For one
 * promotion, by one thread.
 */
public final class ClusterClient {
    private final KubernetesClient client;
    private final String namespace;
    private final String manager;
    private final Map<String, APIResource> kinds = new HashMap<>();

    /** @param manager the name under which fields of objects are owned, see {@link FieldManager} */
    public ClusterClient(KubernetesClient client, String namespace, String manager) {
        this.client = client;
        this.namespace = namespace;
        this.manager = manager;
    }

    /** @return the name under which fields of objects are owned */
    public String manager() {
        return manager;
    }

    public KubernetesClient client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    public String server() {
        return client.getMasterUrl().toString();
    }

    public Optional<ObjectNode> get(ManifestObject object) {
        return asked(
                object.place(),
                object.shown(),
                () -> Optional.ofNullable(
                                objects(object).withName(object.name()).get())
                        .map(Json::tree));
    }

    /**
     * Applies server-side as the {@linkplain #manager field manager}.
     *
     * @param dryRun   only asks whether it would be accepted
     * @param takeOver takes fields over that others own, instead of being refused
     * @return the object as the cluster has it now, or would have it
     */
    public ObjectNode apply(ManifestObject object, boolean dryRun, boolean takeOver) {
        PatchContext how = new PatchContext();
        how.setPatchType(PatchType.SERVER_SIDE_APPLY);
        how.setFieldManager(manager);
        how.setForce(takeOver);
        how.setFieldValidation("Strict"); // a mistyped key is refused instead of dropped
        if (dryRun) {
            how.setDryRun(List.of("All"));
        }
        GenericKubernetesResource item = Json.as(object.json(), GenericKubernetesResource.class);
        return asked(
                object.place(),
                object.shown(),
                () -> Json.tree(objects(object).resource(item).patch(how)));
    }

    /**
     * Makes the object what it was, owners of its fields included: first its values, then who owned them, for the API
     * server gives every changed field to whoever changes it.
     *
     * @param before as {@link #get} gave it
     * @param dryRun only asks whether it would be accepted
     */
    public ObjectNode replace(ManifestObject object, ObjectNode before, boolean dryRun) {
        ObjectNode values = before.deepCopy();
        ObjectNode metadata = (ObjectNode) values.get("metadata");
        metadata.remove(List.of("resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"));
        ObjectNode now = update(object, values, dryRun);
        if (dryRun || !before.at("/metadata/managedFields").isArray()) {
            return now;
        }
        ObjectNode owners = (ObjectNode) now.get("metadata");
        owners.set("managedFields", before.at("/metadata/managedFields"));
        owners.remove("resourceVersion"); // a controller may have written its status since
        return update(object, now, false);
    }

    private ObjectNode update(ManifestObject object, ObjectNode json, boolean dryRun) {
        GenericKubernetesResource item = Json.as(json, GenericKubernetesResource.class);
        return asked(object.place(), object.shown(), () -> {
            Resource<GenericKubernetesResource> resource = objects(object).resource(item);
            return Json.tree(dryRun ? resource.dryRun(true).update() : resource.update());
        });
    }

    /** Deletes the object, and what depends on it, if cd4ml applied it; what somebody else made meanwhile stays. */
    public void deleteOwn(ManifestObject object) {
        asked(object.place(), object.shown(), () -> {
            Resource<GenericKubernetesResource> resource = objects(object).withName(object.name());
            GenericKubernetesResource now = resource.get();
            return now != null && own(now)
                    ? resource.withPropagationPolicy(DeletionPropagation.BACKGROUND)
                            .delete()
                    : List.of();
        });
    }

    /** @return the namespace's objects of a kind that have these labels */
    public List<ObjectNode> list(String apiVersion, String kind, Map<String, String> labels) {
        ManifestObject any = new ManifestObject(
                null, Json.object().put("apiVersion", apiVersion).put("kind", kind));
        return asked(
                null,
                kind + "s of namespace " + namespace,
                () -> objects(any).withLabels(labels).list().getItems().stream()
                        .map(Json::tree)
                        .toList());
    }

    /** @return how the API server calls the kind in its paths, and whether it lives in namespaces */
    public APIResource kind(ManifestObject object) {
        String key = object.apiVersion() + " " + object.kind();
        APIResource known = kinds.get(key);
        if (known == null) {
            known = asked(object.place(), object.shown(), () -> find(object));
            kinds.put(key, known);
        }
        return known;
    }

    /** @return whether the credentials may do that here */
    public boolean may(String verb, String group, String resource, String subresource) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .endResourceAttributes()
                .endSpec()
                .build();
        return asked(
                null,
                "The check of permissions",
                () -> client.authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(question)
                        .getStatus()
                        .getAllowed());
    }

    /** Runs {@code question} and translates its failure. */
    <T> T asked(String place, String subject, Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw ClusterErrors.of(e, server(), place, subject);
        }
    }

    private boolean own(GenericKubernetesResource object) {
        return object.getMetadata().getManagedFields().stream()
                .anyMatch(f -> manager.equals(f.getManager()) && "Apply".equals(f.getOperation()));
    }

    private APIResource find(ManifestObject object) {
        APIResourceList served = client.getApiResources(object.apiVersion());
        return (served == null ? List.<APIResource>of() : served.getResources())
                .stream()
                        .filter(r -> r.getKind().equals(object.kind())
                                && !r.getName().contains("/"))
                        .findFirst()
                        .orElseThrow(() -> new InputException(object.place() + ": the cluster does not know the kind "
                                + object.kind() + " of " + object.apiVersion() + "; install it there or correct the"
                                + " manifest."));
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(ManifestObject object) {
        APIResource kind = kind(object);
        int slash = object.apiVersion().indexOf('/');
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : object.apiVersion().substring(0, slash))
                .withVersion(object.apiVersion().substring(slash + 1))
                .withKind(object.kind())
                .withPlural(kind.getName())
                .withNamespaced(true)
                .build();
        return client.genericKubernetesResources(context).inNamespace(namespace);
    }
}
