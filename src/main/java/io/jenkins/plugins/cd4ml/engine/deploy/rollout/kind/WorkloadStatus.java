package io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;

/** A kind of {@code apps/v1} whose controller replaces pods: what never rolls out by itself, and what was not seen yet. */
abstract class WorkloadStatus implements KindStatus {
    private final String kind;
    private final String controller;

    /** @param controller as sentences name it */
    WorkloadStatus(String kind, String controller) {
        this.kind = kind;
        this.controller = controller;
    }

    @Override
    public final boolean handles(ManifestObject object) {
        return object.is("apps/v1", kind);
    }

    @Override
    public final State state(JsonNode live) {
        if (live.at("/spec/paused").asBoolean()) {
            return State.failed("it is paused (spec.paused), so Kubernetes replaces no pod; take spec.paused out of the"
                    + " manifest, or resume it (kubectl rollout resume)");
        }
        if (live.at("/spec/updateStrategy/type").asText().equals("OnDelete")) {
            return State.failed(
                    "its update strategy is OnDelete, so Kubernetes replaces no pod by itself; use" + " RollingUpdate");
        }
        return KindStatus.seen(live) ? pods(live) : State.waiting("waiting for the " + controller + " controller");
    }

    /** @param live its newest generation was seen */
    abstract State pods(JsonNode live);

    static State updated(int updated, int wanted) {
        return State.waiting(updated + " of " + wanted + " pods are updated");
    }
}
