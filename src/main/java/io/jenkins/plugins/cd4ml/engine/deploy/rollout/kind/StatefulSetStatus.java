package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;

/** A StatefulSet is done when all its pods, those below a partition excepted, are of the newest revision and ready. */
final class StatefulSetStatus extends WorkloadStatus {
    StatefulSetStatus() {
        super("StatefulSet", "stateful set");
    }

    @Override
    State pods(JsonNode live) {
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
            return updated(updated, due);
        }
        return ready < wanted ? State.waiting(ready + " of " + wanted + " pods are ready") : State.DONE;
    }
}
