package io.jenkins.plugins.cd4ml.engine.deploy.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol.OutputDistance;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The train/serve skew of a rollout: how far what is served is from what was measured, on the same rows, as one number
 * ({@link OutputDistance}) with a bound. Immutable.
 */
final class ServingSkew {
    /** Asks one request. */
    interface Server {
        /** @return the {@code outputs} of the first answer that is one */
        JsonNode outputs(GoldenRequest request) throws InterruptedException;
    }

    /** @param differing rows further away than {@code max}; {@code worst} where the largest distance is, in words */
    record Result(double skew, double max, int rows, int differing, String worst) {
        boolean good() {
            return skew <= max;
        }

        String sentence() {
            return "train/serve skew " + shown(skew) + " over " + rows + " rows of the holdout (at most " + plain(max)
                    + " may be"
                    + (good()
                            ? ")"
                            : "; " + differing + (differing == 1 ? " row differs): " : " rows differ): ") + worst);
        }

        private static String plain(double bound) {
            return bound == 0
                    ? "0"
                    : BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        }

        private static String shown(double skew) {
            return skew == 0 ? "0" : "%.2g".formatted(skew);
        }

        ObjectNode json() {
            ObjectNode json = Json.object();
            if (Double.isFinite(skew)) {
                json.put("value", skew);
            } else {
                json.put("value", "infinite");
            }
            return json.put("max", max)
                    .put("rows", rows)
                    .put("differing", differing)
                    .put("worst", worst);
        }
    }

    private record Asked(List<Integer> rows, GoldenRequest request, JsonNode recorded) {}

    private final List<Asked> asked = new ArrayList<>();
    private final double max;
    private final int rows;

    /** @param recorded {@code max}, and {@code requests} as evaluate-model keeps them, checked by whoever read them */
    ServingSkew(JsonNode recorded) {
        max = recorded.path("max").asDouble();
        int count = 0;
        for (JsonNode item : recorded.path("requests")) {
            List<Integer> numbers = new ArrayList<>();
            item.path("rows").forEach(row -> numbers.add(row.asInt()));
            count += numbers.size();
            ObjectNode request = Json.object();
            request.set("request", item.get("request"));
            asked.add(new Asked(numbers, new GoldenRequest(request), item.at("/expected/outputs")));
        }
        rows = count;
    }

    Result measure(Server server) throws InterruptedException {
        OutputDistance distance = new OutputDistance(max);
        for (Asked one : asked) {
            distance.add(one.rows(), one.recorded(), server.outputs(one.request()));
        }
        return new Result(distance.largest(), max, rows, distance.beyond(), distance.worst());
    }
}
