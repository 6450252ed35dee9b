package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Waits until a Deployment has rolled out: its newest generation was seen, every replica is a new one and available,
 * and no old one is left. Conditions alone prove nothing: {@code Available} stays true on the old pods.
 */
public final class Rollout {
    private static final String REVISION = "/metadata/annotations/deployment.kubernetes.io~1revision";

    private final ClusterClient cluster;
    private final Timeouts timeouts;
    private final Progress progress;

    public Rollout(ClusterClient cluster, Timeouts timeouts, Progress progress) {
        this.cluster = cluster;
        this.timeouts = timeouts;
        this.progress = progress;
    }

    /** @throws PromotionRefusedException when one does not roll out, with the reason that its pods give */
    public void await(List<ManifestObject> objects) throws InterruptedException {
        long deadline = System.nanoTime() + timeouts.rollout().toNanos();
        for (ManifestObject object : objects) {
            if (object.is("apps/v1", "Deployment")) {
                await(object, deadline);
            }
        }
    }

    private void await(ManifestObject object, long deadline) throws InterruptedException {
        String shown = "";
        PodProblem trouble = null;
        long since = 0;
        while (true) {
            ObjectNode deployment = cluster.get(object)
                    .orElseThrow(
                            () -> new PromotionRefusedException(object.shown() + " was deleted while it rolled out."));
            String state = state(deployment);
            if (state.isEmpty()) {
                return;
            }
            if (!state.equals(shown)) {
                progress.line("  " + object.shown() + ": " + state);
                shown = state;
            }
            Optional<PodProblem> now = PodProblem.ofCreation(deployment).or(() -> PodProblem.of(newPods(deployment)));
            long clock = System.nanoTime();
            if (now.isEmpty() || trouble == null || !now.get().kind().equals(trouble.kind())) {
                since = clock;
            }
            trouble = now.orElse(null);
            boolean stuck = trouble != null && clock - since > timeouts.stuck().toNanos();
            if (stuck || clock > deadline || givenUp(deployment)) {
                String without = state + " after "
                        + (clock > deadline ? shown(timeouts.rollout()) : "the Deployment's progress deadline")
                        + ", and no pod gives a reason";
                throw new PromotionRefusedException(object.shown() + " did not roll out: "
                        + (trouble == null ? without : trouble.sentence()) + ".");
            }
            Thread.sleep(timeouts.poll().toMillis());
        }
    }

    /** @return what is still missing, or an empty text when the rollout is complete */
    private static String state(JsonNode deployment) {
        JsonNode status = deployment.path("status");
        int wanted = deployment.at("/spec/replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt();
        int available = status.path("availableReplicas").asInt();
        int old = status.path("replicas").asInt() - updated;
        if (status.path("observedGeneration").asLong()
                < deployment.at("/metadata/generation").asLong()) {
            return "waiting for the deployment controller";
        }
        if (updated < wanted) {
            return updated + " of " + wanted + " pods are updated";
        }
        if (old > 0) {
            return old + " old pods are left";
        }
        return available < wanted ? available + " of " + wanted + " pods are ready" : "";
    }

    /** Whether the deployment controller itself gave up on the newest generation. */
    private static boolean givenUp(JsonNode deployment) {
        for (JsonNode condition : deployment.at("/status/conditions")) {
            if (condition.path("reason").asText().equals("ProgressDeadlineExceeded")) {
                return deployment.at("/status/observedGeneration").asLong()
                        >= deployment.at("/metadata/generation").asLong();
            }
        }
        return false;
    }

    /** @return the pods of the newest ReplicaSet: the old ones' trouble is not this rollout's */
    private List<ObjectNode> newPods(JsonNode deployment) {
        Map<String, String> labels = new TreeMap<>();
        deployment
                .at("/spec/selector/matchLabels")
                .properties()
                .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
        String revision = deployment.at(REVISION).asText();
        for (ObjectNode set : cluster.list("apps/v1", "ReplicaSet", labels)) {
            String hash = set.at("/metadata/labels/pod-template-hash").asText();
            if (!hash.isEmpty()
                    && owned(set, deployment)
                    && set.at(REVISION).asText().equals(revision)) {
                labels.put("pod-template-hash", hash);
                return cluster.list("v1", "Pod", labels);
            }
        }
        return List.of();
    }

    private static boolean owned(JsonNode object, JsonNode owner) {
        for (JsonNode reference : object.at("/metadata/ownerReferences")) {
            if (reference.path("uid").asText().equals(owner.at("/metadata/uid").asText())) {
                return true;
            }
        }
        return false;
    }

    private static String shown(Duration duration) {
        return duration.toSeconds() < 120 ? duration.toSeconds() + " s" : duration.toMinutes() + " min";
    }
}
