package io.jenkins.plugins.cd4ml.engine.deploy.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.analysis.LiveAnalysis;
import io.jenkins.plugins.cd4ml.engine.deploy.analysis.PrometheusClient;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.Canary;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.ObjectDifference;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Rollout;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Snapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.BakeTime;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The steps of one canary: more pods, a pause, measurements, and on, or the end of the rollout. Each step is kept on disk
 * before it is taken. By one thread, which may be interrupted.
 */
public final class CanarySteps {
    private final Site site;
    private final CanaryPods pods;
    private final CanaryPlan plan;
    private final LiveAnalysis analysis;
    private final BakeTime watch;
    private final ObjectNode state;

    private CanarySteps(Site site, CanaryPods pods, CanaryPlan plan) {
        this.site = site;
        this.pods = pods;
        this.plan = plan;
        PrometheusClient prometheus = new PrometheusClient(plan.prometheus(), site.cluster());
        analysis = new LiveAnalysis(plan.metrics(), plan.count(), prometheus, pods.canary(), pods.stable());
        watch = new BakeTime(site.cluster(), site.timeouts());
        state = site.state().steps();
    }

    /**
     * @param section     {@code promote.canary}
     * @return what {@link Canary#of} keeps of it
     * @throws InputException when it does not say enough
     */
    public static JsonNode plan(JsonNode section, Environment environment) {
        return CanaryPlan.section(section, environment);
    }

