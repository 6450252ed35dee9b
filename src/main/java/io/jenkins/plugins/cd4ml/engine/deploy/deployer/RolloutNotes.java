package io.jenkins.plugins.cd4ml.engine.deploy.deployer;

import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** Takes down what a rollout did, for {@code promotion.json}. */
public interface RolloutNotes {
    /** @param action created, changed or deleted */
    void object(ManifestObject object, String action);

    /** Notes an object that stays although the manifests no longer hold it. */
    void left(String object);
}
