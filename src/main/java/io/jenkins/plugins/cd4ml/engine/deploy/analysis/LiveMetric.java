package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKind;
import io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKinds;
import io.jenkins.plugins.cd4ml.engine.gate.limit.MeasuredMetric;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of running pods that a monitoring system measures, with the limits of a gate: {@code min}, {@code max}, {@code
 * equals} of the value, {@code minChange}, {@code maxChange} and their relatives of its change against what serves, which
 * sentences call the champion. Immutable.
 */
public final class LiveMetric {
    /**
     * What the pods of a track are asked by: in a query, each name stands as <code>${cd4ml.name}</code>.
     *
     * @param values by name
     */
    public record Track(Map<String, String> values) {
        public Track {
            values = Map.copyOf(values);
        }
    }

    private static final int LONGEST = 4000;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{cd4ml\\.([^}\\n]*)}");

    private final String name;
    private final String query;
    private final List<Limit> limits = new ArrayList<>();
    private final MetricTally.Tolerance tolerance;

    /**
     * @param json with {@code name}, {@code query}, limits, and what {@link MetricTally} counts to
     * @throws InputException when it does not say enough
     */
    public LiveMetric(JsonNode json) {
        query = json.path("query").asText("");
        name = json.path("name").asText(query);
        if (query.isBlank() || query.length() > LONGEST) {
            throw wrong("has a query in PromQL of at most " + LONGEST + " characters");
        }
        for (LimitKind kind : LimitKinds.ALL) {
            for (String key : kind.keys()) {
                if (json.has(key)) {
                    try {
                        limits.add(kind.read(key, json.get(key)));
                    } catch (IllegalArgumentException e) {
                        throw wrong("has a wrong " + key + ": " + e.getMessage());
                    }
                }
            }
        }
        if (limits.isEmpty()) {
            throw wrong("has no limit; name min, max, minChange, maxChange, minRelativeChange or maxRelativeChange");
        }
        tolerance = MetricTally.Tolerance.of(json, this::wrong);
    }

    private InputException wrong(String what) {
        return new InputException("promote.canary.metrics: the metric '" + name + "' " + what + ".");
    }

    public String name() {
        return name;
    }

    MetricTally.Tolerance tolerance() {
        return tolerance;
    }

    boolean comparative() {
        return limits.stream().anyMatch(Limit::comparative);
    }

    /** @throws InputException for a placeholder that is not known, and where a change would compare a thing with itself */
    public void check(Track canary, Track stable) {
        if (query(canary).equals(query(stable)) && comparative()) {
            throw wrong("asks the same of the canary and of what serves; put ${cd4ml.track}, ${cd4ml.pods} or"
                    + " ${cd4ml.version} into its query");
        }
    }

    String query(Track track) {
        return PLACEHOLDER.matcher(query).replaceAll(found -> {
            String value = track.values().get(found.group(1));
            if (value == null) {
                throw wrong("has the placeholder ${cd4ml." + found.group(1) + "}, which is not known; known are "
                        + String.join(
                                ", ", track.values().keySet().stream().sorted().toList()));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Asks for the numbers and judges them. Without both numbers the verdict is {@link Verdict#ERROR}: not measured. */
    LiveMeasurement measure(PrometheusClient prometheus, Track canary, Track stable) throws InterruptedException {
        PrometheusClient.Sample observed = prometheus.ask(query(canary));
        if (observed.trouble() != null) {
            return LiveMeasurement.none(observed, name + " of the canary is not measured: " + observed.trouble());
        }
        double baseline = Double.NaN;
        if (comparative()) {
            PrometheusClient.Sample serving = prometheus.ask(query(stable));
            if (serving.trouble() != null) {
                return LiveMeasurement.none(serving, name + " of what serves is not measured: " + serving.trouble());
            }
            baseline = serving.value();
        }
        Finding found = judge(observed.value(), baseline);
        return new LiveMeasurement(observed.value(), baseline, found.verdict(), found.reason(), false);
    }

    /** The pure part. @param baseline NaN where no limit is on a change */
    Finding judge(double observed, double baseline) {
        MeasuredMetric measured =
                new MeasuredMetric(name, observed, observed, baseline, null, question -> Json.object(), new Holm());
        Finding worst = null;
        for (Limit limit : limits) {
            worst = Finding.worse(worst, limit.check(measured));
        }
        return worst;
    }
}
