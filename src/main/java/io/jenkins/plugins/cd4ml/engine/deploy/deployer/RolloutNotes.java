package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** Takes down what a rollout did, for {@code promotion.json}. */
public interface RolloutNotes {
    /** @param action created, changed or deleted */
    void object(ManifestObject object, String action);

    /** Notes an object that stays although the manifests no longer hold it. */
    void left(String object);

    /** Notes something else, over what was noted under that key. */
    void put(String key, JsonNode value);
}
