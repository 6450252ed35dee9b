package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One Kubernetes object as it shall be applied.
 *
 * @param place where it was written, such as {@code k8s/service.yaml line 1}, for messages
 * @param json  the object; {@code apiVersion}, {@code kind} and {@code metadata.name} are there
 */
public record ManifestObject(String place, ObjectNode json) {
    public String apiVersion() {
        return json.path("apiVersion").asText();
    }

    public String kind() {
        return json.path("kind").asText();
    }

    public String name() {
        return json.at("/metadata/name").asText();
    }

    /** @return {@code Deployment churn}: how messages name it */
    public String shown() {
        return kind() + " " + name();
    }

    public boolean is(String apiVersion, String kind) {
        return apiVersion().equals(apiVersion) && kind().equals(kind);
    }
}
