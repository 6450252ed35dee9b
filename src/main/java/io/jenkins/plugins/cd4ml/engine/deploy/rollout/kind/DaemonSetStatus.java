package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;

/** A DaemonSet is done when every node that should run its pod runs the newest one, available. */
final class DaemonSetStatus extends WorkloadStatus {
    DaemonSetStatus() {
        super("DaemonSet", "daemon set");
    }

    @Override
    State pods(JsonNode live) {
        int wanted = live.at("/status/desiredNumberScheduled").asInt();
        int updated = live.at("/status/updatedNumberScheduled").asInt();
        int available = live.at("/status/numberAvailable").asInt();
        if (wanted == 0) {
            return State.waiting("no node takes its pods");
        }
        if (updated < wanted) {
            return updated(updated, wanted);
        }
        return available < wanted ? State.waiting(available + " of " + wanted + " pods are available") : State.DONE;
    }
}
