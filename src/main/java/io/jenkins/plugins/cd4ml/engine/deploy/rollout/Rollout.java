package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.kind.KindStatus;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits until every applied object is done, as its {@link KindStatus} says. Kinds that have none are named. */
public final class Rollout {
    private final ClusterClient cluster;
    private final Timeouts timeouts;
    private final Progress progress;

    public Rollout(ClusterClient cluster, Timeouts timeouts, Progress progress) {
        this.cluster = cluster;
        this.timeouts = timeouts;
        this.progress = progress;
    }

    /**
     * @return what was not watched, as it is {@linkplain ManifestObject#shown shown}
     * @throws PromotionRefusedException when one does not roll out, with the reason that its pods give
     */
    public List<String> await(List<ManifestObject> objects) throws InterruptedException {
        long deadline = System.nanoTime() + timeouts.rollout().toNanos();
        List<String> unwatched = new ArrayList<>();
        for (ManifestObject object : objects) {
            Optional<KindStatus> kind = KindStatus.of(object);
            if (kind.isPresent()) {
                await(object, kind.get(), deadline);
            } else if (!KindStatus.AT_ONCE.contains(object.kind())) {
                progress.line("  " + object.shown() + " is not watched: when a " + object.kind()
                        + " is done is not known" + " here.");
                unwatched.add(object.shown());
            }
        }
        return unwatched;
    }

    private void await(ManifestObject object, KindStatus kind, long deadline) throws InterruptedException {
        String shown = "";
        PodProblem trouble = null;
        long since = 0;
        while (true) {
            Workload now = Workload.look(object, kind, cluster, "while it rolled out");
            KindStatus.State state = now.state();
            if (state.done()) {
                return;
            }
            if (state.failed() != null) {
                throw new PromotionRefusedException(object.shown() + " did not roll out: " + state.failed() + ".");
            }
            if (!state.waiting().equals(shown)) {
                progress.line("  " + object.shown() + ": " + state.waiting());
                shown = state.waiting();
            }
            PodProblem former = trouble;
            trouble = now.lives().stream()
                    .flatMap(live -> PodProblem.ofCreation(live).stream())
                    .findFirst()
                    .or(() -> PodProblem.of(now.pods().get()))
                    .orElse(null);
            long clock = System.nanoTime();
            if (trouble == null || former == null || !former.kind().equals(trouble.kind())) {
                since = clock;
            }
            boolean stuck = trouble != null && clock - since > timeouts.stuck().toNanos();
            if (stuck || clock > deadline || now.lives().stream().anyMatch(Rollout::givenUp)) {
                String without = state.waiting() + " after "
                        + (clock > deadline ? shown(timeouts.rollout()) : "the Deployment's progress deadline")
                        + ", and no pod gives a reason";
                throw new PromotionRefusedException(object.shown() + " did not roll out: "
                        + (trouble == null ? without : trouble.sentence()) + ".");
            }
            Thread.sleep(timeouts.poll().toMillis());
        }
    }

    /** Whether the deployment controller itself gave up on the newest generation. */
    private static boolean givenUp(JsonNode live) {
        return KindStatus.condition(live, "Progressing").path("reason").asText().equals("ProgressDeadlineExceeded")
                && KindStatus.seen(live);
    }

    public static String shown(Duration duration) {
        return duration.toSeconds() < 120 ? duration.toSeconds() + " s" : duration.toMinutes() + " min";
    }
}
