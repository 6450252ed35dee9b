package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A Job is done when it is complete; a suspended one never is. */
final class JobStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("batch/v1", "Job");
    }

    @Override
    public State state(JsonNode live) {
        JsonNode failed = KindStatus.condition(live, "Failed");
        if (failed.path("status").asText().equals("True")) {
            return State.failed("it failed (" + KindStatus.words(failed) + ")");
        }
        if (KindStatus.condition(live, "Complete").path("status").asText().equals("True")) {
            return State.DONE;
        }
        if (live.at("/spec/suspend").asBoolean()) {
            return State.failed("it is suspended (spec.suspend); take that out of the manifest");
        }
        int wanted = live.at("/spec/completions").asInt(1);
        return State.waiting(live.at("/status/succeeded").asInt() + " of " + wanted + " completions");
    }
}
