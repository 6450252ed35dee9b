package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** The status that a kubelet reports for a pod, by how the pod fares. */
final class PodState {
    private PodState() {}

    /** @param fate ready, creating, never-ready, image-pull, crash-loop, oom or unschedulable */
    static ObjectNode of(String fate, JsonNode container) {
        ObjectNode status =
                Json.object().put("phase", fate.equals("ready") || fate.equals("never-ready") ? "Running" : "Pending");
        ArrayNode conditions = status.putArray("conditions");
        if (fate.equals("unschedulable")) {
            condition(conditions, "PodScheduled", false)
                    .put("reason", "Unschedulable")
                    .put("message", "0/1 nodes are available: 1 Insufficient memory.");
            return status;
        }
        condition(conditions, "PodScheduled", true);
        condition(conditions, "Ready", fate.equals("ready"));
        ObjectNode state = status.putArray("containerStatuses")
                .addObject()
                .put("name", container.path("name").asText())
                .put("image", container.path("image").asText())
                .put("ready", fate.equals("ready"));
        switch (fate) {
            case "ready", "never-ready" -> state.putObject("state").putObject("running");
            case "image-pull" ->
                waiting(
                        state,
                        "ImagePullBackOff",
                        "Back-off pulling image \"" + container.path("image").asText() + "\"");
            case "crash-loop" -> crashed(state, "Error", 1);
            case "oom" -> crashed(state, "OOMKilled", 137);
            default -> waiting(state, "ContainerCreating", "");
        }
        return status;
    }

    private static ObjectNode condition(ArrayNode conditions, String type, boolean holds) {
        return conditions.addObject().put("type", type).put("status", holds ? "True" : "False");
    }

    private static void waiting(ObjectNode state, String reason, String message) {
        state.putObject("state").putObject("waiting").put("reason", reason).put("message", message);
    }

    private static void crashed(ObjectNode state, String reason, int code) {
        waiting(state, "CrashLoopBackOff", "back-off 10s restarting failed container");
        state.put("restartCount", 3);
        state.putObject("lastState")
                .putObject("terminated")
                .put("reason", reason)
                .put("exitCode", code);
    }
}
