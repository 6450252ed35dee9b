package io.jenkins.plugins.cd4ml.engine.deploy.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.analysis.LiveMetric;
import io.jenkins.plugins.cd4ml.engine.deploy.analysis.PrometheusAddress;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The section {@code promote.canary}. Immutable.
 *
 * @param steps    the shares of new pods, one after the other
 * @param metrics  what is measured at each step
 * @param count    of measurements at each step
 * @param interval between two of them
 * @param hold     how long an inconclusive step waits for a person; zero where it ends the rollout
 */
record CanaryPlan(
        List<Step> steps,
        List<LiveMetric> metrics,
        PrometheusAddress prometheus,
        int count,
        Duration interval,
        Duration hold) {
    /**
     * @param weight percent of the pods; 50 is as many as serve now
     * @param pause  before the first measurement
     */
    record Step(int weight, Duration pause) {}

    private static final int MOST_STEPS = 50;
    private static final int MOST_METRICS = 50;
    private static final int HEAVIEST = 50;
    private static final int DAY = 86_400;

    /**
     * @param section     as cd4ml.yaml has it
     * @param environment whose Prometheus is asked, where it has one
     * @return the section with that Prometheus' address, which {@link #of} reads
     * @throws InputException when it does not say enough
     */
    static JsonNode section(JsonNode section, Environment environment) {
        ObjectNode whole = section.isObject() ? section.deepCopy() : null;
        if (whole == null) {
            throw new InputException(
                    "promote.strategy canary needs its steps and metrics; name them as promote.canary.");
        }
        if (environment.prometheus() != null) {
            whole.set(
                    "prometheus", PrometheusAddress.of(environment.prometheus()).json());
        } else if (whole.at("/prometheus/url").isTextual()) {
            throw new InputException("promote.canary.prometheus: an address outside of the cluster is the environment's"
                    + " business (--prometheus, or the environment in Jenkins); here, name a Service of the"
                    + " environment's namespace.");
        } else if (!whole.path("prometheus").isObject()) {
            throw new InputException("promote.canary asks Prometheus, and no one says which; name it as"
                    + " promote.canary.prometheus, such as {service: prometheus, port: 9090}.");
        }
        of(whole);
        return whole;
    }

    /** @param section what {@link #section} made */
    static CanaryPlan of(JsonNode section) {
        List<Step> steps = new ArrayList<>();
        int before = 0;
        for (JsonNode item : section.path("steps")) {
            int weight = whole(item, "weight", "steps", 0, 1, HEAVIEST);
            if (weight <= before) {
                throw new InputException("promote.canary.steps: the weight " + weight + " does not go beyond the one"
                        + " before it; weights rise from step to step.");
            }
            before = weight;
            steps.add(new Step(weight, Duration.ofSeconds(whole(item, "pause", "steps", 60, 0, DAY))));
        }
        List<LiveMetric> metrics = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode item : section.path("metrics")) {
            LiveMetric metric = new LiveMetric(item);
            if (!names.add(metric.name())) {
                throw new InputException("promote.canary.metrics: two metrics are called '" + metric.name() + "'.");
            }
            metrics.add(metric);
        }
        if (steps.isEmpty() || steps.size() > MOST_STEPS || metrics.isEmpty() || metrics.size() > MOST_METRICS) {
            throw new InputException("promote.canary has 1 to " + MOST_STEPS + " steps and 1 to " + MOST_METRICS
                    + " metrics; it has " + steps.size() + " and " + metrics.size() + ".");
        }
        boolean holds = section.path("onInconclusive").asText("hold").equals("hold");
        return new CanaryPlan(
                List.copyOf(steps),
                List.copyOf(metrics),
                PrometheusAddress.of(section.path("prometheus")),
                whole(section, "count", "", 5, 1, 1000),
                Duration.ofSeconds(whole(section, "interval", "", 15, 1, DAY)),
                Duration.ofSeconds(holds ? whole(section, "holdTime", "", 3600, 1, DAY) : 0));
    }

    private static int whole(JsonNode json, String key, String place, int otherwise, int least, int most) {
        JsonNode value = json.path(key);
        int number = value.isMissingNode() ? otherwise : value.isIntegralNumber() ? value.asInt() : least - 1;
        if (number < least || number > most) {
            throw new InputException("promote.canary" + (place.isEmpty() ? "" : "." + place) + ": " + key
                    + " is a whole number from " + least + " to " + most + ".");
        }
        return number;
    }
}
