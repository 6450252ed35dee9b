package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind.KindStatus;
import java.util.List;
import java.util.Optional;

/**
 * Why a pod does not come up, in one sentence.
 *
 * @param kind     the kind of trouble; as long as it stays the same, it is the same trouble
 * @param sentence without a full stop, such as {@code pod churn-1: the image x cannot be pulled (not found)}
 */
record PodProblem(String kind, String sentence) {
    private static final List<String> IMAGE =
            List.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable");
    private static final List<String> CONFIGURATION =
            List.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    /** @return why the Deployment's pods cannot even be created, such as an exceeded quota */
    static Optional<PodProblem> ofCreation(JsonNode deployment) {
        JsonNode failure = KindStatus.condition(deployment, "ReplicaFailure");
        return failure.path("status").asText().equals("True")
                ? trouble("creation", "its pods cannot be created (" + KindStatus.words(failure) + ")")
                : Optional.empty();
    }

    /** @return the trouble of the first pod that has one */
    static Optional<PodProblem> of(List<? extends JsonNode> pods) {
        return pods.stream().map(PodProblem::of).flatMap(Optional::stream).findFirst();
    }

    private static Optional<PodProblem> of(JsonNode pod) {
        String name = "pod " + pod.at("/metadata/name").asText();
        for (String statuses : List.of("/status/initContainerStatuses", "/status/containerStatuses")) {
            for (JsonNode container : pod.at(statuses)) {
                Optional<PodProblem> trouble = of(name, container);
                if (trouble.isPresent()) {
                    return trouble;
                }
            }
        }
        JsonNode scheduled = KindStatus.condition(pod, "PodScheduled");
        if (scheduled.path("reason").asText().equals("Unschedulable")) {
            return trouble("unschedulable", name + " finds no node (" + KindStatus.words(scheduled) + ")");
        }
        return pod.at("/status/phase").asText().equals("Failed")
                ? trouble(
                        "failed", name + " failed (" + pod.at("/status/reason").asText("no reason given") + ")")
                : Optional.empty();
    }

    private static Optional<PodProblem> of(String pod, JsonNode container) {
        JsonNode waiting = container.at("/state/waiting");
        String reason = waiting.path("reason").asText();
        String name = pod + ", container " + container.path("name").asText();
        JsonNode ended = container.at("/lastState/terminated");
        JsonNode ending = container.at("/state/terminated");
        if (ended.path("reason").asText().equals("OOMKilled")
                || ending.path("reason").asText().equals("OOMKilled")) {
            return trouble("memory", name + " was killed because it ran out of memory; raise its memory limit");
        }
        if (IMAGE.contains(reason)) {
            return trouble(
                    "image",
                    name + ": the image " + container.path("image").asText() + " cannot be pulled ("
                            + KindStatus.words(waiting) + ")");
        }
        if (reason.equals("CrashLoopBackOff")) {
            String exit = ended.has("exitCode")
                    ? ", last with exit code " + ended.path("exitCode").asInt()
                    : "";
            return trouble(
                    "crash",
                    name + " crashes again and again ("
                            + container.path("restartCount").asInt() + " restarts" + exit + ")");
        }
        if (CONFIGURATION.contains(reason)) {
            return trouble("configuration", name + " cannot be started (" + KindStatus.words(waiting) + ")");
        }
        return Optional.empty();
    }

    private static Optional<PodProblem> trouble(String kind, String sentence) {
        return Optional.of(new PodProblem(kind, sentence));
    }
}
