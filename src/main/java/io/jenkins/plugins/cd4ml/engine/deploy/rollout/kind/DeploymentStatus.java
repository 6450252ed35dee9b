package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A Deployment is done when its newest generation was seen, every replica is a new one and available, and no old one is
 * left. Its conditions alone prove nothing: {@code Available} stays true on the old pods.
 */
final class DeploymentStatus extends WorkloadStatus {
    DeploymentStatus() {
        super("Deployment", "deployment");
    }

    @Override
    State pods(JsonNode live) {
        JsonNode status = live.path("status");
        int wanted = live.at("/spec/replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt();
        int available = status.path("availableReplicas").asInt();
        int old = status.path("replicas").asInt() - updated;
        if (updated < wanted) {
            return updated(updated, wanted);
        }
        if (old > 0) {
            return State.waiting(old + " old pods are left");
        }
        return available < wanted ? State.waiting(available + " of " + wanted + " pods are ready") : State.DONE;
    }
}
