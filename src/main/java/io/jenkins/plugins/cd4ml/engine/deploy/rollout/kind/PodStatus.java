package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A pod of its own is done when it is ready, or has ended well. */
final class PodStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("v1", "Pod");
    }

    @Override
    public State state(JsonNode live) {
        String phase = live.at("/status/phase").asText();
        if (phase.equals("Failed")) {
            return State.failed("it failed (" + KindStatus.words(live.path("status")) + ")");
        }
        if (phase.equals("Succeeded")
                || KindStatus.condition(live, "Ready").path("status").asText().equals("True")) {
            return State.DONE;
        }
        return State.waiting(phase.isEmpty() ? "waiting for a node" : "it is " + phase + ", not ready");
    }
}
