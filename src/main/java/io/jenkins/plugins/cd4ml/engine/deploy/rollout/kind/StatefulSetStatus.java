package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A StatefulSet is done when all its pods, those below a partition excepted, are of the newest revision and ready. */
final class StatefulSetStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("apps/v1", "StatefulSet");
    }

    @Override
    public State state(JsonNode live) {
        if (live.at("/spec/updateStrategy/type").asText().equals("OnDelete")) {
            return State.failed(
                    "its update strategy is OnDelete, so Kubernetes replaces no pod by itself; use" + " RollingUpdate");
        }
        if (!KindStatus.seen(live)) {
            return State.waiting("waiting for the stateful set controller");
        }
        JsonNode status = live.path("status");
        int wanted = live.at("/spec/replicas").asInt(1);
        int partition = live.at("/spec/updateStrategy/rollingUpdate/partition").asInt(0);
        int ready = status.path("readyReplicas").asInt();
        boolean newest = status.path("currentRevision")
                .asText()
                .equals(status.path("updateRevision").asText());
        int updated = newest
                ? status.path("replicas").asInt()
                : status.path("updatedReplicas").asInt();
        int due = Math.max(0, wanted - partition);
        if (updated < due) {
            return State.waiting(updated + " of " + due + " pods are updated");
        }
        return ready < wanted ? State.waiting(ready + " of " + wanted + " pods are ready") : State.DONE;
    }
}
