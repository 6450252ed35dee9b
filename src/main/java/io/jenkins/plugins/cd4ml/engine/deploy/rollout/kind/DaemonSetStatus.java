package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A DaemonSet is done when every node that should run its pod runs the newest one, available. */
final class DaemonSetStatus implements KindStatus {
    @Override
    public boolean handles(ManifestObject object) {
        return object.is("apps/v1", "DaemonSet");
    }

    @Override
    public State state(JsonNode live) {
        if (live.at("/spec/updateStrategy/type").asText().equals("OnDelete")) {
            return State.failed(
                    "its update strategy is OnDelete, so Kubernetes replaces no pod by itself; use" + " RollingUpdate");
        }
        if (!KindStatus.seen(live)) {
            return State.waiting("waiting for the daemon set controller");
        }
        int wanted = live.at("/status/desiredNumberScheduled").asInt();
        int updated = live.at("/status/updatedNumberScheduled").asInt();
        int available = live.at("/status/numberAvailable").asInt();
        if (wanted == 0) {
            return State.waiting("no node takes its pods");
        }
        if (updated < wanted) {
            return State.waiting(updated + " of " + wanted + " pods are updated");
        }
        return available < wanted ? State.waiting(available + " of " + wanted + " pods are available") : State.DONE;
    }
}
