package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;

/** Holds the outputs of an inference against the expected ones, number by number. */
final class ExpectedOutputs {
    /** Where an expectation gives no tolerance: room for 32-bit arithmetic in another order. */
    static final double TOLERANCE = 1e-4;

    private ExpectedOutputs() {}

    /** @throws InputException when the document expects nothing that could be compared */
    static void check(JsonNode expected) {
        for (JsonNode output : expected.path("outputs")) {
            if (!output.path("data").isArray() || output.path("tolerance").asDouble(0) < 0) {
                throw new InputException(
                        "The golden request's expected.outputs need 'data' (a list) and, where given, a"
                                + " 'tolerance' of at least 0.");
            }
        }
    }

    /**
     * @param expected the document's {@code expected}; an output without a name is compared with the one at its place
     * @param outputs  the answer's outputs
     * @return the first difference, or null
     */
    static String difference(JsonNode expected, JsonNode outputs) {
        if (!outputs.isArray() || outputs.isEmpty()) {
            return "the answer has no outputs";
        }
        int place = 0;
        for (JsonNode output : expected.path("outputs")) {
            String wrong = difference(output, outputs, place++);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static String difference(JsonNode expected, JsonNode outputs, int place) {
        String name = expected.path("name").asText("");
        JsonNode found = name.isEmpty() ? outputs.path(place) : named(outputs, name);
        if (found == null || found.isMissingNode()) {
            return "the answer has no output " + (name.isEmpty() ? "number " + (place + 1) : "'" + name + "'");
        }
        List<JsonNode> want = flat(expected.path("data"));
        List<JsonNode> got = flat(found.path("data"));
        String shown = "output '" + found.path("name").asText() + "'";
        if (want.size() != got.size()) {
            return shown + " has " + got.size() + " values, expected " + want.size();
        }
        double tolerance = expected.path("tolerance").asDouble(TOLERANCE);
        for (int i = 0; i < want.size(); i++) {
            if (!close(want.get(i), got.get(i), tolerance)) {
                return shown + " value " + (i + 1) + " is " + got.get(i) + ", expected " + want.get(i)
                        + (want.get(i).isNumber() ? " ± " + tolerance : "");
            }
        }
        return null;
    }

    static boolean close(JsonNode want, JsonNode got, double tolerance) {
        if (want.isNumber() && got.isNumber()) {
            return Math.abs(want.asDouble() - got.asDouble()) <= tolerance; // false for NaN
        }
        return want.equals(got);
    }

    static JsonNode named(JsonNode outputs, String name) {
        for (JsonNode output : outputs) {
            if (output.path("name").asText().equals(name)) {
                return output;
            }
        }
        return null;
    }

    /** @return the values, whether the data is nested or flat */
    static List<JsonNode> flat(JsonNode data) {
        return flat(data, new ArrayList<>());
    }

    /** The protocol allows nested lists as well as a flat one, row by row. */
    private static List<JsonNode> flat(JsonNode data, List<JsonNode> into) {
        for (JsonNode item : data) {
            if (item.isArray()) {
                flat(item, into);
            } else {
                into.add(item);
            }
        }
        return into;
    }
}