    /**
     * Checks what can be checked before anything is changed.
     *
     * @throws InputException for a query that Prometheus cannot read, or a Service that would leave what serves
     */
    public static void preflight(Site site, List<ManifestObject> objects) {
        Optional<CanaryPods> pods =
                pods(objects, stable -> site.cluster().get(stable).orElse(null));
        if (pods.isEmpty()) {
            return;
        }
        pods.get().pairs().forEach(p -> Canary.checkServices(p.canary(), p.stable(), objects));
        CanarySteps steps = of(site, pods.get());
        steps.plan
                .metrics()
                .forEach(m -> m.check(pods.get().canary(), pods.get().stable()));
        try {
            String invalid = steps.analysis.invalid();
            if (invalid != null) {
                throw new InputException("promote.canary.metrics: " + invalid + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whatever asks the cluster next ends for it
        }
    }

    /**
     * @param snapshot what was there before the rollout
     * @return the steps; empty where there are none: nothing served before, or what serves is what is promoted already
     */
    public static Optional<CanarySteps> of(Site site, List<ManifestObject> objects, Snapshot snapshot) {
        if (Canary.among(objects).isEmpty()) {
            return Optional.empty();
        }
        Optional<CanaryPods> pods = pods(objects, snapshot::before);
        if (pods.isEmpty()) {
            site.progress().line("Nothing serves yet that a canary could be compared with; its steps are left out.");
            return Optional.empty();
        }
        if (pods.get().pairs().stream().allMatch(p -> there(site, p.next()))) {
            site.progress().line("What shall serve is in place already; the canary's steps are left out.");
            return Optional.empty();
        }
        return Optional.of(of(site, pods.get()));
    }

    private static CanarySteps of(Site site, CanaryPods pods) {
        return new CanarySteps(
                site, pods, CanaryPlan.of(Canary.plan(pods.pairs().get(0).canary())));
    }

    /** @param before gives what serves, or null. @return empty where any of it does not */
    private static Optional<CanaryPods> pods(
            List<ManifestObject> objects, Function<ManifestObject, ObjectNode> before) {
        List<CanaryPods.Pair> pairs = new ArrayList<>();
        for (ManifestObject canary : Canary.among(objects)) {
            ManifestObject next = Canary.stable(canary, objects);
            ObjectNode stable = before.apply(next);
            if (stable == null) {
                return Optional.empty();
            }
            pairs.add(new CanaryPods.Pair(canary, next, stable));
        }
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new CanaryPods(pairs));
    }

    /** Whether applying it would change nothing. */
    private static boolean there(Site site, ManifestObject next) {
        return site.cluster()
                .get(next)
                .map(live -> ObjectDifference.paths(
                                next.shown(), live, site.cluster().apply(next, true, true))
                        .isEmpty())
                .orElse(false);
    }

    /** Makes the canary as large as its step wants it, which is the first one unless a killed process had come further. */
    public void begin(Snapshot snapshot) throws InterruptedException {
        int step = Math.min(state.path("step").asInt(), plan.steps().size() - 1);
        enter(step);
        scale(step, snapshot);
    }

    /** Takes the steps. @throws PromotionRefusedException when one of them fails or stays inconclusive */
    public void run(Snapshot snapshot) throws InterruptedException {
        for (int step = state.path("step").asInt(); step < plan.steps().size(); step++) {
            enter(step);
            scale(step, snapshot);
            pause(step);
            judge(step);
            state.put("step", step + 1);
            state.remove(List.of("entered", "ready", "current"));
            keep();
        }
        state.put("verdict", Verdict.PASSED.name());
        keep();
    }

    private void enter(int step) {
        if (!state.has("entered")) {
            state.put("step", step).put("entered", Instant.now().toString());
            state.put("steps", plan.steps().size());
            keep();
        }
    }

    private void scale(int step, Snapshot snapshot) throws InterruptedException {
        int weight = plan.steps().get(step).weight();
        List<ManifestObject> canaries = pods.at(weight);
        boolean there = canaries.stream().allMatch(canary -> there(site, canary));
        if (!there) {
            state.remove(List.of("ready", "current")); // of pods that are gone
        }
        if (!state.has("ready")) {
            site.progress()
                    .line("Canary step " + (step + 1) + " of " + plan.steps().size() + ": weight " + weight + ", "
                            + pods.shown(weight) + ".");
        }
        for (ManifestObject canary : canaries) {
            boolean before = snapshot.begin(canary);
            site.cluster().apply(canary, false, site.takeOver());
            if (!there) {
                site.notes().object(canary, before ? "changed" : "created");
            }
        }
        new Rollout(site.cluster(), site.timeouts(), site.progress()).await(canaries);
        if (!state.has("ready")) {
            state.put("ready", Instant.now().toString());
            keep();
        }
    }

    private List<ManifestObject> watched() {
        return pods.pairs().stream().map(CanaryPods.Pair::canary).toList();
    }

    private void pause(int step) throws InterruptedException {
        Duration rest = Duration.between(
                Instant.now(),
                Instant.parse(state.get("ready").asText())
                        .plus(plan.steps().get(step).pause()));
        if (!rest.isNegative() && !rest.isZero()) {
            watch.watch(watched(), rest);
        }
    }

    private void judge(int step) throws InterruptedException {
        while (true) {
            LiveAnalysis.Result result = measure();
            if (result.verdict() == Verdict.INCONCLUSIVE) {
                JsonNode decision = hold(step, result.reason());
                if (decision.path("word").asText().equals("again")) {
                    state.remove("current");
                    continue;
                }
                note(step, result).set("decision", decision);
                return;
            }
            note(step, result);
            if (result.verdict() == Verdict.FAILED) {
                throw refused(step, Verdict.FAILED, "failed at", result.reason());
            }
            site.progress().line("  " + result.reason() + ".");
            return;
        }
    }

    private LiveAnalysis.Result measure() throws InterruptedException {
        String shown = "";
        while (true) {
            ObjectNode current = state.withObject("/current");
            LiveAnalysis.Result result = analysis.result(current);
            if (result != null) {
                return result;
            }
            analysis.measure(current);
            keep();
            String trouble = analysis.trouble(current);
            if (trouble != null && !trouble.equals(shown)) {
                site.progress().line("  " + trouble);
                shown = trouble;
            }
            if (analysis.result(current) == null) {
                watch.watch(watched(), plan.interval());
            }
        }
    }

    /** Leaves the canary as it is until a person decides. @return the decision to go on, or to measure again */
    private JsonNode hold(int step, String reason) throws InterruptedException {
        if (!state.has("hold")) {
            state.putObject("hold").put("since", Instant.now().toString()).put("reason", reason);
            keep();
            if (!plan.hold().isZero()) {
                site.progress()
                        .line("The canary is inconclusive at step " + (step + 1) + ": " + reason + ". It stays as it"
                                + " is for " + Rollout.shown(plan.hold())
                                + ", until somebody decides to go on, to measure again"
                                + " or to abort: cd4ml canary ENVIRONMENT, in Jenkins on the build's page.");
            }
        }
        String since = state.at("/hold/since").asText();
        Instant until = Instant.parse(since).plus(plan.hold());
        while (Instant.now().isBefore(until)) {
            JsonNode decision = site.state().decision().orElse(Json.object());
            if (decision.path("hold").asText().equals(since)) {
                state.remove("hold");
                String by = decision.path("who").asText() + " decided: "
                        + decision.path("word").asText();
                String why = decision.path("why").asText("");
                site.progress().line("  " + by + (why.isEmpty() ? "." : ", because " + why + "."));
                if (decision.path("word").asText().equals("abort")) {
                    state.set("decision", decision);
                    throw refused(step, Verdict.INCONCLUSIVE, "was inconclusive at", reason + "; " + by);
                }
                return decision;
            }
            watch.watch(watched(), site.timeouts().poll());
        }
        String nobody = plan.hold().isZero() ? "" : "; nobody decided within " + Rollout.shown(plan.hold());
        throw refused(step, Verdict.INCONCLUSIVE, "is inconclusive at", reason + nobody);
    }

    private ObjectNode note(int step, LiveAnalysis.Result result) {
        ObjectNode note = state.withArray("results").addObject();
        note.put("step", step + 1)
                .put("weight", plan.steps().get(step).weight())
                .put("pods", pods.shown(plan.steps().get(step).weight()))
                .put("verdict", result.verdict().name())
                .put("reason", result.reason());
        note.set("metrics", state.path("current").deepCopy());
        return note;
    }

    private PromotionRefusedException refused(int step, Verdict verdict, String how, String reason) {
        state.put("verdict", verdict.name()).put("reason", reason);
        keep();
        return new PromotionRefusedException("The canary " + how + " step " + (step + 1) + " of "
                + plan.steps().size() + " (weight " + plan.steps().get(step).weight() + "): " + reason + ".");
    }

    private void keep() {
        site.state().keep(state);
        site.notes().put("canary", state.deepCopy());
    }
}
