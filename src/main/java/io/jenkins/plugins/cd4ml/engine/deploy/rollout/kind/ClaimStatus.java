package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A claim of a volume: lost is the end; one that waits for its first pod is done, for only a pod binds it. */
final class ClaimStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("v1", "PersistentVolumeClaim");
    }

    @Override
    public State state(JsonNode live) {
        return live.at("/status/phase").asText().equals("Lost")
                ? State.failed("its volume is lost")
                : State.DONE; // whether it is bound shows in the pods that mount it
    }
}
