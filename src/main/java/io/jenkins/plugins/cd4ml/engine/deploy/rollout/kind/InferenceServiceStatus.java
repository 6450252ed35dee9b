package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.List;

/**
 * A KServe InferenceService is done when it says of its newest generation that it is ready. {@code Ready} may be true
 * while pods crash, so that a golden request has the last word.
 */
final class InferenceServiceStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("serving.kserve.io/v1beta1", "InferenceService");
    }

    @Override
    public State state(JsonNode live) {
        if (!KindStatus.seen(live)) {
            return State.waiting("waiting for the KServe controller");
        }
        JsonNode model = live.at("/status/modelStatus");
        if (List.of("InvalidSpec", "BlockedByFailedLoad")
                .contains(model.path("transitionStatus").asText())) {
            JsonNode failure = model.path("lastFailureInfo");
            return State.failed("KServe cannot load the model (" + KindStatus.words(failure) + ")");
        }
        JsonNode ready = KindStatus.condition(live, "Ready");
        return ready.path("status").asText().equals("True")
                ? State.DONE
                : State.waiting("not ready (" + KindStatus.words(ready) + ")");
    }
}
