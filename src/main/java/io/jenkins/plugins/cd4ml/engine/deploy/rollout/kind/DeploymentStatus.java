package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/**
 * A Deployment is done when its newest generation was seen, every replica is a new one and available, and no old one is
 * left. Its conditions alone prove nothing: {@code Available} stays true on the old pods.
 */
final class DeploymentStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("apps/v1", "Deployment");
    }

    @Override
    public State state(JsonNode live) {
        if (live.at("/spec/paused").asBoolean()) {
            return State.failed("it is paused (spec.paused), so Kubernetes replaces no pod; take spec.paused out of the"
                    + " manifest, or resume it (kubectl rollout resume)");
        }
        if (!KindStatus.seen(live)) {
            return State.waiting("waiting for the deployment controller");
        }
        JsonNode status = live.path("status");
        int wanted = live.at("/spec/replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt();
        int available = status.path("availableReplicas").asInt();
        int old = status.path("replicas").asInt() - updated;
        if (updated < wanted) {
            return State.waiting(updated + " of " + wanted + " pods are updated");
        }
        if (old > 0) {
            return State.waiting(old + " old pods are left");
        }
        return available < wanted ? State.waiting(available + " of " + wanted + " pods are ready") : State.DONE;
    }
}
