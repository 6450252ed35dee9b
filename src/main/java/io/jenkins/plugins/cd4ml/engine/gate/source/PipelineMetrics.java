package io.jenkins.plugins.cd4ml.engine.gate.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FlatNumbers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.util.Map;

/**
 * Numbers that are given to a check of the gates, such as what other steps returned: {@code numbers.json}, which gates
 * call {@code numbers.<path>}.
 */
public final class PipelineMetrics {
    /** Written by whoever checks the gates, never by a worker. */
    public static final String FILE = "numbers.json";

    private static final int MOST = 10_000;

    private PipelineMetrics() {}

    /**
     * Keeps the numbers for this check and those after it; an empty document takes earlier ones back.
     *
     * @param document maps in maps; what is no number is left out
     * @throws InputException when there are more than 10,000
     */
    public static void write(RunFolder run, JsonNode document) {
        Map<String, Double> numbers = FlatNumbers.of(document);
        if (numbers.size() > MOST) {
            throw new InputException("numbers holds " + numbers.size() + " numbers; at most " + MOST + " are taken.");
        }
        if (numbers.isEmpty() && !run.has(FILE)) {
            return;
        }
        ObjectNode metrics = Json.object();
        numbers.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.put(name, value);
            } else {
                metrics.put(name, Double.toString(value));
            }
        });
        ObjectNode file = Json.object().put("format", 1);
        file.set("metrics", metrics);
        run.write(FILE, file);
    }
}
