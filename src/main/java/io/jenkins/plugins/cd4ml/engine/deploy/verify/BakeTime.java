package io.jenkins.plugins.cd4ml.engine.deploy.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Rollout;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Workload;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind.KindStatus;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches what was rolled out for a stated time after it answered: pods that restart, vanish or become unready, and
 * answers that change, undo the promotion. A model may die of its first real request, or of a leak, seconds after it was
 * ready. By one thread.
 */
public final class BakeTime {
    private static final int LOOKS_BETWEEN_REQUESTS = 4;

    private final ClusterClient cluster;
    private final Timeouts timeouts;
    private final Map<String, Integer> restarts = new HashMap<>();
    private boolean begun;

    public BakeTime(ClusterClient cluster, Timeouts timeouts) {
        this.cluster = cluster;
        this.timeouts = timeouts;
    }

    /**
     * @param smoke the golden request, asked again meanwhile; null for none
     * @throws PromotionRefusedException when a pod restarted, or the model no longer serves as it did
     */
    public void watch(List<ManifestObject> objects, GoldenRequests smoke, Progress progress)
            throws InterruptedException {
        if (timeouts.bake().isZero()) {
            return;
        }
        progress.line("Watching it for " + Rollout.shown(timeouts.bake()) + ".");
        watch(objects, smoke, timeouts.bake());
    }

    /** Watches pods alone, without a word. What happens between two calls is seen by the second. */
    public void watch(List<ManifestObject> objects, Duration time) throws InterruptedException {
        watch(objects, null, time);
    }

    private void watch(List<ManifestObject> objects, GoldenRequests smoke, Duration time) throws InterruptedException {
        look(objects);
        begun = true;
        long start = System.nanoTime();
        for (int looks = 1; System.nanoTime() - start < time.toNanos(); looks++) {
            Thread.sleep(Math.min(timeouts.poll().toMillis(), Math.max(1, time.toMillis())));
            look(objects);
            if (smoke != null && looks % LOOKS_BETWEEN_REQUESTS == 0) {
                smoke.again(cluster, timeouts);
            }
        }
        new Rollout(cluster, timeouts, Progress.SILENT).await(objects); // an autoscaler may be about to add pods
        if (smoke != null) {
            smoke.again(cluster, timeouts);
        }
    }

    private void look(List<ManifestObject> objects) {
        for (ManifestObject object : objects) {
            KindStatus kind = KindStatus.of(object).orElse(null);
            if (kind == null) {
                continue;
            }
            Workload now = Workload.look(object, kind, cluster, "after it rolled out");
            for (ObjectNode pod : now.pods().get()) {
                check(object, pod);
            }
            if (now.state().failed() != null) {
                throw new PromotionRefusedException(object.shown() + " rolled out, but does not stay so: "
                        + now.state().failed() + ".");
            }
        }
    }

    private void check(ManifestObject object, JsonNode pod) {
        if (begun
                && pod.at("/status/phase").asText().equals("Failed")
                && !object.kind().equals("Job")) {
            JsonNode ended = pod.at("/status/containerStatuses/0/state/terminated");
            throw new PromotionRefusedException(object.shown() + " rolled out, but pod "
                    + pod.at("/metadata/name").asText() + " ended afterwards (exit code "
                    + ended.path("exitCode").asText("unknown") + ").");
        }
        for (JsonNode container : pod.at("/status/containerStatuses")) {
            String name = pod.at("/metadata/name").asText() + ", container "
                    + container.path("name").asText();
            int now = container.path("restartCount").asInt();
            Integer before = restarts.put(name, now);
            if (begun && now > (before == null ? 0 : before)) {
                JsonNode ended = container.at("/lastState/terminated");
                String why = ended.path("reason").asText("");
                throw new PromotionRefusedException(object.shown() + " rolled out, but pod " + name + " restarted"
                        + " afterwards (" + (why.isEmpty() ? "" : why + ", ") + "exit code "
                        + ended.path("exitCode").asText("unknown") + ").");
            }
        }
    }
}
