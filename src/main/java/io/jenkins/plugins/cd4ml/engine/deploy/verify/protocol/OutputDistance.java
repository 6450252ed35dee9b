package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far an answer of the Open Inference Protocol is from the one that was recorded: of all values of all rows the largest
 * {@code |served − recorded| / max(1, |recorded|)}, which is absolute for probabilities and relative for large numbers. A
 * class that is another one, a number that is none and a value too few are infinitely far. Filled by one thread.
 */
public final class OutputDistance {
    private double largest;
    private String worst;
    private final Set<Integer> beyond = new TreeSet<>();
    private final double most;

    /** @param most the distance above which a row counts as different */
    public OutputDistance(double most) {
        this.most = most;
    }

    /**
     * @param rows     numbers of the rows that were asked about, in order
     * @param recorded the protocol's {@code outputs}, with {@code name} and {@code data}
     * @param served   what was answered
     */
    public void add(List<Integer> rows, JsonNode recorded, JsonNode served) {
        for (JsonNode output : recorded) {
            String name = output.path("name").asText();
            JsonNode found = ExpectedOutputs.named(served, name);
            List<JsonNode> want = ExpectedOutputs.flat(output.path("data"));
            List<JsonNode> got = found == null ? List.of() : ExpectedOutputs.flat(found.path("data"));
            if (got.size() != want.size()) {
                String instead = found == null ? "is not answered" : "has " + got.size() + " values";
                note(
                        Double.POSITIVE_INFINITY,
                        "output '" + name + "' " + instead + ", recorded are " + want.size() + " values");
                beyond.addAll(rows);
                continue;
            }
            int width = Math.max(1, want.size() / rows.size());
            for (int i = 0; i < want.size(); i++) {
                double distance = distance(want.get(i), got.get(i));
                int row = rows.get(Math.min(i / width, rows.size() - 1));
                if (!(distance <= most)) {
                    beyond.add(row);
                }
                note(
                        distance,
                        "output '" + name + "' of row " + row + " is " + got.get(i) + ", recorded is " + want.get(i));
            }
        }
    }

    private void note(double distance, String where) {
        if (worst == null || distance > largest) {
            largest = distance;
            worst = where;
        }
    }

    private static double distance(JsonNode want, JsonNode got) {
        if (want.isNumber() && got.isNumber()) {
            double recorded = want.asDouble();
            double distance = Math.abs(got.asDouble() - recorded) / Math.max(1, Math.abs(recorded));
            return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
        }
        return want.asText().equals(got.asText()) ? 0 : Double.POSITIVE_INFINITY; // a class, which is text or a number
    }

    /** @return the largest distance; 0 before anything was added */
    public double largest() {
        return largest;
    }

    /** @return where it is, in words; null before anything was added */
    public String worst() {
        return worst;
    }

    /** @return how many rows are further away than they may be */
    public int beyond() {
        return beyond.size();
    }
}
