package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/**
 * Writes on objects and on their pods which model version they serve, so that the cluster can be asked without the
 * registry. The digest is an annotation, for it is longer than a label may be.
 */
public final class ModelLabels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MODEL = "cd4ml.io/model";
    public static final String VERSION = "cd4ml.io/version";
    public static final String DIGEST = "cd4ml.io/model-digest";
    /** Digest of an InferenceService's spec, which KServe hands down: tells its Deployments from those before. */
    static final String SPEC = "cd4ml.io/spec";

    public static final String ENVIRONMENT = "cd4ml.io/environment";
    /** The registry that the version is of: two registries may each have a model of that name. */
    public static final String REGISTRY = "cd4ml.io/registry";
    /** What tells whose an object is. */
    public static final List<String> OWNER = List.of(MODEL, ENVIRONMENT, REGISTRY);

    private ModelLabels() {}

    public static void put(ManifestObject object, DeployedModel subject, Environment environment) {
        metadata(object, object.json(), subject, environment);
        if (object.is("serving.kserve.io/v1beta1", "InferenceService")) {
            ObjectNode annotations = child(object, child(object, object.json(), "metadata"), "annotations");
            annotations.put(SPEC, Digests.of(Json.line(object.json().path("spec"))));
        }
        if (object.json().at("/spec/template") instanceof ObjectNode template) {
            metadata(object, template, subject, environment);
        }
    }

    private static void metadata(
            ManifestObject object, ObjectNode owner, DeployedModel subject, Environment environment) {
        ObjectNode metadata = child(object, owner, "metadata");
        child(object, metadata, "labels")
                .put(MANAGED_BY, "cd4ml")
                .put(MODEL, subject.model())
                .put(VERSION, Integer.toString(subject.version()))
                .put(ENVIRONMENT, environment.name())
                .put(REGISTRY, subject.registry());
        child(object, metadata, "annotations").put(DIGEST, subject.digest());
    }

    private static ObjectNode child(ManifestObject object, ObjectNode owner, String key) {
        if (owner.hasNonNull(key) && !owner.get(key).isObject()) {
            throw new InputException(object.place() + ": '" + key + "' of " + object.shown() + " must be a mapping.");
        }
        return owner.hasNonNull(key) ? (ObjectNode) owner.get(key) : owner.putObject(key);
    }
}
