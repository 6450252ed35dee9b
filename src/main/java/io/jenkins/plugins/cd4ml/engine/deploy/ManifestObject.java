package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One Kubernetes object as it shall be applied.
 *
 * @param place where it was written, such as {@code k8s/service.yaml line 1}, for messages
 * @param json  the object; {@code apiVersion}, {@code kind} and {@code metadata.name} are there
 */
record ManifestObject(String place, ObjectNode json) {
    String apiVersion() {
        return json.path("apiVersion").asText();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.at("/metadata/name").asText();
    }

    /** @return {@code Deployment churn}: how messages name it */
    String shown() {
        return kind() + " " + name();
    }

    boolean is(String apiVersion, String kind) {
        return apiVersion().equals(apiVersion) && kind().equals(kind);
    }
}
