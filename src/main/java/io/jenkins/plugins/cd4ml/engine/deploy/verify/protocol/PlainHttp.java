package io.jenkins.plugins.cd4ml.engine.deploy.verify.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Map;

/**
 * Any server that answers a POST of JSON with JSON, such as MLflow's {@code /invocations}. What is expected is a part of
 * the answer: members that it names, lists as long as it has them, numbers within {@code tolerance} (default 0.0001).
 */
final class PlainHttp implements Protocol {
    private static final int SHOWN = 80;

    @Override
    public String readiness() {
        return null;
    }

    @Override
    public String path(JsonNode item, String model) {
        return item.path("path").asText();
    }

    @Override
    public void check(JsonNode item) {
        String path = item.path("path").asText();
        if (!path.startsWith("/") || path.contains("..") || !item.has("request")) {
            throw new InputException(
                    "The golden request of the protocol http needs a 'path' that begins with '/', and a"
                            + " 'request'.");
        }
    }

    @Override
    public JsonNode body(JsonNode item, String model) {
        return item.get("request");
    }

    @Override
    public JsonNode kept(JsonNode answer) {
        return answer;
    }

    @Override
    public String difference(JsonNode item, JsonNode answer) {
        double tolerance = item.path("tolerance").asDouble(ExpectedOutputs.TOLERANCE);
        return item.has("expected") ? difference(item.get("expected"), answer, tolerance, "the answer") : null;
    }

    private static String difference(JsonNode want, JsonNode got, double tolerance, String place) {
        if (want.isObject() && got.isObject()) {
            for (Map.Entry<String, JsonNode> member : want.properties()) {
                String inner = place + "." + member.getKey();
                if (!got.has(member.getKey())) {
                    return inner + " is missing";
                }
                String wrong = difference(member.getValue(), got.get(member.getKey()), tolerance, inner);
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        }
        if (want.isArray() && got.isArray()) {
            if (want.size() != got.size()) {
                return place + " has " + got.size() + " items, expected " + want.size();
            }
            for (int i = 0; i < want.size(); i++) {
                String wrong = difference(want.get(i), got.get(i), tolerance, place + "[" + i + "]");
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        }
        return ExpectedOutputs.close(want, got, tolerance)
                ? null
                : place + " is " + shown(got) + ", expected " + shown(want)
                        + (want.isNumber() ? " ± " + tolerance : "");
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
