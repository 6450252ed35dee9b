package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;

/**
 * Writes on objects and on their pods which model version they serve, so that the cluster can be asked without the
 * registry. The digest is an annotation, for it is longer than a label may be.
 */
final class Stamp {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MODEL = "cd4ml.io/model";
    static final String VERSION = "cd4ml.io/version";
    static final String DIGEST = "cd4ml.io/model-digest";
    static final String ENVIRONMENT = "cd4ml.io/environment";

    private Stamp() {}

    static void put(ObjectNode object, ModelVersion version, Environment environment) {
        metadata(object, version, environment);
        if (object.at("/spec/template") instanceof ObjectNode template) {
            metadata(template, version, environment);
        }
    }

    private static void metadata(ObjectNode owner, ModelVersion version, Environment environment) {
        ObjectNode metadata = child(owner, "metadata");
        child(metadata, "labels")
                .put(MANAGED_BY, "cd4ml")
                .put(MODEL, version.model())
                .put(VERSION, Integer.toString(version.number()))
                .put(ENVIRONMENT, environment.name());
        child(metadata, "annotations").put(DIGEST, version.digest());
    }

    private static ObjectNode child(ObjectNode owner, String key) {
        if (owner.hasNonNull(key) && !owner.get(key).isObject()) {
            throw new InputException("A manifest's '" + key + "' must be a mapping, not " + owner.get(key) + ".");
        }
        return owner.hasNonNull(key) ? (ObjectNode) owner.get(key) : owner.putObject(key);
    }
}
